"""The whole appraisal a second time, in exact fractions and plain Python: the proof that the engine's arithmetic is right.

It shares nothing with the product but the YAML. Rows are mappings with ``zone``, ``category`` and figures under the names
formulas use (``tax``, ``previous.tax``, ``witness.tax``, ``target.tax``, ``ledger.on_time``), as fractions or None.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property
from itertools import pairwise
from math import prod

from tests.recount.formulas import Scope, tree_of, written
from tests.recount.grading import Grading, Standing
from tests.recount.method import STRICT, Measure, Method, Missing, Yaml, bare, entries, fraction
from tests.recount.quantities import PURE, Amount
from tests.recount.rounding import printed, root, rounded, significant

Row = Mapping[str, "str | Fraction | None"]
BOUND = 1_000_000


class Refused(Exception):  # noqa: N818 - an answer, not an error
    """The data cannot be scored as the rubric says: what, and of which measure."""

    def __init__(self, reasons: Iterable[tuple[str, str]]) -> None:
        self.reasons = frozenset(reasons)
        super().__init__(sorted(self.reasons))


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
    """One zone: its row, and the points of every measure, indicator, pillar and adjustment."""

    row: Row
    category: str
    measures: dict[str, Scored] = field(default_factory=dict)
    points: dict[str, Fraction | None] = field(default_factory=dict)
    adjustments: dict[str, Fraction | None] = field(default_factory=dict)
    total: Fraction | None = None
    fine: Fraction | None = None


class Recount:
    """Appraises rows on a rubric; everything is worked out when it is asked for."""

    def __init__(self, text: str, rows: Sequence[Row]) -> None:
        self.method = Method(text)
        self.rows = rows
        only = self.method.categories[0]
        self.zones = [Zone(row, str(row.get("category") or only)) for row in rows]
        self.members = [zone for zone in self.zones if not self.failed(zone)]
        self.statistic = cache(self._statistic)
        self.places = cache(self._places)
        self.own = cache(self._own)
        self.mean_points = cache(self._mean_points)
        self._refuse()
        for zone in self.zones:
            self._score(zone)
        self._object()

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
                return Amount(self.own(measure, category, stat)[0], PURE if stat == "n" else measure.unit)
            value = self.statistic(stat, ast.unparse(of), back, None if across else category)[0]
            unit = PURE if stat == "n" else self.scope(zone, category).number(of).unit
            return Amount(value, unit)

        def place(of: ast.expr, back: bool, value: Fraction) -> Fraction:
            known = self.places(ast.unparse(of), back, None if across else category)
            return Fraction(1 + sum(other > significant(value) for other in known))

        return Scope(units, figure, statistic, place)

    def across(self, measure: Measure) -> bool:
        return self.method.indicators[measure.indicator].get("cohort") == "all"

    def cohort(self, category: str | None) -> list[Zone]:
        return [zone for zone in self.members if category in (None, zone.category)]

    def _values_of(self, text: str, back: bool, category: str | None) -> list[Fraction]:
        of = ast.parse(text, mode="eval").body
        wanted = ast.Call(ast.Name("previous"), [of], []) if back else of
        found = (self.scope(zone, zone.category).number(wanted).number for zone in self.cohort(category))
        return [value for value in found if value is not None]

    def _statistic(self, stat: str, text: str, back: bool, category: str | None) -> tuple[Fraction | None, int]:
        return statistic_of(stat, self._values_of(text, back, category))

    def _places(self, text: str, back: bool, category: str | None) -> list[Fraction]:
        return [significant(value) for value in self._values_of(text, back, category)]

    def _own(self, measure: Measure, category: str, stat: str) -> tuple[Fraction | None, int]:
        """A statistic of a measure's own values, and of how many."""
        zones = self.cohort(None if self.across(measure) else category)
        values = (self.value(measure, zone) for zone in zones)
        return statistic_of(stat, [value for value in values if value is not None])

    # values ---------------------------------------------------------------------------------------------------------

    def applies(self, measure: Measure, zone: Zone) -> bool:
        condition = self.method.indicators[measure.indicator].get("applies")
        return condition is None or self.scope(zone, zone.category, self.across(measure)).holds(tree_of(condition)) is not False

    def value(self, measure: Measure, zone: Zone) -> Fraction | None:
        """The measure's value in its unit."""
        if not self.applies(measure, zone):
            return None
        value = self.scope(zone, zone.category, self.across(measure)).number(tree_of(measure.value)).into(measure.unit)
        digits = self.method.digits.get("value")
        if value is not None and digits is not None:
            scaled = significant(value * 10**digits)
            return rounded(scaled, 0, self.method.modes["value"]) / 10**digits
        return value

    # scales ---------------------------------------------------------------------------------------------------------

    def at(self, measure: Measure, category: str, text: Yaml) -> Fraction | None:
        """The value of a knot or edge."""
        scope = self.scope(None, category, self.across(measure), measure)
        scope = Scope(scope.units, scope.figure, scope.statistic, scope.place, bare=measure.unit)
        value = scope.number(tree_of(bare(text))).into(measure.unit, measure.unit)
        return significant(value) if value is not None and own_statistics([bare(text)]) else value

    def knots(self, measure: Measure, category: str) -> list[tuple[Fraction | None, Fraction]]:
        scale = entries(measure.scale)
        if "lines" in scale:
            return [(self.at(measure, category, at), fraction(share)) for at, share in scale["lines"]]
        return [(self.at(measure, category, at), fraction(share)) for share, at in scale.items() if share != "beyond"]

    def share(self, measure: Measure, zone: Zone, x: Fraction) -> Fraction | None:
        """The share of the points that a value earns."""
        scale = entries(measure.scale)
        if "bands" in scale:
            share: Fraction | None = self._stairs(measure, zone.category, x, scale["bands"])
        elif "formula" in scale:
            scope = self.scope(zone, zone.category, self.across(measure), measure)
            scope = Scope(scope.units, scope.figure, scope.statistic, scope.place, bare=measure.unit, x=Amount(x))
            share = scope.number(tree_of(scale["formula"])).into(PURE)
        else:
            beyond = scale.get("beyond", "hold")
            ends = [beyond if isinstance(beyond, str) else beyond.get(end, "hold") for end in ("below", "above")]
            share = line(self._line(measure, zone.category), x, *(end == "extend" for end in ends))
        if share is not None and measure.at_least is not None:
            share = max(share, measure.at_least)
        if share is not None and measure.at_most is not None:
            share = min(share, measure.at_most)
        return share

    @cached_property
    def _lines(self) -> dict[tuple[str, str], list[tuple[Fraction, Fraction]]]:
        return {}

    def _line(self, measure: Measure, category: str) -> list[tuple[Fraction, Fraction]]:
        known = self._lines.get((measure.id, category))
        if known is None:
            known = sorted((at, share) for at, share in self.knots(measure, category) if at is not None)
            self._lines[measure.id, category] = known
        return known

    def _stairs(self, measure: Measure, category: str, x: Fraction, bands: list[Yaml]) -> Fraction:
        full = self.method.full[category][measure.indicator] * measure.share
        x = significant(x)
        for band in bands:
            if "otherwise" in band:
                other = bare(band["otherwise"])
                return points_share(other["points"], category, full) if isinstance(other, dict) else fraction(other)
            fits = True
            for key, holds in EDGES.items():
                if key in band:
                    at = self.at(measure, category, band[key])
                    assert at is not None
                    fits = fits and holds(x, significant(at))
            if fits:
                return fraction(band["share"]) if "share" in band else points_share(band["points"], category, full)
        raise AssertionError("a scale ends with otherwise")

    def _refuse(self) -> None:
        """Scales that cannot be fitted."""
        reasons: list[tuple[str, str]] = []
        for category in self.method.categories:
            if any(zone.category == category for zone in self.zones):
                for measure in self.method.counted(category):
                    reasons += [(code, measure.id) for code in self._unfit(measure, category)]
        if reasons:
            raise Refused(reasons)

    def _unfit(self, measure: Measure, category: str) -> Iterable[str]:
        texts = formulas_of(measure.scale)
        stats = own_statistics(texts)
        if stats and min(self.own(measure, category, stat)[1] for stat in stats) < self.method.at_least:
            return ["S102"]
        if "formula" in measure.scale:
            return []
        if "bands" in measure.scale:
            return ["S104" for text in texts if self.at(measure, category, text) is None]
        ats = [at for at, _ in self.knots(measure, category)]
        unknown = ["S104" for at in ats if at is None]
        if unknown:
            return unknown
        known = [at for at in ats if at is not None]
        rising = known[-1] > known[0]
        for left, right in pairwise(known):
            if left == right or (right > left) != rising:
                return ["S101" if left == right else "S103"]
        return []

    # points ---------------------------------------------------------------------------------------------------------

    def policy(self, measure: Measure, zone: Zone) -> Missing:
        """What a missing value does: the indicator's word, else the strictest among the items that are missing."""
        method = self.method
        indicator = method.indicators[measure.indicator]
        if "missing" in indicator:
            return Missing.read(indicator["missing"])
        found = []
        for name in sorted(figures_in(measure.value)):
            item = name.removeprefix("previous.")
            if item in method.items and zone.row.get(name) is None:
                own = method.items[item].get("missing")
                found.append(method.missing if own is None else Missing.read(own))
        return min(found, key=lambda missing: (STRICT.index(missing.policy), missing.points), default=method.missing)

    def _mean_points(self, measure: Measure, category: str) -> Fraction | None:
        full = self.method.full[category][measure.indicator] * measure.share
        found = []
        for zone in self.cohort(category):
            x = self.value(measure, zone)
            share = None if x is None else self.share(measure, zone, x)
            if share is not None:
                found.append(self._printed(full * share, "points"))
        return rounded(sum(found) / len(found), self.method.digits["points"], self.method.modes["points"]) if found else None

    def _printed(self, points: Fraction, step: str, fine: bool = False) -> Fraction:
        return rounded(points, 9) if fine else printed(points, self.method.digits[step], self.method.modes[step])

    def _score(self, zone: Zone) -> None:
        method = self.method
        measures = method.counted(zone.category)
        x = {m.id: self.value(m, zone) for m in measures}
        share = {m.id: None if (own := x[m.id]) is None else self.share(m, zone, own) for m in measures}
        here: dict[str | None, Fraction] = {}
        for m in measures:
            gone = share[m.id] is None and self.policy(m, zone).policy == "redistribute"
            here[m.id] = Fraction(not gone and self.applies(m, zone))
        full = method.full[zone.category]

        def left(node: str | None) -> Fraction:
            """What part of a node's points is still to be had."""
            if node in method.indicators:
                own = [m for m in measures if m.indicator == node]
                here[node] = sum((m.share * here[m.id] for m in own), Fraction(0)) / sum(m.share for m in own)
            else:
                below = [child for child in method.children(node) if child in full]
                got = sum((full[child] for child in below if left(child) > 0), Fraction(0))
                here[node] = got / sum(full[child] for child in below)
            return here[node]

        left(None)
        for m in measures:
            chain: list[str | None] = [m.indicator]
            while chain[-1] is not None:
                chain.append(method.parent(chain[-1]))
            part = prod((here[node] for node in chain), start=Fraction(1))
            own_full = full[m.indicator] * m.share / part if here[m.id] and part else Fraction(0)
            self._measure(zone, m, x[m.id], share[m.id], own_full, bool(here[m.id]))
        exists = here[None] > 0
        zone.total = self._total(zone, exists, fine=False)
        if method.by == "full":
            zone.fine = self._total(zone, exists, fine=True)

    def _measure(self, zone: Zone, m: Measure, x: Fraction | None, share: Fraction | None, full: Fraction, here: bool) -> None:
        missing = self.policy(m, zone)
        if not here:
            points: Fraction | None = Fraction(0)
        elif share is not None:
            points = self._printed(full * share, "points")
        else:
            points = self._without(m, zone, missing, fine=False)
        figures = {name for name in figures_in(m.value) if name.removeprefix("previous.") not in self.method.constants}
        lacking = any(zone.row.get(name) is None for name in figures)
        if not self.applies(m, zone):
            status = "not_applicable"
        else:
            status = "scored" if share is not None else "absent" if lacking else "not_computable"
        treatment = missing.policy if status in ("absent", "not_computable") else None
        zone.measures[m.id] = Scored(x, share, full, points, status, treatment)

    def _without(self, m: Measure, zone: Zone, missing: Missing, *, fine: bool) -> Fraction | None:
        if missing.policy == "cohort_mean":
            return self.mean_points(m, zone.category)
        if missing.policy == "points":
            return rounded(missing.points, 9 if fine else self.method.digits["points"])
        return None if missing.policy in ("block", "not_graded") else Fraction(0)

    def _total(self, zone: Zone, exists: bool, *, fine: bool) -> Fraction | None:
        method = self.method
        points: dict[str, Fraction | None] = {}

        def add(values: Iterable[Fraction | None], step: str) -> Fraction | None:
            known = list(values)
            return None if None in known else self._printed(sum(known, Fraction(0)), step, fine)  # type: ignore[arg-type]

        def of(node: str) -> Fraction | None:
            if node in method.indicators:
                own = [(id_, s) for id_, s in zone.measures.items() if method.measures[id_].indicator == node]
                points[node] = add((self._fine(zone, id_, s) if fine else s.points for id_, s in own), "indicator")
            else:
                points[node] = add([of(child) for child in method.children(node) if child in full], "pillar")
            return points[node]

        full = method.full[zone.category]
        roots = [of(node) for node in method.children(None) if node in full]
        adjusted = {id_: self._adjustment(zone, entry, fine) for id_, entry in method.section("adjustments").items()}
        total = add([*roots, *adjusted.values()], "total") if exists else None
        for id_, veto in method.section("vetoes").items():
            if total is not None and "total_at_most" in veto and id_ in self.fired(zone):
                total = min(total, rounded(fraction(veto["total_at_most"]), 9 if fine else method.digits["total"]))
        if not fine:
            zone.points, zone.adjustments = points, adjusted
        return total

    def _fine(self, zone: Zone, id_: str, scored: Scored) -> Fraction | None:
        m = self.method.measures[id_]
        if scored.points == 0 and scored.full == 0:
            return Fraction(0)
        x = scored.value
        share = None if x is None else self.share(m, zone, x)
        return self._without(m, zone, self.policy(m, zone), fine=True) if share is None else rounded(scored.full * share, 9)

    def _adjustment(self, zone: Zone, entry: Yaml, fine: bool) -> Fraction | None:
        amount = self.scope(zone, zone.category).number(tree_of(entry["points"]))
        if amount.number is None:
            return None
        points = self._printed(amount.number if amount.unit is None else amount.number, "pillar", fine)
        digits = 9 if fine else self.method.digits["pillar"]
        if "at_least" in entry:
            points = max(points, rounded(fraction(entry["at_least"]), digits))
        if "at_most" in entry:
            points = min(points, rounded(fraction(entry["at_most"]), digits))
        return points

    def _object(self) -> None:
        """Zones whose points must not be worked out, or could not be."""
        reasons: list[tuple[str, str]] = []
        for zone in self.zones:
            for id_, scored in zone.measures.items():
                if scored.points is not None and abs(scored.points) > BOUND:
                    reasons.append(("S121", id_))
                elif scored.treatment == "block":
                    reasons.append(("S120", id_))
                elif scored.treatment == "cohort_mean" and scored.points is None:
                    reasons.append(("S105", id_))
            for id_, points in zone.adjustments.items():
                if points is not None and abs(points) > BOUND:
                    reasons.append(("S121", f"adjustments.{id_}"))
        if reasons:
            raise Refused(reasons)

    # gates, vetoes, places --------------------------------------------------------------------------------------------

    def failed(self, zone: Zone) -> list[str]:
        gates = self.method.section("gates")
        return [id_ for id_, gate in gates.items() if self.scope(zone, zone.category).holds(tree_of(gate["must"])) is not True]

    def fired(self, zone: Zone) -> list[str]:
        vetoes = self.method.section("vetoes")
        return [id_ for id_, veto in vetoes.items() if self.scope(zone, zone.category).holds(tree_of(veto["when"])) is True]

    @cached_property
    def ranking(self) -> dict[str, Standing]:
        """Every zone's place, tier, stars and state."""
        return Grading(self.method).standings([self._standing(zone) for zone in self.zones])

    def _standing(self, zone: Zone) -> Standing:
        scope = self.scope(zone, zone.category)
        keys: list[Fraction | None] = []
        for text in self.method.breakers:
            if text in self.method.pillars or text in self.method.indicators:
                keys.append(zone.points.get(text))
            else:
                number = scope.number(tree_of(text)).number
                keys.append(None if number is None else significant(number))
        granted = {
            name: {id_ for id_, tier in self.method.grades(name).items() if "auto" in tier and scope.holds(tree_of(tier["auto"]))}
            for name in ("tiers", "stars")
            if self.method.grades(name)
        }
        return Standing(
            str(zone.row["zone"]), zone.category, zone.total, zone.fine, tuple(keys), self.failed(zone), self.fired(zone), granted
        )  # fmt: skip


EDGES = {
    "from": lambda x, at: x >= at,
    "above": lambda x, at: x > at,
    "to": lambda x, at: x <= at,
    "below": lambda x, at: x < at,
}


def points_share(node: Yaml, category: str, full: Fraction) -> Fraction:
    """A band's points as a share of the full points."""
    stated = bare(node)
    return fraction(stated[category] if isinstance(stated, dict) else stated) / full


def line(knots: list[tuple[Fraction, Fraction]], x: Fraction, below: bool, above: bool) -> Fraction:
    """Straight lines through the knots; flat beyond the ends unless they go on."""
    (x0, y0), (x1, y1) = knots[0], knots[1]
    if x < x0 and not below:
        return y0
    for (x0, y0), (x1, y1) in pairwise(knots):
        if x <= x1:
            break
    if x > x1 and not above:
        return y1
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0)


def formulas_of(scale: Mapping[str, Yaml]) -> list[str]:
    """The formulas of a scale, as texts."""
    scale = entries(scale)
    if "formula" in scale:
        return [scale["formula"]]
    if "bands" in scale:
        return [bare(band[key]) for band in scale["bands"] for key in EDGES if key in band]
    if "lines" in scale:
        return [bare(at) for at, _ in scale["lines"]]
    return [bare(at) for share, at in scale.items() if share != "beyond"]


def own_statistics(texts: Iterable[str]) -> list[str]:
    """Statistics of the measure itself that formulas look at."""
    found = []
    for text in texts:
        nodes = list(ast.walk(tree_of(text)))
        called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
        for node in nodes:
            if isinstance(node, ast.Attribute) and ast.unparse(node).startswith("cohort.") and id(node) not in called:
                found.append(node.attr)
    return found


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


def statistic_of(stat: str, values: Sequence[Fraction]) -> tuple[Fraction | None, int]:
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
    elif stat.startswith(("top", "bottom")):
        many = min(n, int(stat.lstrip("topbm")))
        kept = ordered[-many:] if stat.startswith("top") else ordered[:many]
        found = sum(kept, Fraction(0)) / many
    else:
        percent = Fraction(50) if stat == "median" else Fraction(stat[1:].replace("_", "."))
        place = (n - 1) * percent / 100
        low = ordered[int(place)]
        found = low + (place - int(place)) * (ordered[min(int(place) + 1, n - 1)] - low)
    return significant(found), n


__all__ = ["Recount", "Refused", "Row", "Scored", "Zone", "written"]
