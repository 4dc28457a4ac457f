"""Answers as numbers, and which scales and respondents belong together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument import Indicator, Instrument

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

BLOCKS = ("P", "M", "V")
GROUPS = {"type": "declared_type", "wave": "wave", "language": "language", "mode": "mode"}


@dataclass(frozen=True)
class Answers:
    """Rows with numbers of their project-in-a-wave (`team`, -1 where unknown) and `cluster`, and the answers to lines.

    `rows`: wave, declared_type, language, mode, team, cluster. `raw`: by line, points as answered (n,), NaN for none.
    """

    rows: pd.DataFrame
    raw: Mapping[str, Array]
    asked: Instrument

    def of(self, chosen: Mask) -> "Answers":
        """The same of some rows (n,)."""
        return Answers(self.rows[chosen], {code: values[chosen] for code, values in self.raw.items()}, self.asked)

    def keyed(self, code: str, adjusted_by: Array | None = None) -> Array:
        """Answers (n,) to a line less a response style (n,), turned where the line is reversed."""
        item = self.asked.items[code]
        low, high = bounds(item.code, self.asked)
        answers = self.raw[code] if adjusted_by is None else self.raw[code] - adjusted_by
        return low + high - answers if item.reverse else answers

    def matrix(self, codes: Sequence[str], adjusted_by: Array | None = None) -> Array:
        """Keyed answers (n, k) to several lines."""
        return np.column_stack([self.keyed(code, adjusted_by) for code in codes])

    def groups(self) -> Iterator[tuple[str, str, Mask]]:
        """Kind and name of each group, and which rows are in it; modes only where there are several."""
        yield "all", "all", np.ones(len(self.rows), dtype=bool)
        for kind, column in GROUPS.items():
            labels = self.labels(kind)
            names = sorted(set(labels) - {""})
            for name in names if column != "mode" or len(names) > 1 else []:
                yield kind, name, labels == name

    def labels(self, kind: str) -> NDArray[np.str_]:
        """Each row's declared type, wave, language or mode (n,); empty where it is not known."""
        if kind not in self._labels:
            self._labels[kind] = self.rows[GROUPS[kind]].fillna("").to_numpy(dtype=str)
        return self._labels[kind]

    @cached_property
    def _labels(self) -> dict[str, NDArray[np.str_]]:
        return {}

    @cached_property
    def teams(self) -> NDArray[np.int64]:
        """Each row's project in its wave (n,), -1 where it is not known."""
        found: NDArray[np.int64] = self.rows["team"].to_numpy(dtype="int64")
        return found

    @cached_property
    def clusters(self) -> NDArray[np.int64]:
        """What rows are nested in (n,): their project, over all waves, else the person."""
        found: NDArray[np.int64] = self.rows["cluster"].to_numpy(dtype="int64")
        return found


def answers(responses: pd.DataFrame, asked: Instrument, modes: Mapping[str, str]) -> Answers:
    """The answers to the seven-point lines of the blocks; `modes` says how each wave was answered, where known."""
    person = "/" + responses["respondent"].fillna(responses["wave"] + "/" + responses["row"].astype("str"))
    team, cluster = responses["project"] + "/" + responses["wave"], responses["project"].fillna(person)
    rows = responses[["wave", "row", "declared_type", "language"]].assign(
        mode=responses["wave"].map(dict(modes)).astype("str"),
        team=pd.factorize(team)[0],
        cluster=pd.factorize(cluster)[0],
    )
    return Answers(rows, {code: answered(responses, code) for code in lines(asked)}, asked)


def lines(asked: Instrument) -> list[str]:
    """Codes of the seven-point lines of the blocks P, M and V, and of those that scales are made of; no checks."""
    own = [c for block in BLOCKS for c in asked.likert_codes(block) if asked.items[c].check is None]
    return list(dict.fromkeys([*own, *(code for scale in scales(asked) for code in scale.items)]))


def answered(responses: pd.DataFrame, code: str) -> Array:
    """Answers (n,) in points, NaN for none; all NaN for a line that no wave asked."""
    if code not in responses:
        return np.full(len(responses), np.nan)
    values = responses[code].to_numpy("float64")
    return np.where(values < 0, np.nan, values)


def bounds(code: str, asked: Instrument) -> tuple[int, int]:
    """The ends of a line's scale."""
    low, high = asked.items[code].scale.low, asked.items[code].scale.high
    assert low is not None and high is not None, f"{code}: its scale has no range"
    return low, high


def scales(asked: Instrument) -> list[Indicator]:
    """The indicators that are plain means of lines, in the instrument's order."""
    return [indicator for indicator in asked.indicators.values() if indicator.kind == "mean"]


def apart(asked: Instrument) -> list[Indicator]:
    """Scales of two or more lines that share none: of those that do, the larger one."""
    chosen: list[Indicator] = []
    for scale in sorted(scales(asked), key=lambda s: -len(s.items)):
        taken = {code for other in chosen for code in other.items}
        if len(scale.items) > 1 and not taken & set(scale.items):
            chosen.append(scale)
    return [scale for scale in scales(asked) if scale in chosen]


def is_balanced(scale: Indicator, asked: Instrument) -> bool:
    """Whether a scale has lines in both directions."""
    return len({asked.items[code].reverse for code in scale.items}) == 2
