"""From a matplotlib figure to inline SVG: text as text, colours from the page's style, a name for those who do not see it.

The colours drawn here are stand-ins that become the style sheet's variables, so that one picture serves light and dark.
Nothing that changes from run to run (dates, random identifiers) and no address is left in.
"""

import html
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl

mpl.use("svg")

import matplotlib.pyplot as plt
import seaborn as sns
from markupsafe import Markup
from matplotlib.figure import Figure

OFTEN = 5
LINE_ABOVE = 16
LARGER = 1.4  # pixels of a picture of its own to a unit of its drawing
INK, MUTED, LINE, BAND, PAPER = "#010101", "#010102", "#010103", "#010104", "#010105"
TYPE_COLOURS = {"PP": "#010201", "SOC": "#010202", "SOL": "#010203", "HYB": "#010204", "SSE": "#010205"}
TYPE_MARKS = {"PP": "o", "SOC": "s", "SOL": "^", "HYB": "D", "SSE": "P"}
VERDICT_COLOURS = {
    "supported": "#010301",
    "contradicted": "#010302",
    "equivalent": "#010303",
    "mixed": "#010304",
    "inconclusive": "#010305",
    "not testable": "#010306",
}
VERDICT_MARKS = {
    "supported": "o",
    "contradicted": "X",
    "equivalent": "s",
    "mixed": "D",
    "inconclusive": "v",
    "not testable": "P",
}
VARIABLES = {
    INK: "--ink",
    MUTED: "--muted",
    LINE: "--line",
    BAND: "--band",
    PAPER: "--paper",
    **{colour: f"--type-{code.lower()}" for code, colour in TYPE_COLOURS.items()},
    **{colour: f"--{word.replace(' ', '-')}" for word, colour in VERDICT_COLOURS.items()},
}
STYLE: dict[Any, object] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "touchstone",
    "text.parse_math": False,
    "font.size": 9,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "axes.edgecolor": LINE,
    "axes.labelcolor": MUTED,
    "axes.unicode_minus": True,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "grid.color": LINE,
    "xtick.bottom": True,
    "ytick.left": False,
}


@dataclass(frozen=True)
class Picture:
    """A picture ready for a page: its SVG, the title that says what is seen, and the same finding in words."""

    name: str
    title: str
    alternative: str
    svg: Markup


@contextmanager
def drawing(width: float, height: float) -> Iterator[Figure]:
    """A figure of that many inches in the report's style, closed afterwards."""
    with sns.axes_style("white", rc=STYLE), mpl.rc_context(STYLE):
        figure = plt.figure(figsize=(width, height))
        try:
            yield figure
        finally:
            plt.close(figure)


def picture(figure: Figure, name: str, title: str, alternative: str, kind: str = "") -> Picture:
    """The figure as a Picture; `name` is unique in its page and begins every identifier inside the SVG. `kind` is a further
    class for the style sheet: `slim` for a figure that can be read on a phone."""
    written = io.StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    body = written.getvalue()
    start = body.index("<svg")
    opening_end = body.index(">", start) + 1
    opening = body[start:opening_end]
    view = re.search(r'viewBox="([^"]+)"', opening)
    assert view is not None, "matplotlib wrote an SVG without a viewBox"
    inside = _tidy(body[opening_end : body.rindex("</svg>")], name)
    words = f"<title>{html.escape(title)}</title><desc>{html.escape(alternative)}</desc>"
    labels = f'role="img" aria-label="{html.escape(f"{title}. {alternative}")}"'
    svg = f'<svg class="{f"plot {kind}".strip()}" viewBox="{view.group(1)}" {labels}>{words}{inside}</svg>'
    return Picture(name, title, alternative, Markup(svg))


def alone(drawn: Picture | None, above: Sequence[str], colours: str) -> str:
    """A picture as a file of its own, under lines of text; `colours` is the style that gives it its colours. Without a picture
    the lines stand alone."""
    found = re.match(
        r'<svg class="[^"]*" viewBox="([^"]+)" ([^>]*)>(.*)</svg>$', drawn.svg if drawn else "", flags=re.S
    )
    view, labels, inside = found.groups() if found else ("0 0 620 10", 'role="img"', "")
    left, _, width, height = map(float, view.split())
    top = LINE_ABOVE * (len(above) + 1)
    lines = "".join(
        f'<text x="10" y="{LINE_ABOVE * n - top:g}" font-size="{13 if n == 1 else 10}">{html.escape(text)}</text>'
        for n, text in enumerate(above, start=1)
    )
    style = f"{colours}text{{font-family:sans-serif;fill:var(--ink)}}"
    ground = f'<rect x="{left:g}" y="{-top:g}" width="{width:g}" height="{height + top:g}" fill="var(--paper)"/>'
    size = f'width="{LARGER * width:.0f}" height="{LARGER * (height + top):.0f}"'
    box = f'viewBox="{left:g} {-top:g} {width:g} {height + top:g}" {size}'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} {labels}><style>{style}</style>{ground}{lines}{inside}</svg>\n'
    )


def _tidy(inside: str, name: str) -> str:
    inside = re.sub(r"<defs>\s*<style[^>]*>.*?</style>\s*</defs>", "", inside, flags=re.S)
    inside = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", inside, flags=re.S)
    inside = re.sub(r"font-family: [^;\"]+;?\s*", "", inside)
    inside = inside.replace("xlink:href", "href")
    inside = re.sub(r'\b(id=|href=)"(#?)', rf'\1"\2{name}-', inside)
    inside = inside.replace("url(#", f"url(#{name}-")
    for colour, variable in VARIABLES.items():
        inside = inside.replace(colour, f"var({variable})")
    return _shorter(re.sub(r"\s*\n\s*", "\n", inside), name)


def _shorter(inside: str, name: str) -> str:
    """Coordinates at two decimals, and each style that is often repeated written once as a class."""
    inside = re.sub(r' (x|y|d)="[^"]*"', lambda match: re.sub(r"(\.\d\d)\d+", r"\1", match.group(0)), inside)
    found = Counter(re.findall(r' style="([^"]*)"', inside))
    often = [style for style, n in sorted(found.items()) if n >= OFTEN]
    for number, style in enumerate(often):
        inside = re.sub(rf'( class="[^"]*)"([^<>]*) style="{re.escape(style)}"', rf'\1 {name}-s{number}"\2', inside)
        inside = inside.replace(f' style="{style}"', f' class="{name}-s{number}"')
    rules = "".join(f".{name}-s{number}{{{style}}}" for number, style in enumerate(often))
    return f"<style>{rules}</style>{inside}" if rules else inside
