"""What was found for a verdict, in plain text: its estimate, the level that Holm's procedure gave it, its parts, the figures of
the structure tests."""

from collections.abc import Mapping, Sequence
from textwrap import shorten
from typing import Any

import pandas as pd

from pipeline import files
from pipeline.claims import Claim
from pipeline.rule_words import restricted
from pipeline.rules import Dichotomy, Difference

WIDTH = 120
SMALLEST_P = 0.001  # that is told
COUNTRY = ", country "  # before each of them in a label that names all covariates
DECIDED = {
    "n_projects": "projects",
    "dip": "dip statistic",
    "dip_p": "p-value of the dip test",
    "delta_bic": "BIC of two groups less that of one",
    "ari": "agreement of the two groups with the declared types (ARI)",
    "hybrid_share": "hybrids in the register, as a share of the others",
}
BESIDE = {
    "bimodality": "bimodality coefficient (above 0.555 hints at two peaks)",
    "factor_gain": "BIC of two classes less that of one factor",
    "auc": "area under the curve, each project left out",
    "wrong_side": "share of the projects on the wrong side",
    "overlap": "overlap of the two sides",
    "k": "clusters by Gaussian mixtures (C9)",
    "clusters_ari": "agreement of these clusters with the declared types (ARI)",
}
TURNED = (
    "DIFF",
    "DIFF_POLE",
    "WITHIN",
    "ASSOC",
    "MED",
    "RANK",
    "DISP",
)  # types whose estimate is in the talk's direction


def estimate(found: dict[str, Any], claim: Claim, alpha: float) -> list[str]:
    """The estimate of a row of verdicts_by_claim with its intervals, the level of the one that decided, and the bound; nothing
    where nothing was estimated. `alpha` is what Holm's procedure shares out."""
    if pd.isna(found["estimate"]):
        return []
    turned = "; positive where the talk is right" if claim.type in TURNED else ""
    lines = [f"estimate {found['estimate']:.3f} ({found['unit']}{turned})"]
    for name, low, high in (
        ("95 % interval", "ci95_low", "ci95_high"),
        ("90 % interval", "ci90_low", "ci90_high"),
        ("deciding interval", "decision_low", "decision_high"),
    ):
        lines += [f"{name} {found[low]:.3f} to {found[high]:.3f}"] if pd.notna(found[low]) else []
    lines += [_level(found, claim, alpha)] if pd.notna(found["decision_level"]) else []
    return [*lines, *([f"held against {found['bound']:.3f}"] if pd.notna(found["bound"]) else [])]


def _level(found: dict[str, Any], claim: Claim, alpha: float) -> str:
    """Holm's procedure divides the level by how many claims of the family were still to be judged."""
    level = found["decision_level"]
    whose = f", as of {claim.duplicate_of[0]}, which it repeats" if claim.duplicate_of else ""
    told = f"Holm's level in the family {claim.family}{whose}: {alpha:g} / {round(alpha / level)} = {level:.3g}"
    if found["verdict"] == "equivalent":
        return f"{told}; that there is no relevant difference is decided by the 90 % interval (two one-sided tests)"
    return f"{told}, so that the deciding interval is of {100 * (1 - level):.4g} %"


def populations(rows: Sequence[dict[str, Any]], claim: Claim) -> dict[int, str]:
    """By the number of a part of the claim, what its side is restricted to, for those whose side and label another one bears
    too: means of two parts of one type, of which the judge lists that of the contrast's first side first."""
    contrasts = claim.rule.contrasts if isinstance(claim.rule, Difference | Dichotomy) else ()
    sides = [
        restricted(group) for one in contrasts if one.plus.among != one.minus.among for group in (one.plus, one.minus)
    ]
    alike: dict[tuple[str, str, str], list[int]] = {}
    for row in rows:
        alike.setdefault((row["role"], row["side"], row["what"]), []).append(row["part"])
    return {
        number: side
        for numbers in alike.values()
        if len(numbers) == len(sides)
        for number, side in zip(numbers, sides, strict=True)
    }


def part(row: dict[str, Any], population: str) -> str:
    """A row of parts_by_claim, with what its side is restricted to, if anything."""
    size = str(row["note"] or "-")
    if pd.notna(row["estimate"]):
        size = f"{row['estimate']:.3f} [{row['ci95_low']:.3f}, {row['ci95_high']:.3f}] {row['unit']}"
    word = f" -> {row['verdict']}" if pd.notna(row["verdict"]) else ""
    proxy = " (proxy)" if row["proxy"] else ""
    what, *countries = row["what"].split(COUNTRY)
    what = shorten(what, WIDTH, placeholder=" ...") + (" and country" if countries else "")
    what += f", {population}" if population else ""
    count = f", n = {row['n']}" if row["n"] else ""
    return f"{row['role']}: {row['side']} {what}: {size}{count}{proxy}{word}"


def structure(named: Mapping[str, str]) -> list[str]:
    """The figures of the structure tests that are there, by name."""
    if not files.exists("structure"):
        return []
    known = files.read("structure").set_index("figure")["value"].dropna()
    small = {
        figure: f"below {SMALLEST_P:g}"
        for figure in known.index
        if figure.endswith("_p") and known[figure] < SMALLEST_P
    }
    return [f"{name}: {small.get(figure, f'{known[figure]:.4g}')}" for figure, name in named.items() if figure in known]
