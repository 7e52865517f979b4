"""The cursor over a document: numbers, shares, categories, evidence."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.rules.rubric import Missing, Policy, Status
from tests.rules.documents import RICH, SMALL, caret, changed, only, refused, rich, said, said_zh, small


class TestNumbers:
    def test_are_exact(self) -> None:
        rubric = small(("{0%: 0, 100%: 10}", "{0%: 0, 33.3%: 3.30, 100%: 0.1}"), ("100%: 0.1", "100%: 19.99"))
        shares = [knot.share for knot in rubric.measures[0].scale.knots]  # type: ignore[union-attr]
        assert shares == [0, Fraction(333, 1000), 1]

    def test_are_remembered_with_address_and_place(self) -> None:
        stated = {number.address: number for number in small().numbers}
        assert stated["indicators.tax_per_mu.points"].value == Decimal(60)
        assert str(stated["indicators.tax_per_mu.points"].place) == "rubric.yaml:23:13"
        assert stated["indicators.tax_per_mu.points"].basis is None

    def test_inherit_the_nearest_basis_and_status(self) -> None:
        rubric = rich()
        stated = {number.address: number for number in rubric.numbers}
        assert (rubric.basis, rubric.status) == ("示例〔2025〕1号", Status.ILLUSTRATIVE)
        assert stated["digits.value"].basis == "示例"
        assert stated["digits.points"].status is Status.OFFICIAL
        assert stated["digits.total"].status is Status.ILLUSTRATIVE
        assert stated["constants.goal.value.national"].basis == "示例"
        assert stated["constants.goal.value.provincial"].status is Status.OFFICIAL
        assert stated["units.美元.equals"].value == Decimal("7.1")
        assert stated["units.美元.equals"].status is Status.RECONSTRUCTED
        assert stated["units.欧元.equals"].status is Status.ILLUSTRATIVE
        assert stated["adjustments.bonus.points"].value == 2
        assert stated["indicators.tax_per_mu.growth.share"].basis == "示例"

    def test_are_each_remembered_once(self) -> None:
        addresses = [number.address for number in rich().numbers]
        assert len(addresses) == len(set(addresses))

    @pytest.mark.parametrize("number", ["1000000000000001", "-2000000000000000"])
    def test_too_large(self, number: str) -> None:
        problem = only(refused(changed(RICH, ("at_least: 0,", f"at_least: {number},"))), "R105")
        assert caret(problem) == number
        assert said(problem).startswith(f"`{number}` is too large")
        assert "1,000,000,000,000,000" in said_zh(problem)

    @pytest.mark.parametrize(
        ("old", "new", "code"),
        [
            ("points: 60", "points: 1000001", "R104"),
            ("points: 60", "points: -60", "R104"),
            ("points: 60", "points: {national: -1, provincial: 60}", "R104"),
        ],
    )
    def test_points_out_of_bounds(self, old: str, new: str, code: str) -> None:
        problem = next(problem for problem in refused(changed(SMALL, (old, new))) if problem.code == code)
        assert said(problem).endswith("is not a number from 0 to 1000000")
        assert said_zh(problem).endswith("不是 0 至 1000000 之间的数")

    @pytest.mark.parametrize(
        ("old", "new", "bounds"),
        [
            ("cohort_at_least: {value: 3, status: official}", "cohort_at_least: 0", "1 to 1000000"),
            ("cohort_at_least: {value: 3, status: official}", "cohort_at_least: 2.5", "1 to 1000000"),
            ("drop: 1", "drop: 101", "1 to 100"),
            ("worst: 2", "worst: -1", "0 to 1000000"),
            ("pillar: 2, total", "pillar: 10, total", "0 to 9"),
        ],
    )
    def test_whole_numbers(self, old: str, new: str, bounds: str) -> None:
        problem = only(refused(changed(RICH, (old, new))), "R104")
        assert said(problem).endswith(f"is not a whole number from {bounds}")

    @pytest.mark.parametrize(("key", "value"), [("total", "0"), ("total", "1000001"), ("tolerance", "-1")])
    def test_of_the_tree(self, key: str, value: str) -> None:
        assert refused(f"{SMALL}{key}: {value}\n")[0].code in {"R104", "R129"}

    @pytest.mark.parametrize(("old", "new"), [("share: 40%", "share: 140%"), ("best: 20%", "best: -1%")])
    def test_parts_of_a_whole(self, old: str, new: str) -> None:
        problem = next(problem for problem in refused(changed(RICH, (old, new))) if problem.code == "R104")
        assert said(problem).endswith("is not a number from 0% to 100%")


class TestCategories:
    def test_one_number_for_all_or_one_for_each(self) -> None:
        constants = rich().constants
        assert constants["goal"].value == {"national": 20, "provincial": 12}
        assert constants["rate"].value == {"national": 3, "provincial": 3}
        assert constants["spread"].value == {"national": 1, "provincial": 2}

    def test_an_unknown_one(self) -> None:
        text = changed(SMALL, ("points: 60", "points: {national: 60, provincal: 60}"))
        problem = next(problem for problem in refused(text) if problem.code == "R151")
        assert said(problem) == "unknown category `provincal`"
        assert problem.facts["guess"] == "provincial"
        assert caret(problem) == "provincal"

    def test_a_constant_without_one(self) -> None:
        text = changed(RICH, ("value: {value: {national: 1, provincial: 2}", "value: {value: {national: 1}"))
        problem = only(refused(text), "R152")
        assert said(problem) == "the constant `spread` has no value for the category `provincial`"

    def test_none(self) -> None:
        text = changed(
            SMALL, ("  national: {zh: 国家级, en: National}\n  provincial: {zh: 省级, en: Provincial}\n", "")
        )
        assert refused(changed(text, ("categories:\n", "categories: {}\n")))[0].code == "R150"


@pytest.mark.parametrize(
    ("written", "policy"),
    [
        ("zero", Missing(Policy.ZERO)),
        ("cohort_mean", Missing(Policy.COHORT_MEAN)),
        ("redistribute", Missing(Policy.REDISTRIBUTE)),
        ("not_graded", Missing(Policy.NOT_GRADED)),
        ("block", Missing(Policy.BLOCK)),
        ("{points: -2}", Missing(Policy.POINTS, Decimal(-2))),
    ],
)
def test_missing_policies(written: str, policy: Missing) -> None:
    assert small(("unit: 亩,", f"unit: 亩, missing: {written},")).items["land"].missing == policy


def test_missing_points_alone_are_not_a_word() -> None:
    assert only(refused(changed(SMALL, ("unit: 亩,", "unit: 亩, missing: points,"))), "R103")
