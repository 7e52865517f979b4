"""The forms: which items a return has, under which heading, in which unit, and how a file writes its figures."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

#: Item → (heading, unit), in the order of the form.
ITEMS = {
    "tax": ("税收总额", "万元"),
    "revenue": ("营业收入", "万元"),
    "added": ("增加值", "万元"),
    "land": ("已供用地面积", "亩"),
    "leading": ("主导产业营业收入", "万元"),
    "emerging": ("战略性新兴产业营业收入", "万元"),
    "services": ("服务业营业收入", "万元"),
    "foreign": ("实际使用外资", "万美元"),
    "outside": ("实际到位省外资金", "万元"),
    "investment": ("固定资产投资", "万元"),
    "rd": ("研发经费", "万元"),
    "hightech": ("高新技术企业数", "家"),
    "firms": ("规上企业数", "家"),
    "energy": ("综合能源消费量", "吨标准煤"),
    "debt_ratio": ("平台公司资产负债率", "%"),
    "env_found": ("交办生态环境问题", "件"),
    "env_fixed": ("办结生态环境问题", "件"),
    "hazards": ("逾期未整改重大隐患", "件"),
    "accidents": ("较大及以上安全事故", "件"),
    "exposed": ("被通报生态环境典型案件", "件"),
    "falsified": ("数据造假", "件"),
    "illegal_land": ("违法用地面积", "亩"),
    "merging": ("正在撤并整合", "件"),
    "awards": ("国家级表彰", "件"),
    "pilots": ("省级以上改革试点", "件"),
    "operating": ("运营年限", "年"),
}


def plain(value: Decimal) -> str:
    """A figure without exponent or trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def grouped(value: Decimal) -> str:
    """A figure with thousands separators, as office software exports them."""
    whole, _, rest = plain(value).partition(".")
    return f"{int(whole):,}" + (f".{rest}" if rest else "")


def table(rows: list[list[str]], encoding: str = "utf-8", end: str = "\n") -> bytes:
    """A CSV file's bytes."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=end).writerows(rows)
    return text.getvalue().encode(encoding)
