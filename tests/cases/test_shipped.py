"""The officials' cases of the shipped rubrics, one test a case: whoever changes a rule or the engine sees which."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scoring.edge.cases import CaseResult, run_cases
from scoring.rules.reading import read_rubric

CONFIGS = Path(__file__).parents[2] / "configs"
METHODS = [
    read_rubric(path) for folder in ("rubrics", "scenarios") for path in sorted((CONFIGS / folder).glob("*.yaml"))
]
RESULTS = run_cases(CONFIGS / "cases", METHODS)


@pytest.mark.parametrize("result", RESULTS, ids=[f"{result.rubric}: {result.name}" for result in RESULTS])
def test_case(result: CaseResult) -> None:
    assert not [
        f"{d.expectation.zone} {d.expectation.what} {d.expectation.part}: expected {d.expectation.value}, found {d.found}"
        for d in result.differences
    ]


def test_every_shipped_case_is_run_and_every_rubric_has_some() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in (CONFIGS / "cases").glob("*.yaml")}
    assert len(RESULTS) == sum(len(re.findall(r"^- \{?name:", text, re.MULTILINE)) for text in texts.values())
    assert {result.rubric for result in RESULTS} == {method.name for method in METHODS}
