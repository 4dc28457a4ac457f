"""Fit indices against published values and the definition of the noncentral chi-square."""

import numpy as np
import pytest
from scipy.stats import ncx2

from pipeline.stats.fit_indices import FitIndices, noncentrality


def test_holzinger_and_swineford_as_published() -> None:
    """Three factors, 301 pupils: chi-square 85.306 on 24 df against 918.852 on 36 (lavaan's tutorial, Rosseel 2012)."""
    fit = FitIndices(85.306, 24, 918.852, 36, n=301, groups=1, srmr=0.065)
    assert fit.cfi == pytest.approx(0.931, abs=5e-4)
    assert fit.tli == pytest.approx(0.896, abs=5e-4)
    assert fit.rmsea == pytest.approx(0.092, abs=5e-4)
    assert fit.rmsea_interval() == pytest.approx((0.071, 0.114), abs=5e-4)
    assert fit.p < 1e-7


def test_by_hand() -> None:
    """Chi-square 30 on 10 df, baseline 115 on 15, 200 rows: CFI 1 - 20/100, TLI 1 - 2/10 * 15/10, RMSEA sqrt(20/2000)."""
    fit = FitIndices(30.0, 10, 115.0, 15, n=200, groups=1, srmr=0.0)
    assert (fit.cfi, fit.tli, fit.rmsea) == pytest.approx((0.8, 0.7, 0.1))
    two = FitIndices(30.0, 10, 115.0, 15, n=200, groups=2, srmr=0.0)
    assert two.rmsea == pytest.approx(0.1 * np.sqrt(2))


def test_a_perfect_fit_and_a_model_without_degrees_of_freedom() -> None:
    perfect = FitIndices(3.0, 10, 115.0, 15, n=200, groups=1, srmr=0.0)
    assert (perfect.cfi, perfect.rmsea, perfect.rmsea_interval()) == (1.0, 0.0, (0.0, 0.0))
    assert perfect.tli > 1
    full = FitIndices(0.0, 0, 115.0, 3, n=200, groups=1, srmr=0.0)
    assert (full.cfi, full.tli, full.rmsea) == (1.0, 1.0, 0.0)
    assert np.isnan(full.p)


def test_noncentrality_inverts_the_distribution() -> None:
    value = noncentrality(85.306, 24, 0.05)
    assert ncx2.cdf(85.306, 24, value) == pytest.approx(0.05, abs=1e-9)
    assert noncentrality(5.0, 10, 0.95) == 0
