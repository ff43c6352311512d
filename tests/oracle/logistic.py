# SPDX-License-Identifier: Apache-2.0 OR MIT
"""F4-LOGISTIC in big integers: prover and verifier, word for word as protocols/FORMULATIONS.md has the messages."""
import hashlib

from ristretto import G, H, L, decode, is_identity, length_prefixed, session_id
from rows import Q, Tape, commit, family, halves, inner, lg, mix, msm, prove_rows, range_bits, range_weights, read_rows
from sigma import le, tag

NAME = "F4-LOGISTIC"
POWERS = (0, 1, 2, 3, 4, 6, 7, 8)  # of x in the norm of the masked vector, but for the one that says something


def clamp(v, c):
    return max(-c, min(c, v))


class Logistic:
    """The statement: columns and labels over n rows; c, lambda and fx of the loss, weights w and their gradient g."""

    def __init__(self, n, p, lam, fx, c, K, columns, w, g):
        """columns: p + 1 encodings, the labels' last."""
        self.n, self.p, self.lam, self.fx, self.c, self.K, self.columns, self.w, self.g = n, p, lam, fx, c, K, columns, w, g
        self.range = range_weights(2 * c)
        self.bits = n * (2 * K + len(self.range))
        self.N = 1 << (self.bits - 1).bit_length()
        values = b"".join(v.to_bytes(8, "little", signed=True) for v in [*w, *g])
        root = hashlib.sha512(length_prefixed(b"sigmark/v1/run") + le(p, 4) + le(1, 4) + values).digest()
        self.bytes = b"".join(le(v, 4) for v in (n, p, lam, fx, K)) + le(c, 8) + b"".join(columns) + root
        self.session = session_id(tag(NAME, "batchable").encode())

    def weigh(self, z):
        """What each bit weighs in all rows. Of every row of data the bits of u, then those of v; then of every r."""
        def power(row):
            return pow(z, 2 * row, L)
        signed = [(1 << b) * s for s in (1, -1) for b in range(self.K)]
        excess = [power(0) * self.c * abs(k) + power(1 + i) * k for i in range(self.n) for k in signed]
        return [k % L for k in excess] + [power(self.n + 1 + i) * k % L for i in range(self.n) for k in self.range]

    def public(self, z):
        """The powers of z^2 that t and r are multiplied with."""
        return [pow(z, 2 * (1 + i), L) for i in range(self.n)], [pow(z, 2 * (self.n + 1 + i), L) for i in range(self.n)]

    def constant(self, z, gamma, theta):
        """What the coefficient of x^5, halved, is more than the point of the rows' values holds."""
        p2, p1 = self.public(z)
        e = sum(pow(gamma, j, L) * (g - self.lam * w) for j, (w, g) in enumerate(zip(self.w, self.g)))
        return (theta * e + inner(p1, p2) - self.c * sum(p1)) % L


def make(n, p, lam, fx, c, K, columns, w, g):
    """The statement, or None if it is malformed."""
    good = 0 < n <= 2**16 and n & n - 1 == 0 and 0 < p <= 2**12 and 0 <= lam < 2**32 and 0 <= fx <= 62 and 0 < c < 2**62
    good = good and 0 < K <= 62 and n * (2 * K + (2 * c).bit_length()) <= 2**20 and len(columns) == p + 1 and len(w) == len(g) == p
    good = good and all(-2**63 <= v < 2**63 for v in [*w, *g])
    points = [decode(C) for C in columns]
    good = good and not any(C is None or is_identity(C) for C in points)
    return Logistic(n, p, lam, fx, c, K, columns, w, g) if good else None


def products(x, w):
    """Xw for columns x, the labels' last."""
    return [sum(column[i] * v for column, v in zip(x, w)) for i in range(len(x[0]))]


def gradient(x, w, lam, fx, c):
    """Of the loss whose prediction is clipped at -c and c."""
    residual = [clamp(z, c) - (y << fx) for z, y in zip(products(x, w), x[-1])]
    return [sum(e * r for e, r in zip(column, residual)) + lam * v for column, v in zip(x, w)]


def prove(s, x, rho, draw, r=None):
    """x: p + 1 columns of integers, rho their blindings. r: other residuals than the honest ones."""
    t = Tape(s)
    n, c = s.n, s.c
    r = r or [clamp(z, c) for z in products(x, s.w)]
    excess = [z - e for z, e in zip(products(x, s.w), r)]
    rho_r = draw()
    V = family(b"V", n)
    t.point(commit(r, V, rho_r))
    bits = [(max(e, 0) if sign > 0 else max(-e, 0)) >> b & 1 for e in excess for sign in (1, -1) for b in range(s.K)]
    bits += [b for e in r for b in range_bits(e + c, s.range)]
    z, gamma_T = prove_rows(t, bits, s.N, s.weigh, draw)
    gamma, theta = t.challenge(zero=True), t.challenge(zero=True)
    p2, p1 = s.public(z)
    v = [pow(gamma, j, L) for j in range(s.p)]
    b = [inner(v, row) for row in zip(*x[:-1])]
    part = {1: [e + k for e, k in zip(r, p2)], 2: [-theta * e for e in b], 3: [(e << s.fx) + k for e, k in zip(x[-1], p2)],
            4: [e + theta * f + k for e, f, k in zip(excess, b, p1)]}
    blinding = {1: rho_r, 2: -theta * inner(v, rho[:-1]), 3: rho[-1] << s.fx, 4: inner([k + theta * e for k, e in zip(s.w, v)], rho[:-1]) - rho_r}
    part[0], blinding[0] = [draw() for _ in range(n)], draw()
    tau = {k: draw() for k in POWERS}
    t.point(commit(part[0], V, blinding[0]))
    for k in POWERS:
        value = sum(inner(part[i], part[k - i]) for i in range(5) if 0 <= k - i < 5)
        t.point(msm([(value, G), (tau[k], H)]))
    e = t.challenge(zero=True)
    u = [sum(pow(e, k, L) * part[k][i] for k in part) % L for i in range(n)]
    norm = inner(u, u)
    for response in (norm, sum(pow(e, k, L) * tau[k] for k in POWERS) + 2 * e**5 * gamma_T, sum(pow(e, k, L) * blinding[k] for k in part)):
        t.number(response)
    w = t.challenge()
    while len(u) > 1:
        (u0, u1), (V0, V1) = map(halves, (u, V))
        t.point(msm([*zip(u0, V1), *zip(u1, V0), (2 * w * inner(u0, u1), Q)]))
        t.point(msm([*zip(u1, V1), (w * inner(u1, u1), Q)]))
        e = t.challenge()
        u, V = mix(1, u0, e, u1), mix(1, V0, e, V1)
    t.number(u[0])
    return t


def verify(s, narg):
    """1 if the string is a proof of s."""
    if s is None or len(narg) != size(s):
        return False
    t = Tape(s, narg)
    R = t.point()
    z, T, rows = read_rows(t, s.N, s.weigh)
    gamma, theta = t.challenge(zero=True), t.challenge(zero=True)
    M = t.point()
    coefficient = {k: t.point() for k in POWERS}
    x = t.challenge(zero=True)
    norm, tau, rho = t.number(), t.number(), t.number()
    w = t.challenge()
    x5 = pow(x, 5, L)
    values = msm([(norm - 2 * x5 * s.constant(z, gamma, theta), G), (tau, H), (-2 * x5, T), *((-pow(x, k, L), point) for k, point in coefficient.items())])
    # The masked vector's commitment, from what the columns and R say.
    C, V, (p2, p1) = [decode(c) for c in s.columns], family(b"V", s.n), s.public(z)
    v = [pow(gamma, j, L) for j in range(s.p)]
    a1 = [(1, R), *zip(p2, V)]
    a2 = [*((k + theta * e, c) for k, e, c in zip(s.w, v, C)), (-1, R), *zip(p1, V)]
    a3 = [(-theta * e, c) for e, c in zip(v, C)]
    a4 = [(1 << s.fx, C[-1]), *zip(p2, V)]
    link = msm([(1, M), (-rho, H), (w * norm, Q), (x, msm(a1)), (x**4, msm(a2)), (x**2, msm(a3)), (x**3, msm(a4))])
    while len(V) > 1:
        V0, V1 = halves(V)
        cross, right = t.point(), t.point()
        e = t.challenge()
        link = msm([(1, link), (e, cross), (e * e - 1, right)])
        V = mix(1, V0, e, V1)
    last = t.number()
    link = msm([(1, link), (-last, V[0]), (-w * last * last, Q)])
    return not t.bad and all(map(is_identity, (rows, values, link)))


def size(s):
    return 32 * (2 * lg(s.N) + 2 * lg(s.n) + 21)


# ---- records

def parse(statement, aux):
    """The statement of a record, or None where its members state none."""
    run = aux.get("Run", {})
    wanted = ("n", "p", "lambda", "fx", "c", "K", "CX", "CY")
    if any(key not in statement for key in wanted) or [len(run.get(key, [])) for key in "WG"] != [1, 1]:
        return None
    columns = [bytes.fromhex(c) for c in [*statement["CX"], statement["CY"]]]
    return make(*(statement[key] for key in wanted[:6]), columns, run["W"][0], run["G"][0])


def judge(record):
    """What the oracle says of a record: accept or reject. There are no compact strings."""
    s = parse(record["Statement"], record["Aux"]) if record["Flavor"] == "batchable" else None
    good = s and s.bytes.hex() == record["Instance"] and verify(s, bytes.fromhex(record["NargString"]))
    return "accept" if good else "reject"


def remade(record, draw):
    """The string of the honest prover with the record's witness, and its challenges."""
    w = record["Witness"]
    rho = [int.from_bytes(bytes.fromhex(k), "little") for k in [*w["rho"], w["rho_y"]]]
    t = prove(parse(record["Statement"], record["Aux"]), [list(column) for column in zip(*w["X"])] + [w["Y"]], rho, draw)
    return t.out, t.challenges
