"""The page says of each claim and wave whether its rule was laid down before, as the table of the judge has it."""

from dataclasses import replace
from typing import Any

from pipeline import files, ruleset
from pipeline.sections import forests, overview, registrations
from pipeline.sections.material import Material
from pipeline.sections.registrations import Registration
from pipeline.sections.verdicts import entries
from tests.sections.made_up import estimated, nothing, table, two_sides


def registered(*rows: dict[str, Any]) -> Material:
    empty = nothing()
    return replace(empty, more={**empty.more, "registration_by_claim": table("registration_by_claim", *rows)})


def row(claim: str, status: str, day: str | None = "2027-01-10", changes: str = "") -> dict[str, Any]:
    return {"claim": claim, "wave": "w1", "status": status, "day": day, "changes": changes}


def frozen_then(code: str | None) -> tuple[Registration, ...]:
    return (Registration("2027-01-10", "2027-01-10", "00", (), code),)


def test_a_registration_that_came_too_late_for_the_judge_is_none_for_the_page() -> None:
    """The wave was added after the registration, but was in the field before: the judge says so, and so does the page."""
    material = registered(row("dif_production", "not registered", None))
    (said,) = registrations.of_waves(material, frozen_then(None), files.root())
    assert said.said.startswith("Nothing was registered before its answers came")
    assert said.changes == ()


def test_claims_are_counted_by_status_and_each_change_names_its_claims() -> None:
    own, ruler = "its rule has changed since the last registration", "claims/rulers.yaml changed by 2027-05-01"
    material = registered(
        row("dif_production", "frozen"),
        row("dif_reason", "changed", changes=f"{own}; {ruler}"),
        row("dif_solidarity", "changed", changes=ruler),
        row("dif_new", "exploratory", changes="added after the registration"),
    )
    (said,) = registrations.of_waves(material, frozen_then(ruleset.state(files.root()).code), files.root())
    assert said.said == (
        "Registered on 2027-01-10. 1 claim followed what was registered, of 2 claims something has changed since then and "
        "1 claim came after the registration and is exploratory, counted apart."
    )
    assert dict(said.changes) == {
        own: "dif_reason",
        ruler: "dif_reason and dif_solidarity",
        "added after the registration": "dif_new",
    }


def test_another_state_of_the_program_is_told() -> None:
    material = registered(row("dif_production", "frozen"))
    for code, told in ((ruleset.state(files.root()).code, []), ("another", ["all claims"])):
        (said,) = registrations.of_waves(material, frozen_then(code), files.root())
        assert [claims for _, claims in said.changes] == told


def test_each_claim_is_told_with_every_wave() -> None:
    (one,) = registrations.of_claims(
        registered(row("dif_production", "changed", changes="its rule changed by 2028-01-01"))
    )
    assert (one.claim, one.said) == (
        "dif_production",
        (("w1", "changed, 2027-01-10; its rule changed by 2028-01-01"),),
    )


def test_exploratory_claims_are_counted_apart_on_the_first_page() -> None:
    material = replace(
        two_sides(),
        verdicts=table(
            "verdicts_by_claim",
            estimated("dif_production", "supported", 1.84),
            estimated("dif_reason", "supported", 1.2, suffixes="exploratory", counted=False),
        ),
    )
    shown = entries(material)
    assert overview.counts_sentence(shown) == (
        "Of the talk's 1 claim, 1 is supported. Of the 1 that count towards the overall picture, 1 is supported. "
        "1 claim was added after the rules were registered, so exploratory and counted apart: 1 is supported."
    )
    assert {
        word.word: n for word, n, _ in overview.context(shown, material, forests.forest(shown, material))["counts"]
    }["supported"] == 1
    assert "counted apart" in shown["dif_reason"].standing


def test_a_change_of_nearly_all_names_those_that_it_leaves() -> None:
    ruler = "params.yaml has changed since the last registration"
    meant = [row(claim, "changed", changes=ruler) for claim in ("dif_production", "dif_reason", "dif_solidarity")]
    material = registered(*meant, row("dif_new", "exploratory", changes="added after the registration"))
    (said,) = registrations.of_waves(material, frozen_then(ruleset.state(files.root()).code), files.root())
    assert dict(said.changes)[ruler] == "all claims but dif_new"
