"""CSV and TSV as grids: bytes → text → rows, strictly and as text.

The encoding is a byte order mark, else strict UTF-8, else strict GB18030; text that is none of them is refused and
never patched. GB18030 reads almost any bytes as something, so a file in another encoding is caught one step later: its
headings match nothing.
"""

from __future__ import annotations

import codecs
import csv
import io

from scoring.edge.returns.grid import Grid
from scoring.edge.returns.log import Log
from scoring.language.hidden import has_hidden, strip_hidden
from scoring.language.problems import Place

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read_delimited(source: str, data: bytes, log: Log, *, tabs: bool) -> list[Grid]:
    """The one grid of a CSV or TSV file; none if the file was refused."""
    text = decode(source, data, log)
    if text is None:
        return []
    rows, lines, fault = _split(text, "\t" if tabs else _delimiter(text))
    if fault is not None:
        log.refuse("D107", Place(source, line=fault[0]), reason=fault[1])
        return []
    grid = Grid(source, rows, lines, strict=True)
    if has_hidden(text):
        _strip(grid)
    return [grid]


def decode(source: str, data: bytes, log: Log) -> str | None:
    """The text of a file, or None if its encoding is none we read."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(source, data[len(mark) :], (encoding,), log)
    return _strictly(source, data, ("utf-8", "gb18030"), log)


def _strictly(source: str, data: bytes, encodings: tuple[str, ...], log: Log) -> str | None:
    where = 0
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as fault:
            where = fault.start
            continue
        nul = text.find("\0")
        if nul >= 0:
            log.refuse("D105", Place(source, line=text.count("\n", 0, nul) + 1))
            return None
        return text
    log.refuse(
        "D104", Place(source, line=data.count(b"\n", 0, where) + 1), tried=" / ".join(encodings), byte=str(where)
    )
    return None


def _delimiter(text: str) -> str:
    """The delimiter that splits the first lines of a file into the most fields."""
    head = [line for line in text[:20000].splitlines()[:30] if line.strip()]
    counts = {mark: sum(line.count(mark) for line in head) for mark in (",", ";", "\t")}
    return max(counts, key=lambda mark: counts[mark])


def _split(text: str, delimiter: str) -> tuple[list[list[str]], list[int], tuple[int, str] | None]:
    """Rows, the line each begins on, and the fault that stopped the reading (line, reason) if one did."""
    rows: list[list[str]] = []
    lines: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begin = 1
    try:
        for row in reader:
            rows.append(row)
            lines.append(begin)
            begin = reader.line_num + 1
    except csv.Error as fault:
        return rows, lines, (begin, str(fault))
    return rows, lines, None


def _strip(grid: Grid) -> None:
    for index, row in enumerate(grid.rows):
        for column, text in enumerate(row):
            if has_hidden(text):
                row[column] = strip_hidden(text)
                grid.stripped.add((index, column))
