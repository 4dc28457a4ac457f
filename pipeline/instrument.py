"""Load instrument/ - what we ask - into frozen dataclasses, and refuse contradictions, all of them together."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline import files
from pipeline.indicators import Indicator, read_indicators
from pipeline.register import RegisterChoice, RegisterField, read_register
from pipeline.sheets import Faults, read_sheet

KINDS = ("agree7", "choices", "number", "year", "text", "country", "language")
FORMS = ("core", "A", "B")
BLOCKS = ("S", "P", "M", "V", "J", "D")


__all__ = ["Choice", "Indicator", "Instrument", "Item", "RegisterChoice", "RegisterField", "Scale", "load"]


@dataclass(frozen=True)
class Choice:
    """One answer of a closed question; stored as `code`."""

    code: int
    key: str
    label_en: str
    label_de: str


@dataclass(frozen=True)
class Scale:
    """What may be answered: choices, or numbers from `low` to `high`. `aliases`: other spellings, also of missing codes."""

    name: str
    kind: str
    low: int | None
    high: int | None
    midpoint: float | None
    cannot_say: bool
    refuse: bool
    choices: tuple[Choice, ...]
    aliases: Mapping[str, int]

    def code_of(self, text: str) -> int | None:
        """The code of an answer given in words (English, German, key or alias; case and outer blanks do not matter)."""
        return self._spellings.get(text.strip().casefold())

    @property
    def _spellings(self) -> dict[str, int]:
        found = {alias.casefold(): code for alias, code in self.aliases.items()}
        for choice in self.choices:
            for spelling in (choice.key, choice.label_en, choice.label_de):
                found.setdefault(spelling.strip().casefold(), choice.code)
        return found


@dataclass(frozen=True)
class Item:
    """One line of the questionnaire. `filter`: codes of other items that show it; `passes_at`: codes that pass its check."""

    code: str
    block: str
    position: int
    construct: str
    referent: str
    form: str
    filter: tuple[tuple[str, frozenset[int]], ...]
    scale: Scale
    reverse: bool
    check: str | None
    passes_at: frozenset[int]
    wording_en: str
    wording_de: str
    inspiration: str

    @property
    def likert(self) -> bool:
        """Whether it is answered on the seven points of agreement."""
        return self.scale.kind == "agree7"


@dataclass(frozen=True)
class MissingCode:
    """A kind of missing answer."""

    code: int
    key: str
    label_en: str
    label_de: str


@dataclass(frozen=True)
class Instrument:
    """Everything that is asked: `items` by code, `register` by construct, `indicators` by code, in the files' order."""

    items: dict[str, Item]
    scales: dict[str, Scale]
    register: dict[str, RegisterField]
    indicators: dict[str, Indicator]
    difference: tuple[str, ...]
    structure: tuple[str, ...]
    recodes: Mapping[str, Mapping[int, float]]
    missing: Mapping[int, MissingCode]

    def likert_codes(self, block: str | None = None) -> list[str]:
        """Codes of the seven-point lines, of one block or of all, checks included."""
        return [c for c, item in self.items.items() if item.likert and block in (None, item.block)]

    def core_lines(self) -> list[str]:
        """Codes of the seven-point lines of the blocks P, M and V that everybody is asked and that are no checks."""
        return [
            code
            for code, item in self.items.items()
            if item.likert and item.block in "PMV" and item.form == "core" and item.check is None
        ]

    def has_reversed(self, block: str) -> bool:
        """Whether a block has a reversed line, so that identical answers in a row contradict one another."""
        return any(item.reverse for item in self.items.values() if item.block == block)


def load(folder: Path | None = None) -> Instrument:
    """Read instrument/ (or another folder); raises UserError with every contradiction."""
    folder = folder or files.root() / "instrument"
    faults = Faults()
    scales = _scales(folder, faults)
    items = _items(folder, scales, faults)
    register = read_register(folder, faults)
    found = read_indicators(folder, items.keys(), faults)
    missing = {
        row.integer("code"): MissingCode(row.integer("code"), row["key"], row["label_en"], row["label_de"])
        for row in read_sheet(folder / "missing.csv", ("code", "key", "label_en", "label_de"), faults, key=("code",))
    }
    faults.refuse()
    return Instrument(
        items, scales, register, found.indicators, found.difference, found.structure, found.recodes, missing
    )


def _scales(folder: Path, faults: Faults) -> dict[str, Scale]:
    columns = ("scale", "kind", "low", "high", "midpoint", "cannot_say", "refuse")
    sheet = read_sheet(folder / "scales.csv", columns, faults, key=("scale",))
    choices = read_sheet(
        folder / "choices.csv", ("scale", "code", "key", "label_en", "label_de"), faults, key=("scale", "code")
    )
    aliases = read_sheet(folder / "aliases.csv", ("scale", "alias", "code"), faults, key=("scale", "alias"))
    named = {row["scale"] for row in sheet}
    constructs = {row["construct"] for row in read_sheet(folder / "register.csv", ("construct",), Faults())}
    for row in [*choices, *(a for a in aliases if a["scale"] not in constructs)]:
        row.expect(row["scale"] in named, "scale", "is not in scales.csv")
    found = {}
    for row in sheet:
        row.expect(row["kind"] in KINDS, "kind", f"must be one of {', '.join(KINDS)}")
        own = tuple(
            Choice(c.integer("code"), c["key"], c["label_en"], c["label_de"])
            for c in choices
            if c["scale"] == row["scale"]
        )
        row.expect(
            bool(own) == (row["kind"] == "choices"), "kind", "choices need lines in choices.csv, other kinds none"
        )
        spelled = {a["alias"]: a.integer("code") for a in aliases if a["scale"] == row["scale"]}
        codes = {choice.code for choice in own}
        for alias, code in spelled.items():
            row.expect(
                not own or code in codes or code < 0, "scale", f"has the alias {alias} for a code {code} it lacks"
            )
        found[row["scale"]] = Scale(
            row["scale"],
            row["kind"],
            row.whole("low"),
            row.whole("high"),
            row.number("midpoint"),
            row["cannot_say"] == "1",
            row["refuse"] == "1",
            own,
            spelled,
        )
    return found


def _items(folder: Path, scales: dict[str, Scale], faults: Faults) -> dict[str, Item]:
    columns = ("code", "block", "position", "construct", "referent", "form", "filter", "scale", "reverse", "check")
    texts = ("wording_en", "wording_de", "inspiration")
    sheet = read_sheet(folder / "items.csv", (*columns, *texts), faults, key=("code",))
    codes = {row["code"] for row in sheet}
    filters = _filters(folder, codes, faults)
    checks = _checks(folder, codes, faults)
    found = {}
    for row in sheet:
        row.expect(row["block"] in BLOCKS, "block", f"must be one of {', '.join(BLOCKS)}")
        row.expect(row["form"] in FORMS, "form", f"must be one of {', '.join(FORMS)}")
        row.expect(row["reverse"] in ("0", "1"), "reverse", "must be 0 or 1")
        row.expect(not row["filter"] or row["filter"] in filters, "filter", "is not in filters.csv")
        row.expect(
            not row["check"] or (row["check"], row["code"]) in checks, "check", "is not in checks.csv for this item"
        )
        for text in ("wording_en", "wording_de", "construct"):
            row.expect(bool(row[text]), text, "is empty")
        row.expect(row["scale"] in scales, "scale", "is not in scales.csv: an item needs a scale")
        if row["scale"] not in scales:
            continue
        scale = scales[row["scale"]]
        ranged = scale.low is not None and scale.high is not None
        row.expect(row["reverse"] != "1" or ranged, "reverse", "is 1, but the scale has no range to reverse in")
        found[row["code"]] = Item(
            row["code"],
            row["block"],
            row.integer("position"),
            row["construct"],
            row["referent"],
            row["form"],
            filters.get(row["filter"], ()),
            scale,
            row["reverse"] == "1",
            row["check"] or None,
            checks.get((row["check"], row["code"]), frozenset()),
            *(row[text] for text in texts),
        )
    return found


def _filters(folder: Path, codes: set[str], faults: Faults) -> dict[str, tuple[tuple[str, frozenset[int]], ...]]:
    found: dict[str, dict[str, set[int]]] = {}
    for row in read_sheet(folder / "filters.csv", ("filter", "item", "code"), faults, key=("filter", "item", "code")):
        row.expect(row["item"] in codes, "item", "is not in items.csv")
        found.setdefault(row["filter"], {}).setdefault(row["item"], set()).add(row.integer("code"))
    return {name: tuple((item, frozenset(shown)) for item, shown in of.items()) for name, of in found.items()}


def _checks(folder: Path, codes: set[str], faults: Faults) -> dict[tuple[str, str], frozenset[int]]:
    found: dict[tuple[str, str], set[int]] = {}
    for row in read_sheet(folder / "checks.csv", ("check", "item", "passes_at"), faults):
        row.expect(row["item"] in codes, "item", "is not in items.csv")
        found.setdefault((row["check"], row["item"]), set()).add(row.integer("passes_at"))
    return {key: frozenset(passing) for key, passing in found.items()}
