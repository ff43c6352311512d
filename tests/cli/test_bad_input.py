# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Bad input of every kind: one plain sentence, exit 2, nothing half-written, and what was there before is kept."""
import json
import os
import resource
import shutil
import struct
import subprocess

from support import COMMAND, ORDER, CliTest, run, safetensors

NOBODY = 65534


class Usage(CliTest):
    def test_commands_and_options(self):
        s, p = ("--statement-out", self.statement), ("--proof-out", self.proof)
        for args, *words in (
                ((), "no command"),
                (("frobnicate",), "unknown command frobnicate"),
                (("info", "--nonsense"), "unknown or ambiguous option --nonsense"),
                (("info", "extra"), "unexpected argument extra"),
                (("info", "--backend"), "needs an argument"),
                (("list", "--json", "--json"), "given twice"),
                (("list", "--json=yes"), "option"),
                (("prove",), "needed"),
                (("prove", "--formulation", "F0A", *s), "needed"),
                (("prove", "--formulation", "F9", *s, *p), "unknown formulation F9"),
                (("prove", "--formulation", "f0a", *s, *p), "unknown formulation f0a"),
                (("prove", "--formulation", "F0A", "--flavor", "terse", *s, *p), "unknown flavor terse"),
                (("prove", "--formulation", "F0A", "--dataset", "bundled:16", *s, *p), "no bundled dataset bundled:16"),
                (("prove", "--formulation", "F0A", "--model", "bundled:without-16", *s, *p), "no bundled model"),
                (("prove", "--formulation", "F0A", "--opening", "x", "--opening-out", "y", *s, *p), "--opening-out"),
                (("prove", "--formulation", "F0A", "--opening", "x", "--record-dataset", "y", *s, *p), "--record-dataset"),
                (("prove", "--formulation", "F0A", "--statement-out", self.proof, *p), "two outputs"),
                (("prove", "--formulation", "F0A", "--manifest", self.dir / "m", *s, *p), "--manifest needs --dataset"),
                (("verify",), "needed"),
                (("verify", "--statement", "s.json"), "needed"),
                (("verify", "--batch", self.dir, "--statement", "s.json"), "--batch stands alone"),
                (("verify", "--statement", "s.json", "--proof", "p.bin", "--threads", "2"), "--threads is for --batch"),
                (("verify", "--batch", self.dir, "--threads", "0"), "from 1 to 64"),
                (("verify", "--batch", self.dir, "--threads", "65"), "from 1 to 64"),
                (("verify", "--batch", self.dir, "--threads", "two"), "from 1 to 64"),
                (("verify", "--batch", self.dir, "--threads", "-1"), "from 1 to 64")):
            with self.subTest(args=args):
                self.refused(run(*args), 2, *words)
        self.assertEqual(self.listing(), {})

    def test_backends(self):
        self.refused(run("info", "--backend", "avx9000"), 2, "unknown backend avx9000 (--backend)")
        environment = {"SIGMARK_BACKEND": "nope"}
        self.refused(run("info", env=environment), 2, "unknown backend nope (SIGMARK_BACKEND)")
        self.refused(self.prove("F0A", env=environment), 2, "unknown backend nope")
        self.refused(run("verify", "--batch", self.dir, "--backend", "nope"), 2, "unknown backend nope")
        self.succeeds(run("info", env={"SIGMARK_BACKEND": ""}))

    def test_names_from_outside_cannot_forge_lines(self):
        self.refused(run("a\nb\x1b[31m"), 2, "a?b?[31m")
        self.refused(self.prove("F0A", "--dataset", self.dir / "no\nsuch"), 2, "no?such")
        self.refused(run("verify", "--statement", "x" * 3000, "--proof", "y"), 2, "cannot read")


class Inputs(CliTest):
    def setUp(self):
        super().setUp()
        self.csv = self.file("good.csv", "a,b\n1,2\n3,4\n")
        self.weights = self.file("good-weights.csv", "1,2\n")

    def nothing_made(self):
        self.assertFalse(self.statement.exists() or self.proof.exists())

    def test_datasets(self):
        empty_folder = self.dir / "empty"
        empty_folder.mkdir()
        for name, content, *words in (
                ("empty.csv", "", "empty.csv"), ("header.csv", "a,b\n", "header.csv"),
                ("ragged.csv", "a,b\n1,2\n3\n", "ragged.csv"), ("wide.csv", "a,b\n1,2\n1,2,3\n", "wide.csv"),
                ("empty.jsonl", "", "empty.jsonl"), ("broken.jsonl", '{"a": 1}\n{"a": \n', "broken.jsonl")):
            with self.subTest(dataset=name):
                path = self.file(name, content)
                self.refused(self.prove("F0A", "--dataset", path, "--model", self.weights), 2, *words)
                self.nothing_made()
        for path in (self.dir / "missing.csv", empty_folder, self.dir / "good.csv" / "below"):
            self.refused(self.prove("F0A", "--dataset", path, "--model", self.weights), 2, path.name)
            self.nothing_made()

    def test_models(self):
        tensor = {"w": ("F32", [2], bytes(8))}
        whole = safetensors(tensor)

        def header(text):
            return struct.pack("<Q", len(text)) + text.encode() + bytes(8)

        entry = '"w":{"dtype":"%s","shape":[%s],"data_offsets":[%s]}'
        cases = {
            "empty.csv": "", "ragged.csv": "1,2\n3\n", "words.csv": "1,two\n", "nan.csv": "1,nan\n", "inf.csv": "1,inf\n",
            "huge.csv": "1,1e999\n", "hole.csv": "1,\n",
            "empty.safetensors": b"", "seven.safetensors": whole[:7], "truncated.safetensors": whole[:20],
            "short.safetensors": whole[:-1], "long.safetensors": whole + b"\0",
            "length.safetensors": struct.pack("<Q", 2**63) + whole[8:], "beyond.safetensors": struct.pack("<Q", len(whole)) + whole[8:],
            "text.safetensors": header("not json"), "list.safetensors": header("[]"), "none.safetensors": header("{}"),
            "dtype.safetensors": header("{" + entry % ("F7", "2", "0,8") + "}"),
            "shape.safetensors": header("{" + entry % ("F32", "3", "0,8") + "}"),
            "wrap.safetensors": header("{" + entry % ("F32", "4294967296,4294967296", "0,8") + "}"),
            "negative.safetensors": header("{" + entry % ("F32", "-2", "0,8") + "}"),
            "offsets.safetensors": header("{" + entry % ("F32", "2", "8,0") + "}"),
            "outside.safetensors": header("{" + entry % ("F32", "2", "8,16") + "}"),
            "twice.safetensors": header("{" + entry % ("F32", "2", "0,8") + "," + entry % ("F32", "2", "0,8") + "}"),
        }
        for name, content in cases.items():
            with self.subTest(model=name):
                path = self.file(name, content)
                self.refused(self.prove("F0A", "--dataset", self.csv, "--model", path), 2, name)
                self.nothing_made()
        for path in (self.dir / "missing.csv", self.dir / "missing.safetensors", self.dir):
            self.refused(self.prove("F0A", "--dataset", self.csv, "--model", path), 2, path.name)

    def test_openings(self):
        opening = self.dir / "o"
        self.succeeds(self.prove("F0A", "--opening-out", opening))
        text = opening.read_text()
        lines = text.splitlines()
        for name, bad in (("empty", ""), ("short", text[:-1]), ("upper", text.upper()),
                          ("version", text.replace("opening 1", "opening 2")), ("order", "\n".join(lines[:3] + lines[4:2:-1]) + "\n"),
                          ("scalar", "\n".join(lines[:4]) + "\nr " + ORDER.to_bytes(32, "little").hex() + "\n")):
            with self.subTest(opening=name):
                self.refused(self.prove("F1", "--opening", self.file("bad", bad)), 2, "is not an opening file")
        bad = self.file("bad", "\n".join(lines[:4]) + "\nr 01" + "0" * 62 + "\n")
        self.refused(self.prove("F1", "--opening", bad), 2, "does not open its own record")
        self.refused(self.prove("F1", "--opening", self.file("bad", text + "\n")), 2, "too long")
        self.refused(self.prove("F1", "--opening", self.dir / "missing"), 2, "cannot read")


class Statements(CliTest):
    def setUp(self):
        super().setUp()
        self.succeeds(self.prove("F0A"))
        self.good = json.loads(self.statement.read_text())

    def changed(self, part, key, value):
        s = json.loads(json.dumps(self.good))
        (s[part] if part else s)[key] = value
        return json.dumps(s)

    def test_the_file_itself(self):
        text = self.statement.read_text()
        one = '{"name": "F0A", '
        for name, bad, *words in (
                ("empty", "", "not valid JSON"), ("words", "hello", "not valid JSON"), ("half", text[:len(text) // 2], "not valid JSON"),
                ("twice", one + text.lstrip()[1:], "given twice"), ("list", "[]", "format"), ("nothing", "{}", "format"),
                ("more", text + "{}", "not valid JSON"), ("null", b"\0" * 10, "not valid JSON"),
                ("latin", text.replace("bundled:0", "bundl\xe9").encode("latin-1"), "not valid JSON"),
                ("deep", "[" * 100000, "not valid JSON"), ("big", " " * (1 << 20) + text, "too long"),
                ("comma", text.rstrip()[:-1] + ",}", "not valid JSON")):
            with self.subTest(statement=name):
                self.refused(self.verify(statement=self.file("bad.json", bad)), 2, *words)

    def test_every_value(self):
        C, d = self.good["record"]["C"], self.good["dataset"]["d"]
        for part, key, value, *words in (
                ("", "format", "sigmark-statement-9", "format"), ("", "format", 1, "format"), ("", "name", "F9", "unknown formulation F9"),
                ("", "name", 7, "name"), ("", "flavor", "terse", "unknown flavor"), ("", "flavor", "compact", "does not follow"),
                ("", "name", "F1", "does not follow"), ("", "tag", "x", "tag"), ("", "claim", "D was stolen", "claim"),
                ("", "non_claim", "", "non_claim"), ("", "proof_bytes", 65, "proof_bytes"), ("", "proof_bytes", "64", "proof_bytes"),
                ("", "surprise", 1, "unknown key surprise"), ("record", "surprise", 1, "unknown key surprise"), ("", "record", [], "C"),
                ("", "dataset", None, "kind"), ("", "model", "m", "source"), ("", "checksum", "00" * 64, "checksum"),
                ("record", "C", C.upper(), "lower-case"), ("record", "C", C[:-1], "32 bytes"), ("record", "C", C + "00", "32 bytes"),
                ("record", "C", "zz" + C[2:], "hex"), ("record", "C", None, "C"), ("record", "words", "other", "words"),
                ("dataset", "d", ORDER.to_bytes(32, "little").hex(), "canonical"), ("dataset", "d", "ff" * 32, "canonical"),
                ("dataset", "d", "01" + d[2:], "d is not the digest"), ("dataset", "root", "00" * 64, "d is not the digest"),
                ("dataset", "records", 29, "d is not the digest"), ("dataset", "records", 0, "positive integer"),
                ("dataset", "records", -28, "positive integer"), ("dataset", "records", 28.0, "positive integer"),
                ("dataset", "records", 10**30, "not valid JSON"), ("dataset", "records", 2**64 - 1, "not valid JSON"),
                ("dataset", "records", 2**63 - 1, "d is not the digest"), ("model", "tensors", 2**63 - 1, "does not follow"),
                ("model", "parameters", 2**64 - 1, "not valid JSON"), ("", "proof_bytes", 2**63 - 1, "proof_bytes"),
                 ("dataset", "kind", "jsonl", "schema"), ("dataset", "kind", "tar", "unknown kind"),
                ("dataset", "schema", "", "schema"), ("dataset", "schema", "abc", "schema"), ("dataset", "schema", 5, "schema"),
                ("dataset", "source", 5, "source"), ("dataset", "source", "other.csv", "checksum"),
                ("model", "tensors", 2, "does not follow"), ("model", "parameters", True, "positive integer"),
                ("model", "dm", ORDER.to_bytes(32, "little").hex(), "canonical"), ("model", "dm", "", "32 bytes")):
            with self.subTest(part=part, key=key, value=str(value)[:20]):
                self.refused(self.verify(statement=self.file("bad.json", self.changed(part, key, value))), 2, *words)

    def test_missing_keys(self):
        for part in ("", "record", "dataset", "model"):
            for key in (self.good[part] if part else self.good):
                with self.subTest(part=part, key=key):
                    s = json.loads(json.dumps(self.good))
                    del (s[part] if part else s)[key]
                    self.refused(self.verify(statement=self.file("bad.json", json.dumps(s))), 2)

    def test_white_space_and_order_of_keys_do_not_matter(self):
        path = self.file("same.json", json.dumps(dict(reversed(self.good.items())), separators=(",", ":")))
        self.succeeds(self.verify(statement=path))

    def test_unreadable_files(self):
        for bad in (self.dir / "missing", self.dir, self.proof / "below"):
            self.refused(self.verify(statement=bad), 2, "cannot read")
            self.refused(self.verify(proof=bad), 2, "cannot read")
        self.refused(self.verify("--dataset", self.dir / "missing"), 2, "missing")
        self.refused(self.verify("--model", self.dir / "missing"), 2, "missing")
        self.refused(self.verify(statement="/dev/zero"), 2, "too long")
        self.refused(self.verify(proof="/dev/zero"), 2, "exactly 64 bytes")


class BatchFolders(CliTest):
    def setUp(self):
        super().setUp()
        self.batch = self.dir / "batch"
        self.batch.mkdir()

    def pair(self, name):
        self.succeeds(self.prove("F0A", statement=self.batch / f"{name}.json", proof=self.batch / f"{name}.bin"))

    def check(self, code, *words):
        self.refused(run("verify", "--batch", self.batch), code, *words)

    def test_folders(self):
        self.refused(run("verify", "--batch", self.dir / "missing"), 2, "cannot read the folder")
        self.refused(run("verify", "--batch", self.file("file", "")), 2, "cannot read the folder")
        self.check(2, "holds no statements")
        self.pair("one")
        self.pair("one.more")
        self.succeeds(run("verify", "--batch", self.batch))
        (self.batch / "one.bin").rename(self.batch / "two.bin")
        self.check(2, "one.json", "no proof file")
        (self.batch / "one.json").unlink()
        self.check(2, "two.bin", "no statement file")
        (self.batch / "two.json").mkdir()
        self.check(2, "not a regular file")

    def test_what_cannot_be_read_as_a_proof_is_a_culprit(self):
        for name in ("a", "b", "c", "d"):
            self.pair(name)
        (self.batch / "b.bin").write_bytes(b"short")
        (self.batch / "d.json").write_text("{")
        self.check(1, "2 of 4 proofs are bad: b, d")
        (self.batch / "b.bin").write_bytes(b"\xff" * 64)
        self.check(1, "2 of 4 proofs are bad: b, d")

    def test_a_pipe_in_the_folder_does_not_hang(self):
        self.pair("a")
        os.mkfifo(self.batch / "b.json")
        (self.batch / "b.bin").write_bytes(b"")
        self.check(2, "not a regular file")


class Outputs(CliTest):
    def setUp(self):
        super().setUp()
        self.opening = self.dir / "o"
        self.succeeds(self.prove("F0A", "--opening-out", self.opening))
        self.before = self.listing()

    def unchanged(self, result, *words):
        self.refused(result, 2, *words)
        self.assertEqual(self.listing(), self.before)

    def test_file_size_limit(self):
        """The limit lets the proof through and stops the statement in its middle."""
        self.unchanged(self.prove("F1", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))), "File too large")

    def test_full_standard_output(self):
        for args in (("info",), ("list",), ("list", "--json"), ("--help",)):
            with open("/dev/full", "w") as full:
                result = subprocess.run([*COMMAND, *args], stdout=full, stderr=subprocess.PIPE, text=True)
            self.refused(result, 2, "cannot write to standard output")

    def test_places_that_cannot_be_written(self):
        for bad in (self.dir, self.dir / "none" / "s.json", self.proof / "below", self.dir / ("x" * 300), "/proc/none"):
            self.unchanged(self.prove("F1", statement=bad), "cannot write")
            self.unchanged(self.prove("F1", proof=bad), "cannot write")

    def test_inputs_are_never_overwritten(self):
        csv, weights = self.file("d.csv", "a\n1\n"), self.file("w.csv", "1\n")
        folder = self.dir / "folder"
        folder.mkdir()
        (folder / "x").write_text("x")
        link = self.dir / "link"
        link.symlink_to(csv)
        self.before = self.listing()
        own = ("--dataset", csv, "--model", weights)
        for target in (csv, weights, link):
            self.unchanged(self.prove("F1", *own, statement=target), "would change the input")
        self.unchanged(self.prove("F1", "--opening", self.opening, proof=self.opening), "would change the input")
        self.unchanged(self.prove("F1", "--dataset", folder, proof=folder / "p.bin"), "would change the input")
        self.unchanged(self.prove("F1", *own, "--record-dataset", csv, statement=csv), "would change the input")
        self.unchanged(self.prove("F1", *own, "--manifest", weights), "would change the input")
        self.unchanged(self.prove("F1", *own, "--manifest", self.statement), "two outputs")
        pipe = self.dir / "pipe"
        os.mkfifo(pipe)
        self.unchanged(self.prove("F1", *own, "--manifest", pipe), "not a regular file")
        self.unchanged(self.prove("F1", *own, "--manifest", self.opening), self.opening.name)

    def test_symbolic_link_to_an_output_is_kept(self):
        link = self.dir / "link"
        link.symlink_to(self.statement)
        self.succeeds(self.prove("F1", statement=link))
        self.assertTrue(link.is_symlink())
        self.succeeds(self.verify())


class WithoutRights(CliTest):
    """Permissions mean nothing to root, and a wrong command run by root could replace a device: so the command runs as
    nobody here, from a copy that nobody can reach."""

    def setUp(self):
        super().setUp()
        self.folder = self.dir / "results"
        self.folder.mkdir()
        self.folder.chmod(0o777)
        self.dir.chmod(0o755)
        program = self.dir / "sigmark"
        shutil.copy(COMMAND[-1], program)
        self.command = [*COMMAND[:-1], str(program)]
        self.user = {"user": NOBODY} if os.geteuid() == 0 else {}
        self.outputs = {"--statement-out": self.folder / "s.json", "--proof-out": self.folder / "p.bin"}

    def run_as_user(self, *args, **outputs):
        data, weights = self.file("d.csv", "a\n1\n"), self.file("w.csv", "1\n")
        for path in (data, weights):
            path.chmod(0o644)
        args += tuple(x for pair in (self.outputs | outputs).items() for x in pair)
        return subprocess.run([*self.command, "prove", "--formulation", "F0A", "--dataset", data, "--model", weights, *args],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd="/", **self.user)

    def test_full_disk(self):
        self.succeeds(self.run_as_user("--opening-out", self.folder / "o"))
        before = self.listing()
        for option in ("--statement-out", "--proof-out", "--opening-out"):
            result = self.run_as_user(**{"--opening-out": self.folder / "o", option: "/dev/full"})
            self.refused(result, 2, "cannot write /dev/full: No space left on device")
            self.assertEqual(self.listing(), before)

    def test_read_only_folder(self):
        self.succeeds(self.run_as_user())
        before = self.listing()
        self.folder.chmod(0o555)
        self.refused(self.run_as_user(), 2, "cannot write", "Permission denied")
        self.assertEqual(self.listing(), before)

    def test_read_only_file_in_a_writable_folder(self):
        old = self.folder / "s.json"
        old.write_text("old")
        old.chmod(0o444)
        self.refused(self.run_as_user(), 2, "cannot write", "Permission denied")
        self.assertEqual([p.name for p in self.folder.iterdir()], ["s.json"])
        self.assertEqual(old.read_text(), "old")

    def test_unreadable_file(self):
        secret = self.file("secret.csv", "a\n1\n")
        secret.chmod(0)
        self.refused(self.run_as_user("--record-dataset", secret), 2, "secret.csv", "Permission denied")
        self.assertEqual(list(self.folder.iterdir()), [])
