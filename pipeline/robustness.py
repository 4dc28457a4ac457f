"""The stage robustness: each claim judged in every other way that was declared; then the verdicts for programs."""

from collections.abc import Mapping
from itertools import product
from typing import Any

from pipeline import claims, files, instrument, parallel, published, withheld
from pipeline.claims import Claim, Rulers
from pipeline.instrument import Instrument
from pipeline.judging.bench import Settings
from pipeline.judging.evidence import gather, with_measurement
from pipeline.judging.measurement import measurement
from pipeline.multiverse import tables
from pipeline.multiverse.cells import EXCLUSIONS, SOURCES, WAVES, Cell, bearings
from pipeline.multiverse.judging import Judged, Rulebook, judge_world
from pipeline.multiverse.worlds import Whole, whole
from pipeline.parallel import Workers


def main() -> None:
    asked, own = instrument.load(), files.params("robustness")
    claimed, rulers = claims.load(asked), claims.load_rulers()
    data = read(asked)
    judged = judge(data, claimed, rulers, own, parallel.from_environment())
    verdicts, bearing = files.read("verdicts_by_claim"), bearings(claimed, asked)
    words = dict(zip(verdicts["claim"], verdicts["verdict"], strict=True))
    limits = float(own["robust_from"]), float(own["fragile_from"])
    robustness = tables.robustness_by_claim(judged, words, bearing, data.absent, limits)
    files.write("cells_by_claim", tables.cells_by_claim(judged, bearing))
    files.write("robustness_by_claim", robustness)
    primary = data.evidence.respondents[data.evidence.respondents["in_primary"]]
    smallest, rules = int(own["respondents_for_a_figure"]), {claim.id: claim.rule for claim in claimed.values()}
    waves = files.waves()
    text = published.verdicts_json(
        published.with_suffixes(verdicts, robustness),
        files.read("parts_by_claim"),
        files.read("verdicts_by_wave"),
        files.read("theses"),
        files.read("structure"),
        waves,
        any(bool(files.wave_description(wave).get("simulated")) for wave in waves),
        withheld.rule(smallest, rules, primary, withheld.behind(primary, list(asked.indicators))),
    )
    (files.root() / "reports" / "verdicts.json").write_text(text, "utf-8")


def read(asked: Instrument) -> Whole:
    """What the judge had before it, and what the other ways to analyse need besides."""
    evidence = gather(
        files.read("scores_by_respondent"),
        files.read("clean_responses"),
        files.read("projects"),
        files.read("compass_cells_by_project"),
        files.read("structure"),
        files.read("proxies"),
        asked,
    )
    found = measurement(files.read("measurement_by_scale"), files.read("bias_by_scale"))
    evidence = with_measurement(evidence, found, files.read("adjusted_by_respondent"))
    factor_scores = files.read("factor_scores_by_respondent")
    return whole(evidence, factor_scores, files.read("compass_by_project"), files.read("clusters_by_project"))


def judge(
    data: Whole, claimed: Mapping[str, Claim], rulers: Rulers, own: Mapping[str, Any], workers: Workers
) -> list[Judged]:
    """All cells of all claims, world by world - the exclusions, source of types and waves of a cell - the primary one first.

    The world of the primary analysis has as many bootstrap draws as the judge, the others have fewer.
    """
    draws, smallest = int(own["bootstrap_draws"]), int(own["respondents_for_an_own_mean"])
    primary = Settings(int(own["bootstrap_draws_of_the_primary"]), int(own["seed"]), smallest)
    others = Settings(draws, int(own["seed"]), smallest)
    rules = Rulebook(claimed, bearings(claimed, data.evidence.instrument), rulers, primary, others)
    worlds = [
        Cell(exclusions=exclusions, source=source, waves=waves)
        for waves, source, exclusions in product(WAVES, SOURCES, EXCLUSIONS)
        if ("source", source) not in data.absent and ("waves", waves) not in data.absent
    ]
    found = parallel.mapped(judge_world, [(data, rules, base) for base in worlds], workers)
    return [one for world in found for one in world]


if __name__ == "__main__":
    files.run(main)
