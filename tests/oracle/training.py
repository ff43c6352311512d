# SPDX-License-Identifier: Apache-2.0 OR MIT
"""F4 from its text: training runs over committed columns, all rows in a step (F4-RIDGE) or one block (F4-MINIBATCH).

Written unlike the library: gradients are compared row by row before anything is folded, a fold folds the generators, and
the verifier adds up points.
"""
import hashlib

from ristretto import G, H, L, Sponge, add, decode, encode, generator, is_identity, length_prefixed, mul, neg, scalar, scalar_bytes, session_id, total
from sigma import le, tag

Q = generator(b"Q", 0)
_V = []


def V(n):
    while len(_V) < n:
        _V.append(generator(b"V", len(_V)))
    return _V[:n]


def dot(a, b):
    return sum(x * y for x, y in zip(a, b)) % L


def commit(values, rho, first=0):
    """sum of values_i V_(first + i) + rho H."""
    return total([mul(v, point) for v, point in zip(values, V(first + len(values))[first:]) if v % L] + [mul(rho, H)])


def power_of_two(n):
    return n > 0 and n & (n - 1) == 0


class Run:
    """rows: of a block; W: T + 1 lists of weights, G: T of gradients; block: of each step, None for F4-RIDGE."""

    def __init__(self, rows, p, lam, fx, sh, W, G, block=None, B=1):
        self.rows, self.p, self.lam, self.fx, self.sh = rows, p, lam, fx, sh
        self.W, self.G, self.B = W, G, B
        self.named = block is not None
        self.block = block if self.named else [0] * len(G)
        self.length = 1
        while self.length < B * rows:
            self.length *= 2

    def valid(self):
        follows = all(after == [w - (g >> self.sh) for w, g in zip(before, gradient)]
                      for before, gradient, after in zip(self.W, self.G, self.W[1:]))
        small = all(abs(v) < 2**62 for row in self.W + self.G for v in row)
        return (power_of_two(self.rows) and self.B * self.rows <= 2**16 and 1 <= self.p <= 2**12 and len(self.G) >= 1
                and self.fx <= 62 and self.sh <= 62 and set(self.block) == set(range(self.B)) and follows and small)

    def root(self):
        numbers = [v for row in self.W + self.G for v in row]
        data = length_prefixed(b"sigmark/v1/run") + le(self.p, 4) + le(len(self.G), 4)
        return hashlib.sha512(data + b"".join(v.to_bytes(8, "little", signed=True) for v in numbers)).digest()

    def instance(self, columns):
        """columns: of each block its CX and CY, as bytes."""
        head = ([self.B] if self.named else []) + [self.rows, self.p, len(self.G), self.lam, self.fx, self.sh]
        tail = b"".join(le(b, 4) for b in self.block) if self.named else b""
        return b"".join(le(x, 4) for x in head) + b"".join(c for block in columns for c in block) + self.root() + tail

    def size(self):
        return 32 * (9 + 2 * (self.length.bit_length() - 1))


def train(rows, p, lam, fx, sh, w, X, y, block, B=1):
    """The run of len(block) steps; X, y: lists of all rows, block after block."""
    W, gradients = [list(w)], []
    for beta in block:
        part = range(beta * rows, (beta + 1) * rows)
        residual = {i: sum(x * v for x, v in zip(X[i], W[-1])) - (y[i] << fx) for i in part}
        gradients.append([sum(X[i][j] * residual[i] for i in part) + lam * W[-1][j] for j in range(p)])
        W.append([v - (g >> sh) for v, g in zip(W[-1], gradients[-1])])
    return W, gradients


def open_transcript(name, instance):
    sponge = Sponge(session_id(tag(name, "batchable").encode()))
    sponge.absorb(instance)
    return sponge


def public(run, gamma, delta):
    """u and c of every block, v of every block, and e."""
    u = [[sum(pow(delta, t, L) * run.W[t][j] for t in range(len(run.G)) if run.block[t] == beta) for j in range(run.p)] for beta in range(run.B)]
    c = [sum(pow(delta, t, L) for t in range(len(run.G)) if run.block[t] == beta) << run.fx for beta in range(run.B)]
    v = [[pow(gamma, beta * run.p + j, L) for j in range(run.p)] for beta in range(run.B)]
    e = sum(pow(delta, t, L) * v[run.block[t]][j] * (run.G[t][j] - run.lam * run.W[t][j])
            for t in range(len(run.G)) for j in range(run.p)) % L
    return u, c, v, e


def prove(name, run, columns, X, y, rho, rho_y, draw):
    """rho, rho_y: of each block. The string, and its challenges in order."""
    challenges, out = [], b""
    sponge = open_transcript(name, run.instance(columns))

    def challenge():
        challenges.append(sponge.challenge())
        return challenges[-1]

    def send(data):
        nonlocal out
        out += data
        sponge.absorb(data)

    n = run.length
    u, c, v, e = public(run, challenge(), challenge())
    a, b = [0] * n, [0] * n
    for i in range(run.B * run.rows):
        beta = i // run.rows
        a[i] = (dot(X[i], u[beta]) - c[beta] * y[i]) % L
        b[i] = dot(X[i], v[beta])
    assert dot(a, b) == e, "the gradients are not those of the data"
    rho_a = (sum(dot(u[k], rho[k]) - c[k] * rho_y[k] for k in range(run.B))) % L
    rho_b = sum(dot(v[k], rho[k]) for k in range(run.B)) % L
    m, rho_m = [draw() for _ in range(n)], draw()
    tau = {k: draw() for k in (0, 1, 2, 4)}
    t = {0: dot(m, m), 1: 2 * dot(m, a), 2: dot(a, a) + 2 * dot(m, b), 4: dot(b, b)}
    send(encode(commit(m, rho_m)) + b"".join(encode(add(mul(t[k], G), mul(tau[k], H))) for k in t))
    x = challenge()
    z = [(mi + x * ai + x * x * bi) % L for mi, ai, bi in zip(m, a, b)]
    send(b"".join(map(scalar_bytes, (dot(z, z), sum(tau[k] * x**k for k in tau), rho_m + x * rho_a + x * x * rho_b))))
    w, points = challenge(), V(n)
    while len(z) > 1:
        half = len(z) // 2
        (z0, z1), (V0, V1) = (z[:half], z[half:]), (points[:half], points[half:])
        cross = total([mul(k, P) for k, P in zip(z0 + z1, V1 + V0)] + [mul(2 * w * dot(z0, z1), Q)])
        right = total([mul(k, P) for k, P in zip(z1, V1)] + [mul(w * dot(z1, z1), Q)])
        send(encode(cross) + encode(right))
        r = challenge()
        z = [(p + r * q) % L for p, q in zip(z0, z1)]
        points = [add(p, mul(r, q)) for p, q in zip(V0, V1)]
    send(scalar_bytes(z[0]))
    return out, challenges


def verify(name, run, columns, narg):
    """columns: of each block its CX and CY, as bytes."""
    C = [[decode(c) for c in block] for block in columns]
    if not run.valid() or len(narg) != run.size() or any(p is None or is_identity(p) for block in C for p in block):
        return False
    fields = [narg[i:i + 32] for i in range(0, len(narg), 32)]
    rounds = run.length.bit_length() - 1
    kinds = "PPPPP" + "SSS" + "PP" * rounds + "S"
    values = [decode(f) if kind == "P" else scalar(f) for f, kind in zip(fields, kinds)]
    if any(v is None or (kind == "P" and is_identity(v)) for v, kind in zip(values, kinds)):
        return False
    M, T0, T1, T2, T4, t, tau, rho = values[:8]
    sponge = open_transcript(name, run.instance(columns))
    u, c, v, e = public(run, sponge.challenge(), sponge.challenge())
    sponge.absorb(b"".join(fields[:5]))
    x = sponge.challenge()
    sponge.absorb(b"".join(fields[5:8]))
    w = sponge.challenge()
    left = add(mul(t - 2 * e * pow(x, 3, L), G), mul(tau, H))
    if not is_identity(add(left, neg(total(mul(pow(x, k, L), T) for k, T in ((0, T0), (1, T1), (2, T2), (4, T4)))))):
        return False
    P = total([M, mul(-rho, H), mul(w * t, Q)])
    for beta in range(run.B):
        P = add(P, total(mul(x * u[beta][j] + x * x * v[beta][j], C[beta][j]) for j in range(run.p)))
        P = add(P, mul(-x * c[beta], C[beta][run.p]))
    points = V(run.length)
    for k in range(rounds):
        sponge.absorb(fields[8 + 2 * k] + fields[9 + 2 * k])
        r, half = sponge.challenge(), len(points) // 2
        if r == 0:
            return False
        points = [add(p, mul(r, q)) for p, q in zip(points[:half], points[half:])]
        P = total([P, mul(r, values[8 + 2 * k]), mul(r * r - 1, values[9 + 2 * k])])
    z = values[-1]
    return w != 0 and is_identity(total([P, mul(-z, points[0]), mul(-w * z * z, Q)]))


# ---- records

NAMES = ("F4-RIDGE", "F4-MINIBATCH")


def octets(value):
    return [octets(v) for v in value] if isinstance(value, list) else bytes.fromhex(value)


def little(value):
    return [little(v) for v in value] if isinstance(value, list) else int.from_bytes(bytes.fromhex(value), "little")


def parse(name, statement, aux):
    """(run, columns) of a record, or None where its members do not state one."""
    steps, several = aux.get("Run", {}), name == "F4-MINIBATCH"
    wanted = ("n", "p", "T", "lambda", "fx", "sh", "CX", "CY") + (("B",) if several else ())
    if any(key not in statement for key in wanted):
        return None
    n, p, T, lam, fx, sh = (statement[key] for key in wanted[:6])
    B = statement["B"] if several else 1
    X, Y = octets(statement["CX"]), octets(statement["CY"]) if several else [octets(statement["CY"])]
    W, G, block = steps.get("W", []), steps.get("G", []), steps.get("Block", []) if several else None
    shapes = B >= 1 and len(X) == B * p and len(Y) == B and len(W) == T + 1 and len(G) == T and (not several or len(block) == T)
    if not shapes or any(len(row) != p for row in W + G) or not power_of_two(n):
        return None
    run = Run(n, p, lam, fx, sh, W, G, block, B)
    columns = [X[beta * p:(beta + 1) * p] + [Y[beta]] for beta in range(B)]
    return (run, columns) if run.valid() else None


def judge(record):
    """What the oracle says of a record: accept or reject. There are no compact strings."""
    if record["Flavor"] != "batchable":
        return "reject"
    stated = parse(record["Name"], record["Statement"], record["Aux"])
    good = stated and stated[0].instance(stated[1]).hex() == record["Instance"]
    return "accept" if good and verify(record["Name"], *stated, bytes.fromhex(record["NargString"])) else "reject"


def remade(record, draw):
    """The string of the honest prover with the record's witness, and its challenges."""
    run, columns = parse(record["Name"], record["Statement"], record["Aux"])
    w = record["Witness"]
    rho, rho_y = little(w["rho"]), little(w["rho_y"])
    blocks = [rho[beta * run.p:(beta + 1) * run.p] for beta in range(run.B)]
    return prove(record["Name"], run, columns, w["X"], w["Y"], blocks, rho_y if run.named else [rho_y], draw)


def register(run, X, y, rho, rho_y):
    """CX and CY of each block, as bytes."""
    out = []
    for beta in range(run.B):
        first, end = beta * run.rows, (beta + 1) * run.rows
        lists = [[X[i][j] for i in range(first, end)] for j in range(run.p)] + [y[first:end]]
        out.append([encode(commit(values, r, first)) for values, r in zip(lists, rho[beta] + [rho_y[beta]])])
    return out
