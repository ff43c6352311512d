# SPDX-License-Identifier: Apache-2.0 OR MIT
"""The run file that the main job writes, and the page and plots made from it."""
import copy
import html
import json
import math
import re
import time
import unittest

from support import BENCH_PROTOCOLS, COUNTING, SHORT, SIZES, SLOW, ScriptTest, bench, main_job, made_run, row_of, run, run_files, runfile, script, wide_run

KINDS = {"time": "measured", "cycles": "measured", "insns": "counted", "model": "modelled", "cost": "counted", "floor": "modelled", "evidence": "modelled", "cited": "cited"}


class RunFile(ScriptTest):
    def setUp(self):
        super().setUp()
        self.result, self.folder = main_job()
        self.path, self.run_file = made_run()

    def own_cases(self):
        return [case for case in self.run_file["cases"] if case["formulation"] and not case["peer"]]

    def test_the_run_says_where_its_file_is(self):
        self.succeeds(self.result)
        self.assertIn(f"run file: {self.path}\n", self.result.stderr)
        self.assertEqual(self.path.parent.name, self.run_file["machine"]["cpu_key"])
        self.is_valid(self.path)

    def test_no_journal_is_left(self):
        self.assertEqual([p for p in self.folder.rglob("*") if p.is_file()], [self.path])

    def test_every_case_was_checked(self):
        for case in self.run_file["cases"]:
            self.assertEqual((case["verified"], case["error"]), (True, None), case["id"])
            self.assertIsNot(case["rejects_tampered"], False, case["id"])
        for case in self.own_cases():
            if not case["id"].endswith("/prove"):
                self.assertIs(case["rejects_tampered"], True, case["id"])

    def test_every_case_was_timed(self):
        for case in self.run_file["cases"]:
            self.assertIsNotNone(case["time"], case["id"])
        alone = {"F0B": 1, "F6": 1, "F6-S128": 1}
        wanted = {(row, f"protocols/{row[0]}/{verb}", n or alone.get(row[0], 16)) for row in SIZES for verb, n in (("prove", 0), ("verify", 0), ("batch", 64), ("batch", 1024))
                  if (verb != "batch" or row[1] == "batchable") and (row[2], n) != (64, 1024)}
        self.assertEqual({(row_of(c), c["id"], c["n"]) for c in self.own_cases()}, wanted)

    def test_batches_say_where_their_time_goes(self):
        for case in self.run_file["cases"]:
            self.assertEqual("shares" in case, "/batch" in case["id"] and not case["peer"], case["id"])
            if "shares" in case:
                shares = {key: value for key, value in case["shares"].items() if key != "kind"}
                self.assertEqual(set(shares), {"decode", "msm", "scalars", "hash"})
                self.assertTrue(all(0 < value < 1 for value in shares.values()) and 0.5 < sum(shares.values()) <= 1.001, (case["id"], shares))

    def test_provers_say_what_they_hold(self):
        """The same twice but for what an allocator rounds up; where sanitizers have one of their own, nothing."""
        known = COUNTING or any("memory" in case for case in self.run_file["cases"])
        for case in self.run_file["cases"]:
            self.assertEqual("memory" in case, known and case["id"].endswith("/prove") and not case["peer"], case["id"])
        result = bench("--quick", "--backend", "scalar51", "--benchmark_repetitions=1", "--benchmark_min_time=0.0001", "--benchmark_filter=F(1|1K|6)/prove", "--run-file", self.dir / "again.json")
        self.assertEqual(result.returncode, 0, result.stderr)
        again = json.loads((self.dir / "again.json").read_text())
        first = {runfile.case_key(case): case.get("memory") for case in self.run_file["cases"]}
        self.assertTrue(again["cases"])
        for case in again["cases"]:
            before = first[runfile.case_key(case)]
            self.assertEqual("memory" in case, before is not None)
            if before:
                self.assertAlmostEqual(case["memory"]["peak_bytes"], before["peak_bytes"], delta=512, msg=case["id"])

    def test_evidence_of_a_threshold(self):
        """W of 3 of 8 where every record holds its digest with probability 1/2: Pr[3 and more hits] is 219 of 256."""
        bits = {row_of(case): case["evidence_bits"] for case in self.own_cases()}
        self.assertAlmostEqual(bits["F1K", "batchable", 8], math.log2(256 / 219), places=6)
        self.assertTrue(0 < bits["F1K", "compact", 64] < 1e-4)

    def test_every_group_of_figures_has_its_badge(self):
        for case in self.run_file["cases"]:
            for group, kind in KINDS.items():
                if case[group] is not None:
                    self.assertEqual(case[group]["kind"], kind, (case["id"], group))
            for rival in case["vs"].values():
                self.assertEqual(rival["kind"], "measured")

    def test_proof_sizes(self):
        for case in self.own_cases():
            self.assertEqual(case["proof_bytes"], SIZES[row_of(case)], case["id"])

    def test_the_table_shows_what_the_file_holds(self):
        for case in self.own_cases():
            if case["id"].endswith("/verify"):
                self.assertRegex(self.result.stdout, rf"{case['flavor']}(, \d+ of \d+)? +scalar51 +{case['proof_bytes']} .* {case['time']['proofs_per_s']['median']:,.0f} ")

    def test_figures_follow_from_each_other(self):
        for case in self.run_file["cases"]:
            rate = (case["time"]["proofs_per_s"] or case["time"]["items_per_s"])["median"]
            medians = sorted(case["time"]["repetition_medians"])
            self.assertEqual(len(medians), 8)
            # An even number of repetitions: the median of the rates lies between the two middle ones.
            self.assertTrue(0.999e9 / medians[4] <= rate <= 1.001e9 / medians[3], case["id"])

    def test_a_second_run_leaves_the_first_alone(self):
        """Also when both begin in the same second."""
        seen = {}
        for _ in range(4):
            self.succeeds(bench(*SHORT, "--results", self.dir))
            now = self.listing()
            self.assertEqual({path: now[path] for path in seen}, seen)
            self.assertEqual(len(now), len(seen) + 1)
            seen = now
        for path in run_files(self.dir):
            self.is_valid(path)
        self.assertEqual(len(self.succeeds(script("results", "list", self.dir)).splitlines()), 4)

    def test_repetitions_are_shuffled_unless_told_otherwise(self):
        listed = [line.split("/scalar51/")[0].removeprefix("protocols/") for line in self.succeeds(bench("--quick", "--backend", "scalar51", "--benchmark_list_tests", "--benchmark_filter=/scalar51/")).splitlines()
                  if not re.search(SLOW, line)]
        names = lambda run: [f"{case['id'].removeprefix('protocols/')}/{case['flavor']}" for case in run["cases"] if not case["peer"]]
        self.assertNotEqual(names(self.run_file), listed)
        self.assertEqual(sorted(names(self.run_file)), sorted(listed))
        path = self.dir / "straight.json"
        straight = bench(*SHORT[:2], "--benchmark_filter=(F0A|F0NOT|F1|F6).*/verify/.*/scalar51/", "--benchmark_min_time=0.0001", "--benchmark_enable_random_interleaving=false", "--run-file", path)
        self.succeeds(straight)
        self.assertEqual(names(json.loads(path.read_text())), [name for name in listed if "/verify/" in name and not name.startswith("F0B")])

    def test_the_benchmark_library_and_how_it_was_built_are_recorded(self):
        self.assertRegex(self.run_file["build"]["libs"]["benchmark"], r"\A\d+\.\d+\.\d+/(debug|release)\Z")

    def test_facts_of_the_run(self):
        self.assertIsNone(self.run_file["machine"]["emulator"])
        self.assertTrue(2e8 < self.run_file["machine"]["core_hz_est"] < 1e10, self.run_file["machine"]["core_hz_est"])
        self.assertEqual(self.run_file["run"]["program"], "bench_attribution")
        self.assertTrue(time.strptime(self.run_file["run"]["utc"], "%Y%m%dT%H%M%SZ"))


class Culprits(ScriptTest):
    @unittest.skipUnless(COUNTING, "this build counts no multiplications")
    def test_the_search_costs_no_more_than_promised(self):
        """In multiplications, which no other process disturbs: one bad proof of n 2.5 times a good batch, all of them 1.3 times each alone."""
        path = self.dir / "run.json"
        self.succeeds(run(BENCH_PROTOCOLS, "--backend", "scalar51", "--run-file", path, "--benchmark_repetitions=1", "--benchmark_min_time=0.0001",
                          "--benchmark_filter=F0A/(batch|batch-one-bad|batch-all-bad|verify)/batchable/scalar51/n:(1|64|1024)/"))
        cost = {(case["id"].split("/")[2], case["n"]): case["cost"]["mul"] + case["cost"]["sqr"] for case in json.loads(path.read_text())["cases"]}
        for n in (64, 1024):
            self.assertLessEqual(cost["batch-one-bad", n], 2.5 * cost["batch", n])
            self.assertLessEqual(cost["batch-all-bad", n], 1.3 * cost["verify", 1])


class Page(ScriptTest):
    def setUp(self):
        super().setUp()
        self.path, self.run_file = made_run()
        self.page = self.dir / "page.html"
        self.succeeds(script("report", self.path, "-o", self.page))
        self.text = self.page.read_text()

    def test_one_small_file_that_needs_nothing_else(self):
        self.assertEqual([p.name for p in self.dir.iterdir()], ["page.html"])
        self.assertLess(self.page.stat().st_size, 200_000)
        self.assertIn("""<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">""", self.text)
        self.assertNotRegex(self.text, r"(?i)https?://|//[a-z]|<script|<link|<img|<iframe|@import|url\(|\bsrc=|\bhref=|\bon[a-z]+=")

    def test_everything_that_was_said_and_measured_is_shown(self):
        shown_text = html.unescape(self.text)
        for name, said in self.run_file["run"]["formulations"].items():
            if any(name == row[0] for row in SIZES):
                for text in ("claim", "non_claim", "system"):
                    self.assertTrue(said[text] and said[text] in shown_text, (name, text))
        for (formulation, flavor, records), size in SIZES.items():
            label = formulation + (" compact" if flavor == "compact" else "") + {None: "", 8: " k=3 of=8", 64: " k=16 of=64"}[records]
            self.assertIn(f"<tr><td>{label}<td>scalar51<td>{size}<td>", self.text)
        weights = {}
        for case in self.run_file["cases"]:
            if case["formulation"] and not case["peer"]:
                weight = case["evidence_bits"]
                weights.setdefault(case["formulation"], set()).add("0" if weight == 0 else f"{weight:+.3g}".replace("-", "−"))
        for name, shown in weights.items():
            self.assertTrue(all(f"<td>{weight}<td>" in self.text for weight in shown), (name, shown))
            self.assertTrue(any(f"W = {weight} bits" in self.text for weight in shown), (name, shown))  # a figure has one size of each
        self.assertIn(self.run_file["machine"]["cpu_key"], self.text)
        self.assertIn(str(self.run_file["run"]["commit"]), self.text)

    def test_texts_of_the_run_file_are_not_markup(self):
        self.run_file["machine"]["brand"] = "<script>alert(1)</script>"
        self.run_file["run"]["formulations"]["F1"]["claim"] = "<b onclick='x'>&"
        self.run_file["cases"][0]["id"] = "a/<i>\"x/verify"
        evil = self.file("evil.json", json.dumps(self.run_file))
        self.succeeds(script("report", evil, "-o", self.page))
        text = self.page.read_text()
        for markup in ("<script", "<b onclick", "<i>"):
            self.assertNotIn(markup, text)
        self.assertIn("&lt;script&gt;", text)

    def test_made_again_it_is_the_same(self):
        again = self.dir / "again.html"
        self.succeeds(script("report", self.path, "-o", again))
        self.assertEqual(again.read_bytes(), self.page.read_bytes())


class Plots(ScriptTest):
    def test_four_figures_in_three_forms(self):
        heads = {".svg": b"<?xml", ".png": b"\x89PNG\r\n\x1a\n", ".pdf": b"%PDF-"}
        self.succeeds(script("plot", made_run()[0], "-o", self.dir / "plots"))
        files = list((self.dir / "plots").iterdir())
        names = ("speed-evidence", "speed-size", "batch-scaling", "against-libsodium")
        self.assertEqual(sorted(p.name for p in files), sorted(name + form for name in names for form in heads))
        for path in files:
            content = path.read_bytes()
            self.assertTrue(content.startswith(heads[path.suffix]), path.name)
            self.assertGreater(len(content), 4000, path.name)
        self.assertIn("scalar51", (self.dir / "plots" / "speed-size.svg").read_text())


    def test_every_figure_of_many_formulations_and_two_machines(self):
        wide = wide_run(made_run()[1])
        self.succeeds(script("plot", self.file("wide.json", json.dumps(wide)), "-o", self.dir / "plots"))
        names = {path.stem for path in (self.dir / "plots").iterdir()}
        self.assertLessEqual({"speed-evidence", "speed-size", "batch-scaling", "against-libsodium", "proof-size-members", "speed-members", "proving-members", "proving-sources"}, names)
        self.assertIn("F3-SCALAR", (self.dir / "plots" / "proof-size-members.svg").read_text())
        other = copy.deepcopy(made_run()[1])
        other["machine"]["cpu_key"] = "../other"
        self.succeeds(script("plot", made_run()[0], self.file("other.json", json.dumps(other)), "-o", self.dir / "both"))
        self.assertEqual(len({path.name.split("-speed-size")[0] for path in (self.dir / "both").glob("*speed-size.svg")}), 2)


if __name__ == "__main__":
    unittest.main()
