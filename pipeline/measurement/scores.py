"""Factor scores of the respondents, beside the plain means."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.measurement.answers import Answers, scales
from pipeline.stats.factor_scores import factor_scores


def factor_scored(scores: pd.DataFrame, answers: Answers, primary: NDArray[np.bool_]) -> pd.DataFrame:
    """factor_scores_by_respondent: a column, in points, for every scale of two or more lines; NaN where it has no plain
    mean. Estimated from the rows of the mask `primary` (n,), scored for all."""
    columns = {
        scale.code: np.where(scores[scale.code].notna(), factor_scores(answers.matrix(scale.items), primary), np.nan)
        for scale in scales(answers.asked)
        if len(scale.items) > 1
    }
    return pd.concat([scores[["wave", "row"]], pd.DataFrame(columns, index=scores.index)], axis=1)
