"""A sheet: headings and cells, shown as a table that fits the screen, or written as Markdown.

Every column says how long it stays: when the screen is too narrow, the column with the highest ``leaves`` goes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from scoring.edge.screens.text import cut, stacked

_GAP = 2
_LEAST = 8
_FAIR = 20


@dataclass(frozen=True, slots=True)
class Column:
    """A heading. ``leaves`` 0 stays on any screen. ``gives`` may be cut, and ``wraps`` goes on in further lines; all
    others keep their cells whole in one line.
    """

    head: str
    right: bool = False
    leaves: int = 0
    gives: bool = False
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of cells under their headings."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]


def fitted(sheets: Sequence[Sheet], width: int) -> tuple[list[Table], list[str]]:
    """Sheets of the same columns as tables of at most so many cells, and the headings that had to leave."""
    columns = sheets[0].columns
    bodies = [_body(sheets, index) for index in range(len(columns))]
    heads = [stacked(column.head, max(body, 8)) for column, body in zip(columns, bodies, strict=True)]
    widths = [
        max(body, *(cell_len(line) for line in head.split("\n"))) for body, head in zip(bodies, heads, strict=True)
    ]
    staying = _staying(columns, widths, width)
    over = _total([widths[index] for index in staying]) - width
    for index, least in _givers(columns, staying):
        if over > 0 and widths[index] > least:
            shrunk = max(widths[index] - over, least)
            over -= widths[index] - shrunk
            widths[index] = shrunk
    tables = [_table(sheet, staying, heads, widths) for sheet in sheets]
    return tables, [column.head for index, column in enumerate(columns) if index not in staying]


def _table(sheet: Sheet, staying: list[int], heads: list[str], widths: list[int]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="bold")
    for index in staying:
        justify: Literal["right", "left"] = "right" if sheet.columns[index].right else "left"
        head = Text(heads[index], justify=justify)
        table.add_column(head, justify=justify, width=widths[index], no_wrap=not sheet.columns[index].wraps)
    for row in sheet.rows:
        cells = [(row[index], index) for index in staying]
        table.add_row(*(cell if sheet.columns[at].wraps else _cell(cell, widths[at]) for cell, at in cells))
    return table


def _cell(text: Text, width: int) -> Text:
    if cell_len(text.plain) <= width:
        return text
    return Text(cut(text.plain, width), text.style)


def _body(sheets: Sequence[Sheet], index: int) -> int:
    return max((cell_len(row[index].plain) for sheet in sheets for row in sheet.rows), default=0)


def _givers(columns: tuple[Column, ...], staying: list[int]) -> list[tuple[int, int]]:
    """Who gives how much, in turn: what wraps first, then what may be cut, at last more than is fair."""
    wrapping = [index for index in staying if columns[index].wraps]
    cutting = [index for index in staying if columns[index].gives]
    return [
        (index, least)
        for group, least in ((wrapping, _FAIR), (cutting, _FAIR), (wrapping, _LEAST), (cutting, _LEAST))
        for index in group
    ]


def _total(widths: list[int]) -> int:
    return sum(widths) + _GAP * (len(widths) - 1)


def _staying(columns: tuple[Column, ...], widths: list[int], width: int) -> list[int]:
    """Who stays. A column that may be cut is cut to a fair width before any other has to leave."""
    least = [
        min(cells, _FAIR) if column.gives or column.wraps else cells
        for column, cells in zip(columns, widths, strict=True)
    ]
    staying = list(range(len(columns)))
    while _total([least[index] for index in staying]) > width:
        goers = [index for index in staying if columns[index].leaves]
        if not goers:
            break
        staying.remove(max(goers, key=lambda index: (columns[index].leaves, index)))
    return staying


_MARKDOWN = str.maketrans(
    {char: f"\\{char}" for char in "\\`*_{}[]()#|~$"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;", "\n": " "}
)


def escaped(text: str) -> str:
    """The text as Markdown shows it, and nothing of it read as markup."""
    return text.translate(_MARKDOWN)


def markdown(sheet: Sheet) -> str:
    """The whole sheet as a Markdown table; no column leaves."""
    heads = "| " + " | ".join(escaped(column.head) for column in sheet.columns) + " |"
    rule = "|" + "|".join("---:" if column.right else ":---" for column in sheet.columns) + "|"
    rows = ["| " + " | ".join(escaped(cell.plain) for cell in row) + " |" for row in sheet.rows]
    return "\n".join([heads, rule, *rows])
