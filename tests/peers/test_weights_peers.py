"""Weights from the data are those of other packages, to nine digits, on random figures."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from tests.engine.columns import AS_IT_IS, BETWEEN, TO_THE_MAXIMUM, rows, weighed

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pymcdm.weights as pymcdm
    from skcriteria.preprocessing import weighters as skcriteria

pytestmark = pytest.mark.filterwarnings("ignore")


def figures(seed: int, many: int = 60, count: int = 7) -> np.ndarray:
    chance = np.random.default_rng(seed)
    common = chance.normal(size=(many, 1))
    return np.round(np.exp(3 + 0.6 * chance.normal(size=(many, count)) + 0.5 * common), 2)


def ours(matrix: np.ndarray, method: str, scale: str) -> np.ndarray:
    return np.array(weighed(rows(*matrix.T.tolist()), method, scale))


def same(found: np.ndarray, expected: np.ndarray) -> None:
    assert np.abs(found - expected).max() <= 1e-9
    assert np.abs(found / expected - 1).max() <= 1e-9


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("scale", [TO_THE_MAXIMUM, AS_IT_IS])
def test_entropy(seed: int, scale: str) -> None:
    matrix = figures(seed)
    found = ours(matrix, "entropy", scale)
    same(found, skcriteria.entropy_weights(matrix))
    same(found, pymcdm.entropy_weights(matrix))


@pytest.mark.parametrize("seed", range(4))
def test_entropy_of_figures_that_hardly_differ(seed: int) -> None:
    chance = np.random.default_rng(seed)
    spread = np.array([1e-3, 2e-3, 5e-2, 3e-1])
    matrix = 1 + spread * chance.uniform(-1, 1, size=(500, 4))
    parts = matrix / matrix.mean(axis=0)
    exact = (parts * np.log1p(parts - 1) - (parts - 1)).mean(axis=0)
    same(ours(matrix, "entropy", AS_IT_IS), exact / exact.sum())


@pytest.mark.parametrize("seed", range(4))
def test_critic(seed: int) -> None:
    matrix = figures(seed)
    found = ours(matrix, "critic", BETWEEN)
    same(found, skcriteria.critic_weights(matrix, [1] * matrix.shape[1]))
    same(found, pymcdm.critic_weights(matrix))


@pytest.mark.parametrize("seed", range(4))
def test_standard_deviation(seed: int) -> None:
    matrix = figures(seed)
    found = ours(matrix, "deviation", AS_IT_IS)
    same(found, skcriteria.std_weights(matrix))
    same(found, pymcdm.standard_deviation_weights(matrix))


@pytest.mark.parametrize("seed", range(4))
def test_coefficient_of_variation(seed: int) -> None:
    """No package here has it by name: the deviation of figures over their mean."""
    matrix = figures(seed)
    same(ours(matrix, "variation", AS_IT_IS), skcriteria.std_weights(matrix / matrix.mean(axis=0)))


@pytest.mark.parametrize("seed", range(4))
def test_principal_component(seed: int) -> None:
    """NumPy has the component; its squared loadings add up to one."""
    matrix = figures(seed)
    _, vectors = np.linalg.eigh(np.corrcoef(matrix.T))
    same(ours(matrix, "pca", TO_THE_MAXIMUM), vectors[:, -1] ** 2)
