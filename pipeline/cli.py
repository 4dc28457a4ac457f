"""The `touchstone` command. Each command imports what it needs when it runs."""

import re
import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli_before import app as before
from pipeline.cli_before import known_world, numbers, refuse_numbers
from pipeline.cli_waves import app as wave
from pipeline.files import UserError
from pipeline.usage import UsageError

VERSION = "0.1.0"  # as in pyproject.toml

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode="rich", help="Test what the talk says on survey waves."
)
report = typer.Typer(no_args_is_help=True, rich_markup_mode="rich", help="Look at the report.")
questionnaire = typer.Typer(no_args_is_help=True, rich_markup_mode="rich", help="The instrument on the platforms.")
app.add_typer(wave, name="wave")
app.add_typer(questionnaire, name="questionnaire")
app.add_typer(report, name="report")
app.add_typer(before)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"touchstone {VERSION}")
        raise typer.Exit


@app.callback()
def touchstone(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say which.")
    ] = False,
) -> None:
    """Test what the talk says on survey waves."""


@questionnaire.command("export")
def export_questionnaire(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help="limesurvey, xlsform, html or csv.")],
    out: Annotated[Path, typer.Argument(help="The new file, or an empty folder.")],
    language: Annotated[str, typer.Option(help="en or de: of the page; elsewhere the first of the two.")] = "en",
) -> None:
    """Write the questionnaire, ready to field (limesurvey, xlsform), to print (html) or as a codebook (csv).

    Example: touchstone questionnaire export limesurvey survey.txt
    """
    from pipeline.questionnaire.export import FORMATS, export
    from pipeline.questionnaire.layout import LANGUAGES

    if form not in FORMATS:
        raise typer.BadParameter(f"'{form}' is none of {', '.join(FORMATS)}.")
    if language not in LANGUAGES:
        raise typer.BadParameter(f"'{language}' is none of {', '.join(LANGUAGES)}.")
    typer.echo(f"{export(form, out, language)} is written.")


@app.command("simulate")
def simulate_world(
    world: Annotated[
        str, typer.Argument(help="A world's name or number, such as talk or W6; `touchstone worlds` lists them.")
    ],
    out_dir: Annotated[Path, typer.Argument(help="Where the files go; with --waves, one folder per wave.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.")] = 1,
    projects: Annotated[
        str | None, typer.Option(help="Numbers of PP,SOC,SOL,HYB projects, such as 40,20,20,8.")
    ] = None,
    respondents: Annotated[int | None, typer.Option(help="Respondents per project, about.")] = None,
    waves: Annotated[int, typer.Option(help="Number of waves.")] = 1,
) -> None:
    """Write a data set with a known truth, in the plain form of a wave.

    Example: touchstone simulate talk /tmp/talk --seed 7
    """
    from pipeline.simulate import simulate

    planned = numbers(projects)
    refuse_numbers(known_world(world), seed, planned, respondents, waves)
    if out_dir.is_dir() and any(out_dir.iterdir()):
        raise UserError(
            f"{out_dir} holds files already, which would be overwritten; name a new folder, or empty it first."
        )
    for folder in simulate(world, out_dir, seed, planned, respondents, waves):
        typer.echo(f"{folder} (simulated). Next: touchstone wave add NAME {folder}")


@report.command("open")
def open_report() -> None:
    """Open the first page of the report in the browser.

    Example: touchstone report open
    """
    from pipeline import files

    page = files.root() / "reports" / "index.html"
    if not page.is_file():
        raise UserError("There is no report yet; run `dvc repro` (or `make report`).")
    typer.echo(str(page))
    if not webbrowser.open(page.as_uri()):
        typer.echo("No browser could be started here: open that file in one.")


@app.command("explain")
def explain_claim(claim_id: Annotated[str, typer.Argument(help="A claim's id, such as dif_reason.")]) -> None:
    """Say how a claim's verdict came about in the last run.

    Example: touchstone explain dif_production
    """
    from pipeline.explain import explain

    typer.echo(explain(claim_id))


def main() -> None:
    """Run the command; what is wrong is said in sentences, with exit status 1 where it is in files, 2 where it was typed."""
    from pipeline import condensed
    from pipeline.platforms.personal import without_personal_data
    from pipeline.registered import Unreadable

    try:
        app()
    except (UserError, Unreadable) as error:
        from pipeline.parallel import NoCluster

        said = error.faults if isinstance(error, UserError) else (str(error),)
        shown = str if isinstance(error, NoCluster) else without_personal_data  # an address is no answer of anybody
        sys.stderr.write("".join(f"{shown(fault)}\n" for fault in condensed.faults(said)))
        if any(re.search(r", rows? \d", fault) for fault in said):
            sys.stderr.write(
                "Rows are counted below the headings: row 1 is line 2 of a spreadsheet whose first line is the headings.\n"
            )
        sys.exit(2 if isinstance(error, UsageError) else 1)
    except OSError as error:
        sys.stderr.write(f"{error.filename}: {error.strerror}.\n")
        sys.exit(1)
