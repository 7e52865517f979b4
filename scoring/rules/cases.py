"""Cases: what an official writes to pin a rule, as frozen types.

A case gives the figures of one zone (or of several) and names what must come out, in exact decimals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from scoring.language.dates import SPELLED, read_date
from scoring.language.problems import Place, Rejected
from scoring.language.source import Node
from scoring.rules.items import truth_of
from scoring.rules.reader import MOST_POINTS, Desk, Field, Malformed
from scoring.rules.structure import explain

#: What a zone's row in a case may say besides its items.
_SPACES = {"items": "", "previous": "previous.", "witness": "witness.", "target": "target.", "ledger": "ledger."}
_PLACED = ("rank", "of", "total")

Expected = Decimal | Fraction | str | tuple[str, ...] | None


_DATE = re.compile(SPELLED)


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of a list that a zone hands in. ``list`` is the list's name or the item's id."""

    list: str
    entity: str | None
    class_: str
    score: Decimal | None
    expert: str | None
    evidence: str | None


@dataclass(frozen=True, slots=True)
class Given:
    """The figures of one zone, by column of the values table; None is absent. ``rank`` and ``of`` set its place.

    A boolean is 1 or 0 and a date a number of days; ``kinds`` says which figures were written so.
    """

    category: str | None
    figures: Mapping[str, Decimal | None]
    rank: int | None
    of: int | None
    total: Decimal | None
    kinds: Mapping[str, str] = field(default_factory=dict)
    lists: tuple[Listed, ...] = ()


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing that must come out: ``what`` is an address such as ``tax_per_mu.level`` and ``part`` e.g. ``share``."""

    zone: str
    what: str
    part: str
    value: Expected
    place: Place


@dataclass(frozen=True, slots=True)
class Case:
    """One case. ``statistics`` holds frozen statistics by measure id ("" for those of expressions) and name."""

    name: str
    rubric: str
    zones: Mapping[str, Given]
    statistics: Mapping[str, Mapping[str, Decimal]]
    expectations: tuple[Expectation, ...]
    place: Place
    #: Frozen weights of nodes that are weighed by the data, by child.
    weights: Mapping[str, Decimal]


def read_cases(root: Node) -> tuple[Case, ...]:
    """The cases of a document. Raises ``Rejected`` where it has not the shape of one."""
    desk = Desk()
    try:
        cases = tuple(_case(field) for field in Field(root, desk).sequence())
    except Malformed as malformed:
        raise Rejected([*explain(root, malformed, "case"), *desk.problems]) from None
    if desk.problems:
        raise Rejected(desk.problems)
    return cases


def _case(field: Field) -> Case:
    children = field.fields("name rubric given expect")
    given = children["given"].mapping()
    cohort = given.pop("cohort").mapping() if "cohort" in given else {}
    statistics = {key: _numbers(child) for key, child in cohort.items()}
    weighed = given.pop("weights").mapping() if "weights" in given else {}
    weights = {key: child.number(0, MOST_POINTS) for key, child in weighed.items()}
    expect = children["expect"]
    if "zones" in given:
        children["given"].fields("zones", "cohort weights")
        zones = {zone: _given(child.mapping()) for zone, child in given["zones"].mapping().items()}
        expectations = [e for zone, child in expect.mapping().items() for e in _expectations(zone, child)]
    else:
        zones = {"zone": _given(given)}
        expectations = _expectations("zone", expect)
    place = children["name"].place
    name, rubric = children["name"].text(), children["rubric"].text()
    return Case(name, rubric, zones, statistics, tuple(expectations), place, weights)


def _given(children: Mapping[str, Field]) -> Given:
    figures: dict[str, tuple[Decimal | None, str]] = {}
    for key, child in children.items():
        if key in _SPACES:
            figures |= {_SPACES[key] + id_: _figure(figure) for id_, figure in child.mapping().items()}
        elif key not in ("category", "lists", *_PLACED):
            figures[key] = _figure(child)
    lists = children["lists"].mapping() if "lists" in children else {}
    return Given(
        children["category"].text() if "category" in children else None,
        {name: value for name, (value, _) in figures.items()},
        children["rank"].whole(1, 10_000_000) if "rank" in children else None,
        children["of"].whole(1, 10_000_000) if "of" in children else None,
        children["total"].number() if "total" in children else None,
        {name: kind for name, (_, kind) in figures.items() if kind},
        tuple(_listed(name, entry) for name, child in lists.items() for entry in child.sequence()),
    )


def _listed(list_: str, field: Field) -> Listed:
    children = field.fields("class", "entity score ticked expert evidence")
    score = children["score"].number() if "score" in children else None
    if "ticked" in children:
        score = truth_of(children["ticked"].node.value)
        if score is None:
            raise Malformed(children["ticked"].node, "true or false")
    texts = {key: children[key].text() if key in children else None for key in ("entity", "expert", "evidence")}
    return Listed(list_, texts["entity"], children["class"].text(), score, texts["expert"], texts["evidence"])


def _figure(field: Field) -> tuple[Decimal | None, str]:
    """A figure, and the kind it was written as where that is no number."""
    value = field.node.value
    if isinstance(value, Decimal):
        return value, ""
    if (said := truth_of(value)) is not None:
        return said, "boolean"
    if value is None or (isinstance(value, str) and not any(sign.isdigit() for sign in value)):
        return None, ""
    if field.node.is_scalar and _DATE.fullmatch(field.node.text):
        days = read_date(field.node.text)
        if days is None:
            field.desk.refuse("R196", field.place)
        return Decimal(days or 0), "date"
    raise Malformed(field.node, "a number, a date, true or false, or a text such as 缺 for an absent figure")


def _numbers(field: Field) -> Mapping[str, Decimal]:
    if isinstance(field.node.value, Decimal):
        return {"": field.number()}
    return {key: child.number() for key, child in field.mapping().items()}


def _expectations(zone: str, field: Field) -> list[Expectation]:
    found: list[Expectation] = []
    for what, child in field.mapping().items():
        if isinstance(child.node.value, dict):
            found += [Expectation(zone, what, part, _expected(c), c.place) for part, c in child.mapping().items()]
        else:
            found.append(Expectation(zone, what, "", _expected(child), child.place))
    return found


def _expected(field: Field) -> Expected:
    if isinstance(field.node.value, list):
        return tuple(member.text() for member in field.sequence())
    if isinstance(field.node.value, Decimal):
        return field.node.value
    if field.node.value is None:
        return None
    return field.share() if field.node.text.endswith("%") else field.text()
