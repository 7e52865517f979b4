"""A small method that has one of everything, and zones for it, for the tests of cards and advice."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl

from scoring.engine.appraisal import Appraisal, appraise
from scoring.rules.reading import read_rubric
from scoring.rules.rubric import Rubric

#: Every indicator looks at figures of its own, so that a value can be changed without touching another.
TEXT = """
rubric: health
edition: 2025
version: 1.0.0
zh: 体检示例办法
en: Health-check example
{top}
missing: zero
cohort_at_least: 2
constants:
  goal: {{value: 40, unit: 万元, zh: 目标值, en: Goal}}
categories:
  large: {{zh: 大型, en: Large}}
items:
  tax:    {{unit: 万元, zh: 税收总额, en: Tax paid}}
  land:   {{unit: 亩, zh: 已供工业用地, en: Industrial land}}
  rising: {{unit: 万元, zh: 递增项, en: Rising}}
  fall:   {{unit: tce, zh: 递减项, en: Falling}}
  debt:   {{unit: "%", zh: 负债率, en: Debt ratio}}
  step:   {{unit: "%", zh: 占比, en: Share of it}}
  bent:   {{unit: 万元, zh: 公式项, en: By formula}}
  gone:   {{unit: 万元, zh: 可缺项, en: May be missing, missing: redistribute}}
  mean:   {{unit: 万元, zh: 均值项, en: Mean if missing, missing: cohort_mean}}
  minus:  {{unit: 件, zh: 倒扣项, en: Less if missing, missing: {{points: -1.5}}}}
  small:  {{unit: 家, zh: 小企业数, en: Small firms}}
  awards: {{unit: 件, zh: 表彰, en: Awards, if_absent: 0}}
  accidents: {{unit: 件, zh: 事故, en: Accidents, if_absent: 0}}
  running:   {{unit: 年, zh: 运营年限, en: Years running, roll_up: none}}
pillars:
  intensity: {{zh: 亩均效益, en: Per-mu output}}
  quality:   {{zh: 质量, en: Quality}}
  deep:      {{parent: quality, zh: 深层, en: Deep}}
indicators:
  per_mu:
    {{pillar: intensity, zh: 亩均税收, en: Tax per mu, value: tax / land, unit: 万元/亩, points: 28,
     level: {{share: 75%, scale: {{0%: cohort.p05, 60%: cohort.p50, 100%: cohort.p95}}}},
     growth: {{share: 25%, scale: {{0%: -10%, 50%: 0%, 100%: 20%}}}}}}
  rising:
    {{pillar: intensity, zh: 递增指标, en: Rising one, value: rising, unit: 万元, points: 12,
     level: {{scale: {{20%: 0, 100%: goal, beyond: extend}}, at_most: 130%}}}}
  fall:
    {{pillar: deep, zh: 递减指标, en: Falling one, value: fall, unit: tce, points: 10,
     level: {{scale: {{100%: cohort.p10, 0%: cohort.p90, beyond: {{below: hold, above: extend}}}}, at_least: -20%}}}}
  debt:
    {{pillar: deep, zh: 适度指标, en: Moderate one, value: debt, unit: "%", points: 10,
     level: {{scale: {{lines: [[20, 0%], [45, 100%], [60, 100%], [85, 0%]]}}}}}}
  step:
    {{pillar: deep, zh: 分档指标, en: One of bands, value: step, unit: "%", points: 7,
     level: {{scale: {{bands: [{{above: 70, points: 7}}, {{from: 60, to: 70, share: 80%}},
                             {{from: 45, below: 60, points: 3}}, {{otherwise: {{points: 1}}}}]}}}}}}
  bent:
    {{pillar: deep, zh: 公式指标, en: One by formula, value: bent, unit: 万元, points: 9,
     level: {{scale: {{formula: "1 - exp(-x / goal)"}}, at_most: 90%}}}}
  gone:
    {{pillar: quality, zh: 可缺指标, en: One left out, value: gone, unit: 万元, points: 6,
     level: {{scale: {{0%: cohort.min, 100%: cohort.max}}}}}}
  mean:
    {{pillar: quality, zh: 均值指标, en: One at the mean, value: mean, unit: 万元, points: 6,
     level: {{scale: {{0%: 0, 100%: cohort.mean}}}}}}
  minus:
    {{pillar: quality, zh: 倒扣指标, en: One that may take, value: minus, unit: 件, points: 5,
     level: {{scale: {{100%: 0, -40%: 7}}}}}}
  small:
    {{pillar: quality, zh: 小企业, en: Small firms, value: small, unit: 家, points: 7, applies: "small >= 3 [家]",
     level: {{scale: {{0%: 0, 100%: 30}}}}}}
adjustments:
  awards: {{zh: 表彰加分, en: Awards, points: "0.75 * awards / 1 [件]", at_most: 2}}
gates:
  running: {{zh: 满一年, en: A year in operation, must: "running >= 1 [年]", otherwise: unranked}}
vetoes:
  accident: {{zh: 安全封顶, en: Safety cap, when: accidents > 0, total_at_most: 55}}
ranking: {{{ranking}}}
management: {{tiers: {{A: {{best: 30%}}, B: {{}}}}}}
"""

BARE = ("rising", "fall", "debt", "step", "bent", "gone", "mean", "minus", "small")


def rubric(folder: Path, top: str = "digits: 2", ranking: str = "ties: standard, by: printed") -> Rubric:
    """The method, with the rounding and the ranking a test asks for."""
    path = folder / "health.yaml"
    path.write_text(TEXT.format(top=top, ranking=ranking), encoding="utf-8")
    return read_rubric(path)


def zones(seed: int, count: int = 14, gaps: float = 0.1) -> pl.DataFrame:
    """So many zones; some figures missing, some equal, some at the ends of scales."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    rows: list[dict[str, object]] = []
    for index in range(count):
        land = float(chance.randint(400, 3000))
        tax = round(land * chance.uniform(4, 30), 2)
        row: dict[str, object] = {
            "zone": f"z{index:02}",
            "zh": f"示例{index:02}经开区",
            "en": f"Example zone {index:02}",
            "category": "large",
            "tax": tax,
            "land": land,
            "previous.tax": round(tax / chance.uniform(0.8, 1.3), 2),
            "previous.land": land,
            "rising": round(chance.uniform(0, 60), 1),
            "fall": round(chance.uniform(10, 90), 2),
            "debt": chance.choice([round(chance.uniform(10, 95), 2), 45.0, 52.0]),
            "step": chance.choice([round(chance.uniform(20, 90), 2), 60.0, 70.0]),
            "bent": round(chance.uniform(1, 120), 2),
            "gone": round(chance.uniform(5, 50), 1),
            "mean": round(chance.uniform(5, 50), 1),
            "minus": float(chance.randint(0, 9)),
            "small": float(chance.choice([1, 5, 12, 29])),
            "awards": float(chance.choice([0, 0, 1, 5])),
            "accidents": float(chance.random() < 0.08),
            "running": float(chance.random() > 0.05) * 3,
        }
        for name in ("rising", "fall", "gone", "mean", "minus", "previous.tax"):
            if chance.random() < gaps:
                row[name] = None
        rows.append(row)
    return pl.DataFrame(rows, infer_schema_length=None)


def appraised(folder: Path, seed: int = 1, count: int = 14, **choices: str) -> Appraisal:
    """An appraisal of some zones."""
    return appraise(rubric(folder, **choices), zones(seed, count))
