"""The table that is scored: wide, made up, the same for ours, for the floors and for the peers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from scoring import Rubric
from scoring.rules.reading import rubric_from_bytes

_CYCLE = (1.0, 1.5, 2.5, 3.0)
_PILLARS = 5


def weights(indicators: int) -> list[float]:
    """Points of each indicator, whole tenths, that sum to 100."""
    shares = [_CYCLE[j % len(_CYCLE)] for j in range(indicators)]
    tenths = [round(1000 * share / sum(shares)) for share in shares]
    tenths[-1] += 1000 - sum(tenths)
    return [tenth / 10 for tenth in tenths]


def benefit(indicators: int) -> list[bool]:
    """Whether more is better: not so for every third."""
    return [j % 3 != 0 for j in range(indicators)]


def rubric_text(indicators: int, categories: int = 1) -> str:
    """A rubric that scales every figure between the worst and the best of the cohort."""
    lines = [
        "rubric: wide-table",
        "edition: 2025",
        "version: 1.0.0",
        "zh: 宽表",
        "en: Wide table",
        "status: illustrative",
    ]
    lines += ["categories:"] + [f"  c{i}: {{zh: 第{i}类, en: Class {i}}}" for i in range(categories)]
    lines += ["items:"] + [f"  i{j:03}: {{unit: 万元, zh: 数据{j}, en: Figure {j}}}" for j in range(indicators)]
    lines += ["pillars:"] + [f"  p{k}: {{zh: 板块{k}, en: Pillar {k}}}" for k in range(min(_PILLARS, indicators))]
    lines += ["indicators:"]
    for j, (points, more) in enumerate(zip(weights(indicators), benefit(indicators), strict=True)):
        worst, best = ("min", "max") if more else ("max", "min")
        lines.append(
            f"  s{j:03}: {{pillar: p{j % _PILLARS}, zh: 指标{j}, en: Indicator {j}, value: i{j:03}, unit: 万元, "
            f"points: {points}, level: {{scale: {{0%: cohort.{worst}, 100%: cohort.{best}}}}}}}"
        )
    return "\n".join(lines) + "\n"


def rubric(indicators: int, categories: int = 1) -> Rubric:
    """The rubric of :func:`rubric_text`."""
    return rubric_from_bytes(rubric_text(indicators, categories).encode(), "wide-table.yaml")


@dataclass(frozen=True)
class Sample:
    """Units × indicators in ``categories`` equal parts, one after the other; figures have two decimals."""

    units: int
    indicators: int
    categories: int = 1

    @cached_property
    def frame(self) -> pl.DataFrame:
        """zone (ascending), category, and one column a figure."""
        chance = np.random.default_rng(20250)
        rows = pl.int_range(self.units, eager=True)
        frame = pl.DataFrame({"row": rows}).select(
            zone=pl.format("z{}", pl.col("row").cast(pl.String).str.zfill(9)),
            category=pl.format("c{}", pl.col("row") * self.categories // self.units),
        )
        for j in range(self.indicators):
            figures = np.round(chance.lognormal(8, 1, self.units), 2)
            frame.insert_column(frame.width, pl.Series(f"i{j:03}", figures))
        return frame

    @cached_property
    def columns(self) -> list[np.ndarray]:
        """The same figures as NumPy arrays, without a copy."""
        return [self.frame.get_column(f"i{j:03}").to_numpy() for j in range(self.indicators)]

    @cached_property
    def matrix(self) -> np.ndarray:
        """The same figures as one array, a row a unit, as the peers want them."""
        return np.column_stack(self.columns)

    @cached_property
    def slices(self) -> Sequence[slice]:
        """The rows of each category."""
        lengths = self.frame.get_column("category").rle().struct.field("len").to_list()
        ends = np.cumsum(lengths).tolist()
        return [slice(end - length, end) for end, length in zip(ends, lengths, strict=True)]

    @property
    def size(self) -> int:
        """Bytes of the figures."""
        return self.units * self.indicators * 8
