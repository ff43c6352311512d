# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Owners, set records and designated verifiers from the command line: what is kept secret, who is convinced, and what
is refused before anything is proved."""
import json
import re

from support import CliTest, run


class Owners(CliTest):
    def opening(self, *options):
        kept = self.dir / "record.opening"
        self.succeeds(self.prove("F0B", "--opening-out", kept, *options))
        return kept

    def test_the_dataset_stays_secret(self):
        self.opening("--dataset", "bundled:3")
        s = json.loads(self.statement.read_text())
        self.assertNotIn("dataset", s)
        self.assertNotIn("bundled:3", self.statement.read_text())
        self.assertIn("holds the same digest".replace("holds", "hold"), self.succeeds(self.verify()))

    def test_a_record_and_an_owner_with_openings(self):
        kept = self.opening("--dataset", "bundled:3")
        C = json.loads(self.statement.read_text())["record"]["C"]
        self.succeeds(self.prove("F0B", "--opening", kept, "--dataset", "bundled:3"))
        self.assertEqual(json.loads(self.statement.read_text())["record"]["C"], C)
        self.refused(self.prove("F0B", "--opening", kept, "--dataset", "bundled:4"), 1, "false")
        self.refused(self.prove("F0B", "--owner-opening", kept), 1, "another model")
        self.refused(self.prove("F0B", "--opening", kept, "--opening-out", self.dir / "x"), 2, "--opening-out")

    def test_swapped_commitments_are_rejected(self):
        self.opening()
        s = json.loads(self.statement.read_text())
        C, C_D = s["record"]["C"], s["owner"]["C_D"]
        self.altered(lambda s: (s["record"].update(C=C_D), s["owner"].update(C_D=C)))
        self.refused(self.verify(), 1, "rejected")


class Sets(CliTest):
    def test_sizes(self):
        sources = self.file("sources.json", json.dumps([f"bundled:{i}" for i in range(5)]))
        for name, flavor, size in (("F0S", "batchable", 32 * 11), ("F0S", "compact", 32 * 10), ("F0S-LOG", "batchable", 320)):
            self.succeeds(self.prove(name, "--flavor", flavor, "--sources", sources, "--dataset", "bundled:4"))
            self.assertEqual(self.proof.stat().st_size, size)
            self.assertEqual(json.loads(self.statement.read_text())["set"]["T"], 8)
            self.succeeds(self.verify("--dataset", "bundled:4"))
            self.refused(self.verify("--dataset", "bundled:3"), 1, "rejected")
        self.refused(self.prove("F0S-LOG", "--flavor", "compact"), 2, "no compact")

    def test_no_source(self):
        sources = self.file("sources.json", '["bundled:1", "bundled:2"]')
        for name in ("F0S", "F0S-LOG"):
            self.refused(self.prove(name, "--sources", sources), 1, "false")

    def test_bad_lists(self):
        for text in ("", "[]", "{}", '[1]', '["bundled:77"]', '["no-such-file"]'):
            self.refused(self.prove("F0S", "--sources", self.file("sources.json", text)), 2)

    def test_another_statement_is_rejected(self):
        self.succeeds(self.prove("F0S-LOG"))
        self.altered(lambda s: s["set"].update(T=32))
        self.refused(self.verify(), 2, "proof_bytes")
        self.succeeds(self.prove("F0S-LOG"))
        self.altered(lambda s: s["set"].update(T=3))
        self.refused(self.verify(), 2, "power of two")
        self.succeeds(self.prove("F0S"))
        other = json.loads(self.statement.read_text())["set"]["C_S"]
        self.succeeds(self.prove("F0S"))
        self.altered(lambda s: s["set"].update(C_S=other))
        self.refused(self.verify(), 1, "rejected")


class Verifiers(CliTest):
    def setUp(self):
        super().setUp()
        self.key, self.secret = self.keygen("v")

    def keygen(self, name):
        key, secret = self.dir / f"{name}.key", self.dir / f"{name}.secret"
        self.succeeds(run("keygen", "--key-out", key, "--secret-out", secret))
        self.assertEqual(secret.stat().st_mode & 0o777, 0o600)
        return key, secret

    def test_it_convinces_the_holder_only(self):
        for name in ("F6", "F6-S128"):
            for flavor in ("batchable", "compact", "hinted"):
                self.succeeds(self.prove(name, "--flavor", flavor, "--verifier-key", self.key))
                self.assertIn("W = +0 bits", self.succeeds(self.verify("--verifier-key", self.key)))
                self.assertIn("W = +128 bits", self.succeeds(self.verify("--verifier-secret", self.secret)))
        other_key, other_secret = self.keygen("w")
        self.refused(self.verify("--verifier-key", other_key), 1, "another verifier")
        self.refused(self.verify("--verifier-secret", other_secret), 1, "another key")

    def test_the_verifier_makes_the_same(self):
        kept = self.dir / "record.opening"
        self.succeeds(self.prove("F6", "--verifier-key", self.key, "--opening-out", kept))
        C = re.search(r"^C ([0-9a-f]{64})$", kept.read_text(), re.M).group(1)
        self.succeeds(self.prove("F6", "--verifier-key", self.key, "--verifier-secret", self.secret, "--record", C,
                                 "--dataset", "bundled:7"))
        s = json.loads(self.statement.read_text())
        self.assertEqual((s["record"]["C"], s["dataset"]["source"]), (C, "bundled:7"))
        self.succeeds(self.verify())
        self.refused(self.prove("F6", "--verifier-key", self.key, "--record", C), 2, "--verifier-secret")
        self.refused(self.prove("F6", "--verifier-key", self.key, "--opening", kept, "--dataset", "bundled:7"), 1, "false")
        self.refused(self.prove("F6", "--verifier-key", self.key, "--verifier-secret", self.keygen("w")[1]), 1, "another key")

    def test_no_key_without_possession(self):
        self.refused(run("prove", "--formulation", "F6", "--statement-out", self.statement, "--proof-out", self.proof), 2,
                     "--verifier-key")
        # gen("V", 0): nobody knows its secret key
        nobody = "9696cf1cb4a0fb200a2ff052bff6a6a71d3d5f695cf3d977440505a0c2107a2d"
        text = re.sub(r"V [0-9a-f]{64}", "V " + nobody, self.key.read_text())
        self.refused(self.prove("F6", "--verifier-key", self.file("n.key", text)), 1, "somebody knows its secret")
        for bad in ("", "sigmark-verifier-key 1\n", self.key.read_text() + "\n", self.key.read_text().upper()):
            self.refused(self.prove("F6", "--verifier-key", self.file("n.key", bad)), 2, "n.key")
        self.succeeds(self.prove("F6", "--verifier-key", self.key))
        self.altered(lambda s: s["verifier"].update(V=nobody))
        self.refused(self.verify(), 2, "pop")

    def test_keygen(self):
        self.refused(run("keygen", "--key-out", self.dir / "a"), 2, "--secret-out")
        self.refused(run("keygen", "--key-out", self.dir / "a", "--secret-out", self.dir / "a"), 2)
        self.refused(run("keygen", "--key-out", self.dir / "no" / "a", "--secret-out", self.dir / "b"), 2, "no")
        self.assertNotEqual(self.keygen("x")[1].read_bytes(), self.keygen("y")[1].read_bytes())
