"""Indices of careless answering, on matrices with one row per person and one column per line."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int8]


def in_order(codes: Codes, places: NDArray[np.int32]) -> Codes:
    """The codes (n, k) of each row in the order of their places (n, k); equal places keep the columns' order."""
    if codes.size == 0:
        return codes
    ordered: Codes = np.take_along_axis(codes, np.argsort(places, axis=1, kind="stable"), axis=1)
    return ordered


def longest_run(codes: Codes, not_shown: Collection[int]) -> NDArray[np.float64]:
    """Per row, the length of the longest run of identical answers from left to right (longstring).

    Codes are 0 or above for answers and below 0 for their absence. A line whose code is in `not_shown` was not on the
    screen: the run goes on across it. Any other code below 0 breaks the run. NaN where no line was shown, 0 where none of
    those shown was answered. Definition: Johnson 2005, Meade and Craig 2012, on raw codes (not reversed).
    """
    rows = len(codes)
    run, longest = np.zeros(rows, dtype="int32"), np.zeros(rows, dtype="int32")
    last = np.full(rows, -1, dtype="int8")
    shown_at_all = np.zeros(rows, dtype=bool)
    on_screen = ~np.isin(codes, np.array(sorted(not_shown), dtype="int8"))
    for code, shown in zip(codes.T, on_screen.T, strict=True):
        continued = np.where(code >= 0, np.where(code == last, run + 1, 1), 0)
        run = np.where(shown, continued, run)
        last = np.where(shown, code, last)
        longest = np.maximum(longest, run)
        shown_at_all |= shown
    return np.where(shown_at_all, longest.astype("float64"), np.nan)
