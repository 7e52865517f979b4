"""Every kind of item from the files to the screens: the card lists its entries, --month moves the schedule."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import CliRunner

from scoring.edge.cli import cli
from scoring.edge.returns.reading import read_inputs
from scoring.edge.screens.advice import advice_screen
from scoring.edge.screens.card import card_screen
from scoring.edge.screens.terminal import screen_on
from scoring.engine.advise.advice import next_place
from scoring.engine.appraisal import Appraisal, appraise
from scoring.engine.explain.card import card
from scoring.language.messages import Language
from tests.edge.returns.small import write
from tests.engine.parks import TEXT, method

RETURN = "zone,certified,reported,invest,platform.gym,platform.clinic\nz1,是,2025年1月18日,300,√,×\nz2,是,20250119,100,,\nz3,否,,,,\n"
FIRMS = """\
zone,entity,class,evidence
z1,甲公司,制造业单项冠军,文1
z1,甲公司,上市企业,文1
z1,甲公司,上市企业,文1
z1,乙公司,退规企业,
z1,丙公司,创新型中小企业,
z1,丁公司,不知道,文2
z1,,上市企业,文3
z2,—,,
"""
SCORES = "zone,band,score,expert,evidence\nz1,优,3.5,张,附1\nz1,优,2,李,附2\nz1,良,2,张,附3\nz1,差,一,王,\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write(tmp_path / "2025" / "returns.csv", RETURN)
    write(tmp_path / "2025" / "list-firms.csv", FIRMS)
    write(tmp_path / "2025" / "list-ecosystem.csv", SCORES)
    write(tmp_path / "2025" / "targets.csv", "zone,invest\nz1,1000\nz2,100\nz3,1\n")
    write(tmp_path / "parks.yaml", TEXT)
    return tmp_path


def screen(found: Appraisal, zone: str, language: Language) -> str:
    stream = io.StringIO()
    screen_on(stream, 100).print(card_screen(card(found, zone), language, 100))
    return stream.getvalue()


class TestCard:
    def test_lists_what_counted_and_what_did_not(self, data: Path) -> None:
        said = screen(appraise(method(), read_inputs(method(), data)), "z1", "zh")
        for line in (
            "培育企业名单 = 3",
            "甲公司 · 制造业单项冠军 · 文1  +4",
            "甲公司 · 上市企业 · 文1  已按更高类别计入",
            "甲公司 · 上市企业 · 文1  重复，不再计入",
            "乙公司 · 退规企业  −1",
            "丙公司 · 创新型中小企业  无佐证材料，不予计入",
            "丁公司 · 文2  类别不明，不予计入",
            "上市企业 · 文3  未写对象，不予计入",
            "健身房  +1",
            "医务室  不具备",
            "产业生态 = 3.5",
            "优 · 张 · 附1  3.5",
            "优 · 李 · 附2  评分不在档内，不予计入",
            "良 · 张 · 附3  同一专家重复评分，不予计入",
            "差 · 王  单元格无法读取，不予计入",
            "2025年1月18日",
        ):
            assert line in said, line

    def test_in_english_with_nothing_listed_and_no_entry(self, data: Path) -> None:
        found = appraise(method(), read_inputs(method(), data))
        said = screen(found, "z2", "en")
        assert "Firms fostered = 0" in said
        assert "nothing to list" in said
        assert "2025-01-19" in said
        assert "What the lists hold" not in screen(found, "z3", "en")

    def test_says_yes_and_no(self, data: Path) -> None:
        found = appraise(method(), read_inputs(method(), data))
        assert "已认定 = 否" in screen(found, "z3", "zh")
        assert "Certified = no" in screen(found, "z3", "en")

    def test_scores_that_were_all_refused(self, data: Path) -> None:
        write(data / "2025" / "list-ecosystem.csv", SCORES.replace("3.5,张", "9,张"))
        said = screen(appraise(method(), read_inputs(method(), data)), "z1", "en")
        assert "Ecosystem = 2" in said
        write(data / "2025" / "list-ecosystem.csv", "zone,band,score\nz1,优,9\n")
        assert "Ecosystem = –" in screen(appraise(method(), read_inputs(method(), data)), "z1", "en")

    def test_advice_moves_no_list_and_does_not_fall(self, data: Path) -> None:
        found = appraise(method(), read_inputs(method(), data))
        for zone in ("z1", "z2", "z3"):
            advice = next_place(found, zone)
            moved = {figure.item for said in advice.suggestions for figure in said.figures}
            assert moved <= {"invest"}
            for language in ("zh", "en"):
                screen_on(io.StringIO(), 100).print(advice_screen(advice, language, 100))  # type: ignore[arg-type]


class TestCommandLine:
    def test_the_month_at_hand(self, data: Path) -> None:
        arguments = ["rank", str(data / "parks.yaml"), "--data", str(data), "--format", "csv", "--lang", "en"]
        half, whole = (CliRunner().invoke(cli, [*arguments, *more]) for more in ([], ["--month", "12"]))
        assert half.exit_code == whole.exit_code == 3
        assert half.stdout != whole.stdout
        assert "D212" in half.stderr
        assert "D210" in half.stderr

    def test_a_plan_of_another_month(self, data: Path) -> None:
        arguments = ["check", str(data / "parks.yaml"), "--plan"]
        half, third = (CliRunner().invoke(cli, [*arguments, *more]).stdout for more in ([], ["--month", "4"]))
        assert '"town": "0.5"' in half
        assert '"town": "1/3"' in third

    def test_a_month_without_a_schedule(self, data: Path) -> None:
        text = TEXT.replace("schedule: even\nmonth: 6\n", "").replace(") / progress", ")")
        plain = write(data / "plain.yaml", text)
        found = CliRunner().invoke(cli, ["check", str(plain), "--month", "3", "--lang", "en"])
        assert found.exit_code == 3
        assert "R218" in found.stderr

    def test_the_card(self, data: Path) -> None:
        found = CliRunner().invoke(
            cli, ["explain", str(data / "parks.yaml"), "z1", "--data", str(data), "--next", "--lang", "zh"]
        )
        assert "名单明细" in found.stdout
