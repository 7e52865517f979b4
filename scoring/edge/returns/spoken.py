"""Cells that hold no amount: yes or no, and dates."""

from __future__ import annotations

from decimal import Decimal

from scoring.language.dates import read_date

_YES = frozenset({"是", "有", "yes", "y", "true", "√", "✓", "✔", "1"})
_NO = frozenset({"否", "无", "没有", "no", "n", "false", "×", "✗", "✘", "0"})


def read_spoken(text: str, kind: str) -> Decimal | None:
    """1 or 0 of a boolean, the days of a date; None where the text says neither. ``text`` is in one width."""
    if kind == "date":
        days = read_date(text)
        return None if days is None else Decimal(days)
    word = text.casefold()
    return Decimal(1) if word in _YES else Decimal(0) if word in _NO else None
