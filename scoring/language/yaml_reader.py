"""From YAML events to nodes, with an explicit stack and every refusal collected.

Libraries that build data recurse (the C one until the process dies) and expand references (until memory is gone).
Events do neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, cast

import yaml
from yaml.error import Mark
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from scoring.language.problems import Place, Problem
from scoring.language.yaml_nodes import SEVERAL_LINES, Node, Spot, Value
from scoring.language.yaml_scalars import Doubt, Scalar, resolve, unfit_key
from scoring.language.yaml_slips import Position, doubtful_text, marks, unfit_escapes
from scoring.language.yaml_syntax import diagnose, impossible_escape
from scoring.language.yaml_text import MAX_PROBLEMS, Source, shown

MAX_DEPTH = 40
MAX_NODES = 200_000

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Event(Protocol):
    """What every event says; PyYAML's own types leave the marks in doubt."""

    start_mark: Mark
    end_mark: Mark


class _Marked(_Event, Protocol):
    anchor: str | None


class _Scalar(_Marked, Protocol):
    tag: str | None
    value: str
    style: str | None
    implicit: tuple[bool, bool]


class _Start(_Marked, Protocol):
    tag: str | None
    flow_style: bool | None


class _EnoughError(Exception):
    """Reading on would be no use; what was found is in the reader's problems."""


class _Frame:
    """A collection being filled: a mapping or a list, and the key that waits for its value."""

    __slots__ = ("discard", "entries", "flow", "key", "key_mark", "key_spot", "mapping", "node")

    def __init__(self, node: Node, flow: bool) -> None:
        self.node = node
        self.flow = flow
        self.mapping = node.value if isinstance(node.value, dict) else None
        self.entries = node.value if isinstance(node.value, list) else []
        self.key: str | None = None
        self.key_spot: Spot | None = None
        self.key_mark: Mark | None = None
        self.discard = False  # the waiting key was refused: its value is read, for its own faults, but not kept


class Reader:
    """Builds the nodes of one document. ``problems`` holds what was refused, in the order it was met."""

    def __init__(self, source: Source, problems: list[Problem]) -> None:
        self.source = source
        self.problems = problems
        self._stack: list[_Frame] = []
        self._root: Node | None = None
        self._nodes = 0
        self._documents = 0
        self._fit_keys: tuple[set[str], set[str]] = (set(), set())  # plain keys found right: on lines, in braces

    def read(self) -> Node | None:
        """The root, or None when the document is empty or was not read to its end."""
        try:
            self._consume(yaml.parse(self.source.text, Loader=_LOADER))
        except _EnoughError:
            return None
        except yaml.YAMLError as error:
            bracket = next((frame.node.place for frame in reversed(self._stack) if frame.flow), None)
            self._last(diagnose(error, self.source, bracket))
        except (ValueError, OverflowError):
            # PyYAML lets these out for escapes that stand for no character ("\U99999999", !%ed%a0%80).
            self._last(impossible_escape(self.source))
        return self._root

    def _consume(self, events: Iterable[Any]) -> None:
        """Every event in its turn. The commonest first: a rubric of 500 indicators has 24,000."""
        for event in events:
            kind = type(event)
            if kind is ScalarEvent:
                self._scalar(event)
            elif kind is MappingStartEvent:
                self._open(event, {})
            elif kind is SequenceStartEvent:
                self._open(event, [])
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self._stack.pop()
            elif kind is AliasEvent:
                self._alias(event)
            elif kind is DocumentStartEvent:
                self._document(event)

    def _document(self, event: _Event) -> None:
        self._documents += 1
        if self._documents > 1:
            self._refuse("Y109", (event.start_mark.line, event.start_mark.column, 3))
            raise _EnoughError

    def _scalar(self, event: _Scalar) -> None:
        """A key, or a value that is no collection."""
        start, end = event.start_mark, event.end_mark
        line, column = start.line, start.column
        spot = (line, column, end.column - column if end.line == line else SEVERAL_LINES)
        if event.anchor is not None or event.tag is not None:
            self._marked(event)
        frame = self._stack[-1] if self._stack else None
        text, style = event.value, event.style
        if style == '"':
            self._all(unfit_escapes(self.source, start.index, end.index, text))
        if frame is not None and frame.mapping is not None and frame.key is None:
            self._key(frame, event, spot)
        elif event.implicit[0]:
            self._attach(frame, self._plain_value(frame, event, spot), text, False, spot)
        else:
            self._attach(frame, text, text, style in {'"', "'"}, spot)

    def _plain_value(self, frame: _Frame | None, event: _Scalar, spot: Spot) -> Scalar:
        """What an unquoted value means; refused (and kept as text) where that is in doubt."""
        text = event.value
        value = resolve(text)
        if isinstance(value, Doubt):
            self._refuse(value.code, spot, value.facts)
            return text
        if not text:
            if frame is not None and frame.flow and frame.mapping is not None and not frame.discard:
                self._colon(frame, event.start_mark.index)
        elif ":" in text or spot[2] == SEVERAL_LINES or not text.isascii():
            self._all(doubtful_text(self.source, text, spot, event.end_mark.line, _position(frame, spot)))
        return value

    def _colon(self, frame: _Frame, until: int) -> None:
        """In braces a key may stand without colon and value; that is always a slip."""
        begin = frame.key_mark.index if frame.key_mark else until
        if ":" not in self.source.text[begin:until] and frame.key_spot is not None:
            self._refuse("Y125", frame.key_spot, {"key": shown(frame.key or "")})

    def _key(self, frame: _Frame, event: _Scalar, spot: Spot) -> None:
        """Take a key; refuse it where another reader would take it for something else, or where it comes twice."""
        text = event.value
        frame.key, frame.key_spot, frame.key_mark, frame.discard = text, spot, event.end_mark, False
        known = self._fit_keys[frame.flow]
        if event.implicit[0] and text not in known:
            if self._fit_key(event, spot, frame.flow):
                known.add(text)
            else:
                frame.discard = True
        if frame.discard:
            return
        if frame.mapping is not None and text in frame.mapping:
            first = frame.mapping[text].key_place
            facts = {"key": shown(text), "line": str(spot[0] + 1)}
            if first is not None:
                facts["first"] = str(first.line)
            self._refuse("Y116", spot, facts, (first,) if first else ())
            frame.discard = True

    def _fit_key(self, event: _Scalar, spot: Spot, flow: bool) -> bool:
        text = event.value
        before = len(self.problems)
        if text == "<<":
            self._refuse("Y114", spot)
        elif code := unfit_key(text):
            self._refuse(code, spot, {"key": shown(text)})
        elif ":" in text or not text.isascii():
            position = Position.FLOW_KEY if flow else Position.KEY
            self._all(doubtful_text(self.source, text, spot, event.end_mark.line, position))
        return len(self.problems) == before

    def _open(self, event: _Start, value: Value) -> None:
        """Begin a mapping or a list."""
        start = event.start_mark
        spot = (start.line, start.column, 1)
        if event.anchor is not None or event.tag is not None:
            self._marked(event)
        frame = self._stack[-1] if self._stack else None
        if frame is not None and frame.mapping is not None and frame.key is None:
            self._refuse("Y117", spot)
            frame.key, frame.key_spot, frame.discard = "", None, True
            node = Node(value, "", False, self.source, spot, None)
        else:
            node = self._attach(frame, value, "", False, spot)
        self._stack.append(_Frame(node, bool(event.flow_style)))
        if len(self._stack) > MAX_DEPTH:
            self._refuse("Y110", spot, {"limit": str(MAX_DEPTH)})
            raise _EnoughError

    def _attach(self, frame: _Frame | None, value: Value, text: str, quoted: bool, spot: Spot) -> Node:
        """Put a value where it belongs: under the waiting key, at the end of the list, or at the root."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._refuse("Y111", spot, {"limit": f"{MAX_NODES:,}"})
            raise _EnoughError
        if frame is None:
            node = self._root = Node(value, text, quoted, self.source, spot, None)
            if value is None and not text:
                self._root = None
        elif frame.mapping is None:
            node = Node(value, text, quoted, self.source, spot, None)
            frame.entries.append(node)
        else:
            node = Node(value, text, quoted, self.source, spot, frame.key_spot)
            if not frame.discard:
                frame.mapping[cast("str", frame.key)] = node
            frame.key = None
        return node

    def _alias(self, event: _Marked) -> None:
        self._marked(event, "*")
        start = event.start_mark
        frame = self._stack[-1] if self._stack else None
        if frame is not None and frame.mapping is not None and frame.key is None:
            frame.key, frame.key_spot, frame.discard = "", None, True
        else:
            self._attach(frame, None, "*", False, (start.line, start.column, 1))

    def _marked(self, event: _Marked, sign: str = "&") -> None:
        """Refuse the anchor, alias or tag in front of a value."""
        start = event.start_mark
        found = marks(self.source, start.line, start.column)
        width = max(1, len(found))
        spot = (start.line, start.column, width)
        if event.anchor is not None:
            self._refuse("Y113", spot, {"mark": shown(f"{sign}{event.anchor}")})
        if getattr(event, "tag", None) is not None:
            self._refuse("Y115", spot, {"mark": shown(next((m for m in found.split() if m.startswith("!")), "!"))})

    def _last(self, stop: Problem) -> None:
        """Add the syntax error, unless it is what a refusal on the same line has said already."""
        said = {(problem.code, problem.place.line) for problem in self.problems if problem.place}
        if stop.place is None or (stop.code, stop.place.line) not in said:
            self.problems.append(stop)

    def _all(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self._add(problem)

    def _refuse(
        self, code: str, spot: Spot, facts: dict[str, str] | None = None, others: tuple[Place, ...] = ()
    ) -> None:
        line, column, width = spot
        self._add(Problem(code, self.source.place(line, column, width), facts or {}, others=others))

    def _add(self, problem: Problem) -> None:
        self.problems.append(problem)
        if len(self.problems) >= MAX_PROBLEMS:
            self.problems.append(Problem("Y112", problem.place, {"limit": str(MAX_PROBLEMS)}))
            raise _EnoughError


def _position(frame: _Frame | None, spot: Spot) -> Position:
    """Where a value stands, as far as it decides what it may look like."""
    if frame is None:
        return Position.BELOW
    if frame.mapping is None:
        return Position.FLOW_ENTRY if frame.flow else Position.ENTRY
    if frame.key_spot is not None and spot[0] > frame.key_spot[0] and not frame.flow:
        return Position.BELOW
    return Position.FLOW_BESIDE if frame.flow else Position.BESIDE
