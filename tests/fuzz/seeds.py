#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Writes the first inputs of the fuzz targets into FOLDER, from the forged corpus and the bundled data: seeds.py FOLDER"""
import json
import pathlib
import struct
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
P256 = "tests/vectors/lab-derived/sigma-proofs_Shake128_P256_valid.json"
FILES = {
    "csv": b"\0a,b\n1,2\n3,4\n",
    "quoted": b'\0a,b\r\n"1,5","x ""y"""\r\n,\r\n',
    "jsonl": b'\1{"a": [1, 2, null]}\n\n"text"\n',
    "model_csv": b"\x021.5,-2e3\n0,1e-300\n",
    "manifest": b'\4{"path": "d.csv", "size": 4, "mtime_ns": 1, "xxh3_128": "' + b"0" * 32 + b'", "sha512_leaf": "' + b"1" * 128 + b'"}\n',
}


def safetensors():
    header = json.dumps({"w": {"dtype": "F32", "shape": [2, 1], "data_offsets": [0, 8]}, "__metadata__": {"a": "b"}}).encode()
    return b"\3" + struct.pack("<Q", len(header)) + header + bytes(range(8))


def main(folder):
    records = json.loads((ROOT / "tests/forged/corpus.json").read_text())["records"]
    seeds = {"proof": {}, "relation": {}, "files": FILES | {"safetensors": safetensors()}}
    for number, record in enumerate(records):
        item = record["items"][0]
        seeds["proof"][str(number)] = bytes([number]) + bytes.fromhex(item["proof"])
        for i, relation in enumerate(item.get("relations", [])):
            seeds["relation"][f"{number}-{i}"] = bytes.fromhex(relation)
    # The suite P-256: number of a record of the vectors, then its proof; and the statements.
    seeds["proof_p256"], seeds["relation_p256"] = {}, {}
    for number, record in enumerate(json.loads((ROOT / P256).read_text())):
        seeds["proof_p256"][str(number)] = bytes([number]) + bytes.fromhex(record["NargString"])
        seeds["relation_p256"][str(number)] = bytes.fromhex(record["Instance"])
    for target, inputs in seeds.items():
        (folder / target).mkdir(parents=True, exist_ok=True)
        for name, data in inputs.items():
            (folder / target / name).write_bytes(data)
    (folder / "statement").mkdir(exist_ok=True)  # filled by the sigmark command


main(pathlib.Path(sys.argv[1]))
