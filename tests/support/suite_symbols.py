#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0 OR MIT
"""The objects of a second suite define names of their own, and share with the first one only what knows no group.

usage: suite_symbols.py NM PREFIX OBJECT...
"""
import subprocess
import sys

# Transcripts, random sources, hashing, threads, and the spelling of tags.
SHARED = {"sgm_formulation_name_tag", "sgm_keccak_f1600", "sgm_pool_free", "sgm_pool_new", "sgm_pool_run", "sgm_pool_size",
          "sgm_rng_expand", "sgm_rng_hedge", "sgm_rng_system", "sgm_session_id", "sgm_transcript_absorb",
          "sgm_transcript_init", "sgm_transcript_squeeze"}


def symbols(nm, objects):
    """(defined, used) names that begin with sgm_."""
    defined, used = set(), set()
    for line in subprocess.run([nm, "-g", *objects], capture_output=True, text=True, check=True).stdout.splitlines():
        fields = line.split()
        if len(fields) >= 2 and fields[-1].startswith("sgm_"):
            (used if fields[-2] == "U" else defined).add(fields[-1])
    return defined, used


def main():
    nm, prefix, *objects = sys.argv[1:]
    defined, used = symbols(nm, objects)
    bad = [f"{name} is defined under the first suite's name: give it another one in protocols/suite/"
           for name in sorted(defined) if not name.startswith(prefix)]
    bad += [f"{name} is the first suite's: compile its source for this suite too, and name it in protocols/suite/; "
            "or add it here, if no type in it depends on the group"
            for name in sorted(used - defined) if not name.startswith(prefix) and name not in SHARED]
    bad += [f"{name} is defined nowhere" for name in sorted(used - defined) if name.startswith(prefix)]
    for line in bad:
        print(f"FAILED: {line}")
    print(f"{len(defined | used) - len(bad)} passed, {len(bad)} failed")
    return 1 if bad or not defined else 0


sys.exit(main())
