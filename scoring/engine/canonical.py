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
from scoring.engine.weighting import TOTAL
from scoring.language.nodes import Name
from scoring.language.prose import plain, source
from scoring.rules.combination import Way
from scoring.rules.rubric import (
    Adjustment,
    ByFormula,
    Cut,
    Grades,
    Item,
    Lines,
    Listing,
    Missing,
    Policy,
    RankRule,
    Rubric,
    Scale,
    Step,
    Tier,
    Veto,
)
from scoring.rules.treatments import BoxCox, Clip, Log, Screen, Winsorise
from scoring.rules.weighing import Blend, Budgets, Compared, Given, Product, Scheme, Weighing, spelt


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
            pillar.id: {"parent": pillar.parent, "points": points_of(rubric, pillar.id, pillar.full)}
            | _node(plan, pillar.id)
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
        **_screen(rubric.screen),
        **({"weights": {node or TOTAL: _weighing(w) for node, w in rubric.weights.items()}} if rubric.weights else {}),
    }


def _screen(screen: Screen) -> dict[str, object]:
    """Nothing where nothing is screened, as in methods of before there was screening."""
    least = _stated(zones=screen.zones, indicators=screen.indicators)
    return {"screen": least} if least else {}


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


def _points(full: Mapping[str, Fraction] | Mapping[str, Decimal] | Mapping[str, Decimal | Fraction]) -> dict[str, str]:
    return {category: _number(points) for category, points in full.items()}


def points_of(rubric: Rubric, node: str, full: Mapping[str, Fraction]) -> dict[str, str]:
    """Points by category; where they will be known only when weights are fitted, what part of the fitted child's they are."""
    child: str | None = None
    above: str | None = node
    while above is not None and child is None:
        parent = rubric.indicators[above].pillar if above in rubric.indicators else rubric.pillars[above].parent
        weighing = rubric.weights.get(parent or "")
        child = above if weighing is not None and weighing.fitted else None
        above = parent
    if child is None:
        return _points(full)
    whole = rubric.indicators[child].full if child in rubric.indicators else rubric.pillars[child].full
    return {category: f"{plain(points / whole[category])} of {child}" for category, points in full.items()}


def _weighing(weighing: Weighing) -> dict[str, object]:
    cohort = {"cohort": "all" if weighing.across else "category"} if weighing.fitted else {}
    return {"by": _scheme(weighing.scheme), **cohort}


def _scheme(scheme: Scheme) -> object:
    if isinstance(scheme, Given):
        return {"given": {category: _points(stated) for category, stated in scheme.stated.items()}}
    if isinstance(scheme, Compared):
        return {"ahp": _points(scheme.weights)}
    if isinstance(scheme, Budgets):
        return {"experts": {name: _points(budget) for name, budget in scheme.experts.items()}}
    if isinstance(scheme, Product):
        return {"product": [_scheme(factor) for factor in scheme.factors]}
    if isinstance(scheme, Blend):
        return {"blend": [[plain(part), _scheme(inner)] for part, inner in scheme.parts]}
    return spelt(scheme)


def _written(plan: Plan) -> list[tuple[str, bool]]:
    return [(Name(space, id_).written, back) for space, id_, back in plan.figures]


def _item(item: Item) -> dict[str, object]:
    data: dict[str, object] = {"unit": item.unit.symbol, "roll_up": item.roll_up}
    if item.kind != "number":
        data["kind"] = item.kind
    if item.listing is not None:
        data |= _listing(item.listing)
    return data | _stated(if_absent=item.if_absent, at_least=item.at_least, at_most=item.at_most)


def _listing(listing: Listing) -> dict[str, object]:
    entries = {
        id_: {
            "counts": _number(entry.counts),
            "evidence": entry.evidence,
            **_stated(**{"from": entry.low, "to": entry.high}),
        }
        for id_, entry in listing.entries.items()
    }
    data: dict[str, object] = {"list": listing.name, "entries": entries, "once": listing.once}
    return data | {"combine": listing.combine} | _stated(sum_at_least=listing.least, sum_at_most=listing.most)


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
        "points": points_of(rubric, indicator.id, measure.full),
        "scale": _scale(measure.scale),
        "cohort": indicator.cohort,
        "missing": [f"{_missing(r.missing)} if {' '.join(r.columns)}" for r in plan.remedies]
        + [_missing(plan.otherwise)],
    }
    if indicator.applies is not None:
        data["applies"] = source(indicator.applies.tree)
    if measure.impute is not None:
        data["impute"] = measure.impute.by.value
    if measure.treat is not None:
        data["treat"] = _treat(measure.treat.by)
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


def _treat(by: Log | BoxCox | Clip | Winsorise | None) -> object:
    match by:
        case Log():
            return "log"
        case BoxCox(power):
            return {"box_cox": "auto" if power is None else _number(power)}
        case Clip(low, high):
            return {"clip": [low, high]}
        case Winsorise(most, skew, kurtosis, otherwise):
            limits = _stated(skew=skew, kurtosis=kurtosis)
            return {"winsorise": most, **limits, "otherwise": _treat(otherwise)}
        case _:
            return "none"


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
