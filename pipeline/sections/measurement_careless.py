"""Careless answers on the measurement page: who was flagged by which index, and what that can do to the verdicts."""

from dataclasses import dataclass
from typing import Any

from pipeline.claims import Claim
from pipeline.html import words
from pipeline.sections import disclosure, flow
from pipeline.sections.material import TYPES, Material, Row, rows
from pipeline.withheld import few

INDICES = {
    "share_answered": "few of the lines shown were answered",
    "speed": "fast beside the wave's median",
    "seconds_per_line": "under two seconds per line on a page",
    "attention": "an attention check failed",
    "longstring": "long run of identical answers",
    "irv": "hardly any, or extreme, variation (IRV)",
    "even_odd": "halves of the scales do not go together (even-odd)",
    "antonyms": "opposite lines answered alike (antonyms)",
    "mahalanobis": "unusual pattern of answers (Mahalanobis)",
    "identical": "the very same answers as another row",
    "suspect": "suspect: two of these or more",
    "excluded": "left out of the primary set",
}
WITHHELD = "withheld"
REST = "the others"
OTHERS = ("all", "strict")  # the sets of rows beside the primary one


@dataclass(frozen=True)
class IndexLine:
    """One index of careless answering, in words; `by_type` in the order of the types; `difference` in percentage points."""

    what: str
    computable: str
    flagged: str
    not_computable: str
    by_type: tuple[str, ...]
    difference: str
    interval: str


@dataclass(frozen=True)
class Turned:
    """A claim with the words that the primary set, all rows and the strict set give it."""

    claim: Claim
    primary: words.Word
    kept: words.Word
    strict: words.Word


def context(material: Material) -> dict[str, Any]:
    """Its part of what templates/measurement.html lays out."""
    return {
        "careless": careless(material),
        "careless_types": types(material),
        "careless_bases_closed": bases_closed(material),
        "careless_sentence": sets_sentence(material),
        "careless_turned": turned(material),
    }


def types(material: Material) -> tuple[str, ...]:
    """The types that have rows in the table."""
    table = material.measured.careless
    return tuple(code for code in TYPES if code in set(table.loc[table["kind"] == "type", "group"]))


def bases_closed(material: Material) -> bool:
    """Whether the numbers of rows that an index was computed for are left out: less the rows kept, they would tell the numbers
    of excluded rows that the flow withholds."""
    return any(table is not None and table.withheld for table in (flow.by_wave(material), flow.by_type(material)))


def careless(material: Material) -> list[IndexLine]:
    """One line for each index; counts of few are withheld, and so is what would tell them."""
    table, shown, closed = rows(material.measured.careless), types(material), bases_closed(material)
    found = {(row["index"], row["kind"], row["group"]): row for row in table}
    return [
        _index(
            name,
            found[name, "all", "all"],
            [found[name, "type", code] for code in shown],
            found.get((name, "contrast", "PP - SSE")),
            material.smallest,
            closed,
        )
        for name in INDICES
        if (name, "all", "all") in found
    ]


def _index(name: str, row: Row, by_type: list[Row], contrast: Row | None, smallest: int, closed: bool) -> IndexLine:
    n, flagged, unknown = (int(row[column]) for column in ("n", "flagged", "not_computable"))
    hidden = few(unknown, smallest) or few(n, smallest)
    secret = withheld_groups(row, by_type, smallest)
    difference, interval = words.ABSENT, ""
    sides = {"PP", "SOC", "SOL"}  # were one of them withheld, it would follow from the contrast and the others
    if contrast is not None and contrast["share"] is not None and contrast["n"] and sides.isdisjoint(secret):
        counted = int(contrast["flagged"])
        if not any(few(k, smallest) for k in (counted, int(contrast["n"]) - counted)) and counted:
            difference = words.number(100 * contrast["share"], 1)
            interval = words.interval(contrast["low"], contrast["high"], "share")
    return IndexLine(
        what=INDICES[name],
        computable="nearly all" if hidden else words.percent(n / (n + unknown)) if closed and n else f"{n:,}",
        flagged=WITHHELD if "all" in secret else f"{flagged:,} ({words.percent(flagged / n)})" if n else words.ABSENT,
        not_computable=f"fewer than {smallest}" if few(unknown, smallest) else f"{unknown:,}",
        by_type=tuple(WITHHELD if one["group"] in secret else _share(one, closed) for one in by_type),
        difference=difference,
        interval=interval,
    )


def _share(row: Row, closed: bool) -> str:
    if not row["n"]:
        return words.ABSENT
    share = words.percent(row["flagged"] / row["n"])
    return share if closed else f"{share} of {int(row['n']):,}"


def withheld_groups(whole: Row, by_type: list[Row], smallest: int) -> frozenset[str]:
    """The groups (`all`, types) whose flagged must not be told: they, or those who were not flagged, are few, or few would
    follow from the others and the whole."""
    counts: dict[disclosure.Cell, int] = {}
    for row in (whole, *by_type):
        counts[row["group"], "n"], counts[row["group"], "flagged"] = int(row["n"]), int(row["flagged"])
    for what in ("n", "flagged"):
        counts[REST, what] = counts["all", what] - sum(counts[row["group"], what] for row in by_type)
    groups = ["all", *(row["group"] for row in by_type), REST]
    for group in groups:
        counts[group, "passed"] = counts[group, "n"] - counts[group, "flagged"]
    sums: list[tuple[disclosure.Cell, ...]] = [
        ((group, "n"), (group, "flagged"), (group, "passed")) for group in groups
    ]
    sums += [tuple((group, what) for group in groups) for what in ("n", "flagged", "passed")]
    hidden = disclosure.withheld_counts(counts, sums, smallest)
    return frozenset(group for group, _ in hidden)


def sets_sentence(material: Material) -> str:
    """How many of the headline claims would get another word with more or with fewer rows; `turned` names them."""
    said, known = _headline(material)
    if not known:
        return ""
    kept, strict = (sum(said.get((c, name)) not in (None, said[c, "primary"]) for c in known) for name in OTHERS)
    return (
        f"Of the {words.count(len(known), 'claim')} that the sub-theses count, {kept or 'none'} would get another word were "
        f"all of the flagged rows kept, and {strict or 'none'} were every row left out that failed a check or has two flags."
    )


def turned(material: Material) -> list[Turned]:
    """The headline claims that another set of rows would give another word."""
    said, known = _headline(material)
    words_of = {
        claim: [said.get((claim, name), said[claim, "primary"]) for name in ("primary", *OTHERS)] for claim in known
    }
    return [
        Turned(material.claims[claim], *(words.VERDICTS[word] for word in own))
        for claim, own in words_of.items()
        if len(set(own)) > 1
    ]


def _headline(material: Material) -> tuple[dict[tuple[str, str], str], list[str]]:
    """The words by claim and set, and the claims that the sub-theses count, as far as they could be judged."""
    said = {(row["claim"], row["set"]): row["verdict"] for row in rows(material.more["verdicts_by_set"])}
    headline = dict.fromkeys(claim for members in material.rulers.theses.values() for claim in members)
    return said, [claim for claim in headline if said.get((claim, "primary"), "not testable") != "not testable"]
