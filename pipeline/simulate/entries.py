"""worlds.yaml as people write it: what holds everywhere, and each world with what it takes over from the one it is like."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pipeline import files, records
from pipeline.simulate.oddities import PARTS_OF, PURE, Answering, Labels

FILE = "worlds.yaml"
ByType = Mapping[str, float]


@dataclass(frozen=True)
class Link:
    """The latent value `to` correlates by `by` with the latent value `follows`, among respondents of some types."""

    to: str
    follows: str
    by: float
    among: tuple[str, ...]


@dataclass(frozen=True)
class Size:
    """Numbers of PP, SOC, SOL and HYB projects, and of respondents in each."""

    projects: tuple[int, ...]
    respondents: int


@dataclass(frozen=True)
class Gaps:
    """Points between the types on every difference and on every commonality: of latent values, or `as_answered`."""

    differences: float
    commonalities: float
    as_answered: bool = False


@dataclass(frozen=True)
class Correlated:
    """Correlation of all latent values within types: of the projects' values and of the persons'."""

    project: float = 0.0
    person: float = 0.0


@dataclass(frozen=True)
class Entry:
    """A world as it is written; without `like` it needs `right` and `profile` of its own. The rest is as in `World`."""

    title: str
    number: str
    truth: str
    like: str | None = None
    right: tuple[Literal["supported", "contradicted", "equivalent", "mixed", "inconclusive", "not testable"], ...] = ()
    profile: str | None = None
    size: Size | None = None
    labels: Labels = field(default_factory=Labels)
    answering: Answering = field(default_factory=Answering)
    correlated: Correlated = field(default_factory=Correlated)
    drift: tuple[float, ...] = (1.0,)
    gaps: Gaps | None = None
    draws_from: Mapping[str, str] = field(default_factory=dict)
    means: Mapping[str, ByType] = field(default_factory=dict)
    spread: Mapping[str, ByType] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    project_links: tuple[Link, ...] = ()


@cache
def described() -> Mapping[str, Any]:
    """worlds.yaml; raises UserError with everything in its worlds that does not fit."""
    content = files.load_yaml(Path(__file__).with_name(FILE), FILE)
    if not isinstance(content, dict) or not all(isinstance(content.get(part), dict) for part in ("worlds", "profiles")):
        raise files.UserError(
            f"{FILE} must hold the mappings worlds and profiles: restore it from the project's history."
        )
    reader = records.Reader({}, {})
    faults = []
    for name, raw in content["worlds"].items():
        before = len(reader.faults)
        written = reader.read(Entry, raw, f"{FILE}, world {name}:")
        if len(reader.faults) == before:
            faults += [f"{FILE}, world {name}: {fault}" for fault in _contradictions(name, written, content)]
    if reader.faults or faults:
        raise files.UserError(*reader.faults, *faults)
    return content


def entry(name: str) -> Entry:
    """A world with what it takes over from the one that it is like; means and spread are taken over line by line."""
    reader = records.Reader({}, {})
    found = reader.read(Entry, _resolved(name, described()["worlds"]), f"{FILE}, world {name}:")
    assert isinstance(found, Entry), reader.faults
    return found


def _resolved(name: str, worlds: Mapping[str, Any]) -> dict[str, Any]:
    own: dict[str, Any] = worlds[name]
    if "like" not in own:
        return own
    model = _resolved(own["like"], worlds)
    merged = {part: {**model.get(part, {}), **own.get(part, {})} for part in ("means", "spread")}
    return {**model, **own, **merged}


def _contradictions(name: str, written: Entry, content: Mapping[str, Any]) -> Iterator[str]:
    earlier = list(content["worlds"])[: list(content["worlds"]).index(name)]
    if written.like is not None and written.like not in earlier:
        yield f"it is like {written.like}, which is no world above it: name one of {', '.join(earlier)}."
    if written.like is None and not (written.right and written.profile):
        yield "it is like no other world: add `like`, or `right` and `profile`."
    if written.profile is not None and written.profile not in content["profiles"]:
        yield f"the profile {written.profile} is unknown: name one of {', '.join(content['profiles'])}."
    if written.size is not None and len(written.size.projects) != 4:
        yield "size.projects must be four numbers, of PP, SOC, SOL and HYB projects."
    for kind in [kind for kind in written.labels.among if kind not in PURE]:
        yield f"labels.among has {kind}, which is no pure type: write one of {', '.join(PURE)}."
    for whose, value in asdict(written.correlated).items():
        if not 0 <= value < 1:
            yield f"correlated.{whose} is {value:g}: write a number from 0 to below 1."
    by_type = {f"means.{code}": values for code, values in written.means.items()}
    by_type |= {f"spread.{code}": values for code, values in written.spread.items()}
    by_type |= {name: getattr(written.answering, name) for name in ("style", "shifted", "careless")}
    for place, values in {**by_type, "labels.digital": written.labels.digital}.items():
        for kind in [kind for kind in values if kind not in PARTS_OF]:
            yield f"{place} has {kind}, which is no type: write one of {', '.join(PARTS_OF)}."
    for code, values in written.means.items():
        spelled = {kind for key in values for kind in PARTS_OF.get(key, PURE)}
        if absent := [kind for kind in PURE if kind not in spelled]:
            yield f"means.{code} has no value for {', '.join(absent)}: add it."
