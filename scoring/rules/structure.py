"""Why a document does not have the shape it should: the JSON Schema explains what the strict reader stumbled over.

The reader refuses every shape the schema refuses, so a sound document never pays for the schema; a test holds the two
together. How large a number may be, and how an id may be spelled, the reader judges itself: the keywords that say so
are for editors, and are passed over here. What was expected, in words, stands in the schema as ``x-expected``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING, cast

from scoring.language.problems import Place, Problem
from scoring.language.source import Json, Node, at, plain
from scoring.rules.reader import Malformed

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

#: Keywords of the schema that help editors and that the reader judges itself.
_FOR_EDITORS = ("minimum", "maximum", "minProperties", "propertyNames", "not")

#: Nobody reads more faults than this at once.
_ENOUGH = 200

_KINDS = {
    "object": ("a mapping (`key: value`)", "一组键值（`键: 值`）"),
    "array": ("a list", "列表"),
    "number": ("a number", "数"),
    "integer": ("a whole number", "整数"),
    "string": ("a text", "文字"),
    "boolean": ("true or false", "true 或 false"),
}

Schema = Mapping[str, Json]


def schema(document: str) -> Schema:
    """The JSON Schema of a kind of document (``rubric``, ``case``), as plain data."""
    text = (files("scoring.rules") / "schemas" / f"{document}.json").read_text(encoding="utf-8")
    return cast("Schema", json.loads(text))


@cache
def _validator(document: str) -> Validator:
    from jsonschema import Draft202012Validator
    from jsonschema.validators import create
    from referencing import Registry

    keywords = {name: judge for name, judge in Draft202012Validator.VALIDATORS.items() if name not in _FOR_EDITORS}
    numbers = Draft202012Validator.TYPE_CHECKER.redefine(
        "integer", lambda checker, value: checker.is_type(value, "number")
    )
    made = create(Draft202012Validator.META_SCHEMA, keywords, type_checker=numbers)
    return made(schema(document), registry=Registry())  # an empty registry: nothing is ever fetched


def explain(root: Node, malformed: Malformed, document: str = "rubric") -> list[Problem]:
    """Every structural problem of a document the reader could not read, in the order of their places."""
    problems = faults(root, document)
    if not problems:
        expected = {"expected_en": malformed.expected, "expected_zh": malformed.expected}
        problems = [Problem("R103", malformed.node.place, expected | _found(malformed.node))]
    return problems


def faults(root: Node, document: str) -> list[Problem]:
    """Where a document departs from the schema, in the order of the places; nothing when it does not.

    A document that is wrong throughout is not gone through to its end.
    """
    problems: dict[tuple[str, Place | None], Problem] = {}
    for error in islice(_validator(document).iter_errors(plain(root)), _ENOUGH):
        for problem in _problems(root, error):
            problems.setdefault((problem.code + problem.facts.get("key", ""), problem.place), problem)
    meant = {
        (problem.facts["where_en"], problem.facts.get("guess"))
        for problem in problems.values()
        if problem.code == "R101"
    }
    told = [p for p in problems.values() if p.code != "R102" or (p.facts["where_en"], p.facts["key"]) not in meant]
    return sorted(told, key=lambda p: (p.place.line or 0, p.place.column or 0) if p.place else (0, 0))


def _problems(root: Node, error: ValidationError) -> Iterator[Problem]:
    """The problems of one error. Only the shapes that :mod:`scoring.rules.reader` knows occur in our schemas."""
    path = list(error.absolute_path)
    node, shape = at(root, path), cast("Schema", error.schema)
    if error.validator == "additionalProperties":
        yield from _unknown_keys(node, path, shape)
    elif error.validator == "required":
        asked, there = cast("list[str]", error.validator_value), cast("Mapping[str, Json]", error.instance)
        lacking = [key for key in asked if key not in there]
        slip = _slip(root, path) if len(lacking) >= 3 else {}
        for key in lacking:
            yield Problem("R102", node.key_place or node.place, {"key": key, **slip, **_where(path)})
    elif error.validator == "anyOf" and (nearest := _nearest(error)):
        for fault in nearest:
            yield from _problems(root, fault)
    else:
        yield Problem("R103", node.place, _expected(shape, error) | _found(node) | _meant(node, error))


def _slip(root: Node, path: list[str | int]) -> dict[str, str]:
    """An entry that lacks nearly everything and is called almost like another: in a scenario, the one that was meant."""
    if not path or not isinstance(path[-1], str):
        return {}
    others = [key for key in cast("Mapping[str, Node]", at(root, path[:-1]).value) if key != path[-1]]
    guess = get_close_matches(path[-1], others, 1, 0.8)
    return {"slip": guess[0]} if guess else {}


def _unknown_keys(node: Node, path: Iterable[str | int], shape: Schema) -> Iterator[Problem]:
    known = list(cast("Mapping[str, Json]", shape.get("properties", {})))
    told = cast("list[str]", shape.get("x-keys", [key for key in known if key not in ("basis", "status")]))
    children = cast("Mapping[str, Node]", node.value)
    for key in _strangers(children, shape):
        facts = {"key": key, "known": ", ".join(told), **_where(path)}
        if guess := get_close_matches(key, [*told, "basis", "status"], 1):
            facts["guess"] = guess[0]
        yield Problem("R101", children[key].key_place, facts)


def _nearest(error: ValidationError) -> list[ValidationError]:
    """Of several allowed shapes, the faults of the one the author came closest to; none where no kind even matches."""
    branches: dict[int, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(int(inner.schema_path[0]), []).append(inner)
    fitting = [faults for faults in branches.values() if not any(_another_kind(fault, error) for fault in faults)]
    return min(fitting, key=lambda faults: (*_distance(faults, error), len(faults)), default=[])


def _distance(faults: Iterable[ValidationError], parent: ValidationError) -> tuple[int, int]:
    """How far a value is from a shape: keys too many or too few (else one a fault), and those that are no slip of one."""
    away = strange = 0
    for fault in (fault for fault in faults if _at_once(fault, parent)):
        shape = cast("Schema", fault.schema)
        keys = (
            _strangers(cast("Mapping[str, Json]", fault.instance), shape)
            if fault.validator == "additionalProperties"
            else []
        )
        away += len(keys) or 1
        known = cast("Mapping[str, Json]", shape.get("properties", {}))
        strange += sum(not get_close_matches(key, known, 1) for key in keys)
    return away, strange


def _strangers(keys: Iterable[str], shape: Schema) -> list[str]:
    """The keys of a mapping that its schema does not know."""
    known, patterns = (cast("Mapping[str, Json]", shape.get(word, {})) for word in ("properties", "patternProperties"))
    return [key for key in keys if key not in known and not any(re.search(p, key) for p in patterns)]


def _at_once(fault: ValidationError, parent: ValidationError) -> bool:
    """Whether a fault lies in the value itself and not further down."""
    return fault.absolute_path == parent.absolute_path


def _another_kind(fault: ValidationError, parent: ValidationError) -> bool:
    """Whether a fault says that the value is something else altogether."""
    return fault.validator not in ("required", "additionalProperties", "anyOf") and _at_once(fault, parent)


def _meant(node: Node, error: ValidationError) -> dict[str, str]:
    """The word on offer that is nearest to the one that stands there."""
    if not isinstance(node.value, str):
        return {}
    guess = get_close_matches(node.value, sorted(set(_offered(error))), 1)
    return {"guess": guess[0]} if guess else {}


def _offered(error: ValidationError) -> Iterator[str]:
    """Every word that a value could have been."""
    if error.validator == "enum":
        yield from (str(word) for word in cast("list[Json]", error.validator_value))
    elif error.validator == "const":
        yield str(error.validator_value)
    for inner in [one for one in error.context or () if _at_once(one, error)]:
        yield from _offered(inner)


def _where(path: Iterable[str | int]) -> dict[str, str]:
    """The mapping a problem is about, by its address."""
    address = ".".join(str(step) for step in path)
    return {
        "where_en": f"`{address}`" if address else "the document",
        "where_zh": f"`{address}`" if address else "文件顶层",
    }


def _expected(shape: Schema, error: ValidationError) -> dict[str, str]:
    """What should stand there, in words."""
    value = cast("Json", error.validator_value)
    words = cast("Mapping[str, str] | None", shape.get("x-expected"))
    if words is not None:
        en, zh = words["en"], words["zh"]
    elif error.validator == "enum":
        options = [str(option) for option in cast("list[Json]", value)]
        en, zh = "one of " + ", ".join(options), "、".join(options) + " 之一"
    else:
        en, zh = _KINDS[str(value)]
    return {"expected_en": en, "expected_zh": zh}


def _found(node: Node) -> dict[str, str]:
    """What stands there instead."""
    if node.is_scalar and node.text.strip() and node.value is not None:
        shown = node.text if len(node.text) <= 40 else node.text[:39] + "…"
        en = zh = f"`{' '.join(shown.split())}`"
    elif node.is_scalar:
        en, zh = "nothing", "空值"
    else:
        en, zh = ("a mapping", "一组键值") if node.is_mapping else ("a list", "列表")
    return {"found_en": en, "found_zh": zh}
