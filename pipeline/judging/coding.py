"""Whether the two coders of the projects' objectives agree well enough for a word that rests on where they put a project.

Usefulness asks for it by its own rule and is held back without it. The other claims on the compass have no such threshold in
the register of claims: where the coders disagree, their word stands and says so.
"""

from dataclasses import replace

from pipeline.claims import Claim
from pipeline.judging.bench import Bench
from pipeline.judging.finding import SIDES
from pipeline.judging.judgement import CODERS, Judgement
from pipeline.judging.walk import found
from pipeline.rules import Classification, CompassShare, Contrast, Group

SCALE = "(1 is full agreement, 0 chance)"


def check(claim: Claim, judged: Judgement, bench: Bench) -> Judgement:
    """The judgement, with the suffix where its word rests on coders who do not agree well enough."""
    if judged.verdict in ("not testable", "inconclusive") or not placed_by_coders(claim):
        return judged
    reliable, said = agreement(bench)
    if reliable:
        return judged
    return replace(judged.with_suffix(CODERS), reason=f"{judged.reason.rstrip('.')}{said}.")


def placed_by_coders(claim: Claim) -> bool:
    """Whether the claim rests on the cells of the compass, usefulness left out."""
    rule = claim.rule
    if isinstance(rule, Classification):
        return rule.index == "modal_cell"
    return bool(found(rule, CompassShare)) or any(c.measure == "entropy" for c in found(rule, Contrast))


def agreement(bench: Bench) -> tuple[bool, str]:
    """Whether the coders agree well enough over all projects (a kappa above the ruler `kappa`), and how far they do, as the
    end of a sentence. With one objective only kappa says nothing; they agree then if they do on every project."""
    everybody, enough = Group("ALL"), bench.bound("kappa")
    kappa, agreed = bench.cells.kappa(everybody), bench.cells.agreed(everybody)
    if kappa.inference is not None:
        reliable = kappa.value > enough
        more = "" if reliable else f", more than {enough:g} is needed to trust where they put a project"
        return reliable, f"; the two coders agree with a kappa of {kappa.value:.2f} {SCALE} in {SIDES['ALL']}{more}"
    if agreed.inference is not None:
        reliable = agreed.value == 1
        of = "all projects" if reliable else f"{100 * agreed.value:.0f} % of the projects"
        return reliable, f"; the two coders give {of} the same objective"
    return False, "; but no project has two coders, so that nobody knows whether another would put it there too"
