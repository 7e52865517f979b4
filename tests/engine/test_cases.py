"""Running cases: exact comparison, frozen statistics, given places; and names a case must not use."""

from __future__ import annotations

import pytest

from scoring.engine.cases import Difference, run_case
from scoring.language.messages import help_lines, sentence
from scoring.language.problems import Rejected
from scoring.language.source import read_yaml
from scoring.rules.cases import read_cases
from scoring.rules.rubric import Rubric
from tests.engine.parks import method as parks
from tests.engine.towns import TWO, item, method

INDICATORS = """\
  j: {pillar: q, zh: 乙, en: J, value: paid, unit: "1", points: 30, missing: cohort_mean,
     level: {scale: {0%: cohort.min, 100%: cohort.max}}}
  s: {pillar: r, zh: 丙, en: S, value: share(tax), unit: "1", points: 20, missing: zero,
     level: {scale: {bands: [{above: cohort.p50, share: 100%}, {otherwise: 25%}]}}}
"""
TAIL = """
adjustments:
  bonus: {zh: 加分, en: Bonus, points: 1 * awards, at_most: 3}
  late: {zh: 扣分, en: Late, points: ledger.on_time - 1}
gates:
  size: {zh: 规模, en: Size, must: awards < 100, otherwise: unranked}
vetoes:
  accident: {zh: 事故, en: Accident, when: previous(awards) >= 5, tier_at_best: C}
  fraud: {zh: 造假, en: Fraud, when: awards >= 50, total_at_most: 60}
ranking: {overall: true}
management:
  tiers: {A: {best: 20%}, B: {}, C: {worst: 30%}}
  stars: {one: {from: 60}, none: {}}
"""


def rubric(categories: str = "town: {zh: 镇, en: Town}") -> Rubric:
    return method(
        top="missing: zero",
        categories=categories,
        items=item("paid") + item("awards", if_absent="0"),
        pillars="  q: {zh: 二级, en: Q}\n  r: {parent: q, zh: 三级, en: R}\n",
        points="50",
        indicators=INDICATORS,
        tail=TAIL,
    )


def differences(given: str, expect: str, made: Rubric | None = None) -> tuple[Difference, ...]:
    text = f"- name: one\n  rubric: towns\n  given: {given}\n  expect: {expect}\n"
    (case,) = read_cases(read_yaml(text, "cases.yaml"))
    return run_case(made or rubric(), case)


def found(given: str, expect: str, made: Rubric | None = None) -> list[tuple[str, str, str]]:
    return [(d.expectation.what, d.expectation.part, d.found) for d in differences(given, expect, made)]


COHORT = "cohort: {j.level: {min: 0, max: 10, mean_points: 12.5}, s.level: {p50: 0.1}, cohort.sum(tax): 200}"
FULL = f"{{items: {{tax: 50, paid: 5, awards: 2}}, ledger: {{on_time: 0.5}}, {COHORT}}}"


@pytest.mark.parametrize(
    "expect",
    [
        "{i.level: {value: 50, share: 50%, points: 25, full: 50, status: scored, treatment: null}}",
        "{j.level: {value: 5, share: 0.5, points: 15.00}}",
        "{s.level: {value: 0.25, share: 100%, points: 20}}",
        "{i: 25, p: 25.0, q: 35.00, r: 20}",
        "{adjustments.bonus: 2, adjustments.late: -0.50, adjustments: 1.5}",
        "{total: 61.5, rank: 1, of: 1, overall_rank: 1, tier: B, stars: one, vetoes: [], gates: [], state: ranked}",
    ],
)
def test_what_comes_out_as_expected(expect: str) -> None:
    assert found(FULL, expect) == []


@pytest.mark.parametrize(
    ("expect", "what", "part", "actual"),
    [
        ("{i.level: {value: 50.0000001}}", "i.level", "value", "50"),
        ("{i.level: {share: 51%}}", "i.level", "share", "0.5"),
        ("{i.level: {points: 25.01}}", "i.level", "points", "25"),
        ("{i.level: {full: 49}}", "i.level", "full", "50"),
        ("{i.level: {status: absent}}", "i.level", "status", "scored"),
        ("{i.level: {treatment: zero}}", "i.level", "treatment", "none"),
        ("{q: 34}", "q", "", "35"),
        ("{total: 61.49}", "total", "", "61.5"),
        ("{rank: 2}", "rank", "", "1"),
        ("{tier: A}", "tier", "", "B"),
        ("{tier: null}", "tier", "", "B"),
        ("{stars: none}", "stars", "", "one"),
        ("{vetoes: [fraud]}", "vetoes", "", "[]"),
        ("{state: gated}", "state", "", "ranked"),
    ],
)
def test_what_does_not(expect: str, what: str, part: str, actual: str) -> None:
    assert found(FULL, expect) == [(what, part, actual)]


def test_numbers_are_compared_as_numbers() -> None:
    third = "{items: {tax: 1, paid: 1, awards: 0}, cohort: {cohort.sum(tax): 3, j.level: {min: 0, max: 3}, s.level: {p50: 0}}}"
    assert found(third, "{s.level: {value: 0.333333333333}, j.level: {share: 0.333333333}}") == []
    assert found(third, "{s.level: {value: 0.33333333}}") == [("s.level", "value", "0.333333333333")]
    assert found(third, "{j.level: {share: 33.3333333333333%}}") == [("j.level", "share", "0.333333333")]


def test_missing_and_absent_figures() -> None:
    assert (
        found(
            f"{{items: {{tax: 缺}}, {COHORT}}}",
            "{i.level: {value: null, share: null, points: 0, status: absent, treatment: zero},"
            " j.level: {points: 12.50, treatment: cohort_mean}, adjustments.bonus: 0, adjustments.late: null,"
            " total: null, state: not_graded, rank: null}",
        )
        == []
    )


def test_if_absent_is_filled_for_last_year_too() -> None:
    assert found("{tax: 1, previous: {awards: 5}}", "{vetoes: [accident]}") == []
    assert found("{tax: 1, previous: {awards: 缺}}", "{vetoes: []}") == []


def test_what_rests_on_a_scale_without_a_cohort_cannot_be_expected() -> None:
    given = "{items: {tax: 50, paid: 5}, ledger: {on_time: 1}}"
    assert found(given, "{i: 25, i.level: {points: 25}, p: 25, adjustments: 0, vetoes: []}") == []
    both = "needs given.cohort of j.level, s.level"
    assert found(
        given, "{j: 1, j.level: {points: 1}, q: 1, r: 1, total: 1, rank: 1, overall_rank: 1, tier: A, stars: one}"
    ) == [
        ("j", "", "needs given.cohort of j.level"),
        ("j.level", "points", "needs given.cohort of j.level"),
        ("q", "", both),
        ("r", "", "needs given.cohort of s.level"),
        *((what, "", both) for what in ("total", "rank", "overall_rank", "tier", "stars")),
    ]


def test_a_statistic_that_is_given_needs_no_least_number_of_zones() -> None:
    assert found("{items: {paid: 5}, cohort: {j.level: {min: 0, max: 10}}}", "{j: 15}") == []


# a table of zones ----------------------------------------------------------------------------------------------------

TABLE = """{zones: {
  a: {items: {tax: 90, paid: 9}, ledger: {on_time: 1}}, b: {items: {tax: 60, paid: 6}, ledger: {on_time: 1}},
  c: {items: {tax: 30, paid: 3, awards: 100}, ledger: {on_time: 1}}, d: {items: {tax: 10, paid: 1}, ledger: {on_time: 1}}}}"""


def test_a_table_is_fitted_scored_and_ranked() -> None:
    """Zone c is gated, so the cohort is a, b and d."""
    assert (
        found(
            TABLE.replace("\n", ""),
            "{a: {rank: 1, of: 3, j: 30, s: 20, total: 95, tier: B}, b: {rank: 2, j: 18.75},"
            " c: {rank: null, state: gated, gates: [size]}, d: {rank: 3, tier: B, stars: none}}",
        )
        == []
    )


def test_zones_of_several_categories() -> None:
    given = "{zones: {a: {category: big, tax: 90}, b: {category: small, tax: 80}}}"
    two = method(categories=TWO, tail="ranking: {overall: true}")
    assert found(given, "{a: {rank: 1, overall_rank: 1}, b: {rank: 1, overall_rank: 2}}", two) == []


# a given place -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "expect"),
    [
        ("{rank: 1, of: 10}", "{tier: A, rank: 1, of: 10, vetoes: []}"),
        ("{rank: 2, of: 10}", "{tier: A}"),
        ("{rank: 3, of: 10}", "{tier: B}"),
        ("{rank: 8, of: 10}", "{tier: C, rank: 8}"),
        ("{rank: 10, of: 10}", "{tier: C}"),
        ("{rank: 4}", "{tier: C, of: 4}"),
        ("{rank: 1, of: 10, previous: {awards: 5}}", "{tier: C, vetoes: [accident], rank: 1}"),
        ("{rank: 1, of: 10, awards: 100}", "{tier: null, gates: [size], state: gated, rank: null}"),
        ("{rank: 5, of: 10, total: 60}", "{stars: one, total: 60.00}"),
        ("{rank: 5, of: 10, total: 59.99}", "{stars: none}"),
    ],
)
def test_the_grading_stage_alone(given: str, expect: str) -> None:
    assert found(given, expect) == []


def test_a_given_place_in_one_of_several_categories() -> None:
    made = rubric(TWO)
    assert found("{category: small, rank: 3, of: 10}", "{tier: B, rank: 3}", made) == []


def test_points_are_not_known_where_a_place_is_given() -> None:
    assert found("{rank: 1, of: 10}", "{i: 25, i.level: {points: 3}}") == [("i", "", "–"), ("i.level", "points", "–")]


# names a case must not use -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "expect", "code", "en", "zh"),
    [
        ("{tax: 1}", "{totel: 1}", "K102", "`totel` is nothing a case can expect", "用例不能预期“totel”"),
        ("{tax: 1}", "{i.level: 25}", "K102", "`i.level` is nothing a case can expect", "用例不能预期“i.level”"),
        (
            "{tax: 1}",
            "{i.level: {pts: 2}}",
            "K102",
            "`i.level.pts` is nothing a case can expect",
            "用例不能预期“i.level.pts”",
        ),
        (
            "{tax: 1}",
            "{total: {points: 2}}",
            "K102",
            "`total.points` is nothing a case can expect",
            "用例不能预期“total.points”",
        ),
        ("{taxx: 1}", "{total: 1}", "K103", "`taxx` is no figure the rubric looks at", "办法中没有用到数据“taxx”"),
        (
            "{ledger: {closed: 1}}",
            "{total: 1}",
            "K103",
            "`ledger.closed` is no figure",
            "办法中没有用到数据“ledger.closed”",
        ),
        ("{category: city, tax: 1}", "{total: 1}", "K104", "the rubric has no category `city`", "办法中没有类别“city”"),
        (
            "{zones: {a: {tax: 1}}}",
            "{b: {total: 1}}",
            "K105",
            "the case expects something of `b`, which it does not give",
            "用例对“b”有预期，但未给出其数据",
        ),
        (
            "{tax: 1, cohort: {m.level: {p50: 1}}}",
            "{total: 1}",
            "K106",
            "`m.level` is neither a measure nor a statistic of the rubric",
            "“m.level”既不是办法中的测度，也不是统计量",
        ),
    ],
)
def test_names_the_rubric_does_not_have(given: str, expect: str, code: str, en: str, zh: str) -> None:
    with pytest.raises(Rejected) as caught:
        differences(given, expect)
    (problem,) = caught.value.problems
    assert problem.code == code
    assert sentence(problem, "en").startswith(en)
    assert sentence(problem, "zh").startswith(zh)
    assert problem.place is not None
    assert problem.place.line is not None
    for language in ("en", "zh"):
        assert all(help_lines(problem, language))


def test_the_category_must_be_said_where_there_are_several() -> None:
    with pytest.raises(Rejected) as caught:
        differences("{tax: 1}", "{total: 1}", rubric(TWO))
    (problem,) = caught.value.problems
    assert (problem.code, sentence(problem, "en")) == ("K107", "the case does not say its category")
    assert sentence(problem, "zh") == "用例未写明类别"


def test_an_item_no_formula_looks_at_may_be_given_and_last_years_too() -> None:
    idle = method(items=item("idle"))
    assert found("{tax: 50, idle: 1, previous: {idle: 2}}", "{total: 50}", idle) == []


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(Rejected) as caught:
        differences("{category: city, taxx: 1, cohort: {m: 1}}", "{totel: 1, i: 2}")
    assert [problem.code for problem in caught.value.problems] == ["K103", "K104", "K106", "K102"]


class TestKindsOfItem:
    """Cases say booleans, dates and lists as returns do."""

    GIVEN = (
        "{items: {certified: 是, reported: 2025-01-18, invest: 100}, target: {invest: 400}, lists: {"
        "firms: [{entity: 甲, class: champion, evidence: 文1}, {entity: 甲, class: listed, evidence: 文1}, "
        "{entity: 乙, class: innovative}, {entity: 丙, class: dropped}], "
        "platform: [{class: gym}, {class: clinic, ticked: false}], "
        "ecosystem: [{class: high, score: 4, expert: 张, evidence: 附}, {class: none, score: 1, expert: 王}]}}"
    )

    def test_come_out_as_counted(self) -> None:
        expect = "{firms: 4, firms.level: {value: 4}, service: 1, expert: 2.5, prompt: 4, done: 35, state: ranked}"
        assert found(self.GIVEN, expect, parks()) == []
        later = self.GIVEN.replace("2025-01-18", "2025年1月19日").replace("是", "0")
        assert found(later, "{prompt: 0, state: gated}", parks()) == []

    @pytest.mark.parametrize(
        ("old", "new", "code"),
        [
            ("invest: 100", "invest: true", "K120"),
            ("certified: 是", "certified: 3", "K120"),
            ("reported: 2025-01-18", "reported: 20106", "K120"),
            ("certified: 是", "certified: 2025-01-18", "K120"),
            ("class: gym", "class: pool", "K121"),
            ("platform: [", "nothing: [", "K121"),
        ],
    )
    def test_what_they_must_not_say(self, old: str, new: str, code: str) -> None:
        with pytest.raises(Rejected) as caught:
            found(self.GIVEN.replace(old, new), "{total: 1}", parks())
        problem = caught.value.problems[0]
        assert {one.code for one in caught.value.problems} == {code}
        for language in ("zh", "en"):
            assert sentence(problem, language)
            assert all(help_lines(problem, language))
