"""Data steps in cases: a case may give the parameters, and needs to where its zones are no cohort."""

from __future__ import annotations

from scoring.engine.canonical import as_data, fingerprint
from scoring.engine.plan import compile_rubric
from scoring.rules.rubric import Rubric
from tests.engine.test_cases import found
from tests.engine.towns import item, method

SPREAD = "{0%: cohort.min, 100%: cohort.max}"


def steps(**changes: str) -> Rubric:
    return method(**{"top": "missing: zero\nimpute: cohort_median\ntreat: {winsorise: 1}", "scale": SPREAD} | changes)


def test_parameters_are_given() -> None:
    known = "cohort: {i.level: {min: 0, max: 10, impute: 4, clip_high: 8}}"
    assert not found(f"{{items: {{}}, {known}}}", "{i.level: {value: 4, status: imputed, points: 40}}", steps())
    assert not found(f"{{items: {{tax: 30}}, {known}}}", "{i.level: {value: 8, status: scored}, total: 80}", steps())


def test_what_cannot_be_filled_is_missing_and_what_cannot_be_treated_is_unknown() -> None:
    known = "cohort: {i.level: {min: 0, max: 10}}"
    filled = steps(top="missing: zero\nimpute: cohort_median")
    assert not found(f"{{items: {{}}, {known}}}", "{i.level: {status: absent, treatment: zero}, total: 0}", filled)
    ((what, _, said),) = found(f"{{items: {{tax: 5}}, {known}}}", "{total: 50}", steps())
    assert (what, said) == ("total", "needs given.cohort of i.level")


def test_a_table_is_a_cohort() -> None:
    given = "{zones: {a: {items: {tax: 1}}, b: {items: {tax: 3}}, c: {items: {}}}}"
    expect = "{a: {total: 0}, b: {total: 100}, c: {i.level: {value: 2, treatment: cohort_median}, total: 50}}"
    assert not found(given, expect, steps())


def test_screening_and_places_that_are_given() -> None:
    screens = steps(
        top="missing: zero\nscreen: {zones: 60%, indicators: 60%}",
        items=item("two"),
        points="50",
        indicators="  j: {pillar: p, zh: 二, en: J, value: two, unit: '1', points: 50, level: {scale: {0%: 0, 100%: 100}}}",
        tail="management: {tiers: {A: {best: 50%}, B: {}}}",
        scale="{0%: 0, 100%: 100}",
    )
    assert not found("{items: {tax: 1}}", "{state: screened, rank: null}", screens)
    assert not found("{rank: 1, of: 4}", "{tier: A, state: ranked}", screens)
    assert not found(
        "{items: {tax: 1, two: 2}, cohort: {j.level: {screen: 0.1}}}", "{j.level: {status: screened}}", screens
    )


def test_there_are_no_other_years() -> None:
    linear = steps(top="missing: zero\nimpute: linear")
    assert not found("{items: {}, cohort: {i.level: {min: 0, max: 10}}}", "{i.level: {status: absent}}", linear)


def test_what_decides_a_score_is_in_the_fingerprint() -> None:
    seen = {fingerprint(compile_rubric(method()))}
    for top in (
        "screen: {zones: 50%}",
        "screen: {indicators: 50%}",
        "impute: mean",
        "impute: linear",
        "treat: log",
        "treat: {box_cox: auto}",
        "treat: {box_cox: 0.5}",
        "treat: {clip: [p01, p99]}",
        "treat: {winsorise: 2}",
        "treat: {winsorise: 2, otherwise: log}",
        "treat: {winsorise: 2, skew: 1}",
    ):
        rubric = method(top=top, scale=SPREAD)
        seen.add(fingerprint(compile_rubric(rubric)))
    assert len(seen) == 12
    plain = as_data(compile_rubric(method()))
    assert "screen" not in plain
