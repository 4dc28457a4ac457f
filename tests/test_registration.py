"""A registration: dated, hashed, one for each state of the rules."""

import hashlib
from datetime import date
from pathlib import Path

import pytest
import yaml

from pipeline import registration
from pipeline.files import UserError
from tests.test_cli import run

DAY = date(2027, 3, 1)


def test_a_registration_names_the_hash_of_every_file_and_claim(project: Path) -> None:
    path, fresh = registration.register(DAY)
    assert fresh
    assert path == project / "registrations" / "2027-03-01.yaml"
    content = yaml.safe_load(path.read_text("utf-8"))
    assert content["registered"] == "2027-03-01"
    rulers = (project / "claims" / "rulers.yaml").read_bytes()
    assert content["files"]["claims/rulers.yaml"] == hashlib.sha256(rulers).hexdigest()
    assert {"params.yaml", "instrument/items.csv", "claims/claims.yaml"} <= set(content["files"])
    assert len(content["claims"]) == 120
    assert content["waves_before"] == []


def test_nothing_changed_is_the_same_registration(project: Path) -> None:
    first, _ = registration.register(DAY)
    assert registration.register(date(2027, 3, 2)) == (first, False)


def test_a_changed_ruler_is_a_new_registration_and_the_claims_keep_their_hashes(project: Path) -> None:
    first, _ = registration.register(DAY)
    rulers = project / "claims" / "rulers.yaml"
    rulers.write_text(rulers.read_text("utf-8") + "\n# a remark\n", "utf-8")
    second, fresh = registration.register(DAY)
    assert (second.name, fresh) == ("2027-03-01-2.yaml", True)
    contents = [yaml.safe_load(path.read_text("utf-8")) for path in (first, second)]
    assert contents[0]["sha256"] != contents[1]["sha256"]
    assert contents[0]["claims"] == contents[1]["claims"]
    assert registration.registrations(project / "registrations") == [first, second]


def test_rules_that_contradict_each_other_are_not_registered(project: Path) -> None:
    claims = project / "claims" / "claims.yaml"
    claims.write_text(claims.read_text("utf-8").replace("type: EQ", "type: EQUAL"), "utf-8")
    with pytest.raises(UserError):
        registration.register(DAY)
    assert not (project / "registrations").exists()


def test_a_claim_that_stands_on_no_slide_is_not_registered(project: Path) -> None:
    """A claim added without a line in claims/talk.yaml would else be refused by the last stage only."""
    claims = project / "claims" / "claims.yaml"
    text = claims.read_text("utf-8")
    last = text[text.rindex("- id: ") :]
    claims.write_text(text.rstrip("\n") + "\n\n" + last.replace("- id: pp_benefits_sse", "- id: added_later"), "utf-8")
    said = run("register")
    assert said.returncode == 1
    assert "added_later" in said.stderr and "talk.yaml" in said.stderr
    assert not (project / "registrations").exists()
