# SPDX-License-Identifier: Apache-2.0 OR MIT
"""What works: every formulation in every flavor, the user's own files, records that are reused, batches."""
import json
import stat
import struct

from support import FLAVORS, CliTest, formulations, hash_to_scalar, leaf, lp, merkle_root, run, safetensors

HEADER, ROWS = "height,width,label", ["1.5,2,0", "3,4.25,1", "-5,6e3,1"]
CSV = "\n".join([HEADER, *ROWS]) + "\n"
WEIGHTS = "1.5,-2\n0.25,1e3\n"


class Bundled(CliTest):
    def test_every_formulation_and_flavor(self):
        for f in formulations():
            for flavor in FLAVORS:
                with self.subTest(formulation=f["name"], flavor=flavor):
                    self.succeeds(self.prove(f["name"], "--flavor", flavor))
                    self.assertEqual(self.proof.stat().st_size, f["proof_bytes"][flavor])
                    said = self.succeeds(self.verify())
                    self.assertTrue(said.startswith(f"accepted: {f['name']}, {flavor}, "), said)
                    self.assertIn(f["claim"], said)
                    self.assertIn(f["non_claim"], said)
                    self.assertIn(f"W = {f['weight_bits']:+.0f} bits", said)
                    self.assertIn("recomputed from the data themselves", said)
                    self.assertIn("recomputed from the weights", said)

    def test_statement_says_everything_in_words_and_hex(self):
        self.succeeds(self.prove("F1", "--flavor", "compact"))
        s = json.loads(self.statement.read_text())
        f = next(f for f in formulations() if f["name"] == "F1")
        self.assertEqual((s["name"], s["flavor"], s["proof_bytes"]), ("F1", "compact", 160))
        self.assertEqual(s["tag"], "SIGMARK-V01-F1-CMPT-with-sigma-proofs_Shake128_ristretto255")
        self.assertEqual((s["claim"], s["non_claim"]), (f["claim"], f["non_claim"]))
        self.assertEqual((s["dataset"]["records"], s["dataset"]["kind"]), (28, "csv"))
        self.assertEqual((s["model"]["tensors"], s["model"]["parameters"]), (1, 31))
        for part, key in (("record", "C"), ("dataset", "d"), ("model", "dm")):
            self.assertRegex(s[part][key], "^[0-9a-f]{64}$")
            self.assertGreater(len(s[part]["words"]), 20)

    def test_proofs_are_fresh(self):
        self.succeeds(self.prove("F0A"))
        first = self.proof.read_bytes(), json.loads(self.statement.read_text())["record"]["C"]
        self.succeeds(self.prove("F0A"))
        second = self.proof.read_bytes(), json.loads(self.statement.read_text())["record"]["C"]
        self.assertNotEqual(first[0], second[0])
        self.assertNotEqual(first[1], second[1])

    def test_known_weights_of_the_bundled_model(self):
        """The weights of the bundled run are known; F0A about the model without block 0 is another statement."""
        self.succeeds(self.prove("F0A"))
        with_d = json.loads(self.statement.read_text())["model"]["dm"]
        self.succeeds(self.prove("F0A", "--model", "bundled:without-0"))
        self.assertNotEqual(with_d, json.loads(self.statement.read_text())["model"]["dm"])
        self.succeeds(self.verify())
        self.refused(self.verify("--model", "bundled"), 1, "digest dm or a count differs")


class OwnFiles(CliTest):
    def setUp(self):
        super().setUp()
        self.csv = self.file("data.csv", CSV)
        self.weights = self.file("weights.csv", WEIGHTS)
        self.own = ("--dataset", self.csv, "--model", self.weights)

    def public(self):
        s = json.loads(self.statement.read_text())
        return s["dataset"]["root"], s["dataset"]["d"], s["model"]["dm"]

    def expect(self, root, d, dm):
        self.assertEqual(self.public(), (root.hex(), d.to_bytes(32, "little").hex(), dm.to_bytes(32, "little").hex()))

    def model_digest(self):
        raw = struct.pack("<4d", 1.5, -2, 0.25, 1e3)
        return hash_to_scalar(b"model", lp(b"weights") + lp(b"F64") + struct.pack("<IQQQ", 2, 2, 2, len(raw)) + raw)

    def test_csv_digests_are_those_of_the_text(self):
        root = merkle_root([leaf(r.encode()) for r in ROWS])
        d = hash_to_scalar(b"dataset", root, struct.pack("<Q", 3), b"csv" + lp(HEADER.encode()))
        self.succeeds(self.prove("F0A", *self.own))
        self.expect(root, d, self.model_digest())
        self.assertIn("the data themselves", self.succeeds(self.verify(*self.own)))
        self.assertIn("give --dataset", self.succeeds(self.verify()))

    def test_jsonl_digests(self):
        lines = [b'{"a": 1}', b'{"a": [2, null]}']
        path = self.file("data.jsonl", b"\r\n".join(lines) + b"\r\n")
        root = merkle_root([leaf(r) for r in lines])
        self.succeeds(self.prove("F0A", "--dataset", path, "--model", self.weights))
        self.expect(root, hash_to_scalar(b"dataset", root, struct.pack("<Q", 2), b"jsonl"), self.model_digest())

    def test_folder_digests(self):
        folder = self.dir / "folder"
        files = {b"a/x.txt": b"one", b"b.bin": b"\x00\xff", b"c": b""}
        for name, content in files.items():
            path = folder / name.decode()
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        root = merkle_root([leaf(lp(n) + struct.pack("<Q", len(c)) + leaf(c)) for n, c in sorted(files.items())])
        self.succeeds(self.prove("F0A", "--dataset", folder, "--model", self.weights))
        self.expect(root, hash_to_scalar(b"dataset", root, struct.pack("<Q", 3), b"dir"), self.model_digest())
        (folder / "c").write_bytes(b"changed")
        self.refused(self.verify("--dataset", folder), 1, "digest d differs")

    def test_safetensors_digest_does_not_depend_on_header_order(self):
        tensors = {"b": ("F32", [2], b"\x00\x00\x80\x3f\x00\x00\x00\x40"), "a": ("I64", [1, 1], struct.pack("<q", -7))}
        canonical = b"".join(lp(n.encode()) + lp(t.encode()) + struct.pack("<I", len(s)) +
                             b"".join(struct.pack("<Q", v) for v in s) + struct.pack("<Q", len(raw)) + raw
                             for n, (t, s, raw) in sorted(tensors.items()))
        expected = hash_to_scalar(b"model", canonical).to_bytes(32, "little").hex()
        for name, order in (("one", "ab"), ("two", "ba")):
            path = self.file(f"{name}.safetensors", safetensors({n: tensors[n] for n in order}))
            self.succeeds(self.prove("F0A", "--dataset", self.csv, "--model", path))
            self.assertEqual(self.public()[2], expected)

    def test_inequality_needs_another_dataset(self):
        self.refused(self.prove("F0NOT", *self.own), 2, "--record-dataset")
        other = self.file("other.csv", CSV + "7,8,0\n")
        self.succeeds(self.prove("F0NOT", *self.own, "--record-dataset", other))
        self.succeeds(self.verify(*self.own))
        self.refused(self.prove("F0NOT", *self.own, "--record-dataset", self.csv), 1, "refused: F0NOT is false")

    def test_tautology_from_either_side(self):
        other = self.file("other.csv", CSV + "7,8,0\n")
        for name in ("F1", "F1-S128"):
            for record in (self.csv, other):
                with self.subTest(name=name, record=record.name):
                    self.succeeds(self.prove(name, *self.own, "--record-dataset", record))
                    self.succeeds(self.verify(*self.own))

    def test_direct_statement_about_another_dataset_is_refused(self):
        other = self.file("other.csv", CSV + "7,8,0\n")
        self.refused(self.prove("F0A", *self.own, "--record-dataset", other), 1, "refused: F0A is false")
        self.assertFalse(self.statement.exists() or self.proof.exists())

    def test_one_record_several_statements(self):
        opening = self.dir / "record.opening"
        self.succeeds(self.prove("F0A", *self.own, "--opening-out", opening))
        self.assertEqual(stat.S_IMODE(opening.stat().st_mode), 0o600)
        record = json.loads(self.statement.read_text())["record"]["C"]
        self.succeeds(self.prove("F1", *self.own, "--opening", opening))
        self.assertEqual(json.loads(self.statement.read_text())["record"]["C"], record)
        self.refused(self.prove("F0NOT", *self.own, "--opening", opening), 1, "refused: F0NOT is false")
        self.succeeds(self.prove("F0NOT", "--dataset", "bundled:3", "--model", self.weights, "--opening", opening))
        self.refused(self.prove("F0A", "--dataset", self.csv, "--opening", opening), 1, "another model")

    def test_manifest_says_what_changed(self):
        folder, manifest = self.dir / "folder", self.dir / "manifest"
        folder.mkdir()
        for name in ("a", "b", "c"):
            (folder / name).write_text(name)
        args = ("--dataset", folder, "--model", self.weights, "--manifest", manifest)
        self.assertIn("3 files new", self.succeeds(self.prove("F0A", *args)))
        self.assertIn("0 files new", self.succeeds(self.prove("F0A", *args)))
        (folder / "b").write_text("other")
        (folder / "c").unlink()
        self.assertIn("2 files new", self.succeeds(self.prove("F0A", *args)))
        lines = [json.loads(line) for line in manifest.read_text().splitlines()]
        self.assertEqual([line["path"] for line in lines], ["a", "b"])
        leaves = [leaf(lp(n) + struct.pack("<Q", len(c)) + leaf(c)) for n, c in ((b"a", b"a"), (b"b", b"other"))]
        self.assertEqual([line["sha512_leaf"] for line in lines], [one.hex() for one in leaves])
        self.assertEqual(json.loads(self.statement.read_text())["dataset"]["root"], merkle_root(leaves).hex())
        lines[0]["sha512_leaf"] = "00" * 64  # a manifest that lies changes no proof
        manifest.write_text("".join(json.dumps(line) + "\n" for line in lines))
        self.succeeds(self.prove("F0A", *args))
        self.assertEqual(json.loads(self.statement.read_text())["dataset"]["root"], merkle_root(leaves).hex())

    def test_every_backend(self):
        names = [line.split()[1] for line in run("info").stdout.splitlines() if line.startswith("backend ") and " supported" in line]
        self.assertIn("scalar51", names)
        for prover in names:
            self.succeeds(self.prove("F1", *self.own, "--backend", prover))
            for verifier in names:
                self.succeeds(self.verify("--backend", verifier))


class Batch(CliTest):
    def test_all_formulations_in_one_batch(self):
        count = 0
        for f in formulations():
            for flavor in FLAVORS:
                stem = self.dir / f"{f['name']}.{flavor}"
                self.succeeds(self.prove(f["name"], "--flavor", flavor, statement=f"{stem}.json", proof=f"{stem}.bin"))
                count += 1
        self.file("README", "not an item")
        said = self.succeeds(run("verify", "--batch", self.dir))
        self.assertEqual(self.succeeds(run("verify", "--batch", self.dir, "--threads", "3")), said)
        self.assertIn(f"all {count} proofs: {count * 2 // 3} in one batch, {count // 3} compact one by one", said)


class Words(CliTest):
    def test_help_and_version(self):
        self.assertRegex(self.succeeds(run("--version")), r"^sigmark \d+\.\d+\.\d+\n$")
        self.assertIn("prove", self.succeeds(run("--help")))
        for command in ("info", "list", "prove", "verify"):
            self.assertIn(f"usage: sigmark {command}", self.succeeds(run(command, "--help")))

    def test_info_names_the_backend_in_use_and_why(self):
        self.assertRegex(self.succeeds(run("info")), r"(?m)^used +\w+: the fastest one supported here$")
        self.assertRegex(self.succeeds(run("info", "--backend", "ref")), r"(?m)^used +ref: chosen by --backend$")
        environment = {"SIGMARK_BACKEND": "ref"}
        self.assertRegex(self.succeeds(run("info", env=environment)), r"(?m)^used +ref: chosen by SIGMARK_BACKEND$")
        said = self.succeeds(run("info", "--backend", "scalar51", env=environment))
        self.assertRegex(said, r"(?m)^used +scalar51: chosen by --backend$")
        for library in ("libsodium", "OpenSSL", "xxHash", "Jansson", "cpu ", "os ", "compiler ", "commit "):
            self.assertIn(library, said)

    def test_list_shows_sizes_and_evidence(self):
        table = {f["name"]: f for f in formulations()}
        sizes = {"F0A": (64, 64, 96), "F0NOT": (96, 96, 128), "F1": (192, 160, 256), "F1-S128": (176, 128, 240)}
        weights = {"F0A": (128, 1), "F0NOT": (-128, 0), "F1": (0, 0.5), "F1-S128": (0, 0.5)}
        for name, lengths in sizes.items():
            f = table[name]
            self.assertEqual(f["proof_bytes"], dict(zip(FLAVORS, lengths)))
            self.assertEqual(f["weight_bits"], weights[name][0])
            self.assertAlmostEqual(f["posterior_at_half"], weights[name][1])
            self.assertAlmostEqual(f["deniability"], 1 - weights[name][1])
        said = self.succeeds(run("list"))
        for f in table.values():
            for words in (f["name"], f["claim"], f["non_claim"], f["proof_system"]):
                self.assertIn(words, said)
