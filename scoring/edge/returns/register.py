"""The register: the rows that say which zones there are, checked as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from scoring.edge.returns.asked import Asked
from scoring.edge.returns.grid import Grid, shown
from scoring.edge.returns.headings import Vocabulary, normal
from scoring.edge.returns.layout import Layout, find_layout, is_footer
from scoring.edge.returns.log import Log, guess
from scoring.edge.returns.roster import Entry, Roster

_YEAR = re.compile(r"(20[0-9]{2}|19[0-9]{2})(?:年度?)?")


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """A grid of the register, and the one year it holds for if its name says so."""

    grid: Grid
    year: int | None = None


def read_register(files: list[RegisterFile], rubric: Asked, words: Vocabulary, log: Log) -> Roster:
    """The roster of all register files together."""
    entries: list[Entry] = []
    for file in files:
        layout = find_layout(file.grid, words, log, figures=False)
        if layout is None:
            log.refuse("D127", file.grid.place())
            continue
        entries += _entries(file, layout, log)
    return checked(entries, rubric, log)


def checked(entries: list[Entry], rubric: Asked, log: Log) -> Roster:
    """A roster whose categories, years and parents hold; what does not is reported and marked as not sound."""
    entries = _unique(entries, log)
    by_key: dict[str, set[str]] = {}
    for entry in entries:
        for text in (entry.code, entry.zh, entry.en):
            by_key.setdefault(normal(text), set()).add(entry.code)
    codes = {entry.code for entry in entries}
    entries = [_with_parent(entry, codes, by_key, log) for entry in entries]
    entries = _without_chains(entries, log)
    return Roster(_with_category(entry, entries, rubric, log) for entry in entries)


def parse_year(text: str) -> int | None:
    """A year as forms write it: 2025, 2025年, 2025年度."""
    found = _YEAR.fullmatch(normal(text))
    return int(found[1]) if found else None


def _entries(file: RegisterFile, layout: Layout, log: Log) -> list[Entry]:
    grid, entries = file.grid, []
    for row in range(layout.first, len(grid.rows)):
        cell = {key: grid.text(row, column).strip() for key, column in layout.keys.items() if key}
        code = cell.get("code") or cell.get("name") or ""
        if not any(text.strip() for text in grid.rows[row]):
            continue
        leading = next(text for text in grid.rows[row] if text.strip())
        if is_footer(code) or is_footer(leading):
            log.tell("D128", grid.place(row), text=shown(leading))
        elif grid.strict and len(grid.rows[row]) < len(grid.rows[layout.header]):
            log.refuse("D106", grid.place(row), **_widths(grid, row, layout))
        elif not code:
            log.refuse("D184", grid.place(row))
        else:
            entries.append(_entry(file, row, code, cell, layout, log))
    return entries


def _widths(grid: Grid, row: int, layout: Layout) -> dict[str, str]:
    return {"found": str(len(grid.rows[row])), "expected": str(len(grid.rows[layout.header]))}


def _entry(file: RegisterFile, row: int, code: str, cell: Mapping[str, str], layout: Layout, log: Log) -> Entry:
    grid = file.grid
    for key in ("code", "name", "en"):
        if key in layout.keys and (row, layout.keys[key]) in grid.stripped:
            log.caution("D178", grid.place(row, layout.keys[key]), text=shown(cell[key]))
    ends: dict[str, int | None] = {"from": file.year, "to": file.year}
    sound = True
    for key in ("from", "to"):
        if cell.get(key):
            ends[key] = parse_year(cell[key])
            if ends[key] is None:
                log.refuse("D185", grid.place(row, layout.keys[key]), text=shown(cell[key]))
                sound = False
    if ends["from"] and ends["to"] and ends["from"] > ends["to"]:
        log.refuse("D186", grid.place(row), first=str(ends["from"]), last=str(ends["to"]))
        sound = False
    name = cell.get("name") or cell.get("en") or code
    return Entry(
        code,
        name,
        cell.get("en") or name,
        cell.get("category") or None,
        cell.get("prefecture") or None,
        cell.get("parent") or None,
        ends["from"],
        ends["to"],
        grid.place(row, layout.keys.get("code", layout.keys.get("name"))),
        sound,
    )


def _unique(entries: list[Entry], log: Log) -> list[Entry]:
    """The entries without those whose code another one already has in a common year."""
    kept: dict[str, list[Entry]] = {}
    for entry in entries:
        same = kept.setdefault(normal(entry.code), [])
        rival = next((other for other in same if other.overlaps(entry)), None)
        if rival is None:
            same.append(entry)
        else:
            log.refuse("D180", entry.place, rival.place, zone=shown(entry.code))
    return [entry for same in kept.values() for entry in same]


def _with_parent(entry: Entry, codes: set[str], by_key: Mapping[str, set[str]], log: Log) -> Entry:
    if entry.parent is None or entry.parent in codes:
        return entry
    found = by_key.get(normal(entry.parent), set())
    if len(found) == 1:
        return replace(entry, parent=next(iter(found)))
    log.refuse(
        "D181", entry.place, zone=shown(entry.code), parent=shown(entry.parent), **guess(entry.parent, sorted(codes))
    )
    return replace(entry, sound=False)


def _without_chains(entries: list[Entry], log: Log) -> list[Entry]:
    """Parks belong to zones, and zones to nobody: no cycles, no parks of parks."""
    parents: dict[str, str] = {entry.code: entry.parent for entry in entries if entry.parent is not None}
    known = {entry.code for entry in entries}
    result = []
    for entry in entries:
        parent = entry.parent
        if parent is None or parent not in known or parent not in parents:
            result.append(entry)
            continue
        chain = [entry.code]
        while (above := parents.get(chain[-1])) is not None and above not in chain:
            chain.append(above)
        facts = {"zone": shown(entry.code), "parent": shown(parent)}
        if above is None:
            log.refuse("D183", entry.place, **facts, above=shown(parents[parent]))
        else:
            log.refuse("D182", entry.place, **facts, chain=" → ".join(shown(code) for code in [*chain, above]))
        result.append(replace(entry, sound=False))
    return result


def _with_category(entry: Entry, entries: list[Entry], rubric: Asked, log: Log) -> Entry:
    known = {normal(text): one.id for one in rubric.categories.values() for text in (one.label.zh, one.label.en)}
    known |= {normal(id_): id_ for id_ in rubric.categories}
    given = entry.category
    if given is None and entry.parent is not None:
        given = next((one.category for one in entries if one.code == entry.parent and one.overlaps(entry)), None)
    if given is None and len(rubric.categories) == 1:
        given = next(iter(rubric.categories))
    if given is not None and normal(given) in known:
        return replace(entry, category=known[normal(given)])
    names = ", ".join(rubric.categories)
    if given is None:
        log.refuse("D176", entry.place, zone=shown(entry.code), known=names)
    elif entry.category is not None:
        log.refuse("D175", entry.place, zone=shown(entry.code), text=shown(given), known=names, **guess(given, known))
    return replace(entry, category=None, sound=False)
