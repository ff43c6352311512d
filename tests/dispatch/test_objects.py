# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Disassembles the object of each backend: it holds the instructions of its name, and no object holds those of a later machine."""
import os
import pathlib
import re
import subprocess
import unittest

OBJECTS = [pathlib.Path(p) for p in os.environ["SIGMARK_OBJECTS"].split(";")]


def instructions(path):
    """(mnemonic, operands) of every instruction."""
    done = subprocess.run(["objdump", "-d", "--no-show-raw-insn", str(path)], check=True, capture_output=True, text=True)
    return re.findall(r"^\s+[0-9a-f]+:\s+(\w+)[ \t]*(.*)$", done.stdout, flags=re.M)


def is_avx512(mnemonic, operands):
    return "%zmm" in operands or bool(re.search(r"%k[0-7]|%[xy]mm(1[6-9]|2\d|3[01])", operands)) or mnemonic.startswith("vpmadd52")


class Objects(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.code = {path.name.split(".")[0]: instructions(path) for path in OBJECTS}

    def count(self, name, test):
        return sum(1 for mnemonic, operands in self.code[name] if test(mnemonic, operands))

    def test_portable_objects_hold_no_avx(self):
        portable = sorted(set(self.code) - {"avx2", "ifma"})
        self.assertGreaterEqual(set(portable), {"scalar51", "ref", "registry", "cpu", "sc", "keccak", "shake"})
        for name in portable:
            with self.subTest(name):
                self.assertGreater(len(self.code[name]), 3)
                self.assertEqual(self.count(name, lambda m, o: m.startswith("v") and m not in ("verr", "verw")), 0)

    def test_scalar51_multiplies_words(self):
        self.assertGreater(self.count("scalar51", lambda m, o: m in ("mul", "mulq")), 100)

    def test_avx2_multiplies_in_ymm_and_knows_no_avx512(self):
        self.assertGreater(self.count("avx2", lambda m, o: re.match(r"vpmuludq$|vfn?m(add|sub)\d+pd$", m) and "%ymm" in o), 100)
        self.assertEqual(self.count("avx2", is_avx512), 0)

    def test_ifma_multiplies_by_vpmadd52(self):
        for half in ("vpmadd52luq", "vpmadd52huq"):
            self.assertGreater(self.count("ifma", lambda m, o: m == half and "%zmm" in o), 100)


if __name__ == "__main__":
    unittest.main()
