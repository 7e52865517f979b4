"""Small methods over everything that looks at a cohort, and returns as awkward as they come."""

from __future__ import annotations

import random

import polars as pl
from hypothesis import strategies as st

from tests.recount.rubrics import bands, lines, named_scales, written
from tests.recount.words import Yaml, label, maybe

VALUES = [
    *[
        ("a", "万元"),
        ("a / b", "万元/亩"),
        ("a - c", "万元"),
        ("d", "1"),
        ("d", "1"),
        ("c", "万元"),
        ("growth(a)", "%"),
    ],
    *[("share(a)", "%"), ("rank(d)", "1"), ("a / cohort.mean(a)", "1"), ("a / b - cohort.mean(a / b)", "万元/亩")],
    *[("d / cohort.sd(d)", "1"), ("sqrt(a * c)", "万元"), ("log(d)", "1"), ("exp(d)", "1"), ("d ^ -3", "1")],
    *[("d / cohort.mad(d)", "1"), ("a / cohort.bottom2(a)", "1"), ("previous(d) - d", "1")],
]
FORMULAS = [
    *["x / 100", "x / cohort.max", "log(x)", "exp(x)", "share(x)", "1 - abs(x - cohort.mean) / cohort.sd"],
    *["0.5 + cohort.skew / 10", "0.5 + cohort.kurtosis / 10", "x / cohort.mean(x * 2)", "cohort.mean / x"],
    *["(x - cohort.median) / cohort.iqr", "(x - cohort.zone[z1]) / cohort.mad", "x ^ 3", "sqrt(x)"],
]
#: Scales that look at the cohort alone, which even what was transformed can be held against.
FITTED = ["min_max", "z_score", "rank", "percentile_rank", "borda", "distance_to_max"]
ONES = ["arithmetic", "geometric", "harmonic", "minimum", "median", "penalised", "distance", "topsis", "vikor", "borda"]
WAYS: list[object] = [
    *ONES,
    "copeland",
    {"geometric": {"at_least": "1%"}},
    {"power": "2"},
    {"power": "-1.5"},
    {"topsis": {"normalise": "none"}},
    {"vikor": {"v": "0%"}},
    {"penalised": {"strength": "2"}},
]
BY_DATA = ["entropy", "critic", "variation", "deviation", "pca"]
IMPUTES = ["zero", "mean", "median", "cohort_mean", "cohort_median", "last_year", "parent", "none"]
MISSING: list[object] = ["zero", "cohort_mean", "redistribute", "not_graded", "block", {"points": "-1.5"}]
TREATS: list[object] = [
    "log",
    {"box_cox": "auto"},
    {"box_cox": "-1"},
    {"box_cox": "0"},
    {"clip": ["p10", "p90"]},
    {"winsorise": "2", "skew": "0.5", "kurtosis": "0.5", "otherwise": "log"},
    {"winsorise": "5", "skew": "1", "kurtosis": "1", "otherwise": {"box_cox": "auto"}},
    {"winsorise": "1", "skew": "0.5", "kurtosis": "0", "otherwise": "none"},
]
PARTS = st.sampled_from([("50%", "50%"), ("30%", "70%"), ("0.1%", "99.9%")])


@st.composite
def weights(draw: st.DrawFn, children: list[str]) -> object:
    """Weights by the data, alone or together with others, or by what experts say."""
    method = draw(st.sampled_from(BY_DATA))
    kind = draw(st.sampled_from(["data", "data", "blend", "product", "ahp", "equal"]))
    cohort = draw(st.sampled_from(["all", "category"]))
    if kind == "blend":
        one, other = draw(PARTS)
        parts = [{"part": one, "by": method}, {"part": other, "by": draw(st.sampled_from([*BY_DATA, "equal"]))}]
        return {"blend": parts, "cohort": cohort}
    if kind == "product":
        return {"product": [method, draw(st.sampled_from(BY_DATA))], "cohort": cohort}
    if kind == "ahp":
        matrix = [
            ["1" if i == j else "3" if i < j else "1/3" for j in range(len(children))] for i in range(len(children))
        ]
        return {"ahp": {"compare": children, "matrix": matrix, "accept": "示例"}}
    return {"by": method, "cohort": cohort} if kind == "data" else {"by": "equal"}


@st.composite
def aggregates(draw: st.DrawFn) -> object:
    """A way to make one share of several, or a blend of two."""
    if draw(st.integers(1, 3)) > 1:
        return draw(st.sampled_from(WAYS))
    one, other = draw(PARTS)
    ways = st.sampled_from(WAYS)
    return {"blend": [{"part": one, "by": draw(ways)}, {"part": other, "by": draw(ways)}]}


def in_shares(scale: Yaml) -> Yaml:
    """The same stairs without points, which cannot be told where weights are fitted."""
    for row in scale["bands"]:
        row["share"] = "15%" if row.pop("points", None) else row.get("share", "0%")
        if "otherwise" in row:
            row["otherwise"], _ = "5%", row.pop("share")
    return scale


@st.composite
def indicators(draw: st.DrawFn, pillar: str) -> Yaml:
    """An indicator of one measure or two, with whatever may be done to its data."""
    value, unit = draw(st.sampled_from(VALUES))
    entry = label(pillar=pillar, value=value, unit=unit)
    if value in ("a", "c") and draw(st.integers(1, 4)) == 1:
        entry |= {"per": "b", "unit": unit + "/亩"}
        unit += "/亩"
    steps: Yaml = {}
    if (impute := draw(maybe(st.sampled_from(IMPUTES)))) is not None:
        steps["impute"] = impute
    if (treat := draw(maybe(st.sampled_from(TREATS)))) is not None:
        steps["treat"] = treat
    if treat is not None and draw(st.integers(1, 20)) < 20:
        scale: object = draw(st.sampled_from(FITTED))
    else:
        kind = draw(st.sampled_from(["named", "named", "lines", "lines", "bands", "formula", "fitted"]))
        scale = draw({
            "named": named_scales(unit),
            "lines": lines(unit),
            "bands": bands().map(in_shares),
            "formula": st.sampled_from(FORMULAS).map(lambda text: {"formula": text}),
            "fitted": st.sampled_from(FITTED),
        }[kind])  # fmt: skip
    measure: Yaml = {"scale": scale}
    if draw(st.integers(1, 3)) == 1:
        measure |= {"at_least": draw(st.sampled_from(["0%", "-50%", "5%"])), "at_most": "150%"}
    if value in ("a", "d", "c") and draw(st.integers(1, 4)) == 1:
        growth = {"share": "30%", "scale": draw(st.sampled_from(["min_max", "z_score", "borda", {"formula": "x"}]))}
        entry |= {"level": measure | {"share": "70%"}, "growth": growth}
    else:
        entry["level"] = measure
    if impute != "parent" and (missing := draw(maybe(st.sampled_from(MISSING), 2))) is not None:
        entry["missing"] = missing
    if (applies := draw(maybe(st.sampled_from(["b > 0", "d >= cohort.p50(d)", "growth(a) > 0"]), 5))) is not None:
        entry["applies"] = applies
    return entry | steps | draw(st.sampled_from([{}, {}, {"cohort": "all"}]))


@st.composite
def whole(draw: st.DrawFn) -> Yaml:
    """What a method may say once for all of it."""
    made: Yaml = {}
    if draw(st.integers(1, 3)) == 1:
        made["aggregate"] = draw(aggregates())
    if draw(st.integers(1, 4)) == 1:
        made["screen"] = {key: "60%" for key in ("zones", "indicators") if draw(st.booleans())} or {"zones": "50%"}
    if (impute := draw(maybe(st.sampled_from(IMPUTES)))) is not None:
        made["impute"] = impute
    if draw(st.booleans()):
        made["management"] = {"tiers": {"A": {"best": "30%"}, "B": {}, "C": {"worst": "20%"}}}
    return made


@st.composite
def methods(draw: st.DrawFn) -> str:
    """A method, as the text of its YAML."""
    categories = ["one"] if draw(st.booleans()) else ["one", "two"]
    roots = ["p", "q", "r"][: draw(st.integers(1, 3))]
    parents: dict[str, str | None] = dict.fromkeys(roots)
    if draw(st.booleans()):
        parents |= {"s": "p", "t": "p"}
    leaves = [id_ for id_ in parents if id_ not in parents.values()]
    children = {id_: [f"{id_}{n}" for n in range(draw(st.integers(1, 3)))] for id_ in leaves}
    children |= {id_: [child for child, parent in parents.items() if parent == id_] for id_ in parents.values() if id_}
    pillars: Yaml = {}
    by_method = draw(st.integers(1, 3)) == 1 and len(roots) > 1
    for id_, parent in parents.items():
        pillars[id_] = label() if parent is None else label(parent=parent)
        if not (parent is None and by_method):
            pillars[id_]["weight"] = draw(st.sampled_from(["1", "2", "0.5"]))
    own: dict[str, Yaml] = {id_: draw(indicators(pillar)) for pillar in leaves for id_ in children[pillar]}
    for id_, below in children.items():  # weights by the data do not go with comparing zones further down
        if draw(st.booleans()):
            pillars[id_]["aggregate"] = draw(aggregates())
        if draw(st.integers(1, 6)) == 1:
            pillars[id_]["available_at_least"] = draw(st.sampled_from(["50%", "100%"]))
        weighed = len(below) > 1 and draw(st.booleans()) and not any("aggregate" in pillars.get(c, {}) for c in below)
        if weighed:
            pillars[id_]["weights"] = draw(weights(below))
        for child in below:
            node = pillars if child in pillars else own
            node[child].pop("weight", None)
            if not weighed:
                node[child]["weight"] = draw(st.sampled_from(["1", "2", "3"]))
    document: Yaml = {
        "rubric": "wild", "edition": "2025", "version": "1.0.0", **label(),
        "digits": draw(st.sampled_from(["2", "4", "9"])),
        "cohort_at_least": str(draw(st.integers(1, 3))),
        "missing": draw(st.sampled_from(["zero", "zero", *MISSING])),
        "categories": {category: label(zh=category, en=category) for category in categories},
        "constants": {"bench": label(value="2.5", unit="万元/亩")},
        "items": {id_: label(zh=id_, en=id_, unit=unit) for id_, unit in (("a", "万元"), ("b", "亩"), ("c", "万元"), ("d", "1"))},
        "pillars": pillars,
        "indicators": own,
        "ranking": {"by": draw(st.sampled_from(["printed", "full"])), "overall": "true"},
    }  # fmt: skip
    if by_method:
        document["weights"] = draw(weights(roots))
        for entry in pillars.values():
            entry.pop("aggregate", None)
    return written(document | draw(whole()))


# figures -----------------------------------------------------------------------------------------------------------------

FIGURES = ("a", "b", "c", "d", "previous.a", "previous.b", "previous.c", "previous.d")
PLAIN = st.integers(0, 10_000).map(lambda n: n / 100)
#: What a column is like: one strategy for all of its cells.
COLUMNS: list[st.SearchStrategy[st.SearchStrategy[float | None]]] = [
    st.just(st.none() | PLAIN),
    st.sampled_from([0.0, 1.0, -3.5, 0.1, 1e-300, 1e15, 1e300]).map(st.just),
    st.just(st.none()),
    st.just(st.sampled_from([0.0, -0.0, 1.0])),
    st.just(st.sampled_from([0.1, 0.1 + 1e-16, 0.1 + 3e-17, 0.30000000000000004, 0.3])),
    st.just(st.sampled_from([1.0, 1.0 + 2**-52, 1.0 - 2**-53, 1.0 + 1e-11])),
    st.just(PLAIN.map(lambda n: -n)),
    st.just(st.sampled_from([1e15, 1e15 + 1, 3e12, -1e15, 7.0])),
    st.just(st.sampled_from([1e-12, 3e-13, 5e-324, 2.5e-10, 0.0])),
    st.just(st.sampled_from([1e308, -1e308, 1e300, 1e-308, 1.0])),
    st.just(st.sampled_from([1.0, 1.0, 1.0, 1.0, 1e9])),
    st.just(st.floats(allow_nan=False, allow_infinity=False)),
]


@st.composite
def awkward(draw: st.DrawFn) -> pl.DataFrame:
    """A handful of zones; each figure is awkward in its own way."""
    count = draw(st.sampled_from([1, 2, 3, 4, 5, 6, 7, 8, 8, 8]))
    columns: dict[str, list[float | None]] = {}
    dice = random.Random(draw(st.integers(0, 999)))  # noqa: S311 - repeatable, not secret
    odd = draw(st.lists(st.sampled_from(FIGURES), max_size=3, unique=True))
    for name in FIGURES:
        columns[name] = [round(dice.uniform(0, 100), 2) for _ in range(count)]
    for name in odd:
        cell = draw(st.one_of(COLUMNS))
        columns[name] = draw(st.lists(cell, min_size=count, max_size=count))
    categories = draw(st.lists(st.sampled_from(["one", "one", "one", "two"]), min_size=count, max_size=count))
    return pl.DataFrame(
        {"zone": [f"z{number}" for number in range(count)], "category": categories, **columns},
        schema_overrides=dict.fromkeys(FIGURES, pl.Float64),
    )
