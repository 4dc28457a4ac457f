"""Faults of a platform's export said with the heading that its column has in the file, where that does not show the code."""

import re
from collections.abc import Mapping, Sequence

from pipeline.platforms.columns import short
from pipeline.platforms.headings import Found
from pipeline.platforms.limesurvey_headings import system_column
from pipeline.platforms.qualtrics import OWN

COLUMN = re.compile(r", column (\w+)(?=[,:])")
SIGNS = re.compile(r"[,:]")  # which end a column's name in a sentence on it


def headings_of(found: Sequence[Found]) -> dict[str, str]:
    """The first delivered heading of each column of the plain form that is no longer called as it was."""
    named = dict[str, str]()
    for one in found:
        heading, target = one.column.heading, one.target
        if not target and (system_column(heading)[0] == "total_time" or heading in OWN["duration"]):
            target = "duration_seconds"
        if target and target not in named:
            named[target] = heading
    return {target: heading for target, heading in named.items() if target.casefold() not in heading.casefold()}


def with_headings(faults: Sequence[str], headings: Mapping[str, str]) -> list[str]:
    """The faults, each column called by its code and its heading: `column duration_seconds ('interviewtime')`."""

    def named(match: re.Match[str]) -> str:
        heading = headings.get(match[1], "")
        return f"{match[0]} ('{SIGNS.sub('', short(heading))}')" if heading else match[0]

    return [COLUMN.sub(named, fault, count=1) for fault in faults]
