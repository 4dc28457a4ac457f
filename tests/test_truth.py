"""What is true of a claim in a world, reckoned by hand from the means of worlds.yaml: in points of the answers."""

from statistics import NormalDist

import numpy as np
import pytest

from pipeline.replication import load_rules
from pipeline.simulate import load_world, names
from pipeline.stats.groups import group_models
from pipeline.truth import truth

RULES = load_rules()
DEVIATION = (0.35 + 1.4 + 1.2) ** 0.5  # projects, persons and the noise of a line, as worlds.yaml has them


def answered(latent: float) -> float:
    """The mean answer, from the probability of each of the seven: who lies below 1.5 says 1, who lies above 6.5 says 7."""
    value = NormalDist(latent, DEVIATION)
    edges = [0.0, *(value.cdf(k + 0.5) for k in range(1, 7)), 1.0]
    return sum(k * (edges[k] - edges[k - 1]) for k in range(1, 8))


@pytest.mark.parametrize(
    ("world", "claim", "gap", "word"),
    [
        ("talk", "dif_production", answered(5.0) - answered(3.0), "holds"),  # PC 5 against 3
        ("talk", "sol_vs_soc_political", answered(5.5) - answered(4.5), "holds"),  # PW
        ("talk", "com_embedded", 0.0, "holds"),  # EM 5.5 in all
        ("null", "dif_production", 0.0, "no difference"),
        ("null", "com_embedded", 0.0, "absent"),  # 4 in all, not above 4
        ("reversed", "dif_polvalues", answered(3.25) - answered(4.75), "opposite"),
        (
            "degree",
            "dif_polvalues",
            answered(6.0) - answered(4.5),
            "degree",
        ),  # PI 4.5 in PP, which the talk puts below 4
        # 2 latent points, 30 % half-way: 2 * (0.7 + 0.15 - 0.15) = 1.4, so 4.7 against 3.3
        ("mislabelled", "dif_mode", answered(4.7) - answered(3.3), "holds"),
        # PW 3 in PP, 4.5 in SOC and 5.5 in SOL: their hybrids lie at 3.5 and, half-way to 3, at 3.75 and 4.25
        ("mislabelled", "sol_vs_soc_political", answered(5.5 - 0.3 * 1.25) - answered(4.5 - 0.3 * 0.75), "holds"),
        # a fifth of SOC and SOL half-way to PP: 3.2 against 5
        ("mislabelled-side", "dif_mode", answered(5.0) - answered(3.2), "holds"),
        ("drift", "dif_mode", answered(4.5) - answered(3.5), "holds"),  # 2, 1 and 0 points
        ("labels-noise", "dif_mode", 0.0, "no difference"),
        ("digital", "dif_mode", 0.0, "no difference"),  # with products alike
        ("gap-0.5", "dif_mode", 0.5, "at the bound"),
        ("gap-0.5", "com_embedded", 0.5, "at the bound"),
        ("gap-0.8", "com_embedded", 0.4, "holds"),
        ("demo", "com_individuals", answered(5.8) - answered(3.6), "differs"),  # IN
        ("style-strong", "dif_mode", 0.0, "no difference"),
    ],
)
def test_truth_by_hand(world: str, claim: str, gap: float, word: str) -> None:
    found = truth(RULES.claims[claim], load_world(world), RULES.asked, RULES.rulers)
    assert found is not None
    assert found.gap == pytest.approx(gap, abs=1e-6)
    assert found.word == word


def test_the_world_at_the_bound_is_there_in_what_is_answered() -> None:
    """PC is three lines of 1-7 in every type around 4, EM two around 5.5, where the end of the scale is near."""
    means = load_world("gap-0.5").means
    for code in ("PC", "EM"):
        assert answered(means[code]["PP"]) - answered(means[code]["SOC"]) == pytest.approx(0.5, abs=1e-9)
    assert means["EM"]["PP"] - means["EM"]["SOC"] == pytest.approx(0.62, abs=0.005)  # half a latent point shows as 0.40
    assert answered(5.75) - answered(5.25) == pytest.approx(0.40, abs=0.005)


def test_at_the_bound_the_intervals_cover_as_often_as_they_say() -> None:
    """600 surveys of 30/15/15 projects with about 8 persons, two lines, answers 0.5 points apart near the end of the scale. A
    90 % interval leaves out so large a difference below itself in 5 %: 14 to 49 of 600 with probability .999."""
    rng, draws = np.random.default_rng(11), 600
    means = load_world("gap-0.5").means["EM"]
    types = np.repeat(["PP", "SOC", "SOL"], (30, 15, 15))
    project = np.repeat(np.arange(60), np.maximum(3, rng.poisson(8, 60)))
    latent = np.array([means[kind] for kind in types])[project][:, None]
    latent = latent + np.sqrt(0.35) * rng.standard_normal((60, draws))[project]
    latent = latent + np.sqrt(1.4) * rng.standard_normal((len(project), draws))
    lines = [latent + np.sqrt(1.2) * rng.standard_normal(latent.shape) for _ in range(2)]
    scores = np.mean([np.clip(np.round(line), 1, 7) for line in lines], axis=0)
    models = group_models(scores, types[project], np.full(len(project), "w"), project)
    found = [model.estimate({"PP": 1.0, "SOC": -0.5, "SOL": -0.5}) for model in models]
    inside = [one.interval(0.90)[1] < 0.5 for one in found if one is not None]
    covered = [one.interval(0.95)[0] < 0.5 < one.interval(0.95)[1] for one in found if one is not None]
    assert len(inside) == draws
    assert 14 <= sum(inside) <= 49
    assert 551 <= sum(covered) <= 586  # 570 expected


def test_what_the_means_do_not_decide_has_no_truth() -> None:
    """A share, a median year, a status index, a slope."""
    for claim in ("sse_improve_society", "history_age", "actors_core_marginal", "pp_no_awareness"):
        assert truth(RULES.claims[claim], load_world("talk"), RULES.asked, RULES.rulers) is None


def test_every_row_of_the_first_two_sub_theses_has_a_truth_in_every_world() -> None:
    for name in names():
        for claim in (*RULES.rulers.theses["T1"], *RULES.rulers.theses["T2"]):
            assert truth(RULES.claims[claim], load_world(name), RULES.asked, RULES.rulers) is not None, (name, claim)
