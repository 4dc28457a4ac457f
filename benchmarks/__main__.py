"""Time and memory of `dvc repro`, from scratch and with nothing to do, in a copy of the project; ratios within one run.

Absolute seconds differ between machines; so each is also given as a multiple of the time that Python with pandas needs to
start, measured in the same run. Ends with status 1 where a bound that is a ratio is missed.
"""

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import mixed_models

ROOT = Path(__file__).parent.parent
BUILT = (".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", "__pycache__", "processed", "cache", "tmp")


def seconds(command: list[str], folder: Path, times: int) -> float:
    """The shortest of several runs."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        found.append(time.perf_counter() - start)
    return min(found)


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "project"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*BUILT))
        shutil.rmtree(copy / "reports" / "pages", ignore_errors=True)
        subprocess.run(["git", "init", "--quiet"], cwd=copy, check=True)
        unit = seconds([sys.executable, "-c", "import pandas"], copy, 5)
        scratch = seconds(["dvc", "repro", "--force"], copy, 1)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        nothing = seconds(["dvc", "repro"], copy, 5)
        subprocess.run([sys.executable, "-m", "benchmarks.multiverse"], cwd=copy, check=True)
    print(f"python -c 'import pandas'      {unit:6.2f} s")
    print(f"dvc repro from scratch         {scratch:6.2f} s   {scratch / unit:6.1f} x")
    print(f"dvc repro with nothing to do   {nothing:6.2f} s   {nothing / unit:6.1f} x")
    print(f"peak memory of one process     {peak:6.0f} MB")
    return mixed_models.main()


if __name__ == "__main__":
    sys.exit(main())
