"""Times as platforms write them, brought into ISO 8601; a date that could be read in two ways is not read."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone

import pandas as pd

DAY = re.compile(r"^(\d{1,4})([-/.])\s?(\d{1,2})[-/.]\s?(\d{1,4})$")
HALVES = r"am\b|pm\b|a\.\s?m\.|p\.\s?m\.|vorm\.|nachm\.|da manhã|da tarde|da noite"
FIRST = r"am|pm|오전|오후|上午|下午|午前|午後"  # before the hour
WRITTEN = (  # of RE2; what stands behind a fraction of a second is not looked at
    r"^(?P<day>\d{1,4}[-/.]\s?\d{1,2}[-/.]\s?\d{1,4})\.?"
    rf"(?:[ T,]+(?i:klo |kl\. ?)?(?:(?P<first>(?i:{FIRST}))\s?)?"
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?)?"
    rf"\s*(?P<half>(?i:{HALVES}))?\s*(?P<zone>.*)$"
)
SECOND_HALF = ("p", "n", "da tarde", "da noite", "오후", "下午", "午後")
ABBREVIATION = re.compile(r"^[A-Z]{1,5}$")
USUAL = r"^(?:\d{4}-\d\d-\d\d[ T](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d|$)"  # by far the most
FRACTION = re.compile(r"^[.,]\d+")
OFFSET = re.compile(r"^(?:GMT|UTC|Z)?\s*(?:([+−-])(\d{1,2}):?(\d{2})?)?$", re.IGNORECASE)
ZONES = {"MEZ": 60, "CET": 60, "MESZ": 120, "CEST": 120, "": None}
NO_TIME = "1980-01-01"  # what LimeSurvey writes instead of a time when a survey is anonymous
Parts = tuple[int, int, int]


def iso_times(given: Sequence[str] | pd.Series, what: str, usual: str = "") -> tuple[pd.Series, list[str]]:
    """Each cell as ISO 8601, blank where it is none; and what was guessed or dropped, in sentences that begin with `what`.
    `usual`: the order of day and month (dm, md) where such files are made, taken where the cells themselves do not tell it."""
    written = pd.Series(given, dtype="str")
    known = _usual(written)
    if known is not None:
        return known, []
    written = written.str.replace(
        r"[\x{00A0}\x{202F}]", " ", regex=True
    )  # hard blanks, as before PM in the United States
    parts = _parts(written)
    told = _order(list(map(str, parts["day"].unique())))
    order = usual if told == "?" and usual else told
    read, dummies = _joined(parts, order), written.str.startswith(NO_TIME)
    times, notes = read.where(read.notna() & ~dummies, ""), []
    if dummies.any():
        said = "times are 1980-01-01, which an anonymous survey writes for none; they are left blank."
        notes.append(f"{what}: {int(dummies.sum())} {said}")
    unread = (written != "") & (times == "") & ~dummies
    either = unread & _either(parts, order) if unread.any() else unread
    for rows, doubt in (
        (either, "day and month could be either way round"),
        (unread & ~either, "no time can be read there"),
    ):
        if rows.any():
            first, n = written[rows].iloc[0], int(rows.sum())
            notes.append(
                f"{what}: {f'{n} cells such as {first!r} are' if n > 1 else f'the cell {first!r} is'} left blank, as {doubt}."
            )
    slashed = written[written.str.contains("/", regex=False) & (times != "") & ~written.str.match(r"\d{3}")]
    if order in ("dm", "md") and len(slashed):
        why = "other rows allow nothing else" if order == told else "forms in the language of this heading write them"
        shown = f"{what}: times such as '{slashed.iloc[0]}' are read as"
        notes.append(f"{shown} {'day/month' if order == 'dm' else 'month/day'}, as {why}.")
    if any(_zone_unknown(zone) for zone in parts["zone"].unique()):
        notes.append(f"{what}: the time zone that is written by its letters only is not known; times are local ones.")
    return times.astype("str"), notes


def fractions(given: pd.Series) -> pd.Series:
    """The fractions of a second that times of ISO 8601 are written with, which `iso_times` leaves out; 0 where none is."""
    ends = given.astype("str").str.slice(19)
    parts = {end: FRACTION.match(end) for end in map(str, ends.unique())}
    return ends.map({end: float(f"0.{part[0][1:]}") if part else 0.0 for end, part in parts.items()}).astype("float64")


def seconds_between(start: pd.Series, end: pd.Series, beyond: pd.Series | float) -> pd.Series:
    """Seconds from one ISO time to the other of each row as text; blank where one is missing, where only one of them has an
    offset, or where the end comes first. `beyond`: what the fractions of the ends exceed those of the starts."""
    zones = start.str.slice(19), end.str.slice(19)
    passed = (_instants(end, zones[1]) - _instants(start, zones[0]) + beyond).round(3)
    passed = passed.where(((zones[0] == "") == (zones[1] == "")) & (passed >= 0))
    return passed.map({seconds: f"{seconds:.10g}" for seconds in passed.dropna().unique()}).astype("str").fillna("")


def _instants(times: pd.Series, zones: pd.Series) -> pd.Series:
    """Seconds since 1970 of ISO times, in universal time where they have an offset; none where they are blank."""
    local = pd.to_datetime(times.str.slice(0, 19), format="%Y-%m-%dT%H:%M:%S", errors="coerce")
    ahead = {zone: _offset(zone) for zone in map(str, zones.unique())}
    shift = {zone: known.utcoffset(None).total_seconds() if known else 0.0 for zone, known in ahead.items()}
    return (local - pd.Timestamp(0)).dt.total_seconds() - zones.map(shift)


def _usual(written: pd.Series) -> pd.Series | None:
    """The times where all are written as in ISO 8601 and known; None where anything must be looked at."""
    if not written.str.match(USUAL).all() or written.str.startswith(NO_TIME).any():
        return None
    ends, days = written.str.slice(19), map(str, written.str.slice(0, 10).unique())
    bare = {end: FRACTION.sub("", end) for end in map(str, ends.unique())}
    zones = {end: None if _zone_unknown(zone) else _iso_zone(zone) for end, zone in bare.items()}
    if None in zones.values() or any(day and _iso_day(day, "") is None for day in days):
        return None
    read = written.str.slice(0, 19).str.replace(" ", "T", regex=False)
    return read if set(zones.values()) == {""} else (read + ends.map(zones)).astype("str")


def _parts(written: pd.Series) -> pd.DataFrame:
    """What stands in each cell as day, hour, minute, second, half of the day and zone; blank where it is no time."""
    import pyarrow as pa
    from pyarrow import compute

    found = compute.extract_regex(pa.array(written, pa.string()), pattern=WRITTEN)
    names = [field.name for field in found.type]
    return pd.DataFrame(
        {
            name: pd.Series(compute.fill_null(compute.struct_field(found, name), ""), written.index, dtype="str")
            for name in names
        }
    )


def _either(parts: pd.DataFrame, order: str) -> pd.Series:
    """Which times have a day and a month that could be either way round."""
    return (order == "?") & _joined(parts, "dm").notna() & _joined(parts, "md").notna()


def _joined(parts: pd.DataFrame, order: str) -> pd.Series:
    """ISO times from the parts, none where a part is impossible; each distinct part is read once."""
    odd = parts["zone"].map({text: "?" * _odd(text.strip()) for text in map(str, parts["zone"].unique())})
    whole = parts["hour"] + "|" + parts["first"] + parts["half"] + "|" + odd.astype("str")
    hours = {text: _hour(text) for text in map(str, whole.unique())}
    sixty = {f"{n:02d}": f"{n:02d}" for n in range(60)} | {"": "00"}
    days = {text: _iso_day(text, order) for text in map(str, parts["day"].unique())}
    zones = {text: _iso_zone(text) for text in map(str, parts["zone"].unique())}
    said = (parts["day"].map(days), whole.map(hours), parts["minute"].map(sixty), parts["second"].map(sixty))
    day, hour, minute, second = (part.astype("str") for part in said)
    return day + "T" + hour + ":" + minute + ":" + second + parts["zone"].map(zones).astype("str")


def _odd(behind: str) -> bool:
    """Whether words behind a time are no zone, so that they may say which half of the day it is."""
    return bool(behind) and not (ABBREVIATION.match(behind) or OFFSET.match(behind))


def _hour(text: str) -> str | None:
    """An hour of 24 from the hour written, the half of the day (blank for none), and a mark where more words follow:
    `2|pm|`."""
    written, half, odd = text.split("|")
    hour = int(written or 0)
    if half:
        hour = hour % 12 + (12 if half.casefold().startswith(SECOND_HALF) else 0)
    elif odd and hour <= 12:
        return None
    return f"{hour:02d}" if hour < 24 else None


def _iso_day(text: str, order: str) -> str | None:
    match = DAY.match(text)
    day = _day(match, order) if match else None
    try:
        return date(*day).isoformat() if day is not None else None
    except ValueError:
        return None


def _iso_zone(text: str) -> str | None:
    try:
        known = _offset(text.strip())
        return datetime(2000, 1, 1, tzinfo=known).isoformat()[19:]
    except ValueError:
        return None


def _order(days: Sequence[str]) -> str:
    """Whether dates with a slash put the day or the month first, by the rows that allow only one; ? where none does."""
    firsts, seconds = [0], [0]
    for match in filter(None, map(DAY.match, days)):
        if match[2] != "." and len(match[1]) <= 2:
            firsts.append(int(match[1]))
            seconds.append(int(match[3]))
    if max(firsts) > 12:
        return "dm" if max(seconds) <= 12 else "?"
    return "md" if max(seconds) > 12 else "?"


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


def _zone_unknown(zone: str) -> bool:
    bare = zone.strip()
    return bool(bare) and bare.upper() not in ZONES and not OFFSET.match(bare)
