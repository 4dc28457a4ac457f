"""How one verdict came about, step by step, in plain text: the claim, its rule, the data, the gates, the alternatives.

Everything comes from the tables of the last run.
"""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import pandas as pd

from pipeline import claims, files, instrument
from pipeline.claims import Claim
from pipeline.explain_found import BESIDE, DECIDED, estimate, part, populations, structure
from pipeline.published import with_suffixes
from pipeline.rule_words import steps
from pipeline.rules import Dichotomy, Difference
from pipeline.usage import UsageError

MODELS = {
    "DIFF": "random intercept of the project, waves held constant, REML, Satterthwaite's df; Holm within the family",
    "EQ": "random intercept of the project, waves held constant, REML; two one-sided tests (the 90 % interval)",
    "LOC": "mean of the projects by the random-intercept model, 95 % interval",
    "WITHIN": "difference of two answers within each person, random intercept of the project",
    "PROP": "share with its exact interval (projects) or a bootstrap of projects (persons)",
    "DISP": "log ratio of standard deviations, projects resampled, raw and relative to the largest possible at the mean",
    "ASSOC": "standardised slope (no cause), persons around their project's mean, errors by project; between them by bootstrap",
    "NULL": "standardised slope within projects, an occupied cell, a necessary-condition ceiling with permutation",
    "MED": "indirect effect on means of projects, projects resampled; an association only",
    "CLASS": "index of classification over projects, projects resampled",
    "RANK": "probability of the order over projects resampled",
    "CONJ": "from the verdicts of its parts",
    "TAX": "from the structure tests",
    "NT": "never judged",
}

DRAWN = "difference of the {} between the types, projects resampled; Holm within the family"
MEASURES = {
    "share": "shares",
    "median": "medians",
    "entropy": "mean entropies",
    "marks": "mean shares of marks",
}  # drawn; a mean has a model


def explain(claim_id: str) -> str:
    """The derivation of one verdict; raises UsageError for an unknown claim, with the ids nearest to it; UserError before
    a run."""
    asked = instrument.load()
    known, rulers = claims.load(asked), claims.load_rulers()
    if claim_id not in known:
        raise UsageError(f"There is no claim '{claim_id}'.{_near(claim_id, list(known))}")
    if not files.exists("verdicts_by_claim"):
        raise files.UserError("There are no verdicts yet; run `dvc repro` (or `make report`).")
    claim = known[claim_id]
    verdicts = files.read("verdicts_by_claim")
    if files.exists("robustness_by_claim"):
        verdicts = with_suffixes(verdicts, files.read("robustness_by_claim"))
    found = _of(verdicts, claim_id)[0]
    parts = _of(files.read("parts_by_claim"), claim_id)
    those = populations(parts, claim)
    sections = [
        ("The talk", _talk(claim)),
        (
            "The rule",
            [claim.estimand, *(f"{number}. {step}" for number, step in enumerate(steps(claim.rule, rulers), 1))],
        ),
        ("The data", [*_sizes(found), *_sources(claim_id)]),
        ("The model", [_model(claim)]),
        (
            "What was found",
            [
                *estimate(found, claim, rulers.alpha),
                *(part(p, those.get(p["part"], "")) for p in parts if p["role"] != "context"),
                *(structure(DECIDED) if claim.type == "TAX" else []),
            ],
        ),
        ("The gates", _gates(claim_id)),
        ("The alternatives", [*_alternatives(claim_id), *(structure(BESIDE) if claim.type == "TAX" else [])]),
        ("Beside it", [part(p, those.get(p["part"], "")) for p in parts if p["role"] == "context"]),
        ("Registration", _registration(claim_id)),
        ("The verdict", _verdict(found)),
    ]
    lines = [claim_id]
    for title, content in sections:
        lines += ["", title, *(f"  {line}" for line in content)] if content else []
    return "\n".join(lines)


def _model(claim: Claim) -> str:
    contrasts = claim.rule.contrasts if isinstance(claim.rule, Difference | Dichotomy) else ()
    drawn = list(dict.fromkeys(MEASURES[c.measure] for c in contrasts if c.measure != "mean"))
    told = [DRAWN.format(measure) for measure in drawn]
    whole = len(drawn) and all(c.measure != "mean" for c in contrasts)
    return "; ".join(told if whole else [MODELS.get(claim.type, MODELS["DIFF"]), *told])


def _near(claim_id: str, known: Sequence[str]) -> str:
    inside = [name for name in known if claim_id.lower() in name]
    near = list(dict.fromkeys([*get_close_matches(claim_id.lower(), known, n=3), *inside]))[:4]
    return f" Did you mean {', '.join(near)}?" if near else " The report lists all ids."


def _talk(claim: Claim) -> list[str]:
    lines = [f"slide: {claim.slide}", f"statement: {claim.statement}"]
    lines += [f"social and solidarity economy: {claim.pole_sse}"] if claim.pole_sse else []
    lines += [f"peer production: {claim.pole_pp}"] if claim.pole_pp else []
    counted = "counted" if claim.counted else "shown, not counted"
    return [*lines, f"type {claim.type}, {claim.tier}, family {claim.family}, {counted}"]


def _gates(claim_id: str) -> list[str]:
    lines = []
    for gate in _of(files.read("gates_by_claim"), claim_id):
        figure = _against(gate["figure"], gate["threshold"]) if pd.notna(gate["figure"]) else ""
        before, after = gate["word_before"], gate["word_after"]
        word = f"'{before}' becomes '{after}'" if before != after else f"'{after}' it was without the gate as well"
        lines.append(f"{gate['gate']}: {gate['what']}{figure}: {word if gate['effect'] == 'word' else gate['effect']}")
    return lines or ["none fired"]


def _against(figure: float, threshold: float) -> str:
    """Both numbers with as many decimals as it takes to tell them apart."""
    decimals = next((n for n in (2, 3, 4, 5) if round(figure, n) != round(threshold, n)), 6)
    return f" ({figure:.{decimals}f}, held against {threshold:.{decimals}f})"


def _alternatives(claim_id: str) -> list[str]:
    lines = [
        f"smallest effect {row['bound']:g}: {row['verdict']}" for row in _of(files.read("bounds_by_claim"), claim_id)
    ]
    lines += [f"exclusions {row['set']}: {row['verdict']}" for row in _of(files.read("verdicts_by_set"), claim_id)]
    lines += [f"wave {row['wave']} alone: {row['verdict']}" for row in _of(files.read("verdicts_by_wave"), claim_id)]
    every = _of(files.read("robustness_by_claim"), claim_id) if files.exists("robustness_by_claim") else []
    for row in every:
        if pd.notna(row["share_same"]):
            lines.append(
                f"all {row['cells']} ways to analyse: the same word in {100 * row['share_same']:.0f} % ({row['suffix']})"
            )
    for row in _of(files.read("meta_by_claim"), claim_id):
        common = f"{row['estimate']:.3f} [{row['ci95_low']:.3f}, {row['ci95_high']:.3f}]"
        chance = "p < 0.001" if row["p"] < 0.001 else f"p = {row['p']:.3f}"
        apart = f"Q {row['q']:.2f} on {row['df']}, {chance}"
        trend = f"trend {row['trend']:+.3f} [{row['trend_low']:.3f}, {row['trend_high']:.3f}] a wave"
        lines.append(f"the waves together on {row['outcome']}: {common}; {apart}; {trend}")
    for row in _of(files.read("effects_by_claim"), claim_id):
        size = f"g {row['g']:.2f} [{row['g_low']:.2f}, {row['g_high']:.2f}], " if pd.notna(row["g"]) else ""
        people = f"superiority {row['superiority']:.2f}, overlap {row['overlap']:.2f}"
        lines.append(f"size of the contrast on {row['outcome']}: {size}{people}")
    return lines


def _sizes(found: dict[str, Any]) -> list[str]:
    counts = [f"{found[f'n_{what}']} {what}" for what in ("projects", "respondents") if found[f"n_{what}"]]
    return [", ".join(counts)] if counts else ["none behind a verdict"]


def _sources(claim_id: str) -> list[str]:
    waves = [row["wave"] for row in _of(files.read("verdicts_by_wave"), claim_id)]
    return [f"waves {', '.join(waves)}"] if waves else []


def _registration(claim_id: str) -> list[str]:
    return [
        f"{row['wave']}: {row['status']}" + (f" on {row['day']}" if pd.notna(row["day"]) else "")
        + (f"; {row['changes']}" if row["changes"] else "")
        for row in _of(files.read("registration_by_claim"), claim_id)
    ]  # fmt: skip


def _verdict(found: dict[str, Any]) -> list[str]:
    detail = f" ({found['detail']})" if pd.notna(found["detail"]) else ""
    suffixes = f"suffixes: {found['suffixes']}" if found["suffixes"] else "no suffix"
    gates = f"decided by gate {found['gates']}" if found["gates"] else "no gate decided it"
    return [f"{found['verdict']}{detail}", gates, suffixes, found["reason"]]


def _of(table: pd.DataFrame, claim_id: str) -> list[dict[str, Any]]:
    own = table[table["claim"] == claim_id].to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in own]
