# SPDX-License-Identifier: Apache-2.0 OR MIT
"""F4-LOGISTIC from the command line: the columns of F4 with the same blindings, a gradient at the weights that clipped
steps end with, and what is refused."""
import json

from support import CliTest, flipped, run

NAME = "F4-LOGISTIC"


class Logistic(CliTest):
    def proved(self, *options, name=NAME):
        self.succeeds(self.prove(name, *options))
        return json.loads(self.statement.read_text())

    def test_sizes_flavors_and_words(self):
        for flavor, size in (("batchable", 2272), ("hinted", 2272 + 32 * 64)):
            s = self.proved("--flavor", flavor, "--steps", "9")
            self.assertEqual((self.proof.stat().st_size, s["data"]["n"], s["data"]["p"]), (size, 512, 31))
            g = s["gradient"]
            self.assertEqual((g["lambda"], g["fx"], g["c"], g["K"]), (2**16, 16, 2**24, 51))  # 128 bits a row
            self.assertEqual([len(g[key][0]) for key in "wg"], [31, 31])
            said = self.succeeds(self.verify())
            for words in (s["claim"], s["non_claim"], "clipped at 16777216", "not estimated", "three-piece linear", "with F4-ENTRIES"):
                self.assertIn(words, said)
        self.refused(self.prove(NAME, "--flavor", "compact"), 2, "no compact")

    def test_the_columns_are_those_of_a_run_and_the_gradient_is_not(self):
        kept = self.dir / "columns"
        logistic = self.proved("--columns-opening-out", kept, "--steps", "1")
        self.assertEqual(kept.stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.proved("--columns-opening", kept, name="F4-ENTRIES")["data"], logistic["data"])
        vicinity = self.proved("--columns-opening", kept, "--steps", "1", name="F4-VICINITY")
        self.assertEqual((vicinity["data"], vicinity["run"]["w"]), (logistic["data"], logistic["gradient"]["w"]))  # step 0 clips nothing
        self.assertNotEqual(vicinity["run"]["g"], logistic["gradient"]["g"])  # and step 1 does

    def test_bad_input(self):
        for steps in ("0", "2001", "x", ""):
            self.refused(self.prove(NAME, "--steps", steps), 2, "--steps is a number from 1 to 2000")
        rows = "\n".join(f"{i % 7},{i % 3},{i % 2}" for i in range(42000))
        self.refused(self.prove(NAME, "--steps", "1", "--table", self.file("t.csv", f"a,b,label\n{rows}\n")), 2, "too many rows: 65536")
        self.refused(self.prove(NAME, "--table", self.dir / "none.csv"), 2, "none.csv")
        self.refused(self.prove(NAME, "--blocks", "3"), 2, "F4-LOGISTIC takes no --blocks")
        self.assertFalse(self.proof.exists() or self.statement.exists())

    def test_other_statements_are_rejected(self):
        self.proved("--steps", "9")
        honest = self.statement.read_text()
        other = "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76"  # the generator

        def altered(change):
            self.statement.write_text(honest)
            self.altered(lambda s: change(s["data"], s["gradient"]))
            return self.verify()

        def add(key):
            return lambda d, g: g[key][0].__setitem__(3, g[key][0][3] + 1)
        for change in (add("w"), add("g"), lambda d, g: g.update(c=2**24 + 1), lambda d, g: g.update(K=50), lambda d, g: g.update(fx=15),
                       lambda d, g: g.update({"lambda": 0}), lambda d, g: d["CX"].__setitem__(slice(0, 2), d["CX"][1::-1]), lambda d, g: d.update(CY=other)):
            self.refused(altered(change), 1, "rejected")
        for change, *words in (
                (lambda d, g: d.update(n=500), "power of two"), (lambda d, g: d.update(n=2**15), "2^20"), (lambda d, g: d.update(p=30), "p columns"),
                (lambda d, g: g.update(K=0), "K is missing"), (lambda d, g: g.update(K=63), "K is missing"), (lambda d, g: g.update(c=0), "c is missing"),
                (lambda d, g: g.update(c=-5), "c is missing"), (lambda d, g: g.update(c=2**62), "2^62"), (lambda d, g: g.update(fx=63), "fx is missing"),
                (lambda d, g: g.update({"lambda": -1}), "lambda is missing"), (lambda d, g: g.update({"lambda": 2**32}), "lambda is missing"),
                (lambda d, g: g["w"][0].pop(), "w"), (lambda d, g: g["g"].append([0] * 31), "g"), (lambda d, g: g["g"][0].__setitem__(0, 0.5), "g"),
                (lambda d, g: g.pop("w"), "w"), (lambda d, g: g.update(T=1), "unknown key"), (lambda d, g: d["CX"].__setitem__(30, "00" * 32), "no valid point")):
            self.refused(altered(change), 2, *words)
        for key in ("data", "gradient"):
            self.statement.write_text(honest)
            self.altered(lambda s: s.pop(key))
            self.refused(self.verify(), 2, "is missing")
        self.statement.write_text(honest)
        self.succeeds(self.verify())

    def test_batches(self):
        for name, formulation, *options in (("a", "F4-RIDGE", "--steps", "3"), ("b", NAME, "--steps", "3")):
            self.succeeds(self.prove(formulation, *options, statement=self.dir / f"{name}.json", proof=self.dir / f"{name}.bin"))
        self.assertIn("1 x F4-LOGISTIC", self.succeeds(run("verify", "--batch", self.dir)))
        bad = self.dir / "b.bin"
        bad.write_bytes(flipped(bad.read_bytes(), 8 * bad.stat().st_size - 40))
        self.refused(run("verify", "--batch", self.dir), 1, "1 of 2 proofs are bad: b")
