"""The stage judge: from scores, register and structure to verdicts."""

import numpy as np
import pandas as pd

from pipeline import claims, files, instrument
from pipeline.judging import tables
from pipeline.judging.bench import Settings
from pipeline.judging.compose import compose
from pipeline.judging.evidence import gather, with_measurement
from pipeline.judging.guard import permuted_counts
from pipeline.judging.measurement import measurement
from pipeline.judging.robust import judge

BIASES = pd.DataFrame({"scale": [], "over": [], "bias": [], "items": []})  # no invariance test has been run
ADJUSTED = pd.DataFrame()  # nobody has looked for response style


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
    whole = with_measurement(whole, measurement(files.read("measurement_by_scale"), BIASES), ADJUSTED)
    exclusions = files.read("exclusions_by_respondent")
    judged = judge(claimed, whole, rulers, settings)
    primary = whole.of(whole.respondents["in_primary"].to_numpy(dtype=bool))
    first = [claimed[name] for name in rulers.theses["T1"]]
    testable = all(judged.claims[c.id].verdict != "not testable" for c in first)
    permuted = permuted_counts(first, primary, rulers, settings.seed) if testable else np.zeros(0, dtype=np.int64)
    composed = compose(claimed, judged.claims, rulers, permuted)
    files.write("verdicts_by_claim", tables.by_claim(judged.claims, claimed))
    files.write("verdicts_by_wave", tables.by_wave(judged))
    files.write("parts_by_claim", tables.parts(judged.claims))
    files.write("gates_by_claim", tables.gates(judged.claims))
    files.write("theses", tables.theses(composed))
    reports = files.root() / "reports"
    reports.mkdir(exist_ok=True)
    (reports / "metrics.json").write_text(tables.metrics_json(judged.claims, whole, exclusions), "utf-8")


if __name__ == "__main__":
    main()
