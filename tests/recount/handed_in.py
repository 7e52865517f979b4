"""Rows for the recount from what zones handed in: parks added into their zone, last year beside this year, by plain loops."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

import polars as pl

from scoring.engine.tables import Inputs
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
        entry["zone"]: {"zone": entry["zone"], "category": entry["category"]} for entry in register if entry["parent"] is None
    }
    sources = {"": inputs.submissions, "witness.": inputs.witness, "target.": inputs.targets, "ledger.": inputs.ledger}
    for back, year in (("", inputs.year), ("previous.", inputs.year - 1)):
        handed_in = set(inputs.submissions.filter(year=year)["zone"].to_list())
        owned = _parks_of(inputs, year) if back else parks
        for space, table in sources.items():
            cells = _cells(table, year)
            items = method.items if space != "ledger." else sorted({item for _, item in cells})
            for zone, row in rows.items():
                parts = [part for part in [zone, *owned.get(zone, [])] if part in handed_in]
                for item in items:
                    adds = zone in owned and space != "ledger." and _adds(method, item)
                    row[back + space + item] = _figure(method, cells, zone, item, parts if adds else None, space)
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
    return bool(entry.get("roll_up", "sum" if unit.dims else "none") == "sum")


def _figure(method: Method, cells: Cells, zone: str, item: str, parts: list[str] | None, space: str) -> Fraction | None:
    """A zone's figure; ``parts`` are those whose figures add up to it."""
    default = None
    if space == "" and "if_absent" in method.items[item]:
        default = fraction(method.items[item]["if_absent"])
    if parts is None or not any((part, item) in cells for part in parts):
        value, refused = cells.get((zone, item), (None, False))
        return default if value is None and not refused else value
    found = [cells.get((part, item), (None, False)) for part in parts]
    if any(refused for _, refused in found):
        return None
    if space and [part for part in parts if (part, item) in cells] == [zone]:
        return cells[zone, item][0]  # a source of its own may speak for the zone with all its parks
    known = [default if value is None else value for value, _ in found]
    return None if None in known else sum(known, Fraction(0))  # type: ignore[arg-type]
