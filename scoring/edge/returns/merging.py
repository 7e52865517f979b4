"""Many sheets as one table: a figure handed in once is taken, twice alike is said, twice differently is refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from scoring.edge.returns.asked import Field
from scoring.edge.returns.figures import FOUND
from scoring.edge.returns.grid import Grid
from scoring.edge.returns.log import Log
from scoring.language.problems import Place

#: Harmless repetitions by code and pair of sheets: the first one's places and facts, and how many there are.
Copies = dict[tuple[str, int, int], tuple[Place, Place, dict[str, str], int]]
_KEY = ("zone", "year", "item")


def merge(frames: Iterable[pl.DataFrame], grids: list[Grid], fields: dict[str, Field], log: Log) -> pl.DataFrame:
    """``FOUND`` with one row a zone, year and item, in that order."""
    everything = pl.concat([pl.DataFrame(schema=FOUND), *frames])
    repeated = everything.select(_KEY).is_duplicated()
    if not repeated.any():
        return everything.sort(_KEY)
    single = everything.filter(~repeated)
    groups = everything.filter(repeated).partition_by(_KEY, maintain_order=True)
    copies: Copies = {}
    settled = [_settle(group.rows(named=True), grids, fields, log, copies) for group in groups]
    for (code, *_), (place, other, facts, count) in copies.items():
        log.tell(code, place, other, **facts, count=str(count))
    return pl.concat([single, pl.DataFrame(settled, schema=FOUND, orient="row")]).sort(_KEY)


def _settle(
    rows: list[dict[str, Any]], grids: list[Grid], fields: dict[str, Field], log: Log, copies: Copies
) -> dict[str, Any]:
    """The one row that stands for several about the same figure."""
    places = [grids[row["sheet"]].place(row["row"], row["column"]) for row in rows]
    facts = {"zone": rows[0]["zone"], "year": str(rows[0]["year"]), **fields[rows[0]["item"]].names}
    refused = [row for row in rows if row["status"] == "refused"]
    if refused:
        return refused[0]
    said = [index for index, row in enumerate(rows) if row["status"] != "absent"]
    first = rows[said[0]] if said else rows[0]
    other = next((index for index in said[1:] if _meaning(rows[index]) != _meaning(first)), None)
    if other is not None:
        facts |= {"first": _written(first), "second": _written(rows[other])}
        log.refuse("D190", places[other], places[said[0]], **facts)
        return first | {"value": None, "status": "refused"}
    if said:
        code, second = ("D191", said[1]) if len(said) > 1 else ("D192", 1 if said[0] == 0 else 0)
        key = (code, first["sheet"], rows[second]["sheet"])
        known = copies.get(key, (places[second], places[said[0]], facts | {"value": _written(first)}, 0))
        copies[key] = (*known[:3], known[3] + 1)
    return first


def _meaning(row: dict[str, Any]) -> tuple[object, object]:
    return row["status"], row["value"]


def _written(row: dict[str, Any]) -> str:
    if row["value"] is None:
        return "不适用" if row["status"] == "not_applicable" else "–"
    return f"{row['value'].normalize():f}"
