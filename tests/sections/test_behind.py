"""What stands behind a claim: other bounds and exclusions, the questions, published figures; and the files beside."""

import csv
import io
import re
from dataclasses import replace
from typing import Any

import pytest

from pipeline import files, report
from pipeline.sections import behind, benchmarks, beside, downloads, questions, spreads, verdicts
from tests.judging.evidence import evidence, judge_one
from tests.sections import made_up


def _beside(claim: str, **tables: list[dict[str, Any]]) -> beside.Beside:
    """What stands beside one supported claim of 1.2 points on 640 respondents, 20 of each type kept in every set."""
    blank = made_up.nothing()
    people = [made_up.row("w1", n, declared_type=t) for n, t in enumerate(["PP", "SOC", "SOL"] * 20, start=1)]
    material = replace(
        blank,
        exclusions=made_up.table("exclusions_by_respondent", *people),
        verdicts=made_up.table("verdicts_by_claim", made_up.estimated(claim, "supported", 1.2)),
        more={**blank.more, **{name: made_up.table(name, *lines) for name, lines in tables.items()}},
    )
    return beside.beside(verdicts.entries(material), material)[claim]


def test_the_bound_that_counts_is_named_among_the_others() -> None:
    words = ((0.3, "supported"), (0.8, "inconclusive"))
    lines = [{"claim": "dif_reason", "bound": bound, "verdict": word} for bound, word in words]
    told = _beside("dif_reason", bounds_by_claim=lines).bounds
    assert [(at.bound, at.word.word, at.counts) for at in told] == [
        ("0.3", "supported", False),
        ("0.5", "supported", True),
        ("0.8", "inconclusive", False),
    ]


def test_a_set_that_differs_by_a_handful_of_people_keeps_its_estimate_to_itself() -> None:
    base = {"claim": "dif_reason", "verdict": "supported", "estimate": 1.25, "n_projects": 80}
    lines = [
        {**base, "set": "all", "n_respondents": 643},
        {**base, "set": "primary", "n_respondents": 640},
        {**base, "set": "strict", "n_respondents": 600},
    ]
    told = _beside("dif_reason", verdicts_by_set=lines).sets
    assert [one.estimate for one in told] == ["withheld", "1.25 points", "1.25 points"]
    assert told[2].base == "80 projects, 600 respondents"


def test_the_questions_of_a_claim_are_those_of_its_scales_with_the_reversed_ones() -> None:
    asked, said, _ = made_up.declared()
    found = {question.code: question for question in questions.asked(said["dif_reason"], asked)}
    assert set(found) == {"SE1", "SE2", "SE3", "SE4", "PW1", "PW2", "PW3", "FC1"}
    assert {code for code, question in found.items() if question.reverse} == {"SE4", "PW3"}
    assert found["SE1"].wording_de == "Was ich hier tue, macht mir einfach Spaß."


def test_figures_from_memory_are_no_facts_and_each_figure_says_what_differs() -> None:
    found = benchmarks.load(files.root() / "claims")
    assert len(found) == 40 and all(one.differs for one in found)  # 44 rows, 4 of them from memory
    nov = [one.figure for one in benchmarks.beside(found, "pp_no_awareness", ["PA"]) if one.source == "Nov 2007"]
    assert nov == ["not significantly correlated"]


def test_a_claim_shows_its_zones_and_its_means() -> None:
    material = made_up.two_sides()
    context = behind.context(verdicts.entries(material), material, spreads.spreads(material))
    (panel,) = context["behind"]["dif_production"].panels
    assert panel.alternative == (
        "Mean of peer production 5.50, social economy 3.00, solidarity economy 2.50 and hybrid 4.00; "
        "the claim puts peer production above 4.25; the claim puts social and solidarity economy below 3.75."
    )
    assert len(context["symbols"]) == 1


@pytest.mark.parametrize("claim", ["dif_production", "dif_solidarity", "dif_polvalues", "dif_keepout", "dif_mode"])
@pytest.mark.parametrize(("pp", "other"), [(5.6, 2.9), (2.9, 5.6), (4.3, 3.8)])
def test_the_sentence_says_direction_and_number_of_the_estimate_that_was_judged(
    claim: str, pp: float, other: float
) -> None:
    code = {
        "dif_production": "PC",
        "dif_solidarity": "SO",
        "dif_polvalues": "PI",
        "dif_keepout": "KC",
        "dif_mode": "MP",
    }
    found = judge_one(claim, evidence({code[claim]: {"PP": pp, "SOC": other, "SOL": other}}))
    assert found.estimate is not None
    row = made_up.verdict(claim, found.verdict, reason=found.reason, unit="points", estimate=found.estimate, bound=0.5)
    entry = verdicts.entries(replace(made_up.nothing(), verdicts=made_up.table("verdicts_by_claim", row)))[claim]
    match = re.search(r"stands ([\d.]+) points (above|below) the social", entry.reason)
    assert match is not None
    downwards = claim in ("dif_solidarity", "dif_polvalues")  # the talk says that peer production has less of it
    raw = -found.estimate if downwards else found.estimate
    assert match.groups() == (f"{abs(raw):.2f}", "above" if raw > 0 else "below")
    assert raw == pytest.approx(pp - other)
    assert entry.measure.value == f"{found.estimate:.2f} points".replace("-", "\u2212")


def test_files_beside_the_pages_hold_what_is_shown_and_no_formula() -> None:
    material = made_up.two_sides()
    found = report.tables(made_up.desk(material))
    lines = {line["claim"]: line for line in csv.DictReader(io.StringIO(found["verdicts.csv"]))}
    assert lines["dif_production"]["estimate"] == "1.8400" and "pp_selbst" not in lines  # withheld: four respondents
    assert "p1" not in found["project-means.csv"] and made_up.HOSTILE not in found["project-means.csv"]
    text = downloads.written(
        ("a", "b"), [("=1+1", -0.5), ("@x", 2), ("-x", None), ("fine, 'so'", 0.0), ("a; =1+1", "\uff1d1")]
    )
    assert list(csv.reader(io.StringIO(text)))[1:] == [
        ["'=1+1", "-0.5000"],
        ["'@x", "2"],
        ["'-x", ""],
        ["fine, 'so'", "0.0000"],
        ["a; '=1+1", "'\uff1d1"],
    ]
