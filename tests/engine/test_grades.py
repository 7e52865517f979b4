"""Grades: quotas in whole zones, edges, ties at the cut, scores, what is outside the quota, and the vetoes' say."""

from __future__ import annotations

from fractions import Fraction

import polars as pl
import pytest

from scoring.engine.appraisal import appraise
from scoring.engine.grades import quota
from scoring.rules.rubric import Cut, QuotaRounding
from tests.engine.towns import TWO, column, frame, graded, item, method


def tiers(text: str) -> str:
    return f"management: {{tiers: {{{text}}}}}"


def down(count: int) -> list[float]:
    """Totals that fall by one, so that zone a is first."""
    return [float(90 - number) for number in range(count)]


# quotas --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "found"),
    [(5, "ABBBC"), (7, "ABBBBCC"), (10, "AABBBBBCCD")],
    ids=["5 zones", "7 zones", "10 zones"],
)
def test_the_usual_four_tiers(count: int, found: str) -> None:
    """The table of the guide: best 20 %, worst 30 % less worst 10 %."""
    usual = method(tail=tiers("A: {best: 20%}, B: {}, C: {worst: 30%}, D: {worst: 10%}"))
    assert graded(usual, down(count)) == found


@pytest.mark.parametrize(
    ("rounding", "share", "count", "held"),
    [
        ("floor", "20%", 9, 1),
        ("ceil", "20%", 9, 2),
        ("half_up", "20%", 9, 2),
        ("half_up", "20%", 7, 1),
        ("half_up", "25%", 10, 3),
        ("floor", "20%", 10, 2),
        ("ceil", "20%", 10, 2),
        ("half_up", "20%", 10, 2),
        ("floor", "0%", 10, 0),
        ("ceil", "100%", 10, 10),
        ("floor", "30%", 10, 3),
    ],
)
def test_roundings_of_a_quota(rounding: str, share: str, count: int, held: int) -> None:
    one = method(tail=tiers(f"A: {{best: {share}, round: {rounding}}}, B: {{}}"))
    assert graded(one, down(count)) == "A" * held + "B" * (count - held)


@pytest.mark.parametrize("rounding", ["floor", "ceil", "half_up"])
def test_an_exclusive_edge_is_the_greatest_number_below(rounding: str) -> None:
    one = method(tail=tiers(f"A: {{best: 20%, edge: exclusive, round: {rounding}}}, B: {{}}"))
    assert [graded(one, down(count)).count("A") for count in (4, 5, 6, 9, 10, 11)] == [0, 0, 1, 1, 1, 2]


def test_a_quota_of_so_many_zones() -> None:
    assert graded(method(tail=tiers("A: {best: 2}, B: {}, C: {worst: 1}")), down(5)) == "AABBC"
    assert graded(method(tail=tiers("A: {best: 9}, B: {}")), down(3)) == "AAA"


@pytest.mark.parametrize("rounding", ["floor", "ceil", "half_up"])
@pytest.mark.parametrize("inclusive", [True, False])
def test_a_quota_counts_in_whole_numbers(rounding: QuotaRounding, inclusive: bool) -> None:
    """Against exact fractions, for shares that no float holds."""
    for part in (Fraction(1, 3), Fraction(1, 5), Fraction(3, 10), Fraction(29, 100)):
        cut = Cut("best", part, None, rounding, inclusive, "include")
        counts = list(range(120))
        held = pl.DataFrame({"n": counts}).select(quota(cut, pl.col("n")).alias("k"))["k"].to_list()
        for n, found in zip(counts, held, strict=True):
            exact = part * n
            if not inclusive:
                assert found < exact <= found + 1
            elif rounding == "floor":
                assert found == exact // 1
            elif rounding == "ceil":
                assert found == -(-exact // 1)
            else:
                assert found == (exact + Fraction(1, 2)) // 1


@pytest.mark.parametrize(
    ("cuts", "count", "found"),
    [
        ("A: {best: 20%}, B: {next: 30%}, C: {}", 9, "ABBCCCCCC"),  # 1 + 2, where half of nine would be four
        ("A: {best: 20%}, B: {best: 50%}, C: {}", 9, "ABBBCCCCC"),
        ("A: {best: 20%}, B: {next: 30%}, C: {}, D: {worst: 5%, round: ceil}", 10, "AABBBCCCCD"),
        ("A: {best: 20%}, B: {next: 2}, C: {next: 10%, round: ceil}, D: {}", 5, "ABBCD"),
        ("A: {next: 40%}, B: {}", 5, "AABBB"),  # after nothing is from the top
        ("A: {best: 40%}, B: {next: 40%, edge: exclusive}, C: {best: 100%}, D: {}", 5, "AABCC"),
    ],
)
def test_a_quota_that_comes_next_begins_where_the_one_above_it_ends(cuts: str, count: int, found: str) -> None:
    assert graded(method(tail=tiers(cuts)), down(count)) == found


def test_ties_across_an_edge_take_places_of_the_next_quota() -> None:
    assert graded(method(tail=tiers("A: {best: 20%}, B: {next: 40%}, C: {}")), [50, 50, 40, 30, 20]) == "AABCC"


def test_best_quotas_add_up_from_the_top_and_worst_ones_from_the_bottom() -> None:
    one = method(tail=tiers("A: {best: 20%}, B: {best: 60%}, C: {}, D: {worst: 20%}, E: {worst: 10%}"))
    assert graded(one, down(10)) == "AABBBBCCDE"


def test_quotas_of_their_own_for_each_category() -> None:
    """Two of the big ones, a fifth of the small ones; a category that is not named has no quota."""
    cuts = "A: {best: {big: 2, small: 20%}}, B: {}, C: {worst: {small: 1}}"
    own = method(categories=TWO, tail=tiers(cuts))
    assert graded(own, down(10), category=["big"] * 5 + ["small"] * 5) == "AABBBABBBC"


# ties at the edge ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ties", "found"), [("include", "AAACC"), ("exclude", "ABBBB")])
def test_ties_at_the_edge_are_taken_whole_or_left_whole(ties: str, found: str) -> None:
    cuts = f"A: {{best: 40%, ties: {ties}}}, B: {{}}, C: {{worst: 20%, ties: {ties}}}"
    assert graded(method(tail=tiers(cuts)), [90, 80, 80, 70, 70]) == found


def test_ties_away_from_the_edge_change_nothing() -> None:
    one = method(tail=tiers("A: {best: 40%, ties: exclude}, B: {}, C: {worst: 40%, ties: exclude}"))
    assert graded(one, [90, 90, 80, 70, 70]) == "AABCC"


def test_a_breaker_settles_a_tie_before_the_quota_looks() -> None:
    rubric = method(items=item("paid"), tail="ranking: {break: [paid]}\n" + tiers("A: {best: 1}, B: {}"))
    assert graded(rubric, [80, 80], paid=[1, 2]) == "BA"
    ordinal = method(tail="ranking: {ties: ordinal}\n" + tiers("A: {best: 1}, B: {}"))
    assert graded(ordinal, [80, 80]) == "AB"


def test_everybody_alike() -> None:
    assert graded(method(tail=tiers("A: {best: 20%}, B: {}, C: {worst: 20%}")), [50] * 5) == "AAAAA"
    shut = method(tail=tiers("A: {best: 20%, ties: exclude}, B: {}, C: {worst: 20%, ties: exclude}"))
    assert graded(shut, [50] * 5) == "BBBBB"


# overlap -------------------------------------------------------------------------------------------------------------


def test_in_tiny_groups_best_beats_worst() -> None:
    one = method(
        tail=tiers("A: {best: 20%, round: ceil}, B: {}, C: {worst: 30%, round: ceil}, D: {worst: 10%, round: ceil}")
    )
    assert [graded(one, down(count)) for count in (1, 2, 3, 4)] == ["A", "AD", "ABD", "ABCD"]


def test_twelve_zones_have_one_in_the_worst_tenth() -> None:
    """10 % of 12 is 1.2: one zone by whole zones, two where the rubric rounds up."""
    down_to = "A: {best: 20%}, B: {}, D: {worst: 10%"
    assert graded(method(tail=tiers(down_to + "}")), down(12)) == "AABBBBBBBBBD"
    assert graded(method(tail=tiers(down_to + ", round: ceil}")), down(12)) == "AABBBBBBBBDD"


def test_an_upper_quota_beats_a_lower_one() -> None:
    assert graded(method(tail=tiers("A: {best: 3}, B: {best: 40%}, C: {}")), down(5)) == "AAACC"


# scores --------------------------------------------------------------------------------------------------------------


def test_scores_from_and_above() -> None:
    one = method(tail=tiers("A: {from: 90}, B: {above: 80}, C: {}"))
    assert graded(one, [90, 89.99, 80, 80.01, 0]) == "ABCBC"


def test_a_score_is_compared_with_the_printed_total() -> None:
    assert graded(method(tail=tiers("A: {from: 80}, B: {}")), [79.999, 79.994]) == "AB"


def test_stars_are_graded_by_the_same_rules() -> None:
    one = method(tail="management: {stars: {five: {from: 90}, four: {best: 50%}, none: {zh: 无星}}}")
    found = appraise(one, frame([95, 85, 70, 60]))
    assert column(found, "stars") == ["five", "four", "none", "none"]
    assert "tier" not in found.ranking.columns


# outside the quota ---------------------------------------------------------------------------------------------------

AUTO = "A: {best: 20%, auto: held >= 4}, B: {}, C: {worst: 20%}"


@pytest.mark.parametrize(("base", "found"), [("rest", "ABBBBBBCAA"), ("all", "AABBBBCCAA")])
def test_the_quota_is_counted_over_the_rest_or_over_all(base: str, found: str) -> None:
    """The example of the guide: ten zones, the last two outside the quota."""
    one = method(items=item("held"), tail=tiers(f"quota_base: {base}, {AUTO}"))
    assert graded(one, down(10), held=[0] * 8 + [4, 5]) == found


def test_the_rest_is_the_default_and_what_cannot_be_told_grants_nothing() -> None:
    one = method(items=item("held"), tail=tiers(AUTO))
    assert graded(one, down(10), held=[None] * 8 + [4, 5]) == "ABBBBBBCAA"


def test_a_zone_without_a_place_is_not_graded_by_condition_either() -> None:
    one = method(items=item("held"), tail=tiers(AUTO))
    assert graded(one, [90, None], held=[0, 4]) == "B-"


def test_a_tier_that_is_granted_only_by_condition_is_no_rest() -> None:
    one = method(items=item("held"), tail=tiers("S: {auto: held >= 4}, A: {best: 50%}, B: {}"))
    assert graded(one, down(5), held=[0, 0, 0, 0, 4]) == "AABBS"


def test_of_two_conditions_the_upper_tier_counts() -> None:
    one = method(items=item("held"), tail=tiers("S: {auto: held >= 4}, A: {auto: held >= 3}, B: {}"))
    assert graded(one, down(3), held=[5, 3, 0]) == "SAB"


def test_where_every_tier_but_one_has_a_rule_that_one_is_the_rest() -> None:
    one = method(items=item("held"), tail=tiers("A: {best: 20%}, B: {auto: held >= 4}"))
    assert graded(one, down(5), held=[0, 0, 0, 0, 4]) == "BBBBB"


# vetoes --------------------------------------------------------------------------------------------------------------

VETOES = """
vetoes:
  down: {zh: 降一档, en: One down, when: fell >= 1, drop: 1}
  more: {zh: 再降两档, en: Two more, when: fell >= 2, drop: 2}
  cap: {zh: 至多丙, en: C at best, when: spill >= 1, tier_at_best: C}
  cap2: {zh: 至多丁, en: D at best, when: spill >= 2, tier_at_best: D}
  forced: {zh: 定为乙, en: B, when: fraud >= 1, tier: B}
  forced2: {zh: 定为丁, en: D, when: fraud >= 2, tier: D}
"""
FOUR = "A: {best: 40%}, B: {}, C: {worst: 20%}, D: {worst: 10%}"


def vetoed(fell: list[int], spill: list[int], fraud: list[int]) -> str:
    rubric = method(items=item("fell") + item("spill") + item("fraud"), tail=VETOES + tiers(FOUR))
    blank = [0] * (10 - len(fell))
    return graded(rubric, down(10), fell=fell + blank, spill=spill + blank, fraud=fraud + blank)


def test_without_vetoes() -> None:
    assert vetoed([], [], []) == "AAAABBBBCD"


def test_drops_add_up_and_end_at_the_last_tier() -> None:
    assert vetoed([1, 2], [0, 0], [0, 0])[:2] == "BD"
    assert vetoed([0] * 9 + [2], [0] * 10, [0] * 10)[9] == "D"


def test_at_best_lowers_and_never_lifts() -> None:
    assert vetoed([0] * 10, [1, 2, 0, 0, 1, 0, 0, 0, 1, 1], [0] * 10) == "CDAACBBBCD"


def test_drops_then_caps_then_forced() -> None:
    """The second, A, capped: C. The third, A, dropped: B. The fourth both: C. The fifth both and forced: B."""
    assert vetoed([0, 0, 1, 1, 1], [0, 1, 0, 1, 1], [0, 0, 0, 0, 1])[:5] == "ACBCB"


def test_a_forced_tier_may_lift_and_the_lowest_of_several_counts() -> None:
    assert vetoed([0] * 10, [0] * 10, [2, 1, 0, 0, 0, 0, 0, 0, 0, 1]) == "DBAABBBBCB"


def test_the_place_that_a_vetoed_zone_leaves_stays_empty() -> None:
    assert vetoed([0], [2], [0]) == "DAAABBBBCD"


def test_a_veto_that_cannot_be_told_does_not_convict() -> None:
    rubric = method(items=item("fell") + item("spill") + item("fraud"), tail=VETOES + tiers(FOUR))
    found = appraise(rubric, frame([90, 80], fell=[None, 0], spill=[None, 0], fraud=[None, 0]))
    assert column(found, "vetoes") == [[], []]
    assert column(found, "tier") == ["B", "B"]


def test_vetoes_are_listed_in_the_rubrics_order_and_do_not_touch_stars() -> None:
    stars = "management: {tiers: {" + FOUR + "}, stars: {five: {from: 80}, none: {}}}"
    rubric = method(items=item("fell") + item("spill") + item("fraud"), tail=VETOES + stars)
    found = appraise(rubric, frame(down(2), fell=[1, 0], spill=[1, 0], fraud=[1, 0]))
    assert column(found, "vetoes") == [["down", "cap", "forced"], []]
    assert column(found, "stars") == ["five", "five"]
