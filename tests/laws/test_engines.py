"""The same bytes whatever the engine and however many threads."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from scoring.engine.appraisal import appraise
from scoring.engine.statistics import Wanted, fitted
from tests.laws.valley import TABLES, TEXT, printed, rubric, rubric_of, some

ROOT = Path(__file__).parents[2]

#: Statistics whose floats would come out differently in another order of adding.
AWKWARD = TEXT.replace(
    "{0%: cohort.min, 60%: cohort.mean, 100%: cohort.max + cohort.sd}",
    "{0%: cohort.bottom7, 60%: cohort.mean, 90%: cohort.top5, 100%: cohort.top3 + cohort.sd + cohort.sum / 1e6}",
).replace("1e6", "1000000")


def digest(zones: int) -> str:
    """A fingerprint of all that is published of so many zones, and of the sums behind it."""
    found = appraise(rubric_of(AWKWARD), some(zones, 28))
    text = "\0".join(printed(found))
    return hashlib.sha256(text.encode()).hexdigest()


@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(TABLES)
def test_streaming_gives_the_bytes_of_the_in_memory_engine(table: pl.DataFrame) -> None:
    made = rubric()
    with pl.Config() as config:
        config.set_engine_affinity("in-memory")
        first = printed(appraise(made, table))
        config.set_engine_affinity("streaming")
        assert printed(appraise(made, table)) == first


def test_streaming_gives_the_bytes_of_the_in_memory_engine_for_many_zones() -> None:
    with pl.Config() as config:
        config.set_engine_affinity("in-memory")
        first = digest(4000)
        config.set_engine_affinity("streaming")
        assert digest(4000) == first


def test_the_number_of_threads_is_of_no_account() -> None:
    """Fault 28: sums of floats depend on who adds what; ours do not."""
    code = "from tests.laws.test_engines import digest; print(digest(4000))"
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=os.environ | {"POLARS_MAX_THREADS": str(threads)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for threads in (1, 2, 4)
    ]
    answers = [run.communicate(timeout=120)[0].strip() for run in runs]
    assert answers == [digest(4000)] * 3


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
@pytest.mark.parametrize("stat", ["mean", "sd", "sum", "top9", "bottom9"])
def test_awkward_floats_add_up_the_same_in_any_pieces(engine: str, stat: str) -> None:
    table = some(2000, 12).with_columns(odd=pl.col("tax") / 3 * 10 ** (pl.int_range(pl.len()) % 9))
    wish = [Wanted("w", stat, pl.col("odd"))]
    first = fitted(table.lazy(), wish)
    with pl.Config() as config:
        config.set_engine_affinity("streaming" if engine == "streaming" else "in-memory")
        for many in (2, 7, 31):
            pieces = [table.gather_every(many, start) for start in range(many)]
            assert fitted(pl.concat(pieces, rechunk=False).lazy(), wish) == first
