# SPDX-License-Identifier: Apache-2.0 OR MIT
"""The report page in a browser, and with the runs that will come: many formulations, several machines, a history, missing groups."""
import copy
import json
import pathlib
import re
import unittest

import browser
import pages
from support import EVERY_FORMULATION, ScriptTest, made_run, script, wide_run

# Of scripts/lib, which support puts on the path.
import change
import svg
import views


class PageTest(ScriptTest):
    def setUp(self):
        super().setUp()
        self.path, self.run_file = made_run()

    def page_of(self, *runs, name="page.html"):
        files = [run if isinstance(run, pathlib.Path) else self.file(f"{name}.{i}.json", json.dumps(run)) for i, run in enumerate(runs)]
        self.succeeds(script("report", *files, "-o", self.dir / name))
        return self.dir / name


@unittest.skipIf(browser.missing(), browser.missing())
class Browser(PageTest):
    def test_every_datum_is_in_the_dom_and_the_console_is_silent(self):
        dom, complaints = browser.dom(self.page_of(self.path))
        self.assertEqual(complaints, [])
        self.assertGreater(pages.holds_every_datum(self, dom, self.run_file), 500)
        self.assertGreater(dom.count("<svg"), 3)

    def test_complaints_and_lost_data_would_be_seen(self):
        """What the test above tells is worth something: a picture from elsewhere is blocked and said, a changed figure is missed."""
        text = self.page_of(self.path).read_text()
        _, complaints = browser.dom(self.file("picture.html", text.replace("</body>", '<img src="http://example.com/x.png"></body>')))
        self.assertTrue(complaints)
        _, complaints = browser.dom(self.file("script.html", text.replace("</body>", "<script>alert(1)</script></body>")))
        self.assertTrue(complaints)
        other = copy.deepcopy(self.run_file)
        other["cases"][0]["time"]["p95"] *= 1.1
        with self.assertRaises(AssertionError):
            pages.holds_every_datum(self, text, other)

    def test_on_a_phone_in_the_dark_and_on_paper(self):
        page = self.page_of(wide_run(self.run_file))
        light, dark = browser.look(page, 390), browser.look(page, 390, dark=True)
        for found in (light, dark):
            self.assertLessEqual(found["scroll"], 390)
            self.assertEqual(found["out"], [])
            self.assertGreater(browser.contrast(found["paper"], found["ink"]), 7)
            self.assertGreater(browser.contrast(found["paper"], found["soft"]), 4.5)
        self.assertGreater(browser.luminance(light["paper"]), 0.9)
        self.assertLess(browser.luminance(dark["paper"]), 0.05)
        wide = self.file("wide.html", page.read_text().replace("<h2>", '<p style="width:500px">too wide</p><h2>', 1))
        self.assertTrue(browser.look(wide, 390)["out"])
        self.assertGreater(browser.printed(page, self.dir / "page.pdf"), 3)


class Contents(PageTest):
    def test_titles_of_panels_stay_in_their_panels(self):
        long = "F2-MLR-TRAINED T=128 rows=544 p=31 steps=100"
        self.assertEqual(svg.fitted(long, svg.text_width(long)), long)
        for room in range(150, 320, 10):
            some = svg.fitted(long, room)
            self.assertLessEqual(svg.text_width(some), room)
            self.assertTrue(some.endswith(" …") and long.startswith(some[:-2]), some)
        self.assertEqual(svg.fitted("F1", 1), "F1")

    def test_lines_over_sizes_take_one_base_each(self):
        run = wide_run(self.run_file)
        for case in [case for case in run["cases"] if case["formulation"] == "F3-SCALAR"]:
            longer = json.loads(json.dumps(case))
            longer["params"]["base"] = 16
            longer["proof_bytes"] += 32
            run["cases"].insert(0, longer)
        machine, = views.machines([run])
        for line in views.families(machine.rows, "N")["F3-SCALAR"].values():
            self.assertEqual([n for n, _ in line], sorted({n for n, _ in line}))
            self.assertEqual({row.params["base"] for _, row in line}, {4})

    def test_three_sentences_with_numbers_come_first(self):
        text = self.page_of(self.path).read_text()
        verdict = re.search(r'<div class="verdict">(.*?)</div>', text).group(1)
        sentences = [re.sub("<[^>]*>", "", sentence) for sentence in re.findall(r"<p>(.*?)</p>", verdict)]
        self.assertEqual(len(sentences), 3)
        self.assertRegex(sentences[0], r"\AThe fastest verifier here is \S+ on scalar51, batch of 1,024: [\d,]+ proofs per second, [\d.]+ times as fast as libsodium")
        self.assertRegex(sentences[1], r"F1 takes [\d.]+ times as long \([\d.]+ to [\d.]+\) .* 3 times as large \(192 against 64 bytes\)")
        self.assertRegex(sentences[2], r"F0A, F0B \+128 bits; F1K k=3 of=8 \+0\.225 bits; F1K k=16 of=64 \S+ bits; F1, F1-S128, F6, F6-S128 0 bits; F0NOT −128 bits")
        self.assertLess(text.index('class="verdict"'), text.index("<table"))

    def test_every_heading_with_figures_has_its_badge(self):
        text = self.page_of(self.path, *self.chain(2, 1.0)).read_text()
        for heading in re.findall(r"<figure><h\d>(.*?)</h\d>", text):
            self.assertRegex(heading, r'class="badge (measured|counted|modelled|cited)"')
        for kind in ("measured", "counted", "modelled", "cited"):
            self.assertIn(f'class="badge {kind}"', text)

    def test_many_formulations_fit(self):
        wide = wide_run(self.run_file)
        path = self.file("wide.json", json.dumps(wide))
        self.is_valid(path)
        page = self.page_of(path)
        text = page.read_text()
        self.assertLess(page.stat().st_size, 200_000)
        for name, params, size, _ in EVERY_FORMULATION:
            sizes = "".join(f" {key}={value}" for key, value in params.items() if key != "base")
            self.assertIn(f"<tr><td>{name}{sizes}<td>scalar51<td>{size}<td>", text)
            self.assertIn(f"What {name} does not claim.", text)
        for words in ("Proof size against members of the class", "Verified per second against members of the class", "Time of one proof against members of the class",
                      "Time of one proof against sources, probes, items or steps", "Memory of one prover against members of the class", "Memory of one prover against sources, probes, items or steps", "Where the time goes", "prover's<br>memory", "What others report", "Lelantus", "Kaizen"):
            self.assertIn(words, text)
        self.assertIn("F1K k=16 n=64 <b>+40 bits</b>; F1K k=3 n=8 <b>+12 bits</b>; F4-RIDGE <b>+3.5 bits</b>", text)
        pages.holds_every_datum(self, text, wide)

    def test_what_does_not_fit_is_named(self):
        runs = [copy.deepcopy(self.run_file) for _ in range(8)]
        for i, run in enumerate(runs):
            run["run"]["utc"] = f"2030010{i + 1}T000000Z"
            run["machine"]["cpu_key"] = f"Machine-{i}"
        text = self.page_of(*runs).read_text()
        self.assertLess(len(text.encode()), 200_000)
        self.assertRegex(text, r"(Cases are not listed|Listed without samples and digests), so that the page stays below 200 kB: bench_attribution 2030-")
        for i in range(8):
            self.assertIn(f"Machine-{i}", text)

    def test_machines_are_never_mixed(self):
        other = copy.deepcopy(self.run_file)
        other["machine"].update(cpu_key="Other-1", brand="Other CPU")
        text = self.page_of(self.run_file, other).read_text()
        self.assertEqual(text.count("Speed against size"), 2)
        self.assertNotIn("Speed of all cases", text)

    def test_missing_groups(self):
        bare = copy.deepcopy(self.run_file)
        for case in bare["cases"]:
            case.update(time=None, cycles=None, floor=None, cost=None, vs={}, evidence=None, evidence_bits=None, proof_bytes=None, statement_bytes=None)
            case.pop("shares", None)
            case.pop("memory", None)
        bare["run"].pop("formulations")
        bare["run"].pop("experiment")
        text = self.page_of(bare).read_text()
        self.assertIn("No verifier of these runs has a time.", text)
        pages.holds_every_datum(self, text, bare)
        emulated = copy.deepcopy(bare)
        emulated["machine"].update(emulator="qemu", multiplier={})
        self.assertIn("was made under qemu: checks count, times were not stored", self.page_of(emulated).read_text())
        self.page_of(dict(self.run_file, cases=[]))

    def chain(self, n, step):
        """n clean runs, each second half faster by this factor against its peers."""
        runs = []
        for i in range(n):
            run = copy.deepcopy(self.run_file)
            run["run"].update(utc=f"203001{i + 1:02}T000000Z", commit=f"{i:012x}" + 28 * "0", dirty=False)
            for case in run["cases"]:
                for rival in case["vs"].values() if i >= n // 2 else ():
                    rival["ratio"] *= step
                    rival["ci99"] = rival["ci99"] and [x * step for x in rival["ci99"]]
            runs.append(run)
        return runs

    def test_history_and_its_change_point(self):
        text = self.history(12, 1.2)
        self.assertIn("Change points: bench_attribution on scalar51: from run 7 on (2030-01-07 00:00 UTC, 000000000006)", text)
        self.assertIn("<td>12<td>2030-01-12 00:00 UTC<td>00000000000b<td>1.20", text)
        self.assertIn("No change point was found.", self.history(12, 1.0))
        self.assertIn("with 3 runs it cannot find any", self.history(3, 1.2))

    def history(self, n, step):
        return self.page_of(*self.chain(n, step)).read_text().split(">History <")[1].split("</details>")[0]

    def test_unverified_runs_are_no_link_of_a_chain(self):
        runs = self.chain(3, 1.0)
        runs[1]["run"]["dirty"] = True
        text = self.page_of(*runs).read_text()
        self.assertIn("unverified: built from uncommitted changes", text)
        self.assertNotIn("<td>000000000001<td>", text.split("The runs of each chain")[1].split("</details>")[0])


class ChangePoints(unittest.TestCase):
    def test_known_answers(self):
        level = [0.0, 0.01, -0.01, 0.0, 0.01, -0.01, 0.02]
        step = level + [x + 1 for x in level]
        self.assertEqual(change.points(step), [7])
        self.assertEqual(change.points(step + [x + 3 for x in level]), [7, 14])
        self.assertEqual(change.points([0.0] * 30), [])
        self.assertEqual(change.points([]), [])
        self.assertEqual(change.points([0, 0, 0, 1, 1]), [])
        self.assertEqual(change.points([0.0] * 60 + [1.0] * 20), [60])

    def test_false_alarms_are_as_rare_as_the_level_says(self):
        import random
        draw = random.Random(7)
        alarms = sum(bool(change.points([draw.gauss(0, 1) for _ in range(12)])) for _ in range(300))
        self.assertLessEqual(alarms, 9)  # 3 are expected


class Model(PageTest):
    def machine(self, run):
        return views.machines([run])[0]

    def kernels(self, run, ns):
        """The run with the kernels that the model needs, each of this cost per item."""
        made = copy.deepcopy(run)
        template = next(case for case in run["cases"] if case["id"] == "protocols/F0A/batch")
        for name, mul, sqr in (("ristretto/decode", 26.0, 256.0), ("msm/full", 100.0, 0.0), ("keccak/f1600", 0.0, 0.0), ("scalar/mul", 0.0, 0.0)):
            for n in (1, 1024):
                case = copy.deepcopy(template)
                case.update(id=f"primitives/{name}", formulation=None, flavor=None, n=n, batch=1, proof_bytes=None, statement_bytes=None, evidence_bits=None, evidence=None, floor=None, vs={},
                            cost={"kind": "counted", "mul": mul, "sqr": sqr})
                case["time"].update(proofs_per_s=None, items_per_s={"median": 1e9 / ns[name], "ci99": None})
                made["cases"].append(case)
        return made

    COSTS = {"ristretto/decode": 512.0, "msm/full": 300.0, "keccak/f1600": 100.0, "scalar/mul": 40.0}

    def test_a_prediction_is_counts_times_costs(self):
        run = self.kernels(self.run_file, self.COSTS)
        for case in run["cases"]:
            if case["id"] == "protocols/F0A/batch":
                case["cost"] = {"kind": "counted", "mul": 452.0, "sqr": 512.0}
        found = [one for one in views.modelled(self.machine(run)) if one.case["id"] == "protocols/F0A/batch" and one.case["n"] == 1024]
        parts = found[0].parts
        self.assertAlmostEqual(parts["decode"], 2 * 512)
        self.assertAlmostEqual(parts["msm"], (452 - 52) * 3)
        self.assertAlmostEqual(parts["hash"], 100 * (2 + 3 + 48 / 168))  # 256 + 64 bytes of statement and proof, 80 more in a leaf; one weight
        self.assertAlmostEqual(parts["scalars"], 6 * 40)

    def test_error_band_and_unmeasured_rows(self):
        run = self.kernels(self.run_file, self.COSTS)
        for case in run["cases"]:
            if case["formulation"] and not case["peer"]:
                case["cost"] = {"kind": "counted", "mul": 452.0, "sqr": 512.0}
        other = copy.deepcopy(run)
        other["machine"].update(cpu_key="Other-1", brand="Other CPU")
        other["cases"] = [case for case in other["cases"] if case["id"].startswith("primitives/")]
        text = self.page_of(run, other).read_text()
        section = text.split("Not measured on this machine")[1].split("</table>")[0]
        self.assertIn('class="badge modelled"', section[:80])
        self.assertIn("<td>F1<td>scalar51<td>batch of 1,024<td>", section)
        self.assertRegex(section, r"<small>[\d,]+ – [\d,]+</small>")
        alone = self.page_of(other).read_text()
        self.assertNotIn("Not measured on this machine", alone)


if __name__ == "__main__":
    unittest.main()
