"""Slips the YAML parser does not see: text that is valid YAML but plainly not what the writer meant.

A full-width colon makes a whole line one text; a forgotten space after a colon does the same; a no-break space is no
space. Each is refused only where the writer can hardly have meant text, and quotes always settle it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from scoring.language.problems import Problem
from scoring.language.yaml_nodes import SEVERAL_LINES, Spot
from scoring.language.yaml_scalars import WIDE_SIGNS, wide_number
from scoring.language.yaml_text import UNFIT, Source, shown, unfit

_ODD_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
ODD_INDENT = re.compile(f"[ \t]*([{_ODD_SPACES}]+)")
_SUSPICIOUS = re.compile(f"[:：，、{_ODD_SPACES}{WIDE_SIGNS}]")
_KEY_LIKE = re.compile(r"[^\s:：，]{1,40}(：|:(?=[^\s:/]))")
_ID_LIKE = re.compile(r"[A-Za-z_][\w.]*(：|:(?=[^\s:/]))")
_ANY_COLON = re.compile(r"[^:：]*([:：])")
_NEXT_KEY = re.compile(r"(?s:.*?)(，)\s*[A-Za-z_]\w*\s*[:：]")
_WIDE_COMMA = re.compile(r"[^，、]*([，、])")
_MARKS = re.compile(r"(?:[&*!][^\s,\[\]{}]*\s*)+")
_ESCAPE = re.compile(r"\\(?:x(..)|u(....)|U(........)|(.))", re.DOTALL)
_NAMED = {"0": "\0", "a": "\a", "b": "\b", "v": "\v", "f": "\f", "e": "\x1b", "N": "\x85", "L": "\u2028", "P": "\u2029"}


class Position(Enum):
    """Where a plain scalar stands; it decides what it can hardly be."""

    KEY = "a key on its own line"
    FLOW_KEY = "a key in braces"
    BELOW = "a value below its key, or the whole document"
    BESIDE = "a value beside its key"
    FLOW_BESIDE = "a value in braces"
    ENTRY = "an entry of a list, one a line"
    FLOW_ENTRY = "an entry of a list in brackets"


_COLONS = {
    Position.KEY: _ANY_COLON,
    Position.FLOW_KEY: _ANY_COLON,
    Position.BELOW: _KEY_LIKE,
    Position.ENTRY: _ID_LIKE,
    Position.FLOW_ENTRY: _ID_LIKE,
}
_COMMAS = {
    Position.FLOW_KEY: _WIDE_COMMA,
    Position.FLOW_ENTRY: _WIDE_COMMA,
    Position.FLOW_BESIDE: _NEXT_KEY,
}


def doubtful_text(source: Source, text: str, spot: Spot, last_line: int, position: Position) -> list[Problem]:
    """What is wrong with a plain scalar that is valid YAML. At most one problem: the likeliest."""
    if spot[2] != SEVERAL_LINES and not _SUSPICIOUS.search(text):
        return []
    problem = _spaces(source, text, spot, last_line)
    if problem is None and (doubt := wide_number(text)):
        problem = Problem(doubt.code, source.place(*spot), doubt.facts)
    for patterns in (_COMMAS, _COLONS):
        pattern = patterns.get(position)
        if problem is None and pattern is not None and (found := pattern.match(text)):
            problem = _punctuation(source, text, spot, found)
    return [problem] if problem else []


def _spaces(source: Source, text: str, spot: Spot, last_line: int) -> Problem | None:
    """A space that is not the keyboard's, before or after the text or at the beginning of one of its lines."""
    line, column, _ = spot
    if found := ODD_INDENT.match(text):
        return Problem("Y121", source.place(line, column, found.end()))
    for number in range(line + 1, last_line + 1):
        if found := ODD_INDENT.match(source.line(number)):
            return Problem("Y121", source.place(number, found.start(1), found.end(1) - found.start(1)))
    if odd := len(text) - len(text.rstrip(_ODD_SPACES)):
        at = column + len(text) - odd if spot[2] != SEVERAL_LINES else column
        return Problem("Y121", source.place(line, at, odd))
    return None


def _punctuation(source: Source, text: str, spot: Spot, found: re.Match[str]) -> Problem:
    sign = found.group(1)
    code = {"：": "Y122", ":": "Y124"}.get(sign, "Y123")
    line, column, width = spot
    offset = found.start(1)
    if width == SEVERAL_LINES and offset >= len(source.line(line)) - column:
        offset = 0  # the sign stands on a later line of the folded text
    return Problem(code, source.place(line, column + offset), {"key": shown(text[: found.start(1)]), "sign": sign})


def unfit_escapes(source: Source, begin: int, end: int, value: str) -> Iterator[Problem]:
    """The escapes of a double-quoted scalar that stand for characters nobody can see."""
    if not UNFIT.search(value):
        return
    for found in _ESCAPE.finditer(source.text[begin:end]):
        digits = found.group(1) or found.group(2) or found.group(3)
        char = chr(int(digits, 16)) if digits else _NAMED.get(found.group(4), " ")
        if UNFIT.match(char):
            code, facts = unfit(char)
            line, column = source.spot(begin + found.start())
            yield Problem(code, source.place(line, column, len(found.group())), facts)


def marks(source: Source, line: int, column: int) -> str:
    """The anchor, alias or tag that begins here, as written."""
    found = _MARKS.match(source.line(line), column)
    return found.group().rstrip() if found else ""
