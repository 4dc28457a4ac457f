"""From tables to pages that people can read."""

from collections.abc import Mapping
from pathlib import Path

from pipeline import claims, files, instrument, published, talk
from pipeline.html import page, words
from pipeline.html import pictures as svg
from pipeline.sections import benchmarks, calibration, cluster_pages, downloads, kinds_rates, names, provenance
from pipeline.sections.desk import Desk
from pipeline.sections.material import Material
from pipeline.sections.measured import Measured
from pipeline.sections.pages import PAGES, TITLES


def main() -> None:
    material = names.readable(read())
    origin = provenance.context(files.root(), list(material.waves))
    measured = calibration.load(files.root(), files.root() / "calibration")
    desk = Desk(material, {**origin, "calibration": measured})
    write(pages(desk), files.root() / "reports")
    write_beside({**tables(desk), **pictures(desk)}, files.root() / "reports")


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
        verdicts=published.with_suffixes(files.read("verdicts_by_claim"), files.read("robustness_by_claim")),
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
        measured=Measured(
            scales=files.read("measurement_by_scale"),
            items=files.read("measurement_by_item"),
            answers=files.read("missing_by_item"),
            fit=files.read("factor_fit_by_block"),
            invariance=files.read("invariance_by_block"),
            bias=files.read("bias_by_scale"),
            style=files.read("style"),
            careless=files.read("carelessness_by_group"),
            early_late=files.read("early_late_by_scale"),
            response=files.read("response_by_project"),
        ),
        more={
            "bounds_by_claim": files.read("bounds_by_claim"),
            "changes_between_waves": files.read("changes_between_waves"),
            "clean_responses": files.read("clean_responses"),
            "corrections_by_wave": files.read("corrections_by_wave"),
            "effects_by_claim": files.read("effects_by_claim"),
            "gates_by_claim": files.read("gates_by_claim"),
            "registration_by_claim": files.read("registration_by_claim"),
            "items_apart": files.read("items_apart"),
            "measurement_by_scale": files.read("measurement_by_scale"),
            "meta_by_claim": files.read("meta_by_claim"),
            "projects_between_waves": files.read("projects_between_waves"),
            "proxies": files.read("proxies"),
            "respondents_between_waves": files.read("respondents_between_waves"),
            "verdicts_by_set": files.read("verdicts_by_set"),
            "cells_by_claim": files.read("cells_by_claim"),
            "robustness_by_claim": files.read("robustness_by_claim"),
        },
        kinds_rates=kinds_rates.load(files.root() / "calibration"),
    )


def pages(desk: Desk) -> dict[str, str]:
    """The text of every page by its name, in the order of the navigation."""
    shared = {"simulated": desk.material.simulated, "waves_registered": list(desk.material.waves)}
    whole = {one.name: page.render(one.name, {**one.build(desk), **shared}, TITLES) for one in PAGES}
    below = {
        one.page: page.render_below("structure", one.page, "cluster", one.title, {**one.context, **shared}, TITLES)
        for one in cluster_pages.pages(desk.material)
    }
    return {**whole, **below}


def tables(desk: Desk) -> dict[str, str]:
    """The text of every CSV file beside the pages, by its name."""
    return downloads.tables(desk)


def pictures(desk: Desk) -> dict[str, str]:
    """The text of every picture beside the pages, by its name: for those who do not open a page."""
    drawn = desk.forest.picture
    above = [
        drawn.title if drawn else "There is nothing to draw: no claim on differences or commonalities has an estimate."
    ]
    if desk.material.simulated:
        above.append(f"Simulated answers: {words.listing(desk.material.simulated)}")
    return {"forest.svg": svg.alone(drawn, above, page.colours())}


def write(rendered: Mapping[str, str], folder: Path) -> None:
    """index.html in `folder` and the others in its pages/; a page that no longer exists leaves no ghost."""
    below = folder / "pages"
    below.mkdir(parents=True, exist_ok=True)
    for old in below.glob("*.html"):
        if old.stem not in rendered:
            old.unlink()
    for name, text in rendered.items():
        _replace(folder / "index.html" if name == "index" else below / f"{name}.html", text)


def write_beside(found: Mapping[str, str], folder: Path) -> None:
    """The files beside the pages in the pages/ of `folder`, which is there; one that no longer exists leaves no ghost."""
    for old in (folder / "pages").iterdir():
        if old.suffix in (".csv", ".svg") and old.name not in found:
            old.unlink()
    for name, text in found.items():
        _replace(folder / "pages" / name, text)


def _replace(target: Path, text: str) -> None:
    unfinished = target.with_suffix(".unfinished")
    unfinished.write_text(text, "utf-8")
    unfinished.replace(target)


if __name__ == "__main__":
    files.run(main)
