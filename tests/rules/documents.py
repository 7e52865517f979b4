"""A small rubric to break in one place, and a rich one that uses every key there is."""

from __future__ import annotations

import pytest

from scoring.language.messages import help_lines, sentence
from scoring.language.problems import Problem, Rejected
from scoring.rules.reading import rubric_from_bytes
from scoring.rules.rubric import Rubric

SMALL = """\
rubric: small
edition: 2025
version: 1.0.0
zh: 小办法
en: A small method
categories:
  national: {zh: 国家级, en: National}
  provincial: {zh: 省级, en: Provincial}
items:
  tax: {unit: 万元, zh: 税收, en: Tax}
  land: {unit: 亩, zh: 用地, en: Land}
  staff: {unit: 人, zh: 职工, en: Staff}
pillars:
  output: {zh: 产出, en: Output}
  people: {zh: 人员, en: People}
indicators:
  tax_per_mu:
    pillar: output
    zh: 亩均税收
    en: Tax per mu
    value: tax / land
    unit: 万元/亩
    points: 60
    level: {scale: {0%: 0, 100%: 10}}
  staffing:
    pillar: people
    zh: 职工人数
    en: Number of staff
    value: staff
    unit: 人
    points: 40
    level: {scale: {0%: cohort.min, 100%: cohort.max}}
"""

RICH = """\
rubric: rich
edition: 2025
version: 1.0.0
zh: 全办法
en: Every key
basis: 示例〔2025〕1号
status: illustrative
total: {value: 100, basis: 示例, status: official}
tolerance: 0.01
digits: {value: 4, points: {value: 3, status: official}, indicator: 3, pillar: 2, total: 2, basis: 示例}
rounding: {value: half_even, points: half_up, total: truncate}
placeholders: [未统计, 待核]
headings: {zone: [园区编号, uCode], value: [填报数]}
missing: {points: -1, basis: 示例}
screen: {zones: 60%, indicators: {value: 50%, status: official}, basis: 示例}
impute: none
treat: {winsorise: 5, skew: 2, kurtosis: {value: 3.5, basis: 示例}, otherwise: none}
cohort_at_least: {value: 3, status: official}
units:
  标箱: {zh: 标准箱, en: TEU}
  美元: {equals: 7.1 元, basis: 示例, status: reconstructed}
  欧元: {equals: {value: 8 元, status: illustrative}, zh: 欧元, en: Euro}
constants:
  goal: {value: {national: 20, provincial: {value: 12, status: official}, basis: 示例}, unit: 万元/亩, zh: 目标, en: G}
  rate: {value: {value: 3, basis: 示例}, unit: "1", zh: 倍数, en: Multiple, status: official}
  spread: {value: {value: {national: 1, provincial: 2}, status: official}, unit: "%", zh: 幅度, en: Spread}
categories:
  basis: 示例
  national: {zh: 国家级, en: National}
  provincial: {zh: 省级, en: Provincial}
items:
  tax: {unit: 万元, zh: 税收, en: Tax, witness: tax_bureau, aliases: [全口径税收], missing: zero, roll_up: sum}
  land: {unit: 亩, zh: 用地, en: Land, at_least: 0, at_most: {value: 100000, basis: 示例}}
  boxes: {unit: 标箱, zh: 箱量, en: Boxes, if_absent: 0, missing: {points: -2}}
  debt: {unit: "%", zh: 负债率, en: Debt, roll_up: none}
checks:
  V101: {must: land > 0, severity: error, zh: 用地为正, en: Land is positive}
  V301: {must: abs(tax / witness.tax - 1) <= 2%, severity: warning, zh: 口径一致, en: Sources agree}
pillars:
  output: {zh: 产出, en: Output, points: {national: 60, provincial: 50}}
  depth: {parent: output, zh: 深度, en: Depth}
  other: {zh: 其他, en: Other, points: {value: {national: 40, provincial: 50}, status: official}}
indicators:
  tax_per_mu:
    pillar: depth
    zh: 亩均税收
    en: Tax per mu
    value: {value: tax / land, basis: 示例}
    unit: 万元/亩
    points: {national: 30, provincial: 20}
    applies: land > 0
    cohort: all
    missing: redistribute
    level: {share: 40%, scale: {0%: cohort.p05, 60%: {value: 10, status: official}, 100%: goal}, at_most: 150%}
    growth: {share: {value: 20%, basis: 示例}, unit: "%", scale: {lines: [[0, 0%], [15, 100%]], beyond: extend}}
    increment: {share: 20%, scale: {0%: -1, 100%: 1, beyond: {below: hold, above: extend}}, at_least: -50%}
    volume: {share: 20%, value: tax, unit: 亿元, scale: {formula: "min(1, x / 3)"}}
  finished:
    pillar: depth
    zh: 完成率
    en: Target met
    value: tax
    unit: 亿元
    points: 30
    completion:
      scale:
        bands:
          - {from: 1, points: {national: 30, provincial: 25, basis: 示例}}
          - {above: 0.8, below: 1, share: 50%}
          - {from: 0.5, to: 0.8, share: {value: 20%, basis: 示例}}
          - {otherwise: {points: 1}}
  debt_ratio:
    pillar: other
    zh: 资产负债率
    en: Debt ratio
    value: debt
    unit: "%"
    per: boxes / (3 [标箱])
    impute: last_year
    treat: {clip: [p01, p97_5], basis: 示例}
    weight: 2
    level: {scale: {lines: [[20, 0%], [45, 100%], [60, {value: 100%, basis: 示例}], [85, 0%]]}}
  handling:
    pillar: other
    zh: 箱量
    en: Handling
    value: boxes
    unit: 标箱
    weight: {national: 1, provincial: 3}
    treat: {winsorise: 3, otherwise: {box_cox: {value: auto, basis: 示例}}}
    level: {share: 60%, scale: {bands: [{below: cohort.p10, share: 0%}, {otherwise: {value: 100%, status: official}}]}, treat: {box_cox: {value: 0.5, basis: 示例}}, impute: median}
    growth: {share: 20%, scale: {name: goalposts, low: -10%, high: {value: 30%, basis: 示例}, better: more, beyond: hold}}
    volume: {share: 10%, value: boxes, unit: 标箱, scale: {name: min_max, from: 20%, to: {value: 90%, status: official}}}
    increment: {share: 10%, scale: {name: distance_to_unit, unit: Z-017, basis: 示例}}
adjustments:
  bonus: {zh: 加分, en: Bonus, points: 2, at_most: 3, at_least: {value: -3, basis: 示例}}
gates:
  grown: {zh: 规模, en: Size, must: "land >= 10 [亩]", otherwise: unranked}
  solvent: {zh: 偿债, en: Solvent, must: "debt <= 90 [%]", otherwise: {tier: D, basis: 示例}}
vetoes:
  one: {zh: 其一, en: One, when: boxes < 0, tier: D}
  two: {zh: 其二, en: Two, when: boxes < 0, tier_at_best: C}
  three: {zh: 其三, en: Three, when: boxes < 0, total_at_most: 60}
  four: {zh: 其四, en: Four, when: boxes < 0, drop: 1}
  five: {zh: 其五, en: Five, when: boxes < 0, unranked: true}
ranking: {ties: dense, by: full, break: [tax_per_mu, output, tax / land], overall: true}
management:
  tiers:
    quota_base: all
    A: {zh: 甲, en: A, best: 20%, round: half_up, edge: exclusive, ties: exclude, auto: "tax > 900000 [万元]"}
    B: {best: {value: 50%, basis: 示例}}
    C: {}
    D: {worst: 2}
  stars:
    five: {from: 90}
    four: {above: {value: 80, status: official}}
    none: {zh: 无星}
panel: {scales: {base: {value: 2023, basis: 示例}}, status: official}
"""


def changed(text: str, *changes: tuple[str, str]) -> str:
    """The text with each old piece, which must be there, replaced by the new one."""
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return text


def read(text: str) -> Rubric:
    try:
        return rubric_from_bytes(text.encode(), "rubric.yaml")
    except Rejected as refusal:
        pytest.fail(str(refusal))


def small(*changes: tuple[str, str]) -> Rubric:
    return read(changed(SMALL, *changes))


def rich(*changes: tuple[str, str]) -> Rubric:
    return read(changed(RICH, *changes))


def refused(text: str) -> tuple[Problem, ...]:
    """The problems of a text, each of which has words in both languages and a place."""
    with pytest.raises(Rejected) as caught:
        rubric_from_bytes(text.encode(), "rubric.yaml")
    for problem in caught.value.problems:
        assert problem.place is not None
        assert problem.place.line is not None
        for language in ("zh", "en"):
            assert sentence(problem, language)
            assert all(help_lines(problem, language))
    return caught.value.problems


def only(problems: tuple[Problem, ...], code: str) -> Problem:
    """The one problem there is."""
    assert [problem.code for problem in problems] == [code], "\n".join(map(str, problems))
    return problems[0]


def caret(problem: Problem) -> str:
    """What the problem points at: the characters under the carets."""
    place = problem.place
    assert place is not None
    assert place.excerpt is not None
    assert place.column is not None
    return place.excerpt[place.column - 1 : place.column - 1 + place.width]


def said(problem: Problem) -> str:
    return sentence(problem, "en")


def said_zh(problem: Problem) -> str:
    return sentence(problem, "zh")
