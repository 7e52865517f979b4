"""Eigenvectors: they are what they say, in a fixed order and direction, whatever the matrix."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine import eigen as module
from scoring.engine.eigen import eigen


def test_two_by_two() -> None:
    large, small = eigen([[2.0, 1.0], [1.0, 2.0]])
    assert large.value == pytest.approx(3)
    assert small.value == pytest.approx(1)
    assert large.vector == pytest.approx((1 / sqrt(2), 1 / sqrt(2)))
    assert small.vector == pytest.approx((1 / sqrt(2), -1 / sqrt(2)))


def test_one_and_none() -> None:
    assert [(one.value, one.vector) for one in eigen([[4.0]])] == [(4.0, (1.0,))]
    assert eigen([]) == ()


def test_a_diagonal_is_only_put_in_order() -> None:
    found = eigen([[1.0, 0.0, 0.0], [0.0, 3.0, 0.0], [0.0, 0.0, 2.0]])
    assert [one.value for one in found] == [3.0, 2.0, 1.0]
    assert found[0].vector == (0.0, 1.0, 0.0)


def test_equal_values_keep_their_order() -> None:
    assert [one.vector for one in eigen([[1.0, 0.0], [0.0, 1.0]])] == [(1.0, 0.0), (0.0, 1.0)]


def test_a_matrix_of_ones_has_one_direction() -> None:
    found = eigen([[1.0] * 5] * 5)
    assert found[0].value == pytest.approx(5)
    assert found[0].vector == pytest.approx((1 / sqrt(5),) * 5)
    assert [one.value for one in found[1:]] == pytest.approx([0] * 4, abs=1e-14)


def test_the_matrix_is_left_alone() -> None:
    matrix = [[1.0, 0.5], [0.5, 2.0]]
    eigen(matrix)
    assert matrix == [[1.0, 0.5], [0.5, 2.0]]


def test_sweeps_come_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SWEEPS", 1)
    found = eigen([[2.0, 1.0, 0.5], [1.0, 2.0, 1.0], [0.5, 1.0, 2.0]])
    assert found[0].value == pytest.approx(3.686, abs=0.1)


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 9), st.integers(0, 10**6))
def test_like_numpy(size: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    matrix = chance.normal(size=(size, size)) * 10.0 ** chance.integers(-3, 4)
    matrix = matrix + matrix.T
    found = eigen(matrix.tolist())
    values = np.array([one.value for one in found])
    vectors = np.array([one.vector for one in found]).T
    scale = np.abs(matrix).max()
    assert values == pytest.approx(np.linalg.eigvalsh(matrix)[::-1], abs=1e-12 * scale)
    assert np.abs(matrix @ vectors - vectors * values).max() <= 1e-12 * scale
    assert np.abs(vectors.T @ vectors - np.eye(size)).max() <= 1e-12
    assert all(max(one.vector, key=abs) > 0 for one in found)
