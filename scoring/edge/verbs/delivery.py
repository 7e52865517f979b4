"""Where the result of a verb goes: onto the screen, into a file in a format, or to stdout as a file would be."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import polars as pl
from rich.text import Text

from scoring.edge.export import csv_bytes, parquet_bytes, write
from scoring.edge.screens.terminal import Screen, Terminal, plain_width, screen_on
from scoring.edge.verbs.outcome import misuse
from scoring.edge.words import say
from scoring.rules.rubric import Rubric

Format = Literal["table", "csv", "json", "parquet", "markdown"]
_ENDINGS: dict[str, Format] = {
    ".csv": "csv",
    ".json": "json",
    ".parquet": "parquet",
    ".md": "markdown",
    ".markdown": "markdown",
}


def form_of(form: Format | None, out: Path | None, terminal: Terminal) -> Format:
    """The format asked for, else what the name of the file says, else a table. Bytes are not shown on a terminal."""
    chosen = form or (_ENDINGS.get(out.suffix.casefold(), "table") if out else "table")
    if chosen == "parquet" and out is None and terminal.interactive:
        raise misuse("X103")
    return chosen


def judge_category(category: str | None, rubric: Rubric) -> None:
    """A category that is asked for must be one of the method's."""
    if category is not None and category not in rubric.categories:
        raise misuse("X109", name=category, known=", ".join(rubric.categories))


def frame_bytes(frame: pl.DataFrame, path: Path) -> bytes:
    """A frame as a file: Parquet where the name says so, else CSV."""
    return parquet_bytes(frame) if path.suffix.casefold() == ".parquet" else csv_bytes(frame)


def screen_bytes(show: Callable[[Screen], None]) -> bytes:
    """A screen as a file."""
    stream = io.StringIO()
    show(screen_on(stream, plain_width()))
    return stream.getvalue().encode()


def put(content: bytes, out: Path | None, terminal: Terminal) -> None:
    """Into the file, or to stdout."""
    if out is None:
        terminal.put(content)
        return
    write(out, content)
    written(out, terminal)


def written(out: Path, terminal: Terminal) -> None:
    """Say where the result is."""
    terminal.err.print(Text(say("written", terminal.language, path=out), "dim"), soft_wrap=True)
