"""What random rubrics are made of."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Yaml = dict[str, Any]

CONDITIONS = [
    "land > 0",
    "rate >= 10%",
    "num > 1 [件]",
    "growth(tax) >= 0",
    "tax / land >= cohort.p50(tax / land)",
    "tax < 0.5 [亿元] or rate > 30%",
    "not (num == 2 [件])",
    "rank(tax) <= 2",
]


def label(**more: object) -> Yaml:
    return {"zh": "某", "en": "Some", **more}


def maybe(strategy: st.SearchStrategy[Any], chance: int = 3) -> st.SearchStrategy[Any]:
    """The strategy one time in so many, else None."""
    return st.integers(1, chance).flatmap(lambda n: strategy if n == 1 else st.none())
