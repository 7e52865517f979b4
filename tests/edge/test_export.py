"""Files are whole or not there, exact to the last digit, and safe to open."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.edge.export import csv_bytes, json_bytes, neutral, parquet_bytes, unneutral, write
from scoring.edge.scale_files import method, read_scales, scales_bytes
from scoring.engine.appraisal import appraise
from scoring.engine.plan import compile_rubric
from scoring.language.problems import Rejected
from scoring.rules.reading import rubric_from_bytes
from tests.edge import frozen

FORMULAS = ['=HYPERLINK("http://x")', "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "＝1+1", "＠x", " =1"]


def frame_of(*names: str) -> pl.DataFrame:
    return pl.DataFrame({"zone": [f"{n:04}" for n in range(len(names))], "zh": list(names)})


@pytest.mark.parametrize("name", FORMULAS)
def test_formulas_are_neutralised(name: str) -> None:
    (row,) = csv.DictReader(io.StringIO(csv_bytes(frame_of(name)).decode()))
    assert row["zone"] == "0000"
    assert row["zh"].startswith("'")


@pytest.mark.parametrize("name", ["松湖经开区", "-", "-5%", "+1.00", "-0.3", "A=B", "a@b"])
def test_what_is_no_formula_stays(name: str) -> None:
    (row,) = csv.DictReader(io.StringIO(csv_bytes(frame_of(name)).decode()))
    assert row["zh"] in (name, f"'{name}") if name == "-" else row["zh"] == name


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_neutral_texts_never_begin_a_formula_and_come_back(names: list[str]) -> None:
    frame = frame_of(*(name.encode("utf-8", "replace").decode() for name in names))
    safe = frame.select(neutral(pl.col("zh")).alias("zh"))
    assert not [text for text in safe["zh"].to_list() if text and text[0] in "=@＝＋－＠\t\r"]
    again = safe.select(neutral(unneutral(pl.col("zh"))).alias("zh"))
    assert again.equals(safe)


def test_csv_is_plain_utf8_with_all_digits() -> None:
    content = csv_bytes(frozen.appraisal().ranking)
    assert not content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8"))))
    assert [row["total"] for row in rows[:2]] == ["94.00", "69.38"]
    assert rows[0]["zone"] == "0101"
    assert [row["vetoes"] for row in rows[:2]] == ["", "accident"]


def test_json_holds_decimals_as_strings() -> None:
    text = json_bytes({"ranking": frozen.appraisal().ranking, "n": 1, "d": Decimal("1E+2")})
    document = json.loads(text, parse_float=lambda text: pytest.fail(f"a float: {text}"))
    assert document["ranking"][0]["total"] == "94.00"
    assert document["d"] == "100"


def test_parquet_keeps_every_type() -> None:
    ranking = frozen.appraisal().ranking
    assert pl.read_parquet(io.BytesIO(parquet_bytes(ranking))).equals(ranking)


# writing ---------------------------------------------------------------------------------------------------------


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    write(path, b"one")
    path.chmod(0o640)
    write(path, b"two")
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [file.name for file in tmp_path.iterdir()] == ["r.csv"]


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "r.csv"
    write(path, b"before")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Rejected) as refused:
        write(path, b"after")
    monkeypatch.undo()
    assert refused.value.problems[0].code == "X104"
    assert refused.value.problems[0].facts["reason"] == "No space left on device"
    assert path.read_bytes() == b"before"
    assert [file.name for file in tmp_path.iterdir()] == ["r.csv"]


def test_nowhere_to_write(tmp_path: Path) -> None:
    with pytest.raises(Rejected) as refused:
        write(tmp_path / "no" / "r.csv", b"")
    assert refused.value.problems[0].code == "X104"


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        write(tmp_path / "r.csv", b"")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "r.csv").stat().st_mode) == 0o644


# scale tables ----------------------------------------------------------------------------------------------------


@pytest.fixture(params=["scales.csv", "scales.parquet"])
def scale_file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path: Path = tmp_path / request.param
    write(path, scales_bytes(frozen.appraisal().scales, frozen.appraisal().plan, path))
    return path


def code_of(path: Path) -> str:
    with pytest.raises(Rejected) as refused:
        read_scales(path, frozen.appraisal().plan)
    return refused.value.problems[0].code


def test_a_scale_table_comes_back_and_scores_the_same(scale_file: Path) -> None:
    scales = read_scales(scale_file, frozen.appraisal().plan)
    assert scales.equals(frozen.appraisal().scales)
    again = appraise(frozen.rubric(), frozen.values(), scales=scales)
    assert again.ranking.equals(frozen.appraisal().ranking)


def test_a_changed_scale_table_is_refused(tmp_path: Path) -> None:
    plan, path = frozen.appraisal().plan, tmp_path / "scales.csv"
    lines = scales_bytes(frozen.appraisal().scales, plan, path).decode().splitlines()
    for changed in (lines[:-1], [*lines, lines[-1]], [lines[0], lines[2], lines[1], *lines[3:]]):
        path.write_text("\n".join(changed) + "\n", encoding="utf-8")
        assert code_of(path) == "X108"
    for old, new in ((",20.0,", ",20.5,"), (",20.0,", ",NaN,")):
        text = "\n".join(lines)
        assert old in text
        path.write_text(text.replace(old, new) + "\n", encoding="utf-8")
        assert code_of(path) == "X108"


def test_what_is_no_scale_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "scales.csv"
    for content in (b"", b"a,b\n1,2\n", b"\xff\xfe\x00", b"PAR1junk"):
        path.write_bytes(content)
        assert code_of(path) == "X106"
        (tmp_path / "scales.parquet").write_bytes(content)
        assert code_of(tmp_path / "scales.parquet") == "X106"
    assert code_of(tmp_path / "none.csv") == "X105"
    text = scales_bytes(frozen.appraisal().scales, frozen.appraisal().plan, path).decode()
    path.write_text(text.replace(",20.0,", ",many,"), encoding="utf-8")
    assert code_of(path) == "X106"


def plan_of(old: str, new: str) -> str:
    assert old in frozen.RUBRIC
    return method(compile_rubric(rubric_from_bytes(frozen.RUBRIC.replace(old, new).encode(), "other.yaml")))


def test_a_scale_table_belongs_to_its_method(scale_file: Path) -> None:
    other = compile_rubric(rubric_from_bytes(frozen.RUBRIC.replace("100%: 20", "100%: 25").encode(), "other.yaml"))
    with pytest.raises(Rejected) as refused:
        read_scales(scale_file, other)
    assert refused.value.problems[0].code == "X107"


def test_only_what_scales_depend_on_makes_the_method() -> None:
    mine = method(frozen.appraisal().plan)
    for old, new in (("version: 1.0.0", "version: 1.0.1"), ("en: Awards", "en: Prizes"), ("worst: 40%", "worst: 30%")):
        assert plan_of(old, new) == mine
    for old, new in (
        ("tax / land", "2 * tax / land"),
        ("cohort.max", "cohort.mean"),
        ("status: illustrative", "digits: 3"),
    ):
        assert plan_of(old, new) != mine
