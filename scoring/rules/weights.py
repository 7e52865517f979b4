"""Reading ``weights:``: a word, or a mapping that says which method (or which of them together) shares out the points."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import get_args

from scoring.language.prose import plain
from scoring.rules.ahp import ACCEPTABLE, RANDOM_INDEX, judged
from scoring.rules.reader import MOST_POINTS, Field, Malformed
from scoring.rules.tree import Branch
from scoring.rules.weighing import (
    Blend,
    Budgets,
    Compared,
    Equal,
    Fitted,
    FittedName,
    Given,
    Product,
    Scheme,
    Weighing,
    percent,
)

_WORDS = ("equal", "given", *get_args(FittedName))
_KEYS = ("by", "ahp", "experts", "product", "blend")
_RATIO = re.compile(r"[1-9][0-9]{0,5}/[1-9][0-9]{0,5}")


@dataclass(frozen=True, slots=True)
class WeightsReader:
    """Reads the ``weights:`` of one node, whose children are known."""

    node: str
    children: Sequence[Branch]
    categories: Sequence[str]

    @property
    def ids(self) -> list[str]:
        """The children, by id."""
        return [child.id for child in self.children]

    def read(self, field: Field) -> Weighing:
        """The method a field names, with its own numbers checked."""
        across = False
        if isinstance(field.node.value, dict):
            children = field.free()
            across = "cohort" in children and children["cohort"].choice("category", "all") == "all"
        scheme = self._scheme(field, top=True)
        return Weighing(self.node, tuple(self.ids), scheme, across, field.key_place)

    def _scheme(self, field: Field, *, top: bool = False) -> Scheme:
        if not isinstance(field.node.value, dict):
            return self._word(field)
        keys = [key for key in field.free() if key in _KEYS]
        if len(keys) != 1:
            raise Malformed(field.node, "one of: " + ", ".join(_KEYS))
        inner = field.fields(keys[0], "cohort" if top else "")[keys[0]]
        if keys[0] == "by":
            return self._scheme(inner)
        if keys[0] == "ahp":
            return self._compared(inner)
        if keys[0] == "experts":
            return self._budgets(inner)
        return self._product(inner) if keys[0] == "product" else self._blend(inner)

    def _word(self, field: Field) -> Scheme:
        word = field.choice(*_WORDS)
        if word == "equal":
            return Equal()
        if word == "given":
            return Given({c: {child.id: child.amount(c) for child in self.children} for c in self.categories})
        return Fitted(next(name for name in get_args(FittedName) if name == word))

    def _product(self, field: Field) -> Scheme:
        factors = field.sequence()
        if len(factors) < 2:
            raise Malformed(field.node, "two methods at least")
        return Product(tuple(self._scheme(factor) for factor in factors))

    def _blend(self, field: Field) -> Scheme:
        members = field.sequence()
        if len(members) < 2:
            raise Malformed(field.node, "two parts at least")
        parts: list[tuple[Fraction, Scheme]] = []
        for member in members:
            children = member.fields("part by")
            parts.append((children["part"].share(part=True), self._scheme(children["by"])))
        whole = sum((part for part, _ in parts), Fraction(0))
        if whole != 1:
            field.desk.refuse("R230", field.key_place, sum=percent(whole))
        return Blend(tuple(parts))

    def _names(self, field: Field, method: str, named: Sequence[str]) -> bool:
        """Whether a method names every child once and nobody else; a problem where it does not."""
        lacking = [id_ for id_ in self.ids if id_ not in named]
        strange = [name for name in named if name not in self.ids]
        twice = sorted({name for name in named if named.count(name) > 1})
        facts = {
            fact: ", ".join(found)
            for fact, found in (("lacking", lacking), ("strange", strange), ("twice", twice))
            if found
        }
        if facts:
            node = self.node or "total"
            field.desk.refuse("R175", field.place, method=method, node=node, children=", ".join(self.ids), **facts)
        return not facts

    # pairwise comparisons -----------------------------------------------------------------------------------------

    def _compared(self, field: Field) -> Scheme:
        children = field.fields("compare matrix", "accept")
        names = [name.text() for name in children["compare"].sequence()]
        rows = [[_entry(cell) for cell in row.sequence()] for row in children["matrix"].sequence()]
        accept = children["accept"].text() if "accept" in children else None
        even = Compared(dict.fromkeys(self.ids, Fraction(1)), Decimal(0), accept)
        if not self._names(children["compare"], "ahp", names) or not self._square(children["matrix"], rows, names):
            return even
        if not self._reciprocal(children["matrix"], rows, names):
            return even
        found = judged(rows)
        if found.ratio > Decimal(ACCEPTABLE.numerator) / ACCEPTABLE.denominator and accept is None:
            field.desk.refuse("R177", children["matrix"].key_place, ratio=f"{found.ratio:.3f}", most="0.1")
        weights = dict(zip(names, map(Fraction, found.weights), strict=True))
        return Compared({id_: weights[id_] for id_ in self.ids}, found.ratio, accept)

    def _square(self, field: Field, rows: Sequence[Sequence[Fraction]], names: Sequence[str]) -> bool:
        size, most = len(names), len(RANDOM_INDEX)
        square = len(rows) == size and all(len(row) == size for row in rows)
        if not square or size > most:
            shape = f"{len(rows)} × {max(map(len, rows), default=0)}"
            field.desk.refuse("R179", field.key_place, size=str(size), shape=shape, most=str(most))
        return square and size <= most

    def _reciprocal(self, field: Field, rows: Sequence[Sequence[Fraction]], names: Sequence[str]) -> bool:
        sound = True
        for i, row in enumerate(field.sequence()):
            for j, cell in enumerate(row.sequence()[: i + 1]):
                here, there = rows[i][j], rows[j][i]
                if here <= 0 or there <= 0 or here * there != 1:
                    facts = {"row": names[i], "column": names[j], "here": str(here), "there": str(there)}
                    field.desk.refuse("R239" if i == j else "R176", cell.place, **facts)
                    sound = False
        return sound

    # experts ------------------------------------------------------------------------------------------------------

    def _budgets(self, field: Field) -> Scheme:
        experts: dict[str, Mapping[str, Fraction]] = {}
        sound = True
        for name, budget in field.free().items():
            amounts = {child: Fraction(amount.number(0, MOST_POINTS)) for child, amount in budget.free().items()}
            sound = self._names(budget, "experts", list(amounts)) and sound
            experts[name] = amounts
        sums = {name: sum(amounts.values(), Fraction(0)) for name, amounts in experts.items()}
        if not experts or len(set(sums.values())) > 1 or not any(sums.values()):
            told = ", ".join(f"{name} {plain(whole)}" for name, whole in sums.items()) or "–"
            field.desk.refuse("R178", field.key_place, sums=told)
            sound = False
        return Budgets(experts if sound else {"": dict.fromkeys(self.ids, Fraction(1))})


def _entry(cell: Field) -> Fraction:
    """A comparison: a number, or a fraction as people write it, ``1/3``."""
    if isinstance(cell.node.value, str) and _RATIO.fullmatch(cell.node.value):
        above, below = cell.node.value.split("/")
        return Fraction(int(above), int(below))
    return Fraction(cell.number(0, MOST_POINTS))


def refuse_points(scale: Field, node: str, method: str) -> None:
    """Bands stated in points say nothing where the points are known only when the weights have been worked out."""
    bands = None if scale.node.is_scalar else scale.free().get("bands")  # one word is a scale by its name
    for row in bands.sequence() if bands is not None else ():
        children = row.free()
        other = children.get("otherwise")
        nested = other is not None and isinstance(other.node.value, dict) and "points" in other.node.value
        if "points" in children or nested:
            scale.desk.refuse("R231", row.place, id=node, method=method)
