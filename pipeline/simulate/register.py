"""The register of simulated projects: what can be seen of a project from outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipeline.simulate.drawing import Floats, Ints, Texts, by_profile, choose, choose_after, choose_by, whole_percents
from pipeline.simulate.worlds import PURE, Described, World

EARLIEST_YEAR = 1900
PUBLIC = 1  # place of public money in the income mix: market, public, donations, membership, in kind


@dataclass(frozen=True)
class Register:
    """Cells as text by construct, one entry per project, and the numbers that other draws follow."""

    cells: Mapping[str, Texts]
    founding_year: Ints
    income_market: Floats
    active: Floats
    eligible: Ints


def draw_register(
    declared: Texts,
    profile: Texts,
    world: World,
    fixed: Described,
    last_year: int,
    nature: Texts | None,
    rng: np.random.Generator,
) -> Register:
    """The register of projects that draw from these profiles; nobody was founded after `last_year`. `nature`: of their
    products; None: as their domain has it."""
    n = len(profile)
    cells: dict[str, Texts] = {"declared_type": declared}
    for construct, field in world.register.items():
        if not _is_number(field):
            cells[construct] = choose_by(profile, field, rng)
    funded = cells["public_funding"] == "yes"
    income = _income(_shares(profile, world.register["income_mix"], "firmness", rng), funded)
    objective = _shares(profile, world.register["primary_objective"], "firmness", rng)
    firmness = by_profile(profile, _column(world.register["primary_objective"], "coder_firmness", n))
    year = by_profile(profile, {k: _years(world.register["founding_year"][k], n, rng) for k in PURE})
    founding_year = np.clip(year, EARLIEST_YEAR, last_year)
    paid = np.round(_sizes(profile, world.register["paid_fte"], rng), 1)
    spdx = choose_after(cells["licence_class"], fixed["spdx"], rng)
    cells |= {
        "founding_year": founding_year.astype(str),
        "activity_mix": _listed(whole_percents(_shares(profile, world.register["activity_mix"], "firmness", rng))),
        "licence_class": np.where(spdx == "", cells["licence_class"], _joined(cells["licence_class"], spdx)),
        "primary_objective": _joined(*(_listed(_coded(objective, firmness, rng)) for _ in range(2))),
        "income_mix": _listed(income),
        "public_funding": np.where(funded, _joined(cells["public_funding"], income[:, PUBLIC].astype(str)), "no"),
        "paid_fte": paid.astype(str),
        "product_nature": choose_after(cells["domain"], fixed["natures"], rng),
        "coder_ids_dates_sources": _joined(choose({"c1": 1, "c2": 1}, n, rng), choose({"c3": 1, "c4": 1}, n, rng)),
    }
    if nature is not None:
        cells["product_nature"] = nature
    if world.answering.hostile:
        cells["coder_ids_dates_sources"] = rng.choice(np.array(fixed["hostile"]), n)
    return Register(
        cells=cells,
        founding_year=founding_year,
        income_market=income[:, 0].astype(float),
        active=_sizes(profile, world.register["active_contributors"], rng),
        eligible=np.ceil(_sizes(profile, world.register["eligible_n"], rng)).astype(int),
    )


def register_table(
    register: Register, ids: Texts, chosen: Ints, answered: Ints, header: Sequence[str], rng: np.random.Generator
) -> pd.DataFrame:
    """projects.csv of one wave: the chosen projects, which `answered` so often; header: the register's constructs.

    The number of contributors moves a little from wave to wave; more could be invited than answered.
    """
    active = np.ceil(register.active * np.exp(0.1 * rng.standard_normal(len(ids)))).astype(int)
    eligible = np.maximum(register.eligible, np.ceil(1.3 * answered).astype(int))
    cells = {
        **register.cells,
        "project_id": ids,
        "eligible_n": eligible.astype(str),
        "active_contributors": np.maximum(active, eligible).astype(str),
    }
    return pd.DataFrame({construct: cells[construct][chosen] for construct in header}, dtype="str")


def _is_number(field: Mapping[str, Described]) -> bool:
    return bool({"mean", "median", "percents"} & set(field["PP"]))


def _column(field: Mapping[str, Described], key: str, n: int) -> dict[str, Floats]:
    return {kind: np.full(n, float(field[kind][key])) for kind in PURE}


def _years(described: Described, n: int, rng: np.random.Generator) -> Ints:
    return np.round(rng.normal(described["mean"], described["sd"], n)).astype(int)


def _sizes(profile: Texts, field: Mapping[str, Described], rng: np.random.Generator) -> Floats:
    """Sizes that are normal on the log scale."""
    logs = by_profile(
        profile, {k: rng.normal(np.log(field[k]["median"]), field[k]["spread"], len(profile)) for k in PURE}
    )
    sizes: Floats = np.exp(logs)
    return sizes


def _shares(profile: Texts, field: Mapping[str, Described], key: str, rng: np.random.Generator) -> Floats:
    """Shares that sum to 1, around the type's, the closer the firmer (Dirichlet)."""
    return by_profile(
        profile,
        {k: rng.dirichlet(field[k][key] * np.array(field[k]["percents"]) / 100, len(profile)) for k in PURE},
    )


def _coded(truth: Floats, firmness: Floats, rng: np.random.Generator) -> Ints:
    """What one coder, who sees a project's true shares with some error, writes down, in steps of five."""
    gammas = rng.standard_gamma(firmness[:, np.newaxis] * (0.98 * truth + 0.02 / truth.shape[1]))
    steps = np.round(20 * np.cumsum(gammas / gammas.sum(axis=1, keepdims=True), axis=1)).astype(int)
    return 5 * np.diff(steps, axis=1, prepend=0)


def _income(shares: Floats, funded: Any) -> Ints:
    """The income mix, without public money where there is none and with some where there is."""
    public = np.where(funded, np.maximum(shares[:, PUBLIC], 0.05), 0.0)
    others = np.delete(shares, PUBLIC, axis=1) + 1e-9
    others *= ((1 - public) / others.sum(axis=1))[:, np.newaxis]
    return whole_percents(np.insert(others, PUBLIC, public, axis=1))


def _listed(numbers: Ints) -> Texts:
    return np.array(["/".join(str(number) for number in row) for row in numbers])


def _joined(first: Texts, second: Texts) -> Texts:
    return np.array([f"{a};{b}" for a, b in zip(first, second, strict=True)])
