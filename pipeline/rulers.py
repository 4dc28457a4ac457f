"""Load claims/rulers.yaml: every threshold of the judgement with the sentence that it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline import files, records

FILE = "claims/rulers.yaml"


@dataclass(frozen=True)
class _Threshold:
    """A number that we chose, and the sentence that it comes from."""

    value: float
    source: str


@dataclass(frozen=True)
class _Thesis:
    """A sub-thesis: the claims that it is composed of, and where that list comes from."""

    claims: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class _Domains:
    """Domains whose products are digital, and those whose are not."""

    digital: tuple[str, ...]
    other: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class _RulersFile:
    bounds: Mapping[str, _Threshold]
    alternatives: Mapping[str, _Threshold]
    midpoint: _Threshold
    alpha: _Threshold
    gate: Mapping[str, _Threshold]
    measurement: Mapping[str, _Threshold]
    taxon: Mapping[str, _Threshold]
    guard: Mapping[str, _Threshold]
    cutoffs: Mapping[str, _Threshold]
    domains: _Domains
    theses: Mapping[str, _Thesis]


@dataclass(frozen=True)
class Rulers:
    """Every threshold, by its name.

    `bounds`: smallest effects of interest and thresholds of indices; `alternatives`: what is shown beside a difference of
    0.5; `gate_*`: G1; `measurement`: G2 to G4; `taxon`: C8; `theses`, `cutoffs`: C15; `digital`: 1 for domains with digital
    products, 0 for those without; `sources`: a sentence for each.
    """

    bounds: Mapping[str, float]
    alternatives: tuple[float, ...]
    midpoint: float
    alpha: float
    gate_projects: int
    gate_respondents: float
    measurement: Mapping[str, float]
    taxon: Mapping[str, float]
    theses: Mapping[str, tuple[str, ...]]
    cutoffs: Mapping[str, float]
    guard_draws: int
    guard_quantile: float
    digital: Mapping[str, float]
    sources: Mapping[str, str]


NEEDED: dict[str, tuple[str, ...]] = {
    "bounds": (
        "difference",
        "location",
        "pole",
        "within",
        "middle_third",
        "dispersion",
        "probability",
        "mediated_share",
    ),
    "gate": ("projects", "respondents"),
    "measurement": (
        "reliability_good",
        "reliability_low",
        "rwg",
        "icc1",
        "icc2",
        "between",
        "between_kinds",
        "apart",
        "one_side",
        "uncalled",
        "style",
    ),
    "taxon": (
        "dip",
        "delta_bic_kinds",
        "delta_bic_continuum",
        "bound_share",
        "ari",
        "hybrids",
        "hybrids_entering",
        "bimodality",
        "factor",
    ),
    "guard": ("draws", "quantile"),
    "cutoffs": ("supported", "commonalities", "refuted", "testable", "decided", "different", "leaning"),
    "theses": ("T1", "T2", "T3", "T4", "T5"),
}


def load_rulers(folder: Path | None = None) -> Rulers:
    """The rulers; one UserError with every fault of rulers.yaml."""
    raw = files.load_yaml((folder or files.root() / "claims") / "rulers.yaml", FILE)
    reader = records.Reader({}, {})
    read = reader.read(_RulersFile, raw, f"{FILE}:")
    faults = list(reader.faults)
    if isinstance(read, _RulersFile):
        for section, names in NEEDED.items():
            absent = [name for name in names if name not in getattr(read, section)]
            faults += [f"{FILE}: {section} has no {name}: add it with its value and source." for name in absent]
        faults += _impossible(read)
    if faults:
        raise files.UserError(*faults)
    assert isinstance(read, _RulersFile)
    return _rulers(read)


def _impossible(read: _RulersFile) -> list[str]:
    """Thresholds that no estimate could be held against."""
    faults = [
        f"{FILE}: bounds.{name} is {bound.value}: write a number above 0."
        for name, bound in read.bounds.items()
        if bound.value <= 0
    ]
    within_one = {"alpha": read.alpha, **{f"guard.{n}": t for n, t in read.guard.items() if n == "quantile"}}
    faults += [
        f"{FILE}: {name} is {share.value}: write a number between 0 and 1."
        for name, share in within_one.items()
        if not 0 < share.value < 1
    ]
    whole = {f"gate.{n}": t for n, t in read.gate.items() if n == "projects"}
    whole |= {f"guard.{n}": t for n, t in read.guard.items() if n == "draws"}
    faults += [
        f"{FILE}: {name} is {count.value}: write a whole number above 0."
        for name, count in whole.items()
        if count.value < 1 or count.value % 1
    ]
    return faults + [f"{FILE}: theses.{n} has no claims: name them." for n, t in read.theses.items() if not t.claims]


def _rulers(read: _RulersFile) -> Rulers:
    def values(section: Mapping[str, _Threshold]) -> dict[str, float]:
        return {name: threshold.value for name, threshold in section.items()}

    sources = {"midpoint": read.midpoint.source, "alpha": read.alpha.source}
    for section in (read.bounds, read.alternatives, read.gate, read.measurement, read.taxon, read.guard, read.cutoffs):
        sources.update({name: threshold.source for name, threshold in section.items()})
    sources["domains"] = read.domains.source
    sources.update({name: thesis.source for name, thesis in read.theses.items()})
    return Rulers(
        bounds=values(read.bounds),
        alternatives=tuple(values(read.alternatives).values()),
        midpoint=read.midpoint.value,
        alpha=read.alpha.value,
        gate_projects=int(read.gate["projects"].value),
        gate_respondents=read.gate["respondents"].value,
        measurement=values(read.measurement),
        taxon=values(read.taxon),
        theses={name: thesis.claims for name, thesis in read.theses.items()},
        cutoffs=values(read.cutoffs),
        guard_draws=int(read.guard["draws"].value),
        guard_quantile=read.guard["quantile"].value,
        digital={**dict.fromkeys(read.domains.digital, 1.0), **dict.fromkeys(read.domains.other, 0.0)},
        sources=sources,
    )
