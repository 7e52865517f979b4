"""A method with an item of every kind: what is built up in its park, who is listed, and by when the plan was handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import polars as pl

from scoring.engine.tables import LISTS, Inputs
from scoring.rules.reading import rubric_from_bytes
from scoring.rules.rubric import Rubric

TEXT = """\
rubric: parks
edition: 2025
version: 1.0.0
zh: 小微园考核
en: A method of parks
schedule: even
month: 6
categories: {town: {zh: 镇, en: Town}}
items:
  certified: {kind: boolean, zh: 已认定, en: Certified, if_absent: 否}
  reported: {kind: date, zh: 上报日期, en: Reported on}
  invest: {unit: 万元, zh: 投资, en: Investment, missing: zero}
  champions:
    kind: roster
    zh: 培育企业名单
    en: Firms fostered
    list: firms
    if_absent: 0
    at_most: 20
    evidence: required
    classes:
      champion: {zh: 制造业单项冠军, en: Champion, counts: 4}
      listed: {zh: 上市企业, en: Listed, counts: 3}
      innovative: {zh: 创新型中小企业, en: Innovative, counts: 0.5}
      dropped: {zh: 退规企业, en: Dropped out, counts: -1, evidence: optional}
  awards:
    {kind: roster, zh: 荣誉, en: Awards, list: firms, once: each, if_absent: 0, at_least: -1,
     classes: {champion: {zh: 制造业单项冠军, en: Champion, counts: 1}, prize: {zh: 奖项, en: Prize, counts: 1}}}
  platform:
    kind: checklist
    zh: 公共服务平台
    en: Platform
    at_most: 2
    if_absent: 0
    entries:
      canteen: {zh: 食堂, en: Canteen, counts: 1}
      gym: {zh: 健身房, en: Gym, counts: 1}
      clinic: {zh: 医务室, en: Clinic, counts: 1}
  ecosystem:
    kind: expert
    zh: 产业生态
    en: Ecosystem
    evidence: required
    missing: zero
    bands:
      high: {zh: 优, en: High, from: 3, to: 4}
      fair: {zh: 良, en: Fair, from: 2, to: 3}
      none: {zh: 差, en: None, from: 0, to: 1, evidence: optional}
pillars: {p: {zh: 一级, en: Pillar}}
indicators:
  firms: {pillar: p, zh: 企业, en: Firms, value: champions + awards, unit: "1", points: 20,
    level: {scale: {0%: 0, 100%: 20}}}
  service: {pillar: p, zh: 服务, en: Service, value: platform, unit: "1", points: 2, level: {scale: {0%: 0, 100%: 2}}}
  expert: {pillar: p, zh: 生态, en: Ecosystem, value: ecosystem, unit: "1", points: 4,
    level: {scale: {0%: 0, 100%: 4}}}
  prompt: {pillar: p, zh: 及时, en: Prompt, value: "if(reported <= date(2025, 1, 18), 1, 0)", unit: "1", points: 4,
    missing: zero, level: {scale: {0%: 0, 100%: 1}}}
  done: {pillar: p, zh: 完成, en: Done, value: (invest / target.invest) / progress, unit: "1", points: 70,
    missing: zero, level: {scale: {0%: 0, 100%: 1}}}
gates: {certified: {zh: 认定, en: Certified, must: certified, otherwise: unranked}}
"""


def method(*changes: tuple[str, str]) -> Rubric:
    """The method, changed."""
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return rubric_from_bytes(text.encode(), "parks.yaml")


Row = tuple[str, str, str | None, str | None]


def lists(*rows: Row | tuple[str, str, str | None, str | None, str], year: int = 2025) -> pl.DataFrame:
    """``LISTS`` of (zone, list, entity, class[, evidence]); an entity with a ``!`` was refused when it was read."""
    made = []
    for number, (zone, list_, entity, class_, *evidence) in enumerate(rows):
        status = "refused" if entity and "!" in entity else "given"
        proof = evidence[0] if evidence else "文1"
        made.append((zone, year, list_, entity, class_, None, None, proof or None, status, f"here:{number + 1}"))
    return pl.DataFrame(made, schema=LISTS, orient="row")


def scores(*rows: tuple[str, str, str | None, str | None], evidence: str | None = "附件") -> pl.DataFrame:
    """``LISTS`` of expert scores: (zone, band, score, expert)."""
    made = [
        (
            zone,
            2025,
            "ecosystem",
            None,
            band,
            score and Decimal(score),
            expert,
            evidence,
            "given",
            f"marks:{number + 1}",
        )
        for number, (zone, band, score, expert) in enumerate(rows)
    ]
    return pl.DataFrame(made, schema=LISTS, orient="row")


def with_lists(inputs: Inputs, *frames: pl.DataFrame) -> Inputs:
    """Inputs with lists."""
    return replace(inputs, lists=pl.concat(frames))


def outcomes(found: pl.DataFrame, *names: str) -> Sequence[tuple[object, ...]]:
    """Some columns of the entries as rows."""
    return found.select(names).rows()
