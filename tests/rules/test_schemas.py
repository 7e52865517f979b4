"""The schemas themselves: nothing in them, or in a document, is ever fetched; and numbers are not theirs to judge."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from importlib.resources import files

import pytest

from scoring.language.problems import Rejected
from scoring.rules.reading import rubric_from_bytes
from tests.rules.documents import SMALL

SCHEMAS = sorted(path.name for path in (files("scoring.rules") / "schemas").iterdir() if path.name.endswith(".json"))


def values_of(key: str, node: object) -> Iterator[object]:
    if isinstance(node, dict):
        for name, child in node.items():
            if name == key:
                yield child
            yield from values_of(key, child)
    elif isinstance(node, list):
        for child in node:
            yield from values_of(key, child)


@pytest.mark.parametrize("name", SCHEMAS)
def test_references_stay_inside_the_schema(name: str) -> None:
    schema = json.loads((files("scoring.rules") / "schemas" / name).read_text(encoding="utf-8"))
    references = list(values_of("$ref", schema))
    assert references
    assert all(isinstance(ref, str) and re.fullmatch(r"#/\$defs/\w+", ref) for ref in references)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x.json", "file:///etc/hostname"])
def test_a_reference_in_a_document_is_only_an_unknown_key(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("something was fetched")

    monkeypatch.setattr(socket.socket, "connect", never)
    with pytest.raises(Rejected) as refused:
        rubric_from_bytes(f'{SMALL}\n"$ref": "{address}"\n'.encode(), "r.yaml")
    assert [(problem.code, problem.facts["key"]) for problem in refused.value.problems] == [("R101", "$ref")]


@pytest.mark.parametrize("number", [".nan", ".inf", "-.inf", "1e400"])
def test_no_number_that_is_none_reaches_the_schema(number: str) -> None:
    with pytest.raises(Rejected) as refused:
        rubric_from_bytes(SMALL.replace("points: ", f"points: {number} #", 1).encode(), "r.yaml")
    assert {problem.code[0] for problem in refused.value.problems} == {"Y"}


@pytest.mark.parametrize("name", SCHEMAS)
def test_no_multiple_is_asked_of_decimals(name: str) -> None:
    schema = json.loads((files("scoring.rules") / "schemas" / name).read_text(encoding="utf-8"))
    assert not list(values_of("multipleOf", schema))
