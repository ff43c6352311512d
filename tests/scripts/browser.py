# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Debian's chromium without a window and without a network: what it makes of a page, what it complains about, how wide and how dark it is."""
import html
import json
import pathlib
import platform
import re
import shutil
import subprocess
import tempfile

NAMES = ("chromium", "chromium-browser")
# Debian has chromium for these machines; elsewhere its tests are skipped.
HAS_CHROMIUM = ("x86_64", "aarch64", "armv7l", "i686", "ppc64le")
# Runs beside a copy of the page in a frame: the page itself has no script, and its policy would forbid one.
PROBE = """<!doctype html><body style="margin:0"><iframe style="border:0;width:WIDTHpx;height:3000px" srcdoc="PAGE"></iframe><script>
onload = () => {
  const frame = document.querySelector('iframe').contentDocument, root = frame.documentElement, style = frame.defaultView.getComputedStyle(frame.body);
  const inside = e => e.closest('.wide') && e !== e.closest('.wide');
  const out = [...frame.body.querySelectorAll('*')].filter(e => !inside(e) && e.getBoundingClientRect().right > WIDTH + 1).map(e => e.tagName + ' ' + e.textContent.slice(0, 40));
  const soft = frame.querySelector('.soft') || frame.body;
  document.body.dataset.found = JSON.stringify({scroll: root.scrollWidth, out: out, paper: style.backgroundColor, ink: style.color, soft: frame.defaultView.getComputedStyle(soft).color});
};</script></body>"""


def program():
    return next(filter(None, map(shutil.which, NAMES)), None)


def missing():
    """Why the tests cannot run here; empty if they can. A machine for which Debian has chromium must have it."""
    if program() or platform.machine() in HAS_CHROMIUM:
        return ""
    return f"there is no chromium for {platform.machine()}"


def chromium(*flags, url):
    """(standard output, what the page's console said)."""
    if not program():
        raise AssertionError("chromium is missing (Debian: apt-get install chromium)")
    with tempfile.TemporaryDirectory(prefix="sigmark-browser-") as profile:
        command = [program(), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}", "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr", "--no-first-run", *flags, url]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=120)
    if done.returncode != 0:
        raise AssertionError(f"chromium ended with {done.returncode}: {done.stderr[-500:]}")
    return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def dom(path):
    return chromium("--dump-dom", url=pathlib.Path(path).as_uri())


def look(path, width, dark=False):
    """What the probe finds in the page at this width: {scroll, out, paper, ink, soft}."""
    page = pathlib.Path(path).read_text(encoding="utf-8")
    with tempfile.NamedTemporaryFile("w", suffix=".html", encoding="utf-8") as file:
        file.write(PROBE.replace("WIDTH", str(width)).replace("PAGE", html.escape(page)))
        file.flush()
        flags = ("--blink-settings=preferredColorScheme=0",) if dark else ("--blink-settings=preferredColorScheme=1",)
        text, _ = chromium("--dump-dom", "--window-size=1400,1000", *flags, url=pathlib.Path(file.name).as_uri())
    return json.loads(html.unescape(re.search(r'data-found="([^"]*)"', text).group(1)))


def luminance(colour):
    """Relative luminance of rgb(r, g, b), as WCAG defines it."""
    parts = [int(x) / 255 for x in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def printed(path, target):
    """Number of pages on paper."""
    chromium("--no-pdf-header-footer", f"--print-to-pdf={target}", url=pathlib.Path(path).as_uri())
    content = pathlib.Path(target).read_bytes()
    assert content.startswith(b"%PDF"), "no PDF was written"
    return len(re.findall(rb"/Type\s*/Page\b", content))
