# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Runs the sigmark command and says what every run owes: the right exit code and at most one line on stderr."""
import atexit
import functools
import hashlib
import json
import os
import pathlib
import random
import shlex
import shutil
import struct
import subprocess
import tempfile
import unittest

COMMAND = shlex.split(os.environ["SIGMARK"])
EMULATED = len(COMMAND) > 1
SHARE = int(os.environ.get("SIGMARK_CLI_SHARE") or 1)  # where every process takes long, each run does one in so many tests, and others
ORDER = 2**252 + 27742317777372353535851937790883648493
FLAVORS = ("batchable", "compact", "hinted")


def run(*args, **options):
    options.setdefault("env", {k: v for k, v in os.environ.items() if k != "SIGMARK_BACKEND"})
    return subprocess.run([*COMMAND, *map(str, args)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, errors="backslashreplace", timeout=120, **options)


@functools.cache
def verifier_key():
    """A designated verifier's public key, for formulations that have no example without one; outlives every test."""
    folder = tempfile.TemporaryDirectory(prefix="sigmark-cli-key-")
    atexit.register(folder.cleanup)
    key = pathlib.Path(folder.name) / "key"
    subprocess.run([*COMMAND, "keygen", "--key-out", key, "--secret-out", key.with_suffix(".secret")], check=True,
                   stdout=subprocess.DEVNULL)
    return key


def formulations():
    """Those whose proofs take half a minute under emulation are left out there."""
    return [f for f in json.loads(run("list", "--json").stdout) if not (EMULATED and f["name"].startswith(("F2-", "F5-")))]


def flavors(formulation):
    """Those it has."""
    return [flavor for flavor in FLAVORS if formulation["proof_bytes"][flavor]]


def flipped(data, bit):
    out = bytearray(data)
    out[bit // 8] ^= 1 << bit % 8
    return bytes(out)


def lp(data):
    return struct.pack("<I", len(data)) + data


def hash_to_scalar(label, *parts):
    digest = hashlib.sha512(lp(b"sigmark/v1/scalar") + lp(label) + b"".join(map(lp, parts))).digest()
    return int.from_bytes(digest, "little") % ORDER


def merkle_root(leaves):
    while len(leaves) > 1:
        pairs = [hashlib.sha512(b"\x01" + a + b).digest() for a, b in zip(leaves[::2], leaves[1::2])]
        leaves = pairs + leaves[len(leaves) & ~1:]
    return leaves[0]


def leaf(record):
    return hashlib.sha512(b"\x00" + struct.pack("<Q", len(record)) + record).digest()


def safetensors(tensors):
    """{name: (dtype, shape, raw bytes)} as a file."""
    header, data = {}, b""
    for name, (dtype, shape, raw) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


class CliTest(unittest.TestCase):
    def setUp(self):
        if random.randrange(SHARE):
            self.skipTest("another run's share")
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="sigmark-cli-"))
        self.addCleanup(shutil.rmtree, self.dir, ignore_errors=True)
        self.statement, self.proof = self.dir / "s.json", self.dir / "p.bin"

    def file(self, name, content):
        path = self.dir / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def succeeds(self, result):
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return result.stdout

    def refused(self, result, code, *words):
        """Exit code, and exactly one plain line on stderr that holds the words."""
        self.assertEqual(result.returncode, code, (result.stderr, result.stdout))
        self.assertRegex(result.stderr, r"\Asigmark: [ -~\x80-\U0010ffff]+\n\Z")
        for word in words:
            self.assertIn(word, result.stderr)

    def prove(self, formulation, *args, statement=None, proof=None, **options):
        if formulation.startswith("F6") and "--verifier-key" not in args:
            args += ("--verifier-key", verifier_key())
        return run("prove", "--formulation", formulation, "--statement-out", statement or self.statement, "--proof-out",
                   proof or self.proof, *args, **options)

    def verify(self, *args, statement=None, proof=None):
        return run("verify", "--statement", statement or self.statement, "--proof", proof or self.proof, *args)

    def altered(self, change):
        """Changes the statement and makes its checksum fit again."""
        s = json.loads(self.statement.read_text())
        change(s)
        del s["checksum"]
        text = json.dumps(s, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        s["checksum"] = hashlib.sha512(text.encode()).hexdigest()
        self.statement.write_text(json.dumps(s, indent=2) + "\n")

    def listing(self):
        """Every file below the test's folder with its bytes."""
        return {p: p.read_bytes() for p in sorted(self.dir.rglob("*")) if p.is_file()}
