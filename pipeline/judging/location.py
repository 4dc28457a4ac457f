"""CLASS on the compass: whether it locates projects, and whether a type stands in the cell that the talk gives it."""

from pipeline.claims import Claim
from pipeline.judging import decide, words
from pipeline.judging.bench import Bench
from pipeline.judging.finding import SIDES, Finding
from pipeline.judging.judgement import Judgement, not_testable
from pipeline.rules import Classification, CompassShare, Group


def compass_index(claim: Claim, rule: Classification, bench: Bench) -> Judgement:
    """The share of a group that is located, or that stands in the cells named, against the ruler `threshold`. Located are
    projects by what the coders say, so that it counts only where the two agree well enough over all projects."""
    threshold = bench.bound(rule.threshold)
    if rule.index == "located":
        found = bench.cells.located(rule.group, "component")
        beside = [bench.cells.kappa(group) for group in (Group("ALL"), rule.group)]
        beside += [bench.cells.agreed(group) for group in (Group("ALL"), rule.group)]
        beside += [bench.cells.located(Group(t), "context") for t in ("PP", "HYB")]
    else:
        found = bench.cells.share(CompassShare(rule.group, rule.cells, "above", threshold), "component")
        beside = [bench.cells.elsewhere(rule.group, rule.cells, "context")]
    parts = (found, *(part for part in beside if part.inference is not None))
    if found.inference is None:
        return not_testable(claim.id, found.absent, parts)
    word = decide.location(found.ci(0.95), "above", threshold, 0.0)
    if word == "supported" and rule.index == "modal_cell" and beside[0].inference is not None:
        word = word if found.value > beside[0].value else "inconclusive"
    told = words.share(found, word, f"above {words.number(threshold, 'share')}")
    if rule.index == "located":
        reliable, said = _coding(beside, bench)
        word, told = (word if reliable or word != "supported" else "inconclusive"), told + said
    judged = Judgement(claim.id, word, words.sentence(told), parts=parts)
    return judged.measured(found, found.inference, found.ci(0.95), threshold)


def _coding(beside: list[Finding], bench: Bench) -> tuple[bool, str]:
    """Whether the two coders agree well enough, and how far they do, as the end of a sentence. With one objective only
    kappa says nothing; they agree then if they do on every project."""
    kappa, agreed, enough = beside[0], beside[2], bench.bound("kappa")
    if kappa.inference is not None:
        reliable = kappa.value > enough
        scale = "(1 is full agreement, 0 chance)"
        said = f"; the two coders agree with a kappa of {kappa.value:.2f} {scale} in {SIDES[kappa.side]}"
        return reliable, said + (
            "" if reliable else f", more than {enough:g} is needed to trust where they put a project"
        )
    if agreed.inference is not None:
        return agreed.value == 1, "; the two coders give all projects the same objective"
    return False, "; but no project has two coders, so that nobody knows whether another would put it there too"
