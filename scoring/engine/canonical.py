"""The canonical form of a plan: JSON in which two engines can agree that they run the same method.

It holds everything that decides a score, a place or a grade, and nothing else: no labels, bases, places or comments.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256

from scoring.engine.plan import MeasurePlan, Plan
from scoring.language.nodes import Name
from scoring.language.prose import source
from scoring.rules.combination import Way
from scoring.rules.rubric import (
    Adjustment,
    ByFormula,
    Cut,
    Grades,
    Item,
    Lines,
    Missing,
    Policy,
    RankRule,
    Rubric,
    Scale,
    Step,
    Tier,
    Veto,
)
from scoring.rules.tree import plain


def as_data(plan: Plan) -> dict[str, object]:
    """The plan as JSON data: every formula in canonical text, every number exact."""
    rubric = plan.rubric
    return {
        "rubric": rubric.name,
        "categories": list(rubric.categories),
        "digits": {
            name: _step(getattr(rubric.digits, name)) for name in ("value", "points", "indicator", "pillar", "total")
        },
        "cohort_at_least": rubric.cohort_at_least,
        "units": {symbol: plain(unit.factor) for symbol, unit in rubric.units.items()},
        "constants": {
            id_: {"unit": constant.unit.symbol, "value": _points(constant.value)}
            for id_, constant in rubric.constants.items()
        },
        "items": {id_: _item(item) for id_, item in rubric.items.items()},
        "figures": [f"previous.{name}" if back else name for name, back in _written(plan)],
        "statistics": {key_: "all" if request.across else "category" for key_, request in plan.requests.items()},
        "checks": {id_: {"must": source(c.must.tree), "severity": c.severity} for id_, c in rubric.checks.items()},
        "pillars": {
            pillar.id: {"parent": pillar.parent, "points": _points(pillar.full)} | _node(plan, pillar.id)
            for pillar in rubric.pillars.values()
        },
        "total": {"points": plain(rubric.total)} | _node(plan, ""),
        "measures": {id_: _measure(rubric, measure) for id_, measure in plan.measures.items()},
        "adjustments": {id_: _adjustment(adjustment) for id_, adjustment in rubric.adjustments.items()},
        "gates": {
            id_: {"must": source(gate.must.tree), "otherwise": gate.tier or "unranked"}
            for id_, gate in rubric.gates.items()
        },
        "vetoes": {id_: _veto(veto) for id_, veto in rubric.vetoes.items()},
        "ranking": _ranking(rubric.ranking),
        "tiers": _grades(rubric.tiers),
        "stars": _grades(rubric.stars),
        "panel": rubric.panel,
    }


def canonical(plan: Plan) -> str:
    """The plan as canonical JSON text."""
    return json.dumps(as_data(plan), ensure_ascii=False, indent=2, sort_keys=False)


def fingerprint(plan: Plan) -> str:
    """SHA-256 of the canonical form."""
    return digest(as_data(plan))


def digest(data: Mapping[str, object]) -> str:
    """SHA-256 of JSON data, whatever the order of its keys."""
    compact = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return sha256(compact.encode()).hexdigest()


def _step(step: Step | None) -> str | None:
    return None if step is None else f"{step.digits} {step.rounding}"


def _number(value: Decimal | Fraction) -> str:
    return plain(Fraction(value))


def _points(full: Mapping[str, Fraction] | Mapping[str, Decimal]) -> dict[str, str]:
    return {category: _number(points) for category, points in full.items()}


def _written(plan: Plan) -> list[tuple[str, bool]]:
    return [(Name(space, id_).written, back) for space, id_, back in plan.figures]


def _item(item: Item) -> dict[str, object]:
    data: dict[str, object] = {"unit": item.unit.symbol, "roll_up": item.roll_up}
    return data | _stated(if_absent=item.if_absent, at_least=item.at_least, at_most=item.at_most)


def _stated(**numbers: Decimal | Fraction | None) -> dict[str, object]:
    """The numbers that are stated, by their keys."""
    return {name: _number(number) for name, number in numbers.items() if number is not None}


def _measure(rubric: Rubric, plan: MeasurePlan) -> dict[str, object]:
    measure = plan.measure
    indicator = rubric.indicators[measure.indicator]
    data: dict[str, object] = {
        "pillar": indicator.pillar,
        "value": source(measure.value.tree),
        "unit": measure.value.unit.symbol,
        "points": _points(measure.full),
        "scale": _scale(measure.scale),
        "cohort": indicator.cohort,
        "missing": [f"{_missing(r.missing)} if {' '.join(r.columns)}" for r in plan.remedies]
        + [_missing(plan.otherwise)],
    }
    if indicator.applies is not None:
        data["applies"] = source(indicator.applies.tree)
    return data | _stated(at_most=measure.at_most, at_least=measure.at_least)


def _node(plan: Plan, node: str) -> dict[str, object]:
    """How a node is made up, where it does not simply add up, and what it must have."""
    aggregate = plan.aggregate(node)
    least = plan.rubric.pillars[node].available_at_least if node else plan.rubric.available_at_least
    data: dict[str, object] = {} if aggregate.sums else {"aggregate": [_way(way) for way in aggregate.ways]}
    return data if least is None else data | {"available_at_least": plain(least)}


def _way(way: Way) -> dict[str, str]:
    data = {"part": plain(way.part), "by": way.method.value}
    if way.number is not None:
        data["number"] = plain(way.number)
    return data | ({"normalise": "vector"} if way.normalised else {})


def _missing(missing: Missing) -> str:
    return f"points {_number(missing.points)}" if missing.policy is Policy.POINTS else str(missing.policy)


def _scale(scale: Scale) -> object:
    if isinstance(scale, Lines):
        knots = [[source(knot.at.tree), plain(knot.share)] for knot in scale.knots]
        promised = {} if scale.rising is None else {"rising": scale.rising}
        return {"lines": knots, "below": scale.below, "above": scale.above, **promised}
    if isinstance(scale, ByFormula):
        return {"formula": source(scale.share.tree)}
    return {
        "bands": [
            {
                "low": band.low and [source(band.low.at.tree), "from" if band.low.inclusive else "above"],
                "high": band.high and [source(band.high.at.tree), "to" if band.high.inclusive else "below"],
                "share": _points(band.share),
            }
            for band in scale.bands
        ]
    }


def _adjustment(adjustment: Adjustment) -> dict[str, object]:
    bounds = _stated(at_most=adjustment.at_most, at_least=adjustment.at_least)
    return {"points": source(adjustment.points.tree), **bounds}


def _veto(veto: Veto) -> dict[str, object]:
    effects = {"tier": veto.tier, "tier_at_best": veto.tier_at_best, "drop": veto.drop, "unranked": veto.unranked}
    set_ = {name: effect for name, effect in effects.items() if effect}
    return {"when": source(veto.when.tree), **set_, **_stated(total_at_most=veto.total_at_most)}


def _ranking(rule: RankRule) -> dict[str, object]:
    breakers = [b.id if b.formula is None else source(b.formula.tree) for b in rule.breakers]
    return {"ties": rule.ties, "by": rule.by, "break": breakers, "overall": rule.overall}


def _grades(grades: Grades | None) -> object:
    return grades and {"quota_base": grades.base, "tiers": {tier.id: _tier(tier) for tier in grades.tiers}}


def _tier(tier: Tier) -> dict[str, object]:
    data = _cut(tier.cut) if tier.cut is not None else {}
    if tier.low is not None:
        data["from" if tier.low_inclusive else "above"] = _number(tier.low)
    if tier.auto is not None:
        data["auto"] = source(tier.auto.tree)
    return data


def _cut(cut: Cut) -> dict[str, object]:
    quota = cut.count if cut.fraction is None else cut.fraction
    held: object = _held(quota)
    if cut.own is not None:
        held = {category: _held(own) for category, own in cut.own.items()}
    edge = "inclusive" if cut.inclusive else "exclusive"
    return {cut.side: held, "round": cut.rounding, "edge": edge, "ties": cut.ties}


def _held(quota: Fraction | int | None) -> str | int | None:
    return f"{plain(quota)} of all" if isinstance(quota, Fraction) else quota
