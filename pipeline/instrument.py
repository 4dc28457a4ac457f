"""Load instrument/ - what we ask - into frozen dataclasses, and refuse contradictions, all of them together."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipeline import files
from pipeline.indicators import Indicator, read_indicators
from pipeline.register import RegisterChoice, RegisterField, read_register
from pipeline.sheets import Faults, Row, read_sheet

KINDS = ("agree7", "choices", "number", "year", "text", "country", "language")
FORMS = ("core", "A", "B")
BLOCKS = ("S", "P", "M", "V", "J", "D")
COUNTED = ("agree7", "number", "year")  # the kinds whose answers are numbers with a range
MISSING = range(-7, 0)  # the kinds of missing answers that every stage tells apart

__all__ = ["Choice", "Indicator", "Instrument", "Item", "RegisterChoice", "RegisterField", "Scale", "load"]


@dataclass(frozen=True)
class Choice:
    """One answer, or one kind of missing answer; stored as `code`."""

    code: int
    key: str
    label_en: str
    label_de: str


@dataclass(frozen=True)
class Scale:
    """What may be answered: choices, or numbers (`labels`: of their ends). `aliases`: other words, also of missing codes."""

    name: str
    kind: str
    low: int | None
    high: int | None
    midpoint: float | None
    cannot_say: bool
    refuse: bool
    choices: tuple[Choice, ...]
    labels: tuple[Choice, ...]
    aliases: Mapping[str, int]

    def allows(self, code: int) -> bool:
        """Whether a code is an answer to it; cannot say (-1) and refused (-2) are where it offers them."""
        if code in (-1, -2):
            return self.cannot_say if code == -1 else self.refuse
        if self.choices:
            return any(choice.code == code for choice in self.choices)
        return self.low is not None and self.high is not None and self.low <= code <= self.high

    def code_of(self, text: str) -> int | None:
        """The code of an answer given in words (English, German, key or alias; case and outer blanks do not matter)."""
        return self._codes.get(text.strip().casefold())

    @cached_property
    def _codes(self) -> dict[str, int]:
        return dict(self.spellings)

    @cached_property
    def spellings(self) -> list[tuple[str, int]]:
        """Every word that stands for a code, in small letters; the ends of a scale also with their number (7 agree ...)."""
        named = [(word, c.code) for c in (*self.choices, *self.labels) for word in (c.key, c.label_en, c.label_de)]
        named += [(f"{end.code} {word}", end.code) for end in self.labels for word in (end.label_en, end.label_de)]
        return [(word.strip().casefold(), code) for word, code in (*self.aliases.items(), *named) if word]


@dataclass(frozen=True)
class Item:
    """One line of the questionnaire. `filter`: codes of other items that show it; `passes_at`: codes that pass its check;
    `name_en`: what it is called in sentences."""

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
    name_en: str

    @property
    def likert(self) -> bool:
        """Whether it is answered on the seven points of agreement."""
        return self.scale.kind == "agree7"


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
    missing: Mapping[int, Choice]

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
    items = _items(folder, scales, faults) if scales else {}
    if not items:
        faults.refuse()  # what else is said would follow from these alone
    register = read_register(folder, faults)
    found = read_indicators(folder, items.keys(), faults)
    kinds = read_sheet(folder / "missing.csv", ("code", "key", "label_en", "label_de"), faults, key=("code",))
    missing = {choice.code: choice for choice in map(_choice, kinds)}
    if set(missing) != set(MISSING):
        faults.add("instrument/missing.csv: must hold the codes -1 to -7, no fewer and no others.")
    for code, item in [(code, items[code]) for code in found.recodes if code in items]:
        for wrong in [answer for answer in found.recodes[code] if not item.scale.allows(answer)]:
            faults.add(f"instrument/recodes.csv: {code} has no answer {wrong}; see its scale {item.scale.name}.")
    for code, indicator in found.indicators.items():
        status = indicator.kind == "status"
        for part in [part for part in indicator.items if part in items]:
            if not (part in found.recodes if status else items[part].scale.kind in COUNTED):
                lacks = "has no values in recodes.csv" if status else "has no numbers as answers"
                faults.add(f"instrument/indicators.yaml: {code} is made of {part}, which {lacks}.")
    codes = [*items, *(field.code for field in register.values())]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        faults.add(f"instrument/register.csv: the code {code} is given twice; codes are unique among items and fields.")
    faults.refuse()
    return Instrument(
        items, scales, register, found.indicators, found.difference, found.structure, found.recodes, missing
    )


def _scales(folder: Path, faults: Faults) -> dict[str, Scale]:
    columns = ("scale", "kind", "low", "high", "midpoint", "cannot_say", "refuse")
    words = ("label_en", "label_de")
    sheet = read_sheet(folder / "scales.csv", columns, faults, key=("scale",))
    choices = read_sheet(folder / "choices.csv", ("scale", "code", "key", *words), faults, key=("scale", "code"))
    labels = read_sheet(folder / "scale_labels.csv", ("scale", "code", *words), faults, key=("scale", "code"))
    aliases = read_sheet(folder / "aliases.csv", ("scale", "alias", "code"), faults, key=("scale", "alias"))
    named = [row["scale"] for row in sheet]
    for row in (*choices, *labels, *aliases):
        row.expect(not named or row["scale"] in named, "scale", "is not in scales.csv")
    found = {}
    for row in sheet:
        name, kind, low, high = row["scale"], row.one_of("kind", KINDS), row.whole("low"), row.whole("high")
        own, ends = (tuple(_choice(c) for c in of if c["scale"] == name) for of in (choices, labels))
        row.expect(bool(own) == (kind == "choices"), "kind", "choices need lines in choices.csv, other kinds none")
        numbered = [c.code for c in own] == list(range(1, len(own) + 1)) and (not own or (low, high) == (1, len(own)))
        row.expect(numbered, "scale", "must have its choices numbered from low = 1 to high in choices.csv")
        ranged = low is not None and high is not None and low < high
        row.expect(ranged or kind not in COUNTED, "low", "must be given, and be less than high")
        row.expect(kind != "agree7" or (low, high) == (1, 7), "kind", "goes from 1 to 7")
        spelled = {a["alias"]: a.integer("code") for a in aliases if a["scale"] == name}
        cannot_say, refuse = row.flag("cannot_say"), row.flag("refuse")
        scale = Scale(name, kind, low, high, row.number("midpoint"), cannot_say, refuse, own, ends, spelled)
        _spell(scale, row)
        found[name] = scale
    return found


def _choice(row: Row) -> Choice:
    row.needs(*(column for column in ("key", "label_en", "label_de") if column in row.cells))
    return Choice(row.integer("code"), row.cells.get("key", ""), row["label_en"], row["label_de"])


def _spell(scale: Scale, row: Row) -> None:
    for word, code in scale.spellings:
        row.expect(
            scale.allows(code) or code in MISSING[:-2], "scale", f"has the word '{word}' for a code {code} it lacks"
        )
        others = {other for spelled, other in scale.spellings if spelled == word and other != code}
        row.expect(not others, "scale", f"has the word '{word}' for different codes")


def _items(folder: Path, scales: dict[str, Scale], faults: Faults) -> dict[str, Item]:
    columns = ("code", "block", "position", "construct", "referent", "form", "filter", "scale", "reverse", "check")
    texts = ("wording_en", "wording_de", "inspiration", "name_en")
    sheet = read_sheet(folder / "items.csv", (*columns, *texts), faults, key=("code",))
    scale_of = {row["code"]: scales.get(row["scale"]) for row in sheet}
    filters = _codes(folder / "filters.csv", ("filter", "item", "code"), scale_of, faults)
    checks = _codes(folder / "checks.csv", ("check", "item", "passes_at"), scale_of, faults)
    for check, code in [(name, code) for name, of in checks.items() for code in of]:
        if sheet and not any((row["code"], row["check"]) == (code, check) for row in sheet):
            faults.add(f"instrument/checks.csv: {check} judges {code}, but the line of {code} in items.csv lacks it.")
    found: dict[str, Item] = {}
    for row in sheet:
        block, position, form = row.one_of("block", BLOCKS), row.integer("position"), row.one_of("form", FORMS)
        taken = any((item.block, item.position) == (block, position) for item in found.values())
        row.expect(not taken, "position", f"is taken by another line of block {block}")
        row.expect(not row["filter"] or row["filter"] in filters, "filter", "is not in filters.csv")
        passes_at = checks.get(row["check"], {}).get(row["code"], frozenset())
        row.expect(not row["check"] or bool(passes_at), "check", "is not in checks.csv for this item")
        row.needs("construct", "name_en", "wording_en", "wording_de")
        row.expect(row["scale"] in scales, "scale", "is not in scales.csv: an item needs a scale")
        reverse, scale = row.flag("reverse"), scales.get(row["scale"])
        if scale is None:
            continue
        row.expect(not reverse or scale.kind in COUNTED, "reverse", "is 1, but the scale has no range to reverse in")
        asked = (row["code"], block, position, row["construct"], row["referent"], form)
        shown = tuple(filters.get(row["filter"], {}).items())
        of_answers = (scale, reverse, row["check"] or None, passes_at)
        found[row["code"]] = Item(*asked, shown, *of_answers, *(row[text] for text in texts))
    return found


def _codes(
    path: Path, columns: tuple[str, str, str], scale_of: Mapping[str, Scale | None], faults: Faults
) -> dict[str, dict[str, frozenset[int]]]:
    """Of each name, the codes by item; `columns`: name, item and code."""
    name, item, code = columns
    found: dict[str, dict[str, frozenset[int]]] = {}
    for row in read_sheet(path, columns, faults, key=columns):
        row.expect(not scale_of or row[item] in scale_of, item, "is not in items.csv")
        scale = scale_of.get(row[item])
        row.expect(scale is None or scale.allows(row.integer(code)), code, f"is no answer to {row[item]}")
        of = found.setdefault(row[name], {})
        of[row[item]] = of.get(row[item], frozenset()) | {row.integer(code)}
    return found
