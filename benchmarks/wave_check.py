"""`touchstone wave check` on exports of 100 MB, one of each form, as multiples of
reading them with pandas.read_csv(engine="pyarrow").

Run by `python -m benchmarks.wave_check [FORM...] [--runs N] [--columns]`. Both start a process of their own, in turn; the
shortest of several runs counts. `--columns`: a file of 200 rows by its number of columns, which should cost no more a column.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.large_exports import SHAPES, grown, widened

SIZE = 100_000_000
RUNS = 3
WIDTHS = (1_000, 5_000, 20_000)
READ = "import sys, pandas; pandas.read_csv(sys.argv[1], sep=sys.argv[2], encoding=sys.argv[3], engine='pyarrow')"
CHECK = "import sys; from pipeline.cli import main; sys.argv = ['touchstone', 'wave', 'check', *sys.argv[1:]]; main()"


def measured(command: list[str]) -> tuple[float, float, float]:
    """Seconds by the clock, seconds of the processors, and the largest memory so far in MB."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, used, after.ru_maxrss / 1024


def of_form(folder: Path, name: str, runs: int) -> None:
    """Print the two, and their ratio."""
    path, shape = grown(folder, name, SIZE), SHAPES[name]
    read = [sys.executable, "-c", READ, str(path), shape.sep, shape.encoding]
    check = [sys.executable, "-c", CHECK, str(path), "--projects", str(folder / "projects.csv")]
    found = [(measured(read), measured(check)) for _ in range(runs)]
    (wall, cpu), (wall_of_check, cpu_of_check) = (
        tuple(min(of[side][i] for of in found) for i in range(2)) for side in (0, 1)
    )
    print(
        f"{name:<42} read_csv {wall:5.2f} s ({cpu:5.2f} s of processors)  wave check {wall_of_check:5.2f} s "
        f"({cpu_of_check:5.2f} s)  {wall_of_check / wall:5.2f} x ({cpu_of_check / cpu:5.2f} x)",
        flush=True,
    )
    path.unlink()


def by_columns(folder: Path) -> None:
    """Print how long a file takes by its number of columns."""
    for columns in WIDTHS:
        path = widened(folder, columns)
        wall, cpu, _ = measured([sys.executable, "-c", CHECK, str(path), "--projects", str(folder / "projects.csv")])
        print(f"{columns:>6} columns: wave check {wall:5.2f} s ({cpu:5.2f} s of processors)", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("forms", nargs="*", choices=[[], *SHAPES], metavar="FORM")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--columns", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if given.columns:
            by_columns(Path(name))
            return
        for form in given.forms or SHAPES:
            of_form(Path(name), form, given.runs)
        print(f"largest memory of any process {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")
        by_columns(Path(name))


if __name__ == "__main__":
    main()
