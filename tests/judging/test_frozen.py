"""Which rules were laid down before which answers."""

from pipeline.judging.frozen import Registered, exploratory, frozen

FILES = {"claims/rulers.yaml": "r1", "params.yaml": "p1"}
FIRST = Registered("2027-01-10", (), {"a": "1", "b": "1"}, FILES)
LATER = Registered("2027-05-01", ("2027",), {"a": "1", "b": "2", "c": "1"}, FILES)
NOW = Registered("today", (), {"a": "1", "b": "2", "c": "1"}, FILES)


def statuses(registrations: list[Registered], fielded: dict[str, str | None]) -> dict[tuple[str, str], str]:
    return {(one.claim, one.wave): one.status for one in frozen(registrations, NOW, fielded)}


def test_before_during_and_after() -> None:
    found = statuses([FIRST, LATER], {"2027": "2027-03-01", "2028": "2028-03-01"})
    assert found == {
        ("a", "2027"): "frozen",
        ("b", "2027"): "changed",
        ("c", "2027"): "exploratory",
        ("a", "2028"): "frozen",
        ("b", "2028"): "frozen",
        ("c", "2028"): "frozen",
    }


def test_every_later_change_is_told() -> None:
    found = {one.claim: one for one in frozen([FIRST, LATER], NOW, {"2027": "2027-03-01"})}
    assert found["b"].changes == "its rule changed by 2027-05-01"
    assert (found["a"].day, found["a"].changes) == ("2027-01-10", "")
    other = Registered("today", (), NOW.claims, {**FILES, "claims/rulers.yaml": "r2"})
    told = {one.claim: one.changes for one in frozen([FIRST], other, {"2027": "2027-03-01"})}
    assert told["a"] == "claims/rulers.yaml has changed since the last registration"
    assert told["b"] == (
        "its rule has changed since the last registration; claims/rulers.yaml has changed since the last registration"
    )


def test_a_claim_is_frozen_only_if_all_that_gives_it_its_word_is() -> None:
    """Rulers, parameters and questions decide as well as the rule; figures of others and the order of slides decide nothing."""
    for name in ("claims/rulers.yaml", "params.yaml", "instrument/scales.csv"):
        other = Registered("today", (), FIRST.claims, {**FILES, name: "new"})
        assert {one.status for one in frozen([FIRST], other, {"2027": "2027-03-01"})} == {"changed"}, name
    shown = Registered("today", (), FIRST.claims, {**FILES, "claims/benchmarks.csv": "new"})
    assert {one.status for one in frozen([FIRST], shown, {"2027": "2027-03-01"})} == {"frozen"}


def test_a_ruler_changed_and_changed_back_is_told() -> None:
    between = Registered("2027-05-01", ("2027",), FIRST.claims, {**FILES, "claims/rulers.yaml": "r2"})
    back = Registered("today", (), FIRST.claims, FILES)
    one = frozen([FIRST, between], back, {"2027": "2027-03-01"})[0]
    assert (one.status, one.changes) == (
        "frozen",
        "claims/rulers.yaml changed by 2027-05-01; claims/rulers.yaml has changed since the last registration",
    )


def test_a_registration_after_the_field_began_comes_too_late() -> None:
    assert set(statuses([FIRST], {"2026": "2026-12-31"}).values()) == {"not registered"}
    assert (
        statuses([FIRST], {"2027": "2027-01-10"})["a", "2027"] == "frozen"
    )  # on the first day, and the wave was not there
    there = Registered("2027-01-10", ("2027",), FIRST.claims, FILES)
    assert set(statuses([there], {"2027": "2027-03-01"}).values()) == {"not registered"}
    assert statuses([FIRST], {"2027": None})["a", "2027"] == "frozen"  # no dates: the waves that were there decide


def test_claims_added_afterwards_are_exploratory() -> None:
    assert exploratory(frozen([FIRST], NOW, {"2027": "2027-03-01"})) == {"c"}
    assert exploratory(frozen([], NOW, {"2027": "2027-03-01"})) == set()  # nothing was registered: nothing stands out
