"""How far the declared types can be trusted, with projects whose label and answers are set by hand."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtri
from sklearn.mixture import GaussianMixture

from pipeline.judging import lying
from pipeline.judging.bench import bench
from pipeline.judging.evidence import Evidence
from pipeline.judging.labels import Label, doubted, in_doubt, labels, of_projects, sentence
from pipeline.judging.lying import lies_between, places
from pipeline.stats.resampling import Bootstrapped, ExactShare
from tests.judging.evidence import ASKED, RULERS, SETTINGS, evidence

APART = {code: {"PP": 5.0, "SOC": 3.0, "SOL": 3.0} for code in ASKED.difference}


def mislabelled(number: int) -> Evidence:
    """As apart as in the talk, but so many of the 14 PP projects answer as those of the other side do."""
    found = evidence(APART)
    people = found.respondents
    wrong = people["project"].isin([f"PP{i}" for i in range(number)])
    answers = {code: people[code] - 2.0 * wrong for code in ASKED.difference}
    called = people["declared_type"].map({"PP": 1, "SOC": 2, "SOL": 3}).where(~wrong, 3)
    return replace(found, respondents=people.assign(**answers, S04=called.astype("int8")))


def by_figure(found: Evidence) -> dict[str, Label]:
    return {label.figure: label for label in labels(bench(found, RULERS, SETTINGS))}


def test_right_labels_are_said_to_be_right() -> None:
    found = by_figure(mislabelled(0))
    values = {name: found[name].inference.value for name in ("called", "between", "nearer")}  # type: ignore[union-attr]
    assert values == {"called": 1.0, "between": 0.0, "nearer": 1.0}


def test_mislabelled_projects_are_found_and_said() -> None:
    """14 of 42 projects of PP, a third of which are of the other side: 5 of 42 lie there, and 37 of 42 are called rightly."""
    found = by_figure(mislabelled(5))
    assert found["between"].inference is not None
    assert found["between"].inference.value == pytest.approx(5 / 42)
    assert found["called"].inference is not None
    assert found["called"].inference.value == pytest.approx(37 / 42)
    limits = {"between": 0.02, "between_kinds": 0.5, "apart": 0.5, "uncalled": 0.5}
    said = sentence(list(found.values()), limits, "undecided", smallest=5)
    assert "88 % of the respondents call their project what it is declared to be" in said
    assert "12 % of the projects lie between the two sides" in said
    assert "many projects are not what they are declared to be" in said
    assert said.endswith("or the types themselves do not lie apart as the talk has them.")
    assert "many projects" not in sentence(list(found.values()), limits, "continuum", smallest=5)
    limits = {"between": 0.5, "between_kinds": 0.02, "apart": 0.5, "uncalled": 0.5}
    between_kinds = sentence(list(found.values()), limits, "kinds", smallest=5)
    assert between_kinds.endswith("many projects are not what they are declared to be, which would hide differences.")


def test_wrong_labels_on_one_side_do_not_hide_behind_the_mean_that_they_pull() -> None:
    """5 of 14 PP projects answer 1.2 lower, at 3.5 and 4.1, the others at 4.7 and 5.3, SSE around 3: without itself the middle
    one of a wrong project's own side stands at 4.7, so that 4.1 is 1.1 / 1.7 = 65 % of the way; from the mean of 4.61 it would
    be 68 %, beyond the middle third."""
    found = evidence(APART)
    people = found.respondents
    wrong = people["project"].isin([f"PP{i}" for i in range(5)])
    lower = people.assign(**{code: people[code] - 1.2 * wrong for code in ASKED.difference})
    own = places(replace(found, respondents=lower))
    assert own is not None
    assert own["PP1"][0] == "PP"
    assert own["PP1"][1] == pytest.approx(1.1 / 1.7)
    assert {name for name, (_, place) in own.items() if lies_between(place)} == {f"PP{i}" for i in range(5)}


@pytest.mark.parametrize(
    ("kind", "count", "warned"),
    [
        ("undecided", 12, True),
        ("undecided", 11, False),
        (None, 11, False),
        ("kinds", 8, True),
        ("kinds, not the declared ones", 8, True),
        ("kinds", 7, False),
        ("continuum", 40, False),
    ],
)
def test_how_many_between_the_sides_make_the_labels_doubtful(kind: str | None, count: int, warned: bool) -> None:
    """Of 60 projects Clopper and Pearson's lower bound is 10.8 % for 12, 9.5 % for 11, 5.9 % for 8 and 4.8 % for 7."""
    found = {"between": ExactShare(count, 60), "nearer": ExactShare(60, 60)}
    assert doubted(found, RULERS.measurement, kind) is warned


@pytest.mark.parametrize(("nearer", "apart"), [(38, False), (39, True)])
def test_types_that_do_not_differ_say_nothing_of_the_labels(nearer: int, apart: bool) -> None:
    """Of 60 projects Clopper and Pearson's lower bound is 49.9 % for 38 and 51.6 % for 39: what chance gives to
    either side is half of them. With 30 of 60 between the sides the labels would else be in doubt."""
    half, own = ExactShare(30, 60), ExactShare(nearer, 60)
    assert doubted({"between": half, "nearer": own}, RULERS.measurement, "undecided") is apart
    others = [Label(name, None, 0, "") for name in ("called", "coders")]
    found = [*others, Label("between", half, 60, "of the projects lie between"), Label("nearer", own, 60, "")]
    said = sentence(found, RULERS.measurement, "undecided", smallest=5)
    assert ("many projects are not what they are declared to be" in said) is apart
    assert ("by its answers a project's type cannot be told" in said) is not apart


@pytest.mark.parametrize(("count", "many"), [(12, True), (11, False), (8, False)])
def test_more_wrong_labels_than_are_said_leave_no_supported(count: int, many: bool) -> None:
    """Clopper and Pearson's lower bound is 10.8 % for 12 of 60 and 9.5 % for 11; 8 between two kinds are said only."""
    found = {"between": ExactShare(count, 60), "nearer": ExactShare(60 - count, 60)}
    assert in_doubt(found, RULERS.measurement) is many
    assert doubted(found, RULERS.measurement, "kinds")


@pytest.mark.parametrize(("count", "many"), [(5, True), (4, False)])
def test_one_side_of_two_kinds_leaves_no_supported(count: int, many: bool) -> None:
    """Clopper and Pearson's lower bound is 5.6 % for 5 of 30 projects of one side and 3.8 % for 4; 5 of all 60 would be few."""
    found = {"between": ExactShare(count, 60), "nearer": ExactShare(60 - count, 60), "apart_SSE": ExactShare(count, 30)}
    assert in_doubt(found, RULERS.measurement) is many
    assert doubted(found, RULERS.measurement, "kinds") is many
    assert not doubted(found, RULERS.measurement, "continuum")


def placed(monkeypatch: pytest.MonkeyPatch, side: list[float]) -> dict[str, Label]:
    """The figures where 30 projects of peer production lie at these places, and 30 of the other side around 1."""
    own = {f"PP{i}": ("PP", at) for i, at in enumerate(side)}
    own |= {f"SOC{i}": ("SSE", 1 + 0.1 * ndtri((i + 0.5) / 30)) for i in range(30)}
    monkeypatch.setattr(lying, "places", lambda _: own)
    return {label.figure: label for label in of_projects(lying.lying(evidence(APART), RULERS.measurement))}


@pytest.mark.parametrize(("count", "otherwise", "wrong"), [(3, 3, True), (2, 2, False), (3, 2, False), (0, 3, False)])
def test_projects_between_that_their_own_people_call_otherwise_leave_no_supported(
    monkeypatch: pytest.MonkeyPatch, count: int, otherwise: int, wrong: bool
) -> None:
    """3 of 30 are surely more than 2 % (Clopper and Pearson's lower bound is 2.1 %), 2 are not (0.8 %). Half of the people of
    so many projects of peer production answer that it is several of these."""
    found = evidence(APART, projects=30)
    people = found.respondents
    several = people["project"].isin([f"PP{i}" for i in range(otherwise)]) & (people["row"] % 2 == 0)
    answers = np.where(several, 4, people["declared_type"].map({"PP": 1, "SOC": 2, "SOL": 3}))
    own = {f"PP{i}": ("PP", 0.6 if i < count else 1 + 0.15 * ndtri((i + 0.5) / 30)) for i in range(30)}
    own |= {f"SOC{i}": ("SSE", 1 + 0.1 * ndtri((i + 0.5) / 30)) for i in range(30)}
    monkeypatch.setattr(lying, "places", lambda _: own)
    lain = lying.lying(replace(found, respondents=people.assign(S04=answers)), RULERS.measurement)
    assert lain is not None
    named = {label.figure: label.inference for label in of_projects(lain)}
    assert named["uncalled_PP"] == ExactShare(min(count, otherwise), 30)
    assert named["uncalled_SSE"] == ExactShare(0, 30)
    assert in_doubt(named, RULERS.measurement) is wrong
    others = [Label(name, None, 0, "") for name in ("called", "coders")]
    said = sentence([*others, *of_projects(lain)], RULERS.measurement, "kinds", smallest=5)
    assert (
        "10 % of the projects declared peer production lie there, and most of their own people do not" in said
    ) is wrong


def normal(middle: float, spread: float, n: int) -> list[float]:
    """n values that lie as evenly as the quantiles of a normal curve."""
    return [middle + spread * float(ndtri((i + 0.5) / n)) for i in range(n)]


def test_a_fifth_of_one_side_at_the_hybrids_place_stands_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """24 of 30 around 1 and 6 around the middle, a tenth of the way wide: five standard deviations apart."""
    found = placed(monkeypatch, normal(1.0, 0.1, 24) + normal(0.5, 0.1, 6))
    assert found["apart_PP"].inference == ExactShare(6, 30)
    assert found["apart_SSE"].inference is None
    rest = [Label(name, None, 0, "") for name in ("called", "coders")]
    said = sentence([*rest, *found.values()], RULERS.measurement, "kinds", smallest=5)
    assert said == (
        "On the declared types: 10 % of the projects lie between the two sides, or on the other one; 20 % of the projects "
        "declared peer production lie there, apart from the others of them: many projects are not what they are declared to "
        "be, which would hide differences."
    )


@pytest.mark.parametrize(("spread", "two"), [(0.13, True), (0.14, False)])
def test_one_side_is_of_two_kinds_from_positive_evidence_on(
    monkeypatch: pytest.MonkeyPatch, spread: float, two: bool
) -> None:
    """24 around 1 and 6 around the middle, .13 wide: two curves bring more than 2 in BIC, in the other case less, both less
    than the 6 that the verdict on kinds needs; by the definition of BIC, from scikit-learn's mixtures."""
    own = normal(1.0, spread, 24) + normal(0.5, spread, 6)
    gain = bic(own, 1) - min(bic(own, 2, alike) for alike in ("tied", "full"))
    assert (gain > 2) is two
    assert gain < 6
    assert (placed(monkeypatch, own)["apart_PP"].inference is not None) is two


def bic(values: list[float], curves: int, variances: str = "full") -> float:
    """Of so many normal curves, by the general search."""
    found = GaussianMixture(curves, covariance_type=variances, n_init=20, tol=1e-9, max_iter=1000, random_state=1)
    data = np.array(values)[:, None]
    return float(found.fit(data).bic(data))


def test_one_side_that_trails_off_is_of_one_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """30 around 1, so wide (.35) that 5 lie before 2/3: the 5 lowest normal quantiles of 30 are below -0.99."""
    found = placed(monkeypatch, normal(1.0, 0.35, 30))
    assert found["between"].inference == ExactShare(5, 60)
    assert found["apart_PP"].inference is None


def test_a_share_that_tells_of_few_respondents_stands_without_its_number() -> None:
    """3 of 60 (5 %) say otherwise, or only 3 agree; 5 of 60 may be told (92 %)."""
    for agreeing, told in (
        (57, "nearly all of the"),
        (3, "hardly any of the"),
        (55, "92 % of the"),
        (60, "100 % of the"),
    ):
        called = Label("called", ExactShare(agreeing, 60), 60, "of the respondents call it so")
        others = [Label(name, None, 0, "") for name in ("coders", "between", "nearer")]
        assert f": {told} respondents" in sentence([called, *others], RULERS.measurement, None, smallest=5)


def test_nothing_known_is_said_to_be_unknown() -> None:
    alone = evidence({"PC": {"PP": 5.0}}, types=("PP",))
    found = labels(bench(alone, RULERS, SETTINGS))
    assert all(label.inference is None for label in found)
    assert (
        sentence(found, RULERS.measurement, None, smallest=5)
        == "How far the declared types can be trusted is not known."
    )


def test_social_and_solidarity_economy_are_one_side() -> None:
    found = mislabelled(0)
    swapped = found.respondents["S04"].replace({2: 3, 3: 2})
    named = by_figure(replace(found, respondents=found.respondents.assign(S04=np.int8(0) + swapped)))
    assert named["called"].inference is not None
    assert named["called"].inference.value == 1.0


def test_coders_who_put_nearly_all_alike_are_not_said_to_agree_by_chance_alone() -> None:
    """28 of 30 alike, and all but two with one objective: kappa is (0.933 - 0.935) / (1 - 0.935), about 0."""
    found = [
        Label("called", None, 0, ""),
        Label("coders", Bootstrapped(-0.03, np.zeros(3)), 30, "kappa"),
        Label("coders_alike", ExactShare(28, 30), 30, "alike"),
        *(Label(name, None, 0, "") for name in ("between", "nearer")),
    ]
    said = sentence(found, RULERS.measurement, None, smallest=5)
    assert said == (
        "On the declared types: the two coders agree on 93 % of the projects, with a kappa of -0.03 (1 is full agreement, "
        "0 chance)."
    )
