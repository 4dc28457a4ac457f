"""The stage judge: from scores, register and structure to verdicts."""

import numpy as np

from pipeline import claims, files, instrument, withheld
from pipeline.judging import tables, tables_beside
from pipeline.judging.bench import Settings
from pipeline.judging.compose import compose
from pipeline.judging.evidence import gather, with_measurement
from pipeline.judging.guard import permuted_counts
from pipeline.judging.measurement import measurement
from pipeline.judging.robust import judge


def main() -> None:
    asked = instrument.load()
    claimed, rulers = claims.load(asked), claims.load_rulers()
    own = files.params("judge")
    settings = Settings(int(own["bootstrap_draws"]), int(own["seed"]), int(own["respondents_for_an_own_mean"]))
    whole = gather(
        files.read("scores_by_respondent"),
        files.read("clean_responses"),
        files.read("projects"),
        files.read("compass_cells_by_project"),
        files.read("structure"),
        files.read("proxies"),
        asked,
    )
    found = measurement(files.read("measurement_by_scale"), files.read("bias_by_scale"))
    whole = with_measurement(whole, found, files.read("adjusted_by_respondent"))
    exclusions = files.read("exclusions_by_respondent")
    judged = judge(claimed, whole, rulers, settings)
    primary = whole.of(whole.respondents["in_primary"].to_numpy(dtype=bool))
    first = [claimed[name] for name in rulers.theses["T1"]]
    testable = all(judged.claims[c.id].verdict != "not testable" for c in first)
    permuted = permuted_counts(first, primary, rulers, settings.seed) if testable else np.zeros(0, dtype=np.int64)
    composed = compose(claimed, judged.claims, rulers, permuted)
    waves = files.waves()
    simulated = any(bool(files.wave_description(wave).get("simulated")) for wave in waves)
    per_wave = tables.by_wave(judged)
    files.write("verdicts_by_claim", tables.by_claim(judged.claims, claimed))
    files.write("verdicts_by_wave", per_wave)
    files.write("parts_by_claim", tables.parts(judged.claims))
    files.write("gates_by_claim", tables.gates(judged.claims))
    files.write("verdicts_by_set", tables_beside.by_set(judged))
    files.write("waves_by_claim", tables_beside.waves(judged.beside.over_waves))
    files.write("meta_by_claim", tables_beside.meta(judged.beside.over_waves))
    files.write("effects_by_claim", tables_beside.effects(judged.beside.effects))
    files.write("bounds_by_claim", tables_beside.bounds(judged.beside.other_bounds))
    files.write("theses", tables.theses(composed))
    reports = files.root() / "reports"
    reports.mkdir(exist_ok=True)
    smallest, rules = int(own["respondents_for_a_figure"]), {claim.id: claim.rule for claim in claimed.values()}
    kept = primary.respondents
    by = withheld.rule(smallest, rules, kept, withheld.behind(kept, list(asked.indicators)))
    verdicts = tables.verdicts_json(judged, composed, whole, waves, simulated, per_wave, by)
    (reports / "verdicts.json").write_text(verdicts, "utf-8")
    (reports / "metrics.json").write_text(tables.metrics_json(judged.claims, whole, exclusions), "utf-8")


if __name__ == "__main__":
    main()
