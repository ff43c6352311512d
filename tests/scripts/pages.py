# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Reads a report page back: its list of cases, and whether every datum of a run file stands where it belongs."""
import html.parser
import re

# Where each figure of a case is listed: the beginning of the column's name.
COLUMN = {"params": "case", "n": "n, batch", "batch": "n, batch", "threads": "n, batch", "proof_bytes": "bytes", "statement_bytes": "bytes", "evidence_bits": "W", "evidence": "W", "peak_rss": "memory",
          "memory": "memory", "time p05": "ns", "time p50": "ns", "time p95": "ns", "time process_medians": "wall", "time wall_median": "wall", "time repetition_medians": "repetitions",
          "time batch_iters": "runs per block", "time preempted_frac": "runs per block", "time proofs_per_s": "per second", "time items_per_s": "per second", "cycles": "cycles", "cost": "mul", "floor": "limit",
          "insns": "instructions", "points": "points", "shares": "shares", "vs": "against "}
EXACT = ("n", "batch", "threads", "proof_bytes", "statement_bytes", "params", "points")
ABOVE = ("case", "flavor", "bytes", "check", "W", "memory", "points", "shares")  # empty where they say what stands above
UNITS = {"": 1, "k": 1e3, "M": 1e6, "G": 1e9}


class Reader(html.parser.HTMLParser):
    """Tables as lists of rows, rows as lists of texts; end tags of cells and rows may be missing."""

    def __init__(self):
        super().__init__()
        self.lists, self.text = [], []
        self.inside = self.cell = False

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.inside = dict(attrs).get("class") == "list"
            if self.inside:
                self.lists.append([])
        elif self.inside and tag == "tr":
            self.lists[-1].append([])
        elif self.inside and tag in ("td", "th"):
            self.lists[-1][-1].append("")
            self.cell = True

    def handle_endtag(self, tag):
        if tag == "table":
            self.inside = self.cell = False

    def handle_data(self, data):
        self.text.append(data)
        if self.inside and self.cell:
            self.lists[-1][-1][-1] += data


def read(text):
    reader = Reader()
    reader.feed(text)
    reader.close()
    return reader


def rows(table):
    """[{column: text}] with the cells that say what stands above filled in."""
    head, above, found = table[0], {}, []
    for line in table[1:]:
        assert len(line) == len(head), (head, line)
        row = dict(zip(head, line))
        for name in head:
            if name.startswith(ABOVE) and row[name] == "":
                row[name] = above.get(name, "")
        above = row
        found.append(row)
    return found


def numbers(text):
    return [float(x) * UNITS[unit] for x, unit in re.findall(r"(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)([kMG]?)", text)]


def leaves(value, path=()):
    if isinstance(value, dict):
        for key, below in value.items():
            yield from leaves(below, path + (key,))
    elif isinstance(value, list):
        for below in value:
            yield from leaves(below, path)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield path, value


def column_of(path, row):
    name = COLUMN.get(" ".join(path[:2])) or COLUMN[path[0]]
    if path[0] == "vs":
        name += path[1]
    return next((column for column in row if column == name or column.startswith((name + " ", name + ",", name + ":"))), None)


def key_of(case):
    return (case["id"] + "".join(f" {name}={value}" for name, value in (case.get("params") or {}).items()), case["flavor"] or "–", case["backend"], f"{case['n']} {case['batch']} {case['threads']}")


def holds_every_datum(test, text, run):
    """Every figure of every case in its column, to three digits or exactly; every text; every fact of run, machine and build."""
    reader = read(text)
    found = {}
    for table in reader.lists:
        for row in rows(table):
            found[row["case"], row.get("flavor", "–"), row["backend"], row["n, batch, threads"]] = row
    test.assertEqual(len(found), len(run["cases"]))
    seen = 0
    for case in run["cases"]:
        row = found[key_of(case)]
        for path, value in leaves(case):
            column = column_of(path, row)
            test.assertIsNotNone(column, (path, value, list(row)))
            near = [x for x in numbers(row[column]) if (x == value if path[0] in EXACT else abs(x - value) <= 0.0051 * abs(value))]
            test.assertTrue(near, (case["id"], path, value, column, row[column]))
            seen += 1
        for digest in ("input_digest", "output_digest"):
            if case[digest]:
                test.assertIn(case[digest][:8], row["input, output"])
        test.assertEqual("passed" in row["check"], case["verified"])
        test.assertEqual("refuses" in row["check"], case["rejects_tampered"] is True)
    said = " ".join(reader.text)
    for part in ("run", "machine", "build"):
        for path, value in facts({key: below for key, below in run[part].items() if key != "formulations"}):
            if "findings" not in path:
                test.assertIn(f"{value:.12g}" if isinstance(value, float) else str(value), said, (part, path))
    for finding in run["run"].get("experiment", {}).get("findings", []):
        test.assertIn(finding["statement"], said)
        for side in ("with", "without"):
            test.assertIn(f"{finding[side]['hits']:,} of {finding[side]['of']:,}", said)
        if finding["members"]:
            test.assertIn(f"{finding['members_with']:,} of {finding['members']:,}", said)
    return seen


def facts(value, path=()):
    """Numbers and texts of everything but the cases."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from facts(below, path + (key,))
    elif isinstance(value, list):
        for below in value:
            yield from facts(below, path)
    elif value is not None and not isinstance(value, bool):
        yield path, value
