"""What would have to be true for the overall verdict to be wrong though every rule was followed: it stands beside the verdict.

Two surveys answer like one of which the talk is right, and no rule can tell them apart: of projects taken from the two ends of
one scale, and of people whose attitude decided whether they answered, on one side more than on the other.
"""

from pipeline.sections import quality_of_answers
from pipeline.sections.material import Material, rows

UNDECIDED = ("inconclusive", "not testable")
CHOSEN = (
    "Two things could make this verdict wrong, and the answers show neither. One is how the projects were chosen: those "
    "taken because they are typical of their side are the ends of a scale, and look like two kinds even where most projects "
    "lie between."
)
WHO = (
    "The other is who answered: where attitude decides that, on one side more than on the other, the sides seem farther apart "
    "than they are, or nearer."
)


def sentences(word: str | None, material: Material) -> list[str]:
    """What stands beside an overall verdict of this word, with what is known of who answered; nothing where none is decided."""
    if word is None or word in UNDECIDED:
        return []
    return [CHOSEN, f"{WHO} {quality_of_answers.response_sentence(material)} {late(material)}"]


def late(material: Material) -> str:
    """On how many scales late respondents differ from early ones."""
    found = [row for row in rows(material.measured.early_late) if row["difference"] is not None]
    if not found:
        return "Late respondents could not be compared with early ones."
    sure = sum(row["low"] is not None and not row["low"] <= 0 <= row["high"] for row in found)
    return (
        f"Late respondents, who are taken to be more like those who did not answer, differ from early ones for sure on {sure} "
        f"of {len(found)} scales; chance alone makes one in twenty."
    )
