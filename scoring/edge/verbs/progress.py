"""A progress bar while returns are read: on a terminal only, and only once a second has passed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from scoring.edge.screens.terminal import Terminal
from scoring.edge.screens.text import clean, cut
from scoring.edge.words import say

#: Work that takes less than this many seconds needs no bar.
PATIENCE = 1.0


@contextmanager
def reading(terminal: Terminal, words: str | None = None) -> Iterator[Callable[[str, int, int], None] | None]:
    """A callback for :func:`scoring.read_inputs` that draws on stderr, and is gone when the reading is over.

    ``words`` with a ``{name}`` say what else than reading is going on.
    """
    if not terminal.err.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.text import Text

    names = TextColumn("{task.description}", markup=False)
    bar = Progress(names, BarColumn(), MofNCompleteColumn(), console=terminal.err, transient=True, auto_refresh=False)
    task = bar.add_task("")
    started, begun = monotonic(), False

    def tick(name: str, done: int, of: int) -> None:
        nonlocal begun
        if not begun and monotonic() - started > PATIENCE:
            bar.start()
            begun = True
        what = say("reading", terminal.language, name="{name}") if words is None else words
        bar.update(task, description=Text(what.replace("{name}", cut(clean(name), 40))).plain, completed=done, total=of)
        if begun:
            bar.refresh()

    try:
        yield tick
    finally:
        bar.stop()
