"""Verify: a breach is a finding, what cannot be told is no pass, and a gate that cannot be told stays shut."""

from __future__ import annotations

import polars as pl

from scoring.engine.appraisal import Appraisal, appraise
from scoring.engine.tables import FINDINGS
from tests.engine.towns import TWO, column, frame, item, method

CHECKS = """
constants:
  most: {value: 50, unit: "1", zh: 上限, en: Most}
checks:
  V9: {must: tax <= most, severity: warning, zh: 上限, en: Most}
  V1: {must: tax >= paid, severity: error, zh: 口径, en: Order}
  V2: {must: growth(tax) <= 30%, severity: error, zh: 增速, en: Growth}
  V3: {must: tax > 0 or paid > 0, severity: warning, zh: 其一, en: Either}
  V4: {must: 1 > 0, severity: warning, zh: 恒真, en: Always}
  V6: {must: tax < previous(most) + 50, severity: warning, zh: 往年, en: Before}
  V5: {must: most > 60, severity: warning, zh: 恒假, en: Never}
"""


def findings(tax: list[float | None], **columns: list[float | None]) -> list[tuple[object, ...]]:
    rubric = method(items=item("paid"), tail=CHECKS)
    blank = {"paid": [0.0] * len(tax), "previous__tax": tax}
    return appraise(rubric, frame(tax, **{**blank, **columns})).findings.drop("year").rows()


def of(check: str, found: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return [(zone, *rest) for zone, id_, *rest in found if id_ == check]


def test_a_breach_names_the_figures_and_not_the_constants() -> None:
    assert of("V9", findings([50, 50.5])) == [("b", "warning", "breach", "tax=50.5")]
    assert of("V1", findings([5.0], paid=[5.5])) == [("a", "error", "breach", "tax=5.0; paid=5.5")]


def test_what_cannot_be_told_is_unverifiable() -> None:
    found = findings([5.0, None], paid=[None, 5.0], previous__tax=[4.0, 4.0])
    assert of("V1", found) == [
        ("a", "error", "unverifiable", "tax=5.0; paid=–"),
        ("b", "error", "unverifiable", "tax=–; paid=5.0"),
    ]
    assert of("V9", found) == [("b", "warning", "unverifiable", "tax=–")]


def test_an_alternative_that_holds_is_enough() -> None:
    assert of("V3", findings([5.0, None], paid=[None, None])) == [("b", "warning", "unverifiable", "tax=–; paid=–")]


def test_growth_on_nothing_is_unverifiable_and_the_edge_is_inside() -> None:
    found = findings([1300.0, 1301.0, 5.0, 5.0], previous__tax=[1000.0, 1000.0, 0.0, -1.0])
    assert [(zone, state) for zone, _, state, _ in of("V2", found)] == [
        ("b", "breach"),
        ("c", "unverifiable"),
        ("d", "unverifiable"),
    ]
    assert of("V2", found)[0][3] == "tax=1301.0; previous.tax=1000.0"


def test_a_check_without_figures_shows_none() -> None:
    found = findings([1.0])
    assert of("V4", found) == []
    assert of("V5", found) == [("a", "warning", "breach", "")]


def test_a_constant_was_the_same_last_year() -> None:
    assert of("V6", findings([99.0, 101.0])) == [("b", "warning", "breach", "tax=101.0")]


def test_findings_stand_in_the_order_of_the_checks_then_of_the_zones() -> None:
    rubric = method(items=item("paid"), tail=CHECKS, categories=TWO)
    given = frame([70, 60, 80], paid=[99, 99, 99], previous__tax=[1, 1, 1], category=["small", "big", "small"])
    found = appraise(rubric, given).findings
    assert found.select("check", "zone").rows() == [
        (check, zone) for check in ("V9", "V1", "V2", "V5") for zone in "abc"
    ]
    assert found.schema == FINDINGS


def test_without_checks_there_is_an_empty_table() -> None:
    found = appraise(method(), frame([1.0])).findings
    assert found.is_empty()
    assert found.schema == FINDINGS


GATES = """
gates:
  size: {zh: 规模, en: Size, must: paid >= 10, otherwise: unranked}
  rise: {zh: 增长, en: Tax, must: growth(tax) > 0, otherwise: {tier: D}}
management: {tiers: {A: {best: 50%}, B: {}, D: {worst: 0}}}
"""


def gated(**columns: list[float | None]) -> Appraisal:
    given = {"paid": [10.0] * 4, "previous__tax": [1.0] * 4}
    rubric = method(items=item("paid"), tail=GATES, scale="{0%: cohort.min, 100%: cohort.max}")
    return appraise(rubric, frame([10, 20, 30, 90], **{**given, **columns}))


def test_a_gate_that_is_met_leaves_no_trace() -> None:
    assert column(gated(), "gates") == [[], [], [], []]
    assert column(gated(), "state") == ["ranked"] * 4


def test_a_gate_that_is_not_met_or_cannot_be_told_shuts_the_zone_out() -> None:
    rubric = method(items=item("paid"), tail=GATES)
    given = frame([10, 20, 30, 90], paid=[10.0, 10.0, None, 9.99], previous__tax=[1.0, 0.0, 1.0, None])
    found = appraise(rubric, given)
    assert column(found, "gates") == [[], ["rise"], ["size"], ["size", "rise"]]
    assert column(found, "state") == ["ranked", "gated", "gated", "gated"]
    assert column(found, "rank") == [1, None, None, None]
    assert column(found, "of") == [1, 1, 1, 1]


def test_a_gated_zone_is_out_of_the_cohort_and_still_scored() -> None:
    found = gated(paid=[10.0, 10.0, 10.0, 1.0])
    assert found.scales.filter(pl.col("kind") == "knot")["at"].to_list() == [10.0, 30.0]
    assert [str(total) for total in column(found, "total")] == ["0.00", "50.00", "100.00", "100.00"]


def test_a_gated_zone_gets_no_tier_or_the_tier_the_gate_names() -> None:
    found = gated(paid=[10.0, 10.0, 10.0, 1.0], previous__tax=[1.0, 99.0, 1.0, 1.0])
    assert column(found, "tier") == ["B", "D", "A", None]
    assert [row[0] for row in found.ranking.select("zone").rows()] == ["c", "a", "d", "b"], (
        "the placeless follow by total"
    )
