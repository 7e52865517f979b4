"""The smallest method whose totals are plain to see, and returns for it: a zone's points are its figure ``tax``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import polars as pl

from scoring.engine.appraisal import Appraisal, appraise
from scoring.engine.tables import FIGURES, SUBMISSIONS, ZONES, Inputs
from scoring.rules.reading import rubric_from_bytes
from scoring.rules.rubric import Rubric

TEXT = """\
rubric: towns
edition: 2025
version: 1.0.0
zh: 示例
en: Example
{top}
categories: {{{categories}}}
items:
  tax: {{unit: "1", zh: 税收, en: Tax, roll_up: sum, witness: bureau}}
{items}
pillars:
  p: {{zh: 一级, en: Pillar}}
{pillars}
indicators:
  i: {{pillar: p, zh: 指标, en: Indicator, value: {value}, unit: "1", points: {points}, level: {{scale: {scale}}}}}
{indicators}
{tail}
"""

ONE = "town: {zh: 镇, en: Town}"
TWO = "big: {zh: 大, en: Big}, small: {zh: 小, en: Small}"


def item(id_: str, **keys: str) -> str:
    """An item of units one."""
    keys = {"unit": '"1"', "zh": id_, "en": id_} | keys
    return f"  {id_}: {{{', '.join(f'{key}: {value}' for key, value in keys.items())}}}\n"


def method(**changes: str) -> Rubric:
    """The method; a total is ``tax`` unless a test says otherwise."""
    pieces = {"top": "", "categories": ONE, "items": "", "pillars": "", "points": "100", "indicators": "", "tail": ""}
    pieces["value"] = "tax"
    pieces["scale"] = "{0%: 0, 100%: 100}"
    return rubric_from_bytes(TEXT.format(**pieces | changes).encode(), "towns.yaml")


def frame(tax: Sequence[float | None], **columns: Sequence[object]) -> pl.DataFrame:
    """Zones a, b, c, … with these figures."""
    zones = [chr(ord("a") + number) for number in range(len(tax))]
    own = {name.replace("__", "."): pl.Series(values, strict=False) for name, values in columns.items()}
    figures = {n: s.cast(pl.Float64) if n not in ("category", "zone", "zh", "en") else s for n, s in own.items()}
    return pl.DataFrame({"zone": zones, "tax": pl.Series(tax, dtype=pl.Float64)} | figures)


def column(appraisal: Appraisal, name: str) -> list[object]:
    """A column of the ranking, by zone."""
    return appraisal.ranking.sort("zone")[name].to_list()


def graded(rubric: Rubric, tax: Sequence[float | None], name: str = "tier", **columns: Sequence[object]) -> str:
    """The tiers of zones a, b, c, … as one text; ``-`` for none."""
    return "".join(str(one or "-") for one in column(appraise(rubric, frame(tax, **columns)), name))


Figures = Mapping[str, Mapping[str, object]]


def long(figures: Figures, year: int, *, submitted: bool) -> pl.DataFrame:
    """Figures zone by zone as the engine takes them; None is absent, ``!`` refused, ``~`` not applicable."""
    rows: list[dict[str, object]] = []
    for zone, items in figures.items():
        for id_, value in items.items():
            status = {"!": "refused", "~": "not_applicable", None: "absent"}.get(value, "given")  # type: ignore[call-overload]
            amount = Decimal(str(value)) if status == "given" else None
            row = {"zone": zone, "year": year, "item": id_, "value": amount, "status": status, "source": "here"}
            rows.append(row)
    schema = SUBMISSIONS if submitted else FIGURES
    return pl.DataFrame([{key: row[key] for key in schema} for row in rows], schema=schema)


def inputs(
    figures: Figures,
    *,
    parks: Mapping[str, str] | None = None,
    before: Figures | None = None,
    witness: Figures | None = None,
    targets: Figures | None = None,
    ledger: Figures | None = None,
    zones: Sequence[str] = (),
) -> Inputs:
    """Inputs of 2025 (and 2024). ``parks`` names the zone each park belongs to; its zone need not have returned."""
    owner = dict(parks or {})
    everyone = list(dict.fromkeys([*zones, *owner.values(), *owner, *figures]))
    register = [
        {"zone": z, "year": year, "zh": z, "en": z, "category": "town", "prefecture": None, "parent": owner.get(z)}
        for z in everyone
        for year in (2024, 2025)
    ]
    submissions = [long(figures, 2025, submitted=True), long(before or {}, 2024, submitted=True)]
    bureau, aims, measures = (long(source or {}, 2025, submitted=False) for source in (witness, targets, ledger))
    return Inputs(2025, pl.DataFrame(register, schema=ZONES), pl.concat(submissions), bureau, aims, measures)
