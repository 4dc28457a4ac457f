"""The codebook as a table, and as the labels and missing values of an SPSS file that keeps them."""

import csv
import io
import json
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from pipeline import instrument
from pipeline.questionnaire import codebook, layout
from pipeline.questionnaire.layout import Layout

ROOT = Path(__file__).parents[2]
MISSING = range(-7, 0)


@pytest.fixture(scope="module")
def laid_out() -> Layout:
    folder = ROOT / "instrument"
    return layout.load(instrument.load(folder), folder)


@pytest.fixture(scope="module")
def read(laid_out: Layout) -> dict[str, dict[str, str]]:
    text = codebook.table(laid_out, ("en", "de"))
    return {row["code"]: row for row in csv.DictReader(io.StringIO(text))}


def test_questions_come_as_asked_and_the_register_after_them(laid_out: Layout, read: dict[str, dict[str, str]]) -> None:
    assert list(read)[: len(laid_out.questions)] == [q.code for q in laid_out.questions]
    assert list(read)[len(laid_out.questions) :] == [f"G{n:02d}" for n in range(1, 28)]
    assert set(read) == {*laid_out.instrument.items, *(f.code for f in laid_out.instrument.register.values())}


def test_a_row_says_what_a_variable_is(read: dict[str, dict[str, str]]) -> None:
    paid = read["D08by"]
    assert (paid["construct"], paid["filter"], paid["form"]) == ("paid_by", "D08 = 2, 3", "core")
    assert json.loads(paid["codes_de"]) == {"1": "vom Projekt", "2": "vom Arbeitgeber", "3": "von öffentlicher Hand"}
    assert list(json.loads(paid["missing_codes_en"])) == ["-3", "-5", "-6", "-7"]
    assert list(json.loads(read["NP1"]["missing_codes_en"])) == ["-1", "-4", "-5", "-6", "-7"]
    assert (read["NP1"]["form"], read["MO2"]["form"], read["IO3"]["reverse"]) == ("A", "B", "1")
    assert (read["EF1"]["low"], read["EF1"]["high"], read["EF1"]["codes_en"]) == ("0", "80", "")
    assert read["AT1"]["check"] == "attention_1: 6"
    assert json.loads(read["G02"]["codes_en"])["SOL"] == "solidarity economy"
    assert json.loads(read["D01"]["missing_codes_de"])["-2"] == "keine Angabe"


def test_the_language_given_comes_first(laid_out: Layout) -> None:
    header = codebook.table(laid_out, ("de", "en")).split("\n", 1)[0].split(",")
    assert header.index("text_de") + 1 == header.index("text_en")


@pytest.mark.parametrize("language", ["en", "de"])
def test_an_spss_file_keeps_codes_order_labels_and_missing_codes(
    laid_out: Layout, language: str, tmp_path: Path
) -> None:
    entries = [e for e in codebook.entries(laid_out) if e.kind in ("agree7", "choices", "number", "year") and e.page]
    labels: dict[str, dict[int | float, str]] = {
        e.code: {
            code: words[language] for code, words in [*((int(c), w) for c, w in e.codes.items()), *e.missing.items()]
        }
        for e in entries
    }
    lowest = {e.code: min(e.missing) for e in entries}
    table = pd.DataFrame({e.code: [float(e.high or 7), float(lowest[e.code])] for e in entries})
    path = tmp_path / "wave.sav"
    pyreadstat.write_sav(
        table,
        path,
        column_labels={e.code: e.text[language] for e in entries},
        variable_value_labels=labels,
        missing_ranges={e.code: [{"lo": MISSING[0], "hi": MISSING[-1]}] for e in entries},
    )
    back, meta = pyreadstat.read_sav(path, user_missing=True)
    assert list(back.columns) == [e.code for e in entries]
    assert meta.column_names_to_labels == {e.code: e.text[language] for e in entries}
    assert meta.missing_ranges == {e.code: [{"lo": -7.0, "hi": -1.0}] for e in entries}
    assert meta.variable_value_labels == {
        code: {float(value): label for value, label in of.items()} for code, of in labels.items()
    }
    assert back.iloc[1].tolist() == [float(lowest[e.code]) for e in entries]
    blanked, _ = pyreadstat.read_sav(path)
    assert blanked.iloc[0].notna().all()
    assert blanked.iloc[1].isna().all()
