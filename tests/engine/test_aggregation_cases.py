"""Nodes that do more than add up, pinned by cases that an official can read and check with a calculator."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.edge.cases import CaseResult, run_cases
from scoring.rules.reading import read_rubric

HERE = Path(__file__).parent
RUBRIC = read_rubric(HERE / "aggregation_rubric.yaml")
RESULTS = run_cases(HERE / "aggregation_cases.yaml", [RUBRIC])


@pytest.mark.parametrize("result", RESULTS, ids=[result.name for result in RESULTS])
def test_case(result: CaseResult) -> None:
    assert not [
        f"{d.expectation.zone} {d.expectation.what} {d.expectation.part}: expected {d.expectation.value}, found {d.found}"
        for d in result.differences
    ]


ALONE = """\
- name: One zone cannot be compared
  rubric: nodes@2025
  given: {items: {a: 1, b: 1, c: 1, d: 1}}
  expect: {growth: 60.00, total: 100.00}
"""


def test_one_zone_alone_has_no_total_where_the_total_compares(tmp_path: Path) -> None:
    path = tmp_path / "alone.yaml"
    path.write_text(ALONE, encoding="utf-8")
    (result,) = run_cases(path, [RUBRIC])
    assert [(d.expectation.what, d.found) for d in result.differences] == [
        ("total", "needs other zones to compare in total")
    ]
