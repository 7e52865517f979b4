"""Why a document does not have the shape of a rubric: the JSON Schema explains what the strict reader stumbled over.

The reader refuses every shape the schema refuses, so a sound document never pays for the schema; a test holds the two
together. Numbers are judged by our own code, never by the schema.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from scoring.language.problems import Place, Problem
from scoring.language.source import Node, at, plain
from scoring.rules.reader import Malformed

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError


@cache
def _validator(document: str) -> Draft202012Validator:
    from jsonschema import Draft202012Validator
    from referencing import Registry

    schema = json.loads((files("scoring.rules") / "schemas" / f"{document}.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema, registry=Registry())  # an empty registry: nothing is ever fetched


def explain(root: Node, malformed: Malformed, document: str = "rubric") -> list[Problem]:
    """Every structural problem of a document the reader could not read, in the order of their places."""
    problems: dict[tuple[str, Place], Problem] = {}
    for error in _validator(document).iter_errors(plain(root)):
        for problem in _problems(root, error):
            problems.setdefault((problem.code, problem.place or malformed.node.place), problem)
    if not problems:
        return [Problem("R103", malformed.node.place, {"expected": malformed.expected})]
    return sorted(problems.values(), key=lambda p: (p.place.line or 0, p.place.column or 0) if p.place else (0, 0))


def _problems(root: Node, error: ValidationError) -> Iterator[Problem]:
    node = at(root, list(error.absolute_path))
    if error.validator == "additionalProperties":
        known = list(error.schema.get("properties", {}))
        for key in [key for key in error.instance if key not in known]:
            yield _unknown_key(node, key, known)
    elif error.validator == "required":
        for key in error.validator_value:
            if key not in error.instance:
                yield Problem("R102", node.key_place or node.place, {"key": key})
    elif error.validator in ("anyOf", "oneOf") and error.context:
        yield from _nearest(root, node, error)
    else:
        yield Problem("R103", node.place, {"expected": str(error.schema.get("description", error.validator_value))})


def _unknown_key(node: Node, key: str, known: list[str]) -> Problem:
    child = node.value[key] if isinstance(node.value, dict) else node
    facts = {"key": key, "known": ", ".join(known)}
    if guess := get_close_matches(key, known, 1):
        facts["guess"] = guess[0]
    return Problem("R101", child.key_place or child.place, facts)


def _nearest(root: Node, node: Node, error: ValidationError) -> Iterator[Problem]:
    """Of several allowed shapes, explain the one the author came closest to: the kind matches, the fewest faults."""
    branches: dict[int, list[ValidationError]] = {}
    for inner in error.context:
        branches.setdefault(int(inner.schema_path[0]), []).append(inner)
    fitting = [faults for faults in branches.values() if not any(_wrong_kind(fault, error) for fault in faults)]
    if not fitting:
        yield Problem("R103", node.place, {"expected": str(error.schema.get("description", "another shape"))})
        return
    for fault in min(fitting, key=len):
        yield from _problems(root, fault)


def _wrong_kind(fault: ValidationError, parent: ValidationError) -> bool:
    return fault.validator in ("type", "const", "enum", "pattern") and fault.absolute_path == parent.absolute_path
