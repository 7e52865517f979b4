"""Weights by entropy from a wide table, as `fit` works them out; against s·ln s column by column."""

from __future__ import annotations

import warnings
from collections.abc import Callable
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


def method(indicators: int) -> Rubric:
    """All figures under one pillar, each as a part of a fixed amount: no statistic is looked at but the weights."""
    lines: list[str] = []
    for line in rubric_text(indicators).splitlines():
        if line.startswith("  p0:"):
            lines.append(line.replace("}", ", points: 100, weights: entropy}"))
        elif not line.startswith("  p"):
            start, _, end = line.partition(", points: ")
            scale = "level: {scale: {0%: 0, 100%: 1000, beyond: extend}}}"
            lines.append(f"{start}, {scale}" if end else line)
    text = "\n".join(lines)
    for pillar in range(1, 5):
        text = text.replace(f"pillar: p{pillar}", "pillar: p0")
    return rubric_from_bytes(text.encode(), "weighed-table.yaml")


def prepared(sample: Sample) -> Callable[[], pl.DataFrame]:
    """Our weights, from a frame to rows of the scale table."""
    plan = compile_rubric(method(sample.indicators))
    few = {"c0": sample.frame.head(5).lazy()}
    fitted = [row for row in fit(plan, few, 2025).rows if row.kind == "knot"]

    def run() -> pl.DataFrame:
        scales = Scales(fitted)
        weigh(plan, {"c0": sample.frame.lazy()}, 2025, scales)
        return scales.frame.filter(pl.col("kind") == "weight")

    return run


def measure(units: int, *, with_peers: bool) -> list[Line]:
    sample = Sample(units, INDICATORS)
    ours = prepared(sample)
    check_equal(ours().get_column("at").to_numpy(), kernels.entropy(sample.columns))
    times = medians({"ours": ours, "floor": lambda: kernels.entropy(sample.columns)}, rounds=_ROUNDS)
    found: dict[str, float] = {}
    for name, peer in (peers() if with_peers else {}).items():
        few = Sample(200, INDICATORS)
        check_equal(peer(few.matrix), kernels.entropy(few.columns))
        assert sample.matrix is not None  # made before the clock starts
        found[name] = once(partial(peer, sample.matrix))
    return [against_floor(f"{units:,} × {INDICATORS} entropy weights", times, _GOAL, found)]


def check(units: int) -> None:
    """Our weights are the floor's."""
    sample = Sample(units, INDICATORS)
    check_equal(prepared(sample)().get_column("at").to_numpy(), kernels.entropy(sample.columns))


def check_equal(found: np.ndarray, expected: np.ndarray) -> None:
    assert np.allclose(found, expected, rtol=1e-9, atol=0), "weights differ from the floor's"


def peers() -> dict[str, Callable[[np.ndarray], np.ndarray]]:
    """The packages that are here and have weights by entropy."""
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
