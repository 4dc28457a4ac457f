"""The `touchstone wave` commands: waves checked, added, confirmed, listed and removed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.files import UserError
from pipeline.usage import UsageError

if TYPE_CHECKING:
    from pipeline.registry import Outcome

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode="rich", help="Check, add, confirm, list and remove survey waves."
)

Name = Annotated[str, typer.Argument(help="The wave's name, such as 2027.")]
Files = Annotated[
    list[Path],
    typer.Argument(help="The responses; beside them, in any order, structure, register, wave.yaml; or a folder."),
]
Projects = Annotated[Path | None, typer.Option(help="The register of projects (projects.csv).")]


def _known_platform(platform: str) -> str:
    from pipeline.platforms.recognise import PLATFORMS

    if platform not in ("auto", *PLATFORMS):
        raise typer.BadParameter(f"'{platform}' is none of auto, {', '.join(PLATFORMS)}.")
    return platform


Platform = Annotated[
    str,
    typer.Option(
        help="auto, plain, limesurvey, kobo, qualtrics, google-forms, spss or stata.", callback=_known_platform
    ),
]
Crosswalk = Annotated[
    str | None,
    typer.Option(help="A crosswalk in crosswalks/, by name, or a folder: for a survey that asked other questions."),
]


@app.command("add")
def add_wave(
    name: Name, given: Files, projects: Projects = None, platform: Platform = "auto", crosswalk: Crosswalk = None
) -> None:
    """Check the files, copy them de-identified to data/raw/NAME and register the wave. All or nothing.

    A wave with columns in doubt is staged instead: nothing else changes until `touchstone wave confirm NAME`.

    Example: touchstone wave add 2027 answers.csv survey.lss --projects projects.csv
    """
    from pipeline import registry
    from pipeline.platforms.personal import without_personal_data
    from pipeline.said import sentences

    registry.check_name(name)
    inspection = registry.look(given, projects, platform, crosswalk)
    for sentence in sentences(inspection):
        typer.echo(without_personal_data(sentence))
    _say_outcome(name, registry.add(name, inspection))


@app.command("check")
def check_wave(
    name_or_file: Annotated[list[str], typer.Argument(help="A wave's name, or files as for `wave add`.")],
    projects: Projects = None,
    platform: Platform = "auto",
    crosswalk: Crosswalk = None,
    against: Annotated[
        str | None, typer.Option(help="Another export, or a wave's name: compare the questions of the two.")
    ] = None,
) -> None:
    """Say what would be recognised, left out, doubted or refused, and change nothing.

    Example: touchstone wave check answers.csv --projects projects.csv

    Example: touchstone wave check this-year.csv --against last-year.csv
    """
    from pipeline import files, registered, registry
    from pipeline.platforms.personal import without_personal_data
    from pipeline.said import in_doubt, sentences, sentences_on_questions

    names = [*registered.names(files.root()), *registered.staged(files.root())]
    if against is not None:
        _refuse_unknown(against, names)
    if len(name_or_file) == 1 and name_or_file[0] in names:
        inspection = registry.look_again(name_or_file[0])
    else:
        _refuse_unknown(name_or_file[0], names)
        inspection = registry.look([Path(given) for given in name_or_file], projects, platform, crosswalk)
    for sentence in sentences(inspection):
        typer.echo(without_personal_data(sentence))
    if against is not None:
        other = registry.look_again(against) if against in names else registry.look([Path(against)], None, "auto", None)
        for sentence in sentences_on_questions(inspection, other, against):
            typer.echo(without_personal_data(sentence))
    if inspection.faults:
        raise UserError(*inspection.faults)
    typer.echo(f"Nothing is wrong{in_doubt(inspection)}. Nothing was changed.")


@app.command("confirm")
def confirm_wave(
    name: Annotated[str, typer.Argument(help="A staged wave's name, as `wave list` gives it.")],
    line: Annotated[list[int] | None, typer.Option(help="A line of its crosswalk; may be given several times.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All lines that wait.")] = False,
) -> None:
    """Accept doubtful lines of a staged wave's crosswalk; once none waits, the wave is registered.

    Lines that are wrong are corrected in data/staged/NAME/crosswalk.csv first: another code, or a blank one and `dropped`. Of a
    registered wave, lines that differ from the instrument are confirmed as comparable, so that they are pooled.

    Example: touchstone wave confirm 2027 --line 12 --line 15

    Example: touchstone wave confirm 2027 --all
    """
    from pipeline import registry

    if bool(line) == every:
        raise typer.BadParameter(
            "Give the lines (--line 12 --line 15), or --all; `touchstone wave check NAME` shows them."
        )
    _say_outcome(name, registry.confirm(name, line or []))


@app.command("list")
def list_waves() -> None:
    """List the registered waves in their order, each by its name and its title, then those that are staged.

    Example: touchstone wave list
    """
    from pipeline import files, registered
    from pipeline.platforms.described import NOT_REPORTED, read_description
    from pipeline.said import waits_in_words

    names, raw = registered.names(files.root()), files.root() / "data" / "raw"
    for name in names:
        path, faults = raw / name / "wave.yaml", list[str]()
        described = read_description(path, faults) if path.is_file() else {}
        wrong = "" if path.is_file() else "(its wave.yaml is missing)"
        title = str(described.get("title") or NOT_REPORTED)
        title = title if title != NOT_REPORTED else "(its wave.yaml gives no title)"
        simulated = "(simulated)" if described.get("simulated") else ""
        typer.echo(
            "\t".join(part for part in (name, *([title] if not wrong else []), simulated, wrong, *faults) if part)
        )
    if not names:
        typer.echo("No wave is registered. Add one: touchstone wave add NAME FILE")
    for name in registered.staged(files.root()):
        typer.echo(f"{name}\tstaged, not registered: {waits_in_words(name)}")


@app.command("remove")
def remove_wave(name: Annotated[str, typer.Argument(help="A wave's name, as `wave list` gives it.")]) -> None:
    """Take a wave off the list and delete its folder in data/raw or data/staged. Nothing is asked.

    Example: touchstone wave remove demo-2025
    """
    from pipeline import registry

    for sentence in registry.remove(name):
        typer.echo(sentence)
    typer.echo("Next: dvc repro")


def _refuse_unknown(given: str, names: list[str]) -> None:
    """Refuse what looks like a wave's name and is neither a known one nor a file."""
    from pipeline import registered

    if given not in names and registered.NAME.fullmatch(given) and not Path(given).exists():
        raise UsageError(f"{given} is neither a wave nor a file here; the waves are: {', '.join(names) or 'none'}.")


def _say_outcome(name: str, outcome: "Outcome") -> None:
    from pipeline import files
    from pipeline.wave_columns import in_words

    place = outcome.folder.relative_to(files.root())
    for line in outcome.open:
        typer.echo(f"Waits for you, {in_words(line)}")
    if outcome.registered:
        typer.echo(f"The wave {name} is registered ({place}). Next: dvc repro")
    else:
        typer.echo(
            f"The wave {name} is staged, not registered: {len(outcome.open)} lines of {place}/crosswalk.csv wait for you. "
            f"Correct there what is wrong. Next: touchstone wave confirm {name} --all (or --line N)"
        )
