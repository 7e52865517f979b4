"""Rows for the recount from what zones handed in: parks added into their zone, last year beside this year, by plain loops."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

import polars as pl

from scoring.engine.tables import Inputs
from tests.recount.listing import LISTS, counted
from tests.recount.method import Method, fraction

Cells = dict[tuple[str, str], tuple[Fraction | None, bool]]  # (zone, item) → value, was it refused


def rows_of(inputs: Inputs, text: str) -> list[dict[str, str | Fraction | None]]:
    """One row a zone of the year; the tables are only listed, nothing of the engine is called."""
    method = Method(text)
    register = list(inputs.zones.filter(year=inputs.year).iter_rows(named=True))
    parks: dict[str, list[str]] = {}
    for entry in register:
        if entry["parent"] is not None:
            parks.setdefault(entry["parent"], []).append(entry["zone"])
    rows: dict[str, dict[str, str | Fraction | None]] = {
        entry["zone"]: {"zone": entry["zone"], "category": entry["category"]}
        for entry in register
        if entry["parent"] is None
    }
    sources = {"": inputs.submissions, "witness.": inputs.witness, "target.": inputs.targets, "ledger.": inputs.ledger}
    for back, year in (("", inputs.year), ("previous.", inputs.year - 1)):
        handed_in = set(inputs.submissions.filter(year=year)["zone"].to_list())
        owned = _parks_of(inputs, year) if back else parks
        for space, table in sources.items():
            cells = _cells(table, year)
            items = method.items if space != "ledger." else sorted({item for _, item in cells})
            for zone, row in rows.items():
                everyone = [zone, *owned.get(zone, [])]
                parts = [part for part in everyone if part in handed_in]
                for item in items:
                    if not space and method.items[item].get("kind") in LISTS:
                        value, refused = counted(method, item, inputs.lists, year, everyone)
                        row[back + item] = _default(method, item) if value is None and not refused else value
                        continue
                    if zone not in owned or space == "ledger." or not _adds(method, item):
                        value = _own(method, cells, zone, item, space)
                    elif space:
                        value = _told(cells, zone, item, everyone, parts)
                    else:
                        value = _added(method, cells, zone, item, parts)
                    row[back + space + item] = value
    return list(rows.values())


def _parks_of(inputs: Inputs, year: int) -> dict[str, list[str]]:
    parks: dict[str, list[str]] = {}
    for entry in inputs.zones.filter(year=year).iter_rows(named=True):
        if entry["parent"] is not None:
            parks.setdefault(entry["parent"], []).append(entry["zone"])
    return parks


def _cells(table: pl.DataFrame, year: int) -> Cells:
    entries: Iterable[Mapping[str, object]] = table.filter(year=year).iter_rows(named=True)
    return {
        (str(entry["zone"]), str(entry["item"])): (
            None if entry["value"] is None else Fraction(entry["value"]),  # type: ignore[arg-type]
            entry.get("status") == "refused",
        )
        for entry in entries
    }


def _adds(method: Method, item: str) -> bool:
    entry = method.items[item]
    unit = method.units(entry["unit"])
    default = "sum" if unit.dims and entry.get("kind", "number") == "number" else "none"
    return bool(entry.get("roll_up", default) == "sum")


def _default(method: Method, item: str) -> Fraction | None:
    entry = method.items[item]
    return fraction(entry["if_absent"]) if "if_absent" in entry else None


def _own(method: Method, cells: Cells, zone: str, item: str, space: str) -> Fraction | None:
    """A zone's own figure, or what its absence means; a refused one stays missing."""
    value, refused = cells.get((zone, item), (None, False))
    return _default(method, item) if space == "" and value is None and not refused else value


def _added(method: Method, cells: Cells, zone: str, item: str, parts: list[str]) -> Fraction | None:
    """The sum over the parts that handed in a return; one that is missing and means nothing leaves no sum."""
    if not any((part, item) in cells for part in parts):
        return _default(method, item)
    found = [cells.get((part, item), (None, False)) for part in parts]
    if any(refused for _, refused in found):
        return None
    known = [_default(method, item) if value is None else value for value, _ in found]
    return None if None in known else sum(known, Fraction(0))  # type: ignore[arg-type]


def _told(cells: Cells, zone: str, item: str, everyone: list[str], parts: list[str]) -> Fraction | None:
    """What another source tells: one figure for the zone with all its parks, or one for each part that handed in."""
    tellers = [part for part in everyone if (part, item) in cells]
    if tellers != [zone] and set(tellers) != set(parts):
        return None
    return sum((cells[part, item][0] or Fraction(0) for part in tellers), Fraction(0)) if tellers else None
