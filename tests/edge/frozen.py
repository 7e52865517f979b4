"""A small appraisal that never changes: what the screens are tested on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import polars as pl

from scoring.engine.appraisal import Appraisal, appraise
from scoring.rules.reading import rubric_from_bytes
from scoring.rules.rubric import Rubric

RUBRIC = """\
rubric: frozen
edition: 2025
version: 1.0.0
zh: 开发区综合考核评价
en: Appraisal of development zones
status: illustrative
categories:
  national:   {zh: 国家级, en: National}
  provincial: {zh: 省级, en: Provincial}
items:
  tax:       {unit: 万元, zh: 税收总额, en: Tax paid}
  land:      {unit: 亩, zh: 已供工业用地, en: Industrial land}
  energy:    {unit: tce, zh: 综合能耗, en: Energy used}
  awards:    {unit: 件, zh: 国家级表彰, en: National awards, if_absent: 0}
  accidents: {unit: 件, zh: 较大安全事故, en: Major accidents, if_absent: 0}
  operating: {unit: 年, zh: 运营年限, en: Years in operation}
checks:
  V101: {must: land > 0, severity: error, zh: 用地面积须为正, en: Land must be positive}
  V201: {must: "energy <= 5000 [tce]", severity: warning, zh: 能耗过大, en: Much energy used}
pillars:
  intensity: {zh: 亩均效益, en: Per-mu output}
  green:     {zh: 绿色低碳发展, en: Green and low-carbon development}
indicators:
  tax_per_mu:
    {pillar: intensity, zh: 亩均税收, en: Tax per mu, value: tax / land, unit: 万元/亩, points: 70,
     level: {scale: {0%: 0, 100%: 20}}}
  energy_per_tax:
    {pillar: green, zh: 单位税收能耗, en: Energy per tax, value: energy / tax, unit: tce/万元, points: 30,
     level: {scale: {0%: cohort.max, 100%: cohort.min}}}
adjustments:
  awards: {zh: 表彰加分, en: Awards, points: "1 * awards / 1 [件]", at_most: 3}
  late:   {zh: 迟报扣分, en: Late data, points: -2 * (1 - ledger.on_time), at_least: -2}
gates:
  running: {zh: 运营满一年, en: In operation for a year, must: "operating >= 1 [年]", otherwise: unranked}
vetoes:
  accident: {zh: 安全一票否决, en: Safety veto, when: accidents > 0, tier_at_best: C}
ranking: {ties: standard, by: printed, overall: true}
management:
  tiers: {A: {best: 20%}, B: {}, C: {worst: 40%}, D: {worst: 20%}}
"""

_NAMES = [
    ("0101", "松湖经开区", "Songhu ETDZ"),
    ("0102", "石溪高新区", "Shixi High-tech Zone"),
    ("0103", "云岫经济技术开发区", "Yunxiu Economic and Technological Development Zone"),
    ("0104", "青岚经开区", "Qinglan ETDZ"),
    ("0105", "鹤汀高新区", "Heting High-tech Zone"),
    ("0201", "望榛产业园", "Wangzhen Park"),
    ("0202", "听涧产业园", "Tingjian Park"),
    ("0203", "疏桐产业园", "Shutong Park"),
    ("0204", "拾麦产业园", "Shimai Park"),
]
_TAX = [18000.0, 15000.5, 12000.0, 9000.0, 6000.0, 3000.0, 2400.0, 1800.0, 900.0]
_LAND = [1000, 1100, 1200, 1000, 900, 400, 300, 300, 200]
_ENERGY = [5200, 8000, 9000, None, 7000, 1500, 1900, 1000, 900]


def values() -> pl.DataFrame:
    """The values table of the frozen year."""
    count = len(_NAMES)
    codes, zh, en = zip(*_NAMES, strict=True)
    return pl.DataFrame(
        {
            "zone": codes,
            "year": [2025] * count,
            "zh": zh,
            "en": en,
            "category": ["national"] * 5 + ["provincial"] * 4,
            "prefecture": ["镜川市"] * 5 + ["溪源市"] * 4,
            "tax": _TAX,
            "land": _LAND,
            "energy": _ENERGY,
            "awards": [1, 0, 0, 5, 0, 0, 2, 0, 0],
            "accidents": [0, 1, 0, 0, 0, 0, 0, 0, 0],
            "operating": [9, 9, 9, 9, 9, 9, 9, 9, 0],
            "ledger.on_time": [1.0, 1.0, 0.5, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0],
        },
        schema_overrides={"awards": pl.Float64, "accidents": pl.Float64, "operating": pl.Float64},
    )


@cache
def rubric() -> Rubric:
    """The method."""
    return rubric_from_bytes(RUBRIC.encode(), "frozen.yaml")


@cache
def appraisal() -> Appraisal:
    """The appraisal."""
    return appraise(rubric(), values())


def returns_csv(frame: pl.DataFrame | None = None) -> Iterator[tuple[str, str]]:
    """The same figures as files of a data folder: name and text."""
    frame = values() if frame is None else frame
    register = frame.select("zone", "zh", "en", "category", "prefecture")
    yield "register.csv", register.write_csv()
    items = ["tax", "land", "energy", "awards", "accidents", "operating"]
    yield "2025/returns.csv", frame.select("zone", *items).write_csv()
    yield "2025/ledger.csv", frame.select("zone", pl.col("ledger.on_time").alias("on_time")).write_csv()
