"""How a node that does not simply add up was made, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from scoring.edge.screens.card_text import Speaker, equals, number, percent
from scoring.edge.screens.card_words import tell
from scoring.edge.screens.text import clean
from scoring.edge.words import label as in_language
from scoring.engine.explain.figures import as_decimal
from scoring.engine.explain.parts import NodeLine
from scoring.rules.combination import Aggregate, Way


def made(line: NodeLine, say: Speaker) -> Iterator[str]:
    """The sentences of one node: its name and points; the method with every child; full × share."""
    language = say.language
    name = clean(in_language(line.label, language))
    yield f"{name}  {number(line.points)} / {number(line.full)}  {percent(line.share)}"
    children = [
        tell(
            "made.child",
            language,
            name=clean(in_language(child.label, language)),
            share=percent(child.share),
            weight=percent(child.weight),
        )
        for child in line.children
    ]
    how = method(line.aggregate, say)
    yield tell(
        "made.by",
        language,
        method=how[0].upper() + how[1:],
        children=say.joined(children),
        share=percent(line.share),
    )
    sign = equals(Fraction(line.full) * Fraction(line.share), line.points)
    points = tell("points.unit", language, points=number(line.points))
    yield f"{number(line.full)} × {percent(line.share)} {sign} {points}"


def method(aggregate: Aggregate, say: Speaker) -> str:
    """The method, or the parts of a blend."""
    if len(aggregate.ways) == 1:
        return _way(aggregate.ways[0], say)
    return " + ".join(f"{_share(way.part)} {_way(way, say)}" for way in aggregate.ways)


def _way(way: Way, say: Speaker) -> str:
    told = "" if way.number is None else number(as_decimal(way.number))
    part = "" if way.number is None else _share(way.number)
    key = "geometric.floored" if way.method == "geometric" and way.number is not None else way.method.value
    return tell(f"by.{key}", say.language, number=told, share=part)


def _share(part: Fraction) -> str:
    return percent(as_decimal(part))
