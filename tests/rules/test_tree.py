"""The tree of importance: trees of any depth, points and weights, exact sums, and what is wrong with them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.language.problems import Place
from scoring.rules.reader import Desk
from scoring.rules.tree import Branch, Tree, plain
from tests.rules.documents import SMALL, caret, changed, only, read, refused, said, said_zh, small

HERE = Place("tree")
CATEGORIES = {"a": HERE}


def branch(id_: str, parent: str | None, kind: str | None, amount: int, *, leaf: bool = False) -> Branch:
    amounts = {"a": Decimal(amount)} if kind else {}
    return Branch(id_, parent, kind, amounts, HERE, leaf)  # type: ignore[arg-type]


def tree(
    *branches: Branch, total: int = 100, tolerance: Fraction = Fraction(0)
) -> tuple[dict[str, Fraction], list[str]]:
    desk = Desk()
    full = Tree({b.id: b for b in branches}, desk, Fraction(total), tolerance).full(CATEGORIES)
    return {id_: by.get("a", Fraction(0)) for id_, by in full.items()}, [p.code for p in desk.problems]


@pytest.mark.parametrize("depth", [1, 2, 3, 4, 3000])
@pytest.mark.parametrize("kind", ["points", "weight", None])
def test_a_chain_of_any_depth(depth: int, kind: str | None) -> None:
    pillars = [branch(f"p{i}", f"p{i - 1}" if i else None, kind, 100) for i in range(depth)]
    leaves = [branch(f"i{i}", f"p{depth - 1}", kind or "points", 50, leaf=True) for i in range(2)]
    full, problems = tree(*pillars, *leaves)
    assert problems == []
    assert all(full[p.id] == 100 for p in pillars)
    assert all(full[leaf.id] == 50 for leaf in leaves)


@given(st.lists(st.lists(st.integers(0, 1000), min_size=1, max_size=6), min_size=1, max_size=6))
def test_weights_share_out_everything_exactly(weights: list[list[int]]) -> None:
    weights = [[1, *row] for row in weights]
    pillars = [branch(f"p{i}", None, "weight", sum(row)) for i, row in enumerate(weights)]
    leaves = []
    for i, row in enumerate(weights):
        leaves += [branch(f"p{i}_{j}", f"p{i}", "weight", amount, leaf=True) for j, amount in enumerate(row)]
    full, problems = tree(*pillars, *leaves)
    assert problems == []
    whole = sum(map(sum, weights))
    assert sum(full[leaf.id] for leaf in leaves) == 100
    for i, row in enumerate(weights):
        for j, amount in enumerate(row):
            assert full[f"p{i}_{j}"] == Fraction(100 * amount, whole)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=8))
def test_pillars_without_points_are_worth_their_children(points: list[int]) -> None:
    leaves = [branch(f"i{j}", "p", "points", amount, leaf=True) for j, amount in enumerate(points)]
    full, problems = tree(branch("p", None, None, 0), *leaves, total=sum(points))
    assert problems == []
    assert full["p"] == sum(points)


def test_thirds_stay_thirds() -> None:
    rubric = small(
        ("  people: {zh: 人员, en: People}", "  people: {zh: 人员, en: People, weight: 2}"),
        ("  output: {zh: 产出, en: Output}", "  output: {zh: 产出, en: Output, weight: 1}"),
        ("points: 60", "weight: 1"),
        ("points: 40", "weight: {national: 5, provincial: 1}"),
    )
    assert rubric.pillars["output"].full == {"national": Fraction(100, 3), "provincial": Fraction(100, 3)}
    assert rubric.indicators["staffing"].full["national"] == Fraction(200, 3)


def test_a_category_left_out_has_not_the_indicator() -> None:
    rubric = small(("points: 60", "points: {national: 60}"), ("points: 40", "points: {national: 40, provincial: 100}"))
    assert rubric.indicators["tax_per_mu"].full == {"national": 60}
    assert rubric.pillars["output"].full == {"national": 60}
    assert rubric.indicators["staffing"].full["provincial"] == 100


def test_weights_that_leave_nothing_to_share() -> None:
    rubric = small(
        ("  output: {zh: 产出, en: Output}", "  output: {zh: 产出, en: Output, points: {national: 60}}"),
        ("points: 60", "weight: {national: 1}"),
        ("points: 40", "points: {national: 40, provincial: 100}"),
    )
    assert rubric.indicators["tax_per_mu"].full == {"national": 60}


def test_a_declared_tolerance() -> None:
    text = changed(SMALL, ("points: 60", "points: 59.99"))
    assert only(refused(changed(text, ("points: 40", "points: {national: 40, provincial: 40.01}"))), "R129")
    assert read(text + "tolerance: 0.01\n").indicators["tax_per_mu"].full["national"] == Fraction(5999, 100)


def test_another_total() -> None:
    assert read(changed(SMALL, ("points: 60", "points: 110")) + "total: 150\n").total == 150


def test_sums_of_the_top_pillars() -> None:
    problems = refused(changed(SMALL, ("points: 60", "points: {national: 60, provincial: 55.5}")))
    problem = only(problems, "R129")
    assert said(problem) == "in `provincial` the points of the top pillars add up to 95.5, not to 100"
    assert said_zh(problem) == "类别 `provincial` 中一级指标分值之和为 95.5，应为 100"
    assert caret(problem) == "output"


def test_sums_below_a_pillar() -> None:
    text = changed(SMALL, ("en: Output}", "en: Output, points: 60}"), ("points: 60\n", "points: 50\n"))
    problem = only(tuple({p.code: p for p in refused(text)}.values()), "R123")
    assert said(problem) == "in `provincial` the points below `output` add up to 50, not to 60"


def test_an_unknown_parent() -> None:
    problem = only(refused(changed(SMALL, ("pillar: people", "pillar: poeple"))), "R120")
    assert said(problem) == "unknown pillar `poeple`"
    assert problem.facts["guess"] == "people"
    assert caret(problem) == "poeple"
    child = changed(SMALL, ("en: People}", "en: People, parent: tax_per_mu}"))
    assert caret(only(refused(child), "R120")) == "tax_per_mu"


def test_circles() -> None:
    text = changed(SMALL, ("en: People}", "en: People, parent: people}"))
    problem = only(refused(text), "R121")
    assert said(problem) == "pillars lie above themselves: people → people"
    both = changed(
        SMALL, ("en: People}", "en: People, parent: output}"), ("en: Output}", "en: Output, parent: people}")
    )
    assert said(only(refused(both), "R121")) == "pillars lie above themselves: output → people → output"


def test_what_hangs_from_a_circle_is_not_blamed() -> None:
    pillars = [branch("a", "b", None, 0), branch("b", "a", None, 0), branch("c", "a", None, 0)]
    assert tree(branch("d", "c", None, 0), *pillars)[1] == ["R121"]


def test_one_kind_among_siblings() -> None:
    text = changed(SMALL, ("en: Output}", "en: Output, weight: 1}"))
    problem = only(refused(text), "R122")
    assert said(problem) == "`people` stands beside `output`, which has a weight, and has none itself"
    assert caret(problem) == "people"
    assert len(problem.others) == 1


def test_points_and_weight() -> None:
    text = changed(SMALL, ("points: 60", "points: 60\n    weight: 1"))
    assert said(only(refused(text), "R119")) == "`tax_per_mu` says both points and a weight"


def test_an_empty_pillar() -> None:
    problem = only(refused(changed(SMALL, ("pillars:\n", "pillars:\n  idle: {zh: 空, en: Idle}\n"))), "R124")
    assert said(problem) == "the pillar `idle` has nothing below it"


def test_a_category_without_indicators() -> None:
    text = changed(SMALL, ("points: 60", "points: {national: 60}"), ("points: 40", "points: {national: 40}"))
    problems = refused(text)
    assert [problem.code for problem in problems] == ["R125", "R129"]
    assert caret(problems[0]) == "provincial"


def test_no_indicators_at_all() -> None:
    text = SMALL[: SMALL.index("pillars:")] + "pillars: {}\nindicators: {}\n"
    assert [problem.code for problem in refused(text)] == ["R125", "R125"]


def test_an_indicator_without_importance() -> None:
    problem = only(refused(changed(SMALL, ("    points: 40\n", ""))), "R126")
    assert said_zh(problem) == "指标 `staffing` 既无分值也无权重"


def test_weights_below_a_pillar_that_says_nothing() -> None:
    assert caret(only(refused(changed(SMALL, ("points: 60", "weight: 1"))), "R127")) == "output"


def test_weights_of_nothing() -> None:
    text = changed(SMALL, ("en: Output}", "en: Output, points: 60}"), ("points: 60\n", "weight: {national: 1}\n"))
    problem = only(refused(text), "R128")
    assert said(problem) == "in `provincial` the weights add up to 0: tax_per_mu"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(100), "100"),
        (Fraction(191, 2), "95.5"),
        (Fraction(1, 3), "1/3"),
        (Fraction(-1, 8), "-0.125"),
    ],
)
def test_fractions_as_people_write_them(value: Fraction, text: str) -> None:
    assert plain(value) == text
