"""How the scales of a panel are fitted, as a rubric says it."""

from __future__ import annotations

import pytest

from tests.rules.documents import SMALL, caret, only, read, refused, rich, said, said_zh, small


def test_by_default() -> None:
    assert small().panel == "same_year"
    assert read(SMALL + "panel: {}\n").panel == "same_year"


@pytest.mark.parametrize("word", ["same_year", "pooled"])
def test_a_word(word: str) -> None:
    assert read(f"{SMALL}panel: {{scales: {word}}}\n").panel == word


def test_a_base_year() -> None:
    assert rich().panel == 2023
    assert read(SMALL + "panel: {scales: {base: 2023}}\n").panel == 2023


@pytest.mark.parametrize("year", ["1899", "3000", "2023.5"])
def test_no_year(year: str) -> None:
    problem = only(refused(f"{SMALL}panel: {{scales: {{base: {year}}}}}\n"), "R104")
    assert caret(problem) == year


@pytest.mark.parametrize("wrong", ["base", "2023", "[pooled]", "null"])
def test_another_word(wrong: str) -> None:
    problem = only(refused(f"{SMALL}panel: {{scales: {wrong}}}\n"), "R103")
    assert "same_year, pooled" in said(problem)
    assert "same_year、pooled" in said_zh(problem)


def test_another_key() -> None:
    only(refused(f"{SMALL}panel: {{scale: pooled}}\n"), "R101")
