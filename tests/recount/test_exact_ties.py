"""Thousands of zones whose points fall exactly half-way, and whose totals are often equal: every one is rounded as people
round, and every tie is a tie."""

from __future__ import annotations

from collections import Counter
from random import Random

from scoring.engine.appraisal import appraise
from scoring.rules.reading import rubric_from_bytes
from tests.recount.agreement import compared, frame_of
from tests.recount.recount import Recount

TEXT = """\
rubric: ties
edition: 2025
version: 1.0.0
zh: 某
en: Some
missing: zero
categories: {one: {zh: 某, en: Some}}
items:
  a: {unit: 万元, zh: 甲, en: A}
  b: {unit: 万元, zh: 乙, en: B}
  c: {unit: 万元, zh: 丙, en: C}
pillars:
  p: {zh: 某, en: Some, points: 60}
  q: {zh: 某, en: Some, points: 40}
indicators:
  i: {pillar: p, zh: 某, en: Some, value: a, unit: 万元, points: 36.7, level: {scale: {0%: 0, 100%: 100}}}
  j: {pillar: p, zh: 某, en: Some, value: a / b, unit: "1", points: 23.3, level: {scale: {0%: 0, 100%: 2}}}
  k: {pillar: q, zh: 某, en: Some, value: c, unit: 万元, points: 40, level: {scale: {10%: 3, 55%: 11, 100%: 43}}}
ranking: {ties: standard}
"""


def zones(number: int) -> list[dict[str, str | None]]:
    chance = Random(7)  # noqa: S311
    rows: list[dict[str, str | None]] = []
    for index in range(number):
        a, c = chance.choice(["12.5", "25", "37.5", "62.5", "0.75", "50"]), f"{chance.randint(30, 430) / 10}"
        rows.append({"zone": f"z{index:04}", "a": a, "b": chance.choice(["10", "16", "40", "64"]), "c": c})
    return rows


def test_ties_are_ties() -> None:
    rows = zones(3000)
    rubric = rubric_from_bytes(TEXT.encode(), "ties.yaml")
    recount, appraisal = Recount(TEXT, rows), appraise(rubric, frame_of(rubric, rows))
    assert compared(appraisal, recount) == []
    points = [scored.full * scored.share for zone in recount.zones for scored in zone.measures.values() if scored.share]
    assert sum(amount * 1000 % 10 == 5 for amount in points) > 1000, "these returns are meant to fall half-way"
    places = Counter(appraisal.ranking["rank"].to_list())
    totals = Counter(appraisal.ranking["total"].to_list())
    assert sorted(places.values()) == sorted(totals.values())
    assert sum(count for count in places.values() if count > 1) > 319
