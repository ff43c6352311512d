# SPDX-License-Identifier: Apache-2.0 OR MIT
"""F4-ENTRIES from the command line: the columns of F4 with the same blindings, a bound met and missed by one, and what
is refused before anything is proved."""
import hashlib
import json
import struct

from support import CliTest, flipped, lp, run

NAME = "F4-ENTRIES"


class Entries(CliTest):
    def proved(self, *options, name=NAME):
        self.succeeds(self.prove(name, *options))
        return json.loads(self.statement.read_text())

    def table(self, labels, *columns):
        lines = [",".join(map(str, (*row, label))) for label, *row in zip(labels, *columns)]
        return self.file("t.csv", ",".join(f"x{j}" for j in range(len(columns))) + ",label\n" + "\n".join(lines) + "\n")

    def balanced(self, columns):
        """Labels, and as many columns like them, of mean 0 in the 448 rows to train on: all entries are 256 or -256."""
        order = sorted(range(460), key=lambda i: hashlib.sha512(lp(b"sigmark/v1/evidence-split") + struct.pack("<I", i)).digest())
        labels = [order.index(i) % 2 for i in range(460)]
        return self.table(labels, *[[2 * label - 1 for label in labels]] * columns)

    def test_sizes_flavors_and_words(self):
        for flavor, size in (("batchable", 2080), ("hinted", 2080 + 32 * 58)):
            s = self.proved("--flavor", flavor)
            self.assertEqual((self.proof.stat().st_size, s["data"]["n"], s["data"]["p"]), (size, 512, 31))
            self.assertEqual((s["entries"]["E"], s["entries"]["bound"]), (1024, 2**25))
            said = self.succeeds(self.verify())
            for words in (s["claim"], s["non_claim"], "none above 33554432", "not estimated", "both statements name the same columns"):
                self.assertIn(words, said)
        self.refused(self.prove(NAME, "--flavor", "compact"), 2, "no compact")

    def test_the_columns_are_those_of_a_run(self):
        kept = self.dir / "columns"
        entries = self.proved("--columns-opening-out", kept)
        self.assertEqual(kept.stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.proved("--steps", "3", "--columns-opening", kept, name="F4-RIDGE")["data"], entries["data"])
        self.assertEqual(self.proved("--columns-opening", kept, "--entry-bound", "5000")["data"], entries["data"])
        self.assertNotEqual(self.proved()["data"]["CX"], entries["data"]["CX"])
        kept.write_text("00")
        self.refused(self.prove(NAME, "--columns-opening", kept), 2, "64 hex digits")

    def test_no_two_columns_are_blinded_alike(self):
        s = self.proved("--table", self.balanced(3))
        self.assertEqual(s["entries"]["E"], 256)  # so that three columns and the labels are the same numbers
        self.assertEqual(len({*s["data"]["CX"], s["data"]["CY"]}), 5)

    def test_bounds_are_met_exactly_and_missed_by_one(self):
        table = self.balanced(2)
        self.assertEqual(self.proved("--table", table, "--entry-bound", "256")["data"]["p"], 3)
        self.succeeds(self.verify())
        self.refused(self.prove(NAME, "--table", table, "--entry-bound", "255"), 1, "above the bound 255")
        below = self.table([i % 2 for i in range(460)], [-1 if i % 32 == 0 else 1 for i in range(460)])
        self.assertEqual(self.proved("--table", below)["entries"]["E"], 1024)  # of -1024 alone
        self.refused(self.prove(NAME, "--entry-bound", "1023"), 1, "above the bound 1023")
        self.assertEqual(self.proved("--entry-bound", "1024")["entries"]["bound"], 2**25)
        most = 2**48 - 1  # times 512 rows of 32 columns: below 2^62
        self.assertEqual(self.proved("--entry-bound", str(most))["entries"]["bound"], 2**15 * most)
        self.succeeds(self.verify())

    def test_bad_input(self):
        for bound in ("0", "-1", "", "x", "1e3", "1024.5", " 1024", str(2**61), "9" * 50):
            self.refused(self.prove(NAME, "--entry-bound", bound), 2, "--entry-bound is a number from 1 to")
        for bound in (2**48, 2**61 - 1):
            self.refused(self.prove(NAME, "--entry-bound", str(bound)), 2, f"--entry-bound {bound} is too large")
        self.refused(self.prove(NAME, "--table", self.table([i % 2 for i in range(21000)], *[[i % 3 for i in range(21000)]] * 32)), 2, "too many entries: 32768 rows of 34 columns")
        self.refused(self.prove(NAME, "--table", self.file("t.csv", "a,b,label\n1,2,1\n")), 2, "t.csv")
        self.refused(self.prove(NAME, "--table", self.dir / "none.csv"), 2, "none.csv")
        self.refused(self.prove(NAME, "--steps", "3"), 2, "F4-ENTRIES takes no --steps")
        self.refused(self.prove("F4-RIDGE", "--entry-bound", "9"), 2, "F4-RIDGE takes no --entry-bound")
        self.assertFalse(self.proof.exists() or self.statement.exists())

    def test_other_statements_are_rejected(self):
        self.proved()
        honest = self.statement.read_text()
        other = "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76"  # the generator

        def altered(change):
            self.statement.write_text(honest)
            self.altered(lambda s: change(s["data"], s["entries"]))
            return self.verify()
        swap = lambda data: data["CX"].__setitem__(slice(0, 2), data["CX"][1::-1])
        for change in (lambda d, e: e.update(E=1023, bound=2**15 * 1023), lambda d, e: d.update(CY=other), lambda d, e: swap(d),
                       lambda d, e: d["CX"].__setitem__(30, other), lambda d, e: d.update(CY=d["CX"][0], CX=[d["CY"], *d["CX"][1:]])):
            self.refused(altered(change), 1, "rejected")
        for change, *words in (
                (lambda d, e: d.update(n=500), "power of two"), (lambda d, e: d.update(n=0), "n is missing"), (lambda d, e: d.update(n=2**16), "2^20"),
                (lambda d, e: d.update(n=2**17), "n is missing"), (lambda d, e: d.update(p=30), "p columns"), (lambda d, e: d.update(p=32), "p columns"),
                (lambda d, e: d.update(p=2**32), "p is missing"), (lambda d, e: d["CX"].append(other), "p columns"), (lambda d, e: d.update(CX=other), "p columns"),
                (lambda d, e: d.update(CY=[other]), "CY"), (lambda d, e: d["CX"].__setitem__(3, "ab"), "CX"), (lambda d, e: d["CX"].__setitem__(3, 7), "CX"),
                (lambda d, e: d["CX"].__setitem__(30, "00" * 32), "no valid point"), (lambda d, e: d.update(CY="ff" * 32), "malformed"),
                (lambda d, e: d.update(B=1), "unknown key"), (lambda d, e: d.pop("source"), "source"), (lambda d, e: e.update(bound=2**25 - 1), "does not follow"),
                (lambda d, e: e.update(E=1025), "bound does not follow"), (lambda d, e: e.pop("bound"), "bound is missing"), (lambda d, e: e.update(E=2**48), "2^62"),
                (lambda d, e: e.update(E=2**63 - 1), "2^62"), (lambda d, e: e.clear(), "E is missing")):
            self.refused(altered(change), 2, *words)
        for bad in (0, -1, "1024", 1024.0, None, [1024]):
            self.refused(altered(lambda d, e: e.update(E=bad)), 2, "E is missing or is not a positive integer")
        for key in ("data", "entries"):
            self.statement.write_text(honest)
            self.altered(lambda s: s.pop(key))
            self.refused(self.verify(), 2, "is missing")
        self.statement.write_text(honest)
        self.succeeds(self.verify())

    def test_batches(self):
        for name, formulation, *options in (("a", NAME), ("b", NAME, "--table", self.balanced(2)), ("c", NAME, "--flavor", "hinted"), ("d", "F4-RIDGE", "--steps", "3")):
            self.succeeds(self.prove(formulation, *options, statement=self.dir / f"{name}.json", proof=self.dir / f"{name}.bin"))
        (self.dir / "t.csv").unlink()
        self.assertIn("3 x F4-ENTRIES", self.succeeds(run("verify", "--batch", self.dir)))
        bad = self.dir / "b.bin"
        bad.write_bytes(flipped(bad.read_bytes(), 8 * bad.stat().st_size - 40))
        self.refused(run("verify", "--batch", self.dir), 1, "1 of 4 proofs are bad: b")
