"""What a plain (unquoted) scalar means, and which plain scalars are refused because they mean different things to
different readers.

YAML 1.1 reads ``no`` as false, ``0410100`` as an octal number and ``1:30`` as ninety. Here a plain scalar is a decimal
number, a date, ``true``/``false``, nothing, or text; whatever merely resembles one of these is refused and must be
written plainly or in quotes.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from scoring.language.yaml_text import shown

Scalar = str | bool | Decimal | dt.date | None

MAX_DIGITS = 40
_LONGEST_NUMBER = 100  # no longer text is looked at for what number it might mean
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_SWITCHES = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false"})
_UNFIT_KEYS = frozenset({"yes", "no", "on", "off", "true", "false", "null", "~", ""})

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_ENDLESS = re.compile(r"[-+.]?[0-9][-+0-9.,:_eE]*")
_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
WIDE_SIGNS = (
    "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff0e\uff0c\uff05\uff0b"
    "\uff0d\ufe63\u2212\u2010\u2011\u2012\u2013\u2014\u2015"
)
_WIDE = str.maketrans(WIDE_SIGNS, "0123456789.,%+---------")
_FIRST = frozenset(f"0123456789+-.{WIDE_SIGNS}")
_WIDE_NUMBER = re.compile(r"[-+]?(?:[0-9][0-9,]*\.?[0-9]*|\.[0-9]+)%?")

# In this order: the first that fits names the fault.
_DOUBTS = (
    (re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9].*"), "Y149"),
    (re.compile(r"[-+]?\.(?:inf|nan)", re.IGNORECASE), "Y144"),
    (re.compile(r"[-+]?0(?:[xX][0-9a-fA-F_]+|[oO][0-7_]+|[bB][01_]+)"), "Y145"),
    (re.compile(r"[-+]?[0-9]+(?::[0-9]+)+(?:\.[0-9]*)?"), "Y142"),
    (re.compile(r"[-+]?(?:[0-9][0-9_]*\.?[0-9]*|\.[0-9]+)[eE][-+]?[0-9]+"), "Y143"),
    (re.compile(r"[-+]?[0-9][0-9_]*_[0-9_]*(?:\.[0-9_]*)?|[-+]?[0-9]+\.[0-9]+_[0-9_]*"), "Y146"),
    (re.compile(r"[-+]?[0-9]+(?:,[0-9]+)+(?:\.[0-9]*)?"), "Y151"),
    (re.compile(r"-?0[0-9]+(?:\.[0-9]+)?"), "Y141"),
    (re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)"), "Y147"),
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A plain scalar that is refused: the code, and the facts its message needs."""

    code: str
    facts: dict[str, str]


def resolve(text: str) -> Scalar | Doubt:
    """The value of a plain scalar, exact, or the reason why it is refused."""
    if text[:1] in _FIRST:
        return _numeric(text)
    if len(text) <= 5:
        if text in _NOTHING:
            return None
        if text in _TRUTH:
            return _TRUTH[text]
        if text.lower() in _SWITCHES:
            return _doubt("Y140", text)
    return text


def unfit_key(text: str) -> str | None:
    """The code against a plain key that other readers take for a truth value or for nothing, if it is one."""
    return "Y118" if len(text) <= 5 and text.lower() in _UNFIT_KEYS else None


def wide_number(text: str) -> Doubt | None:
    """The doubt about a number with full-width digits or signs, or a minus that is not the keyboard's."""
    if len(text) > _LONGEST_NUMBER:
        return None
    folded = text.translate(_WIDE)
    if folded != text and _WIDE_NUMBER.fullmatch(folded):
        return _doubt("Y150", text, folded.replace(",", ""))
    return None


def _numeric(text: str) -> Scalar | Doubt:
    """The value of a text that begins as numbers and dates do."""
    if _NUMBER.fullmatch(text):
        return Decimal(text) if len(text) <= MAX_DIGITS else _doubt("Y152", text)
    if len(text) > _LONGEST_NUMBER:
        return _doubt("Y152", text) if _ENDLESS.fullmatch(text) else text
    if date := _DATE.fullmatch(text):
        return _date(text, date)
    for pattern, code in _DOUBTS:
        if pattern.fullmatch(text):
            return _doubt(code, text, _rewritten(code, text))
    return wide_number(text) or text


def _date(text: str, match: re.Match[str]) -> Scalar | Doubt:
    year, month, day = (int(part) for part in match.groups())
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return _doubt("Y148", text)
    return date if date.isoformat() == text else _doubt("Y148", text, date.isoformat())


def _rewritten(code: str, text: str) -> str | None:
    """The number as it should have been written, where that is beyond doubt."""
    if len(text) > MAX_DIGITS:
        return None
    if code == "Y143":
        number = Decimal(text.replace("_", ""))
        exponent = number.as_tuple().exponent
        return f"{number:f}" if isinstance(exponent, int) and abs(exponent) <= 20 else None
    if code in {"Y146", "Y147", "Y151"}:
        return f"{Decimal(text.translate({ord(','): None, ord('_'): None})):f}"
    return None


def _doubt(code: str, text: str, rewritten: str | None = None) -> Doubt:
    facts = {"text": shown(text)}
    if rewritten is not None:
        facts["rewritten"] = shown(rewritten)
    return Doubt(code, facts)
