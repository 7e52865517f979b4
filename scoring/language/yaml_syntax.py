"""Syntax errors in words: what the YAML parser stumbled over, said as the writer would understand it.

The parser names a place and an internal state; the fault often stands a line earlier and is one of a few. So the lines
around the place are looked at first (a tab, a full-width colon, a missing space), then the parser's words are mapped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from scoring.language.problems import Place, Problem
from scoring.language.yaml_slips import ODD_INDENT, marks
from scoring.language.yaml_text import Source, shown

_LONGEST_LINE = 2_000  # the patterns below may look twice at a place, so they see no line whole that is longer
_ASIDE = re.compile(r"\"(?:\\.|[^\"\\])*\"|'[^']*'|(?:^|(?<=\s))#.*")

_IMPOSSIBLE = re.compile(r"!\S{0,100}%[0-9a-fA-F]{2}\S{0,100}|\\U(?!000|0010)[0-9a-fA-F]{8}")

# Each pattern's first group is what the caret points at. Looked for in this order.
_SUSPECTS = (
    (re.compile(r" *(\t+)"), "Y120"),
    (ODD_INDENT, "Y121"),
    (re.compile(r"[ \t]*(?:- +)*[^\s:：{}\[\]]+(：)"), "Y122"),
    (re.compile(r".*?[{,]\s*[^\s:：{}\[\],]+(：)"), "Y122"),
    (re.compile(r".*?(，)\s*[A-Za-z_]\w*\s*[:：]"), "Y123"),
    (re.compile(r"[ \t]*(?:- +)*[\w.%-]+(:)[^\s:/]"), "Y124"),
    (re.compile(r".*?[{,]\s*[\w.%-]+(:)[^\s:/,}\]]"), "Y124"),
)


@dataclass(frozen=True, slots=True)
class _Fault:
    """What the parser reported: its words in lower case, and two spots (line, column)."""

    source: Source
    context: str
    words: str
    context_spot: tuple[int, int] | None
    spot: tuple[int, int]
    bracket: Place | None

    def here(self, code: str, facts: dict[str, str] | None = None, width: int = 1) -> Problem:
        return Problem(code, self.source.place(*self.spot, width), facts or {})

    def there(self, code: str, facts: dict[str, str] | None = None) -> Problem:
        """A problem where the parser began the thing it could not finish, to the end of that line."""
        line, column = self.context_spot or self.spot
        width = len(self.source.line(line).rstrip()) - column
        return Problem(code, self.source.place(line, column, width), facts or {})

    @property
    def char(self) -> str:
        line, column = self.spot
        return self.source.line(line)[column : column + 1]

    @property
    def before(self) -> str:
        """What stands on the line before the spot."""
        return self.source.line(self.spot[0])[: self.spot[1]]


def diagnose(error: yaml.YAMLError, source: Source, bracket: Place | None) -> Problem:
    """A syntax error as a problem. ``bracket`` is the place of the innermost bracket that is open, if any."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return Problem("Y139", Place(source.name), {"detail": shown(str(error))})
    start = getattr(error, "context_mark", None)
    fault = _Fault(
        source,
        str(getattr(error, "context", None) or "").lower(),
        str(getattr(error, "problem", None) or "").lower(),
        (start.line, start.column) if start is not None else None,
        (mark.line, mark.column),
        bracket,
    )
    return _in_scalar(fault) or _by_line(fault) or _by_state(fault) or _by_words(fault) or _unnamed(fault)


def impossible_escape(source: Source) -> Problem:
    """The escape that stands for no character, on which PyYAML stops without naming a place."""
    found = _IMPOSSIBLE.search(source.text)
    if found is None:
        return Problem("Y139", Place(source.name), {"detail": "escape"})
    place = source.place(*source.spot(found.start()), len(found.group()))
    if found.group().startswith("!"):
        return Problem("Y115", place, {"mark": shown(found.group())})
    return Problem("Y131", place, {"escape": shown(found.group())})


def _in_scalar(fault: _Fault) -> Problem | None:
    """Faults inside double or single quotes: there the text of the lines says nothing."""
    if "scalar" not in fault.context or "quoted" not in fault.context:
        return None
    if "escape" in fault.words or "hex" in fault.words:
        return _escape(fault)
    return fault.there("Y127")


def _escape(fault: _Fault) -> Problem:
    line, column = fault.spot
    text = fault.source.line(line)
    begin = text.rfind("\\", 0, column + 1)
    written = text[begin : begin + 6] if begin >= 0 else text[column : column + 2]
    if re.match(r"\\u[dD][89a-fA-F]", written):
        return Problem("Y106", fault.source.place(line, begin, 6), {"char": f"U+{written[2:6].upper()}"})
    return Problem("Y131", fault.source.place(line, max(begin, 0), 2), {"escape": shown(written[:2])})


def _by_line(fault: _Fault) -> Problem | None:
    """The usual slips, looked for where the parser stopped, where it began, and on the line before."""
    line = fault.spot[0]
    numbers = [line, *(number for number in (line - 1, line - 2) if fault.source.line(number).strip())][:2]
    if "simple key" in fault.context and fault.context_spot:
        numbers = [fault.context_spot[0]]
    for pattern, code in _SUSPECTS:
        for number in numbers:
            bare = _ASIDE.sub(lambda aside: "\x00" * len(aside.group()), fault.source.line(number)[:_LONGEST_LINE])
            if found := pattern.match(bare):
                place = fault.source.place(number, found.start(1), found.end(1) - found.start(1))
                return Problem(code, place, {"key": shown(_word_before(bare, found.start(1)))})
    return None


def _word_before(line: str, end: int) -> str:
    return re.split(r"[\s{,，\x00]+", line[:end])[-1]


def _by_state(fault: _Fault) -> Problem | None:
    """What the parser was busy with says it."""
    context = fault.context
    sign = next(
        (sign for state, sign in (("alias", "*"), ("anchor", "&"), ("block scalar", "")) if state in context), None
    )
    if sign is not None:
        line, column = fault.context_spot or fault.spot
        sign = sign or fault.source.line(line)[column : column + 1]
        return Problem("Y129", fault.source.place(line, column), {"sign": sign})
    if "tag" in context or "tag handle" in fault.words:
        line, column = fault.context_spot or fault.spot
        mark = marks(fault.source, line, column) or "!"
        return Problem("Y115", fault.source.place(line, column, len(mark)), {"mark": shown(mark)})
    if "simple key" in context:
        return fault.there("Y125", {"key": shown(_rest(fault))})
    if "directive" in context or "yaml document" in fault.words:
        return fault.here("Y129", {"sign": "%"})
    if "flow" in context:
        return _flow(fault)
    return None


def _rest(fault: _Fault) -> str:
    line, column = fault.context_spot or fault.spot
    return fault.source.line(line)[column:].strip()


def _flow(fault: _Fault) -> Problem:
    if "flow node" in fault.context and fault.char in set("-?*&!|>%@`"):
        return fault.here("Y129", {"sign": fault.char})
    if fault.bracket is None or not fault.bracket.excerpt:
        return fault.there("Y126", {"bracket": "[ {"})
    column = (fault.bracket.column or 1) - 1
    facts = {"bracket": fault.bracket.excerpt[column : column + 1], "line": str(fault.bracket.line)}
    if not "".join(fault.source.lines[fault.spot[0] :])[fault.spot[1] :].strip():
        return Problem("Y126", fault.bracket, facts)  # the text is at its end: nothing to point at there
    return Problem("Y126", fault.source.place(*fault.spot), facts, others=(fault.bracket,))


def _by_words(fault: _Fault) -> Problem | None:
    words = fault.words
    if "mapping values are not allowed" in words:
        return fault.here("Y130" if ": " in fault.before else "Y128")
    if "cannot start any token" in words:
        return fault.here("Y129", {"sign": shown(fault.char)})
    if "block sequence entries are not allowed" in words or "sequence entries are not allowed" in words:
        return fault.here("Y129", {"sign": "-"}) if fault.before.strip() else fault.here("Y128")
    if "expected" in words:
        return fault.here("Y132") if fault.before.strip() else fault.here("Y128")
    return None


def _unnamed(fault: _Fault) -> Problem:
    return fault.here("Y139", {"detail": shown(fault.words)})
