"""Places, tiers and stars, by sorting plain lists. Nothing here comes from the product."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

from tests.recount.method import Method, Yaml, bare, fraction


@dataclass
class Standing:
    """One zone in the ranking."""

    zone: str
    category: str
    total: Fraction | None
    fine: Fraction | None
    breakers: tuple[Fraction | None, ...]
    gates: list[str]
    vetoes: list[str]
    granted: dict[str, set[str]] = field(default_factory=dict)  # tiers and stars given outside the quota
    screened: bool = False
    state: str = "ranked"
    rank: int | None = None
    of: int = 0
    overall_rank: int | None = None
    tier: str | None = None
    stars: str | None = None


class Grading:
    """Gives places and grades within each category."""

    def __init__(self, method: Method) -> None:
        self.method = method

    def standings(self, zones: list[Standing]) -> dict[str, Standing]:
        vetoes = self.method.section("vetoes")
        for zone in zones:
            if zone.gates:
                zone.state = "gated"
            elif zone.screened:
                zone.state = "screened"
            elif any(vetoes[id_].get("unranked") == "true" for id_ in zone.vetoes):
                zone.state = "vetoed"
            elif zone.total is None:
                zone.state = "not_graded"
        for category in self.method.categories:
            self._category([zone for zone in zones if zone.category == category])
        if (self.method.yaml.get("ranking") or {}).get("overall") == "true":
            ranked = [zone for zone in zones if zone.state == "ranked"]
            for zone, place in zip(ranked, self._places([self._key(zone) for zone in ranked]), strict=True):
                zone.overall_rank = place
        return {zone.zone: zone for zone in zones}

    def _places(self, keys: list[tuple[object, ...]]) -> list[int]:
        """1 + how many are ahead; of those that tie, dense places count one."""
        order = sorted(set(keys) if self.method.ties == "dense" else keys)
        return [1 + bisect_left(order, key) for key in keys]

    def _key(self, zone: Standing) -> tuple[object, ...]:
        """Smaller is better; a tie breaker that is missing comes last."""
        standing = zone.fine if self.method.by == "full" else zone.total
        assert standing is not None
        breakers = [(value is None, -(value or 0)) for value in zone.breakers]
        return (-standing, *breakers, *([zone.zone] if self.method.ties == "ordinal" else []))

    def _category(self, zones: list[Standing]) -> None:
        ranked = [zone for zone in zones if zone.state == "ranked"]
        keys = {zone.zone: self._key(zone) for zone in ranked}
        for zone in zones:
            zone.of = len(ranked)
        for zone, place in zip(ranked, self._places(list(keys.values())), strict=True):
            zone.rank = place
        for name in ("tiers", "stars"):
            self._grade(name, ranked, keys)
        for zone in zones:
            for id_, gate in self.method.section("gates").items():
                if id_ in zone.gates and isinstance(gate["otherwise"], dict):
                    zone.tier = gate["otherwise"]["tier"]

    def _grade(self, name: str, ranked: list[Standing], keys: dict[str, tuple[object, ...]]) -> None:
        grades = self.method.grades(name)
        if not grades:
            return
        base = bare(grades.pop("quota_base", "rest"))
        competing = [zone for zone in ranked if not zone.granted[name]]
        n = len(ranked if base == "all" else competing)
        ids = list(grades)
        for zone in ranked:
            given = [id_ for id_ in ids if id_ in zone.granted[name]]
            tier = given[0] if given else self._earned(zone, grades, competing, keys, n)
            if name == "stars":
                zone.stars = tier
            else:
                zone.tier = ids[self._vetoed(zone, ids, ids.index(tier))]

    def _earned(
        self, zone: Standing, grades: dict[str, Yaml], competing: list[Standing], keys: dict[str, tuple[object, ...]], n: int
    ) -> str:  # fmt: skip
        """From the top: the first best quota or score that holds; then the worst quotas from the bottom; then the rest."""
        mine = keys[zone.zone]
        reach = 0
        for id_, tier in grades.items():
            if "from" in tier and zone.total >= self._bar(tier["from"]):  # type: ignore[operator]
                return id_
            if "above" in tier and zone.total > self._bar(tier["above"]):  # type: ignore[operator]
                return id_
            if "best" in tier or "next" in tier:
                own = quota(tier, "best" if "best" in tier else "next", n, zone.category)
                reach = own if "best" in tier else reach + own
                better = sum(keys[o.zone] < mine for o in competing)  # type: ignore[operator]
                same = sum(keys[o.zone] == mine for o in competing)
                if better + (same if tier.get("ties") == "exclude" else 1) <= reach:
                    return id_
        for id_, tier in reversed(grades.items()):
            if "worst" in tier:
                worse = sum(keys[o.zone] > mine for o in competing)  # type: ignore[operator]
                same = sum(keys[o.zone] == mine for o in competing)
                if worse + (same if tier.get("ties") == "exclude" else 1) <= quota(tier, "worst", n, zone.category):
                    return id_
        rest = [id_ for id_, tier in grades.items() if not tier.keys() & {"best", "next", "worst", "from", "above"}]
        return min(rest, key=lambda id_: "auto" in grades[id_])

    def _bar(self, node: Yaml) -> Fraction:
        digits = self.method.digits["total"]
        return Fraction(floor(fraction(node) * 10**digits + Fraction(1, 2)), 10**digits)

    def _vetoed(self, zone: Standing, ids: list[str], index: int) -> int:
        """Levels dropped first, then caps, then tiers that are forced."""
        fired = [self.method.section("vetoes")[id_] for id_ in zone.vetoes]
        index = min(index + sum(int(bare(veto.get("drop", "0"))) for veto in fired), len(ids) - 1)
        index = max([index, *(ids.index(veto["tier_at_best"]) for veto in fired if "tier_at_best" in veto)])
        return max((ids.index(veto["tier"]) for veto in fired if "tier" in veto), default=index)


def quota(tier: Yaml, side: str, n: int, category: str) -> int:
    """How many zones a quota holds."""
    size = bare(tier[side])
    if isinstance(size, dict):
        size = bare(size.get(category, "0"))
    if not size.endswith("%"):
        return int(size)
    exact = fraction(size) * n
    if tier.get("edge") == "exclusive":
        return ceil(exact) - 1
    return {"floor": floor(exact), "ceil": ceil(exact), "half_up": floor(exact + Fraction(1, 2))}[
        tier.get("round", "floor")
    ]
