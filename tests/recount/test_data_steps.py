"""Random returns through every data step: the engine and the recount agree to the last digit."""

from __future__ import annotations

from random import Random

import pytest

from tests.recount.agreement import differences

TEXT = """\
rubric: steps
edition: 2025
version: 1.0.0
zh: 某
en: Some
missing: zero
{top}
categories: {{big: {{zh: 大, en: Big}}, small: {{zh: 小, en: Small}}}}
items:
  a: {{unit: 万元, zh: 甲, en: A}}
  b: {{unit: 亩, zh: 乙, en: B}}
  c: {{unit: 万元, zh: 丙, en: C}}
pillars:
  p: {{zh: 某, en: Some}}
indicators:
  i: {{pillar: p, zh: 某, en: Some, value: a, per: b, unit: 亿元/公顷, points: 40, {i}
      level: {{scale: {{0%: cohort.min, 100%: cohort.max}}}}}}
  j: {{pillar: p, zh: 某, en: Some, value: a, unit: 万元, points: 25, {j}
      level: {{share: 60%, scale: {{0%: cohort.p10, 100%: cohort.p90}}}},
      growth: {{share: 40%, scale: {{0%: 0, 100%: 50%}}}}}}
  k: {{pillar: p, zh: 某, en: Some, value: c, unit: 万元, points: 35, {k}
      level: {{scale: {{0%: cohort.min, 50%: cohort.mean, 100%: cohort.max}}}}}}
"""
STEPS = [
    ("impute: cohort_median\ntreat: {winsorise: 5, skew: 1, kurtosis: 1}", "", "", "treat: log,"),
    ("screen: {zones: 60%}\nimpute: median", "cohort: all, impute: cohort_mean,", "impute: none,", ""),
    ("screen: {zones: 70%}", "treat: {clip: [p05, p95]},", "impute: last_year,", "impute: parent,"),
    ("treat: {winsorise: 1, skew: 0.5, kurtosis: 0.5, otherwise: log}", "", "impute: mean,", "treat: {box_cox: 0.5},"),
    ("impute: zero", "treat: log,", "applies: 'b > 40 [亩]', impute: cohort_mean,", "treat: {box_cox: -1},"),
    (
        "impute: parent\ncohort_at_least: 1",
        "missing: {points: -1},",
        "treat: {clip: [p25, p75]},",
        "missing: redistribute,",
    ),
]


def zones(seed: int, number: int = 60) -> list[dict[str, str | None]]:
    chance = Random(seed)  # noqa: S311
    rows: list[dict[str, str | None]] = []
    for index in range(number):
        row: dict[str, str | None] = {"zone": f"z{index:03}", "category": chance.choice(["big", "small"])}
        for name in ("a", "b", "c", "previous.a", "previous.b", "previous.c"):
            size = chance.randint(10, 900) * (50 if chance.random() < 0.06 and not name.endswith("b") else 1)
            row[name] = None if chance.random() < 0.15 else f"{size / 10}"
        rows.append(row)
    return rows


@pytest.mark.parametrize("steps", STEPS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_step(steps: tuple[str, str, str, str], seed: int) -> None:
    top, i, j, k = steps
    assert differences(TEXT.format(top=top, i=i, j=j, k=k), zones(seed)) == []
