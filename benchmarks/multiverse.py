"""Time of the multiverse of all claims on the bundled waves, beside one judgement of all of them; run after `dvc repro`.

The bound is in seconds: said beside it is whether it holds here, and how fast this machine is.
"""

import time

from benchmarks import machine
from pipeline import claims, files, instrument, robustness
from pipeline.judging.bench import Settings
from pipeline.judging.verdicts import judge_claims
from pipeline.parallel import Workers

BOUND = 60.0


def main() -> None:
    asked, own = instrument.load(), files.params("robustness")
    claimed, rulers = claims.load(asked), claims.load_rulers()
    data = robustness.read(asked)
    primary = data.evidence.of(data.evidence.respondents["in_primary"].to_numpy(dtype=bool))
    settings = Settings(int(own["bootstrap_draws"]), int(own["seed"]), int(own["respondents_for_an_own_mean"]))
    start = time.perf_counter()
    judge_claims(claimed, primary, rulers, settings, with_context=False)
    once = time.perf_counter() - start
    start = time.perf_counter()
    judged = robustness.judge(data, claimed, rulers, own, Workers(-1))
    every = time.perf_counter() - start
    print(f"all claims judged once         {once:6.2f} s")
    print(f"all claims in all cells        {every:6.2f} s   {every / once:6.1f} x   ({len(judged):,} judgements)")
    print(f"  {machine.held(every, BOUND, machine.speed().clock)}")


if __name__ == "__main__":
    main()
