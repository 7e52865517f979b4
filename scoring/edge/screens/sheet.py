"""A sheet: headings and cells, shown as a table that fits the screen, or written as Markdown.

Every column says how long it stays: when the screen is too narrow, the column with the highest ``leaves`` goes first.
"""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from scoring.edge.screens.text import cut, in_two_lines

_GAP = 2
_LEAST = 8


@dataclass(frozen=True, slots=True)
class Column:
    """A heading. ``leaves`` 0 stays on any screen; ``gives`` may be cut, the others keep all their characters."""

    head: str
    right: bool = False
    leaves: int = 0
    gives: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of cells under their headings."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]


def fitted(sheet: Sheet, width: int) -> tuple[Table, list[str]]:
    """The sheet as a table of at most so many cells, and the headings that had to leave."""
    heads = [_head(sheet, index) for index in range(len(sheet.columns))]
    widths = [_width(sheet, index, head) for index, head in enumerate(heads)]
    staying = _staying(sheet.columns, widths, width)
    over = _total([widths[index] for index in staying]) - width
    for index in staying:
        if over > 0 and sheet.columns[index].gives:
            shrunk = max(widths[index] - over, _LEAST)
            over -= widths[index] - shrunk
            widths[index] = shrunk
    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="bold")
    for index in staying:
        justify = "right" if sheet.columns[index].right else "left"
        head = Text(heads[index], justify=justify)
        table.add_column(head, justify=justify, width=widths[index], no_wrap=True, vertical="bottom")
    for row in sheet.rows:
        table.add_row(*(_cell(row[index], widths[index]) for index in staying))
    return table, [column.head for index, column in enumerate(sheet.columns) if index not in staying]


def _cell(text: Text, width: int) -> Text:
    if cell_len(text.plain) <= width:
        return text
    return Text(cut(text.plain, width), text.style)


def _body(sheet: Sheet, index: int) -> int:
    return max((cell_len(row[index].plain) for row in sheet.rows), default=0)


def _head(sheet: Sheet, index: int) -> str:
    """The heading, in two lines where that makes the column narrower."""
    return in_two_lines(sheet.columns[index].head, max(_body(sheet, index), 8))


def _width(sheet: Sheet, index: int, head: str) -> int:
    return max(_body(sheet, index), *(cell_len(line) for line in head.split("\n")))


def _total(widths: list[int]) -> int:
    return sum(widths) + _GAP * (len(widths) - 1)


def _staying(columns: tuple[Column, ...], widths: list[int], width: int) -> list[int]:
    """Who stays. Columns that may be cut count with their least width only when nobody else can leave."""
    staying = list(range(len(columns)))
    while _total([widths[index] for index in staying]) > width:
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
    return "\n".join([heads, rule, *rows]) + "\n"
