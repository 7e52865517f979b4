"""Whatever the bytes: an answer or a refusal, never another exception."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from scoring.edge.returns.reading import read_inputs
from scoring.language.problems import Problem, Rejected
from tests.edge.returns.books import SHEET, book, rebuild
from tests.edge.returns.small import rubric, speak, write

HEAD: list[object] = ["zone", "name", "税收总额（亿元）", "land"]
ROWS: list[list[object]] = [HEAD, ["01", "甲", 1.5, "=C2*2"], ["02", "乙", "1,234", 0.1], ["合计", "", 3, 4]]
TEXT = (
    "2025年度统计表,,,\n单位：亿元,,,\nzone,name,税收总额,land\n,,亿元,公顷\n"
    '01,甲,1.5,60\n02,乙,"1,234",−5%\n合计,,1,2\n'
)


def answer(path: Path) -> None:
    try:
        problems = read_inputs(rubric(), path, 2025).problems
    except Rejected as rejected:
        problems = rejected.problems or (Problem("D000"),)  # a refusal without a reason is unknown to the catalogue
    speak(problems)


def damaged(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice([1, 2, 5, 20])):
        at = dice.randrange(len(changed))
        match dice.randrange(3):
            case 0:
                changed[at] = dice.randrange(256)
            case 1:
                del changed[at : at + dice.randrange(1, 8)]
            case _:
                changed[at:at] = bytes(dice.randrange(256) for _ in range(dice.randrange(1, 8)))
    return bytes(changed)


@pytest.mark.parametrize("seed", range(12))
def test_damaged_text(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    for number in range(20):
        path = tmp_path / f"{number}.csv"
        path.write_bytes(damaged(TEXT.encode(dice.choice(["utf-8", "gb18030", "utf-16"])), dice))
        answer(path)


@pytest.mark.parametrize("seed", range(6))
def test_damaged_workbooks(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    whole = book(tmp_path / "whole.xlsx", ROWS).read_bytes()
    for number in range(10):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(whole)
        if dice.random() < 0.3:
            path.write_bytes(damaged(whole, dice))
        else:
            part = dice.choice(
                [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"]
            )
            rebuild(path, {part: lambda data: damaged(data, dice)})
        answer(path)


@pytest.mark.parametrize("seed", range(4))
def test_damaged_lines_of_json(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    line = '{"zone": "01", "year": 2025, "tax": 1.50, "land": null}\n'
    for number in range(20):
        write(tmp_path / f"{number}.jsonl", "")
        (tmp_path / f"{number}.jsonl").write_bytes(damaged((line * 5).encode(), dice))
        answer(tmp_path / f"{number}.jsonl")
