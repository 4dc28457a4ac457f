"""What the measurement page says of all scales together: fit, invariance, response style, missing answers."""

import math
from typing import Any

from pipeline.html import words
from pipeline.sections.material import TYPES, Material, Row, rows
from pipeline.sections.scale_use import in_words

BLOCKS = {"P": "the project", "M": "motives", "V": "values and capitalism"}
LEVELS = {
    "configural": "same pattern (configural)",
    "metric": "equal loadings (metric)",
    "scalar": "equal intercepts (scalar)",
    "partial scalar": "some intercepts free (partial scalar)",
}
FEW_PROJECTS = 3
POINTS = range(1, 8)  # of the scale of every line
OFTEN = 3


def context(material: Material) -> dict[str, Any]:
    """Its part of what templates/measurement.html lays out."""
    return {
        "fits": [_fit(row) for row in rows(material.measured.fit)],
        "levels": _by_comparison(rows(material.measured.invariance)),
        "invariance_sentence": invariance_sentence(rows(material.measured.invariance)),
        "style_sentence": style_sentence(material),
        "ends_sentence": ends_sentence(material),
        "late_sentence": late_sentence(material),
        "response_sentence": response_sentence(material),
        "cannot_say_sentence": cannot_say_sentence(material),
    }


def _fit(row: Row) -> dict[str, str]:
    if row["fit"] == "not assessed":
        figures = dict.fromkeys(("n", "chisq", "cfi", "tli", "rmsea", "interval", "srmr"), words.ABSENT)
    else:
        figures = {
            "n": f"{int(row['n']):,}",
            "chisq": f"{words.number(row['chisq'], 1)} ({int(row['df'])})",
            **{name: words.number(row[name], 3) for name in ("cfi", "tli", "rmsea", "srmr")},
            "interval": f"{words.number(row['rmsea_low'], 3)} to {words.number(row['rmsea_high'], 3)}",
        }
    impossible = "; an estimate is out of range, so that the figures are to be read with care" * (
        row["admissible"] == "no"
    )
    said = row["fit"] + (f": {row['reason']}" if row["reason"] else "") + impossible
    return figures | {"block": f"{row['block']}: {BLOCKS[row['block']]}", "scales": row["scales"], "said": said}


def _level(row: Row) -> dict[str, str]:
    known = row["chisq"] is not None
    outcome = "not assessed: " + row["reason"] if not known else ("holds" if row["holds"] else "does not hold")
    if known and row["level"] == "configural":
        outcome = "fits acceptably" if row["holds"] else "fits poorly"
    freed = f"; free: {words.listing(row['freed'].split())}" if row["freed"] else ""
    chi2 = f"{words.number(row['chisq'], 1)} ({int(row['df'])})" if known else words.ABSENT
    figures = {name: words.number(row[name], 3) for name in ("cfi", "rmsea", "srmr", "delta_cfi", "delta_rmsea")}
    return figures | {
        "block": row["block"],
        "level": LEVELS[row["level"]],
        "chisq": chi2,
        "said": outcome + freed,
    }


def _by_comparison(found: list[Row]) -> list[tuple[str, str, list[dict[str, str]]]]:
    """What is compared, the groups in words, the levels of all blocks."""
    shown = []
    for over in dict.fromkeys(row["over"] for row in found):
        own = [row for row in found if row["over"] == over]
        groups = [words.TYPES.get(name, name) for name in own[0]["groups"].split()]
        shown.append((f"{over}s", words.listing(groups) or "no groups", [_level(row) for row in own]))
    return shown


def invariance_sentence(found: list[Row]) -> str:
    """In how many blocks equal intercepts hold, by what is compared."""
    said = []
    for over in dict.fromkeys(row["over"] for row in found):
        own = [row for row in found if row["over"] == over and row["level"] == "scalar"]
        known = [row for row in own if row["chisq"] is not None]
        held = [row["block"] for row in known if row["holds"]]
        not_assessed = f"over {over}s this was not assessed"
        of = f"the blocks {words.listing([row['block'] for row in known])}"
        kept = f"all of {of}" if len(held) == len(known) else f"{words.listing(held) or 'none'} of {of}"
        said.append(f"over {over}s in {kept}" if known else not_assessed)
    return f"Equal intercepts, without which means do not compare, hold {'; '.join(said)}." if said else ""


def style_sentence(material: Material) -> str:
    """Whether some agree more with whatever they are asked, and whether one side does."""
    found = {row["figure"]: row for row in rows(material.measured.style)}
    if not found or found["estimated"]["words"] != "yes":
        why = found["reason"]["words"] if found else "no answers"
        not_decided = "What rests on lines that are all worded one way is not decided."
        return f"The response style could not be estimated: {why}. {not_decided}"
    spread = math.sqrt(max(found["variance"]["value"], 0.0))
    said = (
        f"People differ in how much they agree with whatever they are asked by {words.number(spread)} points (standard "
        f"deviation), estimated from {int(found['scales']['value'])} scales with lines in both directions."
    )
    if "gap" not in found:
        return f"{said} Between the types it was not compared: {found['gap_reason']['words']}."
    low, high = found["gap_low"]["value"], found["gap_high"]["value"]
    gap = f"{words.number(found['gap']['value'])} points ({words.interval(low, high, 'points')})"
    verdict = "The sides do not differ in it for sure" if low <= 0 <= high else "The sides differ in it"
    sides = in_words(str(found["gap"]["words"]))
    with_it = "Each contrast is computed with and without it; decided means, shares and orders are too."
    return f"{said} {verdict}: {sides} is {gap}. {with_it}"


def ends_sentence(material: Material) -> str:
    """How often each type chose an end of the scale, and that such a habit is not taken off, only told of."""
    said = []
    for code in TYPES:
        own = [row for row in rows(material.measured.answers) if (row["kind"], row["group"]) == ("type", code)]
        given = sum(row[f"answer_{point}"] for row in own for point in POINTS)
        ends = sum(row[f"answer_{point}"] for row in own for point in (POINTS[0], POINTS[-1]))
        if own and max(row["n"] for row in own) >= material.smallest and ends >= material.smallest <= given - ends:
            said.append(f"{words.percent(ends / given)} of the {given:,} answers of {words.TYPES[code]}")
    chosen = f" An end was chosen in {words.listing(said)}." if said else ""
    return (
        f"Going to the ends of the scale is a habit too, and nothing takes it off.{chosen} The answers of a side that does it "
        "more spread more widely whatever it is asked: a verdict on how diverse a side is says so (style-sensitive) where that "
        "may be all there is to it. That a mean lies further from the middle is not seen."
    )


def late_sentence(material: Material) -> str:
    """How those who answered late differ from those who answered early."""
    found = [row for row in rows(material.measured.early_late) if row["difference"] is not None]
    if not found:
        return "Early and late respondents could not be compared: too few, or the times are not known."
    sure = [row for row in found if row["low"] is not None and not row["low"] <= 0 <= row["high"]]
    largest = max(found, key=lambda row: abs(row["difference"]))
    name = material.instrument.indicators[largest["scale"]].name_en
    most = (
        f"the largest difference is {words.number(largest['difference'])} points in {name}"
        f" ({words.interval(largest['low'], largest['high'], 'points')})"
    )
    return (
        f"The last third of the respondents was compared with the first third, within types and waves: "
        f"{len(sure)} of {len(found)} scales differ for sure at 95 % each, where chance alone makes one in twenty; {most}."
    )


def cannot_say_sentence(material: Material) -> str:
    """Which lines were most often answered with `cannot say`."""
    table = material.measured.answers
    asked = [
        row for row in rows(table[table["kind"] == "all"]) if row["n"] - row["not_asked"] - row["not_applicable"] > 0
    ]
    shares = {row["item"]: row["cannot_say"] / (row["n"] - row["not_asked"] - row["not_applicable"]) for row in asked}
    usual = [row for row in asked if row["cannot_say"] >= material.smallest]
    most = sorted(usual, key=lambda row: -shares[row["item"]])[:OFTEN]
    if not most:
        return "No line was answered with “cannot say” by more than a few."
    named = [
        f"“{material.instrument.items[row['item']].wording_en.rstrip('.')}” ({row['item']}, "
        f"{words.percent(shares[row['item']])} of {row['n'] - row['not_asked'] - row['not_applicable']:,})"
        for row in most
    ]
    return f"Most often “cannot say” was the answer to {words.listing(named)}."


def response_sentence(material: Material) -> str:
    """The share of those who could be invited that answered, by type: of the projects of which it is known how many could be,
    all waves together. A project of two waves counts once as a project, and with its people in each of the two."""
    table = material.measured.response
    known = table[table["rate"].notna()]
    said = []
    for code in TYPES:
        own = known[known["declared_type"] == code]
        projects, answers = own["project"].nunique(), int(own["delivered"].sum())
        if projects >= FEW_PROJECTS and answers >= material.smallest:
            share = words.percent(answers / float(own["eligible_n"].sum()))
            said.append(f"{share} in {words.TYPES[code]} ({words.count(projects, 'project')})")
    if not said:
        return "How many of those who could be invited answered is not known."
    summed = ", each wave's answers and invitable people summed up" if known["project"].duplicated().any() else ""
    return f"Of those who could be invited{summed}, answered {words.listing(said)}."
