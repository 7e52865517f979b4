"""How cost grows: the exponent of a power law through three sizes."""

from __future__ import annotations

from functools import partial

import numpy as np

from benchmarks.report import Line, milliseconds
from benchmarks.sample import Sample, rubric
from benchmarks.timing import medians
from benchmarks.wide import INDICATORS, check
from scoring import appraise

_GOAL = 1.05
_ROUNDS = 5


def measure(units: int, *, with_peers: bool) -> list[Line]:
    """Exponents with units (a tenth, three tenths, all of them) and with indicators (10, 20, 50)."""
    del with_peers
    by_units = {size: Sample(size, INDICATORS) for size in (units // 10, units * 3 // 10, units)}
    by_indicators = {width: Sample(units, width) for width in (10, 20, INDICATORS)}
    return [
        _line(f"growth with units, to {units:,}", by_units),
        _line(f"growth with indicators, to {INDICATORS}", by_indicators),
    ]


def check_small(units: int) -> None:
    """Equal results at each width."""
    for width in (10, 20, INDICATORS):
        check(Sample(units, width))


def _line(work: str, samples: dict[int, Sample]) -> Line:
    runs = {}
    for size, sample in samples.items():
        runs[str(size)] = partial(appraise, rubric(sample.indicators), sample.frame)
    times = medians(runs, rounds=_ROUNDS)
    found = exponent([float(size) for size in samples], list(times.values()))
    largest = str(max(samples))
    return Line(work, milliseconds(times[largest]), "1", f"^{found:.2f}", f"≤ ^{_GOAL}", found <= _GOAL)


def exponent(sizes: list[float], seconds: list[float]) -> float:
    """The slope of log cost over log size, by least squares."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])
