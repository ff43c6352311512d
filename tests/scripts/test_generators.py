# SPDX-License-Identifier: Apache-2.0 OR MIT
"""The scripts that prove bounds and compute constants notice a lie planted in a copy of the tree; the one that measures works."""
import re
import shutil
import unittest

from support import ROOT, ScriptTest, run


class Planted(ScriptTest):
    def setUp(self):
        super().setUp()
        shutil.copytree(ROOT / "primitives", self.dir / "primitives")
        shutil.copytree(ROOT / "scripts", self.dir / "scripts")

    def plant(self, path, old, new):
        text = (self.dir / path).read_text()
        self.assertIn(old, text)
        (self.dir / path).write_text(text.replace(old, new, 1))

    def test_constants(self):
        header = (ROOT / "primitives/group/constants_gen.h").read_text()
        script = self.dir / "scripts/gen_constants.py"
        self.assertEqual(self.succeeds(run(script)), header)
        self.plant("scripts/gen_constants.py", "-121665 *", "-121667 *")
        self.assertNotEqual(run(script).stdout, header)


class Crossovers(ScriptTest):
    def test_a_backend_is_timed_and_the_others_stay(self):
        """Compiled and linked as the library, which had once changed under the script; what is the fastest there says nothing."""
        committed = (ROOT / "primitives/msm/tune_gen.h").read_text()
        found = self.succeeds(run(ROOT / "scripts/gen_msm_table.py", "--try", "scalar51"))
        line = re.compile(r"^#define SGM_MSM_STEPS_SCALAR51 \{\{0, 0\}.*\}\n", re.M)
        self.assertRegex(found, line)
        self.assertEqual(line.sub("", found), line.sub("", committed))
        self.assertEqual((ROOT / "primitives/msm/tune_gen.h").read_text(), committed)


@unittest.skipIf(shutil.which("clang-19") is None, "clang-19 is not installed")
class Bounds(Planted):
    def check(self, *args):
        return run(self.dir / "scripts/bounds.py", *args)

    unchanged_is_proved = False

    def setUp(self):
        super().setUp()
        if not Bounds.unchanged_is_proved:
            self.succeeds(self.check("--check"))
        Bounds.unchanged_is_proved = True

    def test_a_changed_table(self):
        self.plant("primitives/field/BOUNDS.md", "below 2^51", "below 2^52")
        self.refused(self.check("--check"), "out of date", code=1)

    def test_what_wraps(self):
        """A subtraction, a product of another machine and a column of a scalar: proving takes seconds, so one run for all."""
        self.plant("primitives/field/backend/scalar51.h", "a->v[i] + 2 * SGM_M51 - b->v[i]", "a->v[i] + SGM_M51 - b->v[i]")
        self.plant("primitives/field/backend/neon.h", "return vmul_u32(a, vdup_n_u32(19))", "return vmul_u32(a, vdup_n_u32(119))")
        self.plant("primitives/scalar/lanes.tmpl.h", "scl_lent(i, 1, 8)", "scl_lent(i, 1, 0)")
        result = self.check("--check")
        self.assertEqual(result.returncode, 1)
        for operation in ("scalar51 l_sub", "neon l_mul", "avx2 scl_muladd"):
            self.assertIn(f"not proved: {operation}", result.stderr)

    def test_doubled_inputs_are_not_proved(self):
        self.succeeds(self.check("--lie"))


if __name__ == "__main__":
    unittest.main()
