"""Cells judged on made-up evidence whose means are set by hand."""

import numpy as np
import pandas as pd
import pytest

from pipeline.judging.bench import Settings
from pipeline.judging.verdicts import judge_claims
from pipeline.multiverse.cells import PRIMARY, Cell
from pipeline.multiverse.judging import Judged, judge_world
from pipeline.multiverse.worlds import Whole
from tests.judging.evidence import RULERS
from tests.multiverse.made_up import evidence, made_whole, rules


def cells(data: Whole, base: Cell = PRIMARY) -> dict[tuple[str, Cell], Judged]:
    return {(one.claim, one.cell): one for one in judge_world(data, rules(), base)}


def difference(found: dict[tuple[str, Cell], Judged], cell: Cell = PRIMARY) -> Judged:
    return found["dif_production", cell]


def test_the_first_cell_is_what_the_judge_says() -> None:
    found = cells(made_whole(evidence()))
    judged = judge_claims(rules().claims, evidence(), RULERS, Settings(200, 1, 3), with_context=True)
    first = {claim: one for (claim, cell), one in found.items() if cell == PRIMARY.nearest(rules().bearings[claim])}
    assert set(first) == set(judged)
    for claim, one in first.items():
        assert (one.word, one.estimate, one.ci95) == (judged[claim].verdict, judged[claim].estimate, judged[claim].ci95)
    assert difference(found).estimate == pytest.approx(3.0)  # 6 less 3


def test_other_scores_are_other_numbers() -> None:
    data = evidence()
    peer = (data.respondents["declared_type"] == "PP").to_numpy()
    factor = pd.DataFrame({"PC": data.respondents["PC"] + np.where(peer, 0.5, 0.0)})
    adjusted = pd.DataFrame({"PC": data.respondents["PC"] - np.where(peer, 1.0, 0.0)})
    found = cells(made_whole(data, factor, adjusted))
    assert difference(found, Cell(score="factor score")).estimate == pytest.approx(3.5)
    assert difference(found, Cell(score="style-adjusted")).estimate == pytest.approx(2.0)
    assert ("dif_production", Cell(score="best single item")) not in found  # no line has an answer


def test_a_scale_without_the_score_is_not_testable_there_and_its_mean_does_not_pass_for_it() -> None:
    """Factor scores are there for IL only."""
    data = evidence()
    found = cells(made_whole(data, pd.DataFrame({"IL": data.respondents["IL"]})))
    assert difference(found, Cell(score="factor score")).word == "not testable"
    assert found["com_improve_life", Cell(score="factor score")].word == found["com_improve_life", PRIMARY].word


def test_a_mean_for_each_project_gives_the_same_difference_and_another_interval() -> None:
    found = cells(made_whole(evidence()))
    model, means = difference(found), difference(found, Cell(unit="project mean"))
    assert means.estimate == pytest.approx(3.0)
    assert means.ci95 != model.ci95


def test_a_covariate_that_is_alike_in_all_types_takes_nothing_away() -> None:
    found = cells(made_whole(evidence()))
    for unit in ("mixed model", "project mean"):
        assert difference(found, Cell(unit=unit, covariates="digital")).estimate == pytest.approx(3.0)
    assert ("pp_production", Cell(covariates="digital").nearest({})) not in found


def test_types_turned_round_turn_the_difference_round() -> None:
    """By what their members say, the PP projects are social economy and the SOC projects peer production."""
    found = cells(made_whole(evidence(), self_type="2"), Cell(source="S04"))
    one = difference(found, Cell(source="S04"))
    assert one.estimate == pytest.approx(3.0 - (6.0 + 3.0) / 2)  # SOC now 6, SOL 3, PP 3
    assert one.word == "contradicted"


def test_a_wave_alone_has_its_own_rows() -> None:
    data = made_whole(evidence(waves=2))
    assert not data.absent.keys() & {("waves", "first"), ("waves", "last")}
    found = cells(data, Cell(waves="first"))
    assert difference(found, Cell(waves="first")).ci95 != difference(cells(data)).ci95


def test_what_cannot_be_had_is_said() -> None:
    absent = made_whole(evidence()).absent
    assert absent["waves", "first"] == "there is one wave only"
    assert absent["source", "S04"] == "no project has a type by what its members say"
    assert absent["source", "coders"] == "no project has an objective graded by coders"
    assert absent["score", "factor score"] == "no factor scores could be estimated"
    assert absent["score", "style-adjusted"] == "response style could not be estimated"


def test_without_natures_of_products_nothing_is_held_constant() -> None:
    found = cells(made_whole(evidence(digital=False)))
    assert {cell.covariates for claim, cell in found if claim == "dif_production"} == {"none"}
