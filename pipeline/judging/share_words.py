"""What a share says, in words: how many of whom do what."""

from pipeline.judging import words
from pipeline.judging.evidence import Evidence
from pipeline.judging.finding import SIDES, Finding, in_words
from pipeline.rules import CompassShare, Condition, Modal, Share

PROJECTS = {  # what a project does of which the register says this, where its name alone would make no sentence
    ("nonprofit", "yes"): "are non-profit",
    ("original_production", "originals"): "make originals",
    ("ownership", "commons-community"): "are owned in common by a community",
    ("ownership", "private nonprofit-members"): "belong to a non-profit or to their members",
}
CELLS = {"selbstentfaltung": "Selbstentfaltung", "social": "social purpose", "commercial": "commercial purpose"}


def share(evidence: Evidence, asked: Share | Modal | CompassShare, found: Finding, word: str) -> str:
    """What a share says."""
    bounds = words.interval(found.ci(0.95), found.unit)
    if isinstance(asked, Modal):
        start = f"in {in_words(asked.group)} the {found.what} is {words.number(found.value, found.unit)}"
        return f"{start} (95 % interval {bounds}), {_end(word, found, 'above', 0.0)}"
    start = f"{words.number(found.value, found.unit)} of {_whom(asked)} {_do(evidence, asked)} (95 % interval {bounds})"
    if isinstance(asked, Share) and asked.high is not None:
        return f"{start}, {between(word, asked.low, asked.high)}"
    return f"{start}, {_end(word, found, asked.side, asked.low)}"


def located(found: Finding, word: str, low: float, enough: float) -> str:
    """What the share of projects with one cell of the original compass more probable than `enough` says."""
    start = f"{words.number(found.value, found.unit)} of {_projects(found.side)} have a place in the original compass, "
    start += f"one cell of it being more probable than {100 * enough:.0f} %"
    bounds = words.interval(found.ci(0.95), found.unit)
    return f"{start} (95 % interval {bounds}), {_end(word, found, 'above', low)}"


def between(word: str, low: float, high: float) -> str:
    """How a share that should lie between two others does."""
    ends = words.interval((low, high), "share")
    return {
        "supported": f"wholly between {ends.replace(' to ', ' and ')}, {words.SAYS}",
        "contradicted": f"wholly outside {ends}, {words.AGAINST}",
    }.get(word, f"which does not settle whether it lies between {ends.replace(' to ', ' and ')}")


def _end(word: str, found: Finding, claimed: str, bound: float) -> str:
    other, limit, (low, high) = words.OTHER[claimed], words.number(bound, "share"), found.ci(0.95)
    short = high <= bound if claimed == "above" else low >= bound
    left = f"which does not settle whether it is {claimed} {limit}"
    return {
        "supported": f"wholly {claimed} {limit}, {words.SAYS}",
        "contradicted": f"wholly {other} {limit}, {words.AGAINST}",
        "inconclusive": words.unreached(f"{claimed} {limit}", f"{other} it") if short else left,
    }[word]


def _projects(declared: str) -> str:
    return SIDES[declared] if declared in ("ALL", "HYB") else f"the projects of {SIDES[declared]}"


def _whom(asked: Share | CompassShare) -> str:
    if isinstance(asked, CompassShare) or asked.unit == "project":
        later = isinstance(asked, Share) and any(condition.after_first_of for condition in asked.where)
        of = SIDES[asked.group.type] if later else in_words(asked.group)
        whole = asked.group.type in ("ALL", "HYB")
        return f"{of if whole else f'the projects of {of}'}{' in other domains' if later else ''}"
    return "all respondents" if asked.group.type == "ALL" else f"the respondents of {in_words(asked.group)}"


def _do(evidence: Evidence, asked: Share | CompassShare) -> str:
    if isinstance(asked, CompassShare):
        several = "one of the cells" if len(asked.cells) > 1 else "the cell"
        return f"stand in {several} {' or '.join(_cell(cell) for cell in asked.cells)} of the compass"
    joined = f" {'or' if asked.holds == 'any' else 'and'} "
    if all(condition.at_least == 1 and condition.field for condition in asked.where):
        names = [str(condition.field).replace("_", " ").removeprefix("activity ") for condition in asked.where]
        return f"have {joined.join(names)} among their activities"
    told = [_does(evidence, condition, asked) for condition in asked.where]
    return joined.join([told[0], *(one.removeprefix("have ") for one in told[1:])])


def _cell(cell: str) -> str:
    owned, objective = cell.split(" x ")
    return f"'{owned}, {CELLS.get(objective, objective)}'"


def _does(evidence: Evidence, condition: Condition, asked: Share) -> str:
    code = condition.item or condition.indicator or str(condition.field)
    name = evidence.name(code) + (f" less {evidence.name(condition.minus)}" if condition.minus else "")
    if condition.after_first_of is not None:
        return f"were founded after the first project of {condition.after_first_of}"
    if condition.field and condition.values:
        return " or ".join(PROJECTS.get((code, str(v))) or _with(name, str(v)) for v in condition.values)
    if condition.values:
        choices = {choice.code: choice.label_en for choice in evidence.instrument.items[code].scale.choices}
        said = " or ".join(f"'{choices.get(int(value), value)}'" for value in condition.values)
        if name.startswith("what "):
            return f"name {said} as {name}"
        answer = f"{said} on {name}"
        return f"have a respondent who answers {answer}" if asked.exists else f"answer {answer}"
    low, high = condition.at_least, condition.at_most
    mean = "a mean of " if asked.unit == "project" and not condition.field else ""
    if low is not None and high is not None:
        return f"have {mean}{low:g} to {high:g} on {name}"
    limit = f"at least {low:g}" if low is not None else f"at most {high:g}" if high else "0"
    return f"have {mean}{limit} on {name}"


def _with(name: str, value: str) -> str:
    return f"have {name}" if value == "yes" else f"have '{value}' as {name}"
