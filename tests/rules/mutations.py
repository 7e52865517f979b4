"""Documents with one thing wrong in their shape: keys dropped, renamed, added; values of every other kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

from scoring.language.source import Node, Value, read_yaml
from scoring.rules.cases import _case, read_cases
from scoring.rules.reader import Desk, Field, Malformed
from scoring.rules.reading import _Reading

ROOT = Path(__file__).parents[2]

#: A value of every kind, and a few that are nearly right.
KINDS = [
    "null",
    "true",
    "12",
    "-0.5",
    "nonsense",
    "''",
    "'  '",
    "70%",
    "0.7%x",
    "2025-01-01",
    "[]",
    "[1, 2]",
    "[a, 50%]",
    "{}",
    "{value: 3}",
    "{value: 30%}",
    "{value: text, basis: b}",
    "{value: {national: 3}}",
    "{value: 3, basis: b, status: official}",
    "{value: 3, status: nonsense}",
    "{value: 3, basis: [b]}",
    "{national: 3}",
    "{national: {value: 3}}",
    "{points: 3}",
    "{tier: A}",
    "{zh: a, en: b}",
    "{below: hold}",
    "{0%: 1, 100%: 2}",
    "{lines: [[1, 0%], [2, 100%]]}",
    "{bands: [{otherwise: 1%}]}",
    "{formula: x}",
]
_PARSED = [read_yaml(f"v: {kind}", "kinds") for kind in KINDS]


def _made(node: Node, value: Value) -> Node:
    made = Node(value, node.text, node.quoted, node._source, node._spot, node._key)
    if isinstance(value, dict | list):
        made.text = ""
    return made


@cache
def kinds() -> list[Node]:
    return [root.value["v"] for root in _PARSED if isinstance(root.value, dict)]


Making = Callable[[], Node]


def mutations(node: Node) -> Iterator[tuple[str, Node]]:
    """Every mutation of a document, with what was done."""
    for told, make in unmade(node):
        yield told, make()


def unmade(node: Node) -> Iterator[tuple[str, Making]]:
    """The same, each to be made when it is wanted: a large document has a hundred thousand."""
    for index, other in enumerate(kinds()):
        yield f" = {KINDS[index]}", partial(_same, other)
    value = node.value
    if isinstance(value, dict):
        for key, child in value.items():
            rest = {other: grand for other, grand in value.items() if other != key}
            yield f".{key} dropped", partial(_made, node, rest)
            yield f".{key} renamed", partial(_made, node, rest | {f"{key}x": child})
            for told, make in unmade(child):
                yield f".{key}{told}", partial(_keyed, node, value, key, make)
        for extra in ("surplus", "status", "basis", "value", "beyond", "50%", "level", "points", "otherwise"):
            if extra not in value:
                for index, other in enumerate(kinds()[:10]):
                    yield f".{extra} added as {KINDS[index]}", partial(_made, node, value | {extra: other})
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield f"[{index}] dropped", partial(_made, node, value[:index] + value[index + 1 :])
            for told, make in unmade(child):
                yield f"[{index}]{told}", partial(_placed, node, value, index, make)


def _same(node: Node) -> Node:
    return node


def _keyed(node: Node, value: dict[str, Node], key: str, make: Making) -> Node:
    return _made(node, value | {key: make()})


def _placed(node: Node, value: list[Node], index: int, make: Making) -> Node:
    return _made(node, [*value[:index], make(), *value[index + 1 :]])


def reader_refuses(root: Node) -> bool:
    """Whether the strict reader stumbles over the shape of a rubric."""
    try:
        _Reading(Field(root, Desk())).rubric("")
    except Malformed:
        return True
    return False


def case_reader_refuses(root: Node) -> bool:
    """Whether the strict reader stumbles over the shape of cases."""
    try:
        for case in Field(root, Desk()).sequence():
            _case(case)
    except Malformed:
        return True
    return False


__all__ = ["KINDS", "ROOT", "case_reader_refuses", "kinds", "mutations", "read_cases", "reader_refuses", "unmade"]
