"""Running a case: a small appraisal on the figures and frozen statistics it gives, compared exactly with what it expects.

A case need not give everything: a measure whose scale it leaves without a cohort earns nothing, and whatever rests on that
measure cannot be expected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import polars as pl

from scoring.engine.case_names import PARTS, judge_names
from scoring.engine.expressions import column
from scoring.engine.fit import fit
from scoring.engine.frames import parts_of
from scoring.engine.lists import entries, figures, readers
from scoring.engine.numbers import SIGNIFICANT, SNAP, to_count, to_decimal
from scoring.engine.plan import Plan, compile_rubric
from scoring.engine.points import Scorer
from scoring.engine.rank import rank
from scoring.engine.scales import ALL, MEAN, STEPS, Row, Scales, table
from scoring.engine.score import score
from scoring.engine.scorecard import scorecard
from scoring.engine.tables import ADJUSTMENT, BETWEEN, GATE, INDICATOR, LISTS, PARTICULARS, PILLAR, SCREENED, VETO
from scoring.engine.verify import admitted, gated
from scoring.engine.weighting import weighted
from scoring.language.nodes import Name
from scoring.rules.cases import Case, Expectation, Expected, Given
from scoring.rules.rubric import Rubric


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that did not come out as expected."""

    expectation: Expectation
    found: str


def run_case(rubric: Rubric, case: Case) -> tuple[Difference, ...]:
    """What differs; nothing when the case holds. Raises ``Rejected`` where a case names what the rubric has not."""
    plan = compile_rubric(rubric)
    judge_names(plan, case)
    placed = any(given.rank is not None for given in case.zones.values())
    found = _placed(plan, case) if placed else _scored(plan, case)
    differences = []
    for expectation in case.expectations:
        actual = found.get((expectation.zone, expectation.what, expectation.part), "–")
        if actual != _spelt(expectation.value):
            differences.append(Difference(expectation, actual))
    return tuple(differences)


# scored from figures -------------------------------------------------------------------------------------------------


def _scored(plan: Plan, case: Case) -> Mapping[tuple[str, str, str], str]:
    parts = _parts(plan, case.zones)
    unfitted: set[str] = set()
    scales = fit(
        plan, {category: admitted(plan, part) for category, part in parts.items()}, 0, _statistics(plan, case), unfitted
    )
    asked = "given.cohort or given.weights" if any(w.fitted for w in plan.rubric.weights.values()) else "given.cohort"
    plan = weighted(plan, scales, parts)
    lazy = score(plan, parts, scales)  # worked out once: ranking, scorecard and nodes all look at most of it
    frames = pl.collect_all(lazy.values(), engine="in-memory")
    scored = {category: frame.lazy() for category, frame in zip(lazy, frames, strict=True)}
    found = _ranking(rank(plan, scored, scales).collect(engine="in-memory"))
    nodes = unfitted - plan.measures.keys()
    lacking: dict[str, set[str]] = {zone: set(nodes) for zone in case.zones}
    for row in scorecard(plan, scored, scales).collect(engine="in-memory").iter_rows(named=True):
        measure = f"{row['indicator']}.{row['measure']}"
        found |= {(row["zone"], measure, part): _shown(part, row[part]) for part in PARTS}
        if measure in unfitted and row["value"] is not None:
            lacking[row["zone"]].add(measure)
    found |= _nodes(plan, scored)
    return {key: _unknown(plan, lacking[key[0]], key[1], asked) or value for key, value in found.items()}


def _parts(plan: Plan, zones: Mapping[str, Given]) -> Mapping[str, pl.LazyFrame]:
    rubric = plan.rubric
    columns = list(dict.fromkeys(column(Name(space, id_), back=back) for space, id_, back in plan.figures))
    first = next(iter(rubric.categories))
    data: dict[str, pl.Series] = {
        "zone": pl.Series(list(zones), dtype=pl.String),
        "year": pl.Series([0] * len(zones), dtype=pl.Int32),
        **{name: pl.Series(list(zones), dtype=pl.String) for name in ("zh", "en")},
        "category": pl.Series([given.category or first for given in zones.values()], dtype=pl.String),
        "prefecture": pl.Series([None] * len(zones), dtype=pl.String),
    }
    counted = _counted(rubric, zones)
    for name in columns:
        item = rubric.items.get(name.removeprefix("previous."))
        default = None if item is None else item.if_absent
        given_figures = [given.figures.get(name, counted.get((zone, name))) for zone, given in zones.items()]
        filled = [default if figure is None else figure for figure in given_figures]
        data[name] = pl.Series([None if figure is None else float(figure) for figure in filled], dtype=pl.Float64)
    for id_ in plan.between_years:  # a case has no other years
        data[BETWEEN.format(id_)] = pl.Series([None] * len(zones), dtype=pl.Float64)
    return {category: gated(plan, category, part) for category, part in parts_of(plan, pl.DataFrame(data)).items()}


def _counted(rubric: Rubric, zones: Mapping[str, Given]) -> Mapping[tuple[str, str], Decimal]:
    """What the lists of each zone come to, by zone and item."""
    rows: list[dict[str, object]] = [
        {
            "zone": zone,
            "year": 0,
            "list": next(item.listing.name for item in readers(rubric, entry.list) if item.listing is not None),
            "entity": entry.entity,
            "class": entry.class_,
            "score": entry.score,
            "expert": entry.expert,
            "evidence": entry.evidence,
            "status": "given",
            "source": "",
        }
        for zone, given in zones.items()
        for entry in given.lists
    ]
    found = figures(rubric, entries(rubric, pl.DataFrame(rows, schema=LISTS)))
    return {(zone, item): value for zone, item, value in found.select("zone", "item", "value").iter_rows()}


def _statistics(plan: Plan, case: Case) -> pl.DataFrame:
    rows = [Row(child, ALL, "weight", 0, float(weight), None, "", None, 0) for child, weight in case.weights.items()]
    for key, values in case.statistics.items():
        for stat, value in values.items():
            if stat == "mean_points":
                rows.append(Row(key, ALL, "mean", 0, float(value), None, MEAN, None, 0))
            elif key in plan.measures and stat in STEPS:
                rows.append(Row(key, ALL, stat, 0, float(value), None, "given", None, 0))
            elif key in plan.measures:
                rows.append(Row(key, ALL, "statistic", 0, float(value), None, stat, None, 0))
            else:
                rows.append(Row("", ALL, "statistic", 0, float(value), None, key, None, 0))
    return table(rows)


def _nodes(plan: Plan, scored: Mapping[str, pl.LazyFrame]) -> dict[tuple[str, str, str], str]:
    """Points of indicators, pillars and adjustments."""
    digits = plan.rubric.digits
    found: dict[tuple[str, str, str], str] = {}
    for category, frame in scored.items():
        nodes = [(id_, INDICATOR, digits.indicator) for id_, i in plan.rubric.indicators.items() if category in i.full]
        nodes += [(id_, PILLAR, digits.pillar) for id_, p in plan.rubric.pillars.items() if category in p.full]
        nodes += [(f"adjustments.{id_}", ADJUSTMENT, digits.pillar) for id_ in plan.rubric.adjustments]
        columns = [
            to_decimal(pl.col(kind.format(id_.removeprefix("adjustments."))), step.digits).alias(id_)
            for id_, kind, step in nodes
        ]
        for row in frame.select("zone", *columns).collect(engine="in-memory").iter_rows(named=True):
            zone = row.pop("zone")
            found |= {(zone, id_, ""): _shown("points", points) for id_, points in row.items()}
    return found


def _unknown(plan: Plan, unfitted: set[str], what: str, asked: str) -> str | None:
    """What an outcome lacks: a cohort for the scales (or weights) it rests on, or other zones for nodes that compare."""
    rubric = plan.rubric
    if what in plan.measures or what in rubric.indicators or what in rubric.pillars:
        lacking = {id_ for id_ in unfitted if what in (id_, *plan.above(id_))}
    else:
        lacking = unfitted if what in ("total", "rank", "overall_rank", "tier", "stars") else set()
    comparing = {id_ for id_ in lacking if (id_ in rubric.pillars or not id_) and plan.aggregate(id_).compares}
    needs = [(f"needs {asked} of ", lacking - comparing), ("needs other zones to compare in ", comparing)]
    return "; ".join(said + ", ".join(sorted(id_ or "total" for id_ in ids)) for said, ids in needs if ids) or None


# placed: the grading stage alone -------------------------------------------------------------------------------------


def _placed(plan: Plan, case: Case) -> Mapping[tuple[str, str, str], str]:
    """Grades and vetoes of a zone whose place is given, among others of whom nothing is known."""
    found: dict[tuple[str, str, str], str] = {}
    for zone, given in case.zones.items():
        place, of = given.rank or 1, given.of or given.rank or 1
        others = [f"\uffff{number:09}" for number in range(1, of + 1)]
        others[place - 1] = zone
        category = given.category or next(iter(plan.rubric.categories))
        nobody = Given(category, {}, None, None, None)
        zones = {name: given if name == zone else nobody for name in others}
        frame = _parts(plan, zones)[category]
        digits = plan.rubric.digits.total.digits
        own = to_count(given.total if given.total is not None else plan.rubric.total / 2, digits)
        totals = pl.Series("total", [own + place - number for number in range(1, of + 1)], dtype=pl.Int64)
        ranked = rank(plan, {category: _as_scored(plan, category, frame, zone, totals)}, Scales()).collect()
        found |= {key: value for key, value in _ranking(ranked).items() if key[0] == zone}
    return found


def _as_scored(plan: Plan, category: str, frame: pl.LazyFrame, zone: str, totals: pl.Series) -> pl.LazyFrame:
    """What `score` would hand on: the totals that were given, this zone's own vetoes and gates, nobody else's."""
    rubric = plan.rubric
    terms = Scorer(plan, category, Scales()).terms()
    this = pl.col("zone") == zone
    nodes = [INDICATOR.format(id_) for id_ in rubric.indicators] + [PILLAR.format(id_) for id_ in rubric.pillars]
    return frame.with_columns(
        pl.lit(totals),
        *(pl.lit(0, dtype=pl.Int64).alias(name) for name in ("adjustments", *nodes)),
        (pl.lit(totals).cast(pl.Int64) * 10**SNAP).alias("full"),
        *(
            (terms.condition(veto.when.tree).cast(pl.Boolean) & this).alias(VETO.format(veto.id))
            for veto in rubric.vetoes.values()
        ),
        *((pl.col(gate) | ~this).alias(gate) for gate in map(GATE.format, rubric.gates)),
        pl.lit(value=False).alias(SCREENED),  # a place that is given is a place
    )


# comparing -----------------------------------------------------------------------------------------------------------


def _ranking(frame: pl.DataFrame) -> dict[tuple[str, str, str], str]:
    return {
        (row["zone"], name, ""): _shown(name, value)
        for row in frame.iter_rows(named=True)
        for name, value in row.items()
        if name not in PARTICULARS
    }


def _shown(part: str, value: object) -> str:
    """An outcome in the spelling expectations are compared in."""
    if value is None:
        return "none"
    if isinstance(value, list):
        return _spelt(tuple(value))
    if isinstance(value, float):
        return _spelt(Fraction(f"{value:.{SIGNIFICANT}g}" if part == "value" else f"{value:.{SNAP}f}"))
    return _spelt(value if isinstance(value, Decimal) else Decimal(value) if isinstance(value, int) else str(value))


def _spelt(value: Expected) -> str:
    if value is None:
        return "none"
    if isinstance(value, tuple):
        return "[" + ", ".join(value) + "]"
    if isinstance(value, str):
        return value
    exact = Fraction(value)
    digits = exact * 10**12
    if digits.denominator != 1:
        return str(exact)
    text = f"{Decimal(digits.numerator).scaleb(-12):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
