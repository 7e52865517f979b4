"""The one shape of everything that can be wrong.

A :class:`Problem` is a code, a place and a few facts; its sentence, help and page are looked up in the catalogue
(:mod:`scoring.language.messages`) in the reader's language. Documents are refused whole, with every problem at once,
by raising :class:`Rejected`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Severity(StrEnum):
    """How much a problem weighs: an error refuses, a warning is open until answered, a note only tells."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem lies: a line and column of a text, or a cell of a sheet. Lines and columns count from 1."""

    source: str
    line: int | None = None
    column: int | None = None
    width: int = 1
    excerpt: str | None = None
    sheet: str | None = None
    cell: str | None = None

    def __str__(self) -> str:
        where = self.source
        if self.sheet is not None:
            where += f"[{self.sheet}]"
        if self.cell is not None:
            return f"{where}!{self.cell}"
        for number in (self.line, self.column):
            if number is not None:
                where += f":{number}"
        return where


_NO_FACTS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. ``facts`` fill the placeholders of the catalogue's sentences."""

    code: str
    place: Place | None = None
    facts: Mapping[str, str] = field(default_factory=lambda: _NO_FACTS)
    severity: Severity = Severity.ERROR
    others: tuple[Place, ...] = ()

    def __str__(self) -> str:
        from scoring.language.messages import sentence

        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.severity}[{self.code}]: {sentence(self, 'en')}"


class Rejected(Exception):
    """A document or a file was refused. ``problems`` holds everything found, in the order of their places."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(*self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)
