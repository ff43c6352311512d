# SPDX-License-Identifier: Apache-2.0 OR MIT
"""The gate's rules and layers: what is identical is skipped, instructions are counted, times are paired. Standard library only."""
import contextlib
import dataclasses
import json
import math
import pathlib
import random
import re
import statistics
import sys
import tempfile
import time

import sides

PASS, FAIL, USAGE, UNFIT = range(4)  # exit statuses
COUNT_LIMIT = 0.005                  # more instructions than this fail
ENGINES_AGREE = 0.001
TIME_LIMIT, TIME_BOUND = 0.015, 0.005  # the median and its 99 % lower bound that fail together
SCREEN, DECIDE, CONFIRM = 6, 20, 40    # processes of each stage
SUSPICIOUS = 0.007                     # median of the screening that the next stage is for
QUARANTINE = 0.0075                    # |median| of a version against itself
MOST_QUARANTINED = 0.1                 # of the timed cases; more: the machine is unfit
BUDGET_MS, QUICK_MS = 100, 60          # of a case in one process
SHORTEST_NS = 200                      # of one run: below it, calls and addresses are what is timed
SETUP = 0.02                           # seconds of setting up, from which on a case is not counted
STEPS = 300_000                        # instructions that are stepped through in all, tens of microseconds each


def lower_bound(values, draws=2000):
    """99 % lower bound of the median: bootstrap with a fixed seed."""
    draw = random.Random(len(values))
    medians = sorted(statistics.median(draw.choices(values, k=len(values))) for _ in range(draws))
    return medians[draws // 100]


def is_slower(ratios):
    """The rule: head / base, one ratio per process."""
    return statistics.median(ratios) > 1 + TIME_LIMIT and lower_bound(ratios) > 1 + TIME_BOUND


def is_more(base, head):
    return head > base * (1 + COUNT_LIMIT)


def is_quarantined(ratios):
    """A version against itself that is not itself; or too few processes that could measure."""
    return len(ratios) < SCREEN * 2 / 3 or abs(statistics.median(ratios) - 1) > QUARANTINE


def check_rules():
    """The rules on figures whose verdict is known: whoever turns a comparison round has no gate. A sentence, or None."""
    near = [1 + 0.001 * (i % 5 - 2) for i in range(DECIDE)]
    for wanted, factor in ((True, 1.02), (True, 1.03), (False, 1.0), (False, 1 / 1.02), (False, 1 / 1.5), (False, 1.004)):
        if is_slower([x * factor for x in near]) is not wanted:
            return f"the rule of times says {not wanted} of a ratio of {factor:.3f}"
        if wanted is not is_more(1000, round(1000 * factor)):
            return f"the rule of counts says {not wanted} of a ratio of {factor:.3f}"
    if is_quarantined(near[:SCREEN]) or not is_quarantined([x * 1.02 for x in near[:SCREEN]]) or not is_quarantined([x / 1.02 for x in near[:SCREEN]]):
        return "the rule of quarantine is wrong"
    return None


@dataclasses.dataclass
class Case:
    """What is known of one case, and the verdict on it."""
    name: str
    state: str = "changed"  # identical, changed, new, gone, other work
    counts: dict = dataclasses.field(default_factory=dict)  # engine, base, head, baseline, classes
    times: dict = dataclasses.field(default_factory=dict)   # stage -> ratios
    ns: float = None
    setup: float = 0  # seconds
    notes: list = dataclasses.field(default_factory=list)
    more: bool = False    # instructions
    slower: bool = False  # confirmed
    quarantined: bool = False

    def count_ratio(self):
        return self.counts["head"] / self.counts["base"] if "head" in self.counts else None

    def time_ratio(self):
        """The median of the last stage."""
        for stage in ("confirm", "decide", "screen"):
            if self.times.get(stage):
                return statistics.median(self.times[stage])
        return None


@dataclasses.dataclass
class Verdict:
    status: int
    sentence: str
    cases: list = dataclasses.field(default_factory=list)
    notes: list = dataclasses.field(default_factory=list)  # what holds for the whole run
    proofs: dict = dataclasses.field(default_factory=dict)  # the run's proofs of itself


def say(text):
    print(f"== {text}", file=sys.stderr, flush=True)


# ---- layer 0: what is identical ----

def sort_out(driver, base, head, options):
    """Cases by name, each with its state: identical machine code, changed, new, gone, or doing other work."""
    names = {side: {name: at for name, at in driver.names(side).items() if options.wants(name)} for side in (base, head)}
    reach = {side: side.reach(names[side]) for side in (base, head)}
    cases = {}
    for name in {**names[base], **names[head]}:
        state = "new" if name not in names[base] else "gone" if name not in names[head] else "changed"
        if state == "changed" and reach[base][name] is not None and reach[base][name] == reach[head][name]:
            state = "identical"
        cases[name] = Case(name, state)
    changed = [name for name, case in cases.items() if case.state == "changed"]
    digests = kept_digests(driver, base, changed), kept_digests(driver, head, changed)
    for name in changed:
        cases[name].setup = digests[0][name][1]
        if digests[0][name][0] != digests[1][name][0]:
            cases[name].state = "other work"
            cases[name].notes.append("inputs or outputs differ between the versions: not compared")
    return cases


def kept_digests(driver, side, names):
    """The driver's digests; what a version does is found out once and kept beside its objects."""
    path = side.version.folder / "digests.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    missing = [name for name in names if name not in known]
    if missing:
        say(f"running {len(missing)} cases once for what they read and write")
        known.update(driver.digests(side, missing))
        path.write_text(json.dumps(known), encoding="utf-8")
    return {name: tuple(known[name]) for name in names}


# ---- layer 1: counts ----

def is_countable(name, setup):
    """Not what draws random numbers in a run, of a row of verifications only the single one, which a batch of one is once more, and
    nothing that takes over SETUP seconds to set up, which takes many times as long under an emulator."""
    return setup <= SETUP and not re.search(r"/prove|-random|/verify.*/16$|/batch.*/1$|/1024$", name)


class Counting:
    """Counts with the engine that is first for a backend: qemu where it knows the instructions, else single steps. What an engine
    covers takes a start of it, and is asked for when it matters."""

    def __init__(self, driver, side, folder, steps=STEPS):
        self.engines = sides.engines(driver, folder)
        self.side, self.steps, self.known = side, steps, {}

    def covers(self, engine):
        if engine.name not in self.known:
            self.known[engine.name] = engine.covers(self.side)
        return self.known[engine.name]

    def first(self, name):
        """The engine for this case."""
        return next((engine for engine in self.engines if name in self.covers(engine)), None)

    def plan(self, names, expected=None):
        """[(engine, names)] and the names that none counts here. Single steps are slow: the cheapest cases, as many as stay
        within the limit in all. How many a case takes is in `expected`; what is not there is not begun."""
        quick, slow, left_out = {}, [], []
        for name in names:
            engine = self.first(name)
            if engine is None:
                left_out.append(name)
            elif engine.name == "trap flag":
                slow.append(name)
            else:
                quick.setdefault(engine.name, []).append(name)
        plan = [(engine, quick[engine.name]) for engine in self.engines if engine.name in quick]
        cost = lambda name: (expected or {}).get(name, math.inf)
        taken, spent = [], 0
        for name in sorted(slow, key=cost):
            if spent + cost(name) <= self.steps:
                taken.append(name)
                spent += cost(name)
        if taken:
            plan.append((next(engine for engine in self.engines if engine.name == "trap flag"), taken))
        return plan, left_out + [name for name in slow if name not in taken]

    def two_engines(self, side, names):
        """[(name, {engine: instructions})] where two engines disagree."""
        counted = {name: {} for name in names}
        for engine in self.engines:
            known = [name for name in names if name in self.covers(engine)]
            for name, found in (engine.count(side, known) if known else {}).items():
                counted[name][engine.name] = found.instructions
        return [(name, by) for name, by in counted.items() if by and max(by.values()) > min(by.values()) * (1 + ENGINES_AGREE)]


def fellows(name, names):
    """The same case on other backends."""
    start, end = name.rsplit("@", 1)[0] + "@", "/" + name.rsplit("/", 1)[1]
    return [other for other in names if other.startswith(start) and other.endswith(end)]


def expected_steps(instructions, names):
    """What a case will take at most, by its fellows whose instructions are known: a wider backend takes fewer."""
    result = {}
    for name in names:
        known = [instructions[other] for other in fellows(name, instructions)]
        if known:
            result[name] = max(known)
    return result


def instructions(counted):
    return {name: found.instructions for name, found in counted.items()}


def compare_counts(driver, base, head, cases, folder, steps, baseline, verdict):
    """Counts what changed in both versions; proves with a planted per cent that it would notice."""
    names = [case.name for case in cases if is_countable(case.name, case.setup)]
    if not names:
        return
    counting = Counting(driver, base, folder, steps)
    if not counting.engines:
        verdict.notes.append("instructions are not counted: no engine is installed")
        return
    counted = {base: {}, head: {}}
    plan, left_out = counting.plan(names)
    count_all(plan, counted)
    plan, left_out = counting.plan([name for name in left_out if counting.first(name)], expected_steps(instructions(counted[base]), left_out))
    count_all(plan, counted)
    if left_out:
        verdict.notes.append(f"{len(left_out)} changed cases are timed but not counted: single steps through them would take too long")
    for case in cases:
        if case.name in counted[base]:
            judge_count(case, counting.first(case.name), base, head, counted, baseline)
    verdict.proofs["planted instructions"] = planted_instructions(counting, base, counted[base])


def count_all(plan, counted):
    for engine, names in plan:
        say(f"counting {len(names)} cases with {engine.name}")
        for side, found in counted.items():
            found.update(engine.count(side, names))


def judge_count(case, engine, base, head, counted, baseline):
    before, after = counted[base][case.name], counted[head][case.name]
    case.counts = {"engine": engine.name, "base": before.instructions, "head": after.instructions, "multiplications": [before.multiplications, after.multiplications]}
    case.more = is_more(before.instructions, after.instructions)
    if case.more and not repeats(engine, base, case.name, before):
        case.more = False
        case.notes.append("its count differs from run to run of one version: not gated by counts")
    if before.classes and after.classes and case.more:
        case.counts["classes"] = {name: after.classes.get(name, 0) - before.classes.get(name, 0) for name in before.classes.keys() | after.classes.keys()}
    known = baseline.get(case.name) if baseline else None
    if known is not None:
        case.counts["baseline"] = known
        if is_more(known, after.instructions):
            case.more = True
            case.notes.append("over the committed baseline, which this version did not update")


def repeats(engine, side, name, before):
    again = engine.count(side, [name])[name].instructions
    return abs(again - before.instructions) <= ENGINES_AGREE * before.instructions


def planted_instructions(counting, side, counted):
    """One per cent more in the cheapest case of each engine: name -> whether it was noticed."""
    result = {}
    for engine in counting.engines:
        known = {name: found.instructions for name, found in counted.items() if counting.first(name) is engine and found.instructions > 1000}
        if known:
            name = min(known, key=known.get)
            more = engine.count(side, [name], extra=math.ceil(0.01 * known[name]))[name].instructions
            result[f"{name} by {engine.name}"] = is_more(known[name], more)
    return result


# ---- layer 2: paired times ----

class Stopwatch:
    """Processes that time cases of two versions against each other. Each process is one replicate."""

    def __init__(self, driver, seed, budget_ms=BUDGET_MS):
        self.driver, self.draw, self.budget_ms = driver, random.Random(seed), budget_ms
        self.too_long = set()  # cases that no budget is large enough for

    def ratios(self, base, head, names, processes, extra=0, ns=None):
        """name -> one ratio of CPU times per process."""
        found = {name: [] for name in names}
        for _ in range(processes):
            if not names:
                break
            one = self.driver.pairs(base, head, names, self.draw.randrange(2**40), extra, self.budget_ms)
            for name, (cpu, _, run_ns, _, made) in one.items():
                if made == 0:
                    self.too_long.add(name)
                if cpu is None:
                    continue
                found[name].append(cpu)
                if ns is not None:
                    ns[name] = min(run_ns, ns.get(name, math.inf))
            names = [name for name in names if name not in self.too_long]
        return found

    def stages(self, base, head, relinked, names, extra=0):
        """name -> {stage: ratios}; `relinked` makes the two sides of the last stage. A case leaves when a stage clears it."""
        result = {name: {"screen": ratios} for name, ratios in self.ratios(base, head, names, SCREEN, extra).items()}
        suspects = [name for name in names if result[name]["screen"] and statistics.median(result[name]["screen"]) > 1 + SUSPICIOUS]
        for name, ratios in self.ratios(base, head, suspects, DECIDE, extra).items():
            result[name]["decide"] = ratios
        failing = [name for name in suspects if slow_enough(result[name]["decide"], DECIDE)]
        if failing:
            for name, ratios in self.ratios(*relinked(), failing, CONFIRM, extra).items():
                result[name]["confirm"] = ratios
        return result


def slow_enough(ratios, processes):
    """The rule, on processes of which most could measure."""
    return len(ratios) >= processes / 2 and is_slower(ratios)


def is_confirmed(stages):
    return slow_enough(stages.get("decide", []), DECIDE) and slow_enough(stages.get("confirm", []), CONFIRM)


def drawn(cases, options):
    """All of them, or as many as are to be timed at most, in their order."""
    if len(cases) <= options.at_most:
        return cases
    return [cases[i] for i in sorted(random.Random(options.draw).sample(range(len(cases)), options.at_most))]


def compare_times(driver, base, head, cases, relinked, options, verdict):
    """A against A, then what changed. False if the machine is not fit to judge."""
    watch, ns = Stopwatch(driver, options.seed, QUICK_MS if options.quick else BUDGET_MS), {}
    names = [case.name for case in cases]
    by_name = {case.name: case for case in cases}
    say(f"timing {len(names)} cases against themselves")
    itself = watch.ratios(base, base, names, SCREEN, ns=ns)
    timed = []
    for case in cases:
        case.times["itself"], case.ns = itself[case.name], ns.get(case.name)
        if case.name in watch.too_long:
            case.notes.append("takes too long to be timed")
        elif case.ns is not None and case.ns < SHORTEST_NS:
            case.notes.append("too short to be timed: counts decide")
        else:
            timed.append(case)
            case.quarantined = is_quarantined(itself[case.name])
    if not timed:
        return True
    quarantined = sum(case.quarantined for case in timed)
    verdict.proofs["itself"] = {"timed": len(timed), "quarantined": quarantined}
    if quarantined > max(1, MOST_QUARANTINED * len(timed)):
        verdict.sentence = f"the machine is unfit: {quarantined} of {len(timed)} cases differ from themselves by more than {QUARANTINE:.2%}"
        return False
    judged = [case.name for case in timed if not case.quarantined]
    if not planted_time(watch, base, judged, ns, verdict):
        return False
    say(f"timing {len(judged)} cases of both versions")
    for name, stages in watch.stages(base, head, relinked, judged).items():
        by_name[name].times.update(stages)
        by_name[name].slower = is_confirmed(stages)
        if "confirm" in stages and not by_name[name].slower:
            by_name[name].notes.append("slower, but not when linked in another order: an effect of where code lies")
        if stages["screen"] and statistics.median(stages["screen"]) < 1 - 2 * TIME_LIMIT:
            by_name[name].notes.append("faster")
    return True


def planted_time(watch, base, names, ns, verdict):
    """The shortest case with one, and with two per cent more runs, and the other way round: what is 2 % slower must be found, what is
    faster must not be called slower."""
    short = [name for name in names if ns[name] < 20_000]
    if not short:
        verdict.notes.append("no changed case is short enough to plant 2 % in; it was planted in the rule's own figures only")
        return True
    name = min(short, key=lambda n: abs(math.log(ns[n] / 2000)))
    ratios = watch.ratios(base, base, [name], DECIDE, extra=2)[name]
    slower, faster = slow_enough(ratios, DECIDE), slow_enough([1 / x for x in ratios], DECIDE)
    verdict.proofs["planted time"] = {"case": name, "ratios": ratios, "noticed": slower, "turned round": faster}
    if not slower or faster:
        verdict.sentence = f"the machine is unfit: 2 % planted in {name} were not found (median {statistics.median(ratios) - 1:+.2%})" if ratios else "the machine is unfit: nothing could be timed"
        return False
    return True


# ---- the whole ----

@dataclasses.dataclass
class Options:
    only: str = ""
    quick: bool = False
    timing: bool = True
    counting: bool = True
    steps: int = STEPS
    seed: int = 1
    baseline: dict = None
    at_most: float = math.inf  # cases that are timed
    draw: str = ""             # decides which

    def wants(self, name):
        """A quick run does not even set up the cases of 1024 items."""
        return re.search(self.only, name) and not (self.quick and name.endswith("/1024"))


def gate(driver, base, head, options):
    """The verdict on two versions."""
    broken = check_rules()
    if broken:
        return Verdict(USAGE, f"this gate is broken: {broken}")
    verdict = Verdict(PASS, "")
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if base.toolchain != head.toolchain or base.flags != head.flags:
            verdict.notes.append(f"the versions are built differently: {base.toolchain} {base.flags} and {head.toolchain} {head.flags}")
        before, after = base.side(folder / "base.so"), head.side(folder / "head.so")
        cases = sort_out(driver, before, after, options)
        verdict.cases = list(cases.values())
        if not verdict.cases:
            return Verdict(USAGE, f"no case is named like {options.only}")
        changed = [case for case in verdict.cases if case.state == "changed"]
        if not changed:
            verdict.sentence = "no case that both versions have and that does the same work has other machine code"
            return verdict
        say(f"{len(changed)} of {len(verdict.cases)} cases have other machine code")
        start = time.monotonic()
        if options.counting:
            compare_counts(driver, before, after, changed, folder, options.steps, options.baseline, verdict)
            if not all(verdict.proofs.get("planted instructions", {}).values()):
                verdict.status, verdict.sentence = UNFIT, "1 % planted in the instructions were not found: counting does not work here"
                return verdict
            say(f"counted in {time.monotonic() - start:.0f} s")
        fit, timed = True, drawn(changed, options)
        if options.timing:
            start = time.monotonic()

            def relinked():
                say("confirming on versions linked in another order")
                return base.side(folder / "base2.so", options.seed), head.side(folder / "head2.so", options.seed + 1)
            fit = compare_times(driver, before, after, timed, relinked, options, verdict)
            say(f"timed in {time.monotonic() - start:.0f} s")
    more, slower = [case for case in changed if case.more], [case for case in changed if case.slower]
    if more or slower:
        verdict.status = FAIL
        words = [f"{len(more)} execute over {COUNT_LIMIT:.1%} more instructions"] * bool(more) + [f"{len(slower)} are slower by over {TIME_LIMIT:.1%}"] * bool(slower)
        verdict.sentence = f"of {len(changed)} changed cases " + " and ".join(words)
    elif not fit:
        verdict.status = UNFIT
    else:
        verdict.sentence = f"none of {len(changed)} changed cases got slower" + f"; {len(timed)} of them, drawn by the head's commit, are timed" * (len(timed) < len(changed))
    return verdict
