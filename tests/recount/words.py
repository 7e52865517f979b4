"""What random rubrics are made of."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Yaml = dict[str, Any]

CONDITIONS = [
    "land > 0",
    "rate >= 10%",
    "num > 1 [件]",
    "growth(tax) >= 0",
    "tax / land >= cohort.p50(tax / land)",
    "tax < 0.5 [亿元] or rate > 30%",
    "not (num == 2 [件])",
    "rank(tax) <= 2",
]


def label(**more: object) -> Yaml:
    return {"zh": "某", "en": "Some", **more}


def maybe(strategy: st.SearchStrategy[Any], chance: int = 3) -> st.SearchStrategy[Any]:
    """The strategy one time in so many, else None."""
    return st.integers(1, chance).flatmap(lambda n: strategy if n == 1 else st.none())


_COMPARING = ["topsis", {"topsis": {"normalise": "none"}}, "vikor", {"vikor": {"v": "30%"}}, "borda", "copeland"]
_ALONE = [
    "arithmetic", "geometric", {"geometric": {"at_least": "1%"}}, "harmonic", "minimum", "median", "distance",
    "penalised", {"penalised": {"strength": "0.5"}}, {"power": "2"}, {"power": "-2"}, {"power": "0.5"}, {"power": "3"},
]  # fmt: skip
_SAFE = ["minimum", "median", "distance", {"geometric": {"at_least": "5%"}}, "penalised", "arithmetic"]


@st.composite
def aggregate(draw: st.DrawFn) -> object:
    """What a node does with its children's shares; ways that take any share more often than those that refuse some."""
    kind = draw(st.sampled_from(["safe", "alone", "comparing", "comparing", "blend"]))
    if kind != "blend":
        return draw(st.sampled_from({"safe": _SAFE, "alone": _ALONE, "comparing": _COMPARING}[kind]))
    parts = draw(st.sampled_from([["70%", "30%"], ["50%", "25%", "25%"]]))
    every = st.sampled_from([*_SAFE, *_SAFE, *_ALONE, *_COMPARING, *_COMPARING])
    return {"blend": [{"part": part, "by": draw(every)} for part in parts]}


@st.composite
def node(draw: st.DrawFn) -> Yaml:
    """The keys of a node that does more than add up, or asks for a part of its values."""
    made: Yaml = {}
    if (way := draw(maybe(aggregate(), 2))) is not None:
        made["aggregate"] = way
    if (least := draw(maybe(st.sampled_from(["50%", "60%", "100%", "33.3%"]), 4))) is not None:
        made["available_at_least"] = least
    return made
