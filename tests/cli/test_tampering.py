# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Every bit of every proof and of a statement file, each flipped by itself: alone rejected, in a batch named. Where only a share is
flipped, each run takes others."""
import json
import os
import random
import re

from support import CliTest, flavors, flipped, formulations, run

STEP = int(os.environ.get("SIGMARK_FLIP_STEP") or 1)


def bits(data, step):
    return range(random.randrange(step), 8 * len(data), step)


class Bits(CliTest):
    def batch(self, items):
        """items: {name: (statement path, proof path)} linked into one folder and verified; the names it calls bad."""
        folder = self.dir / "batch"
        folder.mkdir()
        for name, (statement, proof) in items.items():
            os.link(statement, folder / f"{name}.json")
            os.link(proof, folder / f"{name}.bin")
        result = run("verify", "--batch", folder)
        self.refused(result, 1, "rejected: ")
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
        return set(re.findall(r"(?m)^culprit ([^:]+): ", result.stdout))

    def test_every_bit_of_every_proof_in_a_batch(self):
        for f in formulations():
            for flavor in flavors(f):
                with self.subTest(formulation=f["name"], flavor=flavor):
                    self.succeeds(self.prove(f["name"], "--flavor", flavor))
                    honest = self.proof.read_bytes()
                    items = {"good": (self.statement, self.proof)}
                    # Longer proofs are read by one engine, whose every bit the tests in C flip: 128 bits of them here,
                    # or 16 where only a share is flipped.
                    step = STEP if len(honest) <= 256 else min(STEP, 8) * (len(honest) // 16)
                    for bit in bits(honest, step):
                        items[f"bit{bit}"] = (self.statement, self.file(f"bit{bit}", flipped(honest, bit)))
                    self.assertEqual(self.batch(items), set(items) - {"good"})

    def test_bits_of_a_proof_alone(self):
        self.succeeds(self.prove("F1"))
        honest = self.proof.read_bytes()
        for bit in bits(honest, 37):
            result = self.verify(proof=self.file("bad.bin", flipped(honest, bit)))
            self.refused(result, result.returncode)
            self.assertIn(result.returncode, (1, 2))

    def test_every_bit_of_a_statement_file(self):
        self.succeeds(self.prove("F0A"))
        text = self.statement.read_bytes()
        items = {"good": (self.statement, self.proof)}
        for bit in bits(text, STEP):
            items[f"bit{bit}"] = (self.file(f"bit{bit}", flipped(text, bit)), self.proof)
        self.assertEqual(self.batch(items), set(items) - {"good"})

    def test_lengths(self):
        self.succeeds(self.prove("F1"))
        honest = self.proof.read_bytes()
        for bad in (b"", honest[:-1], honest[:32], honest + b"\0", honest + honest, bytes(5000)):
            self.refused(self.verify(proof=self.file("bad.bin", bad)), 2, "malformed proof", "exactly 192 bytes")


class Swaps(CliTest):
    """Valid proofs under statements they were not made for."""

    def setUp(self):
        super().setUp()
        self.made = {}
        for key, name, flavor, dataset in (("a", "F0A", "batchable", 0), ("b", "F0A", "batchable", 1), ("c", "F0A", "compact", 0),
                                           ("f1", "F1", "batchable", 0), ("not", "F0NOT", "batchable", 0)):
            statement, proof = self.dir / f"{key}.json", self.dir / f"{key}.bin"
            self.succeeds(self.prove(name, "--flavor", flavor, "--dataset", f"bundled:{dataset}", statement=statement, proof=proof))
            self.made[key] = statement, proof

    def swapped(self, statement, proof):
        return self.verify(statement=self.made[statement][0], proof=self.made[proof][1])

    def test_another_record_or_flavor_is_rejected(self):
        for pair in (("a", "b"), ("b", "a")):
            self.refused(self.swapped(*pair), 1, "rejected: the equations of F0A do not hold")
        for pair in (("a", "c"), ("c", "a")):  # equal lengths; only the tag tells the flavors apart
            result = self.swapped(*pair)
            self.refused(result, result.returncode)
            self.assertIn(result.returncode, (1, 2))

    def test_another_formulation_is_refused(self):
        for pair in (("a", "f1"), ("f1", "a"), ("not", "a"), ("a", "not")):
            self.refused(self.swapped(*pair), 2, "malformed proof")

    def test_a_claim_cannot_be_exchanged(self):
        f1, f0a = (json.loads(self.made[k][0].read_text()) for k in ("f1", "a"))
        f1["claim"] = f0a["claim"]
        path = self.file("f1.json", json.dumps(f1))
        self.refused(self.verify(statement=path, proof=self.made["f1"][1]), 2, "claim does not follow")

    def test_swapped_pair_in_a_batch_is_named(self):
        for key, (statement, proof) in self.made.items():
            if key not in ("a", "b"):
                statement.unlink()
                proof.unlink()
        first, second = self.made["a"][1].read_bytes(), self.made["b"][1].read_bytes()
        self.succeeds(run("verify", "--batch", self.dir))
        self.made["a"][1].write_bytes(second)
        result = run("verify", "--batch", self.dir)
        self.refused(result, 1, "1 of 2 proofs are bad: a")
        self.made["b"][1].write_bytes(first)
        self.refused(run("verify", "--batch", self.dir), 1, "2 of 2 proofs are bad: a, b")
