"""Workbooks: rows 20 to 23 of the list of faults."""

from __future__ import annotations

import io
import re
import struct
import time
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from scoring.edge.returns import archive
from scoring.language.messages import sentence
from tests.edge.returns.books import SHEET, book, operate, rebuild
from tests.edge.returns.small import codes, only, read, reject, values, write

HEAD: list[object] = ["zone", "name", "tax", "land"]


def test_a_workbook_is_read_as_text_and_numbers(tmp_path: Path) -> None:
    inputs = read(book(tmp_path / "2025.xlsx", [HEAD, ["0101", "甲", 12.5, 3], ["0102", "乙", "1,234", None]]))
    assert values(inputs) == {
        ("0101", "tax"): Decimal("12.5"),
        ("0101", "land"): Decimal(3),
        ("0102", "tax"): Decimal(1234),
        ("0102", "land"): "absent",
    }
    assert inputs.problems == ()
    assert inputs.submissions["source"].sort().to_list()[0] == "2025.xlsx[表一]!C2"


# 20 ── formulas


def test_a_formula_without_a_value_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "2025.xlsx", [HEAD, ["01", "甲", "=D2*2", 3]])
    operate(path, SHEET, lambda xml: xml.replace("<f>D2*2</f><v>0</v>", "<f>D2*2</f>"))
    inputs = read(path)
    problem = only(inputs, "D151")
    assert str(problem.place) == "2025.xlsx[表一]!C2"
    assert "`=D2*2` has no value stored" in sentence(problem, "en")
    assert values(inputs)["01", "tax"] == "refused"


def test_a_stale_cache_is_taken_and_said(tmp_path: Path) -> None:
    path = book(tmp_path / "2025.xlsx", [HEAD, ["01", "甲", "=D2*2", 3], ["02", "乙", "=D3*2", 3]])
    operate(path, SHEET, lambda xml: xml.replace("</f><v>0</v>", "</f><v>99</v>"))
    inputs = read(path)
    problem = only(inputs, "D152")
    assert problem.severity == "warning"
    assert str(problem.place) == "2025.xlsx[表一]!C2"
    assert sentence(problem, "en").endswith("as last stored: 2")
    assert values(inputs)["02", "tax"] == Decimal(99)


def test_errors_and_truth_values_are_refused(tmp_path: Path) -> None:
    def work(_book: Workbook, sheet: Worksheet) -> None:
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
        sheet.write_boolean(1, 3, True)

    inputs = read(book(tmp_path / "2025.xlsx", [HEAD, ["01", "甲"]], work))
    assert codes(inputs.problems) == ["D152", "D153", "D154"]
    assert "#DIV/0!" in sentence(only(inputs, "D153"), "zh")
    assert set(values(inputs).values()) == {"refused"}


# 21 ── binary numbers


def test_numbers_are_what_was_typed(tmp_path: Path) -> None:
    def work(workbook: Workbook, sheet: Worksheet) -> None:
        percent = workbook.add_format({"num_format": "0.0%"})
        sheet.write_number(1, 2, 0.125, percent)
        sheet.write_number(1, 3, 0.285, percent)
        sheet.write_number(3, 2, 12.5, workbook.add_format({"num_format": '0.0"%"'}))

    rows: list[list[object]] = [
        ["zone", "tax", "rate", "share"],
        ["01", 2.6749999999999998],
        ["02", 0.1 + 0.2, 1e2, 1 / 3],
        ["03"],
    ]
    inputs = read(book(tmp_path / "2025.xlsx", rows, work))
    assert values(inputs) == {
        ("01", "tax"): Decimal("2.675"),
        ("01", "rate"): Decimal("12.5"),
        ("01", "share"): Decimal("0.285"),
        ("02", "tax"): Decimal("0.3"),
        ("02", "rate"): Decimal(100),
        ("02", "share"): Decimal("0.333333333333"),
        ("03", "tax"): "absent",
        ("03", "rate"): Decimal("12.5"),
        ("03", "share"): "absent",
    }
    assert codes(inputs.problems) == ["D155"]


def test_numbers_beyond_figures_are_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "2025.xlsx", [HEAD, ["01", "甲", 777, 8], ["02", "乙", 999, 1e30]])
    operate(path, SHEET, lambda xml: xml.replace("<v>777</v>", "<v>1E400</v>").replace("<v>999</v>", "<v>1E5</v>"))
    inputs = read(path)
    assert values(inputs)["02", "tax"] == Decimal(100000)
    assert codes(inputs.problems) == ["D143", "D144"]


def test_a_percentage_of_money_is_refused(tmp_path: Path) -> None:
    def work(workbook: Workbook, sheet: Worksheet) -> None:
        sheet.write_number(1, 2, 0.5, workbook.add_format({"num_format": "0%"}))

    assert only(read(book(tmp_path / "2025.xlsx", [HEAD, ["01", "甲", None, 1]], work)), "D145").place is not None


def test_dates_are_no_figures(tmp_path: Path) -> None:
    def work(workbook: Workbook, sheet: Worksheet) -> None:
        sheet.write_datetime(1, 2, date(2025, 3, 1), workbook.add_format({"num_format": "yyyy-mm-dd"}))

    problem = only(read(book(tmp_path / "2025.xlsx", [HEAD, ["01", "甲", None, 1]], work)), "D140")
    assert problem.facts["text"] == "2025-03-01"


# 22 ── what would kill a reader


def far(xml: str, cell: str) -> str:
    row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return xml.replace("</sheetData>", f'<row r="{row}">{{}}</row></sheetData>')


def test_a_lone_cell_in_the_last_corner(tmp_path: Path) -> None:
    path = book(tmp_path / "2025.xlsx", [HEAD, ["01", "甲", 1, 2]])
    operate(path, SHEET, lambda xml: far(xml, "XFD1048576").format('<c r="XFD1048576"><v>1</v></c>'))
    assert path.stat().st_size < 10_000
    begin = time.monotonic()
    problems = reject(path)
    assert time.monotonic() - begin < 5
    assert codes(problems) == ["D116"]
    assert "XFD1048576" in sentence(problems[0], "en")


def test_a_formatted_but_empty_corner_does_no_harm(tmp_path: Path) -> None:
    path = book(tmp_path / "2025.xlsx", [HEAD, ["01", "甲", 1, 2]])
    operate(path, SHEET, lambda xml: far(xml, "XFD1048576").format('<c r="XFD1048576"/>'))
    assert values(read(path))["01", "land"] == Decimal(2)


@pytest.mark.parametrize(
    "tail",
    [
        '<hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>',
        '<dataValidations count="1"><dataValidation sqref="A1:XFD1048576"/></dataValidations>',
        '<autoFilter ref="A1:XFD1048576"/>',
        '<drawing r:id="rId77"/>',
        '<tableParts count="1"><tablePart r:id="rId9"/></tableParts>',
    ],
)
def test_ranges_and_parts_that_nobody_reads(tmp_path: Path, tail: str) -> None:
    path = book(tmp_path / "2025.xlsx", [HEAD, ["01", "甲", 1, 2]])
    operate(path, SHEET, lambda xml: xml.replace("</worksheet>", f"{tail}</worksheet>"))
    assert values(read(path))["01", "land"] == Decimal(2)


def test_a_merge_of_everything(tmp_path: Path) -> None:
    path = book(tmp_path / "2025.xlsx", [HEAD, ["01", "甲", 1, 2]])
    merge = '<mergeCells count="1"><mergeCell ref="A5:XFD1048576"/></mergeCells>'
    operate(path, SHEET, lambda xml: xml.replace("</sheetData>", f"</sheetData>{merge}"))
    assert codes(reject(path)) == ["D121"]


def test_a_zip_bomb(tmp_path: Path) -> None:
    path = book(tmp_path / "2025.xlsx", [HEAD, ["01", "甲", 1, 2]])
    rebuild(path, {"xl/sharedStrings.xml": lambda data: data + b" " * (210 * 2**20)})
    assert path.stat().st_size < 2**20
    assert codes(reject(path)) == ["D113"]


def test_a_bomb_of_ratio(tmp_path: Path) -> None:
    path = book(tmp_path / "2025.xlsx", [HEAD, ["01", "甲", 1, 2]])
    rebuild(path, {"xl/sharedStrings.xml": lambda data: data + b" " * (60 * 2**20)})
    assert codes(reject(path)) == ["D113"]


def test_a_size_that_lies(tmp_path: Path) -> None:
    path = book(tmp_path / "2025.xlsx", [HEAD, ["01", "甲", 1, 2]])
    rebuild(path, {SHEET: lambda data: data + b" " * (50 * 2**20)})
    with zipfile.ZipFile(path) as opened:
        size = opened.getinfo(SHEET).file_size
    path.write_bytes(path.read_bytes().replace(struct.pack("<L", size), struct.pack("<L", 1000)))
    problems = reject(path)
    assert codes(problems) == ["D114"]
    assert SHEET in sentence(problems[0], "zh")


def test_many_parts(tmp_path: Path) -> None:
    path = book(tmp_path / "2025.xlsx", [HEAD, ["01", "甲", 1, 2]])
    with zipfile.ZipFile(path, "a") as archive_file:
        for number in range(archive.ENTRIES + 1):
            archive_file.writestr(f"x/{number}", b"")
    assert codes(reject(path)) == ["D111"]


def test_many_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "CELLS", 7)
    assert codes(reject(book(tmp_path / "2025.xlsx", [HEAD, ["01", "甲", 1, 2]]))) == ["D112"]


def test_one_huge_string_shared_by_many_cells(tmp_path: Path) -> None:
    rows: list[list[object]] = [[f"z{row:04}", "名", "巨", "巨"] for row in range(3000)]
    path = book(tmp_path / "2025.xlsx", [HEAD, *rows])
    operate(path, "xl/sharedStrings.xml", lambda xml: xml.replace("巨", "巨" * 500_000))
    inputs = read(path)
    assert codes(inputs.problems) == ["D140"] * 6000


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_entities_are_refused(tmp_path: Path, part: str) -> None:
    path = book(tmp_path / "2025.xlsx", [HEAD, ["01", "甲", 1, 2]])
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    operate(path, part, lambda xml: xml.replace("?>", f"?>{laughs}", 1))
    assert codes(reject(path)) == ["D120"]


def test_deep_xml_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "2025.xlsx", [HEAD, ["01", "甲", 1, 2]])
    operate(path, SHEET, lambda xml: xml.replace("</sheetData>", "<x>" * 100_000 + "</x>" * 100_000 + "</sheetData>"))
    assert codes(reject(path)) == ["D115"]


def test_files_that_are_no_workbook(tmp_path: Path) -> None:
    write(tmp_path / "2025" / "a.xlsx", "<html>not a workbook</html>")
    write(tmp_path / "2025" / "b.xls", "x")
    (tmp_path / "2025" / "c.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    (tmp_path / "2025" / "d.xlsx").write_bytes(book(tmp_path / "x.xlsx", [HEAD]).read_bytes()[:3000])
    (tmp_path / "x.xlsx").unlink()
    problems = reject(tmp_path)
    assert [(problem.code, str(problem.place)) for problem in problems[:4]] == [
        ("D110", "2025/a.xlsx"),
        ("D108", "2025/b.xls"),
        ("D109", "2025/c.xlsx"),
        ("D110", "2025/d.xlsx"),
    ]


def test_an_archive_that_is_no_workbook(tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive_file:
        archive_file.writestr("hello.txt", "hello")
    (tmp_path / "2025.xlsx").write_bytes(data.getvalue())
    assert codes(reject(tmp_path)) == ["D110"]


def test_a_workbook_without_sheets(tmp_path: Path) -> None:
    path = book(tmp_path / "2025.xlsx", [HEAD, ["01", "甲", 1, 2]])
    operate(path, "xl/workbook.xml", lambda xml: re.sub(r"<sheets>.*</sheets>", "<sheets/>", xml))
    assert codes(reject(path)) == ["D110"]


def test_an_encrypted_part(tmp_path: Path) -> None:
    path = book(tmp_path / "2025.xlsx", [HEAD, ["01", "甲", 1, 2]])
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(bytes(data))
    assert codes(reject(path)) == ["D109"]


# 23 ── hidden things and merges


def test_hidden_sheets_are_skipped_and_hidden_rows_read(tmp_path: Path) -> None:
    def work(workbook: Workbook, sheet: Worksheet) -> None:
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_column("D:D", None, None, {"hidden": True})
        draft = workbook.add_worksheet("底稿")
        draft.write_row(0, 0, HEAD)
        draft.write_row(1, 0, ["01", "甲", 999, 999])
        draft.hide()
        workbook.add_worksheet("说明").write_string(0, 0, "填表说明")

    inputs = read(book(tmp_path / "2025.xlsx", [HEAD, ["01", "甲", 1, 2]], work))
    assert values(inputs) == {("01", "tax"): Decimal(1), ("01", "land"): Decimal(2)}
    assert codes(inputs.problems) == ["D122", "D123", "D132"]
    assert sentence(only(inputs, "D123"), "en").endswith(": 2, D")
    assert str(only(inputs, "D122").place) == "2025.xlsx[底稿]"


def test_merged_headers_of_two_rows(tmp_path: Path) -> None:
    def work(_book: Workbook, sheet: Worksheet) -> None:
        sheet.merge_range("A1:F1", "2025年全省开发区统计表")
        sheet.merge_range("A2:A3", "开发区代码")
        sheet.merge_range("B2:B3", "开发区名称")
        sheet.merge_range("C2:D2", "经济")
        sheet.merge_range("E2:F2", "已供")
        for column, text in enumerate(["税收总额（亿元）", "从业人员", "工业用地", "备注"], 2):
            sheet.write_string(2, column, text)
        for column, value in enumerate(["01", "甲", 1.5, 20, 30]):
            sheet.write(3, column, value)
        sheet.merge_range("A5:B5", "合计")
        sheet.write(4, 2, 1.5)

    inputs = read(book(tmp_path / "r.xlsx", [], work), None)
    assert inputs.year == 2025
    assert values(inputs) == {
        ("01", "tax"): Decimal(15000),
        ("01", "staff"): Decimal(20),
        ("01", "land"): Decimal(30),
    }
    assert codes(inputs.problems) == ["D128"]


def test_merged_cells_in_the_body(tmp_path: Path) -> None:
    def work(_book: Workbook, sheet: Worksheet) -> None:
        sheet.merge_range("C2:C3", 5)

    inputs = read(book(tmp_path / "2025.xlsx", [HEAD, ["01", "甲", None, 2], ["02", "乙", None, 3]], work))
    assert str(only(inputs, "D131").place) == "2025.xlsx[表一]!C2"
    assert values(inputs)["02", "tax"] == "absent"


def test_merged_zones_of_the_long_form_hold_for_every_row(tmp_path: Path) -> None:
    def work(_book: Workbook, sheet: Worksheet) -> None:
        sheet.merge_range("A2:A3", "01")

    rows: list[list[object]] = [["开发区代码", "指标", "数值"], [None, "税收总额", 5], [None, "land", 6]]
    inputs = read(book(tmp_path / "2025.xlsx", rows, work))
    assert values(inputs) == {("01", "tax"): Decimal(5), ("01", "land"): Decimal(6)}


def test_several_sheets_each_with_its_year(tmp_path: Path) -> None:
    def work(workbook: Workbook, _sheet: Worksheet) -> None:
        for year in (2024, 2025):
            sheet = workbook.add_worksheet(str(year))
            sheet.write_row(0, 0, HEAD)
            sheet.write_row(1, 0, ["01", "甲", year, 1])

    inputs = read(book(tmp_path / "r.xlsx", [["说明"]], work), None)
    assert inputs.year == 2025
    assert values(inputs, 2024)["01", "tax"] == Decimal(2024)
    assert values(inputs, 2025)["01", "tax"] == Decimal(2025)


def test_sheet_names_are_stripped(tmp_path: Path) -> None:
    path = book(tmp_path / "2025.xlsx", [HEAD, ["01", "甲", "x", 1]])
    operate(path, "xl/workbook.xml", lambda xml: xml.replace("表一", "a\u202eb"))
    assert str(only(read(path), "D140").place) == "2025.xlsx[ab]!C2"
