"""``python -m benchmarks [--only NAME]… [--units N] [--no-peers]``: run what is asked for and print one table."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from rich.console import Console

from benchmarks.report import Line, show
from benchmarks.works import WORKS

#: Columns of the table where it does not go to a terminal.
_PLAIN_WIDTH = 120


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=list(WORKS), help="a work to run; may be repeated")
    parser.add_argument("--units", type=int, default=1_000_000, help="rows of the wide table (default 1,000,000)")
    parser.add_argument("--no-peers", action="store_true", help="leave out the other packages, which take a minute")
    asked = parser.parse_args(arguments)
    console = Console()
    if not console.is_terminal:
        console.width = _PLAIN_WIDTH
    lines: list[Line] = []
    for name in asked.only or WORKS:
        console.print(f"[dim]{name} …[/]")
        WORKS[name].check(1000)
        lines += WORKS[name].measure(asked.units, with_peers=not asked.no_peers)
    show(lines, console)


if __name__ == "__main__":
    main()
