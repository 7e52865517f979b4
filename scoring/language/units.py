"""Units: exact factors and dimensions, as Chinese statistics write them.

A unit is a symbol, a factor to the coherent base of its dimension, and the dimension itself as powers of named bases.
Lengths are in metres, money in yuan, mass in tonnes, energy in tonnes of coal equivalent (tce), electricity in
kilowatt-hours; every kind of counted thing (人, 件, 家, …) is a dimension of its own, so that firms are never added to
people. ``%``, ``‰`` and 百分点 are pure numbers with a factor. Which symbols exist is the table of :mod:`unit_symbols`.

A compound is written ``万元/亩``, ``a·b``, ``a*b``, ``a/b/c``, ``m²`` or ``m^2``. ``·`` after ``/`` is refused, because
people read ``a/b·c`` in two ways.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from scoring.language.unit_symbols import NOT_MULTIPLIED, PREFIXES, SYMBOLS
from scoring.language.unit_words import Dimension, dimension_in_words

__all__ = [
    "ONE",
    "PERCENT",
    "Dimension",
    "Unit",
    "UnitFault",
    "UnitTable",
    "coherent",
    "convert",
    "declare_rate",
    "declare_unit",
    "dimension_in_words",
    "exact_decimal",
]

LENGTH_LIMIT = 60
POWER_LIMIT = 10
DECIMALS = 12


class UnitFault(ValueError):
    """A unit that cannot be read: ``code`` and ``facts`` as in a problem, at ``offset`` (from 0) of the unit's text."""

    def __init__(self, code: str, offset: int, width: int, facts: Mapping[str, str]) -> None:
        self.code = code
        self.offset = offset
        self.width = width
        self.facts = MappingProxyType(dict(facts))
        super().__init__(f"{code} at {offset}: {dict(facts)}")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measurement. ``factor`` is to the coherent base of ``dimension``; ``()`` is a pure number."""

    symbol: str
    factor: Fraction
    dimension: Dimension

    def __mul__(self, other: Unit) -> Unit:
        return _compose((self, 1), (other, 1))

    def __truediv__(self, other: Unit) -> Unit:
        return _compose((self, 1), (other, -1))

    def __pow__(self, power: int) -> Unit:
        return _compose((self, power))

    def ratio_to(self, other: Unit) -> Fraction:
        """How many of ``other`` one of this is. ``ValueError`` if the dimensions differ."""
        if self.dimension != other.dimension:
            raise ValueError(f"{self.symbol} and {other.symbol} have different dimensions")
        return self.factor / other.factor


def _compose(*factors: tuple[Unit, int]) -> Unit:
    factor = Fraction(1)
    bases: dict[str, int] = {}
    atoms: dict[str, int] = {}
    for unit, power in factors:
        factor *= unit.factor**power
        for base, own in unit.dimension:
            bases[base] = bases.get(base, 0) + own * power
        for atom, own in _atoms(unit.symbol):
            atoms[atom] = atoms.get(atom, 0) + own * power
    dimension = tuple(sorted((base, power) for base, power in bases.items() if power))
    return Unit(_spell(atoms), factor, dimension)


_SUPERSCRIPTS = {2: "²", 3: "³"}


def _spell(atoms: Mapping[str, int]) -> str:
    """The symbol of a product of powers, e.g. ``万元·人/亩²``."""

    def powered(atom: str, power: int) -> str:
        return atom if power == 1 else atom + _SUPERSCRIPTS.get(power, f"^{power}")

    above = [powered(atom, power) for atom, power in atoms.items() if power > 0]
    below = [powered(atom, -power) for atom, power in atoms.items() if power < 0]
    return "/".join(["·".join(above) or "1", *below])


_TOKEN = re.compile(r"\s*(?:(?P<atom>[^\W\d_²³]+[23]?|[%‰㎡1])|(?P<power>\^\s*-?\d+|[²³])|(?P<by>[·*/]))")
_WIDE = str.maketrans({"／": "/", "∕": "/", "＊": "*", "×": "·", "⋅": "·", "•": "·", "％": "%", "＾": "^"})


def _atoms(symbol: str) -> list[tuple[str, int]]:
    """The symbols of a compound with their powers, in the order written; ``1`` alone has none."""
    atoms: list[tuple[str, int]] = []
    for index, part in enumerate(symbol.split("/")):
        for atom in re.split("[·*]", part):
            power = {"²": 2, "³": 3}.get(atom[-1:]) or int(atom.partition("^")[2] or 1)
            name = atom.partition("^")[0].rstrip("²³")
            if name != "1":
                atoms.append((name, -power if index else power))
    return atoms


def _read(text: str) -> list[tuple[str, int, int]]:
    """Symbol, power and offset of every part of a unit's text."""
    if len(text) > LENGTH_LIMIT:
        raise UnitFault("U105", 0, len(text), {"limit": str(LENGTH_LIMIT)})
    plain = text.translate(_WIDE)
    parts: list[tuple[str, int, int]] = []
    position, sign, wanted = 0, 1, True
    end = len(plain.rstrip())
    while position < end:
        token = _TOKEN.match(plain, position)
        if token is None:
            raise _unreadable(text, position)
        kind = token.lastgroup or "atom"
        found, offset = token[kind], token.start(kind)
        position = token.end()
        if wanted != (kind == "atom"):
            raise UnitFault("U102", offset, len(found), {"unit": text, "found": found})
        if kind == "atom":
            parts.append((found, sign, offset))
            wanted = False
        elif kind == "power":
            atom, own, at = parts.pop()
            parts.append((atom, own * _power(found, own, offset), at))
        else:
            if found != "/" and sign < 0:
                above, _, below = re.sub(r"\s", "", plain).partition("/")
                instead = f"{above}/{re.sub('[·*]', '/', below)}"
                raise UnitFault("U104", offset, 1, {"unit": text, "instead": instead})
            sign, wanted = (-1 if found == "/" else 1), True
    if wanted:
        raise UnitFault("U102", end, 1, {"unit": text})
    return parts


def _power(text: str, own: int, offset: int) -> int:
    power = {"²": 2, "³": 3}.get(text) or int(text[1:])
    if abs(own) != 1 or not 0 < abs(power) <= POWER_LIMIT:
        raise UnitFault("U106", offset, len(text), {"power": text, "limit": str(POWER_LIMIT)})
    return power


def _unreadable(text: str, position: int) -> UnitFault:
    offset = position + len(text[position:]) - len(text[position:].lstrip())
    facts = {"unit": text, "char": text[offset]}
    if text[offset].isdigit():
        facts["digit"] = text[offset]
    return UnitFault("U103", offset, 1, facts)


ONE = Unit("1", Fraction(1), ())
PERCENT = Unit("%", Fraction(1, 100), ())
DAY = Unit("天", Fraction(1), (("day", 1),))


class UnitTable:
    """The units a document may use: those everybody knows and those it declares itself."""

    def __init__(self, declared: Mapping[str, Unit] = MappingProxyType({})) -> None:
        self._units: dict[str, Unit] = {}
        for symbol, unit in declared.items():
            # a rate given for 美元 holds for USD as well: the two are one unit with two names
            same = [name for name, entry in SYMBOLS.items() if entry == SYMBOLS.get(symbol)]
            for name in {symbol, *same}:
                self._units[name] = Unit(name, unit.factor, unit.dimension)
        self._compounds: dict[str, Unit] = {}

    def parse(self, text: str) -> Unit:
        """The unit a text stands for. Raises :class:`UnitFault`."""
        known = self._compounds.get(text)
        if known is None:
            known = self._compounds[text] = self._parse(text)
        return known

    def symbols(self) -> list[str]:
        """Every symbol known without a prefix, declared ones first."""
        return [*self._units, *(symbol for symbol in SYMBOLS if symbol not in self._units)]

    def _parse(self, text: str) -> Unit:
        unit = _compose(*((self._atom(atom, offset), power) for atom, power, offset in _read(text)))
        return Unit(re.sub(r"\s", "", text.translate(_WIDE)), unit.factor, unit.dimension)

    def _atom(self, symbol: str, offset: int) -> Unit:
        unit = self._find(symbol)
        if unit is not None:
            return unit
        for prefix, multiple in PREFIXES.items():
            rest = symbol.removeprefix(prefix)
            base = self._find(rest) if rest != symbol and rest not in NOT_MULTIPLIED else None
            if base is not None and base.dimension:
                return Unit(symbol, base.factor * multiple, base.dimension)
        guess = self._guess(symbol)
        raise UnitFault("U101", offset, len(symbol), {"unit": symbol} | ({"guess": guess} if guess else {}))

    def _guess(self, symbol: str) -> str | None:
        # max() keeps the first of equals, and the common ones come first: 万园 is a slip for 万元, not for 万人
        common = [prefix + name for prefix in ("万", "亿") for name in ("元", "美元", "人", "平方米", "吨", "千瓦时")]
        close = difflib.get_close_matches(symbol, [*common, *self.symbols()], n=20, cutoff=0.5)
        ordered = [name for name in (*common, *self.symbols()) if name in close]
        return max(ordered, key=lambda name: difflib.SequenceMatcher(None, name, symbol).ratio(), default=None)

    def _find(self, symbol: str) -> Unit | None:
        if symbol in self._units:
            return self._units[symbol]
        if symbol in SYMBOLS:
            factor, base, power = SYMBOLS[symbol]
            return Unit(symbol, factor, ((base, power),) if base else ())
        return None


_BASE_SYMBOLS = {
    "length": "米",
    "CNY": "元",
    "coal": "tce",
    "mass": "吨",
    "electricity": "千瓦时",
    "year": "年",
    "day": "天",
}


def coherent(dimension: Dimension) -> Unit:
    """The unit of a dimension whose factor is 1, e.g. 元/米²."""
    return Unit(_spell({_BASE_SYMBOLS.get(base, base): power for base, power in dimension}), Fraction(1), dimension)


def declare_unit(symbol: str) -> Unit:
    """A new unit with a dimension of its own, such as 标箱."""
    _declarable(symbol)
    return Unit(symbol, Fraction(1), ((symbol, 1),))


def declare_rate(symbol: str, value: Decimal, unit: Unit) -> Unit:
    """A unit worth ``value`` of another, such as 美元 = 7.1217 元."""
    _declarable(symbol)
    if not value.is_finite() or value <= 0 or not -30 <= value.adjusted() <= 30:
        raise UnitFault("U109", 0, len(symbol), {"unit": symbol, "value": str(value)})
    return Unit(symbol, Fraction(value) * unit.factor, unit.dimension)


def _declarable(symbol: str) -> None:
    if not re.fullmatch(r"[^\W\d_]{1,20}", symbol):
        raise UnitFault("U107", 0, len(symbol), {"unit": symbol})
    try:
        existing = UnitTable().parse(symbol)
    except UnitFault:
        return
    # a foreign currency is the one thing whose worth a document may state; 亩 and 元 are what they are
    if (
        existing.dimension not in {((currency, 1),) for currency in ("USD", "EUR", "HKD", "JPY")}
        or existing.factor != 1
    ):
        raise UnitFault("U108", 0, len(symbol), {"unit": symbol})


def convert(value: Decimal, unit_from: Unit, unit_to: Unit) -> Decimal | None:
    """The same amount in another unit, exactly. ``None`` when that takes more than 12 decimals (or 60 digits)."""
    ratio = unit_from.ratio_to(unit_to)
    if not value.is_finite():
        raise ValueError(f"{value} is not a number")
    if not -60 <= value.adjusted() <= 60:
        return Decimal(0) if value == 0 else None
    return exact_decimal(Fraction(value) * ratio)


def exact_decimal(value: Fraction) -> Decimal | None:
    """A fraction as a decimal of at most 12 places without trailing zeros, or ``None`` if it is not one."""
    scaled = value * 10**DECIMALS
    if scaled.denominator != 1:
        return None
    digits, places = scaled.numerator, DECIMALS
    while places and digits % 10 == 0:
        digits //= 10
        places -= 1
    # built from its digits: arithmetic on decimals would round to the context's precision
    return Decimal((int(digits < 0), tuple(int(digit) for digit in str(abs(digits))), -places))
