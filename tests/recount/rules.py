"""Random adjustments, gates, vetoes, ranking rules, tiers and stars."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.recount.words import CONDITIONS, Yaml, label, maybe


@st.composite
def grades(draw: st.DrawFn) -> Yaml:
    """Tiers: scores and best quotas from the top, the remainder, worst quotas at the bottom."""
    tiers: Yaml = {}
    if draw(st.integers(1, 3)) == 1:
        tiers["S"] = {draw(st.sampled_from(["from", "above"])): str(draw(st.integers(20, 90)))}
    bests = sorted(draw(st.lists(st.integers(1, 12), max_size=2, unique=True)))
    worsts = sorted(draw(st.lists(st.integers(1, 8), max_size=2, unique=True)), reverse=True)
    for number, size in enumerate(bests):
        tiers[f"A{number}"] = {"best": f"{5 * size}%"} | draw(_cut())
    for number in range(draw(st.integers(0, 2))):
        tiers[f"B{number}"] = {"next": draw(st.sampled_from(["10%", "30%", "1", "2"]))} | draw(_cut())
    tiers["R"] = {}
    for number, size in enumerate(worsts):
        tiers[f"D{number}"] = {"worst": f"{5 * size}%" if draw(st.booleans()) or len(worsts) > 1 else "2"} | draw(
            _cut()
        )
    first = next(iter(tiers))
    if first != "R" and draw(st.booleans()):
        tiers[first]["auto"] = draw(st.sampled_from(CONDITIONS))
    base = draw(maybe(st.sampled_from(["all", "rest"]), 2))
    return tiers if base is None else {"quota_base": base, **tiers}


def _cut() -> st.SearchStrategy[Yaml]:
    return st.fixed_dictionaries(
        {},
        optional={
            "round": st.sampled_from(["floor", "ceil", "half_up"]),
            "edge": st.sampled_from(["inclusive", "exclusive"]),
            "ties": st.sampled_from(["include", "exclude"]),
        },
    )


@st.composite
def management(draw: st.DrawFn, document: Yaml) -> Yaml:
    """Adjustments, gates, vetoes, the ranking rule, tiers and stars."""
    made: Yaml = {}
    tiers = draw(grades()) if draw(st.booleans()) else None
    stars = {"five": {"from": "60"}, "four": {"above": "30.5"}, "none": {}} if draw(st.integers(1, 3)) == 1 else None
    if tiers or stars:
        made["management"] = {name: value for name, value in (("tiers", tiers), ("stars", stars)) if value}
    adjustments = {
        "bonus": label(points="1.5 * num / 1 [件]", at_most="3"),
        "late": label(points="-2 * (1 - ledger.on_time)", at_least="-1.5"),
        "place": label(points="0.125 * rank(tax)"),
        "part": label(points="3 * share(rev) - 1", at_least="-0.5", at_most="0.75"),
    }
    chosen = draw(st.lists(st.sampled_from(sorted(adjustments)), max_size=2, unique=True))
    if chosen:
        made["adjustments"] = {id_: adjustments[id_] for id_ in chosen}
    known = [id_ for id_ in tiers or {} if id_ != "quota_base"]
    effects: list[Yaml] = [{"unranked": "true"}, {"total_at_most": "40"}]
    outcomes: list[object] = ["unranked"]
    if known:
        effects += [{"drop": "1"}, {"tier_at_best": known[-1]}, {"tier": known[-1]}, {"tier": known[0]}]
        outcomes.append({"tier": known[-1]})
    vetoes = draw(st.lists(st.tuples(st.sampled_from(CONDITIONS), st.sampled_from(effects)), max_size=3))
    if vetoes:
        made["vetoes"] = {f"v{number}": label(when=when) | effect for number, (when, effect) in enumerate(vetoes)}
    if draw(st.integers(1, 3)) == 1:
        must = draw(st.sampled_from([one for one in CONDITIONS if "cohort" not in one and "rank" not in one]))
        made["gates"] = {"entry": label(must=must, otherwise=draw(st.sampled_from(outcomes)))}
    nodes = [*document["pillars"], *document["indicators"]]
    breakers = st.lists(st.sampled_from([*nodes, "tax", "tax / land", "-rate"]), max_size=2, unique=True)
    made["ranking"] = {
        "ties": draw(st.sampled_from(["standard", "dense", "ordinal"])),
        "by": draw(st.sampled_from(["printed", "printed", "full"])),
        "break": draw(breakers),
        "overall": draw(st.sampled_from(["true", "false"])),
    }
    return made
