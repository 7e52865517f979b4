from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.engine.appraisal import Appraisal, appraise
from scoring.engine.explain.arithmetic import Arithmetic
from scoring.engine.explain.card import Card, UnknownZone, card
from scoring.engine.explain.parts import MeasureLine
from scoring.engine.explain.retrace import bounded, in_step, snap
from scoring.rules.reading import read_rubric
from scoring.rules.rubric import Label
from tests.engine.explain.health import appraised, rubric, zones
from tests.examples import examples

TOPS = (
    "digits: 2",
    "digits: {points: 4, total: 2}",
    "digits: {value: 3, points: 3, indicator: 2, pillar: 2, total: 1}\nrounding: half_even",
    "digits: 1\nrounding: {points: truncate, total: half_up}",
    "digits: 0",
)


@pytest.fixture(scope="module")
def appraisal(tmp_path_factory: pytest.TempPathFactory) -> Appraisal:
    return appraised(tmp_path_factory.mktemp("card"))


def cards(appraisal: Appraisal) -> list[Card]:
    return [card(appraisal, zone) for zone in appraisal.ranking.get_column("zone")]


# a reader with a calculator ------------------------------------------------------------------------------------


def rounds_to(exact: Fraction, printed: Decimal) -> bool:
    """Whether a number, rounded to the decimals that are printed, is the number printed."""
    places = max(0, -int(printed.as_tuple().exponent))
    return abs(exact - Fraction(printed)) <= Fraction(1, 2 * 10**places)


def checked_by_hand(appraisal: Appraisal, line: MeasureLine, steps: Arithmetic) -> None:
    """Every step follows from the numbers printed before it, and the last one gives the points exactly."""
    plan = appraisal.plan.measures[line.id]
    found = line.working.recomputed()
    assert isinstance(found, Fraction)
    if steps.rounding is None:
        assert rounds_to(found, steps.value)
    raw = steps.share.recomputed(steps.value)
    assert rounds_to(raw, steps.share.raw)
    assert rounds_to(bounded(plan, raw), steps.share.share)
    full = Fraction(steps.points.nominal)
    for passed in steps.points.passed:
        full = full * Fraction(passed.whole) / Fraction(passed.here)
    assert rounds_to(full, steps.points.full)
    assert line.points is not None
    assert steps.points.recomputed() == Fraction(line.points)
    # one who does not round on the way gets there too
    assert in_step(snap(bounded(plan, raw) * Fraction(steps.points.full)), steps.points.step) == line.points


@settings(max_examples=examples(8, 150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), top=st.sampled_from(TOPS))
def test_the_printed_numbers_give_the_printed_points(tmp_path: Path, seed: int, top: str) -> None:
    appraisal = appraise(rubric(tmp_path, top=top), zones(seed, 8, gaps=0.2))
    for own in cards(appraisal):
        for line in own.measures:
            assert (line.arithmetic is not None) == (line.status == "scored"), (own.zone, line.id)
            if line.arithmetic is not None:
                checked_by_hand(appraisal, line, line.arithmetic)


@settings(max_examples=examples(6, 100), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_points_adjustments_and_caps_add_up_to_the_total(tmp_path: Path, seed: int) -> None:
    appraisal = appraise(rubric(tmp_path), zones(seed, 16, gaps=0.2))
    for own in cards(appraisal):
        if own.standing.total is None:
            continue
        whole = sum(line.points or 0 for line in own.measures) + sum(line.points or 0 for line in own.adjustments)
        assert whole == (own.standing.total if own.standing.uncapped is None else own.standing.uncapped)
        assert sum(line.points or 0 for line in own.adjustments) == own.adjusted
        assert sum(line.points or 0 for line in own.pillars) + (own.adjusted or 0) == whole
        assert abs(sum(line.full for line in own.measures) - 100) < Decimal("1e-6")


def test_every_way_to_a_share_comes_up(tmp_path: Path) -> None:
    """The law above would say little if the examples held only straight lines."""
    ways: set[str] = set()
    for seed in range(6):
        for own in cards(appraise(rubric(tmp_path), zones(seed, 8, gaps=0.2))):
            for line in own.measures:
                steps = line.arithmetic
                ways.add(line.treatment or line.status)
                if steps is not None:
                    ways |= {steps.share.how, steps.share.bound or "", "passed" if steps.points.passed else ""}
                    ways |= {"negative"} if steps.points.points < 0 else set()
    assert ways >= {"between", "extended", "held", "band", "formula", "at_most", "at_least", "passed", "negative"}
    assert ways >= {"zero", "cohort_mean", "redistribute", "points", "not_applicable"}


# one card ------------------------------------------------------------------------------------------------------


def exact(**figures: float | None) -> pl.DataFrame:
    """Three zones of round numbers; the figures given are those of the first."""
    base = {
        "category": "large", "tax": 1200.0, "land": 60.0, "previous.tax": 1000.0, "previous.land": 50.0, "rising": 20.0,
        "fall": 30.0, "debt": 50.0, "step": 65.0, "bent": 40.0, "gone": 10.0, "mean": 10.0, "minus": 0.0, "small": 15.0,
        "awards": 1.0, "accidents": 0.0, "running": 3.0,
    }  # fmt: skip
    other = {**base, "tax": 600.0, "fall": 50.0, "gone": 30.0, "mean": 30.0}
    third = {**base, "tax": 1800.0, "fall": 70.0, "gone": 50.0, "mean": 20.0}
    rows = [{"zone": zone, **row} for zone, row in zip("abc", ({**base, **figures}, other, third), strict=True)]
    return pl.DataFrame(rows, infer_schema_length=None)


def first(tmp_path: Path, **figures: float | None) -> Card:
    return card(appraise(rubric(tmp_path), exact(**figures)), "a")


def test_a_value_with_its_figures(tmp_path: Path) -> None:
    line = first(tmp_path).measure("per_mu.level")
    assert line.value == 20
    assert [(figure.value, figure.unit) for figure in line.working.figures] == [(1200, "万元"), (60, "亩")]
    assert line.unit == "万元/亩"
    assert (line.full, line.points, line.lost) == (Decimal(21), Decimal("12.60"), Decimal("8.4"))


def test_between_two_knots(tmp_path: Path) -> None:
    steps = first(tmp_path, rising=30.0).measure("rising.level").arithmetic
    assert steps is not None
    assert steps.share.how == "between"
    assert [(c.at, c.share) for c in steps.share.corners] == [(0, Decimal("0.2")), (40, 1)]
    assert steps.share.share == Decimal("0.8")
    assert steps.points.points == Decimal("9.60")


def test_beyond_the_end_up_to_the_bound(tmp_path: Path) -> None:
    steps = first(tmp_path, rising=60.0).measure("rising.level").arithmetic
    assert steps is not None
    assert (steps.share.how, steps.share.raw, steps.share.bound) == ("extended", Decimal("1.4"), "at_most")
    assert steps.share.share == Decimal("1.3")
    assert steps.points.points == Decimal("15.60")


def test_the_band_that_holds_the_value_is_marked(tmp_path: Path) -> None:
    line = first(tmp_path, step=70.0).measure("step.level")
    assert isinstance(line.scale, tuple)
    assert [band.around for band in line.scale] == [False, True, False, False]
    assert line.points == Decimal("5.60")


def test_points_of_what_is_left_out_are_passed_on_step_by_step(tmp_path: Path) -> None:
    own = first(tmp_path, gone=None)
    gone, mean = own.measure("gone.level"), own.measure("mean.level")
    assert (gone.status, gone.treatment, gone.full, gone.lost) == ("absent", "redistribute", 0, 0)
    assert [(figure.value, figure.node) for figure in gone.working.missing] == [(None, gone.working.words)]
    assert mean.arithmetic is not None
    assert [(p.node, p.whole, p.here) for p in mean.arithmetic.points.passed] == [("quality", 60, 54)]
    assert mean.full == Decimal("6.666666667")
    # the sub-pillar passes its greater points on to its own indicators
    step = own.measure("step.level").arithmetic
    assert step is not None
    assert [p.node for p in step.points.passed] == ["quality"]


def test_a_missing_figure_is_named(tmp_path: Path) -> None:
    line = first(tmp_path, **{"previous.tax": None}).measure("per_mu.growth")
    assert (line.status, line.treatment, line.points, line.share) == ("absent", "zero", Decimal("0.00"), None)
    assert [(figure.back, figure.value) for figure in line.working.missing] == [(True, None)]


def test_a_figure_that_is_there_but_gives_no_value(tmp_path: Path) -> None:
    line = first(tmp_path, land=0.0).measure("per_mu.level")
    assert (line.status, line.working.missing, line.arithmetic) == ("not_computable", (), None)


def test_points_in_place_of_a_missing_value(tmp_path: Path) -> None:
    own = first(tmp_path, minus=None, mean=None)
    assert own.measure("minus.level").points == Decimal("-1.50")
    assert own.measure("minus.level").lost == Decimal("6.5")
    assert own.measure("mean.level").treatment == "cohort_mean"
    assert own.measure("mean.level").points == Decimal("5.40")


def test_the_peers_best_is_best_in_the_direction_of_the_scale(tmp_path: Path) -> None:
    own = first(tmp_path, debt=30.0)
    best = {line.id: line.peers.best for line in own.measures}
    assert best["per_mu.level"] == 30
    assert best["fall.level"] == 30
    assert best["debt.level"] == 50
    assert own.measure("fall.level").peers.median == 50


def test_losses_come_in_order(appraisal: Appraisal) -> None:
    for own in cards(appraisal):
        lost = [line.lost for line in own.losses]
        assert lost == sorted(lost, reverse=True)
        assert all(line.lost == line.full - (line.points or 0) for line in own.losses)


def test_a_cap_is_told_with_the_total_before_it(tmp_path: Path) -> None:
    own = first(tmp_path, accidents=1.0)
    assert own.standing.total == Decimal("55.00")
    assert own.standing.uncapped is not None
    assert own.standing.uncapped > 55
    assert [line.veto.id for line in own.vetoes] == ["accident"]
    assert [figure.value for figure in own.vetoes[0].working.figures] == [1]


def test_a_bound_of_an_adjustment_is_told(tmp_path: Path) -> None:
    (line,) = first(tmp_path, awards=5.0).adjustments
    assert (line.value, line.bound, line.points) == (Decimal("3.75"), "at_most", Decimal("2.00"))


def test_a_gate_that_was_not_met(tmp_path: Path) -> None:
    frame = pl.concat([exact(running=0.0), exact().with_columns(zone="x" + pl.col("zone"))])
    own = card(appraise(rubric(tmp_path), frame), "a")
    assert own.standing.state == "gated"
    assert own.standing.rank is None
    assert [line.gate.id for line in own.gates] == ["running"]
    assert own.pillars[0].rank is None


def test_what_a_zone_could_not_be_graded_for(tmp_path: Path) -> None:
    rubric(tmp_path)
    path = tmp_path / "health.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("missing: zero", "missing: not_graded"), encoding="utf-8")
    own = card(appraise(read_rubric(path), exact(rising=None)), "a")
    assert own.standing.state == "not_graded"
    assert own.ungraded == ("rising.level",)
    assert own.measure("rising.level").lost == 12


def test_particulars(appraisal: Appraisal) -> None:
    own = card(appraisal, "z03")
    assert own.name == Label("示例03经开区", "Example zone 03")
    assert own.category == Label("大型", "Large")
    assert own.rubric == "health@2025/1.0.0"


def test_an_unknown_zone_has_near_ones(appraisal: Appraisal) -> None:
    with pytest.raises(LookupError) as raised:
        card(appraisal, "z3")
    assert isinstance(raised.value, UnknownZone)
    assert "z03" in raised.value.near
    with pytest.raises(UnknownZone) as named:
        card(appraisal, "示例03")
    assert named.value.near[0] == "z03"
