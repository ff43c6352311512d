#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0 OR MIT
"""The runner itself: a wrong record fails, an unreadable or unknown file is exit 2.

Usage: CONFORMANCE VECTORS [--files]    with --files unreadable files and the command line alone"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

program, vectors = sys.argv[1].split(), pathlib.Path(sys.argv[2])  # the program may come behind an emulator
passed = failed = 0


def check(ok, what):
    global passed, failed
    passed, failed = passed + bool(ok), failed + (not ok)
    if not ok:
        print(f"FAILED: {what}")


def run(*arguments):
    return subprocess.run([*program, *map(str, arguments)], capture_output=True, text=True, timeout=600)


def last_line(result):
    return result.stdout.splitlines()[-1] if result.stdout else ""


def flip(text, index):
    """The same hex with the lowest bit of one byte changed."""
    data = bytearray.fromhex(text)
    data[index] ^= 1
    return data.hex()


def changed(path, what, change, backend="scalar51"):
    """Runs the file with the first record that `change` accepts altered; expects exactly one failure."""
    document = json.loads((vectors / path).read_text())
    records = document["vectors"] if isinstance(document, dict) else document
    for record in records:
        if change(record):
            break
    else:
        raise AssertionError(f"{path}: nothing to change for {what}")
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "changed.json")
        file.write_text(json.dumps(document))
        result = run("--backend", backend, file)
    check(result.returncode == 1 and re.match(r"\d+ passed, 1 failed", last_line(result)), f"{path}, {what}: {last_line(result)}")


def set_hex(key, index=0):
    def change(record):
        if key not in record:
            return False
        record[key] = flip(record[key], index)
        return True
    return change


def set_item(key, index=0):
    def change(record):
        record[key][0] = flip(record[key][0], index)
        return True
    return change


def of_suite(identifier, change):
    return lambda record: record["identifier"] == identifier and change(record)


def of_function(name, change):
    return lambda record: record["Function"] == name and change(record)


def other_verdict(name):
    def change(record):
        if record.get("Name") != name or record["Expected"] != "reject":
            return False
        record["Expected"] = "accept"
        return True
    return change


def negate(key):
    def change(record):
        record[key] = not record[key]
        return True
    return change


def other_challenge(record):
    if record["Function"] != "DecodeUint":
        return False
    record["Challenge"] = f"0x{int(record['Challenge'], 16) ^ 1:02x}"
    return True


def bad_string(record):
    if record.get("Name") != "F1" or record["Expected"] != "accept":
        return False
    record["NargString"] = flip(record["NargString"], 100)
    return True


def culprit(record):
    supported = all(i["Name"] in ("F0A", "F0NOT", "F1", "F1-S128") for i in record["Items"])
    if not record["Culprits"] or not supported:
        return False
    record["Culprits"] = [record["Culprits"][0] + 1]
    return True


# Every public value of other people's proofs, and single bytes of theirs. The first record that has the key is changed.
foreign = {
    "dleq-rfc9497/dleq": [("B", 3), ("contextString", 0), ("seed", 0), ("M", 1), ("Z", 1), ("t2", 0), ("t3", 0), ("r", 0), ("k", 0),
                          ("proof", 0), ("proof", 40), ("challengeTranscript", 0), ("c", 0), ("s", 31)],
    "dleq-brave/dleq": [("Y", 2), ("P", 2), ("Q", 2), ("proof", 0), ("proof", 63)],
    "schnorr-frost-rfc9591/schnorr": [("pk", 1), ("msg", 0), ("sig", 1), ("sig", 33), ("c", 0)],
    "schnorr-frost-rfc9591/dkg_pok": [("pk", 1), ("identifier", 0), ("proof", 1), ("proof", 33)],
    "or-solana/or": [("percentage_commitment", 1), ("delta_commitment", 1), ("claimed_commitment", 1), ("proof", 1), ("proof", 33),
                     ("proof", 65), ("proof", 97), ("proof", 129), ("proof", 161), ("proof", 193), ("proof", 225), ("c", 0)],
    "sigma-solana/sigma": [("pubkey", 1), ("proof", 1), ("proof", 33), ("ciphertext", 1), ("ciphertext", 33)],
    "sigma-act/act": [("K", 1), ("gamma", 0), ("k_bar", 0), ("r_bar", 0), ("A", 1), ("X_A", 1), ("X_G", 1), ("z", 0),
                      ("transcript", -1)],
    "merlin/merlin": [("last_challenge", 0)],
}


def wrong_records():
    changed("ristretto255/rfc9496_multiples.json", "encoding", set_hex("encoding"))
    changed("ristretto255/lab_decode_validity.json", "verdict", negate("valid"))
    changed("ristretto255/lab_scalar_canonical.json", "verdict", negate("canonical"))
    for key in ("add", "sub", "mul", "sq_a", "neg_a", "inv_a"):
        changed("ristretto255/lab_field.json", key, set_hex(key))
    for key in ("add", "sub", "mul", "inv_b", "wide_reduced"):
        changed("ristretto255/lab_scalar_arith.json", key, set_hex(key))
    changed("ristretto255/lab_sqrt_ratio_m1.json", "root", set_hex("r"))
    changed("ristretto255/lab_sqrt_ratio_m1.json", "was_square", negate("was_square"))
    changed("ristretto255/lab_scalarmult.json", "product", set_hex("product"))
    changed("ristretto255/lab_scalarmult.json", "base product", set_hex("base_product"))
    changed("ristretto255/lab_add_sub.json", "sum", set_hex("sum"))
    changed("ristretto255/lab_add_sub.json", "difference", set_hex("difference"))
    changed("ristretto255/lab_msm.json", "result", set_hex("result"))
    changed("ristretto255/rfc9496_from_uniform.json", "output", set_hex("output"))
    changed("ristretto255/rfc9380_expand_message_xmd_sha512.json", "bytes", set_hex("uniform_bytes"))
    changed("ristretto255/hash_to_ristretto255_rfc9497.json", "element", set_hex("element"))
    for path, keys in foreign.items():
        for key, index in keys:
            changed(f"{path}.json", f"{key} byte {index}", set_hex(key, index))
    for identifier, backend in (("ristretto255-SHA512", "scalar51"), ("P256-SHA256", "p256")):
        for key in ("C", "D", "composite_scalars"):
            changed("dleq-rfc9497/dleq.json", f"{key} of {identifier}", of_suite(identifier, set_item(key, 1)), backend)
    for key, index in foreign["dleq-rfc9497/dleq"]:
        changed("dleq-rfc9497/dleq.json", f"{key} byte {index} of P-256", of_suite("P256-SHA256", set_hex(key, index)), "p256")
    changed("cfrg-sigma/fiatShamirShake128Vectors.json", "output", set_hex("Output", 5))
    changed("cfrg-sigma/fiatShamirTurboShake128Vectors.json", "output", set_hex("Output", 5))
    changed("cfrg-sigma/fiatShamirTurboShake128Vectors.json", "tag", set_hex("Tag", 5))
    changed("cfrg-sigma/fiatShamirTurboShake128Vectors.json", "challenge", other_challenge, "p256")
    changed("cfrg-sigma/fiatShamirShake128Vectors.json", "challenge", other_challenge, "p256")
    changed("cfrg-sigma/fiatShamirCodecVectors.json", "challenge", other_challenge, "p256")
    for key in ("Input", "Output"):
        changed("cfrg-sigma/fiatShamirCodecVectors.json", f"{key} of a string", of_function("SerializeVarLenString", set_hex(key, 2)))
    for key in ("Nonces", "Commitment", "Challenge", "SessionId", "Witness", "NargString"):
        changed("lab-derived/sigma-proofs_Shake128_P256_valid.json", f"{key} on P-256", set_hex(key), "p256")
    for key in ("SessionId", "Instance", "Witness", "NargString"):
        changed("cfrg-sigma/sigma-proofs_Shake128_P256.json", key, set_hex(key), "p256")
    for key in ("Nonces", "Commitment", "Challenge", "SessionId", "Witness", "NargString"):
        changed("lab-derived/sigma-proofs_Shake128_ristretto255_valid.json", key, set_hex(key))
    for key in ("SessionId", "Witness", "NargString"):
        changed("lab-derived/or_sigma-proofs_Shake128_ristretto255_valid.json", key, set_hex(key))
    for key in ("BatchingSid",):
        changed("lab-derived/batch_sigma-proofs_Shake128_ristretto255.json", key, set_hex(key))
    for key in ("SessionId", "Instance", "NargString", "Fresh"):
        changed("compositions/compositions.json", key, set_hex(key))
    for key in ("SessionId", "Instance", "NargString", "Digest"):
        changed("formulations/valid.json", key, set_hex(key))
    for name in ("F0A", "F0NOT", "F1", "F1-S128", "F1K"):
        changed("formulations/invalid.json", f"verdict of {name}", other_verdict(name))
    changed("formulations/valid.json", "one byte of F1", bad_string)
    changed("formulations/batch.json", "culprit", culprit)


orders = {"ristretto255": (2**252 + 27742317777372353535851937790883648493, "little"),
          "P-256": (0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551, "big")}


def codec_records(order, endian):
    """Numbers that are scalars of a suite and numbers that are none, as the draft's records have them."""
    common = {"Modulus": f"0x{order:x}", "ByteOrder": f"{endian}-endian"}
    for number in (0, 1, 0xdeadbeef, order - 1):
        data, text = number.to_bytes(32, endian).hex(), f"0x{number:02x}"
        yield {"Function": "SerializeUint", **common, "Value": text, "Output": data}
        yield {"Function": "SerializeField", **common, "ExtensionDegree": 1, "Coordinates": [text], "Output": data}
        yield {"Function": "DeserializeUint", **common, "Input": data, "Value": text}
        yield {"Function": "DeserializeField", **common, "Input": data + "00", "Coordinates": [text]}
    refused = [number.to_bytes(32, endian).hex() for number in (order, order + 1, 2**256 - 1)] + ["00" * 31, ""]
    yield from ({"Function": "DeserializeUint", **common, "Input": data, "Expected": "reject"} for data in refused)


def wrong_codec_records(record):
    """The same record with one thing wrong at a time."""
    for key in ("Output", "Input"):
        if record.get(key):
            yield {**record, key: flip(record[key], 3)}
    if "Value" in record:
        yield {**record, "Value": f"0x{int(record['Value'], 16) ^ 16:x}"}
    if "Expected" in record:
        del record["Expected"]
        yield record


def codec():
    for name, (order, endian) in orders.items():
        good = list(codec_records(order, endian))
        bad = [wrong for record in good for wrong in wrong_codec_records(dict(record)) if "Expected" not in wrong]
        other = "big" if endian == "little" else "little"
        for what, records, expected in (("right", good, f"{len(good)} passed, 0 failed"), ("wrong", bad, f"0 passed, {len(bad)} failed"),
                                        ("in the other byte order", [{**r, "ByteOrder": f"{other}-endian"} for r in good],
                                         f"0 passed, 0 failed, {len(good)} skipped")):
            with tempfile.TemporaryDirectory() as folder:
                file = pathlib.Path(folder, "codec.json")
                file.write_text(json.dumps(records))
                check(last_line(run(file)) == expected, f"codec of {name}, {what}: {last_line(run(file))}, not {expected}")


def bad_files():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        contents = {"garbage": "no json", "empty": "", "nothing": "[]", "number": "17", "unknown": '[{"Function": "Nobody"}]',
                    "keys": '{"vectors": [{"a": "00"}]}', "half": '[{"Function": "SigmaProof"}]', "twice": '[{"hex":"","hex":""}]',
                    "deep": "[" * 5000, "hex": '[{"hex": "0g", "valid": false}]', "binary": "[\u0000]"}
        for stem, text in contents.items():
            file = folder / f"{stem}.json"
            file.write_text(text)
            result = run("--backend", "scalar51", file)
            sentence = result.stderr.strip()
            check(result.returncode == 2 and len(sentence.splitlines()) == 1, f"{stem}: exit {result.returncode}, {sentence}")
        good = vectors / "ristretto255" / "rfc9496_multiples.json"
        result = run(folder / "missing.json", good)
        check(result.returncode == 2 and last_line(result) == "16 passed, 0 failed", "a missing file beside a good one")
        (folder / "none").mkdir()
        check(run(folder / "none").returncode == 2, "a folder without vectors")
        check(run(good).returncode == 0, "a good file")


def options():
    check(run("--help").returncode == 0, "--help")
    check(run().returncode == 2, "no arguments")
    check(run("--nothing").returncode == 2, "an unknown option")
    check(run("--backend").returncode == 2, "a missing name")
    check(run("--without", "none", vectors).returncode == 2, "an unknown backend to leave out")
    check(run("--backend", "none", vectors).returncode == 2, "an unknown backend")
    check(run("--backend", "scalar51", vectors / "ristretto255").returncode == 0, "one backend")
    for backend, path in (("p256", "ristretto255/rfc9496_multiples.json"), ("scalar51", "cfrg-sigma/sigma-proofs_Shake128_P256.json")):
        result = run("--backend", backend, vectors / path)
        check(result.returncode == 0 and last_line(result).startswith("0 passed, 0 failed, "), f"{path} skipped on {backend}")


if "--files" not in sys.argv:
    wrong_records()
    codec()
bad_files()
options()
print(f"{passed} passed, {failed} failed")
sys.exit(0 if passed and not failed else 1)
