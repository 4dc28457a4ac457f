"""What is true of a claim in a simulated world, as far as the world's latent means decide it: in points of the answers, since
that is what claims and their smallest effects are about.

Where projects of a type differ in kind (mislabelled ones, ends of one scale, waves that drift) it is the answer at their mean.
"""

from dataclasses import dataclass

from pipeline.claims import Claim, Rulers
from pipeline.error_rates import ABSENT, AT_BOUND, DEGREE, DIFFERS, HOLDS, NONE, OPPOSITE
from pipeline.instrument import Instrument
from pipeline.judging.respondents import members
from pipeline.naive import contrasts_of
from pipeline.rules import Contrast, Dichotomy, Equivalence, Location, Outcome
from pipeline.simulate import World, as_labelled
from pipeline.simulate.answers import latent_of
from pipeline.simulate.as_answered import deviations, mean_answer, span
from pipeline.simulate.worlds import settings

EDGE, DIGITS = 1e-9, 9


@dataclass(frozen=True)
class Truth:
    """`gap`: the true difference in points as answered, in the talk's direction, of several contrasts the smallest; of a
    commonality its size. `word`: holds; degree (far enough apart, but a pole not reached); at the bound; no difference (none
    that matters); opposite; of a commonality holds, absent, at the bound, differs."""

    gap: float
    word: str


def truth(claim: Claim, world: World, asked: Instrument, rulers: Rulers) -> Truth | None:
    """None where the claim rests on anything but means of declared types that have a latent value."""
    contrasts = contrasts_of(claim)
    outcomes = [code for c in contrasts if c.outcome is not None for code in (c.outcome.code, c.outcome.minus) if code]
    if not contrasts or any(_mean("PP", Outcome(code), world, asked) is None for code in outcomes):
        return None
    gaps = [_gap(contrast, world, asked) for contrast in contrasts]
    bounds = [rulers.bounds[contrast.bound] for contrast in contrasts]
    if isinstance(claim.rule, Equivalence):
        size = abs(gaps[0])
        there = [_mean(group.type, contrasts[0].outcome, world, asked) for group in claim.rule.present_in]
        present = all(mean is not None and mean > rulers.midpoint for mean in there)
        shared = HOLDS if present else ABSENT
        return Truth(size, AT_BOUND if abs(size - bounds[0]) < EDGE else DIFFERS if size > bounds[0] else shared)
    beyond = [gap / bound for gap, bound in zip(gaps, bounds, strict=True)]
    worst = min(range(len(gaps)), key=beyond.__getitem__)
    if beyond[worst] > 1 + EDGE:
        places = [*claim.rule.poles, *claim.rule.crossovers] if isinstance(claim.rule, Dichotomy) else []
        reached = all(_reached(location, world, asked, rulers) for location in places)
        return Truth(gaps[worst], HOLDS if reached else DEGREE)
    if min(beyond) < -1 - EDGE and max(beyond) <= 1 + EDGE:
        return Truth(gaps[worst], OPPOSITE)
    edge = abs(beyond[worst] - 1) < EDGE or abs(beyond[worst] + 1) < EDGE
    return Truth(gaps[worst], AT_BOUND if edge else NONE)


def _gap(contrast: Contrast, world: World, asked: Instrument) -> float:
    plus, minus = (_mean(group.type, contrast.outcome, world, asked) for group in (contrast.plus, contrast.minus))
    assert plus is not None and minus is not None
    return float(round((plus - minus) * (1 if contrast.direction == "higher" else -1), 9)) + 0.0


def _reached(location: Location, world: World, asked: Instrument, rulers: Rulers) -> bool:
    mean = _mean(location.group.type, location.outcome, world, asked)
    if mean is None or location.group.among:
        return False
    centre = 0.0 if location.bound == "crossover" else rulers.midpoint
    beyond = rulers.bounds["pole"] if location.bound == "pole" else 0.0
    return mean > centre + beyond if location.side == "above" else mean < centre - beyond


def _mean(group: str, outcome: Outcome | None, world: World, asked: Instrument) -> float | None:
    """The mean of a group of declared types; None where the outcome has no latent value."""
    assert outcome is not None
    parts = [_of_code(kind, outcome.code, world, asked) for kind in members(group)]
    less = [_of_code(kind, outcome.minus, world, asked) if outcome.minus else 0.0 for kind in members(group)]
    known = [a - b for a, b in zip(parts, less, strict=True) if a is not None and b is not None]
    return sum(known) / len(parts) if len(known) == len(parts) else None


def _of_code(kind: str, code: str, world: World, asked: Instrument) -> float | None:
    """An indicator's mean is that of its parts; a line that is answered in reverse counts as its scale does."""
    if code in asked.indicators:
        if asked.indicators[code].kind == "status":
            return None
        parts = [_of_code(kind, part, world, asked) for part in asked.indicators[code].items]
        known = [part for part in parts if part is not None]
        return sum(known) / len(parts) if len(known) == len(parts) else None
    latent = latent_of(asked, settings())
    if code not in latent or code == "EF1":
        return None
    name = code if code in world.means else latent[code]
    midpoint = asked.items[code].scale.midpoint
    mean = as_labelled(world, name, 4.0 if midpoint is None else midpoint)[kind]
    return round(mean_answer(mean, deviations(world.spread.get(name, {}))[kind], span(name)), DIGITS)
