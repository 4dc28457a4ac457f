"""How often verdicts are wrong: many replications of simulated worlds, resumable, and the rate of each word in them."""

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from pipeline import error_rates, files, parallel
from pipeline.error_rates import BETWEEN, ERRORS, LEVEL, OWN_SIDE, RATES, SAID, UNSAID, WORLDS, Measured, Rate
from pipeline.parallel import Workers
from pipeline.replication import Replication, Rules, load_rules, one_replication
from pipeline.ruleset import State, state
from pipeline.simulate import calibrated_at, check_numbers, load_world, names
from pipeline.stats.shares import clopper_pearson
from pipeline.truth import Truth, truth

AT_ONCE = 8  # replications between two savings: a run that is stopped loses no more
THESES = ("T1", "T2")
ALWAYS_SHOWN = "supported"  # also where it never came out: its upper limit is what counts
Step = Callable[[], None]
Size = tuple[Sequence[int], int]


def everything() -> list[str]:
    """The worlds that a calibration runs when none is named: all of them."""
    return list(names())


def seed_of(master: int, world: str, number: int) -> int:
    """The seed of a world's replication: it depends on nothing but these three, in whatever order they are run."""
    own = int.from_bytes(hashlib.sha256(world.encode()).digest()[:4], "big")
    return int(np.random.SeedSequence((master, own, number)).generate_state(1)[0])


def replications(
    worlds: Sequence[str],
    number: int,
    master: int,
    workers: Workers,
    done: Step,
    projects: Sequence[int] | None = None,
    respondents: int | None = None,
) -> list[Replication]:
    """So many replications of each world: what an earlier run with the same rules, code, sizes and seed has saved is taken from
    there. `done` is called after each. The same whatever the workers are."""
    known = [load_world(world).name for world in worlds]  # refuses an unknown one before anything runs
    for name in known:
        check_numbers(master, *_size(name, projects, respondents), waves=1)
    rules, now = load_rules(), state(files.root())
    sizes = {name: _size(name, projects, respondents) for name in known}
    paths = {name: _path(name, sizes[name], master, now) for name in known}
    saved = {name: _saved(paths[name], master, number) for name in known}
    asked = [(name, i) for i in range(number) for name in known if i not in saved[name]]
    for _ in range(len(known) * number - len(asked)):
        done()
    for first in range(0, len(asked), AT_ONCE):
        part = asked[first : first + AT_ONCE]
        tasks = [(name, seed_of(master, name, i), rules, *sizes[name]) for name, i in part]
        for (name, i), found in zip(part, parallel.mapped(one_replication, tasks, workers, done), strict=True):
            _save(paths[name], i, found)
            saved[name][i] = found
    return [saved[name][i] for name in known for i in range(number)]


def _size(world: str, projects: Sequence[int] | None, respondents: int | None) -> Size:
    own = calibrated_at(load_world(world))
    return (own[0] if projects is None else tuple(projects), own[1] if respondents is None else respondents)


def _path(world: str, size: Size, master: int, now: State) -> Path:
    """Where the replications of one world, size, seed and state of the rules are kept until they are counted."""
    numbers = "-".join(str(n) for n in (*size[0], size[1]))
    kept = files.root() / "calibration" / "unfinished"
    return kept / f"{world}_{numbers}_seed{master}_{now.rules}_{now.code}.jsonl"


def _saved(path: Path, master: int, number: int) -> dict[int, Replication]:
    """Replications by their number, of those up to `number`; a last line cut short by a stop is left out, as is
    one that is damaged: it is simulated again."""
    found = {}
    for line in path.read_text("utf-8").splitlines(keepends=True) if path.is_file() else []:
        try:
            content = json.loads(line if line.endswith("\n") else "")
            i = int(content.pop("number"))
            one = Replication(**content)
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
        if i < number:
            found[i] = one
    assert all(r.seed == seed_of(master, r.world, i) for i, r in found.items()), f"{path} holds other seeds"
    return found


def _save(path: Path, number: int, found: Replication) -> None:
    """Append a replication, in the place of a line that a stop has cut short."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole, newline, cut = (path.read_text("utf-8") if path.is_file() else "").rpartition("\n")
    if cut:
        path.write_text(whole + newline, "utf-8", newline="\n")
    with path.open("a", encoding="utf-8", newline="\n") as opened:
        opened.write(json.dumps({"number": number, **asdict(found)}) + "\n")


def rates(found: Sequence[Replication], rules: Rules) -> list[Rate]:
    """One rate per world, thing judged and word. Words that never came out are left out, but for `supported`."""
    rows: list[Rate] = []
    for world in dict.fromkeys(replication.world for replication in found):
        own = [replication for replication in found if replication.world == world]
        known = {
            name: truth(claim, load_world(world), rules.asked, rules.rulers) for name, claim in rules.claims.items()
        }
        for (what, name), words in _words(own, rules, known).items():
            true, claim = known.get(name), rules.claims.get(name)
            gap, is_true = (true.gap, true.word) if true else (None, "")
            counts = Counter(words)
            shown = {*counts, ALWAYS_SHOWN} if what in ("thesis", "claim") else set(counts)
            for word in sorted(shown):
                kind = claim.type if claim else ""
                rows.append(Rate(world, what, name, kind, gap, is_true, word, counts[word], len(words)))
    return rows


def _words(
    found: Sequence[Replication], rules: Rules, known: Mapping[str, Truth | None]
) -> Mapping[tuple[str, str], list[str]]:
    """The words of all replications by what was judged: overall and the sub-theses, errors by survey, kinds, claims, tests."""
    gathered: dict[tuple[str, str], list[str]] = {}
    for one in found:
        for name, word in {"overall": one.theses["overall"], **one.theses}.items():
            gathered.setdefault(("thesis", name), []).append(word)
    for one in found:
        for thesis in THESES:
            made = [_error(one, name, rules, known) for name in rules.rulers.theses[thesis]]
            for error in ERRORS:
                word = "once or more" if error in made else "never"
                gathered.setdefault(("survey", f"{thesis}: {error}"), []).append(word)
        gathered.setdefault(("structure", "kinds"), []).append(one.kind or "none")
    for one in found:
        parts = {"claim": one.claims, "persons": one.persons, "projects": one.projects}
        for what, words in parts.items():
            for name, word in words.items():
                gathered.setdefault((what, name), []).append(word)
    for one in found:
        for name, said in _of_labels(one.labels).items():
            gathered.setdefault(("labels", name), []).extend(said)
    for name in dict.fromkeys(name for one in found for name in one.gates):
        gathered[("gate", name)] = [one.gates.get(name, "none") for one in found]
    return gathered


def _of_labels(counts: Mapping[str, int]) -> Mapping[str, list[str]]:
    """A word for each project with a pure label, hidden hybrids and others apart, and one for the survey."""
    if not counts:
        return {}
    words = {
        name: [BETWEEN] * counts[f"{name}_between"] + [OWN_SIDE] * (counts[name] - counts[f"{name}_between"])
        for name in ("hidden", "others")
    }
    return words | {"warning": [SAID if counts["warned"] else UNSAID]}


def _error(found: Replication, claim: str, rules: Rules, known: Mapping[str, Truth | None]) -> str | None:
    true = known[claim]
    return error_rates.error(found.claims[claim], true.word, rules.claims[claim].type) if true else None


def measured(found: Sequence[Replication], master: int, now: State) -> list[Measured]:
    """What was run, world by world."""
    rows = []
    for world, n in Counter(replication.world for replication in found).items():
        kind = load_world(world)
        projects, respondents = calibrated_at(kind)
        size = "/".join(str(number) for number in projects)
        said = (kind.title, kind.number, kind.truth, kind.right, size, respondents, len(kind.drift))
        rows.append(Measured(world, *said, n, master, now.rules, now.code))
    return rows


def write(fresh: Sequence[Rate], worlds: Sequence[Measured]) -> list[Path]:
    """Put worlds in the place of their earlier figures; the others stay. Returns rates.csv and worlds.csv."""
    folder, order = files.root() / "calibration", {name: place for place, name in enumerate(names())}
    new = {one.world for one in worlds}
    kept = [rate for rate in error_rates.load_rates(folder) if rate.world not in new and rate.world in order]
    known = [one for one in error_rates.load_measured(folder) if one.world not in new and one.world in order]
    all_rates = sorted([*kept, *fresh], key=lambda rate: order[rate.world])
    all_worlds = sorted([*known, *worlds], key=lambda one: order[one.world])
    folder.mkdir(exist_ok=True)
    tables = {"rates.csv": (RATES, map(_cells, all_rates)), "worlds.csv": (WORLDS, map(_world_cells, all_worlds))}
    for name, (header, rows) in tables.items():
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
        (folder / name).write_text(text.getvalue(), "utf-8", newline="\n")
    return [folder / name for name in tables]


def _cells(rate: Rate) -> list[object]:
    exact = clopper_pearson(rate.count, rate.n, LEVEL)
    gap = "" if rate.gap is None else f"{rate.gap:g}"
    named = [rate.world, rate.what, rate.id, rate.type, gap, rate.truth, rate.word, rate.count, rate.n]
    return [*named, round(exact.value, 4), round(exact.low, 4), round(exact.high, 4)]


def _world_cells(one: Measured) -> list[object]:
    return ["; ".join(value) if isinstance(value, tuple) else value for value in asdict(one).values()]
