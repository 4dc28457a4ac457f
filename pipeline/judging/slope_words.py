"""What a slope says, in words: how much of the one goes with how much of the other, where, and what that decides."""

from pipeline.judging import words
from pipeline.judging.evidence import Evidence
from pipeline.judging.finding import SIDES, Finding
from pipeline.rules import Slope

WHERE = {"within": "within the projects", "between": "between the projects", "respondent": "over persons"}


def goes_with(asked: Slope, value: float, evidence: Evidence) -> str:
    """How many standard deviations more or less of the outcome go with one more of the predictor."""
    outcome, predictor = evidence.name(asked.outcome), evidence.name(asked.predictor)
    size = f"{abs(value):.2f} standard deviations {'more' if value >= 0 else 'less'}"
    return f"one standard deviation more of {predictor} goes with {size} of {outcome}"


def measured(asked: Slope, found: Finding, evidence: Evidence) -> str:
    """The slope with the group and the level that it was measured in."""
    return f"in {SIDES[asked.group.type]}, {WHERE[asked.level]}, {goes_with(asked, found.value, evidence)}"


def decided(asked: Slope, found: Finding, evidence: Evidence, bound: float) -> str:
    """The slope, its interval, and what its word rests on; an open one is held against the bound on its own side."""
    limit = {
        "positive": f"exceeds {bound:g}",
        "negative": f"lies below {-bound:g}",
        "not negative": f"lies above {-bound:g}",
    }[asked.sign]
    end = {
        "supported": "as the talk says",
        "contradicted": "against what the talk says",
        "equivalent": f"inside ±{bound:g}, so that there is no relevant association",
        "inconclusive": f"which does not settle whether it {limit}",
    }[str(found.word)]
    return f"{measured(asked, found, evidence)} (95 % interval {words.interval(found.ci(0.95), 'slope')}), {end}"
