# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Verdicts and calibrations of the gate on the page: shown, escaped, found beside run files, and refused where they cannot be right."""
import copy
import json
import re
import unittest

import browser
from support import ScriptTest, made_run, script

# Of scripts/lib, which support puts on the path.
import verdict


def case(name, **more):
    return {"name": name, "state": "changed", "counts": {}, "times": {}, "ns": None, "setup": 0, "notes": [], "more": False, "slower": False, "quarantined": False, **more}


SLOWER = case("protocols/F0A/verify:batchable@ifma/1", counts={"engine": "steps", "base": 1000, "head": 1012}, more=True, notes=["by <b>far</b>"])
VERDICT = {"base": "a" * 40, "head": "b" * 40, "cc": "clang-19", "utc": "2026-11-29T10:00:00Z", "status": 1, "sentence": "of 3 changed cases 1 execute over 0.5% more instructions",
           "notes": ["a <script>alert(1)</script> note"], "proofs": {},
           "cases": [case("primitives/field/mul@ifma/16", times={"itself": [1.0, 1.001], "screen": [0.99, 1.002, 0.991]}), SLOWER, case("primitives/field/sqr@ifma/16", state="identical")]}
NEAR = [1.0, 1.001, 0.999, 1.0, 1.0, 1.0]
CALIBRATION = {"schema": 1, "commit": "c" * 40, "seed": 1, "toolchain": "clang-19", "cpu": "a <CPU>", "utc": "2026-11-29T00:00:00Z", "runs": [
    {"extra": extra, "seed": 1, "seconds": 5.0, "load": 0.5, "cases": [{"name": "primitives/field/mul@ifma/16", "ns": 3.0, "itself": NEAR, "screen": NEAR,
                                                                       **({"decide": [1.03 + i / 1e4 for i in range(20)], "confirm": [1.03 + i / 1e4 for i in range(40)]} if extra else {})}]} for extra in (0, 3)]}


class GateOnThePage(ScriptTest):
    def setUp(self):
        super().setUp()
        self.run_path, _ = made_run()

    def page(self, *gates, run=None):
        options = [x for i, one in enumerate(gates) for x in ("--gate", self.file(f"gate{i}.json", one if isinstance(one, str) else json.dumps(one)))]
        self.succeeds(script("report", run or self.run_path, *options, "-o", self.dir / "page.html"))
        return (self.dir / "page.html").read_text()

    def test_a_verdict_is_shown_and_escaped(self):
        text = self.page(VERDICT)
        section = text.split("Did anything get slower?")[1].split("<h2>")[0]
        self.assertIn('class="badge counted"', section)
        for words in ("<b>FAIL</b>: of 3 changed cases 1 execute over 0.5% more instructions.", "aaaaaaaaaaaa to bbbbbbbbbbbb", "clang-19", "2026-11-29T10:00:00Z", "+1.20 %", "−0.90 %", "more instructions; by &lt;b&gt;far&lt;/b&gt;",
                      "1 cases reach the same machine code in both commits; 2 were compared."):
            self.assertIn(words, section)
        self.assertIn("&lt;script&gt;", section)
        self.assertNotIn("<script", text)
        names = re.findall(r"<td>((?:protocols|primitives)/[^<]*)", section)
        self.assertEqual(names, [SLOWER["name"], "primitives/field/mul@ifma/16"])
        if not browser.missing():
            self.assertEqual(browser.dom(self.dir / "page.html")[1], [])

    def test_the_newest_counts(self):
        passed = dict(VERDICT, status=0, sentence="none of 1 changed cases got slower", cases=VERDICT["cases"][:1], utc="2026-11-30T10:00:00Z")
        for order in ((VERDICT, passed), (passed, VERDICT)):
            text = self.page(*order)
            self.assertIn("<b>pass</b>: none of 1 changed cases got slower.", text)
            self.assertNotIn("FAIL", text)
        self.assertIn("<b>no verdict</b>", self.page(dict(passed, status=3)))

    def test_most_cases_are_left_out(self):
        many = [case(f"primitives/field/mul@ifma/{i}", times={"screen": [1 + i / 1e5]}) for i in range(100)]
        text = self.page(dict(VERDICT, cases=many + [SLOWER]))
        section = text.split("Did anything get slower?")[1].split("<h2>")[0]
        names = re.findall(r"<td>((?:protocols|primitives)/[^<]*)", section)
        self.assertEqual(names, [SLOWER["name"]] + [f"primitives/field/mul@ifma/{i}" for i in range(99, 80, -1)])
        self.assertIn("101 were compared, of which the 20 that changed most are shown", section)

    def test_a_calibration_is_the_table_that_the_gate_prints(self):
        text = self.page(CALIBRATION)
        printed = self.succeeds(script("gate", "--show", self.file("c.json", json.dumps(CALIBRATION))))
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in printed.splitlines() if line.startswith("| ")]
        self.assertEqual(len(rows), 5)
        section = text.split("How often the gate errs")[1].split("<h2>")[0]
        for row in rows[1:]:
            self.assertIn("<tr>" + "".join(f"<td>{cell}" for cell in row), section)
        self.assertIn("a &lt;CPU&gt;, clang-19", section)
        self.assertNotIn("Did anything get slower?", text)

    def test_files_beside_runs_are_found(self):
        here = self.dir / "results" / "runs" / "cpu" / "run.json"
        here.parent.mkdir(parents=True)
        here.write_bytes(self.run_path.read_bytes())
        self.assertNotIn("How often the gate errs", self.page(run=here))
        folder = self.dir / "results" / "gate"
        folder.mkdir()
        (folder / "calibration-1.json").write_text(json.dumps(CALIBRATION))
        (folder / "1.json").write_text(json.dumps(VERDICT))
        (folder / "notes.md").write_text("not JSON")
        self.assertEqual(verdict.beside([here]), [folder / "1.json", folder / "calibration-1.json"])
        text = self.page(run=here)
        self.assertIn("How often the gate errs", text)
        self.assertIn("<b>FAIL</b>", text)
        (folder / "2.json").write_text("{}")
        self.refused(script("report", here, "-o", self.dir / "other.html"), "2.json")
        self.assertFalse((self.dir / "other.html").exists())

    def test_what_is_no_verdict(self):
        def changed(key, value, of=VERDICT):
            bad = copy.deepcopy(of)
            bad[key] = value
            return bad
        bad = [("", "no verdict"), ("[]", "no object"), ("{}", "no commits"), ('{"status": NaN}', "not a number"), ("\0", "no verdict"), ("[" * 100000, "no verdict"),
               (changed("base", "HEAD"), "no commits"), (changed("head", "<b>"), "no commits"), (changed("status", 2), "status"), (changed("status", True), "status"), (changed("status", 0), "does not follow"),
               (dict(VERDICT, cases=VERDICT["cases"][:1]), "does not follow"), (changed("sentence", 1), "missing"), (changed("utc", None), "missing"), (changed("notes", [1]), "missing"), (changed("proofs", []), "missing"), (changed("cases", {}), "no list"),
               (changed("cases", [case("x", state="better")]), "no name or state"), (changed("cases", [dict(SLOWER, more=1)]), "does not say"), (changed("cases", [dict(SLOWER, times={"screen": [-1]})]), "no ratios"),
               (changed("cases", [dict(SLOWER, times={"other": [1.0]})]), "no ratios"), (changed("cases", [dict(SLOWER, counts={"base": 0, "head": 1})]), "no counts"), (changed("cases", [dict(SLOWER, counts={"base": 10**30, "head": 1})]), "no counts"),
               (changed("runs", 1), "no calibration"), (changed("runs", [], CALIBRATION), "no calibration"), (changed("cpu", 1, CALIBRATION), "no calibration"), (changed("schema", 2, CALIBRATION), "no calibration"),
               (changed("runs", [dict(CALIBRATION["runs"][0], load="x")], CALIBRATION), "no calibration"), (changed("runs", [dict(CALIBRATION["runs"][0], cases=[{"name": 1}])], CALIBRATION), "no calibration")]
        for content, words in bad:
            with self.subTest(content=str(content)[:80]):
                path = self.file("bad.json", content if isinstance(content, str) else json.dumps(content))
                self.refused(script("report", self.run_path, "--gate", path, "-o", self.dir / "page.html"), words)
                self.assertFalse((self.dir / "page.html").exists())
        self.refused(script("report", self.run_path, "--gate", self.dir / "none.json", "-o", self.dir / "page.html"), "No such file")


if __name__ == "__main__":
    unittest.main()
