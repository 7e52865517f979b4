"""Documents: bounded YAML, read into exact values that know the line and column they came from.

The bounds: two million bytes, forty levels, two hundred thousand values, and no anchors, aliases, merge keys or tags,
so no document can exhaust the machine. Numbers stay exact decimals. Every refusal is collected; only a syntax error
ends the reading early.
"""

from __future__ import annotations

from pathlib import Path

from scoring.language.problems import Place, Problem, Rejected
from scoring.language.yaml_nodes import Json, Node, Value, at, plain
from scoring.language.yaml_reader import MAX_DEPTH, MAX_NODES, Reader
from scoring.language.yaml_scalars import Scalar
from scoring.language.yaml_text import MAX_BYTES, open_text, shown

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_NODES",
    "Json",
    "Node",
    "Scalar",
    "Value",
    "at",
    "plain",
    "read_bytes",
    "read_yaml",
    "read_yaml_file",
]


def read_bytes(path: Path) -> bytes:
    """A document's bytes. Raises :class:`Rejected` when it cannot be opened or is too large."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
            size = max(len(data), path.stat().st_size)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Rejected([Problem("Y100", Place(str(path)), {"reason": shown(reason)})]) from error
    if size > MAX_BYTES:
        facts = {"size": f"{size:,}", "limit": f"{MAX_BYTES:,}"}
        raise Rejected([Problem("Y101", Place(str(path)), facts)])
    return data


def read_yaml_file(path: Path) -> Node:
    """Read a YAML file. Raises :class:`Rejected` with everything that is wrong, also when it cannot be opened."""
    return read_yaml(read_bytes(path), str(path))


def read_yaml(text: bytes | str, name: str) -> Node:
    """Read one YAML document. Raises :class:`Rejected` with everything that is wrong, in the order of the lines."""
    source, problems = open_text(text, name)
    reader = Reader(source, problems)
    root = reader.read()
    if reader.problems:
        raise Rejected(sorted(reader.problems, key=lambda problem: _order(problem.place)))
    if root is None:
        raise Rejected([Problem("Y108", Place(name, 1))])
    return root


def _order(place: Place | None) -> tuple[int, int]:
    return (place.line or 0, place.column or 0) if place else (0, 0)
