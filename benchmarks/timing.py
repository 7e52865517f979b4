"""Clocks: what is compared runs in turns, so that a busy minute falls on all alike, and medians are kept."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from time import perf_counter


def medians(contenders: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Seconds of each, the median over rounds in which each has its turn; one unmeasured round comes first."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, run in contenders.items():
            seconds = once(run)
            if number:
                times[name].append(seconds)
    return {name: median(seconds) for name, seconds in times.items()}


def once(run: Callable[[], object]) -> float:
    """Seconds of one run; what it returns is let go after the clock has stopped."""
    started = perf_counter()
    result = run()
    seconds = perf_counter() - started
    del result
    return seconds


def process(command: Sequence[str], *, may_end: Sequence[int] = (0,)) -> Callable[[], str]:
    """A whole process, to be timed: its output is read, its exit code must be among ``may_end``."""

    def run() -> str:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode not in may_end:
            raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr[-500:]}")
        return done.stdout

    return run
