"""Replications of simulated worlds: raw answers to verdicts without a file, seeded, saved, counted."""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import aggregate, calibrate, clean, cluster, error_rates, files, kinds, power, quality, score
from pipeline.cli_before import power_of_a_plan
from pipeline.error_rates import Rate, Target
from pipeline.files import UserError
from pipeline.judging.bench import Settings
from pipeline.judging.verdicts import judge_claims
from pipeline.parallel import Workers
from pipeline.platforms.plain import read_responses
from pipeline.platforms.projects import read_projects
from pipeline.replication import Replication, from_waves, load_rules, one_replication
from pipeline.ruleset import state
from pipeline.simulate import draw, load_world
from pipeline.stats.shares import Share

ALONE = Workers(1)
ROOT = Path(__file__).parent.parent


def made_up(world: str, number: int, overall: str, claim: str = "inconclusive") -> Replication:
    theses = dict.fromkeys(("T1", "T2", "T3", "T4", "T5"), "inconclusive") | {"overall": overall}
    claims = dict.fromkeys(load_rules().claims, "inconclusive") | {"dif_production": claim}
    return Replication(world, calibrate.seed_of(1, world, number), claims, theses, None)


def nothing() -> None:
    pass


def test_a_tiny_survey_is_gated_and_leaves_no_file(project: Path) -> None:
    before = set(project.rglob("*"))
    found = one_replication("tiny", 1, load_rules(), (4, 2, 2, 1), 3)
    assert found.theses["overall"] == "inconclusive"
    assert found.claims["dif_production"] == "inconclusive"
    assert "G1" in found.gates["dif_production"]
    assert found.kind is None
    assert len(found.claims) == 120
    assert set(project.rglob("*")) == before


def test_the_same_seeds_give_the_same_verdicts_in_whatever_process(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.getenv("PYTHONPATH", "")]))
    alone = calibrate.replications(["tiny"], 2, 7, ALONE, nothing)
    for path in (project / "calibration" / "unfinished").glob("*"):
        path.unlink()
    assert calibrate.replications(["tiny"], 2, 7, Workers(2), nothing) == alone
    assert [replication.seed for replication in alone] == [calibrate.seed_of(7, "tiny", i) for i in (0, 1)]


def test_a_stopped_run_goes_on_where_it_was(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One replication is there, and a line that the stop cut short: two of three are run, none twice."""
    steps: list[int] = []
    first = calibrate.replications(["tiny"], 1, 7, ALONE, lambda: steps.append(1))
    kept = next((project / "calibration" / "unfinished").glob("tiny_*.jsonl"))
    with kept.open("a") as opened:
        opened.write('{"number": 1, "world": "ti')
    seeds = []

    def recorded(world: str, seed: int, *rest: object) -> Replication:
        seeds.append(seed)
        return one_replication(world, seed, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(calibrate, "one_replication", recorded)
    whole = calibrate.replications(["tiny"], 3, 7, ALONE, lambda: steps.append(1))
    assert seeds == [calibrate.seed_of(7, "tiny", 1), calibrate.seed_of(7, "tiny", 2)]
    assert whole[0] == first[0]
    assert len(steps) == 1 + 3
    assert calibrate.replications(["tiny"], 3, 7, ALONE, nothing) == whole
    assert len(seeds) == 2


def test_another_rule_is_another_calibration(project: Path) -> None:
    before = state(files.root())
    rulers = project / "claims" / "rulers.yaml"
    rulers.write_text(rulers.read_text("utf-8").replace("midpoint: {value: 4,", "midpoint: {value: 5,"), "utf-8")
    after = state(files.root())
    assert after.rules != before.rules
    assert after.code == before.code


def test_seeds_differ_by_world_number_and_master() -> None:
    seeds = {calibrate.seed_of(m, w, i) for m in (1, 2) for w in ("null", "talk") for i in range(50)}
    assert len(seeds) == 200


def test_an_unknown_world_is_refused_before_anything_runs(project: Path) -> None:
    with pytest.raises(UserError, match="There is no world 'nowhere'"):
        calibrate.replications(["tiny", "nowhere"], 1, 1, ALONE, nothing)


def test_the_tests_of_kinds_are_those_of_the_stage_cluster(project: Path) -> None:
    """A calibration leaves out what no verdict rests on; what is left is the same to the last digit."""
    rules = load_rules()
    for world in ("talk", "continuum"):
        wave = draw(load_world(world), 4, (13, 12, 12, 3), 5, 1, rules.asked)[0]
        delivered = read_responses(wave.responses, rules.asked, "w", with_projects=True, strict=True).table
        register = read_projects(wave.projects, rules.asked, "w").table.assign(wave="w").astype({"wave": "str"})
        projects = quality.stack([register], files.empty("projects"))
        pooled = [delivered.assign(wave="w").astype({"wave": "str"})]
        responses = quality.pool(pooled, files.empty("responses"), rules.asked).copy()
        answered = quality.quality(responses, projects, rules.asked, rules.params["quality"])
        types = clean.declared_types(responses, projects, {})
        exclusions = clean.exclude(responses, answered, types, rules.params["clean"])
        kept = clean.keep(responses, exclusions, list(files.description("clean_responses")["columns"]))
        scores = score.score(kept, rules.asked, rules.params["score"])
        indicators = aggregate.by_project(scores, list(rules.asked.difference), 3)
        given = (indicators, scores, projects, rules.asked, rules.rulers)
        few = {
            **rules.params["cluster"],
            "null_draws": 2,
            "permutations": 9,
            "bootstrap_draws": 9,
            "stability_draws": 2,
        }
        whole = cluster.cluster(*given, {}, few).structure.set_index("figure")
        own = kinds.only_verdicts(*given, rules.params["cluster"]).set_index("figure")
        assert {"n_projects", "hybrid_share", "dip", "dip_p", "delta_bic", "ari", "verdict"} <= set(own.index)
        assert own["value"].equals(whole["value"].reindex(own.index))
        assert own["words"].to_dict()["verdict"] == whole["words"].to_dict()["verdict"]


def test_what_stands_beside_verdicts_changes_no_word(project: Path) -> None:
    rules = load_rules()
    wave = draw(load_world("digital"), 4, (13, 12, 12, 3), 5, 1, rules.asked)
    whole = from_waves(wave, rules)
    primary = whole.of(whole.respondents["in_primary"].to_numpy(dtype=bool))
    settings = Settings(500, 1, 3)
    bare, full = (judge_claims(rules.claims, primary, rules.rulers, settings, with_context=c) for c in (False, True))
    assert {n: j.counted_word for n, j in bare.items()} == {n: j.counted_word for n, j in full.items()}


def rate(word: str, count: int, n: int, **other: object) -> Rate:
    fields = {"world": "null", "what": "thesis", "id": "overall", "type": "", "gap": None, "truth": ""} | other
    return Rate(**fields, word=word, count=count, n=n)  # type: ignore[arg-type]


def test_rates_have_shares_and_exact_intervals(project: Path) -> None:
    """None of 20: the two-sided limit is 1 - 0.025^(1/20) = 16.8 %; 1 of 20: 0.13 to 24.9 % (binomial tables)."""
    words = ["contradicted"] * 19 + ["inconclusive"]
    found = [made_up("null", i, word) for i, word in enumerate(words)]
    rates = calibrate.rates(found, load_rules())
    overall = {r.word: r.count for r in rates if r.id == "overall"}
    assert overall == {"contradicted": 19, "inconclusive": 1, "supported": 0}
    calibrate.write(rates, calibrate.measured(found, 1, state(project)))
    lines = (project / "calibration" / "rates.csv").read_text("utf-8").splitlines()
    assert f"null,thesis,overall,,,,supported,0,20,0.0,0.0,{1 - 0.025 ** (1 / 20):.4f}" in lines
    assert "null,thesis,overall,,,,inconclusive,1,20,0.05,0.0013,0.2487" in lines
    assert error_rates.load_rates(project / "calibration") == rates


def test_worlds_replace_their_own_figures_only(project: Path) -> None:
    rules, now = load_rules(), state(project)
    before = [made_up("talk", 1, "mixed"), made_up("null", 1, "mixed")]
    calibrate.write(calibrate.rates(before, rules), calibrate.measured(before, 1, now))
    after = [made_up("null", 2, "inconclusive")]
    calibrate.write(calibrate.rates(after, rules), calibrate.measured(after, 2, now))
    overall = {
        (r.world, r.word) for r in error_rates.load_rates(project / "calibration") if r.id == "overall" and r.count
    }
    assert overall == {("null", "inconclusive"), ("talk", "mixed")}
    assert [(w.number, w.seed) for w in error_rates.load_measured(project / "calibration")] == [("W0", 2), ("W1", 1)]


def test_errors_are_counted_by_survey_and_by_row(project: Path) -> None:
    """In `null` a supported row of T1 is false: two of three surveys have one."""
    words = ("supported", "equivalent", "supported")
    rates = calibrate.rates([made_up("null", i, "mixed", w) for i, w in enumerate(words)], load_rules())
    survey = {(r.id, r.word): r.count for r in rates if r.what == "survey"}
    assert survey["T1: false supported", "once or more"] == 2
    assert survey["T1: false equivalent", "never"] == 3
    row = {r.word: (r.count, r.truth, r.gap) for r in rates if r.id == "dif_production" and r.what == "claim"}
    assert row == {"supported": (2, "no difference", 0.0), "equivalent": (1, "no difference", 0.0)}


@pytest.mark.parametrize(
    ("word", "truth", "kind", "said"),
    [
        ("supported", "holds", "DIFF", None),
        ("supported", "degree", "DIFF_POLE", "false supported"),
        ("supported", "at the bound", "DIFF", "false supported"),
        ("contradicted", "no difference", "DIFF", "false contradicted"),
        ("contradicted", "opposite", "DIFF", None),
        ("equivalent", "no difference", "DIFF", None),
        ("equivalent", "at the bound", "DIFF", "false equivalent"),
        ("equivalent", "opposite", "DIFF", "false equivalent"),
        ("inconclusive", "holds", "DIFF", None),
        ("supported", "holds", "EQ", None),
        ("supported", "at the bound", "EQ", "false equivalent"),
        ("supported", "differs", "EQ", "false equivalent"),
        ("supported", "absent", "EQ", "false supported"),
        ("contradicted", "holds", "EQ", "false contradicted"),
        ("contradicted", "differs", "EQ", None),
        ("mixed", "absent", "EQ", None),
    ],
)
def test_what_an_error_is(word: str, truth: str, kind: str, said: str | None) -> None:
    assert error_rates.error(word, truth, kind) == said


@pytest.mark.parametrize(
    ("share", "at_most", "at_least", "said"),
    [
        (Share(0.02, 0.01, 0.04, 2, 100), 0.05, None, "met"),
        (Share(0.00, 0.00, 0.17, 0, 20), 0.05, None, "met, as far as so few surveys can tell"),
        (Share(0.10, 0.01, 0.30, 2, 20), 0.05, None, "missed, perhaps by chance"),
        (Share(0.50, 0.30, 0.70, 10, 20), 0.05, None, "missed"),
        (Share(0.97, 0.92, 0.99, 97, 100), None, 0.9, "met"),
        (Share(0.95, 0.75, 0.99, 19, 20), None, 0.9, "met, as far as so few surveys can tell"),
        (Share(0.85, 0.62, 0.97, 17, 20), None, 0.9, "missed, perhaps by chance"),
        (Share(0.50, 0.30, 0.70, 10, 20), None, 0.9, "missed"),
    ],
)
def test_rates_are_held_against_targets(share: Share, at_most: float | None, at_least: float | None, said: str) -> None:
    assert error_rates.grade(Target("", "overall", (), (), at_most, at_least, ""), share) == said


def test_rows_are_pooled_by_what_is_true_of_them(project: Path) -> None:
    """3 of 20 and 1 of 20 at a gap of 0 make 4 of 40; the row at the bound is left out."""
    found = [made_up("null", 1, "mixed")]
    row = {"what": "claim", "type": "DIFF", "truth": "no difference", "gap": 0.0}
    rates = [
        rate("supported", 3, 20, **row | {"id": "a"}),
        rate("equivalent", 17, 20, **row | {"id": "a"}),
        rate("supported", 1, 20, **row | {"id": "b"}),
        rate("supported", 20, 20, **row | {"id": "c", "truth": "at the bound", "gap": 0.5}),
    ]
    target = Target("", "row", ("W0",), ("supported",), 0.01, None, "", "no difference", 0.0, ("DIFF",))
    measured = error_rates.measured_at(target, rates, calibrate.measured(found, 1, state(project)))
    assert measured is not None
    assert (measured.count, measured.n) == (4, 40)


@pytest.mark.parametrize("damaged", ["{broken", "[]", "{}", '{"number": 0}', '{"number": "x", "world": "tiny"}'])
def test_a_damaged_line_of_a_stopped_run_is_left_out(tmp_path: Path, damaged: str) -> None:
    path, kept = tmp_path / "tiny_7.jsonl", made_up("tiny", 1, "mixed")
    calibrate._save(path, 1, kept)
    path.write_text(f"{damaged}\n{path.read_text()}")
    assert calibrate._saved(path, 1, 3) == {1: kept}


def test_fewer_surveys_in_the_place_of_more_are_said() -> None:
    measured = error_rates.load_measured(ROOT / "calibration")
    fewer = [replace(one, replications=1) for one in measured if one.world == "talk"]
    (said,) = error_rates.replaced(measured, fewer)
    before = next(one.replications for one in measured if one.world == "talk")
    assert said.startswith(f"talk: its rates now rest on 1 simulated survey instead of {before};")
    assert error_rates.replaced(measured, measured) == error_rates.replaced([], fewer) == []


def test_every_target_names_worlds_that_there_are_and_a_bound() -> None:
    numbers = {load_world(name).number for name in calibrate.everything()}
    targets = error_rates.load_targets(ROOT / "calibration")
    assert len(targets) > 20
    for target in targets:
        assert set(target.worlds) <= numbers, target.says
        assert (target.at_most is None) != (target.at_least is None), target.says
        assert target.of in ("overall", "row", "survey"), target.says


def test_typing_errors_in_the_targets_are_said_together(tmp_path: Path) -> None:
    whole = "{says: a, of: row, worlds: [W0], words: [supported], source: b"
    (tmp_path / "targets.yaml").write_text(f"targets:\n- {whole}, at_mots: 1.0}}\n- {whole}, at_most: half}}\n")
    with pytest.raises(UserError) as refused:
        error_rates.load_targets(tmp_path)
    assert [fault.partition(": known are")[0] for fault in refused.value.faults] == [
        "calibration/targets.yaml, target 1: has the unknown key at_mots",
        "calibration/targets.yaml, target 2: at_most is half: write a number.",
    ]
    (tmp_path / "targets.yaml").write_text(f"targets:\n- {whole}}}\n")
    with pytest.raises(UserError, match="target 1: write either at_most or at_least"):
        error_rates.load_targets(tmp_path)


def test_power_is_told_for_every_claim_that_a_survey_can_decide(project: Path) -> None:
    words = ("supported", "equivalent", "inconclusive", "supported")
    found = [made_up(world, i, "mixed", word) for world in power.worlds() for i, word in enumerate(words)]
    assert power.counted(found, "gap-0.8", "dif_production", ("supported",)) == (2, 4)
    told = power.sentences(found, (10, 5, 5, 2), None)
    line = next(line for line in told if line.startswith("dif_production"))
    assert line.split() == ["dif_production", "50", "50", "50", "50", "50", "50"]
    known = load_rules().claims
    said = {line.split()[0] for line in told if line and line.split()[0] in known}
    assert said == {name for name, claim in known.items() if claim.type != "NT"}


def test_a_plan_that_a_gate_decides_is_told_so_before_any_share(project: Path) -> None:
    """In 11 of 12 surveys all claims are gated by G1: five respondents a project are no median of five once some are left out;
    six projects a side are fewer than twelve. Without gates, or with one of a single claim, there is no such sentence."""
    drawn = [made_up(world, i, "inconclusive") for world in power.worlds() for i in range(2)]
    gated = [replace(one, gates=dict.fromkeys(one.claims, "G1")) for one in drawn[:11]] + drawn[11:]
    told = power.sentences(gated, (30, 15, 15, 6), 5)
    (said,) = [line for line in told if "the gate G1 decided most" in line]
    assert said.startswith("In 11 of 12 surveys the gate G1 decided most of the differences and commonalities below")
    assert said.endswith("when careless ones are left out: plan for more than 5 respondents a project.")
    assert "12 projects and a median of 5 respondents" in said
    assert told.index(said) < next(i for i, line in enumerate(told) if line.startswith("claim "))
    few = " ".join(power.sentences(gated, (6, 3, 3, 1), 8))
    assert "plan for at least 12 projects on each side." in few
    single = power.sentences([replace(one, gates={"sse_form_focus": "G1, G4"}) for one in drawn], (30, 15, 15, 6), 8)
    assert not any("decided most" in line for line in single)
    line = next(line for line in single if line.startswith("sse_form_focus "))
    assert line.endswith("  0   decided by the gate G1 in 2 of 2")
    assert not any("gate" in line for line in power.sentences(drawn, (30, 15, 15, 6), 8))


def test_the_example_of_the_help_is_a_plan_that_the_gate_lets_through() -> None:
    """A project keeps fewer than were asked: the example asks for half as many again as the median that the gate needs."""
    example = re.search(r"--projects (\d+),(\d+),(\d+),\d+ --respondents (\d+)", power_of_a_plan.__doc__ or "")
    assert example is not None
    pp, soc, sol, respondents = map(int, example.groups())
    rulers = load_rules().rulers
    assert min(pp, soc + sol) >= rulers.gate_projects and respondents >= 1.5 * rulers.gate_respondents


def test_the_columns_of_power_are_as_wide_as_the_longest_name(project: Path) -> None:
    known = load_rules().claims
    drawn = [made_up(world, 0, "inconclusive") for world in power.worlds()]
    lines = [line for line in power.sentences(drawn, None, None) if line.split(" ")[0] in known]
    assert max(len(name) for name in known) == len("pp_participation_precondition")
    of_words = {len(line) for line in lines if len(line.split()) == 2}
    assert len(of_words) == 1


def test_the_rates_in_the_repository_add_up() -> None:
    rates, worlds = error_rates.load_rates(ROOT / "calibration"), error_rates.load_measured(ROOT / "calibration")
    assert {w.world for w in worlds} == {r.world for r in rates} <= set(calibrate.everything())
    assert worlds
    replications = {w.world: w.replications for w in worlds}
    sums: dict[tuple[str, str, str], int] = {}
    for r in rates:
        assert r.n == replications[r.world] or r.what in ("persons", "projects", "labels")  # labels count projects
        sums[r.world, r.what, r.id] = sums.get((r.world, r.what, r.id), 0) + r.count
    of = {(r.world, r.what, r.id): r.n for r in rates if r.what == "labels"}
    assert all(total <= of.get(key, replications[key[0]]) for key, total in sums.items())
    assert all(sums[world, "thesis", "overall"] == n for world, n in replications.items())


def test_wrong_labels_are_found_and_said() -> None:
    """18 of 60 projects are hybrids under a pure label, 30 %; most of them lie between the sides, of the others hardly any."""
    found = one_replication("mislabelled", 1, load_rules(), (30, 15, 15, 6), 8)
    assert found.labels["hidden"] == 18
    assert found.labels["others"] == 42
    assert found.labels["hidden_between"] > 9
    assert found.labels["others_between"] < 5
    assert found.labels["warned"] == 1
    counted = {
        (r.id, r.word): (r.count, r.n) for r in calibrate.rates([found, found], load_rules()) if r.what == "labels"
    }
    assert counted["hidden", "between"] == (2 * found.labels["hidden_between"], 36)
    assert counted["warning", "said"] == (2, 2)
