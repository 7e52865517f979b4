"""Values of other years: what lies on the straight line between the nearest earlier and later year of a zone.

There is no going beyond the first and last year that a zone has a value for.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

import polars as pl

from scoring.engine.collect import collect
from scoring.engine.frames import parts_of
from scoring.engine.plan import Plan
from scoring.engine.points import Scorer
from scoring.engine.scales import Scales
from scoring.engine.tables import BETWEEN, Inputs

_AT = "{}@{}"


def between_years(plan: Plan, inputs: Inputs, values: pl.DataFrame) -> pl.DataFrame:
    """Add ``between.…`` for every measure that is filled from other years; null where one side is missing."""
    wanted = plan.between_years
    if not wanted:
        return values
    years = [year for year in inputs.zones.get_column("year").unique().sort().to_list() if year != inputs.year]
    table = values.select("zone")
    for year in years:
        table = table.join(_values_of(plan, inputs, year), on="zone", how="left", maintain_order="left")
    return values.with_columns(table.select(_between(id_, years, inputs.year) for id_ in wanted))


def _values_of(plan: Plan, inputs: Inputs, year: int) -> pl.DataFrame:
    """zone, and one column a measure: its values of another year, by the constants of the zone's category then."""
    table = collect(plan, replace(inputs, year=year))
    schema = pl.Schema({"zone": pl.String} | {_AT.format(id_, year): pl.Float64() for id_ in plan.between_years})
    frames = [pl.LazyFrame(schema=schema)]
    for category, part in parts_of(plan, table).items():
        scorer = Scorer(plan, category, Scales())
        frames.append(
            part.select(
                "zone", *(scorer.given(plan.measures[id_]).alias(_AT.format(id_, year)) for id_ in plan.between_years)
            ).cast(schema)
        )
    return pl.concat(frames).collect()


def _between(id_: str, years: list[int], year: int) -> pl.Expr:
    earlier = [(one, pl.col(_AT.format(id_, one))) for one in reversed(years) if one < year]
    later = [(one, pl.col(_AT.format(id_, one))) for one in years if one > year]
    (before, low), (after, high) = _nearest(earlier), _nearest(later)
    value = low + (high - low) * (year - before) / (after - before)
    return pl.when(pl.col("zone").is_not_null()).then(value).alias(BETWEEN.format(id_))


def _nearest(columns: list[tuple[int, pl.Expr]]) -> tuple[pl.Expr, pl.Expr]:
    """The year and the value of the first column that has one."""
    nothing = pl.lit(None, dtype=pl.Float64)
    year: pl.Expr = reduce(
        lambda rest, one: pl.when(one[1].is_not_null()).then(pl.lit(float(one[0]))).otherwise(rest),
        reversed(columns),
        nothing,
    )
    return year, pl.coalesce([*(column for _, column in columns), nothing])
