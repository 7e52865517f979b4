"""What a benchmark says, and the table it is printed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table. ``score`` and ``goal`` are in the same terms; ``met`` is None where there is no goal."""

    work: str
    ours: str
    floor: str
    score: str
    goal: str
    met: bool | None
    peers: Mapping[str, str] = field(default_factory=dict)


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms"


def against_floor(work: str, times: Mapping[str, float], goal: float, peers: Mapping[str, float]) -> Line:
    """Ours as a multiple of the floor, and each peer as a multiple of ours."""
    ratio = times["ours"] / times["floor"]
    return Line(
        work,
        milliseconds(times["ours"]),
        milliseconds(times["floor"]),
        f"{ratio:.2f} ×",
        f"≤ {goal:g} ×",
        ratio <= goal,
        {name: f"{seconds / times['ours']:,.1f} ×" for name, seconds in peers.items()},
    )


def over_floor(work: str, times: Mapping[str, float], goal: float) -> Line:
    """Ours as milliseconds more than the floor."""
    more = (times["ours"] - times["floor"]) * 1000
    return Line(
        work,
        milliseconds(times["ours"]),
        milliseconds(times["floor"]),
        f"+{more:.0f} ms",
        f"≤ +{goal:g} ms",
        more <= goal,
    )


def show(lines: Sequence[Line], console: Console) -> None:
    """The table."""
    table = Table(
        title="Medians of runs in turns. Peers: their time as a multiple of ours, to be at least 10 ×", show_lines=True
    )
    table.add_column("work", min_width=20)
    for name in ("ours", "floor", "ours : floor", "goal", "met"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("peers : ours", no_wrap=True)
    marks = {True: "[green]yes[/]", False: "[red]no[/]", None: "–"}
    for line in lines:
        found = "\n".join(f"{name} {ratio}" for name, ratio in line.peers.items())
        table.add_row(line.work, line.ours, line.floor, line.score, line.goal, marks[line.met], found or "–")
    console.print(table)
