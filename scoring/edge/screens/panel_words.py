"""The words of the panel screen, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

from scoring.edge.words import told
from scoring.language.messages import Language

_WORDS: Mapping[str, tuple[str, str]] = {
    "code": ("代码", "Code"),
    "zone": ("开发区", "Zone"),
    "total": ("{year} 总分", "{year} Total"),
    "rank": ("{year} 名次", "{year} Rank"),
    "moved": ("{year} 升降", "{year} Change"),
    "gained": ("{year} 总分增减", "{year} Points gained"),
    "grade": ("{year} {name}", "{year} {name}"),
    "cagr": ("总分 年均增长", "Total, growth a year"),
    "title": ("{name} · {n} 个开发区", "{name} · {n} zones"),
    "title.one": ("{name} · 1 个开发区", "{name} · 1 zone"),
    "shown": ("仅列 {year} 年前 {n} 名", "the first {n} places of {year}"),
    "shown.one": ("仅列 {year} 年第 1 名", "the first place of {year}"),
    "never": ("各年均未排名：{n} 个", "never ranked in these years: {n}"),
    "vetoed": ("† 有一票否决情形，详见当年排名", "† vetoed that year; its ranking says why"),
    "none": ("–", "–"),
    "years": ("年度 {years}", "years {years}"),
    "years.one": ("年度 {years}", "year {years}"),
    "empty": ("{years} 年无开发区排名，未列", "not shown, nobody was ranked: {years}"),
    "same_year": ("评分标准：各年以当年测算", "scales: each year's own"),
    "pooled": ("评分标准：各年合并测算", "scales: pooled over the years"),
    "base": ("评分标准：以 {year} 年为基期", "scales: of the base year {year}"),
    "arrows": (
        "▲ ▼ 与上一考核年度同类名次相比上升、下降的位次，= 不变",
        "▲ ▼ places gained and lost among the same category against the year before, = none",
    ),
}


def say(key: str, language: Language, **facts: object) -> str:
    """The words for a key."""
    return told(_WORDS, key, language, facts)
