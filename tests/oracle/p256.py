# SPDX-License-Identifier: Apache-2.0 OR MIT
"""P-256 in big integers and affine coordinates by the chord and tangent: in place of ristretto.py, names alike."""
import functools

import ristretto
from ristretto import session_id  # noqa: F401, the same for every suite

SUITE = "sigma-proofs_Shake128_P256"
ELEMENT, BYTE_ORDER = 33, "big"
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
L = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551
B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b
IDENTITY = None
H = GM = None  # records are of ristretto255


def add(a, b):
    if a is None or b is None:
        return b if a is None else a
    (x1, y1), (x2, y2) = a, b
    if x1 == x2:
        if (y1 + y2) % P == 0:
            return None
        slope = (3 * x1 * x1 - 3) * pow(2 * y1, -1, P) % P
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, P) % P
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P


def neg(a):
    return a and (a[0], -a[1] % P)


@functools.lru_cache(maxsize=1024)
def doublings(a):
    """a, 2 a, 4 a and so on: kept, since most products are of few points; as many as products took so far."""
    return [a]


def mul(k, a):
    k, powers, r = k % L, doublings(a), None
    while len(powers) < k.bit_length():
        powers.append(add(powers[-1], powers[-1]))
    for i, power in enumerate(powers):
        if k >> i & 1:
            r = add(r, power)
    return r


def total(points):
    r = None
    for point in points:
        r = add(r, point)
    return r


def is_identity(a):
    return a is None


def decode(encoding):
    """The point, or None: 02 or 03, then x below p with a square above it; the identity has no encoding."""
    x = int.from_bytes(encoding[1:], "big")
    if len(encoding) != ELEMENT or encoding[0] not in (2, 3) or x >= P:
        return None
    square = (x**3 - 3 * x + B) % P
    y = pow(square, (P + 1) // 4, P)
    if y * y % P != square:
        return None
    return x, y if y % 2 == encoding[0] % 2 else P - y


def encode(a):
    return bytes(ELEMENT) if a is None else bytes([2 + a[1] % 2]) + a[0].to_bytes(32, "big")


def scalar_bytes(k):
    return (k % L).to_bytes(32, "big")


def scalar(data):
    k = int.from_bytes(data, "big")
    return k if len(data) == 32 and k < L else None


G = decode(bytes.fromhex("036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"))


def from_uniform(data):
    """Some point, for tests: the suite has no map of its own here."""
    return mul(1 + int.from_bytes(data, "little") % (L - 1), G)


class Sponge(ristretto.Sponge):
    def challenge(self, width=32):
        """Little-endian, whatever scalars look like."""
        return int.from_bytes(self.squeeze(48), "little") % L if width == 32 else int.from_bytes(self.squeeze(16), "little")
