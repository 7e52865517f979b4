"""What figures, statistics and measures come to, in exact fractions. Nothing here comes from the product."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache

from tests.recount.formulas import Scope, tree_of
from tests.recount.method import Measure, Method, fraction
from tests.recount.quantities import PURE, Amount
from tests.recount.rounding import root, rounded, significant
from tests.recount.treating import Ends, ends_of, treated

Row = Mapping[str, "str | Fraction | None"]
Found = tuple[Fraction | None, int]
#: Statistics that have no unit.
SHAPES = ("n", "skew", "kurtosis")


@dataclass
class Scored:
    """One measure of one zone."""

    value: Fraction | None
    share: Fraction | None
    full: Fraction
    points: Fraction | None
    status: str
    treatment: str | None


@dataclass
class Zone:
    """One zone: its row, and the points of every measure, indicator, pillar and adjustment.

    ``here`` is what part of each measure (all or nothing), indicator and pillar, and of the root, ``None``, is to be had.
    """

    row: Row
    category: str
    here: dict[str | None, Fraction] = field(default_factory=dict)
    measures: dict[str, Scored] = field(default_factory=dict)
    points: dict[str, Fraction | None] = field(default_factory=dict)
    adjustments: dict[str, Fraction | None] = field(default_factory=dict)
    total: Fraction | None = None
    fine: Fraction | None = None


class Values:
    """The values of every measure of every zone, and the statistics of their cohorts."""

    def __init__(self, text: str, rows: Sequence[Row]) -> None:
        self.method = Method(text)
        only = self.method.categories[0]
        self.zones = [Zone(row, str(row.get("category") or only)) for row in rows]
        self.fill, self.ends = cache(self._fill), cache(self._ends)
        self.members = [zone for zone in self.zones if not self.failed(zone) and not self.screened(zone)]
        self.statistic = cache(self._statistic)
        self.places = cache(self._places)
        self.own = cache(self._own)

    def failed(self, zone: Zone) -> list[str]:
        gates = self.method.section("gates")
        return [
            id_
            for id_, gate in gates.items()
            if self.scope(zone, zone.category).holds(tree_of(gate["must"])) is not True
        ]

    # what formulas see ----------------------------------------------------------------------------------------------

    def scope(self, zone: Zone | None, category: str, across: bool = False, measure: Measure | None = None) -> Scope:
        units, method = self.method.units, self.method

        def figure(name: str, back: bool) -> Amount:
            if name in method.constants:
                return Amount(method.constant(name, category), units(method.constants[name]["unit"]))
            own = name.rpartition(".")[2]
            unit = PURE if name.startswith("ledger.") else units(method.items[own]["unit"])
            value = zone.row.get(f"previous.{name}" if back else name) if zone is not None else None
            return Amount(None if value is None else Fraction(value), unit)

        def statistic(stat: str, of: ast.expr | None, back: bool) -> Amount:
            if of is None:
                assert measure is not None
                return Amount(self.own(measure, category, stat)[0], PURE if stat in SHAPES else measure.unit)
            own = measure if of_x(of) else None
            value = self.statistic(stat, ast.unparse(of), back, None if across else category, own)[0]
            scope = self.scope(zone, category)
            if own is not None:
                scope = replace(scope, bare=own.unit, x=Amount(None))
            return Amount(value, PURE if stat in SHAPES else scope.number(of).unit)

        def place(of: ast.expr, back: bool, value: Fraction) -> Fraction:
            known = self.places(ast.unparse(of), back, None if across else category, measure if of_x(of) else None)
            return Fraction(1 + sum(other > significant(value) for other in known))

        return Scope(units, figure, statistic, place)

    def across(self, measure: Measure) -> bool:
        return self.method.indicators[measure.indicator].get("cohort") == "all"

    def cohort(self, category: str | None) -> list[Zone]:
        return [zone for zone in self.members if category in (None, zone.category)]

    def _values_of(self, text: str, back: bool, category: str | None, own: Measure | None) -> dict[str, Fraction]:
        of = ast.parse(text, mode="eval").body
        wanted = ast.Call(ast.Name("previous"), [of], []) if back else of
        found: dict[str, Fraction | None] = {}
        for zone in self.cohort(category):
            scope = self.scope(zone, zone.category)
            if own is not None:
                scope = replace(scope, bare=own.unit, x=Amount(self.value(own, zone)))
            found[str(zone.row["zone"])] = scope.number(wanted).number
        return {zone: value for zone, value in found.items() if value is not None}

    def _statistic(self, stat: str, text: str, back: bool, category: str | None, own: Measure | None = None) -> Found:
        return found_in(stat, self._values_of(text, back, category, own))

    def _places(self, text: str, back: bool, category: str | None, own: Measure | None = None) -> list[Fraction]:
        return [significant(value) for value in self._values_of(text, back, category, own).values()]

    def peers(self, measure: Measure, category: str) -> dict[str, Fraction]:
        """A measure's own values, by zone."""
        values = {str(zone.row["zone"]): self.value(measure, zone) for zone in self._peers(measure, category)}
        return {zone: value for zone, value in values.items() if value is not None}

    def _peers(self, measure: Measure, category: str) -> list[Zone]:
        return self.cohort(None if self.across(measure) else category)

    def _own(self, measure: Measure, category: str, stat: str) -> Found:
        """A statistic of a measure's own values, and of how many."""
        return found_in(stat, self.peers(measure, category))

    # values ---------------------------------------------------------------------------------------------------------

    def applies(self, measure: Measure, zone: Zone) -> bool:
        condition = self.method.indicators[measure.indicator].get("applies")
        return (
            condition is None
            or self.scope(zone, zone.category, self.across(measure)).holds(tree_of(condition)) is not False
        )

    def given(self, measure: Measure, zone: Zone, back: bool = False) -> Fraction | None:
        """What the formula gives, in the measure's unit."""
        if not self.applies(measure, zone):
            return None
        tree = tree_of(f"previous({measure.value})" if back else measure.value)
        return self.scope(zone, zone.category, self.across(measure)).number(tree).into(measure.unit)

    def value(self, measure: Measure, zone: Zone) -> Fraction | None:
        """The measure's value in its unit, filled and treated."""
        value = treated(measure, self.filled(measure, zone), lambda: self.ends(measure, zone.category))
        digits = self.method.digits.get("value")
        if value is not None and digits is not None:
            scaled = significant(value * 10**digits)
            return rounded(scaled, 0, self.method.modes["value"]) / 10**digits
        return value

    # data steps -------------------------------------------------------------------------------------------------------

    def screened(self, zone: Zone) -> bool:
        """Whether a zone has values of too few of the measures that count for it."""
        screen = self.method.yaml.get("screen", {})
        if "zones" not in screen:
            return False
        asked = [m for m in self.method.counted(zone.category) if self.applies(m, zone)]
        has = [m for m in asked if self.given(m, zone) is not None]
        return len(has) < len(asked) * fraction(screen["zones"])

    def filled(self, measure: Measure, zone: Zone) -> Fraction | None:
        """The value, or what stands in for it."""
        own = self.given(measure, zone)
        if own is not None or not self.applies(measure, zone):
            return own
        if measure.impute == "last_year":
            return self.given(measure, zone, back=True)
        return self.fill(measure, zone.category)

    def _fill(self, measure: Measure, category: str) -> Fraction | None:
        if measure.impute in ("none", "parent"):
            return None
        if measure.impute == "zero":
            return Fraction(0)
        across = self.across(measure) or not measure.impute.startswith("cohort_")
        values = (self.given(measure, zone) for zone in self.cohort(None if across else category))
        return statistic_of(measure.impute.removeprefix("cohort_"), [v for v in values if v is not None])[0]

    def _ends(self, measure: Measure, category: str) -> Ends:
        zones = self.cohort(None if self.across(measure) else category)
        values = [value for zone in zones if (value := self.filled(measure, zone)) is not None]
        return ends_of(measure.treat, values)


@cache
def figures_in(text: str) -> frozenset[str]:
    """The columns a formula looks at."""
    found: set[str] = set()

    def look(node: ast.AST, back: bool) -> None:
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in ("NUMBER", "PERCENT", "QUANTITY"):
                return
            for arg in node.args:
                if name == "growth":
                    look(arg, back)
                look(arg, back or name in ("growth", "previous"))
        elif isinstance(node, ast.Attribute | ast.Name):
            found.add(("previous." if back else "") + ast.unparse(node))
        else:
            for child in ast.iter_child_nodes(node):
                look(child, back)

    look(tree_of(text), back=False)
    return frozenset(found)


def of_x(of: ast.expr) -> bool:
    """Whether an expression looks at the measure's own value."""
    return any(isinstance(node, ast.Name) and node.id == "x" for node in ast.walk(of))


def found_in(stat: str, values: Mapping[str, Fraction]) -> Found:
    """A statistic of values by zone, or the value of one zone."""
    if stat.startswith("zone_"):
        own = values.get(bytes.fromhex(stat.removeprefix("zone_")).decode())
        return (None if own is None else significant(own)), len(values)
    return statistic_of(stat, list(values.values()))


def statistic_of(stat: str, values: Sequence[Fraction]) -> Found:
    """A cohort statistic to twelve significant digits, and of how many values."""
    n = len(values)
    if stat == "n":
        return Fraction(n), n
    if not n or (stat == "sd" and n < 2):
        return None, n
    ordered = sorted(values)
    if stat in ("min", "max"):
        found = ordered[0 if stat == "min" else -1]
    elif stat == "sum":
        found = sum(ordered, Fraction(0))
    elif stat == "mean":
        found = sum(ordered, Fraction(0)) / n
    elif stat == "sd":
        mean = sum(ordered, Fraction(0)) / n
        found = root(sum(((value - mean) ** 2 for value in ordered), Fraction(0)) / (n - 1))
    elif stat in ("skew", "kurtosis"):
        found_shape = shape(stat, ordered)
        if found_shape is None:
            return None, n
        found = found_shape
    elif stat == "mad":
        centre = quantile(ordered, Fraction(1, 2))
        found = quantile(sorted(abs(value - centre) for value in ordered), Fraction(1, 2))
    elif stat == "iqr":
        found = quantile(ordered, Fraction(3, 4)) - quantile(ordered, Fraction(1, 4))
    elif stat.startswith(("top", "bottom")):
        many = min(n, int(stat.lstrip("topbm")))
        kept = ordered[-many:] if stat.startswith("top") else ordered[:many]
        found = sum(kept, Fraction(0)) / many
    else:
        percent = Fraction(50) if stat == "median" else Fraction(stat[1:].replace("_", "."))
        found = quantile(ordered, percent / 100)
    return significant(found), n


def quantile(ordered: Sequence[Fraction], part: Fraction) -> Fraction:
    """Between the two values around (n - 1) · part, in proportion."""
    place = (len(ordered) - 1) * part
    low = ordered[int(place)]
    return low + (place - int(place)) * (ordered[min(int(place) + 1, len(ordered) - 1)] - low)


def shape(stat: str, values: Sequence[Fraction]) -> Fraction | None:
    """Skewness or excess kurtosis, corrected for the sample; none of too few, or of values that are all the same."""
    n = len(values)
    mean = sum(values, Fraction(0)) / n
    second, third, fourth = (sum(((value - mean) ** power for value in values), Fraction(0)) for power in (2, 3, 4))
    if n < (3 if stat == "skew" else 4) or not second:
        return None
    variance = second / (n - 1)
    if stat == "skew":
        found = Fraction(n, (n - 1) * (n - 2)) * third / (variance * root(variance))
    else:
        found = Fraction(n * (n + 1), (n - 1) * (n - 2) * (n - 3)) * fourth / variance**2
        found -= Fraction(3 * (n - 1) ** 2, (n - 2) * (n - 3))
    return found if abs(found) >= Fraction(1, 10**12) else Fraction(0)
