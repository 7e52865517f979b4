"""One cell: what a text means as a figure of an item, exactly.

A cell is a number, a number with a unit or multiple behind it (``12.5%``, ``30亩``, ``3.5万``), a placeholder that
says the figure is absent, or 不适用. Everything else is refused with its reason. Only the full-width forms of ASCII
characters are folded: folding more would read the footnote mark of ``12.5①`` as a digit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from scoring.edge.returns.asked import Field
from scoring.edge.returns.spoken import read_spoken
from scoring.language.unit_symbols import PREFIXES
from scoring.language.units import DECIMALS, PERCENT, Unit, UnitFault, UnitTable, convert

Status = Literal["given", "absent", "not_applicable", "refused"]

WHOLE_DIGITS = 26
PLACEHOLDERS = ("", "—", "——", "–", "-", "--", "/", "无", "缺", "暂缺", "N/A", "NA", "null")
NOT_APPLICABLE = "不适用"

_FOLD = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
_FOLD |= {0x3000: 0x20, 0xA0: 0x20, 0x2007: 0x20, 0x202F: 0x20, 0x2212: 0x2D}
_NUMBER = re.compile(r"([+-]?)((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)\s*(\D.*)?", re.ASCII)
_PHYSICAL = frozenset({"length", "mass", "coal", "electricity", "year", "day", "分"})

#: As many significant digits as programs print of a binary number (trailing zeros left out); nobody types thirteen decimals.
_SPILT = range(13, 18)
_SCIENTIFIC = re.compile(r"([+-]?[0-9]\.[0-9]{13,16})[eE][+-]?[0-9]{1,2}")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a text means: a status, a value if one is given, and why it is refused if it is."""

    status: Status
    value: Decimal | None = None
    code: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    rounded: bool = False


_ABSENT = Cell("absent")
_NOT_APPLICABLE = Cell("not_applicable")


def _refused(code: str, **facts: str) -> Cell:
    return Cell("refused", None, code, facts)


def fold(text: str) -> str:
    """Full-width ASCII and typographic spaces and minus as plain ones, without spaces around."""
    return text.translate(_FOLD).strip()


class CellReader:
    """Reads cells by the units and placeholders of one rubric."""

    def __init__(self, units: UnitTable, placeholders: Iterable[str] = ()) -> None:
        self._units = units
        self._absent = frozenset(fold(text).casefold() for text in (*PLACEHOLDERS, *placeholders))

    def read(self, text: str, item: Field, unit: Unit, *, binary: bool = False) -> Cell:
        """The meaning of a text as a figure of ``item``, where a bare number is in ``unit``.

        ``binary`` says that the text spells a binary fraction, so that decimals past the twelfth may be rounded.
        """
        plain = fold(text)
        if item.kind != "number":
            return self._spoken(plain, item)
        if _SCIENTIFIC.fullmatch(plain):  # 1.9999999999999999e-06: the same, of a small number
            plain, binary = f"{Decimal(f'{float(plain):.15g}'):f}", True
        if plain.casefold() in self._absent:
            return _ABSENT
        if plain == NOT_APPLICABLE:
            return _NOT_APPLICABLE
        found = _NUMBER.fullmatch(plain)
        if found is None:
            return _no_number(plain)
        sign, digits, suffix = found.groups()
        digits = digits.replace(",", "")
        whole, _, decimals = digits.partition(".")
        spilt = len(decimals) > DECIMALS and len((whole + decimals).lstrip("0")) in _SPILT
        if spilt:  # 41.829999999999998: a program printed the binary number behind 41.83
            digits, binary = str(Decimal(f"{float(digits):.15g}")), True
            whole, _, decimals = digits.partition(".")
        if len(whole.lstrip("0")) > WHOLE_DIGITS or (len(decimals.rstrip("0")) > DECIMALS and not binary):
            return _refused("D144", whole=str(WHOLE_DIGITS), decimals=str(DECIMALS))
        given: Unit | Cell = unit if suffix is None else self._suffix(suffix.strip(), item)
        if isinstance(given, Cell):
            return given
        cell = _bounded(amount(Decimal(sign + digits), given, item.unit), item)
        return replace(cell, rounded=True) if spilt and cell.status == "given" else cell

    def _spoken(self, plain: str, item: Field) -> Cell:
        """Yes or no, or a date. Where yes and no are asked for, 无 is an answer."""
        value = read_spoken(plain, item.kind)
        if value is not None:
            return Cell("given", value)
        if plain.casefold() in self._absent:
            return _ABSENT
        if plain == NOT_APPLICABLE:
            return _NOT_APPLICABLE
        return _refused("D201" if item.kind == "date" else "D200")

    def absent(self, text: str) -> bool:
        """Whether a text says that there is nothing."""
        return fold(text).casefold() in self._absent

    def _suffix(self, suffix: str, item: Field) -> Unit | Cell:
        """The unit that stands behind a number, or why it cannot stand there."""
        if suffix.startswith(","):
            return _refused("D141")
        if re.match(r"[eE][+-]?[0-9]", suffix):
            return _refused("D142")
        if suffix in PREFIXES:
            return self._multiple(suffix, item)
        try:
            unit = PERCENT if suffix == "%" else self._units.parse(suffix)
        except UnitFault:
            return _refused("D140") if re.search(r"[0-9]", suffix) else _refused("D147", found=suffix)
        if unit.dimension != item.unit.dimension:
            return _refused("D145" if unit == PERCENT else "D148", found=suffix)
        return unit

    def _multiple(self, multiple: str, item: Field) -> Unit | Cell:
        """``12亿`` of an item in 万元 is 12 亿元: the multiple is taken of the unit without its own multiple."""
        match item.unit.dimension:
            case ((base, 1),) if base not in _PHYSICAL:
                one = self._unmultiplied(item.unit)
                return Unit(multiple + one.symbol, one.factor * PREFIXES[multiple], one.dimension)
            case _:
                return _refused("D146", found=multiple)

    def _unmultiplied(self, unit: Unit) -> Unit:
        for prefix in PREFIXES:
            rest = unit.symbol.removeprefix(prefix)
            if rest and rest != unit.symbol:
                try:
                    return self._units.parse(rest)
                except UnitFault:
                    continue
        return unit


def amount(value: Decimal, given: Unit, wanted: Unit) -> Cell:
    """A value in another unit: exact where twelve decimals suffice, else rounded half to even and said so."""
    exact = convert(value, given, wanted)
    if exact is None:
        scaled = Fraction(value) * given.ratio_to(wanted) * 10**DECIMALS
        exact = _decimal(round(scaled))
        return _fitting(exact, rounded=True)
    return _fitting(exact, rounded=False)


def _decimal(scaled: int) -> Decimal:
    return Decimal((int(scaled < 0), tuple(int(digit) for digit in str(abs(scaled))), -DECIMALS))


def _fitting(value: Decimal, *, rounded: bool) -> Cell:
    if value.adjusted() >= WHOLE_DIGITS and value:
        return _refused("D144", whole=str(WHOLE_DIGITS), decimals=str(DECIMALS))
    return Cell("given", value, rounded=rounded)


def _bounded(cell: Cell, item: Field) -> Cell:
    if cell.value is None:
        return cell
    if item.at_least is not None and cell.value < item.at_least:
        return _refused("D149", bound=f"{item.at_least:f}")
    if item.at_most is not None and cell.value > item.at_most:
        return _refused("D150", bound=f"{item.at_most:f}")
    return cell


def _no_number(text: str) -> Cell:
    if re.fullmatch(r"[+-]?(nan|inf|infinity|∞)", text, re.IGNORECASE):
        return _refused("D143")
    if re.fullmatch(r"\(.*[0-9].*\)", text):
        return _refused("D156")
    if re.fullmatch(r"[+-]?[0-9]*(?:,[0-9]*)+(?:\.[0-9,]*)?\D*", text):
        return _refused("D141")
    return _refused("D140")
