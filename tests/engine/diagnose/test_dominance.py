"""Dominance on small tables."""

from __future__ import annotations

import pytest

from scoring.engine.appraisal import appraise
from scoring.engine.diagnose import dominance as module
from scoring.engine.diagnose.diagnosis import Diagnosis, diagnose
from tests.engine import towns
from tests.engine.diagnose import parks

SECOND = """\
  j: {pillar: p, zh: 二, en: Second, value: other, unit: "1", points: 50, level: {scale: {0%: 0, 100%: 100}}}
adjustments: {more: {zh: 加, en: More, points: plus}}
"""


def dominance(tax: list[float | None], other: list[float | None], plus: list[float]) -> Diagnosis:
    items = towns.item("other") + towns.item("plus")
    rubric = towns.method(items=items, points="50", indicators=SECOND, top="missing: zero")
    return diagnose(appraise(rubric, towns.frame(tax, other=other, plus=plus)), ["dominance"])


def test_who_dominates_whom() -> None:
    #        a is best in all, b and c trade, d equals c but for one, e is d again
    found = dominance([90, 50, 40, 40, 40], [90, 20, 60, 50, 50], [0, 0, 0, 0, 0])
    pairs = set(found.dominance_pairs.select("zone", "other").iter_rows())
    assert pairs == {("a", "b"), ("a", "c"), ("a", "d"), ("a", "e"), ("c", "d"), ("c", "e")}
    counts = {row[0]: row[1:] for row in found.dominance.select("zone", "dominates", "dominated").iter_rows()}
    assert counts == {"a": (4, 0), "b": (0, 1), "c": (2, 1), "d": (0, 2), "e": (0, 2)}
    assert not found.dominance_pairs["inconsistent"].any()
    assert found.attention.is_empty()


def test_an_adjustment_that_turns_the_order_is_named() -> None:
    found = dominance([90, 50, 40], [90, 20, 60], [0, 0, 50])
    odd = found.dominance_pairs.filter("inconsistent").row(0, named=True)
    assert (odd["zone"], odd["rank"], odd["other"], odd["other_rank"]) == ("a", 2, "c", 1)
    assert found.dominance["inconsistent"].to_list() == [1, 1, 0]
    first = found.attention.row(0, named=True)
    assert (first["gravity"], first["flag"], first["subject"], first["other"]) == (0, "inconsistent", "a", "c")


def test_zones_that_lack_different_things_cannot_be_compared() -> None:
    found = dominance([90, 50, None, None], [90, None, 60, 10], [0, 0, 0, 0])
    assert set(found.dominance_pairs.select("zone", "other").iter_rows()) == {("c", "d")}


def test_blocks_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    appraisal = parks.appraisal()
    whole = diagnose(appraisal, ["dominance"]).dominance_pairs
    monkeypatch.setattr(module, "_AT_ONCE", 1)
    assert diagnose(appraisal, ["dominance"]).dominance_pairs.equals(whole)
    assert whole.height > 0
