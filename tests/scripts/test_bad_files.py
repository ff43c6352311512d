# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Run files that are none: one sentence, exit 2, and nothing written, by every script that reads one.

Every script judges a file by the same `runfile.load`, so most files are judged here by it alone; one of each kind goes
through every script.
"""
import copy
import json
import unittest

from support import COUNTING, FINDINGS, ScriptTest, made_run, runfile, script


PLAIN = r"\A[ -~\x80-\U0010ffff]+\Z"  # one line of text


def places(value, path=()):
    """Every path into a parsed run file."""
    yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from places(member, path + (key,))


def changed(run, path, value):
    out = copy.deepcopy(run)
    at = out
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return out


class BadFiles(ScriptTest):
    def setUp(self):
        super().setUp()
        path, self.run_file = made_run()
        self.text = path.read_text()
        self.run_file["run"]["experiment"]["findings"] = copy.deepcopy(FINDINGS)
        self.timed = next(i for i, case in enumerate(self.run_file["cases"]) if case["time"] is not None)

    def all_refuse(self, path, *words):
        kept = self.file("kept.html", "kept")
        before = self.listing()
        self.refused(script("results", "validate", path), *words)
        self.refused(script("report", path, "-o", self.dir / "page.html"), *words)
        self.refused(script("report", path, "-o", kept), *words)
        self.refused(script("plot", path, "-o", self.dir / "plots"), *words)
        self.assertEqual(self.listing(), before)
        self.assertFalse((self.dir / "plots").exists())

    def bad(self, content, *words):
        path = self.file("bad.json", content)
        with self.assertRaises(runfile.RunError) as refusal:
            runfile.load(path)
        self.assertRegex(str(refusal.exception), PLAIN)
        for word in (str(path), *words):
            self.assertIn(word, str(refusal.exception))

    def with_case(self, key, value):
        return json.dumps(changed(self.run_file, ("cases", self.timed, key), value))

    def with_time(self, key, value):
        return json.dumps(changed(self.run_file, ("cases", self.timed, "time", key), value))

    def test_every_script_refuses_them(self):
        self.all_refuse(self.dir / "missing.json", "No such file")
        self.all_refuse(self.dir, "Is a directory")
        self.all_refuse(self.file("regular", "x") / "below", "Not a directory")
        self.all_refuse(self.file("bad.json", self.text[:-100]), "is not a run file")
        self.all_refuse(self.file("bad.json", self.with_time("p50", -1.0)), "is not a valid run file", "nanoseconds")

    def test_truncated(self):
        for length in (1, 100, *range(500, len(self.text), 997), len(self.text.rstrip()) - 1):
            self.bad(self.text[:length], "is not a run file")

    def test_no_text(self):
        self.bad(b"", "it is empty")
        self.bad(b"\x00\xff\xfe" * 100, "it is not text")
        self.bad("[" * 100_000, "is not a run file")

    def test_numbers_that_are_none(self):
        for number in ("NaN", "Infinity", "-Infinity", "1e999", "1" + 20 * "0"):
            self.bad(self.with_time("p50", "HERE").replace('"HERE"', number), number)

    def test_times_that_cannot_be(self):
        for value in (-1.0, 0, "5", None, True, [1]):
            self.bad(self.with_time("p50", value), "nanoseconds")

    def test_figures_that_are_listed_and_not_drawn(self):
        for key, value in (("batch_iters", "1"), ("batch_iters", 0), ("wall_median", [1]), ("repetition_medians", [1, "2"]), ("repetition_medians", 5)):
            self.bad(self.with_time(key, value), key)
        case = self.run_file["cases"][self.timed]
        self.bad(self.with_case("evidence", dict(case["evidence"] or {"kind": "modelled", "prior": 0.5, "posterior": 0.5, "deniability": 0.5}, info_bits="x")), "info_bits")
        rival = {"kind": "measured", "ratio": 1.0, "ci99": None}
        for key, value in (("id", []), ("id", 5), ("n", "4"), ("n", -1)):
            self.bad(self.with_case("vs", {"libsodium": dict(rival, **{key: value})}), "vs.libsodium")

    def test_findings_that_are_none(self):
        runfile.load(self.file("good.json", json.dumps(self.run_file)))
        where = ("run", "experiment", "findings")
        for path, value in (((), {}), ((0,), 5), ((0, "statement"), 5), ((1, "with", "hits"), "x"), ((0, "without", "of"), -1), ((0, "with", "ci95"), [0.1]), ((0, "with", "ci95", 1), 1.5),
                            ((0, "weight_bits"), "1.1"), ((0, "posterior"), None), ((1, "members"), -1)):
            self.bad(json.dumps(changed(self.run_file, where + path, value)), "run.experiment.findings")

    def test_missing_key(self):
        for path in (("schema",), ("cases",), ("machine", "cpu_key"), ("build", "libs"), ("cases", self.timed, "verified")):
            run = copy.deepcopy(self.run_file)
            at = run
            for key in path[:-1]:
                at = at[key]
            del at[path[-1]]
            self.bad(json.dumps(run))

    def test_wrong_type(self):
        for value in ([], 3, None):
            self.bad(json.dumps(value), "its members are not")
        self.bad(json.dumps(changed(self.run_file, ("cases",), {})), "cases is not a list")
        self.bad(json.dumps(changed(self.run_file, ("machine", "vcpus"), "two")), "machine.vcpus has the wrong type")
        self.bad(self.with_case("proof_bytes", "64"), "proof_bytes")

    def test_duplicate_key(self):
        self.bad(self.text.replace('"schema": 2', '"schema": 2,\n "schema": 2', 1), '"schema" stands twice')

    def test_unknown_schema(self):
        for schema in (0, 3, "1", 1.0, True, None):
            self.bad(json.dumps(changed(self.run_file, ("schema",), schema)), "schema")

    def test_a_case_that_stands_twice(self):
        self.bad(json.dumps(dict(self.run_file, cases=[*self.run_file["cases"], self.run_file["cases"][0]])), "stands twice")
        other = dict(self.run_file["cases"][0], params={"N": 16, "base": 4})
        runfile.load(self.file("sizes.json", json.dumps(dict(self.run_file, cases=[*self.run_file["cases"], other]))))

    def test_another_unit(self):
        for unit in ("us", "s", None, 1):
            self.bad(self.with_time("unit", unit), "nanoseconds")

    def test_far_too_large(self):
        """A hundred megabytes are refused after the first 64, not read to their end; so is a device without one."""
        path = self.file("large.json", self.text)
        with path.open("r+b") as file:
            file.truncate(100 << 20)
        self.refused(script("results", "validate", path), "more than 64 MiB")
        self.refused(script("results", "validate", "/dev/zero"), "more than 64 MiB")

    def test_sizes_points_shares_and_memory(self):
        """Figures that a case may have are judged like those that it must have."""
        good = {"params": {"N": 65536, "base": 4, "any_other": 7}, "points": {"kind": "counted", "own": 11, "short": 2, "shared": 67, "multiply_adds": 65536, "equations": 2},
                "shares": {"kind": "measured", "decode": 0.25, "msm": 0.5, "scalars": 0.125, "hash": 0.125}, "memory": {"kind": "measured", "peak_bytes": 4096}}
        for key, value in good.items():
            runfile.load(self.file("good.json", self.with_case(key, value)))
        for key, value, word in (("params", {"N": 0}, "positive"), ("params", {"N": 2.5}, "whole"), ("params", {"": 1}, "named"), ("params", {"a b": 4}, "named"), ("params", [4], "whole"), ("params", {"N": True}, "whole"),
                                 ("points", dict(good["points"], kind="measured"), "must be counted"), ("points", dict(good["points"], short=12), "short"), ("points", {"kind": "counted"}, "whole"),
                                 ("points", dict(good["points"], more=1), "named own"), ("shares", dict(good["shares"], msm=0.9), "one whole"), ("shares", dict(good["shares"], msm=-0.1), "one whole"),
                                 ("shares", {"kind": "measured", "msm": 0.5}, "named decode"), ("shares", dict(good["shares"], kind="modelled"), "must be measured"),
                                 ("memory", {"kind": "measured", "peak_bytes": 0}, "peak_bytes"), ("memory", {"kind": "counted", "peak_bytes": 1}, "must be measured"), ("something", 1, "unknown")):
            self.bad(self.with_case(key, value), word)

    def test_the_table_that_was_measured_on(self):
        good = {"name": "digits.csv", "sha512": "0a" * 64, "rows": 1797, "train_rows": 1424, "columns": 55, "correct": 334, "more_frequent": 187}
        with_table = lambda table: json.dumps(changed(self.run_file, ("run", "table"), table))
        runfile.load(self.file("good.json", with_table(good)))
        for key, value, word in (("name", 1, "name"), ("sha512", "0A" * 64, "SHA-512"), ("sha512", "0a" * 63, "SHA-512"), ("rows", -1, "no count"), ("columns", 1.5, "no count"), ("correct", True, "no count"),
                                 ("correct", 374, "more rows"), ("more_frequent", 374, "more rows"), ("train_rows", 1798, "more rows"), ("train_rows", 0, "more rows"), ("other", 1, "does not hold")):
            self.bad(with_table({**good, key: value}), word)
        for table in (None, [], {}, {key: good[key] for key in list(good)[1:]}):
            self.bad(with_table(table), "does not hold")

    def test_figures_where_none_may_be(self):
        self.bad(json.dumps(changed(self.run_file, ("machine", "emulator"), "qemu")), "under emulation")
        time = self.run_file["cases"][self.timed]["time"]
        self.bad(self.with_case("cited", time), "must be cited")
        self.bad(self.with_case("time", dict(time, kind="cited")), "must be measured")
        self.bad(self.with_case("cycles", dict(self.run_file["cases"][self.timed]["cycles"], kind="modelled")), "must be measured")
        self.bad(self.with_case("cost", {"kind": "modelled", "mul": 1.0, "sqr": 1.0}), "must be counted")
        self.bad(self.with_case("floor", {"kind": "measured", "cycles": 1.0, "fraction": 1.0}), "must be modelled")
        self.bad(self.with_case("verified", False), "cannot be timed")
        self.bad(self.with_case("rejects_tampered", False), "cannot be timed")

    @unittest.skipUnless(COUNTING, "this build does not count")
    def test_figures_that_do_not_follow(self):
        floor = next(i for i, case in enumerate(self.run_file["cases"]) if case["floor"] is not None)
        for key, value in (("fraction", 0.5 * self.run_file["cases"][floor]["floor"]["fraction"]), ("fraction", -1), ("cycles", 0), ("cycles", "1")):
            self.bad(json.dumps(changed(self.run_file, ("cases", floor, "floor", key), value)), "floor")
        self.bad(json.dumps(changed(self.run_file, ("cases", floor, "cost"), None)), "counted multiplications")
        self.bad(json.dumps(changed(self.run_file, ("cases", floor, "cost", "mul"), -1)), "counts")
        self.bad(json.dumps(changed(self.run_file, ("machine", "multiplier", "scalar51", "rate", "per_cycle"), 0)), "rate")
        self.bad(json.dumps(changed(self.run_file, ("machine", "multiplier", "scalar51", "field", "kind"), "measured")), "counts")

    def test_every_bad_file_is_named_and_the_good_ones_too(self):
        result = script("results", "validate", self.file("a", "{"), made_run()[0], self.file("b", ""))
        self.assertEqual((result.returncode, len(result.stderr.splitlines()), len(result.stdout.splitlines())), (2, 2, 1))

    def test_bad_journals(self):
        target = self.dir / "out.json"
        head = json.dumps(dict(self.run_file, cases=[]))
        for content in ("", "{", "[]\n", self.text, head + "\n[]\n", head + "\n{\n{}\n", head.replace('"schema": 2', '"schema": 7') + "\n"):
            journal = self.file("j.journal", content)
            before = self.listing()
            self.refused(script("results", "recover", journal, "-o", target))
            self.assertEqual(self.listing(), before)

    def test_outputs_that_cannot_be_written(self):
        path, _ = made_run()
        below = self.file("regular", "x") / "below"
        for bad in (self.dir, below, self.dir / "none" / "page.html"):
            self.refused(script("report", path, "-o", bad), "cannot write")
        self.refused(script("plot", path, "-o", below), "cannot write")
        self.assertEqual(list(self.listing().values()), [b"x"])

    def test_any_value_anywhere_is_drawn_or_refused(self):
        """A file that passes the judgement never breaks report or plot."""
        values = (None, True, -1, 0, 10**400, "", "\x00<&", [], {}, [None], {"x": 1}, 1e308, 5e-324)
        cases = self.run_file["cases"]
        shapes = {tuple(key for key in sorted(case) if case[key] is not None): case for case in cases}
        run = dict(self.run_file, cases=list(shapes.values()))
        accepted = []
        for number, path in enumerate(p for p in places(run) if p):
            for value in (values[number % len(values)], values[(7 * number + 3) % len(values)]):
                out = self.file(f"{len(accepted)}.json", json.dumps(changed(run, path, value)))
                try:
                    runfile.load(out)
                    accepted.append(out)
                except runfile.RunError:
                    pass
        self.assertGreater(len(accepted), 50)
        self.succeeds(script("report", *accepted, "-o", self.dir / "page.html"))
        self.succeeds(script("plot", *accepted[:: len(accepted) // 4], "-o", self.dir / "plots"))
