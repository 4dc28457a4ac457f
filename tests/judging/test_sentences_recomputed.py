"""Every sentence's numbers, found again from the tables without the code that found them.

A simulated survey runs through the stages; what they write is read with plain pandas, and the numbers of each verdict's
sentence must be those. The words around the numbers are free. A sentence of several parts may be about any one of them.
"""

import re
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest

from pipeline import aggregate, clean, compass_cells, files, measure, quality, score
from pipeline.claims import Claim
from pipeline.judging.bench import Settings
from pipeline.judging.evidence import gather, with_measurement
from pipeline.judging.judgement import Judgement
from pipeline.judging.measurement import measurement
from pipeline.judging.verdicts import judge_claims
from pipeline.kinds import only_verdicts
from pipeline.platforms.plain import read_responses
from pipeline.platforms.projects import read_projects
from pipeline.replication import load_rules
from pipeline.rules import (
    Association,
    Classification,
    CompassShare,
    Conjunction,
    Context,
    Contrast,
    Dichotomy,
    Difference,
    Dispersion,
    Equivalence,
    Mediation,
    Modal,
    NoEffect,
    Order,
    Place,
    Proportion,
    Share,
    Taxon,
    Within,
)
from pipeline.simulate import draw, load_world
from tests.judging import plain_figures as plain
from tests.judging import plain_others as other

RULES = load_rules()
WORLDS = ("talk", "null")
ROUNDED = 0.0051  # of two decimals
PERCENT = 0.51
DRAWN = 0.03  # of a ratio whose bias the draws correct
DECIDING = 0.011  # of an interval whose level may be one step of Holm's off: shares and medians are resampled
SEED, DRAWS = 1, 500
TYPES = {
    "DIFF",
    "DIFF_POLE",
    "LOC",
    "EQ",
    "DISP",
    "WITHIN",
    "PROP",
    "ASSOC",
    "NULL",
    "MED",
    "CLASS",
    "RANK",
    "CONJ",
    "TAX",
}
Figures = tuple[tuple[float, float], ...]  # numbers as the sentence has them, each with what rounding allows


@cache
def survey(world: str) -> tuple[plain.Tables, dict[str, Judgement]]:
    """The tables of one wave of a world, 30, 15, 15 and 8 projects of 8, and the verdicts."""
    asked, params = RULES.asked, RULES.params
    (wave,) = draw(load_world(world), 11, (30, 15, 15, 8), 8, 1, asked)
    read = read_responses(wave.responses, asked, "one", with_projects=True, strict=True)
    named = read_projects(wave.projects, asked, "one").table.assign(wave="one").astype({"wave": "str"})
    answered = quality.pool(
        [read.table.assign(wave="one").astype({"wave": "str"})], files.empty("responses"), asked
    ).copy()
    projects = quality.stack([named], files.empty("projects"))
    how = quality.quality(answered, projects, asked, params["quality"])
    out = clean.exclude(answered, how, clean.declared_types(answered, projects, {}), params["clean"])
    kept = clean.keep(answered, out, list(files.description("clean_responses")["columns"]))
    scores = score.score(kept, asked, params["score"])
    own = int(params["aggregate"]["respondents_for_an_own_mean"])
    indicators = aggregate.by_project(scores, list(asked.difference), own)
    structure = only_verdicts(indicators, scores, projects, asked, RULES.rulers, params["cluster"])
    placed = compass_cells.cells(projects, scores, params["cluster"])
    found = measure.measure(kept, scores, asked, params["measure"], {}, every_group=False)
    whole = gather(scores, kept, projects, placed, structure, files.empty("proxies"), asked)
    whole = with_measurement(whole, measurement(found.scales, found.bias), found.adjusted)
    primary = whole.of(whole.respondents["in_primary"].to_numpy(dtype=bool))
    judged = judge_claims(RULES.claims, primary, RULES.rulers, Settings(DRAWS, SEED, own), with_context=False)
    return plain.tables(scores, kept, projects, placed, structure), judged


def points(*numbers: float) -> Figures:
    return tuple((abs(number), ROUNDED) for number in numbers)


def at(level: int, *numbers: float) -> Figures:
    """The numbers with the confidence level of their interval, which the sentence must name."""
    return (*points(*numbers), (float(level), 0.0))


def alike(found: plain.Mean, bound: float) -> bool:
    """Whether there is no relevant difference: the 90 % interval, which the sentence then has, inside the bound."""
    low, high = found.ci(0.90)
    return low > -bound and high < bound


def percents(*shares: float) -> Figures:
    return tuple((100 * abs(share), PERCENT) for share in shares)


def figures(claim: Claim, world: str) -> Iterator[Figures]:
    """For each part that the sentence may be about, the numbers that it must have."""
    data = survey(world)[0]
    match claim.rule:
        case Difference() | Dichotomy():
            for contrast in claim.rule.contrasts:
                if of_means(contrast):
                    found = plain.contrast(data, contrast)
                    if alike(found, RULES.rulers.bounds[contrast.bound]):
                        yield at(90, found.value, *found.ci(0.90))
                        continue
                    low, high = (abs(end) for end in found.ci(1 - levels(world, claim.family)[claim.id]))
                    yield (*points(found.value), (low, DECIDING), (high, DECIDING))
                elif contrast.measure == "entropy":
                    yield points(*other.compass_entropy(data, contrast))
                elif contrast.measure == "share":
                    yield percents(other.share_difference(data, contrast))
                elif contrast.measure == "marks":
                    yield percents(other.marks_difference(data, contrast))
                elif contrast.measure == "median":
                    sides = [data.projects(g)[contrast.field].median() for g in (contrast.plus, contrast.minus)]
                    yield ((abs(sides[0] - sides[1]), 0.051),)
        case Equivalence():
            found = plain.contrast(data, claim.rule.contrast)
            apart = min(abs(end) for end in found.ci(0.95)) > 0.5 and found.ci(0.95)[0] * found.ci(0.95)[1] > 0
            yield at(95 if apart else 90, found.value, *found.ci(0.95 if apart else 0.90))
        case Place():
            for place in claim.rule.locations:
                found = plain.location(data, place)
                yield at(95, found.value, *found.ci(0.95))
        case Within():
            for place in claim.rule.differences:
                found = plain.location(data, place)
                level = 90 if alike(found, RULES.rulers.bounds[place.bound]) else 95
                yield at(level, found.value, *found.ci(level / 100))
        case Proportion():
            for share in claim.rule.shares:
                yield from of_share(share, data)
        case Dispersion() if claim.rule.measure == "sd" and claim.rule.level == "between":
            plus, minus = claim.rule.plus.type, claim.rule.minus.type
            smallest = int(RULES.params["judge"]["respondents_for_an_own_mean"])
            yield ((plain.ratio(data, plus, minus, claim.rule.outcomes, smallest), DRAWN),)
        case Dispersion() if claim.rule.measure == "sd":
            yield from (((other.ratio_of_persons(data, claim.rule, code), DRAWN),) for code in claim.rule.outcomes)
        case Dispersion():
            yield points(other.forms(data, claim.rule))
        case Association():
            for slope in claim.rule.slopes:
                if slope.level == "within":
                    found = plain.within(data, slope)
                    sure = slope.sign == "not negative" and found.ci(0.90)[0] > -RULES.rulers.bounds[slope.bound]
                    level = 90 if sure or alike(found, RULES.rulers.bounds[slope.bound]) else 95
                    yield at(level, found.value, *found.ci(level / 100))
                else:
                    yield points(other.between(data, slope, RULES.asked.difference))
        case NoEffect():
            (cell,) = of_share(claim.rule.occupied_cell, data)
            slope = claim.rule.slope
            found = plain.within(data, slope)
            yield (*at(90, found.value, *found.ci(0.90)), *cell, *percents(plain.ceiling(data, slope)))
        case Mediation():
            indirect, part, rho = plain.mediated(data, claim.rule.outcome, claim.rule.mediators)
            yield (*points(indirect, rho), *percents(part))
        case Classification() if claim.rule.index == "conjunction":
            means = plain.project_means(data, claim.rule.outcomes).dropna()
            above = means[list(claim.rule.outcomes)] > RULES.rulers.midpoint
            pp = means["declared_type"] == "PP"
            hit, spared = above[pp].all(axis=1).mean(), 1 - above[~pp].all(axis=1).mean()
            yield percents((hit + spared) / 2, hit, spared, above[pp].mean().min())
        case Classification() if claim.rule.index == "located":
            count, n = other.located(data, claim.rule.group, RULES.rulers.bounds["cell_probability"])
            yield (*percents(*plain.exact(count, n)), *points(other.kappa(data)))
        case Classification():
            yield from of_share(CompassShare(claim.rule.group, claim.rule.cells, "above", 0.0), data)
        case Order() if claim.rule.figure == "auc":
            yield points(*other.told_apart(data, claim.rule.first, claim.rule.second, SEED))
        case Order() if claim.rule.figure in ("mean_d", "median_d", "max_d"):
            yield points(*(of_sizes(claim.rule.figure, names, data) for names in (claim.rule.first, claim.rule.second)))
        case Order() if claim.rule.figure == "merger":
            sets = (claim.rule.first, plain.SIGNS), (claim.rule.second, {"SOC": 1.0, "SOL": -1.0, "PP": 0.0})
            yield points(*(np.sqrt((plain.sizes(data, codes, signs) ** 2).mean()) for codes, signs in sets))
        case Taxon():
            yield ((abs(data.figures["delta_bic"]), 0.051), *points(data.figures["ari"]))
        case _:
            return


def of_means(contrast: Contrast) -> bool:
    return contrast.measure == "mean" and contrast.plus.among == contrast.minus.among


@cache
def levels(world: str, family: str) -> dict[str, float]:
    """Holm's levels of the claims of a family, and of their duplicates. A claim of two groups within a type takes no part: the
    surveys have too few such projects."""
    data, p_values = survey(world)[0], dict[str, float]()
    for name, claim in RULES.claims.items():
        if claim.family == family and isinstance(claim.rule, Difference | Dichotomy) and not claim.duplicate_of:
            told = [of_p(data, c) for c in claim.rule.contrasts if c.plus.among == c.minus.among]
            p_values |= {name: max(told)} if told else {}
    known = other.holm(p_values, RULES.rulers.alpha)
    twice = {
        n: known[c.duplicate_of[0]] for n, c in RULES.claims.items() if c.duplicate_of and c.duplicate_of[0] in known
    }
    return known | twice


def of_p(data: plain.Tables, contrast: Contrast) -> float:
    sign, bound = 1 if contrast.direction == "higher" else -1, RULES.rulers.bounds[contrast.bound]
    if contrast.measure == "mean":
        return other.minimum_effect_p(plain.contrast(data, contrast), sign, bound)
    return other.drawn_p(data, contrast, sign, bound, DRAWS) if contrast.measure in ("share", "median") else 1.0


def of_share(share: Share | Modal | CompassShare, data: plain.Tables) -> Iterator[Figures]:
    if isinstance(share, Share):
        yield percents(*plain.share(data, share))
    elif isinstance(share, CompassShare):
        rows = data.cells[data.cells["declared_type"].isin(plain.MEMBERS.get(share.group.type, (share.group.type,)))]
        yield percents(*plain.exact(int(rows["modal_cell"].isin(share.cells).sum()), len(rows)))


def of_sizes(figure: str, names: tuple[str, ...], data: plain.Tables) -> float:
    """The figure of a set: of scales their sizes, of claims the mean size of the contrasts of each."""
    sets = []
    for name in names:
        rule = RULES.claims[name].rule if name in RULES.claims else None
        contrasts = rule.contrasts if isinstance(rule, Difference | Dichotomy) else ()
        codes = [c.outcome.code for c in contrasts if c.outcome] or [name]
        sets.append(float(plain.sizes(data, codes).mean()))
    found = {"mean_d": np.mean(sets), "median_d": np.median(sets), "max_d": np.max(sets)}
    return float(found[figure])


def numbers(text: str) -> list[float]:
    """The numbers of a sentence without their signs; those within a name (CF2, T1) are none."""
    return [float(number) for number in re.findall(r"(?<![A-Za-z\d.])\d+(?:\.\d+)?", text)]


def said(wanted: Figures, text: str) -> bool:
    there = numbers(text)
    return all(any(abs(number - found) <= allowed for found in there) for number, allowed in wanted)


def judged_by_data(world: str) -> dict[str, Judgement]:
    """The verdicts with a sentence about numbers: not those that the data cannot carry, or that a gate speaks for."""
    return {n: j for n, j in survey(world)[1].items() if j.verdict != "not testable" and "G1" not in j.gates}


@pytest.mark.parametrize("world", WORLDS)
def test_the_numbers_of_each_sentence_are_those_of_the_tables(world: str) -> None:
    wrong, seen = {}, set()
    for name, judged in judged_by_data(world).items():
        claim = RULES.claims[name]
        parts = list(figures(claim, world))
        if parts:
            seen.add(claim.type)
            if not any(said(part, judged.reason) for part in parts):
                wrong[name] = parts, judged.reason
    assert not wrong
    assert seen | {"CONJ"} == TYPES  # composites: below


@pytest.mark.parametrize("world", WORLDS)
def test_every_claim_with_numbers_is_among_them(world: str) -> None:
    rules = {name: RULES.claims[name] for name in judged_by_data(world)}
    apart = {name for name, claim in rules.items() if isinstance(claim.rule, Conjunction | Context)}
    assert {name for name, claim in rules.items() if not list(figures(claim, world))} <= apart


@pytest.mark.parametrize("world", WORLDS)
def test_a_composite_counts_the_words_of_its_parts(world: str) -> None:
    """Its estimate is the share of its parts that are supported, and its sentence has their numbers."""
    for name, judged in judged_by_data(world).items():
        if not isinstance(RULES.claims[name].rule, Conjunction):
            continue
        words = [part.word for part in judged.parts if part.role == "component"]
        assert judged.estimate == pytest.approx(words.count("supported") / len(words)), name
        counts = {words.count(word) for word in set(words)} - {len(words)}
        assert counts <= {int(number) for number in numbers(judged.reason)}, judged.reason


@pytest.mark.parametrize("world", WORLDS)
def test_the_words_of_places_and_commonalities_follow_from_the_tables(world: str) -> None:
    """LOC of one place without a cross-check against it, and EQ: the word from the interval that was found again."""
    data, judged = survey(world)
    for name, claim in RULES.claims.items():
        found = judged[name]
        if found.verdict == "not testable" or found.gates:
            continue
        if isinstance(claim.rule, Equivalence):
            low, high = plain.contrast(data, claim.rule.contrast).ci(0.90)
            inside = low > -0.5 and high < 0.5
            assert inside == (found.verdict in ("supported", "mixed")), name
        elif isinstance(claim.rule, Place) and len(claim.rule.locations) == 1 and found.verdict != "mixed":
            (place,) = claim.rule.locations
            low, high = plain.location(data, place).ci(0.95)
            if place.side == "above":
                word = "supported" if low > 4.5 else "contradicted" if high < 4 else "inconclusive"
                assert (found.verdict == word) or place.bound != "location", name


def test_a_number_that_is_not_there_is_missed() -> None:
    assert said(points(-1.234), "stands 1.23 points below")
    assert not said(points(1.234), "stands 1.25 points below")
    assert not said(points(2.0), "on CF2 and T2")
    assert said(percents(0.333), "is 33 %")
