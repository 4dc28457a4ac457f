"""All claims judged on one set of rows: Holm's levels first, then each claim by the rule of its type."""

from collections.abc import Mapping
from dataclasses import replace

from pipeline.claims import Claim, Rulers
from pipeline.judging import (
    asked_apart,
    coding,
    composites,
    confounding,
    context,
    criteria,
    differences,
    gates,
    location,
    orders,
    places,
    shown,
    slopes,
    stretch,
    translation,
    transparent,
)
from pipeline.judging.bench import Bench, Settings, applicable, bench
from pipeline.judging.ceiling import Ceilings
from pipeline.judging.evidence import Evidence
from pipeline.judging.judgement import Judgement
from pipeline.judging.lines import Lines
from pipeline.judging.plain import spelled
from pipeline.judging.style_gate import AGAINST_THE_MIDDLE, MOVED, WithoutStyle, without_style
from pipeline.judging.walk import found
from pipeline.rules import (
    Association,
    Classification,
    Condition,
    Conjunction,
    Context,
    Contrast,
    Dichotomy,
    Difference,
    Dispersion,
    Equivalence,
    Location,
    Mediation,
    NoEffect,
    Order,
    Outcome,
    Place,
    Proportion,
    Taxon,
    Verdict,
    Within,
)
from pipeline.stats.estimate import holm_levels


def judge_claims(
    claims: Mapping[str, Claim], evidence: Evidence, rulers: Rulers, settings: Settings, with_context: bool
) -> dict[str, Judgement]:
    """One judgement per claim, in the order of the claims, after the gates; `with_context` adds what stands beside each."""
    return judge_on(claims, prepared(claims, evidence, rulers, settings, with_context))


def prepared(
    claims: Mapping[str, Claim], evidence: Evidence, rulers: Rulers, settings: Settings, with_context: bool
) -> Bench:
    """A bench with the models of all claims fitted and the levels of Holm's procedure set."""
    ready = bench(evidence, rulers, settings)
    ready.models.fit_all(model_outcomes(claims))
    return replace(ready, levels=holm(claims, ready), context=with_context)


def judge_on(claims: Mapping[str, Claim], ready: Bench) -> dict[str, Judgement]:
    """One judgement per claim on a prepared bench."""
    verdicts: dict[str, Judgement] = {}
    ready = replace(ready, verdicts=verdicts)
    styled = without_style(ready)
    if styled is not None and styled.known:
        held = model_outcomes({n: c for n, c in claims.items() if isinstance(c.rule, tuple(MOVED))})
        styled.bench.models.fit_all(held)
        middle = model_outcomes({n: c for n, c in claims.items() if isinstance(c.rule, AGAINST_THE_MIDDLE)})
        for bench_of_side in styled.as_sides:
            bench_of_side.models.fit_all(middle)
    products, spoken = confounding.Products(ready), translation.Languages(ready)
    products.fit(claims)
    spoken.fit(claims)
    ceilings, lines = Ceilings(ready), Lines(claims, ready) if ready.context else None
    for claim in after_their_parts(claims):
        judged = judge_claim(claim, claims, ready, styled, products, spoken)
        if lines is not None:
            judged = ceilings.check(claim, judged).beside(*lines.beside(claim))
            judged = shown.beside(claim, judged.beside(*transparent.beside(claim, ready)), ready)
            judged = judged.beside(*context.beside(claim, ready, judged.parts))
        verdicts[claim.id] = judged
    return {name: verdicts[name] for name in claims}


def judge_claim(
    claim: Claim,
    claims: Mapping[str, Claim],
    ready: Bench,
    styled: WithoutStyle | None,
    products: confounding.Products,
    spoken: translation.Languages,
) -> Judgement:
    """One claim by its rule, after the gates and the questions of digital products and of the language; its parts are judged
    already."""

    def judge(one: Claim, on: Bench) -> Judgement:
        return by_rule(one, on, claims)

    judged = judge(claim, ready)
    judged = products.check(claim, gates.Gates(judge, ready, styled, claims).check(claim, judged))
    judged = coding.check(claim, spoken.check(claim, asked_apart.check(claim, judged, ready.evidence)), ready)
    judged = stretch.check(claim, judged, ready)
    reason = spelled(judged.reason, ready.evidence.instrument)
    return replace(judged, reason=reason, level=ready.levels.get(claim.id))


def by_rule(claim: Claim, ready: Bench, claims: Mapping[str, Claim]) -> Judgement:
    """What the rule of a claim says, gates G2 to G4 left aside."""
    rule = claim.rule
    if isinstance(rule, Difference | Dichotomy):
        return differences.difference(claim, rule, ready)
    if isinstance(rule, Equivalence):
        return differences.equivalence(claim, rule, ready)
    if isinstance(rule, Within):
        return differences.within(claim, rule, ready)
    if isinstance(rule, Place):
        return places.place(claim, rule, ready)
    if isinstance(rule, Proportion):
        return places.proportion(claim, rule, ready)
    if isinstance(rule, Dispersion):
        return places.dispersion(claim, rule, ready)
    if isinstance(rule, Conjunction):
        return composites.conjunction(claim, rule, ready, claims)
    if isinstance(rule, Taxon):
        return composites.taxon(claim, ready)
    if isinstance(rule, Context):
        return composites.context(claim, rule, ready)
    if isinstance(rule, Association):
        return slopes.association(claim, rule, ready)
    if isinstance(rule, NoEffect):
        return slopes.no_effect(claim, rule, ready)
    if isinstance(rule, Mediation):
        return slopes.mediated(claim, rule, ready)
    if isinstance(rule, Classification):
        of = criteria.classification if rule.index == "conjunction" else location.compass_index
        return of(claim, rule, ready)
    assert isinstance(rule, Order), f"{claim.id}: no rule for {claim.type}"
    return orders.order(claim, rule, ready, claims)


def holm(claims: Mapping[str, Claim], ready: Bench) -> dict[str, float]:
    """Two-sided levels by claim, family by family; a duplicate takes its original's; gated claims take no part."""
    families: dict[str, list[tuple[str, float]]] = {}
    for claim in claims.values():
        rule = claim.rule
        if applicable(claim) and isinstance(rule, Difference | Dichotomy):
            p = differences.p_value(rule, ready)
            if p is not None:
                families.setdefault(claim.family, []).append((claim.id, p))
    levels: dict[str, float] = {}
    for family in families.values():
        own = holm_levels([p for _, p in family], ready.rulers.alpha)
        levels.update({name: level for (name, _), level in zip(family, own, strict=True)})
    for claim in claims.values():
        original = claim.duplicate_of[0] if claim.duplicate_of else None
        if original in levels:
            levels[claim.id] = levels[original]
    return levels


def model_outcomes(claims: Mapping[str, Claim]) -> list[tuple[tuple[Condition, ...], Outcome]]:
    """What the rules ask of the models, so that it can be fitted at once."""
    wanted: list[tuple[tuple[Condition, ...], Outcome]] = []
    for claim in claims.values():
        contrasts = [c for c in found(claim.rule, Contrast) if c.outcome is not None]
        wanted += [(c.plus.among, c.outcome) for c in contrasts if c.plus.among == c.minus.among]
        locations = found(claim.rule, Location)
        wanted += [(location.group.among, location.outcome) for location in locations]
        if isinstance(claim.rule, Within):
            wanted += [
                (d.group.among, Outcome(code)) for d in locations for code in (d.outcome.code, d.outcome.minus) if code
            ]
        if isinstance(claim.rule, Context):
            wanted += [(group.among, outcome) for outcome in claim.rule.outcomes for group in claim.rule.groups]
    return wanted


def after_their_parts(claims: Mapping[str, Claim]) -> list[Claim]:
    """The claims in an order in which each comes after those that it is composed of."""
    ordered: dict[str, Claim] = {}

    def visit(claim: Claim) -> None:
        if claim.id not in ordered:
            for part in found(claim.rule, Verdict):
                visit(claims[part.claim])
            ordered[claim.id] = claim

    for claim in claims.values():
        visit(claim)
    return list(ordered.values())
