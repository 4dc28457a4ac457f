"""What the measurement page is made from."""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Measured:
    """The tables of the stage measure: measurement_by_scale, measurement_by_item, missing_by_item, factor_fit_by_block,
    invariance_by_block, bias_by_scale, style, carelessness_by_group, early_late_by_scale, response_by_project."""

    scales: pd.DataFrame
    items: pd.DataFrame
    answers: pd.DataFrame
    fit: pd.DataFrame
    invariance: pd.DataFrame
    bias: pd.DataFrame
    style: pd.DataFrame
    careless: pd.DataFrame
    early_late: pd.DataFrame
    response: pd.DataFrame
