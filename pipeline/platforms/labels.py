"""Answers of a file brought to the questionnaire's codes by the labels that the file, or the structure beside it, gives them.

What a label says counts, not the number it stands at: a scale that runs the other way round is turned. Labels that are no
answers of the item are other options, and refused. A code that only its label calls missing is a doubt, for a person.
"""

import re
from collections.abc import Mapping, Sequence

from pipeline.instrument import Item, Scale
from pipeline.platforms.answers import BLANK, MISSING, code_of
from pipeline.platforms.headings import DUAL
from pipeline.platforms.wording_of_answers import in_words

Labels = Mapping[str, tuple[str, ...]]
KINDS = (  # what a label says of a missing answer, in the languages of surveys at hand
    (
        -1,
        r"don'?t know|do not know|cannot say|can'?t say|no opinion|wei(ss|ß) (ich )?nicht|kann ich nicht sagen|"
        r"no sabe|ne sait pas|\bdk\b",
    ),
    (-2, r"refus|prefer not|keine angabe|verweigert|no responde|\bns/?nr\b"),
    (-3, r"not applicable|does not apply|trifft nicht zu|\bn/?a\b|entfällt|inap"),
    (-4, r"not asked|nicht gefragt|nicht erhoben|not shown"),
    (-5, r"no answer|not answered|nicht beantwortet|ohne antwort|missing|fehlend|\bk\.?\s?a\.?\b"),
)
SHOWN = 6


def kind_of(label: str) -> int | None:
    """Which kind of missing answer a label means; None where it means none."""
    given = label.casefold()
    return next((code for code, pattern in KINDS if re.search(pattern, given)), None)


def recoded(labels: Labels, item: Item, where: str, kind: str) -> tuple[dict[str, str], list[str], list[str]]:
    """What the file's values become, where that is another text; what was read how; what is wrong. `kind`: of the question,
    `one` where the labels are all the answers that it offers, blank where there may be values without a label."""
    if item.scale.kind in ("text", "country", "language") or not labels:
        return {}, [], []
    becomes, strange = dict[str, str](), list[str]()
    for value, said in labels.items():
        own = code_of(value, item.scale)
        code = meant(said, item.scale)
        if code is None:
            known = own is not None and own != BLANK and _within(own, item.scale)
            missing = any(kind_of(label) is not None for label in said) and not known
            strange += [] if known or missing or not any(said) else [f"{value} '{said[0]}'"]
        elif code != own:
            becomes[value] = str(code)
    strange += [] if _all_told(labels, becomes, item.scale) else _half_turned(becomes, item.scale)
    steps = _other_steps(labels, becomes, item, kind, where)
    becomes |= _turned(labels, becomes, item.scale)
    turned = [
        f"{value} is labelled '{next(iter(labels.get(value, ())), '')}', so it is read as {code}"
        for value, code in becomes.items()
    ]
    notes = [f"{item.code}: {', '.join(turned[:SHOWN])}{_more(turned)}."] if turned else []
    faults = [
        f"{where}: the labels {', '.join(strange[:SHOWN])}{_more(strange)} are no answers of {item.code}; so these are other "
        "options than the questionnaire's; correct the labels, or give a crosswalk."
    ]
    return becomes, notes, [*(faults if strange else []), *steps]


def meant(said: Sequence[str], scale: Scale) -> int | None:
    """The code that the labels mean, in the first language that tells it."""
    for label in said:
        code = in_words(label, scale) if label else None
        if code is None and label:
            code = code_of(label, scale)
        if code is not None and code != BLANK:
            return code
    return None


def _other_steps(labels: Labels, becomes: Mapping[str, str], item: Item, kind: str, where: str) -> list[str]:
    """A fault where a scale has another number of steps than the questionnaire's, so that its values mean something else."""
    scale = item.scale
    if scale.choices or scale.low is None or scale.high is None:
        return []
    means = {value: code_of(becomes.get(value, value), scale) for value in labels}
    inside = {code for code in means.values() if code is not None and code not in MISSING and code != BLANK}
    all_steps = set(range(scale.low, scale.high + 1))
    if kind in ("one", DUAL) and inside != all_steps:
        what = f"offers {len(inside)} of its {len(all_steps)} steps"
    elif kind == "" and not all(_ends(becomes, scale)) and _moved(becomes, scale) and len(inside) < len(all_steps):
        what = f"labels {', '.join(sorted(_moved(becomes, scale)))} as another step, and not every value"
    else:
        return []
    return [
        f"{where}: the question {what}, so it is not the scale of {item.code}; give a crosswalk that says what it is."
    ]


def _moved(becomes: Mapping[str, str], scale: Scale) -> list[str]:
    """Values that are steps of the scale themselves and mean other ones."""
    own = {value: code_of(value, scale) for value in becomes}
    return [v for v, new in becomes.items() if own[v] is not None and own[v] not in MISSING and int(new) not in MISSING]


def _ends(becomes: Mapping[str, str], scale: Scale) -> list[bool]:
    """Whether the lowest value means the highest, and the highest the lowest, of a scale whose ends have labels."""
    if scale.choices or scale.low is None or scale.high is None:
        return [False, False]
    low, high = str(scale.low), str(scale.high)
    return [becomes.get(low) == high, becomes.get(high) == low]


def _half_turned(becomes: Mapping[str, str], scale: Scale) -> list[str]:
    low, high = _ends(becomes, scale)
    return (
        [f"{scale.low} as {scale.high}, though {scale.high} is not {scale.low}"]
        if low and not high
        else ([f"{scale.high} as {scale.low}, though {scale.low} is not {scale.high}"] if high and not low else [])
    )


def _all_told(labels: Labels, becomes: Mapping[str, str], scale: Scale) -> bool:
    """Whether the labels say of each value which step it is, and all steps are there, in whatever order they are numbered."""
    if scale.choices or scale.low is None or scale.high is None:
        return False
    told = [code_of(becomes.get(value, value), scale) for value in labels if meant(labels[value], scale) is not None]
    return sorted(code for code in told if code is not None and code >= 0) == list(range(scale.low, scale.high + 1))


def _turned(labels: Labels, becomes: Mapping[str, str], scale: Scale) -> dict[str, str]:
    """Where the ends are turned by their words alone, the values between them turned too."""
    if not all(_ends(becomes, scale)):
        return {}
    assert scale.low is not None and scale.high is not None
    if any(character.isdigit() for end in (scale.low, scale.high) for label in labels[str(end)] for character in label):
        return {}
    return {str(value): str(scale.low + scale.high - value) for value in range(scale.low, scale.high + 1)}


def _within(code: int, scale: Scale) -> bool:
    """Whether a code is one that the questionnaire labels with its number only, so that other words may stand at it."""
    ends = [end.code for end in scale.labels]
    return not scale.choices and code not in ends and code not in MISSING


def _more(listed: list[str]) -> str:
    return f" and {len(listed) - SHOWN} more" if len(listed) > SHOWN else ""


def is_missing_code(text: str) -> bool:
    """Whether a value is one of the codes that mean a missing answer everywhere (-1 to -7)."""
    return text.lstrip("-").isdigit() and int(text) in MISSING
