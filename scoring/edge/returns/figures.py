"""Figures: the cells of a sheet as rows of zone, year, item and value.

A column is cast as a whole; only the cells that the cast cannot take are looked at one by one, and each distinct text
once. What is refused is said with its place and stays in the table as ``refused``, so that nobody takes it for absent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

import polars as pl

from scoring.edge.returns.asked import Field
from scoring.edge.returns.cells import Cell, CellReader
from scoring.edge.returns.grid import Grid, shown
from scoring.edge.returns.headings import Vocabulary
from scoring.edge.returns.layout import Figure
from scoring.edge.returns.log import Log
from scoring.edge.returns.rows import Kept, Records
from scoring.engine.tables import AMOUNT, SUBMISSIONS
from scoring.language.units import DECIMALS, Unit

#: No figure with its unit is longer; a longer text is refused for what its beginning is.
LONGEST = 120

#: ``SUBMISSIONS``, with the number of the sheet and the row and column (from 0) that a figure stands in.
FOUND = pl.Schema({**SUBMISSIONS, "sheet": pl.Int32(), "row": pl.Int32(), "column": pl.Int32()})


@dataclass(slots=True)
class Desk:
    """What reading figures needs besides a sheet: how cells are read, the words of headings, where to complain."""

    cells: CellReader
    words: Vocabulary
    log: Log
    grids: list[Grid] = field(default_factory=list)

    def number(self, grid: Grid) -> int:
        """The number that stands for a grid in the tables."""
        if not self.grids or self.grids[-1] is not grid:
            self.grids.append(grid)
        return len(self.grids) - 1


def read_figures(records: Records, kept: Kept, desk: Desk) -> pl.DataFrame:
    """``FOUND``: every figure of the rows kept."""
    base = pl.DataFrame(
        {"zone": kept.zones, "year": kept.years, "row": kept.rows},
        schema={"zone": pl.String, "year": pl.Int32, "row": pl.Int32},
    )
    if base.is_empty():
        return pl.DataFrame(schema=FOUND)
    reader = _long if records.layout.long else _wide
    return pl.concat([pl.DataFrame(schema=FOUND), *reader(records, base, desk)])


def _wide(records: Records, base: pl.DataFrame, desk: Desk) -> list[pl.DataFrame]:
    return [_column(records.grid, base, figure, desk) for figure in records.layout.figures]


def _long(records: Records, base: pl.DataFrame, desk: Desk) -> list[pl.DataFrame]:
    """One column of values holds many items: read it in parts of one item and one unit each."""
    grid, keys = records.grid, records.layout.keys
    rows = base["row"].to_list()
    texts = pl.DataFrame(
        {
            "item_text": [text.strip() for text in grid.column(rows, keys["item"])],
            "unit_text": [text.strip() for text in grid.column(rows, keys.get("unit"))],
        }
    )
    parts = base.hstack(texts).partition_by("item_text", "unit_text", maintain_order=True, as_dict=True)
    frames = []
    for (item_text, unit_text), part in parts.items():
        figure = _long_figure(records, str(item_text), str(unit_text), part, desk)
        if figure is not None:
            frames.append(_column(grid, part.select(base.columns), figure, desk))
    return frames


def _long_figure(records: Records, item: str, unit: str, part: pl.DataFrame, desk: Desk) -> Figure | None:
    grid, keys, words = records.grid, records.layout.keys, desk.words
    heading = words.field(item)
    first = int(part["row"][0])
    if heading is None or heading.field is None:
        text = {"text": shown(item), "rows": str(part.height)}
        if words.ambiguous(item):
            names = ", ".join(words.ambiguous(item))
            desk.log.refuse("D130", grid.place(first, keys["item"]), heading=shown(item), items=names)
        else:
            desk.log.caution("D133", grid.place(first, keys["item"]), **text, **words.guess(item))
        return None
    wanted = heading.field
    stated = words.unit(unit) if unit else heading.unit or records.layout.unit(wanted)
    if stated is None or stated.dimension != wanted.unit.dimension:
        for row in part["row"].to_list():
            place = grid.place(row, keys["unit"] if unit else keys["item"])
            desk.log.refuse(
                "D126", place, heading=shown(item), found=shown(unit or item), unit=wanted.unit.symbol, **wanted.names
            )
        stated = None
    return Figure(keys["value"], wanted, stated)


def _column(grid: Grid, base: pl.DataFrame, figure: Figure, desk: Desk) -> pl.DataFrame:
    """The figures of one item in one column."""
    rows = base["row"].to_list()
    column = figure.column
    texts = pl.Series("text", [text[:LONGEST] for text in grid.column(rows, column)], dtype=pl.String)
    special = _special(grid, rows, column)
    frame = base.select(
        "zone",
        "year",
        pl.lit(figure.field.id).alias("item"),
        texts,
        pl.Series("source", grid.sources(base["row"].cast(pl.Int64), column)),
        pl.lit(desk.number(grid), dtype=pl.Int32).alias("sheet"),
        "row",
        pl.lit(column, dtype=pl.Int32).alias("column"),
        special,
    )
    if figure.unit is None:
        return _shaped(frame, pl.lit(None, dtype=AMOUNT), "refused")
    frame = frame.with_columns(_cast(figure.field, figure.unit))
    easy = frame.filter(pl.col("value").is_not_null())
    hard = frame.filter(pl.col("value").is_null())
    if grid.computed:
        _say_computed(grid, rows, figure, desk)
    return pl.concat([_shaped(easy, pl.col("value"), "given"), _one_by_one(grid, hard, figure, desk)])


def _special(grid: Grid, rows: Sequence[int], column: int) -> pl.Series:
    """Which cells the cast must leave alone."""
    if not (grid.refused or grid.binary):
        return pl.Series("special", [False] * len(rows), dtype=pl.Boolean)
    marked = [(row, column) in grid.refused or (row, column) in grid.binary for row in rows]
    return pl.Series("special", marked, dtype=pl.Boolean)


def _cast(wanted: Field, unit: Unit) -> pl.Expr:
    """The value of every cell that is a plain number and whose conversion is exact digit by digit; else null."""
    ratio = unit.ratio_to(wanted.unit)
    power = _power_of_ten(ratio)
    if power is None or abs(power) > DECIMALS:
        return pl.lit(None, dtype=AMOUNT).alias("value")
    whole, decimals = 26 - max(power, 0), DECIMALS + min(power, 0)
    fraction = rf"(\.[0-9]{{1,{decimals}}})?" if decimals else ""
    plain = ~pl.col("special") & pl.col("text").str.contains(rf"^-?[0-9]{{1,{whole}}}{fraction}$")
    value = pl.when(plain).then(pl.col("text")).cast(AMOUNT, strict=False)
    if power:
        value = value * pl.lit(Decimal(1).scaleb(power))
    fits = pl.lit(value=True)
    if wanted.at_least is not None:
        fits &= value >= pl.lit(wanted.at_least, dtype=AMOUNT)
    if wanted.at_most is not None:
        fits &= value <= pl.lit(wanted.at_most, dtype=AMOUNT)
    return pl.when(fits).then(value).cast(AMOUNT).alias("value")


def _power_of_ten(ratio: Fraction) -> int | None:
    for number, sign in ((ratio.numerator, 1), (ratio.denominator, -1)):
        digits = str(number)
        if digits.rstrip("0") == "1" and (ratio.numerator == 1 or ratio.denominator == 1) and number != 1:
            return sign * (len(digits) - 1)
    return 0 if ratio == 1 else None


def _shaped(frame: pl.DataFrame, value: pl.Expr, status: str) -> pl.DataFrame:
    return frame.with_columns(value.alias("value"), pl.lit(status).alias("status")).select(FOUND.names())


def _one_by_one(grid: Grid, frame: pl.DataFrame, figure: Figure, desk: Desk) -> pl.DataFrame:
    """The cells the cast could not take, each distinct text read once."""
    known: dict[tuple[str, bool], Cell] = {}
    values: list[Decimal | None] = []
    statuses: list[str] = []
    rounded: list[int] = []
    for zone, row, text in frame.select("zone", "row", "text").iter_rows():
        at = (row, figure.column)
        refusal = grid.refused.get(at)
        if refusal is not None:
            _refuse(grid, at, zone, Cell("refused", None, refusal.code, refusal.facts), figure, desk)
            values.append(None)
            statuses.append("refused")
            continue
        key = (text, at in grid.binary)
        cell = known.get(key)
        if cell is None:
            cell = known[key] = desk.cells.read(text, figure.field, figure.unit or figure.field.unit, binary=key[1])
        if cell.status == "refused":
            _refuse(grid, at, zone, cell, figure, desk)
        elif cell.rounded:
            rounded.append(row)
        values.append(cell.value)
        statuses.append(cell.status)
    if rounded:
        place = grid.place(rounded[0], figure.column)
        desk.log.tell("D155", place, count=str(len(rounded)), unit=figure.field.unit.symbol, **figure.field.names)
    return frame.with_columns(
        pl.Series("value", values, dtype=AMOUNT), pl.Series("status", statuses, dtype=pl.String)
    ).select(FOUND.names())


def _refuse(grid: Grid, at: tuple[int, int], zone: str, cell: Cell, figure: Figure, desk: Desk) -> None:
    facts = {"text": shown(grid.text(*at)), "zone": shown(zone), "unit": figure.field.unit.symbol}
    desk.log.refuse(cell.code, grid.place(*at), **(facts | figure.field.names | dict(cell.facts)))


def _say_computed(grid: Grid, rows: Sequence[int], figure: Figure, desk: Desk) -> None:
    computed = [row for row in rows if (row, figure.column) in grid.computed]
    if not computed:
        return
    place = grid.place(computed[0], figure.column)
    desk.log.caution("D152", place, count=str(len(computed)), **figure.field.names)
