"""The plan: which figures are read, which policy counts, and the canonical form in which engines agree."""

from __future__ import annotations

import json

import pytest

from scoring.engine.canonical import as_data, canonical, fingerprint
from scoring.engine.plan import Plan, compile_rubric, figures_of, key
from scoring.language.nodes import Call, Name
from scoring.rules.rubric import Policy
from tests.engine.towns import item, method
from tests.rules.documents import RICH, SMALL, changed, read, rich, small


def plan_of(**changes: str) -> Plan:
    return compile_rubric(method(**changes))


def test_figures_are_what_formulas_look_at_each_once() -> None:
    plan = compile_rubric(rich())
    written = {f"previous.{id_}" if back else f"{space}.{id_}" if space else id_ for space, id_, back in plan.figures}
    assert written == {
        "tax",
        "land",
        "boxes",
        "previous.boxes",
        "previous.debt",
        "debt",
        "previous.tax",
        "previous.land",
        "target.tax",
        "witness.tax",
    }
    assert len(set(plan.figures)) == len(plan.figures)


def test_growth_looks_at_both_years_and_previous_at_one() -> None:
    assert list(figures_of(Call("growth", (Name(None, "a"),)))) == [(Name(None, "a"), False), (Name(None, "a"), True)]
    assert list(figures_of(Call("previous", (Name(None, "a"),)))) == [(Name(None, "a"), True)]


def test_measures_count_where_they_have_points() -> None:
    plan = compile_rubric(
        small(("points: 60", "points: {national: 60, provincial: 100}"), ("points: 40", "points: {national: 40}"))
    )
    assert [one.measure.id for one in plan.counted("national")] == ["tax_per_mu.level", "staffing.level"]
    assert [one.measure.id for one in plan.counted("provincial")] == ["tax_per_mu.level"]
    assert [pillar.id for pillar in plan.roots()] == ["output", "people"]


# statistics ----------------------------------------------------------------------------------------------------------


def test_statistics_of_expressions_are_asked_for_once_each() -> None:
    items = item("paid")
    tail = """
ranking: {break: [share(tax)]}
adjustments:
  a: {zh: 加, en: A, points: share(tax) + rank(paid) + cohort.mean(tax + paid)}
vetoes:
  v: {zh: 否, en: V, when: growth(share(paid)) > 1, unranked: true}
management:
  tiers: {A: {best: 10%, auto: cohort.max(tax) <= tax}, B: {}}
  stars: {one: {from: 1, auto: rank(tax) <= 1}, none: {}}
"""
    plan = plan_of(items=items, tail=tail)
    assert list(plan.requests) == [
        "cohort.sum(tax)",
        "rank(paid)",
        "cohort.mean(tax + paid)",
        "cohort.sum(paid)",
        "previous(cohort.sum(paid))",
        "cohort.max(tax)",
        "rank(tax)",
    ]
    assert [request.back for request in plan.requests.values()].count(True) == 1


def test_the_same_statistic_of_a_category_and_of_all_are_two() -> None:
    second = (
        '  j: {pillar: p, zh: 乙, en: J, value: share(tax), unit: "1", points: 50, cohort: all,\n'
        "    level: {scale: {0%: 0, 100%: 1}}}\n"
    )
    plan = plan_of(points="50", indicators=second, tail="adjustments: {a: {zh: 加, en: A, points: share(tax)}}\n")
    assert {name: request.across for name, request in plan.requests.items()} == {
        "cohort.sum(tax)": True,
        "cohort.sum(tax) of category": False,
    }


def test_names_in_the_scale_table() -> None:
    assert key(Call("share", (Name(None, "tax"),)), back=False) == "cohort.sum(tax)"
    assert key(Call("rank", (Name(None, "tax"),)), back=True) == "previous(rank(tax))"


# missing policies ----------------------------------------------------------------------------------------------------


def remedies(*policies: str, indicator: str = "", rubric: str = "") -> tuple[list[tuple[str, tuple[str, ...]]], str]:
    """The remedies of a measure over items a, b, c with these policies, and what holds otherwise."""
    items = "".join(
        item(name, missing=policy) if policy else item(name) for name, policy in zip("abc", policies, strict=True)
    )
    extra = f", missing: {indicator}" if indicator else ""
    made = (
        f'  j: {{pillar: p, zh: 乙, en: J, value: a + b + growth(c), unit: "1", points: 50{extra},\n'
        f"    level: {{scale: {{0%: 0, 100%: 1}}}}}}\n"
    )
    plan = plan_of(items=items, points="50", indicators=made, top=f"missing: {rubric}" if rubric else "")
    found = plan.measures["j.level"]
    return [(str(r.missing.policy), r.columns) for r in found.remedies], str(found.otherwise.policy)


def test_the_strictest_policy_among_the_missing_items_comes_first() -> None:
    assert remedies("redistribute", "block", "zero") == (
        [("block", ("b",)), ("zero", ("c", "previous.c")), ("redistribute", ("a",))],
        "not_graded",
    )


def test_an_item_without_a_policy_has_the_rubrics() -> None:
    assert remedies("redistribute", "", "zero") == (
        [("not_graded", ("b",)), ("zero", ("c", "previous.c")), ("redistribute", ("a",))],
        "not_graded",
    )


def test_the_mildest_needs_no_remedy_where_it_is_the_rubrics() -> None:
    assert remedies("redistribute", "", "", rubric="redistribute") == ([], "redistribute")
    assert remedies("zero", "", "", rubric="redistribute") == ([("zero", ("a",))], "redistribute")


def test_the_indicators_policy_wins_over_all() -> None:
    assert remedies("block", "zero", "", indicator="cohort_mean") == ([], "cohort_mean")


def test_of_two_that_give_points_the_one_that_gives_less_is_stricter() -> None:
    found, _ = remedies("{points: 1}", "{points: -2}", "zero")
    assert [columns for _, columns in found] == [("b",), ("a",), ("c", "previous.c")]


def test_policies_that_may_come_to_bear() -> None:
    plan = plan_of(top="missing: zero")
    assert plan.measures["i.level"].policies == {Policy.ZERO}


@pytest.mark.parametrize(
    ("scale", "signed"),
    [
        ("{scale: {0%: 0, 100%: 100}}", False),
        ("{scale: {-10%: 0, 100%: 100}}", True),
        ("{scale: {-10%: 0, 100%: 100}, at_least: 0%}", False),
        ("{scale: {0%: 0, 100%: 100, beyond: extend}}", True),
        ("{scale: {0%: 0, 100%: 100, beyond: extend}, at_least: 0%}", True),
        ("{scale: {0%: 0, 100%: 100, beyond: extend}, at_least: 0%, at_most: 150%}", False),
        ("{scale: {0%: 0, 100%: 100, beyond: extend}, at_least: -1%, at_most: 150%}", True),
        ("{scale: {bands: [{from: 5, share: 100%}, {otherwise: 0%}]}}", False),
        ("{scale: {bands: [{from: 5, share: 100%}, {otherwise: {points: -5}}]}}", True),
        ("{scale: {formula: x / 100}}", True),
        ("{scale: {formula: x / 100}, at_least: 0%, at_most: 100%}", False),
    ],
)
def test_measures_whose_points_may_be_negative_or_without_bound(scale: str, signed: bool) -> None:
    plan = compile_rubric(small(("level: {scale: {0%: 0, 100%: 10}}", f"level: {scale}")))
    assert plan.measures["tax_per_mu.level"].signed is signed


# the canonical form --------------------------------------------------------------------------------------------------


def test_the_canonical_form_is_plain_json_and_repeats_itself() -> None:
    first, again = compile_rubric(rich()), compile_rubric(rich())
    assert canonical(first) == canonical(again)
    assert fingerprint(first) == fingerprint(again)
    assert json.loads(canonical(first)) == as_data(first)


def test_what_the_canonical_form_says() -> None:
    data = json.loads(canonical(compile_rubric(rich())))
    assert data["rubric"] == "rich@2025/1.0.0"
    assert data["digits"] == {
        "value": "4 half_even",
        "points": "3 half_up",
        "indicator": "3 half_up",
        "pillar": "2 half_up",
        "total": "2 truncate",
    }
    assert data["constants"]["goal"] == {"unit": "万元/亩", "value": {"national": "20", "provincial": "12"}}
    assert data["units"]["美元"] == "7.1"
    assert data["items"]["land"] == {"unit": "亩", "roll_up": "sum", "at_least": "0", "at_most": "100000"}
    level = data["measures"]["tax_per_mu.level"]
    assert level["value"] == "tax / land"
    assert level["points"] == {"national": "12", "provincial": "8"}
    assert level["scale"] == {
        "lines": [["cohort.p05", "0"], ["10", "0.6"], ["goal", "1"]],
        "below": "hold",
        "above": "hold",
        "rising": True,
    }
    assert (level["applies"], level["cohort"], level["at_most"]) == ("land > 0", "all", "1.5")
    assert level["missing"] == ["redistribute"]
    bands = data["measures"]["finished.completion"]["scale"]["bands"]
    assert [(band["low"], band["high"]) for band in bands] == [
        (["1", "from"], None),
        (["0.8", "above"], ["1", "below"]),
        (["0.5", "from"], ["0.8", "to"]),
        (None, None),
    ]
    assert data["measures"]["tax_per_mu.volume"]["scale"] == {"formula": "min(1, x / 3)"}
    assert data["measures"]["handling.level"]["missing"] == ["points -2 if boxes", "points -1"]
    assert data["gates"]["solvent"]["otherwise"] == "D"
    assert data["gates"]["grown"]["otherwise"] == "unranked"
    assert [sorted(veto) for veto in data["vetoes"].values()] == [
        ["tier", "when"],
        ["tier_at_best", "when"],
        ["total_at_most", "when"],
        ["drop", "when"],
        ["unranked", "when"],
    ]
    assert data["ranking"] == {
        "ties": "dense",
        "by": "full",
        "break": ["tax_per_mu", "output", "tax / land"],
        "overall": True,
    }
    assert data["tiers"]["tiers"]["A"]["best"] == "0.2 of all"
    assert data["tiers"]["tiers"]["D"]["worst"] == 2
    assert data["stars"]["tiers"] == {"five": {"from": "90"}, "four": {"above": "80"}, "none": {}}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("zh: 税收, en: Tax,", "zh: 税款, en: Taxes,"),
        ("zh: 亩均税收", "zh: 亩均税收额"),
        ("basis: 示例〔2025〕1号", "basis: 示例〔2025〕2号"),
        ("status: illustrative", "status: official"),
        ("aliases: [全口径税收]", "aliases: [税收合计]"),
        ("placeholders: [未统计, 待核]", "placeholders: [未统计]"),
        ("A: {zh: 甲, en: A,", "A: {zh: 优, en: A,"),
        ("value: {value: tax / land, basis: 示例}", "value: tax/land   # a comment"),
        ("at_most: 150%", "at_most: 150.0%"),
    ],
)
def test_labels_sources_and_spelling_do_not_change_the_fingerprint(old: str, new: str) -> None:
    assert fingerprint(compile_rubric(rich((old, new)))) == fingerprint(compile_rubric(rich()))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("60%: {value: 10,", "60%: {value: 11,"),
        ("60%: {value: 10,", "50%: {value: 10,"),
        ("0%: cohort.p05", "0%: cohort.p10"),
        ("goal: {value: {national: 20", "goal: {value: {national: 21"),
        ("美元: {equals: 7.1 元", "美元: {equals: 7.2 元"),
        ("cohort_at_least: {value: 3", "cohort_at_least: {value: 4"),
        ("missing: {points: -1, basis: 示例}", "missing: {points: -1.5, basis: 示例}"),
        (
            "boxes: {unit: 标箱, zh: 箱量, en: Boxes, if_absent: 0",
            "boxes: {unit: 标箱, zh: 箱量, en: Boxes, if_absent: 1",
        ),
        ("missing: zero, roll_up: sum", "missing: zero, roll_up: none"),
        ("<= 2%", "<= 3%"),
        ("severity: error", "severity: warning"),
        ("applies: land > 0", "applies: land > 1 [亩]"),
        ("cohort: all", "cohort: category"),
        ("beyond: extend", "beyond: hold"),
        ("above: 0.8, below: 1", "from: 0.8, below: 1"),
        ("at_most: 150%", "at_most: 140%"),
        ("min(1, x / 3)", "min(1, x / 4)"),
        ("points: 2, at_most: 3", "points: 2, at_most: 4"),
        ("at_least: {value: -3", "at_least: {value: -4"),
        ("land >= 10 [亩]", "land >= 11 [亩]"),
        ("otherwise: {tier: D", "otherwise: {tier: C"),
        ("tier_at_best: C", "tier_at_best: B"),
        ("total_at_most: 60", "total_at_most: 61"),
        ("drop: 1", "drop: 2"),
        ("ties: dense", "ties: standard"),
        ("by: full", "by: printed"),
        ("break: [tax_per_mu, ", "break: ["),
        ("overall: true", "overall: false"),
        ("quota_base: all", "quota_base: rest"),
        ("round: half_up", "round: ceil"),
        ("edge: exclusive", "edge: inclusive"),
        ("ties: exclude", "ties: include"),
        ("tax > 900000", "tax > 900001"),
        ("best: 20%", "best: 21%"),
        ("worst: 2", "worst: 3"),
        ("worst: 2", "worst: {national: 2}"),
        ("five: {from: 90}", "five: {from: 91}"),
        ("five: {from: 90}", "five: {above: 90}"),
        ("total: truncate", "total: half_up"),
        ("pillar: 2, total", "pillar: 3, total"),
    ],
)
def test_whatever_decides_a_score_or_a_place_changes_it(old: str, new: str) -> None:
    assert old in RICH
    assert fingerprint(compile_rubric(rich((old, new)))) != fingerprint(compile_rubric(rich()))


def test_quotas_by_category_are_spelled_out() -> None:
    data = json.loads(canonical(compile_rubric(rich(("worst: 2", "worst: {national: 2, provincial: 10%}")))))
    assert data["tiers"]["tiers"]["D"]["worst"] == {"national": 2, "provincial": "0.1 of all"}


def test_a_rubric_without_grades_says_so() -> None:
    data = as_data(compile_rubric(read(changed(SMALL))))
    assert (data["tiers"], data["stars"]) == (None, None)
    assert data["digits"] == {
        name: None if name == "value" else "2 half_up" for name in ("value", "points", "indicator", "pillar", "total")
    }
