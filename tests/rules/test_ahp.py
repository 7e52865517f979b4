"""Pairwise comparisons: published examples, consistent matrices, and what a random one comes to."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.rules import ahp
from scoring.rules.ahp import RANDOM_INDEX, judged

#: Saaty, "How to make a decision", European Journal of Operational Research 48 (1990): choosing a house.
HOUSE = """\
1 5 3 7 6 6 1/3 1/4
1/5 1 1/3 5 3 3 1/5 1/7
1/3 3 1 6 3 4 6 1/5
1/7 1/5 1/6 1 1/3 1/4 1/7 1/8
1/6 1/3 1/3 3 1 1/2 1/5 1/6
1/6 1/3 1/4 4 2 1 1/5 1/6
3 5 1/6 7 5 5 1 1/2
4 7 5 8 6 6 2 1"""
#: Saaty, "Decision making with the analytic hierarchy process", Int. J. Services Sciences 1 (2008): drinks.
DRINKS = """\
1 9 5 2 1 1 1/2
1/9 1 1/3 1/9 1/9 1/9 1/9
1/5 3 1 1/3 1/4 1/3 1/9
1/2 9 3 1 1/2 1 1/3
1 9 4 2 1 2 1/2
1 9 3 1 1/2 1 1/3
2 9 9 3 2 3 1"""


def matrix(text: str) -> list[list[Fraction]]:
    return [[Fraction(entry) for entry in row.split()] for row in text.splitlines()]


@pytest.mark.parametrize(
    ("text", "weights", "ratio"),
    [
        (HOUSE, "0.173 0.054 0.188 0.018 0.031 0.036 0.167 0.333", "0.169"),
        (DRINKS, "0.177 0.019 0.042 0.116 0.190 0.129 0.327", "0.022"),
    ],
)
def test_published_examples(text: str, weights: str, ratio: str) -> None:
    found = judged(matrix(text))
    printed = [Decimal(weight) for weight in weights.split()]
    assert all(abs(one - two) <= Decimal("0.0006") for one, two in zip(found.weights, printed, strict=True))
    assert round(found.ratio, 3) == Decimal(ratio)


def test_consistent_comparisons_give_exact_weights() -> None:
    found = judged(matrix("1 2 4\n1/2 1 2\n1/4 1/2 1"))
    assert [str(weight) for weight in found.weights] == ["0.571428571429", "0.285714285714", "0.142857142857"]
    assert found.ratio == 0


@pytest.mark.parametrize("text", ["1", "1 7\n1/7 1"])
def test_one_or_two_things_are_always_consistent(text: str) -> None:
    assert judged(matrix(text)).ratio == 0


def test_the_table_of_random_consistency() -> None:
    assert [float(index) for index in RANDOM_INDEX[2:10]] == [0.58, 0.9, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49]
    assert len(RANDOM_INDEX) == 15


def test_rounds_come_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahp, "_ROUNDS", 1)
    assert sum(judged(matrix(HOUSE)).weights) == pytest.approx(1)


@settings(deadline=None, max_examples=40)
@given(st.integers(2, 15), st.integers(0, 10**6))
def test_like_numpy(size: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    rows = [[Fraction(1)] * size for _ in range(size)]
    for i in range(size):
        for j in range(i):
            rows[i][j] = Fraction(int(chance.integers(1, 10))) ** int(chance.choice([-1, 1]))
            rows[j][i] = 1 / rows[i][j]
    found = judged(rows)
    values, vectors = np.linalg.eig(np.array(rows, dtype=float))
    largest = int(np.argmax(values.real))
    vector = np.abs(vectors[:, largest].real)
    assert [float(weight) for weight in found.weights] == pytest.approx((vector / vector.sum()).tolist(), rel=1e-10)
    if size > 2:
        index = (values[largest].real - size) / (size - 1)
        assert float(found.ratio) == pytest.approx(index / float(RANDOM_INDEX[size - 1]), rel=1e-9, abs=1e-12)
