# SPDX-License-Identifier: Apache-2.0 OR MIT
"""F2 tied to training, from the command line: a block of the bundled table as D, and what is refused."""
import json
import unittest

from support import EMULATED, CliTest, run

SIZES = {"F2-MLR-TRAINED": 960, "F2-L1-TRAINED": 1024, "F2-L2-TRAINED": 1440}
RUNS = sum(32 * (9 + 2 * lg) for lg in (10, 9, 5))


@unittest.skipIf(EMULATED, "a proof takes half a minute under emulation")
class Trained(CliTest):
    def proved(self, name, *options):
        self.succeeds(self.prove(name, "--steps", "10", *options))
        return json.loads(self.statement.read_text())

    def test_sizes_and_flavors(self):
        for name, size in SIZES.items():
            s = self.proved(name)
            self.assertEqual((self.proof.stat().st_size, s["proof_bytes"]), (size + RUNS, size + RUNS))
            self.assertIn("10 steps over 512 rows and 32 of D", self.succeeds(self.verify()))
            self.refused(self.prove(name, "--flavor", "compact"), 2, "no compact")
        self.proved("F2-L2-TRAINED", "--flavor", "hinted")
        self.succeeds(self.verify())

    def test_hundred_steps(self):
        self.succeeds(self.prove("F2-MLR-TRAINED", "--block", "3"))
        self.assertIn("100 steps", self.succeeds(self.verify()))

    def test_batch(self):
        folder = self.dir / "proofs"
        folder.mkdir()
        for i, name in enumerate(("F2-MLR-TRAINED", "F2-L2-TRAINED", "F2-L2-TRAINED")):
            self.succeeds(self.prove(name, "--steps", "5", "--block", i, statement=folder / f"{i}.json", proof=folder / f"{i}.bin"))
        self.succeeds(run("verify", "--batch", folder))
        one, two = folder / "1.bin", folder / "2.bin"
        kept = one.read_bytes(), two.read_bytes()
        cut = len(kept[0]) - RUNS
        two.write_bytes(kept[0][:cut] + kept[1][cut:])
        result = run("verify", "--batch", folder)
        self.assertEqual(result.returncode, 1)
        self.assertIn("culprit 2", result.stdout)
        self.assertNotIn("culprit 1", result.stdout)

    def test_columns_can_be_kept(self):
        kept = self.dir / "columns"
        first = self.proved("F2-L2-TRAINED", "--columns-opening-out", kept)["training"]
        again = self.proved("F2-MLR-TRAINED", "--columns-opening", kept)["training"]
        self.assertEqual((first["rest"], first["D"]), (again["rest"], again["D"]))
        other = self.proved("F2-L2-TRAINED", "--columns-opening", kept, "--block", "5")["training"]
        self.assertNotEqual(first["D"], other["D"])

    def test_false_statements_are_refused(self):
        self.refused(self.prove("F2-MLR-TRAINED", "--epsilon", "0.001"), 1, "false")
        self.refused(self.prove("F2-L2-TRAINED", "--epsilon", "0.0001"), 1, "false")

    def test_what_ties_is_checked(self):
        a = self.proved("F2-L2-TRAINED")
        words = "differ in more than D"

        def changed(code, *said, **values):
            self.proved("F2-L2-TRAINED")
            self.altered(lambda s: [s["training"][k].update(v) if isinstance(v, dict) else s["training"].update({k: v})
                                    for k, v in values.items()])
            self.refused(self.verify(), code, *said)

        self.altered(lambda s: s["weights_without"].update(W=s["weights"]["W"]))
        self.refused(self.verify(), 2, words)
        changed(1, "rejected", D=a["training"]["D"])
        changed(1, "rejected", rest=a["training"]["rest"])
        changed(2, words, without=a["training"]["with"])
        changed(2, words, sh=29)
        changed(1, "rejected", **{"lambda": 1})
        changed(2, "T steps", T=9)
        changed(2, "n_D is missing or is not", n_D=0)
        changed(2, "proof_bytes", n_D=64)
        self.proved("F2-L2-TRAINED")
        self.altered(lambda s: s["training"]["without"]["w"][0].__setitem__(0, 1))
        self.refused(self.verify(), 2, words)

    def test_bad_input(self):
        for option, bad in (("--steps", "0"), ("--steps", "251"), ("--block", "16"), ("--block", "-1"), ("--epsilon", "0")):
            self.refused(self.prove("F2-MLR-TRAINED", option, bad), 2, option)
        self.refused(self.prove("F2-MLR-TRAINED", "--model", "bundled"), 2, "--model")
        self.refused(self.prove("F2-MLR-TRAINED", "--probes", self.file("x.csv", "1,2\n")), 2, "columns")
