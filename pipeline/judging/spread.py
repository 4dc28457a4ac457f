"""How widely the projects, or the persons, of one side differ from one another, compared with another side."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.judging.evidence import Evidence
from pipeline.judging.finding import Finding, Gate, in_words, missing_types, unrecorded, untold
from pipeline.rules import Dispersion, Group
from pipeline.stats.resampling import Bootstrapped, corrected_entropy
from pipeline.stats.shares import resampled
from pipeline.stats.spreads import log_spreads, mean_log, noise_of_means

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """Compares spreads in one set of rows; `smallest` respondents give a project a mean of its own."""

    evidence: Evidence
    gate: Gate
    draws: int
    seed: int
    smallest: int
    _known: dict[tuple[Group, str, str], tuple[Array, NDArray[np.intp]]] = field(default_factory=dict)

    def log_ratio(self, rule: Dispersion) -> tuple[Finding, Finding]:
        """The mean over the outcomes of log(SD plus / SD minus): raw, and with each SD relative to the largest that is possible
        at its mean on the bounded scale. Projects are resampled within each side; the means of both sides are compared as if
        they rested on as many respondents each."""
        side = f"{rule.plus.type} / {rule.minus.type}"
        kind = "between projects" if rule.level == "between" else "of persons"
        what = f"log ratio of standard deviations {kind}, {_of(rule)}"
        absent = self._absent(rule)
        if absent:
            empty = Finding(side, what, "contrast", "log ratio", None, 0, 0, absent)
            return empty, empty
        logs = self._log_sds(rule)
        raw, relative = (_less(logs[0][i], logs[1][i]) for i in (0, 1))
        projects, persons = self._counts(rule)
        gate = self.gate.behind(self.evidence, [(g, self._projects(g, rule)) for g in (rule.plus, rule.minus)])

        def finding(found: Bootstrapped, suffix: str) -> Finding:
            return Finding(side, what + suffix, "contrast", "log ratio", found, projects, persons, (), gate)

        return finding(raw, ""), finding(relative, ", relative to the largest possible")

    def within_ratio(self, rule: Dispersion) -> Finding:
        """The same mean log ratio for the persons around the mean of their project, projects resampled within each side."""
        side = f"{rule.plus.type} / {rule.minus.type}"
        what = f"log ratio of standard deviations within projects, {_of(rule)}"
        absent = self._absent(rule)
        logs = (
            [] if absent else [self._log_within(g, rule, self.seed + i) for i, g in enumerate((rule.plus, rule.minus))]
        )
        if absent or not all(np.isfinite(one.value) for one in logs):
            return Finding(side, what, "context", "log ratio", None, 0, 0, absent)
        projects, persons = self._counts(rule)
        return Finding(side, what, "context", "log ratio", _less(*logs), projects, persons)

    def _log_within(self, group: Group, rule: Dispersion, seed: int) -> Bootstrapped:
        """Mean log of the pooled standard deviations within projects, divisor persons less projects."""
        clusters = np.unique(self.evidence.cluster_numbers[self.evidence.rows(group)])
        weights = np.vstack([np.ones(len(clusters)), resampled(len(clusters), self.draws, seed)])
        logs = []
        for code in rule.outcomes:
            values = self.evidence.column(code)
            rows = self.evidence.rows(group) & np.isfinite(values)
            own, index = values[rows], np.searchsorted(clusters, self.evidence.cluster_numbers[rows])
            n = np.bincount(index, minlength=len(clusters))
            sums = np.bincount(index, own, minlength=len(clusters))
            squares = np.bincount(index, own**2, minlength=len(clusters)) - sums**2 / np.maximum(n, 1)
            with np.errstate(divide="ignore", invalid="ignore"):
                logs.append(np.log(np.maximum(weights @ squares, 0.0) / (weights @ np.maximum(n - 1, 0))) / 2)
        found = np.where(np.isfinite(logs), logs, np.nan).mean(axis=0)
        return Bootstrapped(float(found[0]), found[1:])

    def entropy_difference(self, rule: Dispersion) -> Finding:
        """The difference of the normalised Shannon entropies of register fields taken together, plus less minus."""
        side = f"{rule.plus.type} - {rule.minus.type}"
        what = "difference of the normalised entropies of " + " x ".join(self.evidence.name(f) for f in rule.fields)
        register = self.evidence.register
        known = np.all([self.evidence.recorded(field) for field in rule.fields], axis=0)
        rows = [self.evidence.register_rows(group) & known for group in (rule.plus, rule.minus)]
        absent = tuple(a for g in (rule.plus, rule.minus) for a in unrecorded(self.evidence, g.type, rule.fields))
        if absent or not all(row.any() for row in rows):
            return Finding(side, what, "contrast", "entropy", None, 0, 0, absent)
        either = rows[0] | rows[1]
        _, cell = np.unique(
            register.loc[either, list(rule.fields)].astype("str").agg(" / ".join, axis=1), return_inverse=True
        )
        cells = int(cell.max()) + 1
        numbers = np.full(len(register), -1)
        numbers[either] = cell
        plus, minus = (self._entropies(numbers[row], cells, self.seed + i) for i, row in enumerate(rows))
        sizes = [(g, int(row.sum())) for g, row in zip((rule.plus, rule.minus), rows, strict=True)]
        gate = self.gate.projects_of(sizes, "with these fields in the register")
        return Finding(side, what, "contrast", "entropy", _less(plus, minus), int(either.sum()), 0, gate=gate)

    def _entropies(self, numbers: NDArray[np.int64], cells: int, seed: int) -> Bootstrapped:
        """Drawn entropies are too small on average (a sample of a sample); they are moved to lie about the estimate."""
        indicator = np.eye(cells)[numbers]
        value = float(corrected_entropy(indicator.sum(axis=0)[None, :], cells)[0])
        drawn = corrected_entropy(resampled(len(numbers), self.draws, seed).astype(float) @ indicator, cells)
        return Bootstrapped(value, drawn - drawn.mean() + value)

    def _log_sds(self, rule: Dispersion) -> list[tuple[Bootstrapped, Bootstrapped]]:
        """For plus and minus the mean log standard deviation, raw and relative to the largest possible."""
        groups = (rule.plus, rule.minus)
        added = {code: self._same_noise(rule, code) for code in rule.outcomes}
        found = []
        for number, group in enumerate(groups):
            own = sorted((rule.plus.type, rule.minus.type)).index(group.type)  # the same draws, whichever side is first
            clusters = np.unique(self.evidence.cluster_numbers[self.evidence.rows(group)])
            drawn = np.vstack([np.ones(len(clusters)), resampled(len(clusters), self.draws, self.seed + own)])
            logs = []
            for code in rule.outcomes:
                values, cluster = self._units(group, code, rule.level)
                all_there = len(cluster) == len(clusters) and rule.level == "between"
                weights = drawn if all_there else drawn[:, np.searchsorted(clusters, cluster)]
                more = added[code][number]
                logs.append(log_spreads(values, weights, more, self._range(code), rule.level == "between"))
            found.append((mean_log([raw for raw, _ in logs]), mean_log([relative for _, relative in logs])))
        return found

    def _same_noise(self, rule: Dispersion, code: str) -> tuple[float, float]:
        """What is added to the variance of each side's project means, so that both have as much of the persons' variance in
        them as if all projects had as many respondents: few of them make a mean uncertain, which is no diversity."""
        if rule.level != "between":
            return 0.0, 0.0
        values = self.evidence.column(code)
        noise = []
        for group in (rule.plus, rule.minus):
            rows = self.evidence.rows(group) & np.isfinite(values)
            kept = self._units(group, code, rule.level)[1]
            noise.append(noise_of_means(values[rows], self.evidence.cluster_numbers[rows], kept))
        alike = (noise[0][1] + noise[1][1]) / 2
        plus, minus = (pooled * (alike - own) for pooled, own in noise)
        return plus, minus

    def _units(self, group: Group, code: str, level: str) -> tuple[Array, NDArray[np.intp]]:
        """Values (units,) and the cluster of each: projects' means, or persons who are drawn with their projects."""
        if (group, code, level) not in self._known:
            self._known[group, code, level] = self._found(group, code, level)
        return self._known[group, code, level]

    def _found(self, group: Group, code: str, level: str) -> tuple[Array, NDArray[np.intp]]:
        values = self.evidence.column(code)
        rows = self.evidence.rows(group) & np.isfinite(values)
        if level == "total":
            return values[rows], self.evidence.cluster_numbers[rows]
        clusters = self.evidence.cluster_numbers[rows]
        n = np.bincount(clusters)
        kept = np.flatnonzero(n >= max(self.smallest, 1))
        return np.bincount(clusters, values[rows])[kept] / n[kept], kept

    def _range(self, code: str) -> tuple[float, float]:
        if code in self.evidence.instrument.items:
            scale = self.evidence.instrument.items[code].scale
            assert scale.low is not None and scale.high is not None, f"{code} has no range"
            return float(scale.low), float(scale.high)
        return 1.0, 7.0

    def _absent(self, rule: Dispersion) -> tuple[str, ...]:
        missing = missing_types(self.evidence, (rule.plus.type, rule.minus.type))
        if missing:
            return missing
        unknown = tuple(reason for group in (rule.plus, rule.minus) for reason in untold(self.evidence, group))
        if unknown:
            return unknown
        whose = "respondents" if rule.level == "total" else "projects with a mean of their own"
        thin = (
            f"fewer than three {whose} of {in_words(group)} are known on {self.evidence.name(code)}"
            for group in (rule.plus, rule.minus)
            for code in rule.outcomes
            if len(self._units(group, code, rule.level)[0]) < 3
        )
        return tuple(dict.fromkeys(thin))[:1]

    def _projects(self, group: Group, rule: Dispersion) -> int:
        seen = np.any([np.isfinite(self.evidence.column(code)) for code in rule.outcomes], axis=0)
        return int(np.count_nonzero(np.bincount(self.evidence.project_numbers[seen & self.evidence.rows(group)])[1:]))

    def _counts(self, rule: Dispersion) -> tuple[int, int]:
        seen = np.any([np.isfinite(self.evidence.column(code)) for code in rule.outcomes], axis=0)
        rows = seen & (self.evidence.rows(rule.plus) | self.evidence.rows(rule.minus))
        projects = pd.unique(self.evidence.project_of[rows])
        return int((projects != "").sum()), int(rows.sum())


def _of(rule: Dispersion) -> str:
    return rule.outcomes[0] if len(rule.outcomes) == 1 else f"{len(rule.outcomes)} scales"


def _less(plus: Bootstrapped, minus: Bootstrapped) -> Bootstrapped:
    return Bootstrapped(plus.value - minus.value, plus.draws - minus.draws)
