"""The whole flow, from returns or from a table of one's own."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from scoring.engine import appraisal
from scoring.engine.appraisal import appraise, rescored
from scoring.engine.scales import Scales, rows_of
from scoring.engine.tables import FINDINGS, Inputs
from scoring.language.problems import Place, Problem, Rejected
from tests.engine.explain import health
from tests.engine.towns import frame, inputs, item, method


def test_from_returns() -> None:
    rubric = method(items=item("paid", if_absent="0"), tail="adjustments: {a: {zh: 加, en: A, points: 2 * paid}}\n")
    found = appraise(rubric, inputs({"a": {"tax": "80.5", "paid": 2}, "b": {"tax": 90}}))
    assert found.year == 2025
    assert found.rubric is rubric
    assert found.ranking.select("zone", "year", "p", "adjustments", "total", "rank").rows() == [
        ("b", 2025, Decimal("90.00"), Decimal("0.00"), Decimal("90.00"), 1),
        ("a", 2025, Decimal("80.50"), Decimal("4.00"), Decimal("84.50"), 2),
    ]
    assert found.scales["fitted_on"].unique().to_list() == [2025]
    assert found.findings.schema == FINDINGS


def test_returns_and_the_values_they_make_are_the_same_appraisal() -> None:
    rubric = method(
        items=item("paid", if_absent="0"), scale="{0%: cohort.min, 100%: cohort.max}", tail="ranking: {break: [paid]}\n"
    )
    given = inputs({"a": {"tax": 1, "paid": 2}, "b": {"tax": 9}, "b1": {"tax": 4}}, parks={"b1": "b"})
    first = appraise(rubric, given)
    again = appraise(rubric, first.values)
    assert again.ranking.equals(first.ranking)
    assert again.scorecard.equals(first.scorecard)
    assert again.scales.equals(first.scales)


def test_what_was_refused_while_reading_is_handed_on() -> None:
    given = inputs({"a": {"tax": 1}})
    problem = Problem("D100", Place("returns.csv"), {})
    marked = Inputs(given.year, given.zones, given.submissions, problems=(problem,))
    assert appraise(method(), marked).problems == (problem,)
    assert appraise(method(), frame([1])).problems == ()


def test_nobody_in_the_year() -> None:
    given = inputs({"a": {"tax": 1}})
    with pytest.raises(Rejected) as caught:
        appraise(method(), Inputs(2031, given.zones, given.submissions))
    assert [(problem.code, problem.facts["year"]) for problem in caught.value.problems] == [("S100", "2031")]


def test_the_scorecard_is_worked_out_once() -> None:
    found = appraise(method(), frame([1, 2]))
    assert found.scorecard is found.scorecard


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_rows_changes_nothing(tmp_path: Path, seed: int) -> None:
    rubric = health.rubric(tmp_path)
    zones = health.zones(seed)
    order = list(range(len(zones)))
    random.Random(seed).shuffle(order)  # noqa: S311 - repeatable, not secret
    first, again = appraise(rubric, zones), appraise(rubric, zones[order])
    assert again.ranking.equals(first.ranking)
    assert again.scales.equals(first.scales)
    assert again.scorecard.equals(first.scorecard)


def test_points_add_up_from_the_scorecard_to_the_total(tmp_path: Path) -> None:
    found = health.appraised(tmp_path, top="digits: 4")
    sums = found.scorecard.group_by("zone").agg(pl.col("points").sum().alias("sum"))
    table = found.ranking.join(sums, on="zone").filter(~pl.col("vetoes").list.contains("accident"))
    assert len(table) > 5
    assert (table["sum"] + table["adjustments"]).equals(table["total"], check_names=False)


def test_streaming_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Large tables stream; where that begins must not be seen."""
    rubric, zones = health.rubric(tmp_path), health.zones(3)
    small = appraise(rubric, zones)
    monkeypatch.setattr(appraisal, "_engine", lambda _: "streaming")
    streamed = appraise(rubric, zones)
    assert streamed.ranking.equals(small.ranking)
    assert streamed.scorecard.equals(small.scorecard)


def test_rescoring_everybody_on_the_same_scales_is_the_ranking(tmp_path: Path) -> None:
    found = health.appraised(tmp_path)
    scales = Scales(rows_of(found.scales))
    assert rescored(found.plan, "large", found.values, scales).equals(found.ranking)
