"""Would it be a place better? The zone's results, with one measure's points put otherwise, against the zone ahead."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import polars as pl

from scoring.engine.explain.one_zone import OneZone
from scoring.engine.explain.retrace import snap, tidied
from scoring.engine.explain.totals import Counting, Earned, Sums, cap_of, finest
from scoring.engine.numbers import SNAP
from scoring.language.exact import number
from scoring.rules.rubric import Digits

#: What zones are sorted by, larger first: the standing, then what breaks ties (None is last).
Key = tuple[Fraction, tuple[Fraction | None, ...]]


@dataclass(frozen=True)
class Overtaking:
    """A ranked zone and the next one ahead of it."""

    one: OneZone
    ahead: OneZone

    # the two that are compared -----------------------------------------------------------------------------------

    @cached_property
    def to_beat(self) -> Key:
        """The key of the zone ahead, from what was published of it."""
        counts = {id_: snap(Fraction(scored.points or 0)) for id_, scored in self.ahead.scored.items()}
        added = self._added(self.ahead, self._digits)
        sums = self.ahead.tree.sums(Earned(counts, self.ahead.shares), self.ahead.counting, added, self._digits, None)
        return self.published(self.ahead), self._breakers(self.ahead, sums)

    @property
    def by_full(self) -> bool:
        """Whether places rest on the full score instead of the printed total."""
        return self.one.appraisal.rubric.ranking.by == "full"

    def published(self, zone: OneZone) -> Fraction:
        """What a zone is ranked by."""
        value = zone.ranked["full" if self.by_full else "total"]
        return Fraction(value) if isinstance(value, Decimal) else Fraction(0)

    @property
    def unit(self) -> Fraction:
        """The smallest difference between two standings."""
        return Fraction(1, 10 ** (SNAP if self.by_full else self._digits.total.digits))

    @cached_property
    def gap(self) -> Fraction:
        """The points that make the difference, if all that breaks ties stays as it is."""
        standing, breakers = self.key(self.earned())
        gap = self.to_beat[0] - standing
        return gap if self._passes((self.to_beat[0], breakers)) else gap + self.unit

    @property
    def shared(self) -> bool:
        """Whether just enough points mean a shared place."""
        _, breakers = self.key(self.earned())
        reached = (self.published(self.one) + self.gap, breakers)
        return self.one.appraisal.rubric.ranking.ties != "ordinal" and reached == self.to_beat

    # what if -----------------------------------------------------------------------------------------------------

    def earned(self, measure: str | None = None, share: Fraction | None = None) -> Earned:
        """What every measure earned; with another share for one, handed in if need be."""
        counting = self._counting(None if share is None else measure)
        counts: dict[str, int] = {}
        for id_, scored in self.one.scored.items():
            own = share if id_ == measure else self.one.shares[id_]
            if own is None:
                counts[id_] = snap(Fraction(scored.points or 0))
            else:
                counts[id_] = snap(own * self.one.tree.full(id_, counting))
        shares = self.one.shares if measure is None or share is None else {**self.one.shares, measure: share}
        return Earned(counts, shares)

    def _counting(self, measure: str | None) -> Counting:
        """What counts for the zone, once a measure has a value that it may not have now."""
        if measure is None or self.one.scored[measure].status in ("scored", "imputed"):
            return self.one.counting
        return self.one.counting_with(measure)

    def key(self, earned: Earned, measure: str | None = None, *, capped: bool = True) -> Key:
        """The zone's key with such points, one measure's perhaps put otherwise."""
        counting = self._counting(measure)
        added = self._added(self.one, self._digits)
        cap = cap_of(self.one.appraisal.plan, self.one.fired) if capped else None
        sums = self.one.tree.sums(earned, counting, added, self._digits, cap)
        standing = sums.total
        if self.by_full:
            fine = finest(self._digits)
            standing = self.one.tree.sums(earned, counting, self._added(self.one, fine), fine, cap).total
        return standing, self._breakers(self.one, sums)

    def gains(self, measure: str, share: Fraction) -> bool:
        """Whether the zone gains a place if the measure had this share."""
        return self._passes(self.key(self.earned(measure, share), measure))

    def full_with(self, measure: str) -> Fraction:
        """The full points of a measure if it counted for the zone."""
        return self.one.tree.full(measure, self._counting(measure))

    def held_down(self, measure: str, share: Fraction | None) -> bool:
        """Whether the place would be gained at this share, were the total not capped by a veto."""
        if share is None or cap_of(self.one.appraisal.plan, self.one.fired) is None:
            return False
        return self._passes(self.key(self.earned(measure, share), measure, capped=False))

    def _passes(self, key: Key) -> bool:
        ours, theirs = _sortable(key), _sortable(self.to_beat)
        if self.one.appraisal.rubric.ranking.ties == "ordinal":
            return (ours, self.one.zone) < (theirs, self.ahead.zone)
        return ours <= theirs

    # parts of keys -----------------------------------------------------------------------------------------------

    @property
    def _digits(self) -> Digits:
        return self.one.appraisal.rubric.digits

    @staticmethod
    def _added(zone: OneZone, digits: Digits) -> Fraction:
        return sum((points or Fraction(0) for points in zone.adjustments(digits).values()), Fraction(0))

    @staticmethod
    def _breakers(zone: OneZone, sums: Sums) -> tuple[Fraction | None, ...]:
        found: list[Fraction | None] = []
        for breaker in zone.appraisal.rubric.ranking.breakers:
            if breaker.formula is None:
                found.append(sums.pillars.get(breaker.id, sums.indicators.get(breaker.id)))
            else:
                value = number(breaker.formula.tree, zone.retrace.scope())
                found.append(None if value is None else tidied(value))
        return tuple(found)


def _sortable(key: Key) -> tuple[tuple[bool, Fraction], ...]:
    """A key that sorts best first, with what is unknown last."""
    standing, breakers = key
    return ((False, -standing), *((value is None, -(value or Fraction(0))) for value in breakers))


def next_ahead(one: OneZone) -> OneZone | None:
    """The zone ahead that stands nearest; None for the first."""
    ranking = one.appraisal.ranking
    better = ranking.filter(
        pl.col("category") == one.category, pl.col("state") == "ranked", pl.col("rank") < pl.lit(one.ranked["rank"])
    )
    if better.is_empty():
        return None
    return OneZone(one.appraisal, str(better.sort("rank", "zone", descending=[True, False]).item(0, "zone")))
