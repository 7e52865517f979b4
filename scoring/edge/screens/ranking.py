"""The ranking screen: a table a category, footnotes for vetoes, the unranked with the reason, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import polars as pl
from rich.text import Text

from scoring.edge.screens.footer import footer
from scoring.edge.screens.sheet import Column, Sheet, escaped, fitted, markdown
from scoring.edge.screens.terminal import Screen
from scoring.edge.screens.text import clean
from scoring.edge.words import label, say
from scoring.engine.appraisal import Appraisal
from scoring.language.messages import Language
from scoring.language.prose import plain
from scoring.rules.rubric import Grades, Veto

_MARKS = "†‡§¶"
_REASONS = 3

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Board:
    """The ranking of one category, ready to be shown."""

    title: str
    ranked: Sheet
    footnotes: tuple[str, ...]
    unranked: Sheet
    more: str | None


def chosen(ranking: pl.DataFrame, category: str | None, top: int | None) -> pl.DataFrame:
    """The rows to show: of one category, or the first places of each. It changes what is shown, not what is ranked."""
    if category is not None:
        ranking = ranking.filter(pl.col("category") == category)
    return ranking if top is None else ranking.filter(pl.col("rank") <= top)


def boards(
    appraisal: Appraisal, language: Language, category: str | None = None, top: int | None = None
) -> list[Board]:
    """The boards to show, in the rubric's order."""
    shown = chosen(appraisal.ranking, category, top)
    writer = _Writer(appraisal, language)
    parts = {id_: [row for row in shown.iter_rows(named=True) if row["category"] == id_] for id_ in writer.categories}
    return [writer.board(id_, rows, top) for id_, rows in parts.items() if rows]


def show_ranking(boards: Sequence[Board], screen: Screen, language: Language) -> None:
    """Print boards one below the other, their columns under each other."""
    if not boards:
        screen.print(Text(say("nothing", language)))
        return
    tables, hidden = fitted([board.ranked for board in boards], screen.width)
    others, _ = fitted([board.unranked for board in boards], screen.width)
    for board, table, other in zip(boards, tables, others, strict=True):
        screen.print(Text(board.title, "bold cyan"), soft_wrap=True)
        if board.ranked.rows:
            screen.print(table)
        for line in (*board.footnotes, *([board.more] if board.more else [])):
            screen.print(Text(line, "dim"))
        if board.unranked.rows:
            screen.print(other)
        screen.print()
    if hidden:
        screen.print(Text(say("hidden", language, heads=say("comma", language).join(hidden)), "dim"))


def as_markdown(appraisal: Appraisal, boards: Sequence[Board], language: Language, frozen: str | None = None) -> str:
    """The same as Markdown, with every column."""
    heading = f"{label(appraisal.rubric.label, language)} {appraisal.year}"
    blocks = [f"# {escaped(clean(heading))}"]
    for board in boards:
        blocks += [f"## {escaped(board.title)}", markdown(board.ranked)]
        blocks += [escaped(line) for line in (*board.footnotes, *([board.more] if board.more else []))]
        if board.unranked.rows:
            blocks.append(markdown(board.unranked))
    blocks.append("\n".join(f"- {escaped(line)}" for line in footer(appraisal, language, frozen)))
    return "\n\n".join(blocks) + "\n"


def signed(points: Decimal) -> Text:
    """Points that are added or taken: a sign as well as a colour."""
    if not points:
        return Text(f"{points:f}")
    return Text(f"{points:+f}", "green" if points > 0 else "red")


class _Writer:
    """Rows of the ranking table → cells."""

    def __init__(self, appraisal: Appraisal, language: Language) -> None:
        self.appraisal, self.rubric, self.language = appraisal, appraisal.rubric, language
        self.categories = list(appraisal.rubric.categories)
        self.roots = appraisal.plan.roots()
        fired = {id_ for ids in appraisal.ranking.get_column("vetoes").to_list() for id_ in ids}
        vetoes = [id_ for id_ in self.rubric.vetoes if id_ in fired]
        self.marks = {id_: _MARKS[n] if n < len(_MARKS) else f"({n + 1})" for n, id_ in enumerate(vetoes)}
        self.prefectures = bool(appraisal.ranking.get_column("prefecture").count())
        self.lacking = self._lacking()

    def _lacking(self) -> dict[str, list[str]]:
        """The indicators for want of which a zone could not be graded."""
        if self.appraisal.ranking.filter(pl.col("state") == "not_graded").is_empty():
            return {}
        blocking = self.appraisal.scorecard.filter(pl.col("treatment") == "not_graded")
        pairs = blocking.select("zone", "indicator").unique(maintain_order=True)
        return dict(pairs.group_by("zone").agg("indicator").iter_rows())

    def say(self, key: str, **facts: object) -> str:
        return say(key, self.language, **facts)

    def names(self, labels: Iterable[str]) -> str:
        return self.say("comma").join(labels)

    def board(self, category: str, rows: Sequence[Row], top: int | None) -> Board:
        ranked = [row for row in rows if row["state"] == "ranked"]
        others = [row for row in rows if row["state"] != "ranked"]
        whole = self.appraisal.ranking.filter(pl.col("category") == category)
        placed = whole.filter(pl.col("state") == "ranked").height
        count = self.say("zones", n=placed)
        if whole.height > placed:
            count = self.say("zones.of", n=placed, m=whole.height - placed)
        columns, cells = self._ranked_columns(), [self._ranked(row) for row in ranked]
        more = self.say("shown", n=top) if top is not None and len(ranked) < placed else None
        return Board(
            f"{clean(label(self.rubric.categories[category].label, self.language))} · {count}",
            Sheet(tuple(columns), tuple(cells)),
            tuple(self._footnotes(ranked)),
            Sheet(tuple(self._unranked_columns()), tuple(self._unranked(row) for row in others)),
            more,
        )

    # the ranked ----------------------------------------------------------------------------------------------------

    def _ranked_columns(self) -> list[Column]:
        heads = [Column(self.say("rank"), right=True)]
        if self._overall:
            heads.append(Column(self.say("overall"), right=True, leaves=40))
        heads += [Column(self.say("code"), leaves=50), Column(self.say("zone"), gives=True)]
        if self.prefectures:
            heads.append(Column(self.say("prefecture"), leaves=90))
        heads.append(Column(self.say("total"), right=True))
        order = sorted(self.roots, key=lambda pillar: max(pillar.full.values(), default=0), reverse=True)
        heads += [
            Column(clean(label(pillar.label, self.language)), right=True, leaves=20 + order.index(pillar))
            for pillar in self.roots
        ]
        if self.rubric.adjustments:
            heads.append(Column(self.say("adjustments"), right=True, leaves=15))
        for grades, leaves in ((self.rubric.tiers, 0), (self.rubric.stars, 60)):
            if grades is not None:
                heads.append(Column(clean(label(grades.label, self.language)), leaves=leaves))
        if self.rubric.tiers is None and self.marks:
            heads.append(Column(""))
        return heads

    @property
    def _overall(self) -> bool:
        return self.rubric.ranking.overall and len(self.categories) > 1

    def _ranked(self, row: Row) -> tuple[Text, ...]:
        cells = [_whole(row["rank"])]
        if self._overall:
            cells.append(_whole(row["overall_rank"]))
        cells += [_plain(row["zone"]), self._zone(row)]
        if self.prefectures:
            cells.append(_plain(row["prefecture"]))
        cells.append(Text(_decimal(row["total"]), "bold"))
        cells += [Text(_decimal(row[pillar.id])) for pillar in self.roots]
        if self.rubric.adjustments:
            points = row["adjustments"]
            cells.append(signed(points) if isinstance(points, Decimal) else Text())
        marks = Text("".join(self.marks[id_] for id_ in _ids(row["vetoes"])), "bold red")
        if self.rubric.tiers is not None:
            cells.append(self._grade(self.rubric.tiers, row["tier"]).append_text(marks))
        if self.rubric.stars is not None:
            cells.append(self._grade(self.rubric.stars, row["stars"]))
        if self.rubric.tiers is None and self.marks:
            cells.append(marks)
        return tuple(cells)

    def _zone(self, row: Row) -> Text:
        """The zone's name in the reader's language, else in the other, else its code."""
        names = [row["zh"], row["en"]] if self.language == "zh" else [row["en"], row["zh"]]
        name = next((str(name) for name in [*names, row["zone"]] if name), "")
        return Text(clean(name))

    def _grade(self, grades: Grades, id_: object) -> Text:
        ids = [tier.id for tier in grades.tiers]
        if id_ not in ids:
            return Text()
        index = ids.index(str(id_))
        style = "green" if index == 0 else "red" if index == len(ids) - 1 else ""
        return Text.assemble((clean(label(grades.tiers[index].label, self.language)), style))

    def _footnotes(self, rows: Sequence[Row]) -> list[str]:
        fired = {id_ for row in rows for id_ in _ids(row["vetoes"])}
        colon = self.say("colon")
        return [
            f"{mark} {clean(label(veto.label, self.language))}{colon}{self._effect(veto)}"
            for id_, mark in self.marks.items()
            if id_ in fired and (veto := self.rubric.vetoes[id_])
        ]

    def _effect(self, veto: Veto) -> str:
        if veto.tier is not None:
            return self.say("veto.tier", tier=self._tier_name(veto.tier))
        if veto.tier_at_best is not None:
            return self.say("veto.tier_at_best", tier=self._tier_name(veto.tier_at_best))
        if veto.total_at_most is not None:
            return self.say("veto.total_at_most", points=f"{veto.total_at_most:f}")
        return self.say("veto.drop", n=veto.drop) if veto.drop else self.say("veto.unranked")

    def _tier_name(self, id_: str) -> str:
        return self._grade(self.rubric.tiers, id_).plain if self.rubric.tiers is not None else id_

    # the others ----------------------------------------------------------------------------------------------------

    def _unranked_columns(self) -> list[Column]:
        heads = [Column(self.say("code"), leaves=50), Column(self.say("not_ranked"), gives=True)]
        if self.rubric.tiers is not None and any(gate.tier for gate in self.rubric.gates.values()):
            heads.append(Column(clean(label(self.rubric.tiers.label, self.language))))
        return [*heads, Column(self.say("reason"), wraps=True)]

    def _unranked(self, row: Row) -> tuple[Text, ...]:
        cells = [_plain(row["zone"]), self._zone(row)]
        if self.rubric.tiers is not None and any(gate.tier for gate in self.rubric.gates.values()):
            cells.append(self._grade(self.rubric.tiers, row["tier"]))
        return (*cells, Text(clean(self._reason(row))))

    def _reason(self, row: Row) -> str:
        if row["state"] == "screened":
            return self.say("screened", names=f"{plain(Fraction(self.rubric.screen.zones or 0) * 100)}%")
        if row["state"] == "gated":
            labels = [self.rubric.gates[id_].label for id_ in _ids(row["gates"])]
        elif row["state"] == "vetoed":
            labels = [self.rubric.vetoes[id_].label for id_ in _ids(row["vetoes"]) if self.rubric.vetoes[id_].unranked]
        else:
            labels = [self.rubric.indicators[id_].label for id_ in self.lacking.get(str(row["zone"]), [])]
        names = [label(one, self.language) for one in labels]
        if len(names) > _REASONS:
            names = [*names[:_REASONS], f"… (+{len(names) - _REASONS})"]
        return self.say(str(row["state"]), names=self.names(names))


def _ids(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _whole(value: object) -> Text:
    return Text("" if value is None else str(value))


def _plain(value: object) -> Text:
    return Text("" if value is None else clean(str(value)))


def _decimal(value: object) -> str:
    """An exact decimal as it is printed, with all its digits."""
    return f"{value:f}" if isinstance(value, Decimal) else ""
