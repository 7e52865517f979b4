"""The entries of a zone's lists, item by item, as the card shows them: what a zone can check against its own papers."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from scoring.engine.explain.figures import as_decimal
from scoring.engine.explain.one_zone import OneZone
from scoring.engine.explain.parts import EntryLine, ListLine
from scoring.engine.explain.retrace import Row, exactly
from scoring.rules.rubric import Item


def list_lines(one: OneZone) -> tuple[ListLine, ...]:
    """Every item that the zone handed in a list for, in the rubric's order."""
    appraisal = one.appraisal
    own = appraisal.entries.filter((pl.col("zone") == one.zone) & (pl.col("year") == appraisal.year))
    rows = own.rows(named=True)
    lines = []
    for item in appraisal.rubric.items.values():
        mine = tuple(_entry(item, row) for row in rows if row["item"] == item.id)
        if mine:
            value = one.values.get(item.id)
            lines.append(ListLine(item.label, as_decimal(exactly(value)) if isinstance(value, float) else None, mine))
    return tuple(lines)


def _entry(item: Item, row: Row) -> EntryLine:
    entries = {} if item.listing is None else item.listing.entries
    known = entries.get(str(row["class"]))
    name = row["entity"] or (None if known else row["class"])
    counts = row["counts"]
    return EntryLine(
        _text(name),
        None if known is None else known.label,
        counts if isinstance(counts, Decimal) else None,
        str(row["outcome"]),
        _text(row["reason"]),
        _text(row["expert"]),
        _text(row["evidence"]),
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
