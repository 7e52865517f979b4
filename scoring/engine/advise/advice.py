"""The smallest single improvements that gain a zone a place, on frozen scales, if nobody else changes.

Two kinds, both exact. For each measure: the value at which that measure alone earns enough (its scale read backwards).
For each amount behind it: the smallest change of it with which the zone, scored again as a whole, stands better.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal, cast

from scoring.engine.advise.leverage import levers
from scoring.engine.advise.overtaking import Overtaking, next_ahead
from scoring.engine.advise.parts import Advice, Ahead, FigureChange, Refused, Suggestion
from scoring.engine.advise.reaching import Blocked, Reached, Reaching
from scoring.engine.advise.trials import Change, Trials
from scoring.engine.appraisal import Appraisal
from scoring.engine.explain.arithmetic import plain, shortened, telling
from scoring.engine.explain.figures import as_decimal, spelled, working
from scoring.engine.explain.one_zone import OneZone
from scoring.engine.explain.parts import UnknownZone
from scoring.engine.explain.retrace import in_step, snap
from scoring.engine.numbers import rounded

__all__ = ["Advice", "UnknownZone", "next_place"]


def next_place(appraisal: Appraisal, zone: str) -> Advice:
    """What would gain a zone (by its id) the next place. Raises :class:`UnknownZone`, a ``LookupError``."""
    one = OneZone(appraisal, zone)
    start = _bare(one)
    if start.reason is not None:
        return start
    ahead = next_ahead(one)
    return replace(start, reason="first") if ahead is None else _Adviser(one, Overtaking(one, ahead)).advice(start)


def _bare(one: OneZone) -> Advice:
    """The advice before there is any."""
    rubric, ranked = one.appraisal.rubric, one.ranked
    state, rank, of = ranked["state"], ranked["rank"], ranked["of"]
    by_full = rubric.ranking.by == "full"
    standing = ranked["full" if by_full else "total"]
    return Advice(
        rubric.name,
        rubric.label,
        one.appraisal.year,
        one.zone,
        one.name,
        rubric.categories[one.category].label,
        rank if isinstance(rank, int) else None,
        of if isinstance(of, int) else 0,
        standing if isinstance(standing, Decimal) else None,
        by_full,
        None if state == "ranked" else cast("Literal['gated', 'screened', 'vetoed', 'not_graded']", state),
        None,
        (),
        (),
        one.names,
    )


@dataclass(frozen=True)
class _Adviser:
    one: OneZone
    race: Overtaking

    def advice(self, start: Advice) -> Advice:
        """Every measure, as a suggestion or with the reason why not."""
        suggestions: list[tuple[Suggestion, tuple[Change, ...]]] = []
        refused: list[Refused] = []
        for scored in self.one.scored.values():
            reaching = Reaching(self.one, self.race, scored)
            found = reaching.reached()
            if isinstance(found, Blocked):
                refused.append(self.refused(reaching, found))
            else:
                suggestions.append((self.suggestion(reaching, found), self.changes(reaching, found)))
        trials = Trials(self.one, self.race.ahead.zone)
        known = trials.smallest(change for _, changes in suggestions for change in changes)
        whole = [replace(said, figures=self.figures(trials, changes, known)) for said, changes in suggestions]
        return replace(start, ahead=self.ahead(), suggestions=tuple(sorted(whole, key=_effort)), refused=tuple(refused))

    def ahead(self) -> Ahead:
        """The zone to overtake."""
        rank, race = self.race.ahead.ranked["rank"], self.race
        return Ahead(
            race.ahead.zone,
            race.ahead.name,
            rank if isinstance(rank, int) else 0,
            _decimal(race.ahead.ranked["full" if race.by_full else "total"]),
            as_decimal(race.gap),
            race.shared,
        )

    def suggestion(self, reaching: Reaching, found: Reached) -> Suggestion:
        """A value that is enough."""
        scored, measure = reaching.scored, reaching.scored.plan.measure
        rubric, value = self.one.appraisal.rubric, reaching.value
        indicator = rubric.indicators[measure.indicator]
        points = in_step(snap(found.share * self.race.full_with(measure.id)), rubric.digits.points)
        told = telling(scored.plan, rubric)
        relative = None if told == "date" else reaching.relative(found.to)  # a date is no part of a date
        return Suggestion(
            measure.id,
            indicator.label,
            measure.kind,
            len(indicator.measures) == 1,
            spelled(measure.value.unit),
            told,
            None if value is None else shortened(value, max(reaching.digits, 2)),
            as_decimal(found.to),
            found.relation,
            as_decimal(found.limit),
            None if found.until is None else shortened(found.until, max(reaching.digits, 2)),
            Decimal(0) if scored.points is None else scored.points,
            rounded(points, rubric.digits.points),
            None if relative is None else shortened(relative, 6),
            working(measure.value.tree, self.one.retrace.scope(measure), rubric).missing if value is None else (),
            (),
        )

    def refused(self, reaching: Reaching, found: Blocked) -> Refused:
        """A measure that is no help, with the points it could still gain."""
        scored, rubric = reaching.scored, self.one.appraisal.rubric
        measure = scored.plan.measure
        indicator = rubric.indicators[measure.indicator]
        room: Decimal | None = None
        if found.most is not None:
            best = in_step(snap(found.most * self.race.full_with(measure.id)), rubric.digits.points)
            room = rounded(max(Fraction(0), best - Fraction(scored.points or 0)), rubric.digits.points)
        alone = len(indicator.measures) == 1
        return Refused(measure.id, indicator.label, measure.kind, alone, found.why, room)

    # amounts -----------------------------------------------------------------------------------------------------

    def changes(self, reaching: Reaching, found: Reached) -> tuple[Change, ...]:
        """The amounts that move the value, each the way it must go."""
        value = reaching.value
        if value is None:
            return ()
        powers = levers(reaching.scored.plan.measure.value.tree, self.one.appraisal.rubric)
        wanted = found.to > value
        given = [id_ for id_ in powers if isinstance(figure := self.one.values.get(id_), float) and figure >= 0]
        return tuple(Change(id_, up=(powers[id_] > 0) == wanted) for id_ in given)

    def figures(
        self, trials: Trials, changes: tuple[Change, ...], known: Mapping[Change, Decimal]
    ) -> tuple[FigureChange, ...]:
        """The changes that gain the place, smallest first."""
        found = [self.figure(trials, change, known[change]) for change in changes if change in known]
        return tuple(sorted(found, key=lambda figure: (figure.relative is None, figure.relative or Decimal(0))))

    def figure(self, trials: Trials, change: Change, amount: Decimal) -> FigureChange:
        """One amount's change."""
        item, before = self.one.appraisal.rubric.items[change.item], plain(trials.before(change.item))
        relative = shortened(abs(Fraction(amount) / Fraction(before)), 6) if before else None
        return FigureChange(item.id, item.label, spelled(item.unit), before, amount, relative)


def _effort(suggestion: Suggestion) -> tuple[int, Decimal]:
    """Smallest relative change first; then values that were nothing; then figures that were not handed in."""
    if suggestion.value is None:
        return 2, Decimal(0)
    return (1, Decimal(0)) if suggestion.relative is None else (0, suggestion.relative)


def _decimal(value: object) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(0)
