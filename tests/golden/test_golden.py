"""Golden files: the shipped rubrics on their example data give exactly these bytes, whoever runs them and wherever.

``UPDATE_GOLDEN=1 pytest tests/golden`` writes them anew; the difference is then what a reviewer reads.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from scoring.edge.cli import cli
from scoring.edge.export import csv_bytes
from scoring.edge.returns.reading import read_inputs
from scoring.engine.appraisal import Appraisal, appraise
from scoring.rules.reading import read_rubric

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
UPDATE = os.environ.get("UPDATE_GOLDEN") == "1"


@dataclass(frozen=True, slots=True)
class Example:
    """A shipped rubric, its data, the zones whose scorecards are kept, and the year, if it is not the edition."""

    rubric: str
    data: Path
    zones: tuple[str, ...]
    year: int | None = None

    @property
    def path(self) -> Path:
        return ROOT / "configs" / "rubrics" / f"{self.rubric}.yaml"


EXAMPLES = [
    # a veto, two equal totals, parks added up, four missing figures with four policies
    Example("province-2025", ROOT / "data/province", ("0501", "1206", "1207", "0203", "0306", "0905", "1410", "1605")),
    # rosters, a checklist, experts, yes and no: a firm listed twice, an accident, five stars, a score by hand, a gap
    Example("hangzhou-small-firm-parks", ROOT / "data/parks", ("M01", "M06", "S02", "S04", "S05"), 2025),
    # first, last, two that are not fit to be appraised, one without a figure
    Example("huaian-2024", HERE / "data/huaian-2024.csv", ("F008", "F018", "F007", "F013", "F016")),
    Example("huangyan-2021-large", ROOT / "data/firms/2021/large.csv", ("L00472", "L00280", "L00001")),
    Example("huangyan-2022-large", ROOT / "data/firms/2022/large.csv", ("L00472", "L00620", "L00001")),
    Example("huangyan-2022-small", ROOT / "data/firms/2022/small.csv", ("S00673", "S00456", "S00001")),
]
EVERY = pytest.mark.parametrize("example", EXAMPLES, ids=[example.rubric for example in EXAMPLES])


@cache
def appraisal(example: Example) -> Appraisal:
    """The example, appraised by the engine; the year is the rubric's own."""
    rubric = read_rubric(example.path)
    return appraise(rubric, read_inputs(rubric, example.data, example.year or int(rubric.edition)))


def held(name: str, found: bytes) -> None:
    """What was found is what the file holds."""
    path = HERE / name
    if UPDATE:
        path.write_bytes(found)
    assert path.exists(), f"{name} is not there; UPDATE_GOLDEN=1 writes it"
    golden = path.read_bytes()
    if found != golden:  # the first line that differs, not two whole files
        lines = zip(golden.decode().splitlines(), found.decode().splitlines(), strict=False)
        differs = next(((number, *pair) for number, pair in enumerate(lines, 1) if pair[0] != pair[1]), None)
        pytest.fail(f"{name} differs: {differs or 'one is longer'}; UPDATE_GOLDEN=1 writes it anew")


@EVERY
def test_ranking(example: Example) -> None:
    """What ``scoring rank --format csv`` prints, and what the engine gives."""
    given = [str(example.path), "--data", str(example.data), "--year", str(appraisal(example).year)]
    result = CliRunner().invoke(cli, ["rank", *given, "--format", "csv"])
    held(f"{example.rubric}-ranking.csv", result.stdout_bytes)
    assert csv_bytes(appraisal(example).ranking) == result.stdout_bytes


@EVERY
def test_scales(example: Example) -> None:
    held(f"{example.rubric}-scales.csv", csv_bytes(appraisal(example).scales))


@EVERY
def test_scorecard(example: Example) -> None:
    card = appraisal(example).scorecard.filter(pl.col("zone").is_in(example.zones))
    assert card["zone"].n_unique() == len(example.zones)
    held(f"{example.rubric}-scorecard.csv", csv_bytes(card))


@EVERY
def test_entries(example: Example) -> None:
    """What became of every entry of a list, where the rubric asks for lists."""
    found = appraisal(example).entries
    if found.is_empty():
        assert not (HERE / f"{example.rubric}-entries.csv").exists()
    else:
        held(f"{example.rubric}-entries.csv", csv_bytes(found))


@EVERY
def test_scoring_on_the_golden_scales_gives_the_golden_ranking(example: Example) -> None:
    """The published table is all that a score needs to know about others."""
    found = appraisal(example)
    texts = pl.col("measure", "category", "kind", "basis").fill_null("")
    scales = pl.read_csv(HERE / f"{example.rubric}-scales.csv", schema_overrides=found.scales.schema).with_columns(
        texts
    )
    again = appraise(found.rubric, found.values, scales=scales)
    assert again.ranking.equals(found.ranking)
