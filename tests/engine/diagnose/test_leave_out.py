"""Leaving an indicator out is the same as striking it from the rubric by hand."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from scoring.engine.appraisal import Appraisal, appraise
from scoring.engine.diagnose.diagnosis import diagnose
from scoring.engine.diagnose.without import without
from scoring.rules.reading import rubric_from_bytes
from tests.engine import towns
from tests.engine.columns import over, rows
from tests.engine.diagnose import parks
from tests.engine.nodes import flat, shares

IE = '  ie: {{pillar: {pillar}, zh: 戊率, en: Rate E, value: e, unit: "1", points: {points}, level: {{scale: {{formula: x / 10}}}}}}'


def ie(points: str, pillar: str = "inner") -> str:
    return IE.format(points=points, pillar=pillar)


#: The indicator left out of the big parks, and the rubric as somebody would write it without it.
BY_HAND: dict[str, dict[str, str]] = {
    "ia": {"ia": "small: 40", "ib": "big: 60, small: 20"},
    "ic": {"ic": "small: 30", "id": "big: 20", "ie": ie("{big: 20, small: 10}")},
    "ie": {"id": "big: 20", "ie": ie("{small: 10}")},
}


def totals(appraisal: Appraisal, category: str = "big") -> dict[str, tuple[Decimal, int]]:
    of = appraisal.ranking.filter(pl.col("category") == category)
    return {zone: (total, rank) for zone, total, rank in of.select("zone", "total", "rank").iter_rows()}


def left_out(appraisal: Appraisal, indicator: str) -> dict[str, tuple[Decimal, int]]:
    found = diagnose(appraisal, ["leave-out"], category="big").contributions
    kept = found.filter(pl.col("indicator") == indicator).select("zone", "total_without", "rank_without")
    return {zone: (total, rank) for zone, total, rank in kept.iter_rows()}


@pytest.mark.parametrize("indicator", list(BY_HAND))
def test_it_is_the_rubric_written_without_it(indicator: str) -> None:
    assert left_out(parks.appraisal(), indicator) == totals(parks.appraisal(**BY_HAND[indicator]))


def test_mean_points_of_a_cohort_grow_with_the_siblings() -> None:
    """``ic`` is missing in a park, which gets the mean of the others: of the points as they then are."""
    before = {"ib": "big: 20, small: 20", "id": "big: 20", "ie": ie("10", "second")}
    after = before | {"ic": "big: 25, small: 30", "id": "big: 25", "ie": ie("{small: 10}", "second")}
    assert left_out(parks.appraisal(**before), "ie") == totals(parks.appraisal(**after))


def test_what_moves() -> None:
    appraisal = parks.appraisal(tail="management: {tiers: {A: {best: 25%}, B: {}}}")
    found = diagnose(appraisal, ["leave-out"])
    row = found.leave_out.filter(pl.col("category") == "big", pl.col("indicator") == "ib").row(0, named=True)
    zones = found.contributions.filter(pl.col("category") == "big", pl.col("indicator") == "ib")
    shifts = [abs(a - b) for a, b in zones.select("rank", "rank_without").iter_rows()]
    assert row["zones"] == len(shifts) == 12
    assert row["ranks_moved"] == sum(shift > 0 for shift in shifts) > 0
    assert row["max_shift"] == max(shifts)
    assert row["mean_shift"] == pytest.approx(sum(shifts) / 12)
    squares = sum(shift**2 for shift in shifts)  # no ties: Spearman's own formula
    assert row["spearman"] == pytest.approx(1 - 6 * squares / (12 * (12**2 - 1)), abs=1e-12)
    assert row["tiers_moved"] == sum(a != b for a, b in zones.select("tier", "tier_without").iter_rows())
    assert (zones["contribution"] == zones["total"] - zones["total_without"]).all()


def test_the_only_indicator_stays() -> None:
    appraisal = appraise(towns.method(), towns.frame([1, 2, 3]))
    assert without(appraisal.plan, "town", "i") is None
    row = diagnose(appraisal, ["leave-out"]).leave_out.row(0, named=True)
    assert (row["zones"], row["ranks_moved"], row["note"]) == (3, None, "only_indicator")


def test_other_categories_keep_their_points() -> None:
    plan = parks.appraisal().plan
    changed = without(plan, "big", "ia")
    assert changed is not None
    for id_, indicator in plan.rubric.indicators.items():
        assert changed.rubric.indicators[id_].full.get("small") == indicator.full.get("small")
    assert "big" not in changed.rubric.indicators["ia"].full
    assert sum(one.full.get("big", 0) for one in changed.rubric.indicators.values()) == 100


@pytest.mark.parametrize("way", ["topsis", "vikor", "borda", "copeland"])
def test_what_nodes_see_of_the_cohort_is_seen_anew(way: str) -> None:
    """Without ``ic`` the second pillar compares fewer children: its ideals and peers are other ones."""
    text = parks.TEXT.replace("en: Second}}", f"en: Second, aggregate: {way}}}}}")
    before = {"top": "", "missing": "zero", "ie": ie("10", "second"), "tail": ""} | parks.POINTS
    after = before | {"ic": "small: 30", "id": "big: 20", "ie": ie("{big: 20, small: 10}", "second")}
    one, two = (
        appraise(rubric_from_bytes(text.format(**pieces).encode(), "parks.yaml"), parks.values())
        for pieces in (before, after)
    )
    assert left_out(one, "ic") == totals(two)


def test_what_weights_have_left_nothing_takes_its_parent_along() -> None:
    """All zones are alike in x1, so deviation gives x0 the whole: nothing beside it can take its points."""
    appraisal = appraise(over(2, "deviation"), rows([0.1, 0.5, 0.9, 0.4], [0.5] * 4))
    (row,) = diagnose(appraisal, ["leave-out"]).leave_out.rows(named=True)
    assert (row["indicator"], row["note"], row["mean_shift"]) == ("i0", "only_indicator", None)


def test_a_method_that_tells_nobody_apart_moves_nobody_anywhere() -> None:
    """Without x0 all zones are alike, and TOPSIS has no share for anyone."""
    rubric = flat("topsis", [1, 1], scale="scale: {50%: 0, 100%: 1}")
    appraisal = appraise(rubric, shares(*[(share, 0.5) for share in (0.1, 0.2, 0.6, 0.3, 0.8)]))
    found = diagnose(appraisal, ["leave-out"]).leave_out.rows_by_key("indicator", named=True, unique=True)
    assert (found["i0"]["mean_shift"], found["i0"]["max_shift"], found["i0"]["note"]) == (None, None, "no_spread")


def test_a_category_nobody_is_in_is_left_alone() -> None:
    """Its weights were never fitted."""
    appraisal = appraise(over(2, "deviation"), rows([0.1, 0.5, 0.9, 0.4], [0.5, 0.2, 0.1, 0.6]))
    assert diagnose(appraisal).zones == {"one": 4}
