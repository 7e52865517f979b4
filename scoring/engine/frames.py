"""Values tables: split by category, and made from a frame of the caller's own."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

import polars as pl

from scoring.engine.expressions import column
from scoring.engine.plan import Plan
from scoring.engine.tables import BETWEEN, PARTICULARS, ZONES
from scoring.language.nodes import Name
from scoring.language.problems import Problem, Rejected


def parts_of(plan: Plan, values: pl.DataFrame) -> Mapping[str, pl.LazyFrame]:
    """The rows of each category, in the rubric's order; slices without a copy where the table is sorted by category."""
    categories = list(plan.rubric.categories)
    if len(categories) == 1:
        return {categories[0]: values.lazy()} if len(values) else {}
    runs = values.get_column("category").rle()
    names, lengths = runs.struct.field("value").to_list(), runs.struct.field("len").to_list()
    if len(set(names)) != len(names):
        return parts_of(plan, values.sort("category", maintain_order=True))
    parts: dict[str, pl.LazyFrame] = {}
    start = 0
    for name, length in zip(names, lengths, strict=True):
        parts[name] = values.slice(start, length).lazy()
        start += length
    return {category: parts[category] for category in categories if category in parts}


def own_values(plan: Plan, frame: pl.DataFrame) -> pl.DataFrame:
    """A values table from a caller's frame: particulars filled in, figures as finite Float64. Raises ``Rejected``."""
    figures = list(dict.fromkeys(column(Name(space, id_), back=back) for space, id_, back in plan.figures))
    figures += [BETWEEN.format(id_) for id_ in plan.between_years]
    _refuse_missing(frame, figures)
    defaults = {
        "year": pl.lit(0),
        "zh": pl.col("zone"),
        "en": pl.col("zone"),
        "category": pl.lit(next(iter(plan.rubric.categories))),
        "prefecture": pl.lit(None, dtype=pl.String),
    }
    if len(plan.rubric.categories) > 1:
        _refuse_missing(frame, ["category"])
    particulars = [pl.col("zone").cast(pl.String)] + [
        (pl.col(name) if name in frame.columns else defaults[name]).cast(ZONES[name]).alias(name)
        for name in PARTICULARS[1:]
    ]
    values = frame.select(*particulars, *(pl.col(name).cast(pl.Float64) for name in figures))
    _refuse_odd(plan, values, figures)
    return values


def _refuse_missing(frame: pl.DataFrame, names: list[str]) -> None:
    lacking = [name for name in ["zone", *names] if name not in frame.columns]
    if lacking:
        raise Rejected([Problem("S131", None, {"columns": ", ".join(lacking)})])


def _refuse_odd(plan: Plan, values: pl.DataFrame, figures: list[str]) -> None:
    """Figures that are not finite, categories the rubric does not have, zones that stand twice."""
    problems: list[Problem] = []
    sums = values.select(pl.col(figures).sum()).row(0, named=True) if figures else {}
    doubtful = [name for name, total in sums.items() if not isfinite(total)]  # else every figure is finite
    problems += [Problem("S132", None, {"column": name}) for name in doubtful if not values[name].is_finite().all()]
    strange = set(values.get_column("category").unique().to_list()) - set(plan.rubric.categories)
    problems += [
        Problem("S133", None, {"name": str(name), "known": ", ".join(plan.rubric.categories)})
        for name in sorted(strange, key=str)
    ]
    if not _unique(values.get_column("zone")):
        problems.append(Problem("S134", None, {}))
    if problems:
        raise Rejected(problems)


def _unique(zones: pl.Series) -> bool:
    """Whether no zone is missing or stands twice; where they stand in order, looking at neighbours is enough."""
    if zones.null_count():
        return False
    if zones.is_sorted():
        return not (zones == zones.shift()).any()
    return zones.n_unique() == len(zones)
