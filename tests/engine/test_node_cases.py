"""Cases of a method whose nodes compare zones: what one zone alone can tell, and what takes its peers."""

from __future__ import annotations

import pytest

from scoring.engine.cases import run_case
from scoring.language.source import read_yaml
from scoring.rules.cases import read_cases
from tests.engine.nodes import flat

ALONE = "- {name: one, rubric: nodes, given: {category: town, items: {x0: 0.5, x1: 1}}, expect: {%s}}"


def found(way: str, expected: str) -> list[tuple[str, str]]:
    (case,) = read_cases(read_yaml(ALONE % expected, "case.yaml"))
    return [(difference.expectation.what, difference.found) for difference in run_case(flat(way, [3, 1]), case)]


@pytest.mark.parametrize("way", ["vikor", "topsis", "borda", "copeland"])
def test_what_lies_below_a_node_needs_no_peers(way: str) -> None:
    assert found(way, "i0.level: {share: 50%, points: 37.5}, i1: 25") == []


@pytest.mark.parametrize("way", ["vikor", "topsis", "borda", "copeland"])
def test_the_node_itself_and_all_above_it_do(way: str) -> None:
    assert [what for what, _ in found(way, "p: 50, total: 51")] == ["p", "total"]
