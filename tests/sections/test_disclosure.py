"""Nothing that rests on fewer than five respondents is told, and nothing from which it could be computed."""

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from pipeline import withheld
from pipeline.sections import disclosure, flow, verdicts, who
from pipeline.sections.disclosure import Cell
from tests.sections import made_up

RULE = withheld.Rule(5, frozenset(), frozenset(), frozenset(), {})


def _table(*lines: tuple[int, ...]) -> tuple[dict[Cell, int], list[tuple[Cell, ...]]]:
    """The cells of a table with both margins, `+` standing for all, and the sums that hold in it."""
    array = np.array(lines)
    full = np.block([[array, array.sum(1, keepdims=True)], [array.sum(0, keepdims=True), array.sum()]])
    names = [[*map(str, range(n)), "+"] for n in array.shape]
    counts = {(r, c): int(full[i, j]) for i, r in enumerate(names[0]) for j, c in enumerate(names[1])}
    sums = [((r, "+"), *((r, c) for c in names[1][:-1])) for r in names[0]]
    sums += [(("+", c), *((r, c) for r in names[0][:-1])) for c in names[1]]
    return counts, sums


def _possible(counts: dict[Cell, int], sums: list[tuple[Cell, ...]], hidden: frozenset[Cell]) -> dict[Cell, set[int]]:
    """What each withheld cell may be, as far as the sums tell, tried out number by number."""
    cells = sorted(hidden)
    found: dict[Cell, set[int]] = {cell: set() for cell in cells}
    for tried in product(range(12), repeat=len(cells)):
        values = {**counts, **dict(zip(cells, tried, strict=True))}
        if all(values[one[0]] == sum(values[cell] for cell in one[1:]) for one in sums):
            for cell, value in zip(cells, tried, strict=True):
                found[cell].add(value)
    return found


def test_one_small_count_takes_its_neighbours_with_it() -> None:
    counts, sums = _table((3, 7, 20), (9, 8, 30), (40, 50, 60))
    margins = {cell for cell in counts if "+" in cell}
    hidden = disclosure.withheld_counts(counts, sums, 5, margins)
    assert hidden == {("0", "0"), ("0", "1"), ("1", "0"), ("1", "1")}
    assert all(len(values) > 1 for values in _possible(counts, sums, hidden).values())


def test_nothing_is_withheld_where_nothing_is_small_and_nobody_is_not_small() -> None:
    counts, sums = _table((0, 7), (9, 8))
    assert disclosure.withheld_counts(counts, sums, 5) == frozenset()


def test_withheld_counts_are_not_few_together() -> None:
    counts: dict[Cell, int] = {("all", ""): 103, ("a", ""): 1, ("b", ""): 2, ("c", ""): 30, ("d", ""): 70}
    hidden = disclosure.withheld_counts(counts, [tuple(counts)], 5, [("all", "")])
    assert hidden == {("a", ""), ("b", ""), ("c", "")}


def _part(number: int, side: str, what: str, n: int, estimate: float = 5.0, **more: Any) -> dict[str, Any]:
    base = {"claim": "dif_reason", "part": number, "role": "context", "unit": "points", "n": n, "n_respondents": n}
    return {**base, "side": side, "what": what, "estimate": estimate, **more}


def test_a_withheld_side_takes_the_means_and_contrasts_that_hold_it_with_it() -> None:
    parts = [
        _part(1, "SOC", "mean of PC", 40),
        _part(2, "SOL", "mean of PC", 3),
        _part(3, "SSE", "mean of PC", 43),
        _part(4, "PP", "mean of PC", 80),
        _part(5, "PP - SSE", "difference in PC", 123),
        _part(6, "PP - SOC", "difference in PC", 120),
        _part(7, "SSE", "mean of SE", 43),
    ]
    assert {part for _, part in withheld.parts(parts, RULE)} == {2, 3, 5}


def test_of_the_answers_to_a_question_never_one_alone_is_withheld() -> None:
    shares = {"a": 0.03, "b": 0.07, "c": 0.4, "d": 0.5}
    parts = [
        _part(number, "PP", f"share of respondents with FC1 '{key}'", 100, share, unit="share")
        for number, (key, share) in enumerate(shares.items(), start=1)
    ]
    hidden = {part for _, part in withheld.parts(parts, RULE)}
    assert hidden == {1, 2}  # 3 of 100 gave the first answer; without the second it would be 100 less the others


def test_a_small_project_is_not_the_only_one_without_a_point() -> None:
    sizes = {"a": 3, "b": 6, "c": 9, "d": 20}
    rows = [
        {"project": name, "declared_type": "PP", "indicator": "PC", "n_respondents": n, "mean": 4.0, "shrunken": 4.0}
        | {"low": 3.0, "high": 5.0}
        for name, n in sizes.items()
    ]
    table = made_up.table("indicators_by_project", *rows)
    assert list(table.loc[disclosure.shown_projects(table, 5), "project"]) == ["c", "d"]
    assert list(
        table.loc[disclosure.shown_projects(table.iloc[1:], 5).reindex(table.index, fill_value=False), "project"]
    ) == [
        "b",
        "c",
        "d",
    ]


def test_reasons_of_few_rows_share_a_line_that_is_not_small() -> None:
    counts = {"speed": 9, "checks": 7, "repeat": 2, "test": 1}
    rows = pd.DataFrame({"in_primary": False, "reason": [r for r, n in counts.items() for _ in range(n)]})
    assert flow.pooled_reasons(rows, 5) == {
        "speed": "speed",
        "checks": "one of: checks; repeat; test",
        "repeat": "one of: checks; repeat; test",
        "test": "one of: checks; repeat; test",
    }


def test_a_type_of_few_respondents_is_not_counted_out_and_does_not_follow_from_the_others() -> None:
    rows = [made_up.row("w1", n, declared_type="PP" if n <= 20 else "SOC" if n <= 30 else "SOL") for n in range(1, 33)]
    material = replace(made_up.nothing(), exclusions=made_up.table("exclusions_by_respondent", *rows))
    context = who.context(material)
    told = {line.type: line.respondents for line in context["types"]}
    assert told == {"PP": "20", "SOC": "withheld", "SOL": "withheld"}
    assert context["types_withheld"] and [table.title for table in context["flows"]] == ["Rows by wave"]


def test_the_sentence_of_a_claim_is_withheld_with_the_figures_that_it_names() -> None:
    entry = verdicts.entries(made_up.two_sides())["pp_selbst"]
    assert entry.measure.withheld and entry.strip is None
    assert "stand for fewer than 5 respondents" in entry.reason


def test_a_sentence_stays_where_it_does_not_tell_what_is_withheld() -> None:
    """A cross-check on three people is withheld: a sentence without its 67 % (or the ends of its interval) can be told."""
    parts = [
        _part(1, "SSE", "mean of PC", 40),
        _part(2, "SSE", "share of respondents with RE1 at least 5", 3, 0.67, role="cross-check"),
    ]
    hidden = withheld.parts(parts, RULE)
    judged = {"n_respondents": 40, "estimate": 5.0}
    for sentence, gone in (
        ("The mean of SSE is 5.00, wholly above 4.5.", False),
        ("The mean of SSE is 5.00; but its cross-check (67 %) says otherwise.", True),
        ("The mean of SSE is 5.00; its cross-check lies between 12.0 and 95 %.", True),
    ):
        cross_check = {**parts[1], "ci95_low": 0.12, "ci95_high": 0.98}
        assert withheld.of_verdict({**judged, "reason": sentence}, [parts[0], cross_check], hidden, RULE) == (
            False,
            gone,
        )


def test_a_claim_s_estimate_is_withheld_with_the_part_that_says_the_same() -> None:
    judged = made_up.table("verdicts_by_claim", made_up.estimated("dif_reason", "supported", 1.25))
    parts = made_up.table(
        "parts_by_claim",
        _part(1, "SOL", "mean of PW", 4),
        _part(2, "PP - SSE", "difference in PW", 640, -1.25, role="contrast"),
    )
    entry = verdicts.entries(replace(made_up.nothing(), verdicts=judged, parts=parts))["dif_reason"]
    assert entry.measure.withheld and entry.parts[1].measure.withheld
    assert entry.verdict.word == "supported"


def test_every_way_to_state_a_contrast_goes_with_its_withheld_side() -> None:
    parts = [
        _part(1, "SOL", "mean of PC", 3),
        _part(2, "PP - SSE", "difference in project means of PC (Welch)", 640),
        _part(3, "PP - SOL", "difference in PC, adjusted for digital products", 320),
        _part(4, "PP - SSE", "difference in PC minus SE", 640),
        _part(5, "PP - SOC", "difference in PC", 320),
        _part(6, "PP - SSE", "difference in SE", 640),
    ]
    assert {part for _, part in withheld.parts(parts, RULE)} == {1, 2, 3, 4}


def test_a_part_of_a_type_that_leaves_few_for_the_rest_is_withheld() -> None:
    by = replace(RULE, alone=frozenset({"pp_volunteers_fun"}), whole={("SE", "PP"): 103, ("MO", "PP"): 105})
    parts = [
        {**_part(1, "PP", "mean of SE", 100), "claim": "pp_volunteers_fun"},  # the other three could be computed
        {**_part(2, "PP", "mean of MO", 100), "claim": "pp_volunteers_fun"},
    ]
    assert {part for _, part in withheld.parts(parts, by)} == {1}


def test_a_single_project_is_no_share_and_a_type_of_few_has_no_figure() -> None:
    what = "share of projects whose mean has OP1 less RP2 between -2 and 2"
    parts = [
        _part(1, "PP", what, 30, 0.1, unit="share") | {"n": 10},
        _part(2, "PP", what.replace("RP2", "NW2"), 30, 0.2, unit="share") | {"n": 10},
        _part(3, "PP", "share of projects with domain: energy", 0, 0.1, unit="share") | {"n": 10},
        _part(4, "PP - HYB", "difference in KC", 300),
    ]
    by = replace(RULE, small_types=frozenset({"HYB"}), with_small_projects=frozenset({"PP"}))
    assert {part for _, part in withheld.parts(parts, by)} == {1, 4}
    assert withheld.parts(parts, RULE) == frozenset()


def test_the_file_for_programs_holds_null_and_says_so_where_a_figure_is_withheld() -> None:
    side = {"side": "SOL", "what": "mean of PW", "role": "pole", "unit": "points", "estimate": 2.5, "n": 1}
    contrast = {"side": "PP - SSE", "what": "difference in PW", "role": "contrast", "unit": "points", "estimate": 1.25}
    claim = {"id": "dif_reason", "verdict": "supported", "estimate": 1.25, "ci95": [1.0, 1.5], "n_respondents": 644}
    parts = [{**side, "n_respondents": 4}, {**contrast, "n": 60, "n_respondents": 644}]
    (told,) = withheld.published([{**claim, "reason": "PP stands 1.25 points above.", "parts": parts}], RULE)
    assert told["estimate"] is None and told["ci95"] is None and told["n_respondents"] is None and told["withheld"]
    assert [(part["estimate"], part["n"], part["n_respondents"]) for part in told["parts"]] == [(None, None, None)] * 2
    assert told["verdict"] == "supported" and "1.25" not in told["reason"] and "fewer than 5" in told["reason"]
    untouched = {**claim, "reason": "a", "parts": []}
    assert withheld.published([untouched], RULE) == [untouched]


def test_a_wave_in_which_few_answered_the_question_has_no_estimate_nor_has_the_other_one() -> None:
    rows = [made_up.row(w, n, declared_type="PP") for w in ("w1", "w2") for n in range(1, 31)]
    answers = [
        {"wave": r["wave"], "row": r["row"], "AL1": 5 if r["wave"] == "w1" or r["row"] < 4 else -4} for r in rows
    ]
    blank = made_up.nothing()
    material = replace(
        blank,
        waves={"w1": made_up.WAVE, "w2": made_up.WAVE},
        exclusions=made_up.table("exclusions_by_respondent", *rows),
        verdicts=made_up.table("verdicts_by_claim", made_up.estimated("pp_job_alienated", "supported", 1.25)),
        by_wave=made_up.table(
            "verdicts_by_wave",
            *({"claim": "pp_job_alienated", "wave": w, "verdict": "supported", "estimate": 1.0} for w in ("w1", "w2")),
        ),
        more={**blank.more, "clean_responses": pd.DataFrame(answers)},
    )
    told = verdicts.entries(material)["pp_job_alienated"].waves
    assert [wave.estimate for wave in told] == ["withheld", "withheld"]


def groups(*cells: tuple[int, str, int]) -> pd.DataFrame:
    """A project for each (cluster, declared_type, respondents)."""
    return pd.DataFrame(cells, columns=["cluster", "declared_type", "n_respondents"])


def test_a_cell_of_few_respondents_is_withheld_and_does_not_follow_from_the_margins() -> None:
    """The one hybrid has four respondents: in which cluster it is told by its own cell, by the empty one of the other cluster,
    and by the rest of either row. Social economy, the smaller of the others in the first cluster, is withheld with it."""
    many = [(1, "PP", 9)] * 5 + [(2, "SOC", 9)] * 5
    assert disclosure.withheld_groups(groups(*many), "cluster", 5) == frozenset()
    found = disclosure.withheld_groups(groups(*many, (1, "HYB", 4)), "cluster", 5)
    assert {("1", "HYB"), ("2", "HYB")} <= found
    for cluster in ("1", "2"):
        assert len([cell for cell in found if cell[0] == cluster]) >= 2
    for name in ("PP", "SOC", "HYB"):
        assert len([cell for cell in found if cell[1] == name]) != 1
