"""The table of unit symbols: each one's factor, base and power of the base. ``""`` is the base of pure numbers.

Exact entries win over the general rule that 十 百 千 万 … before a unit multiply it: 千瓦时 is no thousand of anything.
"""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType

Entry = tuple[Fraction, str, int]


def _table() -> dict[str, Entry]:
    mu = Fraction(2000, 3)  # 一亩 = 1/15 公顷
    rows: list[tuple[str, int | Fraction, str, int]] = [
        ("1 倍 无量纲", 1, "", 1),
        ("% 百分点 个百分点", Fraction(1, 100), "", 1),
        ("‰ 千分点", Fraction(1, 1000), "", 1),
        ("米 m", 1, "length", 1),
        ("公里 千米 km", 1000, "length", 1),
        ("平方米 m² m2 ㎡", 1, "length", 2),
        ("平方公里 平方千米 km² km2", 10**6, "length", 2),
        ("亩 mu", mu, "length", 2),
        ("公顷 ha", 10**4, "length", 2),
        ("立方米 m³ m3", 1, "length", 3),
        ("元 yuan CNY RMB", 1, "CNY", 1),
        ("美元 USD", 1, "USD", 1),
        ("欧元 EUR", 1, "EUR", 1),
        ("港元 HKD", 1, "HKD", 1),
        ("日元 JPY", 1, "JPY", 1),
        ("吨标准煤 吨标煤 tce", 1, "coal", 1),
        ("千克标准煤 千克标煤 kgce", Fraction(1, 1000), "coal", 1),
        ("吨 t", 1, "mass", 1),
        ("千克 公斤 kg", Fraction(1, 1000), "mass", 1),
        ("克 g", Fraction(1, 10**6), "mass", 1),
        ("千瓦时 度 kWh", 1, "electricity", 1),
        ("兆瓦时 MWh", 1000, "electricity", 1),
        ("吉瓦时 GWh", 10**6, "electricity", 1),
        ("人 名", 1, "人", 1),
        ("家 户", 1, "家", 1),
        ("年", 1, "year", 1),
        ("月 个月", Fraction(1, 12), "year", 1),
        ("天 日", 1, "day", 1),
        ("分", 1, "分", 1),
    ]
    counted = ("人次", "件", "个", "项", "次", "台", "套", "辆", "篇", "所", "座", "起", "条", "宗", "批", "场")
    rows += [(thing, 1, thing, 1) for thing in counted]
    return {name: (Fraction(factor), base, power) for names, factor, base, power in rows for name in names.split()}


SYMBOLS = MappingProxyType(_table())

#: Longest first, so that 百万元 is a million yuan and not a hundred of an unknown 万元.
PREFIXES = MappingProxyType(
    {
        "万亿": 10**12,
        "千亿": 10**11,
        "百亿": 10**10,
        "十亿": 10**9,
        "千万": 10**7,
        "百万": 10**6,
        "十万": 10**5,
        "亿": 10**8,
        "万": 10**4,
        "千": 10**3,
        "百": 10**2,
        "十": 10,
    }
)

#: 百分 is no hundred points, 百年 no unit of a return.
NOT_MULTIPLIED = frozenset({"分", "年", "月", "个月", "天", "日"})
