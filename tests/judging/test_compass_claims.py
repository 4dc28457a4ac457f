"""The claims on the compass, from places set by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline import files
from pipeline.compass import CODERS, OBJECTIVES
from pipeline.judging.evidence import Evidence
from tests.judging.evidence import evidence, judge_one

COMMONS, MEMBERS = "commons x selbstentfaltung", "private x social"


def compass(*rows: tuple[str, int, str, float, float], coded: bool = True) -> Evidence:
    """Evidence with places: declared type, how many projects, most probable cell, largest2x2, entropy2x2; where they are
    `coded`, both coders call one project commercial and all others social."""
    table = pd.DataFrame(
        [
            {"declared_type": t, "modal_cell": cell, "largest2x2": largest, "entropy2x2": entropy}
            for t, n, cell, largest, entropy in rows
            for _ in range(n)
        ]
    )
    blank = files.empty("compass_cells_by_project").reindex(range(len(table)))
    names = [f"p{i}" for i in range(len(table))]
    found = evidence({"PC": {"PP": 4.0, "SOC": 4.0, "SOL": 4.0}})
    texts = dict.fromkeys(("project", "declared_type", "modal_cell"), "str")
    found = replace(found, placed=blank.assign(**table, project=names).astype(texts))
    if not coded:
        return found
    grades = np.array([(0.0, 0.0, 100.0)] + [(0.0, 100.0, 0.0)] * (len(found.projects) - 1))
    by_coder = {f"objective_{o}_{c}": grades[:, i] for c in CODERS for i, o in enumerate(OBJECTIVES)}
    return replace(found, projects=found.projects.assign(**by_coder))


def graded(*rows: tuple[str, int, int, int]) -> Evidence:
    """Evidence whose register has the coders' largest grades: declared type, how many, first coder's, second coder's."""
    table = pd.DataFrame([(t, a, b) for t, n, a, b in rows for _ in range(n)], columns=["declared_type", "a", "b"])
    grades = {
        f"objective_{objective}_{coder}": 100.0 * (table[side] == i)
        for coder, side in zip(CODERS, "ab", strict=True)
        for i, objective in enumerate(OBJECTIVES)
    }
    register = table[["declared_type"]].assign(project=[f"p{i}" for i in range(len(table))], wave="one", **grades)
    found = compass(("SOC", 20, MEMBERS, 1.0, 0.0), ("SOL", 20, MEMBERS, 1.0, 0.0))
    return replace(found, projects=register.astype({"project": "str", "declared_type": "str", "wave": "str"}))


def test_peer_production_is_hard_to_locate() -> None:
    """Means 0.9 and (0.2 + 0.4) / 2: SOC and SOL have equal weight, however many they are."""
    judged = judge_one(
        "compass_pp_hard",
        compass(("PP", 20, COMMONS, 0.3, 0.9), ("SOC", 30, MEMBERS, 0.9, 0.2), ("SOL", 12, MEMBERS, 0.8, 0.4)),
    )
    assert judged.verdict == "supported"
    assert judged.estimate == pytest.approx(0.6)
    assert judged.unit == "entropy"
    assert "0.50 of the difference is there by construction" in judged.reason
    without = next(p for p in judged.parts if "without what forcing commons adds" in p.what)
    assert without.value == pytest.approx(0.1)  # a half is what commons add by themselves
    means = {p.side: p.value for p in judged.parts if p.what.startswith("mean normalised entropy")}
    assert means == pytest.approx({"PP": 0.9, "SSE": (30 * 0.2 + 12 * 0.4) / 42})


def test_as_hard_as_the_others_is_equivalent_and_harder_contradicts() -> None:
    same = compass(("PP", 20, COMMONS, 0.5, 0.5), ("SOC", 20, MEMBERS, 0.5, 0.5), ("SOL", 20, MEMBERS, 0.5, 0.5))
    assert judge_one("compass_pp_hard", same).verdict == "equivalent"
    other = compass(("PP", 20, MEMBERS, 0.9, 0.1), ("SOC", 20, COMMONS, 0.5, 0.9), ("SOL", 20, COMMONS, 0.5, 0.9))
    judged = judge_one("compass_pp_hard", other)
    assert judged.verdict == "contradicted"
    assert judged.estimate == pytest.approx(-0.8)


def test_a_handful_of_projects_is_gated() -> None:
    few = compass(("PP", 11, COMMONS, 0.3, 0.9), ("SOC", 20, MEMBERS, 0.9, 0.1), ("SOL", 20, MEMBERS, 0.9, 0.1))
    judged = judge_one("compass_pp_hard", few)
    assert (judged.verdict, judged.gates) == ("inconclusive", ("G1",))
    assert "peer production has 11 projects in the compass" in judged.reason


def test_the_compass_locates_a_side() -> None:
    """36 of 40 are located, Clopper and Pearson's interval is 0.763 to 0.972; 24 of 40: 0.433 to 0.751."""
    found = compass(("SOC", 36, MEMBERS, 0.9, 0.2), ("SOL", 4, MEMBERS, 0.7, 0.6))
    judged = judge_one("compass_useful", found)
    assert judged.verdict == "supported"
    assert judged.estimate == pytest.approx(0.9)
    assert judged.ci95 == pytest.approx((0.763, 0.972), abs=0.001)
    open_ = judge_one("compass_useful", compass(("SOC", 24, MEMBERS, 0.9, 0.2), ("SOL", 16, MEMBERS, 0.7, 0.6)))
    assert open_.verdict == "inconclusive"
    nowhere = compass(("SOC", 20, MEMBERS, 0.5, 0.6), ("SOL", 20, MEMBERS, 0.5, 0.6))
    assert judge_one("compass_useful", nowhere).verdict == "contradicted"
    half = compass(("SOC", 40, MEMBERS, 0.9, 0.2))
    assert judge_one("compass_useful", half).verdict == "not testable"  # half of a side is not the side


def test_without_a_reliable_coding_nothing_is_located() -> None:
    """36 of 40 are located, but the coders agree on 35 of 50 projects, or there is one coder only."""
    once = compass(("SOC", 36, MEMBERS, 0.9, 0.2), ("SOL", 4, MEMBERS, 0.7, 0.6), coded=False)
    judged = judge_one("compass_useful", once)
    assert judged.verdict == "inconclusive"
    assert "no project has two coders" in judged.reason
    open_ = graded(("SOC", 20, 1, 1), ("SOL", 15, 2, 2), ("SOC", 5, 1, 2), ("SOL", 10, 2, 1))
    assert judge_one("compass_useful", open_).verdict == "inconclusive"
    shut = graded(("SOC", 24, 1, 1), ("SOL", 20, 2, 2), ("SOC", 3, 1, 2), ("SOL", 3, 2, 1))  # (.88 - .5) / .5 = .76
    assert judge_one("compass_useful", shut).verdict == "supported"


def test_the_coders_agreement_stands_beside() -> None:
    """Both social 20 and both commercial 15 of 50, 5 and 10 the one or the other: (0.70 - 0.50) / (1 - 0.50) = 0.40."""
    judged = judge_one(
        "compass_useful", graded(("SOC", 20, 1, 1), ("SOL", 15, 2, 2), ("SOC", 5, 1, 2), ("SOL", 10, 2, 1))
    )
    agreed = next(p for p in judged.parts if "coders agree" in p.what)
    assert agreed.value == pytest.approx(0.7)
    kappa = next(p for p in judged.parts if p.unit == "kappa")
    assert kappa.value == pytest.approx(0.4)
    assert "a kappa of 0.40" in judged.reason and "more than 0.6 is needed" in judged.reason


def test_a_type_in_the_cell_that_the_talk_gives_it() -> None:
    """32 of 40: 0.644 to 0.909, above a half."""
    judged = judge_one(
        "compass_pp_cell", compass(("PP", 32, COMMONS, 0.3, 0.9), ("PP", 8, "private x commercial", 0.9, 0.1))
    )
    assert judged.verdict == "supported"
    assert judged.estimate == pytest.approx(0.8)
    next_one = next(p for p in judged.parts if p.role == "context")
    assert next_one.what == "share placed in private x commercial"
    assert next_one.value == pytest.approx(0.2)
    assert judge_one("compass_pp_cell", compass(("PP", 40, MEMBERS, 0.9, 0.1))).verdict == "contradicted"


def test_a_word_that_rests_on_coders_who_disagree_says_so() -> None:
    """Of fifty coded projects the two agree on 35, a kappa of (0.70 - 0.50) / (1 - 0.50) = 0.40; then on 44: 0.76."""
    worse = graded(("SOC", 20, 1, 1), ("SOL", 15, 2, 2), ("SOC", 5, 1, 2), ("SOL", 10, 2, 1))
    better = graded(("SOC", 24, 1, 1), ("SOL", 20, 2, 2), ("SOC", 3, 1, 2), ("SOL", 3, 2, 1))
    once = compass(("SOC", 20, MEMBERS, 1.0, 0.0), ("SOL", 20, MEMBERS, 1.0, 0.0), coded=False)
    said = {}
    for name, found in {"worse": worse, "better": better, "once": once}.items():
        judged = judge_one("compass_social_cell", found)
        assert judged.verdict == "supported"
        said[name] = judged
    assert said["worse"].suffixes == said["once"].suffixes == ("coding not reliable",)
    assert "a kappa of 0.40" in said["worse"].reason and "more than 0.6 is needed" in said["worse"].reason
    assert "no project has two coders" in said["once"].reason
    assert said["better"].suffixes == () and "kappa" not in said["better"].reason
    open_ = replace(worse, placed=worse.placed.assign(modal_cell=[MEMBERS, "public x social"] * 20))
    assert judge_one("compass_social_cell", open_).suffixes == ()  # half of them settle nothing, with whatever coding


def test_shares_of_cells() -> None:
    """None of 40 in the empty cells has an upper bound of 0.088; 10 of 40 a lower one of 0.127."""
    empty = compass(("PP", 20, COMMONS, 0.3, 0.9), ("SOC", 10, MEMBERS, 0.9, 0.1), ("SOL", 10, MEMBERS, 0.9, 0.1))
    assert judge_one("compass_empty", empty).verdict == "supported"
    alone = "private x selbstentfaltung"
    filled = compass(("PP", 10, alone, 0.9, 0.1), ("SOC", 15, MEMBERS, 0.9, 0.1), ("SOL", 15, MEMBERS, 0.9, 0.1))
    assert judge_one("compass_empty", filled).verdict == "contradicted"
    beside = compass(
        ("PP", 5, COMMONS, 0.5, 0.5), ("SOC", 5, MEMBERS, 0.5, 0.5), ("SOL", 10, "commons x social", 0.5, 0.5)
    )
    assert judge_one("compass_sideeffect", beside).verdict == "supported"


@pytest.mark.parametrize(
    "name",
    [
        "compass_useful",
        "compass_pp_cell",
        "compass_social_cell",
        "compass_sideeffect",
        "compass_commercial_pp",
        "compass_empty",
        "compass_pp_hard",
    ],
)
def test_what_is_missing_is_named(name: str) -> None:
    found = evidence({"PC": {"PP": 5.0, "SOC": 5.0, "SOL": 5.0}})
    judged = judge_one(name, found)
    assert judged.verdict == "not testable"
    assert "ownership is not recorded" in judged.reason and "primary objective" in judged.reason
    nobody = judge_one(name, replace(found, projects=found.projects.iloc[:0]))
    assert "in the register" in nobody.reason


def test_a_single_wave_of_several_has_no_places_of_its_own() -> None:
    found = graded(("SOC", 20, 1, 1), ("SOL", 20, 1, 1))
    recorded = found.projects.assign(ownership="public")
    judged = judge_one("compass_useful", replace(found, projects=recorded, placed=found.placed.iloc[:0]))
    assert judged.verdict == "not testable"
    assert "pool the waves" in judged.reason
