"""Estimates of the tables turned into the words of the pages, the same way everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline import withheld
from pipeline.html import words
from pipeline.sections import vocabulary
from pipeline.sections.material import Material, Row

WITHHELD = "withheld"
OF_BOTH = ("balanced accuracy", "share of the indirect")  # shares of both sides together, no differences of two


@dataclass(frozen=True)
class Measure:
    """An estimate in words: the value with its unit, the intervals (empty where there are none) and what it rests on."""

    value: str
    ci95: str
    decision: str
    base: str
    withheld: bool

    @property
    def known(self) -> bool:
        return not self.withheld and self.value != words.ABSENT


def of_claim(row: Row, parts: Sequence[Row], material: Material, difference: bool) -> Measure:
    """The estimate of a row of verdicts_by_claim, withheld where one of its `parts` is that says the same; `difference`
    says that it is one of two shares, where it is a share."""
    base = based_on(int(row["n_projects"]), int(row["n_respondents"]), material.sizes_told)
    if withheld.of_verdict(row, parts, material.withheld_parts, material.withholding)[0]:
        return Measure(WITHHELD, "", "", f"fewer than {material.smallest} respondents", True)
    unit = row["unit"]
    ci95 = words.interval(row["ci95_low"], row["ci95_high"], unit)
    decision = words.interval(row["decision_low"], row["decision_high"], unit)
    return Measure(words.amount(row["estimate"], unit, difference), ci95, decision, base, False)


def of_part(row: Row, material: Material) -> Measure:
    """The estimate of a row of parts_by_claim."""
    if (row["claim"], row["part"]) in material.withheld_parts:
        return Measure(WITHHELD, "", "", f"fewer than {material.smallest} respondents", True)
    n, respondents = int(row["n"]), int(row["n_respondents"])
    if respondents == 0:
        base = words.count(n, "project") if n else ""
    else:
        base = based_on(0 if n == respondents else n, respondents, material.sizes_told)
    unit, apart = vocabulary.unit(row["what"], row["unit"]), row["what"].startswith(OF_BOTH)
    value = words.amount(row["estimate"], unit, difference=" - " in row["side"] and not apart)
    return Measure(value, words.interval(row["ci95_low"], row["ci95_high"], unit), "", base, False)


def based_on(projects: int, respondents: int, told: bool) -> str:
    """`48 projects, 371 respondents`, naming only what there is; `told`: whether the number of respondents is told."""
    persons = words.count(respondents, "respondent") if told else "number of respondents withheld"
    return ", ".join([words.count(projects, "project")] * bool(projects) + [persons] * bool(respondents))
