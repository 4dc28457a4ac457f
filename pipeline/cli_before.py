"""Commands for before a wave comes: how often verdicts are wrong, what a plan could decide, and freezing the rules."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.usage import UsageError, typed

if TYPE_CHECKING:
    from pipeline.simulate import World

MOST_WAVES, MOST_ANSWERS = 100, 1_000_000  # of a simulated survey

app = typer.Typer(rich_markup_mode="rich")


def _processes(jobs: int) -> int:
    from pipeline.parallel import Workers

    with typed():
        return Workers(jobs).jobs


Jobs = Annotated[int, typer.Option(help="Processes; -1: one per core.", callback=_processes)]
Scheduler = Annotated[str | None, typer.Option(help="A Dask scheduler's address, such as tcp://192.0.2.7:8786.")]


@app.command("calibrate")
def calibrate_verdicts(
    worlds: Annotated[
        list[str] | None,
        typer.Argument(help="Names or numbers as in `touchstone worlds`, such as talk or W1; none: all."),
    ] = None,
    replications: Annotated[int, typer.Option(min=1, help="Replications of each world.")] = 40,
    jobs: Jobs = -1,
    scheduler: Scheduler = None,
    seed: Annotated[int, typer.Option(min=0, help="The master seed, from which all others come.")] = 1,
) -> None:
    """Measure how often verdicts are wrong in simulated worlds, about two seconds each; writes calibration/rates.csv.

    A run that was stopped goes on where it was. Example: touchstone calibrate W0 talk --replications 100 --jobs 2
    """
    from pipeline import calibrate, error_rates, files, replication, ruleset
    from pipeline.parallel import Workers

    chosen = list(dict.fromkeys(known_world(world).name for world in worlds)) if worlds else calibrate.everything()
    with _progress(len(chosen) * replications) as done:
        found = calibrate.replications(chosen, replications, seed, Workers(jobs, scheduler), done)
    run = calibrate.measured(found, seed, ruleset.state(files.root()))
    for sentence in error_rates.replaced(error_rates.load_measured(files.root() / "calibration"), run):
        typer.echo(sentence, err=True)
    paths = calibrate.write(calibrate.rates(found, replication.load_rules()), run)
    for sentence in error_rates.sentences(files.root() / "calibration", [one.world for one in run]):
        typer.echo(sentence)
    typer.echo(f"Written: {' and '.join(str(path) for path in paths)}. Next: dvc repro, and commit both.")


@app.command("worlds")
def list_worlds() -> None:
    """List the simulated worlds: number, name, and what is true there.

    Example: touchstone worlds
    """
    from pipeline.simulate import load_world, names

    for world in map(load_world, names()):
        typer.echo(f"{world.number:<10}{world.name:<19}{world.title}: {world.truth}")


@app.command("calibrate-kinds")
def calibrate_kinds(
    runs: Annotated[int, typer.Option(min=1, help="Draws of each world and size for the rule on kinds.")] = 200,
    cluster_runs: Annotated[
        int, typer.Option(min=0, help="Of these, draws that are clustered as well (2 s each).")
    ] = 40,
    jobs: Jobs = -1,
    seed: Annotated[int, typer.Option(min=0, help="The seed from which all others come.")] = 1,
) -> None:
    """Measure how often the rule on kinds or one scale is wrong, on simulated profiles of 60 and of 100 projects; writes
    calibration/kinds.csv.

    Example: touchstone calibrate-kinds --runs 200 --cluster-runs 0
    """
    from pipeline import kinds_rates

    with _progress(2 * len(kinds_rates.worlds())) as done:
        table = kinds_rates.rates(runs, cluster_runs, (60, 100), seed, jobs, done)
    typer.echo(str(kinds_rates.write(table)))


@app.command("power")
def power_of_a_plan(
    projects: Annotated[
        str | None, typer.Option(help="Numbers of PP,SOC,SOL,HYB projects, such as 40,20,20,8.")
    ] = None,
    respondents: Annotated[int | None, typer.Option(min=1, help="Respondents per project, about.")] = None,
    replications: Annotated[int, typer.Option(min=1, help="Simulated surveys of each size of effect.")] = 20,
    jobs: Jobs = -1,
    scheduler: Scheduler = None,
    seed: Annotated[int, typer.Option(min=0, help="The master seed, from which all others come.")] = 1,
) -> None:
    """Say how often a planned survey would decide each claim, by the size of the true difference.

    Example: touchstone power --projects 30,15,15,6 --respondents 8
    """
    from pipeline import calibrate, power
    from pipeline.parallel import Workers

    chosen = numbers(projects)
    refuse_numbers(known_world(power.LARGEST), seed, chosen, respondents)
    with _progress(len(power.worlds()) * replications) as done:
        workers = Workers(jobs, scheduler)
        found = calibrate.replications(power.worlds(), replications, seed, workers, done, chosen, respondents)
    for sentence in power.sentences(found, chosen, respondents):
        typer.echo(sentence)


@app.command("register")
def register_rules() -> None:
    """Freeze instrument, claims, rulers and parameters, dated and hashed, before a wave comes. Commit the file that it writes.

    Example: touchstone register
    """
    from pipeline import claims, files, instrument, registration, talk
    from pipeline.questionnaire import layout

    asked = instrument.load()  # what contradicts itself is not registered
    layout.load(asked)
    talk.load(claims.load(asked))
    files.all_params()
    path, fresh = registration.register()
    typer.echo(f"{path}{'' if fresh else ': registered already, nothing has changed since'}")


@contextmanager
def _progress(steps: int) -> Iterator[Callable[[], None]]:
    """A progress bar on a terminal, nothing elsewhere; gives what is to be called after each step."""
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("replications", total=steps)
        yield lambda: bar.advance(task)


def numbers(text: str | None) -> tuple[int, int, int, int] | None:
    """Numbers of PP, SOC, SOL and HYB projects from a text such as 40,20,20,8."""
    if text is None:
        return None
    parts = text.split(",")
    if len(parts) != 4 or not all(part.strip().isdecimal() for part in parts):
        raise typer.BadParameter(
            f"'{text}' must be four numbers, of PP, SOC, SOL and HYB projects, such as 40,20,20,8."
        )
    first, second, third, fourth = (int(part) for part in parts)
    return first, second, third, fourth


def known_world(name: str) -> "World":
    """The world of that name or number; UsageError where there is none."""
    from pipeline.simulate import load_world, names

    names()  # raises where worlds.yaml is damaged, which nobody typed
    with typed():
        return load_world(name)


def refuse_numbers(
    world: "World", seed: int, projects: tuple[int, int, int, int] | None, respondents: int | None, waves: int = 1
) -> None:
    """UsageError where these numbers, and the world's own where none are given, make no wave, or more answers than fit."""
    from pipeline.simulate import check_numbers

    sizes, people = projects or world.projects, world.respondents if respondents is None else respondents
    with typed():
        check_numbers(seed, sizes, people, waves)
    if waves > MOST_WAVES:
        raise UsageError(f"The number of waves is {waves}; give at most {MOST_WAVES}, one a year.")
    if sum(sizes) * people * waves > MOST_ANSWERS:
        asked = f"{sum(sizes)} projects with {people} respondents each in {waves} wave{'s' * (waves > 1)}"
        raise UsageError(f"Asked for are {asked}; give numbers that make at most {MOST_ANSWERS:,} answers.")
