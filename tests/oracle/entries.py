# SPDX-License-Identifier: Apache-2.0 OR MIT
"""F4-ENTRIES in big integers: prover and verifier, word for word as protocols/FORMULATIONS.md has the messages."""
from ristretto import G, H, L, Sponge, decode, is_identity, scalar_bytes, session_id
from rows import Q, Tape, commit, family, halves, inner, lg, mix, msm, prove_rows, range_bits, range_weights, read_rows
from sigma import le, tag

NAME, PROJECTIONS, ENTRIES_MAX = "F4-ENTRIES", 128, 2**20


class Entries:
    """The statement: p columns and the labels over n rows; what the honest prover's entries are at most."""

    def __init__(self, n, p, E, columns):
        """columns: p + 1 encodings, the labels' last."""
        self.n, self.p, self.E, self.columns = n, p, E, columns
        self.beta = n * (p + 1) * E
        self.bound = 2 * self.beta
        self.padded = 1 << p.bit_length()
        self.weights = range_weights(self.bound)
        self.bits = PROJECTIONS * len(self.weights)
        self.N = 1 << (self.bits - 1).bit_length()
        self.bytes = le(n, 4) + le(p, 4) + le(E, 8) + b"".join(columns)
        self.session = session_id(tag(NAME, "batchable").encode())

    def projections(self, kappa):
        """One number of 128 bits for every entry, column after column: bit k says whether projection k has it."""
        sponge = Sponge(session_id(b"SIGMARK-V01-F4-ENTRIES-PROJECTIONS"))
        sponge.absorb(scalar_bytes(kappa))
        stream = sponge.squeeze(16 * self.n * (self.p + 1))
        numbers = [int.from_bytes(stream[i:i + 16], "little") for i in range(0, len(stream), 16)]
        return [numbers[j * self.n:(j + 1) * self.n] for j in range(self.p + 1)]

    def combined(self, chosen, z):
        """a_ji = the sum of z^(2k) over the projections k that have the entry; zeros for columns that pad."""
        power = [pow(z, 2 * k, L) for k in range(PROJECTIONS)]
        a = [[sum(power[k] for k in range(PROJECTIONS) if b >> k & 1) % L for b in column] for column in chosen]
        return a + [[0] * self.n for _ in range(self.padded - self.p - 1)]

    def weigh(self, z):
        """What each bit weighs in all rows: row k has z^(2k)."""
        return [pow(z, 2 * k, L) * w % L for k in range(PROJECTIONS) for w in self.weights]


def make(n, p, E, columns):
    """The statement, or None if it is malformed."""
    good = 0 < n <= 2**16 and n & n - 1 == 0 and 0 < p <= 2**12 and n << p.bit_length() <= ENTRIES_MAX
    good = good and 0 < E and n * (p + 1) * E < 2**62 and len(columns) == p + 1
    points = [decode(c) for c in columns]
    return Entries(n, p, E, columns) if good and not any(c is None or is_identity(c) for c in points) else None


def prove(s, x, rho, draw, bits=None, tape=None):
    """x: p + 1 columns of integers, rho their blindings. bits: other than the honest ones."""
    t = tape or Tape(s)
    n = s.n
    chosen = s.projections(t.challenge(zero=True))
    v = [sum(e for column, held in zip(x, chosen) for e, b in zip(column, held) if b >> k & 1) for k in range(PROJECTIONS)]
    bits = bits or [b for e in v for b in range_bits(e + s.beta, s.weights)]
    z, gamma = prove_rows(t, bits, s.N, s.weigh, draw)
    # What that point holds are the columns' projections: columns are folded into one, which is masked.
    columns = [list(c) for c in x] + [[0] * n for _ in range(s.padded - s.p - 1)]
    blinding = list(rho) + [0] * (s.padded - s.p - 1)
    a, tau = s.combined(chosen, z), gamma
    while len(columns) > 1:
        (x0, x1), (a0, a1), (r0, r1) = map(halves, (columns, a, blinding))
        tl, tr = draw(), draw()
        t.point(msm([(sum(map(inner, a1, x0)), G), (tl, H)]))
        t.point(msm([(sum(map(inner, a0, x1)), G), (tr, H)]))
        e = t.challenge()
        i = pow(e, -1, L)
        columns = [mix(1, u, e, w) for u, w in zip(x0, x1)]
        a = [mix(1, u, i, w) for u, w in zip(a0, a1)]
        blinding = mix(1, r0, e, r1)
        tau = (tau + i * tl + e * tr) % L
    V = family(b"V", n)
    mask = [draw() for _ in range(n)]
    rho_m, delta = draw(), draw()
    t.point(commit(mask, V, rho_m))
    t.point(msm([(inner(a[0], mask), G), (delta, H)]))
    c = t.challenge(zero=True)
    masked = mix(1, mask, c, columns[0])
    for response in (inner(a[0], masked), delta + c * tau, rho_m + c * blinding[0]):
        t.number(response)
    w = t.challenge()
    u, f = masked, a[0]
    while len(u) > 1:
        (u0, u1), (f0, f1), (V0, V1) = map(halves, (u, f, V))
        t.point(msm([*zip(u0, V1), (w * inner(u0, f1), Q)]))
        t.point(msm([*zip(u1, V0), (w * inner(u1, f0), Q)]))
        e = t.challenge()
        u, f, V = mix(1, u0, pow(e, -1, L), u1), mix(1, f0, e, f1), mix(1, V0, e, V1)
    t.number(u[0])
    return t


def verify(s, narg):
    """1 if the string is a proof of s."""
    if s is None or len(narg) != size(s):
        return False
    t = Tape(s, narg)
    chosen = s.projections(t.challenge(zero=True))
    z, T, rows = read_rows(t, s.N, s.weigh)
    a, commitment = s.combined(chosen, z), [decode(c) for c in s.columns] + [(0, 1)] * (s.padded - s.p - 1)
    value = msm([(1, T), (-s.beta * sum(pow(z, 2 * k, L) for k in range(PROJECTIONS)), G)])
    while len(a) > 1:
        (a0, a1), (c0, c1) = halves(a), halves(commitment)
        left, right = t.point(), t.point()
        e = t.challenge()
        i = pow(e, -1, L)
        value = msm([(1, value), (i, left), (e, right)])
        a, commitment = [mix(1, u, i, w) for u, w in zip(a0, a1)], mix(1, c0, e, c1)
    M, offset = t.point(), t.point()
    c = t.challenge(zero=True)
    held, tau, rho = t.number(), t.number(), t.number()
    w = t.challenge()
    values = msm([(held, G), (tau, H), (-1, offset), (-c, value)])
    f, V = a[0], family(b"V", s.n)
    link = msm([(1, M), (c, commitment[0]), (-rho, H), (w * held, Q)])
    while len(f) > 1:
        (f0, f1), (V0, V1) = halves(f), halves(V)
        left, right = t.point(), t.point()
        e = t.challenge()
        link = msm([(1, link), (e, left), (pow(e, -1, L), right)])
        f, V = mix(1, f0, e, f1), mix(1, V0, e, V1)
    last = t.number()
    link = msm([(1, link), (-last, V[0]), (-w * last * f[0], Q)])
    return not t.bad and all(map(is_identity, (rows, values, link)))


def size(s):
    return 32 * (2 * (lg(s.N) + lg(s.padded) + lg(s.n)) + 13)
