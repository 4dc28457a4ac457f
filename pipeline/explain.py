"""How one verdict came about, in plain text, from the tables of the last run."""

from difflib import get_close_matches

import pandas as pd

from pipeline import claims, files, instrument

WIDTH = 64


def explain(claim_id: str) -> str:
    """The claim, its rule in words, what was estimated, the gates and the reason; raises UserError for an unknown claim."""
    known = claims.load(instrument.load())
    if claim_id not in known:
        near = (
            get_close_matches(claim_id.lower(), known, n=3) or [name for name in known if claim_id.lower() in name][:3]
        )
        hint = f" Did you mean {', '.join(near)}?" if near else " The report lists all ids."
        raise files.UserError(f"There is no claim '{claim_id}'.{hint}")
    if not files.exists("verdicts_by_claim"):
        raise files.UserError("There are no verdicts yet; run `dvc repro` (or `make report`).")
    claim = known[claim_id]
    table = files.read("verdicts_by_claim").set_index("claim")
    found = table.loc[claim_id]
    lines = [
        f"{claim.id}: {claim.statement}",
        f"slide: {claim.slide}",
        f"type: {claim.type}, {claim.tier}, family {claim.family}",
    ]
    lines += [f"social and solidarity economy: {claim.pole_sse}"] if claim.pole_sse else []
    lines += [f"peer production: {claim.pole_pp}"] if claim.pole_pp else []
    lines += [f"what is estimated: {claim.estimand}", "", f"verdict: {found['verdict']}", f"why: {found['reason']}"]
    if pd.notna(found["estimate"]):
        lines.append(f"estimate: {found['estimate']:.3f} ({found['unit']})")
    for name, low, high in (
        ("95 % interval", "ci95_low", "ci95_high"),
        ("deciding interval", "decision_low", "decision_high"),
    ):
        if pd.notna(found[low]):
            lines.append(f"{name}: {found[low]:.3f} to {found[high]:.3f}")
    if pd.notna(found["bound"]):
        lines.append(f"held against: {found['bound']:.3f}")
    lines.append(f"rests on: {found['n_projects']} projects, {found['n_respondents']} respondents")
    lines += [f"{word}: {found[word]}" for word in ("gates", "suffixes") if found[word]]
    return "\n".join([*lines, *_parts(claim_id)])


def _parts(claim_id: str) -> list[str]:
    parts = files.read("parts_by_claim")
    own = parts[parts["claim"] == claim_id]
    lines = ["", "parts:"] if len(own) else []
    for part in own.to_dict("records"):
        size = (
            f"{part['estimate']:.3f} [{part['ci95_low']:.3f}, {part['ci95_high']:.3f}]"
            if pd.notna(part["estimate"])
            else "-"
        )
        word = f" {part['verdict']}" if pd.notna(part["verdict"]) else ""
        proxy = " (proxy)" if part["proxy"] else ""
        lines.append(f"  {part['side']:<10} {part['what'][:WIDTH]:<{WIDTH}} {size} n={part['n']}{proxy}{word}")
    return lines
