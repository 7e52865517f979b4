"""The two streams of a command: results on stdout, messages on stderr, both safe on any console."""

from __future__ import annotations

import codecs
import io
import os
import sys
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.theme import Theme

if TYPE_CHECKING:
    from scoring.language.messages import Language

#: The width of a screen that is not shown on a terminal, unless COLUMNS says another.
PLAIN_WIDTH = 120
#: Characters that some consoles lack, and what stands in for them there.
_STAND_INS = {"†": "*", "‡": "+", "§": "#", "¶": "^", "·": "|", "…": "~", "–": "-", "▲": "+", "▼": "-"}


#: Code in pages keeps the terminal's own background, be it light or dark.
_THEME = Theme({"markdown.code": "bold cyan", "markdown.code_block": "cyan"})


class Screen(Console):
    """A console that neither styles what it is not told to, nor ends the process by itself."""

    def on_broken_pipe(self) -> None:
        """Whoever read the output has gone: the command line ends quietly."""
        raise BrokenPipeError


class Terminal:
    """Where a command writes, and in which language."""

    def __init__(self, language: Language, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.language = language
        self._stream = out or sys.stdout
        self.out = screen_on(self._stream)
        self.err = screen_on(err or sys.stderr)

    @property
    def width(self) -> int:
        """How many cells a line of the result has."""
        return self.out.width

    @property
    def interactive(self) -> bool:
        """Whether somebody looks at the result as it is written."""
        return self._stream.isatty()

    def put(self, content: bytes) -> None:
        """A finished file as the result: the very bytes into a pipe or a file, text on a terminal."""
        if isinstance(self._stream, io.TextIOWrapper) and not self.interactive:
            self._stream.flush()
            self._stream.buffer.write(content)
            self._stream.buffer.flush()
        else:
            self._stream.write(content.decode())


def screen_on(stream: TextIO, width: int | None = None) -> Screen:
    """A console on a stream. One that is not a terminal has a fixed width and no colour."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="scoring.stand_in")
    if width is None and not stream.isatty():
        width = plain_width()
    return Screen(file=stream, width=width, highlight=False, markup=False, emoji=False, theme=_THEME)


def plain_width() -> int:
    """COLUMNS, if it is a sensible number, else 120."""
    columns = os.environ.get("COLUMNS", "")
    return int(columns) if columns.isascii() and columns.isdigit() and 20 <= int(columns) <= 10_000 else PLAIN_WIDTH


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    """Encode what the console lacks as its stand-in, or as a question mark; one cell stays one cell."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_STAND_INS.get(char, "?") for char in lacking), error.end


codecs.register_error("scoring.stand_in", _stand_in)
