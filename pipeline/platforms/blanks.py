"""Empty cells by their kind: not asked, not applicable, not reached, or shown and not answered."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument import Instrument, Item
from pipeline.platforms.answers import BLANK, Codes

NOT_APPLICABLE, NOT_ASKED, NOT_ANSWERED, NOT_REACHED = -3, -4, -5, -6
ROTATING = ("A", "B")
SEQUENCES = {"MPV": "SMPVD", "PMV": "SPMVD"}  # block J is for some only, so that its blanks say nothing about the end
Mask = NDArray[np.bool_]


def filled(
    coded: Mapping[str, Codes], asked: Instrument, form: pd.Series, block_order: pd.Series | None
) -> dict[str, Codes]:
    """Each item's codes with the kind of absence where the cell is empty, all of length n.

    -4 where the row's rotating form is known and is not the item's; else -3 where the item's filter shuts the row out; else
    -6 where no cell of the item's block and of the blocks after it is filled (the row was abandoned earlier; the first block
    counts as reached); else -5. `block_order` is None for a survey that did not ask our blocks in their order: no -6 there.
    """
    unreached = _unreached(coded, asked, block_order) if block_order is not None else {}
    other_form = {letter: (form.notna() & (form != letter)).to_numpy(dtype=bool) for letter in ROTATING}
    return {code: _one(codes, asked.items[code], coded, other_form, unreached) for code, codes in coded.items()}


def _one(
    codes: Codes,
    item: Item,
    coded: Mapping[str, Codes],
    other_form: Mapping[str, Mask],
    unreached: Mapping[str, Mask],
) -> Codes:
    blank = np.flatnonzero(codes == BLANK)
    if not len(blank):
        return codes
    kind = np.full(len(blank), NOT_ANSWERED, dtype=np.int16)
    if item.block in unreached:
        kind[unreached[item.block][blank]] = NOT_REACHED
    for other, shown in item.filter:
        if other in coded:
            given = coded[other][blank]
            kind[(given > 0) & ~np.isin(given, sorted(shown))] = NOT_APPLICABLE
    if item.form in ROTATING:
        kind[other_form[item.form][blank]] = NOT_ASKED
    found = codes.copy()
    found[blank] = kind
    return found


def _unreached(coded: Mapping[str, Codes], asked: Instrument, block_order: pd.Series) -> dict[str, Mask]:
    """By block, which rows never came there."""
    n = len(block_order)
    blocks = dict.fromkeys(asked.items[code].block for code in coded)
    answered = {
        block: np.any([codes != BLANK for code, codes in coded.items() if asked.items[code].block == block], axis=0)
        for block in blocks
    }
    found = {block: np.zeros(n, dtype=bool) for block in blocks}
    other = (block_order != "MPV").to_numpy(dtype=bool)  # an unknown order is taken as PMV
    for sequence, rows in ((SEQUENCES["MPV"], ~other), (SEQUENCES["PMV"], other)):
        later = np.zeros(n, dtype=bool)
        for block in reversed([b for b in sequence if b in blocks][1:]):
            later = later | answered[block]
            found[block] |= rows & ~later
    if "J" in blocks and "D" in blocks:
        found["J"] = found["D"] & ~answered["J"]
    return found


def inferred_form(form: pd.Series, coded: Mapping[str, Codes], asked: Instrument) -> pd.Series:
    """The rotating form; where it is not given, the one of which lines were shown while none of the other's was."""
    shown = {
        letter: np.any(
            [_was_shown(codes) for code, codes in coded.items() if asked.items[code].form == letter]
            or [np.zeros(len(form), dtype=bool)],
            axis=0,
        )
        for letter in ROTATING
    }
    guess = pd.Series(np.select([shown["A"] & ~shown["B"], shown["B"] & ~shown["A"]], ["A", "B"], ""), form.index)
    return form.where(form.notna(), guess.where(guess != "")).astype("str")


def _was_shown(codes: Codes) -> Mask:
    return ~np.isin(codes, [BLANK, NOT_APPLICABLE, NOT_ASKED, NOT_REACHED])
