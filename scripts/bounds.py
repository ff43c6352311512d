#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Proves the limb bounds of every field backend from the compiler's own code, and writes primitives/field/BOUNDS.md.

Usage: scripts/bounds.py            write the table
       scripts/bounds.py --check    compare with the committed table: exit 0 same, 1 different or a bound does not hold,
                                    2 no compiler
       scripts/bounds.py --lie      plant a lie, inputs twice (for l_cneg four times, for scalars beyond the multiplier's width) as large as
                                    promised: exit 0 if every sum, difference and product then fails (a carry takes any word, so it has
                                    nothing to lie about)

Each lane operation is compiled to LLVM IR and executed with an interval of integers for every value, inputs from 0 to
the largest limbs that the backend's own l_worst() states. What must hold: no result wraps around its width before it
is read, no bits are lost but in the masks that split a column at its radix, a multiplier of 32 or 52 bits never drops
one, and the outputs are within the promised level. An instruction that this script does not know stops it.

Doubles are followed exactly: each is a sum of multiples of inputs, products of inputs and rounding errors. An operation
whose result may need more than 53 bits adds one unknown, its error. For them the value is proved, too: output and
a + b, a b, ... differ by p times such a sum whose factors are fractions over powers of two, and both are whole.
"""
import argparse
from fractions import Fraction
import math
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TABLE = os.path.join(ROOT, "primitives", "field", "BOUNDS.md")
LEVELS = ["TIGHT", "WIDE", "LOOSE", "LOOSE2", "READY"]
MEMORY = (1 << 52) - 1
P = (1 << 255) - 19

# Backend: compiler flags, and the radices at which its columns are split.
BACKENDS = {
    "scalar51": ([], {51}),
    "ref": ([], {25, 26}),
    "ifma": (["-mavx512f", "-mavx512bw", "-mavx512dq", "-mavx512vl", "-mavx512ifma", "-mavx512vnni"], {51}),
    "avx2": (["-mavx2", "-mfma", "-ffp-contract=off"], {51}),
    "neon": (["--target=aarch64-linux-gnu", "-ffreestanding", "-nostdlibinc"], {25, 26}),
}
CELL = {"neon": 4}  # bytes of a limb of one lane, where they are not 8
LANES = {"ref": 4, "ifma": 8, "avx2": 4, "neon": 2}  # of the backends that have scalars on lanes
WIDE = {"ifma"}  # the backends with products left wide; to the others wide is tight
# Operation: C call, levels of the inputs a and b, level of the output.
OPERATIONS = [
    ("l_add", "l_add(r, a, b)", "WIDE", "WIDE", "LOOSE"),
    ("l_add", "l_add(r, a, b)", "LOOSE", "LOOSE", "LOOSE2"),
    ("l_sub", "l_sub(r, a, b)", "WIDE", "WIDE", "LOOSE"),
    ("l_sub2", "l_sub2(r, a, b)", "LOOSE", "LOOSE", "LOOSE2"),
    ("l_cneg, all lanes", "l_cneg(r, m_not(m_none()), a)", "WIDE", None, "LOOSE"),
    ("l_ready", "l_ready(r, a)", "LOOSE", None, "READY"),
    ("l_ready2", "l_ready2(r, a)", "LOOSE2", None, "READY"),
    ("l_carry", "l_carry(r, a)", "LOOSE2", None, "TIGHT"),
    ("l_carry", "l_carry(r, a)", "READY", None, "TIGHT"),
    ("l_mul", "l_mul(r, a, b)", "READY", "READY", "TIGHT"),
    ("l_sqr", "l_sqr(r, a)", "READY", None, "TIGHT"),
    ("l_carry", "l_carry(r, a)", "WIDE", None, "TIGHT"),
    ("l_mul_wide", "l_mul_wide(r, a, b)", "READY", "READY", "WIDE"),
    ("l_sqr_wide", "l_sqr_wide(r, a)", "READY", None, "WIDE"),
    ("l_freeze", "l_freeze(r, a)", "TIGHT", None, "TIGHT"),
]
# Those of backends whose limbs are not words: the memory form, and the canonical words.
CONVERSIONS = [
    ("l_from_words", "l_from_words(r, (const sgm_w *)(const void *)a)", "MEMORY", None, "TIGHT"),
    ("l_to_words", "l_to_words((sgm_w *)(void *)r, a)", "TIGHT", None, "CANONICAL"),
]
DOUBLES = {"avx2"}
# Scalars on lanes, for the backends that have them: C call, and what r, a, b and c are.
SCALARS = [
    ("scl_muladd", "scl_muladd(r, a, b, NULL, 0)", "SCALAR", "SCALAR", None),
    ("scl_muladd", "scl_muladd(r, a, b, c, SCL_N)", "SCALAR", "SCALAR", "SCALAR"),
    ("scl_reduce", "scl_reduce(r, a)", "512 BITS", None, None),
]
# Of the C library the probes want no more, and another machine's may not be installed.
STRING_H = """#include <stddef.h>
void *memcpy(void *restrict to, const void *restrict from, size_t n);
void *memset(void *to, int byte, size_t n);
"""
SCALAR_PROBE = """#include "primitives/field/backend/{backend}.h"
#include "primitives/field/fe.tmpl.h"
#include "primitives/group/ge.tmpl.h"
#include "primitives/group/memory.tmpl.h"
#include "primitives/scalar/lanes.tmpl.h"
{probes}
"""
PROBE = """#include "primitives/field/backend/{backend}.h"
{probes}
unsigned long probe_bytes(void);
unsigned long probe_bytes(void) {{ return sizeof(sgm_limbs); }}
"""


EXACT = {
    "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "shl": lambda a, b: a << b, "lshr": lambda a, b: a >> b,
    "and": lambda a, b: a & b, "xor": lambda a, b: a ^ b, "urem": lambda a, b: a % b, "udiv": lambda a, b: a // b,
}


class Unproved(Exception):
    pass


class Interval:
    """Integers lo..hi. A value that an addition or subtraction took out of its width is still exact; it becomes an
    error when something reads it that does not work modulo 2^width. `lossy`: a truncation cut bits off, which only a
    mask at a radix may read. `even`: the lowest bit is 0."""

    __slots__ = ("lo", "hi", "lossy", "even")

    def __init__(self, lo, hi, lossy=False, even=False):
        self.lo, self.hi, self.lossy, self.even = lo, hi, lossy, even


class Real:
    """A double, exactly: constant + sum of factor * unknown over `terms`, a multiple of 2^unit. Unknowns are numbered, and
    their intervals are the machine's."""

    __slots__ = ("constant", "terms", "unit")

    def __init__(self, constant, terms, unit):
        self.constant, self.terms, self.unit = Fraction(constant), terms, unit

    def scaled(self, factor):
        factor = Fraction(factor)
        if factor == 0:
            return Real(0, {}, 1023)
        return Real(self.constant * factor, {k: v * factor for k, v in self.terms.items()}, self.unit + lowest_bit(factor))

    def plus(self, other):
        terms = dict(self.terms)
        for unknown, factor in other.terms.items():
            terms[unknown] = terms.get(unknown, 0) + factor
            if terms[unknown] == 0:
                del terms[unknown]
        return Real(self.constant + other.constant, terms, min(self.unit, other.unit))


def lowest_bit(x):
    """n such that x is an odd multiple of 2^n."""
    return (x.numerator & -x.numerator).bit_length() - x.denominator.bit_length()


def real_constant(text):
    x = Fraction(struct.unpack(">d", bytes.fromhex(text[2:]))[0] if text.startswith("0x") else float(text))
    return Real(x, {}, lowest_bit(x) if x else 1023)


class Pointer:
    def __init__(self, base, offset):
        self.base, self.offset = base, offset


def split_top(text):
    """Splits at commas outside brackets."""
    parts, depth, start = [], 0, 0
    for i, ch in enumerate(text):
        depth += ch in "<[({"
        depth -= ch in ">])}"
        if ch == "," and depth == 0:
            parts.append(text[start:i].strip())
            start = i + 1
    parts.append(text[start:].strip())
    return parts


def split_type(text):
    """'<4 x i64> %3' -> ('<4 x i64>', '%3'); attributes of arguments are dropped."""
    text = text.strip()
    m = re.match(r"(<[^>]*>|\[[^\]]*\]|[a-z][a-z0-9]*)\s+(.*)$", text)
    value = re.sub(r"^(?:(?:noundef|nonnull|nocapture|readonly|writeonly|align \d+|(?:byval|dereferenceable)\([^)]*\))\s+)+", "", m[2])
    return m[1], value


def width_of(kind):
    m = re.fullmatch(r"i(\d+)", kind)
    if not m:
        raise Unproved(f"not an integer type: {kind}")
    return int(m[1])


class Machine:
    def __init__(self, ir, radices):
        self.functions, self.radices = {}, radices
        self.memory, self.fresh, self.largest = {}, 0, 0
        self.unknowns, self.products = [], {}  # intervals; products of two unknowns
        self.errors = set()  # which unknowns are rounding errors
        self.structs = {m[1]: split_top(m[2]) for m in re.finditer(r"^(%[\w.]+) = type \{ (.*) \}$", ir, re.M)}
        for m in re.finditer(r"^define [^\n]*?@(\w+)\(([^\n]*)\)[^\n()]*\{\n(.*?)^\}", ir, re.S | re.M):
            names = [p.split()[-1] for p in split_top(m[2]) if p]
            blocks, label = {}, None
            entry = str(len(names))
            for line in m[3].split("\n"):
                line = re.sub(r"\s*;.*$|, !\w+.*$", "", line).strip()
                if not line:
                    continue
                head = re.match(r"(\w+):$", line)
                if head:
                    label = head[1]
                    blocks[label] = []
                    continue
                if label is None:
                    label = entry
                    blocks[label] = []
                blocks[label].append(line)
            self.functions[m[1]] = (names, blocks, next(iter(blocks)))
        for m in re.finditer(r"^(@[\w.]+) = .*constant (\[\d+ x i64\]) \[(.*?)\]", ir, re.M):
            for i, element in enumerate(split_top(m[3])):
                self.memory[(m[1], 8 * i)] = self.constant(*split_type(element))

    # -- values ----------------------------------------------------------------------------------------------------

    def constant(self, kind, text):
        vector = re.match(r"<(\d+) x (.*)>$", kind)
        if vector:
            n, element = int(vector[1]), vector[2]
            if text == "zeroinitializer":
                return [Interval(0, 0)] * n
            if text in ("poison", "undef"):
                return [None] * n
            splat = re.match(r"splat \((.*)\)$", text)
            if splat:
                return [self.constant(*split_type(splat[1]))] * n
            return [self.constant(*split_type(p)) for p in split_top(text[1:-1])]
        if kind == "double":
            return real_constant(text)
        if text in ("true", "false"):
            return Interval(int(text == "true"), int(text == "true"))
        if re.fullmatch(r"-?\d+", text):
            value, width = int(text), width_of(kind)
            value = value % (1 << width) if value < 0 and value != -1 else value
            return Interval(value, value)
        raise Unproved(f"unknown constant: {kind} {text}")

    def value(self, env, kind, text):
        if text.startswith("@"):
            return Pointer(text, 0)
        if text.startswith("%"):
            if text not in env:
                raise Unproved(f"{text} is not known here")
            return env[text]
        return self.constant(kind, text)

    def read(self, v, width):
        """v as an unsigned number of that width, for an operation that is not modular."""
        if v is None:
            raise Unproved("reads an undefined value")
        if v.lossy:
            raise Unproved("uses a truncated value")
        if v.lo < 0 or v.hi >> width:
            raise Unproved(f"does not fit {width} bits: {v.lo} .. 2^{v.hi.bit_length()}")
        if v.lo != v.hi:
            self.largest = max(self.largest, v.hi)
        return v

    # -- doubles: to nearest, in lanes -----------------------------------------------------------------------------

    def unknown(self, lo, hi, unit):
        self.unknowns.append((lo, hi))
        return Real(0, {len(self.unknowns) - 1: Fraction(1)}, unit)

    def range_of(self, x):
        lo = hi = x.constant
        for unknown, factor in x.terms.items():
            ends = [factor * end for end in self.unknowns[unknown]]
            lo, hi = lo + min(ends), hi + max(ends)
        return lo, hi

    def rounded(self, x):
        """What a double makes of the exact result x."""
        lo, hi = self.range_of(x)
        size = max(abs(lo), abs(hi))
        if size <= Fraction(2) ** (x.unit + 53):
            if x.terms:
                self.largest = max(self.largest, math.ceil(size / Fraction(2) ** x.unit))
            return x
        top, bottom = floor_log2(size), floor_log2(lo if lo > 0 else -hi) if lo > 0 or hi < 0 else None
        size, unit = Fraction(2) ** (top - 53), x.unit if bottom is None else max(x.unit, bottom - 52)
        error = self.unknown(-size, size, unit)
        self.errors.update(error.terms)
        return Real(x.constant, x.terms, unit).plus(error)

    def product(self, x, y):
        if not x.terms or not y.terms:
            return y.scaled(x.constant) if not x.terms else x.scaled(y.constant)
        if len(x.terms) > 1 or len(y.terms) > 1 or x.constant or y.constant:
            raise Unproved("multiplies a sum")
        (i, f), (j, g) = *x.terms.items(), *y.terms.items()
        if (i, j) not in self.products:
            ends = [a * b for a in self.unknowns[i] for b in self.unknowns[j]]
            lo = 0 if i == j and min(ends) < 0 else min(ends)
            self.products[i, j] = self.products[j, i] = self.unknown(lo, max(ends), 0)
        r = self.products[i, j].scaled(f * g)
        return Real(0, r.terms, x.unit + y.unit)

    def bits_of(self, a, b):
        """Bit operations on a double: the sign turned, or the whole number below 2^52 that was added to 2^52."""
        if b.lo == b.hi == 1 << 63:
            return a.scaled(-1)
        lo, hi = self.range_of(a)
        if b.lo == b.hi == MEMORY and lo >= 1 << 52 and hi < 1 << 53 and a.unit >= 0:
            return Interval(int(lo) - (1 << 52), int(hi) - (1 << 52))
        raise Unproved("takes a double apart")

    def double_of(self, a):
        """The double whose bits are those of 2^52 + a."""
        if isinstance(a, Real):
            return a
        if a.lo >> 52 != 0x433 or a.hi >> 52 != 0x433:
            raise Unproved("makes a double of any bits")
        return self.unknown(a.lo & MEMORY, a.hi & MEMORY, 0).plus(Real(1 << 52, {}, 52))

    # -- instructions on one lane ----------------------------------------------------------------------------------

    def binary(self, op, width, a, b):
        if isinstance(a, Real) and op in ("and", "xor"):
            return self.bits_of(a, b)
        if op in EXACT and a.lo == a.hi and b.lo == b.hi and not a.lossy:  # counters and constants
            x = EXACT[op](a.lo % (1 << width), b.lo % (1 << width)) % (1 << width)
            return Interval(x, x)
        if op == "add":
            return Interval(a.lo + b.lo, a.hi + b.hi)
        if op == "sub":
            return Interval(a.lo - b.hi, a.hi - b.lo)
        if op in ("and", "xor") and a.lo == a.hi and not a.lossy:
            a, b = b, a
        if op == "xor" and b.lo == b.hi and b.lo in (-1, (1 << width) - 1):
            return Interval(-1 - a.hi, -1 - a.lo)
        if op == "and":
            return self.mask(width, a, b)
        a, b = self.read(a, width), self.read(b, width)
        if op == "xor" and a.hi <= 1 and b.lo == b.hi == 1:
            return Interval(1 - a.hi, 1 - a.lo)
        if op == "mul" and b.lo == b.hi and b.lo >> (width - 1):  # compilers add negative multiples
            return Interval(a.hi * (b.lo - (1 << width)), a.lo * (b.lo - (1 << width)))
        if op == "mul":
            return Interval(a.lo * b.lo, a.hi * b.hi, even=a.even or b.even or (b.lo == b.hi and b.lo % 2 == 0))
        if op == "shl" and b.lo == b.hi:
            return Interval(a.lo << b.lo, a.hi << b.lo, even=b.lo > 0)
        if op == "lshr" and b.lo == b.hi:
            return Interval(a.lo >> b.lo, a.hi >> b.lo)
        if op == "or" and b.lo == b.hi and not a.hi & b.lo and b.lo & -b.lo > a.hi:
            return Interval(b.lo + a.lo, b.lo + a.hi)
        if op == "or":
            return Interval(max(a.lo, b.lo), (1 << max(a.hi.bit_length(), b.hi.bit_length())) - 1)
        raise Unproved(f"unknown operation {op}")

    def mask(self, width, a, b):
        if b.lo != b.hi:
            raise Unproved("masks with a variable")
        bits = b.lo.bit_length()
        if b.lo + int(a.even) != (1 << bits) - 1 and b.lo != (1 << bits) - 1:
            raise Unproved("masks with a hole")
        if not a.lossy:
            self.read(a, width)
            if a.hi <= b.lo:
                return a
        if bits not in self.radices:
            raise Unproved(f"loses bits of a value up to 2^{a.hi.bit_length()} above bit {bits}")
        return Interval(0, b.lo)

    def convert(self, op, a, source, target):
        if op == "zext":
            return self.read(a, source)
        if op == "trunc" and a.hi < 1 << target:
            return self.read(a, source)
        if op == "trunc":
            self.read(a, source)
            return Interval(0, (1 << target) - 1, lossy=True)
        raise Unproved(f"unknown conversion {op}")

    def madd52(self, high, z, a, b):
        a, b = self.read(a, 52), self.read(b, 52)
        product = (a.hi * b.hi) >> 52 if high else min(a.hi * b.hi, (1 << 52) - 1)
        return Interval(z.lo, z.hi + product)

    def shift_down(self, a, count):
        """A shift to the left by a negative number."""
        if count.lo != count.hi or not count.lo >> 31:
            raise Unproved("shifts by a variable, or up")
        return self.binary("lshr", 32, a, Interval((1 << 32) - count.lo, (1 << 32) - count.lo))

    @staticmethod
    def lanes(function, *operands):
        if isinstance(operands[0], list):
            return [function(*each) for each in zip(*operands)]
        return function(*operands)

    @staticmethod
    def element(kind):
        vector = re.match(r"<(\d+) x (.*)>$", kind)
        return vector[2] if vector else kind

    # -- memory: cells of eight bytes, or of four that are never read as eight -------------------------------------

    def load(self, kind, p):
        vector = re.match(r"<(\d+) x (?:i32|i64|double)>$", kind)
        if kind not in ("i64", "ptr") and not vector:
            raise Unproved(f"loads a {kind}")
        step = self.size(self.element(kind))
        cells = [self.memory[(p.base, p.offset + step * i)] for i in range(int(vector[1]) if vector else 1)]
        return cells if vector else cells[0]

    def store(self, kind, v, p):
        if kind not in ("i64", "ptr") and not re.match(r"<(\d+) x (i32|i64|double)>$", kind):
            raise Unproved(f"stores a {kind}")
        step = self.size(self.element(kind))
        for i, cell in enumerate(v if isinstance(v, list) else [v]):
            if isinstance(cell, Interval) and cell.lo >= 0:  # what is negative is checked where it is read
                self.read(cell, 8 * step)
            self.memory[(p.base, p.offset + step * i)] = cell

    def address(self, env, text):
        """getelementptr: every index must be one number."""
        parts = split_top(text)
        source, pointer = parts[0], self.value(env, *split_type(parts[1]))
        offset = pointer.offset
        for part in parts[2:]:
            index = self.value(env, *split_type(part))
            if index.lo != index.hi:
                raise Unproved("an address depends on data")
            if isinstance(source, list):  # the members of a structure
                offset += sum(self.size(member) for member in source[:index.lo])
                source = source[index.lo]
            else:
                offset += index.lo * self.size(source)
                array = re.match(r"\[\d+ x (.*)\]$", source)
                source = array[1] if array else self.structs.get(source, source)
        return Pointer(pointer.base, offset)

    def size(self, kind):
        m = re.match(r"[\[<](\d+) x (.*)[\]>]$", kind)
        if m:
            return int(m[1]) * self.size(m[2])
        if kind in self.structs:
            return sum(self.size(member) for member in self.structs[kind])
        return {"i8": 1, "ptr": 8, "double": 8}.get(kind) or width_of(kind) // 8

    # -- execution -------------------------------------------------------------------------------------------------

    def call(self, name, arguments):
        names, blocks, label = self.functions[name]
        env, previous = dict(zip(names, arguments)), None
        while True:
            step = self.block(env, blocks[label], previous)
            if step is None:
                return env.get("return")
            previous, label = label, step

    def block(self, env, lines, previous):
        pending = {}
        for line in lines:
            m = re.match(r"(%\w+) = phi (<[^>]*>|\S+) (.*)$", line)
            if not m:
                env.update(pending)
                pending = {}
                try:
                    step = self.execute(env, line)
                except Unproved as error:
                    raise Unproved(f"{error}: {line}") from None
                if step is not False:
                    return step
                continue
            for value, source in re.findall(r"\[ ([^\[\]]+), %(\w+) \]", m[3]):
                if source == previous:
                    pending[m[1]] = self.value(env, m[2], value)
        return None

    def execute(self, env, line):
        """False: go on; a label: go there; None: return."""
        if line == "ret void":
            return None
        m = re.match(r"ret (\S+) (.*)$", line)
        if m:
            env["return"] = self.value(env, m[1], m[2])
            return None
        m = re.match(r"br label %(\w+)$", line)
        if m:
            return m[1]
        m = re.match(r"br i1 (\S+), label %(\w+), label %(\w+)$", line)
        if m:
            condition = self.value(env, "i1", m[1])
            if condition.lo != condition.hi:
                raise Unproved("branches on data")
            return m[2] if condition.lo else m[3]
        m = re.match(r"store (.*), align \d+$", line)
        if m:
            what, where = split_top(m[1])
            kind, text = split_type(what)
            self.store(kind, self.value(env, kind, text), self.value(env, *split_type(where)))
            return False
        m = re.match(r"(?:tail )?call (?:fastcc )?void @(\w[\w.]*)\((.*)\)", line)
        if m:
            self.call_void(env, m[1], split_top(m[2]))
            return False
        m = re.match(r"(%\w+) = (.*)$", line)
        if not m:
            raise Unproved("unknown instruction")
        env[m[1]] = self.compute(env, m[2])
        return False

    def call_void(self, env, name, arguments):
        if name.startswith(("llvm.lifetime", "llvm.experimental.noalias")):
            return
        values = [self.value(env, *split_type(a)) for a in arguments]
        if name.startswith("llvm.memcpy"):
            to, source, length = values[:3]
            for i in range(0, length.lo, 4):
                if (source.base, source.offset + i) in self.memory:
                    self.memory[(to.base, to.offset + i)] = self.memory[(source.base, source.offset + i)]
        elif name.startswith("llvm.memset"):
            to, byte, length = values[:3]
            if (byte.lo, byte.hi) != (0, 0):
                raise Unproved("fills memory")
            for i in range(0, length.lo, 8):
                self.memory[(to.base, to.offset + i)] = Interval(0, 0)
        elif name in self.functions:
            self.call(name, values)
        else:
            raise Unproved("unknown call")

    def compute(self, env, text):
        m = re.match(r"(add|sub|mul|shl|lshr|and|or|xor|urem|udiv)((?: nuw| nsw| exact| disjoint)*) (<[^>]*>|\S+) (.*)$", text)
        if m:
            a, b = (self.value(env, m[3], v) for v in split_top(m[4]))
            width = width_of(self.element(m[3]))
            op = "add" if "disjoint" in m[2] else m[1]
            return self.lanes(lambda x, y: self.binary(op, width, x, y), a, b)
        m = re.match(r"(fadd|fsub) (<[^>]*>|\S+) (.*)$", text)
        if m:
            sign = 1 if m[1] == "fadd" else -1
            a, b = (self.value(env, m[2], v) for v in split_top(m[3]))
            return self.lanes(lambda x, y: self.rounded(x.plus(y.scaled(sign))), a, b)
        m = re.match(r"fneg (<[^>]*>|\S+) (.*)$", text)
        if m:
            return self.lanes(lambda x: x.scaled(-1), self.value(env, m[1], m[2]))
        m = re.match(r"bitcast (<[^>]*>) (\S+) to (.*)$", text)
        if m and self.element(m[1]) == "double":
            return self.value(env, m[1], m[2])
        if m and self.element(m[3]) == "double":
            return self.lanes(self.double_of, self.value(env, m[1], m[2]))
        m = re.match(r"(zext|trunc)(?: nneg| nuw| nsw)* (<[^>]*>|\S+) (\S+|.*) to (.*)$", text)
        if m:
            source, target = width_of(self.element(m[2])), width_of(self.element(m[4]))
            return self.lanes(lambda x: self.convert(m[1], x, source, target), self.value(env, m[2], m[3]))
        m = re.match(r"load (<[^>]*>|\S+), ptr (\S+), align \d+$", text)
        if m:
            return self.load(m[1], env[m[2]])
        m = re.match(r"getelementptr (?:inbounds )?(?:nuw )?(.*)$", text)
        if m:
            return self.address(env, m[1])
        m = re.match(r"alloca ", text)
        if m:
            self.fresh += 1
            return Pointer(f"stack{self.fresh}", 0)
        m = re.match(r"icmp (eq|ne|ult|ugt|slt) (\S+) (.*)$", text)
        if m:
            return self.compare(m[1], *(self.value(env, m[2], v) for v in split_top(m[3])))
        m = re.match(r'(?:tail )?call .* asm "", "=[^"]*"\((.*)\)', text)  # a barrier: the value, unknown to the compiler
        if m:
            return self.value(env, *split_type(m[1]))
        m = re.match(r"(?:tail )?call (?:fastcc )?(<[^>]*>|\S+) @([\w.]+)\((.*)\)", text)
        if m:
            return self.call_value(env, m[2], split_top(m[3]))
        m = re.match(r"select (i1 \S+), (.*)$", text)
        if m:
            condition, yes, no = (self.value(env, *split_type(p)) for p in [m[1]] + split_top(m[2]))
            if condition.lo != condition.hi:
                raise Unproved("selects by data")
            return yes if condition.lo else no
        m = re.match(r"insertelement (.*)$", text)
        if m:
            vector, element, at = (self.value(env, *split_type(p)) for p in split_top(m[1]))
            return [element if i == at.lo else v for i, v in enumerate(vector)]
        m = re.match(r"shufflevector (.*)$", text)
        if m:
            a, b, chosen = (self.value(env, *split_type(p)) for p in split_top(m[1]))
            return [None if c is None else (a + b)[c.lo] for c in chosen]
        raise Unproved("unknown instruction")

    def compare(self, relation, a, b):
        if a.lo != a.hi or b.lo != b.hi:
            raise Unproved("compares data")
        answer = {"eq": a.lo == b.lo, "ne": a.lo != b.lo, "ult": a.lo < b.lo, "slt": a.lo < b.lo, "ugt": a.lo > b.lo}[relation]
        return Interval(int(answer), int(answer))

    def call_value(self, env, name, arguments):
        values = [self.value(env, *split_type(a)) for a in arguments]
        m = re.match(r"llvm\.x86\.avx512\.vpmadd52(l|h)\.uq\.512$", name)
        if m:
            return self.lanes(lambda z, a, b: self.madd52(m[1] == "h", z, a, b), *values)
        if re.match(r"llvm\.aarch64\.neon\.umull\.v\d+i64$", name):
            return self.lanes(lambda a, b: self.binary("mul", 64, self.read(a, 32), self.read(b, 32)), *values)
        if re.match(r"llvm\.aarch64\.neon\.ushl\.v\d+i32$", name):
            return self.lanes(self.shift_down, *values)
        if re.match(r"llvm\.fma\.v\d+f64$", name):
            return self.lanes(lambda x, y, z: self.rounded(self.product(x, y).plus(z)), *values)
        if name in self.functions:
            return self.call(name, values)
        raise Unproved("unknown call")


def floor_log2(x):
    n = x.numerator.bit_length() - x.denominator.bit_length()
    return n if Fraction(2) ** n <= x else n - 1


def levels(backend):
    return [level for level in LEVELS if level != "WIDE" or backend in WIDE]


def operations(backend):
    """OPERATIONS, with wide read as tight where that is the same, and the conversions where there are any."""
    if backend in WIDE:
        return OPERATIONS
    return [(name, call, *("TIGHT" if level == "WIDE" else level for level in of)) for name, call, *of in OPERATIONS
            if not name.endswith("_wide") and (name, of[0]) != ("l_carry", "WIDE")] + (
                CONVERSIONS if backend in DOUBLES else [])


def compile_ir(text, flags, compiler):
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "probe.c")
        for name, content in ((source, text), (os.path.join(folder, "string.h"), STRING_H)):
            with open(name, "w", encoding="utf-8") as out:
                out.write(content)
        command = [compiler, "-std=c11", "-O1", "-fno-vectorize", "-fno-slp-vectorize", "-S", "-emit-llvm", "-I", ROOT, "-idirafter", folder]
        return subprocess.run(command + flags + [source, "-o", "-"], check=True, capture_output=True, text=True).stdout


def compile_probes(backend, flags, compiler):
    probes = []
    for i, (_, call, _, b, _) in enumerate(operations(backend)):
        arguments = "sgm_limbs *r, const sgm_limbs *a" + (", const sgm_limbs *b" if b else "")
        probes.append(f"void probe_{i}({arguments});\nvoid probe_{i}({arguments}) {{ {call}; }}")
    for level in levels(backend):
        probes.append(f"void worst_{level}(sgm_limbs *r);\nvoid worst_{level}(sgm_limbs *r) {{ l_worst(r, SGM_{level}); }}")
    return compile_ir(PROBE.format(backend=backend, probes="\n".join(probes)), flags, compiler)


def scalar_radix(backend):
    """Bits in a limb of a scalar, or None for a backend that takes scalars one by one."""
    with open(os.path.join(ROOT, "primitives", "field", "backend", backend + ".h"), encoding="utf-8") as header:
        m = re.search(r"^#define SGM_SCALAR_RADIX (\d+)$", header.read(), re.M)
    return int(m[1]) if m else None


def scalar_limbs(kind, radix):
    """Largest limbs of canonical scalars, below 2^253, or of 512 bits: the last limb takes what is left."""
    n = -(-(252 if kind == "SCALAR" else 512) // radix)
    return [(1 << radix) - 1] * (n - 1) + [(1 << (253 if kind == "SCALAR" else 512) - radix * (n - 1)) - 1]


def scalar_rows(backend, compiler, lie=False):
    radix = scalar_radix(backend)
    if radix is None:
        return []
    top = len(scalar_limbs("SCALAR", radix)) - 1
    radices = {radix, 252 - radix * top, 253 - radix * top}
    probes = [f"void probe_{i}(sgm_w *r, const sgm_w *a, const sgm_w *b, const sgm_w *c);\n"
              f"void probe_{i}(sgm_w *r, const sgm_w *a, const sgm_w *b, const sgm_w *c) {{ (void)b, (void)c, {call}; }}"
              for i, (_, call, *_) in enumerate(SCALARS)]
    ir = compile_ir(SCALAR_PROBE.format(backend=backend, probes="\n".join(probes)), BACKENDS[backend][0], compiler)
    rows = []
    for i, (name, _, *kinds) in enumerate(SCALARS):
        machine, limit, lanes = Machine(ir, radices), scalar_limbs("SCALAR", radix), LANES[backend]
        scale = 1 << (53 if radix == 52 else 33) - radix if lie else 1  # the lie: a bit more than the multiplier takes
        for operand, kind in zip("abc", kinds):
            for k, limb in enumerate(scalar_limbs(kind, radix) if kind else []):
                for at in range(lanes * k, lanes * k + lanes):
                    machine.memory[(operand, 8 * at)] = Interval(0, limb * scale)
        kinds = [kind for kind in kinds if kind]
        inputs = kinds[0], ", ".join(kinds[1:]) or None
        try:
            machine.call(f"probe_{i}", [Pointer(n, 0) for n in "rabc"])
            ranges = [within(machine, machine.memory[("r", 8 * k)]) for k in range(lanes * len(limit))]
            for k, (lo, hi) in enumerate(ranges):
                if lo < 0 or hi > limit[k // lanes]:
                    raise Unproved(f"output word {k} is {lo} .. {hi}, a scalar allows {limit[k // lanes]}")
            largest = max(hi for _, hi in ranges)
            rows.append((name, *inputs, "SCALAR", power(machine.largest), power(largest), power(max(limit)), None))
        except Unproved as error:
            rows.append((name, *inputs, "SCALAR", None, None, None, str(error)))
    return rows


def worst_limbs(ir, radices, level, count, cell):
    """Largest limbs, each in so many bytes."""
    machine = Machine(ir, radices)
    machine.call(f"worst_{level}", [Pointer("r", 0)])
    cells = [machine.memory[("r", cell * i)] for i in range(count)]
    return [int(c.constant) if isinstance(c, Real) else c.hi for c in cells]


def value(cells, lane):
    """The field element of one lane of limbs in doubles."""
    lanes = len(cells) // 5
    r = Real(0, {}, 0)
    for k in range(5):
        r = r.plus(cells[lanes * k + lane].scaled(1 << 51 * k))
    return r


def expected(machine, name, a, b, lane):
    """What the operation should make of limbs in doubles, or None where that is not a sum of known terms."""
    if name in ("l_mul", "l_sqr"):
        lanes, r = len(a) // 5, Real(0, {}, 0)
        for i in range(5):
            for j in range(5):
                term = machine.product(a[lanes * i + lane], (b or a)[lanes * j + lane])
                r = r.plus(term.scaled(1 << 51 * (i + j)))
        return r
    x = value(a, lane)
    if b:
        return x.plus(value(b, lane).scaled(-1 if name.startswith("l_sub") else 1))
    return x.scaled(-1) if name.startswith("l_cneg") else x


def check_value(machine, name, outputs, a, b):
    for lane in range(len(outputs) // 5):
        difference = value(outputs, lane)
        if a:
            difference = difference.plus(expected(machine, name, a, b, lane).scaled(-1))
        for unknown, factor in difference.terms.items():
            if (a or unknown in machine.errors) and factor.numerator % P:
                raise Unproved("the value is not what it should be")
        if difference.constant.numerator % P:
            raise Unproved("the value is off by a constant")


def within(machine, cell):
    """Least and largest value of an output."""
    if not isinstance(cell, Real):
        if cell.lossy:
            raise Unproved("an output has lost bits")
        return cell.lo, cell.hi
    if cell.unit < 0:
        raise Unproved("an output is not whole")
    return machine.range_of(cell)


def prove(ir, radices, backend, index, worst, scale):
    """Largest value met and largest output, or Unproved."""
    name, _, level_a, level_b, level_out = operations(backend)[index]
    machine, inputs = Machine(ir, radices), {"a": [], "b": []}
    doubles, size = backend in DOUBLES, CELL.get(backend, 8)
    for operand, level in (("a", level_a), ("b", level_b)):
        for i, limb in enumerate(worst[level] if level else []):
            limb *= scale
            signed = doubles and level != "MEMORY"
            cell = machine.unknown(-limb, limb, 0) if signed else Interval(0, limb)
            machine.memory[(operand, size * i)] = cell
            if signed:
                inputs[operand].append(cell)
    machine.call(f"probe_{index}", [Pointer(n, 0) for n in ("r", "a", "b")])
    outputs = [machine.memory[("r", size * i)] for i in range(len(worst[level_out]))]
    least = [-limit if doubles and level_out != "CANONICAL" else 0 for limit in worst[level_out]]
    ranges = [within(machine, out) for out in outputs]
    for i, ((lo, hi), low_limit, limit) in enumerate(zip(ranges, least, worst[level_out])):
        if lo < low_limit or hi > limit:
            raise Unproved(f"output word {i} is {math.floor(lo)} .. {math.ceil(hi)}, {level_out} allows {low_limit} .. {limit}")
    if isinstance(outputs[0], Real):
        check_value(machine, name, outputs, inputs["a"], inputs["b"])
    return machine.largest, math.ceil(max(hi for _, hi in ranges))


def power(x):
    """x as a power of two with two decimals, rounded up."""
    if x < 2:
        return str(x)
    bits = x.bit_length()
    shift = max(bits - 60, 0)
    return f"2^{math.ceil((math.log2((x >> shift) + (shift > 0)) + shift) * 100 - 1e-9) / 100:.2f}"


def exact(x):
    """x as k 2^n or k 2^n + 2^m where it has that form."""
    low = x & -x
    rest = x - low
    if rest == 0:
        return f"2^{x.bit_length() - 1}"
    if low > MEMORY // 2:
        return f"{x // low} * 2^{low.bit_length() - 1}"
    n = (rest & -rest).bit_length() - 1
    k = rest >> n
    return (f"{k} * " if k > 1 else "") + f"2^{n} + 2^{low.bit_length() - 1}"


def backend_rows(backend, compiler, lie=False):
    flags, radices = BACKENDS[backend]
    ir = compile_probes(backend, flags, compiler)
    cell = CELL.get(backend, 8)
    count = Machine(ir, radices).call("probe_bytes", []).lo // cell
    worst = {level: worst_limbs(ir, radices, level, count, cell) for level in levels(backend)}
    if backend in DOUBLES:
        worst.update(MEMORY=[MEMORY] * count, CANONICAL=[(1 << 51) - 1] * count)
    rows = []
    for i, (name, _, a, b, out) in enumerate(operations(backend)):
        scale = (4 if name.startswith("l_cneg") else 2) if lie else 1  # a sign turned may be as large as one sum
        try:
            largest, output = prove(ir, radices, backend, i, worst, scale)
            rows.append((name, a, b, out, power(largest), power(output), power(max(worst[out])), None))
        except Unproved as error:
            rows.append((name, a, b, out, None, None, None, str(error)))
    return worst, rows + scalar_rows(backend, compiler, lie)


def present():
    return [b for b in BACKENDS if os.path.exists(os.path.join(ROOT, "primitives", "field", "backend", b + ".h"))]


def table(compiler):
    """The document, and the list of what could not be proved."""
    lines = ["<!-- Generated by: scripts/bounds.py -->", "# Limb bounds of the field backends", "",
             "What the levels of `fe.h` mean in limbs, and the proof that every lane operation keeps its promise. Method:",
             "the operation as compiled by clang (LLVM IR), executed on intervals; see the head of `scripts/bounds.py`.",
             "Proved: no sum wraps, no bit is lost but at the radix, no multiplier drops one, outputs within their level.",
             "For limbs that are doubles (avx2), of either sign: the largest intermediate is that of all exact results, in units",
             "of their last bit, against 2^53; and the value of each result is proved, modulo p.",
             "Not proved here: what another compiler makes of the source (bound assertions in `SGM_VERIFY` builds and",
             "differential tests cover it), that values of whole limbs are right (tests), loads, stores and selections (they move bits).",
             "Scalars on lanes (`scl_`, scalar/lanes.tmpl.h): canonical ones, below 2^253, in limbs of the radix, and 512 bits.",
             ""]
    failures = []
    for backend in present():
        worst, rows = backend_rows(backend, compiler)
        lines += [f"## {backend}", "", "| level | largest limbs |", "|---|---|"]
        for level in levels(backend):
            shown = list(dict.fromkeys(exact(x + 1) for x in worst[level]))
            lines.append(f"| {level} | below {' and '.join(shown)} |")
        lines += ["", "| operation | inputs | output | largest intermediate | largest output | its limit |", "|---|---|---|---|---|---|"]
        for name, a, b, out, largest, output, limit, error in rows:
            inputs = a if b is None else f"{a}, {b}"
            if error:
                failures.append(f"{backend} {name} ({inputs}): {error}")
            lines.append(f"| `{name}` | {inputs} | {out} | {largest} | {output} | {limit} |")
        lines.append("")
    return "\n".join(lines), failures


def lie(compiler):
    """Sums, differences and products that are still "proved" with doubled inputs: there must be none."""
    return [f"{backend} {name}" for backend in present() for name, *_, error in backend_rows(backend, compiler, lie=True)[1]
            if error is None and re.match(r"l_(add|sub|cneg|mul|sqr)|scl_", name)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="compare with the committed table")
    mode.add_argument("--lie", action="store_true", help="plant doubled inputs; every multiplication and sum must fail")
    parser.add_argument("--cc", default="clang-19", help="clang 16 or later (default clang-19)")
    options = parser.parse_args()
    if shutil.which(options.cc) is None:
        print(f"bounds: {options.cc} is not installed", file=sys.stderr)
        sys.exit(2)
    if options.lie:
        survivors = lie(options.cc)
        for survivor in survivors:
            print(f"bounds: {survivor} is still proved with inputs twice as large", file=sys.stderr)
        sys.exit(1 if survivors else 0)
    text, failures = table(options.cc)
    for failure in failures:
        print("bounds: not proved:", failure, file=sys.stderr)
    if failures:
        sys.exit(1)
    if not options.check:
        with open(TABLE, "w", encoding="utf-8") as out:
            out.write(text)
        return
    with open(TABLE, encoding="utf-8") as committed:
        if committed.read() != text:
            sys.exit("bounds: primitives/field/BOUNDS.md is out of date; run scripts/bounds.py")


if __name__ == "__main__":
    main()
