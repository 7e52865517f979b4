"""Rows 14 to 25 of the list of faults, each fed for real."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from scoring.language.hidden import strip_hidden
from scoring.language.messages import help_lines, sentence
from scoring.language.problems import Severity
from tests.edge.returns.small import codes, only, read, reject, speak, values, write

HEAD = "zone,name,tax,land\n"


# 14 ── encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-32"])
def test_chinese_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "r.csv", "开发区代码,开发区名称,税收总额\n0101,松湖经开区,12.5\n", encoding)
    inputs = read(path)
    assert values(inputs) == {("0101", "tax"): Decimal("12.5")}
    assert inputs.zones["zh"].to_list() == ["松湖经开区"]


def test_bytes_of_no_encoding_are_refused(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_bytes("zone,税收总额\n0101,1\n".encode() + b"\xff\xff\xff\n")
    problems = reject(tmp_path)
    assert codes(problems) == ["D104"]
    assert problems[0].place is not None
    assert problems[0].place.line == 3
    assert "utf-8 / gb18030" in sentence(problems[0], "en")
    assert "另存为" in help_lines(problems[0], "zh")[0]


def test_another_encoding_matches_no_heading(tmp_path: Path) -> None:
    problems = reject(write(tmp_path / "r.csv", "開發區代碼,開發區名稱,稅收總額\n0101,松湖,1\n", "big5"))
    assert codes(problems) == ["D137"]
    assert "encoding" in " ".join(help_lines(problems[0], "en"))


def test_nul_characters_are_refused(tmp_path: Path) -> None:
    assert codes(reject(write(tmp_path / "r.csv", "zone,tax\n01,\x00\n"))) == ["D105"]
    assert codes(reject(write(tmp_path / "r.csv", "zone,tax\n01,1\n", "utf-16-le"))) == ["D105"]


# 15 ── text first


def test_codes_keep_their_zeros(tmp_path: Path) -> None:
    inputs = read(write(tmp_path / "r.csv", "zone,tax\n0101,1\n101,2\n"))
    assert inputs.zones["zone"].to_list() == ["0101", "101"]


# 16 ── ragged rows


def test_ragged_rows_are_refused_with_their_number(tmp_path: Path) -> None:
    text = HEAD + "01,a,1,2\n02,b,3\n03,c,1,234,60\n04,d,5,6,,\n"
    inputs = read(write(tmp_path / "r.csv", text))
    ragged = [problem for problem in inputs.problems if problem.code == "D106"]
    assert [problem.place.line for problem in ragged if problem.place] == [3, 4]
    assert "has 3 fields and the header 4" in sentence(ragged[0], "en")
    assert "该行有 5 个字段" in sentence(ragged[1], "zh")
    assert sorted({zone for zone, _ in values(inputs)}) == ["01", "04"]


def test_an_open_quote_refuses_the_file(tmp_path: Path) -> None:
    assert codes(reject(write(tmp_path / "r.csv", HEAD + '01,"a,1,2\n02,b,3,4\n'))) == ["D107"]


# 17, 18 ── cells (more in test_cells.py)


def test_cells_as_people_write_them(tmp_path: Path) -> None:
    cells = {
        "１２": Decimal(12),
        "12.5万元": Decimal("12.5"),
        '"1,234.5"': Decimal("1234.5"),
        "1，234": Decimal(1234),
        "−5": Decimal(-5),
        "12亿": Decimal(120000),
        "—": "absent",
        "无": "absent",
        "缺": "absent",
        "未统计": "absent",
        "不适用": "not_applicable",
        "12.5%": "refused",
        "1e309": "refused",
        "NaN": "refused",
        "inf": "refused",
        "-Infinity": "refused",
    }
    rows = "".join(f"z{number:02},{text}\n" for number, text in enumerate(cells))
    inputs = read(write(tmp_path / "r.csv", "zone,tax\n" + rows))
    assert list(values(inputs).values()) == list(cells.values())
    assert codes(inputs.problems) == sorted(["D145", "D142", "D143", "D143", "D143", "D163"])


def test_a_refused_cell_is_named_by_file_row_and_column(tmp_path: Path) -> None:
    write(tmp_path / "2025" / "county.csv", HEAD + "01,a,1,2\n02,b,about 3,4\n")
    problem = only(read(tmp_path), "D140")
    assert str(problem.place) == "2025/county.csv:3:3"
    assert problem.place is not None
    assert problem.place.excerpt == "about 3"
    assert problem.severity is Severity.ERROR
    assert sentence(problem, "en") == "`about 3` is no figure (Tax paid, zone 02)"
    assert sentence(problem, "zh") == "“about 3”不是数值（税收总额，开发区 02）"


# 19 ── a zone without data


def test_a_registered_zone_without_data_stays(tmp_path: Path) -> None:
    write(tmp_path / "register.csv", "zone,zh,en\n01,甲,A\n02,乙,B\n")
    write(tmp_path / "2025" / "r.csv", "zone,tax\n01,1\n")
    inputs = read(tmp_path)
    assert inputs.zones.filter(year=2025)["zone"].to_list() == ["01", "02"]
    assert values(inputs) == {("01", "tax"): Decimal(1)}


# 23 ── forms


def test_forms_with_titles_units_totals_and_signatures(tmp_path: Path) -> None:
    text = (
        "全省开发区统计表,,,\n2025年度,,,单位：亿元\n代码,名称,税收总额,已供工业用地\n,,亿元,公顷\n"
        "01,甲,1.5,2\n合计,,1.5,2\n,总 计,1.5,2\n全省合计,,1,2\n填表人：张三,,,\n注：口径同上年,,,\n备注,,,\n"
    )
    inputs = read(write(tmp_path / "r.csv", text), None)
    assert inputs.year == 2025
    assert values(inputs) == {("01", "tax"): Decimal(15000), ("01", "land"): Decimal(30)}
    assert inputs.zones["zone"].to_list() == ["01"]
    skipped = [problem.place.line for problem in inputs.problems if problem.code == "D128" and problem.place]
    assert skipped == [6, 7, 8, 9, 10, 11]
    assert all(problem.severity is Severity.NOTE for problem in inputs.problems)


def test_the_titles_unit_fits_only_its_kind(tmp_path: Path) -> None:
    text = "单位：亿元\n代码,税收总额,已供工业用地,从业人员\n01,1.5,2,3\n"
    assert values(read(write(tmp_path / "r.csv", text))) == {
        ("01", "tax"): Decimal(15000),
        ("01", "land"): Decimal(2),
        ("01", "staff"): Decimal(3),
    }


# 24, 25 ── names


def test_escapes_and_markup_in_names(tmp_path: Path) -> None:
    names = ["\x1b[31m红区\x1b[0m", "\x1b]8;;http://x\x07点我\x1b]8;;\x07", "a\u202eb\u200b", "[/bold]区", "</script>"]
    rows = "".join(f"0{number},{name},{number},1\n" for number, name in enumerate(names))
    inputs = read(write(tmp_path / "r.csv", HEAD + rows))
    assert inputs.zones["zh"].to_list() == ["红区", "点我", "ab", "[/bold]区", "</script>"]
    assert codes(inputs.problems) == ["D163", "D178", "D178", "D178"]
    assert not any("\x1b" in line or "\u202e" in line for line in speak(inputs.problems))
    assert not any(strip_hidden(str(problem.place)) != str(problem.place) for problem in inputs.problems)


def test_formulas_in_names_are_text(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for column, text in enumerate(["zone", "name", "tax"]):
        sheet.write_string(0, column, text)
    for column, text in enumerate(["01", '=HYPERLINK("http://x")', "7"]):
        sheet.write_string(1, column, text)
    book.close()
    inputs = read(path)
    assert inputs.zones["zh"].to_list() == ['=HYPERLINK("http://x")']
    assert values(inputs) == {("01", "tax"): Decimal(7)}
