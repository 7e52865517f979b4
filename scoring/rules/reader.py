"""A cursor over a document: strict about shape, patient about meaning.

A value of the wrong shape raises :class:`Malformed`, and the schema then explains the whole document
(:mod:`scoring.rules.structure`). A value of the right shape and the wrong meaning becomes a Problem on the
:class:`Desk`, and reading goes on, so that an author sees everything at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction

from scoring.language.problems import Place, Problem
from scoring.language.source import Node
from scoring.rules.rubric import Label, Missing, Policy, Stated, Status

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_PERCENT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?%")
_EVIDENCE = ("basis", "status")

#: The keys of a number that says what it rests on.
SOURCED = frozenset({"value", *_EVIDENCE})

#: No number of a rubric is larger (or, below zero, smaller): beyond this floats would no longer hold it to the digit.
LARGEST = Decimal(10) ** 15
#: No points, no weight and no total is larger.
MOST_POINTS = 1_000_000


class Malformed(Exception):
    """A value does not have the shape its place asks for."""

    def __init__(self, node: Node, expected: str) -> None:
        self.node = node
        self.expected = expected
        super().__init__(expected)


@dataclass(slots=True)
class Desk:
    """Where a reading collects its problems and the numbers it met."""

    problems: list[Problem] = field(default_factory=list)
    numbers: list[Stated] = field(default_factory=list)

    def refuse(self, code: str, place: Place | None, **facts: str) -> None:
        """Note an error; the document will be refused when it has been read to the end."""
        self.problems.append(Problem(code, place, facts))

    def clash(self, code: str, place: Place, other: Place, **facts: str) -> None:
        """Note an error that lies between two places."""
        self.problems.append(Problem(code, place, facts, others=(other,)))

    def unknown(self, code: str, place: Place | None, name: str, known: Iterable[str], **facts: str) -> None:
        """Note a reference to something that does not exist, with the nearest name that does."""
        names = list(known)
        facts |= {"name": name, "known": ", ".join(names) or "–"}
        if guess := get_close_matches(name, names, 1):
            facts["guess"] = guess[0]
        self.refuse(code, place, **facts)


@dataclass(slots=True)
class Field:
    """One value of the document, with its address and the basis and status it inherits.

    Treat it as frozen: it is not declared so only because thousands are made, and freezing triples what one costs.
    """

    node: Node
    desk: Desk
    address: str = ""
    basis: str | None = None
    status: Status | None = None

    @property
    def place(self) -> Place:
        """Where the value stands."""
        return self.node.place

    @property
    def key_place(self) -> Place:
        """Where the value's key stands (the value itself, in a list)."""
        return self.node.key_place or self.node.place

    def _child(self, key: str, node: Node) -> Field:
        address = f"{self.address}.{key}" if self.address else key
        return Field(node, self.desk, address, self.basis, self.status)

    def mapping(self) -> dict[str, Field]:
        """The children of a mapping, whatever their keys."""
        if not isinstance(self.node.value, dict):
            raise Malformed(self.node, "mapping")
        return {key: self._child(key, node) for key, node in self.node.value.items()}

    def fields(self, required: str, optional: str = "") -> dict[str, Field]:
        """The children of a mapping with known keys. ``basis`` and ``status`` may stand anywhere and are inherited."""
        children = self.free()
        must, may = required.split(), optional.split()
        if any(key not in children for key in must):
            raise Malformed(self.node, "keys: " + required)
        for key, child in children.items():
            if key not in must and key not in may:
                raise Malformed(child.node, "no such key")
        return children

    def free(self) -> dict[str, Field]:
        """The children of a mapping whatever their keys, ``basis`` and ``status`` apart."""
        children = self.sourced().mapping()
        for key in _EVIDENCE:
            children.pop(key, None)
        return children

    def sourced(self) -> Field:
        """The same field, with its own ``basis`` and ``status`` in force for everything below it."""
        if not isinstance(self.node.value, dict):
            raise Malformed(self.node, "mapping")
        basis, status = self.node.value.get("basis"), self.node.value.get("status")
        here = self
        if basis is not None:
            here = replace(here, basis=here._child("basis", basis).text())
        if status is not None:
            here = replace(here, status=Status(here._child("status", status).choice(*Status)))
        return here

    def entries(self) -> dict[str, Field]:
        """The children of a mapping keyed by ids, ``basis`` and ``status`` apart."""
        children = self.free()
        for key, child in children.items():
            if not _ID.fullmatch(key):
                self.desk.refuse("R110", child.key_place, id=key)
        return children

    def sequence(self) -> list[Field]:
        """The members of a list."""
        if not isinstance(self.node.value, list):
            raise Malformed(self.node, "list")
        return [self._child(str(index), node) for index, node in enumerate(self.node.value)]

    def text(self) -> str:
        """A text that is not blank; numbers that stand where text is asked for keep their spelling."""
        value = self.node.value
        if not self.node.is_scalar or value is None or isinstance(value, bool) or not self.node.text.strip():
            raise Malformed(self.node, "text")
        return self.node.text

    def choice(self, *options: str) -> str:
        """One of a few words."""
        word = self.text()
        if word not in options:
            raise Malformed(self.node, "one of: " + ", ".join(options))
        return word

    def truth(self) -> bool:
        """true or false."""
        if not isinstance(self.node.value, bool):
            raise Malformed(self.node, "true or false")
        return self.node.value

    def unsourced(self) -> Field:
        """The bare value of ``{value: …, basis: …, status: …}``, or the field itself when it is not written so."""
        if isinstance(self.node.value, dict) and "value" in self.node.value and self.node.value.keys() <= SOURCED:
            here = self.sourced()
            return replace(here, node=self.node.value["value"])
        return self

    def number(self, least: int | None = None, most: int | None = None) -> Decimal:
        """An exact number, remembered with its address, basis and status; a problem where it is out of bounds."""
        bare = self.unsourced()
        if not isinstance(bare.node.value, Decimal):
            raise Malformed(bare.node, "number")
        value = bare.state(bare.node.value)
        if (least is not None and value < least) or (most is not None and value > most):
            bare.out_of_range(str(least), str(most))
        return value

    def whole(self, least: int, most: int) -> int:
        """A whole number within bounds; ``least`` stands in for what is none."""
        bare = self.unsourced()
        value = self.number()
        if value != value.to_integral_value() or not least <= value <= most:
            bare.out_of_range(str(least), str(most), whole=True)
            return least
        return int(value)

    def share(self, *, part: bool = False) -> Fraction:
        """A percentage, written with its sign: ``70%``; as ``part`` of a whole, from 0% to 100%."""
        bare = self.unsourced()
        share = percent(bare.node.text, bare.node)
        bare.state(Decimal(bare.node.text[:-1]))
        if part and not 0 <= share <= 1:
            bare.out_of_range("0%", "100%")
        return share

    def state(self, value: Decimal) -> Decimal:
        """Remember a number of the document."""
        if abs(value) > LARGEST:
            self.desk.refuse("R105", self.place, value=self.node.text, most=f"{LARGEST:,}")
            value = Decimal(0)
        self.desk.numbers.append(Stated(self.address, value, self.basis, self.status, self.place))
        return value

    def out_of_range(self, least: str, most: str, *, whole: bool = False) -> None:
        """Note that the number here is not within bounds."""
        kind = {"kind_en": "a whole number", "kind_zh": "整数"} if whole else {"kind_en": "a number", "kind_zh": "数"}
        self.desk.refuse("R104", self.place, value=self.node.text, least=least, most=most, **kind)

    def label(self) -> Label:
        """The ``zh`` and ``en`` of a mapping that has both."""
        children = self.mapping()
        return Label(children["zh"].text(), children["en"].text())

    def by_category(
        self, categories: Iterable[str], least: int | None = None, most: int | None = None
    ) -> dict[str, Decimal]:
        """A number for every category, or a mapping with one for some. Unknown categories are problems."""
        known = list(categories)
        bare = self.unsourced()
        if not isinstance(bare.node.value, dict):
            return dict.fromkeys(known, self.number(least, most))
        values: dict[str, Decimal] = {}
        for key, child in bare.free().items():
            if key not in known:
                self.desk.unknown("R151", child.key_place, key, known)
            values[key] = child.number(least, most)
        return {key: value for key, value in values.items() if key in known}

    def missing(self) -> Missing:
        """A missing policy: a word, or ``{points: n}``."""
        if isinstance(self.node.value, dict):
            return Missing(Policy.POINTS, self.fields("points")["points"].number(-MOST_POINTS, MOST_POINTS))
        words = [policy.value for policy in Policy if policy is not Policy.POINTS]
        return Missing(Policy(self.choice(*words)))


def optional_number(fields: Mapping[str, Field], key: str) -> Decimal | None:
    """The number under a key that may be left out."""
    return fields[key].number() if key in fields else None


def optional_share(fields: Mapping[str, Field], key: str) -> Fraction | None:
    """The share under a key that may be left out."""
    return fields[key].share() if key in fields else None


def percent(text: str, node: Node) -> Fraction:
    """The share a percentage means, exactly: ``70%`` is 7/10."""
    if not _PERCENT.fullmatch(text):
        raise Malformed(node, "percentage, such as 70%")
    return Fraction(Decimal(text[:-1])) / 100
