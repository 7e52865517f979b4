"""The audit table: its shape, its order, and denominators."""

from __future__ import annotations

import polars as pl

from scoring.engine.appraisal import appraise
from scoring.engine.tables import AUDIT
from tests.engine.towns import TWO, frame, item, method

PER = "{0%: 0, 100%: 100}}, per: land, missing: {points: 0"


def test_nothing_touched() -> None:
    found = appraise(method(), frame([1, 2])).audit
    assert found.is_empty()
    assert found.schema == AUDIT


def test_every_cell_that_was_divided() -> None:
    found = appraise(method(items=item("land"), scale=PER), frame([10, 20, 30, None], land=[2, 0, None, 5]))
    assert found.scorecard.select("value", "status").rows() == [
        (5.0, "scored"),
        (None, "not_computable"),
        (None, "absent"),
        (None, "absent"),
    ]
    assert found.audit.select("zone", "step", "measure", "before", "after", "note").rows() == [
        ("a", "per", "level", 10.0, 5.0, "/ land"),
        ("b", "per", "level", 20.0, None, "/ land"),
        ("c", "per", "level", 30.0, None, "/ land"),
    ]


def test_measures_with_a_formula_of_their_own_are_not_divided() -> None:
    scale = "{0%: 0, 100%: 100}, share: 50%, value: tax}, growth: {share: 50%, scale: {0%: 0, 100%: 1}}, per: land, missing: {points: 0"
    found = appraise(
        method(items=item("land"), scale=scale), frame([10], land=[2], previous__tax=[5], previous__land=[2])
    )
    assert found.audit.is_empty()
    assert found.scorecard["value"].to_list() == [10.0, 1.0]


def test_categories_zones_steps_measures() -> None:
    rubric = method(
        categories=TWO,
        top="impute: zero\ntreat: {clip: [p25, p75]}\ncohort_at_least: 1",
        items=item("land"),
        points="50",
        indicators="  j: {pillar: p, zh: 二, en: J, value: tax, per: land, unit: '1', points: 50, level: {scale: {0%: 0, 100%: 1}}}",
    )
    data = frame([None, 1, 5, 9], land=[1, 1, 2, 3], category=["small", "big", "big", "big"])
    found = appraise(rubric, data.sample(fraction=1, shuffle=True, seed=1)).audit
    order = found.select("category", "zone", "step", "indicator")
    assert order.rows() == [
        ("big", "b", "per", "j"),
        ("big", "b", "treat", "i"),
        ("big", "b", "treat", "j"),
        ("big", "c", "per", "j"),
        ("big", "d", "per", "j"),
        ("big", "d", "treat", "i"),
        ("big", "d", "treat", "j"),
        ("small", "a", "impute", "i"),
        ("small", "a", "impute", "j"),
    ]
    assert found["year"].unique().to_list() == [0]
    assert found.filter(pl.col("step") == "per")["method"].unique().to_list() == ["per"]
