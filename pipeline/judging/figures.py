"""What the figures that an order compares are called, where they were found, and what is claimed of them, in words."""

from collections.abc import Sequence

from pipeline.instrument import Instrument
from pipeline.rules import Order

LEADS = {
    "median_d": "how much larger the first differences are than the second (medians)",
    "mean_d": "how much larger the first differences are than the second (means)",
    "max_d": "how much larger the largest of the first differences is than that of the second",
    "merger": "how much farther the two sides lie apart than social and solidarity economy",
    "auc": "how much better attitudes tell the two sides apart than visible structure",
}

FIGURES = {
    "median_d": "median difference in standard deviations",
    "mean_d": "mean difference in standard deviations",
    "max_d": "largest difference in standard deviations",
}

STRUCTURE = {
    "auc": "how surely the difference scales tell a project of peer production from one of the others (AUC)",
    "ari": "agreement of the two groups found with the declared types (ARI)",
}


def where(names: Sequence[str], rows: Sequence[str], largest: int | None, asked: Instrument) -> str:
    """Where a set of differences is looked for: in `rows` of the talk, by their statements, or on scales by their names; with
    the number of the `largest` one where that is what counts."""
    if len(rows) == 1:
        return f"in the row '{rows[0]}'"
    if rows and largest is not None:
        return f"in the row '{rows[largest]}', the largest of {len(rows)}"
    if rows:
        named = ", ".join(f"'{row}'" for row in rows)
        return f"in {len(rows)} rows ({named})"
    sets = {asked.difference: " of differences", asked.structure: " of structure"}
    return f"on the {len(names)} scales{sets.get(tuple(names), '')}"


def claimed(rule: Order) -> str:
    """What has to come out of a draw for the order to hold in it."""
    more = f" by more than {rule.margin:g}" if rule.margin else ""
    wider = {
        "merger": "that the first distance is the larger",
        "auc": "that attitudes tell them apart better",
        "max_d": "that the first is the largest of all",
    }.get(rule.figure, "that the first is the larger")
    also = [f"the distance is at least {rule.distance_at_least:g}"] if rule.distance_at_least is not None else []
    also += [f"so on at least {rule.scales_at_least} scales"] if rule.scales_at_least is not None else []
    return " and ".join([wider + more, *also])


def percent(share: float) -> str:
    """A share in words."""
    return f"{100 * share:.0f} %"


def against(share: float, needed: float) -> str:
    """A share and what is needed of it, in words."""
    return f"{percent(share)}, {percent(needed)} needed"
