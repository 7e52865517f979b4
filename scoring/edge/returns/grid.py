"""One sheet as a grid of text cells, each with its place.

Every reader (:mod:`delimited`, :mod:`workbook`, :mod:`columnar`) makes grids, and nothing after them knows what kind
of file a figure came from. All cells are text: a zone code 0101 stays 0101, and what a cell means is decided later,
against the rubric. What a reader knows to be no figure (a formula without a value, ``#DIV/0!``) is marked as refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from scoring.language.hidden import strip_hidden
from scoring.language.problems import Place

_SPACES = re.compile(r"\s+")
SHOWN = 60


def shown(text: str, limit: int = SHOWN) -> str:
    """A text as a message may show it: one line, nothing hidden, not long."""
    line = _SPACES.sub(" ", strip_hidden(text[: 4 * limit])).strip()
    return line if len(line) <= limit else line[: limit - 1] + "…"


def column_letters(column: int) -> str:
    """The spreadsheet name of a column counted from 0: 0 → A, 26 → AA."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a reader refuses a cell, as a code of the catalogue and its facts."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Span:
    """A merged range; rows and columns count from 0, both ends inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True, eq=False)
class Grid:
    """A sheet. Rows may be shorter than others; :meth:`text` answers "" beyond their end.

    ``source``   the file's name, as it is shown
    ``lines``    the line (or sheet row) each row stands on, from 1
    ``lettered`` cells are called C7 (spreadsheets); otherwise line and column
    ``strict``   a row that is shorter or longer than the header is a fault (delimited text)
    ``refused``  cells that are no figures, known from the reader
    ``computed`` cells whose text is the value a formula last had
    ``binary``   cells stored as binary fractions with more decimals than a figure may have
    ``stripped`` cells that held hidden characters
    """

    source: str
    rows: list[list[str]]
    lines: list[int]
    sheet: str | None = None
    lettered: bool = False
    strict: bool = False
    merged: tuple[Span, ...] = ()
    refused: dict[tuple[int, int], Refusal] = field(default_factory=dict)
    computed: set[tuple[int, int]] = field(default_factory=set)
    binary: set[tuple[int, int]] = field(default_factory=set)
    stripped: set[tuple[int, int]] = field(default_factory=set)

    def text(self, row: int, column: int | None) -> str:
        """The text of a cell, "" where there is none."""
        if column is None or row < 0 or column < 0:
            return ""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def column(self, rows: Iterable[int], column: int | None) -> list[str]:
        """The texts of one column in these rows."""
        if column is None:
            return ["" for _ in rows]
        return [cells[column] if column < len(cells) else "" for cells in map(self.rows.__getitem__, rows)]

    def place(self, row: int | None = None, column: int | None = None) -> Place:
        """Where a cell, a row or the whole sheet is."""
        if row is None:
            return Place(self.source, sheet=self.sheet)
        line = self.lines[row]
        if column is None:
            return Place(self.source, line=line, sheet=self.sheet)
        excerpt = shown(self.text(row, column)) or None
        if self.lettered:
            return Place(self.source, sheet=self.sheet, cell=f"{column_letters(column)}{line}", excerpt=excerpt)
        return Place(self.source, line=line, column=column + 1, sheet=self.sheet, excerpt=excerpt)

    def sources(self) -> pl.Expr:
        """The places of cells as text, the same as ``str(place)``, of the columns ``row`` and ``column``."""
        head = self.source if self.sheet is None else f"{self.source}[{self.sheet}]"
        line = pl.lit(pl.Series(self.lines, dtype=pl.Int64)).gather(pl.col("row")).cast(pl.String)
        if not self.lettered:
            return pl.format("{}:{}:{}", pl.lit(head), line, pl.col("column") + 1)
        letters = pl.lit(pl.Series([column_letters(n) for n in range(max(map(len, self.rows)))], dtype=pl.String))
        return pl.format("{}!{}{}", pl.lit(head), letters.gather(pl.col("column")), line)
