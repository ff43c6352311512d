# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Runs the bench programs and the scripts, and says what every refusal owes: exit code 2 and exactly one line on stderr."""
import atexit
import functools
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BENCH = os.environ["SIGMARK_BENCH"]
COUNTING = os.environ["SIGMARK_COUNTING"] == "1"  # the build has twins that count
BENCH_PRIMITIVES = os.environ["SIGMARK_BENCH_PRIMITIVES"]
BENCH_COUNTS = os.environ["SIGMARK_BENCH_COUNTS"]
FAILING_CASE = os.environ["SIGMARK_FAILING_CASE"]
DATA = ROOT / "bench" / "data" / "breast_cancer.csv"
ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in ("SIGMARK_BACKEND", "TMPDIR")}
# One case, one repetition: what a run is needed for is not its time.
SHORT = ("--backend", "scalar51", "--benchmark_filter=F0A/verify", "--benchmark_repetitions=1", "--benchmark_min_time=0.0001")
SIZES = {("F0A", "batchable"): 64, ("F0NOT", "batchable"): 96, ("F1", "batchable"): 192, ("F1", "compact"): 160,
         ("F1-S128", "batchable"): 176, ("F1-S128", "compact"): 128}


def run(*command, env=None, **options):
    options.setdefault("stdout", subprocess.PIPE)
    return subprocess.run([*map(str, command)], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="backslashreplace",
                          timeout=240, env=ENVIRONMENT | (env or {}), **options)


def bench(*args, **options):
    return run(BENCH, *args, **options)


def script(name, *args, **options):
    return run(ROOT / "scripts" / name, *args, **options)


def run_files(folder):
    return sorted(pathlib.Path(folder).rglob("*.json"))


@functools.cache
def main_job():
    """(result, folder): the whole main job on one backend, as short as it can be; made once for all tests."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="sigmark-scripts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return bench("--quick", "--backend", "scalar51", "--benchmark_min_time=0.0005", "--results", folder), folder


def made_run():
    """Path and content of the main job's run file."""
    path, = run_files(main_job()[1])
    return path, json.loads(path.read_text())


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
