"""What lies before everybody who lays out a page: the material, and what several pages make of it, made once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipeline.sections import curves, forests, spreads, verdicts
from pipeline.sections.material import Material


@dataclass(frozen=True)
class Desk:
    """The material of the last run, and `origin`: hashes, parameters and versions (provenance.context)."""

    material: Material
    origin: Mapping[str, Any]

    @cached_property
    def entries(self) -> dict[str, verdicts.Entry]:
        """Every claim that has a verdict, as the pages show it, in the order of the slides."""
        return verdicts.entries(self.material)

    @cached_property
    def forest(self) -> forests.Forest:
        """All difference and commonality claims in one picture."""
        return forests.forest(self.entries, self.material)

    @cached_property
    def curves(self) -> dict[str, curves.Curve]:
        """Each claim that was judged in several ways: what came out of them."""
        return curves.curves(self.entries, self.material)

    @cached_property
    def spreads(self) -> spreads.Spreads:
        """The means of types and projects, as far as they may be shown."""
        return spreads.spreads(self.material)
