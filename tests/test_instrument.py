"""The instrument as data: what it holds, and what its loader refuses."""

import csv
import re
import shutil
from pathlib import Path

import pytest
import yaml

from pipeline import instrument
from pipeline.files import UserError

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "instrument"
PUBLISHED = ROOT.parent / "shared" / "instrument.csv"
CLAIMS = ROOT.parent / "shared" / "claims.yaml"


@pytest.fixture(scope="module")
def asked() -> instrument.Instrument:
    return instrument.load(FOLDER)


@pytest.fixture(scope="module")
def published() -> list[dict[str, str]]:
    if not PUBLISHED.is_file():
        pytest.skip("the published instrument is not beside the project")
    with PUBLISHED.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def spelled_out(items: str) -> tuple[str, ...]:
    """SE1-3,AN1 as SE1, SE2, SE3, AN1."""
    found: list[str] = []
    for part in items.split(","):
        span = re.fullmatch(r"([A-Z]+)(\d+)-(\d+)", part)
        found += [f"{span[1]}{n}" for n in range(int(span[2]), int(span[3]) + 1)] if span else [part]
    return tuple(found)


def test_ranges_are_spelled_out() -> None:
    assert spelled_out("EG1,EC1,AN1-2,DM1") == ("EG1", "EC1", "AN1", "AN2", "DM1")


@pytest.mark.parametrize(
    ("code", "keyed"),
    [
        ("IO", "+IO1 +IO2 -IO3"),
        ("EXO", "+EO1 +EO2 -DT1 -DT2"),
        ("PC", "+PC1 +PC2 -PC3"),
        ("MP", "-MP1 +MP2"),
        ("SE", "+SE1 +SE2 +SE3 -SE4"),
        ("AL", "+AL1 +AL2 -AL3"),
        ("IL", "+IL1 -IL3"),
        ("IC", "+IL2 -IL4"),
        ("BO", "+BN1 -BN3"),
        ("BI", "+BN2 -BN4"),
        ("PV", "+EG1 +EC1 +AN1 -AN2 +DM1"),
        ("RP", "+RP1 -RP3"),
        ("NW", "+NW1 +NW2 -NW3"),
        ("NWM", "+NW1 -NW3"),
        ("MO", "+MO1"),
    ],
)
def test_scales_that_can_be_checked_by_hand(asked: instrument.Instrument, code: str, keyed: str) -> None:
    items = asked.indicators[code].items
    assert " ".join(("-" if asked.items[item].reverse else "+") + item for item in items) == keyed


def test_what_is_made_of_the_scales(asked: instrument.Instrument) -> None:
    assert asked.indicators["RC"].items == ("RP", "RP2", "OP1")
    assert asked.indicators["STATUS"].items == ("D03", "D04", "D05", "D06", "D07")
    assert asked.difference == ("PC", "SE", "PW", "AB", "PI", "SO", "PR", "PG", "MP", "KC", "RP", "NW")
    assert asked.structure == ("SM", "NP", "EM", "IN", "IL", "IC")


def test_every_scale_is_made_of_the_items_that_the_claims_give_it(asked: instrument.Instrument) -> None:
    if not CLAIMS.is_file():
        pytest.skip("the published claims are not beside the project")
    meta = yaml.safe_load(CLAIMS.read_text("utf-8"))["meta"]
    means = {code: indicator.items for code, indicator in asked.indicators.items() if indicator.kind == "mean"}
    assert means == {code: spelled_out(items) for code, items in meta["scales"].items()}
    assert list(asked.difference) == meta["difference_scales"]
    assert list(asked.structure) == meta["structure_scales"]


def test_every_scale_of_a_difference_has_a_reversed_item(asked: instrument.Instrument) -> None:
    for scale in asked.difference:
        assert {asked.items[code].reverse for code in asked.indicators[scale].items} == {True, False}, scale


def test_difference_scales_are_disjoint(asked: instrument.Instrument) -> None:
    items = [code for scale in asked.difference for code in asked.indicators[scale].items]
    assert len(items) == len(set(items))


def test_checks_and_filters(asked: instrument.Instrument) -> None:
    passing = {code: asked.items[code].passes_at for code in ("AT1", "AT2", "II1")}
    assert passing == {"AT1": {6}, "AT2": {1, 2}, "II1": {-1}}
    for job in ("JA1", "JA2"):
        assert asked.items[job].filter == (("D05", frozenset({1, 2, 3})),)
    assert asked.items["JA2"].reverse and not asked.items["JA1"].reverse
    assert asked.items["D08by"].filter == (("D08", frozenset({2, 3})),)
    assert len(asked.core_lines()) == 73  # 76 core lines, of which three are checks


def test_answers_in_words(asked: instrument.Instrument) -> None:
    motive = asked.items["FC1"].scale
    assert motive.code_of("Enjoying the activity") == 1
    assert motive.code_of(" die Gesellschaft verändern ") == 2
    assert motive.code_of("fun") is None
    assert [asked.items["D08"].scale.code_of(word) for word in ("no", "partly", "fully")] == [1, 2, 3]
    assert asked.items["D13"].scale.code_of("FALSE") == 2
    assert asked.items["D07"].scale.code_of("prefer not to say") == -2


def test_the_ends_of_a_scale_have_words(asked: instrument.Instrument) -> None:
    agree, politics = asked.items["IO1"].scale, asked.items["LR1"].scale
    assert [(end.code, end.label_en) for end in agree.labels] == [(1, "do not agree at all"), (7, "agree completely")]
    assert [(end.code, end.label_de) for end in politics.labels] == [(0, "links"), (10, "rechts")]
    assert agree.code_of("Stimme voll zu") == 7
    assert agree.code_of("cannot say") == -1


def test_answers_that_a_scale_allows(asked: instrument.Instrument) -> None:
    agree, politics, role = (asked.items[code].scale for code in ("IO1", "LR1", "S05"))
    assert [agree.allows(code) for code in (0, 1, 7, 8, -1, -2)] == [False, True, True, False, True, False]
    assert [politics.allows(code) for code in (0, 10, 11, -1, -2)] == [True, True, False, False, True]
    assert [role.allows(code) for code in (0, 1, 4, 5)] == [False, True, True, False]


def test_the_kinds_of_missing_answers(asked: instrument.Instrument) -> None:
    assert sorted(asked.missing) == [-7, -6, -5, -4, -3, -2, -1]
    assert (asked.missing[-1].label_en, asked.missing[-2].label_en) == ("cannot say", "refused")


def test_forms_are_asked_in_rotation(asked: instrument.Instrument) -> None:
    forms = {form: [code for code, item in asked.items.items() if item.form == form] for form in ("A", "B")}
    assert forms["A"] == ["NP1", "QU1", "OL1", "HD2", "RE1", "EF2"]
    assert forms["B"] == ["MO2", "NG2", "FU1", "CP1", "CP2"]


def test_every_line_and_wording_of_the_published_instrument_is_carried_over(
    asked: instrument.Instrument, published: list[dict[str, str]]
) -> None:
    assert len(published) == 138
    lines = [line for line in published if line["block"] in instrument.BLOCKS]
    fields = [line for line in published if line["block"] == "G"]
    assert len(lines) + len(fields) == 138
    assert [code for code in asked.items if code != "D08by"] == [line["code"] for line in lines]
    assert [(f.code, name) for name, f in asked.register.items()] == [(f["code"], f["construct"]) for f in fields]
    for line in lines:
        item = asked.items[line["code"]]
        for same in ("block", "construct", "referent", "wording_en", "wording_de", "inspiration"):
            assert getattr(item, same) == line[same], (line["code"], same)
        assert item.reverse == (line["reverse"] == "1")
        assert item.form == {"rotA": "A", "rotB": "B"}.get(line["form"], "core")
        assert item.likert == line["scale"].startswith("1-7 agree")


@pytest.mark.parametrize(
    "code", ["S01", "S02", "S04", "S05", "FC1", "D01", "D02", "D03", "D05", "D06", "D07", "D08", "D13"]
)
def test_published_answers_have_codes_in_their_order(
    asked: instrument.Instrument, published: list[dict[str, str]], code: str
) -> None:
    cell = next(line["scale"] for line in published if line["code"] == code)
    answers = re.split(r"\s*/\s*", re.split(r";| \(", cell)[0])
    aside = {"prefer not to say": -2, "cannot say": -1}
    scale = asked.items[code].scale
    assert [scale.code_of(answer) for answer in answers] == [aside.get(a, n) for n, a in enumerate(answers, start=1)]
    assert len(scale.choices) == len([answer for answer in answers if answer not in aside])


@pytest.mark.parametrize("code", ["G02", "G04", "G06", "G09", "G10", "G13", "G27"])
def test_published_words_of_the_register_are_its_choices(
    asked: instrument.Instrument, published: list[dict[str, str]], code: str
) -> None:
    line = next(line for line in published if line["code"] == code)
    words = line["scale"].split(";")[0].split(" / ")
    assert [choice.value for choice in asked.register[line["construct"]].choices] == words


def test_the_register_is_labelled_in_both_languages(asked: instrument.Instrument) -> None:
    assert len(asked.register) == 27
    for name, field in asked.register.items():
        for text in (field.label_en, field.label_de, *(c.label_en + c.label_de for c in field.choices)):
            assert text, name
    kinds = {name: asked.register[name].kind for name in ("primary_objective", "income_mix", "public_funding")}
    assert kinds == {"primary_objective": "grades", "income_mix": "percents", "public_funding": "yes_no_percent"}


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
        ("items.csv", "IO2,P,2,", "IO2,P,1,", "taken by another line of block P"),
        ("items.csv", "unfold my abilities in", "unfold, in", "has 15 cells, but the header has 14"),
        ("items.csv", "construct,referent,form", "construct,construct,form", "may be there only once"),
        ("items.csv", ",attention_1,", ",,", "attention_1 judges AT1"),
        ("items.csv", "IO2,P,2,internal_openness,project,core", "IO2,P,2,internal_openness,project,rotA", "core, A, B"),
        ("items.csv", "internal_openness,project,core,,agree7,1", "internal_openness,project,core,,agree7,2", "0, 1"),
        ("items.csv", "Anyone who wants to can simply start taking part here.", "", "is empty"),
        ("items.csv", "JA2,J,2", "G02,J,2", "the code G02 is given twice"),
        ("filters.csv", "employed,D05,3", "employed,D05,9", "'9' is no answer to D05"),
        ("filters.csv", "employed,D05,3", "employed,D99,3", "'D99' is not in items.csv"),
        ("checks.csv", "attention_1,AT1,6", "attention_1,AT1,8", "'8' is no answer to AT1"),
        ("checks.csv", "attention_1,AT1,6", "attention_1,II1,6", "attention_1 judges II1"),
        ("scales.csv", "left_right,number,0,10", "left_right,number,10,0", "be less than high"),
        ("scales.csv", "left_right,number,0,10", "left_right,number,nan,10", "'nan' is no number"),
        ("scales.csv", "left_right,number,0,10", "left_right,number,0.5,10", "'0.5' is no whole number"),
        ("scales.csv", "agree7,agree7,1,7", "agree7,agree7,1,9", "goes from 1 to 7"),
        ("scale_labels.csv", "agree7,7", "agree7,8", "for a code 8 it lacks"),
        ("scale_labels.csv", "agree7,7", "agreed,7", "not in scales.csv"),
        ("aliases.csv", "paid,unpaid,1", "paid,fully,1", "the word 'fully' for different codes"),
        ("aliases.csv", "paid,unpaid,1", "paid,unpaid,7", "for a code 7 it lacks"),
        ("aliases.csv", "paid,unpaid,1", "paid,unpaid,-1", "for a code -1 it lacks"),
        ("choices.csv", "motive,6,company", "motive,9,company", "numbered from low = 1"),
        ("choices.csv", "motive,6,company", "motive,6,enjoying", "the word 'enjoying' for different codes"),
        ("choices.csv", "motive,6,company", "motive,6,", "'' is empty"),
        ("choices.csv", "motive,6,company", 'motive,6,"company', "cannot be read as CSV"),
        ("missing.csv", "-7,invalid", "7,invalid", "must hold the codes -1 to -7"),
        ("indicators.yaml", "[PC1, PC2, PC3]", "[PC1, PC2, FC1]", "PC is made of FC1, which has no numbers"),
        ("indicators.yaml", "[D03, D04,", "[D08, D04,", "STATUS is made of D08, which has no values"),
        ("recodes.csv", "D03,1,1", "D03,9,1", "D03 has no answer 9"),
        ("recodes.csv", "D03,1,1", "D03,1,", "column value: '' is empty"),
        ("indicators.yaml", "items: [PC1, PC2, PC3]", "items: 5", "items is 5, but must be a list"),
        ("indicators.yaml", "[PC1, PC2, PC3]", "[PC1, PC2, PC2]", "each named once"),
        ("indicators.yaml", "structure: [SM", "structur: [SM", "structur is not known"),
        ("indicators.yaml", "difference: [PC,", "difference: [SE, PC,", "difference names SE twice"),
        ("indicators.yaml", "structure: [SM, NP, EM, IN, IL, IC]", "structure: 3", "structure must be a list"),
        ("register.csv", "year,1700,2100", "year,2100,1700", "must be less than high"),
        ("register.csv", "legal form,Rechtsform", "legal form,", "column label_de: '' is empty"),
        ("register_aliases.csv", "domain,LETS,", "domain,wiki,", "is itself a word of this construct"),
        ("register_choices.csv", "domain,wiki,", "domain,,", "column value: '' is empty"),
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


def test_two_contradictions_come_in_one_error(tmp_path: Path) -> None:
    folder = changed(tmp_path, "items.csv", ("IO2,P,2,", "IO1,P,2,"))
    recodes = folder / "recodes.csv"
    recodes.write_text(recodes.read_text("utf-8").replace("D03,1,1", "D99,1,1"), "utf-8")
    with pytest.raises(UserError) as caught:
        instrument.load(folder)
    assert "instrument/items.csv, line 8: IO1 is given twice." in caught.value.faults
    assert "instrument/recodes.csv, line 2, column item: 'D99' is not in items.csv." in caught.value.faults


def test_two_contradictions_of_one_file_come_in_one_error(tmp_path: Path) -> None:
    folder = changed(tmp_path, "scales.csv", ("role,choices", "role,mood"), ("isco,choices,1,4", "isco,choices,1,5"))
    with pytest.raises(UserError) as caught:
        instrument.load(folder)
    assert any("'mood' must be one of" in fault for fault in caught.value.faults)
    assert any("'isco' must have its choices" in fault for fault in caught.value.faults)


def test_a_heading_spelt_wrongly_is_the_only_fault_that_is_said(tmp_path: Path) -> None:
    """And not that none of the items is there, for each file that names one."""
    for file, old, new in (("items.csv", ",block,", ",blok,"), ("scales.csv", ",kind,", ",knid,")):
        with pytest.raises(UserError) as refused:
            instrument.load(changed(tmp_path / file, file, (old, new)))
        assert refused.value.faults == (f"instrument/{file}: the column '{old.strip(',')}' must be there.",)


def test_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    folder = changed(tmp_path, "missing.csv")
    (folder / "missing.csv").write_bytes("code,key,label_en,label_de\n-7,invalid,invalid,ungültig\n".encode("latin-1"))
    with pytest.raises(UserError, match=r"missing.csv, line 2: is not UTF-8"):
        instrument.load(folder)


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    folder = changed(tmp_path, "checks.csv")
    (folder / "checks.csv").unlink()
    with pytest.raises(UserError, match=r"instrument/checks.csv is absent"):
        instrument.load(folder)


def test_byte_order_mark_line_ends_and_blank_lines_do_not_matter(tmp_path: Path) -> None:
    folder = changed(tmp_path, "choices.csv")
    text = (folder / "choices.csv").read_text("utf-8").replace("\n", "\r\n")
    (folder / "choices.csv").write_bytes(("\ufeff" + text + "\r\n,,,,\r\n").encode("utf-8"))
    assert instrument.load(folder) == instrument.load(FOLDER)
