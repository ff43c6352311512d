# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Linear relations, ORs, the formulations F0A, F0NOT, F1, F1-S128 and batch weights, written from their text."""
from ristretto import (G, GM, H, L, Sponge, add, decode, encode, is_identity, mul, neg, scalar, scalar_bytes, session_id,
                       total)

SUITE = "sigma-proofs_Shake128_ristretto255"
FLAVORS = {"batchable": "DSFS", "compact": "CMPT"}


def le(x, width):
    return x.to_bytes(width, "little")


class Relation:
    """elements[0] is the generator; equations are (image, terms): [(element, coeff)], [(scalar, element, coeff)]."""

    def __init__(self, elements, equations):
        self.elements, self.equations = elements, equations
        self.scalars = 1 + max(s for _, terms in equations for s, _, _ in terms)

    def serialize(self):
        out = le(len(self.equations), 4)
        for image, terms in self.equations:
            out += le(len(image), 4) + b"".join(le(e, 4) + scalar_bytes(c) for e, c in image)
            out += le(len(terms), 4) + b"".join(le(s, 4) + le(e, 4) + scalar_bytes(c) for s, e, c in terms)
        return out + b"".join(encode(e) for e in self.elements[1:])

    def image(self, equation):
        return total(mul(c, self.elements[e]) for e, c in equation[0])

    def map(self, values):
        """One point per equation: the linear map applied to the scalars."""
        return [total(mul(c * values[s], self.elements[e]) for s, e, c in terms) for _, terms in self.equations]

    def simulate(self, responses, challenge):
        """The commitments for which these responses verify."""
        return [add(z, neg(mul(challenge, self.image(e)))) for z, e in zip(self.map(responses), self.equations)]

    def valid(self):
        used = {e for image, terms in self.equations for e in [i for i, _ in image] + [i for _, i, _ in terms]}
        columns = {s: False for s in range(self.scalars)}
        for _, terms in self.equations:
            for s in {t[0] for t in terms}:
                column = total(mul(c, self.elements[e]) for t, e, c in terms if t == s)
                columns[s] = columns[s] or not is_identity(column)
        return (all(image and terms for image, terms in self.equations)
                and max(used) < len(self.elements) and used >= set(range(1, len(self.elements)))
                and not any(map(is_identity, self.elements))
                and not any(is_identity(self.image(e)) for e in self.equations)
                and all(columns.values()))


def parse_relation(data):
    """The relation of a serialised instance, or None."""
    position = 0

    def number():
        nonlocal position
        position += 4
        if position > len(data):
            raise ValueError
        return int.from_bytes(data[position - 4:position], "little")

    def coefficient():
        nonlocal position
        position += 32
        value = scalar(data[position - 32:position])
        if value is None:
            raise ValueError
        return value

    try:
        equations = []
        for _ in range(number()):
            image = [(number(), coefficient()) for _ in range(number())]
            terms = [(number(), number(), coefficient()) for _ in range(number())]
            equations.append((image, terms))
        count = 1 + max(e for image, terms in equations for e in [i for i, _ in image] + [i for _, i, _ in terms])
        rest = data[position:]
        if not all(image and terms for image, terms in equations) or len(rest) != 32 * (count - 1):
            return None
        elements = [G] + [decode(rest[i:i + 32]) for i in range(0, len(rest), 32)]
        relation = None if None in elements else Relation(elements, equations)
    except ValueError:
        return None
    return relation if relation and relation.valid() else None


class Instance:
    """What a proof string is checked against. width: bytes of a challenge, 32 or 16."""

    def __init__(self, clauses, session, flavor, is_or=False, width=32):
        self.clauses, self.session, self.flavor, self.is_or, self.width = clauses, session, flavor, is_or, width
        self.modulus = L if width == 32 else 2**128
        self.bytes = (le(len(clauses), 4) if is_or else b"") + b"".join(c.serialize() for c in clauses)

    def equations(self):
        return sum(len(c.equations) for c in self.clauses)

    def challenge(self, commitments):
        sponge = Sponge(self.session)
        sponge.absorb(self.bytes)
        sponge.absorb(b"".join(commitments))
        return sponge.challenge(self.width)


def prove(instance, real, witness, draw, draw_share):
    """The proof string of an honest prover that knows `witness` of clause `real`."""
    drawn = []
    for clause in instance.clauses:
        nonces = [draw() for _ in range(clause.scalars)]
        if instance.is_or:
            drawn.append((nonces, draw_share(), [draw() for _ in range(clause.scalars)]))
        else:
            drawn.append((nonces, 0, None))
    commitments = []
    for i, clause in enumerate(instance.clauses):
        nonces, share, simulated = drawn[i]
        points = clause.map(nonces) if i == real else clause.simulate(simulated, share)
        commitments += [encode(p) for p in points]
    challenge = instance.challenge(commitments)
    shares = [share for _, share, _ in drawn]
    shares[real] = (challenge - sum(s for i, s in enumerate(shares) if i != real)) % instance.modulus
    responses = []
    for i, (nonces, _, simulated) in enumerate(drawn):
        responses += [(k + shares[i] * w) % L for k, w in zip(nonces, witness)] if i == real else simulated
    head = commitments if instance.flavor == "batchable" else [le(challenge, instance.width)]
    return b"".join(head + [le(s, instance.width) for s in shares[:-1]] + [scalar_bytes(z) for z in responses])


def split(instance, narg):
    """(head, shares, responses) of a proof string, or None if it does not decode."""
    widths = [32] * instance.equations() if instance.flavor == "batchable" else [instance.width]
    shares = [instance.width] * (len(instance.clauses) - 1)
    responses = [32] * sum(c.scalars for c in instance.clauses)
    fields = []
    for width in widths + shares + responses:
        fields.append(narg[:width])
        narg = narg[width:]
    if narg or any(len(f) != w for f, w in zip(fields, widths + shares + responses)):
        return None
    numbers = [int.from_bytes(f, "little") for f in fields]
    limits = [2**256 if instance.flavor == "batchable" else instance.modulus] * len(widths)
    limits += [instance.modulus] * len(shares) + [L] * len(responses)
    if any(x >= limit for x, limit in zip(numbers, limits)):
        return None
    first, second = len(widths), len(widths) + len(shares)
    return fields[:first], numbers[first:second], numbers[second:]


def verify(instance, narg):
    parts = split(instance, narg)
    if parts is None:
        return False
    head, shares, responses = parts
    batchable = instance.flavor == "batchable"
    points = [decode(f) for f in head] if batchable else []
    if any(p is None or is_identity(p) for p in points):
        return False
    challenge = instance.challenge(head) if batchable else int.from_bytes(head[0], "little")
    shares = shares + [(challenge - sum(shares)) % instance.modulus]
    recomputed = []
    for clause, share in zip(instance.clauses, shares):
        recomputed += clause.simulate(responses[:clause.scalars], share)
        responses = responses[clause.scalars:]
    if batchable:
        return all(encode(p) == f for p, f in zip(recomputed, head))
    if any(map(is_identity, recomputed)):
        return False
    return instance.challenge([encode(p) for p in recomputed]) == challenge


class Randomness:
    """The reproducible stream of a tag: scalars of 48 bytes, short shares of 16."""

    def __init__(self, tag):
        self.sponge = Sponge(session_id(tag.encode()))

    def draw(self):
        return int.from_bytes(self.sponge.squeeze(48), "little") % L

    def draw_short(self):
        return int.from_bytes(self.sponge.squeeze(16), "little")


# Formulations. Elements are G, H, G_M, C; the numbers are their indices.
def f0a(C, d, dm):
    return Relation([G, H, GM, C], [([(3, 1), (0, -d), (2, -dm)], [(0, 1, 1)])])


def f0not(C, d, dm):
    return Relation([G, H, GM, C], [([(0, 1)], [(0, 3, 1), (0, 0, -d), (0, 2, -dm), (1, 1, 1)])])


NAMES = {"F0A": ([f0a], 32), "F0NOT": ([f0not], 32), "F1": ([f0a, f0not], 32), "F1-S128": ([f0a, f0not], 16)}


def tag(name, flavor):
    return f"SIGMARK-V01-{name}-{FLAVORS[flavor]}-with-{SUITE}"


def formulation(name, flavor, C, d, dm):
    """The instance of a statement given as bytes, or None if it is malformed."""
    point, d, dm = decode(C), scalar(d), scalar(dm)
    if point is None or is_identity(point) or not d or not dm:
        return None
    build, width = NAMES[name]
    clauses = [clause(point, d, dm) for clause in build]
    if not all(clause.valid() for clause in clauses):
        return None
    return Instance(clauses, session_id(tag(name, flavor).encode()), flavor, len(clauses) > 1, width)


def witness(name, d, opened, r):
    """(real clause, scalars) from an opening (opened, r) of C."""
    if opened == d:
        return 0, [r]
    u = pow(opened - d, -1, L)
    return len(NAMES[name][0]) - 1, [u, -u * r % L]


def draft_weights(items):
    """items: (instance, narg). One 16-byte weight per equation, by the rule of the draft."""
    sponge = Sponge(session_id(b"irtf-cfrg-sigma-protocols/batch-verify"))
    for instance, narg in items:
        sponge.absorb(instance.session + instance.bytes + narg)
    return sponge.squeeze(16 * sum(i.equations() for i, _ in items))


def formulation_weights(items):
    """The same by the rule of the formulations: one leaf digest per proof."""
    leaves = b""
    for instance, narg in items:
        sponge = Sponge(session_id(b"SIGMARK-V01-BATCH-LEAF"))
        sponge.absorb(instance.session + le(len(instance.bytes), 8) + instance.bytes + le(len(narg), 8) + narg)
        leaves += sponge.squeeze(32)
    sponge = Sponge(session_id(b"SIGMARK-V01-BATCH"))
    sponge.absorb(le(len(items), 4) + leaves)
    return sponge.squeeze(16 * sum(i.equations() for i, _ in items))
