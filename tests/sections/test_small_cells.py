"""An adversary reads every page and every file for what rests on fewer than five respondents, or gives it away.

The survey is made up so that each forbidden number is unlike every other: seen where nothing is withheld, so that its absence
under the rule of five means something.
"""

import json
import re
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd

from pipeline import report, withheld
from pipeline.html import panels
from pipeline.sections.material import Material, rows
from tests.sections import made_up

SIZES = {"p1": ("PP", 9), "p2": ("PP", 4), "p3": ("PP", 30), "s1": ("SOC", 20), "s2": ("SOC", 21), "l1": ("SOL", 4)}
SECRET_NAMES = ("tiny-pp-project", "tiny-sol-project")
NAMES = {"p2": SECRET_NAMES[0], "l1": SECRET_NAMES[1]}
# every number here rests on the four of SOL, or on the four of p2, or would give them away
SECRET = {
    "mean of SOL": 2.317,
    "mean of SSE": 2.683,
    "contrast": 2.437,
    "Welch contrast": 2.457,
    "adjusted contrast": 2.477,
    "pairwise contrast": 2.957,
    "share of few": 0.0713,
    "share that gives it away": 0.1187,
    "mean of p2": 6.777,
    "mean that gives p2 away": 6.113,
    "first axis of p2": 3.333,
    "place of p2": 1.463,
    "estimate of a small wave": 1.717,
    "estimate of the other wave": 1.517,
    "part of a type that leaves few": 5.937,
}


def _part(number: int, side: str, what: str, value: float, n: int, **more: Any) -> dict[str, Any]:
    base = {"claim": "dif_production", "part": number, "role": "context", "unit": "points", "n": n, "n_respondents": n}
    ends = {"ci95_low": value - 0.9, "ci95_high": value + 0.9}
    return {**base, **ends, "side": side, "what": what, "estimate": value, **more}


def _parts() -> list[dict[str, Any]]:
    category = "share of respondents with FC1"
    return [
        _part(1, "PP - SSE", "difference in PC", SECRET["contrast"], 88, role="contrast"),
        _part(2, "PP", "mean of PC", 5.1, 43, role="pole", verdict="reached"),
        _part(3, "SSE", "mean of PC", SECRET["mean of SSE"], 45, role="pole", verdict="reached"),
        _part(4, "SOL", "mean of PC", SECRET["mean of SOL"], 4),
        _part(5, "SOC", "mean of PC", 3.1, 41),
        _part(6, "PP - SOL", "difference in PC", SECRET["pairwise contrast"], 47),
        _part(7, "PP - SSE", "difference in project means of PC (Welch)", SECRET["Welch contrast"], 88),
        _part(8, "PP - SSE", "difference in PC, adjusted for digital products", SECRET["adjusted contrast"], 88),
        _part(9, "PP", f"{category} 'income or career'", SECRET["share of few"], 43, unit="share"),
        _part(10, "PP", f"{category} 'being with others'", SECRET["share that gives it away"], 43, unit="share"),
        _part(11, "PP", f"{category} 'enjoying the activity'", 0.8, 43, unit="share"),
        _part(12, "PP", "mean of SE", SECRET["part of a type that leaves few"], 40) | {"claim": "pp_volunteers_fun"},
    ]


def _means() -> list[dict[str, Any]]:
    means = {"p1": SECRET["mean that gives p2 away"], "p2": SECRET["mean of p2"], "p3": 5.0, "s1": 3.0, "s2": 3.2}
    means |= {"l1": SECRET["mean of SOL"]}
    return [
        {"project": NAMES.get(p, p), "declared_type": t, "indicator": "PC", "n_respondents": n, "mean": means[p]}
        | {"shrunken": 4.0, "low": 3.5, "high": 4.5}
        for p, (t, n) in SIZES.items()
    ]


def _by_type() -> list[dict[str, Any]]:
    found = [("PC", "PP", 43, 5.1), ("PC", "SOC", 41, 3.1), ("PC", "SOL", 4, SECRET["mean of SOL"])]
    found += [("PC", "SSE", 45, SECRET["mean of SSE"]), ("SE", "PP", 43, 5.5)]
    return [
        {"indicator": code, "declared_type": t, "wave": "all", "n_respondents": n, "n_projects": 3, "mean": mean}
        | {"low": mean - 0.9, "high": mean + 0.9}
        for code, t, n, mean in found
    ]


@cache
def survey(smallest: int) -> Material:
    """Four respondents of one type, four of one project, few who gave one answer, a wave in which three answered a question."""
    people = [(p, t) for p, (t, n) in SIZES.items() for _ in range(n)]
    kept = [made_up.row("w1", n, project=NAMES.get(p, p), declared_type=t) for n, (p, t) in enumerate(people, start=1)]
    kept += [made_up.row("w2", n, project="p3", declared_type="PP") for n in range(1, 31)]
    answers = [
        {"wave": r["wave"], "row": r["row"], "AL1": 5 if r["wave"] == "w1" or r["row"] < 4 else -4} for r in kept
    ]
    spots = [
        {"project": NAMES.get(p, p), "declared_type": t, "n_respondents": n, "pc2": 0.5, "two_class": 1, "cluster": 1}
        | {"pc1": SECRET["first axis of p2"] if p == "p2" else 1.5, "probability": 0.9}
        | dict.fromkeys(("place", "place_low", "place_high"), SECRET["place of p2"] if p == "p2" else 0.5)
        | {"stays": 0.9}
        for p, (t, n) in SIZES.items()
    ]
    by_wave = [("w1", SECRET["estimate of the other wave"]), ("w2", SECRET["estimate of a small wave"])]
    reason = f"On PC, peer production stands {SECRET['contrast']:.2f} points above the social and solidarity economy."
    blank = made_up.nothing()
    return replace(
        blank,
        smallest=smallest,
        waves={"w1": made_up.WAVE, "w2": made_up.WAVE},
        verdicts=made_up.table(
            "verdicts_by_claim",
            made_up.estimated("dif_production", "supported", SECRET["contrast"], reason=reason),
            made_up.estimated("pp_volunteers_fun", "supported", 0.9),
            made_up.estimated("pp_job_alienated", "supported", 1.6),
        ),
        by_wave=made_up.table(
            "verdicts_by_wave",
            *({"claim": "pp_job_alienated", "wave": w, "verdict": "supported", "estimate": e} for w, e in by_wave),
        ),
        parts=made_up.table("parts_by_claim", *_parts()),
        theses=made_up.table("theses", {"thesis": "overall", "verdict": "mixed", "reason": "some"}),
        exclusions=made_up.table("exclusions_by_respondent", *kept),
        projects=made_up.table(
            "projects", *({"wave": "w1", "project": NAMES.get(p, p), "declared_type": t} for p, (t, _) in SIZES.items())
        ),
        indicators_by_project=made_up.table("indicators_by_project", *_means()),
        indicators_by_type=made_up.table("indicators_by_type", *_by_type()),
        clusters=made_up.table("clusters_by_project", *spots),
        memberships=made_up.table(
            "cluster_memberships",
            *(
                {"project": s["project"], "declared_type": s["declared_type"], "cluster": 1, "probability": 0.9}
                for s in spots
            ),
        ),
        compass=made_up.table("compass_cells_by_project", *_places()),
        structure=made_up.table(
            "structure", {"figure": "verdict", "words": "kinds"}, {"figure": "apart", "value": 3.0}
        ),
        more={
            **blank.more,
            "clean_responses": pd.DataFrame(answers),
            "projects_between_waves": made_up.table("projects_between_waves", *_moved()),
        },
    )


def _places() -> list[dict[str, Any]]:
    """Where the projects stand in the compass; the votes of few do not count in it, the coders' do."""
    owned, aims = ("commons", "public", "private"), ("selbstentfaltung", "social", "commercial")
    place: dict[str, Any] = {f"{own}_{aim}": 0.0 for own in owned for aim in aims} | {"commons_selbstentfaltung": 1.0}
    place |= {"modal_cell": "commons x selbstentfaltung", "entropy2x2": 0.5, "largest2x2": 0.5}
    counted = {p: n if n > 4 else 0 for p, (_, n) in SIZES.items()}
    return [
        {"project": NAMES.get(p, p), "declared_type": t, "respondents_counted": counted[p], **place}
        for p, (t, _) in SIZES.items()
    ]


def _moved() -> list[dict[str, Any]]:
    """Projects whose declared type another wave gives otherwise."""
    return [
        {"wave": "w2", "other": "w1", "what": "type", "project": NAMES.get(p, p), "was": "SOC", "now": t}
        for p, (t, _) in SIZES.items()
    ]


@cache
def told(smallest: int) -> str:
    """All pages, without style, script and the outlines of marks, and all files beside them."""
    desk = made_up.desk(survey(smallest))
    pages = [
        re.sub(r"<(style|script|defs)>.*?</\1>", "", text, flags=re.S) for text in made_up.pages(desk.material).values()
    ]
    return "\n".join([*pages, *report.tables(desk).values()])


def _spellings(value: float) -> list[str]:
    """How a number could stand somewhere: at two and at four decimals, as per cent."""
    return [f"{value:.4f}", f"{100 * value:.0f} %" if value < 1 else f"{value:.2f}"]


def test_no_page_and_no_file_tells_what_rests_on_fewer_than_five_or_gives_it_away() -> None:
    open_, closed = told(1), told(5)
    for name, value in SECRET.items():
        found = [text for text in _spellings(value) if re.search(rf"(?<![\d.]){re.escape(text)}(?!\d)", open_)]
        assert found, f"{name} is not even shown where nothing is withheld: the test could not fail"
        left = [text for text in found if re.search(rf"(?<![\d.]){re.escape(text)}(?!\d)", closed)]
        assert not left, f"{name}: {left}"


def test_no_point_of_a_figure_stands_where_a_small_project_has_its_mean() -> None:
    for name in ("mean of p2", "mean that gives p2 away", "mean of SOL"):
        place = re.compile(rf'<path class="p\d+" d="M{panels._x(SECRET[name]):g} ')
        assert place.search(told(1)), name
        assert not place.search(told(5)), name


def test_a_project_of_few_is_named_nowhere_beside_figures() -> None:
    for name in SECRET_NAMES:
        assert name in told(1)
        assert name not in told(5)


def test_what_was_withheld_is_said() -> None:
    assert told(5).count("withheld") > 5
    assert "fewer than 5" in told(5)
    assert "stand for fewer than 5 respondents; they are withheld" in told(5)


def test_the_file_for_programs_tells_no_more_than_the_pages() -> None:
    material = survey(5)
    judged = {row["claim"]: row for row in rows(material.verdicts)}
    claims = [
        {"id": claim, "verdict": row["verdict"], "estimate": row["estimate"], "n_respondents": row["n_respondents"]}
        | {"reason": row["reason"], "parts": [part for part in rows(material.parts) if part["claim"] == claim]}
        for claim, row in judged.items()
    ]
    text = json.dumps(withheld.published(claims, material.withholding))
    for name in ("mean of SOL", "mean of SSE", "contrast", "Welch contrast", "adjusted contrast", "share of few"):
        assert str(SECRET[name]) in json.dumps(claims)
        assert str(SECRET[name]) not in text and f"{SECRET[name]:.2f}" not in text, name
