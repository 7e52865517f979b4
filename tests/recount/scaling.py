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
from tests.recount.named import PLACES, NamedScale
from tests.recount.quantities import PURE, Amount
from tests.recount.rounding import significant
from tests.recount.values import Row, Values, Zone, of_x

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
        named = NamedScale.of(measure.scale)
        scale = {} if named is not None else entries(measure.scale)
        if named is not None:
            share: Fraction | None = self._named(named, measure, zone.category, x)
        elif "bands" in scale:
            share = self._stairs(measure, zone.category, x, scale["bands"])
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

    def _named(self, named: NamedScale, measure: Measure, category: str, x: Fraction) -> Fraction | None:
        if named.name in PLACES:
            return named.by_place(x, list(self.peers(measure, category).values()))
        if named.name == "exponential_efficacy":
            worse, better = self._stated(named, measure, category)
            return named.exponential(x, worse, better)  # type: ignore[arg-type]
        knots = self._named_knots(named, measure, category)
        return line(knots, x, *named.going_on(knots[1][0] > knots[0][0]))

    def _stated(self, named: NamedScale, measure: Measure, category: str) -> list[Fraction | None]:
        if named.name == "distance_to_unit":
            own = self.peers(measure, category).get(named.said["unit"])
            return [None if own is None else significant(own)]
        return [self.at(measure, category, text) for text in named.stated()]

    def _named_knots(self, named: NamedScale, measure: Measure, category: str) -> list[Yaml]:
        known = {stat: self.own(measure, category, stat)[0] for stat in named.statistics()}
        return named.knots(known, self._stated(named, measure, category))

    def _named_unfit(self, named: NamedScale, measure: Measure, category: str) -> Iterable[str]:
        peers = self.peers(measure, category)
        if named.statistics() and len(peers) < self.method.at_least:
            return ["S102"]
        if named.name in PLACES:
            return ["S140"] if len(peers) == 1 and named.name != "rank" else []
        if named.name == "exponential_efficacy":
            worse, better = self._stated(named, measure, category)
            return ["S140"] if worse == better else []
        if named.name == "distance_to_unit" and named.said["unit"] not in peers:
            return ["S141"]
        (worse, _), (better, _) = knots = self._named_knots(named, measure, category)
        if worse is None or better is None:
            return ["S104"]
        if worse == better:
            return ["S101"]
        rises = named.rises(knots)
        return ["S103"] if rises is not None and rises != (better > worse) else []

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
        if (named := NamedScale.of(measure.scale)) is not None:
            return self._named_unfit(named, measure, category)
        texts = formulas_of(measure.scale)
        cohort = None if self.across(measure) else category
        counts = [
            self.own(measure, category, stat)[1]
            if of is None
            else self.statistic(stat, of, False, cohort, measure if of_x(ast.parse(of, mode="eval").body) else None)[1]
            for stat, of in looks(texts)
        ]
        if min(counts, default=self.method.at_least) < self.method.at_least:
            return ["S102"]
        if "formula" in measure.scale:
            nowhere = self._nowhere(measure, category, tree_of(texts[0]))
            return [] if nowhere is None else [nowhere]
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

    def _nowhere(self, measure: Measure, category: str, tree: ast.expr) -> str | None:
        """Whether a formula divides by, or is made of, what the cohort does not have: then nobody has a share."""
        scope = self.scope(None, category, self.across(measure), measure)
        scope = replace(scope, bare=measure.unit, x=Amount(None))
        own = {*self.method.items, "x"}

        def common(node: ast.AST) -> bool:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("rank", "share"):
                return False
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("cohort."):
                return True
            if isinstance(node, ast.Attribute):
                return ast.unparse(node.value) == "cohort"
            if isinstance(node, ast.Name) and node.id in own:
                return False
            return all(common(child) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))

        def lost(node: ast.AST) -> bool:
            if isinstance(node, ast.expr) and common(node) and not _condition(node):
                return scope.number(node).number is None
            match node:
                case ast.Call(ast.Name("IF"), [when, then, otherwise]):
                    if not common(when):
                        return lost(when)
                    holds = scope.holds(when)
                    return holds is None or lost(then if holds else otherwise)
                case ast.Call(ast.Name("share"), [of]):
                    return not scope.statistic("sum", of, False).number
                case ast.Call(ast.Name("rank"), _):
                    return False
                case ast.Call(ast.Attribute(), _):
                    return False
                case ast.Call(ast.Name(), args):
                    return any(lost(arg) for arg in args)
                case ast.BinOp(_, ast.Div(), below) if common(below) and scope.number(below).number == 0:
                    return True
            return any(lost(child) for child in ast.iter_child_nodes(node))

        return "S140" if lost(tree) else None


def _condition(node: ast.expr) -> bool:
    return isinstance(node, ast.Compare | ast.BoolOp) or (
        isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
    )


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
        across = [node for node in nodes if isinstance(node, ast.Call) and ast.unparse(node.func) in ("rank", "share")]
        found += [("n", ast.unparse(node.args[0])) for node in across]
    return found
