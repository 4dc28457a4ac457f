"""Exclude rows, each for one reason, and keep three sets: all, primary and strict (methods C2)."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline import files

Mask = NDArray[np.bool_]


def main() -> None:
    responses, projects = files.read("responses"), files.read("projects")
    quality = files.read("quality_by_respondent")
    types = declared_types(responses, projects, declared_by_wave(files.waves()))
    exclusions = exclude(responses, quality, types, files.params("clean"))
    files.write("exclusions_by_respondent", exclusions)
    files.write("clean_responses", keep(responses, exclusions, list(files.description("clean_responses")["columns"])))


def declared_by_wave(waves: list[str]) -> dict[str, str]:
    """The type that wave.yaml declares for all respondents of a wave, where it declares one."""
    declared = {wave: files.wave_description(wave).get("respondents_are") for wave in waves}
    return {wave: str(kind) for wave, kind in declared.items() if kind is not None}


def declared_types(responses: pd.DataFrame, projects: pd.DataFrame, by_wave: Mapping[str, str]) -> pd.Series:
    """Each row's declared type: that of its project; in a wave without projects the one that the wave declares for all;
    missing where neither is known."""
    register = projects.set_index(["wave", "project"])["declared_type"]
    assert register.index.is_unique, "projects: a project stands twice in one wave"
    of_project = register.reindex(pd.MultiIndex.from_frame(responses[["wave", "project"]])).astype("str")
    of_wave = responses["wave"].map(dict(by_wave)).astype("str")
    without_projects = ~responses["wave"].isin(projects["wave"].unique())
    of_row = pd.Series(of_project.to_numpy(), index=responses.index, dtype="str")
    return of_row.where(~without_projects, of_wave).rename("declared_type")


def exclude(
    responses: pd.DataFrame, quality: pd.DataFrame, types: pd.Series, bounds: Mapping[str, Any]
) -> pd.DataFrame:
    """One row per delivered row with the first reason that applies, in the order of C2, and the sets that it is in.

    all: nothing removed but no consent, who asked not to be used, tests and repeats; primary: no reason applies; strict:
    primary, no failed check and fewer flags than the bound.
    """
    assert responses[["wave", "row"]].equals(quality[["wave", "row"]]), "quality is not of these rows"
    always, further = reasons(quality, bounds)
    reason = _first_reason({**always, **further}, len(quality))
    kept_by_all = ~np.isin(reason, list(always))
    primary = reason == ""
    attentive = (quality["attention_failed"] == 0) & (quality["flags"] < bounds["strict_flags"])
    table = pd.DataFrame(
        {
            "wave": responses["wave"],
            "row": responses["row"],
            "project": responses["project"],
            "declared_type": types,
            "reason": pd.Series(reason, dtype="str").where(~primary),
            "in_all": kept_by_all,
            "in_primary": primary,
            "in_strict": primary & attentive.to_numpy(),
        }
    )
    _assert_accounted_for(table, len(responses))
    return table


def reasons(quality: pd.DataFrame, bounds: Mapping[str, Any]) -> tuple[dict[str, Mask], dict[str, Mask]]:
    """What removes a row from every set, and what removes it from the primary one, in order. An index that is not computable
    removes nothing."""
    share, parts, longest = bounds["share_answered"], bounds["parts_of_the_median"], bounds["longstring"]
    always = {
        "no consent or screened out": quality["consent"] == "no",
        "asked not to be used": quality["use_me"] == "no",
        "test or preview": quality["test_row"],
        "repeat of another answer of the same respondent": quality["repeat"],
    }
    further = {
        "unknown project": quality["known_project"] == "no",
        f"fewer than {100 * share:g} % of the core lines answered": quality["share_answered"] < share,
        f"total time under 1/{parts:g} of the median": quality["speed"] < 1 / parts,
        f"failed {bounds['attention_failed']} or more attention checks": quality["attention_failed"]
        >= bounds["attention_failed"],
        f"more than {longest:g} identical answers in a row": quality["longstring"] > longest,
    }
    return _masks(always), _masks(further)


def _masks(columns: Mapping[str, pd.Series]) -> dict[str, Mask]:
    return {reason: column.to_numpy(dtype=bool) for reason, column in columns.items()}


def _first_reason(found: Mapping[str, Mask], rows: int) -> NDArray[np.str_]:
    chosen: NDArray[np.str_] = np.select(list(found.values()), list(found), default="") if rows else np.empty(0, "str")
    return chosen


def _assert_accounted_for(table: pd.DataFrame, delivered: int) -> None:
    kept, excluded = int(table["in_primary"].sum()), int(table["reason"].notna().sum())
    assert kept + excluded == len(table) == delivered, f"{delivered} rows delivered, {kept} kept, {excluded} excluded"
    assert not (table["in_primary"] & table["reason"].notna()).any(), (
        "a row is kept although there is a reason against it"
    )
    assert not (table["in_strict"] & ~table["in_primary"]).any(), "the strict set is not within the primary one"
    assert not (table["in_primary"] & ~table["in_all"]).any(), "the primary set is not within the widest one"


def keep(responses: pd.DataFrame, exclusions: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The responses of the widest set with their declared type and sets: `columns` first, then the items' columns."""
    known = files.description("responses")["columns"]
    items = [column for column in responses.columns if column not in known]
    judged = responses.assign(**{name: exclusions[name] for name in ("declared_type", "in_primary", "in_strict")})
    return judged.loc[exclusions["in_all"], [*columns, *items]].reset_index(drop=True)


if __name__ == "__main__":
    files.run(main)
