"""From tables to pages that people can read."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline import claims, files, instrument, talk
from pipeline.html import page
from pipeline.sections import (
    behind,
    benchmarks,
    cluster_pages,
    downloads,
    indicators,
    kinds_rates,
    overview,
    provenance,
    spreads,
    structure,
    verdicts,
    who,
)
from pipeline.sections import talk as of_talk
from pipeline.sections.material import Material


def main() -> None:
    material = read()
    rendered = pages(material, provenance.context(files.root(), list(material.waves)))
    write(rendered, files.root() / "reports")
    write_tables(tables(material), files.root() / "reports")


def read() -> Material:
    """Everything that the pages are made from."""
    asked = instrument.load()
    said = claims.load(asked)
    return Material(
        claims=said,
        talk=talk.load(said),
        benchmarks=benchmarks.load(files.root() / "claims"),
        rulers=claims.load_rulers(),
        instrument=asked,
        waves={wave: files.wave_description(wave) for wave in files.waves()},
        smallest=int(files.params("report")["respondents_for_a_figure"]),
        verdicts=files.read("verdicts_by_claim"),
        by_wave=files.read("verdicts_by_wave"),
        parts=files.read("parts_by_claim"),
        theses=files.read("theses"),
        exclusions=files.read("exclusions_by_respondent"),
        projects=files.read("projects"),
        indicators_by_project=files.read("indicators_by_project"),
        indicators_by_type=files.read("indicators_by_type"),
        clusters=files.read("clusters_by_project"),
        portraits=files.read("clusters"),
        memberships=files.read("cluster_memberships"),
        clusters_by_wave=files.read("clusters_by_wave"),
        fits=files.read("cluster_fits"),
        structure=files.read("structure"),
        compass=files.read("compass_cells_by_project"),
        coded=files.read("compass_by_project"),
        kinds_rates=kinds_rates.load(files.root() / "calibration"),
    )


def pages(material: Material, origin: Mapping[str, Any]) -> dict[str, str]:
    """The text of every page by its name in `pipeline.html.page.PAGES`; `origin` is provenance.context."""
    entries, known = verdicts.entries(material), spreads.spreads(material)
    contexts: dict[str, Mapping[str, Any]] = {
        "index": overview.context(entries, material),
        "talk": of_talk.context(material.talk, entries),
        "claims": {"slides": verdicts.slides(entries), **behind.context(entries, material, known)},
        "who": who.context(material),
        "indicators": indicators.context(material, known),
        "structure": structure.context(material),
        "methods": {**origin, "thresholds": material.rulers, "smallest": material.smallest},
    }
    shared = {"simulated": material.simulated, "waves_registered": list(material.waves)}
    whole = {name: page.render(name, {**context, **shared}) for name, context in contexts.items()}
    below = {
        one.page: page.render_below("structure", one.page, "cluster", one.title, {**one.context, **shared})
        for one in cluster_pages.pages(material)
    }
    return {**whole, **below}


def tables(material: Material) -> dict[str, str]:
    """The text of every CSV file beside the pages, by its name."""
    return downloads.tables(verdicts.entries(material), material, spreads.spreads(material))


def write(rendered: Mapping[str, str], folder: Path) -> None:
    """index.html in `folder` and the others in its pages/; a page that no longer exists leaves no ghost."""
    below = folder / "pages"
    below.mkdir(parents=True, exist_ok=True)
    for old in below.glob("*.html"):
        if old.stem not in rendered:
            old.unlink()
    for name, text in rendered.items():
        _replace(folder / "index.html" if name == "index" else below / f"{name}.html", text)


def write_tables(found: Mapping[str, str], folder: Path) -> None:
    """The CSV files in the pages/ of `folder`, which is there; one that no longer exists leaves no ghost."""
    for old in (folder / "pages").glob("*.csv"):
        if old.name not in found:
            old.unlink()
    for name, text in found.items():
        _replace(folder / "pages" / name, text)


def _replace(target: Path, text: str) -> None:
    unfinished = target.with_suffix(".unfinished")
    unfinished.write_text(text, "utf-8")
    unfinished.replace(target)


if __name__ == "__main__":
    main()
