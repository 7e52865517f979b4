"""Cases of a rubric that is weighed by the data: frozen weights, and what cannot be expected without them."""

from __future__ import annotations

import pytest

from scoring.engine.cases import Difference, run_case
from scoring.language.messages import help_lines, sentence
from scoring.language.problems import Rejected
from scoring.language.source import read_yaml
from scoring.rules.cases import read_cases
from tests.engine.columns import over

ONE = "{name: one, rubric: columns, given: {category: one, x0: 0.5, x1: 1, weights: {i0: 3, i1: 1}}, expect: {%s}}"


def run(text: str, weights: str = "entropy") -> tuple[Difference, ...]:
    (case,) = read_cases(read_yaml(f"- {text}", "case.yaml"))
    return run_case(over(2, weights), case)


def found(text: str, weights: str = "entropy") -> list[tuple[str, str]]:
    return [(difference.expectation.what, difference.found) for difference in run(text, weights)]


def test_frozen_weights() -> None:
    assert run(ONE % "i0.level: {share: 50%, points: 37.5, full: 75}, i1: 25, p: 62.5, total: 62.5") == ()


def test_without_weights_no_points_can_be_expected() -> None:
    text = "{name: one, rubric: columns, given: {category: one, x0: 0.5, x1: 1}, expect: {total: 1, i0: 2, rank: 1}}"
    lacks = "needs given.cohort or given.weights of "
    assert found(text) == [("total", f"{lacks}i0.level, i1.level"), ("i0", f"{lacks}i0.level"), ("rank", f"{lacks}i0.level, i1.level")]  # fmt: skip


def test_several_zones_are_a_cohort() -> None:
    text = (
        "{name: some, rubric: columns, given: {zones: {a: {category: one, x0: 1, x1: 1}, b: {category: one, x0: 0, x1: 0}}},"
        " expect: {a: {i0: 50, total: 100}, b: {total: 0}}}"
    )
    assert run(text, "critic") != ()
    assert run(text, "deviation") == ()
    frozen = text.replace("given: {", "given: {weights: {i0: 9, i1: 1}, ").replace("i0: 50", "i0: 90")
    assert run(frozen, "deviation") == ()


def test_static_weights_cannot_be_frozen() -> None:
    with pytest.raises(Rejected) as caught:
        run(ONE % "total: 1", "equal")
    assert [problem.code for problem in caught.value.problems] == ["K108", "K108"]
    for language in ("zh", "en"):
        assert sentence(caught.value.problems[0], language)
        assert all(help_lines(caught.value.problems[0], language))


def test_some_weights_are_not_enough() -> None:
    with pytest.raises(Rejected) as caught:
        run((ONE % "total: 1").replace(", i1: 1}", "}"))
    assert [problem.code for problem in caught.value.problems] == ["S150"]
