"""Documents to rubrics: names, units, items, checks, gates, vetoes, rounding; every mistake fed for real."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from scoring.language.messages import help_lines
from scoring.language.problems import Rejected
from scoring.rules.reading import read_rubric
from scoring.rules.rubric import Rounding, Step
from tests.rules.documents import RICH, SMALL, caret, changed, only, read, refused, rich, said, said_zh, small
from tests.rules.mutations import ROOT

SHIPPED = sorted((ROOT / "configs" / "rubrics").glob("*.yaml"))


class TestWhole:
    def test_small(self) -> None:
        rubric = small()
        assert rubric.name == "small@2025/1.0.0"
        assert (int(rubric.total), rubric.cohort_at_least, len(rubric.placeholders)) == (100, 2, 0)
        assert [measure.id for measure in rubric.measures] == ["tax_per_mu.level", "staffing.level"]
        assert len(rubric.fingerprint) == 64

    def test_rich(self) -> None:
        rubric = rich()
        assert rubric.units["美元"].factor == Fraction(71, 10)
        assert rubric.units["标箱"].dimension == (("标箱", 1),)
        assert rubric.placeholders == ("未统计", "待核")
        assert rubric.items["tax"].aliases == ("全口径税收",)
        assert rubric.items["tax"].roll_up == "sum"
        assert rubric.items["debt"].roll_up == "none"
        assert rubric.items["boxes"].if_absent == 0
        assert rubric.items["land"].at_most == 100000
        assert rubric.adjustments["bonus"].at_least == -3
        assert [gate.tier for gate in rubric.gates.values()] == [None, "D"]
        assert [v.drop for v in rubric.vetoes.values()] == [0, 0, 0, 1, 0]
        assert [v.unranked for v in rubric.vetoes.values()] == [False, False, False, False, True]
        assert rubric.vetoes["three"].total_at_most == 60

    @pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
    def test_shipped(self, path: Path) -> None:
        rubric = read_rubric(path)
        assert rubric.id == path.stem
        assert rubric.numbers

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(Rejected) as caught:
            read_rubric(tmp_path / "nothing.yaml")
        assert only(caught.value.problems, "Y100")

    def test_five_hundred_indicators(self) -> None:
        indicator = SMALL[SMALL.index("  staffing:") :].replace("points: 40", "weight: 1")
        text = changed(SMALL[: SMALL.index("  staffing:")], ("en: People}", "en: People, points: 40}"))
        text += "".join(indicator.replace("  staffing:", f"  s{i}:", 1) for i in range(500))
        rubric = read(text)
        assert len(rubric.indicators) == 501
        assert rubric.indicators["s499"].full["national"] == Fraction(40, 500)


class TestIds:
    @pytest.mark.parametrize("id_", ["用水", '"*"', '"^.*$"', "tax-total", "2tax", "tax.total", '"tax total"', "_tax"])
    @pytest.mark.parametrize("section", ["items", "pillars", "indicators", "categories"])
    def test_that_are_none(self, id_: str, section: str) -> None:
        text = {
            "items": changed(SMALL, ("  tax: {unit", f"  {id_}: {{unit: 万元, zh: 别, en: Else}}\n  tax: {{unit")),
            "pillars": changed(SMALL, ("  output:", f"  {id_}:"), ("pillar: output", f"pillar: {id_}")),
            "indicators": changed(SMALL, ("  staffing:", f"  {id_}:")),
            "categories": changed(SMALL, ("  national:", f"  {id_}:")),
        }[section]
        problem = only(refused(text), "R110")
        assert said(problem) == f"`{id_.strip(chr(34))}` is not an id"
        assert caret(problem) == id_

    def test_of_tiers(self) -> None:
        text = changed(RICH, ("    C: {}", "    丙: {}"), ("tier_at_best: C", "tier_at_best: 丙"))
        assert caret(only(refused(text), "R110")) == "丙"

    @pytest.mark.parametrize("id_", ["zone", "rank", "x", "growth", "cohort", "value", "name", "min"])
    def test_of_items_that_are_taken(self, id_: str) -> None:
        text = changed(SMALL, ("items:\n", f"items:\n  {id_}: {{unit: 人, zh: 别, en: Else}}\n"))
        problem = only(refused(text), "R111")
        assert caret(problem) == id_
        assert said_zh(problem) == f"标识 `{id_}` 已有专门含义，不能使用"

    @pytest.mark.parametrize("id_", ["total", "tier", "gates", "overall_rank"])
    def test_of_pillars_that_are_taken(self, id_: str) -> None:
        text = changed(SMALL, ("  output:", f"  {id_}:"), ("pillar: output", f"pillar: {id_}"))
        assert caret(only(refused(text), "R111")) == id_

    def test_of_indicators_constants_and_categories_that_are_taken(self) -> None:
        assert only(refused(changed(SMALL, ("  staffing:", "  rank:"))), "R111")
        assert only(refused(changed(RICH, ("  rate:", "  target:"))), "R111")
        assert only(refused(changed(SMALL, ("  national:", "  value:"))), "R111")

    def test_used_twice(self) -> None:
        problem = only(refused(changed(RICH, ("  rate:", "  tax:"))), "R112")
        assert said(problem) == "the id `tax` is used twice: in items and in constants"
        assert problem.others
        problem = only(refused(changed(SMALL, ("  staffing:", "  people:"))), "R112")
        assert said(problem) == "the id `people` is used twice: in pillars and in indicators"

    def test_an_item_and_an_indicator_may_share_one(self) -> None:
        assert "staff" in small(("  staffing:", "  staff:")).indicators

    @pytest.mark.parametrize("id_", ["全省", "Provincial", "a_b", "a b", "a@b", "1a"])
    def test_of_the_rubric(self, id_: str) -> None:
        problem = only(refused(changed(SMALL, ("rubric: small", f"rubric: {id_}"))), "R113")
        assert caret(problem) == id_

    @pytest.mark.parametrize("key", ["edition", "version"])
    @pytest.mark.parametrize("text", ["2025/26", "2025年", "a@b", '"1 0"', "-1"])
    def test_of_the_edition(self, key: str, text: str) -> None:
        old = "edition: 2025" if key == "edition" else "version: 1.0.0"
        assert only(refused(changed(SMALL, (old, f"{key}: {text}"))), "R114")


class TestHeadings:
    @pytest.mark.parametrize(
        ("old", "new", "label", "owner", "id_"),
        [
            ("zh: 用地", "zh: 税 收", "税 收", "tax", "land"),
            ("en: Land", "en: ＴＡＸ", "ＴＡＸ", "tax", "land"),
            ("en: Staff", "en: land", "land", "land", "staff"),
            ("zh: 职工,", "zh: 职工, aliases: [人数, 用地],", "用地", "land", "staff"),
        ],
    )
    def test_of_two_items(self, old: str, new: str, label: str, owner: str, id_: str) -> None:
        problem = only(refused(changed(SMALL, (old, new))), "R117")
        assert said(problem) == f"`{label}` names both `{owner}` and `{id_}`"
        assert caret(problem) == label
        assert problem.others

    def test_an_id_that_is_anothers_label(self) -> None:
        problem = only(refused(changed(SMALL, ("en: Tax}", "en: Land area, aliases: [land]}"))), "R117")
        assert caret(problem) == "land"

    def test_of_two_categories(self) -> None:
        assert caret(only(refused(changed(SMALL, ("zh: 省级", "zh: 国家级"))), "R117")) == "国家级"

    def test_of_other_columns(self) -> None:
        assert rich().headings == {"zone": ("园区编号", "uCode"), "value": ("填报数",)}
        assert small().headings == {}

    def test_of_one_item_may_repeat(self) -> None:
        assert small(("en: Tax}", "en: tax, aliases: [TAX]}")).items["tax"].label.en == "tax"


class TestPlaceholders:
    @pytest.mark.parametrize("text", ["0", "9999", "-1", '"1,234"', '"１２"', "12%", '" 0.0 "', '"1e3"', '".5"'])
    def test_figures(self, text: str) -> None:
        problem = only(refused(SMALL + f"placeholders: [{text}]\n"), "R115")
        assert said(problem).endswith("is a figure and cannot stand for an absent one")

    def test_not_applicable(self) -> None:
        assert only(refused(SMALL + "placeholders: [未统计, 不 适用]\n"), "R116")

    def test_texts(self) -> None:
        assert read(SMALL + "placeholders: [未统计, '#N/A', 2025年缺]\n").placeholders == ("未统计", "#N/A", "2025年缺")


class TestUnits:
    @pytest.mark.parametrize("old", ["unit: 亩,", "unit: 人,"])
    def test_unknown(self, old: str) -> None:
        problem = refused(changed(SMALL, (old, "unit: 万园,")))[0]
        assert problem.code == "U101"
        assert problem.facts["guess"] == "万元"
        assert caret(problem) == "万园"

    def test_declared_twice_over(self) -> None:
        assert caret(only(refused(SMALL + "units: {亩: {zh: 亩, en: Mu}}\n"), "U108")) == "亩"

    def test_a_rate_on_an_unknown_unit(self) -> None:
        problem = only(refused(SMALL + "units: {美元: {equals: 7.1 园}}\n"), "U101")
        assert caret(problem) == "园"

    @pytest.mark.parametrize("rate", ["7.1", "元", "seven 元", "'-7.1 元'", "7.1元", "'² 元'"])
    def test_a_rate_that_is_none(self, rate: str) -> None:
        problem = only(refused(SMALL + f"units: {{美元: {{equals: {rate}}}}}\n"), "R103")
        assert said(problem).startswith("expected an amount and a unit, such as `7.1217 元`, found")

    def test_a_rate_of_nothing(self) -> None:
        assert only(refused(SMALL + "units: {美元: {equals: 0 元}}\n"), "U109")

    def test_a_rate_on_a_unit_declared_before(self) -> None:
        units = read(SMALL + "units: {箱: {zh: 箱, en: Box}, 车: {equals: 20 箱}}\n").units
        assert units["车"].ratio_to(units["箱"]) == 20

    def test_roll_up_by_default(self) -> None:
        items = rich(("roll_up: sum", "if_absent: 1"), ("roll_up: none", "if_absent: 1")).items
        assert (items["tax"].roll_up, items["debt"].roll_up) == ("sum", "none")


class TestBounds:
    @pytest.mark.parametrize(
        ("old", "new", "id_"),
        [
            ("at_least: 0, at_most: {value: 100000, basis: 示例}", "at_least: 1, at_most: 0", "land"),
            ("at_most: 3, at_least: {value: -3, basis: 示例}", "at_most: -1, at_least: 1", "bonus"),
            ("at_most: 150%}", "at_most: 10%, at_least: 20%}", "tax_per_mu.level"),
        ],
    )
    def test_that_cross(self, old: str, new: str, id_: str) -> None:
        problem = only(refused(changed(RICH, (old, new))), "R132")
        assert said(problem) == f"the bounds of `{id_}` cross: `at_least` is above `at_most`"

    def test_that_meet(self) -> None:
        assert rich(("at_most: 150%}", "at_most: 20%, at_least: 20%}"))


class TestRounding:
    def test_of_every_step(self) -> None:
        digits = rich().digits
        assert digits.value == Step(4, Rounding.HALF_EVEN)
        assert digits.points == Step(3, Rounding.HALF_UP)
        assert digits.indicator == Step(3, Rounding.HALF_UP)
        assert digits.total == Step(2, Rounding.TRUNCATE)

    @pytest.mark.parametrize(
        ("written", "expected"),
        [("", (2, 2, 2, 2)), ("digits: 4", (4, 4, 4, 4)), ("digits: {value: 3}", (2, 2, 2, 2)),
         ("digits: {pillar: 1}", (2, 2, 1, 1)), ("digits: {points: 4, total: 2}", (4, 4, 4, 2))],
    )  # fmt: skip
    def test_defaults(self, written: str, expected: tuple[int, ...]) -> None:
        digits = read(f"{SMALL}{written}\n").digits
        assert tuple(step.digits for step in (digits.points, digits.indicator, digits.pillar, digits.total)) == expected
        assert (digits.value is None) == ("value" not in written)

    @pytest.mark.parametrize("evidence", ["basis: 示例", "status: official", "basis: 示例, status: official"])
    def test_that_name_a_basis_say_of_which_step(self, evidence: str) -> None:
        problem = only(refused(f"{SMALL}digits: {{value: 3, {evidence}}}\n"), "R106")
        assert said(problem) == "`{value: …, basis: …}` has two meanings under `digits`"
        assert help_lines(problem, "en")[0] == "for the digits of every step: `digits: {points: {value: 3, basis: …}}`"
        assert caret(problem) == "value"

    @pytest.mark.parametrize(
        ("written", "value", "points"),
        [("{points: {value: 3, basis: 示例}}", None, 3), ("{value: {value: 3, basis: 示例}}", 3, 2),
         ("{value: {value: 3}, basis: 示例}", 3, 2), ("{value: 3, points: 1, basis: 示例}", 3, 1)],
    )  # fmt: skip
    def test_with_a_basis_of_their_own(self, written: str, value: int | None, points: int) -> None:
        digits = read(f"{SMALL}digits: {written}\n").digits
        assert (digits.value and digits.value.digits, digits.points.digits) == (value, points)

    def test_one_word_for_all(self) -> None:
        digits = read(SMALL + "rounding: half_even\n").digits
        assert {step.rounding for step in (digits.points, digits.total)} == {Rounding.HALF_EVEN}


class TestEffects:
    @pytest.mark.parametrize("effects", ["", ", tier: D, total_at_most: 60"])
    def test_of_a_veto_are_one(self, effects: str) -> None:
        problem = only(refused(changed(RICH, (", tier: D}", effects + "}"))), "R161")
        assert said(problem) == f"the veto `one` has {2 if effects else 0} effects instead of one"
        assert caret(problem) == "one"

    @pytest.mark.parametrize(
        ("old", "new"), [("tier_at_best: C", "tier_at_best: E"), ("otherwise: {tier: D", "otherwise: {tier: E")]
    )
    def test_on_a_tier_nobody_knows(self, old: str, new: str) -> None:
        problem = only(refused(changed(RICH, (old, new))), "R160")
        assert said(problem) == "unknown tier `E`"
        assert problem.facts["known"] == "A, B, C, D"

    def test_without_tiers(self) -> None:
        text = RICH[: RICH.index("management:")]
        assert [problem.code for problem in refused(text)] == ["R162"] * 4
        assert [caret(problem) for problem in refused(text)] == ["tier", "tier", "tier_at_best", "drop"]

    def test_unranked_is_true_or_left_out(self) -> None:
        problem = only(refused(changed(RICH, ("unranked: true", "unranked: false"))), "R103")
        assert said(problem) == "expected true, found `false`"

    @pytest.mark.parametrize("old", ["must: land > 0", 'must: "land >= 10 [亩]"'])
    @pytest.mark.parametrize(
        ("new", "pointed"),
        [
            ("land > cohort.mean(land)", "cohort.mean(land)"),
            ("share(land) > 0.1", "share(land)"),
            ("not (rank(land) > 3)", "rank(land)"),
        ],
    )
    def test_checks_and_gates_do_not_look_at_others(self, old: str, new: str, pointed: str) -> None:
        problem = only(refused(changed(RICH, (old, f"must: {new}"))), "R145")
        assert caret(problem) == pointed

    def test_vetoes_may(self) -> None:
        assert rich(("when: boxes < 0, drop", "when: rank(tax) > 3, drop")).vetoes["four"].drop == 1


def test_adjustments_are_exact() -> None:
    adjustment = rich().adjustments["bonus"]
    assert (adjustment.points.text, adjustment.at_most) == ("2", Decimal(3))


def test_management_may_be_empty() -> None:
    rubric = read(SMALL + "management: {}\n")
    assert (rubric.tiers, rubric.stars) == (None, None)
