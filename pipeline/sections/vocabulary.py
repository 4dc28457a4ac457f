"""Short names of questions and of fields of the register in words that a reader knows, where the tables speak in codes."""

import re
from collections.abc import Mapping

from pipeline.instrument import Instrument

# constructs of single questions whose own name would not be understood
QUESTIONS: Mapping[str, str] = {
    "ability_precondition": "ability as a precondition",
    "absolute_quality": "working until it is really good",
    "cooperation_difficult": "working together being difficult",
    "counterfactual_still_better": "being the better way even if the market worked well",
    "counterfactual_unnecessary": "not being needed if economy and state worked better",
    "engagement_hours": "hours a week",
    "engagement_intent": "still taking part in a year",
    "forced_choice_least": "what matters least",
    "forced_choice_most": "what matters most",
    "interest_other": "interest in projects of the other kind",
    "isco": "occupational group",
    "job_alienation": "alienation in the paid job",
    "left_right": "place from left to right",
    "mindset_indifferent": "capitalism being no topic",
    "mindset_new_mode": "practising a new way of producing",
    "mindset_oppose": "resisting capitalism",
    "mindset_repair": "mending what the economy breaks",
    "mindset_supplement": "filling gaps that state and market leave",
    "minority": "belonging to a disadvantaged group",
    "monetary_motive": "money as a motive",
    "need_free_good": "good things for all and not only for sale",
    "need_missing_good": "something useful being missing",
    "openness_limitation": "openness as a weakness",
    "paid_participation": "being paid for it",
    "perceived_shortcomings": "problems coming from the economy",
    "perspective_transform": "changing how society produces",
    "production_centrality": "relevance of production",
    "pv_antineoliberal": "too much being left to the market",
    "pv_democratic": "economic decisions by vote",
    "pv_ecological": "nature before growth",
    "pv_egalitarian": "smaller differences in income",
    "replace_as_goal": "overcoming capitalism as an aim",
    "replace_as_means": "taking the place of production for sale",
    "selbstentfaltung": "Selbstentfaltung",
    "societal_relatedness": "minding that others can use it",
    "uses_commons": "depending on commons",
}
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
CODED = re.compile(r"\b([A-Z]{1,2}[0-9]{1,2}) \(([a-z0-9 ]+)\)")
CODE = re.compile(r"\b[A-Z]{1,6}[0-9]{0,2}\b(?! \()")
FIELD = re.compile(
    r"\b(?:" + "|".join(sorted({name.replace("_", "[ _]") for name in FIELDS}, key=len, reverse=True)) + r")\b"
)
MEAN = "mean of "


def plain(text: str, asked: Instrument) -> str:
    """A phrase or sentence of the judge with each code after its name, `relevance of production (PC)`, and the names of
    questions and fields as a reader would say them."""

    def named(match: re.Match[str]) -> str:
        code = match.group(0)
        indicator, item = asked.indicators.get(code), asked.items.get(code)
        if indicator is not None:
            return f"{indicator.name_en} ({code})"
        return f"{question(item.construct)} ({code})" if item is not None else code

    def turned(match: re.Match[str]) -> str:
        code, item = match.group(1), asked.items.get(match.group(1))
        spelled = item is not None and match.group(2) == item.construct.replace("_", " ")
        return f"{question(item.construct)} ({code})" if item is not None and spelled else match.group(0)

    text = text.replace(" (Welch)", ", by Welch's test")
    text = FIELD.sub(lambda match: FIELDS[match.group(0).replace(" ", "_")][0], COUNTRIES.sub("country", text))
    return CODED.sub(turned, CODE.sub(named, text))


def question(construct: str) -> str:
    """What a question asks for, in few words."""
    return QUESTIONS.get(construct, construct.replace("_", " "))


def unit(what: str, unit: str | None) -> str | None:
    """The unit of an estimate: of the mean of a field of the register the field's own."""
    if unit != "number" or not what.startswith(MEAN):
        return unit
    found = FIELD.search(what)
    return FIELDS[found.group(0).replace(" ", "_")][1] if found else unit
