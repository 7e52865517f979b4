"""Document → Rubric: every section in order, every reference, unit and sum checked, all problems at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from scoring.language.problems import Problem, Rejected
from scoring.language.source import Node, read_bytes, read_yaml
from scoring.language.units import UnitTable
from scoring.rules.aggregation import KEYS as AGGREGATION_KEYS
from scoring.rules.aggregation import read_aggregate, read_available
from scoring.rules.data_steps import NOTHING_DONE, read_screen
from scoring.rules.declared_units import read_units
from scoring.rules.formulas import PROGRESS, Formulas
from scoring.rules.grades import read_grades, read_ranking
from scoring.rules.indicators import KEYS as INDICATOR_KEYS
from scoring.rules.indicators import IndicatorReader
from scoring.rules.items import read_items
from scoring.rules.names import judge_headings, judge_ids, judge_name, judge_placeholders
from scoring.rules.outcomes import EFFECTS, OutcomeReader
from scoring.rules.panel import read_panel
from scoring.rules.reader import MOST_POINTS, Desk, Field, Malformed
from scoring.rules.rubric import (
    Category,
    Constant,
    Grades,
    Label,
    Missing,
    Pillar,
    Policy,
    Rubric,
)
from scoring.rules.scenario import find_base, fingerprint, is_scenario, patched, read_scenario
from scoring.rules.schedule import progress, read_schedule
from scoring.rules.steps import read_digits
from scoring.rules.structure import explain
from scoring.rules.tree import Branch, Tree, read_branch
from scoring.rules.weighing import Weighing
from scoring.rules.weights import WeightsReader

#: The columns of a return that are no figures.
_KEYS = "zone name en year category prefecture parent item value unit"

__all__ = ["read_rubric", "rubric_from_bytes", "rubric_from_node"]

_T = TypeVar("_T")
_Maker = Callable[[str, Field, Mapping[str, Field]], _T]

_TOP = "rubric edition version zh en categories items pillars indicators"
_MORE = (
    "total digits rounding placeholders headings missing cohort_at_least tolerance units constants checks adjustments "
    "gates vetoes ranking management panel screen impute treat schedule month weights " + AGGREGATION_KEYS
)
_SECTIONS = ("categories", "constants", "items", "checks", "pillars", "indicators", "adjustments", "gates", "vetoes")
_PILLAR_KEYS = "parent points weight weights " + AGGREGATION_KEYS


def read_rubric(path: Path | str) -> Rubric:
    """The rubric of a YAML file, or what a scenario makes of its base. Raises ``Rejected`` with every problem found, also
    when a file cannot be opened."""
    path = Path(path)
    content = read_bytes(path)
    root = read_yaml(content, path.as_posix())
    if is_scenario(root):
        return _scenario(root, content, path)
    return rubric_from_node(root, hashlib.sha256(content).hexdigest())


def _scenario(root: Node, content: bytes, path: Path) -> Rubric:
    """A scenario's rubric: the base beside it, patched and checked as a whole."""
    scenario = read_scenario(root)
    base, origin = find_base(scenario, path)
    rubric = rubric_from_node(patched(scenario, base), fingerprint([origin, content]))
    return scenario.named(rubric, base, path.as_posix())


def rubric_from_bytes(content: bytes, name: str) -> Rubric:
    """The rubric of a document's bytes; ``name`` is what places call it."""
    return rubric_from_node(read_yaml(content, name), hashlib.sha256(content).hexdigest())


def rubric_from_node(root: Node, fingerprint: str) -> Rubric:
    """The rubric of a document that has been read."""
    desk = Desk()
    try:
        rubric = _Reading(Field(root, desk)).rubric(fingerprint)
    except Malformed as malformed:
        raise Rejected(sorted([*explain(root, malformed), *desk.problems], key=_order)) from None
    if desk.problems:
        raise Rejected(sorted(desk.problems, key=_order))
    return rubric


def read_headings(field: Field | None) -> dict[str, tuple[str, ...]]:
    """What the method's forms call the columns that hold no figures, besides the usual words."""
    if field is None:
        return {}
    return {key: tuple(word.text() for word in words.sequence()) for key, words in field.fields("", _KEYS).items()}


def _order(problem: Problem) -> tuple[str, int, int]:
    place = problem.place
    return (place.source, place.line or 0, place.column or 0) if place else ("", 0, 0)


def _above(pillar: Pillar, pillars: Mapping[str, Pillar]) -> list[str]:
    """The nodes over a pillar, up to the root, which is ``""``; no further than once around where pillars go in circles,
    as they still may: there is no :class:`Rubric` yet."""
    chain: list[str] = []
    parent = pillar.parent
    while parent is not None and parent in pillars and parent not in chain:
        chain.append(parent)
        parent = pillars[parent].parent
    return [*chain, ""]


class _Reading:
    """One pass over the sections; each may use the names of those before it."""

    def __init__(self, root: Field) -> None:
        self.root = root.sourced()
        self.top = root.fields(_TOP, _MORE)
        self.desk = root.desk
        self.sections = {name: self.top[name].entries() if name in self.top else {} for name in _SECTIONS}
        self.categories = self._each("categories", "zh en", "", lambda id_, field, _: Category(id_, field.label()))
        if not self.categories:
            self.desk.refuse("R150", self.top["categories"].key_place)
        self.formulas = Formulas(self.desk)
        self.weighed: dict[str, Weighing] = {}
        self.unsettled: dict[str, Weighing] = {}

    def rubric(self, fingerprint: str) -> Rubric:
        """The whole of it; what is wrong is left on the desk."""
        top = self.top
        judge_name(top["rubric"], top["edition"], top["version"])
        sound = judge_ids(self.sections, self.desk)
        units = read_units(top.get("units"))
        self.formulas.units = UnitTable(units)
        constants = self._each("constants", "zh en value unit", "", self._constant)
        schedule = read_schedule(top, self.formulas)
        if schedule is not None:
            constants[PROGRESS] = progress(schedule, self.categories)
        items = read_items(self.sections["items"], self.formulas)
        judge_headings(self.sections["categories"], self.categories, self.desk)
        judge_headings(self.sections["items"], items, self.desk)
        total = Fraction(top["total"].number(1, MOST_POINTS)) if "total" in top else Fraction(100)
        tolerance = Fraction(top["tolerance"].number(0, 100)) if "tolerance" in top else Fraction(0)
        full = self._full(total, tolerance) if sound else {}
        pillars = self._each(
            "pillars",
            "zh en",
            _PILLAR_KEYS,
            lambda id_, f, c: self._pillar(id_, f, c, full.get(id_, {})),
        )
        self._judge_weighed(pillars)
        reader = IndicatorReader(self.formulas, full, self.categories, self.unsettled, NOTHING_DONE.with_own(top))
        indicators = {id_: reader.read(id_, field) for id_, field in self.sections["indicators"].items()}
        tiers, stars = self._management()
        outcomes = OutcomeReader(self.formulas, tiers)
        screen = read_screen(top.get("screen"))
        return Rubric(
            id=top["rubric"].text(),
            edition=top["edition"].text(),
            version=top["version"].text(),
            label=self.root.label(),
            basis=self.root.basis,
            status=self.root.status,
            total=total,
            digits=read_digits(top.get("digits"), top.get("rounding")),
            placeholders=judge_placeholders(top["placeholders"].sequence() if "placeholders" in top else ()),
            headings=read_headings(top.get("headings")),
            missing=top["missing"].missing() if "missing" in top else Missing(Policy.NOT_GRADED),
            cohort_at_least=top["cohort_at_least"].whole(1, 1_000_000) if "cohort_at_least" in top else 2,
            categories=self.categories,
            constants=constants,
            items=items,
            checks=self._each("checks", "zh en must severity", "", outcomes.check),
            pillars=pillars,
            indicators=indicators,
            adjustments=self._each("adjustments", "zh en points", "at_most at_least", outcomes.adjustment),
            gates=self._each("gates", "zh en must otherwise", "", outcomes.gate),
            vetoes=self._each("vetoes", "zh en when", " ".join(EFFECTS), outcomes.veto),
            ranking=read_ranking(top.get("ranking"), self.formulas, {*pillars, *indicators}),
            tiers=tiers,
            stars=stars,
            panel=read_panel(top.get("panel")),
            numbers=tuple(self.desk.numbers),
            units=units,
            schedule=schedule,
            fingerprint=fingerprint,
            aggregate=read_aggregate(top.get("aggregate")),
            available_at_least=read_available(top.get("available_at_least")),
            screen=screen,
            weights=self.weighed,
        )

    def _each(self, name: str, required: str, optional: str, make: _Maker[_T]) -> dict[str, _T]:
        """Every entry of a section made into what it stands for."""
        return {
            id_: make(id_, entry.sourced(), entry.fields(required, optional))
            for id_, entry in self.sections[name].items()
        }

    # what the method declares -----------------------------------------------------------------------------------

    def _constant(self, id_: str, field: Field, children: Mapping[str, Field]) -> Constant:
        unit = self.formulas.unit(children["unit"])
        self.formulas.declare_constant(id_, unit)
        values = children["value"].by_category(self.categories)
        for category in self.categories:
            if category not in values:
                self.desk.refuse("R152", children["value"].place, id=id_, category=category)
        return Constant(id_, field.label(), unit, values)

    def _pillar(self, id_: str, field: Field, children: Mapping[str, Field], full: Mapping[str, Fraction]) -> Pillar:
        return Pillar(
            id_,
            field.label(),
            children["parent"].text() if "parent" in children else None,
            full,
            read_aggregate(children.get("aggregate")),
            read_available(children.get("available_at_least")),
        )

    def _judge_weighed(self, pillars: Mapping[str, Pillar]) -> None:
        """Weights by the data cannot wait for nodes below that compare zones: those are fitted on the points they give."""
        for weighing in (weighing for weighing in self.weighed.values() if weighing.fitted):
            for pillar in pillars.values():
                if pillar.aggregate.compares and weighing.node in _above(pillar, pillars):
                    facts = {"node": weighing.node or "total", "pillar": pillar.id}
                    self.desk.clash("R189", weighing.place, pillar.aggregate.place or weighing.place, **facts)

    def _full(self, total: Fraction, tolerance: Fraction) -> dict[str, dict[str, Fraction]]:
        """The full points of every node of the tree, or nothing where a node hangs from nothing."""
        pillars, indicators = self.sections["pillars"], self.sections["indicators"]
        for section, required, optional in (
            (pillars, "zh en", _PILLAR_KEYS),
            (indicators, "pillar zh en value unit", INDICATOR_KEYS),
        ):
            for field in section.values():
                field.fields(required, optional)
        branches = {id_: read_branch(id_, f, self.categories, leaf=False) for id_, f in pillars.items()}
        branches |= {id_: read_branch(id_, f, self.categories, leaf=True) for id_, f in indicators.items()}
        lost = [branch for branch in branches.values() if branch.parent is not None and branch.parent not in pillars]
        for branch in lost:
            field = indicators[branch.id].mapping()["pillar"] if branch.leaf else pillars[branch.id].mapping()["parent"]
            self.desk.unknown("R120", field.place, branch.parent or "", pillars)
        if lost:
            return {}
        places = {id_: field.key_place for id_, field in self.sections["categories"].items()}
        self.weighed = self._weighed(branches)
        tree = Tree(branches, self.desk, total, tolerance, self.weighed)
        self.unsettled = tree.unsettled()
        return tree.full(places)

    def _weighed(self, branches: Mapping[str, Branch]) -> dict[str, Weighing]:
        """What the top of the tree and the pillars say under ``weights:``."""
        fields = {id_: field.free() for id_, field in {"": self.root, **self.sections["pillars"]}.items()}
        children: dict[str, list[Branch]] = {}
        for branch in branches.values():
            children.setdefault(branch.parent or "", []).append(branch)
        return {
            id_: WeightsReader(id_, children.get(id_, []), list(self.categories)).read(keys["weights"])
            for id_, keys in fields.items()
            if "weights" in keys
        }

    def _management(self) -> tuple[Grades | None, Grades | None]:
        if "management" not in self.top:
            return None, None
        children = self.top["management"].fields("", "tiers stars")
        tiers, stars = (
            read_grades(key, label, children[key], self.formulas, self.categories) if key in children else None
            for key, label in (("tiers", Label("档次", "Tier")), ("stars", Label("星级", "Stars")))
        )
        return tiers, stars
