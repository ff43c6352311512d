#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Data sets of Debian packages as tables of whole numbers: tables.py NAME SOURCE_FOLDER OUT_FOLDER [LABEL]

What it writes follows from the package alone, byte for byte. NAME.csv is a table with a label 0 or 1 in its last column. The others are made from
it as the library makes them (protocols/training.h), by other code: items and probes in units of 2^-8, weights in units of 2^-16."""
import gzip
import hashlib
import math
import operator
import pathlib
import struct
import sys

BLOCKS, MIN_BLOCK_ROWS, STEPS, FX, SHIFT = 16, 28, 100, 16, 28
PROBES = 128  # so many of the rows that do not train become probes and items


def digits(folder):
    """1797 images of 8 by 8 pixels from 0 to 16; pixels that are nearly always blank are left out."""
    with gzip.open(folder / "usr/lib/python3/dist-packages/sklearn/datasets/data/digits.csv.gz", "rt", encoding="ascii") as file:
        rows = [[int(float(x)) for x in line.split(",")] for line in file]
    require(len(rows) == 1797 and all(len(row) == 65 and all(0 <= x <= 16 for x in row) for row in rows), "is not 1797 rows of 64 pixels and a digit")
    kept = [j for j in range(64) if sum(row[j] != 0 for row in rows) * 100 >= len(rows)]
    return [f"p{j}" for j in kept], [[row[j] for j in kept] for row in rows], [row[64] for row in rows]


def fashion_mnist(folder):
    """60000 images of 28 by 28 pixels from 0 to 255, added up in squares of 4 by 4: 49 numbers from 0 to 4080."""
    def idx(name, *shape):
        with gzip.open(folder / "usr/share/datasets/fashion-mnist" / name) as file:
            data = file.read()
        head = struct.pack(f">{1 + len(shape)}I", 0x800 | len(shape), *shape)
        require(data.startswith(head) and len(data) == len(head) + math.prod(shape), "has not the sizes of Fashion-MNIST")
        return memoryview(data)[len(head):]
    images, labels = idx("train-images-idx3-ubyte.gz", 60000, 28, 28), idx("train-labels-idx1-ubyte.gz", 60000)
    return [f"s{i}" for i in range(49)], [pooled(images[784 * i:784 * i + 784]) for i in range(60000)], list(labels)


def pooled(image):
    quarters = [sum(image[i:i + 4]) for i in range(0, 784, 4)]  # seven for each line
    return [sum(quarters[28 * (i // 7) + i % 7 + 7 * line] for line in range(4)) for i in range(49)]


# Where each comes from, and what the label says unless a class is named: (reader, words, classes with label 1).
TABLES = {"digits": (digits, "the digit is odd", {1, 3, 5, 7, 9}), "fashion-mnist": (fashion_mnist, "a sandal, sneaker or boot", {5, 7, 9})}


def require(condition, words):
    if not condition:
        sys.exit(f"tables.py: the package {words}")


def experiment(features, labels):
    """Rows in the order of the experiment, scaled and quantised, the bias last; and how many train."""
    def key(i):
        label = b"sigmark/v1/evidence-split"
        return hashlib.sha512(struct.pack("<I", len(label)) + label + struct.pack("<I", i)).digest()
    order = sorted(range(len(features)), key=key)
    train = BLOCKS * max(MIN_BLOCK_ROWS, len(order) // 20)
    columns = []
    for j in range(len(features[0])):
        column = [float(features[i][j]) for i in order]
        total = squares = 0.0
        for x in column[:train]:
            total += x
        mean = total / train
        for x in column[:train]:
            squares += (x - mean) * (x - mean)
        deviation = math.sqrt(squares / train)
        columns.append([math.floor(256 * max(-4.0, min(4.0, (x - mean) / deviation)) + 0.5) for x in column])
    return columns + [[256] * len(order)], [labels[i] for i in order], train


def trained(columns, labels, rows):
    """Integer gradient descent from 0 over these rows, by way of X'X and X'y."""
    columns = [column[rows] for column in columns]
    y = [256 if label else -256 for label in labels[rows]]
    p = len(columns)
    square = [[sum(map(operator.mul, a, b)) for b in columns] for a in columns]
    right = [sum(map(operator.mul, a, y)) << FX for a in columns]
    w = [0] * p
    shift = shift_of(len(labels), p)
    for _ in range(STEPS):
        g = [sum(map(operator.mul, square[j], w)) - right[j] for j in range(p)]
        w = [w[j] - (g[j] >> shift) for j in range(p)]
    return w


def shift_of(rows, p):
    padded = 1 << (rows - 1).bit_length()
    return SHIFT + max(0, (padded * p - 1) // (512 * 31)).bit_length()


def correct(columns, labels, w):
    return sum((sum(map(operator.mul, w, row)) > 0) == bool(label) for row, label in zip(zip(*columns), labels))


def write(path, header, rows):
    with open(path, "w", encoding="ascii", newline="\n") as file:
        file.write("".join(",".join(map(str, row)) + "\n" for row in ([header] if header else []) + rows))


def main(name, source, out, label=None):
    read, words, ones = TABLES[name]
    names, features, classes = read(pathlib.Path(source))
    if label is not None:
        require(label.isdigit() and int(label) in set(classes), f"has no class {label}")
        words, ones = f"the class is {label}", {int(label)}
    labels = [int(c in ones) for c in classes]
    columns, y, train = experiment(features, labels)
    w = trained([column[:train] for column in columns], y[:train], slice(None))
    without = trained([column[:train] for column in columns], y[:train], slice(train // BLOCKS, None))
    held = [column[train:] for column in columns]
    items = [list(row) for row in zip(*(column[:PROBES] for column in held))]
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    write(out / f"{name}.csv", names + ["label"], [row + [y] for row, y in zip(features, labels)])
    write(out / f"{name}-items.csv", None, [row + [y] for row, y in zip(items, y[train:])])
    write(out / f"{name}-probes.csv", None, items)
    write(out / f"{name}-weights.csv", None, [w])
    write(out / f"{name}-without.csv", None, [without])
    tested = len(y) - train
    print(f"{name}: {len(y)} rows of {len(names)} numbers, label 1: {words} ({sum(labels)} rows). {train} rows train, {tested} do not; of those "
          f"the model gets {correct(held, y[train:], w)} right, always saying the more frequent label {max(sum(y[train:]), tested - sum(y[train:]))}; "
          f"of the {len(items)} items {correct([c[:PROBES] for c in held], y[train:train + PROBES], w)}.")


if __name__ == "__main__":
    main(*sys.argv[1:])
