"""Pairs of zones, compared by weights that add up exactly."""

from __future__ import annotations

from fractions import Fraction

from scoring.engine.outranking import outranks


def test_weights_are_compared_as_whole_numbers() -> None:
    """Two tenths and one tenth outweigh nothing: three tenths stand against three tenths."""
    weights = {"a": Fraction(1, 10), "b": Fraction(2, 10), "c": Fraction(3, 10)}
    peers = {"a": [0.5, 0.9], "b": [0.5, 0.9], "c": [0.5, 0.1]}
    assert outranks({"a": 0.5, "b": 0.5, "c": 0.5}, weights, peers) == 0.5


def test_very_odd_weights_are_taken_to_fifteen_digits() -> None:
    weights = {"a": Fraction(10**9 + 7, 10**9 + 9), "b": Fraction(10**9 + 21, 10**9 + 33)}
    peers = {"a": [0.5, 0.1], "b": [0.5, 0.9]}
    assert outranks({"a": 0.5, "b": 0.5}, weights, peers) == 1.0


def test_what_either_lacks_is_not_compared() -> None:
    weights = {"a": Fraction(1), "b": Fraction(1)}
    peers: dict[str, list[float | None]] = {"a": [None, 0.3], "b": [0.4, 0.5]}
    assert outranks({"a": 0.5, "b": None}, weights, peers) == 1.0
