"""One prefecture's return of 2025 as a workbook, the way offices keep them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

import xlsxwriter

from making.economy import Figures
from making.forms import ITEMS

_SAVED = datetime(2026, 1, 20, 9, 0, 0)  # noqa: DTZ001 - fixed, so that the same bytes come out
_GROUPS = (("经济规模", "tax", "investment"), ("创新与绿色", "rd", "env_fixed"), ("安全、合规与荣誉", "hazards", "operating"))
_LARGE = {"万元": ("亿元", Decimal(10000)), "亩": ("公顷", Decimal(15))}
#: How prefectures leave a cell that has nothing in it.
_EMPTY = ("", "—", "", "无")


def workbook(name: str, index: int, rows: list[tuple[str, str, Figures]], absent: Mapping[str, str]) -> bytes:
    """The file of prefecture ``index``; every fifth reports in 亿元 and 公顷, every third types ratios as percentages."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": _SAVED, "author": "", "title": f"{name}开发区年报"})
    sheet = book.add_worksheet("年报")
    bold = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1})
    number = book.add_format({"num_format": "#,##0.######", "border": 1})
    percent = book.add_format({"num_format": "0.0%", "border": 1})
    text = book.add_format({"num_format": "@", "border": 1})
    large, as_percent = index % 5 == 3, index % 3 == 0
    last = len(ITEMS) + 1
    sheet.merge_range(0, 0, 0, last, f"2025年度{name}开发区综合考核年报表", bold)
    sheet.merge_range(1, 0, 1, last, f"填报单位：{name}开发区工作办公室        制表机关：省开发区工作办公室")
    items = list(ITEMS)
    for title, first, final in _GROUPS:
        sheet.merge_range(2, items.index(first) + 2, 2, items.index(final) + 2, title, bold)
    sheet.write_row(3, 0, ["开发区代码", "开发区名称", *(heading for heading, _ in ITEMS.values())], bold)
    units = [_LARGE.get(unit, (unit, Decimal(1))) if large else (unit, Decimal(1)) for _, unit in ITEMS.values()]
    sheet.write_row(4, 0, ["", "", *(unit for unit, _ in units)], bold)
    sums = [Decimal(0)] * len(items)
    for line, (code, zh, part) in enumerate(rows, start=5):
        sheet.write_string(line, 0, code, text)
        sheet.write_string(line, 1, zh, text)
        for column, (item, (_, size)) in enumerate(zip(items, units, strict=True)):
            value = part[item]
            if value is None:
                missing = "缺" if absent.get(code) == item else _EMPTY[index % len(_EMPTY)]
                sheet.write_string(line, column + 2, missing, text) if missing else sheet.write_blank(line, column + 2, None, text)
            elif item == "debt_ratio" and as_percent:
                sheet.write_number(line, column + 2, float(value / 100), percent)
            else:
                sheet.write_number(line, column + 2, float(value / size), number)
                sums[column] += value / size
    foot = 5 + len(rows)
    sheet.write_string(foot, 0, "合计", bold)
    for column, item in enumerate(items):
        if item not in ("debt_ratio", "operating"):
            sheet.write_number(foot, column + 2, float(sums[column]), number)
    sheet.write_string(foot + 2, 0, "填表人：＿＿＿＿    审核人：＿＿＿＿    单位负责人：＿＿＿＿")
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 26)
    sheet.set_column(2, last, 14)
    sheet.freeze_panes(5, 2)
    book.close()
    return buffer.getvalue()
