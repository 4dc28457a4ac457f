"""What is true of a claim in a world, reckoned by hand from the means of worlds.yaml."""

import pytest

from pipeline.replication import load_rules
from pipeline.simulate import load_world, names
from pipeline.truth import truth

RULES = load_rules()


@pytest.mark.parametrize(
    ("world", "claim", "gap", "word"),
    [
        ("talk", "dif_production", 2.0, "holds"),  # PC 5 against 3
        ("talk", "dif_reason", 2.0, "holds"),  # PW 3 against (4.5 + 5.5) / 2; SE 5 against 3
        ("talk", "sol_vs_soc_political", 1.0, "holds"),  # PW 5.5 against 4.5
        ("talk", "com_embedded", 0.0, "holds"),  # EM 5.5 in all
        ("null", "dif_production", 0.0, "no difference"),
        ("null", "com_embedded", 0.0, "absent"),  # 4 in all, not above 4
        ("reversed", "dif_polvalues", -1.5, "opposite"),
        ("degree", "dif_polvalues", 1.5, "degree"),  # PI 4.5 in PP, which the talk puts below 4
        ("mislabelled", "dif_mode", 1.4, "holds"),  # 2 points, 30 % half-way: 2 * (0.7 + 0.15 - 0.15)
        ("drift", "dif_mode", 1.0, "holds"),  # 2, 1 and 0 points
        ("labels-noise", "dif_mode", 0.0, "no difference"),
        ("digital", "dif_mode", 0.0, "no difference"),  # with products alike
        ("gap-0.5", "dif_mode", 0.5, "at the bound"),
        ("gap-0.5", "com_embedded", 0.5, "at the bound"),
        ("gap-0.8", "com_embedded", 0.4, "holds"),
        ("demo", "com_individuals", 2.2, "differs"),  # IN 5.8 against 3.6
        ("style-strong", "dif_mode", 0.0, "no difference"),
    ],
)
def test_truth_by_hand(world: str, claim: str, gap: float, word: str) -> None:
    found = truth(RULES.claims[claim], load_world(world), RULES.asked, RULES.rulers)
    assert found is not None
    assert found.gap == pytest.approx(gap)
    assert found.word == word


def test_what_the_means_do_not_decide_has_no_truth() -> None:
    """A share, a median year, a status index, a slope."""
    for claim in ("sse_improve_society", "history_age", "actors_core_marginal", "pp_no_awareness"):
        assert truth(RULES.claims[claim], load_world("talk"), RULES.asked, RULES.rulers) is None


def test_every_row_of_the_first_two_sub_theses_has_a_truth_in_every_world() -> None:
    for name in names():
        for claim in (*RULES.rulers.theses["T1"], *RULES.rulers.theses["T2"]):
            assert truth(RULES.claims[claim], load_world(name), RULES.asked, RULES.rulers) is not None, (name, claim)
