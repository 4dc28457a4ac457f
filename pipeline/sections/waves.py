"""The waves beside one another: what each asked, what changed between their instruments, and what came out in each."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.html import words
from pipeline.sections import flow, who
from pipeline.sections.material import Material, Row, rows
from pipeline.sections.verdicts import Entry

# how near a wave's question is to the instrument's own -> badge and what it means
COMPARABLE: Mapping[str, tuple[str, str]] = {
    "same": ("same question", "asked in the instrument's own words"),
    "changed_wording": ("other words", "a question on the same thing in other words"),
    "changed_options": ("other answers", "the same question with other answers to choose from"),
    "changed_unit": ("other unit", "the same question, its answer in another unit"),
    "new": ("stand-in", "another question that stands for ours"),
    "absent": ("not asked", "nobody in this wave saw the question"),
}
ASKED_FROM = -3  # codes from here on were given by somebody who saw the question; -5 saw it too
SHOWN_WITHOUT_ANSWER = -5
NOT_NAMED = "a project that is not named"


@dataclass(frozen=True)
class Asked:
    """One question that is not the same in every wave: its badge in each."""

    code: str
    wording: str
    badges: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Repeated:
    """One claim in every wave, and what the waves together say of it."""

    entry: Entry
    agreement: str


def context(entries: Mapping[str, Entry], material: Material) -> dict[str, Any]:
    """What templates/waves.html lays out."""
    found = comparability(material)
    waves = list(material.waves)
    changed = [
        Asked(code, _wording(code, material), tuple((kind, *COMPARABLE[kind]) for kind in kinds))
        for code, kinds in found.items()
        if set(kinds) != {"same"} and set(kinds) != {"absent"}
    ]
    return {
        "waves": [_facts(wave, material) for wave in waves],
        "names": waves,
        "legend": list(COMPARABLE.values()),
        "changed": changed,
        "same": sum(set(kinds) == {"same"} for kinds in found.values()),
        "never": sum(set(kinds) == {"absent"} for kinds in found.values()),
        "notes": _notes(material),
        "apart": [(row["wave"], row["code"], row["reason"]) for row in rows(material.more["items_apart"])],
        "between": [_between(row, material) for row in rows(material.more["respondents_between_waves"])],
        "projects_between": _projects_between(material),
        "corrections": _corrections(material),
        "steps": _steps(material),
        "repeated": [_repeated(entry) for entry in entries.values() if entry.waves_worth_showing],
        "tally": _tally(entries, waves),
    }


def comparability(material: Material) -> dict[str, tuple[str, ...]]:
    """By item, how each wave asked it: a key of COMPARABLE for every wave."""
    answers = material.more["clean_responses"]
    given = {(row["wave"], row["code"]): row["comparable"] for row in rows(material.more["proxies"])}
    items = [code for code in material.instrument.items if code in answers.columns]
    seen = answers[items].ge(ASKED_FROM) | answers[items].eq(SHOWN_WITHOUT_ANSWER)
    asked = seen.groupby(answers["wave"]).any()
    return {
        code: tuple(
            given.get((wave, code), "same") if wave in asked.index and bool(asked.loc[wave, code]) else "absent"
            for wave in material.waves
        )
        for code in items
    }


def _wording(code: str, material: Material) -> str:
    return material.instrument.items[code].wording_en


def _facts(wave: str, material: Material) -> tuple[str, tuple[str, ...]]:
    """The name of a wave, and title, time, languages, rows kept and projects in words."""
    described, kept = material.waves[wave], material.kept
    fielded = described.get("fielded") or {}
    ends = dict.fromkeys(str(fielded[end]) for end in ("from", "to") if fielded.get(end))
    own = kept[kept["wave"] == wave]
    projects = material.projects.loc[material.projects["wave"] == wave, "project"].nunique()
    return wave, (
        str(described.get("title") or wave) + (" (simulated)" if described.get("simulated") else ""),
        " to ".join(ends) or "not reported",
        words.listing(who.languages(described)) or "not reported",
        flow.told_of_wave(len(own), wave, material, "kept"),
        f"{projects:,}",
        str(described.get("crosswalk") or "our own questions"),
    )


def _notes(material: Material) -> list[tuple[str, str, str, str]]:
    """What differs, question by question: wave, code, badge, note."""
    found = rows(material.more["proxies"].sort_values(["wave", "code"]))
    return [(row["wave"], row["code"], COMPARABLE[row["comparable"]][0], row["note"]) for row in found]


def _between(row: Row, material: Material) -> tuple[str, str, tuple[str, ...]]:
    """Two waves: the later, the earlier, and how many returned, gave the same answers, and did so as somebody else; withheld
    too where all but few did."""
    rows_of_wave = int((material.exclusions["wave"] == row["wave"]).sum())
    returning, same, other = (int(row[name]) for name in ("returning", "identical", "identical_under_another_id"))
    few = f"fewer than {material.smallest}"
    told = [
        few if material.hidden(n) else "withheld" if material.hidden(whole - n) else f"{n:,}"
        for n, whole in ((returning, rows_of_wave), (same, rows_of_wave), (other, same))
    ]
    return row["wave"], row["other"], tuple(told)


def _projects_between(material: Material) -> list[tuple[str, ...]]:
    """Projects with another type or id than before: name, what, wave, the earlier waves in which it was so, was, is, note."""
    earlier = dict[tuple[str, ...], list[str]]()
    for row in rows(material.more["projects_between_waves"]):
        told = (row["project"], row["what"], row["wave"], row["was"], row["now"], row["note"] or "")
        earlier.setdefault(told, []).append(row["other"])
    lines = [(p, what, wave, words.listing(others), *more) for (p, what, wave, *more), others in earlier.items()]
    return [_closed(line, material) for line in lines]


def _closed(line: tuple[str, ...], material: Material) -> tuple[str, ...]:
    """A line without the names that may not stand here. Two ids may be the same project: where one of them may not be named,
    neither is, nor are the traits by which it would be known."""
    project, what, wave, earlier, was, now, note = line
    if what == "id" and not material.unnamed_projects.isdisjoint((was, now)):
        return NOT_NAMED, what, wave, earlier, "withheld", "withheld", ""
    return _named(project, material), what, wave, earlier, was, now, note


def _corrections(material: Material) -> list[tuple[str, str, str, str, str]]:
    """The cells corrected after delivery: wave, of what, column, why, how many; what they held is told nowhere."""
    found = rows(material.more["corrections_by_wave"])
    sizes = Counter((row["wave"], row["of"], row["column"], row["reason"]) for row in found)
    few = f"fewer than {material.smallest}"
    return [
        (wave, of, column, reason, few if of == "responses" and material.hidden(n) else f"{n:,}")
        for (wave, of, column, reason), n in sorted(sizes.items())
    ]


def _steps(material: Material) -> list[tuple[str, str, str, str, str, str]]:
    """What changed from each wave to the next: code, waves, how, whether pooled, words before and after."""
    found = rows(material.more["changes_between_waves"])
    return [
        (
            row["code"],
            f"{row['other']} to {row['wave']}",
            row["changed"].replace("_", " ") + (f", in place of {row['replaces']}" if row["replaces"] else ""),
            "pooled" if row["joined"] else "kept apart",
            row["other_text"] or "",
            row["text"] or "",
        )
        for row in found
    ]


def _repeated(entry: Entry) -> Repeated:
    judged = [wave.verdict.word for wave in entry.waves if wave.verdict.word != "not testable"]
    if len(judged) < 2:
        return Repeated(entry, "judged in one wave only")
    if set(judged) == {entry.verdict.word}:
        return Repeated(entry, "the same word in every wave")
    decided = {word for word in judged if word != "inconclusive"}
    if len(decided) < 2:
        return Repeated(entry, "decided in some waves, open in others" if decided else "open in every wave")
    return Repeated(entry, "different words")


def _tally(entries: Mapping[str, Entry], waves: list[str]) -> list[tuple[words.Word, tuple[int, ...], int]]:
    """How many claims got each word in each wave, and in all waves together."""
    found = []
    for word in words.VERDICTS.values():
        alone = tuple(
            sum(one.wave == wave and one.verdict == word for entry in entries.values() for one in entry.waves)
            for wave in waves
        )
        found.append((word, alone, sum(entry.verdict == word for entry in entries.values())))
    return found


def _named(project: str, material: Material) -> str:
    if project in material.small_projects:
        return f"a project with fewer than {material.smallest} respondents"
    return NOT_NAMED if project in material.unnamed_projects else project
