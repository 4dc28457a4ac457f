"""What a scale may and may not be used for, from its gates; over what it compares; who has a score of it."""

import re
from collections.abc import Mapping, Sequence

from pipeline.html import words
from pipeline.sections.material import Row

OVER = {"type": "types", "wave": "waves", "language": "languages"}


def use(scale: Row, bias: Row | None, suspected: Mapping[str, str], smallest_icc2: float) -> str:
    """Of the row of all respondents in measurement_by_scale, the scale's row over types in bias_by_scale, and the lines whose
    key is suspected, with the groups in which they are."""
    if suspected:
        named = words.listing([f"{item} ({where})" for item, where in suspected.items()])
        return f"Not to be used before the key of {named} has been checked: it runs against the rest of the scale."
    parts = [_reliable(scale), _comparable(bias), _of_projects(scale, smallest_icc2)]
    return words.sentence("; ".join(part for part in parts if part))


def _reliable(scale: Row) -> str:
    gate = scale["gate"]
    if gate == "good":
        return "it may be used to compare groups of projects"
    if gate == "low":
        return "it may be used to compare groups of projects, with the note that it is not very reliable"
    if gate == "fails":
        return "it must not be used as one score, and its lines are judged one by one"
    if scale["n_items"] == 1:
        return "a single line, of which nothing says how reliable it is: it may be used with that reservation"
    return f"how reliable it is was not assessed ({scale['reason']}), so that it may only be used with that reservation"


def _comparable(bias: Row | None) -> str:
    if bias is None or bias["bias"] is None:
        why = (
            f" ({bias['reason']})" if bias is not None and bias["reason"] and bias["reason"] != "a single item" else ""
        )
        return f"whether its lines mean the same to all types was not assessed{why}"
    if bias["bias"] == 0:
        return "no line of it was found to mean something else to one of the types"
    named = words.listing(str(bias["items"]).split())
    beyond = words.number(abs(bias["bias"]))
    otherwise = "differs" if len(str(bias["items"]).split()) == 1 else "differ"
    return (
        f"a difference between the types must exceed its bound by {beyond} points more, for {named} {otherwise} between them "
        "otherwise than the rest"
    )


def _of_projects(scale: Row, smallest_icc2: float) -> str:
    disagree = "members disagree" in (scale["agreement"] or "")
    unsure = scale["icc2"] is not None and scale["icc2"] < smallest_icc2
    if disagree and unsure:
        return "it speaks of members, not of their projects, and must not be used to rank single projects"
    if disagree:
        return "it speaks of the members of projects, who do not agree on it"
    return "it must not be used to rank single projects" if unsure else ""


def in_words(contrast: str) -> str:
    """A contrast of types, such as PP less SOC, without their codes."""
    return re.sub(r"\b(PP|SOC|SOL)\b", lambda match: words.TYPES[match.group(0)], contrast)


def comparison(over: str, row: Row) -> tuple[str, str, str]:
    """What is compared, the bias in words, why; of a row of bias_by_scale."""
    if row["bias"] is None:
        return OVER[over], "not assessed", words.sentence(row["reason"])
    contrast = in_words(row["contrast"])
    if over == "language":
        contrast = re.sub(r"\w+", lambda match: words.language(match.group(0)), contrast)
    if row["bias"] == 0:
        return OVER[over], "none found", words.sentence(f"{contrast}: no line differs otherwise than the rest")
    return OVER[over], f"{words.number(row['bias'])} points", words.sentence(f"{contrast}: {row['reason']}")


def scored(scale: Row, lines: Sequence[Row], smallest: int) -> str:
    """How many have a score and what was done with the answers that are missing: of the row of all respondents in
    measurement_by_scale and those of its lines in missing_by_item. Where those without a score are fewer than `smallest`, how
    many they are is not told."""
    own, everybody = int(scale["n_respondents"]), max((int(line["n"]) for line in lines), default=0)
    formed = [line["item"] for line in lines if 0 < line["not_asked"] < line["n"]]
    many = "all but a few" if 0 < everybody - own < smallest else "all" if own == everybody else f"{own:,}"
    rule = (
        "their answer" if len(lines) == 1 else "the mean of the lines that they answered, at least half of those shown"
    )
    said = f"Of {words.count(everybody, 'respondent')} {many} have a score: {rule}"
    skipped = f"; not everybody was asked {words.listing(formed)}, which counts as no gap" if formed else ""
    return f"{said}{skipped}. Nothing is filled in."
