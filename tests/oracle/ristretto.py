# SPDX-License-Identifier: Apache-2.0 OR MIT
"""ristretto255 in big integers and affine coordinates: slow, readable, and sharing no formula with the C code.

Decoding and encoding follow the definition (the s of the Jacobi quartic and the coset of the 4-torsion), not the
optimised formulas of RFC 9496; square roots are generic ones for p = 5 mod 8.
"""
import functools
import hashlib

SUITE = "sigma-proofs_Shake128_ristretto255"
ELEMENT, BYTE_ORDER = 32, "little"  # bytes of a point; order of those of a scalar
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
IDENTITY = (0, 1)


def negative(x):
    return x % P & 1


def sqrt(x):
    """The non-negative square root of x mod p, or None."""
    x %= P
    r = pow(x, (P + 3) // 8, P)
    if (r * r - x) % P:
        r = r * pow(2, (P - 1) // 4, P) % P
    if (r * r - x) % P:
        return None
    return P - r if negative(r) else r


I = sqrt(-1)


def add(a, b):
    """The affine addition law of -x^2 + y^2 = 1 + d x^2 y^2; complete."""
    (x1, y1), (x2, y2) = a, b
    t = D * x1 * x2 % P * y1 * y2 % P
    inverse = pow((1 + t) * (1 - t), -1, P)
    return (x1 * y2 + x2 * y1) * (1 - t) * inverse % P, (y1 * y2 + x1 * x2) * (1 + t) * inverse % P


def neg(a):
    return -a[0] % P, a[1]


@functools.lru_cache(maxsize=1024)
def doublings(a):
    """a, 2 a, 4 a and so on: kept, since most products are of few points; as many as products took so far."""
    return [a]


def mul(k, a):
    k, powers, r = k % L, doublings(a), IDENTITY
    while len(powers) < k.bit_length():
        powers.append(add(powers[-1], powers[-1]))
    for i, power in enumerate(powers):
        if k >> i & 1:
            r = add(r, power)
    return r


def total(points):
    r = IDENTITY
    for point in points:
        r = add(r, point)
    return r


def coset(a):
    """The four Edwards points that are one ristretto255 element: a plus the points of order dividing 4."""
    x, y = a
    return [(x, y), (-x % P, -y % P), (I * y % P, I * x % P), (-I * y % P, -I * x % P)]


def decode(encoding):
    """The point with this encoding, or None: canonical, non-negative s; x, xy non-negative; y not 0."""
    s = int.from_bytes(encoding, "little")
    if len(encoding) != 32 or s >= P or negative(s):
        return None
    if s == 0:
        return IDENTITY
    if (1 + s * s) % P == 0:
        return None
    y = (1 - s * s) * pow(1 + s * s, -1, P) % P
    denominator = (D * y * y + 1) % P
    x = sqrt((y * y - 1) * pow(denominator, -1, P))
    if x is None or negative(x * y) or y == 0:
        return None
    return x, y


def encode(a):
    """The s of the one member of the coset that decoding could give back."""
    for x, y in coset(a):
        if x * y % P == 0:
            return bytes(32)
        if not negative(x) and not negative(x * y):
            s = sqrt((1 - y) * pow(1 + y, -1, P))
            assert s is not None, "the point is not in the image of decoding"
            return s.to_bytes(32, "little")
    raise AssertionError("no member of the coset is canonical")


def equal(a, b):
    return b in coset(a)


def is_identity(a):
    return equal(a, IDENTITY)


def elligator(t):
    """MAP of RFC 9496 4.3.4, with plain square roots and one division."""
    r = I * t * t % P
    u = (r + 1) * (1 - D * D) % P
    v = (-1 - r * D) * (r + D) % P
    root = sqrt(u * pow(v, -1, P)) if v else (0 if u == 0 else None)
    if root is not None:
        s, c = root, P - 1
    else:
        s = sqrt(I * u * pow(v, -1, P)) if v else 0
        s = s * t % P
        s, c = (s if negative(s) else -s % P), r
    n = (c * (r - 1) * (D - 1) * (D - 1) - v) % P
    scale = -sqrt(-D - 1)  # RFC 9496 fixes the odd root
    return 2 * s * v * pow(n * scale, -1, P) % P, (1 - s * s) * pow(1 + s * s, -1, P) % P


def from_uniform(data):
    halves = (int.from_bytes(data[:32], "little"), int.from_bytes(data[32:], "little"))
    return total(elligator(h % 2**255 % P) for h in halves)


def scalar_bytes(k):
    return (k % L).to_bytes(32, "little")


def scalar(data):
    """The canonical scalar, or None."""
    k = int.from_bytes(data, "little")
    return k if len(data) == 32 and k < L else None


G = decode(bytes.fromhex("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76"))


class Sponge:
    """The duplex sponge of the CFRG Fiat-Shamir draft over SHAKE128."""

    def __init__(self, session):
        self.absorbed = session + bytes(168 - len(session))
        self.position = 0

    def absorb(self, data):
        if data:
            self.absorbed += data
            self.position = 0

    def squeeze(self, n):
        stream = hashlib.shake_128(self.absorbed).digest(self.position + n)
        self.position += n
        return stream[self.position - n:]

    def challenge(self, width=32):
        """LE integer of 48 bytes mod l; of 16 bytes for a short challenge."""
        return int.from_bytes(self.squeeze(48), "little") % L if width == 32 else int.from_bytes(self.squeeze(16), "little")


def session_id(tag):
    sponge = Sponge(b"irtf-cfrg-fiat-shamir/session-id")
    sponge.absorb(tag)
    return sponge.squeeze(32)


def length_prefixed(data):
    return len(data).to_bytes(4, "little") + data


def hash_to_scalar(label, *parts):
    data = length_prefixed(b"sigmark/v1/scalar") + length_prefixed(label) + b"".join(map(length_prefixed, parts))
    return int.from_bytes(hashlib.sha512(data).digest(), "little") % L


def generator(label, i):
    data = length_prefixed(b"sigmark/v1/generator") + length_prefixed(label) + i.to_bytes(4, "little")
    return from_uniform(hashlib.sha512(data).digest())


H = generator(b"H", 0)
GM = generator(b"GM", 0)


def record(d, dm, r):
    """C = d G + dm G_M + r H."""
    return total([mul(d, G), mul(dm, GM), mul(r, H)])
