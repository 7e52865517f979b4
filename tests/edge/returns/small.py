"""A small rubric, as far as reading needs one, and helpers to write and read returns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import polars as pl

from scoring.edge.returns.reading import read_inputs
from scoring.engine.tables import Inputs
from scoring.language.messages import catalogue, help_lines, sentence
from scoring.language.problems import Problem, Rejected
from scoring.language.units import Unit, UnitTable
from scoring.rules.rubric import Listing


@dataclass(frozen=True)
class Label:
    zh: str
    en: str


@dataclass(frozen=True)
class Item:
    id: str
    label: Label
    unit: Unit
    witness: str | None = None
    aliases: tuple[str, ...] = ()
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    kind: str = "number"
    listing: Listing | None = None


@dataclass(frozen=True)
class Category:
    id: str
    label: Label


@dataclass(frozen=True)
class Small:
    items: Mapping[str, Item]
    categories: Mapping[str, Category]
    placeholders: tuple[str, ...] = ("未统计",)
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    units: Mapping[str, Unit] = field(default_factory=dict)
    every_year: bool = False


def unit(text: str) -> Unit:
    return UnitTable().parse(text)


def item(id_: str, zh: str, en: str, symbol: str, **more: object) -> Item:
    return Item(id_, Label(zh, en), unit(symbol), **more)  # type: ignore[arg-type]


ITEMS = [
    item("tax", "税收总额", "Tax paid", "万元", aliases=("全口径税收",), witness="tax_bureau"),
    item("land", "已供工业用地", "Industrial land", "亩", at_least=Decimal(0), witness="land_survey"),
    item("staff", "从业人员", "Staff", "人"),
    item("rate", "达标率", "Rate met", "%", at_most=Decimal(100)),
    item("share", "主导产业占比", "Leading share", "1"),
    item("power", "用电量", "Power used", "MWh"),
]
NATIONAL = Category("national", Label("国家级", "National"))
PROVINCIAL = Category("provincial", Label("省级", "Provincial"))


def rubric(*categories: Category, items: Iterable[Item] = ITEMS, placeholders: tuple[str, ...] = ("未统计",)) -> Small:
    return Small(
        {one.id: one for one in items}, {one.id: one for one in categories or (PROVINCIAL,)}, placeholders=placeholders
    )


def read(path: Path | str, year: int | None = 2025, of: Small | None = None, *, years_back: int = 1) -> Inputs:
    inputs = read_inputs(of or rubric(), path, year, years_back=years_back)
    speak(inputs.problems)
    return inputs


def reject(path: Path, year: int | None = 2025, of: Small | None = None) -> tuple[Problem, ...]:
    try:
        read_inputs(of or rubric(), path, year)
    except Rejected as rejected:
        speak(rejected.problems)
        return rejected.problems
    raise AssertionError("not rejected")


def speak(problems: Iterable[Problem]) -> list[str]:
    """Every problem in both languages, which fails if a fact is missing."""
    lines = []
    for problem in problems:
        for language in ("zh", "en"):
            lines += [sentence(problem, language), *help_lines(problem, language)]
        assert problem.code in catalogue()
    return lines


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


def codes(problems: Iterable[Problem]) -> list[str]:
    return sorted(problem.code for problem in problems)


def only(inputs: Inputs, code: str) -> Problem:
    found = [problem for problem in inputs.problems if problem.code == code]
    assert len(found) == 1, [str(problem) for problem in inputs.problems]
    return found[0]


def values(inputs: Inputs, year: int = 2025) -> dict[tuple[str, str], Decimal | str]:
    """Every figure of a year: its value, or its status where it has none."""
    return {
        (zone, item_id): status if value is None else value.normalize()
        for zone, item_id, value, status in inputs.submissions.filter(pl.col("year") == year)
        .select("zone", "item", "value", "status")
        .iter_rows()
    }


def plain(inputs: Inputs) -> pl.DataFrame:
    """The submissions without where they stood."""
    return inputs.submissions.drop("source")
