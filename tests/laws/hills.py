"""A method with everything that adds up over zones, and a great many zones of uneven size for it."""

from __future__ import annotations

import hashlib
import random

import polars as pl

from scoring.engine.appraisal import appraise
from scoring.rules.reading import rubric_from_bytes

TEXT = """\
rubric: hills
edition: 2025
version: 1.0.0
zh: 丘陵示例
en: The hills
digits: 6
missing: cohort_mean
impute: {impute}
screen: {{zones: 40%, indicators: 10%}}
weights: {{by: equal}}
aggregate: {{blend: [{{part: 60%, by: arithmetic}}, {{part: 40%, by: {{geometric: {{at_least: 1%}}}}}}]}}
categories: {{big: {{zh: 大, en: Big}}, small: {{zh: 小, en: Small}}}}
items:
  a: {{unit: 万元, zh: 甲, en: A}}
  b: {{unit: 亩, zh: 乙, en: B}}
  c: {{unit: 万元, zh: 丙, en: C}}
pillars:
  p: {{zh: 其一, en: First, weights: {{blend: [{{part: 50%, by: critic}}, {{part: 50%, by: pca}}], cohort: all}}}}
  q: {{zh: 其二, en: Second, weights: {{blend: [{{part: 50%, by: entropy}}, {{part: 50%, by: variation}}]}}, aggregate: topsis}}
  r: {{zh: 其三, en: Third, weights: {{product: [{{by: deviation}}, {{by: pca}}], cohort: all}}, aggregate: {{blend: [{{part: 50%, by: vikor}}, {{part: 50%, by: borda}}]}}}}
indicators:
  p0: {{pillar: p, zh: 一甲, en: P0, value: a, per: b, unit: 万元/亩, treat: {{winsorise: 5, skew: 1, kurtosis: 1, otherwise: log}}, level: {{scale: {{0%: cohort.min, 50%: cohort.mean, 100%: cohort.max}}}}}}
  p1: {{pillar: p, zh: 一乙, en: P1, value: share(c), unit: "%", cohort: all, level: {{scale: z_score, at_least: 1%}}}}
  p2: {{pillar: p, zh: 一丙, en: P2, value: c / b, unit: 万元/亩, level: {{scale: {{formula: "0.5 + (x - cohort.mean) / cohort.sd / 20 + cohort.skew / 50 + cohort.kurtosis / 500"}}, at_least: 1%, at_most: 120%}}}}
  q0: {{pillar: q, zh: 二甲, en: Q0, value: a, unit: 万元, treat: {{box_cox: auto}}, level: {{scale: {{name: min_max, from: 10%}}}}}}
  q1: {{pillar: q, zh: 二乙, en: Q1, value: b, unit: 亩, treat: {{clip: [p05, p95]}}, level: {{scale: {{20%: cohort.bottom9, 100%: cohort.top9}}}}}}
  r0: {{pillar: r, zh: 三甲, en: R0, value: a / cohort.mean(a), unit: "1", treat: log, level: {{scale: rank}}}}
  r1: {{pillar: r, zh: 三乙, en: R1, value: c, unit: 万元, level: {{scale: {{formula: "clip(0.5 + (x - cohort.median) / cohort.iqr / 4 + cohort.mad / cohort.sum, 0.01, 1)"}}}}}}
ranking: {{by: full, overall: true}}
"""


def many(count: int) -> pl.DataFrame:
    """Zones whose figures differ by powers of ten and have no short binary fraction; one in twelve is missing."""
    dice = random.Random(7)  # noqa: S311 - repeatable, not secret
    figures = {
        name: [None if dice.random() < 1 / 12 else dice.lognormvariate(3, spread) / 3 for _ in range(count)]
        for name, spread in (("a", 1.5), ("b", 0.6), ("c", 2.0))
    }
    categories = [dice.choice(["big", "small"]) for _ in range(count)]
    return pl.DataFrame({"zone": [f"z{number:05}" for number in range(count)], "category": categories, **figures})


def digests(count: int, impute: str) -> str:
    """A fingerprint of each table that is published of so many zones."""
    found = appraise(rubric_from_bytes(TEXT.format(impute=impute).encode(), "hills.yaml"), many(count))
    ranking = found.ranking.with_columns(pl.col("vetoes", "gates").list.join(" "))
    tables = {"ranking": ranking, "scorecard": found.scorecard, "scales": found.scales, "audit": found.audit}
    kinds = set(found.scales["kind"]) | {f"audit {step}" for step in found.audit["step"]}
    lines = [f"{name} {hashlib.sha256(table.write_csv().encode()).hexdigest()}" for name, table in tables.items()]
    return "\n".join([*lines, f"kinds {sorted(kinds)}"])
