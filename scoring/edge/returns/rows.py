"""The rows of a sheet that are data: whose they are, and of which year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from scoring.edge.returns.folder import Source, name_year
from scoring.edge.returns.grid import Grid, shown
from scoring.edge.returns.layout import Layout, is_footer
from scoring.edge.returns.log import Log
from scoring.edge.returns.register import parse_year
from scoring.edge.returns.roster import Roster
from scoring.language.problems import Problem


@dataclass(slots=True)
class Records:
    """The data rows of a sheet: for each its row in the grid, its zone's code and name as written, and its year."""

    grid: Grid
    layout: Layout
    source: Source
    rows: list[int] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    years: list[int | None] = field(default_factory=list)

    def with_years(self, wanted: set[int], undated: int) -> Records:
        """The rows of the years wanted; rows without any year are of ``undated``."""
        found = Records(self.grid, self.layout, self.source)
        for row, code, name, year in zip(self.rows, self.codes, self.names, self.years, strict=True):
            if (year or undated) in wanted:
                found.add(row, code, name, year or undated)
        return found

    def add(self, row: int, code: str, name: str, year: int | None) -> None:
        """Append a row."""
        self.rows.append(row)
        self.codes.append(code)
        self.names.append(name)
        self.years.append(year)


def find_records(source: Source, grid: Grid, layout: Layout, log: Log) -> Records:
    """The data rows of a sheet: not empty, not a total or signature, whole, with a zone and a readable year."""
    _fill_down(grid, layout, log)
    records = Records(grid, layout, source)
    year = _sheet_year(source, grid, layout, log)
    code_column, name_column = layout.keys.get("code"), layout.keys.get("name", layout.keys.get("en"))
    year_column = layout.keys.get("year")
    footers: dict[str, bool] = {}
    for row in range(layout.first, len(grid.rows)):
        cells = grid.rows[row]
        leading = next((text for text in cells if text and not text.isspace()), "")
        if not leading:
            continue
        code, name = grid.text(row, code_column).strip(), grid.text(row, name_column).strip()
        if _footer(leading, footers) or _footer(code, footers) or _footer(name, footers):
            log.tell("D128", grid.place(row), text=shown(leading))
        elif grid.strict and not _whole(grid, row, layout, log):
            continue
        elif not code and not name:
            log.refuse("D129", grid.place(row), text=shown(leading))
        else:
            own = year
            if year_column is not None and grid.text(row, year_column).strip():
                own = parse_year(grid.text(row, year_column))
                if own is None:
                    text = shown(grid.text(row, year_column))
                    log.refuse("D160", grid.place(row, year_column), text=text, zone=shown(code or name))
                    continue
            records.add(row, code, name, own)
    return records


def _footer(text: str, known: dict[str, bool]) -> bool:
    if text not in known:
        known[text] = bool(text) and is_footer(text)
    return known[text]


def _whole(grid: Grid, row: int, layout: Layout, log: Log) -> bool:
    """Whether a row of delimited text has as many fields as the header; empty ones at the end do not matter."""
    cells, expected = grid.rows[row], len(grid.rows[layout.header])
    if len(cells) == expected or (len(cells) > expected and not any(cells[expected:])):
        return True
    log.refuse("D106", grid.place(row), found=str(len(cells)), expected=str(expected), text=shown(cells[0]))
    return False


def _fill_down(grid: Grid, layout: Layout, log: Log) -> None:
    """Key cells merged over several rows hold for each of them; merged figures are the first row's alone, and said."""
    keys = set(layout.keys.values())
    figures = {figure.column for figure in layout.figures}
    for span in grid.merged:
        if span.bottom < layout.first:
            continue
        covered = set(range(span.left, span.right + 1))
        if span.left == span.right and span.left in keys:
            text = grid.text(span.top, span.left)
            for row in range(max(span.top, layout.first), min(span.bottom + 1, len(grid.rows))):
                grid.rows[row] += [""] * (span.left + 1 - len(grid.rows[row]))
                grid.rows[row][span.left] = text
        elif covered & figures and not is_footer(grid.text(span.top, span.left)) and span.top < len(grid.rows):
            log.caution("D131", grid.place(span.top, span.left), rows=str(span.bottom - span.top + 1))


def _sheet_year(source: Source, grid: Grid, layout: Layout, log: Log) -> int | None:
    """The year of rows that state none: the sheet's name, else the file's or folder's, else the title's."""
    own = name_year(PurePath(grid.sheet.replace("/", " "))) if grid.sheet else None
    named = own or source.year
    if named is not None and layout.year is not None and named != layout.year and "year" not in layout.keys:
        log.caution("D164", grid.place(), named=str(named), title=str(layout.year))
    return named or layout.year


@dataclass(slots=True)
class Kept:
    """Rows whose zone is known: row of the grid, zone and year, side by side."""

    rows: list[int] = field(default_factory=list)
    zones: list[str] = field(default_factory=list)
    years: list[int] = field(default_factory=list)


def identify(records: Records, roster: Roster, log: Log) -> Kept:
    """The rows whose zone the roster knows; the others are refused, each at its place."""
    kept, grid = Kept(), records.grid
    column = records.layout.keys.get("code", records.layout.keys.get("name", records.layout.keys.get("en")))
    for row, code, name, year in _dated(records):
        match = roster.identify(code, name, year)
        for remark in match.remarks:
            log.problems.append(Problem(remark.code, grid.place(row, column), remark.facts, remark.severity))
        if match.zone is not None:
            kept.rows.append(row)
            kept.zones.append(match.zone)
            kept.years.append(year)
    _hidden_characters(records, log)
    return kept


def _dated(records: Records) -> Iterator[tuple[int, str, str, int]]:
    for row, code, name, year in zip(records.rows, records.codes, records.names, records.years, strict=True):
        if year is not None:
            yield row, code, name, year


def _hidden_characters(records: Records, log: Log) -> None:
    """Say which codes and names held control characters."""
    if not records.grid.stripped:
        return
    columns = [records.layout.keys[key] for key in ("code", "name", "en") if key in records.layout.keys]
    for row in records.rows:
        for column in columns:
            if (row, column) in records.grid.stripped:
                text = shown(records.grid.text(row, column))
                log.caution("D178", records.grid.place(row, column), text=text)
