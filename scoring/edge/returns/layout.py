"""The layout of a sheet: where its header is, what each column holds, and which rows are data.

Real forms have title rows above the header (``2025年度``, ``单位：万元``), headers of two rows, a row of units below,
and totals and signatures at the end. The header is the row that holds the most headings we know.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from scoring.edge.returns.asked import Field
from scoring.edge.returns.cells import PLACEHOLDERS
from scoring.edge.returns.grid import Grid, column_letters, shown
from scoring.edge.returns.headings import Heading, Vocabulary, normal
from scoring.edge.returns.log import Log
from scoring.language.units import Unit

HEAD_ROWS = 30
_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})\s*年")
_UNITS = re.compile(r"(?:计量)?单位\s*[:：]\s*([^\s)）;；]+)|unit\s*:\s*(\S+)", re.IGNORECASE)
_UNIT_WORDS = frozenset({"单位", "计量单位", "unit", "units", "(单位)"})
_TOTALS = frozenset(
    {"合计", "总计", "小计", "共计", "累计", "平均", "total", "subtotal", "grandtotal", "sum", "average"}
)
_SIGNATURES = re.compile(
    r"(填表人|填报人|制表人|审核人|复核人|负责人|单位负责人|统计负责人|联系人|联系电话|填表日期|填报日期|报出日期|注|备注|说明|note|notes)"
    r"($|\s*[:：])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A column of figures. ``unit`` is None where the unit stated does not fit: the whole column is refused."""

    column: int
    field: Field
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class Layout:
    """What :func:`find_layout` found. ``keys`` are the columns that are no figures; ``units`` those of the title."""

    header: int
    first: int
    keys: Mapping[str, int]
    figures: tuple[Figure, ...]
    long: bool
    year: int | None
    units: tuple[Unit, ...]

    def unit(self, field: Field) -> Unit:
        """The unit of a field whose column states none: the title's where it fits, else the rubric's."""
        return next((unit for unit in self.units if unit.dimension == field.unit.dimension), field.unit)


def is_footer(text: str) -> bool:
    """Whether a row that begins with this text is a total, a signature or a remark, and no zone."""
    plain = normal(text)
    return plain in _TOTALS or plain.endswith(("合计", "总计", "小计")) or _SIGNATURES.match(text.strip()) is not None


def find_layout(grid: Grid, words: Vocabulary, log: Log, *, figures: bool = True) -> Layout | None:
    """The layout of a sheet; None if no row is a header. ``figures=False`` reads a register: keys alone."""
    header = _header(grid, words, figures=figures)
    if header is None:
        return None
    texts = _heads(grid, header, words)
    headings = [words.read(text) or words.field(text) for text in texts]
    keys = _keys(headings)
    long = figures and "item" in keys and "value" in keys
    first, unit_row = _below(grid, header, words, keys)
    title_units = _title_units(grid, header, words)
    found = Layout(header, first, keys, (), long, title_year(grid, header), title_units)
    columns = () if long or not figures else _figures(grid, found, texts, words, unit_row, log)
    _unused(grid, found, texts, words, log, figures=figures)
    return Layout(header, first, keys, columns, long, found.year, title_units)


def _header(grid: Grid, words: Vocabulary, *, figures: bool) -> int | None:
    best, most = None, 1 if figures else 0
    for row in range(min(HEAD_ROWS, len(grid.rows))):
        headings = [words.read(text) for text in _heads(grid, row, words)]
        score = len({heading.key or heading.field for heading in headings if heading is not None})
        zone = any(heading is not None and heading.key in ("code", "name") for heading in headings)
        if score > most and (zone or figures):
            best, most = row, score
    return best


def _heads(grid: Grid, row: int, words: Vocabulary) -> list[str]:
    """The headings of a row: its own texts, or where one is empty or unknown, with what stands above it."""
    above = _filled(grid, row - 1) if row else []
    width = max(len(grid.rows[row]), len(above))
    heads = []
    for column in range(width):
        own = grid.text(row, column).strip()
        over = above[column] if column < len(above) else ""
        if not own:
            own = over if words.read(over) is not None and not _spread(grid, row - 1, column) else ""
        elif over and words.read(own) is None and words.read(over + own) is not None:
            own = over + own
        heads.append(own)
    return heads


def _filled(grid: Grid, row: int) -> list[str]:
    """The texts of a row, with merged cells filled across and down."""
    texts = [text.strip() for text in grid.rows[row]]
    for span in grid.merged:
        if span.top <= row <= span.bottom:
            texts += [""] * (min(span.right + 1, 2000) - len(texts))
            for column in range(span.left, min(span.right + 1, len(texts))):
                texts[column] = grid.text(span.top, span.left).strip()
    return texts


def _spread(grid: Grid, row: int, column: int) -> bool:
    """Whether a cell is covered by a merge that spreads over several columns (a group's title, or a sheet's)."""
    return any(
        span.top <= row <= span.bottom and span.left <= column <= span.right and span.left < span.right
        for span in grid.merged
    )


def _keys(headings: list[Heading | None]) -> dict[str, int]:
    keys: dict[str, int] = {}
    for column, heading in enumerate(headings):
        if heading is not None and heading.key:
            keys.setdefault(heading.key, column)
    return keys


def _below(grid: Grid, header: int, words: Vocabulary, keys: Mapping[str, int]) -> tuple[int, int | None]:
    """The first data row and the row of units, after headers in a second language and the units."""
    row, units = header + 1, None
    width = sum(1 for text in grid.rows[header] if text.strip())
    while row < len(grid.rows):
        known = sum(1 for text in grid.rows[row] if words.read(text.strip()) is not None)
        if units is None and _is_unit_row(grid, row, words, keys):
            units = row
        elif known < max(2, width / 2):
            break
        row += 1
    return row, units


def _is_unit_row(grid: Grid, row: int, words: Vocabulary, keys: Mapping[str, int]) -> bool:
    named = [grid.text(row, keys.get(key)).strip() for key in ("code", "name")]
    if any(text not in PLACEHOLDERS and normal(text) not in _UNIT_WORDS for text in named):
        return False
    texts = [text for text in (text.strip() for text in grid.rows[row]) if text not in PLACEHOLDERS]
    units = [text for text in texts if normal(text) not in _UNIT_WORDS]
    return any(text != "1" for text in units) and all(words.unit(_bare(text)) is not None for text in units)


def _bare(text: str) -> str:
    """A unit without the brackets it may stand in."""
    return unicodedata.normalize("NFKC", text).strip().removeprefix("(").removesuffix(")")


def _title(grid: Grid, header: int) -> str:
    return "\n".join(text for row in grid.rows[:header] for text in row if text)


def title_year(grid: Grid, header: int) -> int | None:
    """The year that the rows above the header name, if they name one."""
    years = set(_YEAR.findall(unicodedata.normalize("NFKC", _title(grid, header))))
    return int(years.pop()) if len(years) == 1 else None


def _title_units(grid: Grid, header: int, words: Vocabulary) -> tuple[Unit, ...]:
    texts = [
        part for found in _UNITS.findall(_title(grid, header)) for part in re.split("[、,,]", found[0] or found[1])
    ]
    return tuple(unit for unit in map(words.unit, texts) if unit is not None)


def _figures(
    grid: Grid, layout: Layout, texts: list[str], words: Vocabulary, unit_row: int | None, log: Log
) -> tuple[Figure, ...]:
    columns: dict[str, Figure] = {}
    for column, text in enumerate(texts):
        heading = words.read(text) or words.field(text)
        if heading is None or heading.field is None:
            continue
        field, place = heading.field, grid.place(layout.header, column)
        if field.id in columns:
            other = grid.place(layout.header, columns[field.id].column)
            log.refuse("D125", place, other, heading=shown(text), **field.names)
            continue
        below = _bare(grid.text(unit_row, column)) if unit_row is not None else ""
        stated = heading.unit or (words.unit(below) if below not in PLACEHOLDERS else None)
        unit: Unit | None = stated or layout.unit(field)
        if unit is not None and unit.dimension != field.unit.dimension:
            where = grid.place(unit_row, column) if heading.unit is None and unit_row is not None else place
            log.refuse("D126", where, heading=shown(text), found=unit.symbol, unit=field.unit.symbol, **field.names)
            unit = None
        columns[field.id] = Figure(column, field, unit)
    return tuple(columns.values())


def _unused(grid: Grid, layout: Layout, texts: list[str], words: Vocabulary, log: Log, *, figures: bool) -> None:
    """Say which columns are not read, and what their headings may have meant."""
    width = max((len(row) for row in grid.rows[layout.first :]), default=0)
    for column in range(max(width, len(texts))):
        text = texts[column] if column < len(texts) else ""
        place = grid.place(layout.header, column)
        if not figures:
            if text and words.read(text) is None:
                log.caution("D189", place, heading=shown(text), **words.guess_key(text))
        elif text and words.ambiguous(text):
            log.refuse("D130", place, heading=shown(text), items=", ".join(words.ambiguous(text)))
        elif text and words.read(text) is None and words.field(text) is None:
            log.caution("D124", place, heading=shown(text), **words.guess(text))
        elif not text and _inhabited(grid, layout, column):
            log.caution("D134", place, column=column_letters(column))


def _inhabited(grid: Grid, layout: Layout, column: int) -> bool:
    rows = range(layout.first, len(grid.rows))
    return any(grid.text(row, column).strip() for row in rows)
