"""Document → Rubric: every section in order, every reference, unit and sum checked, all problems at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Literal, TypeVar, cast

from scoring.language.dimension import CONDITION
from scoring.language.problems import Rejected
from scoring.language.source import Node, read_bytes, read_yaml
from scoring.language.units import ONE, Unit, UnitFault, UnitTable, declare_rate, declare_unit
from scoring.rules.formulas import Formulas
from scoring.rules.grades import read_grades, read_ranking
from scoring.rules.indicators import KEYS as INDICATOR_KEYS
from scoring.rules.indicators import IndicatorReader
from scoring.rules.reader import Desk, Field, Malformed, optional_number
from scoring.rules.rubric import (
    Adjustment,
    Category,
    Check,
    Constant,
    Digits,
    Gate,
    Grades,
    Indicator,
    Item,
    Label,
    Missing,
    Pillar,
    Policy,
    Rounding,
    Rubric,
    Status,
    Step,
    Veto,
)
from scoring.rules.structure import explain
from scoring.rules.tree import Branch, Tree

_T = TypeVar("_T")

#: Names that the tables use for columns of their own, and that no id may take.
RESERVED = frozenset(
    "zone year zh en category prefecture parent adjustments total full rank of overall_rank tier stars vetoes state "
    "reasons x and or not if true false cohort witness target ledger previous value basis status".split()
)
IMPORTANCE: tuple[Literal["points"], Literal["weight"]] = ("points", "weight")
_TOP = "rubric edition version zh en categories items pillars indicators"
_MORE = (
    "basis status total digits rounding placeholders missing cohort_at_least tolerance units constants checks "
    "adjustments gates vetoes ranking management"
)


def read_rubric(path: Path | str) -> Rubric:
    """The rubric of a YAML file. Raises ``Rejected`` with every problem found; ``OSError`` when it cannot be read."""
    path = Path(path)
    return rubric_from_bytes(read_bytes(path), path.as_posix())


def rubric_from_bytes(content: bytes, name: str) -> Rubric:
    """The rubric of a document's bytes; ``name`` is what places call it."""
    return rubric_from_node(read_yaml(content, name), hashlib.sha256(content).hexdigest())


def rubric_from_node(root: Node, fingerprint: str) -> Rubric:
    """The rubric of a document that has been read."""
    desk = Desk()
    try:
        rubric = _Reading(Field(root, desk)).rubric(fingerprint)
    except Malformed as malformed:
        raise Rejected(explain(root, malformed)) from None
    if desk.problems:
        raise Rejected(sorted(desk.problems, key=lambda p: (p.place.line or 0, p.place.column or 0) if p.place else (0, 0)))
    return rubric


class _Reading:
    """One pass over the sections; each may use the names of those before it."""

    def __init__(self, root: Field) -> None:
        self.root = root.sourced()
        self.top = self.root.fields(_TOP, _MORE)
        self.desk = root.desk
        self.categories = {id_: Category(id_, field.label()) for id_, field in self._section("categories", "zh en")}
        if not self.categories:
            raise Malformed(self.top["categories"].node, "at least one category")
        self.units: dict[str, Unit] = {}
        self.formulas = Formulas(self.desk)

    def rubric(self, fingerprint: str) -> Rubric:
        top = self.top
        self._units()
        constants = self._each("constants", "zh en value unit", "", self._constant)
        items = self._each("items", "zh en unit", "witness if_absent missing roll_up aliases at_least at_most", self._item)
        self._names_apart(items, constants)
        total = Fraction(top["total"].number()) if "total" in top else Fraction(100)
        full = self._full(total)
        pillars = self._each("pillars", "zh en", "parent points weight", lambda id_, f, c: Pillar(
            id_, f.label(), c["parent"].text() if "parent" in c else None, full.get(id_, {})
        ))
        reader = IndicatorReader(self.formulas, full)
        indicators = {id_: reader.read(id_, field) for id_, field in self._section("indicators")}
        self._reserved(pillars, indicators)
        tiers, stars = self._management()
        return Rubric(
            id=top["rubric"].text(),
            edition=top["edition"].text(),
            version=top["version"].text(),
            label=self.root.label(),
            basis=self.root.basis,
            status=self.root.status,
            total=total,
            digits=self._digits(),
            placeholders=tuple(f.text() for f in top["placeholders"].sequence()) if "placeholders" in top else (),
            missing=top["missing"].missing() if "missing" in top else Missing(Policy.NOT_GRADED),
            cohort_at_least=top["cohort_at_least"].whole(1, 1_000_000) if "cohort_at_least" in top else 2,
            categories=self.categories,
            constants=constants,
            items=items,
            checks=self._each("checks", "zh en must severity", "", self._check),
            pillars=pillars,
            indicators=indicators,
            adjustments=self._each("adjustments", "zh en points", "at_most at_least", self._adjustment),
            gates=self._each("gates", "zh en must otherwise", "", lambda i, f, c: self._gate(i, f, c, tiers)),
            vetoes=self._each(
                "vetoes", "zh en when", "tier tier_at_best total_at_most drop unranked",
                lambda i, f, c: self._veto(i, f, c, tiers),
            ),
            ranking=read_ranking(top.get("ranking"), self.formulas, {*pillars, *indicators}),
            tiers=tiers,
            stars=stars,
            numbers=tuple(self.desk.numbers),
            units=self.units,
            fingerprint=fingerprint,
        )

    # sections -------------------------------------------------------------------------------------------------

    def _section(self, name: str, required: str | None = None, optional: str = "") -> list[tuple[str, Field]]:
        if name not in self.top:
            return []
        entries = list(self.top[name].sourced().entries().items())
        entries = [(key, field.sourced()) for key, field in entries if key not in ("basis", "status")]
        for _, field in entries:
            if required is not None:
                field.fields(required, optional)
        return entries

    def _each(
        self, name: str, required: str, optional: str, make: Callable[[str, Field, Mapping[str, Field]], _T]
    ) -> dict[str, _T]:
        return {id_: make(id_, f, f.fields(required, optional)) for id_, f in self._section(name)}

    def _units(self) -> None:
        if "units" not in self.top:
            return
        for symbol, field in self.top["units"].mapping().items():
            children = field.fields("", "zh en equals")
            try:
                if "equals" in children:
                    self.units |= self._rate(symbol, children["equals"])
                else:
                    field.fields("zh en")
                    self.units[symbol] = declare_unit(symbol)
            except UnitFault as fault:
                self.desk.refuse(fault.code, field.key_place, **fault.facts)
            self.formulas.units = UnitTable(self.units)

    def _rate(self, symbol: str, field: Field) -> dict[str, Unit]:
        amount, _, unit = field.text().partition(" ")
        if not unit or not amount.replace(".", "", 1).isdigit() or not Decimal(amount):
            raise Malformed(field.node, "an amount and a unit, such as 7.1 元")
        try:
            base = self.formulas.units.parse(unit)
        except UnitFault as fault:
            place = field.node.place_within(len(amount) + 1 + fault.offset, fault.width)
            self.desk.refuse(fault.code, place, **fault.facts)
            return {}
        return {symbol: declare_rate(symbol, Decimal(amount), base)}

    def _constant(self, id_: str, field: Field, children: Mapping[str, Field]) -> Constant:
        unit = self.formulas.unit(children["unit"])
        self.formulas.declare_constant(id_, unit)
        values = children["value"].by_category(self.categories)
        for category in self.categories:
            if category not in values:
                self.desk.refuse("R152", children["value"].place, id=id_, category=category)
        return Constant(id_, field.label(), unit, values)

    def _item(self, id_: str, field: Field, children: Mapping[str, Field]) -> Item:
        unit = self.formulas.unit(children["unit"])
        witness = children["witness"].text() if "witness" in children else None
        self.formulas.declare_item(id_, unit, witnessed=witness is not None)
        default = "sum" if unit.dimension else "none"
        roll_up = children["roll_up"].choice("sum", "none") if "roll_up" in children else default
        return Item(
            id_,
            field.label(),
            unit,
            witness,
            optional_number(children, "if_absent"),
            children["missing"].missing() if "missing" in children else None,
            cast("Literal['sum', 'none']", roll_up),
            tuple(alias.text() for alias in children["aliases"].sequence()) if "aliases" in children else (),
            optional_number(children, "at_least"),
            optional_number(children, "at_most"),
        )

    def _names_apart(self, items: Mapping[str, Item], constants: Mapping[str, Constant]) -> None:
        for id_ in [*items, *constants]:
            if id_ in RESERVED:
                section = "items" if id_ in items else "constants"
                self.desk.refuse("R111", self.top[section].mapping()[id_].key_place, id=id_)
        for id_ in constants:
            if id_ in items:
                self.desk.refuse("R112", self.top["constants"].mapping()[id_].key_place, id=id_)

    def _reserved(self, pillars: Mapping[str, Pillar], indicators: Mapping[str, Indicator]) -> None:
        for section, ids in (("pillars", pillars), ("indicators", indicators)):
            for id_ in ids:
                if id_ in RESERVED:
                    self.desk.refuse("R111", self.top[section].mapping()[id_].key_place, id=id_)
        for id_ in pillars.keys() & indicators.keys():
            self.desk.refuse("R112", self.top["indicators"].mapping()[id_].key_place, id=id_)

    # the tree -------------------------------------------------------------------------------------------------

    def _full(self, total: Fraction) -> dict[str, dict[str, Fraction]]:
        pillars = dict(self._section("pillars", "zh en", "parent points weight"))
        indicators = dict(self._section("indicators", "pillar zh en value unit", INDICATOR_KEYS))
        branches = {id_: self._branch(id_, field, "parent", leaf=False) for id_, field in pillars.items()}
        for id_, field in indicators.items():
            branches.setdefault(id_, self._branch(id_, field, "pillar", leaf=True))
        known = True
        for id_, field in (pillars | indicators).items():
            parent = branches[id_].parent
            if parent is not None and parent not in pillars:
                key = "pillar" if id_ in indicators else "parent"
                self.desk.unknown("R120", field.mapping()[key].place, parent, pillars)
                known = False
        if not known:
            return {}
        tolerance = Fraction(self.top["tolerance"].number()) if "tolerance" in self.top else Fraction(0)
        return Tree(branches, self.desk, total, tolerance).full(list(self.categories))

    def _branch(self, id_: str, field: Field, parent_key: str, *, leaf: bool) -> Branch:
        children = field.mapping()
        kinds: list[Literal["points", "weight"]] = [kind for kind in IMPORTANCE if kind in children]
        if len(kinds) > 1:
            raise Malformed(children["weight"].node, "either points or weight")
        kind = kinds[0] if kinds else None
        amounts = children[kind].by_category(self.categories) if kind else {}
        if kind and any(amount < 0 for amount in amounts.values()):
            raise Malformed(children[kind].node, "no negative importance")
        parent = children[parent_key].text() if parent_key in children else None
        return Branch(id_, parent, kind, amounts, field.key_place, leaf)

    # after the tree -------------------------------------------------------------------------------------------

    def _check(self, id_: str, field: Field, children: Mapping[str, Field]) -> Check:
        severity = cast("Literal['error', 'warning']", children["severity"].choice("error", "warning"))
        return Check(id_, field.label(), self.formulas.read(children["must"], CONDITION, cohort=False), severity)

    def _adjustment(self, id_: str, field: Field, children: Mapping[str, Field]) -> Adjustment:
        most, least = optional_number(children, "at_most"), optional_number(children, "at_least")
        if most is not None and least is not None and most < least:
            self.desk.refuse("R132", children["at_least"].place, id=id_)
        return Adjustment(id_, field.label(), self.formulas.read(children["points"], None), most, least)

    def _gate(self, id_: str, field: Field, children: Mapping[str, Field], tiers: Grades | None) -> Gate:
        otherwise = children["otherwise"]
        tier = None
        if isinstance(otherwise.node.value, dict):
            tier = self._known_tier(otherwise.fields("tier")["tier"], tiers)
        else:
            otherwise.choice("unranked")
        return Gate(id_, field.label(), self.formulas.read(children["must"], CONDITION, cohort=False), tier)

    def _veto(self, id_: str, field: Field, children: Mapping[str, Field], tiers: Grades | None) -> Veto:
        effects = [key for key in ("tier", "tier_at_best", "total_at_most", "drop", "unranked") if key in children]
        if len(effects) != 1:
            self.desk.refuse("R161", field.key_place, id=id_, count=str(len(effects)))
        if "drop" in children and tiers is None:
            self.desk.unknown("R160", children["drop"].key_place, "drop", [])
        return Veto(
            id_,
            field.label(),
            self.formulas.read(children["when"], CONDITION),
            self._known_tier(children["tier"], tiers) if "tier" in children else None,
            self._known_tier(children["tier_at_best"], tiers) if "tier_at_best" in children else None,
            optional_number(children, "total_at_most"),
            children["drop"].whole(1, 100) if "drop" in children else 0,
            unranked=children["unranked"].truth() if "unranked" in children else False,
        )

    def _known_tier(self, field: Field, tiers: Grades | None) -> str:
        known = [tier.id for tier in tiers.tiers] if tiers else []
        if field.text() not in known:
            self.desk.unknown("R160", field.place, field.text(), known)
        return field.text()

    def _management(self) -> tuple[Grades | None, Grades | None]:
        if "management" not in self.top:
            return None, None
        children = self.top["management"].fields("", "tiers stars")
        tiers, stars = (
            read_grades(key, label, children[key], self.formulas) if key in children else None
            for key, label in (("tiers", Label("档次", "Tier")), ("stars", Label("星级", "Stars")))
        )
        return tiers, stars

    def _digits(self) -> Digits:
        steps = ("points", "indicator", "pillar", "total")
        field = self.top.get("digits")
        digits: dict[str, int] = {}
        if field is not None and isinstance(field.node.value, dict):
            digits = {key: child.whole(0, 9) for key, child in field.fields("", "value " + " ".join(steps)).items()}
        elif field is not None:
            digits = {"points": field.whole(0, 9)}
        modes = self._rounding(steps)
        before = 2
        made: dict[str, Step] = {}
        for step in steps:
            before = digits.get(step, before)
            made[step] = Step(before, modes[step])
        value = Step(digits["value"], modes["value"]) if "value" in digits else None
        return Digits(value, made["points"], made["indicator"], made["pillar"], made["total"])

    def _rounding(self, steps: tuple[str, ...]) -> dict[str, Rounding]:
        field = self.top.get("rounding")
        names = ("value", *steps)
        if field is None:
            return dict.fromkeys(names, Rounding.HALF_UP)
        if isinstance(field.node.value, dict):
            children = field.fields("", " ".join(names))
            chosen = {key: Rounding(child.choice(*Rounding)) for key, child in children.items()}
            return {name: chosen.get(name, Rounding.HALF_UP) for name in names}
        return dict.fromkeys(names, Rounding(field.choice(*Rounding)))


__all__ = ["Status", "read_rubric", "rubric_from_bytes", "rubric_from_node"]
