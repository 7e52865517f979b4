"""Reading indicators: a formula over the items, and the measures that split its points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, cast

from scoring.language.dimension import CONDITION
from scoring.language.nodes import Call, Name, Node, Operation
from scoring.language.units import ONE, Unit
from scoring.rules.formulas import Formulas
from scoring.rules.reader import Field, Malformed, optional_share
from scoring.rules.rubric import Formula, Indicator, Measure
from scoring.rules.scales import ScaleReader

#: Every way to look at an indicator, in the order measures are listed.
KINDS = ("level", "growth", "increment", "volume", "completion")
KEYS = "points weight applies cohort missing " + " ".join(KINDS)


@dataclass(frozen=True, slots=True)
class IndicatorReader:
    """Reads one indicator whose full points are already known."""

    formulas: Formulas
    full: Mapping[str, Mapping[str, Fraction]]

    def read(self, id_: str, field: Field) -> Indicator:
        """The indicator a field describes."""
        here = field.sourced()
        children = here.fields("pillar zh en value unit", KEYS)
        unit = self.formulas.unit(children["unit"])
        value = self.formulas.read(children["value"], unit)
        full = self.full.get(id_, {})
        cohort = children["cohort"].choice("category", "all") if "cohort" in children else "category"
        kinds = [kind for kind in KINDS if kind in children]
        if not kinds:
            raise Malformed(field.node, "at least one measure: " + ", ".join(KINDS))
        measures = tuple(self._measure(id_, kind, children[kind], value, full, len(kinds)) for kind in kinds)
        shares = sum((measure.share for measure in measures), Fraction(0))
        if shares != 1:
            field.desk.refuse("R130", field.key_place, id=id_, sum=f"{float(shares * 100):g}%")
        return Indicator(
            id_,
            here.label(),
            children["pillar"].text(),
            value,
            full,
            self.formulas.read(children["applies"], CONDITION) if "applies" in children else None,
            cast("Literal['category', 'all']", cohort),
            children["missing"].missing() if "missing" in children else None,
            measures,
        )

    def _measure(
        self, id_: str, kind: str, field: Field, value: Formula, full: Mapping[str, Fraction], many: int
    ) -> Measure:
        here = field.sourced()
        children = here.fields("scale", "share value unit at_most at_least")
        if "share" not in children and many > 1:
            raise Malformed(field.node, "its share of the indicator's points")
        share = children["share"].share() if "share" in children else Fraction(1)
        looked_at = self._value(kind, field, children, value)
        points = {category: amount * share for category, amount in full.items()}
        at_most, at_least = optional_share(children, "at_most"), optional_share(children, "at_least")
        if at_most is not None and at_least is not None and at_most < at_least:
            field.desk.refuse("R132", children["at_least"].place, id=f"{id_}.{kind}")
        scale = ScaleReader(self.formulas, looked_at.unit, points).read(children["scale"])
        return Measure(f"{id_}.{kind}", id_, kind, looked_at, share, points, scale, at_most, at_least)

    def _value(self, kind: str, field: Field, children: Mapping[str, Field], value: Formula) -> Formula:
        """The measure's own formula, or what its kind makes of the indicator's."""
        if "value" in children:
            unit = self.formulas.unit(children["unit"]) if "unit" in children else self._unit(kind, value)
            return self.formulas.read(children["value"], unit)
        made = derived(kind, value.tree)
        if made is None:
            field.desk.refuse("R131", field.key_place, kind=kind)
            made = value.tree
        return Formula(described(kind, value.text), made, self._unit(kind, value), value.place)

    def _unit(self, kind: str, value: Formula) -> Unit:
        return ONE if kind in ("growth", "completion") else value.unit


def derived(kind: str, tree: Node) -> Node | None:
    """What a kind of measure looks at when it says nothing itself; None when it must say."""
    if kind == "level":
        return tree
    if kind == "growth":
        return Call("growth", (tree,), tree.at)
    if kind == "increment":
        return Operation("-", (tree, Call("previous", (tree,), tree.at)), tree.at)
    if kind == "completion" and isinstance(tree, Name) and tree.space is None:
        return Operation("/", (tree, Name("target", tree.id, tree.at)), tree.at)
    return None


def described(kind: str, text: str) -> str:
    """The derived formula, as its author would have written it."""
    return {
        "growth": f"growth({text})",
        "increment": f"({text}) - previous({text})",
        "completion": f"{text} / target.{text}",
    }.get(kind, text)
