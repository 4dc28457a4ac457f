"""Full information: maximum likelihood from every answer that is there, rows without any left out.

It is right where whether an answer is missing depends on the other answers alone (missing at random), as with rotating forms.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.incomplete import incomplete
from pipeline.stats.moments import Model, NotFittedError, Sample
from pipeline.stats.scoring import Solution, information_of, scaled_solve, score_of
from pipeline.stats.squarem import fixed_point

Array = NDArray[np.float64]
STEPS = 200  # of the EM algorithm
SEARCHED = 50  # steps of the search; a model that the data determine takes about ten, one that they hardly do thirty
SETTLED = 1e-7  # the largest change of a mean or covariance in units of the deviations
LARGEST_DECREMENT = 1e-14  # of the deviance that one more step would gain
MEMORY = 20  # steps of the search that are remembered
REFRESHED = 3  # first steps at each of which the curvature is taken anew
ANEW = 10  # and every so many steps from then on, so that parameters that run away together are noticed
SMALLEST_STEP = 1e-5
STEP = 1e-4  # of a parameter's standard error, for second derivatives


def full_information(items: Array) -> Sample:
    """Moments (divisor n) of normal answers (n, p), NaN for missing ones; the sample knows its answers and its likelihood.

    The EM algorithm (Dempster, Laird and Rubin 1977; Little and Rubin 2002, section 11.2): a missing answer is replaced by
    its expectation given the row's others, and its remaining variance added. Unlike pairwise covariances these are always
    those of some data. Raises NotFittedError where an item was hardly ever answered or does not vary, or where some items
    are a sum of others.
    """
    data = incomplete(items)
    counts = data.seen.sum(axis=0)
    if len(data.answers) == 0 or (counts < 2).any():
        raise NotFittedError("hardly anybody answered one of the items")
    mean = data.answers.sum(axis=0) / counts
    variance = (np.where(data.seen, data.answers - mean, 0.0) ** 2).sum(axis=0) / counts
    if not (variance > 0).all():
        raise NotFittedError("one of the items does not vary")
    p, deviation = len(mean), np.sqrt(variance)
    units = np.concatenate([deviation, np.outer(deviation, deviation).ravel()])

    def step(place: Array) -> tuple[float, Array]:
        deviance, after, moved = data.expected(place[:p], place[p:].reshape(p, p))
        return deviance, np.concatenate([after, ((moved + moved.T) / 2).ravel()])

    def at_rest(now: Array, after: Array, height: float, below: float) -> bool:
        if not np.isfinite(below):
            raise NotFittedError("the covariances of the items are not positive definite")
        return float((np.abs(after - now) / units).max()) < SETTLED

    start = np.concatenate([mean, np.diag(variance).ravel()])
    found = fixed_point(step, start, at_rest, STEPS, lambda place: bool((place[p :: p + 1] > 0).all())).place
    mean, covariance = found[:p], found[p:].reshape(p, p)
    return Sample(len(data.answers), mean, covariance, data)


def deviance_of(sample: Sample) -> float:
    """Minus twice the log likelihood of free moments, without the constant log(2 pi) an answer."""
    if sample.data is None:
        return sample.n * (float(np.linalg.slogdet(sample.covariance)[1]) + len(sample.covariance))
    return sample.data.expected(sample.mean, sample.covariance)[0]


def fit_incomplete(model: Model, samples: Sequence[Sample], errors: bool) -> Solution:
    """As `scoring.fit`, by full information: the likelihood ratio is that against free moments of the same answers.

    Quasi-Newton steps (Nocedal 1980): the slopes are those of the answers with their gaps filled (Fisher's identity), and so
    is the first curvature (Lange 1995). With `errors` the covariances of the estimates come from the observed information,
    by differences of the slopes, as in R's lavaan; else they are NaN. Raises NotFittedError as `scoring.fit` does.
    """
    parameters = model.begin()
    deviance, score, filled = _at(model, samples, parameters)
    saturated = sum(deviance_of(sample) for sample in samples)
    moves: list[tuple[Array, Array]] = []
    for count in range(SEARCHED):
        if count < REFRESHED or count % ANEW == 0:
            information, moves = information_of(model, filled, parameters), []
        step = _direction(score, moves, information)
        if float(score @ step) < LARGEST_DECREMENT * max(1.0, abs(deviance)):
            covariance = _covariance(model, samples, parameters, information) if errors else information * np.nan
            return Solution(parameters, covariance, max(deviance - saturated, 0.0))
        size = 1.0
        while not (found := _at(model, samples, parameters + size * step))[0] <= deviance + 1e-11 * abs(deviance):
            size /= 2
            if size < SMALLEST_STEP:
                raise NotFittedError("the search for the likeliest values does not get on")
        moved, turned = size * step, score - found[1]
        if float(moved @ turned) > 0:
            moves = [*moves[1 - MEMORY :], (moved, turned)]
        parameters = parameters + moved
        deviance, score, filled = found
    raise NotFittedError(
        f"the search for the likeliest values did not settle in {SEARCHED} steps: some items have too little in common"
    )


def _at(model: Model, samples: Sequence[Sample], parameters: Array) -> tuple[float, Array, list[Sample]]:
    """The deviance and the score (q,) at given values, and the samples with their gaps filled as these expect."""
    total, filled = 0.0, []
    for matrices, sample in zip(model.at(parameters), samples, strict=True):
        assert sample.data is not None, "a sample without its answers"
        deviance, mean, covariance = sample.data.expected(matrices.mean(), matrices.covariance())
        if not np.isfinite(deviance):
            return deviance, np.zeros(model.parameters), []
        total += deviance
        filled.append(Sample(sample.n, mean, covariance))
    return total, score_of(model, filled, parameters), filled


def _direction(score: Array, moves: Sequence[tuple[Array, Array]], information: Array) -> Array:
    """The step (q,) of limited-memory BFGS, by the two loops of Nocedal (1980)."""
    direction, shares = score.copy(), []
    for moved, turned in reversed(moves):
        share = float(moved @ direction) / float(moved @ turned)
        direction = direction - share * turned
        shares.append(share)
    direction = scaled_solve(information, direction)
    for (moved, turned), share in zip(moves, reversed(shares), strict=True):
        direction = direction + moved * (share - float(turned @ direction) / float(moved @ turned))
    return direction


def _covariance(model: Model, samples: Sequence[Sample], parameters: Array, information: Array) -> Array:
    """The inverse of the observed information (q, q), by central differences of the score."""
    steps = STEP / np.sqrt(np.diag(information))
    columns = [
        (_at(model, samples, parameters - move)[1] - _at(model, samples, parameters + move)[1]) / (2 * size)
        for move, size in zip(np.diag(steps), steps, strict=True)
    ]
    observed = np.array(columns)
    covariance = np.linalg.inv((observed + observed.T) / 2)
    return np.asarray((covariance + covariance.T) / 2, dtype=np.float64)
