# SPDX-License-Identifier: Apache-2.0 OR MIT
"""What `scripts/gate` left behind, for the report: its verdicts on two commits, and calibrations. Python's standard library only."""
import json
import math
import pathlib
import re
import statistics

import calibration
import gating
import runfile
import sides

MAX_BYTES = 64 << 20
STATES = ("identical", "changed", "new", "gone", "other work")
STAGES = ("itself", "screen", "decide", "confirm")


def _read(path):
    """A JSON object of either kind; RunError otherwise."""
    try:
        with open(path, "rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise ValueError(f"it has more than {MAX_BYTES >> 20} MiB")
        found = json.loads(content.decode("utf-8"), parse_constant=_no_constant)
        json.dumps(found, ensure_ascii=False).encode()
    except OSError as error:
        raise runfile.RunError(f"cannot read {path}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise runfile.RunError(f"{path} is no verdict and no calibration of the gate: {str(error).splitlines()[0]}") from None
    if not isinstance(found, dict):
        raise runfile.RunError(f"{path} is no verdict and no calibration of the gate: it is no object")
    return found


def _no_constant(name):
    raise ValueError(f"{name} is not a number")


def _ratios(values):
    return isinstance(values, list) and all(isinstance(x, (int, float)) and not isinstance(x, bool) and math.isfinite(x) and 0 < x < 1000 for x in values)


def _texts(values):
    return isinstance(values, list) and all(isinstance(x, str) for x in values)


def _problem_of_case(case):
    if not isinstance(case, dict) or not isinstance(case.get("name"), str) or case.get("state") not in STATES:
        return "a case has no name or state"
    if not all(isinstance(case.get(key), bool) for key in ("more", "slower", "quarantined")) or not _texts(case.get("notes")):
        return f"{case['name'][:80]} does not say whether it got slower"
    times, counts = case.get("times"), case.get("counts")
    if not isinstance(times, dict) or not all(key in STAGES and _ratios(values) for key, values in times.items()):
        return f"times of {case['name'][:80]} are no ratios"
    if not isinstance(counts, dict) or not all(isinstance(counts[key], int) and not isinstance(counts[key], bool) and 0 < counts[key] < 1 << 62 for key in ("base", "head") if key in counts):
        return f"counts of {case['name'][:80]} are no counts"
    return None


def problem(found):
    """What is wrong with a verdict; None if nothing is."""
    if not all(isinstance(found.get(key), str) and re.fullmatch("[0-9a-f]{40}", found[key]) for key in ("base", "head")):
        return "base and head are no commits"
    if not all(isinstance(found.get(key), str) for key in ("cc", "sentence", "utc")) or not isinstance(found.get("cc_head", ""), str) or not _texts(found.get("notes")) or not isinstance(found.get("proofs"), dict):
        return "cc, sentence, utc, notes or proofs are missing"
    if type(found.get("status")) is not int or found["status"] not in (gating.PASS, gating.FAIL, gating.UNFIT):
        return "status is none of the gate's"
    if not isinstance(found.get("cases"), list):
        return "cases is no list"
    wrong = next(filter(None, map(_problem_of_case, found["cases"])), None)
    slower = any(case["more"] or case["slower"] for case in found["cases"]) if not wrong else False
    return wrong or ("the status does not follow from the cases" if slower is not (found["status"] == gating.FAIL) and found["status"] != gating.UNFIT else None)


def load(path):
    """A calibration, which has runs, or a verdict; RunError for anything else."""
    found = _read(path)
    if "runs" in found:
        try:
            return calibration.load(path)
        except sides.SideError as error:
            raise runfile.RunError(str(error)) from None
    if wrong := problem(found):
        raise runfile.RunError(f"{path} is no verdict of the gate: {wrong}")
    return found


class Gate:
    """The newest verdict on two commits and the newest calibration among files; either may be None."""

    def __init__(self, paths):
        self.verdict = self.calibration = None
        for found in map(load, paths):
            kind = "calibration" if "runs" in found else "verdict"
            if "cc_head" not in found:
                setattr(self, kind, max(getattr(self, kind), found, key=lambda one: one["utc"] if one else ""))


def show(path, only=""):
    """Either as Markdown; of a verdict the measured cases whose name `only` finds."""
    try:
        found = load(path)
    except runfile.RunError as error:
        raise sides.SideError(str(error)) from None
    if "runs" in found:
        return calibration.show(path)
    print("| case | instructions | time | least | most |\n|---|---:|---:|---:|---:|")
    percent = lambda ratio: "–" if ratio is None else f"{100 * (ratio - 1):+.1f} %"
    for case in sorted(found["cases"], key=lambda case: case["name"]):
        ratios = last_stage(case)
        if (ratios or count_ratio(case) or case["quarantined"]) and re.search(only, case["name"]):
            time = "quarantined" if case["quarantined"] else percent(time_ratio(case))
            print(f"| {case['name']} | {percent(count_ratio(case))} | {time} | {percent(min(ratios, default=None))} | {percent(max(ratios, default=None))} |")
    return 0


def beside(runs):
    """Files of the gate beside run files: results/gate/*.json of results/runs/<machine>/*.json."""
    folders = {parent.parent / "gate" for path in map(pathlib.Path, runs) for parent in path.resolve().parents if parent.name == "runs"}
    return sorted(path for folder in folders if folder.is_dir() for path in folder.glob("*.json"))


def count_ratio(case):
    return case["counts"]["head"] / case["counts"]["base"] if {"base", "head"} <= set(case["counts"]) else None


def last_stage(case):
    """The ratios that decided, one for each process."""
    return next((case["times"][stage] for stage in ("confirm", "decide", "screen") if case["times"].get(stage)), [])


def time_ratio(case):
    return statistics.median(last_stage(case)) if last_stage(case) else None


def most_changed(cases, most):
    """Those that got slower, then those whose counts or times are farthest from what they were."""
    compared = [case for case in cases if count_ratio(case) or time_ratio(case)]
    far = lambda case: max(abs(math.log(x)) for x in (count_ratio(case), time_ratio(case)) if x)
    return sorted(compared, key=lambda case: (not (case["more"] or case["slower"]), -far(case)))[:most], len(compared)
