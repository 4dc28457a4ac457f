"""The same code in two waves: whether its question, its options or its unit differ, and which waves may be pooled.

A wave without a text of a question says nothing of it; its codes are then taken to mean what the instrument means by them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.platforms.wordings import Wordings, words
from pipeline.wave_columns import CHANGED, DROPPED, NEW, WAITING, YES, Line

WORDING, OPTIONS, UNIT = CHANGED
OWN = "as the instrument asks it"
Lines = Sequence[Line]


@dataclass(frozen=True)
class Difference:
    """What differs of one code between two waves: `changed` holds words of `comparable`; texts as the files have them."""

    code: str
    changed: tuple[str, ...]
    text: str
    other_text: str
    line: Line


def by_code(lines: Lines) -> dict[str, Line]:
    """The line that feeds each code."""
    return {line.code: line for line in lines if line.code and not line.value}


def by_file_code(lines: Lines) -> dict[str, Line]:
    """Each line by the code that its question has in the file."""
    return {line.file_code: line for line in lines if line.file_code and not line.value}


def differences(here: Mapping[str, Line], there: Mapping[str, Line], wordings: Wordings | None) -> list[Difference]:
    """The codes of both waves of which anything differs, in the order of `here`. `wordings`: the instrument's, where the codes
    are its codes: its words in English and in German are the same question."""
    found = []
    for code in (code for code in here if code in there):
        one, other = here[code], there[code]
        changed = changes(one, other, wordings)
        if changed:
            found.append(Difference(code, changed, one.text, other.text, one))
    return found


def changes(one: Line, other: Line, wordings: Wordings | None) -> tuple[str, ...]:
    """What differs between the questions of two lines, in words of `comparable`."""
    texts = (_question(one, wordings), _question(other, wordings))
    found = [WORDING] if all(texts) and texts[0] != texts[1] else []
    found += [OPTIONS] if _other_options(one.options, other.options) else []
    units_told = WORDING in found or bool(
        one.unit and other.unit
    )  # a text that names a unit, against one that names none
    found += [UNIT] if found and units_told and one.unit != other.unit else []
    return tuple(found)


def _question(line: Line, wordings: Wordings | None) -> str:
    if wordings is not None and line.code in wordings.asked.items and wordings.same(line.code, line.text):
        return OWN
    return words(line.text)


def _other_options(one: str, other: str) -> bool:
    """Whether a value has another label, blanks and case aside, in two lists `value=label|...`."""
    first, second = (dict(part.partition("=")[::2] for part in text.split("|") if "=" in part) for text in (one, other))
    return any(words(first[value]) != words(second[value]) for value in first.keys() & second.keys())


def doubted(lines: Lines, others: Mapping[str, Lines], wordings: Wordings) -> tuple[Line, ...]:
    """The lines of a wave to be, those marked for a person that feed a code under which another wave asked something else,
    where neither of the two was decided by a person as it is."""
    mine, marked = by_code(lines), dict[int, Line]()
    for wave, theirs in others.items():
        there = by_code(theirs)
        for found in differences(mine, there, wordings):
            if not found.line.confirmed and found.line.comparable == YES and there[found.code].comparable == YES:
                said = f"in {wave} its text is '{found.other_text}', here '{found.text}'"
                said = said if found.changed[0] == WORDING else f"its options are others than in {wave}"
                kind = found.changed[-1] if UNIT in found.changed else found.changed[0]
                marked[found.line.line] = replace(found.line, comparable=kind, confirmed=WAITING, note=said)
    return tuple(marked.get(line.line, line) for line in lines)


def changelog(waves: Mapping[str, Lines], wordings: Wordings) -> list[tuple[str, str, str, str, Line, str]]:
    """Between each wave that has lines and the one before it: code, wave, other wave, what changed, the line, the other text;
    what changed is `new` or `dropped` for a code of one of the two only."""
    found = list[tuple[str, str, str, str, Line, str]]()
    listed = [(wave, by_code(lines)) for wave, lines in waves.items() if lines]
    for (before, theirs), (wave, mine) in pairwise(listed):
        said = {code: _as_said(mine[code], theirs[code]) for code in mine if code in theirs}
        kinds = {code: kind for code, kind in said.items() if kind}
        kinds |= {one.code: "; ".join(one.changed) for one in differences(mine, theirs, wordings)}
        kinds |= {code: NEW for code in mine if code not in theirs} | {c: DROPPED for c in theirs if c not in mine}
        for code, kind in kinds.items():
            line = mine.get(code, theirs.get(code))
            assert line is not None
            found.append((code, wave, before, kind, line, theirs[code].text if code in theirs else ""))
    return found


def _as_said(mine: Line, theirs: Line) -> str:
    """What two crosswalks say of a code, where only one of them calls it the instrument's own question; blank else."""
    if (mine.comparable == YES) == (theirs.comparable == YES):
        return ""
    return theirs.comparable if mine.comparable == YES else mine.comparable


def apart(waves: Mapping[str, Lines], answered: Mapping[str, Iterable[str]]) -> dict[tuple[str, str], str]:
    """The codes that must not stand in the pooled set, by wave and code, with the reason. `answered`: by wave, the codes with
    answers.

    Of each code one question is pooled: the instrument's own, with those that a person confirmed to be comparable; where no
    wave asked that, the one that most waves asked alike, the latest of several.
    """
    asked: dict[str, list[tuple[str, str]]] = {}
    lines = {wave: by_code(of_wave) for wave, of_wave in waves.items()}
    for wave, codes in answered.items():
        for code in codes:
            line = lines.get(wave, {}).get(code)
            own = line is None or line.joined
            asked.setdefault(code, []).append((wave, OWN if own or line is None else _version(line)))
    found = {}
    for code, versions in asked.items():
        counted = Counter(version for _, version in versions)
        latest = {version: at for at, (_, version) in enumerate(versions)}
        kept = OWN if OWN in counted else max(counted, key=lambda version: (counted[version], latest[version]))
        for wave, version in versions:
            if version != kept:
                line = lines[wave][code]
                found[wave, code] = f"{line.comparable}, not confirmed as comparable: {line.note or line.text}"
    return found


def _version(line: Line) -> str:
    return "\n".join((words(line.text or line.column), line.comparable, line.options, line.unit, line.note))
