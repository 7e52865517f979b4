"""Reading cases: every way of saying a figure and an expectation, and what has not the shape of one."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.language.messages import help_lines, sentence
from scoring.language.problems import Problem, Rejected
from scoring.language.source import read_yaml
from scoring.rules.cases import Case, Expected, Given, read_cases


def read(text: str) -> tuple[Case, ...]:
    return read_cases(read_yaml(text, "cases.yaml"))


def one(given: str, expect: str = "{total: 1}") -> Case:
    (case,) = read(f"- name: one\n  rubric: small@2025\n  given: {given}\n  expect: {expect}\n")
    return case


def given(text: str) -> Given:
    return one(text).zones["zone"]


def expected(text: str) -> dict[tuple[str, str, str], Expected]:
    return {(e.zone, e.what, e.part): e.value for e in one("{tax: 1}", text).expectations}


def refused(text: str) -> tuple[Problem, ...]:
    with pytest.raises(Rejected) as caught:
        read(text)
    for problem in caught.value.problems:
        assert problem.place is not None
        assert problem.place.line is not None
        for language in ("zh", "en"):
            assert sentence(problem, language)
            assert all(help_lines(problem, language))
    return caught.value.problems


def test_a_case_has_a_name_a_rubric_and_a_place() -> None:
    first, second = read(
        "- {name: 甲, rubric: small, given: {tax: 1}, expect: {total: 1}}\n"
        "- {name: 乙, rubric: small@2025/1.0.0, given: {tax: 1}, expect: {total: 1}}\n"
    )
    assert (first.name, first.rubric, second.rubric) == ("甲", "small", "small@2025/1.0.0")
    assert (first.place.line, second.place.line) == (1, 2)
    assert list(first.zones) == ["zone"]


def test_figures_of_every_space_are_exact() -> None:
    found = given(
        "{items: {tax: 0.1, land: 缺}, previous: {tax: 2}, witness: {tax: 3}, target: {tax: 4}, ledger: {on_time: 0.5}}"
    )
    assert found.figures == {
        "tax": Decimal("0.1"),
        "land": None,
        "previous.tax": Decimal(2),
        "witness.tax": Decimal(3),
        "target.tax": Decimal(4),
        "ledger.on_time": Decimal("0.5"),
    }
    assert (found.category, found.rank, found.of, found.total) == (None, None, None, None)


@pytest.mark.parametrize("absent", ["缺", "null", "未统计", '"—"', '""'])
def test_absent_figures(absent: str) -> None:
    assert given(f"{{tax: {absent}}}").figures == {"tax": None}


def test_an_item_may_stand_directly_under_given() -> None:
    found = given("{category: big, accidents: 1, rank: 3, of: 10, total: 88.5}")
    assert found.figures == {"accidents": Decimal(1)}
    assert (found.category, found.rank, found.of, found.total) == ("big", 3, 10, Decimal("88.5"))


def test_frozen_statistics() -> None:
    case = one("{tax: 1, cohort: {tax_per_mu.level: {p05: 5, p50: 10.5}, cohort.sum(tax): 1000}}")
    assert case.statistics == {
        "tax_per_mu.level": {"p05": Decimal(5), "p50": Decimal("10.5")},
        "cohort.sum(tax)": {"": Decimal(1000)},
    }


def test_a_table_of_zones() -> None:
    case = one(
        "{zones: {a: {category: big, items: {tax: 1}}, b: {tax: 缺}}, cohort: {m.level: {n: 2}}}",
        "{a: {rank: 1, tier: A}, b: {rank: 2}}",
    )
    assert {zone: found.figures for zone, found in case.zones.items()} == {"a": {"tax": Decimal(1)}, "b": {"tax": None}}
    assert case.zones["a"].category == "big"
    assert case.statistics == {"m.level": {"n": Decimal(2)}}
    assert [(e.zone, e.what, e.value) for e in case.expectations] == [
        ("a", "rank", Decimal(1)),
        ("a", "tier", "A"),
        ("b", "rank", Decimal(2)),
    ]


def test_every_kind_of_expectation() -> None:
    assert expected(
        "{total: 81.50, tier: A, stars: null, vetoes: [accident, late], gates: [], "
        "tax_per_mu.level: {share: 80%, points: 22.40, status: scored, treatment: null, value: -3}}"
    ) == {
        ("zone", "total", ""): Decimal("81.50"),
        ("zone", "tier", ""): "A",
        ("zone", "stars", ""): None,
        ("zone", "vetoes", ""): ("accident", "late"),
        ("zone", "gates", ""): (),
        ("zone", "tax_per_mu.level", "share"): Fraction(4, 5),
        ("zone", "tax_per_mu.level", "points"): Decimal("22.40"),
        ("zone", "tax_per_mu.level", "status"): "scored",
        ("zone", "tax_per_mu.level", "treatment"): None,
        ("zone", "tax_per_mu.level", "value"): Decimal(-3),
    }


def test_an_expectation_knows_its_place() -> None:
    case = one("{tax: 1}", "{total: 1, tier: A}")
    assert [e.place.line for e in case.expectations] == [4, 4]
    assert [e.place.column for e in case.expectations] == [19, 28]


@pytest.mark.parametrize(
    "text",
    [
        "name: a\n",
        "- one\n",
        "- {name: a, rubric: small, given: {tax: 1}}\n",
        "- {name: a, rubric: small, given: {tax: 1}, expect: {total: 1}, why: 1}\n",
        "- {name: a, rubric: small, given: [1], expect: {total: 1}}\n",
        "- {name: a, rubric: small, given: {tax: 3 tons}, expect: {total: 1}}\n",
        "- {name: a, rubric: small, given: {tax: [1]}, expect: {total: 1}}\n",
        "- {name: a, rubric: small, given: {rank: 0}, expect: {total: 1}}\n",
        "- {name: a, rubric: small, given: {rank: 1.5}, expect: {total: 1}}\n",
        "- {name: a, rubric: small, given: {total: high}, expect: {total: 1}}\n",
        "- {name: a, rubric: small, given: {cohort: {m.level: {p50: much}}}, expect: {total: 1}}\n",
        "- {name: a, rubric: small, given: {zones: {a: {tax: 1}}, tax: 1}, expect: {a: {total: 1}}}\n",
        "- {name: a, rubric: small, given: {zones: {a: {tax: 1}}}, expect: {a: 1}}\n",
        "- {name: a, rubric: small, given: {tax: 1}, expect: {share: 80.%%}}\n",
    ],
)
def test_what_is_no_case(text: str) -> None:
    assert refused(text)


def test_a_text_with_digits_is_no_absent_figure() -> None:
    (problem,) = refused("- {name: a, rubric: small, given: {tax: 约30}, expect: {total: 1}}\n")
    assert "约30" in sentence(problem, "en")
    assert problem.place is not None
    assert problem.place.column == 41
