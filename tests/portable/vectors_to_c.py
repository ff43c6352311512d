#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Prints the ristretto255 vectors as C tables, so that primitives/ can be checked on machines that have no JSON library."""
import json
import pathlib
import sys

SOURCE = pathlib.Path(__file__).resolve().parent.parent / "vectors" / "ristretto255"


def load(name):
    return json.loads((SOURCE / name).read_text())["vectors"]


def octets(hexadecimal):
    return "{" + ",".join(f"0x{b:02x}" for b in bytes.fromhex(hexadecimal)) + "}"


def table(name, kind, rows):
    print(f"static const struct {kind} {name}[] = {{")
    for row in rows:
        print("    {" + ", ".join(row) + "},")
    print("};")


def little(value):
    return int(value).to_bytes(32, "little").hex()


def main():
    print("/* SPDX-License-Identifier: Apache-2.0 OR MIT */")
    print("/* Generated at build time from tests/vectors/ristretto255 by tests/portable/vectors_to_c.py. */")
    decode = [(v["hex"], v["valid"]) for f in ("lab_decode_validity.json", "lab_decode_edges.json") for v in load(f)]
    decode += [(v["hex"], False) for f in ("rfc9496_invalid.json", "libsodium_extra_invalid.json") for v in load(f)]
    decode = [d for d in decode if len(d[0]) == 64]
    table("decode_vectors", "decode_vector", ([octets(h), str(int(ok))] for h, ok in decode))
    table("map_vectors", "map_vector", ([octets(v["input"]), octets(v["output"])] for f in ("rfc9496_from_uniform.json", "lab_from_uniform.json") for v in load(f)))
    mul = [[octets(v["scalar"]), octets(v["element"]), octets(v["product"]), octets(v["base_product"])] for v in load("lab_scalarmult.json")]
    generator = load("rfc9496_multiples.json")[1]["encoding"]
    mul += [[octets(little(v["scalar"])), octets(generator), octets(v["encoding"]), octets(v["encoding"])] for v in load("rfc9496_multiples.json")]
    table("mul_vectors", "mul_vector", mul)
    table("add_vectors", "add_vector", ([octets(v[k]) for k in ("a", "b", "sum", "difference")] for v in load("lab_add_sub.json")))
    table("sc_vectors", "sc_vector", ([octets(v[k]) for k in ("a", "b", "add", "sub", "mul", "inv_b", "wide", "wide_reduced")] for v in load("lab_scalar_arith.json")))
    table("canonical_vectors", "canonical_vector", ([octets(v["hex"]), str(int(v["canonical"]))] for v in load("lab_scalar_canonical.json")))
    terms, heads = [], []
    for v in load("lab_msm.json"):
        heads.append([str(len(terms)), str(len(v["points"])), octets(v["result"])])
        terms += [[octets(s), octets(p)] for s, p in zip(v["scalars"], v["points"])]
    table("msm_terms", "msm_term", terms)
    table("msm_vectors", "msm_vector", heads)
    return 0


if __name__ == "__main__":
    sys.exit(main())
