"""Invented industrial firms for the per-mu methods of a county: large and small ones, wide tables."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from making.chance import bell, between, dice, exact
from making.forms import plain, table
from making.names import places

_TRADES = [*zip("机模塑电泵汽工化医纺制阀包五家轴", "械具业器业配艺工药织冷门装金具承", strict=True)]
_LARGE = [
    "企业代码", "企业名称", "税收实际贡献(万元)", "工业增加值(万元)", "用地面积(亩)", "综合能耗(吨标煤)",
    "主要污染物排放量(吨)", "年平均职工人数(人)", "R&D经费(万元)", "主营业务收入(万元)",
]  # fmt: skip
_SMALL = ["企业代码", "企业名称", "税收实际贡献(万元)", "用地面积(亩)", "用电量(万千瓦时)"]


def firms() -> dict[str, bytes]:
    """Every file under ``firms/``."""
    large = {
        year: [_large(number, year) for number in range(1, count + 1)] for year, count in ((2021, 1150), (2022, 1200))
    }
    return {
        "2021/large.csv": table([_LARGE, *large[2021]], "gb18030", "\r\n"),
        "2022/large.csv": table([_LARGE, *large[2022]], "gb18030", "\r\n"),
        "2022/small.csv": table([_SMALL, *(_small(number) for number in range(1, 801))], "utf-8-sig", "\r\n"),
    }


def _name(number: int, kind: str) -> str:
    names = places()
    zh = names[(number * 7 + (3 if kind == "S" else 0)) % len(names)][0]
    trade = "".join(_TRADES[(number // len(names) * 6 + number) % len(_TRADES)])
    return f"{zh}{trade}{'厂' if kind == 'S' else '有限公司'}"


def _skewed(rng: Random) -> float:
    """Around 1, with a long tail to the right."""
    return (0.35 + rng.random()) * (0.4 + rng.random() * 1.2) * (1.6 if rng.random() < 0.12 else 1)


def _large(number: int, year: int) -> list[str]:
    fixed = dice("firm", number)
    land = exact(between(fixed, 6, 40) * (4 if fixed.random() < 0.15 else 1), 2)
    strength, dirt, works = _skewed(fixed), between(fixed, 0.3, 2.2), between(fixed, 0.7, 1.5)
    has_emission, does_research = fixed.random() > 0.12, fixed.random() > 0.2
    rng = dice("firm", number, year)
    added = exact(float(land) * 85 * strength * (1 + 0.12 * bell(rng)), 2)
    if rng.random() < 0.008:
        added = exact(-float(land) * between(rng, 2, 15), 2)
    size = max(float(added), float(land) * 20)
    revenue = exact(size * between(rng, 3.6, 6.0), 2)
    tax = exact(size * between(rng, 0.10, 0.24) * (-0.1 if rng.random() < 0.012 else 1), 2)
    energy = exact(size / 2.7 * dirt * (1 + 0.1 * bell(rng)), 1)
    emission = exact(size / 4900 * dirt * between(rng, 0.7, 1.5), 3)
    people = exact(size / 18 * works + 4)
    rd = exact(float(revenue) * between(rng, 0.008, 0.052), 2) if does_research else Decimal(0)
    emitted = "" if not has_emission or not emission else plain(emission)
    figures = [tax, added, land, energy], [people, rd, revenue]
    return [f"L{number:05d}", _name(number, "L"), *map(plain, figures[0]), emitted, *map(plain, figures[1])]


def _small(number: int) -> list[str]:
    rng = dice("small", number)
    land = exact(between(rng, 1, 14), 2)
    tax = exact(float(land) * 8.5 * _skewed(rng), 2)
    power = exact(float(tax) / 0.2352 * between(rng, 0.6, 2.4), 2)
    return [f"S{number:05d}", _name(number, "S"), *map(plain, (tax, land, power))]
