"""The values of a document, each with the place it was written at."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal

from scoring.language.problems import Place
from scoring.language.yaml_scalars import Scalar
from scoring.language.yaml_text import Source

SEVERAL_LINES = -1
_ESCAPE = re.compile(r"\\(?:x..|u....|U........|.)|.", re.DOTALL)
_APOSTROPHE = re.compile(r"''|.", re.DOTALL)

Spot = tuple[int, int, int]  # line and column from 0, and a width
Value = Scalar | dict[str, "Node"] | list["Node"]
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class Node:
    """One value of a document and where it stands. Treat it as frozen; it is a bare class because so many are made.

    ``text`` is a scalar as written, after YAML's unquoting ("" for collections); ``quoted`` tells a scalar in quotes.
    """

    __slots__ = ("_key", "_source", "_spot", "quoted", "text", "value")

    def __init__(self, value: Value, text: str, quoted: bool, source: Source, spot: Spot, key: Spot | None) -> None:
        self.value = value
        self.text = text
        self.quoted = quoted
        self._source = source
        self._spot = spot
        self._key = key

    def __repr__(self) -> str:
        return f"Node({self.value!r}, {self._spot[0] + 1}:{self._spot[1] + 1})"

    @property
    def place(self) -> Place:
        """Where the value stands."""
        line, column, width = self._spot
        if width == SEVERAL_LINES:
            width = len(self._source.line(line).rstrip()) - column
        return self._source.place(line, column, width)

    @property
    def key_place(self) -> Place | None:
        """Where the key of a mapping's value stands."""
        return self._source.place(*self._key) if self._key else None

    @property
    def is_mapping(self) -> bool:
        """Whether the value is a mapping."""
        return isinstance(self.value, dict)

    @property
    def is_sequence(self) -> bool:
        """Whether the value is a list."""
        return isinstance(self.value, list)

    @property
    def is_scalar(self) -> bool:
        """Whether the value is neither a mapping nor a list."""
        return not isinstance(self.value, dict | list)

    def holding(self, value: Value) -> Node:
        """The same place of the document with another value: what is left of a mapping after a change."""
        return Node(value, self.text, self.quoted, self._source, self._spot, self._key)

    def place_within(self, offset: int, width: int = 1) -> Place:
        """The place of ``width`` characters of ``text``; of the whole value where it runs over several lines."""
        line, column, length = self._spot
        if length <= 0 or not 0 <= offset <= len(self.text):
            return self.place
        if not self.quoted:
            return self._source.place(line, column + offset, width)
        starts = _starts(self._source.line(line)[column : column + length])
        begin, end = (starts[min(at, len(starts) - 1)] for at in (offset, offset + width))
        return self._source.place(line, column + begin, end - begin)


def _starts(raw: str) -> list[int]:
    """Where each character of a quoted one-line scalar begins in the source, and where the last one ends."""
    pattern = _ESCAPE if raw[0] == '"' else _APOSTROPHE
    return [1 + found.start() for found in pattern.finditer(raw[1:-1])] + [len(raw) - 1]


def plain(node: Node) -> Json:
    """The document as plain JSON-like data, for schema validation only: numbers may lose exactness here."""
    value = node.value
    if isinstance(value, dict):
        return {key: plain(child) for key, child in value.items()}
    if isinstance(value, list):
        return [plain(child) for child in value]
    if isinstance(value, Decimal):
        return float(value) if "." in node.text else int(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def at(node: Node, path: Iterable[str | int]) -> Node:
    """The node at a JSON-schema error path, or the deepest one on the way that exists."""
    for step in path:
        value = node.value
        if isinstance(value, dict) and step in value:
            node = value[str(step)]
        elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
            node = value[step]
        else:
            break
    return node
