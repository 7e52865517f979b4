"""A Parquet file as JSON on standard output: run as a process of its own.

A damaged Parquet file can abort the process that reads it (Rust's allocator gives up, and no exception is raised), so
:mod:`columnar` never reads one itself: it runs this file, whose death is a message and not the end. It imports nothing
of the package, so that it can be run by its path.
"""

from __future__ import annotations

import json
import math
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

CELLS = 20_000_000
#: No figure or name is longer, and one long text repeated in every row must not fill the pipe.
LONGEST = 1_000
MEMORY = 4 * 2**30


def main(path: str) -> int:
    """Write ``{"columns", "rows"}`` or ``{"fault", "reason"}``; cells are text or ``[text, mark]``."""
    _bounded()
    import polars as pl

    try:
        schema = pl.read_parquet_schema(path)
        height = pl.scan_parquet(path).select(pl.len()).collect().item()
        if height * max(len(schema), 1) > CELLS:
            return _say({"fault": "D116", "cells": f"{height * len(schema):,}", "cell": f"{height:,} × {len(schema)}"})
        nested = [name for name, kind in schema.items() if kind.is_nested() or kind in (pl.Object, pl.Binary)]
        if nested:
            return _say({"fault": "D119", "kind": f"{nested[0]}: {schema[nested[0]]}"})
        frame = pl.read_parquet(Path(path))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError) as fault:
        return _say({"fault": "D110", "reason": type(fault).__name__})
    columns = [[cell(value) for value in column.to_list()] for column in frame.iter_columns()]
    return _say({"columns": frame.columns, "rows": columns})


def _bounded() -> None:
    """Bound the memory of this process, where the system can."""
    try:
        import resource
    except ImportError:  # not on Windows, where a process has no such limit
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY if hard < 0 else min(MEMORY, hard), hard))


def cell(value: object) -> str | list[str]:
    """A typed value as text; ``[text, "binary"]`` or ``[text, "truth"]`` where the text alone hides what it was."""
    match value:
        case None:
            return ""
        case bool():
            return ["TRUE" if value else "FALSE", "truth"]
        case float() if math.isfinite(value):
            text = f"{Decimal(f'{value:.15g}'):f}"
            return [text, "binary"] if len(text.partition(".")[2]) > 12 else text
        case Decimal():
            return f"{value:f}"
        case _:
            return value.isoformat() if isinstance(value, date) else str(value)[:LONGEST]


def _say(answer: dict[str, object]) -> int:
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
