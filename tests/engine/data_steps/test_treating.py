"""Outliers: winsorising by hand, transformations, clipping; what is refused; and that nothing depends on the order."""

from __future__ import annotations

from fractions import Fraction
from math import exp, log, sqrt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine.appraisal import Appraisal, appraise
from tests.engine.data_steps.test_imputing import refused
from tests.engine.towns import column, frame, method

SPREAD = "{0%: cohort.min, 100%: cohort.max}"
#: The example of COINr's own manual: ten plain values and two outliers.
COIN = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30, 100]


def treated(treat: str, tax: list[float | None], scale: str = SPREAD, top: str = "") -> Appraisal:
    rubric = method(top=f"missing: zero\ntreat: {treat}\n{top}", scale=scale)
    found = appraise(rubric, frame(tax))
    again = appraise(rubric, frame(tax), scales=found.scales)
    assert again.scorecard.equals(found.scorecard)
    assert again.audit.equals(found.audit)
    return found


def parameters(found: Appraisal) -> dict[str, float | None]:
    rows = found.scales.filter(pl.col("kind").is_in(["clip_low", "clip_high", "log", "box_cox", "shift"]))
    return dict(rows.select("kind", "at").iter_rows())


def values(found: Appraisal) -> list[float | None]:
    return found.scorecard.sort("zone")["value"].to_list()


def shape(numbers: list[int]) -> tuple[float, float]:
    """Skewness and excess kurtosis, type 2, the long way."""
    n = len(numbers)
    mean = Fraction(sum(numbers), n)
    two, three, four = (sum((Fraction(x) - mean) ** p for x in numbers) for p in (2, 3, 4))
    skew = float(n * three / ((n - 1) * (n - 2))) / sqrt(two / (n - 1)) ** 3
    kurtosis = Fraction(n * (n + 1) * (n - 1), (n - 2) * (n - 3)) * four / two**2
    return skew, float(kurtosis - Fraction(3 * (n - 1) ** 2, (n - 2) * (n - 3)))


def test_winsorising_by_hand() -> None:
    """As COINr's manual has it: 3.063 and 9.741 are outlying; one point set to 30 is not enough, two set to 10 are."""
    assert shape(COIN) == (pytest.approx(3.063241), pytest.approx(9.741391))
    once = shape([*COIN[:11], 30])
    assert once[0] < 2  # one of the two tests is passed
    found = treated("{winsorise: 5}", [float(x) for x in COIN])
    assert parameters(found) == {"clip_high": 30.0}
    strict = treated("{winsorise: 5, skew: 1, kurtosis: 0.5}", [float(x) for x in COIN])
    assert parameters(strict) == {"clip_high": 10.0}
    assert values(strict) == [float(min(x, 10)) for x in COIN]
    (basis,) = strict.scales.filter(pl.col("kind") == "clip_high")["basis"]
    after = shape([min(x, 10) for x in COIN])
    assert basis == f"winsorised 2 of 12: skew 3.06, kurtosis 9.74 → skew {after[0]:.2f}, kurtosis {after[1]:.2f}"
    assert strict.audit.select("zone", "before", "after", "method").rows() == [
        ("k", 30.0, 10.0, "winsorise"),
        ("l", 100.0, 10.0, "winsorise"),
    ]


def test_the_low_side() -> None:
    found = treated("{winsorise: 5, skew: 1, kurtosis: 0.5}", [-float(x) for x in COIN])
    assert parameters(found) == {"clip_low": -10.0}


def test_nothing_to_winsorise() -> None:
    found = treated("{winsorise: 5}", [1.0, 2.0, 3.0, 4.0])
    assert parameters(found) == {"clip_high": None}
    assert found.scales.filter(pl.col("kind") == "clip_high")["basis"][0].startswith("nothing winsorised: skew 0.00")
    assert found.audit.is_empty()
    few = treated("{winsorise: 5}", [1.0, 2.0, None])
    assert few.scales.filter(pl.col("kind") == "clip_high")["basis"].to_list() == ["nothing winsorised: no skew"]


LONG = [float(x) for x in [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 90, 95, 100]]


def test_what_is_not_enough_is_kept_or_done_otherwise() -> None:
    strict = "winsorise: 1, skew: 0.1, kurtosis: 0.1"
    tax = [*(float(x) for x in COIN)]
    kept = treated(f"{{{strict}}}", tax)
    assert parameters(kept) == {"clip_high": 30.0}
    assert kept.scales.filter(pl.col("kind") == "clip_high")["basis"][0].endswith(", still outlying")
    logged = treated(f"{{{strict}, otherwise: log}}", tax)
    assert parameters(logged) == {"log": 0.0}
    assert values(logged) == pytest.approx([log(x) for x in COIN])
    assert "still outlying with 1 winsorised" in logged.scales.filter(pl.col("kind") == "log")["basis"][0]
    boxed = treated(f"{{{strict}, otherwise: {{box_cox: 0.5}}}}", tax)
    assert parameters(boxed) == {"box_cox": 0.5, "shift": 0.0}
    none = treated(f"{{{strict}, otherwise: none}}", tax)
    assert parameters(none) == {"clip_high": 30.0}


def test_logarithms() -> None:
    plain = treated("log", [1.0, 10.0, 100.0])
    assert parameters(plain) == {"log": 0.0}
    assert values(plain) == pytest.approx([0, log(10), log(100)])
    shifted = treated("log", [-5.0, 0.0, 95.0])
    assert parameters(shifted) == {"log": 6.0}  # 0.01 · 100 + 5
    assert values(shifted) == pytest.approx([0, log(6), log(101)])
    assert shifted.audit["method"].unique().to_list() == ["log"]


def test_a_late_zone_below_all_has_no_logarithm() -> None:
    rubric = method(top="missing: zero\ntreat: log", scale=SPREAD)
    kept = appraise(rubric, frame([1.0, 10.0])).scales
    late = appraise(rubric, frame([1.0, -3.0]), scales=kept)
    assert late.scorecard.select("value", "status").rows()[1] == (None, "not_computable")
    assert late.audit.filter(pl.col("zone") == "b").select("before", "after").rows() == [(-3.0, None)]


def test_box_cox() -> None:
    half = treated("{box_cox: 0.5}", [1.0, 4.0, 9.0])
    assert values(half) == pytest.approx([0, 2, 4])
    none = treated("{box_cox: 0}", [1.0, 4.0, 9.0])
    assert values(none) == pytest.approx([0, log(4), log(9)])
    shifted = treated("{box_cox: 1}", [0.0, 50.0, 100.0])
    assert parameters(shifted) == {"box_cox": 1.0, "shift": 1.0}
    assert values(shifted) == pytest.approx([0, 50, 100])


def test_the_likeliest_power() -> None:
    """What was exponentiated wants its logarithm back, what was squared its root."""
    even = [1 + number / 10 for number in range(25)]
    assert parameters(treated("{box_cox: auto}", [exp(x) for x in even]))["box_cox"] == pytest.approx(0, abs=0.2)
    assert parameters(treated("{box_cox: auto}", [x**2 for x in even]))["box_cox"] == pytest.approx(0.5, abs=0.2)
    huge = parameters(treated("{box_cox: auto}", [1e-250, 1.0, 1e250]))
    assert huge["box_cox"] == 0.0


def test_clipping_to_percentiles() -> None:
    found = treated("{clip: [p25, p75]}", [1.0, 2.0, 3.0, 4.0, 5.0])
    assert parameters(found) == {"clip_low": 2.0, "clip_high": 4.0}
    assert values(found) == [2.0, 2.0, 3.0, 4.0, 4.0]
    assert found.audit.select("zone", "after", "note").rows() == [
        ("a", 2.0, "cohort.p25 · cohort.p75"),
        ("e", 4.0, "cohort.p25 · cohort.p75"),
    ]


def test_what_was_filled_is_treated() -> None:
    found = treated("log", [1.0, 9.0, None], top="impute: cohort_mean")
    assert values(found)[2] == pytest.approx(log(5))
    assert found.scorecard["status"].to_list() == ["scored", "scored", "imputed"]
    steps = found.audit.filter(pl.col("zone") == "c").select("step", "before", "after").rows()
    assert [step for step, _, _ in steps] == ["impute", "treat"]
    assert steps[0][1:] == (None, 5.0)


def test_values_are_rounded_last() -> None:
    found = treated("log", [1.0, 10.0, 100.0], top="digits: {value: 2, total: 2}")
    assert values(found) == [0.0, 2.3, 4.61]


def test_all_zones_together() -> None:
    both = method(
        categories="big: {zh: 大, en: Big}, small: {zh: 小, en: Small}",
        scale=f"{SPREAD}}}, cohort: all, treat: {{clip: [p25, p75]",
    ).measures
    assert both[0].treat is not None
    rubric = method(
        categories="big: {zh: 大, en: Big}, small: {zh: 小, en: Small}",
        scale=f"{SPREAD}}}, cohort: all, treat: {{clip: [p25, p75]",
    )
    found = appraise(rubric, frame([1.0, 2.0, 3.0, 4.0, 5.0], category=["big", "big", "small", "small", "small"]))
    assert found.scales.filter(pl.col("kind") == "clip_high").select("category", "at").rows() == [("*", 4.0)]
    assert column(found, "total") == [0, 0, 50, 100, 100]


@pytest.mark.parametrize("treat", ["log", "{box_cox: 0.5}"])
def test_a_constant_column_that_would_be_shifted(treat: str) -> None:
    codes = {p.code for p in refused(method(top=f"treat: {treat}", scale=SPREAD), frame([0.0, 0.0, 0.0]))}
    assert codes == {"S161", "S101"}


def test_a_constant_column_has_no_likeliest_power() -> None:
    problems = refused(method(top="treat: {box_cox: auto}", scale=SPREAD), frame([3.0, 3.0, 3.0]))
    assert problems[0].code == "S161"
    assert problems[0].facts["n"] == "3"


def test_too_few_values() -> None:
    problems = refused(method(top="treat: {clip: [p01, p99]}", scale=SPREAD), frame([1.0, None]))
    assert {(p.code, p.facts.get("step")) for p in problems} == {("S160", "treat"), ("S102", None)}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(-50, 10_000), min_size=4, max_size=30), st.randoms())
def test_the_order_of_the_rows_is_of_no_account(tax: list[int], random: object) -> None:
    """The fitted rows are the same bytes, and winsorised values never leave the range of the others."""
    rubric = method(top="missing: zero\ntreat: {winsorise: 3, otherwise: none}", scale="{0%: 0, 100%: 100}")
    data = frame([float(x) for x in tax])
    mixed = list(range(len(tax)))
    random.shuffle(mixed)  # type: ignore[attr-defined]
    found, again = appraise(rubric, data), appraise(rubric, data[mixed])
    assert found.scales.equals(again.scales)
    assert found.audit.equals(again.audit)
    seen = [value for value in values(found) if value is not None]
    assert set(seen) <= {float(x) for x in tax}
    assert sum(1 for old, new in zip(tax, seen, strict=True) if old != new) <= 3
