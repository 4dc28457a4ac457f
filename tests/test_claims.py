"""The claims as the talk has them, and a loader that finds every contradiction planted in them."""

import csv
import json
import shutil
from collections.abc import Callable
from fnmatch import fnmatch
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline import claims, files, instrument, rules
from pipeline.rules import Condition, Contrast, Group, Location, Outcome

SLIDES = [
    "Examples of peer production",
    "Definition: Peer production",
    "Definition: Solidarity economy",
    "Definition: Solidarity economy / Social economy",
    "Definition: Social economy",
    "Forms of social / solidarity economy",
    "Reasons, goals, means ...for social / solidarity economy",
    "Social / solidarity economy and capitalism",
    "Reasons, goals, means ...for peer production",
    "Peer production and capitalism",
    "Commonalities and differences",
    "Differences concerning economic activities",
    "Differences in subjective values",
    "Differences concerning mode of production",
    "Most important differences 1/2 and 2/2",
    "Summarizing commonalities and differences",
    "(all tables)",
    "The social enterprise compass",
    "Peer production and the social enterprise compass",
    "Target groups",
    "Fundamentally different approaches 1/2",
    "Fundamentally different approaches 2/2",
    "Suggestions for a long-term improvement",
    "(last slide, title lost in the text: cooperation)",
]
CIRCULAR = {
    "pp_int_open",
    "pp_ext_open",
    "pp_conjunction",
    "soc_nonprofit",
    "soc_disadvantaged",
    "sse_nonprofit_means",
    "com_nonprofit",
    "com_econ_activity",
    "dif_distribution",
    "compass_pp_cell",
}
EIGHT = (
    "com_improve_life",
    "com_impossible",
    "com_benef_out",
    "com_benef_in",
    "com_embedded",
    "com_nonprofit",
    "com_individuals",
    "com_selfmanaged",
)
Change = Callable[[list[dict[str, Any]]], None]


@pytest.fixture(scope="module")
def known() -> instrument.Instrument:
    return instrument.load()


@pytest.fixture(scope="module")
def loaded(known: instrument.Instrument) -> dict[str, claims.Claim]:
    return claims.load(known)


@pytest.fixture(scope="module")
def shared() -> Path:
    folder = files.root().parent / "shared"
    if not (folder / "claims.yaml").is_file():
        pytest.skip("the shared specification is not here")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "claims"
    shutil.copytree(files.root() / "claims", copy)
    return copy


@cache
def _as_json(text: str) -> str:
    return json.dumps(yaml.load(text, yaml.CSafeLoader))


def _edit(folder: Path, *changes: Change) -> None:
    """The claims with some changes, written as JSON, which is YAML too and quicker."""
    path = folder / "claims.yaml"
    entries = json.loads(_as_json(path.read_text("utf-8")))
    for change in changes:
        change(entries)
    path.write_text(json.dumps(entries, indent=1), "utf-8")


def _edit_rulers(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    path = folder / "rulers.yaml"
    raw = yaml.safe_load(path.read_text("utf-8"))
    change(raw)
    path.write_text(yaml.safe_dump(raw), "utf-8")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _of(entries: list[dict[str, Any]], claim: str) -> dict[str, Any]:
    return next(entry for entry in entries if entry["id"] == claim)


def _faults(known: instrument.Instrument, folder: Path) -> tuple[str, ...]:
    with pytest.raises(files.UserError) as caught:
        claims.load(known, folder)
    return caught.value.faults


def test_there_are_120_claims_in_the_order_of_the_slides(loaded: dict[str, claims.Claim]) -> None:
    assert len(loaded) == 120
    assert all(claim.id == i for i, claim in loaded.items())
    assert list(dict.fromkeys(claim.slide for claim in loaded.values())) == SLIDES
    places = [SLIDES.index(claim.slide) for claim in loaded.values()]
    unordered = [after for before, after in pairwise(places) if after < before]
    assert len(unordered) <= 1, "only the relationship to capitalism returns to a slide"


def test_every_claim_is_the_registered_one(loaded: dict[str, claims.Claim], shared: Path) -> None:
    registered = yaml.load((shared / "claims.yaml").read_text("utf-8"), yaml.CSafeLoader)["claims"]
    assert list(loaded) == [entry["id"] for entry in registered]
    for entry in registered:
        claim, pattern = loaded[entry["id"]], entry["duplicate_of"]
        twins = tuple(i for i in loaded if pattern and fnmatch(i, pattern) and i not in (claim.id, "com_econ_activity"))
        poles = tuple(None if words == "-" else words for words in (claim.pole_sse, claim.pole_pp))
        assert (claim.type, claim.tier, claim.testability) == (
            entry["claim_type"],
            entry["tier"],
            entry["testability"],
        ), claim.id
        assert (claim.level, claim.family) == (entry["level"], entry["family"]), claim.id
        assert claim.circular == entry["partly_circular_with_declared_type"], claim.id
        assert claim.duplicate_of == twins, claim.id
        assert (claim.slide, claim.statement) == (entry["slide"], entry["statement"]), claim.id
        named = (entry["pole_social_solidarity"], entry["pole_peer_production"])
        assert poles == tuple(None if words == "-" else words for words in named), claim.id


def test_what_no_survey_can_decide_says_why_and_not_only_what_is_nearest(loaded: dict[str, claims.Claim]) -> None:
    undecidable = [claim for claim in loaded.values() if claim.type == "NT"]
    assert undecidable
    assert [claim.id for claim in undecidable if not claim.note or claim.note.lower().startswith("nearest")] == []


def test_benchmarks_are_the_published_figures(shared: Path) -> None:
    ours, theirs = (_rows(folder / "benchmarks.csv") for folder in (files.root() / "claims", shared))
    facts = ("source", "indicator", "figure", "maps_to", "status")
    assert [[row[fact] for fact in facts] for row in ours] == [[row[fact] for fact in facts] for row in theirs]
    assert {row["status"] for row in ours} == {"primary", "secondary", "memory"}
    assert not [row for row in ours if "same" in row.values()]


def test_ten_claims_rest_on_what_defines_the_types(loaded: dict[str, claims.Claim]) -> None:
    assert {i for i, claim in loaded.items() if claim.circular} == CIRCULAR


def test_four_claims_repeat_others(loaded: dict[str, claims.Claim]) -> None:
    assert {i: claim.duplicate_of for i, claim in loaded.items() if claim.duplicate_of} == {
        "com_all": EIGHT,
        "origin": ("dif_reason",),
        "means_goals": ("dif_relationship",),
        "framework": ("dif_mode",),
    }
    assert loaded["means_goals"].rule == loaded["dif_relationship"].rule


def test_the_theses_are_composed_of_counted_rows(loaded: dict[str, claims.Claim]) -> None:
    theses = claims.load_rulers().theses
    assert theses["T1"] == (
        "dif_production",
        "dif_reason",
        "dif_precondition",
        "dif_mindset",
        "dif_polvalues",
        "dif_solidarity",
        "dif_participation",
        "dif_mode",
        "dif_counterfactual",
        "dif_keepout",
        "dif_relationship",
    )
    assert theses["T2"] == tuple(i for i in EIGHT if i != "com_nonprofit")
    assert theses["T3"] == ("dichotomy_taxon",)
    assert theses["T4"] == ("dif_polvalues", "fs_values_diverse", "pp_no_awareness", "pp_beyond_will")
    assert theses["T5"] == (
        "dif_relationship",
        "dif_mode",
        "dif_counterfactual",
        "dif_keepout",
        "sse_repair_over_replace",
        "pp_replace_not_goal",
    )
    assert all(loaded[i].counted for members in theses.values() for i in members)
    assert not loaded["dif_distribution"].counted, "circular"
    assert not loaded["origin"].counted, "a duplicate"
    assert not loaded["sse_between_axis"].counted, "secondary"
    assert not loaded["pp_growing"].counted, "not testable"


def test_the_rulers_are_those_of_the_method() -> None:
    rulers = claims.load_rulers()
    bounds = {
        "difference": 0.5,
        "pole": 0.25,
        "location": 0.5,
        "within": 0.5,
        "selbst_will": 1.0,
        "dispersion": 1.15,
        "entropy": 0.1,
        "compass_entropy": 0.15,
        "years": 10,
        "share_points": 0.15,
        "status": 0.3,
        "slope_person": 0.15,
        "correlation_project": 0.25,
        "null_slope": 0.2,
        "ceiling": 0.1,
        "mediation": 0.05,
        "mediated_share": 0.2,
        "probability": 0.95,
        "classification": 0.75,
        "middle_third": 2,
    }
    assert {name: rulers.bounds[name] for name in bounds} == bounds
    assert (rulers.midpoint, rulers.alpha, rulers.alternatives) == (4, 0.05, (0.3, 0.8))
    assert (rulers.gate_projects, rulers.gate_respondents) == (12, 5)
    assert (rulers.guard_draws, rulers.guard_quantile) == (199, 0.95)
    assert rulers.taxon == {
        "dip": 0.05,
        "delta_bic_kinds": 6,
        "delta_bic_continuum": -4,
        "bound_share": 0.05,
        "ari": 0.5,
        "hybrids": 0.08,
        "hybrids_entering": 0.04,
        "bimodality": 0.555,
        "factor": 10,
    }
    assert 7 / 11 < rulers.cutoffs["supported"] <= 8 / 12, "two thirds, whatever the rounding"
    assert all(source.endswith(".") for source in rulers.sources.values())


def test_a_row_of_the_table_reads_into_its_rule(loaded: dict[str, claims.Claim]) -> None:
    rule = loaded["dif_reason"].rule
    pp, sse = Group("PP"), Group("SSE")
    assert rule == rules.Dichotomy(
        contrasts=(
            Contrast("mean", pp, sse, "lower", "difference", Outcome("PW")),
            Contrast("mean", pp, sse, "higher", "difference", Outcome("SE")),
        ),
        poles=(
            Location(sse, Outcome("PW"), "above", "pole"),
            Location(pp, Outcome("SE"), "above", "pole"),
        ),
        crossovers=(
            Location(sse, Outcome("PW", "SE"), "above", "crossover"),
            Location(pp, Outcome("SE", "PW"), "above", "crossover"),
        ),
    )


def test_groups_conditions_and_lists_read_as_written(
    loaded: dict[str, claims.Claim], known: instrument.Instrument
) -> None:
    job = loaded["pp_job_alienated"].rule
    assert isinstance(job, rules.Within)
    employed = (Condition(item="D05", values=(1, 2, 3)), Condition(item="D08", values=(1, 2)))
    assert {difference.group for difference in job.differences} == {Group("PP", employed)}
    spread = loaded["sse_hard_generalize"].rule
    assert isinstance(spread, rules.Dispersion)
    assert spread.outcomes == known.difference
    assert len(spread.outcomes) == 12
    assert loaded["go_deep"].indicators == (*known.difference, *known.structure)
    both = loaded["com_all"].rule
    assert both == rules.Conjunction(tuple(rules.Verdict(i) for i in EIGHT), needs=1)


def test_every_rule_is_of_its_type(loaded: dict[str, claims.Claim]) -> None:
    assert all(type(claim.rule) is rules.BY_TYPE[claim.type] for claim in loaded.values())
    assert {claim.type for claim in loaded.values()} == set(rules.BY_TYPE)


def _put(claim: str, way: tuple[str | int, ...], value: Any) -> Change:
    def change(entries: list[dict[str, Any]]) -> None:
        place: Any = _of(entries, claim)
        for step in way[:-1]:
            place = place[step]
        place[way[-1]] = value

    return change


def _drop(claim: str, key: str) -> Change:
    return lambda entries: _of(entries, claim).pop(key)


CONTRAST: tuple[str | int, ...] = ("rule", "contrasts", 0)
SHARE: tuple[str | int, ...] = ("rule", "shares", 0)
PLANTED: list[tuple[Change, str, str]] = [
    (_put("dif_mode", ("indicators", 0), "MP9"), "dif_mode", "MP9 among its indicators is unknown"),
    (_put("dif_mode", (*CONTRAST, "outcome"), "QQ"), "dif_mode", "the code QQ is unknown"),
    (_put("dif_mode", (*CONTRAST, "bound"), "wide"), "dif_mode", "the ruler wide is unknown"),
    (_put("dif_mode", (*CONTRAST, "plus"), "P2P"), "dif_mode", "the group P2P is unknown"),
    (_put("dif_mode", (*CONTRAST, "direction"), "up"), "dif_mode", "direction is up: write one of higher, lower"),
    (_put("dif_mode", (*CONTRAST, "field"), "founding_year"), "dif_mode", "a mean has no field"),
    (_put("dif_mode", ("rule", "contrasts"), []), "dif_mode", "contrasts is empty"),
    (_put("dif_mode", ("rule", "pole"), []), "dif_mode", "has the unknown key pole"),
    (_put("dif_mode", ("rule",), {"contrasts": []}), "dif_mode", "has no poles"),
    (_put("dif_mode", ("rule",), "PC higher"), "dif_mode", "a mapping with contrasts, poles"),
    (_put("dif_reason", ("rule", "crossovers", 0, "bound"), "pole"), "dif_reason", "the bound pole does not fit"),
    (_put("dif_keepout", ("type",), "DIFFERENT"), "dif_keepout", "type is DIFFERENT"),
    (_put("dif_keepout", ("circular",), "no"), "dif_keepout", "circular is no: write true or false"),
    (_put("dif_keepout", ("id",), "dif_mode"), "dif_mode", "stands 2 times"),
    (_put("dif_keepout", ("colour",), "red"), "dif_keepout", "has the unknown key colour"),
    (_put("dif_keepout", ("estimand",), " "), "dif_keepout", "estimand is blank"),
    (_drop("dif_keepout", "family"), "dif_keepout", "has no family"),
    (_drop("dif_keepout", "rule"), "dif_keepout", "has no rule"),
    (_put("origin", ("duplicate_of",), "dif_cause"), "origin", "a duplicate of dif_cause"),
    (_put("sse_improve_society", (*CONTRAST, "where", 0, "values"), [7]), "sse_improve_society", "FC1 has no choice 7"),
    (_put("pp_selbst", ("rule", "cross_checks", 0, "code"), 0), "pp_selbst", "FC1 has no choice 0"),
    (_put("pp_selbst", ("rule", "locations", 0, "side"), "between"), "pp_selbst", "between and middle_third"),
    (_put("pp_political_subset", (*SHARE, "where", 1, "at_least"), 8), "pp_political_subset", "FU1 has no answer 8"),
    (_put("pp_political_subset", (*SHARE, "where", 0, "item"), "FU1"), "pp_political_subset", "exactly one"),
    (_put("pp_political_subset", (*SHARE, "low"), 5), "pp_political_subset", "a share lies between 0 and 1"),
    (_put("pp_political_subset", (*SHARE, "low"), "5 %"), "pp_political_subset", "low is 5 %: write a number"),
    (_put("soc_nonprofit", (*SHARE, "where", 0, "values"), ["ja"]), "soc_nonprofit", "nonprofit has no value ja"),
    (_put("soc_nonprofit", (*SHARE, "where", 0, "values"), [True]), "soc_nonprofit", "(yes and no in quotes)"),
    (_put("soc_nonprofit", (*SHARE, "where", 0, "field"), "charity"), "soc_nonprofit", "the field charity is unknown"),
    (_put("soc_nonprofit", (*SHARE, "group"), {"typ": "SOC"}), "soc_nonprofit", "has no type"),
    (_put("compass_sideeffect", (*SHARE, "cells"), ["commons"]), "compass_sideeffect", "no cell commons"),
    (_put("com_all", ("rule", "components", 0), "com_fun"), "com_all", "the claim com_fun is unknown"),
    (_put("com_all", ("rule", "components", 0), "overall_big"), "com_all", "is a part of itself"),
    (_put("com_all", ("rule", "needs"), 0), "com_all", "needs is 0.0"),
    (_put("overall_big", ("rule", "components", 1, "word"), "refuted"), "overall_big", "refuted is no verdict"),
    (_put("overall_big", ("rule", "components", 0), {"name": "auc"}), "overall_big", "a mapping of one of these kinds"),
    (_put("pp_growing", ("testability",), "yes"), "pp_growing", "contradict each other"),
    (_put("pp_growing", ("shown", 0, "founded_by_years"), 0), "pp_growing", "spans of 0 years hold none"),
    (_put("pp_growing", ("shown", 1, "over_waves"), "domain"), "pp_growing", "the code domain is unknown"),
    (_put("mode_sustainable", ("shown", 0, "alive"), "domain"), "mode_sustainable", "no field that says yes or no"),
    (_put("go_deep", ("rule", "first"), "difference"), "go_deep", "first is difference: write a list"),
    (_put("go_deep", ("rule", "second"), ["SM", "XX"]), "go_deep", "the code XX is unknown"),
    (
        _put("market_vs_selbst", ("rule", "slopes", 0, "predictor"), "pay"),
        "market_vs_selbst",
        "the code pay is unknown",
    ),
]


def _only_what_is_planted(entries: list[dict[str, Any]]) -> None:
    """Fewer claims are read faster; those that the others name stay."""
    kept = {claim for _, claim, _ in PLANTED} | {"dif_mode", "overall_big"}
    entries[:] = [entry for entry in entries if entry["id"] in kept]


@pytest.mark.parametrize(("change", "claim", "words"), PLANTED, ids=[f"{c}: {w}" for _, c, w in PLANTED])
def test_a_planted_contradiction_is_refused(
    known: instrument.Instrument, folder: Path, change: Change, claim: str, words: str
) -> None:
    _edit(folder, _only_what_is_planted, change)
    faults = _faults(known, folder)
    assert any(words in fault and claim in fault and fault.startswith("claims/") for fault in faults), faults


def test_all_contradictions_come_together(known: instrument.Instrument, folder: Path) -> None:
    together = [PLANTED[i] for i in (0, 1, 2, 15, 18, 19, 26, 30)]
    _edit(folder, *(change for change, _, _ in together))
    _edit_rulers(folder, lambda raw: raw["theses"]["T3"]["claims"].append("com_nonprofit"))
    faults = _faults(known, folder)
    for _, claim, words in together:
        assert [fault for fault in faults if words in fault and claim in fault], words
    assert any("T3 names com_nonprofit, which is not counted" in fault for fault in faults)
    assert len(faults) == len(together) + 1


def test_a_thesis_names_known_claims_once(known: instrument.Instrument, folder: Path) -> None:
    _edit_rulers(folder, lambda raw: raw["theses"]["T3"]["claims"].extend(["dif_colour", "dichotomy_taxon"]))
    faults = _faults(known, folder)
    assert any("T3 names dif_colour, which is no claim" in fault for fault in faults)
    assert any("T3 names dichotomy_taxon more than once" in fault for fault in faults)
    assert len(faults) == 2


def test_rulers_that_do_not_read_are_refused_together(folder: Path) -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["bounds"]["pole"]["value"] = "a quarter"
        raw["bounds"]["within"].pop("source")
        raw["colour"] = {}

    _edit_rulers(folder, change)
    with pytest.raises(files.UserError) as caught:
        claims.load_rulers(folder)
    assert sorted(fault.split(":")[1] for fault in caught.value.faults) == [
        " bounds.pole.value is a quarter",
        " bounds.within has no source",
        " has the unknown key colour",
    ]


def test_impossible_rulers_are_refused_together(folder: Path) -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["alpha"]["value"] = 5
        raw["bounds"]["pole"]["value"] = -1
        raw["gate"]["projects"]["value"] = 1.5
        raw["taxon"].pop("dip")

    _edit_rulers(folder, change)
    with pytest.raises(files.UserError) as caught:
        claims.load_rulers(folder)
    assert sorted(caught.value.faults) == [
        "claims/rulers.yaml: alpha is 5.0: write a number between 0 and 1.",
        "claims/rulers.yaml: bounds.pole is -1.0: write a number above 0.",
        "claims/rulers.yaml: gate.projects is 1.5: write a whole number above 0.",
        "claims/rulers.yaml: taxon has no dip: add it with its value and source.",
    ]


def test_a_file_that_is_no_yaml_is_refused_with_its_line(known: instrument.Instrument, folder: Path) -> None:
    (folder / "claims.yaml").write_text("- id: one\n  id: two\n", "utf-8")
    assert _faults(known, folder) == (
        "claims/claims.yaml, line 2: the key id stands twice in one mapping; correct the YAML there.",
    )
    (folder / "claims.yaml").write_text("- id: [one\n- id: two\n", "utf-8")
    assert "claims/claims.yaml, line 2" in _faults(known, folder)[0]
    (folder / "claims.yaml").write_text("claims: 1\n", "utf-8")
    assert "is no list of claims" in _faults(known, folder)[0]
    (folder / "claims.yaml").unlink()
    assert "claims/claims.yaml is missing" in _faults(known, folder)[0]
