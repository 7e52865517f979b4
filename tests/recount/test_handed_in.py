"""Parks added into their zone, defaults, refusals and last year: the engine's values table against plain loops."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine.collect import collect
from scoring.engine.plan import compile_rubric
from scoring.engine.tables import FIGURES, SUBMISSIONS, ZONES, Inputs
from scoring.rules.reading import rubric_from_bytes
from tests.recount.handed_in import rows_of

TEXT = """\
rubric: parks
edition: 2025
version: 1.0.0
zh: 某
en: Some
categories: {one: {zh: 某, en: Some}}
items:
  tax:    {unit: 万元, zh: 税, en: Tax, witness: bureau}
  awards: {unit: 件, zh: 奖, en: Awards, if_absent: 0}
  stock:  {unit: 件, zh: 存, en: Stock, if_absent: 2.5, roll_up: none}
  rate:   {unit: "%", zh: 率, en: Rate}
pillars: {p: {zh: 某, en: Some}}
indicators:
  i:
    pillar: p
    zh: 某
    en: Some
    points: 100
    unit: "1"
    value: >-
      growth(tax) + tax / witness.tax + tax / target.tax + growth(awards) + growth(stock) + rate + previous(rate) +
      ledger.on_time + previous(ledger.on_time) + target.rate + previous(witness.tax) / tax
    level: {scale: {0%: 0, 100%: 1}}
"""
RUBRIC = rubric_from_bytes(TEXT.encode(), "parks.yaml")
ITEMS = list(RUBRIC.items)
ZONES_OF = ["a", "b"]
PARKS = {"a1": "a", "a2": "a", "b1": "b"}
YEARS = (2024, 2025)

amounts = st.integers(-10_000, 10_000).map(lambda n: Decimal(n) / 100)


@st.composite
def inputs(draw: st.DrawFn) -> Inputs:
    """Two zones and up to three parks, of which any may have handed in anything or nothing, in either year."""
    parks = {park: zone for park, zone in PARKS.items() if draw(st.booleans())}
    zones = [
        {
            "zone": zone,
            "year": year,
            "zh": zone,
            "en": zone,
            "category": "one",
            "prefecture": None,
            "parent": parks.get(zone),
        }
        for year in YEARS
        for zone in [*ZONES_OF, *parks]
    ]
    submissions: list[dict[str, Any]] = []
    for zone in [*ZONES_OF, *parks]:
        for year in YEARS:
            for item in ITEMS if draw(st.integers(1, 5)) > 1 else []:
                status = draw(st.sampled_from(["given", "given", "given", "absent", "refused", None]))
                if status is not None:
                    value = draw(amounts) if status == "given" else None
                    submissions.append(
                        {"zone": zone, "year": year, "item": item, "value": value, "status": status, "source": "-"}
                    )

    def figures(items: list[str], owners: list[str]) -> pl.DataFrame:
        rows = [
            {"zone": zone, "year": year, "item": item, "value": draw(amounts), "source": "-"}
            for zone in owners
            for year in YEARS
            for item in items
            if draw(st.booleans())
        ]
        return pl.DataFrame(rows, schema=FIGURES)

    everyone = [*ZONES_OF, *parks]
    return Inputs(
        2025,
        pl.DataFrame(zones, schema=ZONES),
        pl.DataFrame(submissions, schema=SUBMISSIONS),
        figures(["tax"], everyone),
        figures(["tax", "rate"], everyone),
        figures(["on_time"], ZONES_OF),
    )


@settings(max_examples=60, deadline=None, derandomize=True)
@given(inputs())
def test_values_are_the_sums_of_what_was_handed_in(given_inputs: Inputs) -> None:
    values = collect(compile_rubric(RUBRIC), given_inputs)
    rows = {str(row["zone"]): row for row in rows_of(given_inputs, TEXT)}
    assert values["zone"].to_list() == list(rows)
    for row in values.iter_rows(named=True):
        for name in values.columns[6:]:
            wanted = rows[row["zone"]].get(name)
            assert row[name] == (None if wanted is None else float(Fraction(wanted))), (row["zone"], name)
