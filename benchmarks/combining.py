"""Nodes that do more than add up: TOPSIS, geometric mean and VIKOR of a wide table, Copeland of a thousand units.

Shares are parts of a fixed amount, so that everyone puts the same numbers together; our points keep nine digits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl

from benchmarks import kernels, peers
from benchmarks.report import Line, against_floor, milliseconds
from benchmarks.sample import Sample, rubric_text
from benchmarks.timing import medians, once
from scoring import Rubric, appraise
from scoring.rules.reading import rubric_from_bytes

INDICATORS = 50
_GOAL = 2.5
_ROUNDS = 5
_SCALE = "level: {scale: {0%: 0, 100%: 1000, beyond: extend}}}"
_COPELAND = (1_000, 5, 0.5)


def weights(indicators: int) -> np.ndarray:
    """Parts of the whole, by indicator."""
    parts = np.array([(2.0, 3.0, 5.0, 6.0)[j % 4] for j in range(indicators)])
    return np.asarray(parts / parts.sum())


def method(aggregate: str, indicators: int) -> Rubric:
    """All figures under one pillar, put together in some way."""
    lines: list[str] = []
    for line in rubric_text(indicators).splitlines():
        start, _, end = line.partition(", points: ")
        if line.startswith("  p0:"):
            lines.append(line.replace("}", f", points: 100, aggregate: {aggregate}}}"))
        elif end:
            part = (2, 3, 5, 6)[int(line[3:6]) % 4]
            pillar = start.index("pillar: p") + len("pillar: p")
            lines.append(f"{start[:pillar]}0{start[pillar + 1 :]}, weight: {part}, {_SCALE}")
        elif not line.startswith("  p"):
            lines.append(line)
    lines.insert(6, "digits: 9")
    return rubric_from_bytes("\n".join(lines).encode(), "combined-table.yaml")


def ours(rubric: Rubric, sample: Sample) -> np.ndarray:
    """Shares of the whole, in the order of the rows; the whole ranking is worked out."""
    ranking = appraise(rubric, sample.frame).ranking.sort("zone")
    billionths = ranking.get_column("total").reinterpret(dtype=pl.Int128).cast(pl.Int64).to_numpy()
    return np.asarray(billionths / 1e11)


def ranked(kernel: kernels.Kernel, sample: Sample) -> np.ndarray:
    """The floor: scores and the order of the rows."""
    return kernels.order(kernel(sample.columns, weights(sample.indicators)))


@dataclass(frozen=True, slots=True)
class Combining:
    """One way to put shares together."""

    title: str
    aggregate: str
    kernel: kernels.Kernel
    peers: Callable[[], Mapping[str, peers.Combined]]

    def check(self, units: int) -> None:
        """Equal results at a size, the peers' too."""
        sample = Sample(units, INDICATORS)
        expected = self.kernel(sample.columns, weights(INDICATORS))
        assert np.allclose(ours(method(self.aggregate, INDICATORS), sample), expected, rtol=0, atol=1e-9)
        for peer in self.peers().values():
            found = peer(Sample(200, INDICATORS).matrix, weights(INDICATORS))
            own = self.kernel(Sample(200, INDICATORS).columns, weights(INDICATORS))
            assert np.allclose(found, own, rtol=0, atol=1e-9), "a peer finds something else"

    def measure(self, units: int, *, with_peers: bool) -> list[Line]:
        """Ours and the floor in turns, each peer once."""
        sample, rubric = Sample(units, INDICATORS), method(self.aggregate, INDICATORS)
        self.check(1000)
        times = medians(
            {"ours": lambda: appraise(rubric, sample.frame).ranking, "floor": partial(ranked, self.kernel, sample)},
            rounds=_ROUNDS,
        )
        found: dict[str, float] = {}
        for name, peer in (self.peers() if with_peers else {}).items():
            assert sample.matrix is not None  # made before the clock starts
            found[name] = once(partial(peer, sample.matrix, weights(INDICATORS)))
        return [against_floor(f"{units:,} × {INDICATORS} {self.title}", times, _GOAL, found)]


def copeland(units: int, *, with_peers: bool) -> list[Line]:
    """A thousand units, five indicators: every one is compared with every other. COINr took 65 s, measured apart."""
    del units, with_peers
    rows, width, goal = _COPELAND
    sample, rubric = Sample(rows, width), method("copeland", width)
    times = medians(
        {
            "ours": lambda: appraise(rubric, sample.frame).ranking,
            "floor": lambda: kernels.copeland(sample.columns, weights(width)),
        },
        rounds=_ROUNDS,
    )
    spent, floor = times["ours"], times["floor"]
    line = Line(
        f"{rows:,} × {width} Copeland",
        milliseconds(spent),
        milliseconds(floor),
        f"{spent / floor:.2f} ×",
        f"≤ {goal * 1000:.0f} ms",
        spent <= goal,
    )
    return [line]


def check_copeland(units: int) -> None:
    """Our shares are the floor's."""
    rows, width, _ = _COPELAND
    sample = Sample(min(units, rows), width)
    expected = kernels.copeland(sample.columns, weights(width))
    assert np.allclose(ours(method("copeland", width), sample), expected, rtol=0, atol=1e-9)


TOPSIS = Combining("TOPSIS, ranked", "topsis", kernels.topsis, peers.topsis)
GEOMETRIC = Combining("geometric mean, ranked", "geometric", kernels.geometric, peers.geometric)
VIKOR = Combining("VIKOR, ranked", "vikor", kernels.vikor, peers.vikor)
