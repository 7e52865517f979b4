"""Reading a scale: lines through knots, stairs of bands, a formula of the value, or the name of a common one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from scoring.language.nodes import Cohort, Node, Number, statistic
from scoring.language.units import ONE, Unit
from scoring.rules.formulas import NOTHING, Formulas
from scoring.rules.named_scales import NAMED, PARAMETERS, Asked, Beyond, expanded
from scoring.rules.reader import MOST_POINTS, Field, Malformed, percent
from scoring.rules.rubric import Band, Bands, ByFormula, Edge, Formula, Knot, Lines, Scale

#: The percentile that is in neither half of the cohort.
_MIDDLE = 50


@dataclass(frozen=True, slots=True)
class ScaleReader:
    """Reads the scales of one measure: its unit, and its full points by category (for bands stated in points)."""

    formulas: Formulas
    unit: Unit
    full: Mapping[str, Fraction]
    categories: Collection[str]

    def read(self, field: Field) -> Scale:
        """The scale a field describes."""
        if field.node.is_scalar:
            return expanded(Asked(field.choice(*NAMED), field, {}, self.formulas, self.unit, None))
        children = field.free()
        if "name" in children:
            return self._named(field)
        if "bands" in children:
            return self._bands(field.fields("bands")["bands"])
        if "formula" in children:
            share = field.fields("formula")["formula"]
            return ByFormula(self.formulas.read(share, ONE, scale=self.unit, variable=True))
        below, above = self._beyond(children.pop("beyond", None))
        if "lines" in children:
            knots = self._pairs(field.fields("lines", "beyond")["lines"])
        else:
            knots = [self._knot(child, percent(key, child.node)) for key, child in children.items()]
        if len(knots) < 2:
            field.desk.refuse("R144", field.key_place)
        else:
            self._monotonic(knots, field)
        return Lines(tuple(knots), below, above, _direction(knots))

    def _named(self, field: Field) -> Scale:
        parameters = field.fields("name", PARAMETERS)
        name = parameters.pop("name").choice(*NAMED)
        ends = self._beyond(parameters["beyond"]) if "beyond" in parameters else None
        return expanded(Asked(name, field, parameters, self.formulas, self.unit, ends))

    def _knot(self, at: Field, share: Fraction) -> Knot:
        return Knot(self._bend(at), share)

    def _bend(self, at: Field) -> Formula:
        """Where the scale bends: the same value for all who are measured by it."""
        formula = self.formulas.read(at, self.unit, scale=self.unit)
        self.formulas.refuse_figures(formula, at)
        return formula

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
        values = [tree.value for tree in trees if isinstance(tree, Number) and tree is not NOTHING]
        if len(values) != len(trees):
            return
        rising = values[-1] > values[0]
        for (left, right), knot in zip(pairwise(values), knots[1:], strict=True):
            if left == right or (right > left) != rising:
                field.desk.refuse("R140", knot.at.place)

    def _bands(self, field: Field) -> Bands:
        rows = field.sequence()
        bands = [self._band(row) for row in rows]
        last_words = [index for index, row in enumerate(rows) if "otherwise" in row.mapping()]
        if last_words != [len(bands) - 1]:
            field.desk.refuse("R141", field.place)
        return Bands(tuple(bands))

    def _band(self, row: Field) -> Band:
        children = row.fields("", "from above to below share points otherwise")
        if "otherwise" in children:
            other = row.fields("otherwise")["otherwise"]
            if isinstance(other.node.value, dict) and "points" in other.node.value:
                return Band(None, None, self._points(other.fields("points")["points"]))
            return Band(None, None, dict.fromkeys(self.full, other.share()))
        if ("share" in children) == ("points" in children):
            row.desk.refuse("R146", row.place)
        share = dict.fromkeys(self.full, children["share"].share()) if "share" in children else {}
        if "points" in children:
            share = self._points(children["points"])
        low, high = self._edge(row, children, "from", "above"), self._edge(row, children, "to", "below")
        if low is None and high is None:
            row.desk.refuse("R147", row.place)
        return Band(low, high, share)

    def _edge(self, row: Field, children: Mapping[str, Field], inclusive: str, exclusive: str) -> Edge | None:
        if inclusive in children and exclusive in children:
            row.desk.refuse("R143", children[exclusive].key_place, one=inclusive, other=exclusive)
        for key in (inclusive, exclusive):
            if key in children:
                return Edge(self._bend(children[key]), inclusive=key == inclusive)
        return None

    def _points(self, field: Field) -> dict[str, Fraction]:
        stated = field.by_category(self.categories, -MOST_POINTS, MOST_POINTS)
        for category in self.full:
            if category not in stated:
                field.desk.refuse("R142", field.place, category=category)
        return {category: Fraction(stated[category]) / self.full[category] for category in self.full.keys() & stated}


def _direction(knots: list[Knot]) -> bool | None:
    """Whether values must rise from the first knot to the last, where one end is a statistic of the cohort's lower or upper
    half and the other is not: a target below ``cohort.min`` would turn the scale round. None: the ends do not tell."""
    first, last = (_half(knots[index].at.tree) for index in (0, -1)) if knots else (0, 0)
    return first < last if first != last and 0 in (first, last) else None


def _half(tree: Node) -> int:
    """-1 for a statistic of the lower half of the measure's own values, 1 for one of the upper half, else 0."""
    read = statistic(tree.stat) if isinstance(tree, Cohort) and tree.of is None else None
    if read is None:
        return 0
    if read.kind == "p" and read.number is not None:
        return (read.number > _MIDDLE) - (read.number < _MIDDLE)
    return {"min": -1, "bottom": -1, "max": 1, "top": 1}.get(read.kind, 0)
