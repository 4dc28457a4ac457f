"""How often is Touchstone wrong: the measured error rates, laid out for a reader of the talk."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import error_rates, ruleset
from pipeline.error_rates import COMMONALITY, NONE, Measured, Rate, Target
from pipeline.html import rate_charts, words
from pipeline.html.pictures import Picture
from pipeline.html.rate_charts import Curve
from pipeline.ruleset import State
from pipeline.sections.calibrated_worlds import (
    DIFFERENCES,
    SIGNIFICANT,
    counted,
    label_of,
    share_of,
    shares,
    world,
    wrong_labels,
)
from pipeline.stats.shares import Share, clopper_pearson

SIZES = "gap-"  # the worlds that differ in the size of their effects only
UNDISTORTED = ("null", "common")  # no differences, and nothing else that could look like one
FALSE = ("supported", "contradicted")  # of a row without difference: in whichever direction


@dataclass(frozen=True)
class Calibration:
    """What was measured, what it has to be, and the state of the rules now."""

    rates: tuple[Rate, ...]
    worlds: tuple[Measured, ...]
    targets: tuple[Target, ...]
    now: State


NOTHING = Calibration((), (), (), State("", ""))


def load(root: Path, folder: Path) -> Calibration:
    """The files of calibration/ and the state of the project at `root`; no rates where nothing was measured yet.

    Raises UserError where a file is damaged.
    """
    rates, worlds = tuple(error_rates.load_rates(folder)), tuple(error_rates.load_measured(folder))
    return Calibration(rates, worlds, tuple(error_rates.load_targets(folder)), ruleset.state(root))


def context(found: Calibration) -> dict[str, Any]:
    """What templates/calibration.html lays out."""
    if not found.worlds:
        return {"worlds": []}
    order = list(words.VERDICTS)
    worlds = sorted(found.worlds, key=lambda one: order.index(one.right[0]))
    tried = [one for one in worlds if not one.world.startswith(SIZES)]
    by_world: dict[str, list[Rate]] = {}
    for rate in found.rates:
        by_world.setdefault(rate.world, []).append(rate)
    overall = [rate for rate in found.rates if (rate.what, rate.id) == ("thesis", "overall")]
    titles = {one.world: one.title for one in worlds}
    return {
        "worlds": [world(one, by_world.get(one.world, []), titles) for one in worlds],
        "surveys": sum(one.replications for one in found.worlds),
        "drawn": sum(one.replications for one in tried),
        "never": _never(min(one.replications for one in found.worlds)),
        "outdated": _outdated(found),
        "headlines": _headlines(found),
        "picture": _picture(tried, overall),
        "table": [(label_of(one), one, shares(_overall(one, overall))) for one in tried],
        "targets": _graded(found),
        "labels": wrong_labels(found.worlds, found.rates),
        "power": _power(found),
        "sharing": _sharing(found),
        "words": order,
        "size": sorted({f"{one.projects}, {one.respondents}" for one in found.worlds}),
    }


def _never(n: int) -> str:
    """`None of 30 still allows for 12 %`: what may be true of a word that came out in none of the surveys of a world."""
    return f"None of {n:,} still allows for {words.percent(clopper_pearson(0, n, error_rates.LEVEL).high)}"


def _outdated(found: Calibration) -> str | None:
    """What has changed since the rates were measured, in words."""
    rules = {one.world for one in found.worlds if one.rules != found.now.rules}
    code = {one.world for one in found.worlds if one.code != found.now.code}
    if not rules | code:
        return None
    what = "rules (instrument, claims, rulers or parameters) have" if rules else "program that follows the rules has"
    which = "all worlds" if len(rules | code) == len(found.worlds) else f"{len(rules | code)} of the worlds"
    return f"The {what} been changed since the rates of {which} were measured; they may differ now."


def _headlines(found: Calibration) -> list[str]:
    """What a reader wants to know first."""
    wrong = [one for one in found.worlds if "supported" not in one.right]
    plain = [one for one in found.worlds if one.number == "W1"]
    said = []
    for chosen, text in (
        (wrong, "Where the talk is not right, it was called supported as a whole in {}."),
        (
            plain,
            "Where the talk is right, with differences of 1.8 points of the answers, it was called supported as a whole in {}.",
        ),
    ):
        if chosen:
            said.append(text.format(counted(_of_worlds(found, chosen, "thesis", "overall", ("supported",)))))
    rows = _no_difference(found)
    if rows:
        ours, persons, projects = (
            share_of([r for r in rows if r.what == what], wanted)
            for what, wanted in (("claim", FALSE), ("persons", SIGNIFICANT), ("projects", SIGNIFICANT))
        )
        said.append(
            f"Of rows in which the sides do not differ ({_undistorted(found)}), Touchstone called "
            f"{words.percent(ours.value)} supported or contradicted. A plain test of significance found a difference in "
            f"{words.percent(persons.value)} when it took persons as independent, and in {words.percent(projects.value)} on "
            "the means of the projects."
        )
    return said


def _undistorted(found: Calibration) -> str:
    """The worlds without differences: `worlds W0 and W4`."""
    numbers = [one.number for one in found.worlds if one.world in UNDISTORTED]
    return f"world{'s' if len(numbers) > 1 else ''} {words.listing(numbers)}" if numbers else ""


def _no_difference(found: Calibration) -> list[Rate]:
    """What was said of rows of the differences where there are none, and nothing looks like one."""
    rows = [r for r in found.rates if r.world in UNDISTORTED and r.type in DIFFERENCES]
    return [r for r in rows if r.truth == NONE and r.gap == 0]


def _picture(tried: Sequence[Measured], overall: Sequence[Rate]) -> Picture:
    rows = [(label_of(one), {r.word: r.count / r.n for r in _overall(one, overall)}) for one in tried]
    told = "; ".join(
        f"{label}: " + ", ".join(f"{word} {words.percent(share)}" for word, share in shares.items() if share)
        for label, shares in rows
    )
    right = sum(r.count for one in tried for r in _overall(one, overall) if r.word in one.right)
    title = (
        f"The overall verdict was right in {right:,} of {sum(one.replications for one in tried):,} simulated surveys"
    )
    return rate_charts.stacked("overall", title, f"Bars. {told}.", rows)


def _overall(one: Measured, overall: Sequence[Rate]) -> list[Rate]:
    return [rate for rate in overall if rate.world == one.world]


def _of_worlds(found: Calibration, chosen: Sequence[Measured], what: str, name: str, wanted: Sequence[str]) -> Share:
    inside = {one.world for one in chosen}
    return share_of([r for r in found.rates if r.world in inside and (r.what, r.id) == (what, name)], wanted)


def _graded(found: Calibration) -> list[dict[str, str]]:
    """Each target with what was found and how it stands."""
    lines = []
    for target in found.targets:
        share = error_rates.measured_at(target, found.rates, found.worlds)
        if share is not None:
            most = target.at_most
            bound = f"at most {100 * most:g} %" if most is not None else f"at least {100 * (target.at_least or 0):g} %"
            line = {"says": target.says, "worlds": ", ".join(target.worlds), "found": words.percent(share.value)}
            line |= {"counted": counted(share), "bound": bound, "grade": error_rates.grade(target, share)}
            note = target.missed if line["grade"].startswith("missed") else ""
            lines.append(line | {"source": target.source, "note": note})
    return lines


def _power(found: Calibration) -> dict[str, Any] | None:
    """How often a difference was found, by its true size: by Touchstone, and by plain tests. Where there is none, whatever is
    found is false in either direction; elsewhere only what has the direction of the talk is counted."""
    names = {"claim": "Touchstone", "projects": "plain test on projects", "persons": "plain test on persons"}
    series: dict[str, list[tuple[float, Share]]] = {label: [] for label in names.values()}
    for gap, rates in _by_gap(found, DIFFERENCES):
        for what, label in names.items():
            wanted = FALSE if what == "claim" else SIGNIFICANT
            share = share_of([r for r in rates if r.what == what], wanted if gap == 0 else wanted[:1])
            series[label].append((gap, share))
    title = "How often a difference is found, by how large it truly is"
    nought, said = _undistorted(found), "Counted are rows called supported, or significant as claimed."
    if nought:
        said += f" At 0 ({nought}) both directions count, since any difference found there is false."
    return _curves("power", title, series, "true difference in points, in the talk's direction", said)


def _sharing(found: Calibration) -> dict[str, Any] | None:
    """How often a commonality was called supported, by the true difference, and how often a plain test saw none."""
    series: dict[str, list[tuple[float, Share]]] = {
        "Touchstone: supported": [],
        "plain test on projects: none seen": [],
    }
    for gap, rates in _by_gap(found, (COMMONALITY,)):
        share = share_of([r for r in rates if r.what == "claim"], ("supported",))
        series["Touchstone: supported"].append((gap, share))
        none = share_of([r for r in rates if r.what == "projects"], ("not significant",))
        series["plain test on projects: none seen"].append((gap, none))
    title = "How often a commonality is called supported, by how far the types truly are apart"
    return _curves("sharing", title, series, "true difference in points of the answers")


def _by_gap(found: Calibration, types: Sequence[str]) -> list[tuple[float, list[Rate]]]:
    """The rows of the sub-theses' kinds in the worlds of sizes (differences: also those of `_no_difference`), by true gap."""
    worlds = {one.world for one in found.worlds if one.world.startswith(SIZES)}
    rows = [r for r in found.rates if r.world in worlds and r.type in types and r.gap is not None]
    gaps = {world: Counter(r.gap for r in rows if r.world == world) for world in worlds}
    rows = [r for r in rows if r.gap == gaps[r.world].most_common(1)[0][0]]
    if COMMONALITY not in types:
        rows += _no_difference(found)
    return [(gap, [r for r in rows if r.gap == gap]) for gap in sorted({r.gap for r in rows if r.gap is not None})]


def _curves(
    name: str, title: str, series: Mapping[str, Sequence[tuple[float, Share]]], across: str, said: str = ""
) -> dict[str, Any] | None:
    if not all(series.values()):
        return None
    found = [Curve(label, tuple((x, s.value, s.low, s.high) for x, s in points)) for label, points in series.items()]
    told = "; ".join(
        f"{label}: " + ", ".join(f"{words.percent(s.value)} at {x:g}" for x, s in points)
        for label, points in series.items()
    )
    picture = rate_charts.curves(name, title, f"Curves. {told}.", found, across, "per cent of the rows", 0.5)
    sizes = [f"{x:g}" for x, _ in next(iter(series.values()))]
    base = _rows(series)
    return {
        "picture": picture,
        "base": base,
        "counted": said,
        "sizes": sizes,
        "lines": [(k, [counted(s) for _, s in v]) for k, v in series.items()],
    }


def _rows(series: Mapping[str, Sequence[tuple[float, Share]]]) -> str:
    """How many rows stand behind a point of the first curve: from the fewest to the most."""
    counts = sorted({share.n for _, share in next(iter(series.values()))})
    span = " to ".join(f"{n:,}" for n in dict.fromkeys((counts[0], counts[-1])))
    return f"{span} rows of simulated surveys at each point"
