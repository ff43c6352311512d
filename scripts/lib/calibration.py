# SPDX-License-Identifier: Apache-2.0 OR MIT
"""How often the gate errs: the same decisions as in a run, on one version against itself, as it is and with time planted."""
import json
import os
import pathlib
import platform
import re
import statistics
import tempfile
import time

import gating
import sides
from gating import say

SCHEMA = 1
# Cases of all sorts for false alarms; short ones where a whole number of runs is 2 or 3 % of a block.
SAME = r"^primitives/(field/(mul|invert)|scalar/muladd|ristretto/(decode|decode_hinted|add|fixed_mul)|msm/full|keccak/shake128)@\w+/16$|^protocols/F(0A|1)/verify:batchable@\w+/1$"
PLANTED = r"^primitives/(scalar/muladd|ristretto/(decode_hinted|add)|keccak/f1600)@\w+/16$"
PLAN = ((0, SAME), (2, PLANTED), (3, PLANTED))  # per cent planted, cases
ROUNDS = 8                                      # runs of the gate of each kind


def measure(driver, version, path, about, only):
    """Runs of the gate; everything it measured goes to the file."""
    result = {"schema": SCHEMA, **about, "toolchain": version.toolchain, "cpu": cpu(), "utc": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "load_before": os.getloadavg(), "runs": []}
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        side = version.side(folder / "base.so")
        known = [name for name in driver.names(side) if re.search(only, name)]
        for number in range(ROUNDS):
            for extra, pattern in PLAN:
                names = [name for name in known if re.search(pattern, name)]
                say(f"{extra} % planted, run {number + 1} of {ROUNDS}, {len(names)} cases")
                result["runs"].append(one_run(driver, version, side, folder, names, extra, 1000 * extra + number))
                write(path, {**result, "load_after": os.getloadavg()})


def one_run(driver, version, side, folder, names, extra, seed):
    """As a run of the gate: itself first, then the stages. The head has the same code, linked in another order."""
    start = time.monotonic()
    watch, ns = gating.Stopwatch(driver, seed), {}
    head = version.side(folder / "head.so", seed)
    itself = watch.ratios(side, side, names, gating.SCREEN, ns=ns)
    judged = [name for name in names if not gating.is_quarantined(itself[name])]
    relinked = lambda: (version.side(folder / "base2.so", seed + 100), version.side(folder / "head2.so", seed + 200))
    stages = watch.stages(side, head, relinked, judged, extra)
    short = lambda ratios: [round(x, 5) for x in ratios]
    cases = [{"name": name, "ns": round(ns.get(name, 0), 1), "itself": short(itself[name]), **{key: short(x) for key, x in stages.get(name, {}).items()}} for name in names]
    return {"extra": extra, "seed": seed, "seconds": round(time.monotonic() - start, 1), "load": os.getloadavg()[0], "cases": cases}


def cpu():
    found = re.search(r"^model name\s*: (.*)$", pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8"), flags=re.M)
    return found.group(1) if found else platform.machine()


def write(path, result):
    """Compact: one case a line."""
    text = json.dumps({**result, "runs": []}, indent=1)
    runs = []
    for one in result["runs"]:
        cases = ",\n".join(json.dumps(case, separators=(",", ":")) for case in one["cases"])
        runs.append(json.dumps({**one, "cases": []}, separators=(",", ":"))[:-2] + "\n" + cases + "]}")
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".part")
    temporary.write_text(text.replace('"runs": []', '"runs": [\n' + ",\n".join(runs) + "]") + "\n", encoding="utf-8")
    os.replace(temporary, path)


def load(path):
    try:
        result = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
        if result["schema"] != SCHEMA or not result["runs"]:
            raise ValueError("another schema, or no runs")
        if not all(isinstance(result[key], str) for key in ("cpu", "toolchain", "commit", "utc")):
            raise ValueError("it does not say where it was measured")
        for one in result["runs"]:
            if not all(isinstance(one[key], (int, float)) and not isinstance(one[key], bool) and 0 <= one[key] < 1e9 for key in ("extra", "load", "seconds")):
                raise ValueError("a run lacks its figures")
            for case in one["cases"]:
                if not isinstance(case["name"], str):
                    raise ValueError("a case has no name")
                if not all(isinstance(x, float) and 0 < x < 100 for key in ("itself", "screen", "decide", "confirm") for x in case.get(key, [])):
                    raise ValueError(f"ratios of {case['name']} are no ratios")
        return result
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise sides.SideError(f"{path} is no calibration: {error}") from None


def upper_bound(hits, trials):
    """95 % upper bound of a probability (Clopper-Pearson), by bisection."""
    if hits >= trials:
        return 1.0
    at_most = lambda p: sum(binomial(trials, k) * p**k * (1 - p) ** (trials - k) for k in range(hits + 1))
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if at_most(middle) > 0.05 else (low, middle)
    return high


def binomial(n, k):
    result = 1
    for i in range(k):
        result = result * (n - i) // (i + 1)
    return result


def outcomes(cases):
    """Of the cases of some runs: how many were quarantined, judged, called slower at once, and when confirmed."""
    judged = [case for case in cases if "screen" in case]
    first = sum(gating.slow_enough(case.get("decide", []), gating.DECIDE) for case in judged)
    return len(cases) - len(judged), len(judged), first, sum(gating.is_confirmed(case) for case in judged)


HEAD = ("planted", "backend", "decisions", "quarantined", "failed by 20 processes", "failed, confirmed", "share", "median of medians")


def table(result):
    """Rows under HEAD, from the raw values by the gate's own rules."""
    rows = []
    for extra in sorted({one["extra"] for one in result["runs"]}):
        runs = [one for one in result["runs"] if one["extra"] == extra]
        every = [case for one in runs for case in one["cases"]]
        groups = {backend: [case for case in every if sides.backend_of(case["name"]) == backend] for backend in dict.fromkeys(sides.backend_of(case["name"]) for case in every)}
        for backend, cases in [*groups.items(), ("all", every)]:
            quarantined, judged, first, confirmed = outcomes(cases)
            middles = [statistics.median(case.get("decide") or case["screen"]) for case in cases if case.get("screen")]
            rows.append((f"{extra} %", backend, str(judged), str(quarantined), str(first), str(confirmed), f"{confirmed / judged:.1%}" if judged else "–",
                         f"{100 * (statistics.median(middles) - 1):+.2f} %" if middles else "–"))
    return rows


def words(result):
    """Where it was measured, false alarms, and how long a run takes."""
    same = [case for one in result["runs"] if one["extra"] == 0 for case in one["cases"]]
    _, judged, _, alarms = outcomes(same)
    loads = [one["load"] for one in result["runs"]]
    seconds = [one["seconds"] for one in result["runs"] if one["extra"] == 0]
    text = f"{result['cpu']}, {result['toolchain']}, commit {result['commit'][:12]}, {result['utc']}; load {min(loads):.1f} to {max(loads):.1f}."
    if judged:
        text += f" {alarms} false alarms in {judged} decisions: at most {upper_bound(alarms, judged):.1%} of them with 95 % confidence."
    return text + (f" A run without a slowdown takes {statistics.median(seconds) / (len(same) / len(seconds)):.1f} s per case." if same else "")


def show(path):
    """The same as Markdown."""
    result = load(path)
    print("| " + " | ".join(HEAD) + " |\n|---:|---|---:|---:|---:|---:|---:|---:|")
    for row in table(result):
        print("| " + " | ".join(row) + " |")
    print("\n" + words(result))
    return 0
