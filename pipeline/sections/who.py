"""Who was asked: the waves, what was delivered and what was kept, and the projects behind the answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.html import flow_chart, words
from pipeline.html.pictures import Picture
from pipeline.sections import flow, reporting
from pipeline.sections.material import Material

TABLES = (".csv", ".xlsx", ".parquet", ".sav", ".zsav", ".dta", ".tsv")


@dataclass(frozen=True)
class WaveFacts:
    """What a wave says of itself."""

    name: str
    title: str
    simulated: bool
    facts: tuple[tuple[str, str], ...]
    notes: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class TypeLine:
    """The projects and kept respondents of one declared type."""

    type: str
    projects: int
    with_respondents: int
    respondents: str
    per_project: str
    digital: str


def context(material: Material) -> dict[str, Any]:
    """What templates/who.html lays out."""
    empty = [wave for wave in material.waves if not (material.exclusions["wave"] == wave).any()]
    flows = (flow.by_wave(material), flow.by_type(material))
    return {
        "flow_sentence": flow.sentence(material.exclusions, material.smallest),
        "flows": [found for found in flows if found is not None],
        "flow_chart": _chart(flows[0], flows[1], flow.sentence(material.exclusions, material.smallest)),
        "flow_steps": _steps(flows[0]),
        "flow_base": _base(flows[0], material),
        "reporting": reporting.items(material),
        "smallest": material.smallest,
        "types_withheld": bool(flow.withheld_kept(material)),
        "without_rows": empty,
        "waves": [_facts(name, described, material) for name, described in material.waves.items()],
        "types": _types(material),
        "missing_side": material.missing_side,
    }


def _base(waves: flow.Flow | None, material: Material) -> str:
    """All rows delivered or, where their number is withheld, those kept."""
    delivered, kept = (waves.lines[0][2][-1], waves.lines[-1][2][-1]) if waves else ("0", "0")
    rows = f"{delivered} rows" if delivered[:1].isdigit() else f"{kept} rows kept"
    return f"{rows} of {words.count(len(material.waves), 'wave')}"


def _steps(waves: flow.Flow | None) -> list[tuple[str, str]]:
    """Count and label of every line of the flow, all waves together, for narrow screens."""
    if waves is None:
        return []
    return [(cells[-1], _labelled(kind, label)) for kind, label, cells in waves.lines]


def _labelled(kind: str, label: str) -> str:
    return f"excluded: {label}" if kind == "excluded" else label.lower()


def _chart(waves: flow.Flow | None, types: flow.Flow | None, said: str) -> Picture | None:
    """The way of all rows together as a drawing, with the numbers of the tables."""
    if waves is None:
        return None
    boxes = [(kind, label, cells[-1]) for kind, label, cells in waves.lines]
    left_out = [(_labelled(kind, label), n) for kind, label, n in boxes if kind == "excluded"]
    kept = next((cells for kind, _, cells in types.lines if kind == "kept"), ()) if types else ()
    sides = types.columns[:-1] if types else ()
    ends = [(words.TYPES.get(side, side), n) for side, n in zip(sides, kept, strict=False) if n != "0"]
    first, last = boxes[0][2], boxes[-1][2]
    known = first[:1].isdigit()
    title = (
        f"{last} of {first} rows delivered were kept and analysed" if known else f"{last} rows were kept and analysed"
    )
    return flow_chart.drawn(("rows delivered", first), left_out, ("kept and analysed", last), ends, (title, said))


def _facts(name: str, described: Mapping[str, Any], material: Material) -> WaveFacts:
    fielded = described.get("fielded") or {}
    period = " to ".join(dict.fromkeys(str(fielded[end]) for end in ("from", "to") if fielded.get(end)))
    facts = {
        "Fielded": period,
        "Mode": described.get("mode"),
        "Languages": _said(languages(described)),
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
        sources=tuple(
            (
                str(source.get("file", "")),
                _rows_of(source, name, material),
                str(source.get("sha256", "")),
            )
            for source in described.get("sources") or ()
        ),
    )


def _rows_of(source: Mapping[str, Any], wave: str, material: Material) -> str:
    """The rows of a delivered file; those of answers only where the numbers of its wave are told."""
    n = source.get("rows")
    projects = material.projects.loc[material.projects["wave"] == wave, "project"].nunique()
    return (
        flow.told_of_wave(n, wave, material)
        if isinstance(n, int) and n != projects
        else _said(n or _without_rows(source))
    )


def _without_rows(source: Mapping[str, Any]) -> str:
    """What is said of a file of which the rows are not known: tables have rows that nobody wrote down."""
    return reporting.NOT_REPORTED if str(source.get("file", "")).endswith(TABLES) else "describes the answers"


def languages(described: Mapping[str, Any]) -> list[str]:
    """The languages of a wave in words; empty where it does not say."""
    given = described.get("languages") or []
    listed = given if isinstance(given, list | tuple) else [given]
    return [words.language(str(one)) for one in listed if one != reporting.NOT_REPORTED]


def _label(key: object) -> str:
    return words.capital(str(key).replace("_", " "))


def _said(value: object) -> str:
    if value is None or value == "":
        return reporting.NOT_REPORTED
    if value == []:
        return reporting.NOT_REPORTED
    if isinstance(value, list | tuple):
        return words.listing([str(part) for part in value])
    return str(value)


def _types(material: Material) -> list[TypeLine]:
    hidden = flow.withheld_kept(material)
    return [_type_line(code, material, code in hidden) for code in material.types_present]


def _type_line(code: str, material: Material, withheld: bool) -> TypeLine:
    register = material.projects[material.projects["declared_type"] == code]
    kept = material.kept[material.kept["declared_type"] == code]
    sizes = kept["project"].dropna().value_counts()
    known = register["product_nature"].dropna()
    return TypeLine(
        type=code,
        projects=int(register["project"].nunique()),
        with_respondents=len(sizes),
        respondents="withheld" if withheld else f"{len(kept):,}",
        per_project=words.number(float(sizes.median()), 0) if len(sizes) and not withheld else words.ABSENT,
        digital=words.percent(float((known == "digital").mean())) if len(known) else words.ABSENT,
    )
