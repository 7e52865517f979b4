"""Items by kind: what each may say, what lists share, the schedule; every mistake fed for real."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.language.problems import Rejected
from scoring.language.source import read_yaml
from scoring.rules.cases import read_cases
from scoring.rules.rubric import Item
from scoring.rules.schedule import at_month
from tests.engine.parks import TEXT, method
from tests.examples import examples
from tests.rules.documents import SMALL, caret, changed, only, read, refused, said
from tests.rules.mutations import case_reader_refuses, reader_refuses
from tests.rules.test_structure import agree, sample

MONTHS = "{1: 6%, 2: 13%, 3: 25%, 4: 33%, 5: 41%, 6: 50%, 7: 58%, 8: 66%, 9: 75%, 10: 83%, 11: 92%, 12: 100%}"


def parks(*changes: tuple[str, str]) -> str:
    return changed(TEXT, *changes)


def item(id_: str) -> Item:
    return method().items[id_]


class TestKinds:
    def test_a_boolean(self) -> None:
        certified = item("certified")
        assert (certified.kind, certified.unit.symbol, certified.if_absent, certified.roll_up) == (
            "boolean",
            "1",
            0,
            "none",
        )
        assert method(("if_absent: 否", "if_absent: true")).items["certified"].if_absent == 1
        assert method(("if_absent: 否", "if_absent: {value: 1, status: official}")).items["certified"].if_absent == 1

    def test_a_date(self) -> None:
        assert (item("reported").kind, item("reported").unit.symbol) == ("date", "天")

    def test_a_roster(self) -> None:
        champions = item("champions")
        listing = champions.listing
        assert listing is not None
        assert (listing.name, listing.once, listing.least, listing.most) == ("firms", "best", None, 20)
        assert {id_: entry.counts for id_, entry in listing.entries.items()} == {
            "champion": 4,
            "listed": 3,
            "innovative": Decimal("0.5"),
            "dropped": -1,
        }
        assert [entry.evidence for entry in listing.entries.values()] == [True, True, True, False]
        assert (champions.at_most, champions.if_absent, champions.unit.symbol) == (None, 0, "1")

    def test_a_list_bears_the_name_of_its_item(self) -> None:
        listing = item("platform").listing
        assert listing is not None
        assert (listing.name, listing.most) == ("platform", 2)

    def test_expert_scores(self) -> None:
        listing = item("ecosystem").listing
        assert listing is not None
        assert listing.combine == "mean"
        high, _, none = listing.entries.values()
        assert (high.low, high.high, high.evidence, none.evidence) == (3, 4, True, False)

    @pytest.mark.parametrize("how", ["mean", "median", "trimmed"])
    def test_how_scores_are_combined(self, how: str) -> None:
        listing = (
            method(("    missing: zero\n    bands", f"    missing: zero\n    combine: {how}\n    bands"))
            .items["ecosystem"]
            .listing
        )
        assert listing is not None
        assert listing.combine == how


class TestMistakes:
    @pytest.mark.parametrize(
        ("change", "code", "at"),
        [
            (("kind: boolean, zh", 'kind: boolean, unit: "1", zh'), "R210", "unit"),
            (("kind: date, zh", "kind: date, if_absent: 0, zh"), "R210", "if_absent"),
            (("list: firms\n", "list: firms\n    combine: mean\n"), "R210", "combine"),
            (("if_absent: 否", "if_absent: 3"), "R211", "3"),
            (("unit: 万元, zh: 投资", "unit: 万元, if_absent: true, zh: 投资"), "R212", "true"),
            (
                (
                    "{champion: {zh: 制造业单项冠军, en: Champion, counts: 1}, prize: {zh: 奖项, en: Prize, counts: 1}}",
                    "{}",
                ),
                "R213",
                "classes",
            ),
            (("from: 3, to: 4", "from: 4, to: 3"), "R214", "4"),
            (("zh: 公共服务平台", "list: firms\n    zh: 公共服务平台"), "R215", "firms"),
            (("zh: 公共服务平台", "list: reported\n    zh: 公共服务平台"), "R215", "reported"),
            (("zh: 荣誉, en: Awards, list: firms", "zh: 荣誉, en: Awards, list: champions"), "R215", "champions"),
            (("prize: {zh: 奖项", "prize: {zh: 上市 企业"), "R216", "prize"),
            (("at_least: -1", "at_most: -5, at_least: -1"), "R132", "-1"),
            (("schedule: even", f"schedule: {MONTHS.replace('3: 25%, ', '')}"), "R197", "schedule"),
            (("schedule: even", f"schedule: {MONTHS.replace('25%', '5%')}"), "R199", "schedule"),
            (("schedule: even", f"schedule: {MONTHS.replace('100%', '99%')}"), "R199", "schedule"),
            (("month: 6", "month: 13"), "R104", "13"),
        ],
    )
    def test_are_told_where_they_stand(self, change: tuple[str, str], code: str, at: str) -> None:
        assert caret(only(refused(parks(change)), code)) == at

    def test_a_number_needs_a_unit_and_a_list_its_entries(self) -> None:
        problem = only(
            refused(parks(("unit: 万元, zh: 投资", "zh: 投资"), ("target.invest) / progress", "target.invest) / 2"))),
            "R102",
        )
        assert said(problem) == "the key `unit` is missing in `items.invest`"
        text = parks(("    entries:\n", "    evidence: optional\n"))
        text = text.replace(
            "      canteen: {zh: 食堂, en: Canteen, counts: 1}\n      gym: {zh: 健身房, en: Gym, counts: 1}\n", ""
        )
        problem = only(refused(text.replace("      clinic: {zh: 医务室, en: Clinic, counts: 1}\n", "")), "R102")
        assert said(problem) == "the key `entries` is missing in `items.platform`"

    def test_progress_without_a_schedule(self) -> None:
        problems = refused(parks(("schedule: even\nmonth: 6\n", "")))
        assert caret(only(problems, "R195")) == "progress"

    def test_a_month_without_a_schedule(self) -> None:
        text = parks(("schedule: even\n", ""), ("(invest / target.invest) / progress", "invest / target.invest"))
        assert caret(only(refused(text), "R198")) == "month"

    @pytest.mark.parametrize("id_", ["progress", "date"])
    def test_words_of_the_grammar_are_no_items(self, id_: str) -> None:
        text = changed(SMALL, ("items:\n", f"items:\n  {id_}: {{unit: 人, zh: 别, en: Else}}\n"))
        assert caret(only(refused(text), "R111")) == id_

    def test_a_condition_is_no_value(self) -> None:
        assert only(refused(parks(("value: platform", "value: certified"))), "F135")

    def test_a_ledger_measure_of_the_same_name_is_none(self) -> None:
        assert read(parks(("value: platform", "value: ledger.certified + 0 * platform")))


class TestSchedule:
    def test_even(self) -> None:
        rubric = method()
        assert rubric.schedule is not None
        assert rubric.schedule.due[6] == Fraction(7, 12)
        assert rubric.constants["progress"].value == {"town": Fraction(1, 2)}

    def test_by_month_and_the_month_at_hand(self) -> None:
        rubric = method(("schedule: even\nmonth: 6", f"schedule: {MONTHS}"))
        assert rubric.constants["progress"].value == {"town": 1}
        later = at_month(rubric, 3)
        assert later.constants["progress"].value == {"town": Fraction(1, 4)}
        assert later.schedule is not None
        assert later.schedule.month == 3
        assert later.items is rubric.items

    @pytest.mark.parametrize(("text", "month", "code"), [(SMALL, 6, "R218"), (TEXT, 0, "R219"), (TEXT, 13, "R219")])
    def test_a_month_that_cannot_be(self, text: str, month: int, code: str) -> None:
        with pytest.raises(Rejected) as caught:
            at_month(read(text), month)
        assert only(caught.value.problems, code)


CASES = """\
- name: lists
  rubric: parks@2025
  given:
    items: {certified: 是, reported: 2025-01-18, invest: 缺}
    previous: {certified: false, reported: 2025年1月18日}
    lists:
      champions: [{entity: 甲公司, class: champion, evidence: 文1}, {class: dropped}]
      platform: [{class: gym, ticked: true}, {class: clinic, ticked: 否}]
      ecosystem: [{class: high, score: {value: 3.5, basis: 示例}, expert: 张}]
  expect: {total: 1}
"""


class TestLaw:
    """Reader and schema refuse the same shapes."""

    def test_of_a_rubric_with_every_kind(self) -> None:
        for told, mutant in sample(read_yaml(TEXT, "parks.yaml"), examples(150, 600)):
            agree(told, mutant, "rubric", refused=reader_refuses(mutant))
        for told, mutant in sample(read_yaml(TEXT.replace("even", MONTHS), "parks.yaml"), examples(50, 200)):
            agree(told, mutant, "rubric", refused=reader_refuses(mutant))

    def test_of_cases_with_lists(self) -> None:
        for told, mutant in sample(read_yaml(CASES, "cases.yaml"), examples(250, 800)):
            agree(told, mutant, "case", refused=case_reader_refuses(mutant))


class TestCases:
    def test_figures_keep_the_kind_they_were_written_in(self) -> None:
        given = read_cases(read_yaml(CASES, "cases.yaml"))[0].zones["zone"]
        assert given.figures["certified"] == 1
        assert given.figures["reported"] == given.figures["previous.reported"] == 20106
        assert (given.figures["invest"], given.figures["previous.certified"]) == (None, 0)
        assert given.kinds == dict.fromkeys(["certified", "previous.certified"], "boolean") | dict.fromkeys(
            ["reported", "previous.reported"], "date"
        )
        assert [(one.list, one.class_, one.score) for one in given.lists] == [
            ("champions", "champion", None),
            ("champions", "dropped", None),
            ("platform", "gym", 1),
            ("platform", "clinic", 0),
            ("ecosystem", "high", Decimal("3.5")),
        ]

    def test_a_date_that_is_none(self) -> None:
        with pytest.raises(Rejected) as caught:
            read_cases(read_yaml(CASES.replace("2025年1月18日", "2025年2月30日"), "cases.yaml"))
        assert only(caught.value.problems, "R196")
