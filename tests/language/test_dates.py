"""Dates: every spelling people use, the literal of the grammar, and what it says in every reading."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scoring.language.dates import date_text, read_date
from scoring.language.dimension import CONDITION, Environment, check
from scoring.language.exact import evaluate
from scoring.language.formula import FormulaFaults, parse
from scoring.language.nodes import Call, Cohort, Name, Node, Operation
from scoring.language.prose import prose, source
from scoring.language.units import DAY, ONE, Unit, UnitTable

ITEMS: dict[str, Unit] = {"reported": DAY, "certified": ONE}
ENVIRONMENT = Environment(
    lambda _, id_: ITEMS.get(id_), UnitTable(), tuple(ITEMS), is_condition=lambda _, id_: id_ == "certified"
)


class Figures:
    """Figures by name."""

    def __init__(self, **figures: int | None) -> None:
        self.figures = figures

    def name(self, node: Name, years_back: int) -> Fraction | None:
        value = self.figures[node.id]
        return None if value is None else Fraction(value)

    def statistic(self, node: Cohort | Call, years_back: int) -> Fraction | None:
        raise AssertionError(node)


def checked(text: str, wanted: object = CONDITION) -> Node:
    return check(parse(text), ENVIRONMENT, wanted).tree  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "2025-01-18",
        "2025-1-18",
        "2025/1/18",
        "2025.1.18",
        "2025年1月18日",
        "2025年01月18",
        " 20250118 ",
        "2025-01-18 00:00:00",
    ],
)
def test_every_spelling_is_one_day(text: str) -> None:
    days = read_date(text)
    assert days == 20106
    assert date_text(days) == "2025-01-18"


@pytest.mark.parametrize(
    "text",
    ["", "1月18日", "2025-02-30", "2025-13-01", "18/1/2025", "45675", "2025-01-18 09:30", "1899-12-31", "2025/1-18"],
)
def test_what_is_no_date(text: str) -> None:
    assert read_date(text) is None


def test_days_beyond_the_calendar_stay_a_number() -> None:
    assert date_text(-1) == "1969-12-31"
    assert date_text(10**12) == "1000000000000"


def test_the_literal_is_a_number_of_days() -> None:
    tree = checked("reported <= date(2025, 1, 18)")
    assert evaluate(tree, Figures(reported=20106)) is True
    assert evaluate(tree, Figures(reported=20107)) is False
    assert evaluate(tree, Figures(reported=None)) is None
    assert check(parse("reported - date(2025, 1, 8)"), ENVIRONMENT, None).unit == DAY


@pytest.mark.parametrize(
    "text", ["date(2025, 2, 30)", "date(2025, 1, 1.5)", "date(2025, 1, 5%)", "date(25, 1, 1)", "date(reported, 1, 1)"]
)
def test_a_literal_that_is_no_date(text: str) -> None:
    with pytest.raises(FormulaFaults) as caught:
        parse(text)
    assert [fault.code for fault in caught.value.faults] == ["R196"]


def test_dates_and_numbers_do_not_mix() -> None:
    with pytest.raises(FormulaFaults) as caught:
        checked("reported <= 20106")
    assert [fault.code for fault in caught.value.faults] == ["F131"]


def test_in_words() -> None:
    tree = checked("if(certified and reported <= date(2025, 1, 8), 1, 0) > 0")

    def label(node: Name) -> str:
        return {"certified": "已认定", "reported": "上报日期"}[node.id]

    assert prose(tree, label, "zh") == "（若已认定 且 上报日期 ≤ 2025年1月8日，则取1，否则取0） > 0"
    assert "2025-01-08" in prose(tree, label, "en")
    assert source(tree) == "if(certified and reported <= date(2025, 1, 8), 1, 0) > 0"
    assert checked(source(tree)) == tree


def test_in_a_scale_days_are_days() -> None:
    scale = Environment(lambda _, id_: ITEMS.get(id_), UnitTable(), (), bare=DAY, cohort=True, x=True)
    assert check(parse("if(x <= date(2025, 1, 8), 1, 0)"), scale, ONE).unit == ONE


class TestABooleanItem:
    def test_is_a_condition(self) -> None:
        tree = checked("certified")
        assert tree == Operation("is", (Name(None, "certified"),))
        assert [evaluate(tree, Figures(certified=one)) for one in (1, 0, None)] == [True, False, None]
        assert evaluate(checked("not certified"), Figures(certified=0)) is True

    @pytest.mark.parametrize(("text", "code"), [("certified + 1 > 0", "F135"), ("certified == 1", "F135")])
    def test_is_no_number(self, text: str, code: str) -> None:
        with pytest.raises(FormulaFaults) as caught:
            checked(text)
        assert [fault.code for fault in caught.value.faults] == [code]

    def test_is_no_value(self) -> None:
        with pytest.raises(FormulaFaults) as caught:
            checked("certified", ONE)
        assert [fault.code for fault in caught.value.faults] == ["F135"]
