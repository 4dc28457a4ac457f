"""touchstone explain: every step of a verdict, from tables as the judge writes them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline import files
from pipeline.explain import explain
from pipeline.files import UserError
from pipeline.judging import tables, tables_beside
from pipeline.judging.frozen import Frozen
from pipeline.judging.measurement import Measurement, Reliability
from pipeline.judging.robust import judge
from pipeline.rule_words import steps
from tests.judging.evidence import CLAIMS, RULERS, SETTINGS, evidence

DRAWN = {"history_age": "medians", "sse_improve_society": "shares", "compass_pp_hard": "entropies"}
WANTED = {name: CLAIMS[name] for name in ("dif_production", "pp_no_awareness", "dichotomy_taxon", *DRAWN)}


@pytest.fixture
def judged(project: Path) -> Path:
    """A project in which two claims have been judged, production by a scale of low reliability."""
    found = evidence({"PC": {"PP": 5.5, "SOC": 2.8, "SOL": 3.2}})
    found = replace(found, measurement=Measurement(reliability={"PC": Reliability("low", 0.62)}))
    result = judge(WANTED, found, RULERS, SETTINGS)
    files.write("verdicts_by_claim", tables.by_claim(result.claims, WANTED))
    files.write("verdicts_by_wave", tables.by_wave(result))
    files.write("parts_by_claim", tables.parts(result.claims))
    files.write("gates_by_claim", tables.gates(result.claims))
    files.write("verdicts_by_set", tables_beside.by_set(result))
    files.write("meta_by_claim", tables_beside.meta(result.beside.over_waves))
    files.write("effects_by_claim", tables_beside.effects(result.beside.effects))
    files.write("bounds_by_claim", tables_beside.bounds(result.beside.other_bounds))
    rows = [Frozen(name, "one", "frozen", "2027-01-10", "") for name in WANTED]
    files.write("registration_by_claim", tables_beside.registration(rows))
    return project


def test_the_whole_derivation_is_told(judged: Path) -> None:
    said = explain("dif_production")
    for line in (
        "slide: Differences concerning economic activities",
        "1. contrast: mean of PC, PP less SSE, to be higher by more than 0.5",
        "2. pole: mean of PC in PP above 4.25",
        "42 projects, 252 respondents",
        "random intercept of the project",
        "estimate 2.500 (points",
        "contrast: PP - SSE difference in PC: 2.500",
        "G2: reliability of PC (0.62, held against 0.70): suffix low reliability",
        "smallest effect 0.3: supported",
        "smallest effect 0.8: supported",
        "exclusions strict: supported",
        "wave one alone: supported",
        "size of the contrast on PC: g ",
        "(Welch)",
        "one: frozen on 2027-01-10",
        "suffixes: low reliability",
        "peer production stands 2.50 points above",
    ):
        assert line in said, line


def test_the_level_is_the_one_that_holms_procedure_gives(judged: Path) -> None:
    """One claim of its family was judged by means, so that 0.05 is shared with nobody; written as if three had been left, and
    as a claim without relevant difference, which the 90 % interval decides."""
    said = explain("dif_production")
    assert (
        "Holm's level in the family F1 differences: 0.05 / 1 = 0.05, so that the deciding interval is of 95 %" in said
    )
    assert "Holm's level" not in explain("dichotomy_taxon")
    table = files.read("verdicts_by_claim")
    third = table["claim"].eq("dif_production")
    table.loc[third, "decision_level"] = 0.05 / 3
    files.write("verdicts_by_claim", table)
    assert "0.05 / 3 = 0.0167, so that the deciding interval is of 98.33 %" in explain("dif_production")
    table.loc[third, "verdict"] = "equivalent"
    files.write("verdicts_by_claim", table)
    assert "0.05 / 3 = 0.0167; that there is no relevant difference is decided by the 90 % interval" in explain(
        "dif_production"
    )


def test_gates_whose_numbers_nearly_agree_or_whose_word_stays_are_told_without_contradiction(judged: Path) -> None:
    """0.698 is below 0.7; and a word that the data alone would not decide either does not become what it was."""
    found = files.read("gates_by_claim")
    one = found[found["claim"] == "dif_production"].iloc[:1]
    near = one.assign(figure=0.698, threshold=0.7)
    kept = near.assign(gate="G1", effect="word", word_before="inconclusive", word_after="inconclusive")
    kept = kept.assign(number=near["number"] + 1, figure=float("nan"))
    files.write("gates_by_claim", pd.concat([near, kept], ignore_index=True))
    told = explain("dif_production")
    assert "(0.698, held against 0.700): suffix low reliability" in told
    assert ": 'inconclusive' it was without the gate as well" in told


def test_what_could_not_be_judged_says_what_is_missing(judged: Path) -> None:
    said = explain("pp_no_awareness")
    assert "slope: EF1 (logarithm) on PA in PP, within projects, inside -0.2 to 0.2" in said
    assert "not testable" in said
    assert "was not asked" in said


@pytest.mark.parametrize(("wrong", "near"), [("dif_productoin", "dif_production"), ("solidarity", "dif_solidarity")])
def test_a_wrong_id_is_met_with_those_nearest_to_it(judged: Path, wrong: str, near: str) -> None:
    with pytest.raises(UserError, match=near):
        explain(wrong)


def test_before_a_run_there_is_nothing_to_explain(project: Path) -> None:
    with pytest.raises(UserError, match="dvc repro"):
        explain("dif_production")


def test_a_contrast_of_no_means_names_its_own_model(judged: Path) -> None:
    """Years, shares and entropies have no random intercept; a figure that counts nobody has no n."""
    for claim, what in (
        ("history_age", "medians"),
        ("sse_improve_society", "shares"),
        ("compass_pp_hard", "entropies"),
    ):
        text = explain(claim)
        assert what in text.split("The model")[1].splitlines()[1]
        assert "REML" not in text
    assert "REML" in explain("dif_production")
    assert "n = 0" not in explain("pp_no_awareness")


def test_every_rule_has_steps_in_words() -> None:
    for name, claim in CLAIMS.items():
        assert all(step and "(" + name not in step for step in steps(claim.rule, RULERS)), name
        assert not any("Condition(" in step or "Group(" in step for step in steps(claim.rule, RULERS)), name


def test_the_structure_tests_are_told_by_their_figures(judged: Path) -> None:
    """What decides between kinds and a scale (C8), and what is only shown beside it."""
    figures = {"dip_p": 0.0, "delta_bic": 73.73, "ari": 1.0, "bimodality": 0.69}
    table = pd.DataFrame({"figure": list(figures), "value": list(figures.values()), "words": None})
    files.write("structure", table.astype({"figure": "str", "words": "str"}))
    told = explain("dichotomy_taxon")
    found, beside = told.index("What was found"), told.index("The alternatives")
    assert found < told.index("p-value of the dip test: below 0.001") < beside
    assert (
        found < told.index("BIC of two groups less that of one: 73.73") < beside < told.index("bimodality coefficient")
    )


def test_countries_held_constant_are_not_listed_one_by_one(judged: Path) -> None:
    parts = files.read("parts_by_claim")
    line = parts[parts["claim"] == "dif_production"].head(1)
    line = line.assign(
        what="difference in PC, adjusted for size, country CH, country DE, country ES", role="context", part=999
    )
    files.write("parts_by_claim", pd.concat([parts, line.astype({"part": "int32"})], ignore_index=True))
    assert "difference in PC, adjusted for size and country: " in explain("dif_production")


def test_a_difference_within_persons_needs_the_higher_side_to_be_there() -> None:
    """A2, WITHIN: the 95 % interval of the higher side above 4.25."""
    assert steps(CLAIMS["sse_repair_over_replace"].rule, RULERS) == [
        "within persons: mean of RP less RG1 in SSE above 0.5",
        "the mean of what is to be the higher one above 4.25",
    ]


def test_means_of_two_parts_of_a_type_are_told_apart(project: Path) -> None:
    """Of 14 projects a type the even ones, at 3.7, produce and go up by 1.3 to 5; the odd ones distribute and go down to 3."""
    found = evidence({"PC": {"PP": 4.0, "SOC": 4.0, "SOL": 4.0}})
    produces = found.projects["project"].str.extract(r"(\d+)$")[0].astype(int) % 2 == 0
    shares = {"activity_production": np.where(produces, 80, 10), "activity_distribution": np.where(produces, 10, 80)}
    registered = found.projects.assign(**shares)
    higher = found.respondents["project"].isin(registered["project"][produces])
    answers = found.respondents.assign(PC=found.respondents["PC"] + np.where(higher, 1.3, -1.3))
    claim = {"sse_form_focus": CLAIMS["sse_form_focus"]}
    result = judge(claim, replace(found, respondents=answers, projects=registered), RULERS, SETTINGS)
    files.write("verdicts_by_claim", tables.by_claim(result.claims, claim))
    for name, table in (
        ("verdicts_by_wave", tables.by_wave(result)),
        ("parts_by_claim", tables.parts(result.claims)),
        ("gates_by_claim", tables.gates(result.claims)),
        ("verdicts_by_set", tables_beside.by_set(result)),
        ("meta_by_claim", tables_beside.meta(result.beside.over_waves)),
        ("effects_by_claim", tables_beside.effects(result.beside.effects)),
        ("bounds_by_claim", tables_beside.bounds(result.beside.other_bounds)),
        ("registration_by_claim", tables_beside.registration([Frozen("sse_form_focus", "one", "frozen", "", "")])),
    ):
        files.write(name, table)
    told = explain("sse_form_focus")
    for side in ("SSE", "SOC", "SOL"):
        assert f"{side} mean of PC, where activity_production at least 50: 5.000" in told
        assert f"{side} mean of PC, where activity_distribution at least 50: 3.000" in told
    assert "contrast: SSE - SSE difference in PC: 2.000" in told
