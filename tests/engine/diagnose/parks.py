"""A method of two categories and five indicators, and returns in which everything that a diagnosis looks for happens."""

from __future__ import annotations

from random import Random

import polars as pl

from scoring.engine.appraisal import Appraisal, appraise
from scoring.rules.reading import rubric_from_bytes
from scoring.rules.rubric import Rubric

TEXT = """\
rubric: parks
edition: 2025
version: 1.0.0
zh: 园区
en: Parks
{top}
categories: {{big: {{zh: 大, en: Big}}, small: {{zh: 小, en: Small}}}}
items:
  a: {{unit: "1", zh: 甲, en: A}}
  b: {{unit: "1", zh: 乙, en: B}}
  c: {{unit: "1", zh: 丙, en: C, missing: {missing}}}
  d: {{unit: "1", zh: 丁, en: D}}
  e: {{unit: "1", zh: 戊, en: E}}
  bonus: {{unit: "1", zh: 加, en: Bonus, if_absent: 0}}
pillars:
  first:  {{zh: 一, en: First}}
  second: {{zh: 二, en: Second}}
  inner:  {{zh: 内, en: Inner, parent: second}}
indicators:
  ia: {{pillar: first, zh: 甲率, en: Rate A, value: a, unit: "1", points: {{{ia}}}, level: {{share: 60%, scale: {{0%: cohort.min, 100%: cohort.max}}}}, growth: {{share: 40%, scale: {{0%: -1, 100%: 1}}}}, missing: zero}}
  ib: {{pillar: first, zh: 乙率, en: Rate B, value: b, unit: "1", points: {{{ib}}}, level: {{scale: {{0%: cohort.min, 100%: cohort.max}}}}}}
  ic: {{pillar: second, zh: 丙率, en: Rate C, value: c, unit: "1", points: {{{ic}}}, level: {{scale: {{0%: 0, 100%: 10}}}}}}
  id: {{pillar: inner, zh: 丁率, en: Rate D, value: d, unit: "1", points: {{{id}}}, level: {{scale: {{bands: [{{from: 5, share: 100%}}, {{otherwise: 50%}}]}}}}}}
{ie}
adjustments:
  bonus: {{zh: 加分, en: Bonus, points: bonus}}
{tail}
"""
IE = '  ie: {pillar: inner, zh: 戊率, en: Rate E, value: e, unit: "1", points: 10, level: {scale: {formula: x / 10}}}'
POINTS = {"ia": "big: 30, small: 40", "ib": "big: 30, small: 20", "ic": "big: 20, small: 30", "id": "big: 10"}


def method(**changes: str) -> Rubric:
    """The method, with changes to its pieces."""
    pieces = {"top": "", "missing": "cohort_mean", "ie": IE, "tail": ""} | POINTS | changes
    return rubric_from_bytes(TEXT.format(**pieces).encode(), "parks.yaml")


def values(big: int = 12, small: int = 8, seed: int = 1) -> pl.DataFrame:
    """Parks at random; ``b`` goes along with ``a``, some have no ``c``, one has no ``previous.a``."""
    chance = Random(seed)  # noqa: S311 - an example
    rows: list[dict[str, object]] = []
    for number in range(big + small):
        a = chance.uniform(1, 9)
        row: dict[str, object] = {"zone": f"z{number:02}", "category": "big" if number < big else "small"}
        row |= {"a": a, "b": 3 * a + chance.uniform(0, 2), "c": chance.uniform(0, 12), "d": chance.uniform(0, 9)}
        row |= {"e": chance.uniform(0, 9), "bonus": 0.0, "previous.a": a / chance.uniform(0.5, 1.5)}
        rows.append(row)
    frame = pl.DataFrame(rows, schema_overrides=dict.fromkeys(["a", "b", "c", "d", "e"], pl.Float64))
    third = pl.int_range(pl.len()) == 3
    return frame.with_columns(pl.when(~third).then(name).alias(name) for name in ("c", "previous.a"))


def appraisal(frame: pl.DataFrame | None = None, **changes: str) -> Appraisal:
    """The parks appraised."""
    return appraise(method(**changes), values() if frame is None else frame)
