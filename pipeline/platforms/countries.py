"""Names of countries, for D10 where a form asked for them in words. countries.csv holds those of ISO 3166-1, with the German
ones of Debian's iso-codes, and other usual ones (`also`, by bars); where a name could be two countries', none."""

import csv
from functools import cache
from pathlib import Path

LISTED = Path(__file__).with_name("countries.csv")


def code_of(name: str) -> str | None:
    """The two letters of a country by its name in English or German, or by other letters; None where it is none."""
    return _codes().get(_plain(name))


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("’", "'").split()).removeprefix("the ").strip(" .")


@cache
def _codes() -> dict[str, str]:
    found: dict[str, set[str]] = {}
    with LISTED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for name in (row["name_en"], row["name_de"], *row["also"].split("|")):
                found.setdefault(_plain(name), set()).add(row["code"])
    return {name: codes.pop() for name, codes in found.items() if name and len(codes) == 1}
