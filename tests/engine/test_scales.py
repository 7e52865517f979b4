"""The scale table: rows in and out, looked up as scores need them, and good for scoring once it is frozen."""

from __future__ import annotations

import polars as pl
import pytest

from scoring.engine.appraisal import appraise
from scoring.engine.scales import ALL, MEAN, SCALES, Row, Scales, rows_of, table
from scoring.language.messages import sentence
from scoring.language.problems import Rejected
from scoring.rules.rubric import Rubric
from tests.engine.towns import TWO, column, frame, item, method


def row(kind: str, at: float | None, share: float | None = None, **more: object) -> Row:
    keys: dict[str, object] = {"measure": "m", "category": "c", "knot": 0, "basis": "", "n": None, "fitted_on": 2025}
    return Row(**(keys | {"kind": kind, "at": at, "share": share} | more))  # type: ignore[arg-type]


def test_rows_go_in_and_come_out_in_their_order() -> None:
    rows = [row("knot", 1.0, 0.0), row("knot", 2.0, 1.0, knot=1), row("statistic", 2.0, basis="max", n=5)]
    assert rows_of(table(rows)) == rows
    assert Scales(rows).frame.schema == SCALES
    assert table([]).schema == SCALES


def test_lines_ascend_by_value_whatever_the_rubrics_order() -> None:
    scales = Scales([row("knot", 9.0, 0.0), row("knot", 1.0, 1.0, knot=1)])
    assert scales.lines("m", "c") == [(1.0, 1.0), (9.0, 0.0)]


def test_stairs_are_put_together_from_their_ends() -> None:
    scales = Scales(
        [
            row("otherwise", None, 0.1, knot=3),
            row("above", 80.0, 1.0),
            row("from", 60.0, 0.8, knot=1),
            row("to", 80.0, 0.8, knot=1),
            row("below", 60.0, 0.5, knot=2),
        ]
    )
    found = scales.stairs("m", "c")
    assert [(s.low, s.low_inclusive, s.high, s.high_inclusive, s.share) for s in found] == [
        (80.0, False, None, False, 1.0),
        (60.0, True, 80.0, True, 0.8),
        (None, False, 60.0, False, 0.5),
        (None, False, None, False, 0.1),
    ]


def test_a_category_is_looked_up_before_all() -> None:
    own = row("statistic", 1.0, basis="cohort.sum(tax)", measure="")
    everybody = row("statistic", 9.0, basis="cohort.sum(tax)", measure="", category=ALL)
    scales = Scales([everybody, own])
    assert scales.of("c").statistic("cohort.sum(tax)") == 1.0
    assert scales.of("d").statistic("cohort.sum(tax)") == 9.0
    assert scales.of("c").statistic("cohort.sum(land)") is None


def test_a_measures_own_statistic_before_one_of_an_expression() -> None:
    scales = Scales([row("statistic", 1.0, basis="max"), row("statistic", 2.0, basis="max", measure="")])
    assert scales.of("c", "m").statistic("max") == 1.0
    assert scales.of("c", "n").statistic("max") == 2.0


def test_places_and_means() -> None:
    scales = Scales(
        [row("place", 1.0, basis="rank(a)", measure=""), row("place", 4.0, basis="rank(a)", measure="", knot=1)]
    )
    scales.add(row("mean", 12.5, basis=MEAN))
    assert scales.of("c").places("rank(a)").to_list() == [1.0, 4.0]
    assert scales.of("c").places("rank(b)").to_list() == []
    assert scales.mean_points("m", "c") == 12.5
    assert scales.mean_points("m", "d") is None


def test_a_table_that_lacks_a_measure_is_refused() -> None:
    with pytest.raises(Rejected) as caught:
        Scales([row("knot", 1.0, 0.0)]).lines("n", "c")
    (problem,) = caught.value.problems
    assert problem.code == "S110"
    assert sentence(problem, "en") == "the scale table has no rows for `n` in `c`"
    assert sentence(problem, "zh") == "评分标准表中没有类别 `c` 的 `n`"


# frozen --------------------------------------------------------------------------------------------------------------

EVERY = """\
  m: {pillar: p, zh: 均, en: M, value: paid, unit: "1", points: 10, missing: cohort_mean,
     level: {scale: {0%: 0, 100%: 10}}}
  b: {pillar: p, zh: 档, en: B, value: paid, unit: "1", points: 10, missing: zero,
     level: {scale: {bands: [{above: cohort.p50, share: 100%}, {from: 2, to: cohort.p50, share: 50%}, {otherwise: 0%}]}}}
  s: {pillar: p, zh: 占, en: S, value: share(tax), unit: "1", points: 10, level: {scale: {0%: 0, 100%: 1}}}
  a: {pillar: p, zh: 全, en: L, value: tax, unit: "1", points: 10, cohort: all,
     level: {scale: {0%: cohort.min, 100%: cohort.max}}}
"""


def every() -> Rubric:
    """A measure of each kind that looks at others."""
    return method(
        categories=TWO,
        items=item("paid"),
        points="60",
        scale="{0%: cohort.min, 60%: cohort.p50, 100%: cohort.max}",
        indicators=EVERY,
        tail="adjustments: {r: {zh: 名次, en: R, points: 5 - rank(tax), at_least: 0}}\nranking: {by: full}\n",
    )


GIVEN = frame(
    [10, 20, 40, 80, 5, 15, 60],
    paid=[1, 5, None, 9, 3, None, 7],
    category=["big"] * 4 + ["small"] * 3,
)


def test_scoring_on_given_scales_is_scoring_on_fitted_ones() -> None:
    fitted = appraise(every(), GIVEN)
    frozen = appraise(every(), GIVEN, scales=fitted.scales)
    assert frozen.ranking.equals(fitted.ranking)
    assert frozen.scorecard.equals(fitted.scorecard)
    assert frozen.scales.equals(fitted.scales)


@pytest.mark.parametrize("zone", list("abcdefg"))
def test_on_frozen_scales_every_zone_scores_alone_as_among_all(zone: str) -> None:
    fitted = appraise(every(), GIVEN)
    alone = appraise(every(), GIVEN.filter(pl.col("zone") == zone), scales=fitted.scales)
    points = ["p", "adjustments", "total", "full"]
    assert alone.ranking.select(points).equals(fitted.ranking.filter(pl.col("zone") == zone).select(points))
    assert alone.scorecard.equals(fitted.scorecard.filter(pl.col("zone") == zone))


def test_a_late_zone_moves_nobody_on_frozen_scales() -> None:
    fitted = appraise(every(), GIVEN)
    late = pl.concat([GIVEN, GIVEN.filter(pl.col("zone") == "d").with_columns(zone=pl.lit("z"), tax=pl.lit(500.0))])
    before = fitted.ranking.sort("zone")
    after = appraise(every(), late, scales=fitted.scales).ranking.filter(pl.col("zone") != "z").sort("zone")
    assert after["total"].equals(before["total"])
    assert after["full"].equals(before["full"])
    assert (
        not appraise(every(), late).ranking.filter(pl.col("zone") != "z").sort("zone")["total"].equals(before["total"])
    )


def test_every_kind_of_row_is_there() -> None:
    kinds = appraise(every(), GIVEN).scales["kind"].unique().to_list()
    assert set(kinds) == {"knot", "from", "above", "to", "otherwise", "statistic", "place", "mean"}


def test_given_statistics_are_kept_and_the_rest_is_fitted() -> None:
    given = table([row("statistic", 100.0, basis="max", measure="i.level", category=ALL, n=None)])
    found = appraise(every(), GIVEN, statistics=given).scales
    knots = found.filter(pl.col("measure") == "i.level", pl.col("kind") == "knot").sort("category", "knot")
    assert knots["at"].to_list() == [10.0, 30.0, 100.0, 5.0, 15.0, 100.0]


def test_a_knot_cites_its_formula_and_its_cohort() -> None:
    found = appraise(method(scale="{0%: cohort.min, 100%: 2 * cohort.max}"), frame([1, 3, 4]))
    knots = found.scales.filter(pl.col("kind") == "knot").select("at", "share", "basis", "n").rows()
    assert knots == [(1.0, 0.0, "cohort.min", 3), (8.0, 1.0, "2 * cohort.max", 3)]
    assert [str(total) for total in column(found, "total")] == ["0.00", "28.57", "42.86"]
