"""Files of lists: rosters, checklists and experts' scores, one entry a row.

What a row says is read here, as strictly as a return; what an entry counts for, and which count for nothing, the engine
decides (:mod:`scoring.engine.lists`), so that the same holds of lists from any other source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import PurePath
from types import MappingProxyType

import polars as pl

from scoring.edge.returns.asked import Asked, AskedItem, Field
from scoring.edge.returns.cells import Cell, CellReader
from scoring.edge.returns.figures import refusal_of
from scoring.edge.returns.folder import Source, list_of
from scoring.edge.returns.grid import Grid, shown
from scoring.edge.returns.headings import normal
from scoring.edge.returns.layout import HEAD_ROWS, Layout, title_year
from scoring.edge.returns.log import Log, guess
from scoring.edge.returns.roster import Roster
from scoring.edge.returns.rows import Records, find_records, identify
from scoring.engine.tables import LISTS
from scoring.language.units import ONE

_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "code": "zone, code, zone code, zone id, zone_code, zone_id, 代码, 开发区代码, 园区代码, 编码, 开发区编码, 园区编码",
        "name": "zone name, zone_name, 开发区, 开发区名称, 园区, 园区名称",
        "year": "year, 年份, 年度, 年",
        "list": "list, item, 名单, 清单, 名单名称, 清单名称, 指标, 指标代码, 指标名称, 数据项",
        "entity": "entity, firm, company, name, 企业, 企业名称, 单位, 单位名称, 机构, 机构名称, 对象, 名称, 项目, 项目名称, 主体",
        "class": "class, entry, band, 类别, 类型, 等级, 级别, 称号, 档次, 档, 条目, 清单条目, 评价档次",
        "score": "score, points, 得分, 评分, 打分, 分数",
        "ticked": "ticked, 是否, 有无, 是否具备, 是否达到, 是否符合, 勾选",
        "expert": "expert, 专家, 专家姓名, 评委, 评审专家",
        "evidence": "evidence, 佐证, 佐证材料, 证明材料, 证明文件, 文号, 依据, 认定文号, 附件",
        "": "序号, no, no., #, 备注, 说明, remark, remarks, note, notes, 联系电话, 联系人",
    }
)
_WORDS = {normal(word): key for key, words in _KEYS.items() for word in words.split(", ")}


@dataclass(slots=True)
class _List:
    """What the rubric asks of one list: its kind, and the ids of its classes by every name they have."""

    about: Field
    kind: str
    classes: dict[str, str] = field(default_factory=dict)
    ids: dict[str, None] = field(default_factory=dict)


Row = tuple[str, int, str, str | None, str | None, Decimal | None, str | None, str | None, str, str]


class ListReader:
    """Reads the lists of one folder for one rubric."""

    def __init__(self, rubric: Asked, roster: Roster, cells: CellReader, log: Log) -> None:
        self.roster = roster
        self.cells = cells
        self.log = log
        self.lists: dict[str, _List] = {}
        self.names: dict[str, str] = {}
        self.words = _WORDS | {
            normal(word): "code" if key == "zone" else key
            for key, words in rubric.headings.items()
            if key in ("zone", "name", "year", "item")
            for word in words
        }
        for item in rubric.items.values():
            self._learn(item)

    def _learn(self, item: AskedItem) -> None:
        listing = item.listing
        if listing is None:
            return
        own = Field(
            item.id, item.label.zh, item.label.en, ONE, kind="boolean" if item.kind == "checklist" else "number"
        )
        known = self.lists.setdefault(listing.name, _List(own, item.kind))
        for entry in listing.entries.values():
            known.ids[entry.id] = None
            for text in (entry.id, entry.label.zh, entry.label.en):
                known.classes.setdefault(normal(text), entry.id)
        for text in (listing.name, item.id, item.label.zh, item.label.en, *item.aliases):
            self.names.setdefault(normal(text), listing.name)

    def read(self, sheets: Iterable[tuple[Source, Grid]], dated: Callable[[Records], Records]) -> pl.DataFrame:
        """``LISTS``: every entry of the sheets, in their order."""
        rows: list[Row] = []
        for source, grid in sheets:
            layout = self._layout(grid)
            if layout is not None:
                rows += self._rows(dated(find_records(source, grid, layout, self.log)), self._named(source, grid))
        return pl.DataFrame(rows, schema=LISTS, orient="row")

    def _layout(self, grid: Grid) -> Layout | None:
        """The columns of a sheet of entries, by the row that holds most headings we know; said where there is none."""
        best: tuple[int, dict[str, int], int] = (0, {}, 0)
        for row in range(min(HEAD_ROWS, len(grid.rows))):
            keys: dict[str, int] = {}
            for column, text in enumerate(grid.rows[row]):
                key = self.words.get(normal(text))
                if key:
                    keys.setdefault(key, column)
            if len(keys) > best[2]:
                best = (row, keys, len(keys))
        header, keys, _ = best
        lacking = [
            name
            for name, known in (("zone", {"code", "name"}), ("class", {"class", "entity"}))
            if not known & keys.keys()
        ]
        if lacking:
            self.log.refuse("D204", grid.place(), lacking=", ".join(lacking))
            return None
        for column, text in enumerate(grid.rows[header]):
            if text.strip() and normal(text) not in self.words:
                self.log.caution(
                    "D124", grid.place(header, column), heading=shown(text), **guess(normal(text), self.words)
                )
        return Layout(header, header + 1, keys, (), long=True, year=title_year(grid, header), units=())

    def _named(self, source: Source, grid: Grid) -> str | None:
        """The list that a sheet's or a file's name tells, or the only one there is."""
        own = list_of(PurePath(grid.sheet.replace("/", " "))) if grid.sheet else None
        for text in (own, grid.sheet, source.list):
            if text and normal(text) in self.names:
                return self.names[normal(text)]
        return next(iter(self.lists)) if len(self.lists) == 1 and not (own or source.list) else None

    def _rows(self, records: Records, named: str | None) -> Iterator[Row]:
        grid, keys = records.grid, records.layout.keys
        kept = identify(records, self.roster, self.log)
        lost: dict[str, list[int]] = {}
        for row, zone, year in zip(kept.rows, kept.zones, kept.years, strict=True):
            written = grid.text(row, keys.get("list")).strip()
            list_ = self.names.get(normal(written)) if written else named
            if list_ is None:
                lost.setdefault(written or records.source.list or grid.sheet or records.source.name, []).append(row)
            else:
                yield self._row(grid, row, keys, zone, year, list_)
        for text, rows in lost.items():
            facts = {"text": shown(text), "rows": str(len(rows)), "known": ", ".join(self.lists) or "–"}
            self.log.caution("D205", grid.place(rows[0], keys.get("list")), **facts, **guess(normal(text), self.names))

    def _row(self, grid: Grid, row: int, keys: Mapping[str, int], zone: str, year: int, list_: str) -> Row:
        known = self.lists[list_]
        entity, class_, expert, evidence = (
            self._text(grid, row, keys.get(key)) for key in ("entity", "class", "expert", "evidence")
        )
        if class_ is None and known.kind == "checklist":
            entity, class_ = None, entity
        if class_ is not None:
            class_ = known.classes.get(normal(class_), shown(class_))
        elif len(known.ids) == 1 and (entity or "score" in keys):
            class_ = next(iter(known.ids))
        cell = self._score(grid, row, keys, zone, known)
        status = "refused" if cell.status == "refused" else "given"
        source = str(grid.place(row, keys.get("class", keys.get("entity"))))
        return zone, year, list_, entity, class_, cell.value, expert, evidence, status, source

    def _text(self, grid: Grid, row: int, column: int | None) -> str | None:
        text = grid.text(row, column).strip()
        return None if self.cells.absent(text) else text

    def _score(self, grid: Grid, row: int, keys: Mapping[str, int], zone: str, known: _List) -> Cell:
        """The score of an expert, or whether an entry is ticked; a roster has neither."""
        column = keys.get("ticked", keys.get("score")) if known.kind == "checklist" else keys.get("score")
        if column is None or known.kind == "roster":
            return Cell("absent")
        refusal = refusal_of(grid, (row, column), known.about)
        cell = self.cells.read(grid.text(row, column), known.about, ONE, binary=(row, column) in grid.binary)
        if refusal is not None:
            cell = Cell("refused", None, refusal.code, refusal.facts)
        if cell.status == "refused":
            facts = {"text": shown(grid.text(row, column)), "zone": shown(zone), "unit": ONE.symbol}
            self.log.refuse(cell.code, grid.place(row, column), **(facts | known.about.names | dict(cell.facts)))
        return cell


def split_entries(table: pl.DataFrame, rubric: Asked) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The figures of a return, and the entries of checklists that stand in its columns, as ``LISTS``."""
    lists = {item.id: item.listing.name for item in rubric.items.values() if item.listing is not None}
    parts = pl.col("item").str.splitn(".", 2)
    entry = parts.struct.field("field_1").is_not_null()
    ticked = (
        table.filter(entry & pl.col("status").is_in(["given", "refused"]))
        .with_columns(
            parts.struct.field("field_0").replace_strict(lists, default=None, return_dtype=pl.String).alias("list"),
            parts.struct.field("field_1").alias("class"),
            pl.col("value").alias("score"),
            *(pl.lit(None, dtype=pl.String).alias(name) for name in ("entity", "expert", "evidence")),
        )
        .select(LISTS.names())
    )
    return table.filter(~entry), ticked
