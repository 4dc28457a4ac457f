"""The stage judge: from scores, register and structure to verdicts."""

from dataclasses import replace
from typing import Any

from pipeline import claims, files, instrument
from pipeline.judging import tables, tables_beside
from pipeline.judging.bench import Settings
from pipeline.judging.compose import compose, with_labels, with_last_wave
from pipeline.judging.evidence import gather, with_measurement
from pipeline.judging.frozen import exploratory, frozen
from pipeline.judging.guard import counts_by_chance
from pipeline.judging.labels import by_figure, in_doubt, sentence
from pipeline.judging.measurement import measurement
from pipeline.judging.robust import judge
from pipeline.judging.survival import years
from pipeline.registration import known_registrations, today


def main() -> None:
    asked = instrument.load()
    claimed, rulers = claims.load(asked), claims.load_rulers()
    own = files.params("judge")
    smallest = int(own["respondents_for_a_figure"])
    settings = Settings(
        int(own["bootstrap_draws"]), int(own["seed"]), int(own["respondents_for_an_own_mean"]), told=smallest
    )
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
    described = {wave: files.wave_description(wave) for wave in files.waves()}
    whole = replace(whole, years=years({wave: _first_day(d) for wave, d in described.items()}))
    exclusions = files.read("exclusions_by_respondent")
    judged = judge(claimed, whole, rulers, settings)
    primary = whole.of(whole.respondents["in_primary"].to_numpy(dtype=bool))
    permuted = counts_by_chance(claimed, judged.claims, primary, rulers, settings.seed)
    trusted = sentence(judged.beside.labels, rulers.measurement, whole.kind, smallest)
    composed = with_last_wave(compose(claimed, judged.claims, rulers, permuted), judged.by_wave, rulers)
    composed = with_labels(composed, trusted, in_doubt(by_figure(judged.beside.labels), rulers.measurement))
    rows = frozen(known_registrations(), today(), {w: _first_day(d) for w, d in described.items()})
    judged = judged.without_exploratory(exploratory(rows))
    files.write("verdicts_by_claim", tables.by_claim(judged.claims, claimed))
    files.write("verdicts_by_wave", tables.by_wave(judged))
    files.write("parts_by_claim", tables.parts(judged.claims))
    files.write("gates_by_claim", tables.gates(judged.claims))
    files.write("registration_by_claim", tables_beside.registration(rows))
    files.write("labels", tables_beside.labels(judged.beside.labels))
    files.write("verdicts_by_set", tables_beside.by_set(judged))
    files.write("waves_by_claim", tables_beside.waves(judged.beside.over_waves))
    files.write("meta_by_claim", tables_beside.meta(judged.beside.over_waves))
    files.write("effects_by_claim", tables_beside.effects(judged.beside.effects))
    files.write("bounds_by_claim", tables_beside.bounds(judged.beside.other_bounds))
    files.write("theses", tables.theses(composed))
    reports = files.root() / "reports"
    reports.mkdir(exist_ok=True)
    metrics = tables.metrics_json(judged.claims, whole, exclusions, smallest)
    (reports / "metrics.json").write_text(metrics, "utf-8")


def _first_day(description: dict[str, Any]) -> str | None:
    """The first day of a wave's field work (ISO 8601), as far as its wave.yaml says."""
    day = (description.get("fielded") or {}).get("from")
    return str(day) if day else None


if __name__ == "__main__":
    files.run(main)
