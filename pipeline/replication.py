"""One replication of a simulated world: the pure functions of all stages, from raw answers to verdicts, without a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline import aggregate, claims, clean, cluster, compass_cells, files, instrument, quality, score
from pipeline.claims import Claim, Rulers
from pipeline.instrument import Instrument
from pipeline.judging.bench import Settings
from pipeline.judging.compose import compose
from pipeline.judging.evidence import Evidence, gather
from pipeline.judging.guard import permuted_counts
from pipeline.judging.verdicts import judge_claims
from pipeline.platforms.plain import read_responses
from pipeline.platforms.projects import read_projects
from pipeline.simulate import Wave, draw, load_world

STAGES = ("quality", "clean", "score", "aggregate", "cluster", "judge")


@dataclass(frozen=True)
class Rules:
    """What a verdict follows, read once: the instrument, the claims, the rulers and the numbers of each stage."""

    asked: Instrument
    claims: Mapping[str, Claim]
    rulers: Rulers
    params: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Replication:
    """The words of one replication by claim, by sub-thesis and `overall`, and of the structure tests (`kind`)."""

    world: str
    seed: int
    claims: Mapping[str, str]
    theses: Mapping[str, str]
    kind: str | None


def load_rules() -> Rules:
    """The rules of the project; raises UserError where its files contradict each other."""
    asked = instrument.load()
    sections = files.load_yaml((files.root() / "params.yaml").read_text("utf-8"))
    return Rules(asked, claims.load(asked), claims.load_rulers(), {stage: sections[stage] for stage in STAGES})


def one_replication(
    world: str,
    seed: int,
    rules: Rules,
    projects: Sequence[int] | None = None,
    respondents: int | None = None,
) -> Replication:
    """One wave of a world, judged. `projects` (PP, SOC, SOL, HYB) and `respondents` (a project) default to the world's own.

    Only the verdicts of the primary set: other exclusions and single waves add suffixes, never words.
    """
    kind = load_world(world)
    numbers = kind.projects if projects is None else projects
    wave = draw(kind, seed, numbers, kind.respondents if respondents is None else respondents, 1)[0]
    whole = from_wave(wave, rules)
    own, rulers = rules.params["judge"], rules.rulers
    settings = Settings(int(own["bootstrap_draws"]), int(own["seed"]), int(own["respondents_for_an_own_mean"]))
    primary = whole.of(whole.respondents["in_primary"].to_numpy(dtype=bool))
    judged = judge_claims(rules.claims, primary, rulers, settings, with_context=True)
    first = [rules.claims[name] for name in rulers.theses["T1"]]
    testable = all(judged[claim.id].verdict != "not testable" for claim in first)
    permuted = permuted_counts(first, primary, rulers, settings.seed) if testable else np.zeros(0, dtype=np.int64)
    composed = compose(rules.claims, judged, rulers, permuted)
    words = {name: judgement.verdict for name, judgement in judged.items()}
    return Replication(world, seed, words, {c.thesis: c.verdict for c in composed}, whole.kind)


def from_wave(wave: Wave, rules: Rules) -> Evidence:
    """What the judge sees of one simulated wave: read, cleaned, scored, aggregated and clustered as the stages do it."""
    asked, params = rules.asked, rules.params
    name = f"wave-{wave.first_day.year}"
    read = read_responses(wave.responses, asked, name, with_projects=True, strict=True)
    register = read_projects(wave.projects, asked, name)
    assert not read.faults and not register.faults, f"{name}: {[*read.faults, *register.faults][:3]}"
    delivered = read.table.assign(wave=name).astype({"wave": "str"})
    named = register.table.assign(wave=name).astype({"wave": "str"})
    responses = quality.pool([delivered], files.empty("responses"), asked).copy()  # in one block again
    projects = quality.stack([named], files.empty("projects"))
    answered = quality.quality(responses, projects, asked, params["quality"])
    exclusions = clean.exclude(responses, answered, clean.declared_types(responses, projects, {}), params["clean"])
    kept = clean.keep(responses, exclusions, list(files.description("clean_responses")["columns"]))
    scores = score.score(kept, asked, params["score"])
    smallest = int(params["aggregate"]["respondents_for_an_own_mean"])
    indicators = aggregate.by_project(scores, list(asked.difference), smallest)
    found = cluster.cluster(indicators, scores, projects, asked, rules.rulers, {}, params["cluster"])
    placed = compass_cells.cells(projects, scores, params["cluster"])
    return gather(scores, kept, projects, placed, found.structure, files.empty("proxies"), asked)
