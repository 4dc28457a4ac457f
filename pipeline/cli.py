"""The `touchstone` command. Each command imports what it needs when it runs."""

import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.files import UserError

if TYPE_CHECKING:
    from pipeline.inspection import Inspection

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode="rich", help="Test what the talk says on survey waves."
)
wave = typer.Typer(no_args_is_help=True, rich_markup_mode="rich", help="Add, check, list and remove survey waves.")
report = typer.Typer(no_args_is_help=True, rich_markup_mode="rich", help="Look at the report.")
app.add_typer(wave, name="wave")
app.add_typer(report, name="report")

Files = Annotated[
    list[Path], typer.Argument(help="The responses; beside them the register and wave.yaml, or a folder of these.")
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

    Example: touchstone wave add 2027 answers.csv --projects projects.csv
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
    from pipeline import files, instrument, registry
    from pipeline.inspection import inspect

    if len(name_or_file) == 1 and name_or_file[0] in files.waves():
        delivery, mapping = registry.delivery_of(name_or_file[0])
        inspection = inspect(delivery, mapping, instrument.load())
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
    from pipeline import files

    for name in files.waves():
        described = files.wave_description(name)
        simulated = " (simulated)" if described.get("simulated") else ""
        typer.echo(f"{name}\t{described.get('title', '')}{simulated}")
    if not files.waves():
        typer.echo("No wave is registered. Add one: touchstone wave add NAME FILE")


@wave.command("remove")
def remove_wave(name: Annotated[str, typer.Argument(help="A registered wave's name.")]) -> None:
    """Take a wave off the list and delete its folder in data/raw.

    Example: touchstone wave remove demo-2025
    """
    from pipeline import registry

    folder = registry.remove(name)
    typer.echo(f"The wave {name} is removed{' with its folder' if folder else ''}. Next: dvc repro")


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

    for folder in simulate(world, out_dir, seed, _numbers(projects), respondents, waves):
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


def _numbers(text: str | None) -> tuple[int, int, int, int] | None:
    if text is None:
        return None
    parts = text.split(",")
    if len(parts) != 4 or not all(part.strip().isdigit() for part in parts):
        raise typer.BadParameter(
            f"'{text}' must be four numbers, of PP, SOC, SOL and HYB projects, such as 40,20,20,8."
        )
    first, second, third, fourth = (int(part) for part in parts)
    return first, second, third, fourth


def _say(inspection: "Inspection") -> None:
    found = inspection.delivery
    form = f"the crosswalk {inspection.mapping.name}" if inspection.mapping else "the plain form"
    if found.responses is not None and inspection.answers is not None:
        typer.echo(f"{found.responses.name}: {len(inspection.answers.table)} rows of responses, read by {form}.")
    if inspection.register is not None and len(inspection.register.table):
        types = inspection.register.table["declared_type"].value_counts()
        counts = ", ".join(f"{n} {declared}" for declared, n in types.items())
        name = found.projects.name if found.projects else (found.responses.name if found.responses else "register")
        typer.echo(f"{name}: {len(inspection.register.table)} projects ({counts}).")
    for warning in inspection.warnings:
        typer.echo(f"Note: {warning}")
    for sentence in inspection.excluded:
        typer.echo(f"Will be left out by cleaning: {sentence}.")


def main() -> None:
    """Run the command; what is wrong in files is said in sentences, with exit status 1."""
    try:
        app()
    except UserError as error:
        sys.stderr.write("".join(f"{fault}\n" for fault in error.faults))
        sys.exit(1)
