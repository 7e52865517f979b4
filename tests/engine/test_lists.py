"""Lists: what counts, what does not and why; sums by hand; parks together; nothing silent."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from scoring.engine.appraisal import appraise
from scoring.engine.canonical import as_data
from scoring.engine.collect import collect
from scoring.engine.lists import entries, figures, problems, readers
from scoring.engine.plan import compile_rubric
from scoring.engine.tables import ENTRIES, LISTS
from scoring.language.messages import help_lines, sentence
from scoring.language.problems import Severity
from scoring.rules.schedule import at_month
from tests.engine.parks import lists, method, outcomes, scores, with_lists
from tests.engine.towns import Figures, inputs
from tests.engine.towns import method as towns

RUBRIC = method()
FIGURES: Figures = {"a": {"certified": 1, "reported": 20106, "invest": 300}, "b": {"invest": 30}}
TARGETS: Figures = {"a": {"invest": 1000}, "b": {"invest": 100}}


def value(found: pl.DataFrame, item: str, zone: str = "a") -> Decimal | None:
    made = figures(RUBRIC, found).filter((pl.col("item") == item) & (pl.col("zone") == zone))
    return made["value"].item()


class TestRoster:
    def test_the_same_entity_counts_once_at_its_best(self) -> None:
        found = entries(
            RUBRIC,
            lists(
                ("a", "firms", "甲公司", "innovative"),
                ("a", "firms", " 甲 公司", "champion"),
                ("a", "firms", "甲公司", "champion"),
                ("a", "firms", "ＡＢＣ Ltd", "listed"),
                ("a", "firms", "abc ltd", "innovative"),
            ),
        ).filter(pl.col("item") == "champions")
        assert outcomes(found, "outcome", "counts") == [
            ("outranked", None),
            ("counted", 4),
            ("repeated", None),
            ("counted", 3),
            ("outranked", None),
        ]
        assert value(found, "champions") == 7

    def test_negative_classes_count_besides_each_once(self) -> None:
        found = entries(
            RUBRIC,
            lists(
                ("a", "firms", "甲", "champion"),
                ("a", "firms", "甲", "dropped", ""),
                ("a", "firms", "甲", "dropped", ""),
                ("a", "firms", "乙", "dropped", ""),
            ),
        ).filter(pl.col("item") == "champions")
        assert outcomes(found, "outcome") == [("counted",), ("counted",), ("repeated",), ("counted",)]
        assert value(found, "champions") == 2

    def test_each_class_counts_where_the_rubric_says_so_and_sums_are_bounded(self) -> None:
        rows = [("a", "firms", name, class_) for name in ("甲", "乙") for class_ in ("champion", "prize", "prize")]
        found = entries(RUBRIC, lists(*rows))
        assert value(found, "awards") == 4
        many = entries(RUBRIC, lists(*(("a", "firms", f"企业{n}", "champion") for n in range(9))))
        assert value(many, "champions") == 20
        fewer = entries(
            method(("counts: 1}, prize", "counts: -1}, prize")),
            lists(("a", "firms", "甲", "champion"), ("a", "firms", "乙", "champion")),
        )
        assert value(fewer, "awards") == -1

    def test_a_class_of_another_item_is_no_entry_of_this_one(self) -> None:
        found = entries(RUBRIC, lists(("a", "firms", "甲", "listed"), ("a", "firms", "乙", "prize")))
        assert outcomes(found, "item", "class") == [("champions", "listed"), ("awards", "prize")]

    def test_entities_of_all_parks_are_one_list(self) -> None:
        owners = pl.DataFrame(
            {"part": ["a1", "a2"], "year": [2025, 2025], "zone": ["a", "a"]}, schema_overrides={"year": pl.Int32}
        )
        found = entries(
            RUBRIC,
            lists(
                ("a1", "firms", "甲", "champion"), ("a2", "firms", "甲", "listed"), ("a", "firms", "乙", "innovative")
            ),
            owners,
        )
        assert value(found, "champions") == Decimal("4.5")
        assert outcomes(found.filter(pl.col("item") == "champions"), "zone", "part", "outcome") == [
            ("a", "a1", "counted"),
            ("a", "a2", "outranked"),
            ("a", "a", "counted"),
        ]

    def test_nothing_to_list_is_nothing_and_not_absent(self) -> None:
        found = entries(RUBRIC, lists(("a", "firms", None, None)))
        assert outcomes(found, "item", "outcome") == [("champions", "nothing"), ("awards", "nothing")]
        assert value(found, "champions") == 0

    def test_what_is_refused_counts_for_nothing_and_stays(self) -> None:
        found = entries(
            RUBRIC,
            lists(
                ("a", "firms", "甲", "champoin"),
                ("a", "firms", "乙", "champion", " "),
                ("a", "firms", None, "listed"),
                ("a", "firms", "丙!", "listed"),
            ),
        )
        assert outcomes(found.filter(pl.col("item") == "champions"), "outcome", "reason") == [
            ("refused", "class"),
            ("refused", "evidence"),
            ("refused", "entity"),
            ("refused", "cell"),
        ]
        assert value(found, "champions") == 0
        said = problems(RUBRIC, found)
        assert [(problem.code, str(problem.place)) for problem in said] == [
            ("D210", "here:1"),
            ("D212", "here:2"),
            ("D211", "here:3"),
        ]
        assert said[0].facts["guess"] == "champion"
        assert "guess" not in problems(RUBRIC, entries(RUBRIC, lists(("a", "firms", "甲", "zzz"))))[0].facts
        for problem in said:
            for language in ("zh", "en"):
                assert sentence(problem, language)
                assert help_lines(problem, language)

    def test_one_entity_of_two_zones_is_a_warning(self) -> None:
        found = entries(
            RUBRIC,
            lists(("a", "firms", "甲", "champion"), ("b", "firms", " 甲", "listed"), ("b", "firms", "乙", "prize")),
        )
        (problem,) = problems(RUBRIC, found)
        assert (problem.code, problem.severity, len(problem.others)) == ("D215", Severity.WARNING, 1)
        assert sentence(problem, "en") == "甲 is listed by several zones: a, b (2025)"
        assert (value(found, "champions"), value(found, "champions", "b")) == (4, 3)


class TestChecklist:
    def test_what_is_ticked_counts_once_up_to_the_cap(self) -> None:
        rows = lists(*(("a", "platform", None, entry) for entry in ("gym", "gym", "canteen")))
        found = entries(RUBRIC, rows)
        assert outcomes(found, "outcome") == [("counted",), ("repeated",), ("counted",)]
        assert value(found, "platform") == 2
        assert (
            value(
                entries(RUBRIC, lists(*(("a", "platform", None, e) for e in ("gym", "clinic", "canteen")))), "platform"
            )
            == 2
        )

    def test_what_is_not_ticked_counts_for_nothing(self) -> None:
        rows = lists(("a", "platform", None, "gym"), ("a", "platform", None, "gym"))
        rows = rows.with_columns(score=pl.Series([0, 1], dtype=pl.Int64).cast(LISTS["score"]))
        found = entries(RUBRIC, rows)
        assert outcomes(found, "outcome") == [("not_ticked",), ("counted",)]


class TestExperts:
    MARKS = (("a", "high", "4", "甲"), ("a", "high", "3", "乙"), ("a", "fair", "2.5", "丙"), ("a", "none", "0.2", "丁"))

    @pytest.mark.parametrize(
        ("how", "many", "expected"),
        [
            ("mean", 4, "2.425"),
            ("median", 4, "2.75"),
            ("median", 3, "3"),
            ("trimmed", 4, "2.75"),
            ("trimmed", 2, "3.5"),
            ("mean", 3, "3.166666666667"),
        ],
    )
    def test_scores_make_one(self, how: str, many: int, expected: str) -> None:
        rubric = method(("    missing: zero\n    bands", f"    missing: zero\n    combine: {how}\n    bands"))
        made = figures(rubric, entries(rubric, scores(*self.MARKS[:many])))
        assert abs(made["value"].item() - Decimal(expected)) <= Decimal("1e-11")

    def test_outside_the_band_without_evidence_or_twice_is_refused(self) -> None:
        found = entries(
            RUBRIC,
            scores(
                ("a", "high", "2", "甲"), ("a", "high", None, "乙"), ("a", "high", "3", "丙"), ("a", "fair", "2", "丙")
            ),
        )
        assert outcomes(found, "outcome", "reason") == [
            ("refused", "score"),
            ("refused", "score"),
            ("counted", None),
            ("refused", "expert"),
        ]
        first, second, third = problems(RUBRIC, found)
        assert sentence(first, "en").startswith(
            "a: the score 2 of Ecosystem (`ecosystem`) lies outside the band `high`, 3 to 4"
        )
        assert "the score –" in sentence(second, "en")
        assert third.code == "D214"
        assert value(found, "ecosystem") == 3

    def test_scores_that_were_all_refused_are_no_score(self) -> None:
        found = entries(RUBRIC, scores(("a", "high", "3", "甲"), evidence=None))
        assert figures(RUBRIC, found).select("value", "refused").rows() == [(None, True)]
        unnamed = entries(RUBRIC, scores(("a", "none", "1", None), ("a", "none", "0", None), evidence=None))
        assert value(unnamed, "ecosystem") == Decimal("0.5")


class TestAppraisal:
    def test_from_lists_to_points(self) -> None:
        made = inputs(FIGURES, targets=TARGETS)
        found = appraise(
            RUBRIC,
            with_lists(
                made,
                lists(("a", "firms", "甲", "champion"), ("a", "firms", "乙", "dropped", "")),
                scores(("a", "high", "4", "甲")),
            ),
        )
        card = found.scorecard.filter(pl.col("zone") == "a")
        assert dict(zip(card["indicator"], card["points"].cast(pl.Float64), strict=True)) == {
            "firms": 4.0,
            "service": 0.0,
            "expert": 4.0,
            "prompt": 4.0,
            "done": 42.0,
        }
        assert found.ranking.sort("zone")["state"].to_list() == ["ranked", "gated"]
        assert found.entries.schema == ENTRIES
        assert found.problems == ()

    def test_by_the_month_at_hand(self) -> None:
        made = inputs(FIGURES, targets=TARGETS)
        points = [
            appraise(at_month(RUBRIC, month), made).scorecard.filter(pl.col("indicator") == "done")["points"][0]
            for month in (3, 4, 12)
        ]
        assert points == [Decimal("70.00"), Decimal("63.00"), Decimal("21.00")]

    def test_problems_of_lists_are_the_appraisals(self) -> None:
        made = with_lists(inputs(FIGURES, targets=TARGETS), lists(("a", "firms", "甲", "nobody")))
        assert [problem.code for problem in appraise(RUBRIC, made).problems] == ["D210"]

    def test_a_zone_gets_what_its_parks_list_and_lists_are_no_return(self) -> None:
        made = inputs({"a1": {"invest": 2}, "a2": {"invest": 3}}, parks={"a1": "a", "a2": "a"})
        values = collect(
            compile_rubric(RUBRIC),
            with_lists(made, lists(("a1", "firms", "甲", "champion"), ("a2", "firms", "甲", "listed"))),
        )
        assert values.select("zone", "invest", "champions", "platform").rows() == [("a", 5.0, 4.0, 0.0)]

    def test_last_years_lists_are_last_years(self) -> None:
        rubric = method(("value: champions + awards", "value: champions - previous(champions)"))
        made = inputs({"a": {"invest": 2}}, before={"a": {"invest": 1}})
        both = with_lists(
            made, lists(("a", "firms", "甲", "champion")), lists(("a", "firms", "甲", "listed"), year=2024)
        )
        values = collect(compile_rubric(rubric), both)
        assert values.select("champions", "previous.champions").rows() == [(4.0, 3.0)]

    def test_a_rubric_without_lists_looks_at_none(self) -> None:
        assert entries(towns(), lists(("a", "firms", "甲", "champion"))).is_empty()
        assert problems(towns(), pl.DataFrame(schema=ENTRIES)) == []


def test_who_reads_a_list() -> None:
    assert [item.id for item in readers(RUBRIC, "firms")] == ["champions", "awards"]
    assert [item.id for item in readers(RUBRIC, "awards")] == ["champions", "awards"]
    assert readers(RUBRIC, "nothing") == []


def test_the_canonical_form_holds_what_decides() -> None:
    data = as_data(compile_rubric(RUBRIC))
    items = data["items"]
    assert isinstance(items, dict)
    assert items["certified"] == {"unit": "1", "roll_up": "none", "kind": "boolean", "if_absent": "0"}
    assert items["champions"]["entries"]["dropped"] == {"counts": "-1", "evidence": False}
    assert items["champions"]["sum_at_most"] == "20"
    assert items["ecosystem"]["entries"]["high"] == {"counts": "0", "evidence": True, "from": "3", "to": "4"}
    constants = data["constants"]
    assert isinstance(constants, dict)
    assert constants["progress"]["value"] == {"town": "0.5"}
