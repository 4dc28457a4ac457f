"""Sub-theses, the overall verdict and its guard (methods C15)."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from pipeline.claims import load_rulers
from pipeline.judging.compose import Composed, overall, sub_thesis, with_labels, with_last_wave
from pipeline.judging.judgement import Judgement

RULERS = load_rulers(Path(__file__).parents[2] / "claims")
S, C, E, M, N, X = "supported", "contradicted", "equivalent", "mixed", "inconclusive", "not testable"


def judged(words: Sequence[str], detail: str | None = None) -> list[Judgement]:
    return [Judgement(f"claim{i}", word, "because.", detail) for i, word in enumerate(words)]


@pytest.mark.parametrize(
    ("name", "words", "verdict"),
    [
        ("T1", [S] * 8 + [N] * 3, "supported"),
        ("T1", [S] * 7 + [N] * 4, "inconclusive"),
        ("T1", [S] * 8 + [E] * 3, "mixed"),
        ("T1", [C] * 3 + [E] * 3 + [N] * 5, "contradicted"),
        ("T1", [C] * 2 + [E] * 3 + [N] * 6, "inconclusive"),
        ("T1", [X] * 6 + [S] * 5, "not testable"),
        ("T2", [S] * 4 + [E] * 1 + [M] * 2, "supported"),
        ("T2", [S] * 4 + [C] * 1 + [M] * 2, "mixed"),
        ("T2", [S] * 3 + [N] * 4, "inconclusive"),
        ("T3", [S], "supported"),
        ("T3", [C], "contradicted"),
        ("T3", [M], "inconclusive"),
    ],
)
def test_a_sub_thesis(name: str, words: list[str], verdict: str) -> None:
    assert sub_thesis(name, judged(words), RULERS.cutoffs).verdict == verdict


@pytest.mark.parametrize(
    ("name", "words", "reason"),
    [
        ("T3", [N], "The one row on two kinds of projects is inconclusive."),
        ("T3", [C], "The one row on two kinds of projects is refuted."),
        ("T1", [S] * 2 + [E], "Of 3 rows on the differences: 2 supported, 1 refuted."),
    ],
)
def test_a_sub_thesis_says_what_its_rows_say(name: str, words: list[str], reason: str) -> None:
    assert sub_thesis(name, judged(words), RULERS.cutoffs).reason == reason


def theses(t1: str, t2: str, t3: str) -> dict[str, Composed]:
    return {n: Composed(n, w, None, "", 11, 0, 0, 0, 0, 0) for n, w in (("T1", t1), ("T2", t2), ("T3", t3))}


NOTHING_BY_CHANCE = np.zeros(199, dtype=np.int64)


@pytest.mark.parametrize(
    ("details", "verdict", "detail", "told"),
    [
        ((None, None), "supported", None, "2 open or right in part."),
        (("leaning towards the talk", None), "supported", None, "2 open or right in part."),
        (
            ("leaning against the talk", None),
            "mixed",
            "1 row leans against the talk",
            "(1 of them leaning against the talk)",
        ),
        (
            ("leaning against the talk",) * 2,
            "mixed",
            "2 rows lean against the talk",
            "(2 of them leaning against the talk)",
        ),
    ],
)
def test_the_talk_does_not_hold_as_a_whole_where_an_open_row_leans_against_it(
    details: tuple[str | None, ...], verdict: str, detail: str | None, told: str
) -> None:
    """9 of 11 rows supported and 2 open: T1 is supported by the letter of C15, overall only where none of the two runs the
    other way, its 95 % interval wholly below zero."""
    rows = [*judged([S] * 9), *(Judgement("open", N, "because.", one) for one in details)]
    assert sub_thesis("T1", rows, RULERS.cutoffs).verdict == "supported"
    found = overall(theses(S, S, S), rows, NOTHING_BY_CHANCE, RULERS)
    assert (found.verdict, found.detail) == (verdict, detail)
    assert told in found.reason


@pytest.mark.parametrize(
    ("words", "detail", "of", "verdict"),
    [
        ([S] * 11, None, (S, S, S), "supported"),
        ([S] * 11, None, (S, S, C), "mixed"),
        ([S] * 11, None, (S, N, S), "mixed"),
        ([M] * 9 + [N] * 2, "degree, not kind", (N, S, S), "mixed"),
        ([M] * 9 + [N] * 2, "the cross-check disagrees", (N, S, S), "inconclusive"),
        ([C] * 6 + [S] * 5, None, (M, S, S), "contradicted"),
        ([E] * 6 + [N] * 5, None, (C, S, S), "contradicted"),
        ([E] * 6 + [S] * 3 + [N] * 2, None, (M, S, S), "mixed"),
        ([S] * 2 + [E] * 2 + [N] * 7, None, (M, S, S), "mixed"),
        ([S] * 1 + [E] * 2 + [N] * 8, None, (M, S, S), "inconclusive"),
        ([E] * 5 + [N] * 6, None, (N, S, S), "inconclusive"),
        ([X] * 11, None, (X, S, S), "not testable"),
    ],
)
def test_the_overall_verdict(words: list[str], detail: str | None, of: tuple[str, str, str], verdict: str) -> None:
    assert overall(theses(*of), judged(words, detail), NOTHING_BY_CHANCE, RULERS).verdict == verdict


def test_the_guard_caps_what_chance_could_give() -> None:
    chance = np.array([11] * 20 + [0] * 179)  # more than 5 % of the draws give 11
    capped = overall(theses(S, S, S), judged([S] * 11), chance, RULERS)
    assert (capped.verdict, capped.detail) == ("inconclusive", "guard")
    rare = np.array([11] * 5 + [0] * 194)
    assert overall(theses(S, S, S), judged([S] * 11), rare, RULERS).verdict == "supported"


def test_the_guard_never_touches_what_is_refuted() -> None:
    chance = np.full(199, 11)
    assert overall(theses(C, S, S), judged([C] * 11), chance, RULERS).verdict == "contradicted"


def test_a_confounded_row_is_not_counted_as_supported() -> None:
    """8 of 11 rows are just two thirds; one of them confounded leaves 7."""
    rows = judged([S] * 8 + [N] * 3)
    confounded = [rows[0].with_suffix("confounded"), *rows[1:]]
    found = sub_thesis("T1", confounded, RULERS.cutoffs)
    assert (found.verdict, found.supported, found.inconclusive) == ("inconclusive", 7, 4)
    assert "confounded with digital products" in found.reason
    of = theses(S, S, S)
    assert overall(of, rows, NOTHING_BY_CHANCE, RULERS).verdict == "supported"
    every = [row.with_suffix("confounded") for row in rows]
    none = {**of, "T1": sub_thesis("T1", every, RULERS.cutoffs)}
    assert overall(none, every, NOTHING_BY_CHANCE, RULERS).verdict == "inconclusive"


def test_an_open_pole_is_no_degree() -> None:
    """8 of 11 rows hold, two with a pole on the wrong side: degrees. With poles that are only open they are no rows that
    differ, and nothing is of degree."""
    first = judged([S] * 6) + judged([M] * 2, "degree, not kind") + judged([N] * 3)
    found = overall(theses("inconclusive", S, S), first, NOTHING_BY_CHANCE, RULERS)
    assert (found.verdict, found.detail) == ("mixed", "degrees")
    assert "2 of degree only" in found.reason
    opened = judged([S] * 6) + judged([M] * 2, "pole undecided") + judged([N] * 3)
    found = overall(theses("inconclusive", S, S), opened, NOTHING_BY_CHANCE, RULERS)
    assert (found.verdict, found.detail) == ("mixed", None)
    assert "degree" not in found.reason
    some = judged([S] * 3) + judged([M] * 5, "pole undecided") + judged([N] * 3)  # 3 rows decided, 4 are needed
    assert overall(theses("inconclusive", S, S), some, NOTHING_BY_CHANCE, RULERS).verdict == "inconclusive"


def test_the_last_wave_is_said_where_waves_are_pooled() -> None:
    rows = {name: Judgement(name, S, "because.") for name in RULERS.theses["T1"]}
    gone = {name: Judgement(name, N, "because.") for name in RULERS.theses["T1"]} | {"dif_mode": rows["dif_mode"]}
    whole = [Composed("overall", S, None, "All holds.", 11, 11, 0, 0, 0, 0)]
    told = with_last_wave(whole, {"2025": rows, "2026": gone}, RULERS)[0].reason
    assert told == "All holds. In the last wave alone (2026) 1 of 11 rows of the differences hold."
    assert with_last_wave(whole, {"2026": gone}, RULERS) == whole


@pytest.mark.parametrize(
    ("word", "doubt", "verdict", "detail"),
    [
        (S, False, S, None),
        (S, True, M, "the labels of many projects are in doubt"),
        (C, True, C, None),
        (N, True, N, None),
    ],
)
def test_the_talk_is_not_supported_of_projects_whose_labels_are_in_doubt(
    word: str, doubt: bool, verdict: str, detail: str | None
) -> None:
    rows = [
        Composed("T1", S, None, "All.", 11, 11, 0, 0, 0, 0),
        Composed("overall", word, None, "So.", 11, 11, 0, 0, 0, 0),
    ]
    first, whole = with_labels(rows, "On the declared types: this.", doubt)
    assert first == rows[0]
    assert (whole.verdict, whole.detail) == (verdict, detail)
    assert whole.reason.startswith("So.")
    assert whole.reason.endswith("On the declared types: this.")
    assert ("not called supported" in whole.reason) == (word == S and doubt)


@pytest.mark.parametrize(
    ("word", "detail", "verdict"),
    [
        (N, None, S),
        (N, "leaning towards the talk", S),
        (N, "leaning against the talk", M),
        (E, None, M),
        (C, None, M),
        (M, None, S),
    ],
)
def test_waves_together_do_not_support_what_one_of_them_runs_against(
    word: str, detail: str | None, verdict: str
) -> None:
    """10 rows are supported in both waves; the last one says something else of the eleventh."""
    names = RULERS.theses["T1"]
    before = {name: Judgement(name, S, "because.") for name in names}
    after = {**before, names[-1]: Judgement(names[-1], word, "because.", detail)}
    whole = [Composed("overall", S, None, "All holds.", 11, 11, 0, 0, 0, 0)]
    (found,) = with_last_wave(whole, {"2025": before, "2026": after}, RULERS)
    assert found.verdict == verdict
    assert ("in wave 2026 alone 1 of 11 rows" in found.reason) == (verdict == M)
    assert found.detail == ("not in wave 2026" if verdict == M else None)
