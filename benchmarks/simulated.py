"""Time of one simulated world through all stages that a calibration needs, on one core, and of many on two.

Absolute seconds differ between machines, and with what else runs on them: so the time is also given as a multiple of a loop
of plain Python, measured in between. The bounds are those of the project: 1.5 s for one world, 1,000 in 20 minutes; whether
they hold here is said with how fast this machine is.
"""

import time

from benchmarks import machine
from pipeline import parallel
from pipeline.replication import Rules, load_rules, one_replication

SIZE = (30, 15, 15, 8)
RESPONDENTS = 8
WORLDS = ("talk", "null", "style")
LOOP = 3_000_000
TOGETHER = 24
SECONDS, MINUTES = 1.5, 20.0


def plain() -> float:
    """Processor seconds of a loop of plain Python."""
    start = time.process_time()
    sum(number * number for number in range(LOOP))
    return time.process_time() - start


def alone(world: str, rules: Rules) -> tuple[float, float]:
    """Processor seconds of one world, the shortest of five, and how many loops that is."""
    one_replication(world, 0, rules, SIZE, RESPONDENTS)
    found = []
    for seed in range(1, 6):
        before = plain()
        start = time.process_time()
        one_replication(world, seed, rules, SIZE, RESPONDENTS)
        found.append((time.process_time() - start, before))
    return min(taken for taken, _ in found), min(taken / loop for taken, loop in found)


def main() -> None:
    rules, slower = load_rules(), machine.speed()
    for world in WORLDS:
        taken, loops = alone(world, rules)
        print(f"one world, {world:<12}        {taken:6.2f} s   {loops:6.1f} x a loop of {LOOP:,}")
        print(f"  {machine.held(taken, SECONDS, slower.processor)}")
    tasks = [("talk", seed, rules, SIZE, RESPONDENTS) for seed in range(TOGETHER)]
    two = parallel.Workers(2)
    parallel.mapped(one_replication, tasks[:2], two)  # the processes start here
    start = time.perf_counter()
    parallel.mapped(one_replication, tasks, two)
    minutes = (time.perf_counter() - start) / TOGETHER * 1000 / 60
    print(f"1,000 worlds on two cores      {minutes:6.1f} min, reckoned from {TOGETHER}")
    print(f"  {machine.held(minutes, MINUTES, slower.clock, 'min')}")


if __name__ == "__main__":
    main()
