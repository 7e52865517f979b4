"""Weights by every method: engine and recount agree to the last digit that is printed."""

from __future__ import annotations

from random import Random

import pytest

from scoring.rules.reading import rubric_from_bytes
from tests.recount.agreement import differences
from tests.recount.test_shipped_rubrics import some_returns
from tests.rules.test_weights import WEIGHED

WAYS = [
    ("{by: equal}", "{by: equal}"),
    ("{by: equal}", "entropy"),
    ("{by: equal}", "{by: critic, cohort: all}"),
    ("{by: equal}", "{blend: [{part: 30%, by: pca}, {part: 70%, by: variation}]}"),
    ("part: 40%, by: entropy", "part: 40%, by: {product: [deviation, {by: variation}]}"),
    ("{ahp: {compare: [p, q, r]", "{ahp: {compare: [q, r, p]"),
    ("{ahp: {compare: [p, q, r], matrix: [[1, 3, 5], [1/3, 1, 2], [0.2, 1/2, 1]], accept: 专家组已复核}, basis: 示例}", "{by: pca, cohort: all}"),
    ("{ahp: {compare: [p, q, r], matrix: [[1, 3, 5], [1/3, 1, 2], [0.2, 1/2, 1]], accept: 专家组已复核}, basis: 示例}", "entropy"),
    ("{ahp: {compare: [p, q, r], matrix: [[1, 3, 5], [1/3, 1, 2], [0.2, 1/2, 1]], accept: 专家组已复核}, basis: 示例}", "critic"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), WAYS)
def test_every_method(old: str, new: str) -> None:
    assert old in WEIGHED
    text = (
        WEIGHED.replace(old, new).replace("100%: 10}", "100%: cohort.max}")
        + "missing: zero\ndigits: {points: 6, total: 4}\n"
    )
    rows = some_returns(rubric_from_bytes(text.encode(), "w.yaml"), Random(5), zones=30)  # noqa: S311
    assert differences(text, rows) == []
