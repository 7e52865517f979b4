"""A small method that uses most of what there is, and awkward zones for it."""

from __future__ import annotations

import random
from functools import lru_cache

import polars as pl
from hypothesis import strategies as st

from scoring.engine.appraisal import Appraisal
from scoring.rules.reading import rubric_from_bytes
from scoring.rules.rubric import Rubric

TEXT = """\
rubric: valley
edition: 2025
version: 1.0.0
zh: 河谷示例
en: The valley
digits: {points: 3, indicator: 2, pillar: 2, total: 2}
missing: redistribute
categories:
  big: {zh: 大, en: Big}
  small: {zh: 小, en: Small}
constants:
  goal: {value: {big: 40, small: 20}, unit: "%", zh: 目标, en: Goal}
items:
  tax: {unit: 万元, zh: 税收, en: Tax}
  land: {unit: 亩, zh: 用地, en: Land}
  staff: {unit: 人, zh: 职工, en: Staff, missing: cohort_mean}
  rate: {unit: "%", zh: 比率, en: Rate, missing: zero}
  fines: {unit: 次, zh: 处罚, en: Fines, if_absent: 0}
pillars:
  output: {zh: 产出, en: Output}
  depth: {parent: output, zh: 深度, en: Depth}
  other: {zh: 其他, en: Other}
indicators:
  density:
    pillar: depth
    zh: 亩均税收
    en: Tax per mu
    value: tax / land
    unit: 万元/亩
    points: 30
    level: {share: 70%, scale: {0%: cohort.min, 60%: cohort.mean, 100%: cohort.max + cohort.sd}, at_most: 110%}
    growth: {share: 30%, scale: {0%: -20%, 100%: 20%}}
  part:
    pillar: output
    zh: 占比
    en: Share
    value: share(tax)
    unit: "1"
    points: 20
    applies: "land > 5 [亩]"
    level: {scale: {bands: [{from: 0.2, share: 100%}, {above: 0.1, share: 61.7%}, {otherwise: 5%}]}}
  place:
    pillar: other
    zh: 位次
    en: Place
    value: rank(staff)
    unit: "1"
    points: 20
    cohort: all
    level: {scale: {0%: cohort.n + 1, 100%: 1}}
  quality:
    pillar: other
    zh: 质量
    en: Quality
    value: rate
    unit: "%"
    points: 30
    level: {scale: {formula: "min(1, x / goal)"}, at_least: 0%}
adjustments:
  fined: {zh: 扣分, en: Deducted, points: 0 - 0.335 * fines, at_least: -2}
vetoes:
  severe: {zh: 严重, en: Severe, when: "fines > 8 [次]", total_at_most: 30}
ranking: {ties: standard, by: printed, break: [density], overall: true}
management:
  tiers: {A: {best: 30%}, B: {}, C: {worst: 20%}}
"""


@lru_cache
def rubric() -> Rubric:
    """The method, read once."""
    return rubric_of(TEXT)


def rubric_of(text: str) -> Rubric:
    """A changed method."""
    return rubric_from_bytes(text.encode(), "valley.yaml")


FIGURES = ("tax", "land", "staff", "rate", "fines", "previous.tax", "previous.land")


def some(count: int, seed: int) -> pl.DataFrame:
    """Zones with awkward figures; now and then one is missing."""
    dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
    category = [("big", "small")[number % 2] for number in range(count)]

    def figure(most: float, gaps: float) -> list[float | None]:
        return [
            None if dice.random() < gaps and n > 5 else round(dice.uniform(0, most), dice.choice([1, 2, 3]))
            for n in range(count)
        ]

    columns = {
        "tax": figure(900, 0.1),
        "land": [None if one is None else one + 2 for one in figure(40, 0.1)],
        "staff": figure(5000, 0.15),
        "rate": figure(60, 0.1),
        "fines": [float(dice.choice([0, 0, 0, 1, 3, 9])) for _ in range(count)],
        "previous.tax": figure(900, 0.2),
        "previous.land": [None if one is None else one + 2 for one in figure(40, 0.2)],
    }
    zones = [f"z{number:05}" for number in range(count)]
    return pl.DataFrame({"zone": zones, "category": category} | columns)


#: A table of 8 to 24 zones.
TABLES = st.builds(some, st.integers(8, 24), st.integers(0, 10**6))


def printed(found: Appraisal) -> tuple[str, str, str, str]:
    """Everything an appraisal publishes, as text: what is the same here is the same byte for byte."""
    ranking = found.ranking.with_columns(pl.col("vetoes", "gates").list.join(" "))
    return ranking.write_csv(), found.scorecard.write_csv(), found.scales.write_csv(), found.findings.write_csv()
