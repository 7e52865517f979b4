"""The ranking rule and grades: quotas, scores, the remainder, who is graded outside the quota."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.rules.rubric import Cut, Grades, RankRule
from tests.rules.documents import RICH, SMALL, caret, changed, only, read, refused, rich, said, said_zh, small


def tiers(text: str) -> Grades:
    found = read(f"{SMALL}management: {{tiers: {text}}}\n").tiers
    assert found is not None
    return found


def wrong(text: str) -> str:
    return f"{SMALL}management:\n  tiers: {text}\n"


class TestRanking:
    def test_by_default(self) -> None:
        assert small().ranking == RankRule("standard", "printed", (), overall=False)
        assert read(SMALL + "ranking: {}\n").ranking == RankRule("standard", "printed", (), overall=False)

    def test_in_full(self) -> None:
        rule = rich().ranking
        assert (rule.ties, rule.by, rule.overall) == ("dense", "full", True)
        assert [(breaker.kind, breaker.id) for breaker in rule.breakers] == [
            ("points", "tax_per_mu"),
            ("points", "output"),
            ("formula", "tax / land"),
        ]

    def test_a_breaker_nobody_knows(self) -> None:
        assert caret(only(refused(SMALL + "ranking: {break: [taxes]}\n"), "F104")) == "taxes"


class TestTiers:
    def test_in_full(self) -> None:
        found = rich().tiers
        assert found is not None
        a, b, c, d = found.tiers
        assert found.base == "all"
        assert a.cut == Cut("best", Fraction(1, 5), None, "half_up", inclusive=False, ties="exclude")
        assert a.auto is not None
        assert b.cut == Cut("best", Fraction(1, 2), None, "floor", inclusive=True, ties="include")
        assert (c.cut, c.low, c.label.zh, c.label.en) == (None, None, "C", "C")
        assert d.cut == Cut("worst", None, 2, "floor", inclusive=True, ties="include")

    def test_by_score(self) -> None:
        found = rich().stars
        assert found is not None
        assert [(tier.low, tier.low_inclusive) for tier in found.tiers] == [
            (Decimal(90), True),
            (Decimal(80), False),
            (None, True),
        ]
        assert (found.tiers[2].label.zh, found.tiers[2].label.en) == ("无星", "none")

    def test_cumulative(self) -> None:
        assert tiers("{A: {best: 20%}, B: {best: 20%}, C: {}, D: {worst: 30%}, E: {worst: 10%}}").base == "rest"

    def test_by_category(self) -> None:
        best = "{national: 2, provincial: {value: 20%, basis: 甲}}"
        found = tiers(f"{{A: {{best: {best}}}, B: {{}}, C: {{worst: {{value: {{national: 1}}}}}}}}")
        a, _, c = found.tiers
        assert a.cut == Cut("best", None, None, "floor", True, "include", {"national": 2, "provincial": Fraction(1, 5)})
        national, provincial = found.of("national"), found.of("provincial")
        assert [tier.cut and (tier.cut.fraction, tier.cut.count) for tier in national.tiers] == [
            (None, 2),
            None,
            (None, 1),
        ]
        assert [tier.cut and (tier.cut.fraction, tier.cut.count) for tier in provincial.tiers] == [
            (Fraction(1, 5), None),
            None,
            (None, 0),
        ]
        assert c.cut is not None

    def test_by_a_category_nobody_knows(self) -> None:
        problem = only(refused(wrong("{A: {best: {natoinal: 2}}, B: {}}")), "R151")
        assert (caret(problem), problem.facts["guess"]) == ("natoinal", "national")

    def test_a_smaller_outer_quota_in_one_category(self) -> None:
        text = "{A: {best: {national: 2, provincial: 1}}, B: {best: {national: 1, provincial: 3}}, C: {}}"
        assert caret(only(refused(wrong(text)), "R184")) == "B"

    def test_a_negative_bar(self) -> None:
        assert tiers("{A: {from: 0}, B: {from: -5}, C: {}}").tiers[1].low == -5

    def test_counts_beside_percentages_are_not_compared(self) -> None:
        assert tiers("{A: {best: 20%}, B: {best: 3}, C: {}}")

    @pytest.mark.parametrize("text", ["{}", "{A: {best: 50%}, B: {worst: 50%}}", "{A: {from: 0}}"])
    def test_nobody_takes_the_remainder(self, text: str) -> None:
        problem = only(refused(wrong(text)), "R181")
        assert said(problem) == "no grade takes the remainder"
        assert caret(problem) == "tiers"

    def test_two_remainders(self) -> None:
        problem = only(refused(wrong("{A: {best: 20%}, B: {}, C: {zh: 丙}}")), "R180")
        assert said(problem) == "`C` and `B` would both be the remainder"
        assert caret(problem) == "C"

    def test_a_remainder_beside_one_that_is_granted(self) -> None:
        assert tiers("{A: {auto: tax > 0}, B: {}}").tiers[0].auto is not None

    @pytest.mark.parametrize(
        "ways",
        [
            "best: 20%, worst: 10%",
            "best: 20%, from: 90",
            "best: 20%, next: 5",
            "next: 5, above: 60",
            "from: 90, above: 80",
        ],
    )
    def test_bounded_in_several_ways(self, ways: str) -> None:
        problem = only(refused(wrong(f"{{A: {{{ways}}}, B: {{}}}}")), "R182")
        assert caret(problem) == "A"

    def test_the_next_after_a_quota(self) -> None:
        a, b, c = tiers("{A: {best: 20%}, B: {next: 15%, round: ceil}, C: {}}").tiers
        assert (a.id, c.cut) == ("A", None)
        assert b.cut == Cut("next", Fraction(3, 20), None, "ceil", inclusive=True, ties="include")

    def test_next_below_worst(self) -> None:
        problem = only(refused(wrong("{A: {best: 20%}, B: {}, D: {worst: 10%}, E: {next: 20%}}")), "R183")
        assert caret(problem) == "E"

    def test_best_below_worst(self) -> None:
        problem = only(refused(wrong("{D: {worst: 10%}, B: {}, A: {best: 20%}}")), "R183")
        assert said(problem) == "`A` is a best quota and stands below `D`, a worst one"

    @pytest.mark.parametrize(
        ("text", "outer", "inner"),
        [
            ("{A: {best: 20%}, B: {best: 15%}, C: {}}", "B", "A"),
            ("{A: {best: 5}, B: {best: 3}, C: {}}", "B", "A"),
            ("{A: {}, C: {worst: 10%}, D: {worst: 30%}}", "C", "D"),
        ],
    )
    def test_quotas_that_shrink(self, text: str, outer: str, inner: str) -> None:
        problem = only(refused(wrong(text)), "R184")
        assert said(problem) == f"the quota of `{outer}` is smaller than that of `{inner}`, which it contains"
        assert caret(problem) == outer

    @pytest.mark.parametrize("bar", ["90", "95"])
    def test_bars_that_rise(self, bar: str) -> None:
        problem = only(refused(wrong(f"{{A: {{from: 90}}, B: {{from: {bar}}}, C: {{}}}}")), "R185")
        assert said_zh(problem) == "`B` 的分数线没有低于更高的 `A`"

    @pytest.mark.parametrize("key", ["round: ceil", "edge: exclusive", "ties: exclude"])
    def test_words_about_a_quota_there_is_not(self, key: str) -> None:
        problem = only(refused(wrong(f"{{A: {{from: 90, {key}}}, B: {{}}}}")), "R186")
        assert caret(problem) == key.partition(":")[0]

    def test_a_condition_that_is_none(self) -> None:
        assert only(refused(changed(RICH, ('auto: "tax > 900000 [万元]"', "auto: tax"))), "F134")
