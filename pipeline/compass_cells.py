"""How probable each cell of the compass is for each project, from the register, both coders and the respondents."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline import files
from pipeline.compass import OBJECTIVES, coder_shares, columns_of, largest

Array = NDArray[np.float64]
COLUMNS = ("commons", "public", "private")
CELLS = tuple((column, objective) for column in COLUMNS for objective in OBJECTIVES)
MOTIVES = (("SE",), ("HD", "PW"), ("MO",))  # of Selbstentfaltung, of a social and of a commercial purpose
SOCIAL, COMMERCIAL = OBJECTIVES.index("social"), OBJECTIVES.index("commercial")


def cells(projects: pd.DataFrame, scores: pd.DataFrame, chosen: Mapping[str, Any]) -> pd.DataFrame:
    """compass_cells_by_project: of each project with an ownership (G10) and a coder's three grades (G14), its last wave's.

    The ownership is what the register says. The objective is drawn `cell_draws` times:

    - c, one of the coders who gave all three grades, at random; g = the grades of c divided by their sum;
    - V (3,), the votes of the n respondents, resampled n times with replacement; a respondent votes for the motive with the
      highest score, SE, the mean of HD and PW, or MO, and shares the vote among equals;
    - theta from a Dirichlet distribution with the parameters prior + m g + min(1, m / n) V, where m = `coder_votes`: the
      coder counts as m votes, the respondents as one each and together never as more than the coder. Fewer respondents than
      `votes_from` do not count, n = 0, so that no page can tell what they said.

    The objective of a draw is the largest of theta; p(ownership, objective) is the share of the draws that have it.

    The original 2x2 compass has no commons and no Selbstentfaltung. Commons go to public or to private with equal chance; the
    objective of a draw is the larger of theta's social and commercial purpose; q is the share of draws with the social one.
    entropy2x2 = (ln 2 [commons] - q ln q - (1 - q) ln (1 - q)) / ln 4, which is 0 for one sure cell and 1 for four equal ones:
    commons alone make it 0.5. largest2x2 = max(q, 1 - q), halved for commons.
    """
    placed = _placed(projects)
    if not len(placed):
        return files.empty("compass_cells_by_project")
    ballots = votes(scores)
    generator = np.random.Generator(np.random.PCG64(chosen["seed"]))
    grades = coder_shares(placed)
    of = ballots.groupby("project").indices
    kinds, kind = np.unique(ballots[list(OBJECTIVES)].to_numpy("float64"), axis=0, return_inverse=True)
    none = np.zeros(len(kinds), dtype=np.int64)
    rows = []
    for project, column, graded in zip(placed["project"], placed["column"], grades, strict=True):
        counted = project in of and len(of[project]) >= chosen["votes_from"]
        cast = np.bincount(kind.ravel()[of[project]], minlength=len(kinds)) if counted else none
        theta = objectives(graded[np.isfinite(graded).all(axis=1)], kinds, cast, chosen, generator)
        shares = np.bincount(largest(theta), minlength=len(OBJECTIVES)) / len(theta)
        q = float((theta[:, SOCIAL] > theta[:, COMMERCIAL]).mean())
        rows.append({"respondents_counted": int(cast.sum()), **_probabilities(column, shares), **_original(column, q)})
    table = pd.concat([placed[["project", "declared_type"]], pd.DataFrame(rows)], axis=1)
    columns = list(files.description("compass_cells_by_project")["columns"])
    return table[columns].astype({"modal_cell": "str", "respondents_counted": "int32"})


def objectives(
    graded: Array, kinds: Array, cast: NDArray[np.int64], chosen: Mapping[str, Any], generator: np.random.Generator
) -> Array:
    """theta (draws, 3) of one project, from the shares of its coders (coders, 3) and how many of its respondents cast each of
    the different votes `kinds` (kinds, 3).

    Resampling n votes is drawing the numbers of equal votes from a multinomial distribution with their observed shares.
    """
    draws, m, n = int(chosen["cell_draws"]), float(chosen["coder_votes"]), int(cast.sum())
    parameters = chosen["cell_prior"] + m * graded[generator.integers(0, len(graded), draws)]
    if n:
        present = cast > 0
        parameters += min(1.0, m / n) * generator.multinomial(n, cast[present] / n, draws) @ kinds[present]
    gammas = generator.standard_gamma(parameters)
    theta: Array = gammas / gammas.sum(axis=1, keepdims=True)
    return theta


def votes(scores: pd.DataFrame) -> pd.DataFrame:
    """The vote of each respondent of the primary set with all three motives, one column per objective; who answers in two
    waves votes once, with the last answers."""
    rows = scores[scores["in_primary"] & scores["project"].notna()]
    again = rows["respondent"].notna() & rows.duplicated(["project", "respondent"], keep="last")
    rows = rows[~again]
    motives = np.column_stack([_motive(rows, codes) for codes in MOTIVES])
    known = np.isfinite(motives).all(axis=1)
    first = motives[known] == motives[known].max(axis=1, keepdims=True)
    cast = pd.DataFrame(first / first.sum(axis=1, keepdims=True), columns=list(OBJECTIVES))
    return cast.assign(project=rows["project"].to_numpy()[known])


def _motive(rows: pd.DataFrame, codes: tuple[str, ...]) -> Array:
    """The mean of the scores that are there, NaN where none is."""
    result: Array = rows.reindex(columns=list(codes)).astype("float64").mean(axis=1).to_numpy()
    return result


def _placed(projects: pd.DataFrame) -> pd.DataFrame:
    """The rows of the register with ownership and a coder's grades, of each project the last."""
    graded = np.isfinite(coder_shares(projects).sum(axis=2)).sum(axis=1) > 0
    table = projects.assign(column=columns_of(projects["ownership"]))[graded & projects["ownership"].notna().to_numpy()]
    last: pd.DataFrame = table.groupby("project", sort=True).tail(1).sort_values("project", ignore_index=True)
    return last


def _probabilities(column: str, shares: Array) -> dict[str, float | str]:
    """Nine probabilities; the most probable cell, a tie going against the talk."""
    nine = {f"{c}_{o}": shares[OBJECTIVES.index(o)] if c == column else 0.0 for c, o in CELLS}
    return {**nine, "modal_cell": f"{column} x {OBJECTIVES[largest(shares)]}"}


def _original(column: str, q: float) -> dict[str, float]:
    spread = -sum(p * np.log(p) for p in (q, 1 - q) if p > 0)
    forced = np.log(2) if column == "commons" else 0.0
    return {
        "largest2x2": max(q, 1 - q) * (0.5 if forced else 1.0),
        "entropy2x2": float((forced + spread) / np.log(4)),
    }
