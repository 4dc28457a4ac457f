"""Sentences on verdicts for readers who know the talk but not our codes: the codes in them spelled out."""

import re

from pipeline.instrument import Instrument
from pipeline.judging.finding import SIDES

CODE = re.compile(
    r"(?!(?<=\()[A-Z]{1,5}[0-9]{0,2}\))\b[A-Z]{1,5}[0-9]{0,2}\b"
)  # not one that stands in brackets already
CHOSEN = re.compile(r"\b([A-Z]{1,2}[0-9]{1,2}) is ([0-9]+(?: or [0-9]+)*)\b")


def spelled(text: str, asked: Instrument) -> str:
    """`mean of SE in PP` as `mean of Selbstentfaltung in peer production`; items keep their code behind what they ask for."""

    def chosen(match: re.Match[str]) -> str:
        item = asked.items.get(match[1])
        labels = {str(choice.code): f"'{choice.label_en}'" for choice in item.scale.choices} if item else {}
        return f"{match[1]} is " + " or ".join(labels.get(code, code) for code in match[2].split(" or "))

    def named(match: re.Match[str]) -> str:
        code = match[0]
        if code in asked.indicators:
            return asked.indicators[code].name_en
        if code in asked.items:
            colon = ":" if text[match.end() :].startswith(" '") else ""
            return f"{asked.items[code].name_en} ({code}){colon}"
        return SIDES.get(code, code) if code != "ALL" else code

    return CODE.sub(named, CHOSEN.sub(chosen, text))
