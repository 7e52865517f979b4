"""What fills a missing value, what it is called, and that a frozen table fills the same."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from scoring.engine.appraisal import Appraisal, appraise
from scoring.engine.tables import SUBMISSIONS, ZONES, Inputs
from scoring.language.messages import help_lines, sentence
from scoring.language.problems import Problem, Rejected
from scoring.rules.rubric import Rubric
from tests.engine.towns import TWO, column, frame, inputs, item, long, method

TAXES = [10, 20, 60, None]


def filled(rubric: Rubric, data: pl.DataFrame | Inputs) -> tuple[Appraisal, dict[str, tuple[object, ...]]]:
    """The appraisal, and value, status and treatment by zone; a table frozen from it gives the same."""
    found = appraise(rubric, data)
    again = appraise(rubric, data, scales=found.scales)
    assert again.scorecard.equals(found.scorecard)
    assert again.audit.equals(found.audit)
    return found, {
        row[0]: row[1:] for row in found.scorecard.select("zone", "value", "status", "treatment").iter_rows()
    }


def refused(rubric: Rubric, data: pl.DataFrame, **more: pl.DataFrame) -> list[Problem]:
    with pytest.raises(Rejected) as caught:
        appraise(rubric, data, **more)  # type: ignore[arg-type]
    for problem in caught.value.problems:
        assert problem.place is not None
        for language in ("zh", "en"):
            assert sentence(problem, language)
            assert all(help_lines(problem, language))
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("impute", "value"),
    [("zero", 0.0), ("mean", 30.0), ("median", 20.0), ("cohort_mean", 30.0), ("cohort_median", 20.0)],
)
def test_a_number_fills(impute: str, value: float) -> None:
    found, by_zone = filled(method(top=f"impute: {impute}"), frame(TAXES))
    assert by_zone["d"] == (value, "imputed", impute)
    assert by_zone["a"] == (10.0, "scored", None)
    (row,) = found.audit.rows(named=True)
    assert (row["zone"], row["step"], row["method"], row["before"], row["after"]) == (
        "d",
        "impute",
        impute,
        None,
        value,
    )
    kept = found.scales.filter(pl.col("kind") == "impute").select("category", "at", "basis").rows()
    across = impute in ("mean", "median")
    known = {"zero": "zero"}.get(impute, f"{'all' if across else 'cohort'}.{impute.removeprefix('cohort_')}")
    assert kept == [("*" if across else "town", value, known)]


def test_of_all_zones_or_of_the_category() -> None:
    data = frame([10, 20, 60, None], category=["big", "big", "small", "small"])
    both = method(categories=TWO, top="impute: mean\ncohort_at_least: 1")
    assert filled(both, data)[1]["d"][0] == 30.0
    own = method(categories=TWO, top="impute: cohort_mean\ncohort_at_least: 1")
    assert filled(own, data)[1]["d"][0] == 60.0
    across = method(
        categories=TWO,
        scale="{0%: 0, 100%: 100}}, cohort: all, impute: cohort_mean, missing: {points: -1",
    )
    assert filled(across, data)[1]["d"][0] == 30.0


def test_the_indicator_wins_over_the_rubric_and_the_measure_over_both() -> None:
    off = method(top="impute: zero", scale="{0%: 0, 100%: 100}}, impute: none, missing: {points: -1")
    assert filled(off, frame(TAXES))[1]["d"] == (None, "absent", "points")
    own = method(top="impute: zero", scale="{0%: 0, 100%: 100}, impute: median}, impute: none, missing: {points: -1")
    assert filled(own, frame(TAXES))[1]["d"] == (20.0, "imputed", "median")


def test_growth_is_left_alone() -> None:
    halves = "{0%: 0, 100%: 100}, share: 50%}, growth: {share: 50%, scale: {0%: 0, 100%: 1}"
    data = frame([10, None, 30], previous__tax=[10, 10, None])
    rows = appraise(method(top="impute: zero\nmissing: zero", scale=halves), data).scorecard
    assert rows.select("measure", "status").rows()[2:6] == [
        ("level", "imputed"),
        ("growth", "absent"),
        ("level", "scored"),
        ("growth", "absent"),
    ]


def test_what_does_not_apply_is_not_filled() -> None:
    rubric = method(
        top="impute: median",
        points="50",
        scale="{0%: 0, 100%: 100}}, applies: tax != 20, missing: {points: -1",
        indicators="  j: {pillar: p, zh: 二, en: Two, value: tax, unit: '1', points: 50, level: {scale: {0%: 0, 100%: 100}}}",
    )
    found = appraise(rubric, frame([10, 20, 60]))
    assert found.scorecard.filter(pl.col("status") == "not_applicable").rows(named=True)[0]["value"] is None
    assert found.scales.filter(pl.col("measure") == "i.level", pl.col("kind") == "impute")["at"].to_list() == [35.0]


def test_last_year() -> None:
    _, by_zone = filled(method(top="impute: last_year"), frame(TAXES, previous__tax=[1, 2, 3, 4]))
    assert by_zone["d"] == (4.0, "imputed", "last_year")
    _, none = filled(method(top="impute: last_year"), frame(TAXES, previous__tax=[1, 2, 3, None]))
    assert none["d"] == (None, "absent", "not_graded")


def test_the_siblings_earn_in_its_stead() -> None:
    rubric = method(
        points="50",
        top="impute: parent",
        items=item("land"),
        indicators="  j: {pillar: p, zh: 二, en: Two, value: land, unit: '1', points: 50, level: {scale: {0%: 0, 100%: 100}}}",
    )
    found, _ = filled(rubric, frame([None, 20], land=[40, 20]))
    assert column(found, "total") == [40, 20]
    assert found.audit.is_empty()


def test_a_missing_policy_of_its_own_wins_over_the_rubrics_parent() -> None:
    rubric = method(top="impute: parent", scale="{0%: 0, 100%: 100}}, missing: {points: -3")
    assert column(appraise(rubric, frame([None, 20])), "total") == [-3, 20]


def test_nothing_to_take_a_mean_of() -> None:
    problems = refused(method(top="impute: cohort_mean"), frame([None, None, None]))
    assert [(p.code, p.facts["n"], p.facts["step"]) for p in problems] == [("S160", "0", "impute")]
    assert refused(method(top="impute: median\ncohort_at_least: 3"), frame([1, 2, None]))[0].facts["category"] == "*"


def test_a_table_that_does_not_know_the_step() -> None:
    before = appraise(method(), frame([1, 2, 3])).scales
    problems = refused(method(top="impute: median\ntreat: {winsorise: 1}"), frame([1, 2, None]), scales=before)
    assert [(p.code, p.facts["step"]) for p in problems] == [("S162", "impute"), ("S162", "treat")]
    appraise(method(top="impute: last_year"), frame([1, 2], previous__tax=[1, 2]), scales=before)


# between years --------------------------------------------------------------------------------------------------------


def history(years: dict[int, dict[str, object]], gone: tuple[tuple[str, int], ...] = ()) -> Inputs:
    """Returns of zones a, b, … over several years; those gone are in no register that year."""
    now = inputs({"a": {"tax": 1}})
    names = sorted({zone for figures in years.values() for zone in figures})
    register = [
        {"zone": z, "year": y, "zh": z, "en": z, "category": "town", "prefecture": None, "parent": None}
        for z in names
        for y in years
        if (z, y) not in gone
    ]
    tables = [long({z: {"tax": v} for z, v in figures.items()}, y, submitted=True) for y, figures in years.items()]
    zones = pl.DataFrame(register, schema=ZONES).sort("zone", "year")
    return replace(now, zones=zones, submissions=pl.concat(tables, how="vertical").select(SUBMISSIONS.names()))


LINEAR = method(top="impute: linear\nmissing: zero")


def test_between_the_nearest_years_on_either_side() -> None:
    found, by_zone = filled(
        LINEAR,
        history(
            {
                2022: {"a": 10, "b": 1, "c": None, "d": 5},
                2023: {"a": None, "b": 20, "c": 8, "d": None},
                2025: {"a": None, "b": None, "c": None, "d": 7},
                2026: {"a": None, "b": 50, "c": None, "d": None},
                2027: {"a": 60, "b": 1000, "c": None, "d": None},
            }
        ),
    )
    assert by_zone["a"] == (40.0, "imputed", "linear")  # 10 + 50 · 3/5
    assert by_zone["b"] == (40.0, "imputed", "linear")  # 20 + 30 · 2/3
    assert by_zone["c"] == (None, "absent", "zero")  # nothing beyond the last year
    assert by_zone["d"] == (7.0, "scored", None)
    assert "linear" in found.audit["note"].to_list()


def test_a_zone_that_was_not_there_has_no_value_of_then() -> None:
    years = {2024: {"a": 10, "b": 1}, 2025: {"a": None, "b": 2}, 2026: {"a": 30, "b": 3}}
    assert filled(LINEAR, history(years))[1]["a"][0] == 20.0
    assert filled(LINEAR, history(years, gone=(("a", 2026), ("b", 2026))))[1]["a"][0] is None


def test_one_year_alone() -> None:
    assert filled(LINEAR, history({2025: {"a": None, "b": 2}}))[1]["a"] == (None, "absent", "zero")


def test_a_table_of_ones_own_brings_the_line_along() -> None:
    with pytest.raises(Rejected, match="S131"):
        appraise(LINEAR, frame([1, None]))
    _, by_zone = filled(LINEAR, frame([1, None]).with_columns(pl.Series("between.i.level", [None, 5.0])))
    assert by_zone["b"] == (5.0, "imputed", "linear")
