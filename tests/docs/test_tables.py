"""``docs/tables.md`` names exactly the columns, types and words that the engine gives."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from scoring.edge.returns.cells import PLACEHOLDERS
from scoring.engine.appraisal import Appraisal, appraise
from scoring.engine.changes import COMPARISONS, with_changes
from scoring.engine.scales import SCALES, STEPS
from scoring.engine.tables import AUDIT, ENTRIES, FIGURES, FINDINGS, LISTS, PARTICULARS, SUBMISSIONS, ZONES
from scoring.engine.trends import MOVEMENTS, STATUSES, TRENDS
from scoring.rules.indicators import KINDS
from scoring.rules.reading import rubric_from_bytes
from scoring.rules.rubric import Digits, Policy, Rubric

PAGE = Path(__file__).parents[2] / "docs" / "tables.md"
METHOD = """
rubric: everything
edition: 2025
version: 1.0.0
zh: 全
en: All
digits: {points: 5, indicator: 4, pillar: 3, total: 1}
categories: {one: {zh: 一, en: One}, two: {zh: 二, en: Two}}
items:
  tax: {unit: 万元, zh: 税收, en: Tax, witness: bureau, if_absent: 0}
  land: {unit: 亩, zh: 地, en: Land, missing: cohort_mean}
checks: {V1: {must: tax <= witness.tax, severity: error, zh: 查, en: Check}}
pillars:
  first: {zh: 甲, en: First}
  second: {zh: 乙, en: Second, points: {one: 40}}
  inner: {zh: 丙, en: Inner, parent: second, weight: 1, weights: {ahp: {compare: [stairs, place], matrix: [[1, 1], [1, 1]]}},
    aggregate: {blend: [{part: 50%, by: vikor}, {part: 50%, by: copeland}]}}
indicators:
  per_mu:
    {pillar: first, zh: 亩均, en: Per mu, value: tax / land, unit: 万元/亩, points: {one: 60, two: 100},
     level: {share: 50%, scale: {0%: cohort.min, 100%: cohort.max}}, growth: {share: 50%, scale: {0%: 0, 100%: 1}}}
  stairs:
    {pillar: inner, zh: 级, en: Stairs, value: tax, unit: 万元, level: {scale: {bands: [
      {from: 4, share: 100%}, {above: 2, to: 3, share: 60%}, {below: 1, share: 50%}, {otherwise: 20%}]}}}
  place:
    {pillar: inner, zh: 位, en: Place, value: tax, unit: 万元,
     level: {scale: {formula: 1 / rank(tax)}}}
adjustments: {more: {zh: 加, en: More, points: 1}}
gates: {open: {zh: 准, en: Open, must: land > 0, otherwise: unranked}}
vetoes: {out: {zh: 否, en: Out, when: tax < 0, unranked: true}}
ranking: {by: full, overall: true}
management: {tiers: {A: {best: 1}, B: {}}, stars: {five: {from: 90}, none: {}}}
"""


@pytest.fixture(scope="module")
def method() -> Rubric:
    return rubric_from_bytes(METHOD.encode(), "everything.yaml")


@pytest.fixture(scope="module")
def result(method: Rubric) -> Appraisal:
    figures = {
        "zone": ["a", "b", "c", "d", "e"],
        "category": ["one", "one", "one", "two", "two"],
        "tax": [1.0, 2.0, 3.0, 4.0, 5.0],
        "land": [1.0, 1.0, 1.0, 2.0, 2.0],
        "previous.tax": [1.0, 2.0, 0.0, 4.0, 5.0],
        "previous.land": [1.0, 1.0, 1.0, 2.0, None],
        "witness.tax": [1.0, 1.0, None, 4.0, 5.0],
    }
    return appraise(method, pl.DataFrame(figures))


def section(name: str) -> str:
    """The text under a heading of the page."""
    found = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert found is not None, name
    return found[1]


def rows(name: str, head: str) -> list[list[str]]:
    """The rows of the first table of a section that begins with this heading."""
    lines = section(name).splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {head} |")) + 2
    table: list[list[str]] = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        table.append([cell.strip() for cell in line.strip("|").split("|")])
    return table


def documented(name: str, digits: Digits | None = None, several: dict[str, list[str]] | None = None) -> dict[str, str]:
    """The columns of a section in their order, with their types as Polars spells them."""
    columns: dict[str, str] = {}
    for column, written, _ in rows(name, "column"):
        kind = re.sub(r"(?<=, )[a-z]+(?=\))", lambda step: str(getattr(digits, step[0]).digits), written)
        names = [column.strip("`")] if column.startswith("`") else (several or {})[column.strip("*")]
        columns |= dict.fromkeys(names, kind)
    return columns


def spelled(schema: pl.Schema) -> dict[str, str]:
    """A schema with its types as the page writes them."""
    return {name: str(kind).replace("precision=", "").replace("scale=", "") for name, kind in schema.items()}


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("zones", ZONES),
        ("submissions", SUBMISSIONS),
        ("figures", FIGURES),
        ("lists", LISTS),
        ("entries", ENTRIES),
        ("findings", FINDINGS),
        ("scales", SCALES),
        ("trends", TRENDS),
        ("movements", MOVEMENTS),
        ("audit", AUDIT),
    ],
)
def test_contracts_are_documented(name: str, schema: pl.Schema) -> None:
    assert list(documented(name).items()) == list(spelled(pl.Schema(schema)).items())


def test_frames_are_as_documented(method: Rubric, result: Appraisal) -> None:
    figures = result.values.columns[len(PARTICULARS) :]
    assert sorted(figures) == ["land", "previous.land", "previous.tax", "tax", "witness.tax"]
    roots = ["first", "second"]
    pages = {
        "values": documented("values", several={"figure": figures}),
        "findings": documented("findings"),
        "scales": documented("scales"),
        "scorecard": documented("scorecard", method.digits),
        "ranking": documented("ranking", method.digits, {"root pillar": roots}),
    }
    frames = {name: getattr(result, name) for name in pages}
    assert {name: list(page.items()) for name, page in pages.items()} == {
        name: list(spelled(frame.schema).items()) for name, frame in frames.items()
    }


def test_the_ranking_of_a_panel_is_as_documented(method: Rubric, result: Appraisal) -> None:
    added = with_changes({2024: result.ranking, 2025: result.ranking}).drop(result.ranking.columns)
    assert list(documented("panel", method.digits).items()) == list(spelled(added.schema).items())


@pytest.mark.parametrize(
    ("name", "column", "words"), [("panel", "comparison", COMPARISONS), ("trends", "status", STATUSES)]
)
def test_the_words_of_a_panel_are_documented(name: str, column: str, words: tuple[str, ...]) -> None:
    meaning = {row[0].strip("`"): row[2] for row in rows(name, "column")}
    assert re.findall(r"`(\w+)`", meaning[column]) == list(words)


def test_what_a_rubric_does_not_ask_for_has_no_column(method: Rubric, result: Appraisal) -> None:
    plain = METHOD.replace("ranking: {by: full, overall: true}\n", "")
    plain = re.sub(r"^management:.*\n", "", plain, flags=re.MULTILINE)
    ranking = appraise(rubric_from_bytes(plain.encode(), "plain.yaml"), result.values).ranking
    only = {row[0].strip("`") for row in rows("ranking", "column") if "; only with" in row[2]}
    assert set(result.ranking.columns) - set(ranking.columns) == only


def test_every_kind_of_row_of_the_scale_table_is_documented(result: Appraisal) -> None:
    kinds = [row[0].strip("`") for row in rows("scales", "kind")]
    assert set(kinds) == {*result.scales["kind"].to_list(), *STEPS}
    assert len(kinds) == len(set(kinds))


def test_the_words_of_the_scorecard_are_documented() -> None:
    meaning = {row[0].strip("`"): row[2] for row in rows("scorecard", "column")}
    assert re.findall(r"`(\w+)`", meaning["measure"]) == list(KINDS)
    treatments = re.findall(r"`(\w+)`", meaning["treatment"])
    assert treatments == [policy.value for policy in Policy if policy is not Policy.BLOCK]


def test_the_guide_names_every_placeholder() -> None:
    guide = (PAGE.parent / "guide" / "2-returns.md").read_text(encoding="utf-8")
    row = next(line for line in guide.splitlines() if line.startswith("| empty, "))
    assert re.findall(r"`([^`]+)`", row.split(" (in any case)")[0]) == [text for text in PLACEHOLDERS if text]


@pytest.mark.parametrize(
    ("name", "order"),
    [("findings", ["zone"]), ("scorecard", ["zone"]), ("values", ["zone"])],
)
def test_rows_are_in_the_order_documented(result: Appraisal, name: str, order: list[str]) -> None:
    frame = getattr(result, name)
    parts = frame.partition_by("category", maintain_order=True) if "category" in frame.columns else [frame]
    for part in parts:
        assert part.select(order).rows() == part.select(order).sort(order).rows()
