# SPDX-License-Identifier: Apache-2.0 OR MIT
"""sigmark evidence: its JSON adds up, follows from its own counts, and bad arguments are refused."""
import json
import math
import unittest

from support import EMULATED, CliTest, run


def logit(p):
    return math.log(p / (1 - p))


class Evidence(CliTest):
    @unittest.skipIf(EMULATED, "every world is retrained: too slow under emulation")
    def test_the_rows_follow_from_their_counts(self):
        out = run("evidence", "--json", "--transcripts", "1200")
        self.assertEqual((out.returncode, out.stderr), (0, ""))
        study = json.loads(out.stdout)
        self.assertEqual(study["worlds"], 65535)
        self.assertGreater(len(study["rows"]), 20)
        for row in study["rows"]:
            p1, p0 = (row[side]["hits"] / row[side]["of"] for side in ("with", "without"))
            if p1 == 0 or p0 == 0:
                self.assertEqual(row["weight_bits"], (128 if p1 else -128) if row["nominal"] else None)
                continue
            self.assertAlmostEqual(row["weight_bits"], math.log2(p1 / p0), places=9)
            if row["posterior"] < 1:
                moved = logit(row["posterior"]) - logit(row["prior"])
                self.assertAlmostEqual(moved, row["weight_bits"] * math.log(2), places=9)
            if row["members"] and "ball" in row["statement"]:
                self.assertEqual(row["with"]["hits"], row["members_with"])
                self.assertEqual(row["with"]["hits"] + row["without"]["hits"], row["members"])
        self.assertLessEqual({"F0A", "F0NOT", "F1", "F1K", "F2", "F3", "F5", "F6"}, {row["formulation"] for row in study["rows"]})
        own, other, both = (next(row for row in study["rows"] if words in row["statement"])
                            for words in ("partition, epsilon 0.5", "partition, epsilon 1.0", "both, epsilon 0.5 and 1.0"))
        self.assertLessEqual(both["members"], min(own["members"], other["members"]))
        self.assertLessEqual(both["effective_set"], min(own["effective_set"], other["effective_set"]))
        self.assertGreaterEqual(both["info_bits"], max(own["info_bits"], other["info_bits"]) - 1e-12)
        self.assertEqual([leak["planted"] for leak in study["leaks"]], [False, True, True, False, True])
        again = json.loads(run("evidence", "--json", "--transcripts", "1200", "--backend", "scalar51").stdout)
        self.assertEqual(again["rows"], study["rows"])
        self.assertEqual(again["leaks"][:3], study["leaks"][:3], "all but times follows from the seed")

    def test_bad_arguments(self):
        few = self.file("few.csv", "a,b\n1,0\n2,1\n")
        for arguments in (("--transcripts", "7"), ("--transcripts", "-1"), ("--transcripts", "many"),
                          ("--transcripts", "1000001"), ("--dataset", few), ("--dataset", self.dir / "none.csv")):
            out = run("evidence", *arguments)
            self.assertEqual((out.returncode, out.stdout, out.stderr.count("\n")), (2, "", 1), arguments)


if __name__ == "__main__":
    unittest.main()
