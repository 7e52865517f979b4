"""Changes of a figure, tried out: the zone is scored again and again, by the engine, on the frozen scales.

Everything that looks at a figure is thereby counted: level and growth, siblings, adjustments, vetoes. Many changes are
tried at once, each a row; the smallest that gains a place is closed in on, to the last digit such figures have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import polars as pl

from scoring.engine.appraisal import rescored
from scoring.engine.explain.one_zone import OneZone
from scoring.rules.rubric import Item

#: No change beyond this many times the figure itself is offered.
AT_MOST = 2
#: How many changes of one figure are tried at a time.
TRIALS = 24
#: The finest digit a figure is changed by, as decimals.
FINEST = 4


@dataclass(frozen=True, slots=True)
class Change:
    """A figure to change, and which way."""

    item: str
    up: bool


@dataclass(frozen=True, slots=True)
class Closing:
    """A search under way: the largest number of steps known to be too few, the smallest known to be enough."""

    change: Change
    few: int
    enough: int


@dataclass(frozen=True)
class Trials:
    """Trial scorings of one zone against the one ahead of it."""

    one: OneZone
    ahead: str

    def smallest(self, changes: Iterable[Change]) -> dict[Change, Decimal]:
        """The smallest figure's change (signed) that gains a place, of those that can; smaller ones do not."""
        open_ = {change: self._most(change) for change in dict.fromkeys(changes)}
        tries = {change: _spread(most) for change, most in open_.items() if most > 0}
        closing = self._narrowed(tries, dict.fromkeys(tries, 0))
        while wide := {c.change: c for c in closing.values() if c.enough - c.few > 1}:
            tries = {change: _between(c.few, c.enough) for change, c in wide.items()}
            closing |= self._narrowed(tries, {change: c.few for change, c in wide.items()}, wide)
        return {change: self._step(change.item) * c.enough * (1 if change.up else -1) for change, c in closing.items()}

    def _narrowed(
        self,
        tries: Mapping[Change, Sequence[int]],
        few: Mapping[Change, int],
        known: Mapping[Change, Closing] | None = None,
    ) -> dict[Change, Closing]:
        gains = self._gain([(change, count) for change, counts in tries.items() for count in counts])
        found: dict[Change, Closing] = {}
        for change, counts in tries.items():
            short, enough = few[change], None if known is None else known[change].enough
            for count in counts:
                if gains[change, count]:
                    enough = count
                    break
                short = count
            if enough is not None:
                found[change] = Closing(change, short, enough)
        return found

    # figures -----------------------------------------------------------------------------------------------------

    def before(self, item: str) -> Decimal:
        """The figure as it is."""
        return Decimal(repr(self.one.values[item]))

    def _step(self, item: str) -> Decimal:
        return Decimal(1).scaleb(-self._digits[item])

    @cached_property
    def _digits(self) -> Mapping[str, int]:
        """The decimals each figure is handed in with, by anyone in the category."""
        rows = self.one.appraisal.values.filter(pl.col("category") == self.one.category)
        return {
            item: decimals(rows.get_column(item)) for item in self.one.appraisal.rubric.items if item in rows.columns
        }

    def _most(self, change: Change) -> int:
        """How many steps a figure may move: not through zero, not out of its bounds, not beyond all measure."""
        item: Item = self.one.appraisal.rubric.items[change.item]
        before = self.before(change.item)
        if change.up:
            column = self.one.appraisal.values.get_column(change.item)
            room = before * AT_MOST if before > 0 else Decimal(repr(float(column.max() or 0)))  # type: ignore[arg-type]
            room = room if item.at_most is None else min(room, item.at_most - before)
        else:
            room = before if item.at_least is None else min(before, before - item.at_least)
        return max(0, int(room / self._step(change.item)))

    # scoring -----------------------------------------------------------------------------------------------------

    def _gain(self, tries: Sequence[tuple[Change, int]]) -> dict[tuple[Change, int], bool]:
        if not tries:
            return {}
        plan, category = self.one.appraisal.plan, self.one.category
        values = self.one.appraisal.values
        own, ahead = (values.filter(pl.col("zone") == zone) for zone in (self.one.zone, self.ahead))
        # the suffix keeps the order of ids, on which places may rest
        ids = [f"{self.one.zone}\x00{index:06}" for index in range(len(tries))]
        items = {change.item for change, _ in tries}
        columns = {item: [self._figure(item, change, count) for change, count in tries] for item in items}
        rows = pl.concat([own] * len(tries)).with_columns(
            pl.Series("zone", ids), *(pl.Series(k, v) for k, v in columns.items())
        )
        ranking = rescored(plan, category, pl.concat([ahead, rows]), self.one.scales)
        places = dict(ranking.select("zone", "rank").iter_rows())
        bar = places[self.ahead]
        return {key: places[id_] is not None and places[id_] <= bar for key, id_ in zip(tries, ids, strict=True)}

    def _figure(self, item: str, change: Change, count: int) -> float | None:
        value = self.one.values[item]
        if change.item != item or not isinstance(value, float):
            return value if isinstance(value, float) else None
        moved = self._step(item) * count
        return float(self.before(item) + (moved if change.up else -moved))


def decimals(figures: pl.Series) -> int:
    """The most decimals that any of these figures has, within reason."""
    most = 0
    for value in figures.drop_nulls().unique().to_list():
        exponent = Decimal(repr(value)).normalize().as_tuple().exponent
        most = max(most, -exponent if isinstance(exponent, int) else 0)
    return min(most, FINEST)


def _spread(most: int) -> list[int]:
    """Numbers of steps from one to the most, each larger than the last in about the same proportion."""
    counts = {max(1, round(most ** (index / (2 * TRIALS - 1)))) for index in range(2 * TRIALS)}
    return sorted({*counts, most})


def _between(few: int, enough: int) -> list[int]:
    return sorted({few + (enough - few) * index // (TRIALS + 1) for index in range(1, TRIALS + 1)} - {few})
