"""The tree of importance: points or relative weights become the full points of every node, exactly.

Siblings speak one language: all points, or all weights. Points must add up to what their parent has; weights share it
out in proportion. A pillar that says neither has what its children's points add up to. Every step walks the nodes once,
parents first or children first, so the tree may be of any depth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from scoring.language.problems import Place
from scoring.language.prose import plain
from scoring.rules.reader import MOST_POINTS, Desk, Field
from scoring.rules.weighing import Given, Weighing, leaves, spelt

_NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Branch:
    """A node as the document writes it: its parent, and its importance by category."""

    id: str
    parent: str | None
    kind: Literal["points", "weight"] | None
    amounts: Mapping[str, Decimal]
    place: Place
    leaf: bool

    def amount(self, category: str) -> Fraction:
        """Its points or weight in a category; nothing where the document leaves the category out."""
        return Fraction(self.amounts.get(category, 0))


def read_branch(id_: str, field: Field, categories: Mapping[str, object], *, leaf: bool) -> Branch:
    """The node that an indicator (``leaf``) or a pillar describes."""
    children = field.free()
    if "points" in children and "weight" in children:
        field.desk.refuse("R119", children["weight"].key_place, id=id_)
    kind: Literal["points", "weight"] | None = (
        "points" if "points" in children else "weight" if "weight" in children else None
    )
    amounts = children[kind].by_category(categories, 0, MOST_POINTS) if kind else {}
    above = children.get("pillar" if leaf else "parent")
    return Branch(id_, above.text() if above else None, kind, amounts, field.key_place, leaf)


@dataclass(slots=True)
class Tree:
    """All nodes with their children; ``full`` works out the points of each, category by category."""

    branches: Mapping[str, Branch]
    desk: Desk
    total: Fraction
    tolerance: Fraction
    weighed: Mapping[str, Weighing] = field(default_factory=dict)
    children: dict[str | None, list[Branch]] = field(init=False)
    order: list[Branch] = field(init=False)

    def __post_init__(self) -> None:
        self.children = {None: []}
        for branch in self.branches.values():
            self.children.setdefault(branch.parent, []).append(branch)
        self.order = list(self.children[None])
        for branch in self.order:
            self.order += self.children.get(branch.id, ())

    def full(self, categories: Mapping[str, Place]) -> dict[str, dict[str, Fraction]]:
        """``full[node][category]``; problems go to the desk."""
        result: dict[str, dict[str, Fraction]] = {id_: {} for id_ in self.branches}
        if self._circles() or not self._speaks_plainly():
            return result
        for category, place in categories.items():
            shared = self._shared_out(category)
            for id_, part in shared.items():
                if part:
                    result[id_][category] = part
            if not any(shared[branch.id] for branch in self.order if branch.leaf):
                self.desk.refuse("R125", place, category=category)
        return result

    def _circles(self) -> bool:
        """Whether any pillars lie above themselves. Whatever cannot be reached from a root hangs from such a circle."""
        seen = {branch.id for branch in self.order}
        found = False
        for start in self.branches.values():
            chain: list[Branch] = []
            node = start
            while node.id not in seen:
                seen.add(node.id)
                chain.append(node)
                node = self.branches[node.parent or ""]
            if node in chain:
                circle = chain[chain.index(node) :]
                ids = " → ".join(branch.id for branch in [*circle, node])
                self.desk.refuse("R121", node.place, ids=ids)
                found = True
        return found

    def _speaks_plainly(self) -> bool:
        """Siblings use one kind; every leaf says something; no pillar stands empty."""
        plain = True
        for parent, siblings in self.children.items():
            if (weighing := self.weighed.get(parent or "")) is not None:
                plain = self._leaves_it_to(weighing, siblings) and plain
                continue
            weighted = [branch for branch in siblings if branch.kind == "weight"]
            for branch in siblings:
                if weighted and branch.kind != "weight":
                    self.desk.clash("R122", branch.place, weighted[0].place, id=branch.id, weighted=weighted[0].id)
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
            elif branch.kind is None and (branch.parent or "") not in self.weighed and self._shares_out(branch):
                self.desk.refuse("R127", branch.place, id=branch.id)
                plain = False
        return self._points_can_be_known() and plain

    def _shares_out(self, branch: Branch) -> bool:
        """Whether what is below a pillar takes its part of what the pillar has."""
        return branch.id in self.weighed or any(child.kind == "weight" for child in self.children[branch.id])

    def _leaves_it_to(self, weighing: Weighing, siblings: list[Branch]) -> bool:
        """Children of a node with ``weights:`` state a weight where the method takes it, and nothing else."""
        wanted = "weight" if any(isinstance(leaf, Given) for leaf in leaves(weighing.scheme)) else None
        astray = [branch for branch in siblings if branch.kind != wanted]
        for branch in astray:
            code = "R232" if branch.kind is not None else "R233"
            facts = {"id": branch.id, "key": branch.kind or "weight", "method": spelt(weighing.scheme)}
            self.desk.clash(code, branch.place, weighing.place, **facts)
        return not astray

    def unsettled(self) -> dict[str, Weighing]:
        """Nodes whose points are known only when the weights of a node above them have been fitted, with that node's."""
        found: dict[str, Weighing] = {}
        for branch in self.order:
            weighing, above = self.weighed.get(branch.parent or ""), found.get(branch.parent or "")
            own = weighing if weighing is not None and weighing.fitted else above
            if own is not None:
                found[branch.id] = own
        return found

    def _points_can_be_known(self) -> bool:
        """No points are stated further below a node whose points are fitted (its own children state none at all)."""
        astray = [(self.branches[id_], weighing) for id_, weighing in self.unsettled().items()]
        astray = [
            (branch, weighing)
            for branch, weighing in astray
            if branch.kind == "points" and (branch.parent or "") not in self.weighed
        ]
        for branch, weighing in astray:
            self.desk.refuse("R231", branch.place, id=branch.id, method=spelt(weighing.scheme))
        return not astray

    def _shared_out(self, category: str) -> dict[str, Fraction]:
        """The points of every node in a category."""
        claims = self._claims(category)
        parts = self._parts(None, self.total, claims, category) if self.order else {}
        for branch in self.order:
            if branch.id in self.children:
                parts |= self._parts(branch, parts[branch.id], claims, category)
        return parts

    def _claims(self, category: str) -> dict[str, Fraction]:
        """What each node says it is worth, or else what its children add up to; children first."""
        claims = dict.fromkeys(self.branches, _NOTHING)
        for branch in reversed(self.order):
            if branch.kind is not None:
                claims[branch.id] = branch.amount(category)
            else:
                claims[branch.id] = sum((claims[child.id] for child in self.children.get(branch.id, ())), _NOTHING)
        return claims

    def _parts(
        self, parent: Branch | None, amount: Fraction, claims: Mapping[str, Fraction], category: str
    ) -> dict[str, Fraction]:
        """What the children of a node get of its points: in proportion to weights, or the points they say."""
        siblings = self.children[parent.id if parent else None]
        weighing = self.weighed.get(parent.id if parent else "")
        if weighing is not None:
            claims = weighing.provisional(category)
        claimed = sum((claims[branch.id] for branch in siblings), _NOTHING)
        place = weighing.place if weighing else parent.place if parent else siblings[0].place
        if weighing is not None or siblings[0].kind == "weight":
            if not claimed and amount:
                self.desk.refuse("R128", place, category=category, ids=", ".join(branch.id for branch in siblings))
            return {branch.id: amount * claims[branch.id] / claimed if claimed else _NOTHING for branch in siblings}
        if abs(claimed - amount) > self.tolerance:
            facts = {"category": category, "sum": plain(claimed), "expected": plain(amount)}
            if parent:
                self.desk.refuse("R123", place, id=parent.id, **facts)
            else:
                self.desk.refuse("R129", place, **facts)
        return {branch.id: claims[branch.id] for branch in siblings}
