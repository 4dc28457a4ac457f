"""What the gates did to a claim: what failed, by how much, and the word without it."""

from collections.abc import Collection
from dataclasses import dataclass

from pipeline.html import words
from pipeline.html.words import Word
from pipeline.sections import vocabulary
from pipeline.sections.material import Material, rows

WORD = "word"


@dataclass(frozen=True)
class Fired:
    """One gate that fired: its code and meaning, what failed, the figure against its threshold, what came of it, and the words
    before and after."""

    gate: str
    meaning: str
    what: str
    figures: str
    effect: str
    before: Word
    after: Word


def fired(material: Material, told: Collection[str]) -> dict[str, list[Fired]]:
    """By claim, the gates that fired, in the order in which they were asked; figures only of claims that are `told`."""
    found: dict[str, list[Fired]] = {}
    for row in rows(material.more["gates_by_claim"].sort_values(["claim", "number"])):
        known = row["figure"] is not None and row["threshold"] is not None and row["claim"] in told
        figures = f"{words.number(row['figure'])} against {words.number(row['threshold'])}" if known else ""
        found.setdefault(row["claim"], []).append(
            Fired(
                gate=row["gate"],
                meaning=words.GATES.get(row["gate"], ""),
                what=vocabulary.plain(str(row["what"]), material.instrument).replace(
                    "r_wg", "r_wg, 1 is full agreement"
                ),
                figures=figures,
                effect="decided the word"
                if row["effect"] == WORD
                else f"added “{row['effect'].removeprefix('suffix ')}”",
                before=words.VERDICTS[row["word_before"]],
                after=words.VERDICTS[row["word_after"]],
            )
        )
    return found
