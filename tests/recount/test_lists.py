"""Random lists of every kind, counted by the engine and by plain loops; and the whole method from them, to the last digit."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine.appraisal import appraise
from scoring.engine.collect import collect
from scoring.engine.plan import compile_rubric
from scoring.engine.tables import LISTS, Inputs
from scoring.rules.reading import rubric_from_bytes
from tests.engine.parks import TEXT
from tests.engine.towns import inputs
from tests.examples import examples
from tests.recount.agreement import differences
from tests.recount.handed_in import rows_of

CLASSES = {
    "firms": ["champion", "listed", "innovative", "dropped", "prize", "nobody", None],
    "platform": ["canteen", "gym", "clinic", "pool"],
    "ecosystem": ["high", "fair", "none", None],
}
ZONES = ["a", "a1", "b"]


@st.composite
def entries(draw: st.DrawFn) -> pl.DataFrame:
    rows = []
    for number in range(draw(st.integers(0, 14))):
        list_ = draw(st.sampled_from(sorted(CLASSES)))
        score = {
            "firms": st.none(),
            "platform": st.sampled_from([None, Decimal(0), Decimal(1)]),
            "ecosystem": st.sampled_from([None, *map(Decimal, ("0.5", "2.25", "3", "3.7"))]),
        }[list_]
        rows.append(
            (
                draw(st.sampled_from(ZONES)),
                draw(st.sampled_from([2024, 2025, 2025])),
                list_,
                draw(st.sampled_from(["甲", "甲 ", "Ａb", "aB", "丙", None, " "])),
                draw(st.sampled_from(CLASSES[list_])),
                draw(score),
                draw(st.sampled_from(["张", "李", " 张", None])),
                draw(st.sampled_from(["文", "文", None])),
                draw(st.sampled_from(["given"] * 5 + ["refused"])),
                f"here:{number}",
            )
        )
    return pl.DataFrame(rows, schema=LISTS, orient="row")


@st.composite
def parks(draw: st.DrawFn) -> Inputs:
    figures = {
        zone: {
            "certified": draw(st.sampled_from([1, 0, None])),
            "reported": draw(st.sampled_from([20106, 20107, None])),
            "invest": 50,
        }
        for zone in ZONES
        if draw(st.integers(0, 4))
    }
    made = inputs(figures, parks={"a1": "a"}, targets={"a": {"invest": 400}, "b": {"invest": 100}}, zones=["a", "b"])
    return replace(made, lists=draw(entries()))


def text(how: str) -> str:
    return TEXT.replace("    missing: zero\n    bands", f"    missing: zero\n    combine: {how}\n    bands").replace(
        "value: champions + awards", "value: champions + 0 * previous(champions) + awards"
    )


@settings(max_examples=examples(40, 600), deadline=None)
@given(parks(), st.sampled_from(["mean", "median", "trimmed"]))
def test_lists_come_to_what_plain_loops_find(made: Inputs, how: str) -> None:
    written = text(how)
    values = collect(compile_rubric(rubric_from_bytes(written.encode(), "parks.yaml")), made)
    rows = {str(row["zone"]): row for row in rows_of(made, written)}
    for row in values.iter_rows(named=True):
        for name in ("champions", "awards", "platform", "ecosystem", "previous.champions", "certified", "reported"):
            wanted, found = rows[row["zone"]].get(name), row[name]
            assert (found is None) == (wanted is None), (row["zone"], name, found, wanted)
            assert wanted is None or abs(found - float(wanted)) < 1e-11, (row["zone"], name, found, wanted)


@settings(max_examples=examples(12, 200), deadline=None)
@given(parks())
def test_and_so_does_the_whole_method(made: Inputs) -> None:
    written = text("median").replace(
        "schedule: even", "schedule: {" + ", ".join(f"{m}: {m * 8}%" for m in range(1, 12)) + ", 12: 100%}"
    )
    assert differences(written, rows_of(made, written), made) == []
    assert appraise(rubric_from_bytes(written.encode(), "parks.yaml"), made).year == 2025
