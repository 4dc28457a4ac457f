"""Other sortings, seeds and methods beside the clusters, where it is known what they must give."""

from typing import Any

import numpy as np
import pytest

from pipeline import alternates
from pipeline.stats.classless import Choice
from pipeline.stats.mixture import Search, fit
from tests.test_portraits import CHOSEN, LABELS, sample

MORE: dict[str, Any] = CHOSEN | {"largest_k": 3, "other_seeds": 3}


def choice(k: int) -> Choice:
    found, _ = sample()
    fits = tuple(fit(found.values, "EII", n, Search(5, 5, 0.01, 1)) for n in (1, 2, 3))
    return Choice(fits[k - 1], fits, 1.0, 0.0, 2)


def test_two_clouds_far_apart_are_found_by_every_seed_and_method() -> None:
    found, _ = sample()
    searches = alternates.other_searches(found, LABELS, choice(2), MORE)
    assert searches == {"other_seeds": 3, "other_seeds_same_k": 3, "other_seeds_ari": 1.0}
    methods = alternates.other_methods(found, LABELS, choice(2), MORE)
    assert methods["ward_ari"] == methods["k_means_ari"] == pytest.approx(1.0)
    assert methods["ward_types_ari"] == methods["k_means_types_ari"] != 0.0


def test_beside_a_single_cluster_two_groups_are_held_against_the_declared_types_alone() -> None:
    found, _ = sample()
    methods = alternates.other_methods(found, np.ones(20, dtype=np.int64), choice(1), MORE)
    assert methods["ward_ari"] is None and methods["k_means_ari"] is None
    assert methods["ward_types_ari"] == pytest.approx(methods["k_means_types_ari"])
    assert alternates.other_searches(found, np.ones(20, dtype=np.int64), choice(1), MORE)["other_seeds_ari"] == 1.0


def test_other_sortings_are_compared_on_the_projects_that_they_have() -> None:
    found, _ = sample()
    sides = {f"p{i:02d}": "a" if i < 10 else "b" for i in range(1, 20)}
    figures = alternates.against(found, LABELS, sides, "self", MORE)
    assert figures["self_n"] == 19
    names = [f"self_{index}{end}" for index in ("ari", "ami") for end in ("", "_low", "_high")]
    assert [figures[name] for name in names] == pytest.approx([1.0] * 6)
    assert figures["self_ari_p"] == figures["self_ami_p"] == pytest.approx(1 / 20)
    assert alternates.against(found, LABELS, {}, "self", MORE) == {}
