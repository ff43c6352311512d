# SPDX-License-Identifier: Apache-2.0 OR MIT
"""F3 about the user's own classes: files of digests and of owners' commitments, bases, what is refused and why."""
import json
import pathlib
import sys

from support import CliTest, run

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "oracle"))
import ristretto  # noqa: E402  (the independent oracle: commitments of owners)

SCALAR, GROUP, SQRT, CDS, AOS = "F3-SCALAR", "F3-GROUP", "F3-SQRT", "F3-CDS", "F3-AOS"
MEMBERS = 6


class Classes(CliTest):
    def setUp(self):
        super().setUp()
        self.datasets = [self.file(f"d{i}.csv", f"height,label\n{i}.5,{i % 2}\n") for i in range(MEMBERS)]
        self.digests = [self.digest(path) for path in self.datasets]

    def digest(self, path):
        """d of a dataset, as a statement about it says."""
        self.succeeds(self.prove("F0A", "--dataset", path))
        return json.loads(self.statement.read_text())["dataset"]["d"]

    def members(self, values=None, key="digest"):
        values = self.digests if values is None else values
        return [{"id": f"history {i}", key: v, "contains_D": i == 0, "prior": 1 / 8} for i, v in enumerate(values)]

    def classes(self, members, name="class.json"):
        return self.file(name, json.dumps(members))

    def test_every_member_base_and_form(self):
        path = self.classes(self.members())
        for form, base, digits in ((SCALAR, 4, 2), (SCALAR, 2, 3), (SCALAR, 16, 1), (SCALAR, 3, 2), (SQRT, 2, 3),
                                   (CDS, 4, 2), (CDS, 2, 3), (AOS, 4, 2), (AOS, 2, 3)):
            for dataset in (self.datasets[0], self.datasets[-1]):
                with self.subTest(form=form, base=base):
                    self.succeeds(self.prove(form, "--class", path, "--base", base, "--dataset", dataset))
                    said = self.succeeds(self.verify("--class", path))
                    self.assertIn(f"{MEMBERS} members of which 1 contain D", said)
                    self.assertIn("W = -2.32 bits", said)  # 1 of 6 with equal priors
                    s = json.loads(self.statement.read_text())["class"]
                    self.assertEqual((s["base"], s["digits"], s["members"]), (base, digits, MEMBERS))
                    self.assertNotIn(str(dataset), self.statement.read_text())

    def test_record_that_is_kept_serves_again(self):
        path, opening = self.classes(self.members()), self.dir / "opening"
        self.succeeds(self.prove(SCALAR, "--class", path, "--dataset", self.datasets[2], "--opening-out", opening))
        first = json.loads(self.statement.read_text())["record"]["C"]
        self.succeeds(self.prove(SQRT, "--class", path, "--opening", opening))
        self.assertEqual(json.loads(self.statement.read_text())["record"]["C"], first)
        self.succeeds(self.verify("--class", path))
        self.refused(self.prove(SCALAR, "--class", path, "--opening", opening, "--dataset", self.datasets[2]), 2,
                     "--dataset has no place beside it")

    def test_prover_refuses_a_class_without_the_digest(self):
        path = self.classes(self.members()[1:])
        self.refused(self.prove(SCALAR, "--class", path, "--dataset", self.datasets[0]), 1, "the class does not hold")
        self.refused(self.prove(SCALAR, "--class", path), 1, "the class does not hold")  # bundled:0 is in none of it

    def test_verifier_wants_the_very_class(self):
        path = self.classes(self.members())
        self.succeeds(self.prove(SCALAR, "--class", path, "--dataset", self.datasets[1]))
        self.refused(self.verify(), 2, "give its file with --class")
        swapped = self.members()
        swapped[2], swapped[3] = swapped[3], swapped[2]
        other = self.members(self.digests[:-1] + [self.digests[-1][:-2] + "00"])
        for name, members in (("swapped", swapped), ("shorter", self.members()[:-1]), ("other", other)):
            with self.subTest(name=name):
                self.refused(self.verify("--class", self.classes(members, f"{name}.json")), 1, "another class")
        beliefs = [m | {"contains_D": True, "prior": 0.01, "id": m["id"] + "!"} for m in self.members()]
        self.assertIn("6 contain D", self.succeeds(self.verify("--class", self.classes(beliefs, "beliefs.json"))))

    def test_statements_that_are_none(self):
        path = self.classes(self.members())
        self.succeeds(self.prove(SCALAR, "--class", path, "--dataset", self.datasets[1]))
        text = self.statement.read_text()
        for key, value, words in (("base", 1, "have no numbers"), ("base", 17, "have no numbers"), ("digits", 3, "have no numbers"),
                                  ("digits", 2**40, "have no numbers"), ("members", 1, "have no numbers"), ("members", 2**40, "have no numbers"),
                                  ("members", 0, "members"), ("root", "00", "root is missing"), ("source", 7, "source")):
            with self.subTest(key=key, value=value):
                self.statement.write_text(text)
                self.altered(lambda s, k=key, v=value: s["class"].update({k: v}))
                self.refused(self.verify("--class", path), 2, words)
        self.statement.write_text(text)
        self.altered(lambda s: s["class"].update(members=5))  # still two digits of base 4, and another class
        self.refused(self.verify("--class", path), 1, "another class")

    def test_bad_files_and_options(self):
        good = self.members()
        for members, words in (([], "two members"), (good[:1], "two members"), (good + good[:1], "the same digest"),
                               ([good[0], good[1] | {"digest": "00" * 32}], "digest is 0"),
                               ([good[0], good[1] | {"prior": 2}], "prior"), ({}, "two members"),
                               ([good[0], good[1] | {"prior": 0.95}], "add up to 1.075")):
            with self.subTest(words=words):
                self.refused(self.prove(SCALAR, "--class", self.classes(members, "bad.json")), 2, words)
        self.refused(self.prove(SCALAR, "--class", self.file("bad.json", "[")), 2, "not valid JSON")
        self.refused(self.prove(SCALAR, "--class", self.dir / "none.json"), 2, "cannot read")
        path = self.classes(good)
        for base in ("1", "0", "17", "-4", "four", "4.0"):
            self.refused(self.prove(SCALAR, "--class", path, "--base", base), 2, "--base is a number from 2 to 16")
        self.refused(self.prove(SQRT, "--class", path, "--base", "3", "--dataset", self.datasets[0]), 2,
                     "power of two")
        self.refused(self.prove(GROUP, "--class", path), 2, "a class of commitments, not of digests")
        self.refused(self.prove("F0A", "--class", path), 2, "F0A takes no --class")
        self.refused(self.prove(SCALAR, "--flavor", "compact"), 2, "no compact proofs")
        for flavor in ("compact", "hinted"):
            self.refused(self.prove(AOS, "--flavor", flavor), 2, f"no {flavor} proofs")

    def test_classes_that_are_too_large(self):
        """2^16 items and one more: nothing is made of them but the refusal."""
        path = self.classes([{"id": str(i), "digest": (i + 1).to_bytes(32, "little").hex(), "contains_D": i == 0, "prior": 2**-17} for i in range(2**16 + 1)])
        for form in (CDS, AOS):
            self.refused(self.prove(form, "--class", path, "--base", 2), 2, f"{form} takes classes of at most 65536 items")

    def test_sizes_of_the_classical_proofs(self):
        path = self.classes(self.members())
        for form, flavor, base, size in ((CDS, "batchable", 2, 32 * 23), (CDS, "compact", 2, 64 * 8), (CDS, "hinted", 2, 32 * 31),
                                         (AOS, "batchable", 2, 32 * 9), (AOS, "batchable", 3, 32 * 10)):
            with self.subTest(form=form, flavor=flavor, base=base):
                self.succeeds(self.prove(form, "--flavor", flavor, "--class", path, "--base", base, "--dataset", self.datasets[4]))
                self.assertEqual(self.proof.stat().st_size, size)
                self.succeeds(self.verify("--class", path))
                string = self.proof.read_bytes()
                self.proof.write_bytes(string[:-1] + bytes([string[-1] ^ 1]))
                # A hint, which stands last, decides whether a point decodes; the last response whether the proof is true.
                self.refused(self.verify("--class", path), 2 if flavor == "hinted" else 1)

    def test_owners(self):
        H = ristretto.generator(b"H", 0)
        blindings = [1000 + i for i in range(MEMBERS)]
        G = ristretto.decode(bytes.fromhex("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76"))
        d = [int.from_bytes(bytes.fromhex(x), "little") for x in self.digests]
        K = [ristretto.encode(ristretto.add(ristretto.mul(x, G), ristretto.mul(r, H))).hex() for x, r in zip(d, blindings)]
        path = self.classes(self.members(K, "commitment"))
        opening = self.file("owner", f"sigmark-opening 1\nC {K[3]}\nd {self.digests[3]}\ndm {'00' * 32}\n"
                                     f"r {blindings[3].to_bytes(32, 'little').hex()}\n")
        self.refused(self.prove(GROUP, "--class", path, "--dataset", self.datasets[3]), 2, "needs --owner-opening")
        self.refused(self.prove(GROUP, "--class", path, "--dataset", self.datasets[2], "--owner-opening", opening), 1,
                     "hold different digests")
        self.succeeds(self.prove(GROUP, "--class", path, "--dataset", self.datasets[3], "--owner-opening", opening))
        self.succeeds(self.verify("--class", path))
        for bad, words in (("00" * 32, "is the identity"), ("ff" * 32, "no point of ristretto255")):
            broken = self.members(K[:-1] + [bad], "commitment")
            self.refused(self.verify("--class", self.classes(broken, "broken.json")), 2, words)

    def test_batches_of_one_class(self):
        path, folder = self.classes(self.members()), self.dir / "batch"
        folder.mkdir()
        for i, dataset in enumerate(self.datasets):
            form = (SCALAR, SQRT)[i % 2]
            self.succeeds(self.prove(form, "--class", path, "--dataset", dataset, statement=folder / f"{i}.json",
                                     proof=folder / f"{i}.bin"))
        self.assertIn(f"all {MEMBERS} proofs", self.succeeds(run("verify", "--batch", folder, "--class", path)))
        swapped = self.members()[::-1]
        result = run("verify", "--batch", folder, "--class", self.classes(swapped, "swapped.json"))
        self.assertEqual((result.returncode, result.stdout.count("another class")), (1, MEMBERS))
        proof = bytearray((folder / "4.bin").read_bytes())
        proof[-32] ^= 1
        (folder / "4.bin").write_bytes(proof)
        result = run("verify", "--batch", folder, "--class", path)
        self.assertEqual(result.returncode, 1)
        self.assertIn("4", result.stderr)
