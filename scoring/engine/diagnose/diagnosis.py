"""The diagnosis of a method on a year's returns: all its parts, as frames."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from functools import partial
from typing import Literal, get_args

import polars as pl

from scoring.engine.appraisal import Appraisal
from scoring.engine.diagnose.attention import attention
from scoring.engine.diagnose.cohort import Cohort, cohorts
from scoring.engine.diagnose.correlations import CORRELATIONS, correlations
from scoring.engine.diagnose.dominance import PAIRS, ZONES, dominance
from scoring.engine.diagnose.indicators import INDICATORS, MEASURES, indicators, measures
from scoring.engine.diagnose.leave_out import CONTRIBUTIONS, LEAVE_OUT, leave_out
from scoring.engine.diagnose.pillars import COMPONENTS, LOADINGS, PILLARS, pillars
from scoring.engine.diagnose.reversals import REVERSALS, REVERSED, reversals
from scoring.engine.diagnose.thresholds import Thresholds
from scoring.rules.rubric import Label, Rubric

Part = Literal["indicators", "correlations", "pillars", "leave-out", "dominance", "reversals"]
PARTS: tuple[Part, ...] = get_args(Part)

Tick = Callable[[str, int, int], None]

#: The frames of the parts, and their columns.
FRAMES: Mapping[str, pl.Schema] = {
    "indicators": INDICATORS,
    "measures": MEASURES,
    "correlations": CORRELATIONS,
    "pillars": PILLARS,
    "components": COMPONENTS,
    "loadings": LOADINGS,
    "leave_out": LEAVE_OUT,
    "contributions": CONTRIBUTIONS,
    "dominance": ZONES,
    "dominance_pairs": PAIRS,
    "reversals": REVERSALS,
    "reversed_pairs": REVERSED,
}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a diagnosis found. A part that was not asked for is an empty frame (columns: ``docs/guide/10-diagnose.md``).

    zones            how many zones are ranked in each category
    names            what the ranked zones are called
    attention        every flag, the worst first
    indicators       points, discriminating power, nominal and effective weight of every indicator
    measures         how the values of every measure lie
    correlations     pairs of indicators
    pillars          Cronbach's alpha and principal components of every pillar; ``components`` and ``loadings`` beside it
    leave_out        what moves when an indicator is left out; ``contributions`` zone by zone
    dominance        who is at least as good in everything; ``dominance_pairs`` pair by pair
    reversals        what one zone's leaving reverses between others; ``reversed_pairs`` pair by pair
    """

    rubric: Rubric
    year: int
    parts: tuple[Part, ...]
    thresholds: Thresholds
    zones: Mapping[str, int]
    names: Mapping[str, Label]
    attention: pl.DataFrame
    indicators: pl.DataFrame
    measures: pl.DataFrame
    correlations: pl.DataFrame
    pillars: pl.DataFrame
    components: pl.DataFrame
    loadings: pl.DataFrame
    leave_out: pl.DataFrame
    contributions: pl.DataFrame
    dominance: pl.DataFrame
    dominance_pairs: pl.DataFrame
    reversals: pl.DataFrame
    reversed_pairs: pl.DataFrame

    def frames(self) -> dict[str, pl.DataFrame]:
        """Every frame by its name."""
        named = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: value for name, value in named if isinstance(value, pl.DataFrame)}


def diagnose(
    appraisal: Appraisal,
    only: Collection[Part] = PARTS,
    *,
    category: str | None = None,
    thresholds: Thresholds | None = None,
    tick: Tick | None = None,
) -> Diagnosis:
    """Diagnose the method of an appraisal on its ranked zones.

    ``only`` names the parts wanted: ``indicators``, ``correlations``, ``pillars``, ``leave-out``, ``dominance`` and
    ``reversals`` (the last two fit or score again, and take the longest). ``tick(name, done, of)`` is called as they go.
    Whatever cannot be worked out is null, with the reason in ``note``: too few zones, no spread, no values.
    """
    limits = thresholds or Thresholds()
    parts = tuple(part for part in PARTS if part in only)
    known = cohorts(appraisal, category)
    step = _Steps(tick, sum(len(c.indicators) for c in known) if "leave-out" in parts else 0)
    step.of += sum(c.n for c in known) if "reversals" in parts else 0
    frames = {name: pl.DataFrame(schema=schema) for name, schema in FRAMES.items()}
    works: dict[Part, Callable[[], dict[str, pl.DataFrame]]] = {
        "indicators": lambda: {"indicators": indicators(known, limits), "measures": measures(known, limits)},
        "correlations": lambda: {"correlations": correlations(known, limits)},
        "pillars": partial(
            _named, ("pillars", "components", "loadings"), partial(pillars, appraisal.plan.rubric, known, limits)
        ),
        "leave-out": partial(_named, ("leave_out", "contributions"), partial(leave_out, appraisal, known, step)),
        "dominance": partial(_named, ("dominance", "dominance_pairs"), partial(dominance, known)),
        "reversals": partial(_named, ("reversals", "reversed_pairs"), partial(reversals, appraisal, known, step)),
    }
    for part in parts:
        frames |= works[part]()
    sizes = {cohort.category: cohort.n for cohort in known}
    return Diagnosis(appraisal.rubric, appraisal.year, parts, limits, sizes, _names(known), attention(frames), **frames)


def _names(known: Iterable[Cohort]) -> dict[str, Label]:
    """The zones' names; a code stands in for one that nobody gives."""
    called: dict[str, Label] = {}
    for cohort in known:
        zh, en = pl.coalesce("zh", "en", "zone"), pl.coalesce("en", "zh", "zone")
        rows = cohort.frame.select("zone", zh.alias("zh"), en.alias("en")).iter_rows()
        called |= {zone: Label(*names) for zone, *names in rows}
    return called


def _named(names: tuple[str, ...], work: Callable[[], tuple[pl.DataFrame, ...]]) -> dict[str, pl.DataFrame]:
    return dict(zip(names, work(), strict=True))


@dataclass(slots=True)
class _Steps:
    """Counts the long steps for whoever watches."""

    tick: Tick | None
    of: int
    done: int = 0

    def __call__(self, name: str) -> None:
        """A step begins."""
        if self.tick is not None:
            self.tick(name, self.done, self.of)
        self.done += 1
