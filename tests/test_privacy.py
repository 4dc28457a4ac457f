"""Personal strings planted in every place of every platform's export: nothing of them is left in the project afterwards."""

import importlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow.parquet
import pyreadstat
import pytest
import yaml

from pipeline import clean, compare, ingest, quality
from pipeline.platforms.personal import in_column, personal_in, without_personal_data
from tests import test_pipeline
from tests.platforms.exports import answers, array_text, written
from tests.survey import ASKED, register, responses, save
from tests.test_cli import run

PLANTED = {
    "mail": "zaphod.beeblebrox@galaxy.example",
    "address": "203.0.113.77",
    "address6": "2001:db8:85a3::8a2e:370:7334",
    "place": "48.85837, 2.294481",
    "phone": "+49 351 5550199",
    "name": "Beeblebrox",
    "token": "tok9zq7xw1",
    "words": "my neighbour Trillian told me everything about it",
}
SECRETS = [*PLANTED.values(), "galaxy.example", "Trillian", "48.85837", "2.294481", "person1", "R_secret", "u-secret"]
PERSONAL_COLUMNS = {
    "Kontakt": "mail",
    "q_x": "address",
    "q_y": "place",
    "q_z": "phone",
    "Vorname": "name",
    "v6": "address6",
}


def planted(n: int = 8) -> pd.DataFrame:
    """Answers with a project, and columns that nobody asked for, under headings that say nothing or the wrong thing."""
    cells = answers(n).assign(**{heading: PLANTED[kind] for heading, kind in PERSONAL_COLUMNS.items()})
    cells = cells.assign(remark=[f"{PLANTED['words']} {number}, write to {PLANTED['mail']}" for number in range(n)])
    cells["S03"] = cells["S03"].where(cells.index != 2, f"a {PLANTED['mail']}")
    cells["S03"] = cells["S03"].where(
        cells.index != 3, f"a, says {PLANTED['name']}"
    )  # as the same row's column Vorname
    return cells


def plain(folder: Path) -> Path:
    cells = planted().assign(respondent=[f"person1{n}" for n in range(8)], token=PLANTED["token"])
    cells = cells.assign(item_order=f"IO1 {PLANTED['address']} {PLANTED['mail']}")
    return save(folder, cells)


def plain_workbook(folder: Path) -> Path:
    folder.mkdir()
    pd.read_csv(plain(folder / "csv"), dtype=str).to_excel(folder / "responses.xlsx", index=False)
    return folder / "responses.xlsx"


def plain_parquet(folder: Path) -> Path:
    folder.mkdir()
    pd.read_csv(plain(folder / "csv"), dtype=str).to_parquet(folder / "responses.parquet")
    return folder / "responses.parquet"


def limesurvey(folder: Path) -> Path:
    folder.mkdir()
    cells = planted().assign(id=[f"person1{n}" for n in range(8)], submitdate="2027-03-01 10:10:00", lastpage="6")
    cells = cells.assign(ipaddr=PLANTED["address"], refurl=f"https://x.example/?who={PLANTED['mail']}")
    cells = cells.assign(token=[f"{PLANTED['token']}{n}" for n in range(8)], lastname=PLANTED["name"])
    cells = cells.assign(
        **{"attribute_1": PLANTED["phone"], "IO1[comment]": PLANTED["words"], "D05[other]": PLANTED["mail"]}
    )
    headings = {code: f"{code}. {array_text(code)}" for code in ASKED.items}
    headings |= {"IO1": f"IO1. {ASKED.items['IO1'].wording_en} Questions? {PLANTED['mail']}"}
    headings |= {"q_x": f"Q99. Ask {PLANTED['mail']} or {PLANTED['phone']}"}
    return written(folder / "download.csv", cells, headings)


def kobo(folder: Path) -> Path:
    folder.mkdir()
    meta = {"_id": "1", "_uuid": [f"u-secret{n}" for n in range(8)], "_submission_time": "2027-03-01T09:06:00"}
    meta |= {"_submitted_by": PLANTED["name"], "_where_latitude": "48.85837", "_where_longitude": "2.294481"}
    meta |= {"photo_URL": f"https://x.example/{PLANTED['token']}", "deviceid": PLANTED["phone"], "_index": "1"}
    return written(folder / "x.csv", planted().assign(**meta), {}, ";")


def qualtrics(folder: Path) -> Path:
    folder.mkdir()
    own = {"StartDate": "startDate", "Status": "status", "IPAddress": "ipAddress", "RecordedDate": "recordedDate"}
    own |= {"ResponseId": "_recordId", "RecipientEmail": "recipientEmail", "RecipientLastName": "recipientLastName"}
    own |= {"LocationLatitude": "locationLatitude", "LocationLongitude": "locationLongitude"}
    own |= {"ExternalReference": "externalDataReference"}
    said = {"StartDate": "2027-03-01 10:00:00", "Status": "0", "IPAddress": PLANTED["address"]}
    said |= {
        "RecordedDate": "2027-03-01 10:05:02",
        "RecipientEmail": PLANTED["mail"],
        "RecipientLastName": "Beeblebrox",
    }
    said |= {"LocationLatitude": "48.85837", "LocationLongitude": "2.294481", "ExternalReference": PLANTED["token"]}
    front = pd.DataFrame([said] * 8, dtype="str").assign(ResponseId=[f"R_secret{n}" for n in range(8)])
    cells = pd.concat([front, planted().assign(D05_TEXT=PLANTED["words"])], axis=1)
    texts = [ASKED.items[c].wording_en if c in ASKED.items else f"{c} {PLANTED['mail']}" for c in cells.columns]
    ids = [json.dumps({"ImportId": own.get(column, f"QID{at}")}) for at, column in enumerate(cells.columns)]
    return written(folder / "x.csv", cells, {}, above=[texts, ids])


def google(folder: Path) -> Path:
    folder.mkdir()
    cells = planted().assign(**{"Email Address": PLANTED["mail"], "Name": PLANTED["name"]})
    cells.insert(0, "Timestamp", "2027/03/01 2:05:29 PM")
    return written(folder / "x.csv", cells, {code: item.wording_en for code, item in ASKED.items.items()})


def binary(write: Callable[..., None], name: str) -> Callable[[Path], Path]:
    def made(folder: Path) -> Path:
        folder.mkdir()
        cells = planted().assign(respondent=[f"person1{n}" for n in range(8)], email=PLANTED["mail"])
        write(cells, str(folder / name), column_labels={"remark": f"ask {PLANTED['mail']}"})
        return folder / name

    return made


PLATFORMS: dict[str, Callable[[Path], Path]] = {
    "plain": plain,
    "workbook": plain_workbook,
    "parquet": plain_parquet,
    "limesurvey": limesurvey,
    "kobo": kobo,
    "qualtrics": qualtrics,
    "google-forms": google,
    "spss": binary(pyreadstat.write_sav, "x.sav"),
    "stata": binary(pyreadstat.write_dta, "x.dta"),
}


def left(project: Path) -> list[str]:
    """The places where a planted string is still found: all bytes of all files but the key, Parquet also as text."""
    found = []
    for path in (path for path in project.rglob("*") if path.is_file() and ".touchstone" not in path.parts):
        texts = [path.read_bytes().decode("utf-8", "replace"), path.name]
        if path.read_bytes()[:4] == b"PAR1":
            table = pyarrow.parquet.read_table(path)
            texts += [str(table.schema.metadata), table.to_pandas().to_csv()]
        found += [f"{path.relative_to(project)}: {one}" for one in SECRETS if any(one in text for text in texts)]
    return found


def beside(folder: Path) -> list[Path]:
    """A register, a description, corrections and a survey structure, each with personal data in it."""
    projects = register().assign(coder_ids_dates_sources=f"c1;c2 asked Ms. Trillian Astra, {PLANTED['phone']}")
    projects.to_csv(folder / "projects.csv", index=False)
    (folder / "wave.yaml").write_text(f"title: Wave\nnotes: {{contact: 'write to {PLANTED['mail']}'}}\n")
    (folder / "corrections.csv").write_text(f"row,column,was,is,reason\n1,IO2,5,4,told by {PLANTED['mail']}\n")
    structure = "class\ttype/scale\tname\trelevance\ttext\nS\t\tsid\t1\t123\nS\t\tadminemail\t1\t"
    structure += f"{PLANTED['mail']}\nS\t\tadmin\t1\t{PLANTED['name']}\nG\t0\tAsk {PLANTED['mail']}\t1\t\n"
    structure += f"Q\tL\tv6\t1\tAsk {PLANTED['mail']} or {PLANTED['phone']}\nA\t0\t1\t\tno, {PLANTED['mail']}\n"
    (folder / "survey.txt").write_text(structure)
    return [folder / name for name in ("projects.csv", "wave.yaml", "corrections.csv", "survey.txt")]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_nothing_personal_is_left(
    project: Path, tmp_path: Path, platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = PLATFORMS[platform](tmp_path / "delivery")
    added = run("wave", "add", "2027", path, *beside(tmp_path))
    assert added.returncode == 0, added.stderr
    if platform in ("limesurvey",):
        assert "is staged" in added.stdout
        assert left(project) == []
        assert run("wave", "confirm", "2027", "--all").returncode == 0
    assert "personal data" in added.stdout
    monkeypatch.setattr(sys, "argv", ["ingest", "2027"])
    for stage in (ingest, compare, quality, clean):
        stage.main()
    assert left(project) == []
    copy = pd.read_csv(project / "data/raw/2027/responses.csv", dtype=str, keep_default_na=False)
    assert len(copy) == 8  # nobody is lost for it
    described = yaml.safe_load((project / "data/raw/2027/wave.yaml").read_text("utf-8"))
    used = [source["file"] for source in described["sources"] if "describes" in source]
    assert used == (["survey.txt"] if platform == "limesurvey" else [])
    assert copy["IO2"].tolist() == ["5"] * 8


BUILT = ("compare", "quality", "clean", "score", "aggregate")
WHOLE = ("plain", "limesurvey", "spss")  # in tables, in text, in a file of its own form


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with all that `dvc` needs, in which three waves lie, one of which was staged; their tables built and cached.

    What stages and pages come after these read nothing else than data/raw and those tables.
    """
    folder = test_pipeline.house(tmp_path / "house")
    for name in ("dvc.yaml", "calibration", ".dvcignore"):
        source = test_pipeline.ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    monkeypatch.chdir(folder)
    for platform in WHOLE:
        (tmp_path / platform).mkdir()
        files = [PLATFORMS[platform](tmp_path / platform / "delivery"), *beside(tmp_path / platform)]
        assert run("wave", "add", platform, *files).returncode == 0
    assert run("wave", "confirm", "limesurvey", "--all").returncode == 0
    for platform in WHOLE:
        monkeypatch.setattr(sys, "argv", ["ingest", platform])
        ingest.main()
    for stage in BUILT:
        importlib.import_module(f"pipeline.{stage}").main()
    stages = [*(f"ingest@{platform}" for platform in WHOLE), *BUILT]
    for command in (["init", "--no-scm"], ["commit", "-f", *stages]):
        done = subprocess.run([sys.executable, "-m", "dvc", *command], check=False, capture_output=True, cwd=folder)
        assert done.returncode == 0, done.stderr.decode()
    return folder


def test_no_later_table_and_no_cache_holds_any_of_it(house: Path) -> None:
    built = [path for path in house.rglob("*") if path.is_file()]
    cached = [path for path in built if ".dvc/cache" in str(path)]
    assert len(cached) > 15
    assert any(path.read_bytes()[:4] == b"PAR1" for path in cached)
    assert left(house) == []


def test_what_was_left_out_is_counted(project: Path, tmp_path: Path) -> None:
    checked = run("wave", "check", plain(tmp_path / "delivery"), *beside(tmp_path))
    assert checked.returncode == 0, checked.stderr
    said = checked.stdout
    assert "'Kontakt' (e-mail addresses in 8 cells)" in said
    assert "'q_x' (IP addresses in 8 cells)" in said
    assert "'q_y' (coordinates in 8 cells)" in said
    assert "'q_z' (telephone numbers in 8 cells)" in said
    assert "'Vorname' (by its heading, 8 cells)" in said
    assert "column S03: e-mail addresses in 1 cells are taken out" in said
    assert "column item_order: e-mail addresses in 8 cells are taken out" in said


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("write to a.b+c@mail.example.org please", "e-mail addresses"),
        ("a.b (at) mail.example", ""),
        ("a.b(at)mail.example", "e-mail addresses"),
        ("10.0.0.1", "IP addresses"),
        ("1.2.3.4.5", ""),
        ("999.1.1.1", ""),
        ("fe80::1", "IP addresses (version 6)"),
        ("14:05:29", ""),
        ("2027-03-01T14:05:29+01:00", ""),
        ("-33.8568 151.2153", "coordinates"),
        ("3.5, 4.5", ""),
        ("0049 351 555019", "telephone numbers"),
        ("60/30/10;70/20/10", ""),
        ("copyleft;AGPL-3.0", ""),
        ("to DE89370400440532013000, please", "bank account numbers"),
        ("DE89 3704 0044 0532 0130 00", "bank account numbers"),
        ("GB29 NWBK 6016 1331 9268 19", "bank account numbers"),
        ("NL91ABNA0417164300", "bank account numbers"),
        ("ISO27001 and DIN1234567890123456", ""),
        ("P012 34", ""),
        ("1,234,567", ""),
        ("", ""),
    ],
)
def test_personal_data_are_known_by_their_form(text: str, kind: str) -> None:
    assert personal_in(text) == kind
    assert (without_personal_data(text) == text) == (kind == "")


def test_a_column_is_described_by_its_content_before_its_heading() -> None:
    assert in_column("IP address", {"10.0.0.1": 2, "": 1}) == "personal data: IP addresses in 2 cells"
    assert in_column("Last name", {"Dent": 2}) == "personal data by its heading, 2 cells"
    assert in_column("colour", {"red": 5, "a rather bright red": 1}) == ""
    assert in_column("colour", {"": 5}) == ""
    assert in_column("why", {"because it is fun": 1, "as I like to help": 1}) == "free text in 2 cells"
    assert in_column("age", {"between 20 and 30 years": 9, "between 30 and 40 years": 8}) == ""


def test_ids_are_replaced_once_and_the_key_stays_here(project: Path, tmp_path: Path) -> None:
    save(tmp_path / "delivery", responses(), register())
    assert run("wave", "add", "2027", tmp_path / "delivery").returncode == 0
    first = (project / "data/raw/2027/responses.csv").read_bytes()
    key = (project / ".touchstone/key").read_bytes()
    assert run("wave", "add", "again", "data/raw/2027").returncode == 0
    assert (project / "data/raw/again/responses.csv").read_bytes() == first
    assert (project / ".touchstone/key").read_bytes() == key
    assert "/.touchstone/" in (Path(__file__).parents[1] / ".gitignore").read_text().splitlines()
    assert "/data/staged/" in (Path(__file__).parents[1] / ".gitignore").read_text().splitlines()
