"""What is said beside an overall verdict that no rule can guard."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.sections import provisos
from pipeline.sections.material import Material
from tests.sections.made_up import nothing, table

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def material(early_late: list[tuple[float | None, float | None, float | None]]) -> Material:
    """30 projects a side in which 10 people answered each, of 20 who could be invited in peer production and of 100 in the
    social economy; and scales on which late and early respondents differ by so much (difference, low, high)."""
    sides = (("PP", 20.0), ("SOC", 100.0))
    projects = [
        {
            "wave": "own",
            "project": f"{side}{number}",
            "declared_type": side,
            "eligible_n": invitable,
            "delivered": 10,
            "kept": 10,
            "rate": 10 / invitable,
        }
        for side, invitable in sides
        for number in range(30)
    ]
    late = [
        {"scale": f"S{n}", "n_early": 100, "n_late": 100, "difference": d, "low": low, "high": high, "reason": ""}
        for n, (d, low, high) in enumerate(early_late)
    ]
    blank = nothing()
    measured = replace(
        blank.measured,
        response=table("response_by_project", *projects),
        early_late=table("early_late_by_scale", *late),
    )
    return replace(blank, measured=measured)


def test_an_unequal_response_stands_beside_the_verdict() -> None:
    """10 of 20 are half, 10 of 100 a tenth; of three compared scales two have an interval without zero."""
    found = material([(0.4, 0.1, 0.7), (-0.3, -0.5, -0.1), (0.1, -0.2, 0.4), (None, None, None)])
    choice, who = provisos.sentences("supported", found)
    assert "typical of their side" in choice
    assert "50 % in peer production (30 projects) and 10 % in social economy (30 projects)" in who
    assert "differ from early ones for sure on 2 of 3 scales" in who


def test_a_project_of_two_waves_is_one_project_and_its_people_are_summed() -> None:
    """Four projects in both waves and one in the second only: 5 projects, and (4 * 10 + 4 * 20 + 30) / (5 * 100 + 4 * 100) of
    their people, 150 / 900. One whose people are not counted is left out."""
    sizes = [("first", n, 10) for n in range(4)] + [("second", n, 20) for n in range(4)] + [("second", 4, 30)]
    projects = [
        {
            "wave": wave,
            "project": f"PP{number}",
            "declared_type": "PP",
            "eligible_n": 100.0,
            "delivered": delivered,
            "kept": delivered,
            "rate": delivered / 100,
        }
        for wave, number, delivered in sizes
    ]
    unknown = projects[-1] | {"project": "PP5", "eligible_n": None, "rate": None}
    blank = nothing()
    response = table("response_by_project", *projects, unknown)
    _, who = provisos.sentences("mixed", replace(blank, measured=replace(blank.measured, response=response)))
    assert (
        "Of those who could be invited, each wave's answers and invitable people summed up, answered 17 % in peer production "
        "(5 projects)." in who
    )


@pytest.mark.parametrize("word", ["inconclusive", "not testable", None])
def test_where_nothing_is_decided_nothing_can_be_wrong(word: str | None) -> None:
    assert provisos.sentences(word, material([])) == []


def test_what_is_not_known_is_said() -> None:
    _, who = provisos.sentences("mixed", nothing())
    assert "How many of those who could be invited answered is not known." in who
    assert "Late respondents could not be compared with early ones." in who
