"""The stage judge: from scores, register and structure to verdicts."""

import numpy as np
import pandas as pd

from pipeline import claims, files, instrument
from pipeline.instrument import Instrument
from pipeline.judge import tables
from pipeline.judge.bench import Settings
from pipeline.judge.compose import compose
from pipeline.judge.evidence import Evidence
from pipeline.judge.guard import permuted_counts
from pipeline.judge.robust import judge


def main() -> None:
    asked = instrument.load()
    claimed, rulers = claims.load(asked), claims.load_rulers()
    own = files.params("judge")
    settings = Settings(int(own["bootstrap_draws"]), int(own["seed"]), int(own["respondents_for_an_own_mean"]))
    whole = evidence(
        files.read("scores_by_respondent"),
        files.read("clean_responses"),
        files.read("projects"),
        files.read("compass_cells_by_project"),
        files.read("structure"),
        files.read("proxies"),
        asked,
    )
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
    files.write("theses", tables.theses(composed))
    reports = files.root() / "reports"
    reports.mkdir(exist_ok=True)
    verdicts = tables.verdicts_json(judged, composed, whole, waves, simulated, per_wave)
    (reports / "verdicts.json").write_text(verdicts, "utf-8")
    (reports / "metrics.json").write_text(tables.metrics_json(judged.claims, whole, exclusions), "utf-8")


def evidence(
    scores: pd.DataFrame,
    responses: pd.DataFrame,
    projects: pd.DataFrame,
    placed: pd.DataFrame,
    structure: pd.DataFrame,
    proxies: pd.DataFrame,
    asked: Instrument,
) -> Evidence:
    """Scores and answers side by side, with the register and the figures of the structure tests."""
    answers = responses[["wave", "row", *[c for c in responses.columns if c in asked.items]]]
    respondents = scores.merge(answers, on=["wave", "row"], how="left", validate="one_to_one")
    figures = structure.dropna(subset=["value"]).set_index("figure")["value"].astype(float).to_dict()
    words = structure.dropna(subset=["words"]).set_index("figure")["words"].to_dict()
    notes = proxies.groupby("code")["note"].agg(lambda texts: "; ".join(dict.fromkeys(texts))).to_dict()
    return Evidence(
        respondents=respondents,
        projects=projects,
        placed=placed,
        figures={str(k): float(v) for k, v in figures.items()},
        kind=str(words["verdict"]) if "verdict" in words else None,
        kind_reason=str(words.get("reason", "")),
        proxies={str(k): str(v) for k, v in notes.items()},
        instrument=asked,
    )


if __name__ == "__main__":
    main()
