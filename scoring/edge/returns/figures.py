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
from scoring.edge.returns.grid import Grid, Refusal, shown
from scoring.edge.returns.headings import Vocabulary
from scoring.edge.returns.layout import Figure
from scoring.edge.returns.log import Log
from scoring.edge.returns.rows import Kept, Records
from scoring.engine.tables import AMOUNT, SUBMISSIONS
from scoring.language.units import DECIMALS

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


@dataclass(frozen=True, slots=True)
class Part:
    """Cells of one item in one unit: the rows of ``base`` in the figure's column."""

    base: pl.DataFrame
    figure: Figure


def read_figures(records: Records, kept: Kept, desk: Desk) -> pl.DataFrame:
    """``FOUND``: every figure of the rows kept."""
    base = pl.DataFrame(
        {"zone": kept.zones, "year": kept.years, "row": kept.rows},
        schema={"zone": pl.String, "year": pl.Int32, "row": pl.Int32},
    )
    if base.is_empty():
        return pl.DataFrame(schema=FOUND)
    if records.layout.long:
        parts = _long(records, base, desk)
    else:
        parts = [Part(base, figure) for figure in records.layout.figures]
    return _read(records.grid, parts, desk) if parts else pl.DataFrame(schema=FOUND)


def _long(records: Records, base: pl.DataFrame, desk: Desk) -> list[Part]:
    """One column of values holds many items: read it in parts of one item and one unit each."""
    grid, keys = records.grid, records.layout.keys
    rows = base["row"].to_list()
    texts = pl.DataFrame(
        {
            "item_text": [text.strip() for text in grid.column(rows, keys["item"])],
            "unit_text": [text.strip() for text in grid.column(rows, keys.get("unit"))],
        }
    )
    split = base.hstack(texts).partition_by("item_text", "unit_text", maintain_order=True, as_dict=True)
    parts = []
    for (item_text, unit_text), part in split.items():
        figure = _long_figure(records, str(item_text), str(unit_text), part, desk)
        if figure is not None:
            parts.append(Part(part.select(base.columns), figure))
    return parts


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


def _read(grid: Grid, parts: Sequence[Part], desk: Desk) -> pl.DataFrame:
    """All parts of a sheet at once: cast what is plain, and look at the rest."""
    if grid.computed:
        for part in parts:
            _say_computed(grid, part.base["row"].to_list(), part.figure, desk)
    frame = _stacked(grid, parts, desk).with_columns(_cast())
    easy = frame.filter(pl.col("value").is_not_null()).with_columns(status=pl.lit("given"))
    hard = frame.filter(pl.col("value").is_null())
    found = pl.concat([easy.select(FOUND.names()), _one_by_one(grid, hard, parts, desk)])
    return found.sort("column", "row", maintain_order=True)


def _stacked(grid: Grid, parts: Sequence[Part], desk: Desk) -> pl.DataFrame:
    """Every cell as a row, with what its column's heading says about it."""
    texts: list[str] = []
    special: list[bool] = []
    for part in parts:
        rows, column = part.base["row"].to_list(), part.figure.column
        texts += [text[:LONGEST] for text in grid.column(rows, column)]
        special += [(row, column) in grid.refused or (row, column) in grid.binary for row in rows]
    heights = [part.base.height for part in parts]
    about = pl.DataFrame([_about(part.figure) for part in parts], schema=_ABOUT, orient="row")
    which = pl.Series("part", range(len(parts)), dtype=pl.Int32).repeat_by(pl.Series(heights)).explode()
    return (
        pl.concat([part.base for part in parts])
        .with_columns(
            pl.Series("text", texts, dtype=pl.String),
            pl.Series("special", special, dtype=pl.Boolean),
            which.alias("part"),
            *(about[name].gather(which).alias(name) for name in _ABOUT),
            pl.lit(desk.number(grid), dtype=pl.Int32).alias("sheet"),
        )
        .with_columns(grid.sources().alias("source"))
    )


#: What a heading says about the cells below it: the item, the column, the power of ten that turns the stated unit into
#: the item's (null: the cast must leave them alone), and the bounds of the item.
_ABOUT = {"item": pl.String(), "column": pl.Int32(), "power": pl.Int32(), "least": AMOUNT, "most": AMOUNT}


def _about(figure: Figure) -> tuple[str, int, int | None, Decimal | None, Decimal | None]:
    wanted = figure.field
    power = None if figure.unit is None else _power_of_ten(figure.unit.ratio_to(wanted.unit))
    if wanted.kind != "number" or (power is not None and abs(power) > DECIMALS):
        power = None
    return wanted.id, figure.column, power, wanted.at_least, wanted.at_most


def _cast() -> pl.Expr:
    """The value of every cell that is a plain number and whose conversion is exact digit by digit; else null."""
    text, power = pl.col("text"), pl.col("power")
    digits = text.str.strip_prefix("-").str.split_exact(".", 1)
    whole = digits.struct.field("field_0").str.len_bytes().cast(pl.Int32)
    decimals = digits.struct.field("field_1").str.len_bytes().cast(pl.Int32).fill_null(0)
    plain = ~pl.col("special") & text.str.contains(r"^-?[0-9]+(\.[0-9]+)?$") & power.is_not_null()
    plain &= (whole <= 26 - power.clip(0, None)) & (decimals <= DECIMALS + power.clip(None, 0))
    value = pl.when(plain).then(text).cast(AMOUNT, strict=False)
    powers = {number: Decimal(1).scaleb(number) for number in range(-DECIMALS, DECIMALS + 1)}
    factor = power.replace_strict(list(powers), list(powers.values()), default=None, return_dtype=AMOUNT)
    value = pl.when(power == 0).then(value).otherwise(value * factor)
    fits = (value >= pl.col("least")).fill_null(value=True) & (value <= pl.col("most")).fill_null(value=True)
    return pl.when(fits).then(value).cast(AMOUNT).alias("value")


def _power_of_ten(ratio: Fraction) -> int | None:
    for number, sign in ((ratio.numerator, 1), (ratio.denominator, -1)):
        digits = str(number)
        if digits.rstrip("0") == "1" and (ratio.numerator == 1 or ratio.denominator == 1) and number != 1:
            return sign * (len(digits) - 1)
    return 0 if ratio == 1 else None


def _one_by_one(grid: Grid, frame: pl.DataFrame, parts: Sequence[Part], desk: Desk) -> pl.DataFrame:
    """The cells the cast could not take, each distinct text of an item read once."""
    known: dict[tuple[int, str, bool], Cell] = {}
    cells: list[Cell] = []
    rounded: dict[int, list[int]] = {}
    for zone, row, text, part in frame.select("zone", "row", "text", "part").iter_rows():
        figure = parts[part].figure
        at = (row, figure.column)
        refusal = refusal_of(grid, at, figure.field)
        if figure.unit is None:
            cell = _UNTOLD
        elif refusal is not None:
            cell = Cell("refused", None, refusal.code, refusal.facts)
        else:
            key = (part, text, at in grid.binary)
            if key not in known:
                known[key] = desk.cells.read(text, figure.field, figure.unit, binary=key[2])
            cell = known[key]
        if cell.status == "refused" and cell is not _UNTOLD:
            _refuse(grid, at, zone, cell, figure, desk)
        elif cell.rounded:
            rounded.setdefault(part, []).append(row)
        cells.append(cell)
    for part, rows in rounded.items():
        figure = parts[part].figure
        facts = {"count": str(len(rows)), "unit": figure.field.unit.symbol, **figure.field.names}
        desk.log.tell("D155", grid.place(rows[0], figure.column), **facts)
    return frame.with_columns(
        pl.Series("value", [cell.value for cell in cells], dtype=AMOUNT),
        pl.Series("status", [cell.status for cell in cells], dtype=pl.String),
    ).select(FOUND.names())


def refusal_of(grid: Grid, at: tuple[int, int], field: Field) -> Refusal | None:
    """Why a reader refuses a cell as a figure; a truth value is what a boolean asks for."""
    refusal = grid.refused.get(at)
    return None if refusal is not None and refusal.code == "D154" and field.kind == "boolean" else refusal


#: A cell of a column whose unit was refused at its heading, and need not be refused again.
_UNTOLD = Cell("refused", None, "", {})


def _refuse(grid: Grid, at: tuple[int, int], zone: str, cell: Cell, figure: Figure, desk: Desk) -> None:
    facts = {"text": shown(grid.text(*at)), "zone": shown(zone), "unit": figure.field.unit.symbol}
    desk.log.refuse(cell.code, grid.place(*at), **(facts | figure.field.names | dict(cell.facts)))


def _say_computed(grid: Grid, rows: Sequence[int], figure: Figure, desk: Desk) -> None:
    computed = [row for row in rows if (row, figure.column) in grid.computed]
    if not computed:
        return
    place = grid.place(computed[0], figure.column)
    desk.log.caution("D152", place, count=str(len(computed)), **figure.field.names)
