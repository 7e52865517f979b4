"""Everything an appraisal says about one zone, looked up once: its figures, its row of the ranking, its scorecard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from functools import cached_property

import polars as pl

from scoring.engine.appraisal import Appraisal
from scoring.engine.explain.parts import UnknownZone
from scoring.engine.explain.retrace import Retrace, Row, bounded, exactly
from scoring.engine.explain.totals import Counting, Tree, adjusted
from scoring.engine.plan import MeasurePlan
from scoring.engine.scales import Scales, rows_of
from scoring.rules.rubric import Digits, Label


@dataclass(frozen=True, slots=True)
class Scored:
    """A row of the scorecard, with exact full points."""

    plan: MeasurePlan
    value: float | None
    share: float | None
    points: Decimal | None
    full: Decimal
    status: str
    treatment: str | None

    @property
    def here(self) -> bool:
        """Whether the measure counts for the zone, or is left out and passes its points on."""
        if self.status in ("scored", "imputed"):
            return True
        return self.status not in ("not_applicable", "screened") and self.treatment != "redistribute"

    @property
    def known(self) -> bool | None:
        """Whether it rests on a value, be it left out with its node; None where it does not apply."""
        if self.status == "not_applicable":
            return None
        return self.status in ("scored", "imputed") or (self.status == "left_out" and self.share is not None)


@dataclass(frozen=True)
class OneZone:
    """One zone of an appraisal."""

    appraisal: Appraisal
    zone: str

    @cached_property
    def ranked(self) -> Row:
        """Its row of the ranking table. Raises :class:`UnknownZone`."""
        rows = self.appraisal.ranking.filter(pl.col("zone") == self.zone)
        if rows.is_empty():
            raise UnknownZone(self.zone, _near(self.appraisal.ranking, self.zone))
        return rows.row(0, named=True)

    @cached_property
    def category(self) -> str:
        """The id of its category."""
        return str(self.ranked["category"])

    @property
    def name(self) -> Label:
        """What the zone is called; its id where nobody says."""
        zh, en = self.ranked["zh"], self.ranked["en"]
        return Label(str(zh or self.zone), str(en or self.zone))

    @property
    def names(self) -> dict[str, Label]:
        """What constants and items are called."""
        rubric = self.appraisal.rubric
        names = {constant.id: constant.label for constant in rubric.constants.values()}
        return names | {item.id: item.label for item in rubric.items.values()}

    @cached_property
    def values(self) -> Row:
        """Its row of the values table."""
        return self.appraisal.values.filter(pl.col("zone") == self.zone).row(0, named=True)

    @cached_property
    def scales(self) -> Scales:
        """The scale table of the appraisal."""
        return Scales(rows_of(self.appraisal.scales))

    @cached_property
    def retrace(self) -> Retrace:
        """Its measures in exact fractions."""
        return Retrace(self.appraisal.plan, self.category, self.scales, self.values)

    @cached_property
    def scored(self) -> Mapping[str, Scored]:
        """Its scorecard, by measure, in the rubric's order."""
        rows = self.appraisal.scorecard.filter(pl.col("zone") == self.zone)
        found: dict[str, Scored] = {}
        for row in rows.iter_rows(named=True):
            plan = self.appraisal.plan.measures[f"{row['indicator']}.{row['measure']}"]
            found[plan.measure.id] = Scored(
                plan, row["value"], row["share"], row["points"], row["full"], row["status"], row["treatment"]
            )
        return found

    @cached_property
    def touched(self) -> Mapping[tuple[str, str], Row]:
        """What data steps did to its values, by measure and step."""
        if all(
            plan.measure.impute is None and plan.measure.treat is None for plan in self.appraisal.plan.measures.values()
        ):
            return {}
        rows = self.appraisal.audit.filter(pl.col("zone") == self.zone, pl.col("measure").is_not_null())
        return {(f"{row['indicator']}.{row['measure']}", str(row["step"])): row for row in rows.iter_rows(named=True)}

    @cached_property
    def tree(self) -> Tree:
        """The tree of importance of its category."""
        return Tree(self.appraisal.plan, self.category, self.scales)

    @cached_property
    def here(self) -> Mapping[str, bool]:
        """Which measures count for it."""
        return {id_: scored.here for id_, scored in self.scored.items()}

    @cached_property
    def counting(self) -> Counting:
        """What counts for it, and what every node has of its points."""
        return self.counting_with(None)

    def counting_with(self, measure: str | None) -> Counting:
        """The same, if one measure had a value."""
        here, known = dict(self.here), {id_: scored.known for id_, scored in self.scored.items()}
        if measure is not None:
            here[measure] = known[measure] = True
        return self.tree.counting(here, known)

    @cached_property
    def shares(self) -> Mapping[str, Fraction | None]:
        """The share of every scored measure, exactly."""
        return {id_: self._share(scored) for id_, scored in self.scored.items()}

    def _share(self, scored: Scored) -> Fraction | None:
        if scored.status not in ("scored", "imputed") or scored.value is None:
            return None
        value = self.retrace.value(scored.plan)
        share = self.retrace.curve(scored.plan).share(exactly(scored.value) if value is None else value)
        return None if share is None else bounded(scored.plan, share)

    def full(self, measure: str) -> Fraction:
        """The full points of a measure for this zone, exactly."""
        return self.tree.full(measure, self.counting)

    def adjustments(self, digits: Digits) -> Mapping[str, Fraction | None]:
        """The points of every adjustment, rounded as these digits say."""
        scope = self.retrace.scope()
        adjustments = self.appraisal.rubric.adjustments.values()
        return {adjustment.id: adjusted(adjustment, scope, digits) for adjustment in adjustments}

    @property
    def fired(self) -> list[str]:
        """The vetoes that hold."""
        return _texts(self.ranked["vetoes"])

    @property
    def failed(self) -> list[str]:
        """The entry conditions it did not meet."""
        return _texts(self.ranked["gates"])


def _texts(value: object) -> list[str]:
    return [str(text) for text in value] if isinstance(value, list) else []


def _near(ranking: pl.DataFrame, zone: str) -> tuple[str, ...]:
    """Ids of the zones whose id or name is most like this."""
    owners: dict[str, str] = {}
    for id_, zh, en in ranking.select("zone", "zh", "en").iter_rows():
        for text in (id_, zh, en):
            if text:
                owners.setdefault(str(text), str(id_))
    inside = [text for text in owners if zone and zone in text]
    close = get_close_matches(zone, list(owners), 5, 0.5)
    return tuple(dict.fromkeys(owners[text] for text in (*close, *inside)))[:5]
