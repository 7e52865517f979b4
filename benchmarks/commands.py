"""Whole commands, as a person waits for them: ``--help``, ``check`` of a large rubric, ``rank`` of the province."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.report import Line, against_floor, over_floor
from benchmarks.sample import rubric_text
from benchmarks.timing import medians, process
from scoring.rules.reading import read_rubric

_ROOT = Path(__file__).resolve().parent.parent
_RUBRIC, _DATA = _ROOT / "configs/rubrics/province-2025.yaml", _ROOT / "data/province"
_BARE = (sys.executable, "-c", "pass")
_SCORING = (sys.executable, "-m", "scoring")
#: Fine, or soft findings are open: the ranking was printed.
_RANKED = (0, 4)


def help_(units: int, *, with_peers: bool) -> list[Line]:
    """``scoring --help`` over a bare interpreter."""
    del units, with_peers
    times = medians({"ours": process([*_SCORING, "--help"]), "floor": process(_BARE)}, rounds=15)
    return [over_floor("scoring --help", times, 40)]


def check(units: int, *, with_peers: bool) -> list[Line]:
    """``scoring check`` of five hundred indicators over a bare interpreter."""
    del units, with_peers
    with tempfile.TemporaryDirectory() as folder:
        path = large_rubric(Path(folder), 500)
        times = medians({"ours": process([*_SCORING, "check", str(path)]), "floor": process(_BARE)}, rounds=7)
    return [over_floor("scoring check, 500 indicators", times, 120)]


def rank(units: int, *, with_peers: bool) -> list[Line]:
    """``scoring rank`` of the province over a process that only imports and reads."""
    del units, with_peers
    times = medians({"ours": ranked(), "floor": bare_reading()}, rounds=5)
    return [against_floor("scoring rank, example province", times, 1.5, {})]


def ranked() -> Callable[[], str]:
    """The process that ranks the province."""
    command = [*_SCORING, "rank", str(_RUBRIC), "--data", str(_DATA), "--top", "5"]
    return process(command, may_end=_RANKED)


def bare_reading() -> Callable[[], str]:
    """The process that imports the same packages and reads the same files, and does nothing else."""
    return process([sys.executable, str(Path(__file__).with_name("bare_reading.py")), str(_RUBRIC), str(_DATA)])


def large_rubric(folder: Path, indicators: int) -> Path:
    """A rubric of that many indicators, in a file."""
    path = folder / "large.yaml"
    path.write_text(rubric_text(indicators), encoding="utf-8")
    return path


def check_help(units: int) -> None:
    """The help names the verbs."""
    del units
    text = process([*_SCORING, "--help"])()
    assert "check" in text
    assert "rank" in text


def check_check(units: int) -> None:
    """The large rubric is what it should be, and the command finds nothing wrong with it."""
    with tempfile.TemporaryDirectory() as folder:
        path = large_rubric(Path(folder), units)
        assert len(read_rubric(path).indicators) == units
        process([*_SCORING, "check", str(path)])()


def check_rank(units: int) -> None:
    """The province is ranked, and the floor reads as many files as there are."""
    del units
    assert "province-2025" in ranked()()
    files = [path for path in _DATA.rglob("*") if path.suffix in (".csv", ".xlsx", ".parquet")]
    assert int(bare_reading()().split()[0]) == len(files)
