"""Many sentences with one cause said once: what matters is not lost among a hundred lines that are alike."""

import re
from collections.abc import Callable, Iterable, Sequence

ALIKE = 12  # so many sentences of one cause are still said one by one
SHOWN = 3
CELL = re.compile(
    r"^(?P<file>.+?), column (?P<column>[^,:]+), rows? (?P<rows>[^:]+): '(?P<value>.*?)' is not allowed; (?P<cure>.+)$",
    re.DOTALL,
)
LABELS = re.compile(
    r"^(?P<file>.+?), column (?P<column>[^:]+): the labels (?P<labels>.+) are no answers of \w+; (?P<cure>.+)$",
    re.DOTALL,
)
ANSWERS = re.compile(r"^(?P<file>[^:]+(?:: [^:]+)?): (?P<code>[A-Z]+\d+[a-z]*): (?P<said>.+)$", re.DOTALL)
MERGED = re.compile(
    r"^(?P<file>[^:]+(?:: [^:]+)?): (?P<code>\w+): the columns .+ (?P<said>never answer in the same row otherwise than alike; "
    r".+)$",
    re.DOTALL,
)


def faults(sentences: Sequence[str]) -> list[str]:
    """Faults, where many values of a column, or a value in many columns, have one cure the first ones and how many more."""
    by_column = _folded(sentences, CELL, ("file", "column", "cure"), _further_values)
    by_value = _folded(by_column, CELL, ("file", "value", "cure"), _further_columns)
    return _folded(by_value, LABELS, ("file", "labels", "cure"), _labelled_alike)


def notes(sentences: Sequence[str]) -> list[str]:
    """Notes on how answers were read, those on many questions that say the same in one sentence."""
    merged = _folded(sentences, MERGED, ("file", "said"), _in_several_columns, keep=0)
    return _folded(merged, ANSWERS, ("file", "said"), _questions, keep=0)


def listed(names: Sequence[str], shown: int = SHOWN) -> str:
    """The first of them, and how many more there are."""
    return ", ".join(names[:shown]) + (f" and {len(names) - shown} more" if len(names) > shown else "")


def _folded(
    sentences: Iterable[str],
    pattern: re.Pattern[str],
    key: tuple[str, ...],
    rest: Callable[[list[re.Match[str]]], str],
    keep: int = SHOWN,
) -> list[str]:
    """The sentences in their order; of many with the same key the first `keep`, and one for the rest."""
    matches = [(sentence, pattern.match(sentence)) for sentence in sentences]
    groups: dict[tuple[str, ...], list[re.Match[str]]] = {}
    for _, match in matches:
        if match:
            groups.setdefault(match.group(*key), []).append(match)
    said, seen = list[str](), dict[tuple[str, ...], int]()
    for sentence, match in matches:
        group = groups[match.group(*key)] if match else []
        if match is None or len(group) <= ALIKE:
            said.append(sentence)
            continue
        at = seen[match.group(*key)] = seen.get(match.group(*key), 0) + 1
        said += [sentence] if at <= keep else [rest(group[keep:])] if at == keep + 1 else []
    return said


def _further_values(group: list[re.Match[str]]) -> str:
    one, values = group[0], [f"'{match['value']}'" for match in group]
    shown = listed(values, ALIKE)
    return f"{one['file']}, column {one['column']}: {len(group)} further values are not allowed, for the same reason: {shown}."


def _further_columns(group: list[re.Match[str]]) -> str:
    one, columns = group[0], [match["column"].partition(" (")[0] for match in group]
    return (
        f"{one['file']}: '{one['value']}' is not allowed in {len(group)} further columns either: {', '.join(columns)}."
    )


def _labelled_alike(group: list[re.Match[str]]) -> str:
    columns = ", ".join(match["column"] for match in group)
    return f"{group[0]['file']}: {len(group)} further columns have the same labels: {columns}."


def _questions(group: list[re.Match[str]]) -> str:
    one, codes = group[0], [match["code"] for match in group]
    return f"{one['file']}: {len(group)} questions ({listed(codes)}): {one['said']}"


def _in_several_columns(group: list[re.Match[str]]) -> str:
    one, codes = group[0], [match["code"] for match in group]
    return f"{one['file']}: {len(group)} questions ({listed(codes)}) have several columns each, which {one['said']}"
