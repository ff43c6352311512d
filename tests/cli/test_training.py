# SPDX-License-Identifier: Apache-2.0 OR MIT
"""F4 from the command line: a run over the bundled table or one's own, and what is refused before anything is proved."""
import json

from support import CliTest


class Training(CliTest):
    def proved(self, *options, name="F4-RIDGE"):
        self.succeeds(self.prove(name, *options))
        return json.loads(self.statement.read_text())

    def test_sizes_and_flavors(self):
        for flavor, size in (("batchable", 864), ("hinted", 864 + 32 * 23)):
            s = self.proved("--steps", "5", "--flavor", flavor)
            self.assertEqual((self.proof.stat().st_size, s["data"]["n"], s["run"]["T"]), (size, 512, 5))
            self.assertIn("5 steps over 512 rows", self.succeeds(self.verify()))
        self.refused(self.prove("F4-RIDGE", "--flavor", "compact"), 2, "no compact")

    def test_columns_can_be_kept(self):
        kept = self.dir / "columns"
        first = self.proved("--steps", "2", "--columns-opening-out", kept)
        self.assertEqual(kept.stat().st_mode & 0o777, 0o600)
        again = self.proved("--steps", "3", "--columns-opening", kept)
        self.assertEqual(first["data"], again["data"])
        self.assertNotEqual(first["data"]["CX"], self.proved("--steps", "2")["data"]["CX"])
        kept.write_text("00")
        self.refused(self.prove("F4-RIDGE", "--columns-opening", kept), 2, "64 hex digits")

    def test_vicinity(self):
        s = self.proved("--steps", "20", name="F4-VICINITY")
        self.assertEqual((s["run"]["T"], len(s["run"]["w"]), len(s["run"]["g"])), (1, 1, 1))
        self.succeeds(self.verify())

    def test_minibatch(self):
        s = self.proved("--steps", "6", "--blocks", "3", name="F4-MINIBATCH")
        self.assertEqual((s["data"]["B"], s["data"]["n"], s["run"]["block"]), (3, 256, [0, 1, 2, 0, 1, 2]))
        self.assertEqual((len(s["data"]["CX"]), len(s["data"]["CY"]), s["proof_bytes"]), (93, 3, 928))
        self.assertIn("blocks: 3", self.succeeds(self.verify()))
        self.altered(lambda s: s["run"]["block"].__setitem__(5, 0))
        self.refused(self.verify(), 1, "rejected")
        for block, words in ((3, "below B"), (-1, "below B"), ("x", "below B")):
            self.altered(lambda s: s["run"]["block"].__setitem__(5, block))
            self.refused(self.verify(), 2, words)
        self.altered(lambda s: s["run"].update(block=[0, 1, 0, 0, 1, 0]))
        self.refused(self.verify(), 2, "no step is of some block")
        self.altered(lambda s: s["data"].update(B=2))
        self.refused(self.verify(), 2, "columns")

    def test_minibatch_flavors_and_default(self):
        s = self.proved("--flavor", "hinted", name="F4-MINIBATCH")
        self.assertEqual((s["data"]["B"], s["data"]["n"], s["run"]["T"], s["run"]["sh"]), (4, 128, 100, 26))
        self.succeeds(self.verify())
        self.refused(self.prove("F4-MINIBATCH", "--flavor", "compact"), 2, "no compact")
        for blocks in ("0", "65", "many"):
            self.refused(self.prove("F4-MINIBATCH", "--blocks", blocks), 2, "--blocks")
        self.refused(self.prove("F4-MINIBATCH", "--steps", "3"), 2, "leaves some of 4 blocks out")
        self.refused(self.prove("F4-RIDGE", "--blocks", "2"), 2, "--blocks")

    def test_a_run_that_is_none_is_refused(self):
        self.proved("--steps", "3")
        self.altered(lambda s: s["run"]["w"][1].__setitem__(0, s["run"]["w"][1][0] + 1))
        self.refused(self.verify(), 2, "not the stated steps")
        self.proved("--steps", "3")
        self.altered(lambda s: s["run"]["g"][1].__setitem__(0, s["run"]["g"][1][0] + 1))
        self.refused(self.verify(), 1, "rejected")
        self.altered(lambda s: s["data"].__setitem__("n", 500))
        self.refused(self.verify(), 2, "power of two")

    def test_lists_of_another_shape_are_refused(self):
        for change in (lambda g: g.pop(), lambda g: g[1].pop(), lambda g: g[2].append(0), lambda g: g.__setitem__(0, 5), lambda g: g.__setitem__(2, [])):
            self.proved("--steps", "3")
            self.altered(lambda s: change(s["run"]["g"]))
            self.refused(self.verify(), 2, "g does not have T steps of as many numbers")
        for value in ("1", 1.5, None, []):
            self.proved("--steps", "3")
            self.altered(lambda s: s["run"]["g"][1].__setitem__(30, value))
            self.refused(self.verify(), 2, "g is not 3 rows of 31 integers")

    def test_other_columns_are_rejected(self):
        a = self.proved("--steps", "3")
        self.proved("--steps", "3")
        self.altered(lambda s: s["data"].update(CY=a["data"]["CY"]))
        self.refused(self.verify(), 1, "rejected")

    def test_bad_input(self):
        for steps in ("0", "-1", "2001", "many"):
            self.refused(self.prove("F4-RIDGE", "--steps", steps), 2, "--steps")
        self.refused(self.prove("F4-RIDGE", "--table", self.file("t.csv", "a,b,label\n1,2,1\n")), 2, "t.csv")
        self.refused(self.prove("F4-RIDGE", "--table", self.dir / "none.csv"), 2, "none.csv")
