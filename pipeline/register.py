"""Load the register of projects: instrument/register.csv with its choices and aliases."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.sheets import Faults, read_sheet

KINDS = ("id", "choice", "number", "year", "grades", "percents", "yes_no_percent", "text")


@dataclass(frozen=True)
class RegisterChoice:
    """One word that a register field may hold."""

    value: str
    label_en: str
    label_de: str


@dataclass(frozen=True)
class RegisterField:
    """One field of the register of projects; `construct` is its header in projects.csv."""

    code: str
    construct: str
    kind: str
    low: float | None
    high: float | None
    choices: tuple[RegisterChoice, ...]
    aliases: Mapping[str, str]
    label_en: str
    label_de: str


def read_register(folder: Path, faults: Faults) -> dict[str, RegisterField]:
    """The fields by construct; every contradiction goes to `faults`."""
    columns = ("code", "construct", "kind", "low", "high", "label_en", "label_de")
    sheet = read_sheet(folder / "register.csv", columns, faults, key=("construct",))
    words = read_sheet(
        folder / "register_choices.csv",
        ("construct", "value", "label_en", "label_de"),
        faults,
        key=("construct", "value"),
    )
    aliases = read_sheet(
        folder / "register_aliases.csv", ("construct", "alias", "value"), faults, key=("construct", "alias")
    )
    for row in (*sheet, *words):
        row.needs("construct", "label_en", "label_de")
    for row in words:
        row.needs("value")
    known = {row["construct"] for row in sheet}
    values = {(row["construct"], row["value"]) for row in words}
    for row in words:
        row.expect(row["construct"] in known, "construct", "is not in register.csv")
    for row in aliases:
        row.expect(
            (row["construct"], row["value"]) in values, "value", "is not in register_choices.csv for this construct"
        )
        other = (row["construct"], row["alias"]) in values and row["alias"] != row["value"]
        row.expect(not other, "alias", "is itself a word of this construct, so it cannot stand for another")
    found = {}
    for row in sheet:
        kind = row.one_of("kind", KINDS)
        low, high = row.number("low"), row.number("high")
        row.expect(low is None or high is None or low < high, "low", "must be less than high")
        own = [w for w in words if w["construct"] == row["construct"]]
        needs = kind in ("choice", "yes_no_percent")
        row.expect(
            bool(own) == needs or kind not in KINDS,
            "kind",
            "choices need lines in register_choices.csv, other kinds none",
        )
        found[row["construct"]] = RegisterField(
            row["code"],
            row["construct"],
            row["kind"],
            low,
            high,
            tuple(RegisterChoice(w["value"], w["label_en"], w["label_de"]) for w in own),
            {a["alias"]: a["value"] for a in aliases if a["construct"] == row["construct"]},
            row["label_en"],
            row["label_de"],
        )
    return found
