"""An adversary reads all that a run leaves for readers and looks for figures of fewer than five respondents, told or to be
computed: names, numbers of respondents, shares that count few, totals less what is shown beside them.

The survey has tiny cells in every place (tests/tiny.py) and went through all stages; what the adversary must not find is taken
from the tables between the stages, which no reader gets.
"""

import csv
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests import tiny

SMALLEST = 5
NUMBER = re.compile(r"(\d[\d,]*) (?:respondents?|answers)\b")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.built(tmp_path_factory.mktemp("tiny"))


def _table(house: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(house / "data" / "processed" / f"{name}.parquet")


def _kept(house: Path) -> pd.DataFrame:
    rows = _table(house, "exclusions_by_respondent")
    return rows[rows["in_primary"]]


def _pages(house: Path) -> dict[str, str]:
    """The pages as a reader gets them, alternative texts included, without style and script."""
    files = [house / "reports" / "index.html", *(house / "reports" / "pages").glob("*.html")]
    return {
        file.stem: html.unescape(
            re.sub(r"<(style|script)\b.*?</\1>", "", file.read_text("utf-8"), flags=re.S).replace(
                "\N{NO-BREAK SPACE}%", " %"
            )
        )
        for file in files
    }


def _files(house: Path) -> dict[str, list[dict[str, str]]]:
    found = {}
    for file in (house / "reports" / "pages").glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as opened:
            found[file.stem] = list(csv.DictReader(opened))
    return found


def _claims(house: Path) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads((house / "reports" / "verdicts.json").read_text("utf-8"))["claims"]
    return told


def _told_parts(house: Path) -> Iterator[tuple[str, str, str, float, int | None]]:
    """Claim, side, what, estimate and respondents of every part with an estimate, of the file for programs and of parts.csv."""
    for claim in _claims(house):
        for part in claim["parts"]:
            if part["estimate"] is not None and part["unit"] == "share":
                yield claim["id"], part["side"], part["what"], part["estimate"], part["n_respondents"]
    for row in _files(house)["parts"]:
        if row["unit"] == "share" and row["estimate"]:
            n = int(row["respondents"]) if row["respondents"] else None
            yield row["claim"], row["of whom"], row["what"], float(row["estimate"]), n


def test_the_survey_has_the_tiny_cells(house: Path) -> None:
    kept = _kept(house)
    sizes = kept["project"].value_counts()
    assert all(0 < sizes[name] < SMALLEST for name in tiny.FEW)
    assert (kept["declared_type"] == "HYB").sum() < SMALLEST and (kept["wave"] == tiny.TINY).sum() < SMALLEST
    answers = _table(house, "clean_responses").merge(kept[["wave", "row"]], on=["wave", "row"])
    assert 0 < (answers["FC1"] == answers["FC1"].value_counts().index[-1]).sum() < SMALLEST
    groups = _table(house, "measurement_by_scale").query("kind == 'language'")["n_respondents"]
    assert ((groups > 0) & (groups < SMALLEST)).any()


def test_no_project_of_few_is_named_anywhere_but_in_the_register_s_own_words(house: Path) -> None:
    texts = {**_pages(house), **{name: json.dumps(rows) for name, rows in _files(house).items()}}
    texts["verdicts.json"] = json.dumps(_claims(house))
    assert "p010" in texts["structure"]  # one with enough
    assert [(name, page) for page, text in texts.items() for name in tiny.FEW if name in text] == []


def test_no_number_of_respondents_lies_between_none_and_five(house: Path) -> None:
    numbers = [
        (page, found.group(0))
        for page, text in _pages(house).items()
        for found in NUMBER.finditer(re.sub(r"fewer than \d+ \w+|under \d+", "", text))
        if 0 < int(found.group(1).replace(",", "")) < SMALLEST
    ]
    for name, rows in _files(house).items():
        for row in rows:
            for column in (
                "respondents",
                "asked",
                "computable for",
                "flagged",
                "not computable",
                "Answered",
                "Cannot say",
            ):
                cell = (row.get(column) or "").split(" ")[0].replace(",", "")
                if cell.isdigit() and 0 < int(cell) < SMALLEST:
                    numbers.append((name, f"{column} {cell}"))
    numbers += [("rows", row["rows"]) for row in _files(house)["rows"] if row["count"] in ("1", "2", "3", "4")]
    for claim in _claims(house):
        numbers += [("verdicts.json", claim["id"]) for n in [claim["n_respondents"]] if n and n < SMALLEST]
        numbers += [
            ("verdicts.json", p["what"]) for p in claim["parts"] if p["n_respondents"] and p["n_respondents"] < SMALLEST
        ]
    assert numbers == []


def test_no_share_counts_few_nor_all_but_few(house: Path) -> None:
    """A share of respondents times the respondents of its side, whether their number is told or not."""
    parts = _table(house, "parts_by_claim")
    keys = zip(parts["claim"], parts["side"], parts["what"], strict=True)
    n_of = dict(zip(keys, parts["n_respondents"].astype(int), strict=True))
    found, looked = [], 0
    for claim, side, what, share, told in _told_parts(house):
        if not what.startswith("share of respondents") or " - " in side:
            continue
        looked += 1
        n = told if told is not None else n_of[claim, side, what]
        counted = round(share * n)
        if 0 < counted < SMALLEST or 0 < n - counted < SMALLEST:
            found.append((claim, side, what))
    assert looked > 10 and found == []


def test_the_wave_of_few_cannot_be_computed_from_the_other_and_the_total(house: Path) -> None:
    rows = _table(house, "exclusions_by_respondent")
    other = rows[rows["wave"] != tiny.TINY]
    secret = {len(other), int(other["in_primary"].sum())}
    pages = _pages(house)
    for name in ("waves", "who"):
        text = re.sub(r"<[^>]+>", " ", pages[name])
        assert not [n for n in secret if re.search(rf"(?<![\d.,-]){n}(?![\d.,%-])", text)], name
    counts = [row for row in _files(house)["rows"] if row["column"] in ("2027", tiny.TINY)]
    assert counts and not [row for row in counts if row["count"].isdigit() and int(row["count"]) in secret]
    assert not re.search(rf"estimate[^<]*{tiny.TINY}", pages["waves"])


def test_the_type_of_few_cannot_be_computed_from_the_total_and_the_others(house: Path) -> None:
    """The number of every other type, and of every sum of types, is told nowhere as a number of respondents."""
    sizes = _kept(house)["declared_type"].value_counts()
    total, few = int(sizes.sum()), int(sizes["HYB"])
    assert few < SMALLEST
    secret = {total - few, int(sizes["PP"]), int(sizes["PP"] + sizes["SOC"]), int(sizes["PP"] + sizes["SOL"])}
    told = {
        int(row[column])
        for name, rows in _files(house).items()
        for row in rows
        for column in ("respondents",)
        if (row.get(column) or "").isdigit()
        and row.get("kind") != "language"
        and name not in ("map", "compass", "reliability")
    }
    told |= {c["n_respondents"] for c in _claims(house)} | {
        p["n_respondents"] for c in _claims(house) for p in c["parts"]
    }
    told |= {
        int(found.group(1).replace(",", ""))
        for name in ("index", "talk", "claims", "ways", "indicators", "waves", "who")
        for found in NUMBER.finditer(re.sub(r"<[^>]+>", "", _pages(house)[name]))
    }
    assert not told & secret


def test_no_figure_of_persons_of_the_type_of_few_is_told(house: Path) -> None:
    """What rests on no respondents (0) is of the register."""
    types = {row["type"] for row in _files(house)["type-means"]}
    assert types >= {"PP", "SOC"} and "HYB" not in types
    rows = _files(house)["parts"]
    told = [r for r in rows if "HYB" in r["of whom"].split() and r["estimate"] and r["respondents"] != "0"]
    parts = [p for claim in _claims(house) for p in claim["parts"] if "HYB" in p["side"].split()]
    assert parts and told == []
    assert [p for p in parts if p["estimate"] is not None and p["n_respondents"] != 0] == []


def test_no_point_stands_where_a_project_of_few_has_its_mean(house: Path) -> None:
    means = _table(house, "indicators_by_project")
    few = means[means["project"].isin(tiny.FEW)]
    told = {(r["indicator"], r["type"], r["mean of a project"]) for r in _files(house)["project-means"]}
    enough = means[~means["project"].isin(tiny.FEW)].dropna(subset="mean")
    assert any((r.indicator, r.declared_type, f"{r.mean:.4f}") in told for r in enough.itertuples())
    others = {(r.indicator, r.declared_type, f"{r.mean:.4f}") for r in enough.itertuples()}
    secret = {(r.indicator, r.declared_type, f"{r.mean:.4f}") for r in few.dropna(subset="mean").itertuples()} - others
    assert len(secret) > 10 and not secret & told


def test_the_rare_language_is_no_group(house: Path) -> None:
    rows = [row for row in _files(house)["reliability"] if row["kind"] == "language"]
    assert rows and all(row["respondents"] == "withheld" and not re.search(r"\d", row["outcome"]) for row in rows)
    assert all(not re.search(r"\d", row["reliability (95 % interval)"]) for row in rows)
