"""The table of shipped methods says what the documents say: every method, what its numbers rest on, how many cases."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from scoring.language.source import read_yaml_file
from scoring.rules.cases import read_cases
from scoring.rules.reading import read_rubric

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "rubrics.md").read_text(encoding="utf-8")
ROWS = {row[0]: row[1] for row in re.findall(r"^\| \[([a-z0-9-]+)\]\([^)]+\) \|(.+)\|$", PAGE, re.MULTILINE)}
METHODS = sorted((ROOT / "configs" / "rubrics").glob("*.yaml"))


def test_every_method_has_a_row() -> None:
    assert sorted(ROWS) == [path.stem for path in METHODS]
    assert all(f"[{path.stem}](" in PAGE for path in (ROOT / "configs" / "scenarios").glob("*.yaml"))


@pytest.mark.parametrize("path", METHODS, ids=lambda path: path.stem)
def test_the_counts_of_a_method(path: Path) -> None:
    rubric = read_rubric(path)
    counts = Counter(str(number.status) for number in rubric.numbers)
    cases = read_cases(read_yaml_file(ROOT / "configs" / "cases" / path.name))
    told = [int(cell) for cell in ROWS[path.stem].split("|")[-5:]]
    assert told == [
        len(rubric.indicators),
        *(counts[status] for status in ("official", "reconstructed", "illustrative")),
        len(cases),
    ]
