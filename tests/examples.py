"""How many examples a law is tried on: a few by default, many with ``make fuzz``."""

from __future__ import annotations

import os

FUZZ = bool(os.environ.get("FUZZ"))


def examples(few: int, many: int) -> int:
    """The number for this run."""
    return many if FUZZ else few
