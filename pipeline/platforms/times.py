"""Times as platforms write them, brought into ISO 8601; a date that could be read in two ways is not read."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

import pandas as pd

HALVES = r"am\b|pm\b|a\.\s?m\.|p\.\s?m\.|vorm\.|nachm\.|da manhã|da tarde|da noite"
FIRST = r"am|pm|오전|오후|上午|下午|午前|午後"  # before the hour
WRITTEN = re.compile(
    r"^(\d{1,4})([-/.])\s?(\d{1,2})[-/.]\s?(\d{1,4})\.?"
    rf"(?:[ T,]+(?:klo |kl\. ?)?(?:(?P<first>{FIRST})\s?)?(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}})"
    r"(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?)?"
    rf"\s*(?P<half>{HALVES})?\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
SECOND_HALF = ("p", "n", "da tarde", "da noite", "오후", "下午", "午後")
ABBREVIATION = re.compile(r"^[A-Z]{1,5}$")
OFFSET = re.compile(r"^(?:GMT|UTC|Z)?\s*(?:([+−-])(\d{1,2}):?(\d{2})?)?$", re.IGNORECASE)
ZONES = {"MEZ": 60, "CET": 60, "MESZ": 120, "CEST": 120, "": None}
ISO = r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d"
NO_TIME = "1980-01-01"  # what LimeSurvey writes instead of a time when a survey is anonymous
Parts = tuple[int, int, int]


def iso_times(given: Sequence[str] | pd.Series, what: str, usual: str = "") -> tuple[list[str], list[str]]:
    """Each cell as ISO 8601, blank where it is none; and what was guessed or dropped, in sentences that begin with `what`.
    `usual`: the order of day and month (dm, md) where such files are made, taken where the cells themselves do not tell it."""
    written = pd.Series(given, dtype="str")
    if len(written) and written.str.fullmatch(ISO).all() and not written.str.startswith(NO_TIME).any():
        read = written.str.replace(" ", "T")
        if pd.to_datetime(read, format="%Y-%m-%dT%H:%M:%S", errors="coerce").notna().all():
            return read.tolist(), []
    cells: list[str] = written.tolist()
    told = _order(cells)
    order = usual if told == "?" and usual else told
    found = {cell: _iso(cell, order) for cell in set(cells)}
    times, notes = [found[cell] or "" for cell in cells], []
    dummy = sum(cell.startswith(NO_TIME) for cell in cells)
    unread = [cell for cell in cells if cell and not found[cell] and not cell.startswith(NO_TIME)]
    if dummy:
        notes.append(
            f"{what}: {dummy} times are 1980-01-01, which an anonymous survey writes for none; they are left blank."
        )
    either = [cell for cell in unread if order == "?" and _either_way(cell)]
    for which, doubt in (
        (either, "day and month could be either way round"),
        ([cell for cell in unread if cell not in either], "no time can be read there"),
    ):
        if which:
            several = f"{len(which)} cells such as '{which[0]}' are" if which[1:] else f"the cell '{which[0]}' is"
            notes.append(f"{what}: {several} left blank, as {doubt}.")
    slashed = next((cell for cell in cells if "/" in cell and found[cell] and not re.match(r"\d{3}", cell)), "")
    if order in ("dm", "md") and slashed:
        why = "other rows allow nothing else" if order == told else "forms in the language of this heading write them"
        notes.append(
            f"{what}: times such as '{slashed}' are read as {'day/month' if order == 'dm' else 'month/day'}, as {why}."
        )
    if any(_zone_unknown(cell) for cell in set(cells)):
        notes.append(f"{what}: the time zone that is written by its letters only is not known; times are local ones.")
    return times, notes


def seconds_between(start: str, end: str) -> str:
    """Seconds from one ISO time to another as text; blank where one is missing, or the end comes first."""
    if not start or not end:
        return ""
    first, last = datetime.fromisoformat(start), datetime.fromisoformat(end)
    if (first.tzinfo is None) != (last.tzinfo is None):
        return ""
    passed = (last - first).total_seconds()
    return f"{passed:g}" if passed >= 0 else ""


def _order(cells: Sequence[str]) -> str:
    """Whether dates with a slash put the day or the month first, by the rows that allow only one; ? where none does."""
    firsts, seconds = [0], [0]
    for cell in set(cells):
        match = WRITTEN.match(cell)
        if match and match[2] != "." and len(match[1]) <= 2:
            firsts.append(int(match[1]))
            seconds.append(int(match[3]))
    if max(firsts) > 12:
        return "dm" if max(seconds) <= 12 else "?"
    return "md" if max(seconds) > 12 else "?"


def _either_way(cell: str) -> bool:
    """Whether a date is one in both orders of day and month."""
    return all(_iso(cell, order) for order in ("dm", "md"))


def _iso(cell: str, order: str) -> str | None:
    match = WRITTEN.match(cell)
    if not match or cell.startswith(NO_TIME):
        return None
    day = _day(match, order)
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    half, rest = (match["first"] or match["half"] or "").lower(), match["rest"].strip()
    if half:
        hour = hour % 12 + (12 if half.startswith(SECOND_HALF) else 0)
    elif rest and not (ABBREVIATION.match(rest) or OFFSET.match(rest)) and (match["hour"] is None or hour <= 12):
        return None  # words behind a time that may say which half of the day it is
    try:
        if day is None:
            return None
        time = datetime(*day, hour, minute, second, tzinfo=_offset(rest))
    except ValueError:
        return None
    return time.isoformat()


def _day(match: re.Match[str], order: str) -> Parts | None:
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    if len(match[1]) == 4:
        return first, second, third
    if len(match[4]) not in (2, 4):
        return None
    year = third if len(match[4]) == 4 else 2000 + third
    if match[2] == "." or order == "dm":
        return year, second, first
    return (year, first, second) if order == "md" else None


def _offset(zone: str) -> timezone | None:
    if zone.upper() in ZONES:
        minutes = ZONES[zone.upper()]
        return None if minutes is None else timezone(timedelta(minutes=minutes))
    match = OFFSET.match(zone)
    if not match:
        return None
    sign = -1 if match[1] in ("-", "−") else 1
    return timezone(sign * timedelta(hours=int(match[2] or 0), minutes=int(match[3] or 0)))


def _zone_unknown(cell: str) -> bool:
    match = WRITTEN.match(cell)
    zone = match["rest"].strip() if match else ""
    return bool(zone) and zone.upper() not in ZONES and not OFFSET.match(zone)
