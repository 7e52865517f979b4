"""Rank reversal agrees with appraising the others alone."""

from __future__ import annotations

from itertools import combinations

import polars as pl
import pytest

from scoring.engine.appraisal import Appraisal, appraise
from scoring.engine.diagnose import reversals as module
from scoring.engine.diagnose.diagnosis import diagnose
from scoring.rules.reading import rubric_from_bytes
from tests.engine.diagnose import parks

ACROSS = parks.IE.replace("pillar: inner", "pillar: inner, cohort: all").replace(
    "formula: x / 10", '"formula": "x / cohort.max"'
)


def by_hand(appraisal: Appraisal) -> set[tuple[str, str, str, str]]:
    """Every pair that changes its order when a zone leaves."""
    found: set[tuple[str, str, str, str]] = set()
    for category, zone in appraisal.ranking.select("category", "zone").iter_rows():
        rest = appraise(appraisal.rubric, appraisal.values.filter(pl.col("zone") != zone)).ranking
        after = dict(rest.select("zone", "rank").iter_rows())
        before = appraisal.ranking.filter(pl.col("category") == category, pl.col("zone") != zone)
        for (a, first), (b, second) in combinations(before.select("zone", "rank").iter_rows(), 2):
            if (first - second) * (after[a] - after[b]) < 0:
                found.add((category, zone, *((a, b) if first < second else (b, a))))
    return found


@pytest.mark.parametrize("ie", [parks.IE, ACROSS])
def test_it_is_the_appraisal_of_the_others(ie: str) -> None:
    appraisal = parks.appraisal(ie=ie, tail="management: {tiers: {A: {best: 25%}, B: {}}}")
    found = diagnose(appraisal, ["reversals"])
    pairs = set(found.reversed_pairs.select("category", "left_out", "upper", "lower").iter_rows())
    assert pairs == by_hand(appraisal)
    assert pairs
    counted = found.reversals.filter(pl.col("category") == "big").row(0, named=True)
    assert counted["pairs"] == 11 * 10 // 2
    assert found.reversals["reversed"].sum() == found.reversed_pairs.height
    row = found.attention.row(0, named=True)
    assert row["flag"] == "reversed"
    assert row["figure"] == found.reversals.filter(pl.col("category") == row["category"])["reversed"].gt(0).sum()


def test_on_fixed_scales_nothing_is_reversed() -> None:
    fixed = {"ia": "big: 30, small: 40", "missing": "zero"}
    rubric = parks.TEXT.replace("{{0%: cohort.min, 100%: cohort.max}}", "{{0%: 0, 100%: 30}}")
    pieces = {"top": "", "ie": parks.IE, "tail": ""} | parks.POINTS | fixed
    appraisal = appraise(rubric_from_bytes(rubric.format(**pieces).encode(), "fixed.yaml"), parks.values())
    found = diagnose(appraisal, ["reversals"])
    assert found.reversals["reversed"].sum() == 0
    assert found.reversed_pairs.is_empty()


def test_others_that_cannot_be_fitted_without_a_zone() -> None:
    appraisal = parks.appraisal(parks.values(4, 3), top="cohort_at_least: 3")
    found = diagnose(appraisal, ["reversals"])
    small = found.reversals.filter(pl.col("category") == "small")
    assert set(small["note"]) == {"S102"}
    assert small["reversed"].null_count() == 3


def test_others_that_cannot_be_scored_without_a_zone() -> None:
    """``z00`` alone has a value of ``c``: without it there is no mean to stand in for the others'."""
    frame = parks.values(4, 3).with_columns(pl.when(pl.col("zone").is_in(["z00", "z04"])).then("c").alias("c"))
    notes = diagnose(parks.appraisal(frame), ["reversals"], category="big").reversals
    assert dict(notes.select("left_out", "note").iter_rows()) == {"z00": "S105", "z01": None, "z02": None, "z03": None}


def test_too_few_and_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    appraisal = parks.appraisal(parks.values(2, 5))
    assert diagnose(appraisal, ["reversals"], category="big").reversals["note"].to_list() == ["few_zones"]
    monkeypatch.setattr(module, "MOST_ZONES", 4)
    assert diagnose(appraisal, ["reversals"], category="small").reversals["note"].to_list() == ["many_zones"]
