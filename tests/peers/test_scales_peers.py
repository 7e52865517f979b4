"""Scales by name against the same ones of scikit-criteria and pymcdm, on random data."""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable, Sequence

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import numpy as np
    from pymcdm import normalizations
    from skcriteria.preprocessing import scalers

from tests.engine.test_named_scales import shares

Peer = Callable[[Sequence[float]], Sequence[float]]


def _scaled(scaler: object) -> Peer:
    def share(values: Sequence[float]) -> Sequence[float]:
        matrix = np.array([values]).T
        transformed = scaler._transform_matrix(matrix)  # type: ignore[attr-defined]
        return [float(value) for value in transformed[:, 0]]

    return share


def _normalised(function: Callable[..., object], *, cost: bool = False) -> Peer:
    def share(values: Sequence[float]) -> Sequence[float]:
        return [float(value) for value in function(np.array(values), cost=cost)]  # type: ignore[attr-defined]

    return share


PEERS: list[tuple[str, Peer]] = [
    ("min_max", _normalised(normalizations.minmax_normalization)),
    ("{name: min_max, better: less}", _normalised(normalizations.minmax_normalization, cost=True)),
    ("distance_to_max", _normalised(normalizations.minmax_normalization)),
    ("fraction_of_max", _normalised(normalizations.max_normalization)),
    ("{name: fraction_of_max, better: less}", _normalised(normalizations.max_normalization, cost=True)),
    ("{formula: share(x)}", _normalised(normalizations.sum_normalization)),
    ("min_max", _scaled(scalers.MinMaxScaler("matrix"))),
    ("fraction_of_max", _scaled(scalers.MaxAbsScaler("matrix"))),
    ("{formula: share(x)}", _scaled(scalers.SumScaler("matrix"))),
]


def drawn(seed: int) -> list[float]:
    dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
    return [round(dice.lognormvariate(3, 1), 4) for _ in range(dice.randint(3, 30))]


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(("scale", "peer"), PEERS)
def test_the_same_share(scale: str, peer: Peer, seed: int) -> None:
    values = drawn(seed)
    assert shares(scale, values) == pytest.approx(peer(values), abs=1e-9)


@pytest.mark.parametrize("seed", range(2))
def test_z_scores_are_the_population_s_by_another_deviation(seed: int) -> None:
    """scikit-criteria divides by the population's deviation, we (and COINr) by the sample's."""
    values = drawn(seed)
    theirs = _scaled(scalers.StandarScaler("matrix"))(values)
    factor = ((len(values) - 1) / len(values)) ** 0.5
    assert shares("z_score", values) == pytest.approx([value * factor for value in theirs], abs=1e-9)


@pytest.mark.parametrize("seed", range(2))
def test_places_are_those_of_scipy(seed: int) -> None:
    from scipy.stats import rankdata

    values = [round(value, -1) for value in drawn(seed)]
    n = len(values)
    for scale, method in (
        ("{name: rank, ties: max}", "min"),
        ("rank", "max"),
        ("{name: rank, ties: average}", "average"),
    ):
        expected = [float(place) / n for place in rankdata(values, method=method)]
        assert shares(scale, values) == pytest.approx(expected, abs=1e-9)
    prank = [(float(place) - 1) / (n - 1) for place in rankdata(values, method="min")]
    assert shares("percentile_rank", values) == pytest.approx(prank, abs=1e-9)
