"""One replication of a simulated world: the pure functions of all stages, from raw answers to verdicts, without a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from pipeline import aggregate, claims, clean, compass_cells, files, instrument, measure, quality, score
from pipeline.claims import Claim, Rulers
from pipeline.instrument import Instrument
from pipeline.judging.bench import Settings
from pipeline.judging.compose import compose, with_labels
from pipeline.judging.evidence import Evidence, gather, with_measurement
from pipeline.judging.guard import counts_by_chance
from pipeline.judging.labels import by_figure, doubted, in_doubt, of_projects
from pipeline.judging.lying import lies_between, lying
from pipeline.judging.measurement import measurement
from pipeline.judging.verdicts import judge_claims
from pipeline.kinds import only_verdicts
from pipeline.naive import naive_words
from pipeline.platforms.plain import read_responses
from pipeline.platforms.projects import read_projects
from pipeline.simulate import Wave, World, draw, hidden_hybrids, load_world, positively_keyed

STAGES = ("quality", "clean", "score", "measure", "aggregate", "cluster", "judge")


@dataclass(frozen=True)
class Rules:
    """What a verdict follows, read once: the instrument, the claims, the rulers and the numbers of each stage."""

    asked: Instrument
    claims: Mapping[str, Claim]
    rulers: Rulers
    params: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Replication:
    """The words of one replication by claim (as the sub-theses count them: not supported where confounded), by sub-thesis and
    `overall`, and of the structure tests (`kind`). `gates`: those that decided a word, by claim. persons, projects: what a
    plain test of significance would say, by claim (`naive`). `labels`: how many projects bear a pure label and are hybrids
    (hidden), how many of those and of the others lie between the sides by their answers, and whether (1) the overall verdict
    warns of the labels."""

    world: str
    seed: int
    claims: Mapping[str, str]
    theses: Mapping[str, str]
    kind: str | None
    gates: Mapping[str, str] = field(default_factory=dict)
    persons: Mapping[str, str] = field(default_factory=dict)
    projects: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, int] = field(default_factory=dict)


def load_rules() -> Rules:
    """The rules of the project; raises UserError where its files contradict each other."""
    asked = instrument.load()
    sections = files.all_params()
    return Rules(asked, claims.load(asked), claims.load_rulers(), {stage: sections[stage] for stage in STAGES})


def one_replication(world: str, seed: int, rules: Rules, projects: Sequence[int], respondents: int) -> Replication:
    """The waves of a world, judged, with so many projects (PP, SOC, SOL, HYB) and respondents (a project) in each.

    Only the verdicts of the primary set: other exclusions and the multiverse add suffixes, never words; nor do single waves,
    but that one of them may keep overall from being supported (`with_last_wave`), which is left out here.
    """
    with pd.option_context(
        "mode.string_storage", "python"
    ):  # Arrow's cost a call is the larger one in tables this small
        return _replicated(load_world(world), seed, rules, projects, respondents)


def _replicated(kind: World, seed: int, rules: Rules, projects: Sequence[int], respondents: int) -> Replication:
    waves = draw(kind, seed, projects, respondents, len(kind.drift), rules.asked)
    if kind.answering.positive_keys:
        rules = replace(rules, asked=positively_keyed(rules.asked))
    whole, rulers = from_waves(waves, rules), rules.rulers
    own = rules.params["judge"]
    settings = Settings(int(own["bootstrap_draws"]), int(own["seed"]), int(own["respondents_for_an_own_mean"]))
    primary = whole.of(whole.respondents["in_primary"].to_numpy(dtype=bool))
    judged = judge_claims(rules.claims, primary, rulers, settings, with_context=False)
    permuted = counts_by_chance(rules.claims, judged, primary, rulers, settings.seed)
    hidden = hidden_hybrids(kind, seed, projects, respondents, len(kind.drift), rules.asked)
    lain = lying(primary, rulers.measurement)
    on_labels = by_figure(of_projects(lain))
    warned = doubted(on_labels, rulers.measurement, primary.kind)
    doubt = in_doubt(on_labels, rulers.measurement)
    composed = with_labels(compose(rules.claims, judged, rulers, permuted), "", doubt)
    return Replication(
        kind.name,
        seed,
        {name: judgement.counted_word for name, judgement in judged.items()},
        {c.thesis: c.verdict for c in composed},
        whole.kind,
        {name: ", ".join(judgement.gates) for name, judgement in judged.items() if judgement.gates},
        naive_words(rules.claims, primary, by_project=False),
        naive_words(rules.claims, primary, by_project=True),
        {} if lain is None else _labels(lain.placed, hidden, warned),
    )


def _of_wave(table: pd.DataFrame, name: str) -> pd.DataFrame:
    return table.assign(wave=pd.Series(name, index=table.index, dtype="str"))


def _labels(placed: Mapping[str, tuple[str, float]], hidden: frozenset[str], warned: bool) -> dict[str, int]:
    found = [name in hidden for name, (_, place) in placed.items() if lies_between(place)]
    named = sum(name in hidden for name in placed)
    counts = {"hidden": named, "hidden_between": sum(found), "others": len(placed) - named}
    return counts | {"others_between": len(found) - sum(found), "warned": int(warned)}


def from_waves(waves: Sequence[Wave], rules: Rules) -> Evidence:
    """What the judge sees of simulated waves: read, pooled, cleaned, scored, aggregated and tested for kinds by the functions
    of the stages."""
    asked, params = rules.asked, rules.params
    delivered, named = [], []
    for wave in waves:
        name = f"wave-{wave.first_day.year}"
        read = read_responses(wave.responses, asked, name, with_projects=True, strict=True)
        register = read_projects(wave.projects, asked, name)
        assert not read.faults and not register.faults, f"{name}: {[*read.faults, *register.faults][:3]}"
        delivered.append(_of_wave(read.table, name))
        named.append(_of_wave(register.table, name))
    responses = quality.pool(delivered, files.empty("responses"), asked).copy()  # in one block again
    projects = quality.stack(named, files.empty("projects"))
    answered = quality.quality(responses, projects, asked, params["quality"])
    exclusions = clean.exclude(responses, answered, clean.declared_types(responses, projects, {}), params["clean"])
    kept = clean.keep(responses, exclusions, list(files.description("clean_responses")["columns"]))
    scores = score.score(kept, asked, params["score"])
    smallest = int(params["aggregate"]["respondents_for_an_own_mean"])
    indicators = aggregate.by_project(scores, list(asked.difference), smallest)
    structure = only_verdicts(indicators, scores, projects, asked, rules.rulers, params["cluster"])
    placed = compass_cells.cells(projects, scores, params["cluster"])
    evidence = gather(scores, kept, projects, placed, structure, files.empty("proxies"), asked)
    measured = measure.measure(kept, scores, asked, params["measure"], {}, every_group=False)
    return with_measurement(evidence, measurement(measured.scales, measured.bias), measured.adjusted)
