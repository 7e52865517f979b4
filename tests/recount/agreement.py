"""Engine and recount side by side: they agree to the last digit, or the difference is told."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import isclose

import polars as pl

from scoring.engine.appraisal import Appraisal, appraise
from scoring.engine.plan import compile_rubric
from scoring.engine.tables import Inputs
from scoring.language.problems import Rejected
from scoring.rules.reading import rubric_from_bytes
from scoring.rules.rubric import Rubric
from tests.recount.recount import Recount, Refused, Row

Difference = tuple[object, ...]


def frame_of(rubric: Rubric, rows: Sequence[Row]) -> pl.DataFrame:
    """Rows as the engine takes them: one Float64 column a figure."""
    known = compile_rubric(rubric).figures
    figures = [("previous." if back else "") + (f"{space}.{id_}" if space else id_) for space, id_, back in known]
    columns = {
        "zone": [str(row["zone"]) for row in rows],
        "category": [str(row.get("category") or next(iter(rubric.categories))) for row in rows],
        **{name: [None if row.get(name) is None else float(Fraction(row[name])) for row in rows] for name in figures},  # type: ignore[arg-type]
    }
    return pl.DataFrame(columns, schema_overrides=dict.fromkeys(figures, pl.Float64))


def differences(text: str, rows: Sequence[Row], inputs: Inputs | None = None) -> list[Difference]:
    """Where engine and recount differ on a rubric and rows; nothing is the only good answer."""
    rubric = rubric_from_bytes(text.encode(), "rubric.yaml")
    try:
        recount = Recount(text, rows)
    except Refused as refused:
        return _refusals(rubric, inputs if inputs is not None else frame_of(rubric, rows), refused)
    try:
        appraisal = appraise(rubric, inputs if inputs is not None else frame_of(rubric, rows))
    except Rejected as rejected:
        return [("engine refuses", problem.code, dict(problem.facts)) for problem in rejected.problems]
    return compared(appraisal, recount)


def compared(appraisal: Appraisal, recount: Recount) -> list[Difference]:
    """Where the scorecards and the rankings differ."""
    return [*_measures(appraisal, recount), *_ranking(appraisal, recount)]


def _refusals(rubric: Rubric, given: Inputs | pl.DataFrame, refused: Refused) -> list[Difference]:
    try:
        appraise(rubric, given)
    except Rejected as rejected:
        found = {(p.code, p.facts["node"] if "node" in p.facts else p.facts["measure"]) for p in rejected.problems}
        return [] if found == refused.reasons else [("refusals", sorted(found), sorted(refused.reasons))]
    return [("recount refuses", sorted(refused.reasons))]


def _measures(appraisal: Appraisal, recount: Recount) -> list[Difference]:
    found: list[Difference] = []
    wanted = {(str(zone.row["zone"]), id_): scored for zone in recount.zones for id_, scored in zone.measures.items()}
    for row in appraisal.scorecard.iter_rows(named=True):
        where = row["zone"], f"{row['indicator']}.{row['measure']}"
        scored = wanted.pop(where)
        if not same_value(row["value"], scored.value):
            found.append((*where, "value", row["value"], scored.value and float(scored.value)))
        if not same_share(row["share"], scored.share):
            found.append((*where, "share", row["share"], scored.share and float(scored.share)))
        if not same(row["points"], scored.points):
            found.append((*where, "points", row["points"], scored.points and float(scored.points)))
        if not isclose(row["full"], scored.full, abs_tol=1.1e-9):
            found.append((*where, "full", row["full"], float(scored.full)))
        if (row["status"], row["treatment"]) != (scored.status, scored.treatment):
            found.append((*where, "status", (row["status"], row["treatment"]), (scored.status, scored.treatment)))
    return found + [(*where, "no row") for where in wanted]


def _ranking(appraisal: Appraisal, recount: Recount) -> list[Difference]:
    found: list[Difference] = []
    rows = list(appraisal.ranking.iter_rows(named=True))
    if len(rows) != len(recount.zones):
        found.append(("zones", len(rows), len(recount.zones)))
    zones = {str(zone.row["zone"]): zone for zone in recount.zones}
    for row in rows:
        zone, standing = zones[row["zone"]], recount.ranking[row["zone"]]
        adjustments = list(zone.adjustments.values())
        wanted: dict[str, Fraction | None] = {
            pillar.id: zone.points.get(pillar.id) for pillar in appraisal.plan.roots()
        }
        wanted["adjustments"] = None if None in adjustments else sum(adjustments, Fraction(0))  # type: ignore[arg-type]
        wanted["total"] = zone.total
        found += [(row["zone"], name, row[name], value) for name, value in wanted.items() if not same(row[name], value)]
        if "full" in row and not same_full(row["full"], zone.fine):
            found.append((row["zone"], "full", row["full"], zone.fine))
        names = ("rank", "of", "state", "vetoes", "gates")
        exact = {name: getattr(standing, name) for name in names}
        optional = {"tier": standing.tier, "stars": standing.stars, "overall_rank": standing.overall_rank}
        exact |= {name: value for name, value in optional.items() if name in row or value is not None}
        found += [(row["zone"], name, row[name], value) for name, value in exact.items() if row[name] != value]
    return found


def same(printed: Decimal | None, exact: Fraction | None) -> bool:
    """The same number, digit for digit."""
    return printed is None if exact is None else printed is not None and Fraction(printed) == exact


def same_share(share: float | None, exact: Fraction | None) -> bool:
    """The share to nine decimals, as the nearest float; either way where the tenth is a 5 and nothing more."""
    if share is None or exact is None:
        return share is exact
    nearest = round(share * 10**9)
    return share == nearest / 10**9 and abs(nearest - exact * 10**9) <= Fraction(1, 2) + Fraction(1, 10**5)


def same_full(printed: Decimal | None, exact: Fraction | None) -> bool:
    """Full scores are kept to nine digits, of which a float's noise may reach the last where there are many points."""
    if printed is None or exact is None:
        return printed is exact
    return abs(Fraction(printed) - exact) <= max(Fraction(2, 10**9), abs(exact) / 10**14)


def same_value(value: float | None, exact: Fraction | None) -> bool:
    """Values are floats: the same to the last digits that are shown anywhere, also where a subtraction left little."""
    if value is None or exact is None:
        return value is exact
    return isclose(value, exact, rel_tol=1e-11, abs_tol=1e-10)
