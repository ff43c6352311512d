# SPDX-License-Identifier: Apache-2.0 OR MIT
"""scripts/gate on a toy repository: what passes, what fails, what gets no verdict; and its rules on figures."""
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import unittest
import unittest.mock

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOY = ROOT / "tests/gate/toy"
CC = os.environ.get("SIGMARK_CC", "gcc")
ANOTHER = "gcc" if "clang" in CC else "clang-19"
ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in ("CFLAGS", "CC") and not key.startswith("GIT_")}
sys.path.insert(0, str(ROOT / "scripts/lib"))
import calibration  # noqa: E402
import gating  # noqa: E402
import sides  # noqa: E402
import verdict as verdict_files  # noqa: E402

# What stands where in the toy repository.
PLACES = {"backend.c": "primitives/backend/registry.c", "registry.c": "bench/cases/registry.c", "steady.c": "bench/cases/steady.c", "varied.c": "bench/cases/varied.c",
          "case.inc.h": "bench/cases/case.inc.h", "CMakeLists.txt": "CMakeLists.txt"}
OURS = ("scripts/gate", "scripts/lib/*.py", "scripts/lib/setup.sh", "bench/gate/*", "bench/run/clock.*", "bench/run/machine.*", "bench/run/step.*", "tests/counts/plugin.c")
LISTS = {"protocols/CMakeLists.txt": "add_library(sigmark STATIC ../primitives/backend/registry.c)\ntarget_link_libraries(sigmark PUBLIC sigmark_flags)\n",
         "bench/CMakeLists.txt": "add_library(sigmark_cases STATIC cases/registry.c cases/steady.c cases/varied.c)\ntarget_link_libraries(sigmark_cases PUBLIC sigmark)\nadd_subdirectory(gate)\n"}


def run(*command, cwd=None):
    return subprocess.run([*map(str, command)], cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600, env=ENVIRONMENT)


class Repository:
    """The toy under git; each commit is made from the first one."""

    def __init__(self, folder):
        self.root = pathlib.Path(folder)
        for pattern in OURS:
            for path in ROOT.glob(pattern):
                self.put(path.relative_to(ROOT), path)
        for path in (*ROOT.glob("primitives/**/*.h"), *ROOT.glob("protocols/**/*.h"), ROOT / "bench/cases/case.h"):
            self.put(path.relative_to(ROOT), path)
        for name, place in PLACES.items():
            self.put(place, TOY / name)
        for name, text in LISTS.items():
            (self.root / name).write_text(text)
        (self.root / ".gitignore").write_text("build/\n__pycache__/\n")
        self.git("init", "--quiet")
        self.first = self.commit()

    def put(self, place, path):
        target = self.root / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)

    def git(self, *arguments):
        done = run("git", "-c", "user.name=toy", "-c", "user.email=toy@localhost", "-c", "commit.gpgsign=false", *arguments, cwd=self.root)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self):
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", "toy")
        return self.git("rev-parse", "HEAD")

    def changed(self, path, before, after):
        """The commit that replaces a text in a file of the first one."""
        self.git("checkout", "--quiet", "--force", "--detach", self.first)
        text = (self.root / path).read_text()
        assert before in text, before
        (self.root / path).write_text(text.replace(before, after))
        commit = self.commit()
        self.git("checkout", "--quiet", "--force", "--detach", self.first)
        return commit

    def turns(self, n):
        return self.changed("bench/cases/varied.c", "TURNS = 1000", f"TURNS = {n}")

    def gate(self, *arguments):
        return run(self.root / "scripts/gate", "--cc", CC, *arguments)


class GateTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="sigmark-gate-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.toy = Repository(cls.folder)

    def gate(self, *arguments, code, says=()):
        done = self.toy.gate(*arguments)
        self.assertEqual(done.returncode, code, (done.stdout, done.stderr))
        for words in (says,) if isinstance(says, str) else says:
            self.assertIn(words, done.stdout + done.stderr)
        return done.stdout

    def timed(self, *arguments, code, says=()):
        """The same where time decides: a machine that is not fit gives no verdict, and then there is nothing to test."""
        done = self.toy.gate(*arguments, "--quick")
        if done.returncode == gating.UNFIT and "unfit" in done.stdout:
            self.skipTest(done.stdout.splitlines()[-1])
        return self.gate_again(done, code, says)

    def gate_again(self, done, code, says):
        self.assertEqual(done.returncode, code, (done.stdout, done.stderr))
        for words in (says,) if isinstance(says, str) else says:
            self.assertIn(words, done.stdout)
        return done.stdout


class Usage(GateTest):
    def refused(self, *arguments, says):
        done = self.toy.gate(*arguments)
        self.assertEqual((done.returncode, done.stdout), (2, ""), (done.stdout, done.stderr))
        self.assertIn(says, done.stderr)
        self.assertNotIn("Traceback", done.stderr)

    def test_arguments(self):
        self.refused(says="two commits")
        self.refused("HEAD", says="two commits")
        self.refused("HEAD", "HEAD", "HEAD", says="two commits")
        self.refused("HEAD", "HEAD", "--only", "(", says="--only (")
        self.refused("HEAD", "HEAD", "--no-such-flag", says="--no-such-flag")
        self.refused("HEAD", "HEAD", "--counts-only", "--times-only", says="not allowed with")
        for number in ("0", "-1", "x"):
            self.refused("HEAD", "HEAD", "--at-most", number, says="--at-most")

    def test_what_is_no_commit(self):
        for name in ("no-such-branch", "", "--upload-pack=x", "HEAD:bench"):
            done = self.toy.gate("--", name, "HEAD")
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("is no commit", done.stderr)

    def test_no_compiler(self):
        self.refused("--cc", "no-such-compiler", self.toy.first, self.toy.turns(999), says="no-such-compiler")
        self.refused("--cc-head", "no-such-compiler", self.toy.first, self.toy.first, says="no-such-compiler")

    def test_head_that_does_not_build(self):
        self.refused(self.toy.first, self.toy.changed("bench/cases/varied.c", "x * x", "x * y"), says="cmake failed: ")

    def test_no_case_of_that_name(self):
        self.gate(self.toy.first, self.toy.turns(998), "--only", "no-such-case", code=2, says="no case is named like no-such-case")

    def test_files_that_are_no_calibration(self):
        for name, content in (("empty", ""), ("list", "[]"), ("schema", '{"schema": 9, "runs": [1]}'), ("binary", "\0\1"), ("nan", '{"schema": 1, "runs": [{"cases": [{"name": "x", "itself": [NaN]}]}]}')):
            path = pathlib.Path(self.folder, f"{name}.json")
            path.write_text(content)
            self.refused("--show", path, says="no calibration")
        self.refused("--show", "/no/such/file", says="cannot read /no/such/file")


class Verdicts(GateTest):
    def test_the_same_commit_needs_no_build(self):
        self.gate(self.toy.first, self.toy.first, code=0, says="nothing that a case is made of differs")

    def test_a_document_needs_no_build(self):
        self.gate(self.toy.first, self.toy.changed(".gitignore", "build/", "build/\n*.orig"), code=0, says="nothing that a case is made of differs")

    def test_the_same_machine_code_is_not_measured(self):
        head = self.toy.changed("bench/cases/varied.c", "this turn is over", "this turn is done")
        self.gate(self.toy.first, head, code=0, says=("3 cases reach the same machine code", "no case"))

    def test_more_instructions_fail(self):
        out = self.gate(self.toy.first, self.toy.turns(1010), "--counts-only", code=1, says=("2 execute over 0.5% more instructions", "MORE INSTRUCTIONS", "1 cases reach the same machine code"))
        self.assertNotIn("NOT noticed", out)
        self.assertRegex(out, r"primitives/toy/varied@toy/4 +\+(0\.9|1\.0)\d %")

    def test_fewer_instructions_and_few_more_pass(self):
        for turns in (990, 500, 1003):
            self.gate(self.toy.first, self.toy.turns(turns), "--counts-only", code=0, says="none of 2 changed cases got slower")

    def test_a_slowdown_that_no_count_shows(self):
        """As many instructions, of which one takes longer: a chain of multiplications against one of additions."""
        text, slow = "x = x * x + 1;", "x = (x ^ 3) * 5 * x + (x & 1) - (x | 9);"
        fast = self.toy.changed("bench/cases/varied.c", text, "__asm__ volatile(\"\" : \"+r\"(x)); x += x + 1;")
        slower = self.toy.changed("bench/cases/varied.c", text, slow)
        self.timed(fast, slower, code=1, says=("slower by over 1.5 %".replace(" %", "%"), "SLOWER", "proof: 2 % more time planted"))

    def test_what_is_faster_passes(self):
        """A criterion that is turned round would fail here, and pass the slowdowns. Nothing is counted for it."""
        out = self.timed(self.toy.turns(1200), self.toy.first, "--times-only", code=0, says=("none of 2 changed cases got slower\n", "faster"))
        self.assertNotIn("planted in primitives/toy/varied@toy/4 by", out)
        self.assertRegex(out, r"primitives/toy/varied@toy/4 +– +-")

    def test_a_part_is_timed(self):
        out = self.timed(self.toy.turns(1000 - 1), self.toy.first, "--times-only", "--at-most", "1", code=0, says="none of 2 changed cases got slower; 1 of them")
        self.assertEqual(len([line for line in out.splitlines() if line.startswith("primitives/toy/")]), 1)

    def test_two_compilers(self):
        """The same commit by another compiler, which executes other instructions; its verdict is none on commits."""
        out = pathlib.Path(self.folder, "compilers.json")
        done = self.toy.gate(self.toy.first, self.toy.first, "--cc-head", ANOTHER, "--counts-only", "-o", out)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        self.assertEqual(json.loads(out.read_text())["cc_head"], ANOTHER)
        self.assertNotIn("are committed", done.stdout)  # counts of either compiler are no measure for the other
        self.assertIsNone(verdict_files.Gate([out]).verdict)
        shown = self.toy.gate("--show", out)
        self.assertRegex(shown.stdout, r"\n\| primitives/toy/varied@toy/4 \| [+-]\d+\.\d % \| – \| – \| – \|\n")

    def test_other_work_is_not_compared(self):
        head = self.toy.changed("bench/cases/case.inc.h", "sink->put(sink->user, &s->n, sizeof s->n);", "sink->put(sink->user, &s->x, sizeof s->x);")
        self.gate(self.toy.first, head, "--counts-only", code=0, says="not compared")

    def test_new_cases_are_named(self):
        head = self.toy.changed("bench/cases/varied.c", 'TOY("varied_too")', 'TOY("another")')
        self.gate(self.toy.first, head, "--counts-only", code=0, says=("primitives/toy/another@toy/4", "new", "gone"))

    def test_a_base_that_cannot_be_measured(self):
        for change in (("bench/cases/case.h", "sgm_case_list(", "sgm_other_list("), ("bench/cases/varied.c", "x * x", "x * y")):
            self.gate(self.toy.changed(*change), self.toy.first, code=3, says=("no verdict", "cannot be measured"))

    def test_the_committed_baseline(self):
        """Counts that the head has committed bind it, although the base is as it is."""
        out = pathlib.Path(self.folder, "verdict.json")
        head = self.toy.turns(1001)
        self.gate(self.toy.first, head, "--counts-only", "-o", out, code=0, says="no counts are committed")
        verdict = json.loads(out.read_text())
        self.assertIsNone(verdict_files.problem(verdict))  # the page takes it
        case = next(case for case in verdict["cases"] if case["name"] == "primitives/toy/varied@toy/4")
        version = json.loads(next(pathlib.Path(self.folder, "build/gate").glob(f"{pathlib.Path(CC).name}-*/versions/*/version.json")).read_text())
        self.toy.git("checkout", "--quiet", "--force", "--detach", head)
        path = pathlib.Path(self.folder, "results/counts", f"{version['toolchain']}.json")
        path.parent.mkdir(parents=True)
        for flags, code, says in ((version["flags"], 1, "over the committed baseline"), ("-O0", 0, "no counts are committed")):
            path.write_text(json.dumps({"flags": flags, "counts": [{"name": case["name"], "instructions": case["counts"]["head"] * 98 // 100}]}))
            head = self.toy.commit()
            self.gate(self.toy.first, head, "--counts-only", code=code, says=says)
            if code == 1:  # but they say nothing about another compiler's
                self.assertNotIn("committed", self.toy.gate(head, head, "--cc", ANOTHER, "--cc-head", CC, "--counts-only").stdout)
        self.toy.git("checkout", "--quiet", "--force", "--detach", self.toy.first)


class Rules(unittest.TestCase):
    def ratios(self, factor, n, spread=0.004, seed=7):
        draw = random.Random(seed)
        return [factor * (1 + draw.gauss(0, spread)) for _ in range(n)]

    def test_the_gate_checks_them_itself(self):
        self.assertIsNone(gating.check_rules())
        for broken in ({"is_slower": lambda ratios: not gating_is_slower(ratios)}, {"is_more": lambda base, head: base > head * 1.005}, {"is_slower": lambda ratios: False},
                       {"is_more": lambda base, head: False}, {"is_quarantined": lambda ratios: False}, {"is_quarantined": lambda ratios: True}):
            gating_is_slower = gating.is_slower
            with unittest.mock.patch.multiple(gating, **broken):
                self.assertIsNotNone(gating.check_rules(), broken)
                self.assertEqual(gating.gate(None, None, None, gating.Options()).status, gating.USAGE)

    def test_slower(self):
        for n in (gating.DECIDE, gating.CONFIRM):
            for seed in range(50):
                self.assertTrue(gating.is_slower(self.ratios(1.02, n, seed=seed)))
                self.assertFalse(gating.is_slower(self.ratios(1.0, n, seed=seed)))
                self.assertFalse(gating.is_slower(self.ratios(1 / 1.02, n, seed=seed)))
        self.assertFalse(gating.is_slower(self.ratios(1.02, gating.DECIDE, spread=0.1)))  # a median alone does not decide

    def test_a_stage_needs_most_of_its_processes(self):
        self.assertFalse(gating.slow_enough(self.ratios(1.05, 9), gating.DECIDE))
        self.assertTrue(gating.slow_enough(self.ratios(1.05, 10), gating.DECIDE))
        self.assertFalse(gating.is_confirmed({"screen": self.ratios(1.05, 6), "decide": self.ratios(1.05, 20)}))
        self.assertTrue(gating.is_confirmed({"decide": self.ratios(1.05, 20), "confirm": self.ratios(1.05, 40)}))

    def test_bounds_of_shares(self):
        self.assertAlmostEqual(calibration.upper_bound(0, 299), 0.01, places=4)
        self.assertEqual(calibration.upper_bound(5, 5), 1)


class FakeEngine:
    """Counts what it is told; like a real one it must be asked for something."""

    def __init__(self, name, counts):
        self.name, self.counts = name, counts

    def covers(self, side):
        return set(self.counts)

    def count(self, side, names, extra=0):
        assert names, "an engine is started for nothing"
        return {name: sides.Counted(self.counts[name] + extra, 0, None) for name in names}


class Counts(unittest.TestCase):
    """What is counted by whom, without an engine; and the rules of scripts/counts, which is no module."""
    WIDE, NARROW = "protocols/X/verify:batchable@wide/1", "protocols/X/verify:batchable@narrow/1"

    @classmethod
    def setUpClass(cls):
        loader = importlib.machinery.SourceFileLoader("counts", str(ROOT / "scripts/counts"))
        cls.counts = importlib.util.module_from_spec(importlib.util.spec_from_loader("counts", loader))
        loader.exec_module(cls.counts)

    def counting(self, *engines):
        with unittest.mock.patch.object(sides, "engines", lambda driver, folder: engines):
            return gating.Counting(None, None, None)

    def test_engines_that_disagree(self):
        one = FakeEngine("qemu", {self.NARROW: 100_000})
        for second, said in ((100_000, []), (100_099, []), (100_101, [self.NARROW])):
            found = self.counting(one, FakeEngine("callgrind", {self.NARROW: second})).two_engines(None, [self.NARROW])
            self.assertEqual([name for name, _ in found], said)

    def test_no_engine_is_asked_for_nothing(self):
        counting = self.counting(FakeEngine("qemu", {self.NARROW: 1000}), FakeEngine("trap flag", {self.WIDE: 9}))
        self.assertEqual(counting.two_engines(None, [self.WIDE]), [])

    def test_an_engine_that_is_not_needed_is_not_started(self):
        one, other = FakeEngine("qemu", {self.NARROW: 1000}), FakeEngine("callgrind", {self.NARROW: 1000, self.WIDE: 9})
        other.covers = unittest.mock.Mock(return_value=set(other.counts))
        counting = self.counting(one, other)
        self.assertIs(counting.first(self.NARROW), one)
        other.covers.assert_not_called()
        self.assertIs(counting.first(self.WIDE), other)
        self.assertIs(counting.first(self.WIDE), other)
        other.covers.assert_called_once()

    def test_what_is_countable(self):
        for name, countable in (("primitives/field/mul@ifma/16", True), (self.WIDE, True), ("protocols/X/verify:batchable@wide/16", False),
                                ("protocols/X/batch:batchable@wide/1", False), ("protocols/X/batch:batchable@wide/16", True), ("protocols/X/prove:batchable@wide/1", False)):
            self.assertEqual(gating.is_countable(name, 0), countable, name)
        self.assertFalse(gating.is_countable(self.WIDE, 2 * gating.SETUP))

    def test_what_is_stepped_through(self):
        longest = self.counts.LONGEST
        for instructions, said in (({self.NARROW: longest}, [self.WIDE]), ({self.NARROW: longest + 1}, []), ({}, [])):
            self.assertEqual(self.counts.stepped([self.WIDE], instructions), said)
        batch, fellow = self.WIDE.replace("verify", "batch"), self.NARROW.replace("verify", "batch")
        self.assertEqual(self.counts.stepped([batch], {fellow: 1}), [])  # single verifications and kernels only

    def test_a_share_is_drawn_and_none_is_left_out_for_ever(self):
        names = [f"primitives/k{i}@{backend}/1" for i in range(7) for backend in ("avx2", "ifma", "scalar51")]
        self.assertEqual(self.counts.drawn(names, 1), names)
        draws = [self.counts.drawn(names, 4) for _ in range(200)]
        self.assertEqual(set().union(*draws), set(names))
        self.assertEqual({len(draw) for draw in draws}, {5, 6})


class Sorting(unittest.TestCase):
    """Which cases are set up, counted and timed at all."""

    def test_a_quick_run_does_not_want_large_cases(self):
        names = ["a/b@toy/1", "a/b@toy/16", "a/b@toy/1024", "c/d@toy/1024"]
        wanted = lambda **options: [name for name in names if gating.Options(**options).wants(name)]
        self.assertEqual((wanted(), wanted(quick=True), wanted(only="^a", quick=True), wanted(only="^c")), (names, names[:2], names[:2], names[3:]))

    def test_digests_are_found_out_once(self):
        asked = []
        driver = unittest.mock.Mock(digests=lambda side, names: asked.append(names) or {name: (f"of {name}", 0.5) for name in names})
        with tempfile.TemporaryDirectory() as folder:
            side = unittest.mock.Mock(version=unittest.mock.Mock(folder=pathlib.Path(folder)))
            for names in ("ab", "ab", "bc"):
                self.assertEqual(gating.kept_digests(driver, side, list(names)), {name: (f"of {name}", 0.5) for name in names})
        self.assertEqual(asked, [["a", "b"], ["c"]])

    def test_no_more_cases_are_timed_than_asked_for(self):
        cases = [gating.Case(str(i)) for i in range(100)]
        for options in (gating.Options(), gating.Options(at_most=100)):
            self.assertEqual(gating.drawn(cases, options), cases)
        some, others = (gating.drawn(cases, gating.Options(at_most=30, draw=draw)) for draw in ("one", "another"))
        self.assertEqual((len(some), some), (30, sorted(some, key=cases.index)))
        self.assertNotEqual(some, others)


class FakeDriver:
    """Processes without a machine: what each would measure is made up."""

    def __init__(self, itself, changed):
        self.itself, self.changed = itself, changed

    def pairs(self, base, head, names, seed, extra, budget_ms):
        factor = lambda name: (self.itself if base is head else self.changed).get(name, 1.0) * (1 + extra / 100)
        draw = random.Random(seed)
        return {name: (factor(name) * (1 + draw.gauss(0, 0.002)), 1.0, 2000.0, 100, 100) for name in names}


class Machines(unittest.TestCase):
    """What the layer of times makes of what processes measure."""

    def judge(self, itself=None, changed=None, n=20, extra_found=True):
        cases = [gating.Case(f"primitives/x/{i}@toy/1") for i in range(n)]
        name = lambda i: cases[i].name
        driver = FakeDriver({name(i): x for i, x in (itself or {}).items()}, {name(i): x for i, x in (changed or {}).items()})
        if not extra_found:
            found = driver.pairs
            driver.pairs = lambda base, head, names, seed, extra, budget_ms: found(base, head, names, seed, 0, budget_ms)
        verdict = gating.Verdict(gating.PASS, "")
        fit = gating.compare_times(driver, "base", "head", cases, lambda: ("base", "head"), gating.Options(), verdict)
        return fit, cases, verdict

    def test_a_slowdown_is_found_and_confirmed(self):
        fit, cases, _ = self.judge(changed={3: 1.02, 4: 1 / 1.02, 5: 1.009})
        self.assertEqual((fit, [case.slower for case in cases]), (True, [i == 3 for i in range(20)]))
        self.assertIn("confirm", cases[3].times)

    def test_a_slowdown_that_goes_away_with_another_link(self):
        calls = []
        real = gating.Stopwatch.ratios

        def ratios(watch, base, head, names, processes, extra=0, ns=None):
            calls.append(processes)
            return {name: [1.0] * processes for name in names} if processes == gating.CONFIRM else real(watch, base, head, names, processes, extra, ns)
        with unittest.mock.patch.object(gating.Stopwatch, "ratios", ratios):
            _, cases, _ = self.judge(changed={3: 1.05})
        self.assertEqual((calls[-1], cases[3].slower), (gating.CONFIRM, False))
        self.assertIn("where code lies", cases[3].notes[0])

    def test_quarantine(self):
        fit, cases, _ = self.judge(itself={3: 1.01, 4: 0.99}, changed={3: 1.1, 4: 1.1, 5: 1.1})
        self.assertEqual((fit, [i for i in range(20) if cases[i].quarantined], [i for i in range(20) if cases[i].slower]), (True, [3, 4], [5]))

    def test_an_unfit_machine(self):
        fit, _, verdict = self.judge(itself={3: 1.01, 4: 0.99, 5: 1.02}, changed={6: 1.1})
        self.assertFalse(fit)
        self.assertIn("the machine is unfit: 3 of 20", verdict.sentence)

    def test_a_planted_slowdown_that_is_not_found(self):
        fit, _, verdict = self.judge(changed={6: 1.1}, extra_found=False)
        self.assertFalse(fit)
        self.assertIn("were not found", verdict.sentence)


if __name__ == "__main__":
    unittest.main()
