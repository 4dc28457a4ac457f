"""The first cell is the judge's own analysis only if both draw alike."""

from pathlib import Path

import yaml

PARAMS = yaml.safe_load((Path(__file__).parents[2] / "params.yaml").read_text("utf-8"))


def test_the_primary_world_draws_as_the_judge_does() -> None:
    judge, robustness = PARAMS["judge"], PARAMS["robustness"]
    assert robustness["bootstrap_draws_of_the_primary"] == judge["bootstrap_draws"]
    for name in ("seed", "respondents_for_an_own_mean"):
        assert robustness[name] == judge[name]
