"""The text of a document: its bytes made characters, and the characters nobody can see refused.

A document is UTF-8, of at most :data:`MAX_BYTES`. Control, direction and zero-width characters are refused wherever
they stand; for the parser and for excerpts each is replaced by one U+FFFD, so that columns stay true and nothing
hostile reaches a terminal.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right

from scoring.language.problems import Place, Problem, Rejected

MAX_BYTES = 2_000_000
MAX_PROBLEMS = 100
_LONGEST_EXCERPT = 2_000

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = "\u00ad\u180e\u200b-\u200d\u2060-\u2064\ufeff"
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufff9-\ufffb\ufffe\uffff"
_SURROGATE = "\ud800-\udfff"
UNFIT = re.compile(f"[{_CONTROL}{_BIDI}{_INVISIBLE}{_SURROGATE}]")
_FAMILIES = (
    (re.compile(f"[{_SURROGATE}]"), "Y106"),
    (re.compile(f"[{_BIDI}]"), "Y105"),
    (re.compile(f"[{_INVISIBLE}]"), "Y107"),
)
_STRANGE = re.compile("[\u0180-\u036f\u0530-\u07ff]")
_BEYOND = re.compile("[\u0800-\U0010ffff]")
_BREAK = re.compile(r"\r\n|\r|\n")

# Longest first: the UTF-16 mark is the beginning of the UTF-32 one.
_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


class Source:
    """A named text that can show any of its lines. Lines and columns count from 0 here, from 1 in a ``Place``."""

    __slots__ = ("_lines", "_starts", "name", "text")

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self._lines: list[str] | None = None
        self._starts: list[int] | None = None

    @property
    def lines(self) -> list[str]:
        """The lines, split as YAML splits them."""
        if self._lines is None:
            self._lines = _BREAK.split(self.text)
        return self._lines

    def line(self, number: int) -> str:
        """One line, or nothing beyond the end."""
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    def place(self, line: int, column: int, width: int = 1) -> Place:
        """The place of ``width`` characters. Of a very long line only the beginning, or nothing, is shown."""
        text = self.line(line)
        excerpt = text[:_LONGEST_EXCERPT].replace("\t", " ") if column < _LONGEST_EXCERPT else None
        return Place(self.name, line + 1, column + 1, max(1, width), excerpt)

    def spot(self, index: int) -> tuple[int, int]:
        """Line and column of a character of the text."""
        if self._starts is None:
            self._starts = [0, *(found.end() for found in _BREAK.finditer(self.text))]
        line = bisect_right(self._starts, index) - 1
        return line, index - self._starts[line]


def unfit(char: str) -> tuple[str, dict[str, str]]:
    """The code and the facts for a character that has no business in a document."""
    code = next((code for family, code in _FAMILIES if family.match(char)), "Y104")
    facts = {"char": f"U+{ord(char):04X}"}
    name = unicodedata.name(char, "")
    return code, {**facts, "name": name} if name else facts


def shown(text: str, longest: int = 60) -> str:
    """A text as a message may quote it: no control characters, and not too long."""
    clean = UNFIT.sub("\ufffd", text[: longest + 1]).replace("\n", " ").replace("\t", " ").replace("\r", " ")
    return clean if len(clean) <= longest else f"{clean[: longest - 1]}…"


def open_text(data: bytes | str, name: str) -> tuple[Source, list[Problem]]:
    """The text of a document, cleaned, with what was wrong in its characters. Refuses what cannot be text at all."""
    if isinstance(data, bytes):
        text = _decode(data, name)
    else:
        _measure(len(data.encode("utf-8", "surrogatepass")), name)
        text = data
    text = text.removeprefix("\ufeff")
    source = Source(name, UNFIT.sub("\ufffd", text))
    problems = []
    for found in UNFIT.finditer(text):
        code, facts = unfit(found.group())
        problems.append(Problem(code, source.place(*source.spot(found.start())), facts))
        if len(problems) == MAX_PROBLEMS:
            break
    return source, problems


def _measure(size: int, name: str) -> None:
    if size > MAX_BYTES:
        raise Rejected([Problem("Y101", Place(name), {"size": f"{size:,}", "limit": f"{MAX_BYTES:,}"})])


def _decode(data: bytes, name: str) -> str:
    _measure(len(data), name)
    encoding = _wide_encoding(data)
    if encoding is None:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            encoding = _chinese_encoding(data)
            if encoding is None:
                line = len(_BREAK.split(data[: error.start].decode("utf-8")))
                facts = {"byte": f"0x{data[error.start]:02X}", "line": str(line)}
                raise Rejected([Problem("Y103", Place(name, line), facts)]) from error
        else:
            # Some Chinese words in GBK happen to be UTF-8 of letters no rubric has (税 becomes a modifier letter).
            if not _STRANGE.search(text) or _BEYOND.search(text) or not (encoding := _chinese_encoding(data)):
                return text
    raise Rejected([Problem("Y102", Place(name), {"encoding": encoding})])


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32, by its mark, or by zero bytes that fill every other place."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    head = data[:1000]
    zeros = (head[0::2].count(0), head[1::2].count(0))
    half = len(head) // 2
    return "UTF-16" if half and max(zeros) * 4 >= half and min(zeros) * 8 < half else None


def _chinese_encoding(data: bytes) -> str | None:
    """GB18030 (GBK, GB2312), if the bytes are that and hold common Chinese characters."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return "GB18030 (GBK)" if re.search("[\u4e00-\u9fff\u3001\u3002\uff0c\uff1a]", text) else None
