"""What became of indicators: first and last, growth, compound growth, slope; and of categories, mean and median."""

from __future__ import annotations

from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine.panel import Panel, panel
from scoring.engine.trends import MOVEMENTS, STATUSES, TRENDS, followed, trends
from tests.engine.towns import TWO, method
from tests.engine.years import several, taxes


def one(values: dict[int, float | None], years: list[int] | None = None) -> dict[str, object]:
    """The trend of the figure of one zone, and of a constant one beside it."""
    table = trends(method(), rows(values), years or list(values))
    assert table.schema == TRENDS
    return table.row(0, named=True)


def rows(values: dict[int, float | None]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "zone": ["a"] * len(values),
            "year": pl.Series(list(values), dtype=pl.Int32),
            "category": ["town"] * len(values),
            "indicator": ["i"] * len(values),
            "measure": ["level"] * len(values),
            "value": pl.Series(list(values.values()), dtype=pl.Float64),
        }
    )


class TestTrend:
    def test_in_full(self) -> None:
        found = one({2023: 100.0, 2024: 130.0, 2025: 121.0})
        expected = {"first_year": 2023, "last_year": 2025, "years": 3, "first": 100.0, "last": 121.0, "change": 21.0}
        expected |= {"growth": 0.21, "cagr": 0.1, "slope": 10.5, "status": "computed"}
        assert {name: found[name] for name in expected} == expected

    def test_of_years_apart(self) -> None:
        found = one({2021: 100.0, 2025: 146.41})
        assert (found["cagr"], found["status"]) == (0.1, "computed")
        assert found["slope"] == pytest.approx(46.41 / 4, rel=1e-11)

    @pytest.mark.parametrize(
        ("values", "status", "growth"),
        [
            ({2023: None, 2024: None}, "absent", None),
            ({2023: None, 2024: 5.0}, "one_year", None),
            ({2023: 4.0, 2024: None, 2025: 5.0}, "gap", 0.25),
            ({2023: 0.0, 2024: 5.0}, "not_positive", None),
            ({2023: -1.0, 2024: 5.0}, "not_positive", None),
            ({2023: 4.0, 2024: -1.0}, "not_positive", -1.25),
        ],
    )
    def test_without_compound_growth(self, values: dict[int, float | None], status: str, growth: float | None) -> None:
        found = one(values)
        assert (found["cagr"], found["status"], found["growth"]) == (None, status, growth)
        assert status in STATUSES

    def test_down_to_nothing(self) -> None:
        found = one({2023: 5.0, 2024: 0.0})
        assert (found["growth"], found["cagr"], found["slope"]) == (-1.0, -1.0, -5.0)

    @pytest.mark.parametrize("value", [0.1, 0.0, 1e15, 1e-9, -2.5])
    def test_what_does_not_move_has_no_slope(self, value: float) -> None:
        found = one(dict.fromkeys(range(2015, 2026), value))
        assert (found["slope"], found["change"]) == (0.0, 0.0)

    @given(st.lists(st.none() | st.floats(-1e12, 1e12, allow_subnormal=False), min_size=2, max_size=12))
    def test_the_slope_is_that_of_least_squares(self, values: list[float | None]) -> None:
        found = one(dict(enumerate(values, 2010)))["slope"]
        known = [(Fraction(year), Fraction(value)) for year, value in enumerate(values, 2010) if value is not None]
        if len(known) < 2:
            assert found is None
            return
        years, figures = (sum(column) / len(known) for column in zip(*known, strict=True))
        slope = sum((t - years) * (v - figures) for t, v in known) / sum((t - years) ** 2 for t, _ in known)
        largest = max(abs(value) for _, value in known)
        assert found == pytest.approx(float(slope), rel=1e-11, abs=float(largest) * 1e-20)


def grown() -> Panel:
    text = "growth: {share: 50%, scale: {0%: 0, 100%: 1}}, level: {share: 50%, scale: {0%: 0, 100%: 100}}"
    extra = (
        "  g: {pillar: p, zh: 增, en: G, value: tax, unit: '1', points: 50, missing: zero, growth: {scale: {0%: 0, 100%: 1}}}\n"
        f"  h: {{pillar: p, zh: 合, en: H, value: tax, unit: '1', points: 25, missing: zero, {text}}}\n"
    )
    years = {2023: taxes(a=10, b=20), 2024: taxes(a=20, b=20, c=9), 2025: taxes(a=30, c=12)}
    return panel(method(points="25", indicators=extra), several(years))


class TestPanel:
    def test_what_is_followed(self) -> None:
        assert followed(grown().rubric) == {"i": "level", "g": "growth", "h": "level", "total": "points"}

    def test_trends(self) -> None:
        table = grown().trends
        assert table.schema == TRENDS
        assert table.select("zone", "indicator").rows() == [(z, i) for z in "abc" for i in ("i", "g", "h", "total")]
        first = table.row(0, named=True)
        assert (first["first"], first["last"], first["growth"], first["slope"]) == (10.0, 30.0, 2.0, 10.0)
        gone = table.filter(pl.col("zone") == "b", pl.col("indicator") == "i").row(0, named=True)
        assert (gone["last_year"], gone["cagr"], gone["status"]) == (2024, 0.0, "computed")

    def test_how_fast_growth_grows_says_nothing(self) -> None:
        rate = grown().trends.filter(pl.col("zone") == "a", pl.col("indicator") == "g").row(0, named=True)
        assert (rate["first"], rate["last"], rate["change"], rate["slope"]) == (1.0, 0.5, -0.5, -0.5)
        assert (rate["growth"], rate["cagr"], rate["status"]) == (None, None, "rate")

    def test_movements(self) -> None:
        table = grown().movements
        assert table.schema == MOVEMENTS
        assert table.filter(pl.col("indicator") == "i").select("year", "n", "mean", "median").rows() == [
            (2023, 2, 15.0, 15.0),
            (2024, 3, 16.3333333333, 20.0),
            (2025, 2, 21.0, 21.0),
        ]
        growth = table.filter(pl.col("indicator") == "g")
        assert growth.select("n", "mean").rows()[0] == (0, None)

    def test_zones_that_failed_a_gate_are_of_no_series(self) -> None:
        gate = "gates: {g: {zh: 准, en: G, must: tax > 15, otherwise: unranked}}\n"
        found = panel(method(tail=gate), several({2023: taxes(a=10, b=20), 2024: taxes(a=20, b=20)}))
        assert found.movements.filter(pl.col("indicator") == "i")["n"].to_list() == [1, 2]
        row = found.trends.filter(pl.col("zone") == "a", pl.col("indicator") == "i").row(0, named=True)
        assert (row["first_year"], row["status"]) == (2024, "one_year")

    def test_an_indicator_that_a_category_does_not_have(self) -> None:
        extra = "  j: {pillar: p, zh: 乙, en: J, value: tax, unit: '1', points: {big: 50}, level: {scale: {0%: 0, 100%: 9}}}\n"
        rubric = method(categories=TWO, points="{big: 50, small: 100}", indicators=extra)
        years = {2023: taxes(a=10, b=20), 2024: taxes(a=20, b=20)}
        inputs = several(years, {(z, y): {"a": "big", "b": "small"}[z] for z in "ab" for y in years})
        found = panel(rubric, inputs)
        assert found.movements.select("category", "indicator").unique(maintain_order=True).rows() == [
            ("big", "i"),
            ("big", "j"),
            ("big", "total"),
            ("small", "i"),
            ("small", "total"),
        ]

    def test_a_zone_stands_in_its_last_category(self) -> None:
        years = {2023: taxes(a=10), 2024: taxes(a=20)}
        found = panel(method(categories=TWO), several(years, {("a", 2023): "small", ("a", 2024): "big"}))
        assert found.trends["category"].unique().to_list() == ["big"]
        figure, total = found.trends.rows(named=True)
        assert (figure["status"], figure["cagr"], figure["slope"]) == ("computed", 1.0, 10.0)
        assert (total["status"], total["first"], total["last"]) == ("other_category", 10.0, 20.0)
        assert [total[name] for name in ("change", "growth", "cagr", "slope")] == [None] * 4
