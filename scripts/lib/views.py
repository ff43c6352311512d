# SPDX-License-Identifier: Apache-2.0 OR MIT
"""What the report and the plots show of run files: the same series for both, as plain data."""
import math
import statistics

import change
import model
import runfile
from runfile import rate, ratio

PROGRAMS = ("bench_attribution", "bench_protocols", "bench_primitives", "bench_counts")
SIZES = ("N", "T", "rows", "p", "n", "bits")  # of a statement, as far as a figure can stand against them


def _program_order(run):
    name = run["run"].get("program")
    return PROGRAMS.index(name) if name in PROGRAMS else len(PROGRAMS)


class Machine:
    """All runs of one CPU key. Of each case the main job's newest figures count, else the newest ones."""

    def __init__(self, runs):
        self.runs = sorted(runs, key=lambda run: run["run"]["utc"])
        self.newest = self.runs[-1]
        self.name = self.newest["machine"].get("brand") or self.key
        preferred = sorted(reversed(self.runs), key=_program_order)
        self.said = {}
        found, self.origin = {}, {}
        for run in preferred:
            for name, words in run["run"].get("formulations", {}).items():
                self.said.setdefault(name, words)
            for case in run["cases"]:
                key = runfile.case_key(case)
                if key not in found or (found[key]["time"] is None and case["time"] is not None):
                    found[key] = case
        self.cases = list(found.values())
        self.own = [case for case in self.cases if not case["peer"]]
        self.rows = runfile.rows({"run": {"formulations": self.said}, "cases": self.cases})
        self.kernels = model.kernels_of(self.cases)

    @property
    def key(self):
        return self.newest["machine"]["cpu_key"]

    @property
    def emulator(self):
        return next((run["machine"]["emulator"] for run in self.runs if run["machine"]["emulator"]), None)

    def schnorr(self, backend):
        """ns of one Schnorr verification on libsodium while this backend's kernels were measured: two decodes, a fixed-base and a variable-base multiplication."""
        total = 0.0
        for name, times in (("decode", 2), ("fixed_mul", 1), ("var_mul", 1)):
            beside = [case for case in self.own if case["id"] == f"primitives/ristretto/{name}" and case["backend"] == backend and rate(case) and ratio(case, "libsodium")]
            if not beside:
                return None
            case = max(beside, key=lambda found: found["n"])
            total += times * ratio(case, "libsodium")[0] * 1e9 / rate(case)[0]
        return total

    @property
    def clean(self):
        """The runs that may stand for their commits: provenance complete, no uncommitted changes."""
        return [run for run in self.runs if not runfile.unverified(run)]


def machines(runs):
    """One Machine per CPU key; those that timed formulations first, then the newest."""
    groups = {}
    for run in runs:
        groups.setdefault(run["machine"]["cpu_key"], []).append(run)
    found = [Machine(group) for group in groups.values()]
    return sorted(found, key=lambda m: (bool(timed(m.rows)), m.newest["run"]["utc"]), reverse=True)


def timed(rows):
    return [row for row in rows if rate(row.largest)]


def headline(rows):
    """One row per formulation, flavor and backend: that with the largest statement."""
    best = {}
    for row in rows:
        key = row.formulation, row.flavor, row.backend
        size = [row.params.get(name, 0) for name in SIZES]
        if key not in best or size > [best[key].params.get(name, 0) for name in SIZES]:
            best[key] = row
    return list(best.values())


def how(row):
    return f"batch of {row.largest['n']:,}" if row.batches else "one by one"


def mode(row):
    return f"× {row.largest['n']:,}" if row.batches else "alone"


def fastest(rows):
    return max(timed(rows), key=lambda row: rate(row.largest)[0], default=None)


def quotient(slow, fast):
    """How many times as long `slow` takes, with its interval where both stood beside libsodium: the ends that lie farthest apart."""
    a, b = ratio(slow, "libsodium"), ratio(fast, "libsodium")
    if a and b:
        low, high = (b[1] / a[2], b[2] / a[1]) if None not in (a[1], b[1]) else (None, None)
        return b[0] / a[0], low, high
    return rate(fast)[0] / rate(slow)[0], None, None


def price(rows):
    """(F0A, F1, times as long with interval) on the fastest backend that has both in the same form and batch; None without."""
    at = {(row.formulation, row.flavor, row.backend): row for row in timed(rows)}
    both = []
    for (name, flavor, backend), direct in at.items():
        deniable = at.get(("F1", flavor, backend))
        if (name, flavor) == ("F0A", "batchable") and deniable:
            size = max(set(direct.batches) & set(deniable.batches), default=None)
            cases = (direct.batches[size], deniable.batches[size]) if size else (direct.verify, deniable.verify)
            if rate(cases[0]) and rate(cases[1]):
                both.append((direct, deniable, *cases))
    if not both:
        return None
    direct, deniable, fast, slow = max(both, key=lambda found: rate(found[2])[0])
    return direct, deniable, fast, quotient(slow, fast)


def told(rows):
    """{bits: formulations}, the most first; with the sizes of the statement where the same formulation tells different amounts."""
    stated = [row for row in rows if row.of("evidence_bits") is not None]
    found = {}
    for row in stated:
        one_weight = len({other.of("evidence_bits") for other in stated if other.formulation == row.formulation}) == 1
        name = row.formulation if one_weight else " ".join([row.formulation, *(f"{key}={value}" for key, value in row.params.items())])
        if name not in found.setdefault(row.of("evidence_bits"), []):
            found[row.of("evidence_bits")].append(name)
    return dict(sorted(found.items(), reverse=True))


def pareto(points):
    """Those of (smaller is better, larger is better) that no other one beats in both, from the smallest on."""
    best, kept = -math.inf, []
    for point in sorted(points, key=lambda p: (p[0], -p[1])):
        if point[1] > best:
            best = point[1]
            kept.append(point)
    return kept


def batch_series(row):
    """[(proofs in one batch, rate)]: alone, then the batches."""
    alone = [(1, rate(row.verify))] if rate(row.verify) else []
    return alone + [(n, rate(case)) for n, case in sorted(row.batches.items()) if rate(case) and n > len(alone)]


def families(rows, size):
    """{formulation and flavor: {backend: [(size, row), ...]}} of those that were measured at two sizes of the statement or more; where a class was
    numbered in several bases, that of the shortest proof, then of the fastest verifier."""
    found = {}
    for row in rows:
        if size in row.params:
            rest = " ".join(f"{key}={value}" for key, value in row.params.items() if key not in (size, "base"))
            name = " ".join(filter(None, (row.formulation, row.flavor if row.flavor != "batchable" else "", rest)))
            found.setdefault(name, {}).setdefault(row.backend, []).append((row.params[size], row))
    cost = lambda row: (row.of("proof_bytes") or math.inf, -rate(row.largest)[0] if rate(row.largest) else 0)
    for lines in found.values():
        for backend, line in lines.items():
            best = {}
            for n, row in line:
                if n not in best or cost(row) < cost(best[n]):
                    best[n] = row
            lines[backend] = sorted(best.items())
    return {name: lines for name, lines in found.items() if any(len({n for n, _ in line}) > 1 for line in lines.values())}


def proving_time(row):
    """Milliseconds of one proof."""
    return (1e3 / rate(row.prove)[0], *(1e3 / v if v else None for v in (rate(row.prove)[2], rate(row.prove)[1]))) if rate(row.prove) else None


def proving_memory(row):
    """KiB of the heap that a prover held at most; it has no interval."""
    memory = row.prove and row.prove.get("memory")
    return (memory["peak_bytes"] / 1024, None, None) if memory else None


def speedups(rows):
    """[(label, [(backend, against libsodium, against its own equations there)])], alone and in the largest batch."""
    lines = {}
    for row in rows:
        for words, case in (("alone", row.verify), (mode(row), row.largest if row.batches else None)):
            if ratio(case, "libsodium"):
                lines.setdefault(f"{row.label}, {words}", []).append((row.backend, ratio(case, "libsodium"), ratio(case, "libsodium-literal")))
    return list(lines.items())


def against_scalar51(rows):
    lines = {}
    for row in rows:
        for words, case in (("alone", row.verify), (mode(row), row.largest if row.batches else None)):
            if ratio(case, "scalar51"):
                lines.setdefault(f"{row.label}, {words}", []).append((row.backend, ratio(case, "scalar51"), None))
    return list(lines.items())


def kernel_name(case):
    return case["id"].removeprefix("primitives/")


def is_kernel(case):
    return case["formulation"] is None and case["id"].startswith("primitives/")


def kernel_speedups(cases):
    """For every kernel and backend the largest size that was timed beside a peer."""
    found, lines = {}, {}
    for case in sorted((c for c in cases if is_kernel(c) and not c["peer"] and runfile.peer_of(c)), key=lambda c: c["n"]):
        found[case["id"], case["backend"]] = case
    for case in sorted(found.values(), key=lambda c: (c["id"], runfile.backend_order(c["backend"]))):
        peer = runfile.peer_of(case)
        lines.setdefault(f"{kernel_name(case)}, n = {case['n']:,}, {peer}", []).append((case["backend"], ratio(case, peer), None))
    return list(lines.items())


def multiscalar(cases):
    """{backend: [case by number of terms]} of those with two sizes or more."""
    lines = {}
    for case in sorted((c for c in cases if c["id"] == "primitives/msm/full" and not c["peer"] and rate(c)), key=lambda c: c["n"]):
        lines.setdefault(case["backend"], []).append(case)
    return {name: lines[name] for name in sorted(lines, key=runfile.backend_order) if len(lines[name]) > 1}


def threads(cases):
    """[(label, [(backend, {threads: rate})])]: the same batch on one thread and on more, by the wall clock; of each kind the largest batch."""
    found = {}
    for case in cases:
        if case["peer"] or not rate(case) or "/batch" not in case["id"]:
            continue
        kind = case["id"].removeprefix("protocols/").replace("-two-threads", ""), case["flavor"], runfile.params_of(case), case["backend"]
        wall = case["time"].get("wall_median")
        figure = rate(case) if case["threads"] > 1 or not wall else (1e9 / wall, None, None)
        found.setdefault(kind, {}).setdefault(case["n"], {})[case["threads"]] = figure
    lines = {}
    for (verb, flavor, params, backend), sizes in sorted(found.items(), key=lambda item: (item[0][0], item[0][1] or "", item[0][2], runfile.backend_order(item[0][3]))):
        n = max((n for n, line in sizes.items() if len(line) > 1 and 1 in line), default=None)
        if n:
            label = " ".join(filter(None, (verb.replace("/batch", "").replace("-", " "), flavor if flavor != "batchable" else "", *(f"{key}={value}" for key, value in params), f"× {n:,}")))
            lines.setdefault(label, []).append((backend, dict(sorted(sizes[n].items()))))
    return list(lines.items())


def shares(rows):
    return [(row, row.largest["shares"]) for row in rows if row.largest and row.largest.get("shares")]


# ---- operation counts against measurement ----

class Modelled:
    """One verification: what the model says from the machine's kernels, and what was measured."""

    def __init__(self, machine, case, parts):
        self.machine, self.case, self.parts = machine, case, parts
        self.ns = sum(parts.values())
        self.measured = 1e9 / rate(case)[0] if rate(case) else None

    @property
    def error(self):
        return self.ns / self.measured - 1

    @property
    def paired_error(self):
        """The same with both times in units of libsodium's, from their own rounds: what slowed the machine between the runs cancels. None without."""
        unit, beside = self.machine.schnorr(self.case["backend"]), ratio(self.case, "libsodium")
        return self.ns / unit * beside[0] - 1 if unit and beside else None


def is_verification(case):
    return not case["peer"] and case["formulation"] is not None and case["threads"] == 1 and case["id"].rsplit("/", 1)[-1] in ("verify", "batch")


def modelled(machine):
    """Every verification that was measured and counted on a machine whose kernels are known."""
    found = []
    for case in machine.cases:
        if is_verification(case) and rate(case) and case["backend"] in machine.kernels:
            parts = model.predict(case, machine.kernels[case["backend"]])
            if parts:
                found.append(Modelled(machine, case, parts))
    return found


def band(checked):
    """(low, high): measured over modelled, between the 5 % and the 95 % quantile of everything that was checked; None under ten."""
    found = sorted(one.measured / one.ns for one in checked)
    if len(found) < 10:
        return None
    return found[int(0.05 * (len(found) - 1))], found[math.ceil(0.95 * (len(found) - 1))]


def unmeasured(all_machines):
    """Largest batches, and verifications of forms without one, that another machine counted: modelled where only kernels were measured."""
    found = []
    for machine in all_machines:
        known = {runfile.case_key(case) for case in machine.cases if rate(case)}
        named = set()
        for other in all_machines:
            for row in headline(other.rows) if other is not machine else ():
                case = row.largest
                key = runfile.case_key(case) if case else None
                if not case or key in known or key in named or row.backend not in machine.kernels:
                    continue
                parts = model.predict(case, machine.kernels[row.backend])
                if parts:
                    named.add(key)
                    found.append((Modelled(machine, dict(case, time=None), parts), row))
    return found


# ---- history ----

class History:
    """A chain of paired ratios: what one run's cases have in common with the run before, multiplied up from 1."""

    def __init__(self, program, backend, runs, index):
        self.program, self.backend, self.runs, self.index = program, backend, runs, index
        self.changes = change.points([math.log(value) for value, _, _ in index])


def history(machine):
    """One chain per program and backend with two verified runs or more. A link is the median over all cases that both runs measured, with its quartiles."""
    chains = []
    for program in dict.fromkeys(run["run"].get("program") for run in machine.clean):
        runs = [run for run in machine.clean if run["run"].get("program") == program]
        for backend in sorted({case["backend"] for run in runs for case in run["cases"] if not case["peer"]}, key=runfile.backend_order):
            kept, index = [], []
            for run in runs:
                mine = {runfile.case_key(case): case for case in run["cases"] if case["backend"] == backend and not case["peer"]}
                if not mine:
                    continue
                links = sorted(found[0][0] for key, case in mine.items() if kept and key in kept[-1][1] and (found := runfile.change(kept[-1][1][key], case)))
                if kept and not links:
                    continue
                quarter = lambda share: links[round(share * (len(links) - 1))]
                last = index[-1][0] if index else 1.0
                index.append((last * statistics.median(links), last * quarter(0.25), last * quarter(0.75)) if links else (1.0, None, None))
                kept.append((run, mine))
            if len(kept) > 1:
                chains.append(History(program, backend, [run for run, _ in kept], index))
    return chains
