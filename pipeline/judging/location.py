"""CLASS on the compass: whether it locates projects, and whether a type stands in the cell that the talk gives it."""

from pipeline.claims import Claim
from pipeline.judging import coding, decide, share_words, words
from pipeline.judging.bench import Bench
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
        named = CompassShare(rule.group, rule.cells, "above", threshold)
        found = bench.cells.share(named, "component")
        beside = [bench.cells.elsewhere(rule.group, rule.cells, "context")]
    parts = (found, *(part for part in beside if part.inference is not None))
    if found.inference is None:
        return not_testable(claim.id, found.absent, parts)
    word = decide.location(found.ci(0.95), "above", threshold, 0.0)
    if word == "supported" and rule.index == "modal_cell" and beside[0].inference is not None:
        word = word if found.value > beside[0].value else "inconclusive"
    if rule.index == "modal_cell":
        told = share_words.share(bench.evidence, named, found, word)
    else:
        told = share_words.located(found, word, threshold, bench.bound("cell_probability"))
        reliable, said = coding.agreement(bench)
        word, told = (word if reliable or word != "supported" else "inconclusive"), told + said
    judged = Judgement(claim.id, word, words.sentence(told), parts=parts)
    return judged.measured(found, found.inference, found.ci(0.95), threshold)
