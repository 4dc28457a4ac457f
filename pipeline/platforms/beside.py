"""Several tables given together: which holds the answers, and what the others are to it, told by their content."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.files import UserError
from pipeline.instrument import Instrument
from pipeline.platforms import qualtrics
from pipeline.platforms.grids import read_grid
from pipeline.platforms.recognise import is_limesurvey_archive, recognise

TWIN = "it is the same export of Qualtrics with the answers in words"
REPEATS = "it holds repeats of the submissions in {main} (PARENT_KEY), {rows} rows, which no question of ours asks for"
REGISTER = ("project_id", "declared_type")
Companions = list[tuple[Path, str]]


def is_register(path: Path) -> bool:
    """Whether a table's headings are those of the register of projects."""
    try:
        lines = read_grid(path, head=True).filled()
    except UserError:
        return False
    return bool(lines) and set(REGISTER) <= set(lines[0])


def sorted_out(tables: Sequence[Path], asked: Instrument) -> tuple[list[Path], Companions]:
    """The tables that hold answers, and those that go with one of them, each with why; more than one of the first where they
    do not belong together."""
    archives = [path for path in tables if is_limesurvey_archive(path)]
    if archives and len(archives) < len(tables):
        rest, found = sorted_out([path for path in tables if path not in archives], asked)
        return rest, [*found, *((path, "it is a LimeSurvey archive (.lsa)") for path in archives)]
    if len(tables) < 2:
        return list(tables), []
    headings = {path: _headings(path) for path in tables}
    below = [path for path in tables if "PARENT_KEY" in headings[path]]
    main = [path for path in tables if path not in below]
    if below and len(main) == 1:
        return main, [(path, REPEATS.format(main=main[0].name, rows=_rows(path))) for path in below]
    if all(_platform(path, asked) == "qualtrics" for path in tables) and len(tables) == 2:
        words = qualtrics.in_words(tables[0], tables[1])
        if words is not None:
            return [path for path in tables if path != words], [(words, TWIN)]
    return list(tables), []


def _headings(path: Path) -> list[str]:
    try:
        lines = read_grid(path, head=True).filled()
    except UserError:
        return []
    return lines[0] if lines else []


def _rows(path: Path) -> int:
    grid = read_grid(path)
    return len(grid.below(grid.start() + 1))


def _platform(path: Path, asked: Instrument) -> str:
    try:
        return recognise(path, asked).platform
    except UserError:
        return ""
