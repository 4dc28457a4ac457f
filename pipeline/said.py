"""What an inspection found, in the sentences that `touchstone wave check` and `add` print."""

from collections.abc import Iterator

from pipeline import condensed, instrument, staging
from pipeline.compared import by_code, by_file_code, differences
from pipeline.files import UserError
from pipeline.inspection import Inspection
from pipeline.instrument import Instrument
from pipeline.platforms.personal import FREE_TEXT, PERSONAL
from pipeline.platforms.wordings import Wordings
from pipeline.wave_columns import CHANGED, Line, in_words, waiting

SHOWN, LONGEST = 12, 60
MOST_STEPS = 10  # of a scale that is offered; what goes beyond is typed in


def sentences(inspection: Inspection) -> Iterator[str]:
    """What was recognised, doubted and guessed, who will be left out, and what registered waves have in common with it."""
    yield from _recognised(inspection)
    for warning in condensed.notes(inspection.warnings):
        yield f"Note: {warning}"
    yield from _by_crosswalk(inspection) if inspection.mapping is not None else _left_out(inspection.lines)
    if inspection.corrected and not inspection.faults:
        yield f"{inspection.corrected} cells are corrected by corrections.csv."
    for sentence in _doubts(waiting(inspection.lines)):
        yield f"In doubt, {sentence}"
    differing = [line for line in inspection.lines if line.comparable in CHANGED and not line.waits]
    if differing:
        joined, codes = sum(line.joined for line in differing), ", ".join(line.code for line in differing)
        yield (
            f"{len(differing)} codes ({codes}) stand for another wording, other options or another unit than the instrument's; "
            f"{joined} of them are confirmed as comparable, {len(differing) - joined} are not pooled with other waves."
        )
    for sentence in inspection.excluded:
        yield f"Will be left out by cleaning: {sentence}."
    yield from inspection.beside


def in_doubt(inspection: Inspection) -> str:
    """What the lines in doubt would do to a wave that is added, as the end of a sentence; blank where none is."""
    n = len(waiting(inspection.lines))
    lines = f"{n} lines are" if n > 1 else "one line is"
    return f", but {lines} in doubt: added, the wave would be staged until a person decides" if n else ""


def _doubts(lines: list[Line]) -> Iterator[str]:
    """What a person must decide; one value that many columns have in one sentence."""
    alike: dict[tuple[str, ...], list[Line]] = {}
    for line in lines:
        alike.setdefault((line.value, line.becomes, line.note) if line.value else (str(line.line),), []).append(line)
    for several in alike.values():
        if len(several) <= condensed.ALIKE:
            yield from map(in_words, several)
            continue
        one, numbers = several[0], condensed.listed([str(line.line) for line in several])
        yield (
            f"lines {numbers}: of {len(several)} columns ({condensed.listed([line.code for line in several])}) the value "
            f"{one.value} becomes {one.becomes}: {one.note}."
        )


def _recognised(inspection: Inspection) -> Iterator[str]:
    found, table = inspection.delivery, inspection.answers.table if inspection.answers is not None else None
    known = inspection.described.get("crosswalk") or (inspection.mapping.name if inspection.mapping else "")
    export, platform = inspection.export, inspection.export.recognised.platform if inspection.export else "plain"
    form = f"the crosswalk {known}" if inspection.mapping else "the plain form"
    if found.responses is not None and export is not None and platform != "plain":
        yield f"{found.responses.name} is recognised as an export of {platform}: {export.recognised.reason}."
        yield f"{found.responses.name}: {export.rows} rows of responses in {export.columns} columns."
    elif found.responses is not None and table is not None:
        columns = len(inspection.responses.columns) if inspection.responses is not None else 0
        yield f"{found.responses.name}: {len(table)} rows of responses in {columns} columns, read by {form}."
    if inspection.register is not None and len(inspection.register.table):
        types = inspection.register.table["declared_type"].value_counts()
        counts = ", ".join(f"{n} {declared}" for declared, n in types.items())
        yield f"{(found.projects or found.sources[0]).name}: {len(inspection.register.table)} projects ({counts})."
    said = "a simulated wave" if inspection.described.get("simulated") else inspection.described.get("title")
    if found.description is not None and said:
        yield f"{found.description.name}: {said}."


def _by_crosswalk(inspection: Inspection) -> Iterator[str]:
    """What became of each column that a crosswalk names."""
    lines = [line for line in inspection.lines if line.column and not line.value]
    used = [f"'{_short(line.column)}' is {line.code}" for line in lines if line.code]
    feeding = {line.column for line in lines if line.code}
    unused = dict.fromkeys(line.column for line in lines if line.column not in feeding)
    yield f"By the crosswalk {len(feeding)} columns are read: {', '.join(used)}."
    if unused:
        names = ", ".join(map(_short, unused))
        yield f"Not used, for the reasons that its columns.csv gives, {len(unused)} columns: {names}."


def _left_out(lines: tuple[Line, ...]) -> Iterator[str]:
    """Columns that never come into the project, as they hold personal data or free text."""
    for what in (PERSONAL, FREE_TEXT):
        held = [line for line in lines if not line.code and line.note.startswith(what)]
        if held:
            shown = [f"'{_short(line.column)}' ({line.note.removeprefix(what).lstrip(': ')})" for line in held[:SHOWN]]
            more = f" and {len(held) - SHOWN} more" if len(held) > SHOWN else ""
            yield f"Left out as {what}, {len(held)} columns: {', '.join(shown)}{more}."


def _short(heading: str) -> str:
    flat = " ".join(heading.split())
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 3] + "..."


def sentences_on_questions(here: Inspection, there: Inspection, name: str) -> Iterator[str]:
    """What differs between the questions of two waves or exports: by the instrument's codes where both have them, else by the
    codes of the files themselves."""
    asked = instrument.load()
    mine, theirs, wordings = by_code(here.lines), by_code(there.lines), Wordings(asked)
    common = [code for code in mine if code in theirs and code in asked.items]
    if not common:
        mine, theirs = by_file_code(here.lines), by_file_code(there.lines)
        common = [code for code in mine if code in theirs]
    found = differences(mine, theirs, wordings if any(code in asked.items for code in common) else None)
    differing = f"{len(found)} of them with another text, other options or another unit"
    yield f"Compared with {name}: {len(common)} common codes, {differing}."
    yield from _options_compared([(mine[code], theirs[code]) for code in common if not _open(code, asked)])
    for one in found:
        kinds = ", ".join(kind.replace("_", " ") for kind in one.changed)
        yield f"{one.code}, {kinds}: there '{' '.join(one.other_text.split())}', here '{' '.join(one.text.split())}'."
    for what, codes in (
        ("new here", [code for code in mine if code not in theirs]),
        ("only there", [code for code in theirs if code not in mine]),
    ):
        if codes:
            more = f" and {len(codes) - SHOWN} more" if len(codes) > SHOWN else ""
            yield f"{len(codes)} codes are {what}: {', '.join(codes[:SHOWN])}{more}."


def _open(code: str, asked: Instrument) -> bool:
    """Whether a code is a line of ours that is answered with a number or in one's own words."""
    scale = asked.items[code].scale if code in asked.items else None
    return scale is not None and (scale.low is None or (scale.high or 0) > MOST_STEPS) and not scale.choices


def _options_compared(pairs: list[tuple[Line, Line]]) -> Iterator[str]:
    """Of how many questions the answers to choose from could be compared, and why not of the others."""
    told = sum(bool(mine.options and theirs.options) for mine, theirs in pairs)
    if told < len(pairs):
        yield (
            f"The answers to choose from could be compared in {told} of these {len(pairs)}: of the others a file does not say "
            "the words, and other answers under the same numbers would not be seen. Give this export with its structure (.lss, "
            "XLSForm, .qsf), and compare with a wave that was added with its own."
        )


def waits_in_words(name: str) -> str:
    """What a staged wave waits for."""
    try:
        count = len(waiting(staging.lines_of(staging.folder_of(name))))
    except UserError as error:
        return error.faults[0]
    return (
        f"{count} lines wait for you; see them with touchstone wave check {name}, then touchstone wave confirm {name}"
    )
