"""How the answers to a line are distributed, as far as they may be shown: nothing that only a few said, nor its complement."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.html import words
from pipeline.html.stacked import Bar
from pipeline.sections.material import Row
from pipeline.withheld import few

POINTS = range(1, 8)
GAPS = ("refused", "not_answered", "not_reached", "invalid")
BY_DESIGN = ("not_asked", "not_applicable")


@dataclass(frozen=True)
class Distribution:
    """The shares of the answers to a line, of all who were asked (`base`): in words, and as a bar where they may be shown."""

    item: str
    base: str
    disagree: str
    middle: str
    agree: str
    cannot_say: str
    no_answer: str
    bar: Bar | None


def distribution(row: Row, smallest: int) -> Distribution:
    """Of a row of missing_by_item (all respondents). Answers are shown by point where each was given by nobody or by enough,
    else as disagreement, middle and agreement; a few without an answer are counted with those who cannot say."""
    counts = {point: int(row[f"answer_{point}"]) for point in POINTS}
    three = (sum(counts[p] for p in (1, 2, 3)), counts[4], sum(counts[p] for p in (5, 6, 7)))
    gaps, cannot_say = sum(int(row[gap]) for gap in GAPS), int(row["cannot_say"])
    base = sum(three) + gaps + cannot_say
    design = sum(int(row[gap]) for gap in BY_DESIGN)
    together = any(few(n, smallest) for n in (gaps, cannot_say))
    apart = (gaps + cannot_say,) if together else (gaps, cannot_say)
    if base == 0:
        return _nothing(row["item"], "nobody was asked")
    if any(few(n, smallest) for n in (*three, *apart, base, design)):
        return _nothing(row["item"], "withheld")
    by_point = not any(few(n, smallest) for n in counts.values())
    return Distribution(
        item=row["item"],
        base=f"{base:,}",
        disagree=words.percent(three[0] / base),
        middle=words.percent(three[1] / base),
        agree=words.percent(three[2] / base),
        cannot_say=words.percent((cannot_say + gaps if together else cannot_say) / base),
        no_answer="counted with these" if together else words.percent(gaps / base),
        bar=_bar(row["item"], counts if by_point else None, three, (gaps + cannot_say) / base, base),
    )


def _bar(item: str, counts: Mapping[int, int] | None, three: tuple[int, int, int], apart: float, base: int) -> Bar:
    label = f"{item} (n {base:,})"
    if counts is None:
        return Bar(label, (three[0] / base,), three[1] / base, (three[2] / base,), apart)
    against, agreeing = (tuple(counts[point] / base for point in points) for points in ((1, 2, 3), (5, 6, 7)))
    return Bar(label, against, three[1] / base, agreeing, apart)


def _nothing(item: str, why: str) -> Distribution:
    return Distribution(item, why, words.ABSENT, words.ABSENT, words.ABSENT, words.ABSENT, words.ABSENT, None)
