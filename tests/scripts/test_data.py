# SPDX-License-Identifier: Apache-2.0 OR MIT
"""scripts/data: tables made from packages, here from made-up ones of the same form, and what library and programs do with them; the real ones
where `scripts/data NAME` has been run."""
import gzip
import json
import os
import pathlib
import random
import struct
import unittest

from support import BENCH, BENCH_PROTOCOLS, ROOT, ScriptTest, run, runfile, script

SIGMARK = pathlib.Path(BENCH).parent / "sigmark"
TABLES = ROOT / "scripts" / "lib" / "tables.py"


class DataTest(ScriptTest):
    def tables(self, name, *args):
        return run("/usr/bin/python3", "-B", TABLES, name, self.dir, self.dir / "out", *args)

    def package(self, path, data):
        path = self.dir / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(data, mtime=0))

    def digits(self, rows=1797, bright=7):
        """Bright pixels at places that follow the digit, a blank one, and one so rare that its scaled value is clipped."""
        draw = random.Random(1)
        lines = []
        for i in range(rows):
            digit = draw.randrange(10)
            pixels = [0] + [draw.randrange(9) + bright * (j % 10 == digit) for j in range(1, 63)] + [9 * (draw.random() < 0.02)]
            lines.append(",".join(f"{x:.18e}" for x in (*pixels, digit)))
        self.package("usr/lib/python3/dist-packages/sklearn/datasets/data/digits.csv.gz", "\n".join(lines).encode() + b"\n")

    def sigmark(self, *args):
        result = run(SIGMARK, *args)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return result.stdout

    def weights(self, name):
        return [int(x) for x in (self.dir / "out" / name).read_text().split(",")]

    def check_table(self, folder, name, least, backend="scalar51"):
        """What the library trains is what the script trained; proofs verify; the model beats always saying one label by `least` of its misses."""
        s, p = self.dir / "s.json", self.dir / "p.bin"
        self.sigmark("prove", "--formulation", "F4-RIDGE", "--table", folder / f"{name}.csv", "--statement-out", s, "--proof-out", p)
        self.assertIn("accepted", self.sigmark("verify", "--statement", s, "--proof", p))
        statement = json.loads(s.read_text())
        self.assertEqual(statement["run"]["w"][-1], [int(x) for x in (folder / f"{name}-weights.csv").read_text().split(",")])
        file = self.dir / "run.json"
        measured = run(BENCH_PROTOCOLS, "--quick", "--backend", backend, "--benchmark_min_time=0.0001", "--benchmark_repetitions=1", "--benchmark_filter=verify", "--table", folder / f"{name}.csv",
                       "--run-file", file)
        self.assertEqual(measured.returncode, 0, measured.stderr)
        done = runfile.load(file)
        table = done["run"]["table"]
        tested = table["rows"] - table["train_rows"]
        self.assertLess(tested - table["correct"], least * (tested - table["more_frequent"]))
        self.assertEqual((table["name"], table["columns"]), (f"{name}.csv", statement["data"]["p"]))
        case, = done["cases"]
        self.assertEqual(case["params"], {"rows": statement["data"]["n"], "p": table["columns"], "T": 100})
        self.assertTrue(case["verified"] and case["rejects_tampered"])
        self.assertEqual(case["proof_bytes"], statement["proof_bytes"])
        return table


class MadeUp(DataTest):
    def test_digits(self):
        self.digits()
        said = self.tables("digits")
        self.assertEqual((said.returncode, said.stderr), (0, ""))
        table = self.check_table(self.dir / "out", "digits", 0.5)
        self.assertEqual((table["rows"], table["train_rows"], table["columns"]), (1797, 1424, 64))
        self.assertIn(f"1424 rows train, 373 do not; of those the model gets {table['correct']} right, always saying the more frequent label {table['more_frequent']};", said.stdout)
        first = {path.name: path.read_bytes() for path in (self.dir / "out").iterdir()}
        self.assertEqual(sorted(first), ["digits-items.csv", "digits-probes.csv", "digits-weights.csv", "digits-without.csv", "digits.csv"])
        self.tables("digits")
        self.assertEqual(first, {path.name: path.read_bytes() for path in (self.dir / "out").iterdir()})
        self.assertNotEqual(self.weights("digits-weights.csv"), self.weights("digits-without.csv"))
        out = self.dir / "out"
        for name, options in (("F5-ACC", ("--probes", out / "digits-items.csv")), ("F2-MLR", ("--probes", out / "digits-probes.csv", "--model-without", out / "digits-without.csv", "--epsilon", "16"))):
            self.sigmark("prove", "--formulation", name, "--model", out / "digits-weights.csv", *options, "--statement-out", self.dir / "s", "--proof-out", self.dir / "p")
            self.assertIn("accepted", self.sigmark("verify", "--statement", self.dir / "s", "--proof", self.dir / "p", *options[:2]))

    def test_one_class_against_the_rest(self):
        self.digits()
        self.assertIn("the class is 3", self.tables("digits", "3").stdout)
        lines = (self.dir / "out" / "digits.csv").read_text().splitlines()[1:]
        self.assertTrue(100 < sum(line.endswith(",1") for line in lines) < 260)
        for bad in ("10", "x", "-1"):
            self.refused_by_tables("has no class", "digits", bad)

    def test_pooling(self):
        """A picture whose every pixel is its number: sums of squares of 4 by 4 of them."""
        import sys
        sys.path.insert(0, str(TABLES.parent))
        import tables
        image = bytes(x % 251 for x in range(784))
        expected = [sum(image[28 * y + x] for y in range(4 * a, 4 * a + 4) for x in range(4 * b, 4 * b + 4)) for a in range(7) for b in range(7)]
        self.assertEqual(tables.pooled(memoryview(image)), expected)

    def refused_by_tables(self, words, *args):
        result = self.tables(*args)
        self.assertNotEqual(result.returncode, 0)
        self.assertRegex(result.stderr, r"\Atables.py: [^\n]+\n\Z")
        self.assertIn(words, result.stderr)

    def test_other_packages_are_refused(self):
        self.digits(rows=1796)
        self.refused_by_tables("is not 1797 rows", "digits")
        self.digits(bright=9)
        self.refused_by_tables("is not 1797 rows", "digits")
        for name in ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"):
            self.package(f"usr/share/datasets/fashion-mnist/{name}", struct.pack(">2I", 0x801, 10) + bytes(10))
        self.refused_by_tables("sizes of Fashion-MNIST", "fashion-mnist")

    def test_flags_of_the_script(self):
        for args in ((), ("mnist",), ("digits", "--label"), ("digits", "--label", ""), ("digits", "3"), ("digits", "--label", "3", "more")):
            self.refused(script("data", *args), "digits or fashion-mnist")

    def test_bad_tables(self):
        head = "a,b,label\n"
        for text, words in (("", "is empty"), (head + "1,2,1\n", "needs 449"), (head + "1,2,3\n" * 500, "label"), (head + "1,2,1\n" * 500, "all equal")):
            path = self.dir / "t.csv"
            path.write_text(text)
            self.refused(run(BENCH_PROTOCOLS, "--table", path, "--run-file", self.dir / "run.json"), words)
            self.assertFalse((self.dir / "run.json").exists())
        self.refused(run(BENCH_PROTOCOLS, "--table", self.dir / "none.csv"), "No such file")
        self.refused(run(BENCH, "--table", path), "--table")


class Real(DataTest):
    """Of the packages themselves; said aloud where they have not been fetched."""

    def check_real(self, name, least, *shape, **options):
        if not (ROOT / "build" / "data" / f"{name}.csv").exists():
            self.skipTest(f"scripts/data {name} has not been run")
        table = self.check_table(ROOT / "build" / "data", name, least, **options)
        self.assertEqual((table["rows"], table["train_rows"], table["columns"]), shape)

    def test_digits(self):
        self.check_real("digits", 0.3, 1797, 1424, 55)

    @unittest.skipIf(os.environ.get("SIGMARK_COUNTING") != "1", "takes minutes in a build that checks bounds")
    def test_fashion_mnist(self):
        fastest = next(line.split()[1].rstrip(":") for line in self.sigmark("info").splitlines() if line.startswith("used"))
        self.check_real("fashion-mnist", 0.1, 60000, 48000, 50, backend=fastest)
