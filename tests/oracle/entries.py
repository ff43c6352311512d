# SPDX-License-Identifier: Apache-2.0 OR MIT
"""F4-ENTRIES in big integers: prover and verifier, word for word as protocols/FORMULATIONS.md has the messages.

Generators are folded as points and vectors as lists, every round; nothing is expressed by tensors as in the C code.
"""
import functools

from ristretto import (D, G, H, L, P, Sponge, decode, encode, generator, is_identity, scalar, scalar_bytes,
                       session_id)
from sigma import le, tag

NAME, PROJECTIONS, ENTRIES_MAX = "F4-ENTRIES", 128, 2**20
Q = generator(b"Q", 0)


@functools.lru_cache(maxsize=None)
def family(label, n):
    return [generator(label, i) for i in range(n)]


# Sums of many multiples: extended coordinates and buckets, for the length of the vectors alone.
def _add(a, b):
    x = (a[1] - a[0]) * (b[1] - b[0]) % P
    y = (a[1] + a[0]) * (b[1] + b[0]) % P
    t, z = 2 * D * a[3] * b[3] % P, 2 * a[2] * b[2] % P
    e, f, g, h = y - x, z - t, z + t, y + x
    return e * f % P, g * h % P, f * g % P, e * h % P


def msm(terms):
    """The sum of k A over pairs (k, A)."""
    zero = (0, 1, 1, 0)
    terms = [(k % L, (x, y, 1, x * y % P)) for k, (x, y) in terms if k % L]
    width = 8 if len(terms) > 100 else 4 if len(terms) > 8 else 1
    result = zero
    for shift in reversed(range(0, 256, width)):
        for _ in range(width):
            result = _add(result, result)
        if width == 1:
            for k, a in terms:
                result = _add(result, a) if k >> shift & 1 else result
            continue
        bucket = [None] * 2**width
        for k, a in terms:
            digit = k >> shift & 2**width - 1
            bucket[digit] = a if bucket[digit] is None else _add(bucket[digit], a)
        running = part = zero
        for held in reversed(bucket[1:]):
            running = running if held is None else _add(running, held)
            part = _add(part, running)
        result = _add(result, part)
    inverse = pow(result[2], -1, P)
    return result[0] * inverse % P, result[1] * inverse % P


def commit(x, points, rho):
    return msm([*zip(x, points), (rho, H)])


def inner(a, b):
    return sum(x * y for x, y in zip(a, b)) % L


def halves(x):
    return x[:len(x) // 2], x[len(x) // 2:]


def mix(k, a, m, b):
    """k a + m b for vectors of numbers or of points."""
    if a and isinstance(a[0], tuple):
        return [msm([(k, x), (m, y)]) for x, y in zip(a, b)]
    return [(k * x + m * y) % L for x, y in zip(a, b)]


def range_weights(R):
    """Bit weights whose sums are exactly 0 .. R."""
    k = R.bit_length()
    return [2**i for i in range(k - 1)] + [R - 2**(k - 1) + 1]


def range_bits(v, weights):
    """Bits of v in those weights."""
    top = v >= 2**(len(weights) - 1)
    rest = v - weights[-1] if top else v
    return [rest >> i & 1 for i in range(len(weights) - 1)] + [int(top)]


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

    def d(self, y, z):
        """d_i y^(N+1-i), i from 1, of the bits: row r has weight z^(2(r+1))."""
        d = [pow(z, 2 * (r + 1), L) * w % L for r in range(PROJECTIONS) for w in self.weights]
        d += [0] * (self.N - len(d))
        return d, [x * pow(y, self.N - i, L) % L for i, x in enumerate(d)]


def make(n, p, E, columns):
    """The statement, or None if it is malformed."""
    good = 0 < n <= 2**16 and n & n - 1 == 0 and 0 < p <= 2**12 and n << p.bit_length() <= ENTRIES_MAX
    good = good and 0 < E and n * (p + 1) * E < 2**62 and len(columns) == p + 1
    points = [decode(c) for c in columns]
    return Entries(n, p, E, columns) if good and not any(c is None or is_identity(c) for c in points) else None


class Tape:
    """What prover and verifier share: strings go out or come in, and are absorbed as they do."""

    def __init__(self, s, narg=None):
        self.sponge, self.narg, self.at, self.challenges = Sponge(s.session), narg, 0, []
        self.out, self.bad = b"", False
        self.sponge.absorb(s.bytes)

    def _pass(self, data):
        if self.narg is not None:
            data = self.narg[self.at:self.at + 32]
            self.at += 32
        self.out += data
        self.sponge.absorb(data)
        return data

    def points(self, *made):
        return [self.point(p) for p in made]

    def point(self, made=None):
        read = decode(self._pass(encode(made) if made else b""))
        self.bad |= read is None or is_identity(read)
        return read or G

    def number(self, made=None):
        read = scalar(self._pass(scalar_bytes(made) if made is not None else b""))
        self.bad |= read is None
        return read or 0

    def challenge(self, zero=False):
        c = self.sponge.challenge()
        self.challenges.append(c)
        self.bad |= c == 0 and not zero
        return c or 1


def prove(s, x, rho, draw, bits=None, tape=None):
    """x: p + 1 columns of integers, rho their blindings. bits: other than the honest ones."""
    t = tape or Tape(s)
    n = s.n
    chosen = s.projections(t.challenge(zero=True))
    v = [sum(e for column, held in zip(x, chosen) for e, b in zip(column, held) if b >> k & 1) for k in range(PROJECTIONS)]
    bits = bits or [b for e in v for b in range_bits(e + s.beta, s.weights)]
    # The projections are in range: Bulletproofs+ whose values are one point, sent after z.
    gamma, alpha = draw(), draw()
    g, h = family(b"BG", s.N), family(b"BH", s.N)
    left = bits + [0] * (s.N - len(bits))
    right = [b - 1 for b in left]
    t.point(commit(left + right, g + h, alpha))
    y, z = t.challenge(), t.challenge()
    d, back = s.d(y, z)
    value = inner(left, d) * pow(z, -2, L) % L
    t.point(msm([(value, G), (gamma, H)]))
    a = [b - z for b in left]
    b = [e + z + f for e, f in zip(right, back)]
    alpha = (alpha + pow(y, s.N + 1, L) * z * z * gamma) % L

    def weighted(u, w):
        return sum(e * f * pow(y, i + 1, L) for i, (e, f) in enumerate(zip(u, w))) % L

    while len(a) > 1:
        (a1, a2), (b1, b2), (g1, g2), (h1, h2) = map(halves, (a, b, g, h))
        ahead = pow(y, len(a1), L)
        behind = pow(ahead, -1, L)
        dl, dr = draw(), draw()
        t.point(msm([*zip([behind * e for e in a1], g2), *zip(b2, h1), (weighted(a1, b2), G), (dl, H)]))
        t.point(msm([*zip([ahead * e for e in a2], g1), *zip(b1, h2), (ahead * weighted(a2, b1), G), (dr, H)]))
        e = t.challenge()
        i = pow(e, -1, L)
        g, h = mix(i, g1, e * behind, g2), mix(e, h1, i, h2)
        a, b = mix(e, a1, i * ahead, a2), mix(i, b1, e, b2)
        alpha = (alpha + e * e * dl + i * i * dr) % L
    r, q, delta, eta = draw(), draw(), draw(), draw()
    t.point(msm([(r, g[0]), (q, h[0]), (y * (r * b[0] + q * a[0]), G), (delta, H)]))
    t.point(msm([(r * q * y, G), (eta, H)]))
    e = t.challenge()
    for response in (r + e * a[0], q + e * b[0], eta + e * delta + e * e * alpha):
        t.number(response)
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
    A = t.point()
    y, z = t.challenge(), t.challenge()
    T = t.point()
    d, back = s.d(y, z)
    powers = sum(pow(y, i, L) for i in range(1, s.N + 1))
    top = pow(y, s.N + 1, L)
    zeta = ((z - z * z) * powers - z * top * sum(d)) % L
    g, h = family(b"BG", s.N), family(b"BH", s.N)
    fold = msm([(1, A), *((-z, e) for e in g), *((z + k, e) for k, e in zip(back, h)), (zeta, G), (top * z * z, T)])
    while len(g) > 1:
        (g1, g2), (h1, h2) = map(halves, (g, h))
        left, right = t.point(), t.point()
        e = t.challenge()
        i = pow(e, -1, L)
        g, h = mix(i, g1, e * pow(y, -len(g1), L), g2), mix(e, h1, i, h2)
        fold = msm([(1, fold), (e * e, left), (i * i, right)])
    A1, B = t.point(), t.point()
    e = t.challenge()
    r, q, delta = t.number(), t.number(), t.number()
    rows = msm([(e * e, fold), (e, A1), (1, B), (-r * e, g[0]), (-q * e, h[0]), (-r * q * y, G), (-delta, H)])
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


def lg(n):
    return n.bit_length() - 1


def size(s):
    return 32 * (2 * (lg(s.N) + lg(s.padded) + lg(s.n)) + 13)


def registered(x, rho):
    """Encodings of the columns' commitments."""
    V = family(b"V", len(x[0]))
    return [encode(commit(column, V, r)) for column, r in zip(x, rho)]
