"""The strings of test_privacy.py, once a wave of every platform has gone through all stages: none is in a table, on a page, in
a file to download, or was ever printed."""

import contextlib
import importlib
import io
import sys
from pathlib import Path

import pytest

from tests import test_pipeline
from tests.test_cli import run
from tests.test_privacy import PLATFORMS, SECRETS, beside, left

ALSO = ("workbook", "parquet")  # plain tables in another wrapping, of which test_privacy.py looks at the copy
WAVES = [platform for platform in PLATFORMS if platform not in ALSO]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A project with its report, and all that was printed on the way."""
    base, printed = tmp_path_factory.mktemp("finished"), io.StringIO()
    folder = test_pipeline.house(base / "house")
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
    ):
        patch.chdir(folder)
        for platform in WAVES:
            (base / platform).mkdir()
            files = [PLATFORMS[platform](base / platform / "delivery"), *beside(base / platform)]
            added = run("wave", "add", platform, *files)
            confirmed = run("wave", "confirm", platform, "--all") if "is staged" in added.stdout else added
            assert confirmed.returncode == 0, added.stderr + confirmed.stderr
            printed.write(added.stdout + added.stderr + confirmed.stdout + confirmed.stderr)
        for platform in WAVES:
            patch.setattr(sys, "argv", ["ingest", platform])
            importlib.import_module("pipeline.ingest").main()
        for stage in test_pipeline.POOLED:
            importlib.import_module(f"pipeline.{stage}").main()
        for said in (run("wave", "list"), run("wave", "check", "limesurvey"), run("explain", "dif_reason")):
            assert said.returncode == 0, said.stderr
            printed.write(said.stdout + said.stderr)
    return folder, printed.getvalue()


def test_nothing_personal_is_in_a_finished_report(finished: tuple[Path, str]) -> None:
    folder, _ = finished
    pages = "".join(path.read_text("utf-8") for path in (folder / "reports").rglob("*.html"))
    assert [platform for platform in WAVES if platform not in pages] == []  # every platform's wave is reported
    assert left(folder) == []


def test_nothing_personal_was_printed(finished: tuple[Path, str]) -> None:
    _, printed = finished
    assert "personal data" in printed and "[removed]" in printed
    assert [secret for secret in SECRETS if secret in printed] == []


def test_the_search_finds_what_would_be_there(finished: tuple[Path, str]) -> None:
    folder, _ = finished
    page = next((folder / "reports").rglob("*.html"))
    before = page.read_text("utf-8")
    page.write_text(f"{before}<!-- {SECRETS[0]} -->", "utf-8")
    found = left(folder)
    page.write_text(before, "utf-8")
    assert f"{page.relative_to(folder)}: {SECRETS[0]}" in found
