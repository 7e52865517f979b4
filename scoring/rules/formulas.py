"""Formulas of a document: parsed, checked against what the rubric declares, and placed to the character."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from scoring.language.dimension import CONDITION, Environment, Sort, check
from scoring.language.formula import FormulaFaults, parse
from scoring.language.nodes import ACROSS, Call, Cohort, Name, Node, Number, Span, children, walk
from scoring.language.units import ONE, Unit, UnitFault, UnitTable
from scoring.rules.reader import Desk, Field
from scoring.rules.rubric import Formula

#: The word for the part of the year's target that is due by now.
PROGRESS = "progress"
#: What stands in for a formula that could not be read.
NOTHING = Number(Fraction(0), "0", Span(0, 1))


@dataclass(slots=True)
class Formulas:
    """The names a formula may use. Sections are read in order, so a name is known once its section has been read."""

    desk: Desk
    units: UnitTable = field(default_factory=UnitTable)
    _items: dict[str, Unit] = field(default_factory=dict)
    _constants: dict[str, Unit] = field(default_factory=dict)
    _witnessed: set[str] = field(default_factory=set)
    _known: list[str] = field(default_factory=list)
    _conditions: set[str] = field(default_factory=set)

    def declare_item(self, id_: str, unit: Unit, *, witnessed: bool, condition: bool = False) -> None:
        """From here on an item may be used, as itself and as a target; with a witness, as ``witness.`` too."""
        self._items[id_] = unit
        if condition:
            self._conditions.add(id_)
        self._known += [id_, f"target.{id_}"]
        if witnessed:
            self._witnessed.add(id_)
            self._known.append(f"witness.{id_}")

    def declare_constant(self, id_: str, unit: Unit) -> None:
        """From here on a constant may be used."""
        self._constants[id_] = unit
        self._known.append(id_)

    def is_item(self, name: Name) -> bool:
        """Whether a name is an item's own."""
        return name.space is None and name.id in self._items

    def is_condition(self, space: str | None, name: str) -> bool:
        """Whether a name is a condition by itself: a boolean item, also as a witness or a target says it."""
        return space != "ledger" and name in self._conditions

    def unit(self, field: Field) -> Unit:
        """The unit a field names; an unknown one is a problem at the very character."""
        text = field.text()
        try:
            return self.units.parse(text)
        except UnitFault as fault:
            place = field.node.place_within(fault.offset, fault.width)
            self.desk.refuse(fault.code, place, **fault.facts)
            return ONE

    def unit_of_name(self, space: str | None, name: str) -> Unit | None:
        """The unit of an item, constant, witness, target or ledger measure; None when there is no such thing."""
        if space is None:
            return self._items.get(name) or self._constants.get(name)
        if space == "ledger":
            return ONE
        if space == "witness" and name not in self._witnessed:
            return None
        return self._items.get(name)

    def read(
        self,
        field: Field,
        wanted: Sort | None,
        *,
        scale: Unit | None = None,
        variable: bool = False,
        cohort: bool = True,
    ) -> Formula:
        """The formula of a field, in the unit wanted (None: whatever it comes in).

        ``scale`` is the measure's unit where bare numbers take it and ``cohort.X`` looks at the measure itself;
        ``variable`` allows ``x``; ``cohort`` False refuses everything that looks across zones.
        """
        bare = field.unsourced()
        text = bare.text()
        if isinstance(bare.node.value, Decimal):
            value = field.number()
            if scale is not None and not variable:
                return number(value, scale, field)
        return self.compile(text, bare, wanted, scale=scale, variable=variable, cohort=cohort)

    def compile(
        self,
        text: str,
        field: Field,
        wanted: Sort | None,
        *,
        scale: Unit | None = None,
        variable: bool = False,
        cohort: bool = True,
    ) -> Formula:
        """Parse and check a text as the formula of a field."""
        environment = Environment(
            self.unit_of_name, self.units, self._known, scale, scale is not None, variable, self.is_condition
        )
        unit = wanted if isinstance(wanted, Unit) else scale or ONE
        try:
            checked = check(parse(text), environment, wanted)
        except FormulaFaults as faults:
            for fault in faults.faults:
                place = field.node.place_within(fault.offset, fault.width)
                undated = fault.code == "F104" and fault.facts["name"] == PROGRESS
                self.desk.refuse("R195" if undated else fault.code, place, **fault.facts)
            return Formula(text, NOTHING, unit, field.place)
        if not cohort:
            self._refuse_cohort(checked.tree, field)
        return Formula(text, checked.tree, unit if wanted is CONDITION else checked.unit, field.place)

    def refuse_figures(self, formula: Formula, field: Field) -> None:
        """Refuse what belongs to one zone: where a scale bends must be the same for everybody who is measured by it."""
        waiting = [formula.tree]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Cohort):
                continue
            if isinstance(node, Name) and (node.space is not None or node.id not in self._constants):
                self._refuse_figure(node.written, node, field)
            elif isinstance(node, Call) and node.function in ACROSS:
                self._refuse_figure(f"{node.function}(…)", node, field)
            else:
                waiting.extend(children(node))

    def _refuse_figure(self, name: str, node: Node, field: Field) -> None:
        place = field.unsourced().node.place_within(node.at.offset, node.at.width)
        self.desk.refuse("R148", place, name=name)

    def _refuse_cohort(self, tree: Node, field: Field) -> None:
        for node in walk(tree):
            if isinstance(node, Cohort) or (isinstance(node, Call) and node.function in ACROSS):
                self.desk.refuse("R145", field.node.place_within(node.at.offset, node.at.width))


def number(value: Decimal, unit: Unit, field: Field) -> Formula:
    """A plain number as a formula."""
    text = format(value, "f")
    return Formula(text, Number(Fraction(value), text, Span(0, len(text))), unit, field.place)
