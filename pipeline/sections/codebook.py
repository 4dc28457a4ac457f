"""The codebook: every question in both languages, what may be answered, and how many answered; the register; the indicators."""

from dataclasses import dataclass
from typing import Any

from pipeline.instrument import Item, Scale
from pipeline.sections import disclosure
from pipeline.sections.disclosure import Cell
from pipeline.sections.material import Material, once

BLOCKS = {
    "S": "Before it begins",
    "P": "The project",
    "M": "My motives",
    "V": "Values and capitalism",
    "J": "My job",
    "D": "About me",
}
ANSWERED, SEVERAL, NUMBERS = "answered", 12, "a number"


@dataclass(frozen=True)
class Line:
    """A question: its code, both wordings, remarks, what may be answered, and the counts in words, kind by kind."""

    code: str
    wording_en: str
    wording_de: str
    remarks: str
    answers: str
    counts: tuple[str, ...]


@dataclass(frozen=True)
class Block:
    """A block of the questionnaire with its questions; `kinds`: the kinds of answers and of missing ones that occur in it."""

    anchor: str
    name: str
    kinds: tuple[str, ...]
    lines: tuple[Line, ...]


@once
def context(material: Material) -> dict[str, Any]:
    """What templates/codebook.html lays out."""
    told = counts(material)
    kinds = [ANSWERED, *(choice.label_en for choice in material.instrument.missing.values())]
    named = dict.fromkeys(item.block for item in material.instrument.items.values())
    return {
        "smallest": material.smallest,
        "blocks": [_block(code, told, kinds, material) for code in named],
        "register": [
            (field.code, field.construct, field.label_en, field.label_de, _allowed(field))
            for field in material.instrument.register.values()
        ],
        "indicators": [
            (one.code, one.name_en, one.name_de, ", ".join(one.items), one.unit, one.family.replace("_", " "))
            for one in material.instrument.indicators.values()
        ],
    }


def counts(material: Material) -> dict[str, dict[str, str]]:
    """By item, how many of the respondents kept answered and how many did not, kind by kind; small counts are withheld, and so
    is what would give them away; which of them are small is not told, for with their total that could be enough."""
    answers = material.more["clean_responses"]
    kept = answers.merge(material.kept[["wave", "row"]], on=["wave", "row"])
    kinds = {choice.label_en: code for code, choice in material.instrument.missing.items()}
    found = {}
    for code in (code for code in material.instrument.items if code in kept.columns and len(kept)):
        column = kept[code]
        sizes: dict[Cell, int] = {("all", ""): len(column), (ANSWERED, ""): int((column >= 0).sum())}
        sizes |= {(name, ""): int((column == missing).sum()) for name, missing in kinds.items()}
        hidden = disclosure.withheld_counts(sizes, [tuple(sizes)], material.smallest, [("all", "")])
        found[code] = {name: "withheld" if (name, "") in hidden else f"{n:,}" for (name, _), n in sizes.items()}
    return found


def _block(code: str, told: dict[str, dict[str, str]], kinds: list[str], material: Material) -> Block:
    own = [item for item in material.instrument.items.values() if item.block == code]
    met = [k for k in kinds if any(told.get(item.code, {}).get(k, "0") != "0" for item in own)]
    lines = tuple(_line(item, told, met, material) for item in own)
    return Block(f"block-{code}", BLOCKS.get(code, code), tuple(met), lines)


def _line(item: Item, told: dict[str, dict[str, str]], kinds: list[str], material: Material) -> Line:
    own = told.get(item.code, {})
    return Line(
        code=item.code,
        wording_en=item.wording_en,
        wording_de=item.wording_de,
        remarks=_remarks(item, material),
        answers=_answers(item.scale),
        counts=tuple(own.get(kind, "") for kind in kinds),
    )


def _remarks(item: Item, material: Material) -> str:
    used = [one.code for one in material.instrument.indicators.values() if item.code in one.items]
    said = ["reversed: agreement counts as little"] * item.reverse
    said += [f"form {item.form}"] if item.form != "core" else []
    said += ["check of attention"] if item.check else []
    said += [f"only who answered {code} so" for code, _ in item.filter]
    said += [f"part of {', '.join(used)}"] if used else []
    return "; ".join(said)


def _answers(scale: Scale) -> str:
    ends = [f"{label.code} {label.label_en}" for label in scale.labels]
    if ends:
        said = f"{scale.low} to {scale.high}: {', '.join(ends)}"
    elif scale.choices:
        listed = [f"{choice.code} {choice.label_en}" for choice in scale.choices[:SEVERAL]]
        said = ", ".join(listed) + (", ..." if len(scale.choices) > SEVERAL else "")
    else:
        said = NUMBERS if scale.low is not None else scale.kind
    extra = ["cannot say"] * scale.cannot_say + ["prefer not to say"] * scale.refuse
    return "; ".join([said, *extra])


def _allowed(field: Any) -> str:
    if field.choices:
        return ", ".join(choice.value for choice in field.choices)
    return f"{field.low:g} to {field.high:g}" if field.low is not None and field.high is not None else str(field.kind)
