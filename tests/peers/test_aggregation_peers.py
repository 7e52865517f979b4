"""Aggregation against scikit-criteria and pymcdm, on random figures, to a billionth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest

from scoring.engine.appraisal import appraise
from tests.engine.nodes import FIGURES, SPREAD, flat
from tests.peers.packages import package

WEIGHTS = [4, 1, 3, 2, 5]
SHARES = np.array(WEIGHTS) / sum(WEIGHTS)
Peer = Callable[[np.ndarray], np.ndarray]


def ours(aggregate: str, matrix: np.ndarray, scale: str = FIGURES) -> np.ndarray:
    zones = [f"z{number:03}" for number in range(len(matrix))]
    frame = pl.DataFrame({"zone": zones} | {f"x{i}": matrix[:, i] for i in range(matrix.shape[1])})
    ranking = appraise(flat(aggregate, WEIGHTS, scale=scale), frame).ranking.sort("zone")
    return ranking["total"].cast(pl.Float64).to_numpy() / 100


def pymcdm(name: str, **options: Any) -> Peer:
    method = getattr(package("pymcdm.methods"), name)(**options)
    return lambda matrix: np.asarray(method(matrix, SHARES, np.ones(len(WEIGHTS))))


def skcriteria(module: str, name: str, pick: Callable[[Any], Any]) -> Peer:
    made = getattr(package(f"skcriteria.agg.{module}"), name)()
    core = package("skcriteria")

    def run(matrix: np.ndarray) -> np.ndarray:
        decision = core.mkdm(matrix, [max] * len(WEIGHTS), weights=list(SHARES))
        return np.asarray(pick(made.evaluate(decision).e_))

    return run


@pytest.fixture(params=[1, 2, 3])
def matrix(request: pytest.FixtureRequest) -> np.ndarray:
    return np.random.default_rng(request.param).uniform(0.05, 1.0, (40, len(WEIGHTS)))


def norm(name: str) -> Any:
    return getattr(package("pymcdm.normalizations"), name)


def test_weighted_sum(matrix: np.ndarray) -> None:
    theirs = skcriteria("simple", "WeightedSumModel", lambda e: e.score)(matrix)
    assert np.abs(ours("arithmetic", matrix) - theirs).max() <= 1e-9


def test_weighted_product(matrix: np.ndarray) -> None:
    theirs = 10 ** skcriteria("simple", "WeightedProductModel", lambda e: e.score)(matrix)
    found = np.abs(ours("geometric", matrix) - theirs).max()
    assert found <= 1e-9


def test_topsis(matrix: np.ndarray) -> None:
    found = ours("topsis", matrix)
    assert np.abs(found - pymcdm("TOPSIS", normalization_function=norm("vector_normalization"))(matrix)).max() <= 1e-9
    scaled = matrix / np.sqrt((matrix**2).sum(axis=0))
    theirs = skcriteria("topsis", "TOPSIS", lambda e: e.similarity)(scaled)
    assert np.abs(found - theirs).max() <= 1e-9


def test_topsis_of_min_max_shares(matrix: np.ndarray) -> None:
    theirs = pymcdm("TOPSIS", normalization_function=norm("minmax_normalization"))(matrix)
    assert np.abs(ours("{topsis: {normalise: none}}", matrix, SPREAD) - theirs).max() <= 1e-9


@pytest.mark.parametrize("majority", [0.0, 0.3, 0.5, 1.0])
def test_vikor(matrix: np.ndarray, majority: float) -> None:
    theirs = 1 - pymcdm("VIKOR", v=majority)(matrix)
    assert np.abs(ours(f"{{vikor: {{v: {majority * 100:g}%}}}}", matrix) - theirs).max() <= 1e-9


def test_vikor_of_scikit_criteria(matrix: np.ndarray) -> None:
    theirs = 1 - skcriteria("vikor", "VIKOR", lambda e: e.q_k)(matrix)
    assert np.abs(ours("vikor", matrix) - theirs).max() <= 1e-9


def test_power_and_harmonic_means_by_numpy(matrix: np.ndarray) -> None:
    assert np.abs(ours("harmonic", matrix) - 1 / (SHARES / matrix).sum(axis=1)).max() <= 1e-9
    assert np.abs(ours("{power: 3}", matrix) - (SHARES * matrix**3).sum(axis=1) ** (1 / 3)).max() <= 1e-9


def test_borda_and_copeland_by_brute_force(matrix: np.ndarray) -> None:
    matrix = matrix.round(1)  # with ties
    n = len(matrix)
    more = matrix[:, None, :] > matrix[None, :, :]
    same = (matrix[:, None, :] == matrix[None, :, :]).sum(axis=1) - 1
    borda = ((more.sum(axis=1) + same / 2) / (n - 1)) @ SHARES
    assert np.abs(ours("borda", matrix) - borda).max() <= 1e-9
    lead = (more * np.array(WEIGHTS)).sum(axis=2) - (more.transpose(1, 0, 2) * np.array(WEIGHTS)).sum(axis=2)
    copeland = (1 + np.sign(lead).sum(axis=1) / (n - 1)) / 2
    assert np.abs(ours("copeland", matrix) - copeland).max() <= 1e-9
