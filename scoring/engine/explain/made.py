"""How nodes that do not simply add up were made for one zone: the children's shares and weights, the node's share and points."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from scoring.engine.explain.arithmetic import plain, shortened
from scoring.engine.explain.one_zone import OneZone
from scoring.engine.explain.parts import ChildShare, NodeLine
from scoring.engine.explain.retrace import exactly
from scoring.engine.explain.totals import Earned, Sums
from scoring.engine.numbers import SNAP, rounded
from scoring.rules.rubric import Label, Rounding, Step

_ROOT = Label("总分", "Total")
_NINE = Step(SNAP, Rounding.HALF_UP)


def made_nodes(one: OneZone) -> tuple[NodeLine, ...]:
    """The nodes that count for the zone and have a share: pillars in the rubric's order, then the total."""
    plan = one.appraisal.plan
    nodes = [pillar.id for pillar in plan.rubric.pillars.values() if one.category in pillar.full]
    wanted = [node for node in [*nodes, ""] if not plan.aggregate(node).sums and _known(one, node)]
    if not wanted:
        return ()
    counts = {id_: int(Fraction(scored.points or 0) * 10**SNAP) for id_, scored in one.scored.items()}
    earned = Earned(counts, one.shares)
    sums = one.tree.sums(earned, one.counting, Fraction(0), plan.rubric.digits, None)
    return tuple(_line(one, node, earned, sums) for node in wanted)


def _known(one: OneZone, node: str) -> bool:
    """Whether the node counts, and every measure below it that does has points."""
    below = [id_ for id_ in one.scored if node in one.tree.chain(id_)]
    unknown = any(one.scored[id_].points is None and one.counting.here[id_] for id_ in below)
    above = [node, *one.appraisal.plan.above(node)]
    return not unknown and all(one.counting.passings[up].here for up in above)


def _line(one: OneZone, node: str, earned: Earned, sums: Sums) -> NodeLine:
    rubric, counting = one.appraisal.rubric, one.counting
    sharing = one.tree.sharing(earned, counting)
    children = {id_: points for id_, points in one.tree.children(node).items() if counting.nodes[id_]}
    whole = sum(children.values(), Fraction(0))
    printed = one.ranked[node] if node and rubric.pillars[node].parent is None else None
    points = rounded(sums.pillars[node] if node else sums.root, rubric.digits.pillar)
    full = rubric.pillars[node].full[one.category] if node else rubric.total
    return NodeLine(
        node,
        rubric.pillars[node].label if node else _ROOT,
        one.appraisal.plan.aggregate(node),
        tuple(
            ChildShare(_label(one, id_), _nine(sharing.of(id_)), shortened(points / whole, SNAP))
            for id_, points in children.items()
        ),
        _nine(sharing.of(node)),
        plain(shortened(one.tree.passed_on(node, full, counting), SNAP)),
        printed if isinstance(printed, Decimal) else points,
    )


def _label(one: OneZone, id_: str) -> Label:
    rubric = one.appraisal.rubric
    return rubric.pillars[id_].label if id_ in rubric.pillars else rubric.indicators[id_].label


def _nine(share: float) -> Decimal:
    return rounded(exactly(share), _NINE)
