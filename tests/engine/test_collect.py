"""Collect: parks are added into their zone, last year's figures stand beside this year's, silence is not a zero."""

from __future__ import annotations

import polars as pl
import pytest

from scoring.engine.appraisal import appraise
from scoring.engine.collect import collect
from scoring.engine.plan import compile_rubric
from scoring.engine.tables import PARTICULARS, Inputs
from scoring.language.messages import sentence
from scoring.language.problems import Rejected
from scoring.rules.rubric import Rubric
from tests.engine.towns import Figures, inputs, item, method

ITEMS = (
    item("paid", roll_up="sum")
    + item("awards", witness="bureau", if_absent="0", roll_up="sum")
    + item("each", if_absent="2", roll_up="sum")
    + item("debt", unit='"%"')
    + item("own", roll_up="none")
)
LOOKS = """
checks:
  V1: {must: tax + paid + debt + own + awards + each + previous(tax) + previous(awards) > 0, severity: warning, zh: 查, en: V}
  V2: {must: witness.tax + target.tax + ledger.on_time + witness.awards > 0, severity: warning, zh: 查, en: V}
"""


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return method(items=ITEMS, tail=LOOKS)


def values(rubric: Rubric, given: Inputs) -> dict[str, dict[str, object]]:
    """The values table by zone."""
    return {str(row["zone"]): row for row in collect(compile_rubric(rubric), given).iter_rows(named=True)}


def zone(rubric: Rubric, figures: Figures, **others: object) -> dict[str, object]:
    """The values of zone ``a``, whose parks are ``a1`` and ``a2``."""
    return values(rubric, inputs(figures, parks={"a1": "a", "a2": "a"}, **others))["a"]  # type: ignore[arg-type]


def test_a_zone_of_its_own_keeps_its_figures(rubric: Rubric) -> None:
    row = values(rubric, inputs({"a": {"tax": "1.5", "debt": 3}}))["a"]
    assert (row["tax"], row["debt"], row["paid"]) == (1.5, 3.0, None)
    assert list(row)[:6] == list(PARTICULARS)


def test_parks_have_no_row_and_the_zone_has_their_sum(rubric: Rubric) -> None:
    given = inputs(
        {"a": {"tax": 100}, "a1": {"tax": 50}, "a2": {"tax": 20}, "b": {"tax": 7}}, parks={"a1": "a", "a2": "a"}
    )
    found = values(rubric, given)
    assert {name: row["tax"] for name, row in found.items()} == {"a": 170.0, "b": 7.0}


def test_sums_are_exact_in_decimals(rubric: Rubric) -> None:
    """In floats 0.1 + 0.2 + … would not be the nearest to 0.6; and a large part would swallow a small one."""
    assert zone(rubric, {"a": {"tax": "0.1"}, "a1": {"tax": "0.2"}, "a2": {"tax": "0.3"}})["tax"] == 0.6
    row = zone(
        rubric,
        {"a": {"tax": "10000000000000000"}, "a1": {"tax": "0.000000000001"}, "a2": {"tax": "-10000000000000000"}},
    )
    assert row["tax"] == 1e-12


def test_a_ratio_is_the_ratio_of_sums() -> None:
    """100/10, 50/5 and 20/3: 170/18, not the mean of 10, 10 and 6.67."""
    ratio = method(
        items=item("land", roll_up="sum"),
        top="digits: {value: 9, points: 2}",
        indicators='  r: {pillar: p, zh: 比, en: R, value: tax / land, unit: "1", points: 10, level: {scale: {0%: 0, 100%: 10}}}',
        points="90",
    )
    given = inputs(
        {"a": {"tax": 100, "land": 10}, "a1": {"tax": 50, "land": 5}, "a2": {"tax": 20, "land": 3}},
        parks={"a1": "a", "a2": "a"},
    )
    card = appraise(ratio, given).scorecard.filter(indicator="r")
    assert card["value"].to_list() == [9.444444444]


def test_a_part_that_lacks_a_figure_leaves_the_sum_missing(rubric: Rubric) -> None:
    row = zone(rubric, {"a": {"tax": 100, "paid": 1}, "a1": {"tax": 50}, "a2": {"tax": None, "paid": 2}})
    assert row["tax"] is None, "one park's cell says absent"
    assert row["paid"] is None, "one park's form has no such row"


def test_if_absent_fills_for_each_part_that_is_silent(rubric: Rubric) -> None:
    row = zone(rubric, {"a": {"tax": 1, "awards": 3, "each": 5}, "a1": {"tax": 1, "awards": None}, "a2": {"tax": 1}})
    assert row["awards"] == 3.0
    assert row["each"] == 9.0, "5 and twice the 2 that silence stands for"
    assert zone(rubric, {"a": {"tax": 1}, "a1": {"tax": 1}, "a2": {"tax": 1}})["awards"] == 0.0, "all are silent"


def test_a_refused_cell_is_never_filled(rubric: Rubric) -> None:
    row = zone(rubric, {"a": {"tax": 1, "awards": 3}, "a1": {"tax": 1, "awards": "!"}, "a2": {"tax": "!"}})
    assert row["awards"] is None
    assert row["tax"] is None
    alone = values(rubric, inputs({"b": {"tax": 1, "awards": "!"}, "c": {"tax": 1, "awards": None}, "d": {"tax": 1}}))
    assert [alone[name]["awards"] for name in "bcd"] == [None, 0.0, 0.0]


def test_a_part_that_handed_in_nothing_is_no_part(rubric: Rubric) -> None:
    assert zone(rubric, {"a": {"tax": 100}, "a1": {"tax": 50}})["tax"] == 150.0
    assert zone(rubric, {"a1": {"tax": 50}, "a2": {"tax": 1}})["tax"] == 51.0, (
        "the zone itself may be nothing but its parks"
    )


def test_what_does_not_add_is_the_zones_own(rubric: Rubric) -> None:
    """A per cent, and an item that says ``roll_up: none``."""
    row = zone(
        rubric, {"a": {"tax": 1, "debt": 40, "own": 3}, "a1": {"tax": 1, "debt": 90, "own": 5}, "a2": {"tax": 1}}
    )
    assert (row["debt"], row["own"]) == (40.0, 3.0)
    assert zone(rubric, {"a": {"tax": 1}, "a1": {"debt": 90}})["debt"] is None


def test_last_year_is_rolled_up_over_the_parts_of_last_year(rubric: Rubric) -> None:
    row = zone(
        rubric, {"a": {"tax": 3}, "a1": {"tax": 4}, "a2": {"tax": 5}}, before={"a": {"tax": 1}, "a1": {"tax": 2}}
    )
    assert (row["tax"], row["previous.tax"]) == (12.0, 3.0)
    assert row["previous.awards"] == 0.0, "silence meant none last year, too"
    assert values(rubric, inputs({"b": {"tax": 1}}))["b"]["previous.tax"] is None
    refused = values(rubric, inputs({"b": {"tax": 1}}, before={"b": {"awards": "!"}}))["b"]
    assert refused["previous.awards"] is None
    assert refused["awards"] == 0.0, "this year's was not refused"


PARTS = {"a": {"tax": 3}, "a1": {"tax": 4}, "a2": {"tax": 5}}


@pytest.mark.parametrize("source", ["witness", "target"])
@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"a": {"tax": 12}}, 12.0),
        ({"a": {"tax": 3}, "a1": {"tax": 4}, "a2": {"tax": 5}}, 12.0),
        ({"a": {"tax": 3}, "a1": {"tax": 4}}, None),
        ({"a1": {"tax": 4}}, None),
        ({}, None),
    ],
    ids=["the whole zone", "all parts", "some parts", "one park", "nothing"],
)
def test_other_sources_speak_of_the_whole_or_of_all_parts(
    rubric: Rubric, source: str, said: Figures, found: float | None
) -> None:
    given = {"witness" if source == "witness" else "targets": said}
    assert zone(rubric, PARTS, **given)[f"{source}.tax"] == found


def test_silence_of_another_source_is_never_filled(rubric: Rubric) -> None:
    """``if_absent`` says what a zone's own silence means, not a bureau's."""
    assert values(rubric, inputs({"b": {"tax": 1}}, witness={"b": {"tax": 1}}))["b"]["witness.awards"] is None
    assert zone(rubric, PARTS, witness={"a": {"awards": 1}, "a1": {"awards": 2}})["witness.awards"] is None


def test_a_source_that_knows_a_part_without_a_return(rubric: Rubric) -> None:
    """Two figures against one return are no figure for the zone."""
    row = zone(rubric, {"a": {"tax": 3}}, witness={"a": {"tax": 3, "awards": 1}, "a1": {"tax": 4, "awards": 1}})
    assert (row["witness.tax"], row["witness.awards"]) == (None, None)


def test_the_ledger_is_never_added(rubric: Rubric) -> None:
    row = zone(rubric, PARTS, ledger={"a": {"on_time": "0.9"}, "a1": {"on_time": "0.5"}})
    assert row["ledger.on_time"] == 0.9


def test_a_zone_that_handed_in_nothing_keeps_its_row(rubric: Rubric) -> None:
    found = values(rubric, inputs({"a": {"tax": 1}}, zones=["z", "a"]))
    assert list(found) == ["z", "a"]
    assert found["z"]["tax"] is None


def test_the_same_figure_twice_is_refused(rubric: Rubric) -> None:
    given = inputs({"b": {"tax": 1}})
    twice = Inputs(2025, given.zones, pl.concat([given.submissions, given.submissions]))
    with pytest.raises(Rejected) as caught:
        collect(compile_rubric(rubric), twice)
    (problem,) = caught.value.problems
    assert problem.code == "S130"
    assert sentence(problem, "en") == "`b` has the figure `tax` twice"
    assert sentence(problem, "zh") == "`b` 的 `tax` 出现两次"
