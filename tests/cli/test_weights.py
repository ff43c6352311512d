# SPDX-License-Identifier: Apache-2.0 OR MIT
"""F2 and F5 from the command line: the bundled models, one's own as NPY or CSV, and what is refused before any proving."""
import json
import struct
import unittest

from support import EMULATED, CliTest

NAMES = ("F2-MLR", "F2-L1", "F2-L2", "F5-NORM", "F5-ACC")


def npy(descr, shape, data, order=False, version=1):
    head = f"{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}"
    length = struct.pack("<H" if version == 1 else "<I", len(head) + 1)
    return b"\x93NUMPY" + bytes([version, 0]) + length + head.encode() + b"\n" + data


@unittest.skipIf(EMULATED, "a proof takes half a minute under emulation")
class Weights(CliTest):
    def proved(self, name, *options):
        self.succeeds(self.prove(name, *options))
        return json.loads(self.statement.read_text())

    def test_bundled_models(self):
        sizes = {"F2-MLR": 960, "F2-L1": 1024, "F2-L2": 1440, "F5-NORM": 1440, "F5-ACC": 960}
        for name in NAMES:
            self.proved(name, *(("--at-least", "115") if name == "F5-ACC" else ()))
            self.assertEqual(self.proof.stat().st_size, sizes[name])
            self.succeeds(self.verify())
            self.refused(self.prove(name, "--flavor", "compact"), 2, "no compact")

    def test_false_statements_are_refused(self):
        self.refused(self.prove("F5-ACC", "--at-least", "116"), 1, "false")
        self.refused(self.prove("F2-MLR", "--epsilon", "0.001"), 1, "false")
        self.refused(self.prove("F2-L2", "--epsilon", "0.0001"), 1, "false")

    def test_own_files(self):
        """v = 4, -6, 4 units of 2^-24: the bound 6 * 2^-24 is met exactly, 5 * 2^-24 is not."""
        probes = self.file("x.npy", npy("<i2", (3, 2), struct.pack("<6h", 1, 2, -1, -3, 4, 2)))
        model, without = self.file("w.csv", "5,7\n"), self.file("w0.npy", npy("<i8", (2,), struct.pack("<2q", 5, 5)))
        given = ("--probes", probes, "--model", model, "--model-without", without)
        s = self.proved("F2-MLR", *given, "--epsilon", str(6 / 2**24))
        self.assertEqual((s["probes"]["T"], s["probes"]["p"], int(s["bound"], 16)), (3, 2, 6))
        self.succeeds(self.verify("--probes", probes))
        self.refused(self.verify(), 2, "--probes")
        self.refused(self.verify("--probes", self.file("y.csv", "1,2\n-1,-3\n4,3\n")), 1, "other probes")
        self.succeeds(self.verify("--probes", self.file("same.csv", "a,b\n1,2\n-1,-3\n4,2\n")))
        self.refused(self.prove("F2-MLR", *given, "--epsilon", str(5 / 2**24)), 1, "false")
        self.proved("F2-L1", *given, "--epsilon", str(14 / 2**24))
        self.refused(self.prove("F2-L1", *given, "--epsilon", str(13 / 2**24)), 1, "false")

    def test_reals_are_fixed_point(self):
        probes = self.file("x.npy", npy("<f8", (1, 2), struct.pack("<2d", 1.5, -0.25), version=2))
        model, without = self.file("w.csv", "0.5,1e-3\n"), self.file("w0.npy", npy("<f4", (1, 2), struct.pack("<2f", 0, 0)))
        given = ("--probes", probes, "--model", model, "--model-without", without)
        v = 384 * 32768 - 64 * 66
        self.proved("F2-MLR", *given, "--epsilon", str(v / 2**24))
        self.refused(self.prove("F2-MLR", *given, "--epsilon", str((v - 1) / 2**24)), 1, "false")

    def test_labels_are_the_last_column(self):
        items = self.file("a.csv", "x,y,label\n1,0,1\n-1,0,0\n0,0,1\n3,-9,1\n")
        model = self.file("w.csv", "2,1\n")  # products 2, 2, a tie, -3
        self.proved("F5-ACC", "--probes", items, "--model", model, "--at-least", "2")
        self.succeeds(self.verify("--probes", items))
        self.refused(self.prove("F5-ACC", "--probes", items, "--model", model, "--at-least", "3"), 1, "false")
        self.refused(self.prove("F5-ACC", "--probes", self.file("b.csv", "1,0,2\n"), "--model", model, "--at-least", "1"), 2, "label")

    def test_commitments_can_be_kept(self):
        kept = self.dir / "weights"
        first = self.proved("F5-NORM", "--weights-opening-out", kept)
        self.assertEqual(kept.stat().st_mode & 0o777, 0o600)
        self.assertEqual(first["weights"], self.proved("F2-MLR", "--weights-opening", kept)["weights"])
        self.assertNotEqual(first["weights"]["W"], self.proved("F5-NORM")["weights"]["W"])
        kept.write_text("00")
        self.refused(self.prove("F5-NORM", "--weights-opening", kept), 2, "64 hex digits")

    def test_other_statements_are_rejected(self):
        a = self.proved("F2-MLR")
        self.altered(lambda s: s.update(bound=f"{int(s['bound'], 16) + 1:032x}"))
        self.refused(self.verify(), 1, "rejected")
        self.proved("F2-MLR")
        self.altered(lambda s: s.update(weights_without=a["weights_without"]))
        self.refused(self.verify(), 1, "rejected")
        self.proved("F2-MLR")
        self.altered(lambda s: s["probes"].update(root="00" * 64))
        self.refused(self.verify(), 1, "other probes")
        self.proved("F5-ACC", "--at-least", "100")
        self.altered(lambda s: s.update(at_least=101))
        self.refused(self.verify(), 1, "rejected")

    def test_bad_numbers(self):
        for epsilon in ("0", "-1", "nan", "many", "1e30", "1e-9"):
            self.refused(self.prove("F2-MLR", "--epsilon", epsilon), 2, "--epsilon")
        for n in ("0", "122", "x"):
            self.refused(self.prove("F5-ACC", "--at-least", n), 2, "--at-least")
        self.assertEqual(self.proved("F5-ACC")["at_least"], 61)
        self.refused(self.prove("F5-ACC", "--at-least", "1", "--digits", "61"), 2, "--digits")
        self.refused(self.prove("F5-ACC", "--at-least", "1", "--epsilon", "1"), 2, "--epsilon")

    def test_bad_files(self):
        good = struct.pack("<4q", 1, 2, 3, 4)
        bad = {"big-endian": npy(">i8", (2, 2), good), "Fortran": npy("<i8", (2, 2), good, order=True),
               "dtype": npy("<c8", (2, 2), good), "shape": npy("<i8", (2, 3), good), "dimensions": npy("<i8", (0, 2), b""),
               "two dimensions": npy("<i8", (1, 2, 2), good), "62 bits": npy("<i8", (1, 2), struct.pack("<2q", 1, -2**63)),
               "number 1 of row 0": npy("<f8", (1, 2), struct.pack("<2d", 1, float("nan"))), "header": npy("<i8", (2, 2), good)[:20],
               "version": b"\x93NUMPY\x09\x00", "neither NPY nor text": b"1,2\0\n", "row 1": b"1,2\n3\n", "row of numbers": b"a,b\n",
               "no row": b"", "row 0": b"1,1e300\n", "row 0 does": b"1,9223372036854775808\n", "row 1 is": b"1,2\n1,x\n"}
        for words, content in bad.items():
            self.refused(self.prove("F2-MLR", "--probes", self.file("bad", content)), 2, words)
            self.assertFalse(self.proof.exists() or self.statement.exists())
        self.refused(self.prove("F2-MLR", "--probes", self.dir / "none.npy"), 2, "none.npy")
        self.refused(self.prove("F2-MLR", "--probes", self.file("x.csv", "1,2\n")), 2, "as many")
        self.refused(self.prove("F2-L2", "--model", self.file("w.csv", "1,2\n")), 2, "as many")
        self.refused(self.prove("F5-NORM", "--model", "bundled:without-16"), 2, "bundled:without-16")
