# SPDX-License-Identifier: Apache-2.0 OR MIT
"""What works: every formulation in every flavor, the user's own files, records that are reused, batches."""
import json
import stat
import struct

from support import (FLAVORS, CliTest, flavors, formulations, hash_to_scalar, leaf, lp, merkle_root, run,
                     safetensors)

HEADER, ROWS = "height,width,label", ["1.5,2,0", "3,4.25,1", "-5,6e3,1"]
CSV = "\n".join([HEADER, *ROWS]) + "\n"
WEIGHTS = "1.5,-2\n0.25,1e3\n"


class Bundled(CliTest):
    def test_every_formulation_and_flavor(self):
        for f in formulations():
            for flavor in flavors(f):
                with self.subTest(formulation=f["name"], flavor=flavor):
                    self.succeeds(self.prove(f["name"], "--flavor", flavor))
                    self.assertEqual(self.proof.stat().st_size, f["proof_bytes"][flavor])
                    said = self.succeeds(self.verify())
                    self.assertTrue(said.startswith(f"accepted: {f['name']}, {flavor}, "), said)
                    self.assertIn(f["claim"], said)
                    self.assertIn(f["non_claim"], said)
                    self.assertIn("W is not estimated" if f["weight_bits"] is None else f"W = {f['weight_bits']:+.3g} bits", said)
                    stated = json.loads(self.statement.read_text())
                    for part, words in (("dataset", "recomputed from the data themselves"), ("model", "recomputed from the weights")):
                        if part in stated:
                            self.assertIn(words, said)

    def test_options_of_other_formulations_are_refused(self):
        for f, option in (("F1K", "--dataset"), ("F1K", "--opening"), ("F0A", "--records"), ("F1", "--threshold")):
            self.refused(self.prove(f, option, "x"), 2, f"{f} takes no {option}")
        self.succeeds(self.prove("F0A"))
        self.refused(self.verify("--records", "x"), 2, "F0A takes no --records")
        self.assertIn("(F1K)", self.succeeds(run("prove", "--help")))

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


class ManyRecords(CliTest):
    """F1K: at least k of n records."""

    def setUp(self):
        super().setUp()
        self.weights = self.file("weights.csv", WEIGHTS)
        self.data = [self.file(f"data{i}.csv", CSV + f"{i},0,1\n") for i in range(4)]

    def opening(self, data, name="opening", model=None):
        """A record that holds `data`: its opening file and C."""
        path = self.dir / name
        statement, proof = self.dir / "one.json", self.dir / "one.bin"
        self.succeeds(self.prove("F0A", "--dataset", data, "--model", model or self.weights, "--opening-out", path,
                                 statement=statement, proof=proof))
        return path, json.loads(statement.read_text())["record"]["C"]

    def records(self, *entries):
        return self.file("records.json", json.dumps([{k: str(v) for k, v in e.items()} for e in entries]))

    def prove_records(self, threshold, *entries, flavor="batchable"):
        return self.prove("F1K", "--threshold", threshold, "--model", self.weights, "--flavor", flavor, "--records",
                          self.records(*entries))

    def test_records_of_every_origin(self):
        mine, C = self.opening(self.data[0])
        _, theirs = self.opening(self.data[1], "other")
        entries = ({"dataset": self.data[0], "opening": mine}, {"dataset": self.data[1], "record": theirs},
                   {"dataset": self.data[2]}, {"dataset": self.data[3], "record-dataset": self.data[0]})
        for flavor, size in (("batchable", 320), ("compact", 224), ("hinted", 448)):
            self.succeeds(self.prove_records(2, *entries, flavor=flavor))
            self.assertEqual(self.proof.stat().st_size, size)
            s = json.loads(self.statement.read_text())
            self.assertEqual((s["k"], len(s["records"]), s["proof_bytes"]), (2, 4, size))
            self.assertEqual([s["records"][i]["record"]["C"] for i in (0, 1)], [C, theirs])
            said = self.succeeds(self.verify())
            self.assertIn("at least 2 of 4 records", said)
            self.assertIn("for 0 of 4", said)
            said = self.succeeds(self.verify("--records", self.records(*entries), "--model", self.weights))
            self.assertIn("for 4 of 4", said)
        self.refused(self.prove_records(3, *entries), 1, "refused: F1K is false")

    def test_an_opening_of_another_dataset_does_not_count(self):
        mine, _ = self.opening(self.data[0])
        entries = [{"dataset": self.data[1], "opening": mine}, {"dataset": self.data[2]}, {"dataset": self.data[3]}]
        self.succeeds(self.prove_records(2, *entries))
        entries[2]["record-dataset"] = self.data[0]
        self.refused(self.prove_records(2, *entries), 1, "refused: F1K is false")
        other, _ = self.opening(self.data[1], "of-another-model", "bundled")
        entries[0]["opening"] = other
        self.refused(self.prove_records(2, *entries), 1, "another model")

    def test_other_data_are_noticed(self):
        entries = [{"dataset": d} for d in self.data]
        self.succeeds(self.prove_records(2, *entries))
        self.refused(self.verify("--records", self.records(*reversed(entries))), 1, "digest d differs")
        self.refused(self.verify("--records", self.records(*entries[:3])), 1, "4 records, the list has 3")
        self.data[3].write_text(CSV)
        self.refused(self.verify("--records", self.records(*entries)), 1, "data3.csv")

    def test_evidence_names_its_model_of_chance(self):
        self.succeeds(self.prove("F1K"))
        for chance, bits in (("0.5", "+0.225"), ("0.001", "+24.1")):
            said = self.succeeds(self.verify("--chance", chance))
            self.assertIn(f"W = {bits} bits for the records being those of the list", said)
            self.assertIn("by chance with probability", said)
        for chance in ("0", "1", "-1", "1.5", "half", "nan", "0x", ""):
            self.refused(self.verify("--chance", chance), 2, "--chance is a probability")

    def test_bad_lists(self):
        three = [{"dataset": str(d)} for d in self.data[:3]]
        good = json.dumps(three)
        for text, *words in (("", "not a JSON list"), ("{}", "not a JSON list"), ("[", "not a JSON list"),
                             (json.dumps([three[0]] * 2049), "at most 2048"), ("[]", "not 2 of 0"),
                             (json.dumps(three[:2]), "not 2 of 2"), (" " * (1 << 20) + good, "too long"),
                             (json.dumps([7, *three]), "item 0"), (json.dumps([*three, {}]), "item 3"),
                             (json.dumps([{"dataset": 5}, *three]), "item 0"),
                             (json.dumps([three[0] | {"surprise": "x"}, *three]), "item 0"),
                             (json.dumps([three[0] | {"opening": 5}, *three]), "item 0"),
                             (json.dumps([three[0] | {"opening": "x", "record": "y"}, *three]), "item 0"),
                             (json.dumps([three[0] | {"opening": "/missing"}, *three]), "/missing"),
                             (json.dumps([three[0] | {"record": "zz"}, *three]), "record", "hex"),
                             (json.dumps([three[0] | {"record": "00" * 32}, *three]), "no valid point"),
                             (json.dumps([three[0] | {"record": "ff" * 32}, *three]), "could not be made"),
                             (json.dumps([{"dataset": "/missing.csv"}, *three]), "/missing.csv"),
                             (good.replace('"dataset"', '"dataset": "x", "dataset"', 1), "not a JSON list")):
            with self.subTest(list=text[:60]):
                self.refused(self.prove("F1K", "--threshold", "2", "--model", self.weights, "--records",
                                        self.file("bad.json", text)), 2, *words)
        for threshold in ("0", "1", "3", "4", str(2**64 - 1)):
            with self.subTest(threshold=threshold):
                self.refused(self.prove_records(threshold, *three), 2, f"not {threshold} of 3")
        for threshold in ("-2", "two", "", "2.5", "0x2", str(2**64), str(2**200)):
            with self.subTest(threshold=threshold):
                self.refused(self.prove_records(threshold, *three), 2, "--threshold is a number of records")
        self.refused(self.prove("F1K", "--records", self.records(*three)), 2, "--threshold")
        self.refused(self.prove("F1K", "--threshold", "2"), 2, "--records")
        self.assertFalse(self.statement.exists() or self.proof.exists())

    def test_bad_statements(self):
        self.succeeds(self.prove("F1K"))
        text = self.statement.read_text()
        for change, *words in ((lambda s: s.update(k=2), "proof_bytes"), (lambda s: s.update(k=1), "not 1 of 8"),
                               (lambda s: s.update(k=8), "not 8 of 8"), (lambda s: s.update(k="3"), "k is"),
                               (lambda s: s.update(k=2**63 - 1), f"not {2**63 - 1} of 8"),
                               (lambda s: s.update(records=[]), "records"), (lambda s: s.update(records={}), "records"),
                               (lambda s: s["records"].pop(), "proof_bytes"),
                               (lambda s: s["records"].append(7), "C is missing"),
                               (lambda s: s["records"].insert(0, s["records"].pop()), "checksum"),
                               (lambda s: s["records"][7].update(surprise=1), "unknown key surprise"),
                               (lambda s: s["records"][7]["dataset"].update(surprise=1), "unknown key surprise"),
                               (lambda s: s["records"][7]["record"].update(C="00"), "C is missing or is not 32 bytes"),
                               (lambda s: s["records"][7]["dataset"].update(records=29), "d is not the digest"),
                               (lambda s: s.update(record=s["records"][0]["record"]), "unknown key record")):
            s = json.loads(text)
            change(s)
            with self.subTest(words=words):
                self.refused(self.verify(statement=self.file("bad.json", json.dumps(s))), 2, *words)


class Batch(CliTest):
    def test_all_formulations_in_one_batch(self):
        count, alone = 0, 0
        for f in formulations():
            for flavor in flavors(f):
                stem = self.dir / f"{f['name']}.{flavor}"
                self.succeeds(self.prove(f["name"], "--flavor", flavor, statement=f"{stem}.json", proof=f"{stem}.bin"))
                count += 1
                alone += flavor == "compact" or f["name"] == "F3-AOS"
        self.file("README", "not an item")
        said = self.succeeds(run("verify", "--batch", self.dir))
        self.assertEqual(self.succeeds(run("verify", "--batch", self.dir, "--threads", "3")), said)
        self.assertIn(f"all {count} proofs: {count - alone} in one batch, {alone} one by one", said)


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
