# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Charts as inline SVG, in one style: marks, axes, lines with whiskers, rows of dots. Colours come from the page's style sheet, by class."""
import html
import math

# Okabe and Ito's colours, told apart with any colour vision; formulations differ in shape as well.
COLOURS = {"ref": "#777777", "scalar51": "#0072B2", "avx2": "#E69F00", "neon": "#009E73", "ifma": "#D55E00"}
OTHER = "#CC79A7"
WIDTH = 860


def esc(text):
    return html.escape(str(text), quote=True)


def shade(backend):
    """The class of a backend's colour; none of a mark that stands for no backend."""
    return backend if backend in COLOURS else "other" if backend else "grey"


def colour_rules():
    return "".join(f".{name}{{--c:{value}}}" for name, value in [*COLOURS.items(), ("other", OTHER)])


def short(x):
    for unit, name in ((1e6, " M"), (1e3, " k")):
        if x >= unit:
            return f"{x / unit:g}{name}"
    return f"{x:g}"


def place(x):
    """A coordinate to a tenth, without a tail of zeros."""
    return f"{x:.1f}".rstrip("0").rstrip(".")


class Log:
    """A logarithmic axis over all values, with ticks at 1, 2 and 5, or at powers of ten."""

    def __init__(self, values, start, end, most=8):
        low, high = min(values), max(values)
        steps = [m * 10.0 ** e for e in range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 2) for m in (1, 2, 5)]
        self.low = max(s for s in steps if s <= low * 0.999)
        self.high = min(s for s in steps if s >= high * 1.001)
        self.ticks = [s for s in steps if self.low <= s <= self.high]
        if len(self.ticks) > most:
            decades = [s for s in self.ticks if f"{s:e}"[0] == "1"]
            self.ticks = decades[:: math.ceil(len(decades) / most)]
        self.start, self.end = start, end

    def __call__(self, x):
        share = (math.log(x) - math.log(self.low)) / (math.log(self.high) - math.log(self.low))
        return self.start + share * (self.end - self.start)


class Steps:
    """A logarithmic axis whose ticks are the values themselves, as far as they have room."""

    def __init__(self, values, start, end, room=38):
        self.values, self.start, self.end = sorted(set(values)), start, end
        self.ticks, last = [], -math.inf
        for value in self.values:
            if self(value) - last >= room:
                self.ticks.append(value)
                last = self(value)

    def __call__(self, x):
        span = math.log(self.values[-1] / self.values[0]) or 1
        return self.start + (self.end - self.start) * math.log(x / self.values[0]) / span


class Even:
    """A linear axis from 0, with round ticks."""

    def __init__(self, values, start, end, most=8):
        high = max(values)
        self.step = next(m * 10.0 ** e for e in range(-9, 12) for m in (1, 2, 5) if high / (m * 10.0 ** e) <= most)
        self.high = self.step * math.ceil(high / self.step + 1e-9)
        self.ticks = [self.step * i for i in range(round(self.high / self.step) + 1)]
        self.start, self.end = start, end

    def __call__(self, x):
        return self.start + (self.end - self.start) * x / self.high


# The first two letters of a formulation's name.
SHAPES = {"F0": "circle", "F1": "square", "F2": "triangle", "F3": "diamond", "F4": "bar", "F5": "down", "F6": "plus"}


def shape_of(formulation):
    return SHAPES.get((formulation or "")[:2], "post")


PATHS = {"circle": "m-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z", "square": "m-5-5h10v10h-10z", "triangle": "m0-7l7 12h-14z", "diamond": "m0-8l7 8-7 8-7-8z", "bar": "m-7-3h14v6h-14z",
         "down": "m0 7l7-12h-14z", "plus": "m-2-7h4v5h5v4h-5v5h-4v-5h-5v-4h5z", "post": "m-3-7h6v14h-6z", "ring": "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", "dot": "h0"}  # a dot is the round cap of a line without length


def marks(shape, points, backend, title="", kind=""):
    """Equal marks at all points, as one path."""
    kind = kind or (shape if shape in ("dot", "ring") else "m")
    inside = f"><title>{esc(title)}</title></path>" if title else "/>"
    return f'<path class="{kind} {shade(backend)}" d="{"".join(f"M{place(x)} {place(y)}{PATHS[shape]}" for x, y in points)}"{inside}' if points else ""


def mark(shape, x, y, backend, title=""):
    return marks(shape, [(x, y)], backend, title)


def label(x, y, text, anchor="start", soft=False, turn=0):
    turned = f' transform="rotate({turn} {place(x)} {place(y)})"' if turn else ""
    at = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{place(x)}" y="{place(y)}"{at}{turned}{" class=soft" if soft else ""}>{esc(text)}</text>'


def lines(strokes, kind="grid"):
    """Many straight lines (x0, y0, x1, y1) as one path."""
    return f'<path class="{kind}" d="{"".join(f"M{place(a)} {place(b)}L{place(c)} {place(d)}" for a, b, c, d in strokes)}"/>' if strokes else ""


def whiskers(points, kind="whisk"):
    """Vertical intervals with feet: (x, y of low, y of high)."""
    return lines([stroke for x, a, b in points for stroke in ((x, a, x, b), (x - 3, a, x + 3, a), (x - 3, b, x + 3, b))], kind)


def svg(height, parts, name, width=WIDTH):
    return f'<div class="wide"><svg viewBox="0 0 {width} {height:.0f}" role="img" aria-label="{esc(name)}">{"".join(parts)}</svg></div>'


def legend(backends, x, y, formulations=()):
    parts = []
    for backend in backends:
        parts += [mark("dot", x + 6, y - 4, backend), label(x + 16, y, backend)]
        x += 40 + 8 * len(backend)
    families = {(name[:2] if name[:2] in SHAPES else "other", shape_of(name)) for name in formulations}
    for name, shape in sorted(families) if len(families) > 1 else ():
        parts += [mark(shape, x + 6, y - 4, ""), label(x + 18, y, name)]
        x += 34 + 8 * len(name)
    return parts


def text_width(text):
    return 7.3 * len(text)


def spread(wanted, gap, low, high):
    """Heights near the wanted ones, at least `gap` apart, inside [low, high]."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed, last = [0.0] * len(wanted), low - gap
    for i in order:
        placed[i] = last = max(wanted[i], last + gap)
    for i in reversed(order):
        if last <= high:
            break
        placed[i] = min(placed[i], high)
        high = placed[i] - gap
    return placed


def beside(points, texts, right, taken=()):
    """A place for the label of every point, on whichever side it meets the fewest marks and labels."""
    boxes = [(x - 8, y - 8, x + 8, y + 8) for x, y in [*points, *taken]]
    places = []
    for i, ((x, y), text) in enumerate(zip(points, texts)):
        width = text_width(text)
        options = []
        for far in (0, 14, 28):
            options += [(x - width / 2, y - 12 - far, "middle"), (x + 11, y + 4 - far, "start"), (x + 11, y + 4 + far, "start"), (x - 11 - width, y + 4 - far, "end"), (x - 11 - width, y + 4 + far, "end"), (x - width / 2, y + 21 + far, "middle")]
        cost = lambda o: (sum(o[0] < b[2] and b[0] < o[0] + width and o[1] - 11 < b[3] and b[1] < o[1] + 3 for k, b in enumerate(boxes) if k != i) + 9 * (o[0] + width > right or o[0] < 60))
        left, top, anchor = min(options, key=cost)
        boxes.append((left, top - 11, left + width, top + 3))
        places.append((left + {"start": 0, "middle": width / 2, "end": width}[anchor], top, anchor))
    return places


# ---- whole charts ----

def dots(rows, x_label, name):
    """One line per label; per backend a dot on a logarithmic axis with its interval, and a ring for a second figure. 1 is marked."""
    if not rows:
        return ""
    left = min(400, 20 + max(text_width(text) for text, _ in rows))
    right, top, step = WIDTH - 60, 44, 19
    bottom = top + step * len(rows)
    reach = [value for _, line in rows for _, *figures in line for figure in figures if figure for value in figure if value]
    x = Log(reach + [1.0], left, right)
    backends = list(dict.fromkeys(backend for _, line in rows for backend, *_ in line))
    parts = legend(backends, 8, 20)
    parts.append(lines([(left, top + step * i, right, top + step * i) for i in range(len(rows) + 1)] + [(x(t), top, x(t), bottom) for t in x.ticks]))
    parts += [label(x(t), bottom + 17, f"{t:g}×", "middle", True) for t in x.ticks]
    parts.append(lines([(x(1), top, x(1), bottom)], "axis"))
    placed = [(backend, top + step * (i + 0.5), figure, second) for i, (_, line) in enumerate(rows) for backend, figure, second in line]
    for one in backends:
        mine = [(y, figure, second) for backend, y, figure, second in placed if backend == one]
        parts.append(lines([(x(low), y, x(high), y) for y, (_, low, high), _ in mine if low is not None], f"ci {shade(one)}"))
        parts.append(marks("ring", [(x(second[0]), y) for y, _, second in mine if second], one))
        parts.append(marks("dot", [(x(figure[0]), y) for y, figure, _ in mine], one))
    for i, (text, line) in enumerate(rows):
        best = max(figure[0] for _, figure, _ in line)
        parts += [label(left - 8, top + step * i + 14, text, "end"), label(right + 8, top + step * i + 14, f"{best:.2f}×" if best < 10 else f"{best:.0f}×")]
    parts.append(label((left + right) / 2, bottom + 38, x_label, "middle"))
    return svg(bottom + 48, parts, name)


def fitted(text, room):
    """As many words of it as there is room for, one at least."""
    words = text.split(" ")
    if len(words) == 1 or text_width(text) <= room:
        return text
    words.pop()
    while len(words) > 1 and text_width(" ".join(words) + " …") > room:
        words.pop()
    return " ".join(words) + " …"


def panels(found, x_label, y_label, name, x_text=short, ideal=False, even=False, height=0):
    """Small panels with common axes, named on the left and below: [(title, [(backend, [(x, figure)], dashed, label at the end)])], x as steps, y logarithmic or from 0."""
    found = [(title, [line for line in some if line[1]]) for title, some in found]
    found = [(title, some) for title, some in found if some]
    if not found:
        return ""
    columns = 1 if len(found) == 1 else 2 if len(found) <= 4 else 3
    height = height or (330 if columns == 1 else 200 if columns == 2 else 170)
    wide = (WIDTH - 52) / columns
    aside = max([40] + [16 + text_width(line[3]) for _, some in found for line in some])
    everything = [(x, figure) for _, some in found for _, line, *_ in some for x, figure in line]
    parts = legend([name for name in dict.fromkeys(line[0] for _, some in found for line in some) if name], 8, 20) + [label(WIDTH - 4, 20, y_label, "end", True)]
    values = [v for _, figure in everything for v in figure if v]
    for k, (title, some) in enumerate(found):
        left, right = 52 + wide * (k % columns), 52 + wide * (k % columns + 1) - aside
        top = 62 + height * (k // columns)
        bottom = top + height - 36
        x = Steps([x for x, _ in everything], left + 8, right - 8)
        y = (Even if even else Log)(values, bottom, top, 4 if even else 7)
        parts.append(label(left, top - 10, fitted(title, wide - 10)))
        parts.append(lines([(left, y(t), right, y(t)) for t in y.ticks]))
        if k % columns == 0:
            parts += [label(left - 6, y(t) + 4, short(t), "end", True) for t in y.ticks]
        if k + columns >= len(found):
            parts += [label(x(t), bottom + 16, x_text(t), "middle", True) for t in x.ticks]
        if ideal:
            end = min(x.values[-1], y.high)
            parts.append(f'<path class="ideal" d="M{place(x(x.values[0]))} {place(y(x.values[0]))}{"".join(f"L{place(x(v))} {place(y(v))}" for v in x.values if v <= end)}"/>')
        ends = spread([y(line[-1][1][0]) + 4 for _, line, *_ in some], 15, top, bottom)
        for (backend, line, dashed, text), end in zip(some, ends):
            at = [(x(n), y(figure[0])) for n, figure in line]
            parts.append(whiskers([(x(n), y(low), y(high)) for n, (_, low, high) in line if low is not None], f"whisk {shade(backend)}"))
            parts.append(f'<path class="line {shade(backend)}{" dashed" if dashed else ""}" d="M{"L".join(f"{place(a)} {place(b)}" for a, b in at)}"/>')
            parts.append(marks("dot", at, backend, kind="dot tiny"))
            if text:
                parts.append(label(right + 2, end, text))
    total = 62 + height * math.ceil(len(found) / columns) + 22
    parts.append(label(WIDTH / 2, total - 14, x_label, "middle", True))
    return svg(total, parts, name)


def columns(groups, x_words, y_label, name):
    """A column per label with marks on a logarithmic axis: [(words under a group of columns, [(label, [(formulation, backend, value)])])]."""
    left, right, top, bottom = 66, 850, 56, 350
    everything = [mark for _, some in groups for _, line in some for mark in line]
    y = Log([value for _, _, value in everything], bottom, top)
    texts = [text for _, some in groups for text, _ in some]
    longest = max(map(text_width, texts))
    turned = longest > (right - left) / len(texts) - 6
    if turned:  # the first labels reach to the left of their columns
        left = max([left] + [0.71 * text_width(text) - (right - left) / len(texts) * k for k, text in enumerate(texts)])
    slot = (right - left) / len(texts)
    deep = bottom + (0.71 * longest if turned else 0) + 24
    parts = legend(list(dict.fromkeys(backend for _, backend, _ in everything)), left, 20, [formulation for formulation, _, _ in everything])
    bands, stems, placed, at = [], [], {}, left
    for i, (words, some) in enumerate(groups):
        span = slot * len(some)
        if i % 2 == 0 and len(groups) > 1:
            bands.append(f'<rect x="{place(at)}" y="{top}" width="{place(span)}" height="{bottom - top}" class="band"/>')
        parts.append(label(at + span / 2, deep + 20, words, "middle") if words else "")
        for k, (text, line) in enumerate(some):
            x = at + slot * (k + 0.5)
            parts.append(label(x + 4, bottom + 15, text, "end", turn=-45) if turned else label(x, bottom + 18, text, "middle"))
            ys = [y(value) for _, _, value in line]
            stems.append((x, min(ys), x, max(ys)))
            for formulation, backend, value in line:
                placed.setdefault((shape_of(formulation), backend), []).append((x, y(value)))
        at += span
    parts = [*bands, lines([(left, y(t), right, y(t)) for t in y.ticks]), lines(stems, "stem"), *parts, *(marks(shape, points, backend) for (shape, backend), points in placed.items())]
    parts += [label(left - 8, y(t) + 4, short(t), "end", True) for t in y.ticks]
    parts += [label(4, 40, y_label, soft=True), label((left + right) / 2, deep + 22, x_words, "middle", True) if x_words else ""]
    return svg(deep + 32, parts, name)
