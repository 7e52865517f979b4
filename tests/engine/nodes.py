"""A method of a few equal figures under one node, and under a tree; the shares are the figures themselves."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from scoring.rules.reading import rubric_from_bytes
from scoring.rules.rubric import Rubric

FIGURES = "scale: {0%: 0, 100%: 1, beyond: extend}"
SPREAD = "scale: {0%: cohort.min, 100%: cohort.max}"


def flat(
    aggregate: str,
    weights: Sequence[int],
    *,
    scale: str = FIGURES,
    digits: int = 9,
    top: str = "",
    node: str = "",
    missing: Sequence[str] = (),
) -> Rubric:
    """One pillar of 100 points over figures ``x0``, ``x1``, …, put together in some way."""
    items = "\n".join(
        f"  x{i}: {{unit: '1', zh: 数{i}, en: Figure {i}{', missing: ' + missing[i] if i < len(missing) else ''}}}"
        for i in range(len(weights))
    )
    leaves = "\n".join(
        f"  i{i}: {{pillar: p, zh: 项{i}, en: Item {i}, value: x{i}, unit: '1', weight: {weight}, level: {{{scale}}}}}"
        for i, weight in enumerate(weights)
    )
    return rubric_from_bytes(
        f"""\
rubric: nodes
edition: 2025
version: 1.0.0
zh: 节点
en: Nodes
digits: {digits}
{top}
categories: {{town: {{zh: 镇, en: Town}}}}
items:
{items}
pillars:
  p: {{zh: 一级, en: Pillar, points: 100, aggregate: {aggregate}{", " + node if node else ""}}}
indicators:
{leaves}
""".encode(),
        "nodes.yaml",
    )


def shares(*rows: Sequence[float | None]) -> pl.DataFrame:
    """Zones a, b, c, … with these figures."""
    zones = [chr(ord("a") + number) for number in range(len(rows))]
    columns = zip(*rows, strict=True)
    return pl.DataFrame(
        {"zone": zones} | {f"x{i}": pl.Series(list(column), dtype=pl.Float64) for i, column in enumerate(columns)}
    )
