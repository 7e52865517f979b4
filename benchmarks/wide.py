"""A wide table in memory: min–max, weights, exact rounding, total, rank; in one category or in ten."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl

from benchmarks import kernels, peers
from benchmarks.report import Line, against_floor
from benchmarks.sample import Sample, benefit, rubric, weights
from benchmarks.timing import medians, once
from scoring import appraise

INDICATORS = 50
_ROUNDS = 7
_TRIED = 200


@dataclass(frozen=True, slots=True)
class Wide:
    """One of the two works; ``goal`` is the multiple of the floor that is allowed."""

    title: str
    categories: int
    goal: float

    def measure(self, units: int, *, with_peers: bool) -> list[Line]:
        """Ours and the floor in turns; each peer once, after it has found the same on few rows."""
        sample = Sample(units, INDICATORS, self.categories)
        method = rubric(INDICATORS, self.categories)
        check(sample)
        times = medians(
            {"ours": lambda: appraise(method, sample.frame).ranking, "floor": lambda: floor(sample)}, rounds=_ROUNDS
        )
        found: dict[str, float] = {}
        for name, peer in (peers.installed() if with_peers else {}).items():
            check_peer(peer, Sample(200, INDICATORS, self.categories))
            assert sample.matrix is not None  # made before the clock starts
            found[name] = once(partial(peered, peer, sample))
        title = f"{units:,} × {INDICATORS} {self.title}"
        return [against_floor(title, times, self.goal, found)]

    def check(self, units: int) -> None:
        """Equal results at a size."""
        check(Sample(units, INDICATORS, self.categories))


def floor(sample: Sample) -> list[np.ndarray]:
    """The hand-written work: presorted slices, float scores, rows in order."""
    share, more = weights(sample.indicators), benefit(sample.indicators)
    return [
        kernels.order(kernels.scores([column[part] for column in sample.columns], share, more))
        for part in sample.slices
    ]


def peered(peer: peers.Peer, sample: Sample) -> list[peers.Scored]:
    """A peer's work, category by category."""
    share, more = weights(sample.indicators), benefit(sample.indicators)
    return [peer(sample.matrix[part], share, more) for part in sample.slices]


def check(sample: Sample) -> None:
    """Totals and places of ours are those of the exact kernels; some totals are worked out again in exact fractions."""
    share, more = weights(sample.indicators), benefit(sample.indicators)
    ranking = appraise(rubric(sample.indicators, sample.categories), sample.frame).ranking.sort("zone")
    totals = ranking.get_column("total").reinterpret(dtype=pl.Int128).cast(pl.Int64).to_numpy()
    places = ranking.get_column("rank").to_numpy()
    for part in sample.slices:
        columns = [column[part] for column in sample.columns]
        expected = kernels.exact_totals(columns, share, more)
        assert np.array_equal(totals[part], expected), "totals differ from the floor's, rounded exactly"
        assert np.array_equal(places[part], kernels.places(expected)), "places differ from the floor's"
        drift = np.abs(kernels.scores(columns, share, more) - expected / 100).max()
        assert drift <= 0.005 * sample.indicators + 1e-9, "the floor's unrounded scores are not what was rounded"
        extremes = [(column.min(), column.max()) for column in columns]
        for row in range(0, len(expected), max(1, len(expected) // _TRIED)):
            value = kernels.decimal_total([column[row] for column in columns], extremes, share, more)
            assert value == expected[row], "a total differs from exact fractions"


def check_peer(peer: peers.Peer, sample: Sample) -> None:
    """A peer's scores are the floor's, and its places follow them but for float noise."""
    share, more = weights(sample.indicators), benefit(sample.indicators)
    for part, (found, places) in zip(sample.slices, peered(peer, sample), strict=True):
        expected = kernels.scores([column[part] for column in sample.columns], share, more) / sum(share)
        assert np.allclose(found, expected, rtol=0, atol=1e-9), "scores differ from the floor's"
        assert (np.diff(expected[np.argsort(places, kind="stable")]) <= 1e-9).all(), "places differ from the floor's"


ONE = Wide("in one category, ranked", 1, 4.0)
TEN = Wide("in ten categories, ranked inside them", 10, 5.0)
