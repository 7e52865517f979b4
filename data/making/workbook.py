"""One prefecture's return of 2025 as a workbook, the way offices keep them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import xlsxwriter  # type: ignore[import-untyped]

from making.economy import Figures
from making.forms import ITEMS

_SAVED = datetime(2026, 1, 20, 9, 0, 0)  # noqa: DTZ001 - fixed, so that the same bytes come out
_GROUPS = (
    ("经济规模", "tax", "investment"),
    ("创新与绿色", "rd", "env_fixed"),
    ("安全、合规与荣誉", "hazards", "operating"),
)
_LARGE = {"万元": ("亿元", 10000), "亩": ("公顷", 15)}
#: How prefectures leave a cell that has nothing in it.
_EMPTY = ("", "—", "", "无")
_ITEMS = list(ITEMS)
_LAST = len(_ITEMS) + 1
_FIRST_ROW = 5


@dataclass(frozen=True)
class Habits:
    """How a prefecture fills in the form: every fifth in 亿元 and 公顷, every third ratios as percentages."""

    large: bool
    percentages: bool
    empty: str

    @classmethod
    def of(cls, index: int) -> Habits:
        """The habits of a prefecture."""
        return cls(index % 5 == 3, index % 3 == 0, _EMPTY[index % len(_EMPTY)])

    def unit(self, item: str) -> tuple[str, int]:
        """The unit an item is reported in, and how many of the form's units it is."""
        unit = ITEMS[item][1]
        return _LARGE.get(unit, (unit, 1)) if self.large else (unit, 1)


def workbook(name: str, index: int, rows: list[tuple[str, str, Figures]], absent: Mapping[str, str]) -> bytes:
    """The file of prefecture ``index``: its zones and parks, one a row; ``absent`` names cells that read 缺."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": _SAVED, "author": "", "title": f"{name}开发区年报"})
    form = _Form(book, Habits.of(index))
    form.head(name)
    for line, (code, zh, part) in enumerate(rows, start=_FIRST_ROW):
        form.row(line, code, zh, part, absent.get(code))
    form.foot(_FIRST_ROW + len(rows), [part for _, _, part in rows])
    book.close()
    return buffer.getvalue()


class _Form:
    def __init__(self, book: xlsxwriter.Workbook, habits: Habits) -> None:
        self.habits = habits
        self.sheet = book.add_worksheet("年报")
        self.bold = book.add_format(
            {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1}
        )
        self.number = book.add_format({"num_format": "#,##0.######", "border": 1})
        self.percent = book.add_format({"num_format": "0.0%", "border": 1})
        self.text = book.add_format({"num_format": "@", "border": 1})
        self.sheet.set_column(0, 0, 12)
        self.sheet.set_column(1, 1, 26)
        self.sheet.set_column(2, _LAST, 14)
        self.sheet.freeze_panes(_FIRST_ROW, 2)

    def head(self, name: str) -> None:
        """Two title rows, the groups of columns, the headings, the units."""
        sheet = self.sheet
        sheet.merge_range(0, 0, 0, _LAST, f"2025年度{name}开发区综合考核年报表", self.bold)
        sheet.merge_range(1, 0, 1, _LAST, f"填报单位：{name}开发区工作办公室        制表机关：省开发区工作办公室")
        for title, first, final in _GROUPS:
            sheet.merge_range(2, _ITEMS.index(first) + 2, 2, _ITEMS.index(final) + 2, title, self.bold)
        sheet.write_row(3, 0, ["开发区代码", "开发区名称", *(heading for heading, _ in ITEMS.values())], self.bold)
        sheet.write_row(4, 0, ["", "", *(self.habits.unit(item)[0] for item in _ITEMS)], self.bold)

    def row(self, line: int, code: str, zh: str, part: Figures, absent: str | None) -> None:
        """One zone or park."""
        self.sheet.write_string(line, 0, code, self.text)
        self.sheet.write_string(line, 1, zh, self.text)
        for column, item in enumerate(_ITEMS, start=2):
            value = part[item]
            if value is None:
                self._nothing(line, column, "缺" if item == absent else self.habits.empty)
            elif item == "debt_ratio" and self.habits.percentages:
                self.sheet.write_number(line, column, float(value / 100), self.percent)
            else:
                self.sheet.write_number(line, column, float(value / self.habits.unit(item)[1]), self.number)

    def _nothing(self, line: int, column: int, text: str) -> None:
        if text:
            self.sheet.write_string(line, column, text, self.text)
        else:
            self.sheet.write_blank(line, column, None, self.text)

    def foot(self, line: int, parts: list[Figures]) -> None:
        """The row of sums, and who filled in the form."""
        self.sheet.write_string(line, 0, "合计", self.bold)
        for column, item in enumerate(_ITEMS, start=2):
            if item not in ("debt_ratio", "operating"):
                whole = sum((part[item] or Decimal(0) for part in parts), Decimal(0))
                self.sheet.write_number(line, column, float(whole / self.habits.unit(item)[1]), self.number)
        self.sheet.write_string(line + 2, 0, "填表人：＿＿＿＿    审核人：＿＿＿＿    单位负责人：＿＿＿＿")
