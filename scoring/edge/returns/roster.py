"""The roster: which zones there are, in which years, and which one a row speaks of.

A roster comes from the register, or from the returns themselves where there is no register. A row is matched by code,
else by a name that only one zone has.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from scoring.edge.returns.grid import shown
from scoring.edge.returns.headings import normal
from scoring.edge.returns.log import guess
from scoring.engine.tables import ZONES
from scoring.language.problems import Place, Severity

#: Looking for near names is slow; after this many unknown zones nobody is helped by one more.
GUESSES = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """A zone over some years (inclusive; None is open). ``sound`` is False if its own row was refused."""

    code: str
    zh: str
    en: str
    category: str | None
    prefecture: str | None
    parent: str | None
    start: int | None
    end: int | None
    place: Place
    sound: bool = True

    def covers(self, year: int | None) -> bool:
        """Whether the entry holds in a year; a year not known is not held against it."""
        if year is None:
            return True
        return (self.start is None or self.start <= year) and (self.end is None or year <= self.end)

    def overlaps(self, other: Entry) -> bool:
        """Whether two entries hold in a common year."""
        first = max(self.start or 0, other.start or 0)
        return first <= min(self.end or 9999, other.end or 9999)


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said about a row's zone, once its place is known."""

    severity: Severity
    code: str
    facts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Match:
    """The zone a row speaks of (None: refused), and the remarks on it."""

    zone: str | None
    remarks: tuple[Remark, ...] = ()


class Roster:
    """Every zone known, found by code or name."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._codes: dict[str, list[Entry]] = {}
        self._names: dict[str, list[Entry]] = {}
        self._known: dict[tuple[str, str, int | None], Match] = {}
        self._guesses = 0
        for entry in self.entries:
            self._codes.setdefault(normal(entry.code), []).append(entry)
            for name in {normal(entry.zh), normal(entry.en)} - {""}:
                self._names.setdefault(name, []).append(entry)

    def identify(self, code: str, name: str, year: int | None) -> Match:
        """The zone that a code and a name (either may be "") stand for in a year."""
        key = (code, name, year)
        if key not in self._known:
            self._known[key] = self._identify(code, name, year)
        return self._known[key]

    def _identify(self, code: str, name: str, year: int | None) -> Match:
        text = shown(code or name)
        entries = self._codes.get(normal(code), []) if code else []
        if entries:
            return self._by_code(entries, name, year, text)
        for candidate in filter(None, (name, code)):
            named = self._names.get(normal(candidate), []) or self._codes.get(normal(candidate), [])
            if named:
                return self._by_name(named, code, candidate, year)
        return Match(None, (Remark(Severity.ERROR, "D170", {"text": text} | self._near(code, name)),))

    def _by_code(self, entries: list[Entry], name: str, year: int | None, text: str) -> Match:
        current = [entry for entry in entries if entry.covers(year)]
        if not current:
            return Match(None, (Remark(Severity.ERROR, "D174", {"text": text, "year": str(year)}),))
        entry = current[0]
        called = {normal(own) for one in entries for own in (one.zh, one.en, one.code)}
        if name and normal(name) not in called:
            facts = {"text": text, "name": shown(name), "registered": shown(entry.zh)}
            return Match(entry.code, (Remark(Severity.WARNING, "D173", facts),))
        return Match(entry.code)

    def _by_name(self, entries: list[Entry], code: str, name: str, year: int | None) -> Match:
        current = {entry.code for entry in entries if entry.covers(year)}
        if not current:
            return Match(None, (Remark(Severity.ERROR, "D174", {"text": shown(name), "year": str(year)}),))
        if len(current) > 1:
            facts = {"text": shown(name), "zones": ", ".join(sorted(current))}
            return Match(None, (Remark(Severity.ERROR, "D171", facts),))
        zone = current.pop()
        if code and code != name:
            facts = {"text": shown(code), "name": shown(name), "zone": zone}
            return Match(zone, (Remark(Severity.WARNING, "D172", facts),))
        return Match(zone)

    @cached_property
    def _spellings(self) -> list[str]:
        return sorted({text for entry in self.entries for text in (entry.code, entry.zh, entry.en) if text})

    def _near(self, code: str, name: str) -> dict[str, str]:
        self._guesses += 1
        if self._guesses > GUESSES:
            return {}
        bare = code.lstrip("0")
        same = [entry.code for entry in self.entries if bare and entry.code.lstrip("0") == bare]
        if same:
            return {"guess": same[0]}
        return guess(name, self._spellings) or guess(code, self._spellings)

    def frame(self, years: Iterable[int]) -> pl.DataFrame:
        """``ZONES`` for the years asked for: the sound entries that hold in each."""
        rows = [
            (entry.code, year, entry.zh, entry.en, entry.category, entry.prefecture, entry.parent)
            for year in years
            for entry in self.entries
            if entry.sound and entry.covers(year)
        ]
        return pl.DataFrame(rows, schema=ZONES, orient="row").sort("zone", "year")
