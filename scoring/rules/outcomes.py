"""Reading what the method makes of figures and points besides the tree: checks, adjustments, gates and vetoes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from scoring.language.dimension import CONDITION
from scoring.rules.formulas import Formulas
from scoring.rules.reader import Field, Malformed, optional_number
from scoring.rules.rubric import Adjustment, Check, Gate, Grades, Veto

#: What a veto can do; each does one of them.
EFFECTS = ("tier", "tier_at_best", "total_at_most", "drop", "unranked")


@dataclass(frozen=True, slots=True)
class OutcomeReader:
    """Reads the entries of those sections, once their keys are known; they may name the tiers of the rubric."""

    formulas: Formulas
    tiers: Grades | None

    def check(self, id_: str, field: Field, children: Mapping[str, Field]) -> Check:
        """A rule that the returns must satisfy."""
        severity = cast("Literal['error', 'warning']", children["severity"].choice("error", "warning"))
        return Check(id_, field.label(), self.formulas.read(children["must"], CONDITION, cohort=False), severity)

    def adjustment(self, id_: str, field: Field, children: Mapping[str, Field]) -> Adjustment:
        """Points added to or taken from the total."""
        most, least = optional_number(children, "at_most"), optional_number(children, "at_least")
        if most is not None and least is not None and most < least:
            self.formulas.desk.refuse("R132", children["at_least"].place, id=id_)
        return Adjustment(id_, field.label(), self.formulas.read(children["points"], None), most, least)

    def gate(self, id_: str, field: Field, children: Mapping[str, Field]) -> Gate:
        """An entry condition, and what a zone that fails it gets."""
        otherwise = children["otherwise"]
        tier = None
        if isinstance(otherwise.node.value, dict):
            tier = self._known_tier(otherwise.fields("tier")["tier"])
        else:
            otherwise.choice("unranked")
        return Gate(id_, field.label(), self.formulas.read(children["must"], CONDITION, cohort=False), tier)

    def veto(self, id_: str, field: Field, children: Mapping[str, Field]) -> Veto:
        """A veto with its one effect."""
        effects = [key for key in EFFECTS if key in children]
        if len(effects) != 1:
            self.formulas.desk.refuse(
                "R161", field.key_place, id=id_, count=str(len(effects)), effects=", ".join(EFFECTS)
            )
        if "drop" in children and self.tiers is None:
            self.formulas.desk.refuse("R162", children["drop"].key_place)
        if "unranked" in children and not children["unranked"].truth():
            raise Malformed(children["unranked"].node, "true")
        return Veto(
            id_,
            field.label(),
            self.formulas.read(children["when"], CONDITION),
            self._known_tier(children["tier"]) if "tier" in children else None,
            self._known_tier(children["tier_at_best"]) if "tier_at_best" in children else None,
            optional_number(children, "total_at_most"),
            children["drop"].whole(1, 100) if "drop" in children else 0,
            unranked="unranked" in children,
        )

    def _known_tier(self, field: Field) -> str:
        id_ = field.text()
        if self.tiers is None:
            self.formulas.desk.refuse("R162", field.key_place)
        elif id_ not in (known := [tier.id for tier in self.tiers.tiers]):
            self.formulas.desk.unknown("R160", field.place, id_, known)
        return id_
