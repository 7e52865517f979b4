"""The panel screen: a table a category, zones down, years across, with the places gained and lost since the year before.

A category's table shows what was achieved in that category: a zone that changed category stands in both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl
from rich.text import Text

from scoring.edge.screens.footer import not_official
from scoring.edge.screens.panel_words import say
from scoring.edge.screens.ranking import signed
from scoring.edge.screens.sheet import Column, Sheet, escaped, fitted, markdown
from scoring.edge.screens.terminal import Screen
from scoring.edge.screens.text import clean
from scoring.edge.words import label
from scoring.edge.words import say as say_generally
from scoring.engine.panel import Panel
from scoring.engine.trends import TOTAL
from scoring.language.messages import Language
from scoring.rules.rubric import Grades

Row = Mapping[str, object]

#: No older year's place is worth more than this many others.
_OLDEST = 9
#: Stands beside a tier where a veto has fired.
_VETOED = "†"


@dataclass(frozen=True, slots=True)
class Board:
    """The years of one category, ready to be shown."""

    title: str
    sheet: Sheet
    notes: tuple[str, ...]


def boards(panel: Panel, language: Language, category: str | None = None, top: int | None = None) -> list[Board]:
    """The boards to show, in the rubric's order; ``top`` keeps the first places of the last year shown."""
    writer = _Writer(panel, language)
    ids = [category] if category is not None else list(panel.rubric.categories)
    return [board for id_ in ids if (board := writer.board(id_, top)) is not None]


def show_panel(panel: Panel, boards: Sequence[Board], screen: Screen, language: Language) -> None:
    """Print boards one below the other, their columns under each other, and what they rest on."""
    tables, hidden = fitted([board.sheet for board in boards], screen.width) if boards else ([], [])
    for board, table in zip(boards, tables, strict=True):
        screen.print(Text(board.title, "bold cyan"), soft_wrap=True)
        screen.print(table)
        for note in board.notes:
            screen.print(Text(note, "dim"))
        screen.print()
    if not boards:
        screen.print(Text(say_generally("nothing", language)))
    if hidden:
        heads = say_generally("comma", language).join(hidden)
        screen.print(Text(say_generally("hidden", language, heads=heads), "dim"))
    for line in footer(panel, language):
        screen.print(Text(line, "dim"))


def as_markdown(panel: Panel, boards: Sequence[Board], language: Language) -> str:
    """The same as Markdown, with every column."""
    years = say("years", language, n=len(panel.years), years=_span(panel.years, language))
    blocks = [f"# {escaped(clean(label(panel.rubric.label, language)))} · {escaped(years)}"]
    for board in boards:
        blocks += [f"## {escaped(board.title)}", markdown(board.sheet), *(escaped(note) for note in board.notes)]
    blocks.append("\n".join(f"- {escaped(line)}" for line in footer(panel, language)))
    return "\n\n".join(blocks) + "\n"


def footer(panel: Panel, language: Language) -> list[str]:
    """What a panel rests on: the method, its years, its scales and its numbers."""
    how = say("base", language, year=panel.fitted) if isinstance(panel.fitted, int) else say(panel.fitted, language)
    years = say("years", language, n=len(panel.years), years=_span(panel.years, language))
    lines = [f"{panel.rubric.name} · {years} · {how}"]
    if hidden := [year for year in panel.years if year not in shown_years(panel)]:
        lines.append(say("empty", language, years=_span(hidden, language)))
    if len(shown_years(panel)) > 1:
        lines.append(say("arrows", language))
    return lines + not_official(panel.rubric, language)


def shown_years(panel: Panel) -> list[int]:
    """The years in which anybody was ranked."""
    ranked = panel.ranking.filter(pl.col("state") == "ranked").get_column("year").unique().to_list()
    return [year for year in panel.years if year in ranked]


def _span(years: Sequence[int], language: Language) -> str:
    if len(years) > 2 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]}–{years[-1]}"
    return say_generally("comma", language).join(map(str, years))


class _Writer:
    """Rows of the stacked ranking → cells."""

    def __init__(self, panel: Panel, language: Language) -> None:
        self.panel, self.rubric, self.language = panel, panel.rubric, language
        self.years = shown_years(panel)
        totals = panel.trends.filter(pl.col("indicator") == TOTAL)
        self.growth = {zone: rate for zone, rate in totals.select("zone", "cagr").iter_rows() if rate is not None}

    def board(self, category: str, top: int | None) -> Board | None:
        rows = self.panel.ranking.filter((pl.col("category") == category) & pl.col("year").is_in(self.years))
        zones: dict[str, dict[int, Row]] = {}
        for row in rows.iter_rows(named=True):
            zones.setdefault(row["zone"], {})[row["year"]] = row
        ranked = [by_year for by_year in zones.values() if any(row["state"] == "ranked" for row in by_year.values())]
        if not zones:
            return None
        chosen = sorted(ranked, key=self._order)
        notes = []
        if top is not None:
            chosen = [by_year for by_year in chosen if _within(by_year.get(self.years[-1]), top)]
            notes.append(say("shown", self.language, n=top, year=self.years[-1]))
        if any(row["vetoes"] for by_year in chosen for row in by_year.values()):
            notes.append(say("vetoed", self.language))
        if len(ranked) < len(zones):
            notes.append(say("never", self.language, n=len(zones) - len(ranked)))
        name = clean(label(self.rubric.categories[category].label, self.language))
        title = say("title", self.language, name=name, n=len(ranked))
        return Board(
            title, Sheet(tuple(self._columns()), tuple(self._cells(by_year) for by_year in chosen)), tuple(notes)
        )

    def _order(self, by_year: Mapping[int, Row]) -> tuple[object, ...]:
        """By the last year's places; those who are not of that year, by the year before."""
        places = [row["rank"] if (row := by_year.get(year)) is not None else None for year in reversed(self.years)]
        keys = tuple((place is None, place or 0) for place in places)
        return (*keys, next(iter(by_year.values()))["zone"])

    # columns -------------------------------------------------------------------------------------------------------

    def _columns(self) -> list[Column]:
        columns = [Column(say("code", self.language), leaves=50), Column(say("zone", self.language), gives=True)]
        for number, year in enumerate(self.years):
            columns += self._of_year(year, min(len(self.years) - 1 - number, _OLDEST), first=number == 0)
        if self._several:
            columns.append(Column(say("cagr", self.language), right=True, leaves=41))
        return columns

    def _of_year(self, year: int, age: int, *, first: bool) -> list[Column]:
        """The columns of a year; the older it is, the sooner they leave a narrow screen."""
        columns = [
            Column(say("total", self.language, year=year), right=True, leaves=21 + 2 * age if age else 0),
            Column(say("rank", self.language, year=year), right=True, leaves=20 + 2 * age if age else 0),
        ]
        if not first:
            columns.append(Column(say("moved", self.language, year=year), right=True, leaves=60 + age if age else 0))
            columns.append(Column(say("gained", self.language, year=year), right=True, leaves=70 + age if age else 42))
        if self.rubric.tiers is not None:
            name = clean(label(self.rubric.tiers.label, self.language))
            head = say("grade", self.language, year=year, name=name)
            columns.append(Column(head, leaves=51 + age if age else 0))
        return columns

    @property
    def _several(self) -> bool:
        return len(self.years) > 1

    # cells ---------------------------------------------------------------------------------------------------------

    def _cells(self, by_year: Mapping[int, Row]) -> tuple[Text, ...]:
        latest = by_year[max(by_year)]
        cells = [Text(clean(str(latest["zone"]))), self._zone(latest)]
        for number, year in enumerate(self.years):
            cells += self._year_cells(by_year.get(year), first=number == 0)
        if self._several:
            rate = self.growth.get(str(latest["zone"]))
            cells.append(Text("" if rate is None else f"{rate:+.2%}".replace("+0.00%", "0.00%")))
        return tuple(cells)

    def _year_cells(self, row: Row | None, *, first: bool) -> list[Text]:
        ranked = row is not None and row["state"] == "ranked"
        blank = Text("" if row is None else say("none", self.language), "dim")
        cells = [
            Text(f"{row['total']:f}", "bold") if row is not None and ranked else blank,
            Text(str(row["rank"])) if row is not None and ranked else blank,
        ]
        if not first:
            cells += [moved(row["rank_change"]), _gained(row["total_change"])] if row is not None else [Text(), Text()]
        if self.rubric.tiers is not None:
            cells.append(self._grade(self.rubric.tiers, row) if row is not None else Text())
        return cells

    def _zone(self, row: Row) -> Text:
        """The zone's name in the reader's language, else in the other, else its code."""
        names = [row["zh"], row["en"]] if self.language == "zh" else [row["en"], row["zh"]]
        return Text(clean(next((str(name) for name in [*names, row["zone"]] if name), "")))

    def _grade(self, grades: Grades, row: Row) -> Text:
        """The tier, marked where a veto has fired."""
        mark = Text(_VETOED if row["vetoes"] else "", "bold red")
        ids = [tier.id for tier in grades.tiers]
        if row["tier"] not in ids:
            return mark
        index = ids.index(str(row["tier"]))
        style = "green" if index == 0 else "red" if index == len(ids) - 1 else ""
        return Text.assemble((clean(label(grades.tiers[index].label, self.language)), style)).append_text(mark)


def moved(places: object) -> Text:
    """Places gained or lost: a sign as well as a colour; nothing where there is nothing to compare with."""
    if not isinstance(places, int):
        return Text()
    if not places:
        return Text("=", "dim")
    return Text(f"▲{places}", "green") if places > 0 else Text(f"▼{-places}", "red")


def _gained(points: object) -> Text:
    return signed(points) if isinstance(points, Decimal) else Text()


def _within(row: Row | None, top: int) -> bool:
    return row is not None and isinstance(row["rank"], int) and row["rank"] <= top
