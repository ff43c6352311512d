# SPDX-License-Identifier: Apache-2.0 OR MIT
"""The programs on emulated processors without AVX2 and without AVX-512: they fall back, refuse what is forced, and agree with this machine."""
import os
import pathlib
import subprocess
import tempfile
import unittest

SIGMARK, CONFORMANCE, EMULATOR = (os.environ[key] for key in ("SIGMARK", "CONFORMANCE", "EMULATOR"))
VECTORS = pathlib.Path(__file__).resolve().parent.parent / "vectors"
RFC = [VECTORS / "ristretto255" / name for name in ("rfc9496_invalid.json", "rfc9496_multiples.json", "rfc9496_from_uniform.json")]
MORE = [VECTORS / "ristretto255" / name for name in (
    "lab_add_sub.json", "lab_decode_edges.json", "lab_scalarmult.json", "lab_msm.json", "lab_scalar_arith.json")]
SILL = -4  # what a process that met an unknown instruction ends with


def run(cpu, *command, **environment):
    """cpu None: this machine itself."""
    own = {k: v for k, v in os.environ.items() if k != "SIGMARK_BACKEND"}
    emulator = [] if cpu is None else [EMULATOR, "-cpu", cpu]
    return subprocess.run([*emulator, *map(str, command)], stdin=subprocess.DEVNULL, capture_output=True, text=True, env=own | environment, timeout=300)


class OlderMachine:
    """Mixed into a TestCase that names cpu, used, the backends that are missing, the vectors, and who proves for whom."""

    def test_info_names_what_is_used_and_what_is_missing(self):
        done = run(self.cpu, SIGMARK, "info")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"used       {self.used}:", done.stdout)
        for name in self.missing:
            self.assertRegex(done.stdout, rf"(?m)^backend +{name} +not supported")

    def test_forcing_what_is_missing_is_an_error(self):
        for name in self.missing:
            for done in (run(self.cpu, SIGMARK, "info", "--backend", name), run(self.cpu, SIGMARK, "info", SIGMARK_BACKEND=name)):
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(f"backend {name} (", done.stderr)
                self.assertIn("this processor cannot run it", done.stderr)

    def test_vectors_pass(self):
        done = run(self.cpu, CONFORMANCE, "--backend", self.used, *self.vectors)
        self.assertEqual(done.returncode, 0, done.stdout[-2000:] + done.stderr[-2000:])
        self.assertRegex(done.stdout.splitlines()[-1], r"^[1-9]\d+ passed, 0 failed")

    def test_proofs_are_the_same_elsewhere(self):
        for prover, verifier in self.proofs:
            with tempfile.TemporaryDirectory() as folder:
                statement, proof = pathlib.Path(folder, "s.json"), pathlib.Path(folder, "p.bin")
                made = run(prover, SIGMARK, "prove", "--formulation", "F1", "--statement-out", statement, "--proof-out", proof)
                self.assertEqual(made.returncode, 0, made.stderr)
                seen = run(verifier, SIGMARK, "verify", "--statement", statement, "--proof", proof)
                self.assertEqual(seen.returncode, 0, seen.stderr)
                self.assertTrue(seen.stdout.startswith("accepted: F1"), seen.stdout)


class Nehalem(OlderMachine, unittest.TestCase):
    cpu, used, missing, vectors = "Nehalem", "scalar51", ("avx2", "ifma"), RFC + MORE
    proofs = ((None, cpu), (cpu, None))


class Haswell(OlderMachine, unittest.TestCase):
    """Few vectors: the emulator makes each fused multiply-add a call of a function in software."""

    cpu, used, missing, vectors = "Haswell", "avx2", ("ifma",), RFC
    proofs = ((None, cpu),)


class NoDispatch(unittest.TestCase):
    """The control: this emulator does end a program that runs what the processor lacks."""

    def test_an_unknown_instruction_ends_the_program(self):
        done = run("Nehalem", os.environ["UNDISPATCHED"])
        self.assertIn(done.returncode, (SILL, 128 - SILL), done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
