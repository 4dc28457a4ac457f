"""How well a model of means and covariances fits, from chi-squares: CFI, TLI, RMSEA with its interval."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtrc, chndtr


@dataclass(frozen=True)
class FitIndices:
    """A model's chi-square beside that of the baseline model, in which all items are unrelated.

    `n` is what the RMSEA divides by: the number of rows for maximum likelihood, one less (per group) for WLSMV, as lavaan.
    """

    chi2: float
    df: int
    baseline_chi2: float
    baseline_df: int
    n: int
    groups: int
    srmr: float  # standardised root mean square residual

    @property
    def p(self) -> float:
        """P-value of exact fit; NaN without degrees of freedom."""
        return float(chdtrc(self.df, self.chi2)) if self.df > 0 else float("nan")

    @property
    def cfi(self) -> float:
        """Comparative fit index (Bentler 1990), 0 to 1."""
        off = max(self.chi2 - self.df, 0.0)
        worst = max(off, self.baseline_chi2 - self.baseline_df, 0.0)
        return 1 - off / worst if worst > 0 else 1.0

    @property
    def tli(self) -> float:
        """Tucker-Lewis index, not cut off at 1; 1 without degrees of freedom."""
        below = (self.baseline_chi2 - self.baseline_df) * self.df
        return 1 - (self.chi2 - self.df) * self.baseline_df / below if self.df > 0 and below != 0 else 1.0

    @property
    def rmsea(self) -> float:
        """Root mean square error of approximation (Steiger 1990); over several groups times the root of their number."""
        return self._rmsea_of(max(self.chi2 - self.df, 0.0))

    def rmsea_interval(self, level: float = 0.90) -> tuple[float, float]:
        """Two-sided interval of the RMSEA by inverting the noncentral chi-square (Browne and Cudeck 1993)."""
        tail = (1 - level) / 2
        low, high = (self._rmsea_of(noncentrality(self.chi2, self.df, share)) for share in (1 - tail, tail))
        return low, high

    def _rmsea_of(self, beyond: float) -> float:
        if self.df == 0 or self.n <= 0:
            return 0.0
        return float(np.sqrt(beyond / (self.df * self.n)) * np.sqrt(self.groups))


def noncentrality(chi2: float, df: int, share: float) -> float:
    """The noncentrality at which a chi-square of `df` degrees of freedom is below `chi2` with probability `share`, else 0
    (the ends of Browne and Cudeck's interval)."""
    if df == 0 or chndtr(chi2, df, 0.0) <= share:
        return 0.0
    high = max(chi2, 1.0)
    while chndtr(chi2, df, high) > share:
        high *= 2
    return float(brentq(lambda value: float(chndtr(chi2, df, value)) - share, 0.0, high, xtol=1e-10, rtol=1e-13))
