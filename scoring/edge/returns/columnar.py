"""Parquet and JSON lines as grids: typed values become the text that a person would have typed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path

from scoring.edge.returns import parquet_rows
from scoring.edge.returns.delimited import decode
from scoring.edge.returns.grid import Grid, Refusal, shown
from scoring.edge.returns.log import Log
from scoring.language.hidden import has_hidden, strip_hidden
from scoring.language.problems import Place

SECONDS = 300


def read_parquet(source: str, path: Path, log: Log) -> list[Grid]:
    """The one grid of a Parquet file, read by a process of its own (see :mod:`parquet_rows`)."""
    command = [sys.executable, "-P", str(Path(parquet_rows.__file__)), str(path.resolve())]
    # few threads: each one takes address space, of which the child has a bounded amount
    environment = {
        **os.environ,
        "POLARS_MAX_THREADS": "2",
        "PYTHONPATH": os.pathsep.join(part for part in sys.path if part),
    }
    try:
        child = subprocess.run(  # noqa: S603  our own file, by its path, on a file name that is one argument
            command, capture_output=True, timeout=SECONDS, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        log.refuse("D110", Place(source), reason=f"{SECONDS} s")
        return []
    if child.returncode != 0:
        log.refuse("D110", Place(source), reason=f"exit {child.returncode}")
        return []
    answer = json.loads(child.stdout)
    if "fault" in answer:
        log.refuse(answer.pop("fault"), Place(source), **answer)
        return []
    return [_columns_grid(source, answer["columns"], answer["rows"])]


def _columns_grid(source: str, names: list[str], columns: list[list[str | list[str]]]) -> Grid:
    height = len(columns[0]) if columns else 0
    # the header is no row of the file: its rows count from 1, and the names stand on row 0
    grid = Grid(source, [[]], list(range(height + 1)))
    grid.rows += [[] for _ in range(height)]
    for name, column in zip(names, columns, strict=True):
        _append(grid, 0, name)
        for row, value in enumerate(column, 1):
            _append(grid, row, *([value] if isinstance(value, str) else value))
    return grid


def _append(grid: Grid, row: int, text: str, mark: str = "") -> None:
    """Put a cell at the end of a row, with what its mark means."""
    at = (row, len(grid.rows[row]))
    if has_hidden(text):
        text = strip_hidden(text)
        grid.stripped.add(at)
    grid.rows[row].append(text)
    if mark == "truth":
        grid.refused[at] = Refusal("D154")
    elif mark == "binary":
        grid.binary.add(at)
    elif mark == "nested":
        grid.refused[at] = Refusal("D140")


class _RepeatedKeyError(ValueError):
    """An object names a key twice."""


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _RepeatedKeyError
    return made


def read_json_lines(source: str, data: bytes, log: Log) -> list[Grid]:
    """The one grid of a JSON-lines file: an object a line, its keys the headings."""
    text = decode(source, data, log)
    if text is None:
        return []
    records: list[tuple[int, dict[str, object]]] = []
    names: dict[str, int] = {}
    for line, content in enumerate(text.split("\n"), 1):
        if not content.strip():
            continue
        record = _record(source, line, content, log)
        if record is not None:
            records.append((line, record))
            for name in record:
                names.setdefault(name, len(names))
    grid = Grid(source, [[]], [1, *(line for line, _ in records)])
    for name in names:
        _append(grid, 0, name)
    for row, (_, record) in enumerate(records, 1):
        grid.rows.append([])
        for name in names:
            _append(grid, row, *_value(record.get(name)))
    return [grid]


def _record(source: str, line: int, content: str, log: Log) -> dict[str, object] | None:
    place = Place(source, line=line, excerpt=shown(content))
    try:
        record = json.loads(content, parse_float=Decimal, parse_int=_whole, object_pairs_hook=_object)
    except _RepeatedKeyError:
        log.refuse("D136", place)
        return None
    except (ValueError, RecursionError, InvalidOperation) as fault:
        log.refuse("D135", place, reason=type(fault).__name__)
        return None
    if not isinstance(record, dict):
        log.refuse("D135", place, reason=type(record).__name__)
        return None
    return record


def _whole(digits: str) -> Decimal:
    return Decimal(digits)


def _value(value: object) -> tuple[str, str]:
    """The text and mark of a JSON value. A number keeps its digits; one with an exponent is written out."""
    match value:
        case None:
            return "", ""
        case bool():
            return ("TRUE" if value else "FALSE"), "truth"
        case str():
            return value, ""
        case Decimal():
            return _digits(value), "binary"
        case float():
            return str(value), ""
        case _:
            return shown(json.dumps(value, default=str, ensure_ascii=False)), "nested"


def _digits(value: Decimal) -> str:
    """A number of a JSON line written out: as it stands if a person can have meant it, else as the binary number it is.

    A program writes 2.675 as 2.6749999999999998; more than fifteen digits with a fraction are taken for that.
    """
    _, digits, exponent = value.as_tuple()
    if len(digits) > 15 and isinstance(exponent, int) and exponent < 0:
        value = Decimal(f"{float(value):.15g}")
    return f"{value:f}" if value.is_finite() and -40 <= value.adjusted() <= 40 else str(value)
