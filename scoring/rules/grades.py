"""Reading the ranking rule and the grades: quotas, absolute scores, and who is graded outside the quota."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Literal, cast

from scoring.language.dimension import CONDITION
from scoring.rules.formulas import Formulas
from scoring.rules.reader import Field, Malformed
from scoring.rules.rubric import Cut, Formula, Grades, Label, QuotaRounding, RankRule, Tier, TieBreaker

_TIER_KEYS = "zh en best worst round edge ties from above auto"


def read_ranking(field: Field | None, formulas: Formulas, nodes: Collection[str]) -> RankRule:
    """How places are given; without a section: standard competition ranking on the printed total."""
    if field is None:
        return RankRule("standard", "printed", (), overall=False)
    children = field.fields("", "ties by break overall")
    ties = children["ties"].choice("standard", "dense", "ordinal") if "ties" in children else "standard"
    by = children["by"].choice("printed", "full") if "by" in children else "printed"
    breakers = [_breaker(entry, formulas, nodes) for entry in children["break"].sequence()] if "break" in children else []
    return RankRule(
        cast("Literal['standard', 'dense', 'ordinal']", ties),
        cast("Literal['printed', 'full']", by),
        tuple(breakers),
        overall=children["overall"].truth() if "overall" in children else False,
    )


def _breaker(field: Field, formulas: Formulas, nodes: Collection[str]) -> TieBreaker:
    text = field.text()
    if text in nodes:
        return TieBreaker("points", text, None)
    return TieBreaker("formula", text, formulas.read(field, None))


def read_grades(id_: str, label: Label, field: Field, formulas: Formulas) -> Grades:
    """A set of grades, best first."""
    children = field.sourced().mapping()
    base = children.pop("quota_base").choice("rest", "all") if "quota_base" in children else "rest"
    tiers = [_tier(key, child, formulas) for key, child in children.items() if key not in ("basis", "status")]
    if not tiers:
        raise Malformed(field.node, "at least one grade")
    _judge(tiers, field)
    return Grades(id_, label, tuple(tiers), cast("Literal['rest', 'all']", base))


def _tier(id_: str, field: Field, formulas: Formulas) -> Tier:
    children = field.fields("", _TIER_KEYS)
    ways = [key for key in ("best", "worst", "from", "above") if key in children]
    if len(ways) > 1:
        field.desk.refuse("R182", field.key_place, id=id_, ways=", ".join(ways))
    label = Label(*(children[tongue].text() if tongue in children else id_ for tongue in ("zh", "en")))
    auto: Formula | None = formulas.read(children["auto"], CONDITION) if "auto" in children else None
    low: Decimal | None = None
    for key in ("from", "above"):
        if key in children:
            low = children[key].number()
    return Tier(id_, label, _cut(children), low, "above" not in children, auto)


def _cut(children: Mapping[str, Field]) -> Cut | None:
    side = next((key for key in ("best", "worst") if key in children), None)
    if side is None:
        return None
    quota = children[side].unsourced()
    fraction = count = None
    if isinstance(quota.node.value, Decimal):
        count = children[side].whole(0, 1_000_000)
    else:
        fraction = children[side].share()
        if not 0 <= fraction <= 1:
            raise Malformed(quota.node, "a quota from 0% to 100%")
    return Cut(
        cast("Literal['best', 'worst']", side),
        fraction,
        count,
        cast("QuotaRounding", _choice(children, "round", "floor", "ceil", "half_up")),
        _choice(children, "edge", "inclusive", "exclusive") == "inclusive",
        cast("Literal['include', 'exclude']", _choice(children, "ties", "include", "exclude")),
    )


def _choice(children: Mapping[str, Field], key: str, *options: str) -> str:
    return children[key].choice(*options) if key in children else options[0]


def _judge(tiers: list[Tier], field: Field) -> None:
    """One remainder at most, best quotas above worst ones, and cumulative quotas that grow."""
    rest = [tier for tier in tiers if tier.cut is None and tier.low is None and tier.auto is None]
    if len(rest) > 1:
        field.desk.refuse("R180", field.key_place, ids=", ".join(tier.id for tier in rest))
    if not rest and not any(tier.cut is None and tier.low is None for tier in tiers):
        field.desk.refuse("R181", field.key_place)
    cuts = [tier.cut for tier in tiers if tier.cut is not None]
    sides = [cut.side for cut in cuts]
    if sides != sorted(sides):
        field.desk.refuse("R183", field.key_place)
    for side, ordered in (("best", cuts), ("worst", cuts[::-1])):
        sizes = [cut.fraction if cut.fraction is not None else cut.count for cut in ordered if cut.side == side]
        kinds = {cut.fraction is None for cut in ordered if cut.side == side}
        if len(kinds) == 1 and any(a is not None and b is not None and b < a for a, b in zip(sizes, sizes[1:], strict=False)):
            field.desk.refuse("R184", field.key_place, side=side)
    lows = [tier.low for tier in tiers if tier.low is not None]
    if any(b >= a for a, b in zip(lows, lows[1:], strict=False)):
        field.desk.refuse("R185", field.key_place)
