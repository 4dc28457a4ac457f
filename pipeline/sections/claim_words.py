"""What is said of a claim beside its verdict: what kind it is, what the number is that was judged, whether it counts."""

from collections.abc import Mapping, Sequence

from pipeline.claims import Claim
from pipeline.html import words
from pipeline.sections.material import Material, Row

KINDS: Mapping[str, str] = {
    "DIFF": "a difference",
    "DIFF_POLE": "a difference with two poles",
    "EQ": "a commonality",
    "LOC": "where one side stands",
    "WITHIN": "two answers of the same person compared",
    "PROP": "a share",
    "DISP": "how far projects spread",
    "CONJ": "several statements that must all hold",
    "TAX": "two kinds or one scale",
    "NT": "no survey can decide it",
    "ASSOC": "an association",
    "NULL": "the absence of an association",
    "MED": "a path through something else",
    "CLASS": "a rule of classification",
    "RANK": "an order",
}

# how a slide without a title of its own is called, as on the page of the talk
SLIDES: Mapping[str, str] = {
    "(all tables)": "The tables as a whole",
    "(last slide, title lost in the text: cooperation)": "Can the two work together?",
}
# what the number is that was judged
NUMBERS: Mapping[str, str] = {
    "DIFF": "Difference, above zero as the talk says",
    "DIFF_POLE": "Difference, above zero as the talk says",
    "EQ": "Difference, peer production less the others",
    "LOC": "Mean",
    "WITHIN": "Difference within persons",
    "PROP": "Share",
    "DISP": "Spread, one side’s against the other’s",
    "CONJ": "Supported",
    "TAX": "How often one scale alone would look so (dip test)",
    "ASSOC": "Slope, above zero as the talk says",
    "NULL": "Slope",
    "MED": "Effect through what lies between",
    "CLASS": "Share",
    "RANK": "How far the first lies ahead",
}


def number(claim: Claim, parts: Sequence[Row]) -> str:
    """What the estimate is."""
    if claim.type == "CLASS" and any(row["what"].startswith("balanced accuracy") for row in parts):
        return "Rightly sorted, the mean of both sides"
    return NUMBERS.get(claim.type, "Estimate")


def standing(claim: Claim, counted: bool, exploratory: bool, material: Material) -> str:
    """Whether a claim counts, and why not."""
    if exploratory:
        return "Shown, counted apart: it was added after the rules were registered."
    if counted:
        return "Counts towards the overall picture."
    if claim.circular:
        return "Shown, not counted: what it says is part of how projects were sorted into the two sides."
    if claim.duplicate_of:
        known = material.claims
        repeated = [f"“{known[one].statement}”" if one in known else one for one in claim.duplicate_of]
        return f"Shown, not counted: it repeats {words.listing(repeated)}."
    if claim.tier != "core":
        return "Shown, not counted: a side remark of the talk."
    return "Shown, not counted: no survey can decide it."
