"""Whether the indicators of a pillar measure one thing: Cronbach's alpha, and principal components.

Both look at the shares of all indicators under a pillar (of every level; ``*`` is the whole tree), over the zones that
have a value for each of them. Components are those of the correlation matrix; a loading is an indicator's correlation
with a component.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from math import sqrt

import polars as pl

from scoring.engine.diagnose.cohort import ENOUGH, SHARE, Cohort
from scoring.engine.diagnose.moments import Pair, paired
from scoring.engine.diagnose.thresholds import Thresholds
from scoring.engine.eigen import Eigen, eigen
from scoring.rules.rubric import Indicator, Rubric

WHOLE = "*"

PILLARS = pl.Schema(
    {
        "category": pl.String(),
        "pillar": pl.String(),
        "indicators": pl.Int64(),
        "used": pl.Int64(),
        "n": pl.Int64(),
        "alpha": pl.Float64(),
        "alpha_standardised": pl.Float64(),
        "first": pl.Float64(),
        "above_one": pl.Int64(),
        "flags": pl.List(pl.String()),
        "note": pl.String(),
    }
)

COMPONENTS = pl.Schema(
    {
        "category": pl.String(),
        "pillar": pl.String(),
        "component": pl.Int64(),
        "eigenvalue": pl.Float64(),
        "explained": pl.Float64(),
        "cumulative": pl.Float64(),
    }
)

LOADINGS = pl.Schema(
    {
        "category": pl.String(),
        "pillar": pl.String(),
        "component": pl.Int64(),
        "indicator": pl.String(),
        "loading": pl.Float64(),
    }
)

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Block:
    """The indicators under a pillar that have spread, over the zones that have all of them."""

    category: str
    pillar: str
    all_: tuple[Indicator, ...]
    ids: tuple[str, ...]
    n: int
    found: Mapping[tuple[str, str], Pair]

    def covariance(self, a: str, b: str) -> float:
        return self.found[a, b].covariance or 0.0

    def r(self, a: str, b: str) -> float:
        return self.found[a, b].r or 0.0

    @property
    def note(self) -> str | None:
        """Why there is no alpha, or on what it does not rest."""
        if len(self.all_) < 2:
            return "one_indicator"
        if self.n < ENOUGH:
            return "few_zones"
        if len(self.ids) < 2:
            return "no_spread"
        return "some_without_spread" if len(self.ids) < len(self.all_) else None

    @property
    def told(self) -> bool:
        """Whether anything can be worked out."""
        return len(self.ids) > 1 and self.n >= ENOUGH


def pillars(
    rubric: Rubric, cohorts: Iterable[Cohort], limits: Thresholds
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Pillars, their components, and the loadings."""
    rows: list[Row] = []
    components: list[Row] = []
    loadings: list[Row] = []
    for cohort in cohorts:
        for pillar, under in _under(rubric, cohort):
            block = _block(cohort, pillar, under)
            parts = eigen([[block.r(a, b) for b in block.ids] for a in block.ids]) if block.told else ()
            rows.append(_pillar(block, [part.value for part in parts], limits))
            components += _components(block, [part.value for part in parts])
            loadings += _loadings(block, parts)
    return pl.DataFrame(rows, PILLARS), pl.DataFrame(components, COMPONENTS), pl.DataFrame(loadings, LOADINGS)


def _under(rubric: Rubric, cohort: Cohort) -> Iterator[tuple[str, tuple[Indicator, ...]]]:
    """The whole tree where it has several roots, then every pillar with all the indicators under it."""
    known = [pillar for pillar in rubric.pillars.values() if cohort.category in pillar.full]
    if sum(pillar.parent is None for pillar in known) > 1:
        yield WHOLE, cohort.indicators
    for pillar in known:
        yield pillar.id, tuple(i for i in cohort.indicators if pillar.id in rubric.above(i.id))


def _block(cohort: Cohort, pillar: str, under: tuple[Indicator, ...]) -> _Block:
    names = {indicator.id: SHARE.format(indicator.id) for indicator in under}
    whole = cohort.frame.select(pl.col(name).alias(id_) for id_, name in names.items()).drop_nulls()
    found = paired(whole, combinations_with_replacement(names, 2))
    found |= {(b, a): pair for (a, b), pair in found.items()}
    ids = tuple(id_ for id_ in names if found[id_, id_].r is not None)
    return _Block(cohort.category, pillar, under, ids, whole.height, found)


def _pillar(block: _Block, eigenvalues: Sequence[float], limits: Thresholds) -> Row:
    raw = _alpha(block) if block.told else None
    return {
        "category": block.category,
        "pillar": block.pillar,
        "indicators": len(block.all_),
        "used": len(block.ids),
        "n": block.n,
        "alpha": raw,
        "alpha_standardised": _standardised(block) if block.told else None,
        "first": eigenvalues[0] / len(block.ids) if eigenvalues else None,
        "above_one": sum(value > 1 + 1e-9 for value in eigenvalues) if eigenvalues else None,
        "flags": ["low_alpha"] if raw is not None and raw < limits.alpha else [],
        "note": block.note,
    }


def _alpha(block: _Block) -> float | None:
    """k / (k - 1) · (1 - Σ var / var of the sum); none where the indicators cancel each other out."""
    k = len(block.ids)
    own = sum(block.covariance(a, a) for a in block.ids)
    whole = sum(block.covariance(a, b) for a in block.ids for b in block.ids)
    return k / (k - 1) * (1 - own / whole) if whole > 1e-12 * own else None


def _standardised(block: _Block) -> float | None:
    """k · r̄ / (1 + (k - 1) · r̄), the same for indicators of equal spread."""
    k = len(block.ids)
    mean = (sum(block.r(a, b) for a in block.ids for b in block.ids) - k) / (k * (k - 1))
    below = 1 + (k - 1) * mean
    return k * mean / below if below > 1e-12 else None


def _components(block: _Block, eigenvalues: Sequence[float]) -> Iterator[Row]:
    running = 0.0
    for number, value in enumerate(eigenvalues, 1):
        running += value
        yield {
            "category": block.category,
            "pillar": block.pillar,
            "component": number,
            "eigenvalue": value,
            "explained": value / len(block.ids),
            "cumulative": running / len(block.ids),
        }


def _loadings(block: _Block, parts: Sequence[Eigen]) -> Iterator[Row]:
    for number, part in enumerate(parts, 1):
        for id_, entry in zip(block.ids, part.vector, strict=True):
            yield {
                "category": block.category,
                "pillar": block.pillar,
                "component": number,
                "indicator": id_,
                "loading": entry * sqrt(max(part.value, 0.0)),
            }
