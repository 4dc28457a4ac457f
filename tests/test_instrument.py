"""The instrument as data: what it holds, and what its loader refuses."""

import csv
import shutil
from pathlib import Path

import pytest

from pipeline import instrument
from pipeline.files import UserError

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "instrument"
SHARED = ROOT.parent / "shared" / "instrument.csv"


@pytest.fixture(scope="module")
def asked() -> instrument.Instrument:
    return instrument.load(FOLDER)


def test_scales_that_can_be_checked_by_hand(asked: instrument.Instrument) -> None:
    assert asked.indicators["SE"].items == ("SE1", "SE2", "SE3", "SE4")
    assert [asked.items[code].reverse for code in asked.indicators["SE"].items] == [False, False, False, True]
    assert asked.indicators["EXO"].items == ("EO1", "EO2", "DT1", "DT2")
    assert asked.indicators["RC"].items == ("RP", "RP2", "OP1")
    assert asked.difference == ("PC", "SE", "PW", "AB", "PI", "SO", "PR", "PG", "MP", "KC", "RP", "NW")
    assert asked.structure == ("SM", "NP", "EM", "IN", "IL", "IC")


def test_difference_scales_are_disjoint(asked: instrument.Instrument) -> None:
    items = [code for scale in asked.difference for code in asked.indicators[scale].items]
    assert len(items) == len(set(items))


def test_checks_and_filters(asked: instrument.Instrument) -> None:
    passing = {code: asked.items[code].passes_at for code in ("AT1", "AT2", "II1")}
    assert passing == {"AT1": {6}, "AT2": {1, 2}, "II1": {-1}}
    assert asked.items["JA1"].filter == (("D05", frozenset({1, 2, 3})),)
    assert len(asked.core_lines()) == 73  # 76 core lines, of which three are checks


def test_answers_in_words(asked: instrument.Instrument) -> None:
    motive = asked.items["FC1"].scale
    assert motive.code_of("Enjoying the activity") == 1
    assert motive.code_of(" die Gesellschaft verändern ") == 2
    assert motive.code_of("fun") is None
    assert [asked.items["D08"].scale.code_of(word) for word in ("no", "partly", "fully")] == [1, 2, 3]
    assert asked.items["D13"].scale.code_of("FALSE") == 2
    assert asked.items["D07"].scale.code_of("prefer not to say") == -2


def test_every_line_and_wording_of_the_published_instrument_is_carried_over(asked: instrument.Instrument) -> None:
    if not SHARED.is_file():
        pytest.skip("the published instrument is not beside the project")
    with SHARED.open(encoding="utf-8", newline="") as lines:
        published = list(csv.DictReader(lines))
    assert len(published) == 138
    for line in published:
        if line["block"] in instrument.BLOCKS:
            item = asked.items[line["code"]]
            assert (item.block, item.construct, item.referent) == (line["block"], line["construct"], line["referent"])
            assert (item.wording_en, item.wording_de) == (line["wording_en"], line["wording_de"])
            assert item.reverse == (line["reverse"] == "1")
            assert item.form == {"rotA": "A", "rotB": "B"}.get(line["form"], "core")
        else:
            assert asked.register[line["construct"]].code == line["code"]


def changed(tmp_path: Path, file: str, *replacements: tuple[str, str]) -> Path:
    folder = tmp_path / "instrument"
    shutil.copytree(FOLDER, folder)
    text = (folder / file).read_text("utf-8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / file).write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("indicators.yaml", "[PC1, PC2, PC3]", "[PC1, PC2, XX9]", "PC is made of XX9"),
        ("indicators.yaml", "difference: [PC,", "difference: [ZZ, PC,", "difference names ZZ"),
        ("indicators.yaml", "code: SM,", "code: NP,", "NP is given twice"),
        ("indicators.yaml", "kind: status", "kind: mood", "kind is mood"),
        (
            "items.csv",
            "IO2,P,2,internal_openness,project,core,,agree7",
            "IO2,P,2,internal_openness,project,core,,",
            "needs a scale",
        ),
        ("items.csv", "IO2,P,2,", "IO1,P,2,", "IO1 is given twice"),
        (
            "items.csv",
            "S04,S,4,self_declared_type,project,core,,self_type,0",
            "S04,S,4,self_declared_type,project,core,,project_id,1",
            "no range",
        ),
        ("items.csv", ",employed,", ",wealthy,", "not in filters.csv"),
        ("items.csv", ",attention_1,", ",attention_9,", "not in checks.csv"),
        ("choices.csv", "role,1,core", "rule,1,core", "not in scales.csv"),
        ("choices.csv", "role,2,regular", "role,x,regular", "is no number"),
        ("register.csv", "G02,declared_type,choice", "G02,declared_type,mood", "must be one of"),
        ("register_choices.csv", "declared_type,SOC", "declared_type,PP", "declared_type PP is given twice"),
        ("recodes.csv", "D03,1,1", "D99,1,1", "not in items.csv"),
    ],
)
def test_contradictions_are_refused(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        instrument.load(changed(tmp_path, file, (old, new)))


def test_all_contradictions_come_in_one_error(tmp_path: Path) -> None:
    folder = changed(tmp_path, "items.csv", ("IO2,P,2,", "IO1,P,2,"), (",attention_1,", ",attention_9,"))
    with pytest.raises(UserError) as caught:
        instrument.load(folder)
    assert len(caught.value.faults) >= 2
    assert any("line 8" in fault for fault in caught.value.faults)
