"""Amounts with units, exactly: every amount is a fraction in its own unit. Nothing here comes from the product."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

Dims = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Unit:
    factor: Fraction  # to the base of the dimension
    dims: Dims = ()

    def of(self, other: Unit, sign: int) -> Unit:
        """This unit times (or, with sign -1, over) another."""
        dims = dict(self.dims)
        for base, power in other.dims:
            dims[base] = dims.get(base, 0) + sign * power
        factor = self.factor * other.factor**sign
        return Unit(factor, tuple(sorted((base, power) for base, power in dims.items() if power)))


PURE = Unit(Fraction(1))

#: What the examples use: the base of each dimension in yuan, square metres, tce, tonnes, kWh, years, and things.
BASES = {
    "1": PURE,
    "%": Unit(Fraction(1, 100)),
    "元": Unit(Fraction(1), (("CNY", 1),)),
    "美元": Unit(Fraction(1), (("USD", 1),)),
    "亩": Unit(Fraction(2000, 3), (("m2", 1),)),
    "公顷": Unit(Fraction(10_000), (("m2", 1),)),
    "平方米": Unit(Fraction(1), (("m2", 1),)),
    "平方公里": Unit(Fraction(1_000_000), (("m2", 1),)),
    "立方米": Unit(Fraction(1), (("m3", 1),)),
    "天": Unit(Fraction(1), (("day", 1),)),
    "分": Unit(Fraction(1), (("point", 1),)),
    "tce": Unit(Fraction(1), (("tce", 1),)),
    "吨": Unit(Fraction(1), (("t", 1),)),
    "千瓦时": Unit(Fraction(1), (("kWh", 1),)),
    "年": Unit(Fraction(1), (("year", 1),)),
    **{thing: Unit(Fraction(1), ((thing, 1),)) for thing in ("件", "家", "人", "项", "个", "起", "场", "次")},
}
MULTIPLES = {"万": 10**4, "亿": 10**8}


class Units:
    """The units of a rubric: the common ones and those it declares."""

    def __init__(self, declared: Mapping[str, Mapping[str, str]]) -> None:
        self.known = dict(BASES)
        for symbol, entry in declared.items():
            if "equals" in entry:
                amount, unit = entry["equals"].split()
                base = self(unit)
                self.known[symbol] = Unit(Fraction(amount) * base.factor, base.dims)
            else:
                self.known[symbol] = Unit(Fraction(1), ((symbol, 1),))

    def __call__(self, text: str) -> Unit:
        above, *below = re.sub(r"\s", "", text).split("/")
        unit = PURE
        for part, sign in [(above, 1), *((part, -1) for part in below)]:
            for atom in part.split("·"):
                unit = unit.of(self._atom(atom), sign)
        return unit

    def _atom(self, text: str) -> Unit:
        if text in self.known:
            return self.known[text]
        base = self.known[text[1:]]
        return Unit(base.factor * MULTIPLES[text[0]], base.dims)


@dataclass(frozen=True)
class Amount:
    """A number in its unit; ``number`` None is a missing one, ``unit`` None a bare number without any."""

    number: Fraction | None
    unit: Unit | None = None

    def into(self, unit: Unit, bare: Unit | None = None) -> Fraction | None:
        """The number in another unit; ``bare`` is the unit that bare numbers take (in a scale)."""
        own = self.unit
        if own is None:
            own = bare if bare is not None and bare.dims == unit.dims else unit
        if own.dims != unit.dims:
            raise ValueError(f"{own} is no {unit}")
        return None if self.number is None else self.number * own.factor / unit.factor

    def pure(self) -> Amount:
        """A percentage as a pure number; anything else as it is."""
        return self if self.unit is None or self.unit.dims else Amount(self.into(PURE), PURE)
