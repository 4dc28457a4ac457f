"""How long the pages take: `python -m pipeline.report` on the tables of the last run, in processor time, as a multiple of what
Python with seaborn needs to start, measured in the same run.

Processor time and a multiple of it, because seconds on the clock depend on what else the machine does and how fast it is. Ends
with status 1 where the multiple is larger than `MOST`; with a start of 2 s it means 8 s.
"""

import resource
import subprocess
import sys

MOST = 4.0
TIMES = 3


def processor_seconds(command: list[str], times: int = TIMES) -> float:
    """The least processor time, of the program and of the system for it, of several runs."""
    found = []
    for _ in range(times):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    return min(found)


def main() -> int:
    unit = processor_seconds([sys.executable, "-c", "import seaborn"])
    pages = processor_seconds([sys.executable, "-m", "pipeline.report"])
    print(f"python -c 'import seaborn'     {unit:6.2f} s of processor time")
    print(f"all pages of the last run      {pages:6.2f} s   {pages / unit:6.1f} x (at most {MOST:g} x)")
    if pages <= MOST * unit:
        return 0
    told = f"The pages take {pages / unit:.1f} times what Python with seaborn needs to start; at most {MOST:g}."
    print(told, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
