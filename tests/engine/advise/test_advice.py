from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scoring.engine.advise.advice import Advice, UnknownZone, next_place
from scoring.engine.advise.inversion import Range, Share, most, nearest, reach
from scoring.engine.advise.overtaking import Overtaking, next_ahead
from scoring.engine.advise.parts import Suggestion
from scoring.engine.appraisal import Appraisal, appraise
from scoring.engine.explain.one_zone import OneZone
from scoring.engine.explain.retrace import Line, Steps, Tread
from scoring.language.nodes import Name
from tests.engine.explain.health import BARE, rubric, zones
from tests.engine.explain.test_card import exact
from tests.examples import examples

TOPS = ("digits: 2", "digits: {points: 3, total: 1}", "digits: 1\nrounding: truncate", "digits: 2\nrounding: half_even")
RANKINGS = (
    "ties: standard, by: printed",
    "ties: dense, by: printed, break: [per_mu, tax]",
    "ties: ordinal, by: printed",
    "ties: standard, by: full, break: [quality]",
)

LAW = settings(
    max_examples=examples(7, 100), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def place(appraisal: Appraisal, zone: str, item: str, value: Decimal) -> int | None:
    """The zone's place with another figure, on the scales that were fitted before."""
    own = pl.when(pl.col("zone") == zone)
    values = appraisal.values.with_columns(own.then(float(value)).otherwise(pl.col(item)).alias(item))
    again = appraise(appraisal.rubric, values, scales=appraisal.scales).ranking
    found = again.filter(pl.col("zone") == zone).item(0, "rank")
    return None if found is None else int(found)


def last_digit(*values: Decimal) -> Decimal:
    """One unit of the last decimal that any of these has."""
    return Decimal(1).scaleb(min(0, *(int(value.as_tuple().exponent) for value in values)))


def chosen(appraisal: Appraisal, pick: int) -> Advice:
    """The advice to one zone, neither first nor unranked."""
    ranked = appraisal.ranking.filter(pl.col("rank") > 1).get_column("zone").sort().to_list()
    return next_place(appraisal, ranked[pick % len(ranked)])


# laws ----------------------------------------------------------------------------------------------------------


@LAW
@given(seed=st.integers(0, 10**6), pick=st.integers(0, 20), top=st.sampled_from(TOPS), rule=st.sampled_from(RANKINGS))
def test_a_value_that_is_suggested_gains_the_place_and_a_smaller_change_does_not(
    tmp_path: Path, seed: int, pick: int, top: str, rule: str
) -> None:
    appraisal = appraise(rubric(tmp_path, top=top, ranking=rule), zones(seed, 8))
    advice = chosen(appraisal, pick)
    assert advice.rank is not None
    for said in advice.suggestions:
        indicator = said.measure.partition(".")[0]
        if indicator not in BARE or said.relation == "any":
            continue
        after = place(appraisal, advice.zone, indicator, said.to)
        assert after is not None, said
        assert after < advice.rank, said
        if said.value is not None:
            less = said.to - last_digit(said.to, said.value).copy_sign(said.to - said.value)
            within = min(said.to, said.value) < less < max(said.to, said.value)
            nearer = place(appraisal, advice.zone, indicator, less) if within else None
            assert nearer is None or nearer >= advice.rank, said


@LAW
@given(seed=st.integers(0, 10**6), pick=st.integers(0, 20), rule=st.sampled_from(RANKINGS))
def test_a_change_of_a_figure_gains_the_place_and_one_digit_less_does_not(
    tmp_path: Path, seed: int, pick: int, rule: str
) -> None:
    appraisal = appraise(rubric(tmp_path, ranking=rule), zones(seed, 8))
    advice = chosen(appraisal, pick)
    assert advice.rank is not None
    for figure in {figure for said in advice.suggestions for figure in said.figures}:
        after = place(appraisal, advice.zone, figure.item, figure.after)
        assert after is not None, figure
        assert after < advice.rank, figure
        unit = Decimal(1).scaleb(int(figure.change.as_tuple().exponent))
        less = figure.after - unit.copy_sign(figure.change)
        nearer = place(appraisal, advice.zone, figure.item, less)
        assert nearer is None or nearer >= advice.rank, figure


@LAW
@given(seed=st.integers(0, 10**6), top=st.sampled_from(TOPS), rule=st.sampled_from(RANKINGS))
def test_what_a_zone_is_ranked_by_is_found_again(tmp_path: Path, seed: int, top: str, rule: str) -> None:
    appraisal = appraise(rubric(tmp_path, top=top, ranking=rule), zones(seed, 8))
    for zone in appraisal.ranking.filter(pl.col("rank") > 1).get_column("zone"):
        one = OneZone(appraisal, zone)
        ahead = next_ahead(one)
        assert ahead is not None
        race = Overtaking(one, ahead)
        assert race.key(race.earned())[0] == race.published(one)
        share = race.one.shares["bent.level"]
        assert share is not None
        assert not race.gains("bent.level", share)


@LAW
@given(seed=st.integers(0, 10**6), pick=st.integers(0, 20))
def test_every_measure_is_advised_on_or_refused_with_a_reason(tmp_path: Path, seed: int, pick: int) -> None:
    appraisal = appraise(rubric(tmp_path), zones(seed, 8))
    advice = chosen(appraisal, pick)
    told = [said.measure for said in advice.suggestions] + [refused.measure for refused in advice.refused]
    assert sorted(told) == sorted(measure.id for measure in appraisal.rubric.measures)
    sizes = [said.relative for said in advice.suggestions if said.relative is not None]
    assert sizes == sorted(sizes)


# cases ---------------------------------------------------------------------------------------------------------


def two(tmp_path: Path, ranking: str = "ties: standard, by: printed", **figures: float | None) -> Appraisal:
    """A zone ``b`` just behind ``a``: the same but for ten of ``rising``, which is 2.40 points."""
    frame = exact().filter(pl.col("zone") == "a")
    behind = exact(rising=10.0, **figures).filter(pl.col("zone") == "a").with_columns(zone=pl.lit("b"))
    others = exact(rising=0.0, debt=90.0).filter(pl.col("zone") == "a").with_columns(zone=pl.lit("c"), fall=80.0)
    spread = pl.concat([others, others.with_columns(zone=pl.lit("d"), fall=20.0, gone=90.0, mean=2.0)])
    frame = pl.concat([frame, behind, spread.with_columns(tax=pl.Series([600.0, 400.0]))])
    return appraise(rubric(tmp_path, ranking=ranking), frame)


def of(advice: Advice, measure: str) -> Suggestion:
    return next(said for said in advice.suggestions if said.measure == measure)


def test_reaching_a_tie_counts_where_it_betters_the_place(tmp_path: Path) -> None:
    advice = next_place(two(tmp_path), "b")
    assert advice.ahead is not None
    assert (advice.ahead.zone, advice.ahead.gap, advice.ahead.shared) == ("a", Decimal("2.4"), True)
    assert of(advice, "rising.level").points_then == Decimal("7.20")


def test_reaching_a_tie_does_not_count_where_the_id_decides_against_it(tmp_path: Path) -> None:
    advice = next_place(two(tmp_path, "ties: ordinal, by: printed"), "b")
    assert advice.ahead is not None
    assert (advice.ahead.gap, advice.ahead.shared) == (Decimal("2.41"), False)
    assert of(advice, "rising.level").to == 21  # everybody hands in whole numbers


def test_an_exclusive_edge_says_so(tmp_path: Path) -> None:
    said = of(next_place(lower_step(tmp_path), "b"), "step.level")
    assert (said.relation, said.limit, said.to) == (">", 70, 71)


def lower_step(tmp_path: Path) -> Appraisal:
    """``b`` lies 1.20 points behind ``a``, and a band more of ``step`` is worth 1.40; figures are whole numbers."""
    appraisal = two(tmp_path)
    values = appraisal.values.with_columns(
        pl.when(pl.col("zone") == "b").then(15.0).otherwise("rising").alias("rising")
    )
    return appraise(appraisal.rubric, values, scales=appraisal.scales)


def test_an_inclusive_edge_says_so(tmp_path: Path) -> None:
    appraisal = lower_step(tmp_path)
    values = appraisal.values.with_columns(pl.when(pl.col("zone") == "b").then(50.0).otherwise("step").alias("step"))
    values = values.with_columns(pl.when(pl.col("zone") == "b").then(20.0).otherwise("rising").alias("rising"))
    said = of(next_place(appraise(appraisal.rubric, values, scales=appraisal.scales), "b"), "step.level")
    assert (said.relation, said.limit, said.to) == (">=", 60, 60)


def test_a_moderate_indicator_takes_the_nearer_side(tmp_path: Path) -> None:
    appraisal = lower_step(tmp_path)
    for start, relation in ((30.0, ">="), (80.0, "<=")):
        b = pl.col("zone") == "b"
        values = appraisal.values.with_columns(
            pl.when(b).then(start).otherwise("debt").alias("debt"),
            pl.when(b).then(30.0).otherwise("rising").alias("rising"),
        )
        said = of(next_place(appraise(appraisal.rubric, values, scales=appraisal.scales), "b"), "debt.level")
        assert said.relation == relation
        assert said.until is not None


def test_a_missing_figure_is_asked_for(tmp_path: Path) -> None:
    appraisal = two(tmp_path, minus=None)
    values = appraisal.values.with_columns(
        pl.when(pl.col("zone") == "b").then(30.0).otherwise("rising").alias("rising")
    )
    appraisal = appraise(appraisal.rubric, values, scales=appraisal.scales)
    said = of(next_place(appraisal, "b"), "minus.level")
    assert (said.value, said.relation, said.to) == (None, "<=", 2)
    assert (said.points, said.points_then) == (Decimal("-1.50"), Decimal("3.00"))
    assert [figure.node for figure in said.missing] == [Name(None, "minus")]
    assert [place(appraisal, "b", "minus", Decimal(count)) for count in (2, 3)] == [1, 2]


def test_full_points_and_too_little_room_are_reasons(tmp_path: Path) -> None:
    why = {refused.measure: (refused.why, refused.room) for refused in next_place(two(tmp_path), "b").refused}
    assert why["debt.level"] == ("full", Decimal("0.00"))
    assert why["step.level"] == ("not_enough", Decimal("1.40"))


def test_a_cap_is_a_reason(tmp_path: Path) -> None:
    advice = next_place(two(tmp_path, accidents=1.0), "b")
    assert {refused.why for refused in advice.refused} <= {"full", "not_enough", "capped"}
    assert any(refused.why == "capped" for refused in advice.refused)


def test_the_first_has_no_place_to_gain(tmp_path: Path) -> None:
    advice = next_place(two(tmp_path), "a")
    assert (advice.reason, advice.suggestions, advice.ahead) == ("first", (), None)


def test_an_unranked_zone_has_no_place_to_gain(tmp_path: Path) -> None:
    assert next_place(two(tmp_path, running=0.0), "b").reason == "gated"


def test_an_unknown_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownZone):
        next_place(two(tmp_path), "nobody")


# scales read backwards -----------------------------------------------------------------------------------------

MODERATE = Line(
    tuple((Fraction(at), Fraction(share)) for at, share in ((0, 0), (10, 1), (20, 1), (30, 0))), False, False
)


def test_a_line_is_inverted_on_both_sides() -> None:
    assert reach(MODERATE, Share(Fraction(1, 2), strict=False)) == [
        Range(Fraction(5), low_inclusive=True, high=Fraction(25), high_inclusive=True)
    ]
    assert reach(MODERATE, Share(Fraction(3, 2), strict=False)) == []


def test_a_line_that_goes_on_is_inverted_beyond_its_end() -> None:
    line = Line(((Fraction(0), Fraction(0)), (Fraction(10), Fraction(1))), below=False, above=True)
    (found,) = reach(line, Share(Fraction(3, 2), strict=True))
    assert (found.low, found.low_inclusive, found.high) == (15, False, None)
    assert most(line) is None


def test_stairs_keep_their_edges() -> None:
    stairs = Steps(
        (
            Tread(Fraction(70), False, None, False, Fraction(1)),
            Tread(Fraction(60), True, Fraction(70), True, Fraction(4, 5)),
            Tread(None, False, None, False, Fraction(0)),
        )
    )
    (best,) = reach(stairs, Share(Fraction(1), strict=False))
    assert (best.low, best.low_inclusive, best.high) == (70, False, None)
    (good,) = reach(stairs, Share(Fraction(1, 2), strict=False))
    assert (good.low, good.low_inclusive, good.high) == (60, True, None)
    assert nearest([best], Fraction(50), 1) == (Fraction("70.1"), best)


@settings(deadline=None, max_examples=300)
@example(shares=[1, 0], asked=1, at=Fraction(0), ends=(True, False), strict=True)
@given(
    shares=st.lists(st.integers(-5, 15), min_size=2, max_size=6),
    asked=st.integers(-5, 15),
    at=st.fractions(-20, 80, max_denominator=50),
    ends=st.tuples(st.booleans(), st.booleans()),
    strict=st.booleans(),
)
def test_the_ranges_hold_exactly_the_values_that_earn_enough(
    shares: list[int], asked: int, at: Fraction, ends: tuple[bool, bool], strict: bool
) -> None:
    knots = tuple((Fraction(10 * index), Fraction(share, 10)) for index, share in enumerate(shares))
    line = Line(knots, *ends)
    wanted = Share(Fraction(asked, 10), strict=strict)
    assert any(part.holds(at) for part in reach(line, wanted)) == wanted.met(line.share(at))
