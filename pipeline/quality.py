"""Pool the registered waves and say of each delivered row how it was answered; nothing is removed here."""

from collections.abc import Iterable, Mapping
from itertools import chain, repeat
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline import files, instrument
from pipeline.carelessness import consistency, flagged
from pipeline.instrument import Instrument
from pipeline.set_aside import set_aside
from pipeline.stats.careless import Codes, in_order, longest_run

CANNOT_SAY, NOT_APPLICABLE, NOT_ASKED = -1, -3, -4
NOT_SHOWN = (NOT_APPLICABLE, NOT_ASKED)
NOT_COMPUTABLE = "not computable"
CONSENT, SCREENING, USE_ME = "S01", "S02", "D13"
YES, NO = 1, 2
Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]


def main() -> None:
    waves, asked = files.waves(), instrument.load()
    delivered = [files.read("delivered_responses", w) for w in waves if files.exists("delivered_responses", w)]
    registers = [files.read("delivered_projects", w) for w in waves if files.exists("delivered_projects", w)]
    proxies = [files.read("delivered_proxies", w) for w in waves if files.exists("delivered_proxies", w)]
    apart = files.read("items_apart")
    responses = set_aside(pool(delivered, files.empty("responses"), asked), apart)
    projects = set_aside(stack(registers, files.empty("projects")), apart)
    files.write("responses", responses)
    files.write("projects", projects)
    files.write("proxies", used(stack(proxies, files.empty("proxies")), apart))
    files.write("quality_by_respondent", quality(responses, projects, asked, files.params("quality")))


def used(proxies: pd.DataFrame, apart: pd.DataFrame) -> pd.DataFrame:
    """The proxies whose answers are in the pooled set."""
    keys = [pd.MultiIndex.from_frame(table[["wave", "code"]]) for table in (proxies, apart)]
    return proxies[~keys[0].isin(keys[1])].reset_index(drop=True)


def stack(tables: Iterable[pd.DataFrame], empty: pd.DataFrame) -> pd.DataFrame:
    """Tables of the same columns below one another, in the order given; `empty` gives the columns."""
    filled = [table[list(empty.columns)] for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else empty


def pool(delivered: Iterable[pd.DataFrame], empty: pd.DataFrame, asked: Instrument) -> pd.DataFrame:
    """Responses of all waves, by row within each wave. An item that a wave has no column for was not asked there."""
    filled = [table.sort_values("row", kind="stable") for table in delivered if len(table)]
    if not filled:
        return empty
    known = list(empty.columns)
    types = {code: table[code].dtype for table in filled for code in table.columns if code not in known}
    items = [code for code in asked.items if code in types]
    strange = sorted(set(types) - set(items))
    assert not strange, f"delivered responses: {strange} are no items of the instrument"
    return pd.concat([_completed(table, known, items, types) for table in filled], ignore_index=True)


def _completed(table: pd.DataFrame, known: list[str], items: list[str], types: Mapping[str, Any]) -> pd.DataFrame:
    absent = {code: pd.Series(NOT_ASKED, index=table.index, dtype=types[code]) for code in items if code not in table}
    return pd.concat([table, pd.DataFrame(absent, index=table.index)], axis=1)[[*known, *items]]


def quality(
    responses: pd.DataFrame, projects: pd.DataFrame, asked: Instrument, thresholds: Mapping[str, Any]
) -> pd.DataFrame:
    """One row per delivered row with its indices; what cannot be computed is missing or `not computable`, never passed.

    `repeat` and the median behind `speed` look only at rows that no earlier reason removes: consent not refused, not asked
    to be left out, no test; for the median also complete and no repeat, as break-offs and robots would shift it.
    """
    consent, use_me = consented(responses), _said(responses, USE_ME)
    share = share_answered(responses, asked, thresholds["core_lines_for_a_share"])
    complete = ~(share < thresholds["complete"])
    eligible = (consent != "no") & (use_me != "no") & ~responses["test_row"].to_numpy(dtype=bool)
    repeat = repeated(responses, eligible, complete)
    computable, failed = attention(responses, asked)
    typical = eligible & complete & ~repeat
    table = pd.DataFrame(
        {
            "wave": responses["wave"],
            "row": responses["row"],
            "consent": pd.Series(consent, dtype="str"),
            "use_me": pd.Series(use_me, dtype="str"),
            "test_row": responses["test_row"],
            "repeat": repeat,
            "known_project": pd.Series(known_project(responses, projects), dtype="str"),
            "share_answered": share,
            "speed": speed(responses, typical),
            "attention_computable": computable,
            "attention_failed": failed,
            "longstring": longstring(responses, asked, thresholds["rows_read_at_once"]),
            **consistency(responses, asked, typical, thresholds),
        }
    ).astype({"identical": "str"})
    return flagged(table, thresholds["flags"])


def consented(responses: pd.DataFrame) -> NDArray[np.str_]:
    """yes, no or not computable. Consent is explicit: where the question was shown, anything but `yes` is no consent;
    the screening question removes only who says no to it."""
    consent, screening = _codes(responses, [CONSENT])[:, 0], _codes(responses, [SCREENING])[:, 0]
    refused = ~np.isin(consent, [YES, *NOT_SHOWN]) | (screening == NO)
    return np.where(refused, "no", np.where((consent == YES) | (screening == YES), "yes", NOT_COMPUTABLE))


def _said(responses: pd.DataFrame, code: str) -> NDArray[np.str_]:
    answer = _codes(responses, [code])[:, 0]
    return np.where(answer == YES, "yes", np.where(answer == NO, "no", NOT_COMPUTABLE))


def repeated(responses: pd.DataFrame, eligible: Mask, complete: Mask) -> Mask:
    """Which eligible rows repeat another one of the same respondent in the same wave: of several the first complete one is
    kept, or the first where none is complete. A row without a respondent's id repeats nothing."""
    order = responses[["wave", "respondent", "row"]].assign(incomplete=~complete)
    rivals = order[eligible & order["respondent"].notna().to_numpy()]
    ranked = rivals.sort_values(["incomplete", "row"], kind="stable")
    later = ranked.duplicated(["wave", "respondent"], keep="first")
    found = np.zeros(len(responses), dtype=bool)
    found[ranked.index[later.to_numpy()]] = True
    return found


def known_project(responses: pd.DataFrame, projects: pd.DataFrame) -> NDArray[np.str_]:
    """yes, no, or not computable where the wave has no projects."""
    named = pd.MultiIndex.from_frame(responses[["wave", "project"]])
    known = named.isin(pd.MultiIndex.from_frame(projects[["wave", "project"]]))
    has_projects = responses["wave"].isin(projects["wave"].unique()).to_numpy()
    return np.where(has_projects, np.where(known, "yes", "no"), NOT_COMPUTABLE)


def share_answered(responses: pd.DataFrame, asked: Instrument, smallest: int) -> Numbers:
    """Share of the core lines shown that were answered, `cannot say` being an answer. NaN where no line was shown, and
    throughout a wave that asked fewer than `smallest` of the core lines."""
    lines = _codes(responses, asked.core_lines())
    was_shown = ~np.isin(lines, NOT_SHOWN)
    shown = was_shown.sum(axis=1)
    answered = ((lines > 0) | (lines == CANNOT_SAY)).sum(axis=1)
    asked_there = pd.DataFrame(was_shown).groupby(responses["wave"].to_numpy()).transform("any").sum(axis=1).to_numpy()
    usable = (shown > 0) & (asked_there >= smallest)
    return np.where(usable, answered / np.maximum(shown, 1), np.nan)


def speed(responses: pd.DataFrame, typical: Mask) -> Numbers:
    """Total time divided by the median of the wave's typical rows; NaN where no time above zero is known."""
    seconds = responses["duration_seconds"].where(responses["duration_seconds"] > 0)
    medians = seconds[typical].groupby(responses["wave"][typical]).median()
    return (seconds / responses["wave"].map(medians).astype("float64")).to_numpy("float64")


def attention(responses: pd.DataFrame, asked: Instrument) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """How many attention checks could be judged and how many were failed, on the codes as stored (an instructed `cannot
    say` is a pass). A check that was not shown or not answered is not judged: leaving lines out is counted elsewhere."""
    computable, failed = np.zeros((2, len(responses)), dtype="int8")
    for item in asked.items.values():
        if item.check is not None:
            answer = _codes(responses, [item.code])[:, 0]
            judged = (answer > 0) | (answer == CANNOT_SAY)
            computable += judged
            failed += judged & ~np.isin(answer, sorted(item.passes_at))
    return computable, failed


def longstring(responses: pd.DataFrame, asked: Instrument, at_once: int) -> Numbers:
    """Longest run of identical answers in a block that has reversed items, checks left out, in the order in which the row
    was shown where that is known, else in the instrument's; NaN where no such line was shown."""
    blocks = [
        [code for code in asked.likert_codes(block) if asked.items[code].check is None]
        for block in dict.fromkeys(item.block for item in asked.items.values())
        if asked.has_reversed(block)
    ]
    parts = [responses.iloc[start : start + at_once] for start in range(0, len(responses), at_once)]
    return np.concatenate([np.empty(0), *(_longest(part, blocks) for part in parts)])


def _longest(responses: pd.DataFrame, blocks: list[list[str]]) -> Numbers:
    every = [code for block in blocks for code in block]
    places = display_places(responses["item_order"], every)
    runs, start = np.full(len(responses), np.nan), 0
    for block in blocks:
        stop = start + len(block)
        ordered = in_order(_codes(responses, block), places[:, start:stop])
        runs = np.fmax(runs, longest_run(ordered, NOT_SHOWN))
        start = stop
    return runs


def display_places(orders: pd.Series, lines: list[str]) -> NDArray[np.int32]:
    """Rows by lines: where each line stood on the screen. A line that the row's order does not name stands behind those that
    it names, and a row without an order has the order of `lines`."""
    shown = [text.split() for text in orders.fillna("").tolist()]
    lengths = np.array([len(codes) for codes in shown], dtype="int64")
    column = {code: number for number, code in enumerate(lines)}
    named = np.array(list(map(column.get, chain.from_iterable(shown), repeat(-1))), dtype="int64")
    row = np.repeat(np.arange(len(orders)), lengths)
    place = np.arange(len(named)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    behind = np.iinfo("int32").max // 2
    places = np.full((len(orders), len(lines)), behind, dtype="int32") + np.arange(len(lines), dtype="int32")
    places[row[named >= 0], named[named >= 0]] = place[named >= 0]
    return places


def _codes(responses: pd.DataFrame, codes: Iterable[str]) -> Codes:
    """Rows by items, as stored; a column that no wave delivered was not asked."""
    wanted = list(codes)
    found = np.full((len(responses), len(wanted)), NOT_ASKED, dtype="int8")
    there = [place for place, code in enumerate(wanted) if code in responses]
    if there:
        found[:, there] = responses[[wanted[place] for place in there]].to_numpy("int8")
    return found


if __name__ == "__main__":
    files.run(main)
