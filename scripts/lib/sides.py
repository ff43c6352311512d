# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Sides: one version of the library with its own registry of cases, linked from a build directory as a shared object; and
what can be done with one: list, compare by code, count by several engines, time against another. Standard library only."""
import collections
import hashlib
import json
import os
import pathlib
import platform
import random
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
GLUE = ROOT / "bench/gate/side.c"
PLUGIN = ROOT / "tests/counts/plugin.c"
ARCHIVES = ("bench/libsigmark_cases.a", "protocols/libsigmark.a")
LIBRARIES = ("-Wl,--as-needed", "-lsodium", "-lcrypto", "-lxxhash", "-ljansson", "-lm", "-lpthread")
CASES = "bench/cases/registry.c"
REGISTRY = "primitives/backend/registry.c"  # names every backend, but no case goes from one to another through it
# glibc picks its memcpy by the processor, which no two engines show alike: the oldest one everywhere.
PLAIN_MEMCPY = "glibc.cpu.hwcaps=-AVX2,-AVX512VL,-AVX512F,-AVX512BW,-ERMS,-FSRM,-SSSE3,-SSE4_1,-SSE4_2,-BMI2,-AVX_Fast_Unaligned_Load,-Fast_Unaligned_Copy,-Fast_Rep_String"


class SideError(Exception):
    """One plain sentence."""


class CannotBuild(SideError):
    """A version that this gate cannot make a side of."""


def run(*command, **options):
    return subprocess.run([str(c) for c in command], capture_output=True, text=True, errors="backslashreplace", **options)


def last_line(done):
    lines = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
    errors = [line for line in lines if re.search(r"\berror\b", line, flags=re.I)]
    return (errors or lines or ["no message"])[-1 if not errors else 0].strip()


def must(*command, error=SideError, **options):
    done = run(*command, **options)
    if done.returncode != 0:
        raise error(f"{pathlib.Path(str(command[0])).name} failed: {last_line(done)}")
    return done


class Build:
    """A configured and built directory of some version."""

    def __init__(self, directory, tree=ROOT):
        self.directory, self.tree = pathlib.Path(directory).resolve(), pathlib.Path(tree).resolve()
        try:
            commands = json.loads((self.directory / "compile_commands.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise CannotBuild(f"{directory} is no configured build directory") from None
        wanted = set(re.findall(r"^ +(\S+\.o)$", must("ninja", "-C", self.directory, "-t", "query", *ARCHIVES, error=CannotBuild).stdout, flags=re.M))
        self.commands = {}  # object, from the build directory -> (arguments, source from the root of the tree)
        for entry in commands:
            words = shlex.split(entry["command"])
            target = words[words.index("-o") + 1]
            if target in wanted:
                self.commands[target] = (words, os.path.relpath(os.path.realpath(entry["file"]), self.tree))
        if not {REGISTRY, CASES} <= {source for _, source in self.commands.values()}:
            raise CannotBuild("it has no registry of cases")
        missing = [target for target in self.commands if not (self.directory / target).is_file()]
        if missing:
            raise CannotBuild(f"{directory} is not built: {missing[0]} is not there")

    def arguments(self, source):
        """How a source is compiled."""
        return next(words for words, name in self.commands.values() if name == source)

    def compiler(self):
        return self.arguments(REGISTRY)[0]

    def processor(self):
        machine = must(self.compiler(), "-dumpmachine").stdout.split("-")[0]
        return {"amd64": "x86_64"}.get(machine, machine)

    def toolchain(self):
        """The name that run files use: compiler, version, processor."""
        for path in self.directory.glob("CMakeFiles/*/CMakeCCompiler.cmake"):
            text = path.read_text(encoding="utf-8")
            found = [re.search(rf'^set\({name} "(.*)"\)$', text, flags=re.M) for name in ("CMAKE_C_COMPILER_ID", "CMAKE_C_COMPILER_VERSION")]
            if all(found):
                return f"{found[0].group(1)}-{found[1].group(1)}-{self.processor()}".lower()
        raise CannotBuild(f"{self.directory} does not say what its compiler is")

    def flags(self):
        """Those that decide about the code: neither warnings nor where files lie."""
        words = self.arguments(REGISTRY)
        return " ".join(word for word in words[1:words.index("-o")] if not re.match(r"-W|-I|-D_POSIX|-std", word))

    def glue(self, to):
        """Object of side.c as this version sees it; the header of this gate goes first, the version may have another one."""
        own = to.parent / "include/bench/gate"
        own.mkdir(parents=True)
        shutil.copy(GLUE.with_name("side.h"), own)
        words = list(self.arguments(CASES))
        words[words.index("-o") + 1] = str(to)
        words[words.index("-c") + 1] = str(GLUE)
        done = run(words[0], f"-I{to.parent / 'include'}", *words[1:], cwd=self.directory)
        if done.returncode != 0:
            raise CannotBuild(f"its cases are not those that this gate knows how to call: {last_line(done)}")

    def keep(self, folder):
        """Copies what a side is linked from, so that the directory may be used for another version."""
        folder = pathlib.Path(folder)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.glue(folder / "glue.o")
        objects = {target: f"{number}.o" for number, target in enumerate(sorted(self.commands))}
        for target, name in objects.items():
            shutil.copy(self.directory / target, folder / name)
        about = {"compiler": self.compiler(), "toolchain": self.toolchain(), "flags": self.flags(), "processor": self.processor(), "objects": objects}
        (folder / "version.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
        return Version(folder)


class Version:
    """The objects of one version, kept in a folder."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        about = json.loads((self.folder / "version.json").read_text(encoding="utf-8"))
        self.compiler, self.toolchain, self.flags, self.processor = (about[key] for key in ("compiler", "toolchain", "flags", "processor"))
        self.objects = {target: self.folder / name for target, name in about["objects"].items()}

    def side(self, to, seed=None):
        """Links everything into `to`. A seed draws the order of the objects and how much unused code lies between them."""
        to = pathlib.Path(to).resolve()
        objects = [self.folder / "glue.o", *self.objects.values()]
        if seed is not None:
            objects = shuffled(objects, seed, lambda at, space: self.padding(to.with_suffix(f".{at}.o"), space))
        command = [self.compiler, "-shared", "-o", to, f"-Wl,-Map={to.with_suffix('.map')}", "-Wl,-Bsymbolic", "-Wl,-z,now", *objects, *LIBRARIES]
        must(*command, error=CannotBuild)
        return Side(to, self)

    def padding(self, to, space):
        text = f'.text\n.skip {space}\n.section .note.GNU-stack,"",%progbits\n'
        must(self.compiler, "-c", "-x", "assembler", "-", "-o", to, input=text)
        return to

    def table(self):
        """File -> (which object, hash of the file, symbols that it defines, symbols that it needs)."""
        found = {str(path): (target, hashlib.sha256(path.read_bytes()).hexdigest(), set(), set()) for target, path in self.objects.items()}
        for line in must("nm", "-A", "-P", *found).stdout.splitlines():
            path, name, kind = line.split()[:3]
            if kind in "Uwv":
                found[path[:-1]][3].add(name)
            elif kind.isupper():
                found[path[:-1]][2].add(name)
        return found


def shuffled(objects, seed, padding):
    """The objects in an order that the seed draws, with three pieces of padding among them."""
    draw = random.Random(seed)
    objects = list(objects)
    draw.shuffle(objects)
    for at in range(3):
        objects.insert(draw.randrange(len(objects)), padding(at, 16 * draw.randrange(1, 512)))
    return objects


class Side:
    """A shared object, and the version that it is linked from."""

    def __init__(self, path, version):
        self.path, self.version = path, version

    def copy(self, to):
        """The same code as another file: one file would be loaded once."""
        shutil.copy(self.path, to)
        return Side(pathlib.Path(to), self.version)

    def reach(self, names):
        """Name -> hash over the objects that its entry, its functions or its backend's kernels get to by name; None: not known.

        names: name -> offsets. The grain is the object file, every byte of it. Calls through pointers are
        covered where the pointer is made: a table of functions names its members. The list of all backends is not followed."""
        table = self.version.table()
        owner = {symbol: path for path, (_, _, defined, _) in table.items() for symbol in defined}
        sections = link_map(self.path.with_suffix(".map"))
        known, result = {None: None}, {}
        for name, offsets in names.items():
            starts = frozenset({*(where(sections, offset) for offset in offsets), owner.get(f"sgm_backend_{backend_of(name)}")})
            starts = starts if starts <= table.keys() else None
            if starts not in known:
                known[starts] = closure(starts, table, owner)
            result[name] = known[starts]
        return result


def backend_of(name):
    return name.rsplit("@", 1)[1].split("/")[0]


def closure(starts, table, owner):
    """Hash over everything that the objects `starts` get to by name."""
    todo, seen = list(starts), set()
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen.add(path)
        if not table[path][0].endswith(f"{REGISTRY.removeprefix('primitives/')}.o"):
            todo += [owner[symbol] for symbol in table[path][3] if symbol in owner]
    return hashlib.sha256("\n".join(sorted(f"{table[path][0]} {table[path][1]}" for path in seen)).encode()).hexdigest()


def link_map(path):
    """[(first, behind last, object)] of code and data, from the linker's map."""
    text = re.sub(r"^( \.\S+)\n +0x", r"\1 0x", path.read_text(encoding="utf-8", errors="replace"), flags=re.M)
    found = re.findall(r"^ \.(?:text|data|rodata)\S*\s+0x([0-9a-f]+)\s+0x([0-9a-f]+) (\S+\.o)$", text, flags=re.M)
    return [(int(start, 16), int(start, 16) + int(size, 16), name) for start, size, name in found]


def where(sections, offset):
    return next((name for start, end, name in sections if start <= offset < end), None)


# ---- the driver ----

class Driver:
    """The program that loads sides."""

    def __init__(self, program, processor):
        self.program, self.processor = pathlib.Path(program).resolve(), processor
        if not self.program.is_file():
            raise SideError(f"{program} does not exist: build the target gate_driver")

    def is_native(self):
        return self.processor == platform.machine()

    def call(self, *arguments, before=(), **options):
        done = run(*before, self.program, *arguments, **options)
        if done.returncode != 0:
            raise SideError(f"gate_driver ended with status {done.returncode}: {last_line(done)}")
        return done

    def names(self, side, before=()):
        """Name -> offsets of its entry, setup and run."""
        lines = self.call("list", side.path, before=before).stdout.splitlines()
        return {name: [int(offset, 16) for offset in offsets] for name, *offsets in (line.split() for line in lines)}

    def digests(self, side, names):
        """Name -> (hash of its inputs and outputs, seconds to set it up)."""
        lines = self.call("digest", side.path, *names, before=self.emulator()).stdout.splitlines() if names else []
        return {name: (digest, float(ns) * 1e-9) for name, digest, ns in (line.split() for line in lines)}

    def emulator(self):
        return [] if self.is_native() else [f"qemu-{self.processor}", "-cpu", "max"]

    def pairs(self, base, head, names, seed, extra=0, budget_ms=100, pairs=120):
        """One process: name -> (ratio of CPU times head / base, of wall times, ns of a run, pairs kept, pairs made). Three
        times None where nearly all pairs were interrupted, or none were made: the case takes too long for the budget. The
        head is run `extra` per cent more often.

        Order of the cases, which file is loaded first, and the size of the environment are drawn from the seed. The files
        are copied anew: where a file's pages lie in memory stays the same for all processes, and can cost a few per cent."""
        draw = random.Random(seed)
        names = draw.sample(names, len(names))
        swapped = extra == 0 and draw.random() < 0.5
        first, second = (head, base) if swapped else (base, head)
        environment = {"PATH": os.environ.get("PATH", ""), "SIGMARK_PAD": "x" * draw.randrange(4096)}
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for number, side in enumerate((first, second)):
                pathlib.Path(folder, f"{number}.spacer").write_bytes(bytes(4096 * draw.randrange(256)))
                paths.append(shutil.copy(side.path, pathlib.Path(folder, f"{number}.so")))
            done = self.call("pair", pairs, budget_ms, extra, draw.randrange(2**40), *paths, *names, env=environment)
        result = {}
        for name, cpu, wall, ns, kept, made in (line.split() for line in done.stdout.splitlines()):
            turned = [1 / float(x) if swapped else float(x) for x in (cpu, wall)] if cpu != "-" else [None, None]
            result[name] = (*turned, float(ns) if ns != "-" else None, int(kept), int(made))
        return result


# ---- counting ----

Counted = collections.namedtuple("Counted", "instructions multiplications classes")  # of one run; classes may be None

MULTIPLIES = re.compile(r"v?(pmul|pmadd|fn?m(add|sub))|(i?mul|mulx)[bwlq]?$|(um|sm|sqdm)(ull|lal|lsl)|m(ul|la|ls)$|umulh|smulh|madd$|msub$")


class Engine:
    """Counts what one run of a case executes. `covers` says for which backends."""

    name = ""

    def __init__(self, driver, folder):
        self.driver, self.folder = driver, pathlib.Path(folder)

    def covers(self, side):
        """The cases that run under it: a backend's instructions may be unknown to it."""
        return set(self.driver.names(side, before=self.before()))

    def before(self):
        return []

    def available(self):
        """None, or a sentence that says what is missing."""

    def environment(self):
        return {"PATH": os.environ.get("PATH", ""), "GLIBC_TUNABLES": PLAIN_MEMCPY, "LD_BIND_NOW": "1"}


class TrapFlag(Engine):
    name = "trap flag"

    def available(self):
        return None if self.driver.is_native() and self.driver.processor == "x86_64" else "single steps need an x86-64"

    def version(self):
        return "single steps by the processor's trap flag"

    def count(self, side, names, extra=0):
        lines = self.driver.call("count", extra, side.path, *names, env=self.environment()).stdout.splitlines()
        return {name: Counted(int(n), int(products), None) for name, n, products in (line.split() for line in lines)}


class Qemu(Engine):
    name = "qemu"

    def program(self):
        return f"qemu-{self.driver.processor}"

    def available(self):
        return next((f"{name} is not installed" for name in (self.program(), "gcc") if shutil.which(name) is None), None)

    def version(self):
        return must(self.program(), "--version").stdout.splitlines()[0]

    def before(self):
        return [self.program(), "-cpu", "max"]

    def plugin(self):
        path = self.folder / "plugin.so"
        if not path.exists():
            must("gcc", "-O2", "-shared", "-fPIC", PLUGIN, "-o", path)
        return path

    def count(self, side, names, extra=0):
        names = list(names)
        done = self.driver.call("count", extra, side.path, *names, before=[*self.before(), "-plugin", self.plugin()], env=self.environment())
        marks = done.stderr.split("mark\n")[1:]  # what was counted before each mark
        if len(marks) != 2 * len(names) + 3:
            raise SideError(f"qemu saw {len(marks)} marks where {2 * len(names) + 3} were due")
        regions = [{name: int(n) for name, n in re.findall(r"^count (\S+) (\d+)$", text, flags=re.M)} for text in marks[: 2 * len(names) + 1 : 2]]
        empty = regions[0]
        return {name: classes(region, empty) for name, region in zip(names, regions[1:])}


def classes(region, empty):
    """A region less what an empty one takes, but for the return of the function that was called."""
    less = {name: region.get(name, 0) - empty.get(name, 0) for name in region.keys() | empty.keys()}
    total = sum(less.values()) + 1
    return Counted(total, sum(n for name, n in less.items() if MULTIPLIES.match(name)), {name: n for name, n in sorted(less.items()) if n})


class Callgrind(Engine):
    name = "callgrind"

    def available(self):
        return "valgrind is not installed" if shutil.which("valgrind") is None else None if self.driver.is_native() else "callgrind counts native code only"

    def version(self):
        return must("valgrind", "--version").stdout.strip()

    def before(self):
        return ["valgrind", "--tool=none", "-q"]

    def count(self, side, names, extra=0):
        names = list(names)
        out = self.folder / "callgrind.out"
        for old in self.folder.glob("callgrind.out*"):
            old.unlink()
        before = ["valgrind", "--tool=callgrind", "-q", f"--callgrind-out-file={out}", "--toggle-collect=sgm_gate_counted", "--dump-after=sgm_gate_counted"]
        self.driver.call("count", extra, side.path, *names, before=before, env={**os.environ, **self.environment()})
        found = []
        for part in range(1, len(names) + 1):
            text = (self.folder / f"callgrind.out.{part}").read_text(encoding="utf-8", errors="replace")
            total = re.search(r"^(?:totals|summary): (\d+)", text, flags=re.M)
            found.append(Counted(int(total.group(1)), None, None))
        return dict(zip(names, found))


def engines(driver, folder):
    """Those that work here."""
    return [engine for engine in (Qemu(driver, folder), Callgrind(driver, folder), TrapFlag(driver, folder)) if engine.available() is None]


def command(main, name):
    """Runs main; what is wrong is one sentence, and exit status 2."""
    try:
        sys.exit(main())
    except (SideError, OSError) as error:
        print(f"{name}: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
