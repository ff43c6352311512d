#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Independent oracle: checks the committed vectors, or writes fresh random ones of the same forms.

usage: oracle.py check FILE...            verdicts, proofs, weights of the formulation records it knows
       oracle.py generate [--seed N] DIR  writes primitives, relations, compositions, formulations, training, logistic and entries, all .json
       oracle.py generate --p256 DIR      writes relations.json and compositions.json of the suite P-256
With --share N about one record in N is written.
"""
import argparse
import hashlib
import importlib
import json
import pathlib
import random
import sys
import time

if "--p256" in sys.argv:  # the same text over another group
    sys.modules["ristretto"] = importlib.import_module("p256")
import ristretto as rs
import sigma as sg

if rs.H is not None:  # a suite with generators
    import entries as en
    import logistic as lo
    import training as tr
    from rows import registered
from ristretto import G, L, P, decode, encode, mul, scalar_bytes


def edgy(rng, bits):
    """An integer below 2^bits, biased to runs of equal bits, small values and values just below the top."""
    kind = rng.randrange(5)
    if kind == 0:
        return rng.randrange(20)
    if kind == 1:
        return 2**bits - 1 - rng.randrange(40)
    if kind == 2:
        return rng.getrandbits(bits)
    value, bit = 0, rng.randrange(2)
    for position in range(bits):
        bit ^= rng.random() < 0.03
        value |= bit << position
    return value


def any_scalar(rng):
    return rng.choice([edgy(rng, 256) % L, (L - edgy(rng, 60)) % L, rng.randrange(L)])


def any_point(rng):
    return rs.from_uniform(edgy(rng, 512).to_bytes(64, "little"))


def field_hex(x):
    return (x % P).to_bytes(32, "little").hex()


# ---- primitives

def decode_record(rng):
    s = int.from_bytes(encode(any_point(rng)), "little")
    value = rng.choice([s, P - s, s + P, s | 1 << 255, s ^ 1 << rng.randrange(256), edgy(rng, 256),
                        2**255 - rng.randrange(40)])
    data = (value % 2**256).to_bytes(32, "little")
    return {"hex": data.hex(), "valid": decode(data) is not None}


def uniform_record(rng):
    data = edgy(rng, 512).to_bytes(64, "little")
    return {"input": data.hex(), "output": encode(rs.from_uniform(data)).hex()}


def sum_record(rng):
    a = any_point(rng)
    b = rng.choice([any_point(rng), a, rs.neg(a)])
    return {"a": encode(a).hex(), "b": encode(b).hex(), "sum": encode(rs.add(a, b)).hex(),
            "difference": encode(rs.add(a, rs.neg(b))).hex()}


def product_record(rng):
    k, p = any_scalar(rng), any_point(rng)
    return {"scalar": scalar_bytes(k).hex(), "element": encode(p).hex(), "product": encode(mul(k, p)).hex(),
            "base_product": encode(mul(k, G)).hex()}


def multiscalar_record(rng):
    n = rng.choice([1, 2, 3, 9, 20])
    logs = [rng.choice([any_scalar(rng), rng.randrange(4)]) for _ in range(n)]
    scalars = [any_scalar(rng) for _ in range(n)]
    if rng.random() < 0.3 and logs[-1]:
        scalars[-1] = -sum(k * x for k, x in zip(scalars[:-1], logs[:-1])) * pow(logs[-1], -1, L) % L
    result = mul(sum(k * x for k, x in zip(scalars, logs)), G)
    return {"n": n, "scalars": [scalar_bytes(k).hex() for k in scalars], "points": [encode(mul(x, G)).hex() for x in logs],
            "result": encode(result).hex()}


def scalar_record(rng):
    a, b, wide = any_scalar(rng), any_scalar(rng), edgy(rng, 512)
    values = {"a": a, "b": b, "add": a + b, "sub": a - b, "mul": a * b, "inv_b": pow(b, L - 2, L), "wide_reduced": wide}
    return {**{k: scalar_bytes(v).hex() for k, v in values.items()}, "wide": wide.to_bytes(64, "little").hex()}


def field_record(rng):
    a, b = edgy(rng, 255), edgy(rng, 255)
    results = {"add": a + b, "sub": a - b, "mul": a * b, "sq_a": a * a, "neg_a": -a, "inv_a": pow(a, P - 2, P)}
    return {"a": a.to_bytes(32, "little").hex(), "b": b.to_bytes(32, "little").hex(),
            **{k: field_hex(v) for k, v in results.items()}, "is_negative_a": rs.negative(a)}


def root_record(rng):
    u, v = edgy(rng, 255), edgy(rng, 255)
    ratio = u * pow(v, P - 2, P) % P
    root = rs.sqrt(ratio)
    was_square = root is not None and (v % P != 0 or u % P == 0)
    value = root if root is not None else rs.sqrt(rs.I * ratio)
    return {"u": u.to_bytes(32, "little").hex(), "v": v.to_bytes(32, "little").hex(), "was_square": was_square,
            "r": field_hex(value)}


def primitives(rng, share):
    plan = [(decode_record, 300), (uniform_record, 60), (sum_record, 60), (product_record, 60), (multiscalar_record, 30),
            (scalar_record, 300), (field_record, 300), (root_record, 100)]
    records = [make(rng) for make, count in plan for _ in range(count // share)]
    return {"source": {"repo": "generated"}, "notes": "", "numVectors": len(records), "vectors": records}


# ---- relations, ORs, batches of them

def random_relation(rng):
    """A true relation and its witness. Discrete logarithms of all elements are known, which makes images cheap."""
    scalars, bases = rng.randint(1, 3), rng.randint(1, 3)
    logs = [1] + [1 + rng.randrange(L - 1) for _ in range(bases)]
    known = [any_scalar(rng) for _ in range(scalars)]
    equations = []
    for i in range(rng.randint(scalars, 3)):
        coefficients = [1, L - 1, 0, any_scalar(rng)]
        terms = [(i % scalars, rng.randrange(1, bases + 1), 1)]
        terms += [(rng.randrange(scalars), rng.randrange(bases + 1), rng.choice(coefficients)) for _ in range(rng.randrange(4))]
        extra = [(rng.randrange(bases + 1), rng.choice(coefficients)) for _ in range(rng.randrange(3))]
        right = sum(c * known[s] * logs[e] for s, e, c in terms) - sum(c * logs[e] for e, c in extra)
        equations.append(([(len(logs), 1)] + extra, terms))
        logs.append(right % L)
    return sg.Relation([mul(x, G) for x in logs], equations), known


def valid_relation(rng):
    while True:
        relation, known = random_relation(rng)
        used = {e for image, terms in relation.equations for e in [i for i, _ in image] + [i for _, i, _ in terms]}
        if len(used | {0}) == len(relation.elements) and relation.valid():
            return relation, known


def mutate(rng, narg):
    """Another string: a bit, a field, or the length changed."""
    data = bytearray(narg)
    kind = rng.randrange(6)
    start = 16 * rng.randrange(len(data) // 16 - 1)
    if kind == 0:
        data = data[:-rng.choice([1, 16, 32])]
    elif kind == 1:
        data += bytes(rng.choice([1, 16, 32]))
    elif kind == 2:
        piece = rng.choice([bytes(rs.ELEMENT), encode(any_point(rng)), scalar_bytes(any_scalar(rng)), L.to_bytes(32, rs.BYTE_ORDER)])
        data[start:start + len(piece)] = piece
    elif kind == 3:
        value = (int.from_bytes(data[-32:], rs.BYTE_ORDER) + rng.choice([1, L])) % 2**256
        data[-32:] = value.to_bytes(32, rs.BYTE_ORDER)
    else:
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def verdict(instance, narg):
    return "accept" if instance is not None and sg.verify(instance, narg) else "reject"


def relation_records(rng, name, flavor):
    is_or = rng.random() < 0.5
    made = [valid_relation(rng) for _ in range(rng.randint(2, 4) if is_or else 1)]
    real = rng.randrange(len(made))
    label = f"{name}-{'OR-' if is_or else ''}{sg.FLAVORS[flavor]}-with-{sg.SUITE}"
    shape = sg.one_of(len(made)) if is_or else 0
    instance = sg.Instance([r for r, _ in made], rs.session_id(label.encode()), flavor, shape)
    stream = sg.Randomness(f"nonces-{label}")
    drawn = []

    def draw():
        drawn.append(stream.draw())
        return drawn[-1]

    narg = sg.prove(instance, {real: made[real][1]}, draw, draw)
    base = {"Id": f"oracle/{name}/{flavor}", "Function": "OrProof" if is_or else "SigmaProof", "Ciphersuite": sg.SUITE,
            "Flavor": flavor, "Tag": label, "SessionId": instance.session.hex()}
    if is_or:
        base["Clauses"] = [r.serialize().hex() for r, _ in made]
    else:
        base["Instance"] = instance.bytes.hex()
    proved = {"Witness": b"".join(map(scalar_bytes, made[real][1])).hex(), "NargString": narg.hex(), "Expected": "accept"}
    proved.update({"RealIndex": real, "NonceStream": f"nonces-{label}"} if is_or
                  else {"Nonces": b"".join(map(scalar_bytes, drawn)).hex()})
    records = [{**base, **proved}]
    for i in range(3):
        bad = mutate(rng, narg)
        records.append({**base, "Id": f"{base['Id']}/mutated{i}", "BaseId": base["Id"], "NargString": bad.hex(),
                        "Expected": verdict(instance, bad)})
    return records, instance


def relations(rng, seed, share):
    records, batchable = [], []
    keys = ("SessionId", "Instance", "Clauses", "NargString")
    for i in range(max(12 // share, 4)):
        flavor = ("batchable", "compact")[i % 2]
        made, instance = relation_records(rng, f"random{seed}-{i}", flavor)
        records += made
        if flavor == "batchable":
            batchable += [(instance, r) for r in made]
    for count in (1, 3, len(batchable)):
        chosen = rng.sample(batchable, count)
        items = [(instance, bytes.fromhex(r["NargString"])) for instance, r in chosen]
        bad = [i for i, (_, r) in enumerate(chosen) if r["Expected"] == "reject"]
        decodable = all(decodes(instance, narg) for instance, narg in items)
        records.append({"Id": f"oracle/batch{count}", "Function": "BatchVerify", "Ciphersuite": sg.SUITE,
                        "Items": [{k: r[k] for k in keys if k in r} for _, r in chosen],
                        **({"BatchingRandomness": sg.draft_weights(items).hex()} if decodable else {}),
                        "Expected": "reject" if bad else "accept", "InvalidIndices": bad})
    return records


# ---- compositions

def random_shape(rng, numbers, depth):
    """A tree over these clause numbers, in order."""
    if len(numbers) == 1:
        return numbers[0]
    n = len(numbers) if depth == 0 else rng.randint(2, min(4, len(numbers)))
    cuts = [0] + sorted(rng.sample(range(1, len(numbers)), n - 1)) + [len(numbers)]
    need = rng.choice([1, 1, rng.randint(2, n)])
    return need, [random_shape(rng, numbers[a:b], depth - 1) for a, b in zip(cuts, cuts[1:])]


def known_clauses(rng, shape):
    """A random set of clauses that makes the shape true."""
    numbers = sg.leaves(shape)
    while True:
        known = {i for i in numbers if rng.random() < 0.6}
        if sg.satisfied(shape, known):
            return known


def false_clause(rng, relation):
    """The same relation with its images moved, so that the witness at hand is none."""
    elements = list(relation.elements)
    for image, _ in relation.equations:
        elements[image[0][0]] = rs.add(elements[image[0][0]], G)
    moved = sg.Relation(elements, relation.equations)
    return moved if moved.valid() else false_clause(rng, moved)


def composition_records(rng, name, flavor, shape, hedge=False, clauses=None):
    """An accepted record of a tree and altered ones."""
    numbers, known = sg.leaves(shape), known_clauses(rng, shape)
    made = [valid_relation(rng) for _ in numbers] if clauses is None else clauses(len(numbers))
    relations = [r if i in known else false_clause(rng, r) for i, (r, _) in enumerate(made)]
    short = all(need == 1 for need, _ in sg.inner(shape)) and rng.random() < 0.5
    label = f"{name}-COMPOSED-{sg.FLAVORS[flavor]}-with-{sg.SUITE}"
    instance = sg.Instance(relations, rs.session_id(label.encode()), flavor, shape, 16 if short else 32)
    witness = {i: made[i][1] for i in known}
    fresh = rng.randbytes(64)
    stream = sg.hedged(instance, witness, fresh) if hedge else sg.Randomness(f"nonces-{label}")
    narg = sg.prove(instance, witness, stream.draw, stream.draw_short if short else stream.draw)
    base = {"Id": f"oracle/{name}/{flavor}", "Function": "ComposedProof", "Ciphersuite": sg.SUITE, "Flavor": flavor,
            "Tag": label, "SessionId": instance.session.hex(), "Width": instance.width,
            "Shape": [part if isinstance(part, int) else list(part) for part in sg.prefix(shape)],
            "Clauses": [r.serialize().hex() for r in relations], "Instance": instance.bytes.hex()}
    proved = {"Witness": [b"".join(map(scalar_bytes, witness[i])).hex() if i in known else None for i in numbers],
              "NargString": narg.hex(), "Expected": "accept", **({"Fresh": fresh.hex()} if hedge else {"NonceStream": f"nonces-{label}"})}
    records = [{**base, **proved}]
    for i in range(3):
        bad = mutate(rng, narg)
        records.append({**base, "Id": f"{base['Id']}/mutated{i}", "BaseId": base["Id"], "NargString": bad.hex(),
                        "Expected": verdict(instance, bad)})
    records += lies(rng, base, instance, made, known, stream)
    return records


def lies(rng, base, instance, made, known, stream):
    """The honest code, told that it knows one clause less than it takes; nothing where one less is enough."""
    numbers = sg.leaves(instance.shape)
    for missing in sorted(known):
        rest = known - {missing}
        if sg.satisfied(instance.shape, rest):
            continue
        relations = [r if i in rest else false_clause(rng, r) for i, (r, _) in enumerate(made)]
        other = sg.Instance(relations, instance.session, instance.flavor, instance.shape, instance.width)
        witness = {i: made[i][1] for i in known}
        narg = sg.prove(other, witness, stream.draw, stream.draw_short if other.width == 16 else stream.draw)
        return [{**base, "Id": f"{base['Id']}/lie", "BaseId": base["Id"], "Clauses": [r.serialize().hex() for r in relations],
                 "Instance": other.bytes.hex(), "NargString": narg.hex(), "Expected": verdict(other, narg)}]
    return []


def compositions(rng, seed, share):
    records = []
    for i in range(max(8 // share, 4)):  # a shape of each kind
        flavor = ("batchable", "compact")[i % 2]
        numbers = list(range(2 + rng.randrange(4)))
        records += composition_records(rng, f"composed{seed}-{i}", flavor, random_shape(rng, numbers, i % 4), hedge=i % 4 == 3)
    return records


def k_of_n_records(rng, k, n, flavor, seed):
    """F1K, as the formulation records are."""
    held = sorted(rng.sample(range(n), k))
    made = [opened_record(rng, "F0A" if i in held else "F0NOT") for i in range(n)]
    dm, values = made[0][2], []
    for C, d, _, opened, r in made:
        values.append((encode(rs.record(opened, dm, r)), d, r))
    instance = sg.k_of_n(flavor, k, [C for C, _, _ in values], [scalar_bytes(d) for _, d, _ in values], scalar_bytes(dm))
    label = f"SIGMARK-TESTRNG-F1K-{seed}-{rng.getrandbits(64)}"
    stream = sg.Randomness(label)
    narg = sg.prove(instance, {i: [values[i][2]] for i in held}, stream.draw, stream.draw)
    head = sg.split(instance, narg)[0]
    challenge = scalar_bytes(instance.challenge(head)) if flavor == "batchable" else head[0]
    base = {"Id": f"oracle/F1K-{k}of{n}/{flavor}/{label[-6:]}", "Function": "SigmarkProof", "Name": "F1K", "Flavor": flavor,
            "SessionId": instance.session.hex(), "Aux": {}, "Instance": instance.bytes.hex(),
            "Statement": {"k": k, "C": [C.hex() for C, _, _ in values], "d": [scalar_bytes(d).hex() for _, d, _ in values],
                          "dm": scalar_bytes(dm).hex()}}
    records = [{**base, "NargString": narg.hex(), "Expected": "accept", "Rng": label,
                "Witness": {"real": held, "r": [scalar_bytes(values[i][2]).hex() for i in held]},
                "Equations": n if flavor == "batchable" else 0, "Challenges": [challenge.hex()],
                "Digest": hashlib.sha512(narg).digest()[:16].hex(), "Why": "honest"}]
    for i in range(3):
        bad = mutate(rng, narg)
        records.append({**base, "Id": f"{base['Id']}/mutated{i}", "BaseId": base["Id"], "NargString": bad.hex(),
                        "Expected": verdict(instance, bad), "Why": "mutated string"})
    return records


def decodes(instance, narg):
    parts = sg.split(instance, narg)
    points = [decode(f) for f in parts[0]] if parts else [None]
    return not any(p is None or rs.is_identity(p) for p in points)


# ---- formulations

def opened_record(rng, name):
    """A statement that is true for `name`, and its opening."""
    d, dm, r = (1 + any_scalar(rng) % (L - 1) for _ in range(3))
    opened = d if name == "F0A" or (name.startswith("F1") and rng.random() < 0.5) else (d + 1 + rng.randrange(L - 1)) % L
    return encode(rs.record(opened, dm, r)), d, dm, opened, r


def formulation_records(rng, name, flavor, seed):
    C, d, dm, opened, r = opened_record(rng, name)
    instance = sg.formulation(name, flavor, C, scalar_bytes(d), scalar_bytes(dm))
    real, known = sg.witness(name, d, opened, r)
    label = f"SIGMARK-TESTRNG-{name}-{seed}-{rng.getrandbits(64)}"
    stream = sg.Randomness(label)
    narg = sg.prove(instance, {real: known}, stream.draw, stream.draw_short if instance.width == 16 else stream.draw)
    head = sg.split(instance, narg)[0]
    challenge = instance.challenge(head).to_bytes(instance.width, "little") if flavor == "batchable" else head[0]
    statement = {"C": C.hex(), "d": scalar_bytes(d).hex(), "dm": scalar_bytes(dm).hex()}
    base = {"Id": f"oracle/{name}/{flavor}/{label[-6:]}", "Function": "SigmarkProof", "Name": name, "Flavor": flavor,
            "SessionId": instance.session.hex(), "Statement": statement, "Aux": {}, "Instance": instance.bytes.hex()}
    known = {"clause": real, "r": scalar_bytes(r).hex(), **({"d'": scalar_bytes(opened).hex()} if opened != d else {})}
    records = [{**base, "NargString": narg.hex(), "Expected": "accept", "Witness": known, "Rng": label,
                "Equations": instance.equations() if flavor == "batchable" else 0, "Challenges": [challenge.hex()],
                "Digest": hashlib.sha512(narg).digest()[:16].hex(), "Why": "honest"}]
    for i in range(4):
        bad = mutate(rng, narg)
        records.append({**base, "Id": f"{base['Id']}/mutated{i}", "BaseId": base["Id"], "NargString": bad.hex(),
                        "Expected": verdict(instance, bad), "Why": "mutated string"})
    key = rng.choice(["C", "d", "dm"])
    changed = bytearray.fromhex(statement[key])
    changed[rng.randrange(32)] ^= 1 << rng.randrange(8)
    other = {**statement, key: bytes(changed).hex()}
    moved = sg.formulation(name, flavor, *(bytes.fromhex(other[k]) for k in ("C", "d", "dm")))
    records.append({**base, "Id": f"{base['Id']}/statement", "BaseId": base["Id"], "Statement": other,
                    "Instance": (moved or instance).bytes.hex(), "NargString": narg.hex(), "Expected": verdict(moved, narg),
                    "Why": "one bit of the statement changed"})
    return records, instance


def formulations(rng, seed, share):
    records, batchable = [], []
    for name in sg.NAMES:
        for flavor in sg.FLAVORS:
            for _ in range(max(2 // share, 1)):
                made, instance = formulation_records(rng, name, flavor, seed)
                records += made
                if flavor == "batchable":
                    batchable += [(instance, r) for r in made[:-1]]
    for k, n, flavor in ((2, 3, "batchable"), (3, 8, "compact"), (5, 6, "batchable")):
        records += k_of_n_records(rng, k, n, flavor, seed)
    for count in (0, 1, 2, 5, len(batchable)):
        chosen = rng.sample(batchable, count)
        items = [(instance, bytes.fromhex(r["NargString"])) for instance, r in chosen]
        bad = [i for i, (_, r) in enumerate(chosen) if r["Expected"] == "reject"]
        decodable = all(decodes(*item) for item in items)
        keys = ("Name", "Flavor", "Statement", "Aux", "Instance", "NargString")
        records.append({"Id": f"oracle/batch{count}", "Function": "SigmarkBatch",
                        "Items": [{k: r[k] for k in keys} for _, r in chosen],
                        "Equations": sum(i.equations() for i, _ in items) if decodable else None,
                        **({"Weights": sg.formulation_weights(items).hex()} if decodable and items else {}),
                        "Expected": "reject" if bad else "accept", "Culprits": bad, "Why": "sampled"})
    return records


# ---- training runs

def random_run(rng, B, rows, p, T):
    """A run over random data in B blocks, None for all rows in every step; with its data and blindings."""
    block = None if B is None else [*range(B)] + [rng.randrange(B) for _ in range(T - B)]
    if block is not None:
        rng.shuffle(block)
    count = B or 1
    X = [[rng.randint(-40, 40) for _ in range(p)] for _ in range(count * rows)]
    y = [rng.choice([-16, 16]) for _ in range(count * rows)]
    lam, fx, sh = rng.randrange(4), rng.randrange(2, 7), rng.randrange(8, 14)
    W, gradients = tr.train(rows, p, lam, fx, sh, [rng.randint(-20, 20) for _ in range(p)], X, y, block or [0] * T)
    rho = [[any_scalar(rng) for _ in range(p)] for _ in range(count)]
    return tr.Run(rows, p, lam, fx, sh, W, gradients, block, count), X, y, rho, [any_scalar(rng) for _ in range(count)]


def training_record(rng, name, seed, shape):
    """An accepted record."""
    run, X, y, rho, rho_y = random_run(rng, *shape)
    columns = tr.register(run, X, y, rho, rho_y)
    points, labels = [c.hex() for block in columns for c in block[:-1]], [block[-1].hex() for block in columns]
    blindings, of_labels = [scalar_bytes(r).hex() for block in rho for r in block], [scalar_bytes(r).hex() for r in rho_y]
    numbers = {"n": run.rows, "p": run.p, "T": len(run.G), "lambda": run.lam, "fx": run.fx, "sh": run.sh}
    many = {"B": run.B} if run.named else {}
    label = f"SIGMARK-TESTRNG-{name}-{seed}-{rng.getrandbits(64)}"
    stream = sg.Randomness(label)
    narg, challenges = tr.prove(name, run, columns, X, y, rho, rho_y, stream.draw)
    return {"Id": f"oracle/{name}-{run.B}x{run.rows}/batchable/{label[-6:]}", "Function": "SigmarkProof", "Name": name,
            "Flavor": "batchable", "SessionId": rs.session_id(sg.tag(name, "batchable").encode()).hex(),
            "Statement": {**many, **numbers, "CX": points, "CY": labels if run.named else labels[0]},
            "Aux": {"Run": {"W": run.W, "G": run.G, **({"Block": run.block} if run.named else {})}},
            "Instance": run.instance(columns).hex(), "NargString": narg.hex(), "Expected": "accept",
            "Witness": {"X": X, "Y": y, "rho": blindings, "rho_y": of_labels if run.named else of_labels[0]}, "Rng": label,
            "Equations": 2, "Challenges": [scalar_bytes(c).hex() for c in challenges],
            "Digest": hashlib.sha512(narg).digest()[:16].hex(), "Why": "honest"}


def other_run(rng, record):
    """The statement of another run: a block list, a gradient with the weights that follow it, two columns changed places."""
    statement, aux = json.loads(json.dumps([record["Statement"], record["Aux"]]))
    steps, kind = aux["Run"], rng.choice(["block", "gradient", "columns"])
    if kind == "block":
        k = rng.randrange(len(steps["Block"]))
        steps["Block"][k] = (steps["Block"][k] + 1) % (statement["B"] + 1)
    elif kind == "gradient":
        steps["G"][-1][0] += 1 << statement["sh"]
        steps["W"][-1][0] -= 1
    else:
        statement["CX"][0], statement["CX"][-1] = statement["CX"][-1], statement["CX"][0]
    stated = tr.parse(record["Name"], statement, aux)
    instance = stated[0].instance(stated[1]).hex() if stated else record["Instance"]
    return {"Statement": statement, "Aux": aux, "Instance": instance, "Why": f"another statement: {kind}"}


def trainings(rng, seed):
    records = []
    for name, shape in (("F4-RIDGE", (None, 4, 2, 3)), ("F4-MINIBATCH", (2, 2, 2, 5)), ("F4-MINIBATCH", (3, 2, 1, 4)),
                        ("F4-MINIBATCH", (1, 2, 2, 2)), ("F4-MINIBATCH", (4, 1, 2, 6))):
        base = training_record(rng, name, seed, shape)
        records.append(base)
        keys = [k for k in base if k not in ("Witness", "Rng", "Equations", "Challenges", "Digest")]
        for i in range(5 if name == "F4-MINIBATCH" else 2):
            changed = other_run(rng, base) if i > 1 else {"NargString": mutate(rng, bytes.fromhex(base["NargString"])).hex(), "Why": "mutated string"}
            record = {**{k: base[k] for k in keys}, "Id": f"{base['Id']}/changed{i}", "BaseId": base["Id"], **changed}
            records.append({**record, "Expected": tr.judge(record)})
    return records


# ---- small entries

def entries_records(rng, seed):
    """F4-ENTRIES: a proof, a string with one bit changed, another statement, columns that hold something else."""
    n, p, E = rng.choice([(1, 1, 1), (2, 1, 1), (1, 3, 1)])
    x = [[rng.randint(-E, E) for _ in range(n)] for _ in range(p + 1)]
    rho = [any_scalar(rng) for _ in range(p + 1)]
    label = f"SIGMARK-TESTRNG-{en.NAME}-{seed}"
    s = en.make(n, p, E, registered(x, rho))
    tape = en.prove(s, x, rho, sg.Randomness(label).draw)
    narg, rows = tape.out, [list(row) for row in zip(*x)]

    def statement(of):
        columns = [c.hex() for c in of.columns]
        return {"n": of.n, "p": of.p, "E": of.E, "CX": columns[:-1], "CY": columns[-1]}

    def described(of, name, string, why):
        return {"Id": f"oracle/{en.NAME}/{name}", "Function": "SigmarkProof", "Name": en.NAME, "Flavor": "batchable",
                "SessionId": of.session.hex(), "Statement": statement(of), "Aux": {}, "Instance": of.bytes.hex(),
                "NargString": string.hex(), "Expected": "accept" if en.verify(of, string) else "reject", "Why": why}

    honest = described(s, "honest", narg, "honest")
    assert honest["Expected"] == "accept"
    known = {"X": [row[:-1] for row in rows], "Y": [row[-1] for row in rows],
             "rho": [scalar_bytes(r).hex() for r in rho[:-1]], "rho_y": scalar_bytes(rho[-1]).hex()}
    honest.update({"Witness": known, "Rng": label, "Equations": 3, "Digest": hashlib.sha512(narg).digest()[:16].hex(),
                   "Challenges": [scalar_bytes(c).hex() for c in tape.challenges]})
    moved = en.make(n, p, E + 1, s.columns)
    huge = [[(L + 1) // 2, *x[0][1:]], *x[1:]]  # small but for the factor 2
    false = en.make(n, p, E, registered(huge, rho))
    forged = en.prove(false, huge, rho, sg.Randomness(label).draw, bits=[0] * s.bits).out
    return [honest, described(s, "mutated", mutate(rng, narg), "mutated string"),
            described(moved, "bound", narg, "another bound"), described(false, "huge", forged, "an entry of 1/2")]


# ---- clipped gradients

def logistic_record(seed, s, string, why, name):
    """What is said of a string."""
    columns = [c.hex() for c in s.columns]
    record = {"Id": f"oracle/{lo.NAME}-{s.n}x{s.p}/{name}", "Function": "SigmarkProof", "Name": lo.NAME, "Flavor": "batchable",
              "SessionId": s.session.hex(), "Statement": {"n": s.n, "p": s.p, "lambda": s.lam, "fx": s.fx, "c": s.c, "K": s.K, "CX": columns[:-1], "CY": columns[-1]},
              "Aux": {"Run": {"W": [s.w], "G": [s.g]}}, "Instance": s.bytes.hex(), "NargString": string.hex(), "Why": why}
    return {**record, "Expected": lo.judge(record)}


def logistic_records(rng, seed, n, p, K, c):
    """F4-LOGISTIC: a proof, strings and statements changed, proofs of gradients that are not the clipped one's."""
    x = [[rng.randint(-c, c) for _ in range(n)] for _ in range(p)] + [[rng.choice([-1, 1]) for _ in range(n)]]
    w, rho, lam, fx = [rng.choice([-2, -1, 1, 2]) for _ in range(p)], [any_scalar(rng) for _ in range(p + 1)], rng.randrange(4), rng.randrange(3)
    x[0][0], w[0] = c, 2  # so that some row is clipped, unless the others undo it
    columns = registered(x, rho)
    label = f"SIGMARK-TESTRNG-{lo.NAME}-{seed}-{rng.getrandbits(64)}"

    def stated(g=None, c=c, K=K, w=w, columns=columns):
        return lo.make(n, p, lam, fx, c, K, columns, w, g or lo.gradient(x, w, lam, fx, c))

    s, wide = stated(), any(abs(z) > c for z in lo.products(x, w))
    tape = lo.prove(s, x, rho, sg.Randomness(label).draw)
    honest = logistic_record(seed, s, tape.out, "honest", "honest")
    assert honest["Expected"] == "accept"
    known = {"X": [list(row) for row in zip(*x[:-1])], "Y": x[-1], "rho": [scalar_bytes(r).hex() for r in rho[:-1]], "rho_y": scalar_bytes(rho[-1]).hex()}
    honest.update({"Witness": known, "Rng": label, "Equations": 3, "Digest": hashlib.sha512(tape.out).digest()[:16].hex(),
                   "Challenges": [scalar_bytes(k).hex() for k in tape.challenges]})
    records = [honest, *(logistic_record(seed, s, mutate(rng, tape.out), "mutated string", f"mutated{i}") for i in range(2))]
    others = {"gradient": stated([s.g[0] + 1, *s.g[1:]]), "weights": stated(s.g, w=[w[0] + 1, *w[1:]]), "clip": stated(s.g, c + 1), "reach": stated(s.g, K=K + 1),
              "columns": stated(s.g, columns=[columns[-1], *columns[1:-1], columns[0]])}
    records += [logistic_record(seed, o, tape.out, f"another statement: {k}", k) for k, o in others.items()]
    z = lo.products(x, w)
    for k, r in (("zero", [0] * n), ("unclipped", z)) if wide else ():
        g = [sum(e * (a - (y << fx)) for e, a, y in zip(column, r, x[-1])) + lam * v for column, v in zip(x, w)]
        o = stated(g)
        records.append(logistic_record(seed, o, lo.prove(o, x, rho, sg.Randomness(label).draw, r=r).out, f"proved of other residuals: {k}", k))
    assert all(r["Expected"] == "reject" for r in records[1:])
    return records


def logistics(rng, seed):
    return [r for shape in ((4, 2, 5, 6), (1, 1, 2, 1), (2, 3, 4, 3)) for r in logistic_records(rng, seed, *shape)]


# ---- checking committed records

def stated(name, flavor, statement):
    """The instance of a record's statement, or None."""
    def octets(value):
        return [bytes.fromhex(x) for x in value] if isinstance(value, list) else bytes.fromhex(value)

    if not statement:
        return None
    values = [octets(statement[k]) for k in ("C", "d", "dm")]
    return sg.k_of_n(flavor, statement["k"], *values) if name == "F1K" else sg.formulation(name, flavor, *values)


def known_in(record):
    """Witnesses by clause."""
    statement, witness = record["Statement"], record["Witness"]

    def number(text):
        return int.from_bytes(bytes.fromhex(text), "little")

    if record["Name"] == "F1K":
        return {i: [number(r)] for i, r in zip(witness["real"], witness["r"])}
    d = number(statement["d"])
    real, known = sg.witness(record["Name"], d, number(witness["d'"]) if "d'" in witness else d, number(witness["r"]))
    return {real: known}


def check_training(record, narg):
    form = lo if record["Name"] == lo.NAME else tr
    if form.judge(record) != record["Expected"]:
        return "verdict"
    if record["Expected"] == "reject":
        return None
    again, challenges = form.remade(record, sg.Randomness(record["Rng"]).draw)
    if [scalar_bytes(c).hex() for c in challenges] != record["Challenges"]:
        return "list of challenges"
    return None if again == narg else "proof bytes"


def check_record(record):
    """None if the oracle agrees, else what differs."""
    name, flavor, statement = record["Name"], record["Flavor"], record["Statement"]
    narg = bytes.fromhex(record["NargString"])
    if name in (*tr.NAMES, lo.NAME):
        return check_training(record, narg)
    instance = stated(name, flavor, statement)
    if instance is not None and instance.bytes.hex() != record["Instance"]:
        instance = None
    if verdict(instance, narg) != record["Expected"]:
        return "verdict"
    if record["Expected"] == "reject":
        return None
    stream = sg.Randomness(record["Rng"])
    again = sg.prove(instance, known_in(record), stream.draw, stream.draw_short if instance.width == 16 else stream.draw)
    return None if again == narg else "proof bytes"


def check(paths):
    passed = failed = 0
    for path in paths:
        for record in json.loads(pathlib.Path(path).read_text()):
            if record.get("Name") not in (*sg.NAMES, "F1K", *tr.NAMES, lo.NAME) or record["Flavor"] not in sg.FLAVORS:
                continue
            difference = check_record(record)
            passed, failed = passed + (difference is None), failed + (difference is not None)
            if difference:
                print(f"FAILED: {record['Id']}: the oracle has another {difference}")
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


def generate(folder, seed, share, only):
    print(f"seed {seed}")
    rng = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    files = {"primitives": lambda: primitives(rng, share), "relations": lambda: relations(rng, seed, share),
             "compositions": lambda: compositions(rng, seed, share), "formulations": lambda: formulations(rng, seed, share),
             "training": lambda: trainings(random.Random(seed), seed),
             "logistic": lambda: logistics(random.Random(seed), seed), "entries": lambda: entries_records(rng, seed)}
    if rs.H is None:  # a suite without records
        del files["primitives"], files["formulations"], files["training"], files["logistic"], files["entries"]
    for name in only or files:
        (folder / f"{name}.json").write_text(json.dumps(files[name]()))
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("check", help="check committed formulation records")
    one.add_argument("files", nargs="+")
    two = commands.add_parser("generate", help="write fresh records")
    two.add_argument("--seed", type=int, default=time.time_ns() // 1000000)
    two.add_argument("--share", type=int, default=1, help="one record in so many (default: all)")
    two.add_argument("--only", action="append", help="one of the files; as often as wanted")
    two.add_argument("--p256", action="store_true", help="of that suite")
    two.add_argument("folder", type=pathlib.Path)
    options = parser.parse_args()
    return check(options.files) if options.command == "check" else generate(options.folder, options.seed, options.share, options.only)


if __name__ == "__main__":
    sys.exit(main())
