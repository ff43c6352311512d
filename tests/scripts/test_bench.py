# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Bench programs: bad input, places that cannot be written, and runs that do not end."""
import json
import os
import re
import resource
import shutil
import subprocess
import time
import unittest

from support import BENCH, DATA, ENVIRONMENT, FAILING_CASE, SHORT, SLOW, ScriptTest, bench, run, run_files, script

NOBODY = 65534


class BadInput(ScriptTest):
    def refuses(self, *args, words=(), **options):
        before = self.listing()
        result = bench(*args, "--results", self.dir / "runs", **options)
        self.refused(result, *words)
        self.assertEqual(result.stdout, "")
        self.assertEqual(self.listing(), before)

    def test_unknown_backend_is_never_replaced(self):
        for name in ("avx1024", "Scalar51", "scalar51 ", ""):
            self.refuses("--backend", name, words=(f'"{name}"',))
        self.refuses(env={"SIGMARK_BACKEND": "avx1024"}, words=('"avx1024"',))

    def test_flags(self):
        for flag in ("--no-such-flag", "--results", "--seed=x", "--benchmark_repetitions=x", "word"):
            self.refused(bench(flag))
        self.refused(bench("--results", self.dir, "--run-file", self.dir / "x"), "exclude each other")

    def test_datasets(self):
        text = DATA.read_text()
        lines = text.splitlines(keepends=True)
        self.refuses("--dataset", self.dir / "none.csv", words=("No such file",))
        for name, content in {"empty": "", "head": lines[0], "few": "".join(lines[:40]), "ragged": text + "1,2,3\n", "words": text.replace(lines[7], lines[7].replace("1", "x", 1)),
                              "nan": text.replace(lines[9], "nan," + lines[9].split(",", 1)[1]), "binary": b"\x00\xff" * 4000}.items():
            self.refuses("--dataset", self.file(f"{name}.csv", content), words=(f"{name}.csv",))

    def test_models(self):
        self.refuses("--model", self.dir / "none.csv", words=("No such file",))
        for name, content in (("empty.csv", ""), ("short.safetensors", b"\x10"), ("long.safetensors", b"\xff" * 8 + b"{}"), ("nan.csv", "1,nan\n")):
            self.refuses("--model", self.file(name, content), words=(name,))

    def test_nothing_matches_the_filter(self):
        result = bench("--benchmark_filter=no-such-case", "--results", self.dir)
        self.assertEqual((result.returncode, self.listing()), (1, {}))


class PlacesThatCannotBeWritten(ScriptTest):
    """What was measured is printed and kept all the same."""

    def setUp(self):
        super().setUp()
        self.spare = self.dir / "spare"
        self.spare.mkdir()
        self.spare.chmod(0o777)
        self.dir.chmod(0o755)

    def printed(self, result, reason):
        """Exit 2, the table with a measured row, and one sentence about the file."""
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertRegex(result.stdout, r"batchable +scalar51 +64 +- +[1-9]")
        said = [line for line in result.stderr.splitlines() if not line.startswith(("checking", "measuring"))]
        self.assertEqual(len(said), 1, said)
        self.assertRegex(said[0], rf"\Abench_attribution: cannot write .*: {reason}; what is measured is ")
        return said[0]

    def kept(self, result, reason):
        """The same, and the journal that it names makes a run file."""
        journal = re.search(r"is kept in (\S+)\Z", self.printed(result, reason)).group(1)
        self.assertEqual(os.path.dirname(journal), str(self.spare))
        target = self.dir / "recovered.json"
        self.succeeds(script("results", "recover", journal, "-o", target))
        self.is_valid(target)
        self.assertIn(("protocols/F0A/verify", True), [(c["id"], c["time"] is not None) for c in json.loads(target.read_text())["cases"]])

    def run_short(self, *args, program=BENCH, **options):
        return run(program, *SHORT, *args, env={"TMPDIR": str(self.spare)}, **options)

    def test_results_folder_that_is_a_file(self):
        regular = self.file("regular", "x")
        self.kept(self.run_short("--results", regular), "Not a directory")
        self.assertEqual(regular.read_text(), "x")

    def test_run_file_that_is_a_folder(self):
        self.kept(self.run_short("--run-file", self.spare), "Is a directory")

    def test_read_only_folder(self):
        """Permissions mean nothing to root: a copy of the program runs as nobody then, on a copy of the data."""
        folder = self.dir / "results"
        folder.mkdir()
        folder.chmod(0o555)
        program = shutil.copy(BENCH, self.dir / "bench_attribution")
        data = self.file("data.csv", DATA.read_bytes())
        data.chmod(0o644)
        user = {"user": NOBODY} if os.geteuid() == 0 else {}
        self.kept(self.run_short("--dataset", data, "--results", folder, program=program, cwd="/", **user), "Permission denied")
        self.assertEqual(list(folder.iterdir()), [])

    def test_file_size_limit(self):
        """Both folders refuse at once: the table is all that remains, and it is printed."""
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))
        said = self.printed(self.run_short("--results", self.dir / "runs", preexec_fn=limit), "File too large")
        self.assertTrue(said.endswith("is only printed"), said)
        self.assertEqual(run_files(self.dir), [])

    def test_full_disk(self):
        """A disk of 16 KiB, mounted where only the program sees it, fills up while cases are measured."""
        disk = self.dir / "disk"
        disk.mkdir()
        mount = f'mount -t tmpfs -o size=16k none "{disk}"'
        if run("unshare", "--mount", "sh", "-c", mount).returncode != 0:
            self.skipTest("no right to mount a small disk")
        command = ("unshare", "--mount", "sh", "-c", f'{mount} && exec "$@"', "sh", BENCH, *SHORT, "--benchmark_repetitions=8", "--results", disk)
        self.kept(run(*command, env={"TMPDIR": str(self.spare)}), "No space left on device")

    def test_full_standard_output(self):
        with open("/dev/full", "w") as full:
            result = bench(*SHORT, stdout=full)
        self.assertEqual(result.returncode, 2)
        self.assertIn("cannot write the table to standard output", result.stderr)


class Killed(ScriptTest):
    def test_finished_cases_are_recovered(self):
        command = [BENCH, "--backend", "scalar51", "--quick", "--benchmark_min_time=0.01", f"--benchmark_filter=-{SLOW}", "--results", str(self.dir)]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        end = time.monotonic() + 120
        lines = 0
        while lines < 12 and time.monotonic() < end and process.poll() is None:
            time.sleep(0.02)
            lines = sum(p.read_bytes().count(b"\n") for p in self.dir.rglob("*.journal"))
        process.kill()
        self.assertEqual(process.wait(), -9)
        journal, = (p for p in self.dir.rglob("*") if p.is_file())
        self.assertEqual(journal.name[-8:], ".journal")
        self.recovers(journal.read_text())

    def recovers(self, text):
        """The whole journal, and one cut off in the middle of its last line, give the cases of their complete lines."""
        for cut in (len(text), text.rstrip("\n").rindex("\n") + 40):
            complete = text[:cut].split("\n")[1:-1]
            target = self.dir / f"recovered-{cut}.json"
            self.succeeds(script("results", "recover", self.file("cut.journal", text[:cut]), "-o", target))
            self.is_valid(target)
            cases = json.loads(target.read_text())["cases"]
            finished = map(json.loads, complete)
            last = {(c["id"], c["backend"], c["n"], c["flavor"], json.dumps(c.get("params"))): c for c in finished}
            self.assertGreater(len(cases), 1)
            self.assertEqual(cases, list(last.values()))


class FailingCases(ScriptTest):
    """A case that fails its check is stored with the reason, is not timed, and makes the exit status 1."""

    def setUp(self):
        super().setUp()
        self.path = self.dir / "run.json"

    def run_cases(self, *args):
        result = run(FAILING_CASE, "--run-file", self.path, "--benchmark_format=json", "--benchmark_repetitions=2", *args)
        cases = {case["id"]: case for case in json.loads(self.path.read_text())["cases"]}
        reported = {entry["name"].split("/")[1]: entry for entry in json.loads(result.stdout)["benchmarks"]}
        return result, cases, reported

    def test_each_way_of_failing(self):
        result, cases, reported = self.run_cases()
        self.assertEqual(result.returncode, 1)
        self.is_valid(self.path)
        reasons = {"test/wrong": "the output is not the oracle's", "test/accepts-tampered": "a tampered proof was accepted",
                   "test/no-setup": "setup failed", "test/fails-later": "a timed run failed", "primitives/ristretto/encode": ""}
        self.assertEqual(set(cases), {"test/good", *reasons})
        for name, reason in reasons.items():
            case = cases[name]
            self.assertEqual((case["time"], case["vs"]), (None, {}), name)
            self.assertTrue(case["error"], name)
            self.assertIn(reason, case["error"])
            self.assertFalse(case["verified"] and case["rejects_tampered"], name)
            self.assertEqual(sum(line.startswith(f"failing_case: {name} on ") for line in result.stderr.splitlines()), 1, name)
        for name in ("wrong", "accepts-tampered", "no-setup", "fails-later", "ristretto"):
            self.assertTrue(reported[name]["error_occurred"], name)
            self.assertNotIn("items_per_second", reported[name])

    def test_sizes_of_the_statement_are_stored_and_part_of_the_name(self):
        _, cases, reported = self.run_cases("--benchmark_filter=/N:65536/base:4/")
        self.assertEqual(set(cases), {"test/good", "test/wrong", "test/accepts-tampered", "test/no-setup", "test/fails-later"})
        self.assertEqual(cases["test/good"]["params"], {"N": 65536, "base": 4})
        self.assertIn("/N:65536/base:4/n:2/", reported["good"]["name"])

    def test_a_passing_case_beside_them_is_timed(self):
        _, cases, _ = self.run_cases()
        self.assertIsNotNone(cases["test/good"]["time"])

    def test_passing_alone_exits_0_and_reports_the_time_it_took(self):
        """The case takes 200 microseconds of CPU time for two items."""
        result, cases, _ = self.run_cases("--benchmark_filter=test/good")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue(100_000 <= cases["test/good"]["time"]["p50"] < 120_000, cases["test/good"]["time"])
        self.assertAlmostEqual(cases["test/good"]["time"]["items_per_s"]["median"], 1e9 / cases["test/good"]["time"]["process_medians"][0], delta=20)


if __name__ == "__main__":
    unittest.main()
