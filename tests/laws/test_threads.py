"""One thread or two: the same bytes of everything that is published, for a method that uses all there is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: Rows of the scale table and steps of the audit that the method must have made use of.
USED = [
    "audit impute",
    "audit per",
    "audit screen",
    "audit treat",
    "box_cox",
    "clip_high",
    "clip_low",
    "extreme",
    "impute",
]
USED += ["knot", "log", "mean", "place", "seen", "shift", "statistic", "weight"]


@pytest.mark.parametrize("impute", ["cohort_median", pytest.param("mean", marks=pytest.mark.slow)])
def test_threads_do_not_show(impute: str) -> None:
    code = f"from tests.laws.hills import digests; print(digests(3000, {impute!r}))"
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=os.environ | {"POLARS_MAX_THREADS": str(threads)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for threads in (1, 2)
    ]
    one, two = (run.communicate(timeout=240)[0].splitlines() for run in runs)
    assert one == two
    assert [line.split()[0] for line in one] == ["ranking", "scorecard", "scales", "audit", "kinds"]
    assert one[-1] == f"kinds {USED}"
