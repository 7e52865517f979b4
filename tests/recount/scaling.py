"""Scales a second time: knots and bands from the cohort, and the share of the points a value earns."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import pairwise

from tests.recount.formulas import tree_of
from tests.recount.method import Measure, Yaml, bare, entries, fraction
from tests.recount.quantities import PURE, Amount
from tests.recount.rounding import significant
from tests.recount.values import Row, Values, Zone

EDGES = {
    "from": lambda x, at: x >= at,
    "above": lambda x, at: x > at,
    "to": lambda x, at: x <= at,
    "below": lambda x, at: x < at,
}


class Scaling(Values):
    """Shares of every measure of every zone."""

    def __init__(self, text: str, rows: Sequence[Row]) -> None:
        super().__init__(text, rows)
        self.knots = cache(self._knots)

    def at(self, measure: Measure, category: str, text: Yaml) -> Fraction | None:
        """The value of a knot or edge."""
        scope = self.scope(None, category, self.across(measure), measure)
        scope = replace(scope, bare=measure.unit)
        value = scope.number(tree_of(bare(text))).into(measure.unit, measure.unit)
        return significant(value) if value is not None and looks([bare(text)]) else value

    def _knots(self, measure: Measure, category: str) -> list[tuple[Fraction | None, Fraction]]:
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
            scope = replace(scope, bare=measure.unit, x=Amount(x))
            share = scope.number(tree_of(scale["formula"])).into(PURE)
        else:
            beyond = scale.get("beyond", "hold")
            ends = [beyond if isinstance(beyond, str) else beyond.get(end, "hold") for end in ("below", "above")]
            share = line(self.knots(measure, zone.category), x, *(end == "extend" for end in ends))
        if share is not None and measure.at_least is not None:
            share = max(share, measure.at_least)
        if share is not None and measure.at_most is not None:
            share = min(share, measure.at_most)
        return share

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

    def unfit(self, measure: Measure, category: str) -> Iterable[str]:
        texts = formulas_of(measure.scale)
        cohort = None if self.across(measure) else category
        counts = [
            self.own(measure, category, stat)[1] if of is None else self.statistic(stat, of, False, cohort)[1]
            for stat, of in looks(texts)
        ]
        if min(counts, default=self.method.at_least) < self.method.at_least:
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


def points_share(node: Yaml, category: str, full: Fraction) -> Fraction:
    """A band's points as a share of the full points."""
    stated = bare(node)
    return fraction(stated[category] if isinstance(stated, dict) else stated) / full


def line(knots: list[tuple[Fraction, Fraction]], x: Fraction, below: bool, above: bool) -> Fraction:
    """Straight lines through the knots; flat beyond the ends unless they go on."""
    knots = sorted(knots)
    first, last = knots[0], knots[-1]
    if (x < first[0] and not below) or (x > last[0] and not above):
        return first[1] if x < first[0] else last[1]
    pairs = list(pairwise(knots))
    (x0, y0), (x1, y1) = next((pair for pair in pairs if x <= pair[1][0]), pairs[-1])
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


def looks(texts: Iterable[str]) -> list[tuple[str, str | None]]:
    """The statistics that the formulas of a scale look at: which, and of what expression (None: of the measure itself)."""
    found: list[tuple[str, str | None]] = []
    for text in texts:
        nodes = list(ast.walk(tree_of(text)))
        called = {id(node.func): ast.unparse(node.args[0]) for node in nodes if isinstance(node, ast.Call)}
        statistics = [node for node in nodes if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "cohort"]
        found += [(node.attr, called.get(id(node))) for node in statistics]
    return found
