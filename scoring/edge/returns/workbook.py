"""XLSX as grids, through openpyxl, behind the guard of :mod:`archive`.

Formulas are read twice: once as formulas, to know which cells they are, and once for the values they last had. A
formula without a value, an error such as ``#DIV/0!`` and a truth value are refused as figures; a value that a formula
left behind is taken, and said, because nobody can tell here whether it is still true.
"""

from __future__ import annotations

import io
import re
import warnings
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.edge.returns.archive import UnsafeError, slim
from scoring.edge.returns.grid import Grid, Refusal, Span
from scoring.edge.returns.log import Log
from scoring.language.hidden import has_hidden, strip_hidden
from scoring.language.problems import Place
from scoring.language.units import DECIMALS

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

#: The parts of a number format that are only shown: 0.0"%" shows a percent sign and multiplies nothing.
_LITERAL = re.compile(r'"[^"]*"|\\.')


def read_workbook(source: str, path: Path, log: Log) -> list[Grid]:
    """The visible sheets of a workbook; none if it was refused."""
    if path.suffix.casefold() == ".xls":
        log.refuse("D108", Place(source))
        return []
    try:
        safe = slim(path.read_bytes())
        formulas = _load(safe)
        values = _load(safe, values=True) if _has_formulas(formulas) else formulas
    except UnsafeError as fault:
        log.refuse(fault.code, Place(source), **fault.facts)
        return []
    except Exception as fault:  # openpyxl raises whatever its objects do on malformed parts; all of it means: damaged
        log.refuse("D110", Place(source), reason=type(fault).__name__)
        return []
    if not formulas.worksheets:
        log.refuse("D110", Place(source), reason="no sheets")
    grids = []
    for sheet, cached in zip(formulas.worksheets, values.worksheets, strict=True):
        if sheet.sheet_state != "visible":
            log.caution("D122", Place(source, sheet=strip_hidden(sheet.title)))
        else:
            grids.append(_grid(source, sheet, cached, log))
    return grids


def _load(data: bytes, *, values: bool = False) -> Workbook:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and dates that are none; neither is read
        return load_workbook(io.BytesIO(data), data_only=values, keep_links=False)


def _cells(sheet: Worksheet) -> dict[tuple[int, int], Cell]:
    """The cells a sheet really has. Its public iterators would make one for every gap, up to XFD1048576."""
    cells: dict[tuple[int, int], Cell] = sheet._cells  # type: ignore[assignment]  # merged cells have no value
    return cells


def _has_formulas(workbook: Workbook) -> bool:
    return any(cell.data_type == "f" for sheet in workbook.worksheets for cell in _cells(sheet).values())


def _grid(source: str, sheet: Worksheet, cached: Worksheet, log: Log) -> Grid:
    filled = {at: cell for at, cell in _cells(sheet).items() if cell.value is not None}
    height = max((row for row, _ in filled), default=0)
    width = max((column for _, column in filled), default=0)
    rows = [[""] * width for _ in range(height)]
    grid = Grid(
        source,
        rows,
        list(range(1, height + 1)),
        strip_hidden(sheet.title),
        lettered=True,
        merged=_spans(sheet),
    )
    texts, last = _Texts(), _cells(cached)
    for (row, column), cell in filled.items():
        rows[row - 1][column - 1] = texts.cell(grid, (row - 1, column - 1), cell, last[row, column])
    hidden = _hidden(sheet, height)
    if hidden:
        log.caution("D123", grid.place(), hidden=hidden)
    return grid


def _spans(sheet: Worksheet) -> tuple[Span, ...]:
    spans = (Span(r.min_row - 1, r.min_col - 1, r.max_row - 1, r.max_col - 1) for r in sheet.merged_cells.ranges)
    return tuple(sorted(spans, key=lambda span: (span.top, span.left)))


def _hidden(sheet: Worksheet, height: int) -> str:
    """The hidden rows and columns of a sheet, listed."""
    rows = [str(number) for number, row in sheet.row_dimensions.items() if row.hidden and number <= height]
    columns = [str(letter) for letter, column in sheet.column_dimensions.items() if column.hidden]
    shown = [*rows[:10], *(["…"] if len(rows) > 10 else []), *columns[:10]]
    return ", ".join(shown)


class _Texts:
    """Cells as text. Equal strings are cleaned once, and stay one string in memory."""

    def __init__(self) -> None:
        self._clean: dict[str, str] = {}

    def cell(self, grid: Grid, at: tuple[int, int], cell: Cell, cached: Cell) -> str:
        """The text of a cell, and what the grid must know about it."""
        value = cached.value
        if cell.data_type == "f":
            if value is None:
                grid.refused[at] = Refusal("D151")
                return cell.value if isinstance(cell.value, str) else "=…"
            grid.computed.add(at)
        if isinstance(value, str):
            if cached.data_type == "e":
                grid.refused[at] = Refusal("D153")
            return self._string(grid, at, value)
        if isinstance(value, bool):
            grid.refused[at] = Refusal("D154")
            return "TRUE" if value else "FALSE"
        if isinstance(value, (int, float)):
            return _number(grid, at, value, percent="%" in _LITERAL.sub("", cell.number_format))
        return _moment(value)

    def _string(self, grid: Grid, at: tuple[int, int], text: str) -> str:
        clean = self._clean.get(text)
        if clean is None:
            clean = self._clean[text] = strip_hidden(text) if has_hidden(text) else text
        if clean is not text and clean != text:
            grid.stripped.add(at)
        return clean


def _number(grid: Grid, at: tuple[int, int], value: float, *, percent: bool) -> str:
    """A stored number as text: fifteen significant digits, as the spreadsheet shows them, never an exponent."""
    if isinstance(value, int) and not percent:
        return str(value)
    text = plain_number(value, percent=percent)
    if len(text.rstrip("%").partition(".")[2]) > DECIMALS:
        grid.binary.add(at)
    return text


def plain_number(value: float, *, percent: bool = False) -> str:
    """A binary number as the decimal people typed: ``%.15g`` without an exponent, as a percentage if shown as one."""
    number = Decimal(f"{value:.15g}")
    if not number.is_finite():
        return str(value)
    return f"{number.scaleb(2):f}%" if percent else f"{number:f}"


def _moment(value: object) -> str:
    """Dates and times as text: they are no figures, and a form's years are looked for in text."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return str(value)
