"""Reading screen, impute, treat and per: what is understood, and what is refused where it stands."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.language.messages import help_lines
from scoring.language.nodes import Scaled
from scoring.rules.rubric import Measure
from scoring.rules.treatments import BoxCox, Clip, Filling, Log, Winsorise
from tests.rules.documents import SMALL, caret, changed, only, refused, said, said_zh, small

FIXED = "level: {scale: {0%: 0, 100%: 10}}"
FREE = "level: {scale: {0%: cohort.min, 100%: cohort.max}}"


def top(text: str) -> tuple[str, str]:
    return "categories:", f"{text}\ncategories:"


def first(*changes: tuple[str, str]) -> Measure:
    return small(*changes).measures[0]


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("log", Log()),
        ("{box_cox: 0.5}", BoxCox(Decimal("0.5"))),
        ("{box_cox: auto}", BoxCox(None)),
        ("{box_cox: {value: auto, basis: b}}", BoxCox(None)),
        ("{clip: [p01, p97_5]}", Clip("p01", "p97_5")),
        ("{winsorise: 5}", Winsorise(5, Decimal(2), Decimal("3.5"), None)),
        ("{winsorise: 3, skew: 1, kurtosis: 2, otherwise: none}", Winsorise(3, Decimal(1), Decimal(2), None)),
        ("{winsorise: 3, otherwise: log}", Winsorise(3, Decimal(2), Decimal("3.5"), Log())),
        ("{winsorise: 3, otherwise: {box_cox: auto}}", Winsorise(3, Decimal(2), Decimal("3.5"), BoxCox(None))),
    ],
)
def test_treatments(text: str, by: object) -> None:
    treat = first((FIXED, f"treat: {text}\n    {FREE}")).treat
    assert treat is not None
    assert treat.by == by


def test_none_is_none() -> None:
    measure = first(top("treat: {winsorise: 1}\nimpute: zero"), (FIXED, f"treat: none\n    impute: none\n    {FREE}"))
    assert (measure.treat, measure.impute) == (None, None)


def test_what_is_filled() -> None:
    for filling in Filling:
        impute = first((FIXED, f"impute: {filling}\n    {FREE}")).impute
        assert impute is not None
        assert impute.by is filling


def test_the_defaults_hold_for_level_and_volume() -> None:
    parts = "level: {share: 40%, scale: {0%: 0, 100%: 1}}, growth: {share: 30%, scale: {0%: 0, 100%: 1}}, volume: {share: 30%, value: tax, unit: 万元, scale: {0%: 0, 100%: 1}}"
    text = "".join(f"    {part}}}\n" for part in parts.split("}, ")).replace("}}}\n", "}}\n")
    rubric = small(top("impute: median"), (f"    {FIXED}\n", text))
    assert [measure.impute is not None for measure in rubric.measures] == [True, False, True, True]


def test_screening() -> None:
    screen = small(top("screen: {zones: 60%, indicators: {value: 50%, basis: b}}")).screen
    assert (screen.zones, screen.indicators) == (Fraction(3, 5), Fraction(1, 2))
    assert small().screen.zones is None
    assert len(small(top("screen: {zones: 60%}")).numbers) == len(small().numbers) + 1


def test_a_denominator() -> None:
    rubric = small(("value: tax / land", "value: tax\n    per: land"))
    assert rubric.measures[0].value == small().measures[0].value.__class__(
        "tax / land", rubric.measures[0].value.tree, small().measures[0].value.unit, rubric.measures[0].value.place
    )
    per = rubric.indicators["tax_per_mu"].per
    assert per is not None
    assert (per.value.text, per.per.text, per.value.unit.symbol) == ("tax", "land", "万元")


def test_the_unit_is_the_quotients() -> None:
    rubric = small(("value: tax / land", "value: tax\n    per: land + land"), ("unit: 万元/亩", "unit: 亿元/公顷"))
    value = rubric.measures[0].value
    assert isinstance(value.tree, Scaled)
    assert value.text == "tax / (land + land)"
    assert value.tree.factor == Fraction(15, 10000)


def test_a_denominator_of_another_dimension() -> None:
    problem = only(refused(changed(SMALL, ("value: tax / land", "value: tax\n    per: staff"))), "R194")
    assert caret(problem) == "staff"
    assert "万元/人" in said(problem)
    assert "万元/亩" in said_zh(problem)


@pytest.mark.parametrize("treat", ["log", "{box_cox: 0.5}", "{winsorise: 5, otherwise: log}"])
@pytest.mark.parametrize(
    ("scale", "at"),
    [
        ("{0%: cohort.min, 100%: 10}", "10"),
        ("{bands: [{from: 10, share: 100%}, {otherwise: 0%}]}", "10"),
        ('{formula: "min(1, x / 10)"}', '"min'),
    ],
)
def test_knots_in_a_unit_that_is_gone(treat: str, scale: str, at: str) -> None:
    text = changed(SMALL, (FIXED, f"treat: {treat}\n    level: {{scale: {scale}}}"))
    problem = only(refused(text), "R190")
    assert caret(problem).startswith(at)
    assert problem.others[0].line == problem.place.line - 1  # type: ignore[union-attr, operator]
    assert "treat: none" in " ".join(help_lines(problem, "en"))


def test_knots_of_the_cohort_and_treatments_that_keep_the_unit() -> None:
    first((FIXED, 'treat: log\n    level: {scale: {formula: "x / cohort.max"}}'))
    first((FIXED, f"treat: {{winsorise: 2}}\n    {FIXED}"))
    first((FIXED, f"treat: {{clip: [p01, p99]}}\n    {FIXED}"))


def test_a_knot_that_could_not_be_read_is_one_problem() -> None:
    text = changed(SMALL, (FIXED, "treat: log\n    level: {scale: {0%: cohort.min, 100%: nothing}}"))
    assert [problem.code for problem in refused(text)] == ["F104"]


@pytest.mark.parametrize(
    "value", ["growth(tax) * 1 [万元/亩]", "previous(tax) / land", "share(tax) * 1 [万元/亩]", "cohort.sum(tax) / land"]
)
def test_filling_from_another_year_what_looks_back_or_around(value: str) -> None:
    text = changed(SMALL, ("value: tax / land", f"value: {value}"), (FIXED, f"impute: linear\n    {FIXED}"))
    assert caret(only(refused(text), "R191")) == "linear"
    last = changed(SMALL, ("value: tax / land", f"value: {value}"), (FIXED, f"impute: last_year\n    {FIXED}"))
    if value.startswith(("growth", "previous")):
        only(refused(last), "R191")
    else:
        small(("value: tax / land", f"value: {value}"), (FIXED, f"impute: last_year\n    {FIXED}"))


def test_two_policies() -> None:
    text = changed(SMALL, (FIXED, f"impute: parent\n    missing: zero\n    {FIXED}"))
    problem = only(refused(text), "R192")
    assert caret(problem) == "parent"
    assert len(problem.others) == 1
    assert first(top("impute: parent"), (FIXED, f"missing: zero\n    {FIXED}")).impute is None
    assert first(top("impute: median"), (FIXED, f"missing: zero\n    {FIXED}")).impute is not None


@pytest.mark.parametrize("ends", ["[p99, p01]", "[p50, p50]", "[p00, p99]", "[p01, p00]"])
def test_percentiles_out_of_order(ends: str) -> None:
    only(refused(changed(SMALL, (FIXED, f"treat: {{clip: {ends}}}\n    {FIXED}"))), "R193")


@pytest.mark.parametrize("ends", ["[p01]", "[1, p99]", "[p1_2345, p99]", "[mean, p99]", "p01"])
def test_no_percentiles(ends: str) -> None:
    only(refused(changed(SMALL, (FIXED, f"treat: {{clip: {ends}}}\n    {FIXED}"))), "R103")


@pytest.mark.parametrize(
    "treat", ["{winsorise: 0}", "{winsorise: 1.5}", "{winsorise: 101}", "{winsorise: 2, skew: -1}", "{box_cox: 9}"]
)
def test_numbers_out_of_bounds(treat: str) -> None:
    only(refused(changed(SMALL, (FIXED, f"treat: {treat}\n    {FREE}"))), "R104")


def test_more_than_all() -> None:
    only(refused(changed(SMALL, top("screen: {zones: 160%}"))), "R104")
