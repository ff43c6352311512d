# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Tables, comparison and export of run files."""
import copy
import csv
import json
import pathlib
import sqlite3
import unittest

from support import ROOT, ScriptTest, made_run, script, wide_run

COMMITTED = sorted((ROOT / "results" / "runs").rglob("*.json"))


class Results(ScriptTest):
    def setUp(self):
        super().setUp()
        self.path, self.run_file = made_run()
        self.run_file["run"]["dirty"] = False
        self.run_file["run"]["commit"] = self.run_file["run"]["commit"] or 40 * "0"
        self.base = self.file("base.json", json.dumps(self.run_file))

    def certain(self):
        """The run with narrow intervals: a busy machine makes them wider than any change."""
        run = copy.deepcopy(self.run_file)
        for case in run["cases"]:
            for rival in case["vs"].values():
                rival["ci99"] = [rival["ratio"] * 0.99, rival["ratio"] * 1.01]
        return run

    def slower(self, run, factor):
        """The run with every case of F0A slower, and its peers as fast as before."""
        run = copy.deepcopy(run)
        for case in run["cases"]:
            if case["formulation"] != "F0A" or case["peer"]:
                continue
            for rival in case["vs"].values():
                rival["ratio"] /= factor
                rival["ci99"] = rival["ci99"] and [x / factor for x in rival["ci99"]]
        return self.file("head.json", json.dumps(run))

    def compared(self, *args):
        lines = self.succeeds(script("results", "compare", *args)).splitlines()[2:]
        return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]

    def test_a_run_against_itself(self):
        rows = self.compared(self.base, self.base)
        self.assertEqual(len(rows), sum(not case["peer"] and case["time"] is not None for case in self.run_file["cases"]))
        for row in rows:
            self.assertTrue(row[3].startswith("1.00"), row)
            self.assertEqual(row[5], "open", row)

    def test_a_slower_run_is_called_slower_and_a_faster_one_faster(self):
        certain = self.certain()
        before, after = self.file("certain.json", json.dumps(certain)), self.slower(certain, 2)
        for base, other, word, value in ((before, after, "slower", "0.5"), (after, before, "faster", "2.0")):
            for row in self.compared(base, other):
                if row[0].startswith("F0A/verify batchable") or row[0].startswith("F0A/batch"):
                    self.assertEqual((row[4], row[5]), ("libsodium", word), row)
                    self.assertTrue(row[3].startswith(value), row)
                if row[0].startswith("F1/"):
                    self.assertEqual(row[5], "open", row)

    def test_what_cannot_be_compared(self):
        other = dict(self.run_file, machine=dict(self.run_file["machine"], cpu_key="AnotherVendor-1"))
        self.refused(script("results", "compare", self.base, self.file("other.json", json.dumps(other))), "different machines")
        dirty = dict(self.run_file, run=dict(self.run_file["run"], dirty=True))
        self.refused(script("results", "compare", self.file("dirty.json", json.dumps(dirty)), self.base), "cannot be a base")
        self.refused(script("results", "compare", self.base, self.base, "--only", "no-such-case"), "in common")
        self.refused(script("results", "compare", self.base, self.base, "--only", "("), "--only (")

    def test_csv_holds_every_case_and_figure(self):
        target = self.dir / "all.csv"
        self.succeeds(script("results", "export", self.base, "--csv", target))
        with target.open(newline="") as f:
            rows = list(csv.DictReader(f))
        self.assertEqual(len(rows), len(self.run_file["cases"]))
        for row, case in zip(rows, self.run_file["cases"]):
            self.assertEqual((row["id"], row["backend"], int(row["n"])), (case["id"], case["backend"], case["n"]))
            self.assertEqual(float(row["ns_p50"]), case["time"]["p50"])
            self.assertEqual(float(row["cycles"]), case["cycles"]["median"])
            self.assertEqual(row["floor_fraction"] and float(row["floor_fraction"]), case["floor"]["fraction"] if case["floor"] else "")
            for name, rival in case["vs"].items():
                self.assertEqual(float(row[f"vs_{name}"]), rival["ratio"])

    def test_what_only_some_cases_have_is_exported_too(self):
        wide = wide_run(self.run_file)
        target = self.dir / "wide.csv"
        self.succeeds(script("results", "export", self.file("wide.json", json.dumps(wide)), "--csv", target))
        with target.open(newline="") as f:
            rows = list(csv.DictReader(f))
        for row, case in zip(rows, wide["cases"]):
            self.assertEqual(row["params"], " ".join(f"{key}={value}" for key, value in (case.get("params") or {}).items()))
            self.assertEqual(row["points_own"], "11" if case.get("points") else "")
            self.assertEqual(row["share_msm"], str(case["shares"]["msm"]) if case.get("shares") else "")
            self.assertEqual(row["peak_bytes"], str(case["memory"]["peak_bytes"]) if case.get("memory") else "")
            self.assertEqual(row["deniability"], str(case["evidence"]["deniability"]) if case["evidence"] else "")

    def test_sqlite_holds_the_same(self):
        target = self.file("all.sqlite", "not a data base, and replaced")
        self.succeeds(script("results", "export", self.base, self.path, "--sqlite", target))
        base = sqlite3.connect(target)
        self.addCleanup(base.close)
        self.assertEqual(base.execute("SELECT count(*) FROM run").fetchone()[0], 2)
        self.assertEqual(base.execute("SELECT count(*) FROM result").fetchone()[0], 2 * len(self.run_file["cases"]))
        for case in self.run_file["cases"]:
            for name, rival in case["vs"].items():
                found = base.execute("SELECT DISTINCT ratio.ratio FROM ratio JOIN result ON result_id = result.id WHERE name = ? AND backend = ? AND n = ? AND flavor IS ? AND rival = ?",
                                     (case["id"], case["backend"], case["n"], case["flavor"], name)).fetchall()
                self.assertIn((rival["ratio"],), found)
                self.assertEqual(len(found), sum(other["vs"].get(name) is not None and all(other[key] == case[key] for key in ("id", "backend", "n", "flavor")) for other in self.run_file["cases"]))

    def test_export_that_cannot_be_written(self):
        for flag in ("--csv", "--sqlite"):
            self.refused(script("results", "export", self.base, flag, self.dir), "not a regular file")
            self.refused(script("results", "export", self.base, flag, self.dir / "none" / "x"), "cannot write")

    def test_runs_are_added_and_never_replaced(self):
        folder = self.dir / "runs"
        add = lambda path: pathlib.Path(self.succeeds(script("results", "add", path, "--folder", folder)).strip())
        first = add(self.base)
        self.assertEqual(first.parent, folder / self.run_file["machine"]["cpu_key"])
        self.assertEqual(first.name, f"{self.run_file['run']['utc']}-{self.run_file['run']['commit'][:12]}.json")
        self.assertEqual(add(self.base), first)
        other = self.file("other.json", json.dumps(self.run_file) + "\n")
        second = add(other)
        self.assertEqual(second.name, first.stem + "-2.json")
        self.assertEqual((first.read_bytes(), second.read_bytes()), (self.base.read_bytes(), other.read_bytes()))
        self.assertEqual(sorted(folder.rglob("*.json")), [second, first])
        before = self.listing()
        emulated = copy.deepcopy(self.run_file)
        emulated["machine"]["emulator"] = "qemu"
        self.refused(script("results", "add", self.file("emulated.json", json.dumps(emulated)), "--folder", folder), "under emulation")
        evil = dict(self.run_file, machine=dict(self.run_file["machine"], cpu_key="../../x"))
        self.refused(script("results", "add", self.file("evil.json", json.dumps(evil)), "--folder", folder), "makes no file name")
        self.assertEqual({path: text for path, text in self.listing().items() if "runs" in path.parts}, {path: text for path, text in before.items() if "runs" in path.parts})

    def test_recovering_replaces_no_run(self):
        head = json.dumps(dict(self.run_file, cases=[])) + "\n" + json.dumps(self.run_file["cases"][0]) + "\n"
        self.refused(script("results", "recover", self.file("x.journal", head), "-o", self.base), "never replaced")
        self.assertEqual(json.loads(self.base.read_text()), self.run_file)

    def test_table_of_some_cases(self):
        lines = self.succeeds(script("results", "table", self.base, "--only", "F1/verify scalar51")).splitlines()
        self.assertEqual(sum(line.startswith("| F1/verify") for line in lines), 2)  # both flavors

    def test_files_of_schema_1_are_still_read(self):
        old = copy.deepcopy(self.run_file)
        old["schema"] = 1
        del old["machine"]["multiplier"]
        for case in old["cases"]:
            del case["cycles"], case["floor"]
            case["cost"] = {"kind": "modelled", "mul": 1, "sqr": 2}
        path = self.file("old.json", json.dumps(old))
        self.is_valid(path)
        self.succeeds(script("report", path, "-o", self.dir / "old.html"))
        old["cases"][0]["time"]["p50"] = -1
        self.refused(script("results", "validate", self.file("bad.json", json.dumps(old))), "nanoseconds")

    def test_committed_runs_are_valid_and_verified(self):
        self.assertTrue(COMMITTED)
        for path in COMMITTED:
            said = self.succeeds(script("results", "validate", path))
            self.assertNotIn("unverified", said, path)


if __name__ == "__main__":
    unittest.main()
