"""Processor seconds of the stage measure on two made-up waves, by respondents a wave: the cost must not grow faster than these.

Other projects are added, no other respondents to the same ones. The bound is that of the project: 10 s for two waves of 704 on
two processors; here one processor does it all.
"""

import time

import yaml

from pipeline import files
from pipeline.measure import measure, model
from pipeline.score import score
from tests.measurement.faulty import survey
from tests.survey import ASKED

SIZES = (704, 1408, 2816)
MEMBERS = 8


def seconds(respondents: int) -> float:
    """Of everything that the stage estimates, from answers in memory."""
    sections = yaml.safe_load((files.root() / "params.yaml").read_text("utf-8"))
    table = survey(1, projects=respondents // MEMBERS, size=MEMBERS, waves=2)
    scores = score(table, ASKED, sections["score"])
    start = time.process_time()
    measure(table, scores, ASKED, sections["measure"], {})
    model(table, ASKED, sections["measure"], {})
    return time.process_time() - start


def main() -> None:
    seconds(SIZES[0])
    first = 0.0
    for size in SIZES:
        taken = seconds(size)
        first = first or taken
        ratio = f"{taken / first:4.2f} x the time for {size / SIZES[0]:.0f} x the respondents"
        print(f"two waves of {size:>5,} respondents   {taken:6.2f} s   {ratio}")


if __name__ == "__main__":
    main()
