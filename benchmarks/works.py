"""Every work that is measured, by the name ``--only`` takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from benchmarks import commands, growth, memory, weighing, wide
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
    "entropy": Work(weighing.check, weighing.measure),
    "growth": Work(growth.check_small, growth.measure),
    "memory": Work(memory.check_small, memory.measure),
}
