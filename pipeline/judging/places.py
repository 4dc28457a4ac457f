"""LOC, PROP and DISP: where one side lies, how large a share is, how wide a spread."""

import math
from dataclasses import dataclass, replace

from pipeline.claims import Claim
from pipeline.judging import decide, share_words, spread_words, words
from pipeline.judging.bench import Bench
from pipeline.judging.finding import Finding
from pipeline.judging.judgement import Judgement, gated, not_testable
from pipeline.rules import CompassShare, Dispersion, Location, Modal, Place, Proportion, Share


def place(claim: Claim, rule: Place, bench: Bench) -> Judgement:
    """Each location reached, and no cross-check opposed."""
    found = [located(location, bench, "pole") for location in rule.locations]
    checks = [checked(check, bench) for check in rule.cross_checks]
    absent = tuple(reason for finding in found for reason in finding.absent)
    if absent or any(f.inference is None for f in found):
        return not_testable(claim.id, absent, (*found, *checks))
    surveyed = decide.combine([str(f.word) for f in found])
    word, detail = decide.cross_checked(surveyed, [str(f.word) for f in checks if f.word])
    index = decide.decisive([str(f.word) for f in found], surveyed)
    location, finding = rule.locations[index], found[index]
    centre, beyond = bench.target(location)
    told = words.location(bench.evidence, location, finding, str(finding.word), centre, beyond)
    told += words.beside(found, finding)
    if detail:
        told += f"; but its cross-check says otherwise: {_opposing(rule, checks, bench)}"
    assert finding.inference is not None
    bound = centre + beyond if location.side != "below" else centre - beyond
    judged = Judgement(claim.id, word, words.sentence(told), detail, parts=(*found, *checks))
    judged = judged.measured(finding, finding.inference, finding.ci(0.95), bound)
    gates = tuple(f.gate for f in found if f.gate)
    return gated(judged, gates) if gates else judged


def proportion(claim: Claim, rule: Proportion, bench: Bench) -> Judgement:
    """Each share on the claimed side of its threshold."""
    found = [checked(share, bench, "component") for share in rule.shares]
    absent = tuple(reason for finding in found for reason in finding.absent)
    if absent or any(f.inference is None for f in found):
        return not_testable(claim.id, absent, tuple(found))
    word = decide.combine([str(f.word) for f in found])
    index = decide.decisive([str(f.word) for f in found], word)
    finding, share = found[index], rule.shares[index]
    told = share_words.share(bench.evidence, share, finding, str(finding.word))
    told += words.beside(found, finding)
    told += f"; {rule.untold} would count as well, but no data tell it: the share may be larger" if rule.untold else ""
    reason = words.sentence(told)
    assert finding.inference is not None
    threshold = 0.0 if isinstance(share, Modal) else share.low
    judged = Judgement(claim.id, word, reason, parts=tuple(found))
    judged = judged.measured(finding, finding.inference, finding.ci(0.95), threshold)
    gates = tuple(f.gate for f in found if f.gate)
    return gated(judged, gates) if gates else judged


@dataclass(frozen=True)
class _Spread:
    """One ratio of standard deviations (or difference of entropies) by a rule, with its word; `relative` to the largest
    possible spread, where it is one of standard deviations; what stands `beside` it, its `bound`, and what it says."""

    found: Finding
    relative: Finding | None
    word: str = "not testable"
    detail: str | None = None
    beside: tuple[Finding, ...] = ()
    bound: float = math.nan
    told: str = ""


def dispersion(claim: Claim, rule: Dispersion, bench: Bench) -> Judgement:
    """One side more diverse than the other."""
    shares = [checked(share, bench, "component") for share in rule.shares]
    split = [replace(rule, outcomes=(code,), each=False) for code in rule.outcomes] if rule.each else [rule]
    spreads = [_spread(one, bench) for one in split]
    parts = (*(f for one in spreads for f in (one.found, one.relative) if f is not None), *shares)
    absent = tuple(reason for finding in parts for reason in finding.absent)
    if absent or any(one.found.inference is None for one in spreads):
        return not_testable(claim.id, tuple(dict.fromkeys(absent)), parts)
    said = [one.word for one in spreads]
    word = decide.combine(said) if rule.each else said[0]
    main = spreads[decide.decisive(said, word)]
    told = main.told
    for one in spreads:
        told += "" if one is main else f"; {'and' if one.word == main.word else 'but'} {one.told}"
    combined = decide.combine([*said, *(str(s.word) for s in shares)]) if shares else word
    if combined != word:
        pairs = zip(rule.shares, shares, strict=True)
        others = [share_words.share(bench.evidence, asked, f, str(f.word)) for asked, f in pairs]
        told += f"; but {'; '.join(others)}"
    kept = main.detail if combined == main.word else None
    beside = tuple(finding for one in spreads for finding in one.beside)
    judged = Judgement(claim.id, combined, words.sentence(told), kept, parts=(*parts, *beside))
    assert main.found.inference is not None
    judged = judged.measured(main.found, main.found.inference, main.found.ci(0.95), main.bound)
    gates = tuple(f.gate for f in (*(one.found for one in spreads), *shares) if f.gate)
    return gated(judged, gates) if gates else judged


def _spread(rule: Dispersion, bench: Bench) -> _Spread:
    if rule.measure == "entropy":
        found = bench.spread.entropy_difference(rule)
        if found.inference is None:
            return _Spread(found, None)
        bound = bench.bound(rule.bound)
        word = decide.location(found.ci(0.95), "above", 0.0, bound)
        return _Spread(found, None, word, bound=bound, told=spread_words.entropy(rule, found, word, bound))
    found, relative = bench.spread.log_ratio(rule)
    if found.inference is None:
        return _Spread(found, relative)
    bound = math.log(bench.bound(rule.bound))
    inside = bench.spread.within_ratio(rule) if rule.level == "between" else None
    within = inside.ci(0.95) if inside is not None and inside.inference is not None else None
    word, detail = decide.dispersion(_both(found), _both(relative), bound, within)
    each = decide.ratio(*_both(found), bound), decide.ratio(*_both(relative), bound)
    scales = [bench.evidence.name(code) for code in rule.outcomes]
    about = f"in {scales[0]}" if len(scales) == 1 else f"on average over {len(scales)} scales"
    told = spread_words.spread(rule, found, relative, word, each, detail, bench.bound(rule.bound), about)
    return _Spread(found, relative, word, detail, _other_levels(rule, inside, bench), bound, told)


def _other_levels(rule: Dispersion, inside: Finding | None, bench: Bench) -> tuple[Finding, ...]:
    """The ratio within projects and, with what stands beside, that of all persons."""
    total = bench.spread.log_ratio(replace(rule, level="total"))[0] if inside is not None and bench.context else None
    shown = [replace(f, role="context") for f in (inside, total) if f is not None and f.inference is not None]
    return tuple(shown)


def located(location: Location, bench: Bench, role: str) -> Finding:
    """Where a group's mean lies, with its word."""
    finding = bench.models.location(location, role)
    if finding.inference is None:
        return replace(finding, word="not testable")
    centre, beyond = bench.target(location)
    if location.side == "between":
        return replace(finding, word=decide.between(finding.ci(0.95), -beyond, beyond))
    if location.bound == "within":
        sign = 1 if location.side == "above" else -1
        ci95, ci90 = sorted(sign * v for v in finding.ci(0.95)), sorted(sign * v for v in finding.ci(0.90))
        return replace(finding, word=decide.contrast((ci95[0], ci95[1]), (ci90[0], ci90[1]), beyond))
    return replace(finding, word=decide.location(finding.ci(0.95), location.side, centre, beyond))


def checked(check: Share | Modal | CompassShare, bench: Bench, role: str = "cross-check") -> Finding:
    """A share with its word; without one where nothing was found."""
    finding = bench.check(check, role)
    if finding.inference is None:
        return finding
    ci95 = finding.ci(0.95)
    if isinstance(check, Modal):
        return replace(finding, word=decide.location(ci95, "above", 0.0, 0.0))
    if isinstance(check, Share) and check.side == "between":
        assert check.high is not None
        return replace(finding, word=decide.between(ci95, check.low, check.high))
    return replace(finding, word=decide.location(ci95, check.side, check.low, 0.0))


def _both(finding: Finding) -> tuple[tuple[float, float], tuple[float, float]]:
    return finding.ci(0.95), finding.ci(0.90)


def _opposing(rule: Place, checks: list[Finding], bench: Bench) -> str:
    found = [(check, f) for check, f in zip(rule.cross_checks, checks, strict=True) if f.word]
    return "; ".join(share_words.share(bench.evidence, check, f, str(f.word)) for check, f in found)
