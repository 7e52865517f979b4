"""How a node says what it makes of its children."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scoring.language.problems import Rejected
from scoring.rules.combination import SUM, Aggregate, Method, Way
from scoring.rules.reading import rubric_from_bytes
from tests.rules.documents import SMALL


def read(aggregate: str, more: str = "") -> Aggregate:
    text = SMALL.replace("en: Output}", f"en: Output, aggregate: {aggregate}{more}}}")
    return rubric_from_bytes(text.encode(), "r.yaml").pillars["output"].aggregate


def refused(text: str) -> list[str]:
    with pytest.raises(Rejected) as found:
        rubric_from_bytes(text.encode(), "r.yaml")
    return [problem.code for problem in found.value.problems]


WHOLE = Fraction(1)


@pytest.mark.parametrize(
    ("written", "way"),
    [
        ("arithmetic", Way(WHOLE, Method.ARITHMETIC)),
        ("geometric", Way(WHOLE, Method.GEOMETRIC)),
        ("{geometric: {at_least: 1%}}", Way(WHOLE, Method.GEOMETRIC, Fraction(1, 100))),
        ("harmonic", Way(WHOLE, Method.HARMONIC)),
        ("{power: -2}", Way(WHOLE, Method.POWER, Fraction(-2))),
        ("minimum", Way(WHOLE, Method.MINIMUM)),
        ("median", Way(WHOLE, Method.MEDIAN)),
        ("penalised", Way(WHOLE, Method.PENALISED, WHOLE)),
        ("{penalised: {strength: 0.5}}", Way(WHOLE, Method.PENALISED, Fraction(1, 2))),
        ("distance", Way(WHOLE, Method.DISTANCE)),
        ("topsis", Way(WHOLE, Method.TOPSIS, None, normalised=True)),
        ("{topsis: {normalise: none}}", Way(WHOLE, Method.TOPSIS)),
        ("{topsis: {normalise: vector}}", Way(WHOLE, Method.TOPSIS, None, normalised=True)),
        ("vikor", Way(WHOLE, Method.VIKOR, Fraction(1, 2))),
        ("{vikor: {v: {value: 30%, basis: 附件, status: official}}}", Way(WHOLE, Method.VIKOR, Fraction(3, 10))),
        ("borda", Way(WHOLE, Method.BORDA)),
        ("copeland", Way(WHOLE, Method.COPELAND)),
    ],
)
def test_one_way(written: str, way: Way) -> None:
    found = read(written)
    assert found.ways == (way,)
    assert found.sums == (way.method is Method.ARITHMETIC)
    assert found.compares == (way.method in {Method.TOPSIS, Method.VIKOR, Method.BORDA, Method.COPELAND})


def test_a_blend() -> None:
    found = read("{blend: [{part: 70%, by: arithmetic}, {part: 30%, by: topsis}]}")
    assert [(way.part, way.method.value) for way in found.ways] == [
        (Fraction(7, 10), "arithmetic"),
        (Fraction(3, 10), "topsis"),
    ]
    assert not found.sums


def test_nothing_said_is_a_sum() -> None:
    rubric = rubric_from_bytes(SMALL.encode(), "r.yaml")
    assert rubric.aggregate == rubric.pillars["output"].aggregate == SUM
    assert rubric.available_at_least is None


def test_the_total_may_say_it_too() -> None:
    rubric = rubric_from_bytes((SMALL + "aggregate: geometric\navailable_at_least: 60%\n").encode(), "r.yaml")
    assert [way.method for way in rubric.aggregate.ways] == [Method.GEOMETRIC]
    assert rubric.available_at_least == Fraction(3, 5)


def test_parts_that_do_not_make_up_the_whole() -> None:
    with pytest.raises(Rejected) as found:
        read("{blend: [{part: 70%, by: arithmetic}, {part: 20%, by: topsis}]}")
    assert [(p.code, p.facts["sum"]) for p in found.value.problems] == [("R187", "90%")]


def test_a_power_of_nothing() -> None:
    with pytest.raises(Rejected) as found:
        read("{power: 0}")
    assert [problem.code for problem in found.value.problems] == ["R188"]


@pytest.mark.parametrize(
    "written",
    [
        "nonsense",
        "power",
        "{geometric: 1%}",
        "{topsis: {normalise: max}}",
        "{blend: geometric}",
        "{power: 2, topsis: {normalise: none}}",
        "{blend: [{by: geometric}]}",
        "{}",
        "{median: {at_least: 1%}}",
    ],
)
def test_what_is_no_way(written: str) -> None:
    with pytest.raises(Rejected) as found:
        read(written)
    assert {problem.code[:2] for problem in found.value.problems} == {"R1"}


def test_availability_is_a_part() -> None:
    assert refused(SMALL + "available_at_least: 120%\n") == ["R104"]
