# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Runs the bench programs and the scripts, and says what every refusal owes: exit code 2 and exactly one line on stderr.

As a program (`support.py FOLDER`): makes the main job's run that all groups of tests look at, see main_job."""
import atexit
import functools
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts" / "lib"))
import runfile  # noqa: E402, F401 -- for the tests, which find the scripts' library by this module
BENCH = os.environ["SIGMARK_BENCH"]
COUNTING = os.environ["SIGMARK_COUNTING"] == "1"  # the build has twins that count
BENCH_PRIMITIVES = os.environ["SIGMARK_BENCH_PRIMITIVES"]
BENCH_PROTOCOLS = os.environ["SIGMARK_BENCH_PROTOCOLS"]
BENCH_COUNTS = os.environ["SIGMARK_BENCH_COUNTS"]
FAILING_CASE = os.environ["SIGMARK_FAILING_CASE"]
DATA = ROOT / "bench" / "data" / "breast_cancer.csv"
ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in ("SIGMARK_BACKEND", "TMPDIR")}
# One case, one repetition: what a run is needed for is not its time.
SHORT = ("--backend", "scalar51", "--benchmark_filter=F0A/verify", "--benchmark_repetitions=1", "--benchmark_min_time=0.0001")
# Proof bytes of the main job's rows but those that take seconds; the third part of a key is F1K's number of records.
SIZES = {("F0A", "batchable", None): 64, ("F0NOT", "batchable", None): 96, ("F1", "batchable", None): 192, ("F1", "compact", None): 160,
         ("F1-S128", "batchable", None): 176, ("F1-S128", "compact", None): 128, ("F1K", "batchable", 8): 672, ("F1K", "compact", 8): 448,
         ("F1K", "batchable", 64): 5632, ("F1K", "compact", 64): 3616, ("F0B", "batchable", None): 160, ("F6", "batchable", None): 160,
         ("F6-S128", "batchable", None): 144}
SLOW = "F0S|F[2-5]-|RANGE"


def run(*command, env=None, **options):
    options.setdefault("stdout", subprocess.PIPE)
    return subprocess.run([*map(str, command)], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="backslashreplace",
                          timeout=240, env=ENVIRONMENT | (env or {}), **options)


def bench(*args, **options):
    return run(BENCH, *args, **options)


def script(name, *args, **options):
    return run(ROOT / "scripts" / name, *args, **options)


def row_of(case):
    """The key of a case in SIZES."""
    return case["formulation"], case["flavor"], case.get("params", {}).get("of")


def run_files(folder):
    return sorted(pathlib.Path(folder).rglob("*.json"))


def short_main_job(folder):
    return bench("--quick", "--backend", "scalar51", "--benchmark_min_time=0.0005", f"--benchmark_filter=-{SLOW}", "--results", folder)


def keep_main_job(folder):
    """Leaves the run in folder/runs and what the program said in folder/said.json."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    result = short_main_job(folder / "runs")
    (folder / "said.json").write_text(json.dumps([result.returncode, result.stdout, result.stderr]))


@functools.cache
def main_job():
    """(result, folder): the main job on one backend, as short as it can be; once for all tests: kept where SIGMARK_MAIN_JOB says, or made here."""
    kept = os.environ.get("SIGMARK_MAIN_JOB")
    if kept:
        said = json.loads(pathlib.Path(kept, "said.json").read_text())
        return subprocess.CompletedProcess([BENCH], *said), pathlib.Path(kept, "runs")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="sigmark-scripts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return short_main_job(folder), folder


def made_run():
    """Path and content of the main job's run file."""
    path, = run_files(main_job()[1])
    return path, json.loads(path.read_text())


# Every formulation of the harness table with sizes of its statement, its proof bytes, and W: what a page must hold one day.
EVERY_FORMULATION = [("F0B", {}, 160, 128), ("F0S", {"T": 64}, 2144, 128), ("F0S-LOG", {"T": 64}, 512, 128), ("F1K", {"k": 3, "n": 8}, 672, 12), ("F1K", {"k": 16, "n": 64}, 5632, 40),
                     ("F2-MLR", {"T": 128, "p": 31}, 960, -0.68), ("F2-L1", {"T": 128, "p": 31}, 1024, -0.5), ("F2-L2", {"p": 31}, 1440, -0.3), ("F5-NORM", {"p": 31}, 1440, 0),
                     ("F5-ACC", {"T": 121, "p": 31}, 960, -0.12), ("F6", {}, 160, 128), ("F6-S128", {}, 144, 128), ("RANGE", {"bits": 64}, 576, None),
                     *(("F4-RIDGE", {"T": steps, "rows": 512, "p": 31}, 864, 3.5) for steps in (1, 100, 1000)),
                     *(("F3-SCALAR", {"N": 4 ** m, "base": 4}, 32 * (4 * m + 4), 1.1) for m in (1, 2, 3, 5, 6, 8)), *(("F3-GROUP", {"N": 4 ** m, "base": 4}, 32 * (4 * m + 4), 1.1) for m in (2, 5, 8)),
                     *(("F3-SQRT", {"N": 4 ** m, "base": 4}, 32 * (8 * m + 6), 1.1) for m in (4, 8)), *(("F3-AOS", {"N": n}, 32 * (n + 1), 1.1) for n in (2, 16, 1024)),
                     *(("F3-CDS", {"N": n}, 32 * (3 * n - 1), 1.1) for n in (2, 16, 1024))]


# Two lines as the main job counts them: one about a class, and one that holds in no world.
_COUNTED = {"formulation": "F3", "statement": "ball around all blocks", "with": {"hits": 4552, "of": 32768, "ci95": [0.137, 0.141]}, "without": {"hits": 2123, "of": 32767, "ci95": [0.063, 0.066]},
            "prior": 0.5, "sampled": False, "weight_bits": 1.1, "posterior": 0.682, "deniability": 0.318, "info_bits": 0.0111, "members": 6675, "members_with": 4552, "effective_set": 1.0}
FINDINGS = [_COUNTED, dict(_COUNTED, statement="a ball of none", weight_bits=None, members=0, **{"with": {"hits": 0, "of": 32768, "ci95": [0, 0.0001]}})]


def wide_run(run):
    """The run with all its cases, and those of F0A once more under each of these names, slower the larger the proof; with findings."""
    wide = json.loads(json.dumps(run))
    wide["run"]["experiment"]["findings"] = FINDINGS
    taken = {name for name, *_ in EVERY_FORMULATION}
    wide["cases"] = [case for case in wide["cases"] if case["formulation"] not in taken]
    for name, params, size, weight in EVERY_FORMULATION:
        wide["run"]["formulations"][name] = dict(run["run"]["formulations"]["F0A"], title=f"title of {name}", claim=f"What {name} claims.", non_claim=f"What {name} does not claim.")
        for case in run["cases"]:
            if case["formulation"] != "F0A" or case["peer"] or case["flavor"] != "batchable":
                continue
            slower = (size / 64) ** 0.5
            copy = json.loads(json.dumps(case).replace("F0A", name))
            copy.update(params=params, proof_bytes=size, evidence_bits=weight, points={"kind": "counted", "own": 11, "shared": 67, "multiply_adds": params.get("N", 0), "equations": 2})
            copy["cost"] = copy["cost"] and dict(copy["cost"], mul=copy["cost"]["mul"] * slower, sqr=copy["cost"]["sqr"] * slower)
            copy["floor"] = None
            if case["id"].endswith("/prove"):
                copy["memory"] = {"kind": "measured", "peak_bytes": 1000 * size}
            else:
                copy["shares"] = {"kind": "measured", "decode": 0.3, "msm": 0.5, "scalars": 0.05, "hash": 0.1}
            for figure in [copy["time"]["proofs_per_s"], *copy["vs"].values()]:
                key = "median" if "median" in figure else "ratio"
                figure[key] /= slower
                figure["ci99"] = figure["ci99"] and [x / slower for x in figure["ci99"]]
            wide["cases"].append(copy)
    return wide


class ScriptTest(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="sigmark-scripts-"))
        self.addCleanup(shutil.rmtree, self.dir, ignore_errors=True)

    def file(self, name, content):
        path = self.dir / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def succeeds(self, result):
        self.assertEqual(result.returncode, 0, (result.stderr, result.stdout))
        return result.stdout

    def refused(self, result, *words, code=2):
        """Exit code, and exactly one plain line on stderr that holds the words."""
        self.assertEqual(result.returncode, code, (result.stderr, result.stdout))
        self.assertRegex(result.stderr, r"\A[a-z_]+: [ -~\x80-\U0010ffff]+\n\Z")
        for word in words:
            self.assertIn(word, result.stderr)

    def is_valid(self, path):
        self.assertIn("valid", self.succeeds(script("results", "validate", path)))

    def listing(self):
        """Every file below the test's folder with its bytes."""
        return {p: p.read_bytes() for p in sorted(self.dir.rglob("*")) if p.is_file()}


if __name__ == "__main__":
    keep_main_job(pathlib.Path(sys.argv[1]))
