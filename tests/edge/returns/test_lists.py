"""Lists as they are handed in: files, sheets and columns; GBK, workbooks, short rows; everything refused has its place."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path, PurePath

import polars as pl
import pytest
from openpyxl import Workbook

from scoring.edge.returns.folder import Role, list_of, survey
from scoring.edge.returns.log import Log
from scoring.edge.returns.reading import read_inputs
from scoring.engine.appraisal import appraise
from scoring.engine.tables import Inputs
from tests.edge.returns.small import codes, only, speak, values, write
from tests.engine.parks import method

RUBRIC = method()
RETURN = "zone,certified,reported,invest,食堂,platform.gym\nz1,是,2025年1月18日,300,√,×\nz2,否,20250119,100,,\n"
FIRMS = "代码,企业名称,类别,佐证材料\nz1,甲公司,制造业单项冠军,文1\nz1,乙公司,Listed,文2\nz2,丙公司,dropped,\n"


def read(folder: Path) -> Inputs:
    inputs = read_inputs(RUBRIC, folder)
    speak(inputs.problems)
    return inputs


def folder(path: Path, lists: str = FIRMS, name: str = "list-firms.csv", encoding: str = "utf-8") -> Path:
    write(path / "2025" / "returns.csv", RETURN)
    write(path / "2025" / name, lists, encoding)
    return path


def rows(inputs: Inputs, *names: str) -> list[tuple[object, ...]]:
    lists = inputs.lists.filter(pl.col("list") != "platform")
    return lists.select(names or ("zone", "list", "entity", "class", "evidence")).rows()


EXPECTED = [
    ("z1", "firms", "甲公司", "champion", "文1"),
    ("z1", "firms", "乙公司", "listed", "文2"),
    ("z2", "firms", "丙公司", "dropped", None),
]


class TestNames:
    @pytest.mark.parametrize(
        ("path", "expected"),
        [
            ("list-firms.csv", "firms"),
            ("roster_firms-2025.xlsx", "firms"),
            ("名单-培育企业2025年.csv", "培育企业"),
            ("名单.csv", ""),
            ("lists/firms.csv", "firms"),
            ("2025/名单/firms-2025.csv", "firms"),
            ("listed-companies.csv", None),
            ("returns.csv", None),
        ],
    )
    def test_tell_the_list(self, path: str, expected: str | None) -> None:
        assert list_of(PurePath(path)) == expected

    def test_of_a_folder(self, tmp_path: Path) -> None:
        write(tmp_path / "lists" / "firms.csv", FIRMS)
        write(tmp_path / "register.csv", "zone\n")
        found = survey(tmp_path, Log())
        assert [(source.role, source.list) for source in found] == [(Role.REGISTER, None), (Role.LISTS, "firms")]


class TestFiles:
    def test_a_list_is_read_row_by_row(self, tmp_path: Path) -> None:
        inputs = read(folder(tmp_path))
        assert rows(inputs) == EXPECTED
        assert inputs.lists["source"][-1] == "2025/list-firms.csv:4:3"
        assert codes(inputs.problems) == []

    @pytest.mark.parametrize(
        "name", ["lists/firms.csv", "名单-培育企业名单.csv", "roster-champions.csv", "list-荣誉.csv"]
    )
    def test_whatever_the_list_is_called_by(self, tmp_path: Path, name: str) -> None:
        assert rows(read(folder(tmp_path, name=name))) == EXPECTED

    def test_in_gbk_with_a_title_and_a_signature(self, tmp_path: Path) -> None:
        text = "培育企业名单,,,\n" + FIRMS + "填表人：张某,,,\n"
        assert rows(read(folder(tmp_path, text, encoding="gbk"))) == EXPECTED

    def test_several_lists_in_one_file(self, tmp_path: Path) -> None:
        text = "zone,list,class,entity,score,expert,evidence\nz1,培育企业名单,champion,甲,,,文1\nz1,ecosystem,优,,3.5,张,附\nz1,ecosystem,fair,,2,李,附\n"
        inputs = read(folder(tmp_path, text, "名单.csv"))
        assert rows(inputs, "list", "class", "score", "expert") == [
            ("firms", "champion", None, None),
            ("ecosystem", "high", 3.5, "张"),
            ("ecosystem", "fair", 2, "李"),
        ]

    def test_in_a_sheet_of_a_return(self, tmp_path: Path) -> None:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        for row in (
            ["代码", "已认定", "上报日期", "投资"],
            ["z1", True, datetime(2025, 1, 18), 300],  # noqa: DTZ001
            ["z2", False, date(2025, 1, 19), 100],
        ):
            sheet.append(row)
        firms = book.create_sheet("名单-firms")
        for line in FIRMS.splitlines():
            firms.append(line.split(","))
        firms.merge_cells("A2:A3")
        book.save(tmp_path / "returns-2025.xlsx")
        inputs = read(tmp_path / "returns-2025.xlsx")
        assert rows(inputs) == EXPECTED
        assert inputs.lists["source"][0] == "returns-2025.xlsx[名单-firms]!C2"
        assert {key: value for key, value in values(inputs).items() if key[1] != "invest"} == {
            ("z1", "certified"): 1,
            ("z1", "reported"): 20106,
            ("z2", "certified"): 0,
            ("z2", "reported"): 20107,
        }

    def test_a_workbook_of_lists_alone(self, tmp_path: Path) -> None:
        folder(tmp_path)
        (tmp_path / "2025" / "list-firms.csv").unlink()
        book = Workbook()
        for name in ("名单-firms", "专家评分-ecosystem"):
            book.create_sheet(name)
        del book["Sheet"]
        book["名单-firms"].append(["代码", "对象", "等级"])
        book["名单-firms"].append(["z1", "甲", "奖项"])
        book["专家评分-ecosystem"].append(["代码", "评价档次", "得分", "专家"])
        book["专家评分-ecosystem"].append(["z1", "差", 0.5, "张"])
        book.save(tmp_path / "2025" / "名单.xlsx")
        assert rows(read(tmp_path), "list", "class", "score") == [("firms", "prize", None), ("ecosystem", "none", 0.5)]

    def test_of_other_years(self, tmp_path: Path) -> None:
        folder(tmp_path)
        write(tmp_path / "2024" / "list-firms.csv", FIRMS)
        write(tmp_path / "2021" / "list-firms.csv", FIRMS)
        assert sorted(set(read(tmp_path).lists["year"])) == [2025]
        write(tmp_path / "2024" / "returns.csv", RETURN)
        assert sorted(set(read(tmp_path).lists["year"])) == [2024, 2025]

    def test_one_list_needs_no_name_and_one_class_needs_none(self, tmp_path: Path) -> None:
        text = RUBRIC_OF_ONE
        write(tmp_path / "2025" / "returns.csv", "zone,invest\nz1,3\n")
        write(tmp_path / "2025" / "名单.csv", "zone,entity\nz1,甲\nz1,—\n")
        inputs = read_inputs(text, tmp_path)
        assert inputs.lists.select("list", "entity", "class").rows() == [
            ("firms", "甲", "prize"),
            ("firms", None, None),
        ]

    def test_headings_of_the_rubrics_own(self, tmp_path: Path) -> None:
        rubric = method(("schedule: even", "schedule: even\nheadings: {zone: [uCode], prefecture: [市]}"))
        folder(tmp_path, FIRMS.replace("代码", "uCode"))
        assert len(read_inputs(rubric, tmp_path).lists) == 5


RUBRIC_OF_ONE = method(
    ("zh: 荣誉, en: Awards, list: firms", "zh: 荣誉, en: Awards, list: firms"),
    ("{champion: {zh: 制造业单项冠军, en: Champion, counts: 1}, prize: {zh: 奖项, en: Prize, counts: 1}}", "{prize: {zh: 奖项, en: Prize, counts: 1}}"),
    ("    kind: roster\n    zh: 培育企业名单\n    en: Firms fostered\n    list: firms\n    if_absent: 0\n    at_most: 20\n    evidence: required\n    classes:\n      champion: {zh: 制造业单项冠军, en: Champion, counts: 4}\n      listed: {zh: 上市企业, en: Listed, counts: 3}\n      innovative: {zh: 创新型中小企业, en: Innovative, counts: 0.5}\n      dropped: {zh: 退规企业, en: Dropped out, counts: -1, evidence: optional}\n", "    {unit: '1', zh: 培育, en: Fostered}\n"),
    ("    kind: checklist\n    zh: 公共服务平台\n    en: Platform\n    at_most: 2\n    if_absent: 0\n    entries:\n      canteen: {zh: 食堂, en: Canteen, counts: 1}\n      gym: {zh: 健身房, en: Gym, counts: 1}\n      clinic: {zh: 医务室, en: Clinic, counts: 1}\n", "    {unit: '1', zh: 平台, en: Platform}\n"),
    ("    kind: expert\n    zh: 产业生态\n    en: Ecosystem\n    evidence: required\n    missing: zero\n    bands:\n      high: {zh: 优, en: High, from: 3, to: 4}\n      fair: {zh: 良, en: Fair, from: 2, to: 3}\n      none: {zh: 差, en: None, from: 0, to: 1, evidence: optional}\n", "    {unit: '1', zh: 生态, en: Ecosystem}\n"),
)  # fmt: skip


class TestChecklists:
    def test_as_columns_of_the_return(self, tmp_path: Path) -> None:
        inputs = read(folder(tmp_path))
        ticks = inputs.lists.filter(pl.col("list") == "platform")
        assert ticks.select("zone", "class", "score", "status").rows() == [
            ("z1", "canteen", 1, "given"),
            ("z1", "gym", 0, "given"),
        ]
        assert set(inputs.submissions["item"]) == {"certified", "reported", "invest"}

    def test_a_cell_that_is_neither(self, tmp_path: Path) -> None:
        write(tmp_path / "returns-2025.csv", RETURN.replace("√", "有一点"))
        inputs = read(tmp_path)
        assert only(inputs, "D200").facts["text"] == "有一点"
        assert inputs.lists.select("class", "status").rows() == [("canteen", "refused"), ("gym", "given")]

    def test_as_rows(self, tmp_path: Path) -> None:
        text = "zone,条目,是否具备\nz1,食堂,是\nz1,clinic,否\nz1,泳池,是\nz2,gym,大概\n"
        write(tmp_path / "2025" / "returns.csv", "zone,certified\nz1,是\nz2,有\n")
        inputs = read(write(tmp_path / "2025" / "list-platform.csv", text).parent)
        assert inputs.lists.select("class", "score", "status").rows() == [
            ("canteen", 1, "given"),
            ("clinic", 0, "given"),
            ("泳池", 1, "given"),
            ("gym", None, "refused"),
        ]
        assert codes(inputs.problems) == ["D200"]
        by_name = write(tmp_path / "2025" / "list-platform.csv", "zone,对象\nz1,食堂\n").parent
        assert read(by_name).lists.select("class", "entity").rows() == [("canteen", None)]


class TestRefused:
    def test_booleans_and_dates_that_are_none(self, tmp_path: Path) -> None:
        text = RETURN.replace("是,2025年1月18日", "也许,45675").replace("否,20250119", "不适用,2025-02-30")
        inputs = read(write(tmp_path / "returns-2025.csv", text).parent)
        assert codes(inputs.problems) == ["D200", "D201", "D201"]
        assert values(inputs)["z1", "certified"] == "refused"
        assert values(inputs)["z2", "certified"] == "not_applicable"

    def test_a_list_that_is_none(self, tmp_path: Path) -> None:
        inputs = read(folder(tmp_path, name="list-frims.csv"))
        problem = only(inputs, "D205")
        assert (problem.facts["guess"], problem.facts["rows"]) == ("firms", "3")
        assert rows(inputs) == []

    def test_columns_that_are_lacking_or_unknown(self, tmp_path: Path) -> None:
        inputs = read(folder(tmp_path, "企业名称,类别\n甲,champion\n"))
        assert only(inputs, "D204").facts["lacking"] == "zone"
        assert only(read(folder(tmp_path, "")), "D204")
        inputs = read(folder(tmp_path, FIRMS.replace("佐证材料", "佐证材枓")))
        assert only(inputs, "D124").facts["heading"] == "佐证材枓"

    def test_rows_that_are_short_and_zones_that_are_none(self, tmp_path: Path) -> None:
        text = FIRMS + "z1,丁公司\nz9,戊公司,listed,文\n"
        inputs = read(folder(tmp_path, text))
        assert rows(inputs) == EXPECTED
        assert {"D106", "D170"} <= set(codes(inputs.problems))

    def test_scores_that_are_none(self, tmp_path: Path) -> None:
        text = "zone,档,得分,专家,佐证\nz1,优,三点五,张,附\nz1,优,=A1,李,附\nz1,优,,王,附\n"
        inputs = read(folder(tmp_path, text, "list-ecosystem.csv"))
        assert rows(inputs, "class", "score", "status") == [
            ("high", None, "refused"),
            ("high", None, "refused"),
            ("high", None, "given"),
        ]

    def test_a_formula_without_a_value(self, tmp_path: Path) -> None:
        folder(tmp_path)
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(["代码", "档", "得分", "专家"])
        sheet.append(["z1", "优", "=1+2", "张"])
        book.save(tmp_path / "2025" / "list-ecosystem.xlsx")
        assert only(read(tmp_path), "D151").place is not None

    def test_classes_are_judged_by_the_engine_at_their_place(self, tmp_path: Path) -> None:
        folder(tmp_path, FIRMS.replace("Listed", "上市企亚").replace("文1", "—"))
        write(tmp_path / "2025" / "targets.csv", "zone,invest,champions\nz1,1000,5\nz2,100,5\n")
        found = appraise(RUBRIC, read(tmp_path))
        speak(found.problems)
        assert [(problem.code, str(problem.place)) for problem in found.problems] == [
            ("D212", "2025/list-firms.csv:2:3"),
            ("D210", "2025/list-firms.csv:3:3"),
        ]
        assert found.problems[1].facts["guess"] == "上市企业"
        assert found.values.select("zone", "champions", "platform").rows() == [("z1", 0.0, 1.0), ("z2", -1.0, 0.0)]
