"""Load instrument/indicators.yaml and recodes.csv: what is made of the items."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.sheets import Faults, read_sheet, read_yaml

KINDS = ("mean", "composite", "status")
LISTS = ("difference", "structure")
FIELDS = ("code", "name_en", "name_de", "family", "kind", "unit", "items")


@dataclass(frozen=True)
class Indicator:
    """A score. kind mean: of `items`, reversed where keyed; composite: of scores and items; status: of recoded items."""

    code: str
    name_en: str
    name_de: str
    family: str
    kind: str
    items: tuple[str, ...]
    unit: str


@dataclass(frozen=True)
class Indicators:
    """All indicators by code; the codes of the difference and structure scales; recoded values by item and code."""

    indicators: dict[str, Indicator]
    difference: tuple[str, ...]
    structure: tuple[str, ...]
    recodes: Mapping[str, Mapping[int, float]]


def read_indicators(folder: Path, items: Collection[str], faults: Faults) -> Indicators:
    """Read both files; every contradiction goes to `faults`."""
    name = f"{folder.name}/indicators.yaml"
    content = read_yaml(folder / "indicators.yaml", faults)
    for unknown in sorted(content.keys() - {"indicators", *LISTS}):
        faults.add(f"{name}: {unknown} is not known; write indicators, difference or structure.")
    listed = {key: content.get(key) or [] for key in ("indicators", *LISTS)}
    for key in [key for key in listed if not isinstance(listed[key], list)]:
        faults.add(f"{name}: {key} must be a list.")
        listed[key] = []
    found: dict[str, Indicator] = {}
    for number, raw in enumerate(listed["indicators"], start=1):
        indicator = _indicator(raw, f"{name}, indicator {number}", faults)
        if indicator is None:
            continue
        if indicator.code in found or indicator.code in items:
            faults.add(
                f"{name}: the code {indicator.code} is given twice; codes are unique among items and indicators."
            )
        found[indicator.code] = indicator
    for indicator in found.values():
        known = set(items) | (found.keys() - {indicator.code} if indicator.kind == "composite" else set())
        for unknown in [code for code in indicator.items if code not in known]:
            faults.add(f"{name}: {indicator.code} is made of {unknown}, which is not in items.csv.")
    lists = {key: tuple(str(code) for code in listed[key]) for key in LISTS}
    for key, codes in lists.items():
        for twice in sorted({code for code in codes if codes.count(code) > 1}):
            faults.add(f"{name}: {key} names {twice} twice.")
        for unknown in [code for code in codes if code not in found]:
            faults.add(f"{name}: {key} names {unknown}, which is no indicator.")
    return Indicators(found, lists["difference"], lists["structure"], _recodes(folder, items, faults))


def _indicator(raw: Any, where: str, faults: Faults) -> Indicator | None:
    if not isinstance(raw, dict):
        faults.add(f"{where} is {raw!r}: write its {', '.join(FIELDS)}.")
        return None
    where = f"{where} ({raw['code']})" if "code" in raw else where
    wrong = [f"lacks {key}" for key in FIELDS if key not in raw]
    wrong += [f"has {key}, which is not known" for key in raw if key not in FIELDS]
    if wrong:
        faults.add(f"{where}: {', '.join(wrong)}; write exactly {', '.join(FIELDS)}.")
        return None
    if raw["kind"] not in KINDS:
        faults.add(f"{where}: kind is {raw['kind']}, but must be one of {', '.join(KINDS)}.")
    parts = raw["items"]
    if not isinstance(parts, list) or not parts or len({str(part) for part in parts}) < len(parts):
        faults.add(f"{where}: items is {parts}, but must be a list of codes, each named once.")
        return None
    texts = {key: str(raw[key]) for key in FIELDS if key != "items"}
    return Indicator(items=tuple(str(code) for code in parts), **texts)


def _recodes(folder: Path, items: Collection[str], faults: Faults) -> dict[str, dict[int, float]]:
    found: dict[str, dict[int, float]] = {}
    for row in read_sheet(folder / "recodes.csv", ("item", "code", "value"), faults, key=("item", "code")):
        row.expect(row["item"] in items, "item", "is not in items.csv")
        row.needs("value")
        found.setdefault(row["item"], {})[row.integer("code")] = row.number("value") or 0.0
    return found
