"""A real Chromium, spoken to through a pipe: looks at the pages as a reader's browser does, and takes pictures of them.

`python -m tests.browser FOLDER` (make screenshots) writes pictures of every built page, light and dark, at three widths, and
each page as it is printed, into FOLDER; it ends with status 1 where a page misbehaves.
"""

import base64
import fcntl
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

WIDTHS = (360, 768, 1440)
HEAVIEST = 2_000_000  # bytes of one page
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
# What sticks out of the page: elements that reach over the right edge and do not lie in a frame that scrolls.
OVERHANG = """
(() => {
  const wide = document.documentElement.clientWidth;
  const inFrame = e => e.closest('.scroll') && !e.matches('.scroll');
  return [...document.querySelectorAll('body *')]
    .filter(e => !inFrame(e) && e.getClientRects().length && e.getBoundingClientRect().right > wide + 1)
    .map(e => `${e.tagName.toLowerCase()} ${e.id || e.getAttribute('class') || e.textContent.slice(0, 40)}`);
})()
"""


AXE = """
axe.run(document, {resultTypes: ['violations'], rules: {'color-contrast': {enabled: %s}}}).then(
  found => found.violations.map(rule => `${rule.id} (${rule.impact}), ${rule.nodes.length} times, first `
    + `${rule.nodes[0].html.slice(0, 200)}: ${rule.nodes[0].failureSummary.slice(0, 300)}`))
"""

# Text that stands out too little from what lies behind it (WCAG 2.1, 1.4.3), by the colours that the browser computed; text in
# pictures lies on other shapes and is left to the test of the palette. Each pair of colours is told once.
FAINT = """
(() => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext('2d', {willReadFrequently: true});
  const known = new Map();
  const parsed = colour => {
    if (!known.has(colour)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = colour;
      pen.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
      known.set(colour, [r, g, b, a / 255]);
    }
    return known.get(colour);
  };
  const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const behind = new Map();
  const ground = element => {
    if (!element) return [255, 255, 255, 1];
    if (!behind.has(element)) {
      const own = parsed(getComputedStyle(element).backgroundColor);
      behind.set(element, own[3] === 1 ? own : over(own, ground(element.parentElement)));
    }
    return behind.get(element);
  };
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const faint = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest('svg, script, style, option, [hidden], .unseen')) continue;
    const style = getComputedStyle(element);
    const below = ground(element), own = over(parsed(style.color), below);
    const [a, b] = [light(own), light(below)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const key = `${style.color} on ${below.map(Math.round)}`;
    if (ratio >= (large ? 3 : 4.5) || faint.has(key)) continue;
    faint.set(key, `${ratio.toFixed(2)}: ${key}: ${element.outerHTML.slice(0, 120)}`);
  }
  return [...faint.values()];
})()
"""


@cache
def axe() -> str:
    """axe-core, as the package axe_playwright_python brings it."""
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


def executable() -> str | None:
    """The path of a Chromium, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@dataclass
class Seen:
    """What a browser saw of one page at one width."""

    overhang: list[str]
    messages: list[str]
    addresses: list[str]

    def faults(self) -> list[str]:
        """What is wrong, in words."""
        found = [f"sticks out: {name}" for name in dict.fromkeys(self.overhang)]
        found += [f"console: {text}" for text in self.messages]
        return found + [f"asks for {address}" for address in self.addresses]


@dataclass
class Browser:
    """One page of a running Chromium; commands and events of the DevTools protocol go through two pipes."""

    to: int
    back: int
    session: str = ""
    buffered: bytes = b""
    number: int = 0
    events: list[dict[str, Any]] = field(default_factory=list)

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and wait for its answer; what happens meanwhile is kept in `events`."""
        self.number += 1
        command = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            command["sessionId"] = self.session
        os.write(self.to, json.dumps(command).encode() + b"\0")
        while True:
            message = self._next()
            if message.get("id") == self.number:
                assert "error" not in message, f"{method}: {message.get('error')}"
                answer: dict[str, Any] = message["result"]
                return answer
            self.events.append(message)

    def until(self, method: str) -> None:
        """Wait for an event."""
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self._next())

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self.buffered:
            more = os.read(self.back, 1 << 20)
            assert more, "Chromium has gone away"
            self.buffered += more
        first, self.buffered = self.buffered.split(b"\0", 1)
        message: dict[str, Any] = json.loads(first)
        return message

    def look(self, page: Path, width: int, dark: bool = False) -> Seen:
        """Load a file at a width and report what is wrong with it."""
        self.events.clear()
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.ask("Emulation.setEmulatedMedia", features=scheme)
        self.ask("Page.navigate", url=page.resolve().as_uri())
        self.until("Page.loadEventFired")
        return Seen(self.evaluate(OVERHANG), _messages(self.events), _addresses(self.events))

    def evaluate(self, script: str) -> Any:
        """The value of an expression in the page."""
        return self.ask("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def violations(self, contrast: bool = True) -> list[str]:
        """What axe-core finds in the loaded page, every disclosure open: the rule, how grave, and the first place. Its rule on
        contrast compares each text with all that is drawn near it, which takes minutes in a long page: `faint` knows it too."""
        self.open_all()
        self.evaluate(f"{axe()};0")
        asked = self.ask(
            "Runtime.evaluate", expression=AXE % str(contrast).lower(), returnByValue=True, awaitPromise=True
        )
        found: list[str] = asked["result"]["value"]
        return found

    def faint(self) -> list[str]:
        """Text that stands out too little in the loaded page, every disclosure open: ratio, colours, the first place."""
        self.open_all()
        found: list[str] = self.evaluate(FAINT)
        return found

    def open_all(self) -> None:
        """Every disclosure open."""
        self.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")

    def press(self, key: str) -> None:
        """A key pressed and let go."""
        codes = {"Tab": 9, "Enter": 13, "Escape": 27}
        for kind in ("rawKeyDown", "char", "keyUp") if key == "Enter" else ("rawKeyDown", "keyUp"):
            text = {"text": "\r"} if kind == "char" else {}
            self.ask("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=codes[key], **text)

    def screenshot(self, target: Path) -> None:
        """The whole page as PNG."""
        shot = self.ask("Page.captureScreenshot", captureBeyondViewport=True, format="png")
        target.write_bytes(base64.b64decode(shot["data"]))

    def print_to(self, target: Path) -> None:
        """The page as PDF, as a printer would get it."""
        target.write_bytes(base64.b64decode(self.ask("Page.printToPDF", preferCSSPageSize=True)["data"]))


def _messages(events: list[dict[str, Any]]) -> list[str]:
    kinds = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
    return [json.dumps(event["params"])[:300] for event in events if event.get("method") in kinds]


def _addresses(events: list[dict[str, Any]]) -> list[str]:
    asked = [e["params"]["request"]["url"] for e in events if e.get("method") == "Network.requestWillBeSent"]
    return [address for address in asked if not address.startswith(("file:", "data:"))]


@contextmanager
def running() -> Iterator[Browser]:
    """A Chromium without network that is gone afterwards."""
    path = executable()
    assert path is not None, "no Chromium is installed"
    read_commands, to = _high_pipe()
    back, write_answers = _high_pipe()
    actions = [(os.POSIX_SPAWN_DUP2, read_commands, 3), (os.POSIX_SPAWN_DUP2, write_answers, 4)]
    quiet = (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        arguments = [path, *FLAGS, f"--user-data-dir={profile}", "about:blank"]
        process = os.posix_spawn(path, arguments, os.environ, file_actions=[*actions, quiet], setpgroup=0)
        os.close(read_commands)
        os.close(write_answers)
        try:
            yield _opened(Browser(to, back))
        finally:
            os.killpg(process, signal.SIGTERM)
            os.waitpid(process, 0)
            os.close(to)
            os.close(back)


def _high_pipe() -> tuple[int, int]:
    """A pipe whose ends lie above the numbers that Chromium expects, so that they do not overwrite one another."""
    ends = os.pipe()
    high = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 20) for end in ends]
    for end in ends:
        os.close(end)
    return high[0], high[1]


def _opened(browser: Browser) -> Browser:
    target = browser.ask("Target.createTarget", url="about:blank")["targetId"]
    browser.session = browser.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for domain in ("Page", "Runtime", "Log", "Network"):
        browser.ask(f"{domain}.enable")
    return browser


def overweight(pages: Iterable[Path]) -> list[str]:
    """The pages that are too heavy for a slow line, in words."""
    weights = {page.name: page.stat().st_size for page in pages}
    return [f"{name} weighs {n:,} bytes, more than {HEAVIEST:,}" for name, n in weights.items() if n > HEAVIEST]


def main(reports: Path, folder: Path) -> int:
    """Pictures of every page of a report; 1 where one misbehaves or none is there."""
    pages = [reports / "index.html", *sorted((reports / "pages").glob("*.html"))]
    if not pages[0].is_file():
        print("There is no report to look at: build it with `make report`.", file=sys.stderr)
        return 1
    if executable() is None:
        print("No Chromium is installed: install the package chromium.", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    faults = overweight(pages)
    with running() as browser:
        for page in pages:
            for width in WIDTHS:
                for tone in ("light", "dark"):
                    seen = browser.look(page, width, dark=tone == "dark")
                    faults += [f"{page.name} at {width}, {tone}: {fault}" for fault in seen.faults()]
                    browser.screenshot(folder / f"{page.stem}-{width}-{tone}.png")
            browser.print_to(folder / f"{page.stem}.pdf")
    print("\n".join(faults) or f"{len(pages)} pages were looked at; their pictures are in {folder}.")
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python -m tests.browser FOLDER")
    sys.exit(main(Path("reports"), Path(sys.argv[1])))
