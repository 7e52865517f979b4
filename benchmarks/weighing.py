"""Weights by the data from a wide table, as `fit` works them out; against NumPy column by column."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec

import numpy as np
import polars as pl

from benchmarks import kernels
from benchmarks.report import Line, against_floor
from benchmarks.sample import Sample, rubric_text
from benchmarks.timing import medians, once
from scoring import Rubric
from scoring.engine.fit import fit
from scoring.engine.plan import compile_rubric
from scoring.engine.scales import Scales
from scoring.engine.weighting import weigh
from scoring.rules.reading import rubric_from_bytes

INDICATORS = 50
_GOAL = 2.5
_ROUNDS = 5


def method(indicators: int, weights: str = "entropy") -> Rubric:
    """All figures under one pillar, each as a part of a fixed amount: no statistic is looked at but the weights."""
    lines: list[str] = []
    for line in rubric_text(indicators).splitlines():
        if line.startswith("  p0:"):
            lines.append(line.replace("}", f", points: 100, weights: {weights}}}"))
        elif not line.startswith("  p"):
            start, _, end = line.partition(", points: ")
            scale = "level: {scale: {0%: 0, 100%: 1000, beyond: extend}}}"
            lines.append(f"{start}, {scale}" if end else line)
    text = "\n".join(lines)
    for pillar in range(1, 5):
        text = text.replace(f"pillar: p{pillar}", "pillar: p0")
    return rubric_from_bytes(text.encode(), "weighed-table.yaml")


def prepared(sample: Sample, weights: str = "entropy") -> Callable[[], pl.DataFrame]:
    """Our weights, from a frame to rows of the scale table."""
    plan = compile_rubric(method(sample.indicators, weights))
    few = {"c0": sample.frame.head(5).lazy()}
    fitted = [row for row in fit(plan, few, 2025).rows if row.kind == "knot"]

    def run() -> pl.DataFrame:
        scales = Scales(fitted)
        weigh(plan, {"c0": sample.frame.lazy()}, 2025, scales)
        return scales.frame.filter(pl.col("kind") == "weight")

    return run


@dataclass(frozen=True, slots=True)
class Weighing:
    """One way to weigh."""

    weights: str
    kernel: Callable[[Sequence[np.ndarray]], np.ndarray]

    def measure(self, units: int, *, with_peers: bool) -> list[Line]:
        """Ours and the floor in turns, each peer once."""
        sample = Sample(units, INDICATORS)
        ours = prepared(sample, self.weights)
        check_equal(ours().get_column("at").to_numpy(), self.kernel(sample.columns))
        times = medians({"ours": ours, "floor": lambda: self.kernel(sample.columns)}, rounds=_ROUNDS)
        found: dict[str, float] = {}
        for name, peer in (peers(self.weights) if with_peers else {}).items():
            few = Sample(200, INDICATORS)
            check_equal(peer(few.matrix), self.kernel(few.columns))
            assert sample.matrix is not None  # made before the clock starts
            found[name] = once(partial(peer, sample.matrix))
        return [against_floor(f"{units:,} × {INDICATORS} weights by {self.weights}", times, _GOAL, found)]

    def check(self, units: int) -> None:
        """Our weights are the floor's."""
        sample = Sample(units, INDICATORS)
        check_equal(prepared(sample, self.weights)().get_column("at").to_numpy(), self.kernel(sample.columns))


def check_equal(found: np.ndarray, expected: np.ndarray) -> None:
    assert np.allclose(found, expected, rtol=1e-9, atol=0), "weights differ from the floor's"


def peers(weights: str) -> dict[str, Callable[[np.ndarray], np.ndarray]]:
    """The packages that are here and weigh by the same formula (CRITIC of others scales its figures first)."""
    if weights != "entropy":
        return {}
    here: dict[str, Callable[[np.ndarray], np.ndarray]] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if find_spec("skcriteria") is not None:
            from skcriteria.preprocessing.weighters import entropy_weights

            here["scikit-criteria"] = entropy_weights
        if find_spec("pymcdm") is not None:
            from pymcdm.weights import entropy_weights as other

            here["pymcdm"] = other
    return here


ENTROPY = Weighing("entropy", kernels.entropy)
DEVIATION = Weighing("deviation", kernels.deviation)
CRITIC = Weighing("critic", kernels.critic)
