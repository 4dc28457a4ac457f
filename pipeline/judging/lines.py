"""The lines of a scale of low reliability, each by itself beside the verdict (methods C3)."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from pipeline.claims import Claim
from pipeline.judging.bench import Bench
from pipeline.judging.confounding import contrasts_of
from pipeline.judging.finding import Finding
from pipeline.judging.models import Models
from pipeline.judging.walk import found, lines_of
from pipeline.rules import Location, Outcome

DOUBTFUL = ("low", "fails")


class Lines:
    """The contrasts and means of a claim's doubtful scales, line by line, reversed lines turned."""

    def __init__(self, claims: Mapping[str, Claim], bench: Bench) -> None:
        evidence = bench.evidence
        known = evidence.measurement.reliability
        self.doubtful = {scale for scale, one in known.items() if one.gate in DOUBTFUL}
        asked = evidence.instrument
        lines = dict.fromkeys(line for scale in sorted(self.doubtful) for line in lines_of(scale, asked))
        turned = pd.DataFrame({line: evidence.line(line) for line in lines}, index=evidence.respondents.index)
        self.models = Models(evidence.replaced(turned), bench.models.gate) if lines else None
        self.asked = asked
        if self.models is not None:
            wanted = [
                (c.plus.among, Outcome(line))
                for claim in claims.values()
                for c in contrasts_of(claim)
                for line in self._of(c.outcome)
            ]
            self.models.fit_all(wanted)

    def beside(self, claim: Claim) -> list[Finding]:
        """One finding for each contrast, or group's mean, and line."""
        if self.models is None:
            return []
        parts = [
            self.models.contrast(replace(contrast, outcome=Outcome(line)), "context")
            for contrast in contrasts_of(claim)
            for line in self._of(contrast.outcome)
        ]
        if not parts:
            places = [location for location in found(claim.rule, Location) if location.outcome.minus is None]
            parts = [
                self.models.group_mean(location.group, Outcome(line), "context")
                for location in places
                for line in self._of(location.outcome)
            ]
        return [self._named(part) for part in parts if part.inference is not None]

    def _of(self, outcome: Outcome | None) -> tuple[str, ...]:
        if outcome is None or outcome.minus is not None or outcome.code not in self.doubtful:
            return ()
        return lines_of(outcome.code, self.asked)

    def _named(self, part: Finding) -> Finding:
        line = part.what.rsplit(" ", 1)[-1]
        return replace(part, what=part.what + (", turned" if self.asked.items[line].reverse else ""))
