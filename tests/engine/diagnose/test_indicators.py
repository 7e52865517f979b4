"""Weights and discriminating power: against NumPy on random parks, and every flag on a table by hand."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from scoring.engine.appraisal import appraise
from scoring.engine.diagnose.cohort import ceiling
from scoring.engine.diagnose.diagnosis import Diagnosis, diagnose
from scoring.rules.reading import rubric_from_bytes
from tests.engine import towns
from tests.engine.diagnose import parks


def one(*, scale: str = "{0%: 0, 100%: 100}", tax: list[float | None], other: list[float] | None = None) -> Diagnosis:
    """Two indicators of 10 and 90 points: ``i``, under scrutiny, and ``j``."""
    second = (
        '  j: {pillar: p, zh: 二, en: Second, value: o, unit: "1", points: 90, level: {scale: {0%: 0, 100%: 100}}}\n'
    )
    rubric = towns.method(
        points="10", scale=scale, indicators=second, items=towns.item("o"), top="missing: zero\ntotal: 100"
    )
    others = other or [10.0 * number for number in range(len(tax))]
    return diagnose(appraise(rubric, towns.frame(tax, o=others)), ["indicators"])


def flags(found: Diagnosis) -> list[str]:
    return found.indicators.filter(pl.col("indicator") == "i").item(0, "flags").to_list()


def own(found: Diagnosis) -> list[str]:
    return found.measures.filter(pl.col("indicator") == "i").item(0, "flags").to_list()


def test_weights_agree_with_numpy() -> None:
    appraisal = parks.appraisal()
    found = diagnose(appraisal, ["indicators"])
    for category in ("big", "small"):
        rows = found.indicators.filter(pl.col("category") == category)
        card = appraisal.scorecard.filter(pl.col("category") == category).with_columns(
            pl.col("points").cast(pl.Float64)
        )
        points = {
            id_: card.filter(pl.col("indicator") == id_)
            .group_by("zone")
            .agg(pl.col("points").sum())
            .sort("zone")["points"]
            for id_ in rows["indicator"]
        }
        score = np.sum([series.to_numpy() for series in points.values()], axis=0)
        for row in rows.iter_rows(named=True):
            p = points[row["indicator"]].to_numpy()
            assert row["effective"] == pytest.approx(np.cov(p, score)[0, 1] / score.var(ddof=1), abs=1e-9)
            assert row["r2"] == pytest.approx(np.corrcoef(p, score)[0, 1] ** 2, abs=1e-9)
            assert row["rest_r"] == pytest.approx(np.corrcoef(p, score - p)[0, 1], abs=1e-9)
            assert row["points_sd"] == pytest.approx(p.std(ddof=1), abs=1e-9)
            assert row["distinct"] == len(set(p))
        assert rows["effective"].sum() == pytest.approx(1, abs=1e-9)
        assert rows["nominal"].sum() == pytest.approx(1, abs=1e-12)


def test_all_at_full_points_and_nobody_can_improve() -> None:
    found = one(tax=[100, 120, 100, 300])
    assert flags(found) == ["all_full", "exhausted"]
    row = found.indicators.row(0, named=True)
    assert (row["at_full"], row["can_improve"], row["distinct"], row["effective"], row["r2"]) == (1.0, 0, 1, 0.0, None)
    assert found.measures.item(0, "at_top") == 4


def test_all_at_nothing() -> None:
    assert flags(one(tax=[0, -5, 0, 0])) == ["all_nothing"]


def test_nearly_all() -> None:
    assert flags(one(tax=[99.0, *[100.0] * 10])) == ["nearly_all_full", "light"]
    assert flags(one(tax=[0.0] * 10 + [99])) == ["nearly_all_nothing"]


def test_heavier_than_it_says() -> None:
    assert flags(one(tax=[0, 50, 99], other=[50, 50, 51])) == ["heavy"]


def test_the_same_points_somewhere_between() -> None:
    found = one(tax=[50, 50, 50])
    assert flags(found) == ["same_points"]
    assert own(found) == ["constant"]


def test_against_the_total() -> None:
    assert flags(one(tax=[90, 60, 30, 0])) == ["against"]


def test_missing_zeros_and_outliers() -> None:
    assert own(one(tax=[1, 2, None, None, 5])) == ["many_missing"]
    assert own(one(tax=[0, 0, 0, 4, 5])) == ["many_zeros"]
    assert own(one(tax=[1, 2, 3, 2, 1, 2, 3, 2, 1, 99])) == ["outlying"]
    assert own(one(tax=[1, 2, 3, 4, 5])) == []


def test_nobody_has_a_value() -> None:
    found = one(tax=[None, None, None])
    assert flags(found) == ["no_values"]
    row = found.indicators.row(0, named=True)
    assert (row["n"], row["at_full"], row["note"]) == (0, None, "no_values")
    assert found.measures.item(0, "note") == "no_values"


def test_too_few_zones_show_nothing() -> None:
    found = one(tax=[100, 100])
    assert flags(found) == []
    assert found.indicators.item(0, "note") == "few_zones"
    assert one(tax=[4, 5, 7]).measures.item(0, "note") == "few_zones"


def test_zones_of_one_score() -> None:
    row = one(tax=[40, 40, 40], other=[50, 50, 50]).indicators.row(0, named=True)
    assert (row["effective"], row["r2"], row["note"]) == (None, None, "no_spread")


def test_the_top_of_a_scale() -> None:
    rubric = parks.method(
        ie='  ie: {pillar: inner, zh: 戊, en: E, value: e, unit: "1", points: 10, '
        "level: {at_most: 120%, scale: {0%: 0, 100%: 1, beyond: extend}}}"
    )
    tops = {measure.id: ceiling(measure, "big") for measure in rubric.measures}
    assert tops == {"ia.level": 1, "ia.growth": 1, "ib.level": 1, "ic.level": 1, "id.level": 1, "ie.level": 1.2}
    loose = {measure.id: ceiling(measure, "big") for measure in parks.method().measures}
    assert loose["ie.level"] is None
    assert "exhausted" not in flags(one(tax=[200, 300, 400], scale="{0%: 0, 100%: 100, beyond: extend}"))


def test_what_does_not_apply_is_not_missing_and_cannot_improve() -> None:
    second = (
        '  j: {pillar: p, zh: 二, en: Second, value: tax, unit: "1", points: 90, applies: tax > 20, '
        "level: {scale: {0%: 0, 100%: 50}}}\n"
    )
    rubric = towns.method(points="10", indicators=second)
    found = diagnose(appraise(rubric, towns.frame([10, 60, 60, 60])), ["indicators"])
    row = found.measures.filter(pl.col("indicator") == "j").row(0, named=True)
    assert (row["n"], row["missing"], row["not_applicable"]) == (3, 0, 1)
    assert found.indicators.filter(pl.col("indicator") == "j").item(0, "can_improve") == 0


def test_where_points_do_not_add_up_it_says_so() -> None:
    text = parks.TEXT.replace("en: First}}", "en: First, aggregate: minimum}}")
    pieces = {"top": "", "missing": "zero", "ie": parks.IE, "tail": ""} | parks.POINTS
    found = diagnose(appraise(rubric_from_bytes(text.format(**pieces).encode(), "parks.yaml"), parks.values()))
    assert set(found.indicators["note"]) == {"not_additive"}
    assert found.leave_out["ranks_moved"].null_count() == 0
