"""Zones without a register: the returns themselves say which zones there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scoring.edge.returns.asked import Asked
from scoring.edge.returns.grid import shown
from scoring.edge.returns.headings import normal
from scoring.edge.returns.log import Log
from scoring.edge.returns.register import checked
from scoring.edge.returns.roster import Entry, Roster
from scoring.edge.returns.rows import Records
from scoring.language.problems import Rejected

_ABOUT = ("en", "category", "prefecture", "parent")
_SAID = (("category", "D188"), ("zh", "D177"))


def roster_of_returns(sheets: list[Records], rubric: Asked, log: Log) -> Roster:
    """The roster that the rows of the returns make; contradictions between rows are reported."""
    zones: dict[tuple[str, int], Entry] = {}
    for coded in (True, False):
        named = {(normal(entry.zh), year) for (_, year), entry in zones.items()}
        for records, position, year in _rows(sheets, coded=coded):
            if not coded and (normal(records.names[position]), year) in named:
                continue  # a zone that another sheet gives a code
            entry = _entry(records, position, year)
            key = (normal(entry.code), year)
            zones[key] = _agreed(zones[key], entry, log) if key in zones else entry
    if zones and len(rubric.categories) > 1 and not any(entry.category for entry in zones.values()):
        log.refuse("D187", sheets[0].grid.place(), known=", ".join(rubric.categories))
        raise Rejected(log.problems)
    return checked(_joined(zones), rubric, log)


def _rows(sheets: list[Records], *, coded: bool) -> Iterator[tuple[Records, int, int]]:
    """Every row of a known year, those with a code or those without; rows that say the same of a zone once a sheet."""
    for records in sheets:
        grid, seen = records.grid, set()
        columns = [records.layout.keys[key] for key in _ABOUT if key in records.layout.keys]
        for position, (code, year) in enumerate(zip(records.codes, records.years, strict=True)):
            if year is None or bool(code) != coded:
                continue
            row = records.rows[position]
            said = (code, records.names[position], year, *(grid.text(row, column) for column in columns))
            if said not in seen:
                seen.add(said)
                yield records, position, year


def _entry(records: Records, position: int, year: int) -> Entry:
    grid, keys, row = records.grid, records.layout.keys, records.rows[position]
    cell = {key: grid.text(row, column).strip() for key, column in keys.items()}
    code = records.codes[position] or records.names[position]
    # no name is no contradiction to one given elsewhere, so an empty one stays empty until all rows are seen
    return Entry(
        code,
        records.names[position],
        cell.get("en", ""),
        cell.get("category") or None,
        cell.get("prefecture") or None,
        cell.get("parent") or None,
        year,
        year,
        grid.place(row, keys.get("code", keys.get("name", keys.get("en")))),
    )


def _agreed(first: Entry, second: Entry, log: Log) -> Entry:
    """One entry of two about the same zone and year; the first that says something holds."""
    for attribute, code in _SAID:
        own, other = getattr(first, attribute), getattr(second, attribute)
        if own and other and normal(own) != normal(other):
            report = log.refuse if attribute == "category" else log.caution
            report(code, second.place, first.place, zone=shown(first.code), first=shown(own), second=shown(other))
    return replace(
        first,
        zh=first.zh or second.zh,
        en=first.en or second.en,
        category=first.category or second.category,
        prefecture=first.prefecture or second.prefecture,
        parent=first.parent or second.parent,
    )


def _joined(zones: dict[tuple[str, int], Entry]) -> list[Entry]:
    """Each zone and year: called by its code if nothing names it, in its class of another year if this one has none."""
    classes = {code: entry.category for (code, _), entry in sorted(zones.items(), key=lambda pair: pair[0][1])}
    for (code, _), entry in zones.items():
        classes[code] = classes[code] or entry.category
    return [
        replace(
            entry,
            zh=entry.zh or entry.en or entry.code,
            en=entry.en or entry.zh or entry.code,
            category=entry.category or (classes[code] if entry.parent is None else None),
        )
        for (code, _), entry in zones.items()
    ]
