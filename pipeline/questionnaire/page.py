"""The printable questionnaire and codebook: one page that holds everything it needs, in one language."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline import files
from pipeline.questionnaire import codebook
from pipeline.questionnaire.layout import Layout

HERE = Path(__file__).parent / "templates"


def render(layout: Layout, language: str) -> str:
    """The page's text, in `language` throughout."""
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    said = files.load_yaml(HERE / "words.yaml", "words.yaml")
    entries = codebook.entries(layout)
    text: str = environment.get_template("questionnaire.html").render(
        layout=layout,
        language=language,
        words={name: text[language] for name, text in said.items()},
        asked=[entry for entry in entries if entry.block != codebook.REGISTER],
        register=[entry for entry in entries if entry.block == codebook.REGISTER],
        missing=[(c.code, c.label_en if language == "en" else c.label_de) for c in layout.instrument.missing.values()],
        condition=codebook.condition,
        style=Markup((HERE / "questionnaire.css").read_text("utf-8")),
    )
    return text
