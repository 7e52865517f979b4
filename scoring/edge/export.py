"""Frames → files: CSV, JSON, Parquet. Written whole or not at all.

CSV is UTF-8 without a byte order mark, decimals with all their digits, lists joined by ``;``. A text that a spreadsheet
would take for a formula gets an apostrophe before it. JSON holds decimals as strings, so no reader rounds them.
"""

from __future__ import annotations

import io
import json
import os
import tempfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import polars as pl

from scoring.language.problems import Place, Problem, Rejected

#: A text beginning like this is a formula to a spreadsheet (full-width signs too), unless it is a plain number.
_FORMULA = "^[\\s]*[=+\\-@＝＋－＠]|^[\\t\\r\\n]"
_NUMBER = "^[+-]?[0-9][0-9.,]*%?$"
_HIDDEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u{061c}\u{200b}-\u{200f}\u{2028}-\u{202e}\u{2060}-\u{206f}\u{feff}]"


def csv_bytes(frame: pl.DataFrame) -> bytes:
    """A frame as CSV that is safe to open in a spreadsheet."""
    return flat(frame).write_csv().encode()


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Lists joined, decimals in all their digits, texts neutralised; numbers and truth values stay what they are."""
    return frame.with_columns(_cell(name, kind) for name, kind in frame.schema.items())


def _cell(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(kind, pl.List):
        return neutral(column.cast(pl.List(pl.String)).list.join(";")).alias(name)
    if isinstance(kind, pl.Decimal):
        return column.cast(pl.String)
    return neutral(column).alias(name) if kind == pl.String else column


def neutral(text: pl.Expr) -> pl.Expr:
    """Texts without control characters, and with an apostrophe where a spreadsheet would read a formula."""
    seen = text.str.replace_all(_HIDDEN, "")
    dangerous = seen.str.contains(_FORMULA) & ~seen.str.contains(_NUMBER)
    return pl.when(dangerous).then(pl.concat_str(pl.lit("'"), seen)).otherwise(seen)


def unneutral(text: pl.Expr) -> pl.Expr:
    """What :func:`neutral` had before it added the apostrophe."""
    added = text.str.starts_with("'") & text.str.slice(1).str.contains(_FORMULA)
    return pl.when(added).then(text.str.slice(1)).otherwise(text)


def json_bytes(document: Mapping[str, object]) -> bytes:
    """A document as JSON; frames become lists of rows, decimals strings."""
    return (json.dumps(document, ensure_ascii=False, indent=1, default=_as_json, allow_nan=False) + "\n").encode()


def _as_json(value: object) -> object:
    if isinstance(value, pl.DataFrame):
        return value.to_dicts()
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"no JSON for {type(value).__name__}")


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """A frame as Parquet; every column keeps its type."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: a temporary file beside it, made durable, then renamed over it.

    Raises ``Rejected`` when it cannot be written; what stood there before is then untouched.
    """
    try:
        _replace(path, content)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Rejected([Problem("X104", Place(str(path)), {"path": str(path), "reason": reason})]) from error


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode(path))
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _make_durable(path.parent)


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, or those a new file would have."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _make_durable(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
