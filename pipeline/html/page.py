"""Pages from templates: everything escaped, style and script inlined, no address outside the folder.

The pages say so themselves: their content security policy lets nothing be loaded and no script run but the one of page.js.
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.html import words

HERE = Path(__file__).parent
PERCENT = re.compile(r"(?<=[0-9]) %")


def render(name: str, context: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """One page: `name` names the template; `context` is what the template lays out; `titles` are those of all pages by name,
    in the order of the navigation. index lies above the others."""
    return _environment().get_template(f"{name}.html").render(**context, **_frame(name, titles))


def render_below(
    above: str, name: str, template: str, title: str, context: Mapping[str, Any], titles: Mapping[str, str]
) -> str:
    """A page that the navigation does not list: `above` is the one that leads to it, `template` may serve several pages."""
    frame = _frame(above, titles) | {"title": title, "below": name}
    frame["navigation"] = [(page, label, address(page, name)) for page, label in titles.items()]
    return _environment().get_template(f"{template}.html").render(**context, **frame)


def address(page: str, seen_from: str) -> str:
    """The relative address of one page seen from another."""
    if page == seen_from:
        return ""
    if page == "index":
        return "../index.html"
    return f"pages/{page}.html" if seen_from == "index" else f"{page}.html"


def colours() -> str:
    """The part of the style sheet that gives the colours their names, light and dark."""
    style = (HERE / "style" / "style.css").read_text("utf-8")
    return style[: style.index("*, *::before")]


def _frame(name: str, titles: Mapping[str, str]) -> dict[str, Any]:
    style = (HERE / "style" / "style.css").read_text("utf-8")
    script = (HERE / "style" / "page.js").read_text("utf-8")
    return {
        "page": name,
        "title": titles[name],
        "navigation": [(page, title, address(page, name)) for page, title in titles.items()],
        "claims_page": address("claims", name),
        "methods_page": address("methods", name),
        "files_beside": "pages/" if name == "index" else "",
        "style": Markup(style),
        "script": Markup(script),
        "script_hash": f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}",
    }


def _unbroken(text: str) -> Markup:
    """Written HTML in which a number and its per cent sign stay on one line."""
    return Markup(PERCENT.sub("\N{NO-BREAK SPACE}%", text))


def _held(text: str) -> str:
    """`29 of 30 (83 to 100 %)` that breaks before its bracket only."""
    return re.sub(r" (?!\()", "\N{NO-BREAK SPACE}", text)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(verdict_words=words.VERDICTS, gates=words.GATES, suffixes=words.SUFFIXES)
    environment.filters.update(
        number=words.number,
        percent=words.percent,
        count=words.count,
        listing=words.listing,
        sentence=words.sentence,
        unbroken=_unbroken,
        held=_held,
        capital=words.capital,
        side=words.side,
        types_named=words.types_named,
        language=words.language,
        head=words.head,
    )
    return environment
