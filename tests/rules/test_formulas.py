"""Formulas in their places: what they may name, the unit they come in, and the character a fault points at."""

from __future__ import annotations

import pytest

from scoring.language.nodes import Name, Operation, Scaled
from tests.rules.documents import RICH, SMALL, caret, changed, only, refused, rich, small


@pytest.mark.parametrize(
    ("old", "new", "code", "pointed"),
    [
        ("value: tax / land", "value: tax / lnad", "F104", "lnad"),
        ("value: tax / land", "value: 'tax / lnad'", "F104", "lnad"),
        ("value: tax / land", "value: {value: tax / lnad, basis: b}", "F104", "lnad"),
        ("value: tax / land", "value: tax / witness.land", "F104", "witness.land"),
        ("value: tax / land", "value: tax", "F133", "tax"),
        ("value: tax / land", "value: tax / land > 3", "F134", None),
        ("value: staff", "value: 3", "F140", "3"),
        ("value: staff", "value: 2025-01-01", None, None),
    ],
)
def test_faults_point_at_the_character(old: str, new: str, code: str | None, pointed: str | None) -> None:
    problems = refused(changed(SMALL, (old, new)))
    if pointed is not None:
        assert caret(only(problems, code or "")) == pointed


def test_what_may_be_named() -> None:
    rubric = rich(("must: land > 0", "must: land > target.land * ledger.on_time and witness.tax > 0"))
    assert rubric.checks["V101"].must.text.endswith("witness.tax > 0")


def test_constants_may_be_named_in_values_and_have_no_target() -> None:
    assert rich(("value: {value: tax / land,", "value: {value: 'max(tax / land, goal)',"))
    text = changed(RICH, ("value: {value: tax / land,", "value: {value: 'max(tax / land, target.goal)',"))
    assert caret(only(refused(text), "F104")) == "target.goal"


def test_numbers_in_a_scale_are_in_the_measures_unit() -> None:
    knot = small().measures[0].scale.knots[1].at  # type: ignore[union-attr]
    assert (knot.text, knot.unit.symbol) == ("10", "万元/亩")


def test_the_unit_wanted() -> None:
    value = small(("unit: 万元/亩", "unit: 元/亩")).indicators["tax_per_mu"].value
    assert value.unit.symbol == "元/亩"
    assert isinstance(value.tree, Scaled)
    assert value.tree.of == Operation("/", (Name(None, "tax"), Name(None, "land")))


@pytest.mark.parametrize("knot", ["cohort.mean", "2 * goal", "cohort.p50(tax / land)", "'max(cohort.p05, goal)'", "3"])
def test_what_a_knot_may_look_at(knot: str) -> None:
    assert rich(("100%: goal}", f"100%: {knot}}}"))


@pytest.mark.parametrize(
    ("knot", "name"),
    [
        ("tax / land", "tax"),
        ("goal * witness.tax / tax", "witness.tax"),
        ("goal * share(tax)", "share(…)"),
        ("goal * ledger.on_time", "ledger.on_time"),
        ("{value: rank(tax) * goal, basis: b}", "rank(…)"),
    ],
)
def test_what_it_may_not(knot: str, name: str) -> None:
    problem = refused(changed(RICH, ("100%: goal}", f"100%: {knot}}}")))[0]
    assert problem.code == "R148"
    assert problem.facts["name"] == name
    assert caret(problem) == name.replace("…", "tax")
