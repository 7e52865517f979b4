"""Trends: what became of each indicator over the years of a panel, zone by zone and for each category together.

The value followed is that of an indicator's ``level``, or of its first measure where it has none; ``total`` follows the
points. Sums over years are exact, so a series that does not move has a slope of nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from scoring.engine.appraisal import Appraisal
from scoring.engine.numbers import SIGNIFICANT, tidy
from scoring.engine.statistics import Wanted, fitted
from scoring.rules.rubric import Rubric

#: What the total is called among the indicators, and its points among the measures.
TOTAL, TOTAL_MEASURE = "total", "points"

TRENDS = pl.Schema(
    {
        "category": pl.String,
        "zone": pl.String,
        "indicator": pl.String,
        "measure": pl.String,
        "first_year": pl.Int32,
        "last_year": pl.Int32,
        "years": pl.Int64,
        "first": pl.Float64,
        "last": pl.Float64,
        "change": pl.Float64,
        "growth": pl.Float64,
        "cagr": pl.Float64,
        "slope": pl.Float64,
        "status": pl.String,
    }
)

MOVEMENTS = pl.Schema(
    {
        "category": pl.String,
        "indicator": pl.String,
        "measure": pl.String,
        "year": pl.Int32,
        "n": pl.Int64,
        "mean": pl.Float64,
        "median": pl.Float64,
    }
)

#: Why compound growth is, or is not, given.
STATUSES = ("computed", "absent", "one_year", "rate", "other_category", "gap", "not_positive")

#: Measures that are themselves a growth: how fast growth grows says nothing.
_RATES = ("growth", "increment")

#: Bits that the largest value of a series takes in the whole numbers that are added up.
_BITS = 90


def followed(rubric: Rubric) -> dict[str, str]:
    """The measure of each indicator that is followed over the years; the total comes last."""
    kinds = {indicator.id: [measure.kind for measure in indicator.measures] for indicator in rubric.indicators.values()}
    chosen = {id_: "level" if "level" in known else known[0] for id_, known in kinds.items()}
    return chosen | {TOTAL: TOTAL_MEASURE}


def series(appraisals: Iterable[Appraisal]) -> pl.DataFrame:
    """zone, year, category, indicator, measure, value of all years; zones that failed a gate are left out."""
    return pl.concat([one for appraisal in appraisals for one in _of_year(appraisal)])


def _of_year(appraisal: Appraisal) -> tuple[pl.DataFrame, pl.DataFrame]:
    ranking = appraisal.ranking
    columns = ("zone", "year", "category", "indicator", "measure", "value")
    chosen = followed(appraisal.rubric)
    wanted = pl.DataFrame({"indicator": list(chosen), "measure": list(chosen.values())})
    values = (
        appraisal.scorecard.select(columns)
        .join(wanted, on=("indicator", "measure"), how="semi", maintain_order="left")
        .join(ranking.filter(pl.col("state") == "gated").select("zone"), on="zone", how="anti", maintain_order="left")
    )
    totals = ranking.filter(pl.col("state") != "gated").select(
        "zone",
        "year",
        "category",
        pl.lit(TOTAL).alias("indicator"),
        pl.lit(TOTAL_MEASURE).alias("measure"),
        pl.when(pl.col("state") == "ranked").then(pl.col("total").cast(pl.Float64)).alias("value"),
    )
    return values, totals


# zone by zone ----------------------------------------------------------------------------------------------------


def trends(rubric: Rubric, values: pl.DataFrame, years: Sequence[int]) -> pl.DataFrame:
    """``TRENDS``, one row a zone and indicator; the category is that of the zone's last year."""
    key = ["zone", "indicator", "measure"]
    rows = values.lazy()
    everyone = rows.group_by(key).agg(
        pl.col("category").sort_by("year").last(), pl.col("category").n_unique().alias("categories")
    )
    known = rows.filter(pl.col("value").is_not_null()).with_columns(_shift(key).alias("shift"))
    found = known.group_by(key).agg(
        pl.col("year").min().alias("first_year"),
        pl.col("year").max().alias("last_year"),
        pl.len().cast(pl.Int64).alias("years"),
        pl.col("value").sort_by("year").first().alias("first"),
        pl.col("value").sort_by("year").last().alias("last"),
        _slope().alias("slope"),
    )
    place = {year: number for number, year in enumerate(years)}
    span = (_placed("last_year", place) - _placed("first_year", place) + 1).alias("span")
    table = (
        everyone.join(found, on=key, how="left")
        .with_columns(pl.col("years").fill_null(0), span)
        .with_columns(_status())
    )
    return (
        table.with_columns(*_growths())
        .sort(_order(list(rubric.categories), "category"), "zone", _order(list(followed(rubric)), "indicator"))
        .select(pl.col(name).cast(kind) for name, kind in TRENDS.items())
        .collect()
    )


def _placed(name: str, place: Mapping[int, int]) -> pl.Expr:
    return pl.col(name).replace_strict(list(place), list(place.values()), return_dtype=pl.Int64)


def _order(ids: Sequence[str], name: str) -> pl.Expr:
    return pl.col(name).replace_strict(ids, list(range(len(ids))), return_dtype=pl.Int32)


def _status() -> pl.Expr:
    """Why there is no compound growth, the plainest reason first."""
    return (
        pl.when(pl.col("years") == 0)
        .then(pl.lit("absent"))
        .when(pl.col("years") == 1)
        .then(pl.lit("one_year"))
        .when(pl.col("measure").is_in(_RATES))
        .then(pl.lit("rate"))
        .when((pl.col("indicator") == TOTAL) & (pl.col("categories") > 1))
        .then(pl.lit("other_category"))
        .when(pl.col("years") < pl.col("span"))
        .then(pl.lit("gap"))
        .when((pl.col("first") <= 0) | (pl.col("last") < 0))
        .then(pl.lit("not_positive"))
        .otherwise(pl.lit("computed"))
        .alias("status")
    )


def _growths() -> list[pl.Expr]:
    first, last, status = pl.col("first"), pl.col("last"), pl.col("status")
    years = (pl.col("last_year") - pl.col("first_year")).cast(pl.Float64)
    growth = tidy((last - first) / first)
    factor = tidy((last / first).pow(1 / years))  # float noise is taken off before one is, and after
    moves = (pl.col("years") > 1) & (status != "other_category")  # points on another category's scales are no move
    return [
        pl.when(moves).then(tidy(last - first)).alias("change"),
        pl.when(moves).then("slope").alias("slope"),
        pl.when(moves & (first > 0) & (status != "rate")).then(growth).alias("growth"),
        pl.when(status == "computed").then(pl.when(years == 1).then(growth).otherwise(tidy(factor - 1))).alias("cagr"),
    ]


def _shift(key: list[str]) -> pl.Expr:
    """How many binary places a series is shifted so that its sums are sums of whole numbers."""
    largest = pl.col("value").abs().max().over(key)
    places = _BITS - pl.when(largest > 0).then(largest.log(2).floor()).otherwise(0.0)
    return places.clip(-1000, 1000)


def _slope() -> pl.Expr:
    """Least squares per year: Σ(n·t − Σt)·v / (n·Σt² − (Σt)²), every sum a sum of whole numbers; null for one year."""
    year, n = pl.col("year").cast(pl.Int64), pl.len().cast(pl.Int64)
    since = year - year.min()
    spread = n * (since * since).sum() - since.sum() * since.sum()
    whole = (pl.col("value") * pl.lit(2.0).pow(pl.col("shift"))).cast(pl.Int128)
    product = ((n * since - since.sum()).cast(pl.Int128) * whole).sum()
    slope = product.cast(pl.Float64) / spread.cast(pl.Float64) * pl.lit(2.0).pow(-pl.col("shift").first())
    return pl.when(spread > 0).then(slope.round_sig_figs(SIGNIFICANT))


# each category together ------------------------------------------------------------------------------------------


def movements(rubric: Rubric, values: pl.DataFrame, years: Sequence[int]) -> pl.DataFrame:
    """``MOVEMENTS``: mean and median of each indicator among the zones of a category, year by year."""
    chosen = followed(rubric)
    rows: list[tuple[object, ...]] = []
    for category in rubric.categories:
        by_year = {year: _middles(values, category, year) for year in years}
        for indicator, measure in chosen.items():
            for year, found in by_year.items():
                if indicator in found:
                    rows.append((category, indicator, measure, year, *found[indicator]))
    return pl.DataFrame(rows, schema=MOVEMENTS, orient="row")


def _middles(values: pl.DataFrame, category: str, year: int) -> dict[str, tuple[int, float | None, float | None]]:
    """How many zones have a value, its mean and its median, for every indicator of the category in a year."""
    part = values.filter((pl.col("category") == category) & (pl.col("year") == year))
    wide = part.pivot(on="indicator", index="zone", values="value")
    wanted = [Wanted(f"{id_} {stat}", stat, pl.col(id_)) for id_ in wide.columns[1:] for stat in ("mean", "median")]
    found = fitted(wide.lazy(), wanted)
    return {
        id_: (found[f"{id_} mean"].n, found[f"{id_} mean"].value, found[f"{id_} median"].value)
        for id_ in wide.columns[1:]
    }
