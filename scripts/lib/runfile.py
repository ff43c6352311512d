# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Run files: reading, judging, and turning into the rows that report and plots show. Python's standard library only."""
import json
import math
import os
import pathlib
import re
import sqlite3
import sys

SCHEMA = 2  # what is written; files of schema 1 are read too, as if they had had the newer groups without figures
TOP = {"schema", "run", "machine", "build", "cases"}
CASE_KEYS = {
    "id", "formulation", "flavor", "backend", "peer", "n", "batch", "threads", "input_digest", "output_digest", "verified",
    "rejects_tampered", "error", "proof_bytes", "statement_bytes", "evidence_bits", "peak_rss", "time", "cycles", "insns", "vs", "model",
    "cost", "floor", "evidence", "cited",
}
# What a case may have on top of them, where it applies.
OPTIONAL = {"params", "points", "shares", "memory"}
# The statement's own sizes, in this order, before others by name; the case's `n` is how many items one run handles.
PARAMS = ("N", "base", "T", "rows", "p", "k", "n", "bits")
POINTS = ("own", "short", "shared", "multiply_adds", "equations")
SHARES = ("decode", "msm", "scalars", "hash")
MAX_BYTES = 64 << 20  # a run of every case there is takes one or two megabytes
# Each group of figures may hold figures of one kind only.
KIND = {"time": "measured", "cycles": "measured", "insns": "counted", "model": "modelled", "cost": "counted", "floor": "modelled", "evidence": "modelled", "cited": "cited",
        "points": "counted", "shares": "measured", "memory": "measured"}
BACKENDS = ("ref", "scalar51", "avx2", "neon", "ifma")
NONE = type(None)
FIELDS = {
    "run": {"utc": (str,), "commit": (str, NONE), "dirty": (bool, NONE), "base_commit": (str, NONE), "argv": (list,), "seed": (int, NONE)},
    "machine": {
        "cpu_key": (str,), "vendor": (str, NONE), "family": (str, NONE), "model": (str, NONE), "stepping": (str, NONE), "brand": (str, NONE), "microcode": (str, NONE),
        "isa": (list,), "hypervisor": (bool, NONE), "emulator": (str, NONE), "vcpus": (int, NONE), "smt": (int, NONE), "governor": (str, NONE), "boost": (int, NONE),
        "tsc_hz": (int, NONE), "core_hz_est": (int, NONE), "caches": (list,), "kernel": (str, NONE), "load_avg": (list, NONE), "steal_frac": (float, int, NONE), "aslr": (int, NONE),
        "multiplier": (dict,),
    },
    "build": {"compiler": (str, NONE), "flags": (str, NONE), "toolchain_id": (str, NONE), "lto": (bool, NONE), "libs": (dict,)},
}
PROVENANCE = {"run": ("commit", "dirty", "utc"), "build": ("compiler", "flags", "toolchain_id"), "machine": ("cpu_key", "load_avg")}


class RunError(Exception):
    """One plain sentence about a file that cannot be used."""


def _no_constant(name):
    raise ValueError(f"{name} is not a number that a run file may hold")


def _finite(text):
    value = float(text)
    return value if math.isfinite(value) else _no_constant(text[:40])


def _whole(text):
    return int(text) if len(text) < 20 else _no_constant(text[:40])


def _unique(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        twice = next(key for i, (key, _) in enumerate(pairs) if key in dict(pairs[:i]))
        raise ValueError(f"member {json.dumps(twice)[:40]} stands twice in one object")
    return members


def _parse(text, path):
    """Strict: every member once, every number finite and of at most 64 bits, every text encodable."""
    try:
        value = json.loads(text, parse_constant=_no_constant, parse_float=_finite, parse_int=_whole, object_pairs_hook=_unique)
        json.dumps(value, ensure_ascii=False).encode()
        return value
    except UnicodeEncodeError:
        raise RunError(f"{path} is not a run file: a text holds half a character") from None
    except (ValueError, RecursionError) as error:
        raise RunError(f"{path} is not a run file: {str(error).splitlines()[0]}") from None


def _read(path):
    try:
        with open(path, "rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise RunError(f"{path} is not a run file: it has more than {MAX_BYTES >> 20} MiB")
        text = content.decode("utf-8")
    except OSError as error:
        raise RunError(f"cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise RunError(f"{path} is not a run file: it is not text") from None
    if not text.strip():
        raise RunError(f"{path} is not a run file: it is empty")
    return text


def load(path):
    """The run file at `path`, judged valid; RunError otherwise."""
    run = _parse(_read(path), path)
    run = _upgraded(run)
    problem = next(problems(run), None)
    if problem:
        raise RunError(f"{path} is not a valid run file: {problem}")
    return run


def _upgraded(run):
    """A run of schema 1 as one of schema 2. Its costs were declared, not counted, and are left out."""
    if not isinstance(run, dict) or type(run.get("schema")) is not int or run["schema"] != 1:
        return run
    run = dict(run, schema=SCHEMA)
    if isinstance(run.get("machine"), dict):
        run["machine"] = dict(run["machine"], multiplier={})
    if isinstance(run.get("cases"), list):
        run["cases"] = [dict(case, cost=None, cycles=None, floor=None) if isinstance(case, dict) and "cost" in case else case for case in run["cases"]]
    return run


def recover(path):
    """A run file from the journal of a run that did not end: the last complete state of every case."""
    lines = _read(path).split("\n")
    run = _parse(lines[0], path)
    if not isinstance(run, dict) or run.get("cases") != []:
        raise RunError(f"{path} is not a journal: its first line is not the head of a run")
    cases = {}
    for number, line in enumerate(lines[1:], 2):
        if number == len(lines):
            break  # what follows the last line end was being written when the run ended
        case = _parse(line, path)
        if not isinstance(case, dict):
            raise RunError(f"{path} is not a journal: line {number} holds no case")
        cases[json.dumps([case.get(key) for key in ("id", "backend", "n", "flavor", "threads", "params")], sort_keys=True)] = case
    run["cases"] = list(cases.values())
    run = _upgraded(run)
    problem = next(problems(run), None)
    if problem:
        raise RunError(f"{path} is not a valid journal: {problem}")
    return run


def _number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _positive(value):
    """A positive figure, of a size that anything measured or counted can have."""
    return _number(value) and 1e-60 < value < 1e60


def _rate_problems(where, rate):
    if not isinstance(rate, dict) or not _positive(rate.get("median", rate.get("ratio"))):
        yield f"{where} has no positive median"
        return
    middle, interval = rate.get("median", rate.get("ratio")), rate.get("ci99")
    if interval is not None:
        if not (isinstance(interval, list) and len(interval) == 2 and all(_positive(x) for x in interval)):
            yield f"{where}.ci99 is not a pair of positive numbers"
        elif not interval[0] <= middle <= interval[1]:
            yield f"{where} lies outside its own interval"


def _time_problems(where, time):
    quantiles = [time.get(key) for key in ("p05", "p50", "p95")]
    if time.get("unit") != "ns" or not all(_positive(x) for x in quantiles) or quantiles != sorted(quantiles):
        yield f"{where}: p05, p50 and p95 are not ascending positive nanoseconds"
    medians = time.get("process_medians")
    if not isinstance(medians, list) or not medians or not all(_positive(x) for x in medians):
        yield f"{where}: process_medians is not a list of positive numbers"
    if not all(time.get(key) is None or _positive(time[key]) for key in ("batch_iters", "wall_median")):
        yield f"{where}: batch_iters and wall_median are not positive numbers"
    repetitions = time.get("repetition_medians", [])
    if not isinstance(repetitions, list) or not all(_positive(x) for x in repetitions):
        yield f"{where}: repetition_medians is not a list of positive numbers"
    share = time.get("preempted_frac")
    if not _number(share) or not 0 <= share <= 1:
        yield f"{where}: preempted_frac is not between 0 and 1"
    rates = [key for key in ("proofs_per_s", "items_per_s") if time.get(key) is not None]
    if len(rates) != 1:
        yield f"{where}: there must be one of proofs_per_s and items_per_s"
    for key in rates:
        yield from _rate_problems(f"{where}.{key}", time[key])


def _insns_problems(where, insns):
    if insns is None:
        return
    if not all(_positive(insns.get(key)) for key in ("per_run", "per_item")) or not isinstance(insns.get("engine"), str):
        yield f"{where}: insns holds no positive counts and the engine that counted them"
    classes = insns.get("classes")
    if not isinstance(classes, dict) or not all(isinstance(x, int) and x >= 0 for x in classes.values()):
        yield f"{where}: classes of insns are not counts"


def _floor_problems(where, case):
    """The floor is the multiplications over the multiplier's rate, and the fraction follows from it and the cycles."""
    cost, floor, cycles = case["cost"], case["floor"], case["cycles"]
    if cost is not None and not all(_number(cost.get(key)) and cost[key] >= 0 for key in ("mul", "sqr")):
        yield f"{where}: mul and sqr are not counts"
    elif cost is not None and cost.get("multiplications") is not None and not (_number(cost["multiplications"]) and cost["multiplications"] >= 0):
        yield f"{where}: multiplications is not a count"
    if floor is None:
        return
    if not _positive(floor.get("cycles")) or not _positive(floor.get("fraction")):
        yield f"{where}: the floor holds no positive cycles and fraction"
    elif cycles is None or cost is None:
        yield f"{where}: a floor without cycles and counted multiplications"
    elif _positive(cycles.get("median")) and abs(floor["fraction"] * cycles["median"] / floor["cycles"] - 1) > 1e-6:
        yield f"{where}: the fraction of the floor does not follow from its cycles"


def _multiplier_problems(where, one):
    if not isinstance(one, dict) or not isinstance(one.get("instruction"), str):
        yield f"{where} names no instruction"
    elif not isinstance(one.get("rate"), dict) or one["rate"].get("kind") != "measured" or not _positive(one["rate"].get("per_cycle")):
        yield f"{where}.rate is not a positive measured rate"
    elif not isinstance(one.get("field"), dict) or one["field"].get("kind") != "counted" or not all(_positive(one["field"].get(key)) for key in ("per_mul", "per_sqr")):
        yield f"{where}.field does not hold positive counts"


def _case_problems(where, case, emulator):
    if not isinstance(case, dict):
        yield f"{where} is not an object"
        return
    if set(case) - OPTIONAL != CASE_KEYS:
        yield f"{where}: keys {', '.join(sorted((set(case) - OPTIONAL) ^ CASE_KEYS))} are missing or unknown"
        return
    if not all(isinstance(case[key], str) and case[key] for key in ("id", "backend")):
        yield f"{where}: id and backend must be names"
        return
    where = f"{where} ({case['id']} on {case['backend']})"
    for key in ("n", "batch", "threads"):
        if not isinstance(case[key], int) or isinstance(case[key], bool) or case[key] < 1:
            yield f"{where}: {key} is not a positive whole number"
    for key in ("proof_bytes", "statement_bytes", "peak_rss"):
        if case[key] is not None and (not isinstance(case[key], int) or isinstance(case[key], bool) or case[key] < 1):
            yield f"{where}: {key} is not a positive whole number"
    if case["evidence_bits"] is not None and not _number(case["evidence_bits"]):
        yield f"{where}: evidence_bits is not a number"
    for key in ("formulation", "flavor", "error"):
        if case[key] is not None and not isinstance(case[key], str):
            yield f"{where}: {key} is not a text"
    for key in ("input_digest", "output_digest"):
        if case[key] is not None and not (isinstance(case[key], str) and re.fullmatch(r"[0-9a-f]{32}", case[key])):
            yield f"{where}: {key} is not 32 hex digits"
    if not isinstance(case["peer"], bool):
        yield f"{where}: peer is not yes or no"
    if not isinstance(case["verified"], bool) or case["rejects_tampered"] not in (None, True, False):
        yield f"{where}: verified and rejects_tampered are verdicts"
    for group, kind in KIND.items():
        if case.get(group) is not None and (not isinstance(case[group], dict) or case[group].get("kind") != kind):
            yield f"{where}: figures under {group} must be {kind}"
            return
    if not isinstance(case["vs"], dict) or not all(isinstance(x, dict) and x.get("kind") == "measured" for x in case["vs"].values()):
        yield f"{where}: figures under vs must be measured"
        return
    yield from _statement_problems(where, case)
    timed = any(case.get(group) is not None for group in ("time", "cycles", "floor", "shares", "memory")) or case["vs"]
    if timed and emulator is not None:
        yield f"{where}: time measured under emulation cannot be stored"
    if timed and (not case["verified"] or case["rejects_tampered"] is False):
        yield f"{where}: a case that failed its check cannot be timed"
    if case["time"] is not None:
        yield from _time_problems(f"{where}.time", case["time"])
    yield from _insns_problems(where, case["insns"])
    if case["cycles"] is not None:
        yield from _rate_problems(f"{where}.cycles", case["cycles"])
    yield from _floor_problems(where, case)
    for name, ratio in case["vs"].items():
        yield from _rate_problems(f"{where}.vs.{name}", ratio)
        if not isinstance(ratio.get("id"), (str, NONE)) or not (ratio.get("n") is None or _is_count(ratio["n"])):
            yield f"{where}.vs.{name}: id is not a name, or n not a whole number"
    evidence = case["evidence"]
    if evidence is not None and not all(_number(evidence.get(key)) and 0 <= evidence[key] <= 1 for key in ("prior", "posterior", "deniability")):
        yield f"{where}: prior, posterior and deniability are not probabilities"
    elif evidence is not None and not (evidence.get("info_bits") is None or _number(evidence["info_bits"])):
        yield f"{where}: info_bits is not a number"


def _is_count(value):
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _statement_problems(where, case):
    """Sizes of the statement, points and multiplications that its equations have, and where time and memory go."""
    params, points, shares, memory = (case.get(key) for key in ("params", "points", "shares", "memory"))
    if params is not None and not (isinstance(params, dict) and all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", key) and _is_count(x) and x > 0 for key, x in params.items())):
        yield f"{where}: params are not named positive whole numbers"
    if points is not None and not (_is_count(points.get("own")) and all(key == "kind" or key in POINTS and _is_count(x) for key, x in points.items())):
        yield f"{where}: points are not whole numbers named {', '.join(POINTS)}"
    elif points is not None and points.get("short", 0) > points["own"]:
        yield f"{where}: more short points than points"
    if shares is not None:
        values = [x for key, x in shares.items() if key != "kind"]
        if set(shares) != {"kind", *SHARES} or not all(_number(x) and 0 <= x <= 1 for x in values) or sum(values) > 1.001:
            yield f"{where}: shares are not parts of one whole named {', '.join(SHARES)}"
    if memory is not None and not _positive(memory.get("peak_bytes")):
        yield f"{where}: memory holds no positive peak_bytes"


def _twice(cases):
    """The first case that stands twice among well-formed ones."""
    seen = set()
    for case in cases:
        key = case_key(case)
        if key in seen:
            return case
        seen.add(key)
    return None


def _problem_of_finding(finding):
    """What is wrong with one line of run.experiment.findings; None if nothing is."""
    if not isinstance(finding, dict) or not all(isinstance(finding.get(key), str) for key in ("formulation", "statement")):
        return "a line has no texts"
    for side in ("with", "without"):
        count = finding.get(side)
        if not isinstance(count, dict) or not all(_number(count.get(key)) and count[key] >= 0 for key in ("hits", "of")):
            return f"{side} is no count"
        ci = count.get("ci95")
        if not isinstance(ci, list) or len(ci) != 2 or not all(_number(end) and 0 <= end <= 1 for end in ci):
            return f"{side}.ci95 is no interval"
    if not (finding.get("weight_bits") is None or _number(finding["weight_bits"])):
        return "weight_bits is not a number"
    if not all(_number(finding.get(key)) and finding[key] >= 0 for key in ("posterior", "deniability", "info_bits", "members", "members_with", "effective_set")):
        return "a figure is not a number"
    return None


def _problem_of_table(table):
    """What is wrong with run.table, the data that F4 was measured on; None if nothing is."""
    if not isinstance(table, dict) or set(table) != {"name", "sha512", "rows", "train_rows", "columns", "correct", "more_frequent"}:
        return "does not hold name, sha512, rows, train_rows, columns, correct and more_frequent"
    if not isinstance(table["name"], str) or not (isinstance(table["sha512"], str) and re.fullmatch("[0-9a-f]{128}", table["sha512"])):
        return "has no name and SHA-512"
    if not all(_is_count(table[key]) for key in ("rows", "train_rows", "columns", "correct", "more_frequent")):
        return "holds a number that is no count"
    tested = table["rows"] - table["train_rows"]
    return None if table["train_rows"] > 0 and max(table["correct"], table["more_frequent"]) <= tested else "counts more rows than there are"


def problems(run):
    """What is wrong with a parsed run file, one sentence each; nothing if it is valid."""
    if not isinstance(run, dict) or set(run) != TOP:
        yield f"its members are not {', '.join(sorted(TOP))}"
        return
    if type(run["schema"]) is not int or run["schema"] != SCHEMA:
        yield f"schema {str(run['schema'])[:40]} is not {SCHEMA}"
        return
    for part in ("run", "machine", "build"):
        if not isinstance(run[part], dict):
            yield f"{part} is not an object"
            return
    if not isinstance(run["cases"], list):
        yield "cases is not a list"
        return
    for part, fields in FIELDS.items():
        for key, kinds in fields.items():
            if key not in run[part]:
                yield f"{part}.{key} is missing"
                return
            if not isinstance(run[part][key], kinds) or isinstance(run[part][key], bool) and bool not in kinds:
                yield f"{part}.{key} has the wrong type"
                return
    if not isinstance(run["run"].get("program"), (str, NONE)):
        yield "run.program is not a text"
        return
    for part, key in (("run", "formulations"), ("run", "experiment")):
        if not isinstance(run[part].get(key, {}), dict):
            yield f"{part}.{key} is not an object"
            return
    for key in ("model_with", "model_without"):
        if not isinstance(run["run"].get("experiment", {}).get(key, {}), dict):
            yield f"run.experiment.{key} is not an object"
            return
    findings = run["run"].get("experiment", {}).get("findings", [])
    if not isinstance(findings, list):
        yield "run.experiment.findings is not a list"
        return
    for finding in findings:
        if problem := _problem_of_finding(finding):
            yield f"run.experiment.findings: {problem}"
            return
    if "table" in run["run"] and (problem := _problem_of_table(run["run"]["table"])):
        yield f"run.table {problem}"
        return
    load = run["machine"]["load_avg"]
    if load is not None and not all(_number(x) for x in load):
        yield "machine.load_avg holds no numbers"
        return
    for name, said in run["run"].get("formulations", {}).items():
        if not isinstance(said, dict) or not all(isinstance(text, str) for text in said.values()):
            yield f"run.formulations.{name} does not hold texts"
            return
    for name, one in run["machine"]["multiplier"].items():
        yield from _multiplier_problems(f"machine.multiplier.{name}", one)
    if run["machine"]["emulator"] is not None and run["machine"]["multiplier"]:
        yield "machine.multiplier: a rate measured under emulation cannot be stored"
    for number, case in enumerate(run["cases"]):
        found = list(_case_problems(f"case {number}", case, run["machine"]["emulator"]))
        yield from found
        if found:
            return
    if twice := _twice(run["cases"]):
        yield f"{twice['id']} on {twice['backend']}, n = {twice['n']}, stands twice"


def unverified(run):
    """What a run lacks to be a base of comparison: missing provenance, or uncommitted changes."""
    lacks = [f"{part}.{key}" for part, keys in PROVENANCE.items() for key in keys if run[part].get(key) is None]
    if run["run"].get("dirty"):
        lacks.append("built from uncommitted changes")
    return lacks


def rate(case):
    """(median, low, high) per second, low and high None without an interval; None if nothing was measured."""
    if case is None or case["time"] is None:
        return None
    figure = case["time"]["proofs_per_s"] or case["time"]["items_per_s"]
    low, high = figure.get("ci99") or (None, None)
    return figure["median"], low, high


def ratio(case, rival):
    """The same for the ratio to a rival."""
    if case is None or rival not in case["vs"]:
        return None
    low, high = case["vs"][rival].get("ci99") or (None, None)
    return case["vs"][rival]["ratio"], low, high


def cycles(case):
    """The same for cycles per item."""
    if case is None or case["cycles"] is None:
        return None
    low, high = case["cycles"].get("ci99") or (None, None)
    return case["cycles"]["median"], low, high


def peer_of(case):
    """Whose code the case was timed beside: libsodium first; None if it was only beside scalar51."""
    return next(iter(sorted((name for name in case["vs"] if name not in BACKENDS), key=lambda name: (name != "libsodium", name))), None)


def change(before, after):
    """(ratio of speeds after / before with its interval, on what it rests); None if nothing is in both.

    Exact counts have no interval. A peer that both runs timed beside the case carries the ratio over: what the machine did to one run it did to the peer,
    too. Without a peer, cycles do, which at least are free of the clock. Intervals are those of quotients: the ends that lie
    farthest apart."""
    if before["insns"] and after["insns"]:
        return (before["insns"]["per_item"] / after["insns"]["per_item"], None, None), "instructions"
    peer = peer_of(before)
    for name, old, new in ((peer, ratio(before, peer), ratio(after, peer)), ("cycles", inverse(cycles(before)), inverse(cycles(after))),
                           ("time", rate(before), rate(after))):
        if old and new:
            low, high = (new[1] / old[2], new[2] / old[1]) if None not in (old[1], new[1]) else (None, None)
            return (new[0] / old[0], low, high), name
    return None


def inverse(figure):
    return figure and (1 / figure[0], figure[2] and 1 / figure[2], figure[1] and 1 / figure[1])


def case_key(case):
    """What is the same case in two runs."""
    return (*(case[key] for key in ("id", "flavor", "backend", "n", "batch", "threads")), params_of(case))


def params_of(case):
    """The statement's sizes as pairs, in a fixed order; empty for most."""
    params = case.get("params") or {}
    return tuple((key, params[key]) for key in [*PARAMS, *sorted(set(params) - set(PARAMS))] if key in params)


# A run and a case as one row each, for CSV and SQLite. What is not known stays empty.
RUN_COLUMNS = ("file", "utc", "program", "commit_id", "dirty", "cpu_key", "brand", "compiler", "flags", "libsodium", "openssl", "verified_run")
CASE_COLUMNS = ("id", "formulation", "flavor", "backend", "peer", "n", "batch", "threads", "verified", "rejects_tampered", "proof_bytes", "statement_bytes", "evidence_bits",
                "ns_p05", "ns_p50", "ns_p95", "per_s", "per_s_low", "per_s_high", "cycles", "cycles_low", "cycles_high", "instructions", "field_mul", "field_sqr", "multiplications", "floor_cycles",
                "floor_fraction", "preempted_frac", "wall_median", "peak_rss", "peak_bytes", "prior", "posterior", "deniability", "info_bits", "params", *(f"points_{name}" for name in POINTS),
                *(f"share_{name}" for name in SHARES))


def run_row(path, run):
    about, machine, build = run["run"], run["machine"], run["build"]
    values = (str(path), about["utc"], about.get("program"), about["commit"], about["dirty"], machine["cpu_key"], machine["brand"], build["compiler"], build["flags"],
              build["libs"].get("libsodium"), build["libs"].get("openssl"), not unverified(run))
    return dict(zip(RUN_COLUMNS, values))


def case_row(case):
    time, cost, floor = case["time"] or {}, case["cost"] or {}, case["floor"] or {}
    values = [case[key] for key in CASE_COLUMNS[:13]] + [time.get(key) for key in ("p05", "p50", "p95")]
    values += [*(rate(case) or (None, None, None)), *(cycles(case) or (None, None, None)), (case["insns"] or {}).get("per_item"), cost.get("mul"), cost.get("sqr"), cost.get("multiplications")]
    values += [floor.get("cycles"), floor.get("fraction"), time.get("preempted_frac"), time.get("wall_median"), case["peak_rss"]]
    memory, evidence, points, shares = (case.get(group) or {} for group in ("memory", "evidence", "points", "shares"))
    values += [memory.get("peak_bytes"), *(evidence.get(key) for key in ("prior", "posterior", "deniability", "info_bits")), " ".join(f"{key}={value}" for key, value in params_of(case))]
    return dict(zip(CASE_COLUMNS, values + [points.get(key) for key in POINTS] + [shares.get(key) for key in SHARES]))


def put_new(folder, name, content):
    """Puts a run file into a folder under this name, or under the next number where another run has it. Its path; an equal file is left as it is."""
    for number in range(1, 1000):
        path = folder / f"{name}{f'-{number}' if number > 1 else ''}.json"
        try:
            if path.read_bytes() == content:
                return path
        except FileNotFoundError:
            temporary = path.with_name(path.name + ".tmp")
            try:
                temporary.write_bytes(content)
                os.link(temporary, path)  # unlike a rename it fails if the name was taken meanwhile
                return path
            except FileExistsError:
                continue
            finally:
                temporary.unlink(missing_ok=True)
    raise RunError(f"cannot write {folder}/{name}.json: a thousand runs have that name")


def write(path, text):
    """Puts a text file in place whole or not at all. Only regular files are replaced."""
    write_with(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))


def write_with(path, make):
    """The same for what make(temporary path) writes."""
    path = pathlib.Path(path)
    if path.exists() and not path.is_file():
        raise RunError(f"cannot write {path}: it is not a regular file")
    temporary = path.with_name(path.name + ".tmp")
    try:
        temporary.unlink(missing_ok=True)
        make(temporary)
        temporary.replace(path)
    except (OSError, sqlite3.Error) as error:
        try:
            temporary.unlink(missing_ok=True)
        except OSError:
            pass
        raise RunError(f"cannot write {path}: {error.strerror if isinstance(error, OSError) else error}") from None


def backend_order(name):
    return (BACKENDS.index(name) if name in BACKENDS else len(BACKENDS), name)


class Row:
    """One formulation, flavor, backend and size of the statement: its cases by what they do."""

    def __init__(self, formulation, flavor, backend, params):
        self.formulation, self.flavor, self.backend, self.params = formulation, flavor, backend, dict(params)
        self.prove = self.verify = None
        self.batches = {}

    @property
    def label(self):
        sizes = [f"{key}={value}" for key, value in self.params.items() if key != "base"]
        return " ".join([self.formulation] + [self.flavor] * (self.flavor not in ("", "batchable")) + sizes)

    @property
    def largest(self):
        """The case of the largest batch; the single verification where there is no batch."""
        return self.batches[max(self.batches)] if self.batches else self.verify

    @property
    def any(self):
        return self.verify or self.largest or self.prove

    def of(self, key):
        return self.any[key]


def rows(run):
    """The rows of a run, in the order of its formulations, flavors and backends. Peers are not among them."""
    found = {}
    for case in run["cases"]:
        if case["formulation"] is None or case["peer"]:
            continue
        key = (case["formulation"], case["flavor"] or "", case["backend"], params_of(case))
        row = found.setdefault(key, Row(*key))
        verb = case["id"].rsplit("/", 1)[-1]
        if verb == "batch" and case["threads"] <= row.batches.get(case["n"], case)["threads"]:
            row.batches[case["n"]] = case  # of several numbers of threads the smallest
        elif verb in ("prove", "verify") and (getattr(row, verb) is None or getattr(row, verb)["n"] < case["n"]):
            setattr(row, verb, case)
    named = list(run["run"].get("formulations", {}))
    place = lambda name: named.index(name) if name in named else len(named)
    return sorted((row for row in found.values() if row.any), key=lambda r: (place(r.formulation), r.formulation, r.flavor, list(r.params.items()), backend_order(r.backend)))


def command(main, name):
    """Runs a script's main; a RunError or a file that cannot be written becomes one sentence and exit status 2."""
    try:
        sys.exit(main())
    except RunError as error:
        print(f"{name}: {error}", file=sys.stderr)
    except BrokenPipeError:
        sys.stderr.close()
    except OSError as error:
        print(f"{name}: cannot write {error.filename}: {error.strerror}", file=sys.stderr)
    sys.exit(2)
