"""Decision 8: a supported difference that is one of digital products, with answers set by hand."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline.judging import decide
from pipeline.judging.evidence import Evidence
from pipeline.judging.judgement import Judgement
from pipeline.judging.verdicts import judge_claims
from tests.judging.evidence import CLAIMS, RULERS, SETTINGS, evidence

Nature = Callable[[str, int], str | None]
Hard = Callable[[str, str], float]  # to place, by type and product


def judged(found: Evidence, name: str = "dif_production") -> Judgement:
    return judge_claims({name: CLAIMS[name]}, found, RULERS, SETTINGS, with_context=True)[name]


def with_products(found: Evidence, nature: Nature, by_product: float = 0.0) -> Evidence:
    """The nature of each project's product (by type and number), and `by_product` added to PC where it is digital."""
    projects, persons = found.projects, found.respondents
    natures = [
        nature(declared, int(project.removeprefix(declared)))
        for project, declared in zip(projects["project"], projects["declared_type"], strict=True)
    ]
    digital = dict(zip(projects["project"], [n == "digital" for n in natures], strict=True))
    shift = by_product * persons["project"].map(digital).astype(float)
    return Evidence(
        **{
            **{field: getattr(found, field) for field in found.__dataclass_fields__},
            "projects": projects.assign(product_nature=pd.Series(natures, dtype="str")),
            "respondents": persons.assign(PC=persons["PC"] + shift),
        }
    )


def mostly(exceptions: int) -> Nature:
    """PP digital and the others physical, but for so many projects of each type that are the other way round."""

    def nature(declared: str, number: int) -> str:
        return "digital" if (declared == "PP") == (number >= exceptions) else "physical"

    return nature


APART = {"PC": {"PP": 5.5, "SOC": 2.8, "SOL": 3.2}}
ALIKE = {"PC": {"PP": 2.4, "SOC": 2.4, "SOL": 2.4}}


def adjusted(judgement: Judgement) -> list[float]:
    return [part.value for part in judgement.parts if "adjusted" in part.what and part.inference is not None]


def test_a_difference_of_the_types_stays_when_products_are_set_apart() -> None:
    found = judged(with_products(evidence(APART), mostly(4)))
    assert (found.verdict, found.suffixes) == ("supported", ())
    assert adjusted(found) == [pytest.approx(2.5)]
    assert found.counted_word == "supported"


def test_a_difference_of_the_products_is_confounded() -> None:
    """Everybody at 2.4, digital projects 3.8 points higher: 12 of 14 PP and 2 of 14 others are digital, so that the types
    seem to differ by 3.8 * (12 - 2) / 14 points, and by nothing among projects of the same kind."""
    found = judged(with_products(evidence(ALIKE), mostly(2), by_product=3.8))
    assert found.estimate == pytest.approx(3.8 * 10 / 14)
    assert (found.verdict, found.suffixes) == ("supported", ("confounded",))
    assert found.counted_word == "inconclusive"
    assert adjusted(found) == [pytest.approx(0.0, abs=1e-6)]
    assert "not counted as a difference" in found.reason


def test_a_label_that_is_only_the_kind_of_product_is_confounded() -> None:
    found = judged(with_products(evidence(APART), mostly(0)))
    assert (found.verdict, found.suffixes) == ("supported", ("confounded",))
    assert "cannot be told from their type" in found.reason
    assert adjusted(found) == []


@pytest.mark.parametrize("everywhere", ["digital", "physical"])
def test_where_all_products_are_of_one_kind_there_is_nothing_to_adjust(everywhere: str) -> None:
    found = judged(with_products(evidence(APART), lambda *_: everywhere))
    assert (found.verdict, found.suffixes) == ("supported", ())


def test_products_known_of_too_few_projects_leave_the_word_and_are_said() -> None:
    nature = mostly(0)
    found = judged(with_products(evidence(APART), lambda t, n: nature(t, n) if n < 11 and t == "PP" else None))
    assert (found.verdict, found.suffixes) == ("supported", ("products unknown",))
    assert found.counted_word == "supported"
    assert "it is known of too few projects what they make" in found.reason
    assert judged(with_products(evidence(APART), lambda *_: None)).suffixes == ("products unknown",)
    assert judged(with_products(evidence(ALIKE), lambda *_: None)).suffixes == ()


def test_a_domain_says_what_the_register_does_not() -> None:
    """As in the test of a difference of the products, but with free software and housing instead of digital and physical."""
    found = with_products(evidence(ALIKE), mostly(2), by_product=3.8)
    domain = found.projects["product_nature"].map({"digital": "free software", "physical": "housing"})
    register = found.projects.assign(domain=domain, product_nature=pd.Series(None, index=domain.index, dtype="str"))
    told = judged(replace(found, projects=register))
    assert (told.verdict, told.suffixes) == ("supported", ("confounded",))
    assert adjusted(told) == [pytest.approx(0.0, abs=1e-6)]
    unknown = judged(replace(found, projects=register.assign(domain="other")))
    assert unknown.suffixes == ("products unknown",)


@pytest.mark.parametrize(
    ("adjusted_value", "half95", "half90", "confounded"),
    [
        (0.1, 0.45, 0.39, True),  # 90 % interval -0.29 to 0.49: inside half a point
        (0.1, 0.45, 0.41, True),  # 90 % interval to 0.51, but more than half is gone and 0 is inside
        (0.9, 1.0, 0.8, True),  # 0.9 of 2.0 is less than half, and 0 is inside
        (0.9, 0.8, 0.7, False),  # less than half is left, but it is surely above 0
        (1.1, 1.2, 1.0, False),  # 0 is inside, but more than half is left
        (-1.0, 0.5, 0.4, True),  # turned round
    ],
)
def test_both_conditions(adjusted_value: float, half95: float, half90: float, confounded: bool) -> None:
    intervals = [(adjusted_value - half, adjusted_value + half) for half in (half95, half90)]
    assert decide.confounded(2.0, adjusted_value, intervals[0], intervals[1], 0.5) is confounded


def test_the_transparent_check_is_welch_s_contrast_of_project_means() -> None:
    """Projects lie 0.3 above and below their type's mean: each variance is 14/13 * 0.09, the se is its own over 14."""
    found = judged(evidence(APART))
    welch = next(part for part in found.parts if "(Welch)" in part.what)
    variance = 14 / 13 * 0.09 / 14
    assert welch.value == pytest.approx(2.5)
    assert (welch.role, welch.n_projects, welch.n_respondents) == ("context", 42, 252)
    df = (1.5 * variance) ** 2 / ((1 + 2 / 16) * variance**2 / 13)
    assert df == pytest.approx(26.0)
    half = 2.055529 * np.sqrt(1.5 * variance)  # the t quantile .975 of 26 degrees of freedom
    assert welch.ci(0.95) == pytest.approx((2.5 - half, 2.5 + half), abs=1e-5)


@pytest.mark.parametrize(
    ("exceptions", "suffixes"), [(2, ("products unknown",)), (4, ("confounded",)), (0, ("confounded",))]
)
def test_a_median_is_compared_among_products_alike(exceptions: int, suffixes: tuple[str, ...]) -> None:
    """Digital projects began in 2010, others in 1980, whatever their type: 30 years between the types, none among products
    alike. With only 2 projects of a type among the other products these cannot be compared, and with none the products cannot
    be told from the types, which is said."""
    found = with_products(evidence(APART, projects=30), mostly(exceptions))
    year = np.where(found.projects["product_nature"] == "digital", 2010.0, 1980.0)
    told = judged(replace(found, projects=found.projects.assign(founding_year=year)), "history_age")
    assert (told.verdict, told.estimate, told.suffixes) == ("supported", 30.0, suffixes)
    beside = next(part for part in told.parts if "among projects with products alike" in part.what)
    assert beside.role == "context"
    assert ("not counted as a difference" in told.reason) is (suffixes == ("confounded",))
    if exceptions == 4:
        assert beside.value == 0.0
    else:
        assert beside.inference is None
        assert ("to compare products alike" if exceptions else "cannot be told from their type") in beside.absent[0]
        assert exceptions == 0 or "too few projects of a type make what those of the other do" in told.reason


def placed(found: Evidence, entropy: Hard) -> Evidence:
    """The same evidence with each project in the compass, hard to place as the function of its type and product says."""
    table = found.projects
    values = [entropy(t, n) for t, n in zip(table["declared_type"], table["product_nature"], strict=True)]
    wobble = np.where(np.arange(len(table)) % 2, 0.05, -0.05)
    cells = pd.DataFrame(
        {
            "project": table["project"],
            "declared_type": table["declared_type"],
            "modal_cell": "private x social",
            "entropy2x2": np.asarray(values) + wobble,
            "largest2x2": 0.5,
        }
    )
    return replace(found, placed=cells.astype({"project": "str", "declared_type": "str", "modal_cell": "str"}))


@pytest.mark.parametrize(
    ("exceptions", "by_type", "confounded"),
    [
        (0, True, True),  # products and types are one
        (2, True, False),  # 2 of 14 of each type make the other things, and are as hard to place as their type
        (2, False, True),  # ... as the products
        (3, False, True),  # enough to compare among products alike
    ],
)
def test_a_place_in_the_compass_is_held_against_the_products(exceptions: int, by_type: bool, confounded: bool) -> None:
    """Peer production, or whoever makes digital things, at 0.9 and the others at 0.2: with 2 of 14 the other way round in each
    type the types are 0.7 apart by type, and 0.7 * 10 / 14 by product, of which nothing is left when products are held
    constant."""
    found = with_products(evidence(APART), mostly(exceptions))
    hard = placed(found, lambda t, n: 0.9 if (t == "PP" if by_type else n == "digital") else 0.2)
    told = judged(hard, "compass_pp_hard")
    assert told.estimate == pytest.approx(0.7 if by_type else 0.7 * (14 - 2 * exceptions) / 14)
    assert (told.verdict, "confounded" in told.suffixes) == ("supported", confounded)
    held = [
        p.value for p in told.parts if ("adjusted for digital" in p.what or "products alike" in p.what) and p.inference
    ]
    assert held == ([] if exceptions == 0 else [pytest.approx(0.7 if by_type else 0.0, abs=0.01)])


def test_a_share_is_compared_among_products_alike() -> None:
    """Who makes digital things never names changing society first, all others do: 10 of 14 projects of PP are digital, 4 of 14
    of the others, so that the shares are 4/14 and 10/14; among products alike they are the same."""
    found = with_products(evidence(APART), mostly(4))
    digital = found.respondents["project"].map(
        dict(zip(found.projects["project"], found.projects["product_nature"], strict=True))
    )
    answers = found.respondents.assign(FC1=np.where(digital == "digital", 1.0, 2.0))
    told = judged(replace(found, respondents=answers), "sse_improve_society")
    assert told.estimate == pytest.approx(6 / 14)
    beside = next(part for part in told.parts if "among projects with products alike" in part.what)
    assert beside.value == pytest.approx(0.0, abs=1e-12)
