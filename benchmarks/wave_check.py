"""`touchstone wave check` on a plain table of 100 MB, as a multiple of reading it with pandas.read_csv(engine="pyarrow").

Run by `python -m benchmarks.wave_check`. Both start a process of their own; the shortest of several runs counts, in turn.
"""

import csv
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from pipeline.simulate import simulate

SIZE = 100_000_000
RUNS = 3
READ = "import sys, pandas; pandas.read_csv(sys.argv[1], engine='pyarrow')"
CHECK = "import sys; from pipeline.cli import main; sys.argv = ['touchstone', 'wave', 'check', *sys.argv[1:]]; main()"
OWN = ("respondent", "submitted_at", "item_order")  # columns that differ in every row


def grown(folder: Path, with_order: bool) -> Path:
    """A simulated wave's rows drawn with replacement, with ids, times and orders of their own, to SIZE bytes."""
    with (folder / "responses.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    kept = [at for at, name in enumerate(header) if with_order or name != "item_order"]
    at = {name: header.index(name) for name in OWN}
    rng, path = np.random.default_rng(1), folder / f"large_{with_order}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([header[place] for place in kept])
        number = 0
        while file.tell() < SIZE:
            for drawn in rng.integers(0, len(rows), 1000):
                row, number = list(rows[drawn]), number + 1
                row[at["respondent"]] = f"{number:016x}"
                row[at["submitted_at"]] = str(np.datetime64("2027-03-01T00:00:00") + number) + "Z"
                row[at["item_order"]] = " ".join(rng.permutation(row[at["item_order"]].split())) if with_order else ""
                writer.writerow([row[place] for place in kept])
    return path


def measured(command: list[str]) -> tuple[float, float, float]:
    """Seconds by the clock, seconds of the processors, and the largest memory so far in MB."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, used, after.ru_maxrss / 1024


def main() -> None:
    """Print both, and their ratio, for rows with and without the order of their items."""
    with tempfile.TemporaryDirectory() as name:
        simulate("demo", Path(name), 3, None, None, 1)
        for with_order in (True, False):
            path = grown(Path(name), with_order)
            check = [sys.executable, "-c", CHECK, str(path), "--projects", str(Path(name) / "projects.csv")]
            found = [(measured([sys.executable, "-c", READ, str(path)]), measured(check)) for _ in range(RUNS)]
            read, checked = (tuple(min(of[side][i] for of in found) for i in range(2)) for side in (0, 1))
            what = f"{path.stat().st_size / 1e6:.0f} MB, {'with' if with_order else 'without'} item orders"
            print(f"{what}: read_csv {read[0]:.2f} s ({read[1]:.2f} s of processors)")
            print(
                f"  wave check {checked[0]:.2f} s, {checked[0] / read[0]:.2f} x; {checked[1]:.2f} s of processors, "
                f"{checked[1] / read[1]:.2f} x; largest memory of either {max(two[1][2] for two in found):.0f} MB"
            )


if __name__ == "__main__":
    main()
