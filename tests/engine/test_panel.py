"""Several years in one run: scales of each year, of a base year, or pooled; years that fail are left out and said."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest

import scoring
from scoring.engine.appraisal import appraise
from scoring.engine.changes import COMPARISONS
from scoring.engine.panel import Panel, panel
from scoring.engine.tables import Inputs
from scoring.language.messages import help_lines, sentence
from scoring.language.problems import Problem, Rejected, Severity
from scoring.rules.rubric import PanelScales
from tests.engine.towns import TWO, item, method
from tests.engine.years import several, taxes

THREE = {
    2023: taxes(a=10, b=20, c=30),
    2024: taxes(a=40, b=30, c=35),
    2025: taxes(a=50, b=60, c=35),
}
COHORT = "{0%: cohort.min, 100%: cohort.max}"


def totals(found: Panel, year: int) -> dict[str, str]:
    rows = found.ranking.filter(pl.col("year") == year).sort("zone")
    return {zone: f"{total:f}" if total is not None else "-" for zone, total in rows.select("zone", "total").rows()}


def refused(
    inputs: Inputs, years: list[int] | None = None, scales: PanelScales | None = None, **changes: str
) -> Rejected:
    with pytest.raises(Rejected) as caught:
        panel(method(**changes), inputs, years, scales=scales)
    return caught.value


def told(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return [(problem.code, problem.facts["year"]) for problem in problems]


class TestScales:
    def test_of_each_year(self) -> None:
        found = panel(method(scale=COHORT), several(THREE))
        assert found.years == (2023, 2024, 2025)
        assert found.fitted == "same_year"
        assert totals(found, 2023) == {"a": "0.00", "b": "50.00", "c": "100.00"}
        assert totals(found, 2025) == {"a": "60.00", "b": "100.00", "c": "0.00"}
        assert found.scales["fitted_on"].unique().sort().to_list() == [2023, 2024, 2025]
        assert found.problems == ()

    def test_pooled(self) -> None:
        found = panel(method(scale=COHORT), several(THREE), scales="pooled")
        assert totals(found, 2023) == {"a": "0.00", "b": "20.00", "c": "40.00"}
        assert totals(found, 2025) == {"a": "80.00", "b": "100.00", "c": "50.00"}
        knots = found.scales.filter(pl.col("kind") == "knot")
        assert knots.select("at", "n", "fitted_on").rows() == [(10.0, 9, 2025), (60.0, 9, 2025)]

    def test_of_a_base_year(self) -> None:
        found = panel(method(scale=COHORT), several(THREE), [2024, 2025], scales=2023)
        assert found.years == (2024, 2025)
        assert totals(found, 2024) == {"a": "100.00", "b": "100.00", "c": "100.00"}
        assert found.scales["fitted_on"].unique().to_list() == [2023]

    @pytest.mark.parametrize("how", ["pooled", "same_year", 2024])
    def test_as_the_rubric_says(self, how: PanelScales) -> None:
        written = f"{{base: {how}}}" if isinstance(how, int) else how
        rubric = method(scale=COHORT, tail=f"panel: {{scales: {written}}}\n")
        found = panel(rubric, several(THREE))
        assert found.fitted == how
        assert found.ranking.equals(panel(method(scale=COHORT), several(THREE), scales=how).ranking)

    def test_the_caller_wins(self) -> None:
        rubric = method(scale=COHORT, tail="panel: {scales: pooled}\n")
        assert panel(rubric, several(THREE), scales="same_year").fitted == "same_year"

    def test_peers_of_all_years_are_told_apart(self) -> None:
        extra = (
            "  j: {pillar: p, zh: 乙, en: J, value: -tax, unit: '1', points: 50, level: {scale: {0%: -60, 100%: 0}}}\n"
        )
        rubric = method(points="50", indicators=extra, top="aggregate: copeland")
        found = panel(rubric, several(THREE), scales="pooled")
        again = panel(rubric, replace(several(THREE), zones=several(THREE).zones.reverse()), scales="pooled")
        peers = found.scales.filter(pl.col("kind") == "peer")
        assert peers["n"].unique().to_list() == [9]
        assert again.scales.equals(found.scales)

    def test_a_category_that_the_base_year_did_not_have(self) -> None:
        inputs = several(
            {2024: taxes(a=1, b=2), 2025: taxes(a=1, b=2, c=3, d=4)},
            {(zone, year): "small" if zone in "cd" else "big" for zone in "abcd" for year in (2024, 2025)},
        )
        found = panel(method(categories=TWO, scale=COHORT), inputs, scales=2024)
        assert list(found.appraisals) == [2024]
        failed, why = found.problems
        assert (failed.code, failed.severity, failed.facts["count"]) == ("S170", Severity.WARNING, "1")
        assert sentence(failed, "en") == "2025 cannot be appraised; why follows (problems: 1)"
        assert help_lines(failed, "zh") == ["其他年度不受影响；如不需要 2025 年，请用 `--years` 指明年度"]
        assert (why.code, why.severity) == ("S110", Severity.WARNING)
        assert sentence(why, "en") == "the scale table has no rows for `i.level` in `small`"
        assert help_lines(why, "en")[0].startswith("the base year 2024 has no zone of `small`")

    def test_a_base_year_that_cannot_be_fitted(self) -> None:
        inputs = several({2023: taxes(a=1), 2024: taxes(a=1, b=2)})
        problems = refused(inputs, scales=2023, scale=COHORT).problems
        assert [(problem.code, problem.severity) for problem in problems] == [
            ("S170", Severity.ERROR),
            ("S102", Severity.ERROR),
        ]
        assert help_lines(problems[0], "en") == [
            "2023 is the base year, and all years would rest on it: take another one, or pool the years"
        ]


class TestYears:
    def test_those_asked_for(self) -> None:
        found = panel(method(), several(THREE), [2025, 2023, 2025])
        assert found.years == (2023, 2025)
        assert found.ranking["compared_with"].unique().sort().to_list() == [None, 2023]

    def test_one_that_nobody_knows(self) -> None:
        problems = refused(several(THREE), [2022, 2023]).problems
        assert told(problems) == [("S174", "2022")]
        assert help_lines(problems[0], "en") == ["years with returns: 2023, 2024, 2025"]

    def test_no_base_year(self) -> None:
        assert told(refused(several(THREE), scales=2020).problems) == [("S173", "2020")]

    def test_none(self) -> None:
        assert told(refused(several(THREE), []).problems) == [("S100", "2025")]
        nothing = replace(several(THREE), submissions=several(THREE).submissions.clear())
        problems = refused(nothing, [2023]).problems
        assert (told(problems), problems[0].facts["known"]) == ([("S174", "2023")], "–")

    def test_one_that_fails_leaves_the_others(self) -> None:
        found = panel(method(scale=COHORT), several({**THREE, 2024: taxes(a=5)}))
        assert list(found.appraisals) == [2023, 2025]
        assert [problem.code for problem in found.problems] == ["S170", "S102"]
        assert found.ranking.filter(pl.col("year") == 2025)["compared_with"].unique().to_list() == [2023]

    def test_all_that_fail(self) -> None:
        problems = refused(several({2023: taxes(a=1), 2024: taxes(a=1)}), scale=COHORT).problems
        assert told(problems) == [("S170", "2023"), ("S102", "2023"), ("S170", "2024"), ("S102", "2024")]
        assert {problem.severity for problem in problems} == {Severity.ERROR}

    def test_the_first_has_no_year_before_it(self) -> None:
        found = panel(method(value="growth(tax)", scale="{0%: 0, 100%: 1}"), several(THREE))
        first, nobody = found.problems
        assert (first.code, first.facts["before"], first.facts["items"]) == ("S171", "2022", "tax")
        assert (nobody.code, nobody.facts["count"], nobody.facts["names"]) == ("S172", "3", "i")
        assert totals(found, 2023) == {"a": "-", "b": "-", "c": "-"}
        assert totals(found, 2024) == {"a": "100.00", "b": "50.00", "c": "16.67"}
        later = found.ranking.filter(pl.col("year") == 2024)
        assert later["comparison"].unique().to_list() == ["not_ranked_before"]

    def test_the_year_before_is_looked_at_though_it_is_not_appraised(self) -> None:
        found = panel(method(value="growth(tax)", scale="{0%: 0, 100%: 1}"), several(THREE), [2024])
        assert found.problems == ()
        assert totals(found, 2024) == {"a": "100.00", "b": "50.00", "c": "16.67"}

    def test_nobody_who_meets_the_entry_conditions(self) -> None:
        gate = "gates: {g: {zh: 准, en: G, must: tax > 40, otherwise: unranked}}\n"
        found = panel(method(tail=gate), several(THREE))
        assert [(problem.code, "names" in problem.facts) for problem in found.problems] == [("S172", False)] * 2
        assert help_lines(found.problems[0], "en") == [
            "begin with a later year, or let the rubric's `missing` say otherwise"
        ]


class TestChanges:
    def test_places_and_points_gained(self) -> None:
        found = panel(method(), several(THREE)).ranking
        assert found.filter(pl.col("year") == 2023).select(
            "rank_change", "total_change", "comparison"
        ).unique().rows() == [(None, None, "first_year")]
        last = found.filter(pl.col("year") == 2025).sort("zone")
        assert last.select("zone", "rank", "rank_change", "total_change", "comparison").rows() == [
            ("a", 2, -1, Decimal("10.00"), "compared"),
            ("b", 1, 2, Decimal("30.00"), "compared"),
            ("c", 3, -1, Decimal("0.00"), "compared"),
        ]
        assert last.schema["total_change"] == last.schema["total"]

    def test_why_there_is_nothing_to_compare(self) -> None:
        inputs = several(
            {2024: taxes(a=1, b=2, c=None, d=4), 2025: taxes(a=1, b=None, c=3, d=4, e=5)},
            {
                (zone, year): "small" if (zone, year) == ("d", 2025) else "big"
                for zone in "abcde"
                for year in (2024, 2025)
            },
        )
        last = panel(method(categories=TWO), inputs).ranking.filter(pl.col("year") == 2025).sort("zone")
        assert last["comparison"].to_list() == ["compared", "not_ranked", "not_ranked_before", "other_category", "new"]
        assert last["rank_change"].is_null().to_list() == [False, True, True, True, True]
        assert last["total_change"].is_null().to_list() == [False, True, True, True, True]
        assert {*last["comparison"], "first_year"} == set(COMPARISONS)


def test_each_year_is_an_ordinary_appraisal() -> None:
    inputs = several(THREE)
    found = panel(method(scale=COHORT, items=item("paid", if_absent="0")), inputs)
    for year, one in found.appraisals.items():
        alone = appraise(found.rubric, replace(inputs, year=year))
        assert one.ranking.equals(alone.ranking)
        assert one.scorecard.equals(alone.scorecard)
        assert found.ranking.filter(pl.col("year") == year).select(one.ranking.columns).equals(one.ranking)


def test_what_was_refused_while_reading_is_in_each_appraisal() -> None:
    problem = Problem("D100", None, {})
    found = panel(method(), replace(several(THREE), problems=(problem,)))
    assert [one.problems for one in found.appraisals.values()] == [(problem,)] * 3


def test_by_its_name() -> None:
    assert scoring.panel is panel
    assert scoring.Panel is Panel
