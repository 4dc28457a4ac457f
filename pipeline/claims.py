"""Load claims/ - what the talk says, the rule that tests each sentence, and the rulers - and refuse contradictions."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from pipeline import claim_checks, files, records, rules
from pipeline.instrument import Instrument
from pipeline.judging import walk
from pipeline.rulers import FILE as RULERS
from pipeline.rulers import Rulers, load_rulers

__all__ = ["Claim", "Rulers", "load", "load_rulers"]

TESTABLE = ("yes", "partly", "register only")
CLAIMS = "claims/claims.yaml"
SHORTHANDS: records.Shorthands = {
    rules.Outcome: lambda raw: (
        {"code": raw["minus"][0], "minus": raw["minus"][1]}
        if isinstance(raw, dict) and set(raw) == {"minus"} and isinstance(raw["minus"], list) and len(raw["minus"]) == 2
        else raw
    ),
    rules.Slope: lambda raw: (
        {k: [v] if k in ("outcome", "predictor") and isinstance(v, str) else v for k, v in raw.items()}
        if isinstance(raw, dict)
        else raw
    ),
}


@dataclass(frozen=True)
class Claim:
    """One sentence of the talk. `pole_sse` and `pole_pp` are the talk's words; `indicators` codes of indicators, items,
    register constructs and claims; `estimand` says in words what `rule` says to the judge; `shown`: what else stands beside."""

    id: str
    slide: str
    statement: str
    pole_sse: str | None
    pole_pp: str | None
    type: str
    tier: Literal["core", "secondary"]
    testability: str
    level: str
    family: str
    circular: bool
    duplicate_of: tuple[str, ...]
    indicators: tuple[str, ...]
    estimand: str
    note: str | None
    rule: rules.Rule
    shown: tuple[rules.Shown, ...] = ()

    @property
    def counted(self) -> bool:
        """Whether the row may carry a thesis: core, testable, not circular, no duplicate (methods, C15)."""
        return self.tier == "core" and self.testability in TESTABLE and not self.circular and not self.duplicate_of


@dataclass(frozen=True)
class _Poles:
    sse: str | None
    pp: str | None


@dataclass(frozen=True)
class _Entry:
    """A claim as claims.yaml has it."""

    id: str
    slide: str
    statement: str
    poles: _Poles
    type: Literal[
        "DIFF",
        "DIFF_POLE",
        "LOC",
        "EQ",
        "WITHIN",
        "PROP",
        "DISP",
        "CONJ",
        "TAX",
        "NT",
        "ASSOC",
        "NULL",
        "MED",
        "CLASS",
        "RANK",
    ]
    tier: Literal["core", "secondary"]
    testability: Literal["yes", "partly", "register only", "no", "no (panel: partly)", "open question"]
    level: str
    family: str
    circular: bool
    duplicate_of: tuple[str, ...]
    indicators: tuple[str, ...]
    estimand: str
    note: str | None
    rule: Any
    shown: tuple[rules.Shown, ...] = ()


def load(instrument: Instrument, folder: Path | None = None) -> dict[str, Claim]:
    """The claims by id, in the order of the slides; one UserError with every fault of the claims and of the theses."""
    folder = folder or files.root() / "claims"
    rulers = load_rulers(folder)
    entries = files.load_yaml(folder / "claims.yaml", CLAIMS)
    if not isinstance(entries, list):
        raise files.UserError(f"{CLAIMS} is no list of claims: begin every claim with `- id:`.")
    reader = records.Reader(SHORTHANDS, {"difference": instrument.difference, "structure": instrument.structure})
    found = [claim for number, entry in enumerate(entries, 1) if (claim := _claim(entry, number, reader))]
    ids = [str(entry["id"]) for entry in entries if isinstance(entry, dict) and "id" in entry]
    known = claim_checks.Known(instrument, frozenset(ids), frozenset(rulers.bounds))
    faults = list(reader.faults)
    faults += [f"{CLAIMS}: the id {i} stands {ids.count(i)} times: give every claim its own." for i in _repeated(ids)]
    faults += [f"{CLAIMS}, claim {claim.id}: {fault}" for claim in found for fault in _claim_faults(claim, known)]
    claims = {claim.id: claim for claim in found}
    faults += [f"{CLAIMS}: {fault}" for fault in _circles({i: c.rule for i, c in claims.items()})]
    faults += _thesis_faults(rulers, set(ids), claims)
    if faults:
        raise files.UserError(*faults)
    return claims


def _claim(raw: Any, number: int, reader: records.Reader) -> Claim | None:
    name = raw.get("id") if isinstance(raw, dict) else None
    where = f"{CLAIMS}, claim {name or f'number {number}'}:"
    if isinstance(raw, dict) and "duplicate_of" in raw and not isinstance(raw["duplicate_of"], list):
        raw = {**raw, "duplicate_of": [] if raw["duplicate_of"] is None else [raw["duplicate_of"]]}
    entry = reader.read(_Entry, raw, where)
    kind = rules.BY_TYPE.get(str(raw.get("type"))) if isinstance(raw, dict) else None
    rule = reader.read(kind, raw["rule"], f"{where} rule") if kind is not None and "rule" in raw else None
    if not isinstance(entry, _Entry) or rule is None:
        return None
    own = {f.name: getattr(entry, f.name) for f in fields(entry) if f.name not in ("poles", "rule")}
    return Claim(**own, pole_sse=entry.poles.sse, pole_pp=entry.poles.pp, rule=rule)


def _repeated(ids: list[str]) -> list[str]:
    return [i for i in dict.fromkeys(ids) if ids.count(i) > 1]


def _claim_faults(claim: Claim, known: claim_checks.Known) -> list[str]:
    blank = [f.name for f in fields(claim) if f.type is str and not str(getattr(claim, f.name)).strip()]
    faults = [f"{name} is blank: write it." for name in blank]
    faults += [
        f"{code} among its indicators is unknown: name an indicator, item, register construct or claim."
        for code in claim.indicators
        if not known.is_named(code)
    ]
    faults += [
        f"it is a duplicate of {other}, which is no other claim: name one."
        for other in claim.duplicate_of
        if other not in known.claims or other == claim.id
    ]
    if (claim.type == "NT") == (claim.testability in TESTABLE):
        faults.append(
            f"type {claim.type} and testability {claim.testability} contradict each other: correct one of them."
        )
    return faults + claim_checks.rule_faults(claim.rule, known) + claim_checks.shown_faults(claim.shown, known)


def _circles(of: Mapping[str, rules.Rule]) -> list[str]:
    """One sentence for each composite claim that waits, through its parts, for its own verdict."""

    def waits_for(claim: str) -> set[str]:
        return {part.claim for part in walk.found(of[claim], rules.Verdict)} if claim in of else set()

    faults = []
    for claim in of:
        seen: set[str] = set()
        ahead = waits_for(claim)
        while ahead:
            seen |= ahead
            ahead = {further for part in ahead for further in waits_for(part)} - seen
        if claim in seen:
            faults.append(f"claim {claim} is a part of itself: take it out of the components.")
    return faults


def _thesis_faults(rulers: Rulers, ids: set[str], claims: Mapping[str, Claim]) -> list[str]:
    faults = []
    for thesis, members in rulers.theses.items():
        faults += [f"{RULERS}: {thesis} names {i} more than once: name it once." for i in _repeated(list(members))]
        for member in members:
            if member not in ids:
                faults.append(f"{RULERS}: {thesis} names {member}, which is no claim: correct or remove it.")
            elif member in claims and not claims[member].counted:
                faults.append(
                    f"{RULERS}: {thesis} names {member}, which is not counted (secondary, not testable, circular "
                    "or a duplicate): remove it."
                )
    return faults
