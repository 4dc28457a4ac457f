"""What the sections prepare, in facts that can be counted by hand."""

import re
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from pipeline import report
from pipeline.sections import clusters, forests, parts, structure, unjudged, verdicts, vocabulary, waves, who
from pipeline.sections.parts import Part
from tests.sections import made_up

SHARES = ("share_selbstentfaltung", "share_social", "share_commercial")


def test_long_statements_are_cut_at_a_word() -> None:
    assert forests.short("Relevance of production") == "Relevance of production"
    assert forests.short("one two three four", 9) == "one two …"
    assert forests.short("one two, three", 9) == "one two …"


def test_the_forest_holds_contrasts_in_points_and_names_the_others() -> None:
    material = made_up.two_sides()
    other = made_up.estimated("history_age", "supported", 12.0, unit="years")
    absent = made_up.verdict("dif_keepout", "inconclusive")
    verdicts_ = made_up.table("verdicts_by_claim", other, absent, made_up.estimated("dif_reason", "supported", 1.0))
    material = replace(material, verdicts=verdicts_)
    found = forests.forest(verdicts.entries(material), material)
    assert [entry.claim.id for entry in found.drawn] == ["dif_reason"]
    assert [entry.claim.id for entry in found.other_units] == ["history_age"]
    assert [entry.claim.id for entry in found.without_estimate] == ["dif_keepout"]
    assert found.picture is not None and "1 difference: 1 beyond 0.5" in found.picture.alternative


def test_claims_stand_in_the_order_of_the_slides_under_their_slide() -> None:
    found = verdicts.slides(verdicts.entries(made_up.two_sides()))
    assert [slide.title for slide in found][:2] == ["Examples of peer production", "Definition: Peer production"]
    ids = [entry.claim.id for slide in found for entry in slide.entries]
    assert (
        ids.index("com_benef_out") < ids.index("dif_production") < ids.index("dif_solidarity") < ids.index("dif_mode")
    )


def test_reasons_of_one_kind_stand_together() -> None:
    rows = [
        made_up.verdict(c, "not testable", reason="Not testable with these data: no respondents from here.")
        for c in ("dif_reason", "dif_mode")
    ]
    material = replace(made_up.nothing(), verdicts=made_up.table("verdicts_by_claim", *rows))
    found = unjudged.reasons(verdicts.entries(material))
    assert [(reason.heading, [missing for _, missing in reason.claims]) for reason in found] == [
        ("A side that the claim needs is missing from these data.", ["No respondents from here."] * 2)
    ]


def test_what_no_survey_can_decide_is_said_once_and_the_reason_of_each_stands_alone() -> None:
    near = " What is nearest to it is shown as context."
    said = {"pp_growing": f": needs years; nearest is a trend.{near}", "pp_perspective": f".{near}"}
    rows = [made_up.verdict(c, "not testable", reason=f"No survey can establish this{why}") for c, why in said.items()]
    material = replace(made_up.nothing(), verdicts=made_up.table("verdicts_by_claim", *rows))
    (found,) = unjudged.reasons(verdicts.entries(material))
    assert [missing for _, missing in found.claims] == ["Needs years; nearest is a trend.", ""]
    assert "nearest to each of them is shown with the claim" in found.note
    page = made_up.pages(material)["index"]
    assert page.count("No survey can") == 1 and "Needs years; nearest is a trend." in page


def test_only_claims_without_a_verdict_are_seen_without_one() -> None:
    assert unjudged.topics(verdicts.entries(made_up.two_sides())) == []
    (topic,) = unjudged.topics(verdicts.entries(made_up.one_side()))
    assert topic.proxy and topic.note == "asked in other words"
    assert [[entry.claim.id for entry in fact.claims] for fact in topic.facts] == [["dif_reason"]]


def test_the_flow_adds_up_and_tells_no_small_count() -> None:
    by_wave, by_type = who.context(made_up.two_sides())["flows"]
    assert by_wave.columns == ("w1",)
    assert [(label, cells) for _, label, cells in by_wave.lines] == [
        ("Delivered", ("withheld",)),
        ("test or preview", ("fewer than 5",)),
        ("Kept and analysed", ("35",)),
    ]
    assert by_type.columns == ("PP", "SOC", "SOL", "HYB", "Together")
    cells = {label: cells for _, label, cells in by_type.lines}
    assert cells["Kept and analysed"] == ("11", "8", "8", "8", "35")
    assert not {"1", "12", "36"} & {*cells["Excluded"], *cells["Delivered"]}


def test_the_compass_puts_projects_into_their_cell() -> None:
    grid = structure.context(made_up.two_sides())["compass"]
    filled = [(row, cell.label, cell.counts) for row, cells in grid for cell in cells if cell.counts]
    assert filled == [("Social purpose", "(Side-effect of ownership)", (("PP", 2), ("SOC", 1), ("SOL", 1), ("HYB", 1)))]


def test_a_code_is_spelled_out_once() -> None:
    asked = made_up.nothing().instrument
    assert vocabulary.plain("mean of PC", asked) == "mean of relevance of production (PC)"
    assert vocabulary.plain("mean of SC1 (shortcomings)", asked) == "mean of SC1 (shortcomings)"
    assert vocabulary.plain("share with GPL", asked) == "share with GPL"


def test_questions_and_fields_are_named_as_a_reader_would() -> None:
    asked = made_up.nothing().instrument
    assert vocabulary.plain("mean of DM1", asked) == f"mean of {asked.items['DM1'].name_en} (DM1)"
    assert vocabulary.plain(f"mean of {asked.items['DM1'].name_en} (DM1)", asked).count("DM1") == 1
    assert vocabulary.plain("with income_market, digital, country CH, country DE", asked) == (
        "with income from the market (% of the income), digital, country"
    )
    assert vocabulary.plain("project means of KC (Welch)", asked) == (
        "project means of keeping capitalism out (KC), by Welch's test"
    )


def test_means_of_the_register_carry_the_unit_of_their_field() -> None:
    rows = [
        {"what": "mean of income market", "estimate": 7.12, "ci95_low": 3.98, "ci95_high": 10.27},
        {"what": "mean of active contributors", "estimate": 75.54, "ci95_low": 55.03, "ci95_high": 96.04},
        {"what": "mean of objective social 2", "estimate": 15.6, "ci95_low": 13.1, "ci95_high": 18.2},
        {"what": "mean of governance", "estimate": 3.04, "ci95_low": 2.5, "ci95_high": 3.4},
    ]
    told = [part.measure for part in _parts(*({**row, "unit": "number", "n_respondents": 0} for row in rows))]
    assert [(one.value, one.ci95) for one in told] == [
        ("7 %", "4 to 10 %"),
        ("76 persons", "55 to 96"),
        ("16 of 100", "13 to 18"),
        ("3.0 of 4", "2.5 to 3.4"),
    ]


def test_a_share_of_both_sides_together_is_no_difference() -> None:
    both = {"side": "PP - SSE", "what": "balanced accuracy of all criteria together", "estimate": 0.95}
    apart = {"side": "PP - SSE", "what": "FC1 'changing society'", "estimate": 0.37}
    assert [part.measure.value for part in _parts(both, apart)] == ["95 %", "37 percentage points"]


def test_a_claim_that_is_a_part_of_another_stands_there_by_its_statement() -> None:
    statement = made_up.nothing().claims["com_embedded"].statement
    assert _parts({"what": "com_embedded", "unit": "parts", "estimate": None})[0].what == f"“{statement}”"


def _parts(*rows: dict[str, Any]) -> tuple[Part, ...]:
    base = {"claim": "dif_reason", "side": "PP", "role": "context", "unit": "share", "n": 100, "n_respondents": 100}
    numbered = [{**base, "part": number, **row} for number, row in enumerate(rows, start=1)]
    judged = made_up.table("verdicts_by_claim", made_up.verdict("dif_reason", "inconclusive"))
    material = replace(made_up.nothing(), verdicts=judged, parts=made_up.table("parts_by_claim", *numbered))
    return verdicts.entries(material)["dif_reason"].parts


def test_shares_that_rest_on_a_handful_of_people_are_withheld_on_either_side() -> None:
    rows = [{"what": f"a{share}", "estimate": share} for share in (0.0, 0.04, 0.05, 0.95, 0.96, 1.0)]
    assert [part.measure.withheld for part in _parts(*rows)] == [False, True, False, False, True, False]
    register = [{"what": "a", "estimate": 0.04, "n_respondents": 0}]
    assert [part.measure.value for part in _parts(*register)] == ["4 %"]


def test_a_part_that_is_said_again_is_shown_once_where_it_first_stood() -> None:
    rows = [{"what": "a", "role": "pole", "verdict": "reached"}, {"what": "b"}, {"what": "a"}]
    assert [(part.what, part.word) for part in _parts(*rows)] == [("a", "reached"), ("b", "")]


def test_missing_sides_are_named() -> None:
    assert made_up.two_sides().missing_side is None
    assert made_up.one_side().missing_side == "social and solidarity economy"
    assert made_up.nothing().missing_side == "peer production or of social and solidarity economy"


def test_clusters_in_words() -> None:
    base = {"projects": 3, "projects_PP": 2, "projects_HYB": 1, "mean_probability": 0.9, "jaccard": 0.8}
    first = {**base, "cluster": 1, "stability": "stable", "scales_apart": 3, "profile": "higher on a (1.0)"}
    second = {**base, "cluster": 2, "stability": "dissolved", "scales_apart": 2}
    material = replace(made_up.two_sides(), portraits=made_up.table("clusters", first, second))
    told = clusters.context(material)
    assert [(one.types, one.stability, one.profile) for one in told["portraits"]] == [
        ("2 peer production and 1 hybrid", "stable", "Higher on a (1.0)"),
        ("2 peer production and 1 hybrid", "dissolves", ""),
    ]


def test_only_projects_with_enough_respondents_are_named_as_movers() -> None:
    seen = [
        ("a", "w1", 1, 8),
        ("a", "w2", 2, 8),
        ("b", "w1", 1, 4),
        ("b", "w2", 2, 9),
        ("c", "w1", 1, 8),
        ("c", "w2", 1, 8),
    ]
    rows = [
        {"project": p, "wave": w, "cluster": k, "n_respondents": n, "declared_type": "PP", "probability": 0.9}
        | {"stays": 0.89 if p == "b" else 0.9}
        for p, w, k, n in seen
    ]
    none = dict.fromkeys(("pc1", "pc2", "probability", "stays", "place", "place_low", "place_high"), 0.0)
    placed = [{"project": p, "declared_type": "PP", "n_respondents": 16, **none} for p in "abc"]
    by_wave = made_up.table("clusters_by_wave", *rows)
    known = replace(made_up.nothing(), clusters_by_wave=by_wave, clusters=made_up.table("clusters_by_project", *placed))
    told = clusters.context(known)
    assert [(one.project, [place[1] for place in one.seen]) for one in told["moves"]] == [("a", [1, 2])]
    assert told["moves_unnamed"] == 1
    assert "Of 3 projects" in told["moves_said"] and "2 projects moved, 1 of them for certain" in told["moves_said"]
    assert [one.certain for one in told["moves"]] == [True]


def test_projects_that_the_coders_alone_would_put_elsewhere_are_counted() -> None:
    rows = [
        {"project": p, "declared_type": "PP", "ownership": "commons", "objective": o}
        for p, o in (("p1", "social"), ("s1", "commercial"))
    ]
    coded = made_up.table("compass_by_project", *({**row, **dict.fromkeys(SHARES, 0.5)} for row in rows))
    assert structure.context(replace(made_up.two_sides(), coded=coded))["compass_otherwise"] == "1 project"


def test_the_compass_names_no_project_with_a_handful_of_respondents() -> None:
    told = structure.context(made_up.two_sides())
    assert [place.project for place in told["compass_projects"]] == ["s1", made_up.HOSTILE, "h1"]
    assert told["compass_unnamed"] == 2  # p2 with three respondents, and p1: with the type's number p2's would follow
    place = told["compass_projects"][0]
    assert (place.cell, place.probability) == ("Commons / community, Social purpose", "70 %")
    assert place.next == "Commons / community, Selbstentfaltung (20 %)"
    cell = told["compass"][1][1][0]
    assert (cell.expected, cell.more) == ("3.5", 2)  # five projects with 0.7 each; two are not named


def test_projects_that_are_small_on_some_scales_only_are_not_called_small() -> None:
    """The page of the indicators once counted more small projects than the map: whoever had few answers to any scale."""
    plain = made_up.two_sides()
    few = len(plain.small_projects)
    large = next(p for p in plain.indicators_by_project["project"] if p not in plain.small_projects)
    answered = plain.indicators_by_project
    more = (
        answered[answered["project"] == large].assign(indicator="SE", n_respondents=4).astype(answered.dtypes.to_dict())
    )
    material = replace(plain, indicators_by_project=pd.concat([answered, more], ignore_index=True))
    text = report.pages(made_up.desk(material))["indicators"]
    assert "1 project more is missing only on scales that fewer than 5 of its respondents answered" in text
    assert f"{few} project" in text if few else "not shown as" not in text


def test_two_ids_that_may_be_the_same_project_are_told_only_where_both_may_be_named() -> None:
    """Projects A, B and C have 8 respondents each, few has 4 and a neighbour withheld with it; old ids are matched to them."""
    sizes = {"A": 8, "B": 8, "C": 8, "few": 4, "next": 6}
    names = [name for name, n in sizes.items() for _ in range(n)]
    people = [made_up.row("w2", n, project=p, declared_type="PP") for n, p in enumerate(names, start=1)]
    base = {"wave": "w2", "other": "w1", "what": "id", "note": "founded in 1997"}
    pairs = [("A", "B"), ("old", "few"), ("few", "C"), ("next", "A")]
    moved = [{**base, "project": now, "was": was, "now": now} for was, now in pairs]
    blank = made_up.nothing()
    more = {**blank.more, "projects_between_waves": made_up.table("projects_between_waves", *moved)}
    kept = made_up.table("exclusions_by_respondent", *people)
    material = replace(blank, waves=dict.fromkeys(("w1", "w2"), made_up.WAVE), exclusions=kept, more=more)
    told = waves.context(verdicts.entries(material), material)["projects_between"]
    closed = ("a project that is not named", "id", "w2", "w1", "withheld", "withheld", "")
    assert told == [("B", "id", "w2", "w1", "A", "B", "founded in 1997"), closed, closed, closed]


def test_a_project_with_another_type_than_in_two_earlier_waves_is_listed_once() -> None:
    """A row for each pair of waves would say the same of it twice; what it was called in another one is a row of its own."""
    blank = made_up.nothing()
    was = [("w3", "w1", "SOC"), ("w3", "w2", "SOC"), ("w2", "w1", "PP")]
    moved = [
        {"wave": wave, "other": other, "what": "declared type", "project": "p1", "was": before, "now": "SOL"}
        for wave, other, before in was
    ]
    more = {**blank.more, "projects_between_waves": made_up.table("projects_between_waves", *moved)}
    page = made_up.pages(replace(blank, waves=dict.fromkeys(("w1", "w2", "w3"), made_up.WAVE), more=more))["waves"]
    table = re.search(r"<table>\s*<caption>Projects whose declared type changed.*?</table>", page, re.S)
    assert table is not None
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", table[0], re.S)[1:]]
    assert [row[2:6] for row in cells] == [["w3", "w1 and w2", "SOC", "SOL"], ["w2", "w1", "PP", "SOL"]]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("PW->engagement", "political will \u2192 engagement"),
        ("repair > overcome", "repair more than overcome"),
        ("low PW", "low political will"),
        ("SOC=SOL", "social economy like solidarity economy"),
        ("unpaid => fun+useful", "unpaid \u2192 fun and useful"),
        ("commons x Selbstentfaltung", "commons \u00d7 Selbstentfaltung"),
        ("none in particular", "none in particular"),
        ("-", ""),
        (None, ""),
    ],
)
def test_a_pole_is_told_without_codes_and_signs(written: str | None, told: str) -> None:
    assert vocabulary.pole(written, made_up.nothing().instrument) == told


def test_a_claim_within_another_is_called_by_its_statement() -> None:
    known = made_up.nothing()
    said = f"\u201c{known.claims['com_all'].statement}\u201d"
    assert parts.named("com_all", known) == said
    assert parts.named("com_all not contradicted", known) == f"{said} not contradicted"
    assert parts.named("mean of PC", known) == "mean of relevance of production (PC)"


def test_no_p_stands_bare_in_a_note() -> None:
    said = "d = 0.169; chance alone gives as much in 22 % of the draws"
    assert vocabulary.aside("d = 0.169, permutation p = 0.215") == said
    assert vocabulary.aside("exclusions as in wave 2027") == "exclusions as in wave 2027"
