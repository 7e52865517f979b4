"""Scales: lines, pairs, stairs and formulas, and everything that makes them no scale."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scoring.rules.rubric import Bands, ByFormula, Lines, Rubric, Scale
from tests.rules.documents import RICH, SMALL, caret, changed, only, read, refused, rich, said, small


def scale(rubric: Rubric, id_: str) -> Scale:
    return next(measure.scale for measure in rubric.measures if measure.id == id_)


def written(text: str) -> str:
    return changed(SMALL, ("{0%: 0, 100%: 10}", text))


def lines(text: str) -> Lines:
    found = read(written(text)).measures[0].scale
    assert isinstance(found, Lines)
    return found


class TestLines:
    def test_by_share(self) -> None:
        found = scale(rich(), "tax_per_mu.level")
        assert isinstance(found, Lines)
        assert [(knot.share, knot.at.text) for knot in found.knots] == [
            (0, "cohort.p05"),
            (Fraction(3, 5), "10"),
            (1, "goal"),
        ]

    def test_by_value(self) -> None:
        found = scale(rich(), "debt_ratio.level")
        assert isinstance(found, Lines)
        assert [knot.share for knot in found.knots] == [0, 1, 1, 0]

    @pytest.mark.parametrize(
        ("text", "ends"),
        [
            ("{0%: 0, 100%: 10}", ("hold", "hold")),
            ("{0%: 0, 100%: 10, beyond: extend}", ("extend", "extend")),
            ("{0%: 0, 100%: 10, beyond: {above: extend}}", ("hold", "extend")),
            ("{lines: [[0, 0%], [10, 100%]], beyond: {below: extend, above: hold}}", ("extend", "hold")),
        ],
    )
    def test_beyond(self, text: str, ends: tuple[str, str]) -> None:
        found = lines(text)
        assert (found.below, found.above) == ends

    def test_may_run_downhill_and_below_nothing(self) -> None:
        assert [knot.share for knot in lines("{-20%: 10, 120%: 0}").knots] == [Fraction(-1, 5), Fraction(6, 5)]

    @pytest.mark.parametrize(
        ("text", "pointed"),
        [
            ("{0%: 0, 60%: 20, 100%: 10}", ["10"]),
            ("{0%: 10, 60%: 10, 100%: 0}", ["10"]),
            ("{lines: [[20, 0%], [20, 100%]]}", ["20"]),
        ],
    )
    def test_that_turn_back(self, text: str, pointed: list[str]) -> None:
        problems = refused(written(text))
        assert [problem.code for problem in problems] == ["R140"] * len(pointed)
        assert [caret(problem) for problem in problems] == pointed

    def test_of_statistics_are_judged_when_fitted(self) -> None:
        assert lines("{0%: cohort.p95, 60%: 3, 100%: cohort.p05}")

    @pytest.mark.parametrize("text", ["{}", "{100%: 10}", "{lines: []}", "{lines: [[1, 0%]]}", "{beyond: hold}"])
    def test_of_fewer_than_two_knots(self, text: str) -> None:
        problem = only(refused(written(text)), "R144")
        assert said(problem) == "a scale needs at least two knots"
        assert caret(problem) == "scale"

    @pytest.mark.parametrize("text", ["{lines: [[1, 0%], [2]]}", "{lines: [[1, 0%], [2, 1%, 3]]}"])
    def test_of_pairs_that_are_none(self, text: str) -> None:
        assert said(only(refused(written(text)), "R103")).startswith("expected a pair [value, share]")


class TestBands:
    def test_in_points_and_shares(self) -> None:
        found = scale(rich(), "finished.completion")
        assert isinstance(found, Bands)
        first, second, third, rest = found.bands
        assert first.share == {"national": 1, "provincial": Fraction(25, 30)}
        assert first.low is not None
        assert first.low.inclusive
        assert (first.high, second.share["national"]) == (None, Fraction(1, 2))
        assert second.low is not None
        assert second.high is not None
        assert (second.low.inclusive, second.high.inclusive) == (False, False)
        assert third.high is not None
        assert third.high.inclusive
        assert (rest.low, rest.high, rest.share["provincial"]) == (None, None, Fraction(1, 30))

    @pytest.mark.parametrize(
        "text",
        [
            "{bands: []}",
            "{bands: [{from: 3, share: 10%}]}",
            "{bands: [{otherwise: 0%}, {from: 3, share: 10%}]}",
            "{bands: [{otherwise: 0%}, {otherwise: 1%}]}",
        ],
    )
    def test_without_last_words(self, text: str) -> None:
        assert only(refused(written(text)), "R141")

    def test_points_without_a_category(self) -> None:
        text = written("{bands: [{from: 3, points: {national: 3}}, {otherwise: 0%}]}")
        problem = only(refused(text), "R142")
        assert said(problem) == "the points of the band leave out the category `provincial`"

    def test_points_of_a_category_that_has_not_the_indicator(self) -> None:
        text = written("{bands: [{from: 3, points: {national: 3, provincial: 2}}, {otherwise: 0%}]}")
        text = changed(text, ("points: 60", "points: {national: 60}"))
        found = read(changed(text, ("points: 40", "points: {national: 40, provincial: 100}"))).measures[0].scale
        assert isinstance(found, Bands)
        assert found.bands[0].share == {"national": Fraction(1, 20)}

    def test_points_of_an_unknown_category(self) -> None:
        text = written("{bands: [{from: 3, points: {national: 3, provincial: 2, rural: 1}}, {otherwise: 0%}]}")
        assert only(refused(text), "R151").facts["known"] == "national, provincial"

    def test_two_edges_on_one_side(self) -> None:
        text = written("{bands: [{from: 3, above: 3, share: 1%}, {otherwise: 0%}]}")
        assert caret(only(refused(text), "R143")) == "above"

    @pytest.mark.parametrize("band", ["{from: 3}", "{from: 3, share: 1%, points: 2}"])
    def test_neither_or_both(self, band: str) -> None:
        assert only(refused(written(f"{{bands: [{band}, {{otherwise: 0%}}]}}")), "R146")

    def test_without_edges(self) -> None:
        assert only(refused(written("{bands: [{share: 3%}, {otherwise: 0%}]}")), "R147")

    def test_otherwise_stands_alone(self) -> None:
        text = written("{bands: [{from: 3, share: 1%}, {otherwise: 0%, from: 1}]}")
        assert refused(text)[0].code == "R101"


class TestFormula:
    def test_of_x(self) -> None:
        found = scale(rich(), "tax_per_mu.volume")
        assert isinstance(found, ByFormula)
        assert found.share.text == "min(1, x / 3)"

    def test_of_a_number(self) -> None:
        assert read(written("{formula: 0.5}")).measures[0].scale

    def test_that_is_no_share(self) -> None:
        assert caret(only(refused(written("{formula: x > 3}")), "F135")) == "x > 3"

    def test_x_has_no_meaning_elsewhere(self) -> None:
        assert caret(only(refused(written("{0%: 0, 100%: x}")), "F138")) == "x"


def test_small_has_both_lines() -> None:
    assert all(isinstance(measure.scale, Lines) for measure in small().measures)
    assert RICH
