from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import pytest

from scoring.engine.advise.inversion import (
    Range,
    Share,
    first_at_or_above,
    first_at_or_below,
    most,
    nearest,
    reach,
    search,
)
from scoring.engine.explain.retrace import Line, Steps, Tread

HALF = Share(Fraction(1, 2), strict=False)


def part(low: float | None, high: float | None, ends: str = "[]") -> Range:
    """A range; ``ends`` says whether they belong to it."""
    low_, high_ = (None if end is None else Fraction(str(end)) for end in (low, high))
    return Range(low_, ends[0] == "[", high_, ends[1] == "]")


def line(*knots: tuple[int, float], below: bool = False, above: bool = False) -> Line:
    return Line(tuple((Fraction(at), Fraction(str(share))) for at, share in knots), below, above)


def band(low: int | None, high: int | None, share: float, ends: str = "[)") -> Tread:
    low_, high_ = (None if end is None else Fraction(end) for end in (low, high))
    return Tread(low_, ends[0] == "[", high_, ends[1] == "]", Fraction(str(share)))


@pytest.mark.parametrize(
    ("own", "left"),
    [
        (part(None, -1, "(]"), None),
        (part(-2, 0, "[)"), None),
        (part(-2, 0), part(0, 0)),
        (part(1, 2), part(1, 2)),
        (part(None, None, "()"), part(0, None, "[)")),
        (part(-2, 3, "()"), part(0, 3, "[)")),
    ],
)
def test_the_part_of_a_range_that_is_not_below_nothing(own: Range, left: Range | None) -> None:
    assert own.not_below(Fraction(0)) == left


@pytest.mark.parametrize(
    ("curve", "largest"),
    [
        (line((5, 0.7)), Fraction("0.7")),
        (line((0, 0), (10, 1), (20, 0.2)), 1),
        (line((0, 0), (10, 1), below=True), 1),
        (line((0, 1), (10, 0), below=True), None),
        (line((0, 0), (10, 1), above=True), None),
        (line((0, 1), (10, 0), above=True), 1),
        (Steps((band(3, None, 0.4), band(None, None, 0.9))), Fraction("0.9")),
    ],
)
def test_the_largest_share_of_a_scale(curve: Line | Steps, largest: Fraction | None) -> None:
    assert most(curve) == largest


def test_stairs_without_edges_are_flat() -> None:
    flat = Steps((band(None, None, 0.5),))
    assert reach(flat, HALF) == [part(None, None, "()")]
    assert reach(flat, Share(Fraction(1, 2), strict=True)) == []


def test_stairs_that_fall_are_inverted_downwards() -> None:
    falling = Steps((band(None, 10, 1, "()"), band(10, 20, 0.5), band(None, None, 0)))
    assert reach(falling, HALF) == [part(None, 20, "()")]
    assert reach(falling, Share(Fraction(1), strict=False)) == [part(None, 10, "()")]


def test_a_stair_in_the_middle_is_found_with_its_edges() -> None:
    middle = Steps((band(10, 20, 1, "[]"), band(None, None, 0)))
    assert reach(middle, HALF) == [part(10, 20)]
    hole = Steps((band(10, 20, 0, "()"), band(None, None, 1)))
    assert reach(hole, HALF) == [part(None, 10, "(]"), part(20, None, "[)")]


def test_a_line_that_is_flat_beyond_its_end() -> None:
    flat = line((0, 1), (10, 1), below=True, above=True)
    assert reach(flat, HALF) == [part(None, None, "()")]
    assert reach(flat, Share(Fraction(2), strict=False)) == []


def test_numbers_of_so_many_decimals_next_to_a_limit() -> None:
    limit = Fraction("1.25")
    assert [first_at_or_above(limit, d, inclusive=True) for d in (0, 1, 2)] == [2, Fraction("1.3"), limit]
    assert first_at_or_above(limit, 2, inclusive=False) == Fraction("1.26")
    assert [first_at_or_below(limit, d, inclusive=True) for d in (0, 1, 2)] == [1, Fraction("1.2"), limit]
    assert first_at_or_below(limit, 2, inclusive=False) == Fraction("1.24")


def test_the_nearest_value_of_several_ranges() -> None:
    ranges = [part(None, 2, "()"), part(7, 8)]
    assert nearest(ranges, Fraction(6), 0) == (7, ranges[1])
    assert nearest(ranges, Fraction(3), 0) == (1, ranges[0])
    assert nearest([part(None, None, "()")], Fraction(3), 0) == (3, part(None, None, "()"))


def test_a_narrow_range_gets_more_decimals_but_not_without_end() -> None:
    narrow = part(1.231, 1.239)
    assert nearest([narrow], Fraction(1), 0) == (Fraction("1.24") - Fraction("0.009"), narrow)
    assert nearest([narrow], Fraction(2), 2) == (Fraction("1.239"), narrow)
    assert nearest([part(1.00000000011, 1.00000000012)], Fraction(0), 0) is None
    assert nearest([], Fraction(0), 0) is None


@dataclass(frozen=True)
class By:
    """Shares by a function."""

    of: Callable[[Fraction], Fraction | None]

    def share(self, x: Fraction) -> Fraction | None:
        return self.of(x)


def found(of: Callable[[Fraction], Fraction | None], x: float, ends: tuple[int, int] = (-100, 100)) -> Fraction | None:
    low, high = ends
    return search(By(of), HALF, Fraction(str(x)), (Fraction(low), Fraction(high)), 1)


def test_a_rising_formula_is_searched_upwards_and_a_falling_one_downwards() -> None:
    assert found(lambda x: x / 100, 3.25) == 50
    assert found(lambda x: -x / 100, 3.25) == -50
    assert found(lambda x: x / 30, 0) == 15


def test_a_formula_that_rises_on_both_sides_is_taken_at_the_nearer() -> None:
    assert found(lambda x: abs(x - 10) / 100, 10) in (60, -40)
    assert found(lambda x: x / 20 if x > 0 else -x / 100, 0) == 10


def test_only_a_side_that_never_turns_is_searched() -> None:
    assert found(lambda x: x / 100 if x > -50 else Fraction(0) - x / 50 - 2, 0) == 50
    assert found(lambda x: None if x < -3 else x / 100, 0) == 50


def test_a_formula_that_turns_on_both_sides_is_not_guessed_at() -> None:
    with pytest.raises(LookupError):
        found(lambda x: Fraction(int(x) % 7, 20), 0)


def test_a_share_that_no_value_gives_is_not_found() -> None:
    assert found(lambda x: x / 1000, 0) is None
    assert found(lambda x: x / 100, 3, (0, 0)) is None
