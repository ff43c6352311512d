# SPDX-License-Identifier: Apache-2.0 OR MIT
"""RANGE from the command line: numbers counted in the bundled table or from a file, bounds met and missed by one, and
what is refused before any proving."""
import json

from support import CliTest, flipped, run

TOP = 2**128 - 1


class Range(CliTest):
    def values(self, text, *options):
        return self.prove("RANGE", "--values", self.file("values", text), *options)

    def proved(self, text, *options):
        self.succeeds(self.values(text, *options))
        return json.loads(self.statement.read_text())["numbers"]["list"]

    def test_bundled_counts(self):
        self.succeeds(self.prove("RANGE"))
        self.assertEqual([one["bound"] for one in json.loads(self.statement.read_text())["numbers"]["list"]], ["28"] * 16)
        said = self.succeeds(self.verify())
        for words in ("Each committed number lies between 0 and its bound.", "numbers: 16, hidden", "bound: 28"):
            self.assertIn(words, said)
        self.refused(self.prove("RANGE", "--flavor", "compact"), 2, "no compact")
        self.refused(self.prove("RANGE", "--bound", "9"), 1, "above its bound")

    def test_bounds_are_met_exactly_and_missed_by_one(self):
        for bound in (1, 2, 3, 28, 255, 256, 2**64 - 1, 2**64, 2**127, TOP):
            with self.subTest(bound=bound):
                self.proved(f"{bound}\n0\n", "--bound", str(bound))
                self.succeeds(self.verify())
                self.refused(self.values(f"0\n{bound + 1}\n", "--bound", str(bound)), *((1, "number 1 is above its bound") if bound < TOP else (2, "line 2")))

    def test_every_number_may_have_its_own_bound(self):
        for text in ("7,8\n100,100\n5\n", "value,bound\n7,8\n100,100\n5\n", "7,8\r\n0100,100\r\n5"):
            self.assertEqual([one["bound"] for one in self.proved(text, "--bound", "6")], ["8", "100", "6"])
        self.assertIn("bounds: from 6 to 100", self.succeeds(self.verify()))
        self.assertEqual(self.proof.stat().st_size, 32 * (2 * 4 + 6))  # 4, 7 and 3 bits
        self.refused(self.values("7,8\n101,100\n"), 1, "number 1 is above its bound")
        self.assertEqual(len(self.proved("value\n1\n", "--bound", "1")), 1)

    def test_the_numbers_stay_secret(self):
        self.proved("123456789,987654321\n")
        self.assertNotIn("123456789", self.statement.read_text())
        self.assertNotIn("values", json.loads(self.statement.read_text()))

    def test_blindings_can_be_kept(self):
        kept = self.dir / "kept"
        first = self.proved("3\n4\n", "--bound", "9", "--values-opening-out", kept)
        self.assertEqual(kept.stat().st_mode & 0o777, 0o600)
        again = self.proved("3\n4\n", "--bound", "5", "--values-opening", kept)
        self.assertEqual([one["V"] for one in first], [one["V"] for one in again])
        self.assertNotEqual(first[0]["V"], self.proved("3\n4\n", "--bound", "9")[0]["V"])
        kept.write_text("00")
        self.refused(self.values("3\n", "--bound", "9", "--values-opening", kept), 2, "opening of values: one line of 64 hex digits")

    def test_other_statements_are_rejected(self):
        def other(change):
            self.proved("5,8\n6,9\n")
            self.altered(lambda s: change(s["numbers"]["list"]))
            return self.verify()
        self.refused(other(lambda n: n[0].update(bound="9")), 1, "rejected")
        self.refused(other(lambda n: n[0].update(V=n[1]["V"])), 1, "rejected")
        self.refused(other(lambda n: n.reverse()), 1, "rejected")
        for bad in ("00" * 32, "ff" * 32):
            self.refused(other(lambda n: n[0].update(V=bad)), 2, "malformed")
        for bound in ("0", "-1", "", "x", "1.5", " 8", str(TOP + 1), "9" * 400, 8, None):
            self.refused(other(lambda n: n[0].update(bound=bound)), 2, "bound")
        self.refused(other(lambda n: n[0].update(bound="08")), 2, "does not follow")
        self.refused(other(lambda n: n.clear()), 2, "list")
        self.refused(other(lambda n: n[0].update(v=1)), 2, "unknown key")
        self.refused(other(lambda n: n.extend(n[:1] * 4095)), 2, "at most 4096")
        self.refused(other(lambda n: n.append(n[0])), 2, "proof_bytes")

    def test_batches(self):
        for name, text in (("a", "1,2\n"), ("b", "3,4\n5,600\n"), ("c", "0,1\n")):
            self.succeeds(self.prove("RANGE", "--values", self.file("values", text), statement=self.dir / f"{name}.json", proof=self.dir / f"{name}.bin"))
        (self.dir / "values").unlink()
        self.succeeds(run("verify", "--batch", self.dir))
        bad = self.dir / "b.bin"
        bad.write_bytes(flipped(bad.read_bytes(), 8 * bad.stat().st_size - 40))
        self.refused(run("verify", "--batch", self.dir), 1, "1 of 3 proofs are bad: b")

    def test_bad_values(self):
        for text, *words in (
                ("-1\n", "line 1"), ("1\n2.5\n", "line 2"), ("1\nmany\n", "line 2"), ("1\n\n2\n", "line 2"), (" 1\n", "line 1"), ("+1\n", "line 1"),
                ("1,\n", "line 1"), (",1\n", "line 1"), ("1,0\n", "line 1"), ("1,-5\n", "line 1"), ("1,2,3\n", "line 1"), ("0x1\n", "line 1"), ("1\0\n", "line 1"),
                (f"{TOP + 1}\n", "line 1"), (f"1,{TOP + 1}\n", "line 1"), ("1" * 200 + "\n", "line 1"), ("val\n1\n", "line 1"), ("", "no values"), ("value,bound\n", "no values"),
                ("1\n" * 4097, "at most 4096"), ("0\n" * (1 << 19), "too long")):
            with self.subTest(text=text[:20]):
                self.refused(self.values(text, "--bound", "9"), 2, *words)
                self.assertFalse(self.proof.exists() or self.statement.exists())
        self.refused(self.values("1,5\n1\n"), 2, "line 2", "--bound")
        for bound in ("0", "-1", "x", "", "1e3", str(TOP + 1)):
            self.refused(self.values("0\n", "--bound", bound), 2, "--bound")
        self.refused(self.prove("RANGE", "--values", self.dir / "none"), 2, "cannot read")
        self.refused(self.prove("RANGE", "--values", "/dev/zero", "--bound", "1"), 2, "too long")
        self.refused(self.prove("F0A", "--values", "x"), 2, "F0A takes no --values")
        self.refused(self.values("1\n", "--bound", "9", "--dataset", "bundled:0"), 2, "RANGE takes no --dataset")

    def test_as_many_as_fit(self):
        """And no two are blinded alike."""
        self.assertEqual(len({one["V"] for one in self.proved("1\n" * 4096, "--bound", "1")}), 4096)
        self.succeeds(self.verify())
