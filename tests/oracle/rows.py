# SPDX-License-Identifier: Apache-2.0 OR MIT
"""What F4-ENTRIES and F4-LOGISTIC in big integers have in common: bits in rows whose values are one point sent after z.

Generators are folded as points and vectors as lists, every round; nothing is expressed by tensors as in the C code.
"""
import functools

from ristretto import D, G, H, L, P, Sponge, decode, encode, generator, is_identity, scalar, scalar_bytes

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


def prove_rows(t, bits, N, weigh, draw):
    """Writes the piece: bits, padded to N, whose value in row r counts z^(2r). weigh(z): the sum over the rows of z^(2r)
    times what bit i weighs there, for every i. Returns z, and the blinding of the point that holds the values."""
    gamma, alpha = draw(), draw()
    g, h = family(b"BG", N), family(b"BH", N)
    left = bits + [0] * (N - len(bits))
    right = [b - 1 for b in left]
    t.point(commit(left + right, g + h, alpha))
    y, z = t.challenge(), t.challenge()
    d = weigh(z)
    t.point(msm([(inner(left, d), G), (gamma, H)]))
    a = [b - z for b in left]
    b = [e + z + z * z * k * pow(y, N - i, L) for i, (e, k) in enumerate(zip(right, d + [0] * (N - len(d))))]
    alpha = (alpha + pow(y, N + 1, L) * z * z * gamma) % L

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
    return z, gamma


def read_rows(t, N, weigh):
    """Reads the piece. Returns z, the point of the values, and what must be the identity."""
    A = t.point()
    y, z = t.challenge(), t.challenge()
    T = t.point()
    d = [z * z * k % L for k in weigh(z)]
    back = [k * pow(y, N - i, L) for i, k in enumerate(d + [0] * (N - len(d)))]
    powers = sum(pow(y, i, L) for i in range(1, N + 1))
    top = pow(y, N + 1, L)
    zeta = ((z - z * z) * powers - z * top * sum(d)) % L
    g, h = family(b"BG", N), family(b"BH", N)
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
    return z, T, msm([(e * e, fold), (e, A1), (1, B), (-r * e, g[0]), (-q * e, h[0]), (-r * q * y, G), (-delta, H)])


def lg(n):
    return n.bit_length() - 1


def registered(x, rho):
    """Encodings of the columns' commitments."""
    V = family(b"V", len(x[0]))
    return [encode(commit(column, V, r)) for column, r in zip(x, rho)]
