"""Dates: a number of days since 1 January 1970, as tables of every kind count them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from scoring.language.nodes import Node, Number

_FIRST = dt.date(1970, 1, 1)
#: What a date may be: nobody hands in one of another time, and a slip of the keyboard often is.
EARLIEST, LATEST = 1900, 2199

_WRITTEN = re.compile(
    r"([0-9]{4})(?:-([0-9]{1,2})-|/([0-9]{1,2})/|\.([0-9]{1,2})\.|年\s?([0-9]{1,2})月\s?)([0-9]{1,2})日?"
    r"(?:[ T]0{1,2}:00(?::00(?:\.0+)?)?)?"
)
_EIGHT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")


#: How a date may be spelled in YAML, for the schema too.
SPELLED = "[0-9]{4}(-[0-9]{1,2}-[0-9]{1,2}|/[0-9]{1,2}/[0-9]{1,2}|[.][0-9]{1,2}[.][0-9]{1,2}|年[0-9]{1,2}月[0-9]{1,2}日|[0-9]{4})"


def days(year: int, month: int, day: int) -> int | None:
    """The days from 1 January 1970 to a date; None where there is no such date."""
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        return (dt.date(year, month, day) - _FIRST).days
    except ValueError:
        return None


def read_date(text: str) -> int | None:
    """The days of a date as people write it (2025-01-18, 2025/1/18, 2025.1.18, 2025年1月18日, 20250118), or None."""
    found = _WRITTEN.fullmatch(text.strip()) or _EIGHT.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups() if part is not None)
    return days(year, month, day)


def date_text(number: float | Decimal | Fraction) -> str:
    """The date that many days after 1 January 1970, as 2025-01-18; days that are no date stay a number."""
    try:
        return (_FIRST + dt.timedelta(days=int(number))).isoformat()
    except OverflowError:
        return str(int(number))


def days_of(args: Sequence[Node]) -> int | None:
    """The days of ``date(2025, 1, 18)``; None unless its arguments are whole numbers written out, and a date."""
    parts = [arg.value for arg in args if isinstance(arg, Number) and not arg.percent and arg.value.denominator == 1]
    return days(*(int(part) for part in parts)) if len(parts) == 3 else None
