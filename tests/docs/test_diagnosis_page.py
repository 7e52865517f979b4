"""The page about the diagnosis names exactly the frames, columns and flags that there are."""

from __future__ import annotations

import re
from pathlib import Path

from scoring.engine.diagnose.attention import ATTENTION
from scoring.engine.diagnose.diagnosis import FRAMES, PARTS
from scoring.engine.diagnose.thresholds import Thresholds

PAGE = (Path(__file__).parents[2] / "docs" / "guide" / "11-diagnose.md").read_text(encoding="utf-8")


def test_frames_and_columns() -> None:
    table = PAGE.split("| frame | columns |")[1]
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", table, re.MULTILINE)
    documented = {name: re.findall(r"`(\w+)`", columns) for name, columns in rows}
    assert documented == {name: schema.names() for name, schema in {"attention": ATTENTION, **FRAMES}.items()}


def test_parts_and_thresholds() -> None:
    assert all(f"`{part}`" in PAGE for part in PARTS)
    limits = Thresholds()
    for number in (limits.redundant, -limits.negative, limits.kurtosis, limits.alpha):
        assert str(number) in PAGE
