"""Reading the ranking rule and the grades: quotas, absolute scores, and who is graded outside the quota."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal, cast

from scoring.language.dimension import CONDITION
from scoring.rules.formulas import Formulas
from scoring.rules.reader import Field
from scoring.rules.rubric import Cut, Formula, Grades, Label, QuotaRounding, RankRule, TieBreaker, Tier

_TIER_KEYS = "zh en best next worst round edge ties from above auto"
_QUOTAS = ("best", "next", "worst")


def read_ranking(field: Field | None, formulas: Formulas, nodes: Collection[str]) -> RankRule:
    """How places are given; without a section: standard competition ranking on the printed total."""
    if field is None:
        return RankRule("standard", "printed", (), overall=False)
    children = field.fields("", "ties by break overall")
    ties = children["ties"].choice("standard", "dense", "ordinal") if "ties" in children else "standard"
    by = children["by"].choice("printed", "full") if "by" in children else "printed"
    breakers = children["break"].sequence() if "break" in children else []
    return RankRule(
        cast("Literal['standard', 'dense', 'ordinal']", ties),
        cast("Literal['printed', 'full']", by),
        tuple(_breaker(entry, formulas, nodes) for entry in breakers),
        overall=children["overall"].truth() if "overall" in children else False,
    )


def _breaker(field: Field, formulas: Formulas, nodes: Collection[str]) -> TieBreaker:
    text = field.text()
    if text in nodes:
        return TieBreaker("points", text, None)
    return TieBreaker("formula", text, formulas.read(field, None))


def read_grades(id_: str, label: Label, field: Field, formulas: Formulas, categories: Collection[str]) -> Grades:
    """A set of grades, best first."""
    children = field.entries()
    base = children.pop("quota_base").choice("rest", "all") if "quota_base" in children else "rest"
    tiers = [_tier(key, child, formulas, categories) for key, child in children.items()]
    _judge(tiers, children, field, categories)
    return Grades(id_, label, tuple(tiers), cast("Literal['rest', 'all']", base))


def _tier(id_: str, field: Field, formulas: Formulas, categories: Collection[str]) -> Tier:
    children = field.fields("", _TIER_KEYS)
    ways = [key for key in (*_QUOTAS, "from", "above") if key in children]
    if len(ways) > 1:
        field.desk.refuse("R182", field.key_place, id=id_, ways=", ".join(ways))
    if not children.keys() & set(_QUOTAS):
        for key in ("round", "edge", "ties"):
            if key in children:
                field.desk.refuse("R186", children[key].key_place, id=id_, key=key)
    label = Label(*(children[tongue].text() if tongue in children else id_ for tongue in ("zh", "en")))
    auto: Formula | None = formulas.read(children["auto"], CONDITION) if "auto" in children else None
    low: Decimal | None = None
    for key in ("from", "above"):
        if key in children:
            low = children[key].number()
    return Tier(id_, label, _cut(children, categories), low, "above" not in children, auto)


def _cut(children: Mapping[str, Field], categories: Collection[str]) -> Cut | None:
    side = next((key for key in _QUOTAS if key in children), None)
    if side is None:
        return None
    bare = children[side].unsourced()
    own: dict[str, Fraction | int] | None = None
    quota: Fraction | int | None = None
    if isinstance(bare.node.value, dict):
        own = _by_category(bare, categories)
    else:
        quota = _quota(children[side])
    return Cut(
        cast("Literal['best', 'next', 'worst']", side),
        quota if isinstance(quota, Fraction) else None,
        None if isinstance(quota, Fraction) else quota,
        cast("QuotaRounding", _choice(children, "round", "floor", "ceil", "half_up")),
        _choice(children, "edge", "inclusive", "exclusive") == "inclusive",
        cast("Literal['include', 'exclude']", _choice(children, "ties", "include", "exclude")),
        own,
    )


def _by_category(field: Field, categories: Collection[str]) -> dict[str, Fraction | int]:
    """A quota for each category that has one."""
    own = {category: _quota(child) for category, child in field.free().items()}
    for category in own.keys() - set(categories):
        field.desk.unknown("R151", field.free()[category].key_place, category, categories)
    return own


def _quota(field: Field) -> Fraction | int:
    """A part of the zones, or so many of them."""
    if isinstance(field.unsourced().node.value, Decimal):
        return field.whole(0, 1_000_000)
    return field.share(part=True)


def _choice(children: Mapping[str, Field], key: str, *options: str) -> str:
    return children[key].choice(*options) if key in children else options[0]


def _judge(tiers: list[Tier], fields: Mapping[str, Field], field: Field, categories: Collection[str]) -> None:
    """One remainder, best quotas above worst ones, cumulative quotas that grow, scores that fall."""
    rest = [tier for tier in tiers if tier.cut is None and tier.low is None and tier.auto is None]
    for tier in rest[1:]:
        first, place = rest[0].id, fields[tier.id].key_place
        field.desk.clash("R180", place, fields[first].key_place, id=tier.id, first=first)
    if not any(tier.cut is None and tier.low is None for tier in tiers):
        field.desk.refuse("R181", field.key_place)
    cuts = [(index, tier.id, tier.cut) for index, tier in enumerate(tiers) if tier.cut is not None]
    best, worst = ([entry for entry in cuts if entry[2].side == side] for side in ("best", "worst"))
    for index, id_, cut in cuts:
        if cut.side != "worst" and worst and index > worst[0][0]:
            field.desk.refuse("R183", fields[id_].key_place, id=id_, worst=worst[0][1])
    for (_, within, inner), (_, id_, outer) in [*pairwise(best), *pairwise(worst[::-1])]:
        if any(_shrinks(inner.of(category), outer.of(category)) for category in categories):
            field.desk.refuse("R184", fields[id_].key_place, id=id_, inner=within)
    lows = [(tier.id, tier.low) for tier in tiers if tier.low is not None]
    for (upper, high), (id_, low) in pairwise(lows):
        if low >= high:
            field.desk.refuse("R185", fields[id_].key_place, id=id_, upper=upper)


def _shrinks(inner: Cut, outer: Cut) -> bool:
    """Whether a cumulative quota is smaller than the one it contains; a count and a percentage cannot be compared."""
    if inner.fraction is not None and outer.fraction is not None:
        return outer.fraction < inner.fraction
    return inner.count is not None and outer.count is not None and outer.count < inner.count
