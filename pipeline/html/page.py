"""Pages from templates: everything escaped, the style inlined, no address outside the folder."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.html import words

HERE = Path(__file__).parent
# file name (without .html) -> title in the navigation; index lies above the others
PAGES = {
    "index": "Overview",
    "talk": "The talk",
    "claims": "The claims",
    "who": "Who was asked",
    "indicators": "Indicators",
    "structure": "Kinds and compass",
    "methods": "Methods and provenance",
}


def render(name: str, context: dict[str, Any]) -> str:
    """One page: `name` is a key of PAGES and names the template; `context` is what the template lays out."""
    return _environment().get_template(f"{name}.html").render(**context, **_frame(name))


def render_below(above: str, name: str, template: str, title: str, context: dict[str, Any]) -> str:
    """A page that the navigation does not list: `above` is the one that leads to it, `template` may serve several pages."""
    frame = _frame(above) | {"title": title, "below": name}
    frame["navigation"] = [(page, label, address(page, name)) for page, label in PAGES.items()]
    return _environment().get_template(f"{template}.html").render(**context, **frame)


def address(page: str, seen_from: str) -> str:
    """The relative address of one page seen from another."""
    if page == seen_from:
        return ""
    if page == "index":
        return "../index.html"
    return f"pages/{page}.html" if seen_from == "index" else f"{page}.html"


def _frame(name: str) -> dict[str, Any]:
    style = (HERE / "style" / "style.css").read_text("utf-8")
    return {
        "page": name,
        "title": PAGES[name],
        "navigation": [(page, title, address(page, name)) for page, title in PAGES.items()],
        "claims_page": address("claims", name),
        "methods_page": address("methods", name),
        "files_beside": "pages/" if name == "index" else "",
        "style": Markup(style),
    }


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
        capital=words.capital,
        side=words.side,
    )
    return environment
