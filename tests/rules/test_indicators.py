"""Indicators and their measures: what each kind looks at, in which unit, and how the points are split."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scoring.language.nodes import Call, Name, Operation, Scaled
from scoring.language.units import ONE
from scoring.rules.rubric import Measure
from tests.rules.documents import RICH, SMALL, caret, changed, only, refused, rich, said, said_zh, small

TAX, LAND = Name(None, "tax"), Name(None, "land")
PER_MU = Operation("/", (TAX, LAND))


def measure(id_: str) -> Measure:
    return next(measure for measure in rich().measures if measure.id == id_)


class TestDerived:
    def test_level(self) -> None:
        assert measure("tax_per_mu.level").value.tree == PER_MU

    def test_growth_in_the_unit_asked_for(self) -> None:
        value = measure("tax_per_mu.growth").value
        assert value.tree == Scaled(Call("growth", (PER_MU,)), Fraction(100))
        assert (value.text, value.unit.symbol) == ("growth(tax / land)", "%")

    def test_growth_without_one_is_a_pure_number(self) -> None:
        growth = "level: {share: 70%, scale: {0%: 0, 100%: 10}}\n    growth: {share: 30%, scale: {0%: 0, 100%: 15%}}"
        value = small(("level: {scale: {0%: 0, 100%: 10}}", growth)).measures[1].value
        assert (value.unit, value.tree) == (ONE, Call("growth", (PER_MU,)))

    def test_increment(self) -> None:
        value = measure("tax_per_mu.increment").value
        assert value.tree == Operation("-", (PER_MU, Call("previous", (PER_MU,))))
        assert (value.text, value.unit.symbol) == ("(tax / land) - previous(tax / land)", "万元/亩")

    def test_volume(self) -> None:
        value = measure("tax_per_mu.volume").value
        assert (value.text, value.unit.symbol) == ("tax", "亿元")

    def test_completion_of_an_item_in_another_unit(self) -> None:
        value = measure("finished.completion").value
        assert value.tree == Operation("/", (TAX, Name("target", "tax")))
        assert (value.text, value.unit) == ("tax / target.tax", ONE)

    def test_a_value_of_its_own(self) -> None:
        old = 'unit: "%", scale: {lines: [[0, 0%], [15'
        assert rich((old, f"value: growth(tax), {old}")).measures[1].value.text == "growth(tax)"
        without = rich((old, "value: growth(tax), scale: {lines: [[0, 0%], [0.15"))
        assert without.measures[1].value.unit == ONE


class TestPoints:
    def test_are_split_exactly(self) -> None:
        rubric = rich(("share: 40%", "share: 33.4%"), ("share: 20%, scale: {0%: -1", "share: 26.6%, scale: {0%: -1"))
        assert rubric.measures[0].full == {"national": Fraction(1002, 100), "provincial": Fraction(668, 100)}
        assert sum(m.full["national"] for m in rubric.indicators["tax_per_mu"].measures) == 30

    def test_alone_a_measure_has_them_all(self) -> None:
        assert measure("debt_ratio.level").share == 1

    def test_a_measure_with_no_part_of_them_is_left_out(self) -> None:
        rubric = rich(("share: 40%", "share: 60%"), ("share: 20%, scale: {0%: -1", "share: 0%, scale: {0%: -1"))
        assert "tax_per_mu.increment" not in [measure.id for measure in rubric.measures]

    @pytest.mark.parametrize(("share", "total"), [("50%", "110%"), ("39.99%", "99.99%")])
    def test_shares_make_up_the_whole(self, share: str, total: str) -> None:
        problem = only(refused(changed(RICH, ("share: 40%", f"share: {share}"))), "R130")
        assert said(problem) == f"the shares of the measures of `tax_per_mu` add up to {total}, not to 100%"
        assert caret(problem) == "tax_per_mu"

    def test_a_share_left_out(self) -> None:
        problem = only(refused(changed(RICH, ("share: 40%, ", ""))), "R133")
        assert said_zh(problem) == "测度 `tax_per_mu.level` 没有写比例"
        assert caret(problem) == "level"

    def test_no_measure(self) -> None:
        problem = only(refused(changed(SMALL, ("    level: {scale: {0%: 0, 100%: 10}}\n", ""))), "R136")
        assert said(problem) == "the indicator `tax_per_mu` has no measure"


class TestRefused:
    @pytest.mark.parametrize(("kind", "value"), [("volume", "tax / land"), ("completion", "tax / land")])
    def test_a_measure_that_must_say_its_value(self, kind: str, value: str) -> None:
        problem = only(refused(changed(SMALL, ("    level: {scale: {0%: 0", f"    {kind}: {{scale: {{0%: 0"))), "R131")
        assert said(problem) == f"the measure `{kind}` needs a `value:` of its own here"
        assert caret(problem) == kind
        assert value in SMALL

    def test_the_completion_of_a_constant(self) -> None:
        text = changed(RICH, ("value: tax\n    unit: 亿元", 'value: rate\n    unit: "1"'))
        assert only(refused(text), "R131")

    def test_a_unit_of_another_dimension(self) -> None:
        problem = only(
            refused(changed(RICH, ('basis: 示例}, unit: "%", scale', "basis: 示例}, unit: 万元, scale"))), "R134"
        )
        assert said(problem) == "the measure `growth` comes in `1`, which cannot be given in `万元`"
        assert caret(problem) == "万元"

    @pytest.mark.parametrize("value", ["growth(tax)", "previous(tax) / tax", "1 - growth(land)"])
    @pytest.mark.parametrize("kind", ["growth", "increment"])
    def test_looking_back_twice(self, kind: str, value: str) -> None:
        text = changed(SMALL, ("value: staff", f"value: {value}"), ("unit: 人\n", 'unit: "1"\n'))
        text = changed(text, ("    level: {scale: {0%: cohort", f"    {kind}: {{scale: {{0%: cohort"))
        problem = only(refused(text), "R135")
        assert caret(problem) == kind
        assert problem.facts["formula"] == value


def test_the_rest_of_an_indicator() -> None:
    indicator = rich().indicators["tax_per_mu"]
    assert (indicator.cohort, indicator.pillar) == ("all", "depth")
    assert indicator.applies is not None
    assert indicator.applies.text == "land > 0"
    assert indicator.measures[0].at_most == Fraction(3, 2)
    assert indicator.measures[2].at_least == Fraction(-1, 2)
