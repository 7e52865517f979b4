"""A method over plain columns: indicators ``x0``, ``x1``, … under one pillar that is weighed, scaled as a test likes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from scoring.engine.appraisal import Appraisal, appraise
from scoring.language.problems import Problem, Rejected
from scoring.rules.reading import rubric_from_bytes
from scoring.rules.rubric import Rubric

TO_THE_MAXIMUM = "{0%: 0, 100%: cohort.max}"
BETWEEN = "{0%: cohort.min, 100%: cohort.max}"
AS_IT_IS = "{0%: 0, 100%: 1, beyond: extend}"


def over(
    count: int, weights: str, scale: str = AS_IT_IS, *, top: str = "", own: Mapping[int, str] | None = None
) -> Rubric:
    """The method; ``own`` adds keys to some indicators."""
    lines = ["rubric: columns", "edition: 2025", "version: 1.0.0", "zh: 列", "en: Columns", top]
    lines += ["digits: 6", "categories: {one: {zh: 甲, en: One}, two: {zh: 乙, en: Two}}", "items:"]
    lines += [f'  x{i}: {{unit: "1", zh: 列{i}, en: Column {i}}}' for i in range(count)]
    lines += ["pillars:", f"  p: {{zh: 某, en: Some, points: 100, weights: {weights}}}", "indicators:"]
    for i in range(count):
        more = (own or {}).get(i, "")
        lines.append(
            f'  i{i}: {{pillar: p, zh: 某, en: Some, value: x{i}, unit: "1", level: {{scale: {scale}}}{more}}}'
        )
    return rubric_from_bytes("\n".join(lines).encode(), "columns.yaml")


def rows(*columns: Sequence[float | None], category: Sequence[str] | None = None) -> pl.DataFrame:
    many = len(columns[0])
    data: dict[str, object] = {"zone": [f"z{n:04}" for n in range(many)], "category": category or ["one"] * many}
    return pl.DataFrame(data | {f"x{i}": pl.Series(list(column), dtype=pl.Float64) for i, column in enumerate(columns)})


def weights_of(appraisal: Appraisal, category: str = "one") -> list[float]:
    """The weights of the scale table, in its order."""
    own = (pl.col("kind") == "weight") & (pl.col("category") == category)
    return appraisal.scales.filter(own).get_column("at").to_list()


def weighed(frame: pl.DataFrame, weights: str, scale: str = AS_IT_IS, **more: object) -> list[float]:
    """The weights that a method finds in a frame."""
    count = sum(name.startswith("x") for name in frame.columns)
    return weights_of(appraise(over(count, weights, scale, **more), frame))  # type: ignore[arg-type]


def objected(frame: pl.DataFrame, weights: str, scale: str = AS_IT_IS, **more: object) -> Problem:
    """The one problem of weighing a frame."""
    try:
        weighed(frame, weights, scale, **more)
    except Rejected as rejected:
        (problem,) = rejected.problems
        return problem
    raise AssertionError("nothing was objected to")
