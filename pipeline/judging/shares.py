"""Shares of persons and of projects: findings that rest on counting and on resampling projects."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.judging.evidence import Evidence, Mask, within
from pipeline.judging.finding import SIDES, Finding, Gate, Inference, in_words, missing_types, unrecorded, untold
from pipeline.judging.respondents import members
from pipeline.rules import Condition, Contrast, Group, Modal, Share
from pipeline.stats.resampling import Bootstrapped, ExactShare
from pipeline.stats.shares import resampled

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Counting:
    """Counts and resamples one set of rows; `draws` and `seed` of the project bootstrap."""

    evidence: Evidence
    gate: Gate
    draws: int
    seed: int

    def share(self, share: Share, role: str) -> Finding:
        """The share of a group's respondents, or projects, for which the conditions hold."""
        if share.unit == "respondent":
            return self._of_respondents(share, role)
        if share.exists or any(condition.field is None for condition in share.where):
            return self._of_surveyed_projects(share, role)
        return self._of_register(share, role)

    def modal(self, modal: Modal, role: str) -> Finding:
        """How much more often one code of a choice is given than the most frequent of the others."""
        codes = [choice.code for choice in self.evidence.instrument.items[modal.item].scale.choices]
        values, rows = self.evidence.column(modal.item), self.evidence.rows(modal.group)
        rows = rows & np.isfinite(values)
        what = f"lead of {self._choice(modal.item, modal.code)} over the next most frequent choice in {modal.item}"
        absent = self._absent(modal.group, values, modal.item)
        if absent or not rows.any():
            return self._nothing(modal.group.type, what, role, absent)
        hits = np.column_stack([values[rows] == code for code in codes]).astype(float)
        target = codes.index(modal.code)

        def lead(counts: Array) -> Array:
            others = np.delete(counts, target, axis=-1).max(axis=-1)
            result: Array = counts[..., target] - others
            return result

        totals, sizes = self._by_cluster(hits, rows), self._by_cluster(np.ones((len(hits), 1)), rows)
        drawn = resampled(len(sizes), self.draws, self.seed).astype(float)
        shares = (drawn @ totals) / (drawn @ sizes)
        found = Bootstrapped(float(lead(hits.mean(axis=0))), lead(shares))
        return self._person_finding(modal.group, what, role, "share", found, rows, modal.item)

    def share_difference(self, contrast: Contrast) -> Finding:
        """The difference of two shares of respondents, plus less minus (SSE: SOC and SOL with equal weight)."""
        side, what = f"{contrast.plus.type} - {contrast.minus.type}", self.conditions(contrast.where)
        hit = np.any([self.evidence.fulfils(c) for c in contrast.where], axis=0)
        asked = np.all([np.isfinite(self.evidence.measured(c)) for c in contrast.where], axis=0)
        missing = missing_types(self.evidence, (contrast.plus.type, contrast.minus.type))
        parts = [(g, t, s) for g, s in ((contrast.plus, 1.0), (contrast.minus, -1.0)) for t in members(g.type)]
        rows = [self.evidence.rows(Group(t, g.among)) & asked for g, t, _ in parts]
        if missing or not all(row.any() for row in rows):
            codes = [c.item or c.indicator or "" for c in contrast.where]
            absent = missing or tuple(f"{self.evidence.name(c)} was not answered on every side" for c in codes)
            return Finding(side, what, "contrast", "share", None, 0, 0, absent)
        value, draws = 0.0, np.zeros(self.draws)
        for number, ((group, _, sign), row) in enumerate(zip(parts, rows, strict=True)):
            weight = sign / len(members(group.type))
            sizes, hits = self._by_cluster(np.ones((row.sum(), 1)), row), self._by_cluster(hit[row][:, None] * 1.0, row)
            drawn = resampled(len(sizes), self.draws, self.seed + number).astype(float)
            value += weight * float(hit[row].mean())
            draws = draws + weight * ((drawn @ hits) / (drawn @ sizes))[:, 0]
        everybody = np.any(rows, axis=0)
        sides = [
            (
                group,
                self._projects(np.any([row for (g, _, _), row in zip(parts, rows, strict=True) if g is group], axis=0)),
            )
            for group in (contrast.plus, contrast.minus)
        ]
        gate = self.gate.behind(self.evidence, sides)
        projects = self._projects(everybody)
        found = Bootstrapped(value, draws)
        return Finding(side, what, "contrast", "share", found, projects, int(everybody.sum()), (), gate)

    def register_share(self, group: Group, field: str, value: str, role: str) -> Finding:
        """The share of a group's projects for which a register field has a value, of those where it is known."""
        return self._of_register(
            Share(group, "project", (Condition(field=field, values=(value,)),), "any", "above", 0.0), role
        )

    def _of_respondents(self, share: Share, role: str) -> Finding:
        what = "share of respondents with " + self.conditions(share.where, share.holds)
        asked = [np.isfinite(self.evidence.measured(c)) for c in share.where if c.field is None]
        combine = np.any if share.holds == "any" else np.all
        rows = self.evidence.rows(share.group) & (combine(asked, axis=0) if asked else True)
        hit = combine([self.evidence.fulfils(c) for c in share.where], axis=0)
        code = next((c.item or c.indicator or "" for c in share.where if c.field is None), "")
        absent = self._absent(share.group, self.evidence.column(code), code)
        if absent or not rows.any():
            return self._nothing(share.group.type, what, role, absent)
        hits, sizes = self._by_cluster(hit[rows][:, None] * 1.0, rows), self._by_cluster(np.ones((rows.sum(), 1)), rows)
        found: Inference
        if hit[rows].all() or not hit[rows].any() or len(sizes) == rows.sum():
            found = ExactShare(round(len(sizes) * float(hit[rows].mean())), len(sizes))
        else:
            drawn = resampled(len(sizes), self.draws, self.seed).astype(float)
            found = Bootstrapped(float(hit[rows].mean()), ((drawn @ hits) / (drawn @ sizes))[:, 0])
        return self._person_finding(share.group, what, role, "share", found, rows, code)

    def _of_surveyed_projects(self, share: Share, role: str) -> Finding:
        """Projects whose respondents' mean (or, with exists, one respondent) fulfils the conditions."""
        measure = "with a respondent with " if share.exists else "whose mean has "
        what = f"share of projects {measure}" + self.conditions(share.where, share.holds)
        rows = self.evidence.rows(share.group) & (self.evidence.project_of != "")
        projects = np.unique(self.evidence.project_of[rows])
        asked, fulfilled = [], []
        for condition in share.where:
            known, held = self._project_level(condition, rows, projects, share.exists)
            asked.append(known)
            fulfilled.append(held)
        combine = np.any if share.holds == "any" else np.all
        known = combine(asked, axis=0) if len(projects) else np.zeros(0, dtype=bool)
        code = next(c.item or c.indicator or "" for c in share.where if c.field is None)
        absent = self._absent(share.group, self.evidence.column(code), code)
        if absent or not known.any():
            return self._nothing(share.group.type, what, role, absent)
        held = combine(fulfilled, axis=0)
        found = ExactShare(int((held & known).sum()), int(known.sum()))
        return self._person_finding(share.group, what, role, "share", found, rows, code)

    def _project_level(self, condition: Condition, rows: Mask, projects: Array, exists: bool) -> tuple[Mask, Mask]:
        if condition.field is not None:
            register = self.evidence.register.index.to_numpy(dtype=str)
            fulfils = register[self.evidence.field_fulfils(condition)]
            return np.isin(projects, register[self.evidence.recorded(condition.field)]), np.isin(projects, fulfils)
        values = self.evidence.measured(condition)
        seen = rows & np.isfinite(values)
        index = np.searchsorted(projects, self.evidence.project_of[seen])
        n = np.bincount(index, minlength=len(projects)).astype(float)
        if exists:
            return n > 0, np.bincount(index, self.evidence.fulfils(condition)[seen], minlength=len(projects)) > 0
        with np.errstate(invalid="ignore"):
            means = np.bincount(index, values[seen], minlength=len(projects)) / n
        return n > 0, within(means, condition)

    def _of_register(self, share: Share, role: str) -> Finding:
        what = "share of projects with " + self.conditions(share.where, share.holds)
        fields = [str(c.field) for c in share.where]
        combine = np.any if share.holds == "any" else np.all
        known = combine([self.evidence.recorded(f) for f in fields], axis=0) & self.evidence.register_rows(share.group)
        absent = unrecorded(
            self.evidence, share.group.type, tuple(fields) if share.holds == "all" else tuple(fields[:1])
        )
        absent = absent or tuple(reason for c in share.where if (reason := self._no_first(c)))
        if absent or not known.any():
            return self._nothing(
                share.group.type, what, role, absent or (f"no {SIDES[share.group.type]} of that sort",)
            )
        held = combine([self.evidence.field_fulfils(c) for c in share.where], axis=0) & known
        notes = [note for f in fields if (note := self.evidence.proxy_note(f))]
        found = ExactShare(int(held.sum()), int(known.sum()))
        return Finding(share.group.type, what, role, "share", found, found.n, 0, note="; ".join(notes) or None)

    def _no_first(self, condition: Condition) -> str | None:
        """Why nothing can be later than the first of a domain: the register has none of it."""
        register, domain = self.evidence.register, condition.after_first_of
        if domain is None or (self.evidence.recorded(str(condition.field)) & (register["domain"] == domain)).any():
            return None
        return f"{self.evidence.name(str(condition.field))} is not recorded for any project of {domain}"

    def _person_finding(
        self, group: Group, what: str, role: str, unit: str, found: Inference, rows: Mask, code: str
    ) -> Finding:
        projects, persons = self._projects(rows), int(rows.sum())
        gate, note = self.gate.behind(self.evidence, [(group, projects)]), self.evidence.proxy_note(code)
        return Finding(group.type, what, role, unit, found, projects, persons, gate=gate, note=note)

    def _by_cluster(self, values: Array, rows: Mask) -> Array:
        _, index = np.unique(self.evidence.cluster_numbers[rows], return_inverse=True)
        sums = np.zeros((int(index.max()) + 1, values.shape[1]))
        np.add.at(sums, index, values)
        return sums

    def _projects(self, rows: Mask) -> int:
        return int(np.count_nonzero(np.bincount(self.evidence.project_numbers[rows])[1:]))

    def _nothing(self, side: str, what: str, role: str, absent: tuple[str, ...]) -> Finding:
        return Finding(side, what, role, "share", None, 0, 0, absent)

    def _absent(self, group: Group, values: Array, code: str) -> tuple[str, ...]:
        missing = missing_types(self.evidence, (group.type,))
        if missing:
            return missing
        if not np.isfinite(values).any():
            return (self.evidence.silence(code),)
        if (self.evidence.rows(group) & np.isfinite(values)).any():
            return ()
        if unknown := untold(self.evidence, group):
            return unknown
        return (f"nobody of {in_words(group)} answered {code}",)

    def _choice(self, item: str, code: int) -> str:
        choices = self.evidence.instrument.items[item].scale.choices
        return next((f"'{choice.label_en}'" for choice in choices if choice.code == code), str(code))

    def conditions(self, where: tuple[Condition, ...], holds: str = "any") -> str:
        """Conditions in words."""
        return (" or " if holds == "any" else " and ").join(self._condition(c) for c in where)

    def _condition(self, condition: Condition) -> str:
        code = condition.item or condition.indicator or str(condition.field)
        name = self.evidence.name(code) if condition.field else code
        name += f" less {condition.minus}" if condition.minus else ""
        if condition.after_first_of is not None:
            return f"{name} after that of the first project of {condition.after_first_of}"
        if condition.values:
            words = [self._choice(code, int(v)) if condition.item else str(v) for v in condition.values]
            return f"{name}{':' if condition.field else ''} {' or '.join(words)}"
        low, high = condition.at_least, condition.at_most
        if low is not None and high is not None:
            return f"{name} between {low:g} and {high:g}"
        return f"{name} at least {low:g}" if low is not None else f"{name} at most {high:g}"
