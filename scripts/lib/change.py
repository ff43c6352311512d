# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Change points of a series: E-divisive [MJ14], permutation test with a fixed seed."""
import random

LEAST = 3        # points on either side of a change
PERMUTATIONS = 999
LEVEL = 0.01
LONGEST = 64     # the newest points that are looked at: the test takes cubic time


def _best_split(distance, order):
    """(statistic, place) of the split of the points in this order that separates them most."""
    n = len(order)
    within = lambda part: sum(distance[i][j] for k, i in enumerate(part) for j in part[:k])
    left, right = within(order[:LEAST]), within(order[LEAST:])
    between = sum(distance[i][j] for i in order[:LEAST] for j in order[LEAST:])
    best = (-1.0, 0)
    for cut in range(LEAST, n - LEAST + 1):
        energy = 2 * between / (cut * (n - cut)) - 2 * left / (cut * (cut - 1)) - 2 * right / ((n - cut) * (n - cut - 1))
        best = max(best, (energy * cut * (n - cut) / n, cut))
        if cut < n - LEAST:  # the next point changes sides
            moving = distance[order[cut]]
            before, after = sum(moving[j] for j in order[:cut]), sum(moving[j] for j in order[cut + 1:])
            left, right, between = left + before, right - after, between - before + after
    return best


def points(values):
    """Indices at which the series changes its level, ascending; none can be found in fewer than six values."""
    offset = max(0, len(values) - LONGEST)
    draw = random.Random(1)
    found, parts = [], [(offset, len(values))]
    while parts:
        start, end = parts.pop()
        if end - start < 2 * LEAST:
            continue
        distance = [[abs(a - b) for b in values[start:end]] for a in values[start:end]]
        order = list(range(end - start))
        statistic, cut = _best_split(distance, order)
        exceeded = 0
        for _ in range(PERMUTATIONS):
            draw.shuffle(order)
            exceeded += _best_split(distance, order)[0] >= statistic
            if (exceeded + 1) / (PERMUTATIONS + 1) > LEVEL:
                break
        else:
            found.append(start + cut)
            parts += [(start, start + cut), (start + cut, end)]
    return sorted(found)
