"""The pages under docs/reference say what the schema and the catalogue say."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path

import pytest

from scoring.language.messages import catalogue
from scoring.rules.structure import schema

ROOT = Path(__file__).parents[2]


def generated() -> Mapping[str, str]:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    pages: Mapping[str, str] = module.pages()
    return pages


@pytest.mark.parametrize("name", ["rubric.md", "problems.md"])
def test_generating_again_gives_the_same(name: str) -> None:
    written = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
    assert written == generated()[name], "run: python docs/generate.py"


def test_every_code_has_an_entry() -> None:
    page = generated()["problems.md"]
    assert all(f"\n### {code}\n" in page for code in catalogue())


def test_every_key_has_a_row() -> None:
    page = generated()["rubric.md"]

    def keys(value: object) -> set[str]:
        if isinstance(value, list):
            return {key for child in value for key in keys(child)}
        if not isinstance(value, dict):
            return set()
        own = set(value.get("properties", {}))
        return own.union(*(keys(child) for child in value.values())) if value else own

    missing = {key for key in keys(schema("rubric")) if f"`{key}`" not in page}
    assert missing <= {"value"}, missing
