"""Every work that is measured, by the name ``--only`` takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from benchmarks import combining, commands, growth, memory, weighing, wide
from benchmarks.report import Line


class Measure(Protocol):
    """Measures a work at a size."""

    def __call__(self, units: int, *, with_peers: bool) -> list[Line]: ...


@dataclass(frozen=True, slots=True)
class Work:
    """``check`` asserts that everyone who is compared does the same work; ``measure`` times it."""

    check: Callable[[int], None]
    measure: Measure


WORKS: Mapping[str, Work] = {
    "help": Work(commands.check_help, commands.help_),
    "check": Work(commands.check_check, commands.check),
    "rank": Work(commands.check_rank, commands.rank),
    "wide": Work(wide.ONE.check, wide.ONE.measure),
    "categories": Work(wide.TEN.check, wide.TEN.measure),
    "entropy": Work(weighing.ENTROPY.check, weighing.ENTROPY.measure),
    "deviation": Work(weighing.DEVIATION.check, weighing.DEVIATION.measure),
    "critic": Work(weighing.CRITIC.check, weighing.CRITIC.measure),
    "topsis": Work(combining.TOPSIS.check, combining.TOPSIS.measure),
    "geometric": Work(combining.GEOMETRIC.check, combining.GEOMETRIC.measure),
    "vikor": Work(combining.VIKOR.check, combining.VIKOR.measure),
    "copeland": Work(combining.check_copeland, combining.copeland),
    "growth": Work(growth.check_small, growth.measure),
    "memory": Work(memory.check_small, memory.measure),
}
