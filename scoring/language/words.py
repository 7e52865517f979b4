"""The words of formulas in Chinese and English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.language.messages import Language
from scoring.language.nodes import statistic


@dataclass(frozen=True, slots=True)
class Words:
    """How one language says a formula. ``calls`` are by function and, for ``round``, by the number of arguments."""

    signs: Mapping[str, str]
    negation: str
    brackets: tuple[str, str]
    comma: str
    calls: Mapping[tuple[str, int], str]
    of_peers: str
    of_peers_in: str
    of_zone: str
    of_zone_in: str
    statistic: Callable[[str], str]


_SIGNS = {
    "+": " + ",
    "-": " − ",
    "*": " × ",
    "/": " ÷ ",
    "<": " < ",
    "<=": " ≤ ",
    "==": " = ",
    "!=": " ≠ ",
    ">=": " ≥ ",
    ">": " > ",
}


def words_of(language: Language) -> Words:
    """The words of a language."""
    return _CHINESE if language == "zh" else _ENGLISH


def _plain(number: Fraction) -> str:
    return f"{float(number):g}"


_ZH_STATISTICS = {
    "min": "最小值",
    "max": "最大值",
    "mean": "平均值",
    "median": "中位数",
    "sd": "标准差",
    "sum": "合计",
    "n": "个数",
    "skew": "偏度",
    "kurtosis": "峰度",
    "mad": "绝对中位差",
    "iqr": "四分位距",
}


_EN_STATISTICS = {
    "min": "minimum",
    "max": "maximum",
    "sd": "standard deviation",
    "sum": "total",
    "n": "number",
    "skew": "skewness",
    "kurtosis": "excess kurtosis",
    "mad": "median absolute deviation",
    "iqr": "interquartile range",
}


def _statistic_zh(stat: str) -> str:
    read = statistic(stat)
    if read is None:
        return stat
    if read.number is not None:
        number = _plain(read.number)
        return {"p": f"第{number}百分位", "top": f"前{number}名平均值", "bottom": f"后{number}名平均值"}[read.kind]
    return _ZH_STATISTICS[read.kind]


def _statistic_en(stat: str) -> str:
    read = statistic(stat)
    if read is None:
        return stat
    if read.number is None:
        return _EN_STATISTICS.get(read.kind, read.kind)
    number = _plain(read.number)
    return f"{number}{_ordinal(number)} percentile" if read.kind == "p" else f"{read.kind} {number} mean"


def _ordinal(number: str) -> str:
    if number[-2:] in ("11", "12", "13") or "." in number:
        return "th"
    return {"1": "st", "2": "nd", "3": "rd"}.get(number[-1], "th")


_CHINESE = Words(
    signs={**_SIGNS, "and": " 且 ", "or": " 或 "},
    negation="非",
    brackets=("（", "）"),
    comma="，",
    calls={
        ("if", 0): "若{0}，则取{1}，否则取{2}",
        ("min", 0): "最小值（{all}）",
        ("max", 0): "最大值（{all}）",
        ("abs", 0): "绝对值（{0}）",
        ("round", 1): "四舍五入取整（{0}）",
        ("round", 2): "四舍五入（{0}，保留{1}位小数）",
        ("floor", 0): "向下取整（{0}）",
        ("ceil", 0): "向上取整（{0}）",
        ("sqrt", 0): "√（{0}）",
        ("log", 0): "自然对数（{0}）",
        ("exp", 0): "exp（{0}）",
        ("clip", 0): "限幅（{0}，下限{1}，上限{2}）",
        ("growth", 0): "{first}增速",
        ("previous", 0): "上年{first}",
        ("share", 0): "{first}占同类比重",
        ("rank", 0): "{first}同类名次",
        ("date", 0): "{0}年{1}月{2}日",
    },
    of_peers="同类{statistic}",
    of_peers_in="{x}的同类{statistic}",
    of_zone="{zone} 的值",
    of_zone_in="{zone} 的{x}",
    statistic=_statistic_zh,
)

_ENGLISH = Words(
    signs={**_SIGNS, "and": " and ", "or": " or "},
    negation="not ",
    brackets=("(", ")"),
    comma=", ",
    calls={
        ("if", 0): "if {0} then {1}, else {2}",
        ("min", 0): "least of ({all})",
        ("max", 0): "greatest of ({all})",
        ("abs", 0): "size of ({0})",
        ("round", 1): "({0}) rounded",
        ("round", 2): "({0}) rounded to {1} decimals",
        ("floor", 0): "({0}) rounded down",
        ("ceil", 0): "({0}) rounded up",
        ("sqrt", 0): "√({0})",
        ("log", 0): "ln({0})",
        ("exp", 0): "exp({0})",
        ("clip", 0): "({0}) held between {1} and {2}",
        ("growth", 0): "growth of {first}",
        ("previous", 0): "last year's {first}",
        ("share", 0): "{first} as a share of all peers'",
        ("rank", 0): "rank of {first} among peers",
        ("date", 0): "{0}-{1:0>2}-{2:0>2}",
    },
    of_peers="the peers' {statistic}",
    of_peers_in="the peers' {statistic} of {x}",
    of_zone="the value of {zone}",
    of_zone_in="{x} of {zone}",
    statistic=_statistic_en,
)
