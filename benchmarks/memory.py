"""Peak memory of a process that scores a wide table, against the bytes of the table's figures."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from benchmarks.report import Line
from benchmarks.sample import Sample, rubric
from benchmarks.timing import process
from benchmarks.wide import INDICATORS, check
from scoring import appraise

_GOAL = 3.0


def measure(units: int, *, with_peers: bool) -> list[Line]:
    """In a process of its own: the peak counts the interpreter, Polars, the table and all that scoring adds."""
    del with_peers
    found = json.loads(process([sys.executable, "-m", "benchmarks.memory", str(units)])())
    ratio = found["peak"] / found["data"]
    before = f"{found['before'] / found['data']:.1f} × before scoring"
    return [
        Line(
            f"memory, {units:,} × {INDICATORS} ({before})",
            f"{found['peak'] / 1e6:,.0f} MB",
            f"{found['data'] / 1e6:,.0f} MB",
            f"{ratio:.2f} ×",
            f"≤ {_GOAL:g} ×",
            ratio <= _GOAL,
        )
    ]


def check_small(units: int) -> None:
    """The same work, checked."""
    check(Sample(units, INDICATORS))


def _peak() -> int:
    """Bytes. Linux lets ``ru_maxrss`` of a child begin at its parent's size, so there the kernel's own mark is read."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(next(line for line in status.read_text().splitlines() if line.startswith("VmHWM")).split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main(units: int) -> None:
    sample = Sample(units, INDICATORS)
    frame = sample.frame
    before = _peak()
    ranking = appraise(rubric(INDICATORS), frame).ranking
    print(json.dumps({"data": sample.size, "before": before, "peak": _peak(), "rows": ranking.height}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
