"""Published tables: what others printed for well-known data sets, from the moments of these data.

Holzinger and Swineford (1939): nine tests of 301 pupils of two schools, in the version of R's lavaan (Rosseel 2012, Journal of
Statistical Software 48(2), and the tutorial at lavaan.ugent.be). bfi: 25 personality items of 2800 people in R's psych
(Revelle), whose alphas its manual prints for scoring the five scales. Moments are rounded to six decimals, covariances of
pupils with divisor n, of bfi pairwise with divisor n - 1 and items A1, C4, C5, E1, E2, O2, O5 turned.
"""

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.stats.factor import cfa_of_covariance, pattern_of
from pipeline.stats.invariance import levels
from pipeline.stats.moments import Sample
from pipeline.stats.reliability import alpha_raw

Array = NDArray[np.float64]
THREE = pattern_of([3, 3, 3])
PUPILS = """
    1.358370
    0.407371 1.381784
    0.579899 0.451064 1.274865
    0.504835 0.208923 0.208170 1.350665
    0.440616 0.211091 0.112296 1.097753 1.659786
    0.454808 0.247545 0.244109 0.895516 1.014524 1.196358
    0.084765 -0.096751 0.088342 0.219743 0.143000 0.144078 1.183139
    0.263838 0.109659 0.212323 0.125593 0.180605 0.165431 0.535245 1.021983
    0.458339 0.244009 0.373853 0.243363 0.295241 0.235997 0.373297 0.457317 1.015004
"""
PASTEUR_MEANS = "4.941239 5.983974 2.487179 2.822650 3.995192 1.922161 4.432274 5.563141 5.417735"
PASTEUR = """
    1.395230
    0.402103 1.503750
    0.620107 0.476758 1.345789
    0.567926 0.088504 0.164660 1.319686
    0.471940 0.142551 0.066445 1.079810 1.707910
    0.497563 0.194036 0.222102 0.755121 0.933921 0.974449
    0.046164 -0.203845 -0.024698 0.321554 0.170905 0.219107 1.169920
    0.165195 0.038512 0.151611 0.146989 0.151505 0.205647 0.426092 0.951991
    0.351143 0.218678 0.332078 0.155163 0.208428 0.186184 0.287226 0.352425 0.977553
"""
GRANT_WHITE_MEANS = "4.929885 6.200000 1.995690 3.317241 4.712069 2.468966 3.920840 5.488276 5.327203"
GRANT_WHITE = """
    1.318647
    0.414310 1.226379
    0.533750 0.478448 1.073365
    0.439868 0.283103 0.380965 1.257212
    0.411134 0.204569 0.344233 0.933298 1.341665
    0.412028 0.243892 0.407071 0.906397 0.898084 1.280142
    0.123285 0.075727 0.079681 0.241305 0.302994 0.208295 1.061800
    0.369523 0.194586 0.258570 0.121765 0.239728 0.143380 0.632835 1.094380
    0.573133 0.281398 0.395735 0.361459 0.422277 0.315245 0.441902 0.566652 1.051048
"""
BFI = {
    "agreeableness": (
        0.70,
        """
    1.981724
    0.560225 1.373631
    0.485841 0.741629 1.694771
    0.305075 0.582148 0.696135 2.189313
    0.321241 0.576095 0.828038 0.573724 1.583853
        """,
    ),
    "conscientiousness": (
        0.73,
        """
    1.540941
    0.699717 1.738038
    0.491419 0.603699 1.660366
    0.579955 0.688188 0.596874 1.890950
    0.503460 0.639974 0.714016 1.067527 2.652149
        """,
    ),
    "extraversion": (
        0.76,
        """
    2.661810
    1.224623 2.576700
    0.719066 0.825598 1.829848
    0.995949 1.204655 0.826274 2.124357
    0.657577 0.799671 0.692096 0.614866 1.781605
        """,
    ),
    "neuroticism": (
        0.81,
        """
    2.467782
    1.696886 2.328504
    1.400842 1.343388 2.569295
    0.982958 0.937997 1.307402 2.463911
    0.961022 0.866819 1.112354 1.010264 2.620019
        """,
    ),
    "openness": (
        0.60,
        """
    1.275839
    0.377773 2.449700
    0.544525 0.499719 1.490600
    0.246331 0.130548 0.289512 1.491453
    0.357858 0.674725 0.501615 0.289278 1.763475
        """,
    ),
}


def symmetric(text: str) -> Array:
    """A matrix from its lower triangle."""
    lines = [[float(number) for number in line.split()] for line in text.strip().splitlines()]
    lower = np.array([line + [0.0] * (len(lines) - len(line)) for line in lines])
    return np.asarray(lower + np.tril(lower, -1).T)


@pytest.mark.parametrize("scale", BFI)
def test_the_alphas_of_the_five_bfi_scales(scale: str) -> None:
    alpha, covariance = BFI[scale]
    assert round(alpha_raw(symmetric(covariance)), 2) == alpha


def test_three_factors_of_holzinger_and_swineford() -> None:
    """As printed: chi-square 85.306 on 24 df, CFI 0.931, TLI 0.896, RMSEA 0.092 (0.071 to 0.114), SRMR 0.065."""
    fit = cfa_of_covariance(symmetric(PUPILS), 301, THREE)
    found = fit.indices
    assert (found.df, found.baseline_df) == (24, 36)
    assert found.chi2 == pytest.approx(85.306, abs=5e-4)
    assert found.baseline_chi2 == pytest.approx(918.852, abs=2e-3)
    assert [round(x, 3) for x in (found.cfi, found.tli, found.rmsea, found.srmr)] == [0.931, 0.896, 0.092, 0.065]
    assert [round(end, 3) for end in found.rmsea_interval()] == [0.071, 0.114]
    assert fit.loglik == pytest.approx(-3737.745, abs=1e-3)
    assert (fit.aic, fit.bic) == pytest.approx((7517.490, 7595.339), abs=2e-3)


def test_their_loadings_and_standard_errors() -> None:
    fit = cfa_of_covariance(symmetric(PUPILS), 301, THREE)
    free = THREE.copy()
    free[[0, 3, 6]] = False
    printed = {0.554: 0.100, 0.729: 0.109, 1.113: 0.065, 0.926: 0.055, 1.180: 0.165, 1.082: 0.151}
    assert [round(x, 3) for x in fit.estimates[0].loadings[free]] == list(printed)
    assert [round(x, 3) for x in fit.errors[0].loadings[free]] == pytest.approx(list(printed.values()), abs=1.1e-3)


def test_the_schools_differ_in_their_intercepts() -> None:
    """As printed: chi-squares 115.85 (48), 124.04 (54) and 164.10 (60), differences 8.192 and 40.059. Freed by common practice
    are the intercepts of x3 and x7, and the result then fits nearly as well as equal loadings: 129.42 on 58 df."""
    samples = [
        Sample(156, np.array([float(x) for x in PASTEUR_MEANS.split()]), symmetric(PASTEUR)),
        Sample(145, np.array([float(x) for x in GRANT_WHITE_MEANS.split()]), symmetric(GRANT_WHITE)),
    ]
    found = levels(samples, THREE)
    assert [level.fit.indices.df for level in found[:3]] == [48, 54, 60]
    assert [level.fit.indices.chi2 for level in found[:3]] == pytest.approx([115.851, 124.044, 164.103], abs=1e-3)
    assert [level.chi2_difference for level in found[1:3]] == pytest.approx([8.192, 40.059], abs=1e-3)
    assert [level.holds() for level in found[:3]] == [True, True, False]
    partial = found[3]
    assert partial.name == "partial scalar"
    assert set(partial.released) == {2, 6}
    assert partial.fit.indices.chi2 == pytest.approx(129.422, abs=2e-3)
    assert partial.fit.indices.df == 58
