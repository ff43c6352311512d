# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Linear relations, their compositions, the formulations F0A, F0NOT, F1, F1-S128, F1K and batch weights, from their text."""
from ristretto import (BYTE_ORDER, ELEMENT, G, GM, H, L, SUITE, Sponge, add, decode, encode, is_identity, mul, neg, scalar, scalar_bytes, session_id,
                       total)

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
        if not all(image and terms for image, terms in equations) or len(rest) != ELEMENT * (count - 1):
            return None
        elements = [G] + [decode(rest[i:i + ELEMENT]) for i in range(0, len(rest), ELEMENT)]
        relation = None if None in elements else Relation(elements, equations)
    except ValueError:
        return None
    return relation if relation and relation.valid() else None


def leaves(shape):
    """Clause numbers of a shape: a number, or (need, [shapes])."""
    return [shape] if isinstance(shape, int) else [i for part in shape[1] for i in leaves(part)]


def inner(shape):
    """The nodes of a shape, parents before their children."""
    return [] if isinstance(shape, int) else [shape] + [node for part in shape[1] for node in inner(part)]


def prefix(shape):
    """A shape as the parts that are hashed: numbers of clauses, and (need, n) of nodes."""
    return [shape] if isinstance(shape, int) else [(shape[0], len(shape[1]))] + [x for part in shape[1] for x in prefix(part)]


def one_of(n):
    return (1, list(range(n)))


class Instance:
    """What a proof string is checked against. shape: see `leaves`; width: bytes of a challenge, 32 or 16."""

    def __init__(self, clauses, session, flavor, shape=0, width=32):
        self.clauses, self.session, self.flavor, self.shape, self.width = clauses, session, flavor, shape, width
        self.modulus = L if width == 32 else 2**128
        self.composed = not isinstance(shape, int)
        serialized = [c.serialize() for c in clauses]
        if len(inner(shape)) <= 1:
            head = b"" if not self.composed else le(len(clauses), 4) if shape[0] == 1 else le(shape[0], 4) + le(len(clauses), 4)
            self.bytes = head + b"".join(serialized)
        else:
            self.bytes = le(0, 4)
            for part in prefix(shape):
                self.bytes += le(0, 4) + serialized[part] if isinstance(part, int) else le(part[0], 4) + le(part[1], 4)

    def equations(self):
        return sum(len(c.equations) for c in self.clauses)

    def challenge(self, commitments):
        sponge = Sponge(self.session)
        sponge.absorb(self.bytes)
        sponge.absorb(b"".join(commitments))
        return sponge.challenge(self.width)

    def written(self, challenge):
        """A challenge or share as bytes: a scalar, or 16 little-endian bytes."""
        return scalar_bytes(challenge) if self.width == 32 else le(challenge, 16)

    def read(self, data):
        return int.from_bytes(data, BYTE_ORDER if self.width == 32 else "little")

    def sent(self):
        """How many shares and coefficients a proof string holds."""
        return sum(len(parts) - need for need, parts in inner(self.shape))


def through(points):
    """Coefficients mod l of the polynomial through these (x, y), by Lagrange."""
    coefficients = [0] * len(points)
    for i, (xi, yi) in enumerate(points):
        basis, scale = [1], yi
        for k, (xk, _) in enumerate(points):
            if k != i:
                basis = [((basis[d - 1] if d else 0) - xk * (basis[d] if d < len(basis) else 0)) % L for d in range(len(basis) + 1)]
                scale = scale * pow(xi - xk, -1, L) % L
        coefficients = [(c + scale * b) % L for c, b in zip(coefficients, basis)]
    return coefficients


def spread(instance, shape, own, sent):
    """The challenge of every clause below a node with the challenge `own`; takes what it needs off the list `sent`."""
    if isinstance(shape, int):
        return {shape: own}
    need, parts = shape
    taken = [sent.pop(0) for _ in range(len(parts) - need)]
    if need == 1:
        shares = taken + [(own - sum(taken)) % instance.modulus]
    else:
        shares = [sum(c * x**k for k, c in enumerate([own] + taken)) % L for x in range(1, len(parts) + 1)]
    out = {}
    for part, share in zip(parts, shares):
        out.update(spread(instance, part, share, sent))
    return out


def satisfied(shape, known):
    if isinstance(shape, int):
        return shape in known
    return sum(satisfied(part, known) for part in shape[1]) >= shape[0]


def fix_shares(instance, shape, own, drawn, known):
    """What a prover sends for the nodes below, when this node's challenge is `own`: children that are needed get what is
    left, the others what was drawn. drawn: by clause number, or by id of a node."""
    if isinstance(shape, int):
        return []
    need, parts = shape
    order = [i for i, p in enumerate(parts) if satisfied(p, known)] + [i for i, p in enumerate(parts) if not satisfied(p, known)]
    kept = sorted(order[need:])
    shares = [drawn[p if isinstance(p, int) else id(p)] for p in parts]
    if need == 1:
        chosen = order[0]
        shares[chosen] = (own - sum(shares[i] for i in kept)) % instance.modulus
        sent = shares[:-1]
    else:
        polynomial = through([(0, own)] + [(i + 1, shares[i]) for i in kept])
        sent = polynomial[1:]
        shares = [sum(c * x**k for k, c in enumerate(polynomial)) % L for x in range(1, len(parts) + 1)]
    for part, share in zip(parts, shares):
        sent = sent + fix_shares(instance, part, share, drawn, known)
    return sent


def real_clauses(shape, known):
    """Those that answer with a witness."""
    if isinstance(shape, int):
        return {shape}
    chosen = [p for p in shape[1] if satisfied(p, known)][:shape[0]]
    return {i for part in chosen for i in real_clauses(part, known)}


def prove(instance, known, draw, draw_share):
    """The proof string of an honest prover; known: the witness of each clause that it has one for."""
    drawn = {}
    for i, clause in enumerate(instance.clauses):
        nonces = [draw() for _ in range(clause.scalars)]
        drawn[i] = draw_share() if instance.composed else 0
        drawn["nonces", i] = nonces
        drawn["simulated", i] = [draw() for _ in range(clause.scalars)] if instance.composed else None
    for node in inner(instance.shape)[1:]:
        drawn[id(node)] = draw_share()
    real = real_clauses(instance.shape, known)
    early = spread(instance, instance.shape, 0, fix_shares(instance, instance.shape, 0, drawn, known))
    commitments = []
    for i, clause in enumerate(instance.clauses):
        points = clause.map(drawn["nonces", i]) if i in real else clause.simulate(drawn["simulated", i], early[i])
        commitments += [encode(p) for p in points]
    challenge = instance.challenge(commitments)
    sent = fix_shares(instance, instance.shape, challenge, drawn, known)
    shares = spread(instance, instance.shape, challenge, list(sent))
    responses = []
    for i in range(len(instance.clauses)):
        if i in real:
            responses += [(k + shares[i] * w) % L for k, w in zip(drawn["nonces", i], known[i])]
        else:
            responses += drawn["simulated", i]
    head = commitments if instance.flavor == "batchable" else [instance.written(challenge)]
    return b"".join(head + [instance.written(s) for s in sent] + [scalar_bytes(z) for z in responses])


def split(instance, narg):
    """(head, what was sent of the shares, responses) of a proof string, or None if it does not decode."""
    widths = [ELEMENT] * instance.equations() if instance.flavor == "batchable" else [instance.width]
    shares = [instance.width] * instance.sent()
    responses = [32] * sum(c.scalars for c in instance.clauses)
    fields = []
    for width in widths + shares + responses:
        fields.append(narg[:width])
        narg = narg[width:]
    if narg or any(len(f) != w for f, w in zip(fields, widths + shares + responses)):
        return None
    first, second = len(widths), len(widths) + len(shares)
    numbers = [instance.read(f) for f in fields[:second]] + [int.from_bytes(f, BYTE_ORDER) for f in fields[second:]]
    limits = [2**(8 * ELEMENT) if instance.flavor == "batchable" else instance.modulus] * len(widths)
    limits += [instance.modulus] * len(shares) + [L] * len(responses)
    if any(x >= limit for x, limit in zip(numbers, limits)):
        return None
    return fields[:first], numbers[first:second], numbers[second:]


def verify(instance, narg):
    parts = split(instance, narg)
    if parts is None:
        return False
    head, sent, responses = parts
    batchable = instance.flavor == "batchable"
    points = [decode(f) for f in head] if batchable else []
    if any(p is None or is_identity(p) for p in points):
        return False
    challenge = instance.challenge(head) if batchable else instance.read(head[0])
    shares = spread(instance, instance.shape, challenge, list(sent))
    recomputed = []
    for i, clause in enumerate(instance.clauses):
        recomputed += clause.simulate(responses[:clause.scalars], shares[i])
        responses = responses[clause.scalars:]
    if batchable:
        return all(encode(p) == f for p, f in zip(recomputed, head))
    if any(map(is_identity, recomputed)):
        return False
    return instance.challenge([encode(p) for p in recomputed]) == challenge


class Randomness:
    """The reproducible stream of a tag: scalars of 48 bytes, short shares of 16."""

    def __init__(self, tag, *absorbed):
        self.sponge = Sponge(session_id(tag.encode()))
        for data in absorbed:
            self.sponge.absorb(data)

    def draw(self):
        return int.from_bytes(self.sponge.squeeze(48), "little") % L

    def draw_short(self):
        return int.from_bytes(self.sponge.squeeze(16), "little")


def hedged(instance, known, fresh):
    """The stream of a prover with the fresh bytes of a random source."""
    flags = bytes(i in known for i in range(len(instance.clauses)))
    secret = b"".join(scalar_bytes(w) for i, c in enumerate(instance.clauses) for w in known.get(i, [0] * c.scalars))
    root = (instance.shape[0], len(instance.shape[1])) if instance.composed else (0, 0)
    form = [0 if instance.flavor == "batchable" else 1, 0 if instance.width == 32 else 1, len(instance.clauses), *root]
    parts = [secret, flags, instance.session, b"".join(le(x, 4) for x in form), instance.bytes]
    return Randomness("SIGMARK-V01-HEDGED", fresh, *(le(len(p), 8) + p for p in parts))


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
    shape = one_of(len(clauses)) if len(clauses) > 1 else 0
    return Instance(clauses, session_id(tag(name, flavor).encode()), flavor, shape, width)


def k_of_n(flavor, k, C, d, dm):
    """The instance of F1K; C and d are lists of bytes. None if it is malformed."""
    if not 2 <= k < len(C) or len(d) != len(C):
        return None
    each = [formulation("F0A", flavor, *one, dm) for one in zip(C, d)]
    if None in each:
        return None
    return Instance([e.clauses[0] for e in each], session_id(tag("F1K", flavor).encode()), flavor, (k, list(range(len(C)))))


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
