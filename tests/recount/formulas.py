"""Formulas, read a second way: a few signs are spelled differently, Python's own parser makes the tree, and a small
interpreter works it out in exact amounts. Nothing here comes from the product."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction
from functools import cache
from math import ceil, floor

from tests.recount.quantities import PURE, Amount, Unit, Units
from tests.recount.rounding import root, rounded, significant

_TOKEN = re.compile(
    r"""(?P<power>\^\s*-?\s*\d+) | (?P<quantity>(?P<q>\d+(?:\.\d+)?)\s*\[(?P<unit>[^\]]+)\])
      | (?P<zone>cohort\.zone\s*\[(?P<code>[^\]]+)\])
      | (?P<percent>(?P<p>\d+(?:\.\d+)?)\s*%) | (?P<word>[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)?)
      | (?P<number>\d+(?:\.\d+)?)""",
    re.VERBOSE,
)
#: Computed numbers are equal when they differ by this part of their sizes, or less.
NEAR = Fraction(5, 10**12)
_PRECISE = Context(prec=50)


@cache
def tree_of(text: str) -> ast.expr:
    """The tree of a formula."""

    def spelled(found: re.Match[str]) -> str:
        if found["power"]:
            return "**" + found["power"][1:]
        if found["zone"]:
            return f"cohort.zone_{found['code'].strip().encode().hex()}"
        if found["quantity"]:
            return f"QUANTITY('{found['q']}', '{found['unit'].strip()}')"
        if found["percent"]:
            return f"PERCENT('{found['p']}')"
        if found["number"]:
            return f"NUMBER('{found['number']}')"
        return {"if": "IF", "true": "True", "false": "False"}.get(found["word"], found["word"])

    return ast.parse(_TOKEN.sub(spelled, text).strip(), mode="eval").body


Condition = bool | None


@dataclass(frozen=True)
class Scope:
    """What a formula sees: figures by (name, is it last year's), statistics, and in a scale the unit of bare numbers."""

    units: Units
    figure: Callable[[str, bool], Amount]
    statistic: Callable[[str, ast.expr | None, bool], Amount]
    place: Callable[[ast.expr, bool, Fraction], Fraction] | None = None
    bare: Unit | None = None
    x: Amount | None = None
    back: bool = False

    # numbers ------------------------------------------------------------------------------------------------------

    def number(self, node: ast.expr) -> Amount:
        match node:
            case ast.Call(ast.Name(function), args):
                return self._call(function, args)
            case ast.Call(ast.Attribute(ast.Name("cohort"), stat), [of]):
                return self.statistic(stat, of, self.back)
            case ast.Attribute(ast.Name("cohort"), stat):
                return self._leaf(self.statistic(stat, None, self.back))
            case ast.Attribute(ast.Name(space), name):
                return self._leaf(self.figure(f"{space}.{name}", self.back))
            case ast.Name("x") if self.x is not None:
                return self.x
            case ast.Name(name):
                return self._leaf(self.figure(name, self.back))
            case ast.UnaryOp(ast.USub(), of):
                inside = self.number(of)
                return Amount(None if inside.number is None else -inside.number, inside.unit)
            case ast.BinOp(left, ast.Pow(), exponent):
                return self._power(self.number(left), ast.literal_eval(exponent))
            case ast.BinOp(left, op, right):
                return self._binary(self.number(left), op, self.number(right))
        raise TypeError(ast.dump(node))

    def _leaf(self, amount: Amount) -> Amount:
        """In the formula of a scale everything of the measure's dimension is a bare number in its unit."""
        bare = self.bare if self.x is not None else None
        if bare is not None and amount.unit is not None and amount.unit.dims == bare.dims:
            return Amount(amount.into(bare))
        return amount

    def _together(self, amounts: list[Amount]) -> tuple[list[Fraction | None], Unit | None]:
        """Amounts in the unit of the first that has one."""
        unit = next((amount.unit for amount in amounts if amount.unit is not None), None)
        if unit is None:
            return [amount.number for amount in amounts], None
        bare = None if self.x is not None else self.bare
        return [amount.into(unit, bare) for amount in amounts], unit

    def _binary(self, left: Amount, op: ast.operator, right: Amount) -> Amount:
        if isinstance(op, ast.Add | ast.Sub):
            (a, b), unit = self._together([left, right])
            sign = 1 if isinstance(op, ast.Add) else -1
            return Amount(None if a is None or b is None else a + sign * b, unit)
        sign = 1 if isinstance(op, ast.Mult) else -1
        if right.unit is None and left.unit is None:
            unit = None
        elif right.unit is None:
            unit = left.unit
        elif left.unit is None and sign > 0:
            unit = right.unit
        else:
            left, right = left.pure(), right.pure()
            unit = (left.unit or PURE).of(right.unit or PURE, sign)
        a, b = left.number, right.number
        if a is None or b is None or (sign < 0 and b == 0):
            number = None
        else:
            number = a * b if sign > 0 else a / b
        return Amount(number, unit).pure() if left.unit and right.unit else Amount(number, unit)

    @staticmethod
    def _power(base: Amount, exponent: int) -> Amount:
        base = base.pure()
        unit = base.unit
        if unit is not None:
            unit = PURE
            for _ in range(abs(exponent)):
                unit = unit.of(base.unit or PURE, 1 if exponent > 0 else -1)
        undefined = base.number is None or (base.number == 0 and exponent < 0)
        return Amount(None if undefined else base.number**exponent, unit)  # type: ignore[operator]

    def _call(self, function: str, args: list[ast.expr]) -> Amount:
        match function, args:
            case "NUMBER", [ast.Constant(str(text))]:
                return Amount(Fraction(text))
            case "PERCENT", [ast.Constant(str(text))]:
                return Amount(Fraction(text) / 100, PURE)
            case "QUANTITY", [ast.Constant(str(text)), ast.Constant(str(unit))]:
                return self._leaf(Amount(Fraction(text), self.units(unit)))
            case "IF", [when, *branches]:
                taken = self.holds(when)
                numbers, unit = self._together([self.number(branch) for branch in branches])
                return Amount(None if taken is None else numbers[0 if taken else 1], unit)
            case "previous", [of]:
                return replace(self, back=True).number(of)
            case "growth", [of]:
                now, before = self.number(of).number, replace(self, back=True).number(of).number
                known = now is not None and before is not None and before > 0
                return Amount(now / before - 1 if known else None, PURE)  # type: ignore[operator]
            case "share", [of]:
                own, whole = self.number(of).number, self.statistic("sum", of, self.back).number
                return Amount(own / whole if own is not None and whole else None, PURE)
            case "date", parts:
                year, month, day = (int(self.number(part).number or 0) for part in parts)
                return self._leaf(Amount(Fraction((date(year, month, day) - date(1970, 1, 1)).days), self.units("天")))
            case "rank", [of]:
                own = self.number(of).number
                return Amount(None if own is None else self.place(of, self.back, own), PURE)  # type: ignore[misc]
            case (("min" | "max" | "clip"), _):
                numbers, unit = self._together([self.number(arg) for arg in args])
                return Amount(_extreme(function, numbers), unit)
            case "round", [of, ast.Call(ast.Name("NUMBER"), [ast.Constant(str(digits))])]:
                return self._each("round", self.number(of), int(digits))
        return self._each(function, self.number(args[0]), 0)

    @staticmethod
    def _each(function: str, inside: Amount, digits: int) -> Amount:
        value, unit = inside.number, inside.unit
        if function == "sqrt" and unit is not None:
            value = None if value is None else value * unit.factor
            unit = Unit(Fraction(1), tuple((base, power // 2) for base, power in unit.dims))
        elif function in ("log", "exp") and unit is not None:
            value, unit = inside.into(PURE), PURE
        return Amount(None if value is None else _single(function, value, digits), unit)

    # conditions ---------------------------------------------------------------------------------------------------

    def holds(self, node: ast.expr) -> Condition:
        match node:
            case ast.Constant(bool(value)):
                return value
            case ast.Name(name):
                said = self.figure(name, self.back).number
                return None if said is None else said == 1
            case ast.Attribute(ast.Name(space), name):
                said = self.figure(f"{space}.{name}", self.back).number
                return None if said is None else said == 1
            case ast.UnaryOp(ast.Not(), of):
                inside = self.holds(of)
                return None if inside is None else not inside
            case ast.BoolOp(op, parts):
                known = [self.holds(part) for part in parts]
                decisive = isinstance(op, ast.Or)
                if decisive in known:
                    return decisive
                return None if None in known else not decisive
            case ast.Compare(left, [op], [right]):
                (a, b), _ = self._together([self.number(left), self.number(right)])
                if a is None or b is None:
                    return None
                if a != b and not (_plain(left) and _plain(right)) and abs(a - b) <= NEAR * (abs(a) + abs(b)):
                    b = a
                return _COMPARISONS[type(op)](a, b)
        raise TypeError(ast.dump(node))


_COMPARISONS: dict[type[ast.cmpop], Callable[[Fraction, Fraction], bool]] = {
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
}


def _plain(node: ast.expr) -> bool:
    """A figure as submitted, or a number as written: compared to the last digit."""
    if isinstance(node, ast.Name | ast.Attribute):
        return not (isinstance(node, ast.Attribute) and ast.unparse(node).startswith("cohort."))
    return isinstance(node, ast.Call) and ast.unparse(node.func) in ("NUMBER", "PERCENT", "QUANTITY")


def _extreme(function: str, numbers: list[Fraction | None]) -> Fraction | None:
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers):
        return None
    if function == "clip":
        return min(max(known[0], known[1]), known[2])
    return min(known) if function == "min" else max(known)


def _single(function: str, value: Fraction, digits: int) -> Fraction | None:
    match function:
        case "abs":
            return abs(value)
        case "floor":
            return Fraction(floor(significant(value)))
        case "ceil":
            return Fraction(ceil(significant(value)))
        case "round":
            return rounded(significant(value * 10**digits), 0) / 10**digits
        case "sqrt":
            return root(value) if value >= 0 else None
        case "log":
            return Fraction(_PRECISE.ln(_decimal(value))) if value > 0 else None
        case "exp":
            return _exp(value)
    raise TypeError(function)


def _exp(value: Fraction) -> Fraction | None:
    """Missing where a float has no number so large, and nothing where it has none so small."""
    if value > Fraction(70978, 100):
        return None
    return Fraction(_PRECISE.exp(_decimal(value))) if value > -745 else Fraction(0)


def _decimal(value: Fraction) -> Decimal:
    return _PRECISE.divide(Decimal(value.numerator), Decimal(value.denominator))
