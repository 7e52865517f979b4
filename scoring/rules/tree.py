"""The tree of importance: points or relative weights become the full points of every node, exactly.

Siblings speak one language: all points, or all weights. Points must add up to what their parent has; weights share it
out in proportion. A pillar that says neither has what its children's points add up to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from scoring.language.problems import Place
from scoring.rules.reader import Desk


@dataclass(frozen=True, slots=True)
class Branch:
    """A node as the document writes it: its parent, and its importance by category."""

    id: str
    parent: str | None
    kind: Literal["points", "weight"] | None
    amounts: Mapping[str, Decimal]
    place: Place
    leaf: bool


@dataclass(slots=True)
class Tree:
    """All nodes with their children; ``full`` works out the points of each, category by category."""

    branches: Mapping[str, Branch]
    desk: Desk
    total: Fraction
    tolerance: Fraction
    children: dict[str | None, list[Branch]] = field(init=False)

    def __post_init__(self) -> None:
        self.children = {None: []}
        for branch in self.branches.values():
            self.children.setdefault(branch.parent, []).append(branch)

    def full(self, categories: list[str]) -> dict[str, dict[str, Fraction]]:
        """``full[node][category]``; problems go to the desk."""
        result: dict[str, dict[str, Fraction]] = {id_: {} for id_ in self.branches}
        if self._cycles() or not self._speaks_plainly():
            return result
        for category in categories:
            self._share_out(None, self.total, category, result)
            if not any(full.get(category) for id_, full in result.items() if self.branches[id_].leaf):
                self.desk.refuse("R125", None, category=category)
        return result

    def _cycles(self) -> bool:
        found = False
        for branch in self.branches.values():
            seen: set[str] = set()
            node: Branch | None = branch
            while node is not None and node.id not in seen:
                seen.add(node.id)
                node = self.branches.get(node.parent) if node.parent else None
            if node is not None and node.id == branch.id:
                self.desk.refuse("R121", branch.place, id=branch.id)
                found = True
        return found

    def _speaks_plainly(self) -> bool:
        """Siblings use one kind; every leaf says something; no pillar stands empty."""
        plain = True
        for siblings in self.children.values():
            weighted = [branch for branch in siblings if branch.kind == "weight"]
            for branch in siblings:
                if weighted and branch.kind != "weight":
                    self.desk.clash("R122", branch.place, weighted[0].place, id=branch.id)
                    plain = False
                elif branch.kind is None and branch.leaf:
                    self.desk.refuse("R126", branch.place, id=branch.id)
                    plain = False
        for branch in self.branches.values():
            if branch.leaf:
                continue
            offspring = self.children.get(branch.id, [])
            if not offspring:
                self.desk.refuse("R124", branch.place, id=branch.id)
                plain = False
            elif branch.kind is None and any(child.kind == "weight" for child in offspring):
                self.desk.refuse("R127", branch.place, id=branch.id)
                plain = False
        return plain

    def _claim(self, branch: Branch, category: str) -> Fraction:
        if branch.kind == "points":
            return Fraction(branch.amounts.get(category, Decimal(0)))
        return sum((self._claim(child, category) for child in self.children.get(branch.id, [])), Fraction(0))

    def _share_out(
        self, parent: str | None, amount: Fraction, category: str, result: dict[str, dict[str, Fraction]]
    ) -> None:
        siblings = self.children.get(parent, [])
        if not siblings:
            return
        if any(branch.kind == "weight" for branch in siblings):
            weights = {branch.id: Fraction(branch.amounts.get(category, Decimal(0))) for branch in siblings}
            whole = sum(weights.values(), Fraction(0))
            if not whole and amount:
                self.desk.refuse("R128", siblings[0].place, id=parent or "–", category=category)
            parts = {id_: amount * weight / whole if whole else Fraction(0) for id_, weight in weights.items()}
        else:
            parts = {branch.id: self._claim(branch, category) for branch in siblings}
            claimed = sum(parts.values(), Fraction(0))
            if abs(claimed - amount) > self.tolerance:
                place = self.branches[parent].place if parent else siblings[0].place
                self.desk.refuse(
                    "R123", place, id=parent or "–", category=category, sum=plain(claimed), expected=plain(amount)
                )
        for branch in siblings:
            part = parts[branch.id]
            if part:
                result[branch.id][category] = part
            self._share_out(branch.id, part, category, result)


def plain(value: Fraction) -> str:
    """A fraction as people write it: a decimal where it ends, else a fraction."""
    denominator = value.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    if denominator != 1:
        return str(value)
    return format((Decimal(value.numerator) / Decimal(value.denominator)).normalize(), "f")
