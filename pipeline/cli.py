"""The `touchstone` command. Each command imports what it needs when it runs."""

import re
import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli_before import app as before
from pipeline.cli_before import numbers
from pipeline.files import UserError

if TYPE_CHECKING:
    from pipeline.inspection import Inspection

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode="rich", help="Test what the talk says on survey waves."
)
wave = typer.Typer(no_args_is_help=True, rich_markup_mode="rich", help="Add, check, list and remove survey waves.")
report = typer.Typer(no_args_is_help=True, rich_markup_mode="rich", help="Look at the report.")
questionnaire = typer.Typer(no_args_is_help=True, rich_markup_mode="rich", help="The instrument on the platforms.")
app.add_typer(wave, name="wave")
app.add_typer(questionnaire, name="questionnaire")
app.add_typer(report, name="report")
app.add_typer(before)

Files = Annotated[
    list[Path],
    typer.Argument(help="The responses; beside them, in any order, structure, register, wave.yaml; or a folder."),
]
Projects = Annotated[Path | None, typer.Option(help="The register of projects (projects.csv).")]
Platform = Annotated[str, typer.Option(help="auto, plain, limesurvey, kobo, qualtrics, google-forms, spss or stata.")]
Crosswalk = Annotated[
    str | None,
    typer.Option(help="A crosswalk in crosswalks/, by name, or a folder: for a survey that asked other questions."),
]


@wave.command("add")
def add_wave(
    name: Annotated[str, typer.Argument(help="The wave's name, such as 2027.")],
    given: Files,
    projects: Projects = None,
    platform: Platform = "auto",
    crosswalk: Crosswalk = None,
) -> None:
    """Check the files, copy them de-identified to data/raw/NAME and register the wave. All or nothing.

    Example: touchstone wave add 2027 answers.csv survey.lss --projects projects.csv
    """
    from pipeline import registry

    registry.check_name(name)
    inspection = registry.look(given, projects, platform, crosswalk)
    _say(inspection)
    folder = registry.add(name, inspection)
    typer.echo(f"The wave {name} is registered ({folder.relative_to(folder.parents[2])}). Next: dvc repro")


@wave.command("check")
def check_wave(
    name_or_file: Annotated[list[str], typer.Argument(help="A registered wave's name, or files as for `wave add`.")],
    projects: Projects = None,
    platform: Platform = "auto",
    crosswalk: Crosswalk = None,
) -> None:
    """Say what would be recognised, left out or refused, and change nothing.

    Example: touchstone wave check answers.csv --projects projects.csv
    """
    from pipeline import files, registered, registry

    if len(name_or_file) == 1 and name_or_file[0] in registered.names(files.root()):
        inspection = registry.look_again(name_or_file[0])
    else:
        inspection = registry.look([Path(given) for given in name_or_file], projects, platform, crosswalk)
    _say(inspection)
    if inspection.faults:
        raise UserError(*inspection.faults)
    typer.echo("Nothing is wrong. Nothing was changed.")


@wave.command("list")
def list_waves() -> None:
    """List the registered waves in their order.

    Example: touchstone wave list
    """
    from pipeline import files, registered
    from pipeline.platforms.described import read_description

    names, raw = registered.names(files.root()), files.root() / "data" / "raw"
    for name in names:
        path, faults = raw / name / "wave.yaml", list[str]()
        described = read_description(path, faults) if path.is_file() else {}
        wrong = "" if path.is_file() else "(its wave.yaml is missing)"
        simulated = "(simulated)" if described.get("simulated") else ""
        typer.echo(
            "\t".join(part for part in (name, str(described.get("title", "")), simulated, wrong, *faults) if part)
        )
    if not names:
        typer.echo("No wave is registered. Add one: touchstone wave add NAME FILE")


@wave.command("remove")
def remove_wave(name: Annotated[str, typer.Argument(help="A wave's name, as `wave list` gives it.")]) -> None:
    """Take a wave off the list and delete its folder in data/raw. Nothing is asked.

    Example: touchstone wave remove demo-2025
    """
    from pipeline import registry

    for sentence in registry.remove(name):
        typer.echo(sentence)
    typer.echo("Next: dvc repro")


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
    world: Annotated[str, typer.Argument(help="null, talk, continuum, reversed, tiny or demo.")],
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

    for folder in simulate(world, out_dir, seed, numbers(projects), respondents, waves):
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
    webbrowser.open(page.as_uri())


@app.command("explain")
def explain_claim(claim_id: Annotated[str, typer.Argument(help="A claim's id, such as dif_reason.")]) -> None:
    """Say how a claim's verdict came about in the last run.

    Example: touchstone explain dif_production
    """
    from pipeline.explain import explain

    typer.echo(explain(claim_id))


def _say(inspection: "Inspection") -> None:
    """What was recognised and guessed, and who will be left out."""
    found, table = inspection.delivery, inspection.answers.table if inspection.answers is not None else None
    known = inspection.described.get("crosswalk") or (inspection.mapping.name if inspection.mapping else "")
    export, platform = inspection.export, inspection.export.recognised.platform if inspection.export else "plain"
    form = f"the crosswalk {known}" if inspection.mapping else "the plain form"
    if found.responses is not None and export is not None and platform != "plain":
        typer.echo(f"{found.responses.name} is recognised as an export of {platform}: {export.recognised.reason}.")
        typer.echo(f"{found.responses.name}: {export.rows} rows of responses in {export.columns} columns.")
    elif found.responses is not None and table is not None:
        columns = len(inspection.responses.columns) if inspection.responses is not None else 0
        typer.echo(f"{found.responses.name}: {len(table)} rows of responses in {columns} columns, read by {form}.")
    if inspection.register is not None and len(inspection.register.table):
        types = inspection.register.table["declared_type"].value_counts()
        counts = ", ".join(f"{n} {declared}" for declared, n in types.items())
        typer.echo(
            f"{(found.projects or found.sources[0]).name}: {len(inspection.register.table)} projects ({counts})."
        )
    if found.description is not None:
        said = "a simulated wave" if inspection.described.get("simulated") else inspection.described.get("title", "")
        typer.echo(f"{found.description.name}: {said}.")
    for warning in inspection.warnings:
        typer.echo(f"Note: {warning}")
    for sentence in inspection.excluded:
        typer.echo(f"Will be left out by cleaning: {sentence}.")


def main() -> None:
    """Run the command; what is wrong in files is said in sentences, with exit status 1."""
    from pipeline.registered import Unreadable

    try:
        app()
    except (UserError, Unreadable) as error:
        said = error.faults if isinstance(error, UserError) else (str(error),)
        sys.stderr.write("".join(f"{fault}\n" for fault in said))
        if any(re.search(r", rows? \d", fault) for fault in said):
            sys.stderr.write("Rows are counted below the header: row 1 is line 2 of a spreadsheet.\n")
        sys.exit(1)
    except OSError as error:
        sys.stderr.write(f"{error.filename}: {error.strerror}.\n")
        sys.exit(1)
