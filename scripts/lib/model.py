# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Predicts the time of a verification from what it counts and from what a machine's kernels cost.

Counted for a case, on any machine: field multiplications and squarings, idle lanes included, and bytes that are hashed. Measured on the machine in
question: decoding, sums of many points, the permutation, multiplications mod l and sums of outer products. Decoding is where nearly all squarings are, so
that it takes its share of both counts first; what is left of the multiplications is priced as those of a sum of as many terms. No constant is
fitted to a verification: the error that is shown is an error of prediction."""
import math

from runfile import rate

RATE_BYTES = 168            # of one permutation of SHAKE128
HEAD_BYTES = 80             # what a leaf of a batch hashes beside instance and proof
PER_EQUATION = 6            # multiplications mod l: weight, challenge, and the coefficients of the shared generators
POINTS = 3                  # of a proof whose run file does not say how many
OUTER = {"scalar/outer_256x256": 256 * 256, "scalar/outer_32x32": 32 * 32, "scalar/outer_5x37": 5 * 37}  # multiply-adds of one item
NEEDED = ("ristretto/decode", "msm/full", "keccak/f1600", "scalar/mul")


def kernels_of(cases):
    """{backend: {kernel: [(n, ns per item, cost), ...]}} of the backends whose kernels were measured and counted."""
    found = {}
    for case in cases:
        name = case["id"].removeprefix("primitives/")
        if (name in NEEDED or name in OUTER) and not case["peer"] and rate(case):
            found.setdefault(case["backend"], {}).setdefault(name, []).append((case["n"], 1e9 / rate(case)[0], case["cost"]))
    for kernels in found.values():
        for sizes in kernels.values():
            sizes.sort(key=lambda size: size[0])
    return {backend: kernels for backend, kernels in found.items() if set(NEEDED) <= set(kernels) and kernels["ristretto/decode"][-1][2] and kernels["msm/full"][-1][2]}


def at(points, n):
    """The value at n between measured sizes, on logarithmic scales; the nearest one beyond them."""
    below = [point for point in points if point[0] <= n]
    above = [point for point in points if point[0] > n]
    if not below or not above:
        return (below[-1] if below else above[0])[1]
    (n0, v0), (n1, v1) = below[-1], above[0]
    share = math.log(n / n0) / math.log(n1 / n0)
    return math.exp((1 - share) * math.log(v0) + share * math.log(v1))


def equations(case):
    """Of one proof; where the run file does not say, one per commitment, of which F1 has two."""
    points = case.get("points") or {}
    return points.get("equations") or (2 if case["formulation"].startswith("F1") else 1)


def blocks(case):
    """Permutations for one proof: its transcript, and in a batch its leaf and its part of the weights."""
    said = case["statement_bytes"] + case["proof_bytes"]
    found = math.ceil(said / RATE_BYTES)
    if case["batch"] > 1 and "random" not in case["id"]:
        found += math.ceil((HEAD_BYTES + said) / RATE_BYTES) + (32 + 16 * equations(case)) / RATE_BYTES
    return found


def multiply_add(kernels, count, batch):
    """ns of one of `count` multiply-adds per proof: as a sum of outer products of about that size, or one by one where there is no such kernel."""
    sized = [(size, name) for name, size in OUTER.items() if name in kernels and size <= count]
    if not sized:
        return at([(n, ns) for n, ns, _ in kernels["scalar/mul"]], max(1, count * batch))
    size, name = max(sized)
    return at([(n, ns) for n, ns, _ in kernels[name]], batch) / size


def predict(case, kernels):
    """{part: ns per proof} on the machine whose kernels these are (of the case's backend); None where counts are missing."""
    cost = case["cost"]
    if not cost or case["formulation"] is None or not case["proof_bytes"] or not case["statement_bytes"]:
        return None
    points = case.get("points") or {}
    terms = case["batch"] * points.get("own", POINTS)
    decode = [(n, ns / c["sqr"]) for n, ns, c in kernels["ristretto/decode"] if c and c["sqr"]]
    lanes = [(n, c["mul"] / c["sqr"]) for n, _, c in kernels["ristretto/decode"] if c and c["sqr"]]
    sums = [(n, ns / c["mul"]) for n, ns, c in kernels["msm/full"] if c and c["mul"]]
    if not decode or not sums:
        return None
    permutation = [(n, ns) for n, ns, _ in kernels["keccak/f1600"]]
    scalar = [(n, ns) for n, ns, _ in kernels["scalar/mul"]]
    left = max(0.0, cost["mul"] - cost["sqr"] * at(lanes, terms))
    return {"decode": cost["sqr"] * at(decode, terms), "msm": left * at(sums, terms), "hash": blocks(case) * at(permutation, case["batch"]),
            "scalars": PER_EQUATION * equations(case) * at(scalar, terms) + points.get("multiply_adds", 0) * multiply_add(kernels, points.get("multiply_adds", 0), case["batch"])}
