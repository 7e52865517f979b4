"""Collect: what zones handed in → the values table, one row a zone, one column a figure.

Parks are added into their zone first (一区多园): amounts as exact decimals, so that ratios are ratios of sums. A part that
handed in something but not this item leaves the sum missing. Last year's figures stand beside this year's.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from scoring.engine.expressions import column
from scoring.engine.lists import figures, listed
from scoring.engine.plan import Plan
from scoring.engine.tables import AMOUNT, PARTICULARS, Inputs
from scoring.language.nodes import Name
from scoring.language.problems import Problem, Rejected


def collect(plan: Plan, inputs: Inputs, entries: pl.DataFrame | None = None) -> pl.DataFrame:
    """The values table of the year: the particulars of each zone, and every figure of the plan as Float64.

    ``entries`` is what :func:`scoring.engine.lists.listed` made of the lists; it is made here where it is left out.
    """
    counted = figures(plan.rubric, listed(plan.rubric, inputs) if entries is None else entries)
    table = inputs.zones.filter((pl.col("year") == inputs.year) & pl.col("parent").is_null()).select(PARTICULARS)
    for space, back in dict.fromkeys((space, back) for space, _, back in plan.figures):
        names = [id_ for own, id_, past in plan.figures if own == space and past == back]
        columns = {id_: column(Name(space, id_), back=back) for id_ in names}
        year = inputs.year - 1 if back else inputs.year
        found = _figures(plan, inputs, space, year)
        if space is None:
            found = pl.concat([found, counted.filter(pl.col("year") == year).select(found.columns)])
        table = table.join(_wide(found, columns), on="zone", how="left", maintain_order="left")
        if space is None:
            table = table.with_columns(_filled(found, columns, plan))
    return table


def _figures(plan: Plan, inputs: Inputs, space: str | None, year: int) -> pl.DataFrame:
    """zone, item, value, refused of one year and one source, parks added in."""
    sources = {"witness": inputs.witness, "target": inputs.targets, "ledger": inputs.ledger}
    if space is None:
        chosen = inputs.submissions.with_columns(refused=pl.col("status") == "refused")
    else:
        chosen = sources[space].with_columns(refused=pl.lit(value=False))
    figures = chosen.filter(pl.col("year") == year).select("zone", "item", "value", "refused")
    owners = _owners(inputs.zones.filter(pl.col("year") == year))
    if owners.is_empty() or space == "ledger":
        return figures
    handed_in = owners.join(inputs.submissions.filter(pl.col("year") == year), on="zone", how="semi")
    return _rolled_up(figures, owners, handed_in, plan, whole=space is not None)


def _owners(zones: pl.DataFrame) -> pl.DataFrame:
    """zone, owner for every part of a zone with parks, the zone's own part among them; empty when there are no parks."""
    parks = zones.filter(pl.col("parent").is_not_null()).select("zone", pl.col("parent").alias("owner"))
    own = parks.select(zone="owner", owner="owner").unique()
    return pl.concat([parks, own])


def _rolled_up(
    figures: pl.DataFrame, owners: pl.DataFrame, handed_in: pl.DataFrame, plan: Plan, *, whole: bool
) -> pl.DataFrame:
    """Zones with parks get the sums of their parts; a part that handed in no return at all is no part this year.

    ``whole`` sources (witnesses, targets) may also give one figure for the zone with its parks; figures of other parts
    than those that handed in a return are no figure.
    """
    added = [id_ for id_, item in plan.rubric.items.items() if item.roll_up == "sum"]
    silent = {} if whole else plan.rubric.items  # what a zone's own silence means says nothing about another source's
    defaults = {id_: item.if_absent for id_, item in silent.items() if item.if_absent is not None}
    known = handed_in.select("zone", known=pl.lit(value=True))
    parts = figures.join(owners, on="zone").join(known, on="zone", how="left")
    many = handed_in.group_by("owner").agg(pl.len().alias("parts"))
    alone = (pl.col("zone") == pl.col("owner")).all() & pl.lit(whole)
    sums = (
        parts.filter(pl.col("item").is_in(added))
        .group_by("owner", "item")
        .agg(
            pl.col("value").sum(),
            pl.when(pl.col("known").all(ignore_nulls=False)).then(pl.col("value").count()).alias("given"),
            pl.col("refused").any(),
            alone.alias("alone"),
        )
        .join(many, on="owner", how="left")
        .with_columns(
            default=pl.col("item").replace_strict(
                list(defaults), list(defaults.values()), default=None, return_dtype=AMOUNT
            ),
            lacking=pl.when("alone").then(0).otherwise(pl.col("parts").cast(pl.Int64) - pl.col("given").cast(pl.Int64)),
        )
        .with_columns(
            value=pl.when(pl.col("refused"))
            .then(None)
            .when(pl.col("lacking") == 0)
            .then(pl.col("value"))
            .otherwise(pl.col("value") + pl.col("default") * pl.col("lacking").cast(pl.Decimal(38, 0)))
        )
        .select(zone="owner", item="item", value="value", refused="refused")
    )
    single = figures.filter(~(pl.col("zone").is_in(owners["zone"].to_list()) & pl.col("item").is_in(added)))
    return pl.concat([single, sums.cast({"value": AMOUNT})])


def _wide(figures: pl.DataFrame, columns: Mapping[str, str]) -> pl.DataFrame:
    """One row a zone, one Float64 column a name; a name nobody handed in is a column of nulls."""
    asked = figures.filter(pl.col("item").is_in(list(columns)))
    twice = asked.filter(asked.select("zone", "item").is_duplicated())
    if not twice.is_empty():
        first = twice.sort("zone", "item").row(0, named=True)
        raise Rejected([Problem("S130", None, {"zone": first["zone"], "item": first["item"]})])
    wide = asked.select("zone", "item", pl.col("value").cast(pl.Float64)).pivot(on="item", index="zone", values="value")
    return wide.select(
        "zone",
        *(
            (pl.col(id_) if id_ in wide.columns else pl.lit(None, dtype=pl.Float64)).alias(name)
            for id_, name in columns.items()
        ),
    )


def _filled(figures: pl.DataFrame, columns: Mapping[str, str], plan: Plan) -> list[pl.Expr]:
    """``if_absent`` where the rubric gives one; a figure that was refused is not absent, and stays missing."""
    filled: list[pl.Expr] = []
    for id_, name in columns.items():
        default = plan.rubric.items[id_].if_absent
        if default is not None:
            refused = figures.filter((pl.col("item") == id_) & pl.col("refused"))["zone"].to_list()
            absent = pl.col(name).is_null() & ~pl.col("zone").is_in(refused)
            filled.append(pl.when(absent).then(pl.lit(float(default))).otherwise(pl.col(name)).alias(name))
    return filled
