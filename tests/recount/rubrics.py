"""Random small rubrics over the whole vocabulary, and random returns for them: what hypothesis feeds engine and recount."""

from __future__ import annotations

import yaml
from hypothesis import strategies as st

from tests.recount.rules import management
from tests.recount.words import CONDITIONS, Yaml, label, maybe, node

ITEMS = {"tax": "万元", "rev": "亿元", "land": "亩", "area": "公顷", "rate": "%", "num": "件"}
#: Formulas of every shape, with the unit they are looked at in.
VALUES = [
    ("tax", "万元"),
    ("tax", "亿元"),
    ("rate", "%"),
    ("num", "件"),
    ("tax / land", "万元/亩"),
    ("rev / area", "万元/亩"),
    ("(tax + rev) / land", "元/平方米"),
    ("tax / rev", "%"),
    ("tax / rev", "1"),
    ("-growth(tax / land)", "%"),
    ("growth(tax)", "1"),
    ("tax - previous(tax)", "万元"),
    ("tax / witness.tax - 1", "%"),
    ("tax / target.tax", "1"),
    ("min(tax, rev)", "亿元"),
    ("max(tax / land, bench)", "万元/亩"),
    ("clip(rate, 10%, 60%)", "%"),
    ("abs(rate - 50%)", "%"),
    ("if(rate >= 50% and num > 0 or not land > 0, rate, 20%)", "%"),
    ("round(tax / land, 1)", "万元/亩"),
    ("floor(rate / 7)", "%"),
    ("ceil(tax / 3)", "万元"),
    ("sqrt(tax * rev)", "万元"),
    ("log(2 + tax / rev)", "1"),
    ("exp(-rate)", "1"),
    ("(tax / rev) ^ 2", "1"),
    ("(100% + rate) ^ -1", "%"),
    ("share(tax)", "%"),
    ("rank(tax / land)", "1"),
    ("tax / land - cohort.mean(tax / land)", "万元/亩"),
    ("rate / cohort.p90(rate)", "1"),
    ("tax / cohort.mean(previous(tax))", "1"),
    ("tax / previous(cohort.sum(tax))", "%"),
    ("share(tax) - previous(share(tax))", "%"),
    ("growth(share(rev))", "%"),
    ("previous(rank(tax)) - rank(tax)", "1"),
    ("cohort.n(tax / land) - rank(tax / land)", "1"),
    ("tax / land / cohort.top3(tax / land)", "1"),
    ("min(1.5, tax / target.tax) * rate", "%"),
    ("round(growth(tax), 2)", "%"),
    ("0.3 * ledger.on_time + 0.7 * ledger.complete", "%"),
]
NAMED = [
    *("min_max", "z_score", "rank", "percentile_rank", "borda", "distance_to_max", "distance_to_unit"),
    *("distance_to_target", "fraction_of_max", "goalposts", "linear_efficacy", "exponential_efficacy"),
]
POLICIES = st.sampled_from(["zero", "cohort_mean", "redistribute", "not_graded", "block", {"points": "-1.25"}])
PERCENTS = st.integers(-4, 26).map(lambda step: f"{5 * step}%")
NUMBERS = st.one_of(st.integers(-20, 120).map(str), st.integers(-500, 12_000).map(lambda n: f"{n / 100:.2f}"))
MODES = st.sampled_from(["half_up", "half_even", "truncate"])


@st.composite
def lines(draw: st.DrawFn, unit: str) -> Yaml:
    """Straight lines: plain numbers up or down, statistics of the peers, or a constant."""
    kind = draw(st.sampled_from(["numbers", "numbers", "pairs", "peers", "constant"]))
    if kind == "constant" and unit == "万元/亩":
        scale: Yaml = {"0%": draw(st.sampled_from(["0", "0.25 * bench", "bench / 3"])), "100%": "bench"}
    elif kind == "peers":
        scale = draw(
            st.sampled_from([
                {"0%": "cohort.p05", "60%": "cohort.p50", "100%": "cohort.p95"},
                {"100%": "cohort.p10", "0%": "cohort.p97_5"},
                {"20%": "cohort.min", "100%": "cohort.max"},
                {"0%": "cohort.bottom2", "100%": "cohort.top2"},
                {"50%": "cohort.mean", "100%": "cohort.mean + cohort.sd"},
                {"80%": "cohort.median", "100%": "1.2 * cohort.median"},
                {"0%": "0", "100%": "cohort.max"},
                {"0%": "0", "90%": "cohort.p75"},
                *([{"0%": "0", "100%": "cohort.n"}] if unit == "1" else []),
                *([{"0%": "0", "80%": "cohort.mean(tax / land)", "100%": "2 * bench"}] if unit == "万元/亩" else []),
            ])
        )  # fmt: skip
    else:
        ats = sorted(draw(st.lists(NUMBERS, min_size=2, max_size=4, unique_by=float)), key=float)
        ats = ats[::-1] if draw(st.booleans()) else ats
        shares = draw(st.lists(PERCENTS, min_size=len(ats), max_size=len(ats), unique=True))
        pairs = list(zip(ats, shares, strict=True))
        scale = {"lines": [list(pair) for pair in pairs]} if kind == "pairs" else {share: at for at, share in pairs}
    beyond = draw(st.sampled_from([None, None, "extend", {"below": "hold", "above": "extend"}, {"below": "extend"}]))
    return scale if beyond is None else scale | {"beyond": beyond}


@st.composite
def bands(draw: st.DrawFn) -> Yaml:
    """Stairs with every kind of edge."""
    rows: list[Yaml] = []
    for _ in range(draw(st.integers(1, 3))):
        row: Yaml = {}
        low, high = sorted(draw(st.lists(NUMBERS, min_size=2, max_size=2)), key=float)
        sides = draw(st.sampled_from(["low", "high", "both"]))
        if sides != "high":
            row[draw(st.sampled_from(["from", "above"]))] = draw(st.sampled_from([low, low, "cohort.p50"]))
        if sides != "low":
            row[draw(st.sampled_from(["to", "below"]))] = high
        shares = [{"share": share} for share in ("80%", "12.5%", "-10%", "33.3%")]
        row |= draw(st.sampled_from([*shares, {"points": "1.7"}]))
        rows.append(row)
    rows.append({"otherwise": draw(st.sampled_from(["0%", "30%", {"points": "0.35"}]))})
    return {"bands": rows}


@st.composite
def named_scales(draw: st.DrawFn, unit: str) -> Yaml:
    """A scale by its name, alone or with parameters."""
    name = draw(st.sampled_from(NAMED))
    low, high = sorted(draw(st.lists(NUMBERS, min_size=2, max_size=2, unique_by=float)), key=float)
    shares = st.sampled_from(["20%", "50%", "-10%", "100%"])
    better = st.sampled_from(["more", "less"])
    beyond = st.sampled_from(["hold", "extend", {"below": "extend"}])
    base = st.sampled_from(["60%", "40%", "12.5%"])
    ties = st.sampled_from(["min", "max", "average"])
    target = draw(st.sampled_from([low, high, "bench"] if unit == "万元/亩" else [low, high]))
    lines_too = {"better": better, "beyond": beyond}
    needed: Yaml
    needed, optional = {
        "min_max": ({}, {"from": shares, "to": shares, **lines_too}),
        "z_score": ({}, {"at_mean": shares, "per_sd": shares, **lines_too}),
        "rank": ({}, {"ties": ties, "better": better}),
        "borda": ({}, {"ties": ties, "better": better}),
        "percentile_rank": ({}, {"better": better}),
        "distance_to_max": ({}, lines_too),
        "distance_to_unit": ({"unit": draw(st.sampled_from(["z0", "z1"]))}, lines_too),
        "distance_to_target": ({"target": target}, lines_too),
        "fraction_of_max": ({}, lines_too),
        "goalposts": ({"low": low, "high": high}, lines_too),
        "linear_efficacy": (
            dict(zip(["unacceptable", "satisfactory"], draw(st.permutations([low, high])), strict=True)),
            {"base": base, "beyond": beyond},
        ),
        "exponential_efficacy": ({"unacceptable": low, "satisfactory": high}, {"base": base}),
    }[name]
    said = draw(st.fixed_dictionaries({}, optional=optional))
    return {"name": name, **needed, **said} if needed or said or draw(st.booleans()) else name


@st.composite
def scales(draw: st.DrawFn, unit: str) -> Yaml:
    kind = draw(st.sampled_from(["lines", "lines", "bands", "formula", "named", "named"]))
    if kind == "named":
        return draw(named_scales(unit))
    if kind == "bands":
        return draw(bands())
    if kind == "formula":
        formula = draw(
            st.sampled_from([
                "x / 100",
                "clip(0.8 + 0.04 * floor(x / 5), 0, 1.2)",
                "if(x > 50, 1, 0.5)",
                "0.6 * exp(-x / 100)",
                "x / cohort.max",
                "log(x)",
                "1 - abs(x - cohort.mean) / 100",
                "if(cohort.max > 0, x / cohort.max, 0)",
                "if(x > 0, x / cohort.max, 0.25)",
                "(cohort.n + 1 - rank(x)) / cohort.n",
                "0.5 * share(x) + rank(-x) / 10",
                "x / cohort.mean(x * 2)",
                "0.3 + 0.1 * cohort.skew",
                "0.5 + (x - cohort.median) / cohort.mad / 10",
            ])
        )  # fmt: skip
        return {"formula": formula}
    return draw(lines(unit))


@st.composite
def indicator(draw: st.DrawFn, pillar: str, importance: Yaml) -> Yaml:
    value, unit = draw(st.sampled_from(VALUES))
    looks_back = "previous" in value or "growth" in value
    kinds = draw(
        st.sampled_from([["level"], ["level"], ["level", "growth"], ["level", "increment"], ["volume"], ["completion"]])
    )
    if looks_back and kinds != ["volume"]:
        kinds = ["level"]
    if kinds == ["completion"] and value not in ("tax", "rate", "num"):
        kinds = ["level"]
    entry = label(pillar=pillar, value=value, unit=unit) | importance
    for kind, share in zip(kinds, [["100%"], ["70%", "30%"]][len(kinds) - 1], strict=True):
        measure: Yaml = {"share": share} if len(kinds) > 1 else {}
        own = {"level": unit, "increment": unit}.get(kind, "1")
        if kind == "volume":
            measure |= {"value": "rev", "unit": "万元"}
            own = "万元"
        measure["scale"] = draw(scales(own))
        if (most := draw(maybe(st.sampled_from(["80%", "150%"])))) is not None:
            measure["at_most"] = most
        if (least := draw(maybe(st.sampled_from(["-20%", "0%", "10%"])))) is not None:
            measure["at_least"] = least
        entry[kind] = measure
    if (applies := draw(maybe(st.sampled_from(CONDITIONS)))) is not None:
        entry["applies"] = applies
    if (missing := draw(maybe(POLICIES))) is not None:
        entry["missing"] = missing
    if draw(st.integers(1, 4)) == 1:
        entry["cohort"] = "all"
    return entry


@st.composite
def tree(draw: st.DrawFn, categories: list[str]) -> Yaml:
    """Pillars one to three levels deep and their indicators, by points, by weights, or points above weights."""
    shapes: list[dict[str, str | None]] = [
        {"p": None},
        {"p": None, "q": None},
        {"p": None, "r": "p", "q": None},
        {"p": None, "r": "p", "s": "r", "t": "p"},
    ]
    shape = draw(st.sampled_from(shapes))
    way = draw(st.sampled_from(["points", "weights", "mixed"]))
    pillars: Yaml = {}
    for id_, parent in shape.items():
        entry = label() if parent is None else label(parent=parent)
        if way == "weights" or (way == "mixed" and parent is not None):
            entry["weight"] = draw(st.sampled_from(["1", "2", "0.5", "3"]))
        elif way == "mixed":
            entry["points"] = str(100 // sum(up is None for up in shape.values()))
        pillars[id_] = entry
    indicators: Yaml = {}
    total = 0
    for id_ in shape:
        bottom = id_ not in shape.values()
        for number in range(draw(st.integers(1, 2)) if bottom else draw(st.integers(0, 1))):
            if way == "points":
                points = draw(st.integers(1, 40))
                total += points
                importance: Yaml = {"points": str(points)}
            else:
                weight = draw(st.sampled_from(["1", "2", "1.5"]))
                importance = {"weight": weight if number == 0 else {categories[0]: weight}}
            indicators[f"{id_}{number}"] = draw(indicator(id_, importance))
    made: Yaml = {"pillars": pillars, "indicators": indicators}
    return made | {"total": str(total)} if way == "points" else made


@st.composite
def rubrics(draw: st.DrawFn) -> str:
    """A rubric, as the text of its YAML."""
    categories = ["one"] if draw(st.booleans()) else ["one", "two"]
    items = {id_: label(zh=id_, en=id_, unit=unit) for id_, unit in ITEMS.items()}
    items["tax"]["witness"] = "bureau"
    for entry in items.values():
        if (missing := draw(maybe(POLICIES, 6))) is not None:
            entry["missing"] = missing
    bench: object = (
        "2.5" if draw(st.booleans()) else {category: str(2 + number) for number, category in enumerate(categories)}
    )
    document: Yaml = {
        "rubric": "random", "edition": "2025", "version": "1.0.0", **label(),
        "cohort_at_least": str(draw(st.integers(1, 3))),
        "missing": draw(POLICIES),
        "categories": {category: label(zh=category, en=category) for category in categories},
        "constants": {"bench": label(value=bench, unit="万元/亩")},
        "items": items,
        **draw(tree(categories)),
    }  # fmt: skip
    digits = st.sampled_from([0, 1, 2, 2, 3, 4, 6]).map(str)
    if draw(st.booleans()):
        document["digits"] = draw(digits)
    else:
        steps = ("value", "points", "indicator", "pillar", "total")
        document["digits"] = draw(st.fixed_dictionaries({}, optional=dict.fromkeys(steps, digits)))
    by_step = st.fixed_dictionaries({}, optional={"value": MODES, "points": MODES, "total": MODES})
    document["rounding"] = draw(st.one_of(MODES, by_step))
    document |= draw(management(document))
    if draw(st.booleans()):  # nodes that do more than add up
        document |= draw(node()) | {"cohort_at_least": draw(st.sampled_from(["1", "1", "3"]))}
        for pillar in document["pillars"].values():
            pillar.update(draw(node()))
    return written(document)


def written(document: Yaml) -> str:
    """YAML with plain scalars, as people write it."""
    return yaml.dump(_native(document), allow_unicode=True, sort_keys=False, width=1000, Dumper=_Dumper)


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def _native(node: object) -> object:
    """Numbers and truths without quotes."""
    if isinstance(node, dict):
        return {key: _native(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_native(value) for value in node]
    text = str(node)
    if text in ("true", "false"):
        return text == "true"
    if not text.lstrip("-").replace(".", "", 1).isdigit():
        return text
    return float(text) if "." in text else int(text)


FIGURES = [*ITEMS, *(f"previous.{id_}" for id_ in ITEMS), "witness.tax", "target.tax", "target.rate", "target.num"]


@st.composite
def returns(draw: st.DrawFn, categories: list[str], fewest: int = 1) -> list[dict[str, str | None]]:
    """What a few zones hand in: decimals as people write them, often equal, sometimes missing."""
    amounts = st.one_of(
        st.integers(0, 12).map(str),
        st.integers(0, 100_000).map(lambda n: f"{n / 100:.2f}"),
        st.integers(0, 10**9).map(lambda n: f"{n / 10000:.4f}"),
    )
    cells = st.integers(1, 12).flatmap(lambda n: st.none() if n == 1 else amounts)
    rows = []
    for number in range(draw(st.integers(fewest, 9))):
        row: dict[str, str | None] = {"zone": f"z{number}", "category": draw(st.sampled_from(categories))}
        row |= {name: draw(cells) for name in FIGURES}
        row |= {
            name: draw(st.sampled_from(["1", "0.5", "0.92", "0"])) for name in ("ledger.on_time", "ledger.complete")
        }
        rows.append(row)
    return rows
