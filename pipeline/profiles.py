"""Profiles of projects on the difference scales, ready to be clustered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
PEER, SOCIAL = ("PP",), ("SOC", "SOL")
APART = (
    "some waves share no declared type with the others, so that a change from wave to wave cannot be told from the types and "
    "was not taken off"
)
VARIES = 1e-6  # a scale whose standard deviation over the projects is below this (points) tells nothing


@dataclass(frozen=True)
class Sample:
    """The projects that enter: `table` with project, declared_type, n_respondents; `values` (n, scales) standardised, gaps
    filled with the mean 0; `points` (n, scales) the same means in points, NaN in the gaps; `scales` their codes; `left_out`
    how many projects were not let in; `notes` who and what was left out or filled, one phrase each."""

    table: pd.DataFrame
    values: Array
    points: Array
    scales: tuple[str, ...]
    left_out: int
    notes: tuple[str, ...]

    def side(self, types: Sequence[str]) -> Mask:
        """Which projects are of these declared types."""
        result: Mask = self.table["declared_type"].isin(list(types)).to_numpy()
        return result


def sample_of(
    indicators: pd.DataFrame, scores: pd.DataFrame, difference: Sequence[str], chosen: Mapping[str, Any]
) -> Sample:
    """The projects with at least `respondents` and with at most `scales_that_may_be_missing` gaps; their shrunken means on
    each scale standardised over them (divisor n). No project enters where one of the scales was answered in none whose type is
    known."""
    shown = indicators[indicators["indicator"].isin(list(difference))]
    wide = shown.pivot(index="project", columns="indicator", values="shrunken").reindex(columns=list(difference))
    n = _respondents(scores).reindex(wide.index, fill_value=0)
    empty = [str(code) for code in wide.columns[wide.isna().all()]]
    untyped = _answered_untyped(scores, empty)
    unasked = [code for code in empty if code not in untyped]
    enough = n >= chosen["respondents"]
    gaps = wide.isna().sum(axis=1)
    enters = enough & (gaps <= chosen["scales_that_may_be_missing"]) & (not empty)
    kept = wide[enters]
    varies = kept.std(ddof=0) > VARIES
    values = ((kept - kept.mean()) / kept.std(ddof=0)).loc[:, varies].fillna(0.0)
    types = shown.groupby("project")["declared_type"].last().reindex(kept.index)
    table = pd.DataFrame(
        {
            "project": kept.index.astype("str"),
            "declared_type": types.to_numpy("str"),
            "n_respondents": n[enters].to_numpy("int32"),
        }
    ).astype({"declared_type": "str"})
    alike = ", ".join(varies.index[~varies]) if len(kept) else ""
    notes = (
        f"nobody was asked {', '.join(unasked)}" if unasked else "",
        _of_unknown_type(untyped, len(difference)),
        _counted(int((~enough).sum()), f"with fewer than {chosen['respondents']} respondents", "left out"),
        "" if empty else _counted(int((enough & ~enters).sum()), "without an answer on too many scales", "left out"),
        _counted(int((gaps[enters] > 0).sum()), "without an answer on a scale", "set at its mean there"),
        f"every project is estimated alike on {alike}" if alike else "",
        APART if _waves_apart(scores) else "",
    )
    scales = tuple(str(code) for code in values.columns)
    left_out = len(wide) - len(kept)
    points = kept.loc[:, varies].to_numpy("float64")
    return Sample(table, values.to_numpy("float64"), points, scales, left_out, tuple(note for note in notes if note))


def too_few(sample: Sample, needed: int) -> str | None:
    """Why these projects carry no tests of kinds, in words: fewer than `needed` of a side, or all of them alike."""
    peer, social = int(sample.side(PEER).sum()), int(sample.side(SOCIAL).sum())
    if min(peer, social) < needed:
        return (
            f"projects with answers on the difference scales: {peer} of peer production and {social} of social and "
            f"solidarity economy, where the tests of kinds need {needed} a side"
        )
    return "the projects are estimated alike on the difference scales" if len(sample.scales) < 2 else None


def hybrid_share(projects: pd.DataFrame) -> float | None:
    """Hybrid projects as a share of PP, SOC and SOL in the register, before any exclusion; a project of two waves counts
    once, with its last type."""
    types = projects.groupby("project")["declared_type"].last()
    pure = int(types.isin(PEER + SOCIAL).sum())
    return int((types == "HYB").sum()) / pure if pure else None


def hybrids_entered(sample: Sample) -> float | None:
    """Hybrid projects as a share of PP, SOC and SOL among the projects that enter."""
    pure = int(sample.side(PEER + SOCIAL).sum())
    return int(sample.side(("HYB",)).sum()) / pure if pure else None


def _answered_untyped(scores: pd.DataFrame, codes: Sequence[str]) -> list[str]:
    """Which of these scales somebody of the primary set has answered in a project whose type is not known."""
    rows = scores[scores["in_primary"] & scores["declared_type"].isna()]
    return [code for code in codes if code in rows and rows[code].notna().any()]


def _of_unknown_type(codes: Sequence[str], scales: int) -> str:
    """What keeps answers to these scales out, in words."""
    if not codes:
        return ""
    which = "the difference scales" if len(codes) == scales else ", ".join(codes)
    return f"of none of the projects that answered {which} is the declared type known"


def _respondents(scores: pd.DataFrame) -> pd.Series:
    """Respondents of each project in the primary set; who answers in two waves counts once."""
    rows = scores[scores["in_primary"] & scores["project"].notna()]
    unknown = "?" + rows["wave"].astype("str") + "#" + rows["row"].astype("str")
    return rows["respondent"].fillna(unknown).groupby(rows["project"]).nunique()


def _waves_apart(scores: pd.DataFrame) -> bool:
    """Whether the waves fall into parts without a declared type in common, so that effects of types and of waves cannot be told
    apart. Both kinds of dummies together have one rank less than columns where all waves hang together."""
    rows = scores[scores["in_primary"] & scores["project"].notna() & scores["declared_type"].notna()]
    seen = rows[["declared_type", "wave"]].drop_duplicates().astype("str")
    waves, types = seen["wave"].nunique(), seen["declared_type"].nunique()
    dummies = pd.get_dummies(seen).to_numpy("float64")
    return waves > 1 and bool(np.linalg.matrix_rank(dummies) < waves + types - 1)


def _counted(n: int, which: str, done: str) -> str:
    """How many projects of which sort were left out or filled; nothing where there is none."""
    return "" if n == 0 else f"1 project {which} was {done}" if n == 1 else f"{n} projects {which} were {done}"
