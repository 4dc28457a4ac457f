"""Public surveys that a crosswalk of the project reads, known again by their columns."""

from collections.abc import Collection

from pipeline import files
from pipeline.files import UserError
from pipeline.platforms import crosswalk

MOST = 0.8  # of the columns that a crosswalk reads: with so many of them it is that survey


def suggested(headings: Collection[str], name: str) -> list[str]:
    """A sentence that names the crosswalk whose columns a file has; none where it is no known survey."""
    folder, found = files.root() / "crosswalks", list[tuple[float, str, int, int]]()
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        try:
            columns = set(crosswalk.load(path).source_columns) if (path / "columns.csv").is_file() else set()
        except UserError:
            continue  # said where that crosswalk is asked for
        there = len(columns & set(headings))
        if columns and there >= MOST * len(columns):
            found.append((there / len(columns), path.name, there, len(columns)))
    if not found:
        return []
    _, best, there, of = max(found)
    return [f"{name}: {there} of the {of} columns that the crosswalk {best} reads are in it; give --crosswalk {best}."]
