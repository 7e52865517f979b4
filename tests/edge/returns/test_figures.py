"""Reading a column at once gives what reading its cells one by one gives."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.edge.returns.asked import item_fields
from scoring.edge.returns.cells import CellReader
from scoring.language.units import UnitTable
from tests.edge.returns.small import read, rubric, unit, write

amounts = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30)
texts = st.one_of(
    amounts.map(lambda number: f"{number:f}"),
    st.decimals(min_value=-1000, max_value=1000, places=2).map(str),
    st.from_regex(r"-?[0-9]{1,28}(\.[0-9]{0,14})?", fullmatch=True),
    st.sampled_from(["", "缺", "不适用", "x", "12亿", "3亿元", "30亩", "5%", "-0", "00.50"]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(texts, min_size=1, max_size=10), st.sampled_from(["元", "万元", "亿元", "万亿元"]))
def test_columns_and_cells_agree(tmp_path: Path, column: list[str], heading: str) -> None:
    path = write(
        tmp_path / "2025.csv", f"zone,税收总额（{heading}）\n" + "".join(f"z{n},{t}\n" for n, t in enumerate(column))
    )
    field = item_fields(rubric())["tax"]
    one_by_one = [CellReader(UnitTable()).read(text, field, unit(heading)) for text in column]
    found = read(path).submissions
    assert found["status"].to_list() == [cell.status for cell in one_by_one]
    assert found["value"].to_list() == [cell.value for cell in one_by_one]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.decimals(min_value=-2, max_value=102, places=3), min_size=1, max_size=10))
def test_bounds_hold_in_columns(tmp_path: Path, column: list[Decimal]) -> None:
    rows = "".join(f"z{n},{number},{number}\n" for n, number in enumerate(column))
    inputs = read(write(tmp_path / "2025.csv", "zone,land,rate\n" + rows))
    status = dict(
        inputs.submissions.select("item", "status").group_by("item", maintain_order=True).agg("status").iter_rows()
    )
    assert status["land"] == ["given" if number >= 0 else "refused" for number in column]
    assert status["rate"] == ["given" if number <= 100 else "refused" for number in column]
