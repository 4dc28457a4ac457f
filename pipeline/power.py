"""What a planned survey could decide, claim by claim and by the size of the true effect."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline import claims, instrument
from pipeline.html.words import GATES, count
from pipeline.replication import Replication
from pipeline.rules import Equivalence
from pipeline.simulate import calibrated_at, load_world, names
from pipeline.stats.shares import clopper_pearson
from pipeline.truth import truth

PREFIX = "gap-"
LARGEST = "gap-2.0"
DECIDED = ("supported", "contradicted", "equivalent", "mixed")
SAME = 1e-6


@dataclass(frozen=True)
class Needs:
    """What gate G1 asks for on each side: projects, and the median of respondents a project."""

    projects: int
    respondents: float


def worlds() -> list[str]:
    """The worlds that differ in the size of their effects only, from the smallest difference to the largest."""
    return [name for name in names() if name.startswith(PREFIX)]


def sizes(world: str) -> tuple[float, float]:
    """The true gap of each difference and of each commonality in such a world, in points."""
    gaps = load_world(world).gaps
    assert gaps is not None, f"{world} has no gaps"
    return gaps


def counted(found: Sequence[Replication], world: str, claim: str, words: Sequence[str]) -> tuple[int, int]:
    """In how many of a world's replications a claim got one of the words, and of how many."""
    own = [one.claims[claim] for one in found if one.world == world]
    return sum(word in words for word in own), len(own)


def sentences(found: Sequence[Replication], projects: Sequence[int] | None, respondents: int | None) -> list[str]:
    """A heading that says what was simulated; tables of the differences and of the commonalities by the size of the effect; the
    other claims, were the talk right; what the numbers can bear."""
    planned, mean = calibrated_at(load_world(LARGEST))
    size, n = projects or planned, len(found) // len(worlds())
    asked = instrument.load()
    known, rulers = claims.load(asked), claims.load_rulers()
    gaps = {world: sizes(world) for world in worlds()}
    true = {name: truth(claim, load_world(LARGEST), asked, rulers) for name, claim in known.items()}
    commonalities = [name for name, claim in known.items() if isinstance(claim.rule, Equivalence)]
    differences = [
        name
        for name, found_true in true.items()
        if found_true is not None and abs(found_true.gap - gaps[LARGEST][0]) < SAME and name not in commonalities
    ]
    needs = Needs(rulers.gate_projects, rulers.gate_respondents)
    told = [
        f"{count(n, 'simulated survey')} for each size of effect: {size[0]} PP, {size[1]} SOC, {size[2]} SOL and {size[3]} HYB "
        f"projects with about {respondents or mean} respondents each.",
        "",
        *_gated(found, [*differences, *commonalities], needs, size, respondents or mean),
        "How often a difference is called supported (per cent), by its true size in points of the",
        "answers. At 0.5, the smallest that matters, it should not be.",
        *_table(found, differences, {world: f"{gap[0]:g}" for world, gap in gaps.items()}),
        "",
        "How often a commonality is called supported (per cent), by the true size of the difference in points. At 0.5 it",
        "should not be.",
        *_table(found, commonalities, {world: f"{gap[1]:g}" for world, gap in reversed(gaps.items())}),
        "",
        "The other claims, with differences of 2 points and full commonalities: how often any word is decided (per cent).",
    ]
    others = [name for name in known if name not in {*differences, *commonalities} and known[name].type != "NT"]
    width = _width(others)
    told += [
        f"{name:<{width}}{_percent(counted(found, LARGEST, name, DECIDED))}{_single_gate(found, name)}"
        for name in others
    ]
    told.append("")
    for world, gap in gaps.items():
        words = [one.theses["overall"] for one in found if one.world == world]
        counts = ", ".join(f"{word} {words.count(word)}" for word in sorted(set(words)))
        told.append(f"Overall, with differences of {gap[0]:g} and commonalities {gap[1]:g} apart: {counts} of {n}.")
    widest = clopper_pearson(n // 2, n, 0.95)
    told.append(
        f"With {count(n, 'survey')} a share near 50 % may be off by {50 * (widest.high - widest.low):.0f} points; more "
        "--replications narrow that. Idealised answers with assumed variances: a real survey decides less."
    )
    return told


def _table(found: Sequence[Replication], rows: Sequence[str], columns: dict[str, str]) -> list[str]:
    width = _width(rows)
    lines = [f"{'claim':<{width}}" + "".join(f"{head:>6}" for head in columns.values())]
    return lines + [
        f"{name:<{width}}" + "".join(_percent(counted(found, world, name, ("supported",))) for world in columns)
        for name in rows
    ]


def _width(names: Sequence[str]) -> int:
    return max(28, *(len(name) + 1 for name in names))


def _gated(
    found: Sequence[Replication], rows: Sequence[str], needs: Needs, size: Sequence[int], mean: int
) -> list[str]:
    """A sentence for each gate that decided most of the rows of a survey: in how many surveys it did so, and what to do. Where
    that is so, a low share in the tables says nothing about the size of a difference."""
    told = []
    for gate, why in GATES.items():
        surveys = sum(2 * sum(gate in _gates(one, name) for name in rows) > len(rows) for one in found)
        if surveys:
            cure = (
                _cure(needs, size, mean)
                if gate == "G1"
                else f"The reason: {why}; more projects alone do not cure that."
            )
            told.append(
                f"In {surveys} of {count(len(found), 'survey')} the gate {gate} decided most of the differences and "
                f"commonalities below, whatever their size. {cure}"
            )
    return [*told, ""] if told else []


def _gates(one: Replication, name: str) -> list[str]:
    return one.gates.get(name, "").split(", ")


def _cure(needs: Needs, size: Sequence[int], mean: int) -> str:
    """What gate G1 asks for, and which number of the plan to raise."""
    few = min(size[0], size[1] + size[2]) < needs.projects
    more = [f"at least {needs.projects} projects on each side"] if few else []
    if not few or mean <= needs.respondents:
        more.append(f"more than {mean} respondents a project")
    return (
        f"Each side needs {needs.projects} projects and a median of {needs.respondents:g} respondents a project when careless "
        f"ones are left out: plan for {' and '.join(more)}."
    )


def _single_gate(found: Sequence[Replication], name: str) -> str:
    """The gate that decided one claim in half of the surveys with the largest differences, or more."""
    own = [_gates(one, name) for one in found if one.world == LARGEST]
    for gate in GATES:
        n = sum(gate in gates for gates in own)
        if n and 2 * n >= len(own):
            return f"   decided by the gate {gate} in {n} of {len(own)}"
    return ""


def _percent(share: tuple[int, int]) -> str:
    return f"{100 * share[0] / share[1]:>6.0f}" if share[1] else f"{'-':>6}"
