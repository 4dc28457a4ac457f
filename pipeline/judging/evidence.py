"""The rows that verdicts rest on: respondents with scores and answers, and the register of their projects."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument import Instrument
from pipeline.judging.measurement import UNMEASURED, Measurement
from pipeline.judging.register import KEPT, Registered
from pipeline.judging.respondents import members
from pipeline.rules import Condition, Group, Outcome

Array = NDArray[np.float64]
INCOME = {
    "income_market": "the share of income from the market",
    "income_public": "the share of income from public funds",
    "income_donations": "the share of income from donations",
    "income_membership": "the share of income from members",
    "income_in_kind": "the share of income in kind",
}
NOT_SHOWN = (-3, -4)  # not applicable, not asked
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Evidence(Registered):
    """The rows, and what is known about them.

    `respondents`: one row per respondent and wave with scores, answers and declared type; `projects`: one row per project
    and wave of the register; `placed`: compass_cells_by_project; `figures`: those of the structure tests; `proxies`: what
    differs, by code, where a column only stands for the instrument's own question; `measurement`: what gates G2 and G3
    need; `adjusted`: row by row the columns without response style, none where nobody looked for it; `cleared`: codes
    whose column in `respondents` was replaced by numbers, NaN for none; `years`: when a wave was asked, as far as it is known.
    """

    figures: Mapping[str, float]
    kind: str | None
    kind_reason: str
    proxies: Mapping[str, str]
    instrument: Instrument
    measurement: Measurement = UNMEASURED
    adjusted: pd.DataFrame = field(default_factory=pd.DataFrame)
    cleared: frozenset[str] = frozenset()
    years: Mapping[str, float] = field(default_factory=dict)

    def of(self, rows: Mask, waves: Iterable[str] | None = None) -> "Evidence":
        """The same evidence with some of the respondents, and with the register of some of the waves; what was looked up of
        them is not looked up again."""
        register = self.projects
        if waves is not None:
            register = register[register["wave"].isin(list(waves))].reset_index(drop=True)
        kept = self.respondents[rows].reset_index(drop=True)
        adjusted = self.adjusted[rows].reset_index(drop=True) if len(self.adjusted.columns) else self.adjusted
        found = replace(self, respondents=kept, projects=register, adjusted=adjusted)
        found.look_up(self, rows)
        found._columns.update({code: values[rows] for code, values in self._columns.items()})
        if waves is None and "register" in self.__dict__:
            found.__dict__["register"] = self.register
        return found

    def alone(self, wave: str) -> "Evidence":
        """The same evidence with the respondents of one wave, made once."""
        if wave not in self._alone:
            self._alone[wave] = self.of(self.waves == wave)
        return self._alone[wave]

    @cached_property
    def _alone(self) -> dict[str, "Evidence"]:
        return {}

    def replaced(self, columns: pd.DataFrame) -> "Evidence":
        """The same evidence with other numbers (NaN for none) under some codes, row by row."""
        kept = self.respondents.drop(columns=columns.columns, errors="ignore")
        changed = pd.concat([kept, columns.set_axis(kept.index)], axis=1)
        found = replace(self, respondents=changed, cleared=self.cleared | frozenset(columns.columns))
        found.look_up(self, slice(None))
        found.__dict__.update({name: self.__dict__[name] for name in KEPT if name in self.__dict__})
        found._columns.update({code: values for code, values in self._columns.items() if code not in columns})
        return found

    def line(self, code: str) -> Array:
        """Answers to a line of the seven points, turned where it is reversed; NaN for none."""
        item = self.instrument.items[code]
        assert item.scale.low is not None and item.scale.high is not None, f"{code} has no range"
        answers = self.column(code)
        return item.scale.low + item.scale.high - answers if item.reverse else answers

    def column(self, code: str) -> Array:
        """An indicator's scores or an item's answers as given; NaN where missing or never asked."""
        if code not in self._columns:
            self._columns[code] = self._read(code)
        return self._columns[code]

    @cached_property
    def _columns(self) -> dict[str, Array]:
        return {}

    def _read(self, code: str) -> Array:
        if code not in self.respondents.columns:
            return np.full(len(self.respondents), np.nan)
        values = self.respondents[code].to_numpy("float64", na_value=np.nan)
        numbers = code in self.instrument.indicators or code in self.cleared
        return values if numbers else np.where(values < 0, np.nan, values)

    def silence(self, code: str) -> str:
        """Why there is no answer to an item or indicator at all: it was not asked, or nobody said anything to it."""
        lines = self.instrument.indicators[code].items if code in self.instrument.indicators else (code,)
        parts = [
            p for c in lines for p in (self.instrument.indicators[c].items if c in self.instrument.indicators else (c,))
        ]
        given = [self.respondents[c].to_numpy("float64", na_value=np.nan) for c in parts if c in self.respondents]
        asked = any((np.isfinite(codes) & ~np.isin(codes, NOT_SHOWN)).any() for codes in given)
        said = (
            "was asked, but nobody gave an answer that counts (cannot say, refused or left blank)"
            if asked
            else "was not asked"
        )
        return f"{self.name(code)} {said}"

    def outcome(self, outcome: Outcome) -> Array:
        """One value per respondent; a difference only where both are there."""
        values = self.column(outcome.code)
        return values if outcome.minus is None else values - self.column(outcome.minus)

    def rows(self, group: Group) -> Mask:
        """Which respondents belong to a group; not to be written into, as it is looked up once."""
        if group not in self._rows:
            chosen = np.isin(self.types, members(group.type))
            for condition in group.among:
                chosen = chosen & self.fulfils(condition)
            self._rows[group] = chosen
        return self._rows[group]

    @cached_property
    def _rows(self) -> dict[Group | Condition, Mask]:
        return {}

    def fulfils(self, condition: Condition) -> Mask:
        """Which respondents fulfil a condition; who gave no answer does not."""
        if condition.field is not None:
            return np.append(self.field_fulfils(condition), False)[self.register_places]
        return within(self.measured(condition), condition)

    def measured(self, condition: Condition) -> Array:
        """What a condition on respondents looks at: an item or indicator, less another where it says so. Answers that numbers
        took the place of, as those without response style, are those of the nearest point."""
        values = self.outcome(Outcome(condition.item or condition.indicator or "", condition.minus))
        return np.rint(values) if condition.item in self.cleared else values

    def register_rows(self, group: Group) -> Mask:
        """Which projects of the register belong to a group."""
        chosen: Mask = np.isin(self.register_types, members(group.type))
        for condition in group.among:
            if condition.field is not None:
                chosen = chosen & self.field_fulfils(condition)
        return chosen

    def field_fulfils(self, condition: Condition) -> Mask:
        """Which projects of the register fulfil a condition on a field; not to be written into, as it is looked up once."""
        if condition not in self._rows:
            self._rows[condition] = self._field_fulfils(condition)
        return self._rows[condition]

    def _field_fulfils(self, condition: Condition) -> Mask:
        column = self.register[str(condition.field)]
        if condition.after_first_of is not None:
            values = column.to_numpy("float64", na_value=np.nan)
            known = values[
                np.isfinite(values) & (self.register["domain"] == condition.after_first_of).to_numpy(dtype=bool)
            ]
            with np.errstate(invalid="ignore"):
                later: Mask = values > known.min() if len(known) else np.zeros(len(values), dtype=bool)
            return later
        if condition.values and isinstance(condition.values[0], str):
            chosen: Mask = column.isin([str(v) for v in condition.values]).to_numpy(dtype=bool)
            return chosen
        return within(column.to_numpy("float64", na_value=np.nan), condition)

    def name(self, code: str) -> str:
        """What an indicator, item or register field is called."""
        if code in self.instrument.indicators:
            return self.instrument.indicators[code].name_en
        if code in self.instrument.items:
            return f"{self.instrument.items[code].name_en} ({code})"
        if code in self.instrument.register:
            return self.instrument.register[code].label_en
        return INCOME.get(code, code.replace("_", " "))

    def proxy_note(self, code: str) -> str | None:
        """What differs, where a code or an item of an indicator is only a proxy in some wave."""
        if not self.proxies:
            return None
        items = self.instrument.indicators[code].items if code in self.instrument.indicators else ()
        notes = [self.proxies[c] for c in (code, *items) if c in self.proxies]
        return "; ".join(dict.fromkeys(notes)) or None


def gather(
    scores: pd.DataFrame,
    responses: pd.DataFrame,
    projects: pd.DataFrame,
    placed: pd.DataFrame,
    structure: pd.DataFrame,
    proxies: pd.DataFrame,
    asked: Instrument,
) -> Evidence:
    """Scores and answers side by side, with the register and the figures of the structure tests."""
    keys = [c for c in ("wave", "row", "country", "language") if c in responses.columns]
    answers = responses[[*keys, *[c for c in responses.columns if c in asked.items]]]
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


def with_measurement(evidence: Evidence, found: Measurement, adjusted: pd.DataFrame) -> Evidence:
    """The same evidence with the gates' figures; `adjusted` is adjusted_by_respondent, empty where style was not looked at."""
    if not len(adjusted):
        return replace(evidence, measurement=found)
    keys = evidence.respondents[["wave", "row"]]
    beside = keys.merge(adjusted, on=["wave", "row"], how="left", validate="one_to_one").drop(columns=["wave", "row"])
    return replace(evidence, measurement=found, adjusted=beside)


def within(values: Array, condition: Condition) -> Mask:
    """Which values are among the condition's values and inside its range; NaN never is."""
    chosen = np.isfinite(values)
    if condition.values:
        chosen = chosen & np.isin(values, np.asarray(condition.values, dtype=float))
    with np.errstate(invalid="ignore"):
        if condition.at_least is not None:
            chosen = chosen & (values >= condition.at_least)
        if condition.at_most is not None:
            chosen = chosen & (values <= condition.at_most)
    return chosen
