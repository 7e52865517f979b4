"""Reading a scale: lines through knots, stairs of bands, or a formula of the value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from scoring.language.nodes import Number
from scoring.language.units import ONE, Unit
from scoring.rules.formulas import Formulas
from scoring.rules.reader import Field, Malformed, percent
from scoring.rules.rubric import Band, Bands, ByFormula, Edge, Knot, Lines, Scale

Beyond = Literal["hold", "extend"]


@dataclass(frozen=True, slots=True)
class ScaleReader:
    """Reads the scales of one measure: its unit, and its full points by category (for bands stated in points)."""

    formulas: Formulas
    unit: Unit
    full: Mapping[str, Fraction]

    def read(self, field: Field) -> Scale:
        """The scale a field describes."""
        here = field.sourced()
        children = {key: child for key, child in here.mapping().items() if key not in ("basis", "status")}
        if "bands" in children:
            return self._bands(here.fields("bands")["bands"])
        if "formula" in children:
            share = here.fields("formula")["formula"]
            return ByFormula(self.formulas.read(share, ONE, scale=self.unit, variable=True))
        below, above = self._beyond(children.pop("beyond", None))
        if "lines" in children:
            knots = self._pairs(here.fields("lines", "beyond")["lines"])
        else:
            knots = [self._knot(child, percent(key, child.node)) for key, child in children.items()]
        if len(knots) < 2:
            raise Malformed(field.node, "a scale with at least two knots")
        self._monotonic(knots, field)
        return Lines(tuple(knots), below, above)

    def _knot(self, at: Field, share: Fraction) -> Knot:
        return Knot(self.formulas.read(at, self.unit, scale=self.unit), share)

    def _pairs(self, field: Field) -> list[Knot]:
        knots = []
        for pair in field.sequence():
            parts = pair.sequence()
            if len(parts) != 2:
                raise Malformed(pair.node, "a pair [value, share]")
            knots.append(self._knot(parts[0], parts[1].share()))
        return knots

    def _beyond(self, field: Field | None) -> tuple[Beyond, Beyond]:
        if field is None:
            return "hold", "hold"
        if isinstance(field.node.value, dict):
            ends = field.fields("", "below above")
            return self._end(ends.get("below")), self._end(ends.get("above"))
        return self._end(field), self._end(field)

    def _end(self, field: Field | None) -> Beyond:
        return "extend" if field is not None and field.choice("hold", "extend") == "extend" else "hold"

    def _monotonic(self, knots: list[Knot], field: Field) -> None:
        """Where all knots are plain numbers they must run one way; others are judged when they are fitted."""
        trees = [knot.at.tree for knot in knots]
        values = [tree.value for tree in trees if isinstance(tree, Number)]
        if len(values) != len(trees):
            return
        rising = values[-1] > values[0]
        for (left, right), knot in zip(pairwise(values), knots[1:], strict=True):
            if left == right or (right > left) != rising:
                field.desk.refuse("R140", knot.at.place)

    def _bands(self, field: Field) -> Bands:
        rows = field.sequence()
        bands = [self._band(row) for row in rows]
        open_ended = [index for index, band in enumerate(bands) if band.low is None and band.high is None]
        if open_ended != [len(bands) - 1]:
            field.desk.refuse("R141", field.place)
        return Bands(tuple(bands))

    def _band(self, row: Field) -> Band:
        children = row.fields("", "from above to below share points otherwise")
        if "otherwise" in children:
            row.fields("otherwise")
            other = children["otherwise"]
            if isinstance(other.node.value, dict) and "points" in other.node.value:
                return Band(None, None, self._points(other.fields("points")["points"]))
            return Band(None, None, dict.fromkeys(self.full, other.share()))
        if ("share" in children) == ("points" in children):
            raise Malformed(row.node, "either share or points")
        share = (
            dict.fromkeys(self.full, children["share"].share())
            if "share" in children
            else self._points(children["points"])
        )
        low, high = self._edge(row, children, "from", "above"), self._edge(row, children, "to", "below")
        if low is None and high is None:
            raise Malformed(row.node, "from or above, to or below")
        return Band(low, high, share)

    def _edge(self, row: Field, children: Mapping[str, Field], inclusive: str, exclusive: str) -> Edge | None:
        if inclusive in children and exclusive in children:
            row.desk.refuse("R143", children[exclusive].key_place, one=inclusive, other=exclusive)
        for key in (inclusive, exclusive):
            if key in children:
                at = self.formulas.read(children[key], self.unit, scale=self.unit)
                return Edge(at, inclusive=key == inclusive)
        return None

    def _points(self, field: Field) -> Mapping[str, Fraction]:
        stated = field.by_category(self.full)
        for category in self.full:
            if category not in stated:
                field.desk.refuse("R142", field.place, category=category)
        return {category: Fraction(points) / self.full[category] for category, points in stated.items()}

