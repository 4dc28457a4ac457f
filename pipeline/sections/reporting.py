"""What a survey should report of itself (CHERRIES, AAPOR), item by item and wave by wave; what is not given says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.html import words
from pipeline.platforms.described import CHERRIES
from pipeline.sections.material import Material

NOT_REPORTED = "not reported"
# as CHERRIES: key in wave.yaml, there or under `cherries` -> how the item is called
AAPOR: Mapping[str, str] = {
    "sponsor": "Sponsor",
    "conducted_by": "Who conducted it",
    "population": "Population",
    "sampling_frame": "Sampling frame",
    "sampling": "How respondents were chosen",
    "invited": "Number invited",
    "weighting": "Weighting",
}
TAKEN = {
    "title",
    "fielded",
    "mode",
    "languages",
    "platform",
    "crosswalk",
    "licence",
    "citation",
    "sources",
    "notes",
    "cherries",
}


@dataclass(frozen=True)
class Item:
    """One item of a list, and what each wave says of it."""

    label: str
    said: tuple[str, ...]


def items(material: Material) -> list[tuple[str, list[Item]]]:
    """The lists with their items, in the order of the waves; fields of `cherries` that no list knows come last."""
    waves = list(material.waves.values())
    known = {**CHERRIES, **AAPOR}
    more = dict.fromkeys(str(key) for wave in waves for key in wave.get("cherries") or {} if key not in known)
    lists = [("CHERRIES", CHERRIES), ("AAPOR disclosure elements", AAPOR)]
    lists += [("Further", {key: words.capital(key.replace("_", " ")) for key in more})] if more else []
    found = [
        (name, [Item(label, tuple(_said(wave, key) for wave in waves)) for key, label in own.items()])
        for name, own in lists
    ]
    found[1][1].append(Item("Answers per person who could be invited (register, G25)", _participation(material)))
    return found


def _said(wave: Mapping[str, Any], key: str) -> str:
    given = (wave.get("cherries") or {}).get(key)
    given = wave.get(key) if given in (None, "", NOT_REPORTED) and key not in TAKEN else given
    return NOT_REPORTED if given in (None, "") else str(given)


def _participation(material: Material) -> tuple[str, ...]:
    """Rows delivered of the projects whose number of invitable participants is known, over that number."""
    found = []
    for wave in material.waves:
        own = material.projects[(material.projects["wave"] == wave) & (material.projects["eligible_n"] > 0)]
        rows = material.exclusions[material.exclusions["wave"] == wave]
        answers = int(rows["project"].isin(own["project"]).sum())
        invitable = float(own["eligible_n"].sum())
        if not answers or not invitable:
            found.append(NOT_REPORTED)
        elif material.hidden(answers) or material.hidden(len(rows) - answers):
            found.append("withheld")
        else:
            found.append(
                f"{words.percent(answers / invitable)} ({answers:,} rows for {invitable:,.0f} persons in "
                f"{words.count(own['project'].nunique(), 'project')})"
            )
    return tuple(found)
