"""Who was asked: the waves, what was delivered and what was kept, and the projects behind the answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.html import words
from pipeline.sections.material import TYPES, Material

UNKNOWN = "type not known"
NOT_REPORTED = "not reported"


@dataclass(frozen=True)
class Flow:
    """Rows delivered, excluded by reason and kept, of one wave or all; a column for each type, the last one the sum."""

    wave: str
    columns: tuple[str, ...]
    lines: tuple[tuple[str, str, tuple[int, ...]], ...]
    sentence: str


@dataclass(frozen=True)
class WaveFacts:
    """What a wave says of itself."""

    name: str
    title: str
    simulated: bool
    facts: tuple[tuple[str, str], ...]
    notes: tuple[tuple[str, str], ...]
    cherries: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class TypeLine:
    """The projects and kept respondents of one declared type."""

    type: str
    projects: int
    with_respondents: int
    respondents: int
    per_project: str
    digital: str


def context(material: Material) -> dict[str, Any]:
    """What templates/who.html lays out."""
    waves = list(material.waves)
    flows = [_flow("all waves", material.exclusions)] if len(waves) != 1 else []
    by_wave = [(name, material.exclusions[material.exclusions["wave"] == name]) for name in waves]
    flows += [_flow(name, own) for name, own in by_wave if len(own)]
    return {
        "flows": [flow for flow in flows if flow.lines],
        "without_rows": [name for name, own in by_wave if not len(own)],
        "waves": [_facts(name, described) for name, described in material.waves.items()],
        "types": _types(material),
        "missing_side": material.missing_side,
    }


def _flow(wave: str, exclusions: pd.DataFrame) -> Flow:
    typed = exclusions.assign(
        type=exclusions["declared_type"].fillna(UNKNOWN), reason=exclusions["reason"].fillna("").astype("str")
    )
    columns = tuple(name for name in (*TYPES, UNKNOWN) if (typed["type"] == name).any())
    reasons = typed.loc[~typed["in_primary"], "reason"].value_counts(sort=False)
    ordered = sorted(reasons.items(), key=lambda item: (-item[1], str(item[0])))
    lines = [("delivered", "Delivered", _cells(typed, columns))] if len(typed) else []
    lines += [("excluded", str(reason), _cells(typed[typed["reason"] == reason], columns)) for reason, _ in ordered]
    lines += [("kept", "Kept and analysed", _cells(typed[typed["in_primary"]], columns))] if len(typed) else []
    kept = int(typed["in_primary"].sum())
    assert kept + int(reasons.sum()) == len(typed), f"{wave}: rows delivered are not rows kept and excluded"
    return Flow(wave, columns, tuple(lines), _flow_sentence(len(typed), kept, [(str(r), n) for r, n in ordered]))


def _cells(part: pd.DataFrame, columns: tuple[str, ...]) -> tuple[int, ...]:
    return (*(int((part["type"] == name).sum()) for name in columns), len(part))


def _flow_sentence(delivered: int, kept: int, reasons: list[tuple[str, int]]) -> str:
    if not delivered:
        return "No answers were delivered."
    said = f"Of {words.count(delivered, 'row')} delivered, {kept:,} ({words.percent(kept / delivered)}) were kept"
    if not reasons:
        return f"{said}; none was excluded."
    most = f", most often for this reason: {reasons[0][0]}" if len(reasons) > 1 else f" for one reason: {reasons[0][0]}"
    return f"{said} and {delivered - kept:,} excluded{most}."


def _facts(name: str, described: Mapping[str, Any]) -> WaveFacts:
    fielded = described.get("fielded") or {}
    period = " to ".join(dict.fromkeys(str(fielded[end]) for end in ("from", "to") if fielded.get(end)))
    facts = {
        "Fielded": period,
        "Mode": described.get("mode"),
        "Languages": _said(described.get("languages")),
        "Platform": described.get("platform"),
        "Crosswalk": described.get("crosswalk") or "none: the instrument's own questions",
        "Declared type of all respondents": words.TYPES.get(str(described.get("respondents_are"))),
        "Licence": described.get("licence"),
        "Citation": described.get("citation"),
    }
    optional = ("Declared type of all respondents",)
    return WaveFacts(
        name=name,
        title=str(described.get("title") or name),
        simulated=bool(described.get("simulated")),
        facts=tuple((label, _said(said)) for label, said in facts.items() if said or label not in optional),
        notes=tuple((_label(key), _said(said)) for key, said in (described.get("notes") or {}).items()),
        cherries=tuple((_label(key), _said(said)) for key, said in (described.get("cherries") or {}).items()),
        sources=tuple(
            (str(source.get("file", "")), _said(source.get("rows")), str(source.get("sha256", "")))
            for source in described.get("sources") or ()
        ),
    )


def _label(key: object) -> str:
    return words.capital(str(key).replace("_", " "))


def _said(value: object) -> str:
    if value is None or value == "":
        return NOT_REPORTED
    if isinstance(value, list | tuple):
        return words.listing([str(part) for part in value])
    return str(value)


def _types(material: Material) -> list[TypeLine]:
    return [_type_line(code, material) for code in material.types_present]


def _type_line(code: str, material: Material) -> TypeLine:
    register = material.projects[material.projects["declared_type"] == code]
    kept = material.kept[material.kept["declared_type"] == code]
    sizes = kept["project"].dropna().value_counts()
    known = register["product_nature"].dropna()
    return TypeLine(
        type=code,
        projects=int(register["project"].nunique()),
        with_respondents=len(sizes),
        respondents=len(kept),
        per_project=words.number(float(sizes.median()), 0) if len(sizes) else words.ABSENT,
        digital=words.percent(float((known == "digital").mean())) if len(known) else words.ABSENT,
    )
