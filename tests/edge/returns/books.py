"""Workbooks for tests, and surgery on their XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

SHEET = "xl/worksheets/sheet1.xml"


def book(path: Path, rows: list[list[object]], work: Callable[[Workbook, Worksheet], None] | None = None) -> Path:
    """A workbook of one sheet; ``work`` does the rest."""
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("表一")
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if isinstance(value, str) and not value.startswith("="):
                sheet.write_string(row, column, value)
            elif value is not None:
                sheet.write(row, column, value)
    if work is not None:
        work(workbook, sheet)
    workbook.close()
    return path


def operate(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """Change the text of one part of a workbook."""
    return rebuild(path, {part: lambda data: change(data.decode()).encode()})


def rebuild(path: Path, changes: dict[str, Callable[[bytes], bytes]]) -> Path:
    fresh = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, changes[name](data) if name in changes else data)
    path.write_bytes(fresh.getvalue())
    return path
