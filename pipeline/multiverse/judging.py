"""Each claim judged in each cell of one world, by its own rule.

A cell is a whole analysis that somebody could have run. So Holm's procedure shares out the error level anew in each, over the
p-values of that cell; gate G1 looks at the cell's own rows; a composite takes the words of its parts in the same cell. Gates
G2 to G4 ask whether the mean of the answers can be trusted: they are asked of the cells that score by the mean, and the other
scores stand for what would be without them. Whether a difference is one of digital products is asked where no covariate is held
constant. So the first cell is the primary analysis, gates and all.

Persons who answer in several waves have an intercept of their own in the primary world, as for the judge. In the others each
answer counts by itself: these models take many times as long, for intervals that hardly differ where few persons come back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product

from pipeline.claims import Claim, Rulers
from pipeline.judging import gates
from pipeline.judging.bench import Settings
from pipeline.judging.judgement import Judgement
from pipeline.judging.verdicts import after_their_parts, by_rule, holm
from pipeline.multiverse.benches import Benches
from pipeline.multiverse.cells import COVARIATES, MEAN, PRIMARY, SCORES, UNITS, Bearing, Cell
from pipeline.multiverse.worlds import Whole, world

Key = tuple[str, Cell]
Found = dict[Key, Judgement]


@dataclass(frozen=True)
class Rulebook:
    """What is judged, and by what: the claims with the dimensions that bear on them, the rulers, the bootstrap's settings of
    the primary world and of the others."""

    claims: Mapping[str, Claim]
    bearings: Mapping[str, Bearing]
    rulers: Rulers
    primary: Settings
    others: Settings


@dataclass(frozen=True)
class Judged:
    """One claim in one cell: its word, what was estimated with its 95 % interval in the talk's direction, and the reason."""

    claim: str
    cell: Cell
    word: str
    estimate: float | None
    ci95: tuple[float, float] | None
    bound: float | None
    unit: str | None
    reason: str


def judge_world(data: Whole, rules: Rulebook, base: Cell) -> list[Judged]:
    """All claims in all cells with the exclusions, the source of types and the waves of `base`. Of claims on which these have
    no bearing the same cell comes back from several worlds; that of the first counts."""
    settings, first = (rules.primary if base == PRIMARY else rules.others), base == PRIMARY
    benches = Benches(data, world(data, base, rules.rulers), rules.claims, rules.rulers, settings, known_again=first)
    ordered = after_their_parts(rules.claims)
    found: Found = {}
    for score, unit, covariates in product(SCORES, UNITS, COVARIATES):
        known = covariates == PRIMARY.covariates or benches.held[covariates] is not None
        if ("score", score) in data.absent or not known:
            continue
        cell = replace(base, score=score, unit=unit, covariates=covariates)
        keys = {name: (name, cell.nearest(rules.bearings[name])) for name in rules.claims}
        fresh = [claim for claim in ordered if keys[claim.id] not in found]
        found |= _judge_cell(cell, keys, fresh, rules, benches, found) if fresh else {}
    return [_told(judgement, cell) for (_, cell), judgement in found.items()]


def _judge_cell(
    cell: Cell, keys: Mapping[str, Key], fresh: list[Claim], rules: Rulebook, benches: Benches, known: Found
) -> Found:
    """The claims on which this cell sheds new light; the others have their word already, that of their cell (`keys`)."""
    verdicts = {name: known[key] for name, key in keys.items() if key in known}
    ready = benches.of(cell)
    ready = replace(ready, levels=holm(rules.claims, ready), verdicts=verdicts)
    products = benches.products(ready, cell) if cell.covariates == PRIMARY.covariates else None
    passed = gates.Gates(
        lambda claim, on: by_rule(claim, on, rules.claims),
        ready,
        benches.without_style(ready, cell) if cell.score == MEAN else None,
        rules.claims,
    )
    for claim in fresh:
        judged = by_rule(claim, ready, rules.claims)
        judged = passed.check(claim, judged) if cell.score == MEAN else judged
        verdicts[claim.id] = products.check(claim, judged) if products is not None else judged
    return {keys[claim.id]: verdicts[claim.id] for claim in fresh}


def _told(judged: Judgement, cell: Cell) -> Judged:
    measured = judged.estimate, judged.ci95, judged.bound, judged.unit
    return Judged(judged.claim, cell, judged.verdict, *measured, judged.reason)
