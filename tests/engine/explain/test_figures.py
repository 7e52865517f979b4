from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.engine.appraisal import Appraisal, appraise
from scoring.engine.explain.card import card
from scoring.engine.explain.figures import Figure, Working, as_decimal, spelled, working
from scoring.engine.explain.one_zone import OneZone
from scoring.engine.explain.parts import MeasureLine, missing_of
from scoring.language.nodes import Cohort, Name
from scoring.language.prose import source
from tests.engine.towns import frame, item, method


def shown(formula: str, tax: list[float | None] | None = None, **changes: str) -> MeasureLine:
    """The card's line of a measure with this value; ``b`` is 4, 5, 6 and last year's tax 2, 4, 5."""
    rubric = method(items=item("b"), value=f'"{formula}"', **changes)
    figures = frame(tax or [3.0, 6.0, 9.0], b=[4.0, 5.0, 6.0], previous__tax=[2.0, 4.0, 5.0])
    return card(appraise(rubric, figures), "a").measures[0]


@pytest.mark.parametrize(
    ("formula", "numbers", "value"),
    [
        ("round(tax / b, 1)", "round(figure.0 / figure.1, 1)", Fraction(8, 10)),
        ("tax ^ 2 + b", "figure.0 ^ 2 + figure.1", Fraction(13)),
        ("max(tax, b, 1)", "max(figure.0, figure.1, 1)", Fraction(4)),
        ("growth(tax)", "figure.0 / figure.1 - 1", Fraction(1, 2)),
        ("previous(tax)", "figure.0", Fraction(2)),
        ("share(tax) * 2", "figure.0 / figure.1 * 2", Fraction(1, 3)),
        ("rank(tax)", "figure.0", Fraction(3)),
        ("rank(tax / b)", "figure.0", Fraction(3)),
        ("tax - cohort.mean(tax)", "figure.0 - figure.1", Fraction(-3)),
        ("tax / cohort.n(tax)", "figure.0 / figure.1", Fraction(1)),
        ("tax * tax", "figure.0 * figure.0", Fraction(9)),
    ],
)
def test_a_formula_is_written_out_in_figures_that_give_the_value(formula: str, numbers: str, value: Fraction) -> None:
    line = shown(formula)
    assert source(line.working.numbers) == numbers
    assert line.working.recomputed() == value
    assert source(line.working.words) == formula


def test_last_years_statistic_is_last_years() -> None:
    line = shown("previous(share(tax))")
    assert [(figure.value, figure.back) for figure in line.working.figures] == [(2, True), (11, True)]


def test_a_constant_is_of_no_year() -> None:
    top = "constants:\n  goal: {value: 4, unit: '1', zh: 目标, en: Goal}"
    line = shown("previous(tax / goal)", top=top)
    assert [(figure.value, figure.back) for figure in line.working.figures] == [(2, True), (4, False)]


def priced(value: str, scale: str) -> MeasureLine:
    """A measure of an amount of money."""
    rubric = method(items=item("cost", unit="万元"), indicators=(
        f'  j: {{pillar: p, zh: j, en: j, value: "{value}", unit: 万元, points: 50, level: {{scale: {scale}}}}}\n'
    ), points="50")  # fmt: skip
    return card(appraise(rubric, frame([1.0, 2.0], cost=[10.0, 30.0])), "a").measure("j.level")


def test_figures_have_units() -> None:
    line = priced("cost - cohort.min(cost) + cohort.max(cost * 2) * cohort.n(cost)", "{0%: 0, 100%: 100}")
    assert [(figure.value, figure.unit) for figure in line.working.figures] == [
        (10, "万元"), (10, "万元"), (60, ""), (2, "")
    ]  # fmt: skip


def test_a_conversion_of_units_is_part_of_the_numbers() -> None:
    indicators = (
        "  j: {pillar: p, zh: 乙, en: J, value: cost, unit: 亿元, points: 50, level: {scale: {0%: 0, 100%: 9}}}\n"
    )
    rubric = method(items=item("cost", unit="万元"), indicators=indicators, points="50")
    line = card(appraise(rubric, frame([1.0, 2.0], cost=[30000.0, 1.0])), "a").measure("j.level")
    assert [(figure.value, figure.unit) for figure in line.working.figures] == [(30000, "万元")]
    assert (line.working.recomputed(), line.value, line.unit) == (3, 3, "亿元")


def test_x_and_the_measures_own_statistics_have_the_measures_unit() -> None:
    line = priced("cost", '{formula: "x / cohort.max"}')
    assert line.arithmetic is not None
    formula = line.arithmetic.share.formula
    assert formula is not None
    assert [(figure.value, figure.unit) for figure in formula.figures] == [(10, "万元"), (30, "万元")]
    assert line.points == Decimal("16.67")


def test_a_ledgers_figure_has_no_unit_and_another_sources_has_the_items() -> None:
    veto = "vetoes:\n  v: {zh: 否决, en: Veto, when: ledger.fires > 0 and witness.tax > 1, total_at_most: 50}"
    appraisal = appraise(method(tail=veto), frame([80.0, 50.0], ledger__fires=[1.0, 0.0], witness__tax=[3.0, 3.0]))
    (line,) = card(appraisal, "a").vetoes
    assert line.working.recomputed() is True
    assert [figure.unit for figure in line.working.figures] == ["", ""]


def test_what_is_missing_is_told_only_of_measures_without_a_value() -> None:
    absent = shown("tax / b", [None, 6.0, 9.0], top="missing: zero")
    assert [figure.node for figure in missing_of(absent)] == [Name(None, "tax")]
    assert absent.working.recomputed() is None
    assert missing_of(shown("tax / b")) == ()


def test_numbers_are_references_and_nothing_else() -> None:
    for loose in (Name(None, "tax"), Cohort("n", None)):
        with pytest.raises(AssertionError):
            Working(loose, loose, ()).recomputed()


def test_the_same_figure_is_listed_once() -> None:
    appraisal: Appraisal = appraise(method(), frame([80.0, 50.0]))
    one = OneZone(appraisal, "a")
    tree = appraisal.plan.measures["i.level"].measure.value.tree
    made = working(tree, one.retrace.scope(), appraisal.rubric)
    assert made.figures == (Figure(Name(None, "tax"), False, Decimal(80), ""),)


def test_units_are_spelled_but_for_pure_numbers() -> None:
    items = appraise(method(items=item("cost", unit="万元")), frame([1.0, 2.0], cost=[1.0, 1.0])).rubric.items
    assert [spelled(items[id_].unit) for id_ in ("tax", "cost")] == ["", "万元"]


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (Fraction(-5, 4), "-1.25"),
        (Fraction(0), "0"),
        (Fraction(1, 3), "0." + "3" * 30),
        (Fraction(-2, 3), f"-0.{'6' * 29}7"),
    ],
)
def test_figures_are_exact_where_they_end(value: Fraction, printed: str) -> None:
    assert str(as_decimal(value)) == printed
