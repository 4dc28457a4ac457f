"""Two kinds or one scale: what each member of the rule says, and what is shown beside it."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline import kinds_words
from pipeline.html import words
from pipeline.rules import Taxon
from pipeline.sections.material import Material, Row

KINDS, SCALE, OPEN = "two kinds", "one scale", "leaves it open"

CAPS = {  # gates of the claim on kinds, and what each of them says
    "sampling gap": "too few projects between the two sides were asked, so that the gap may have been made by the sampling",
    "G4": "how much the respondents agree with anything is not known, which alone can part projects into groups",
}


@dataclass(frozen=True)
class Member:
    """One test: its figure, what it says, whether the rule asks it, and what it looks at."""

    name: str
    value: str
    says: str
    decides: bool
    looks_at: str


def excluded(values: Mapping[str, Row]) -> str:
    """What a verdict of one scale excludes and what it does not."""
    return kinds_words.bound({name: row["value"] for name, row in values.items() if row["value"] is not None})


def capped(verdict: str | None, material: Material) -> str:
    """That the claim of two kinds stays inconclusive although the tests decide, and why; empty where it follows them."""
    taxa = {claim.id for claim in material.claims.values() if isinstance(claim.rule, Taxon)}
    own = material.verdicts[material.verdicts["claim"].isin(taxa) & (material.verdicts["verdict"] == "inconclusive")]
    why = [reason for gate, reason in CAPS.items() if any(gate in gates.split("; ") for gates in own["gates"])]
    if verdict is None or verdict == "undecided" or not why:
        return ""
    return f"The claim that there are two kinds stays inconclusive all the same: {words.listing(why)}."


def members(values: Mapping[str, Row], material: Material) -> list[Member]:
    """The tests whose figures are there: those that decide, those beside, and what tells the declared sides apart."""
    limits = material.rulers.taxon
    found = {name: row["value"] for name, row in values.items() if row["value"] is not None}
    told: list[Member] = []
    if "dip_p" in found:
        value = f"{words.number(found.get('dip'), 3)}, probability {words.probability(found['dip_p'])}"
        says = KINDS if found["dip_p"] < limits["dip"] else SCALE
        looks = (
            "how far the places on the first axis are from having one peak, and how often one peak gives this or more"
        )
        told.append(Member("Dip test", value, says, True, looks))
    if "delta_bic" in found:
        gain = found["delta_bic"]
        says = KINDS if gain > limits["delta_bic_kinds"] else SCALE if gain < limits["delta_bic_continuum"] else OPEN
        looks = "gain in BIC of two normal curves, with one spread or with two, over one along the first axis"
        told.append(Member("Two groups against one", words.number(gain, 1), says, True, looks))
    if "ari" in found:
        says = "the declared ones" if found["ari"] >= limits["ari"] else "not the declared ones"
        looks = "adjusted Rand index of the two groups with the declared sides, hybrids left out: 1 the same sorting, 0 chance"
        told.append(Member("Agreement with the declared sides", _agreement(found, "ari"), says, True, looks))
    return [*told, *_beside(found, limits), *_sides(found), *_reach(found)]


def _beside(found: Mapping[str, float], limits: Mapping[str, float]) -> list[Member]:
    told = []
    if "factor_gain" in found:
        gain, open_ = found["factor_gain"], limits["factor"]
        says = SCALE if gain > open_ else KINDS if gain < -open_ else OPEN
        looks = "BIC of one common factor less that of two classes; takes kinds whose scales correlate for one scale"
        told.append(Member("One factor against two classes", words.number(gain, 1), says, False, looks))
    if "bimodality" in found:
        says = KINDS if found["bimodality"] > limits["bimodality"] else SCALE
        looks = "an even spread along the first axis has 0.56; more hints at two peaks, or at a long tail"
        told.append(Member("Bimodality coefficient", words.number(found["bimodality"]), says, False, looks))
    return told


def _sides(found: Mapping[str, float]) -> list[Member]:
    """What tells the declared sides apart. Nothing of it speaks for kinds: halves of a scale can be told apart too."""
    wanted = {
        "overlap": (
            "Overlap of the declared sides",
            "area that two normal curves of the sides share on the first axis",
        ),
        "wrong_side": ("On the wrong side", "projects beyond the middle between the means of the two sides"),
        "auc": (
            "Telling the sides apart",
            "how often a project of peer production ranks beyond one of the other side; 0.5 is chance",
        ),
    }
    return [
        Member(
            name, words.number(found[key]) if key == "auc" else words.percent(found[key]), words.ABSENT, False, looks_at
        )
        for key, (name, looks_at) in wanted.items()
        if key in found
    ]


def _reach(found: Mapping[str, float]) -> list[Member]:
    """How far apart the declared sides lie, and from where on kinds as large as they would be seen."""
    told = []
    if "apart" in found:
        called = found.get("called_one_scale")
        often = f", called one scale in {words.percent(called)} of samples" if called is not None else ""
        looks = (
            "distance of their means on the first axis, in standard deviations within them; and how often two kinds as near as "
            "that would be called one scale"
        )
        told.append(
            Member("Distance of the declared sides", f"{found['apart']:.1f}{often}", words.ABSENT, False, looks)
        )
    if "apart" in found:
        reach = found.get("excluded_from")
        looks = (
            "smallest distance from which two kinds, as large as the declared sides and with as many projects halfway as "
            "hybrids, would be called one scale in at most 5 of 100 samples"
        )
        value = f"{reach:.1f} and more" if reach is not None else "nothing up to 10"
        told.append(Member("What one scale excludes", value, words.ABSENT, False, looks))
    return told


def _agreement(found: Mapping[str, float], name: str) -> str:
    ends = words.interval(found.get(f"{name}_low"), found.get(f"{name}_high"), None)
    chance = found.get(f"{name}_p")
    by_chance = f", by chance {words.probability(chance)}" if chance is not None else ""
    return f"{words.number(found[name])}{f' ({ends})' if ends else ''}{by_chance}"
