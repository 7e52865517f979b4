"""Reading ``aggregate:`` and ``available_at_least:`` of a node."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from scoring.rules.combination import SUM, Aggregate, Method, Way
from scoring.rules.reader import Field, Malformed

#: The keys of a node that say how its children make it up.
KEYS = "aggregate available_at_least"

_WHOLE = Fraction(1)
#: What a method is told when it is only named.
_PLAIN: Mapping[Method, tuple[Fraction | None, bool]] = {
    Method.TOPSIS: (None, True),
    Method.VIKOR: (Fraction(1, 2), False),
    Method.PENALISED: (_WHOLE, False),
}


def read_aggregate(field: Field | None) -> Aggregate:
    """The aggregate of a node: a method by name, one with its number, or a blend."""
    if field is None:
        return SUM
    if not isinstance(field.node.value, dict) or "blend" not in field.node.value:
        return Aggregate((_way(field, _WHOLE),), field.key_place)
    ways: list[Way] = []
    parts = field.fields("blend")["blend"]
    for one in parts.sequence():
        children = one.fields("part by")
        ways.append(_way(children["by"], children["part"].share(part=True)))
    if sum(way.part for way in ways) != _WHOLE:
        field.desk.refuse("R187", parts.key_place, sum=_percent(sum((way.part for way in ways), Fraction(0))))
    return Aggregate(tuple(ways), field.key_place)


def read_available(field: Field | None) -> Fraction | None:
    """The least part of a node's points that must rest on values; less leaves the node out."""
    return None if field is None else field.share(part=True)


def _way(field: Field, part: Fraction) -> Way:
    if not isinstance(field.node.value, dict):
        named = [method.value for method in Method if method is not Method.POWER]
        method = Method(field.choice(*named))
        number, normalised = _PLAIN.get(method, (None, False))
        return Way(part, method, number, normalised)
    children = field.fields("", "geometric power topsis vikor penalised")
    if len(children) != 1:
        raise Malformed(field.node, "one method")
    (name, child), *_ = children.items()
    return _told(Method(name), child, part)


def _told(method: Method, field: Field, part: Fraction) -> Way:
    if method is Method.POWER:
        exponent = Fraction(field.number(-20, 20))
        if exponent == 0:
            field.desk.refuse("R188", field.unsourced().place)
            exponent = _WHOLE
        return Way(part, method, exponent)
    if method is Method.TOPSIS:
        word = field.fields("normalise")["normalise"].choice("vector", "none")
        return Way(part, method, None, normalised=word == "vector")
    key = {Method.GEOMETRIC: "at_least", Method.VIKOR: "v", Method.PENALISED: "strength"}[method]
    told = field.fields(key)[key]
    if method is Method.PENALISED:
        return Way(part, method, Fraction(told.number(0, 100)))
    return Way(part, method, told.share(part=True))


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):.12g}%"
