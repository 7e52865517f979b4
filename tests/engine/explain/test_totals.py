from __future__ import annotations

from decimal import Decimal

from scoring.engine.appraisal import Appraisal, appraise
from scoring.engine.explain.card import card
from scoring.engine.explain.one_zone import OneZone
from scoring.engine.explain.totals import finest
from tests.engine.towns import frame, item, method

SECOND = '  j: {pillar: %s, zh: 乙, en: J, value: b, unit: "1", points: %s, level: {scale: {0%%: 0, 100%%: 100}}}\n'


def of_two(pillar: str = "p", first: str = "60", second: str = "40", **changes: str) -> Appraisal:
    """Two indicators; ``a`` did not hand in ``b``, which passes its points on."""
    rubric = method(
        items=item("b", missing="redistribute"), points=first, indicators=SECOND % (pillar, second), **changes
    )
    return appraise(rubric, frame([50.0, 50.0], b=[None, 25.0]))


def test_points_of_a_sibling_left_out_are_passed_on() -> None:
    appraisal = of_two()
    one = OneZone(appraisal, "a")
    assert (one.full("i.level"), one.full("j.level")) == (100, 0)
    assert [line.points for line in card(appraisal, "a").measures] == [50, 0]


def test_a_pillar_of_which_nothing_is_left_passes_its_points_on() -> None:
    appraisal = of_two("q", pillars="  q: {zh: 二, en: Q}\n")
    one = OneZone(appraisal, "a")
    assert one.tree.chain("j.level") == ["j", "q", ""]
    assert (one.counting.passings[""].whole, one.counting.passings[""].here) == (100, 60)
    assert card(appraisal, "a").standing.total == Decimal("50.00")


def test_what_has_no_points_has_none_to_earn() -> None:
    appraisal = of_two(first="0", second="100")
    one = OneZone(appraisal, "b")
    assert list(one.scored) == ["j.level"]
    assert one.full("j.level") == 100


def test_an_adjustment_with_a_figure_missing_gives_none() -> None:
    tail = "adjustments:\n  more: {zh: 加分, en: More, points: c, at_most: 2}"
    appraisal = appraise(method(top="missing: zero", items=item("c"), tail=tail), frame([50.0, 40.0], c=[None, 5.0]))
    lines = [card(appraisal, zone).adjustments[0] for zone in "ab"]
    assert lines[0].value is None
    assert lines[1].points == 2
    assert OneZone(appraisal, "a").adjustments(appraisal.rubric.digits) == {"more": None}


def test_the_lowest_cap_counts_and_the_finest_digits_keep_nine_places() -> None:
    tail = (
        "vetoes:\n  one: {zh: 甲, en: A, when: tax > 0, total_at_most: 45}\n"
        "  two: {zh: 乙, en: B, when: tax > 0, total_at_most: 30}\n"
    )
    appraisal = appraise(method(tail=tail), frame([50.0, 20.0]))
    own = card(appraisal, "a")
    assert (own.standing.total, own.standing.uncapped) == (30, 50)
    assert {finest(appraisal.rubric.digits).points.digits, finest(appraisal.rubric.digits).total.digits} == {9}
