"""Codes and columns of the tables in words that a reader knows."""

import re
from collections.abc import Mapping

from pipeline.html.words import TYPES, percent
from pipeline.instrument import Instrument

# columns of the table of projects: their name, the unit of their mean
FIELDS: Mapping[str, tuple[str, str]] = {
    "access_to_product": ("access to the product, 0 members only to 4 everybody", "steps"),
    "active_contributors": ("contributors active in the last 12 months", "persons"),
    "activity_consumption": ("consumption (% of the activities)", "percent"),
    "activity_distribution": ("distribution (% of the activities)", "percent"),
    "activity_production": ("production (% of the activities)", "percent"),
    "alive_at_wave": ("alive at the wave", ""),
    "dual_licensing_or_paid_tier": ("dual licensing or a paid tier", ""),
    "governance": ("governance, 0 the owner decides to 4 all decide", "steps"),
    "income_donations": ("donations (% of the income)", "percent"),
    "income_in_kind": ("income in kind (% of the income)", "percent"),
    "income_market": ("income from the market (% of the income)", "percent"),
    "income_membership": ("membership fees (% of the income)", "percent"),
    "income_public": ("public income (% of the income)", "percent"),
    "joining_procedure": ("joining, 0 anyone at once to 4 hired or elected only", "steps"),
    "objective_commercial_1": ("commercial purpose (0 to 100, first coder)", "grades"),
    "objective_commercial_2": ("commercial purpose (0 to 100, second coder)", "grades"),
    "objective_selbstentfaltung_1": ("Selbstentfaltung (0 to 100, first coder)", "grades"),
    "objective_selbstentfaltung_2": ("Selbstentfaltung (0 to 100, second coder)", "grades"),
    "objective_social_1": ("social purpose (0 to 100, first coder)", "grades"),
    "objective_social_2": ("social purpose (0 to 100, second coder)", "grades"),
    "paid_fte": ("paid full-time posts", "posts"),
    "public_funding_percent": ("public funding (% of the income)", "percent"),
}
COUNTRIES = re.compile(r"country [A-Z]{2}(?:, country [A-Z]{2})*")
CODE = re.compile(
    r"(?!(?<=\()[A-Z]{1,6}[0-9]{0,2}\))\b[A-Z]{1,6}[0-9]{0,2}\b(?! \()"
)  # none that stands in brackets already
FIELD = re.compile(
    r"\b(" + "|".join(sorted({name.replace("_", "[ _]") for name in FIELDS}, key=len, reverse=True)) + r")\b"
    r"(?: in the last 12 months)?"  # as the register calls the contributors, which their name here says already
)
MEAN = "mean of "
CHANCE = re.compile(r", permutation p = (\d\.\d+)")
SIGNS = (
    (r"\s*[-=]>\s*", " \N{RIGHTWARDS ARROW} "),
    (r"\s*>\s*", " more than "),
    (r"(?<=\w)=(?=\w)", " like "),
    (r"\s*[+&]\s*", " and "),
    (r" x ", " \N{MULTIPLICATION SIGN} "),
)


def plain(text: str, asked: Instrument) -> str:
    """A phrase or sentence of the judge with each code after its name, `relevance of production (PC)`, and the names of
    questions and fields as a reader would say them."""

    def named(match: re.Match[str]) -> str:
        code = match.group(0)
        indicator, item = asked.indicators.get(code), asked.items.get(code)
        if indicator is not None:
            return f"{indicator.name_en} ({code})"
        colon = ":" if match.string[match.end() :].startswith(" '") else ""
        return f"{item.name_en} ({code}){colon}" if item is not None else code

    text = text.replace(" (Welch)", ", by Welch's test")
    text = FIELD.sub(lambda match: FIELDS[match.group(1).replace(" ", "_")][0], COUNTRIES.sub("country", text))
    return CODE.sub(named, text)


def pole(said: str | None, asked: Instrument) -> str:
    """What a claim says of a side, with the names of types and questions for their codes and words for signs; empty where it
    says nothing, for which a lone dash may stand."""
    text = "" if said in (None, "-") else str(said)
    for sign, word in SIGNS:
        text = re.sub(sign, word, text)
    return re.sub(r"\b[A-Z]{2,6}[0-9]?\b", lambda match: _name(match.group(0), asked), text)


def _name(code: str, asked: Instrument) -> str:
    """The name of a type, an indicator or a question, also of the only one that begins with these letters."""
    if code in TYPES:
        return TYPES[code]
    if code in asked.indicators:
        return asked.indicators[code].name_en
    found = [item for item in (asked.items.get(code), asked.items.get(f"{code}1")) if item is not None]
    return found[0].name_en if found else code


def aside(note: str) -> str:
    """A note of the judge with a permutation's p as the share of draws that it is."""
    return CHANCE.sub(
        lambda match: f"; chance alone gives as much in {percent(float(match.group(1)))} of the draws", note
    )


def unit(what: str, unit: str | None) -> str | None:
    """The unit of an estimate: of the mean of a field of the register the field's own."""
    if unit != "number" or not what.startswith(MEAN):
        return unit
    found = FIELD.search(what)
    return FIELDS[found.group(1).replace(" ", "_")][1] if found else unit
