# SPDX-License-Identifier: Apache-2.0 OR MIT
"""bench_primitives: its table, and the cycles, counts and floors that its run file holds."""
import functools
import json
import pathlib
import re
import tempfile
import unittest

import pages
from support import BENCH_COUNTS, BENCH_PRIMITIVES, COUNTING, ScriptTest, run, script


@functools.cache
def kernels():
    """(result, run file): a few kernels on every backend of this machine, made once."""
    with tempfile.TemporaryDirectory(prefix="sigmark-scripts-") as folder:
        path = pathlib.Path(folder) / "run.json"
        result = run(BENCH_PRIMITIVES, "--quick", "--benchmark_filter=field/(chain_mul|mul|sqr|add|invert)/|ristretto/(decode|encode)/.*n:(8|64)/|msm/full/.*n:64/", "--run-file", path)
        return result, json.loads(path.read_text())


class Kernels(ScriptTest):
    def setUp(self):
        super().setUp()
        self.result, self.run_file = kernels()
        self.table = self.succeeds(self.result)

    def cases(self, name, n=None):
        return [case for case in self.run_file["cases"] if case["id"] == f"primitives/{name}" and not case["peer"] and n in (None, case["n"])]

    def test_one_table_and_nothing_else(self):
        self.assertNotRegex(self.table, r"_(mean|median|stddev|cv)\b")
        head = self.table.splitlines()[0]
        for column in ("kernel", "n", "backend", "ns/item", "cycles/item", "times a peer's speed", "limit"):
            self.assertIn(column, head)
        rows = [line for line in self.table.split("\n\n")[0].splitlines()[1:] if line]
        self.assertEqual(len(rows), len(self.run_file["cases"]))

    def test_a_row_shows_what_the_file_holds(self):
        rows = self.table.split("\n\n")[0].splitlines()[1:]
        for row, case in zip(rows, sorted(self.run_file["cases"], key=self.place)):
            cells = re.split(r" {2,}", row.strip())
            self.assertIn(case["backend"], cells)
            ns, cycles = (float(x) for x in cells[cells.index(case["backend"]) + 1].split() + cells[cells.index(case["backend"]) + 2].split()[:1])
            self.assertAlmostEqual(ns / (1e9 / case["time"]["items_per_s"]["median"]), 1, delta=0.01, msg=row)
            self.assertAlmostEqual(cycles / case["cycles"]["median"], 1, delta=0.01, msg=row)
            if case["floor"]:
                self.assertTrue(row.endswith(f"{100 * case['floor']['fraction']:.0f} %"), (row, case["floor"]))

    def place(self, case):
        """Where its row stands: kernels in the order of the registry, each by size and backend, its peers after it."""
        ids = list(dict.fromkeys(row["id"] for row in self.in_order()))
        backends = ["scalar51", "avx2", "neon", "ifma"]
        return ids.index(case["id"]), case["peer"], case["n"], backends.index(case["backend"]) if case["backend"] in backends else 0

    def in_order(self):
        names = [line[:28].strip() for line in self.table.splitlines()[1:] if line[:1].isalpha()]
        return sorted(self.run_file["cases"], key=lambda case: names.index(case["id"].removeprefix("primitives/")))

    def test_cycles_are_time_times_the_clock(self):
        for case in self.run_file["cases"]:
            ghz = case["cycles"]["median"] / (1e9 / case["time"]["items_per_s"]["median"])
            self.assertTrue(0.2 < ghz / (self.run_file["machine"]["core_hz_est"] / 1e9) < 5, (case["id"], ghz))  # a neighbour may halve either

    @unittest.skipUnless(COUNTING, "this build does not count")
    def test_field_operations_are_counted(self):
        for name, mul, sqr in (("field/mul", 1, 0), ("field/sqr", 0, 1), ("field/add", 0, 0), ("field/chain_mul", 1, 0)):
            for case in self.cases(name):
                if case["n"] >= 64:  # below, lanes stand idle
                    self.assertEqual((case["cost"]["mul"], case["cost"]["sqr"]), (mul, sqr), (name, case["backend"]))
                self.assertEqual(case["floor"] is None, mul + sqr == 0)

    @unittest.skipUnless(COUNTING, "this build does not count")
    def test_every_backend_multiplies_as_often(self):
        """The formulas are the same, so full vectors cost the same; a multiscalar multiplication chooses its own algorithm."""
        costs = {(case["cost"]["mul"], case["cost"]["sqr"]) for case in self.cases("ristretto/decode", 64)}
        self.assertEqual(len(costs), 1, costs)
        for case in self.cases("msm/full", 64):
            self.assertTrue(200 < case["cost"]["mul"] < 4000, case["cost"])

    @unittest.skipUnless(COUNTING, "this build does not count")
    def test_idle_lanes_are_multiplied_too(self):
        for case in self.cases("ristretto/decode", 8):
            full = next(c for c in self.cases("ristretto/decode", 64) if c["backend"] == case["backend"])
            self.assertGreaterEqual(case["cost"]["mul"], full["cost"]["mul"])

    @unittest.skipUnless(COUNTING, "this build does not count")
    def test_multiplications_follow_from_counts(self):
        for case in self.run_file["cases"]:
            if case["floor"] is None:
                continue
            multiplier = self.run_file["machine"]["multiplier"][case["backend"]]
            lanes = {"scalar51": 1, "avx2": 4, "ifma": 8}[case["backend"]]
            wanted = (case["cost"]["mul"] * multiplier["field"]["per_mul"] + case["cost"]["sqr"] * multiplier["field"]["per_sqr"]) / lanes
            self.assertAlmostEqual(case["cost"]["multiplications"] / wanted, 1, places=6)
            self.assertAlmostEqual(case["floor"]["cycles"] * multiplier["rate"]["per_cycle"] / wanted, 1, places=6)
            self.assertLess(case["floor"]["fraction"], 1.1, case["id"])

    @unittest.skipUnless(COUNTING, "this build does not count")
    def test_products_of_limbs(self):
        """Schoolbook products of the limbs, and what the reduction adds to them."""
        self.assertTrue(self.run_file["machine"]["multiplier"])
        for name, low, high in (("scalar51", 25, 30), ("avx2", 70, 80), ("ifma", 50, 62)):
            if name in self.run_file["machine"]["multiplier"]:
                field = self.run_file["machine"]["multiplier"][name]["field"]
                self.assertTrue(low <= field["per_mul"] <= high, (name, field))
                self.assertLess(field["per_sqr"], field["per_mul"])

    def test_page_and_plots(self):
        """Every row is on the page; both figures are drawn in three forms, as far as the run holds what they show."""
        path = self.file("run.json", json.dumps(self.run_file))
        self.succeeds(script("report", path, "-o", self.dir / "page.html"))
        page = (self.dir / "page.html").read_text()
        self.assertLess(len(page), 200_000)
        self.assertIn("How fast the kernels are", page)
        pages.holds_every_datum(self, page, self.run_file)
        self.succeeds(script("plot", path, "-o", self.dir / "plots"))
        self.assertEqual(sorted(p.name for p in (self.dir / "plots").iterdir()), [f"kernels-against-peers.{form}" for form in ("pdf", "png", "svg")])


@unittest.skipUnless(COUNTING, "this build does not count")
class Counts(ScriptTest):
    """Exact counts by single steps: the same every time, and a planted one per cent is found."""

    def counted(self, name):
        path = self.dir / name
        out = self.succeeds(run(BENCH_COUNTS, "--benchmark_filter=field/(mul|sqr|add)/|decode_hinted/", "--run-file", path))
        self.is_valid(path)
        return out, json.loads(path.read_text())

    def test_counts(self):
        out, first = self.counted("first.json")
        _, second = self.counted("second.json")
        counts = [{(case["id"], case["backend"]): case["insns"]["per_run"] for case in made["cases"]} for made in (first, second)]
        self.assertEqual(counts[0], counts[1])
        self.assertGreaterEqual(len(counts[0]), 4)
        for case in first["cases"]:
            self.assertIsNone(case["time"])
            self.assertEqual(case["insns"]["kind"], "counted")
            self.assertRegex(out, rf"{case['id'].removeprefix('primitives/')} +{case['backend']} +{case['n']} +{case['insns']['per_run']} ")
        self.multiplications_agree(first)
        self.one_per_cent_more(first)

    def multiplications_agree(self, made):
        """Two engines: what was seen in steps is what the twins' counts say, and the few that no field operation makes."""
        for case in made["cases"]:
            seen = case["insns"]["classes"]["scalar_mul" if case["backend"] == "scalar51" else "vector_mul"]
            said = case["cost"]["multiplications"] * case["n"]
            self.assertTrue(said <= seen <= 1.3 * said + 160, (case["id"], case["backend"], seen, said))

    def one_per_cent_more(self, made):
        made["run"].update(dirty=False, commit=40 * "0")
        base = self.file("base.json", json.dumps(made))
        self.succeeds(script("results", "compare", base, base, "--gate"))
        for factor, code in ((1.004, 0), (1.01, 1), (0.98, 0)):
            case = made["cases"][0]["insns"]
            head = json.loads(base.read_text())
            head["cases"][0]["insns"].update(per_run=int(case["per_run"] * factor), per_item=case["per_item"] * factor)
            result = script("results", "compare", base, self.file("head.json", json.dumps(head)), "--gate")
            self.assertEqual(result.returncode, code, (factor, result.stdout, result.stderr))


if __name__ == "__main__":
    unittest.main()
