"""Whatever the figures are: a problem with a name, or scores that are numbers. Never NaN, never a crash."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.engine.advise.advice import next_place
from scoring.engine.appraisal import Appraisal, appraise
from scoring.engine.diagnose.diagnosis import diagnose
from scoring.engine.explain.card import card
from scoring.language.messages import catalogue, help_lines, sentence
from scoring.language.problems import Problem, Rejected
from scoring.rules.reading import rubric_from_bytes
from tests.laws.valley import printed
from tests.laws.wild import awkward, methods

CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

#: Of how many zones at most a method is diagnosed: leaving each out in turn takes its time.
DIAGNOSED = 5


def is_said(problem: Problem) -> None:
    """A problem has a code that is in the catalogue, a place, and sentences without a hole, in both languages."""
    assert problem.code in catalogue()
    assert problem.place is not None
    assert problem.place.line is not None
    for language in ("zh", "en"):
        said = [sentence(problem, language), *help_lines(problem, language)]
        assert all(said)
        assert not [line for line in said if "nan" in line.split() or "None" in line]


def all_numbers(frames: Mapping[str, pl.DataFrame]) -> None:
    """No float of any frame is NaN or infinite."""
    for name, frame in frames.items():
        floats = frame.select(pl.col(pl.Float64))
        for column in floats.iter_columns():
            assert column.drop_nulls().is_finite().all(), f"{name}.{column.name}: {column.to_list()}"


def published(found: Appraisal) -> tuple[str, ...]:
    return *printed(found), found.audit.write_csv()


def holds(text: str, table: pl.DataFrame, order: list[int]) -> set[str]:
    """The law; the codes of what was refused."""
    try:
        rubric = rubric_from_bytes(text.encode(), "wild.yaml")
        if len(rubric.categories) == 1:
            table = table.with_columns(category=pl.lit("one"))
        found = appraise(rubric, table)
    except Rejected as rejected:
        for problem in rejected.problems:
            is_said(problem)
        return {problem.code for problem in rejected.problems} or {"nothing said"}
    frames = {"ranking": found.ranking, "scorecard": found.scorecard, "audit": found.audit, "scales": found.scales}
    all_numbers(frames)
    assert published(appraise(rubric, table[order])) == published(found)
    frozen = appraise(rubric, table[order], scales=found.scales)
    assert frozen.ranking.equals(found.ranking)
    for zone in found.ranking["zone"]:
        card(found, zone)
        next_place(found, zone)
    if len(table) <= DIAGNOSED:
        all_numbers(diagnose(found).frames())
    return set()


@st.composite
def orders(draw: st.DrawFn, count: int) -> list[int]:
    return draw(st.permutations(range(count)))


@settings(max_examples=30, deadline=None, suppress_health_check=CHECKS)
@given(methods(), awkward(), st.data())
def test_degenerate_figures_are_refused_by_name_or_scored(text: str, table: pl.DataFrame, data: st.DataObject) -> None:
    assert "nothing said" not in holds(text, table, data.draw(orders(len(table))))


@pytest.mark.slow
@settings(max_examples=2000, deadline=None, suppress_health_check=CHECKS)
@given(methods(), awkward(), st.data())
def test_degenerate_figures_at_length(text: str, table: pl.DataFrame, data: st.DataObject) -> None:
    assert "nothing said" not in holds(text, table, data.draw(orders(len(table))))
