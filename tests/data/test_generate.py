"""The example data is what its generator writes."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import zipfile
from collections import Counter
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

DATA = Path(__file__).parents[2] / "data"
FOLDERS = ("province", "firms", "parks")


def files_below(folder: Path) -> dict[str, bytes]:
    paths = [path for name in FOLDERS for path in (folder / name).rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def generate(folder: Path) -> dict[str, bytes]:
    subprocess.run([sys.executable, str(DATA / "generate.py"), str(folder)], check=True)
    return files_below(folder)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return generate(tmp_path_factory.mktemp("first"))


@pytest.fixture(scope="module")
def kept() -> dict[str, bytes]:
    return files_below(DATA)


def members(content: bytes) -> dict[str, bytes]:
    """The parts of a workbook; how they are deflated is the compressor's business."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_two_runs_write_the_same_bytes(made: dict[str, bytes], tmp_path: Path) -> None:
    assert generate(tmp_path) == made


def test_the_same_files_are_kept(made: dict[str, bytes], kept: dict[str, bytes]) -> None:
    assert sorted(made) == sorted(kept)


def test_text_files_are_kept_byte_for_byte(made: dict[str, bytes], kept: dict[str, bytes]) -> None:
    names = [name for name in made if name.endswith(".csv")]
    assert len(names) == 18
    assert all(made[name] == kept[name] for name in names)


def test_workbooks_are_kept_part_for_part(made: dict[str, bytes], kept: dict[str, bytes]) -> None:
    names = [name for name in made if name.endswith(".xlsx")]
    assert len(names) == 18
    assert all(members(made[name]) == members(kept[name]) for name in names)


def test_the_tidy_year_is_kept_row_for_row(made: dict[str, bytes], kept: dict[str, bytes]) -> None:
    name = "province/2023/returns.parquet"
    assert_frame_equal(pl.read_parquet(io.BytesIO(made[name])), pl.read_parquet(io.BytesIO(kept[name])))


def test_the_data_stay_small(kept: dict[str, bytes]) -> None:
    assert sum(map(len, kept.values())) < 3_000_000


def test_the_province_has_184_zones_in_four_classes_and_18_prefectures(kept: dict[str, bytes]) -> None:
    rows = table(kept["province/register.csv"])
    zones = [row for row in rows if not row["parent"] and row["to"] in ("", "2025")]
    assert Counter(row["category"] for row in zones) == {"national": 28, "advanced": 46, "growing": 60, "services": 50}
    assert len({row["prefecture"] for row in zones}) == 18
    assert len({row["zh"] for row in zones}) == len({row["en"] for row in zones}) == 184


def test_twelve_zones_have_two_to_four_parks(kept: dict[str, bytes]) -> None:
    parks = Counter(row["parent"] for row in table(kept["province/register.csv"]) if row["parent"])
    assert len(parks) == 12
    assert set(parks.values()) == {2, 3, 4}


def test_one_zone_changes_class_in_2025(kept: dict[str, bytes]) -> None:
    spans = [row for row in table(kept["province/register.csv"]) if row["from"] or row["to"]]
    assert [(row["category"], row["from"], row["to"]) for row in spans] == [
        ("growing", "", "2024"),
        ("advanced", "2025", ""),
    ]
    assert len({row["zone"] for row in spans}) == 1


def test_firms_are_two_thousand_and_some_lack_emission_data(kept: dict[str, bytes]) -> None:
    large = kept["firms/2022/large.csv"].decode("gb18030").splitlines()[1:]
    small = kept["firms/2022/small.csv"].decode("utf-8-sig").splitlines()[1:]
    assert (len(large), len(small)) == (1200, 800)
    without = sum(line.split(",")[6] == "" for line in large)
    assert 100 < without < 200


def test_the_bureau_agrees_with_every_return_of_2024_within_two_per_cent(kept: dict[str, bytes]) -> None:
    text = kept["province/2024/returns.csv"].decode("gb18030")
    stated = {row[0]: Decimal(row[2].replace(",", "")) for row in list(csv.reader(io.StringIO(text, newline="")))[1:]}
    witnessed = {row["zone"]: Decimal(row["tax"]) for row in table(kept["province/2024/witness-tax_bureau.csv"])}
    assert stated.keys() == witnessed.keys()
    assert all(abs(stated[zone] / witnessed[zone] - 1) <= Decimal("0.02") for zone in stated)


def test_thirteen_parks_of_two_types_hand_in_lists(kept: dict[str, bytes]) -> None:
    assert Counter(row["category"] for row in table(kept["parks/register.csv"])) == {"manufacturing": 8, "services": 5}
    firms = table(kept["parks/2025/list-firms.csv"])
    names = [
        row["企业名称"].replace(" ", "") for row in firms if row["园区代码"] == "M01" and row["名单"] == "优质企业名单"
    ]
    assert max(Counter(names).values()) == 2
    assert [row["园区代码"] for row in firms if not row["佐证材料"]] == ["S05"]
    assert {row["专家"] for row in table(kept["parks/2025/scores.csv"])} == {"专家甲", "专家乙", "专家丙", "市级复核组"}
