"""What lists come to, by plain loops over the entries. Nothing here comes from the product."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from fractions import Fraction
from statistics import median
from typing import Any

import polars as pl

from tests.recount.method import Method, Yaml, entries, fraction

LISTS = {"roster": "classes", "checklist": "entries", "expert": "bands"}
Row = Mapping[str, Any]


def plain(text: object) -> str:
    """A name without width, case and spaces."""
    return "".join(unicodedata.normalize("NFKC", str(text or "")).lower().split())


def counted(
    method: Method, item: str, lists: pl.DataFrame, year: int, everyone: Sequence[str]
) -> tuple[Fraction | None, bool]:
    """What an item comes to for a zone with its parks, and whether all that was handed in was refused."""
    entry = method.items[item]
    kind = entry["kind"]
    classes = entries(entry[LISTS[kind]])
    name = entry.get("list", item)
    everywhere = {
        id_
        for other in method.items.values()
        if other.get("kind") in LISTS and (other.get("list") or _id(method, other)) == name
        for id_ in entries(other[LISTS[other["kind"]]])
    }
    own: list[Row] = [
        row
        for row in lists.iter_rows(named=True)
        if row["list"] == name and row["year"] == year and row["zone"] in everyone
    ]
    own = [row for row in own if row["class"] in classes or row["class"] not in everywhere]
    if not own:
        return None, False
    sound = [row for row in own if row["class"] in classes and _sound(row, kind, entry, classes[row["class"]])]
    if kind == "expert":
        said = [row for row in own if plain(row["entity"]) or row["class"] is not None or row["score"] is not None]
        return _scores(sound, entry), len(said) > 0
    total = _ticked(sound, classes) if kind == "checklist" else _roster(sound, classes, entry.get("once", "best"))
    if "at_least" in entry:
        total = max(total, fraction(entry["at_least"]))
    if "at_most" in entry:
        total = min(total, fraction(entry["at_most"]))
    return total, False


def _id(method: Method, entry: Yaml) -> str:
    return next(id_ for id_, other in method.items.items() if other is entry)


def _sound(row: Row, kind: str, entry: Yaml, known: Yaml) -> bool:
    """Whether an entry can be read, names somebody, has its evidence and, of a score, lies in its band."""
    if row["status"] == "refused" or (kind == "roster" and not plain(row["entity"])):
        return False
    unticked = kind == "checklist" and row["score"] == 0
    wanted = known.get("evidence", entry.get("evidence", "optional")) == "required"
    if wanted and not unticked and not plain(row["evidence"]):
        return False
    if kind != "expert":
        return True
    return row["score"] is not None and fraction(known["from"]) <= Fraction(row["score"]) <= fraction(known["to"])


def _roster(rows: list[Row], classes: Yaml, once: str) -> Fraction:
    held: dict[str, set[str]] = {}
    for row in rows:
        held.setdefault(plain(row["entity"]), set()).add(row["class"])
    total = Fraction(0)
    for ids in held.values():
        counts = [fraction(classes[id_]["counts"]) for id_ in ids]
        good = [count for count in counts if count >= 0]
        total += sum((count for count in counts if count < 0), Fraction(0))
        total += sum(good, Fraction(0)) if once == "each" else max(good, default=Fraction(0))
    return total


def _ticked(rows: list[Row], classes: Yaml) -> Fraction:
    ticked = {row["class"] for row in rows if row["score"] is None or row["score"] != 0}
    return sum((fraction(classes[id_]["counts"]) for id_ in ticked), Fraction(0))


def _scores(rows: list[Row], entry: Yaml) -> Fraction | None:
    scores: list[Fraction] = []
    seen: set[tuple[str, str]] = set()
    for row in rows:
        who = (row["zone"], plain(row["expert"]))
        if not who[1] or who not in seen:
            scores.append(Fraction(row["score"]))
            seen.add(who)
    if not scores:
        return None
    how = entry.get("combine", "mean")
    if how == "median":
        return median(scores)
    if how == "trimmed" and len(scores) > 2:
        scores = sorted(scores)[1:-1]
    return sum(scores, Fraction(0)) / len(scores)
