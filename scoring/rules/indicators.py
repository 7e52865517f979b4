"""Reading indicators: a formula over the items, and the measures that split its points."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, cast

from scoring.language.dimension import CONDITION, scaled
from scoring.language.nodes import BACK, Call, Name, Operation, Scaled, walk
from scoring.language.prose import plain
from scoring.language.units import ONE
from scoring.rules.data_steps import DEFAULTED, NOTHING_DONE, Steps, judge_steps, read_value
from scoring.rules.formulas import Formulas
from scoring.rules.reader import Field, optional_share
from scoring.rules.rubric import Formula, Indicator, Measure
from scoring.rules.scales import ScaleReader
from scoring.rules.treatments import Filling
from scoring.rules.weighing import Weighing, spelt
from scoring.rules.weights import refuse_points

#: Every way to look at an indicator, in the order measures are listed.
KINDS = ("level", "growth", "increment", "volume", "completion")
KEYS = "points weight applies cohort missing per impute treat " + " ".join(KINDS)


@dataclass(frozen=True, slots=True)
class IndicatorReader:
    """Reads one indicator whose full points are already known."""

    formulas: Formulas
    full: Mapping[str, Mapping[str, Fraction]]
    categories: Collection[str]
    unsettled: Mapping[str, Weighing]
    steps: Steps = NOTHING_DONE

    def read(self, id_: str, field: Field) -> Indicator:
        """The indicator a field describes."""
        children = field.fields("pillar zh en value unit", KEYS)
        unit = self.formulas.unit(children["unit"])
        value, per = read_value(self.formulas, children, unit)
        steps = self._steps(id_, children)
        full = self.full.get(id_, {})
        cohort = children["cohort"].choice("category", "all") if "cohort" in children else "category"
        kinds = [kind for kind in KINDS if kind in children]
        measures = tuple(self._measure(id_, kind, children[kind], value, full, steps) for kind in kinds)
        self._judge(id_, field, children, measures)
        return Indicator(
            id_,
            field.label(),
            children["pillar"].text(),
            value,
            full,
            self.formulas.read(children["applies"], CONDITION) if "applies" in children else None,
            cast("Literal['category', 'all']", cohort),
            children["missing"].missing() if "missing" in children else None,
            tuple(measure for measure in measures if measure.share),  # one with no share of the points measures nothing
            per,
        )

    def _steps(self, id_: str, children: Mapping[str, Field]) -> Steps:
        """What is done to the values of the indicator; a missing policy of its own wins over the rubric's ``impute``."""
        steps, parent = self.steps.with_own(children), Filling.PARENT
        if "missing" in children and steps.impute is not None and steps.impute.by is parent:
            if "impute" in children:
                children["impute"].desk.clash("R192", children["impute"].place, children["missing"].place, id=id_)
            return replace(steps, impute=None)
        return steps

    def _judge(self, id_: str, field: Field, children: Mapping[str, Field], measures: tuple[Measure, ...]) -> None:
        """There are measures, and their shares are said and make up the whole."""
        if not measures:
            field.desk.refuse("R136", field.key_place, id=id_, kinds=", ".join(KINDS))
            return
        silent = [m for m in measures if len(measures) > 1 and "share" not in children[m.kind].mapping()]
        for measure in silent:
            field.desk.refuse("R133", children[measure.kind].key_place, measure=measure.id)
        shares = sum((measure.share for measure in measures), Fraction(0))
        if shares != 1 and not silent:
            field.desk.refuse("R130", field.key_place, id=id_, sum=f"{plain(shares * 100)}%")

    def _measure(
        self, id_: str, kind: str, field: Field, value: Formula, full: Mapping[str, Fraction], steps: Steps
    ) -> Measure:
        children = field.fields("scale", "share value unit at_most at_least impute treat")
        share = children["share"].share(part=True) if "share" in children else Fraction(1)
        looked_at = self._value(kind, field, children, value)
        points = {category: amount * share for category, amount in full.items() if share}
        at_most, at_least = optional_share(children, "at_most"), optional_share(children, "at_least")
        if at_most is not None and at_least is not None and at_most < at_least:
            field.desk.refuse("R132", children["at_least"].place, id=f"{id_}.{kind}")
        if id_ in self.unsettled:
            refuse_points(children["scale"], id_, spelt(self.unsettled[id_].scheme))
        scale = ScaleReader(self.formulas, looked_at.unit, points, self.categories).read(children["scale"])
        own = (steps if kind in DEFAULTED else NOTHING_DONE).with_own(children)
        judge_steps(f"{id_}.{kind}", looked_at, scale, own, field)
        made = Measure(f"{id_}.{kind}", id_, kind, looked_at, share, points, scale, at_most, at_least)
        return replace(made, impute=own.impute, treat=own.treat)

    def _value(self, kind: str, field: Field, children: Mapping[str, Field], value: Formula) -> Formula:
        """The measure's own formula, or what its kind makes of the indicator's."""
        own = ONE if kind in ("growth", "completion") else value.unit
        unit = self.formulas.unit(children["unit"]) if "unit" in children else own
        if "value" in children:
            return self.formulas.read(children["value"], unit)
        made = self._derived(kind, field, value)
        if unit.dimension != own.dimension:
            facts = {"kind": kind, "unit": unit.symbol, "natural": own.symbol}
            field.desk.refuse("R134", children["unit"].place, **facts)
            return made
        return replace(made, tree=scaled(made.tree, own.ratio_to(unit)), unit=unit)

    def _derived(self, kind: str, field: Field, value: Formula) -> Formula:
        """What a kind of measure looks at when it says nothing itself, in its natural unit."""
        tree, text = value.tree, value.text
        looks_back = any(isinstance(node, Call) and node.function in BACK for node in walk(tree))
        if kind in ("growth", "increment") and looks_back:
            field.desk.refuse("R135", field.key_place, kind=kind, formula=text)
        if kind == "growth":
            return Formula(f"growth({text})", Call("growth", (tree,), tree.at), ONE, value.place)
        if kind == "increment":
            change = Operation("-", (tree, Call("previous", (tree,), tree.at)), tree.at)
            return replace(value, text=f"({text}) - previous({text})", tree=change)
        if kind == "completion":
            item = tree.of if isinstance(tree, Scaled) else tree
            if isinstance(item, Name) and self.formulas.is_item(item):
                rate = Operation("/", (item, Name("target", item.id, item.at)), item.at)
                return Formula(f"{item.id} / target.{item.id}", rate, ONE, value.place)
        if kind in ("volume", "completion"):
            field.desk.refuse("R131", field.key_place, kind=kind)
        return value
