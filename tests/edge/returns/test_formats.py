"""The same table in every format and both shapes gives the same figures; what only one format can have is refused."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.engine.tables import SUBMISSIONS, ZONES
from scoring.language.messages import sentence
from tests.edge.returns.books import book
from tests.edge.returns.small import codes, only, plain, read, reject, values, write

TABLE = pl.DataFrame(
    {
        "zone": ["0101", "0102", "0103"],
        "name": ["甲区", "乙区", "丙区"],
        "tax": ["12.5", None, "-3"],
        "land": ["60", "不适用", "0.25"],
        "rate": ["99.5", "缺", "1"],
    }
)


def long(table: pl.DataFrame) -> pl.DataFrame:
    return table.unpivot(["tax", "land", "rate"], index=["zone", "name"], variable_name="item")


def test_every_format_and_shape_reads_alike(tmp_path: Path) -> None:
    expected = read(write(tmp_path / "wide-2025.csv", TABLE.write_csv()))
    assert expected.problems == ()
    assert expected.submissions.schema == SUBMISSIONS
    assert expected.zones.schema == ZONES
    for shape, table in {"wide": TABLE, "long": long(TABLE)}.items():
        stem = tmp_path / f"{shape}-2025"
        write(stem.with_suffix(".tsv"), table.write_csv(separator="\t"))
        write(tmp_path / f"{shape}-semi-2025.csv", table.write_csv(separator=";"))
        write(stem.with_suffix(".jsonl"), table.write_ndjson())
        table.write_parquet(stem.with_suffix(".parquet"))
        book(stem.with_suffix(".xlsx"), [list(table.columns), *(list(row) for row in table.iter_rows())])
    files = sorted(tmp_path.iterdir())
    assert len(files) == 11
    for file in files:
        inputs = read(file)
        assert inputs.problems == (), file
        assert plain(inputs).equals(plain(expected)), file
        assert inputs.zones.equals(expected.zones), file


def test_typed_numbers_are_what_was_meant(tmp_path: Path) -> None:
    table = pl.DataFrame(
        {
            "zone": ["01", "02"],
            "tax": [2.6749999999999998, 1e5],
            "land": pl.Series([Decimal("1.10"), None], dtype=pl.Decimal(20, 2)),
            "staff": [3, None],
            "rate": pl.Series([1.5, None], dtype=pl.Float32),
        }
    )
    expected = {
        ("01", "tax"): Decimal("2.675"),
        ("01", "land"): Decimal("1.1"),
        ("01", "staff"): Decimal(3),
        ("01", "rate"): Decimal("1.5"),
        ("02", "tax"): Decimal(100000),
        ("02", "land"): "absent",
        ("02", "staff"): "absent",
        ("02", "rate"): "absent",
    }
    table.write_parquet(tmp_path / "a-2025.parquet")
    lines = [
        '{"zone": "01", "tax": 2.6749999999999998, "land": 1.10, "staff": 3, "rate": 1.5}',
        '{"zone": "02", "tax": 1e5}',
    ]
    write(tmp_path / "b-2025.jsonl", "\n".join(lines) + "\n")
    for file in sorted(tmp_path.iterdir()):
        assert values(read(file)) == expected, file


def test_what_is_no_figure_in_a_typed_column(tmp_path: Path) -> None:
    pl.DataFrame(
        {
            "zone": ["01", "02", "03"],
            "tax": [float("nan"), float("inf"), 1 / 3],
            "land": [True, None, None],
            "staff": [date(2025, 1, 1), None, None],
        }
    ).write_parquet(tmp_path / "a-2025.parquet")
    inputs = read(tmp_path / "a-2025.parquet")
    assert codes(inputs.problems) == ["D140", "D143", "D143", "D154", "D155"]
    assert str(only(inputs, "D154").place) == "a-2025.parquet:1:3"
    lines = ['{"zone": "01", "tax": NaN, "land": true}', '{"zone": "02", "tax": 1e999, "land": [1]}']
    inputs = read(write(tmp_path / "b-2025.jsonl", "\n".join(lines)))
    assert codes(inputs.problems) == ["D140", "D142", "D143", "D154"]


def test_broken_lines_are_refused_one_by_one(tmp_path: Path) -> None:
    lines = ['{"zone": "01", "tax": 1}', "{bad", '{"zone": "02", "tax": 1, "tax": 2}', "[1]", "[" * 100_000, ""]
    inputs = read(write(tmp_path / "a-2025.jsonl", "\n".join(lines)))
    assert [(one.code, one.place.line) for one in inputs.problems if one.place] == [
        ("D135", 2),
        ("D136", 3),
        ("D135", 4),
        ("D135", 5),
    ]
    assert values(inputs) == {("01", "tax"): Decimal(1)}


def test_nested_and_damaged_parquet_is_refused(tmp_path: Path) -> None:
    good = tmp_path / "2025.parquet"
    pl.DataFrame({"zone": ["01"], "tax": [[1.0]]}).write_parquet(good)
    problems = reject(good)
    assert codes(problems) == ["D119"]
    assert "tax: List(Float64)" in sentence(problems[0], "en")
    good.write_bytes(good.read_bytes()[:-20])
    assert codes(reject(good)) == ["D110"]


def test_damaged_parquet_never_ends_the_process(tmp_path: Path) -> None:
    """With this damage the library's allocator aborts the process that reads the file."""
    path = tmp_path / "2025.parquet"
    pl.DataFrame({"zone": [f"z{n}" for n in range(50)], "tax": range(50)}).write_parquet(
        path, compression="uncompressed"
    )
    whole = path.read_bytes()
    for at in range(len(whole) - 400, len(whole) - 8, 80):
        path.write_bytes(whole[:at] + b"\xff\xff\xff\x7f" + whole[at + 4 :])
        problems = reject(path) if not _reads(path) else ()
        assert set(codes(problems)) <= {"D110", "D116", "D119", "D137"}


def _reads(path: Path) -> bool:
    from scoring.language.problems import Rejected

    try:
        read(path)
    except Rejected:
        return False
    return True


def test_a_json_line_may_leave_keys_out(tmp_path: Path) -> None:
    lines = [json.dumps({"zone": "01", "税收总额（亿元）": "1.5"}), json.dumps({"zone": "02", "land": 2})]
    assert values(read(write(tmp_path / "2025.jsonl", "\n".join(lines)))) == {
        ("01", "tax"): Decimal(15000),
        ("01", "land"): "absent",
        ("02", "tax"): "absent",
        ("02", "land"): Decimal(2),
    }


amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False, allow_infinity=False)
cells = st.one_of(
    amounts.map(str), amounts.map(lambda number: f'"{number:,f}"'), st.sampled_from(["", "缺", "不适用", "x"])
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=8))
def test_wide_and_long_are_one_table(tmp_path: Path, rows: list[tuple[str, str]]) -> None:
    wide = "zone,tax,staff\n" + "".join(f"z{n},{tax},{staff}\n" for n, (tax, staff) in enumerate(rows))
    tall = "zone,item,value\n" + "".join(
        f"z{n},{item},{text}\n"
        for n, row in enumerate(rows)
        for item, text in zip(("tax", "从业人员"), row, strict=True)
    )
    first = read(write(tmp_path / "a-2025.csv", wide))
    second = read(write(tmp_path / "b-2025.csv", tall))
    assert plain(first).equals(plain(second))
    assert first.zones.equals(second.zones)
    assert codes(first.problems) == codes(second.problems)


@pytest.mark.parametrize("kind", [".json", ".docx", ""])
def test_an_unknown_kind_of_file(tmp_path: Path, kind: str) -> None:
    assert codes(reject(write(tmp_path / f"r{kind}", "x"))) == ["D119"]
