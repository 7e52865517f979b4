"""Nodes that do more than add up: the share tree, and what comparing nodes see in the cohort, a second time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from fractions import Fraction
from functools import cache
from math import prod

from tests.recount.combining import COMPARING, NEAR, ONE, Child, Way, alone, copeland, length_of, regrets, vikor, ways
from tests.recount.method import Method, fraction
from tests.recount.rounding import significant
from tests.recount.values import Zone

Shares = dict[str, Fraction | None]


class Nodes:
    """The shares of indicators and pillars; ``None`` is the root. ``leaf`` gives those of measures.

    ``fine`` shares rest on points given for missing values to nine digits; the cohort is always seen in printed ones.
    """

    def __init__(
        self,
        method: Method,
        cohort: Callable[[str], list[Zone]],
        leaf: Callable[[Zone, str, bool], Fraction | None],
    ) -> None:
        self.method, self.cohort, self.leaf = method, cohort, leaf
        self._shares: dict[tuple[str, str | None, bool], Fraction | None] = {}
        self.known = cache(self._known)
        self.ends = cache(self._ends)
        self.ways = cache(lambda node: ways(self._says(node, "aggregate")))

    def _says(self, node: str | None, key: str) -> object:
        return (self.method.yaml if node is None else self.method.pillars.get(node, {})).get(key)

    # the tree -------------------------------------------------------------------------------------------------------

    def sums(self, node: str | None) -> bool:
        """Whether a node only adds up."""
        return [way.method for way in self.ways(node)] == ["arithmetic"]

    def least(self, node: str | None) -> Fraction:
        """The part of a node that must rest on values."""
        said = self._says(node, "available_at_least")
        return Fraction(0) if said is None else fraction(said)

    def children(self, node: str | None, category: str) -> dict[str, Fraction]:
        """The full points of what hangs directly from a node."""
        full = self.method.full[category]
        if node in self.method.indicators:
            own = [m for m in self.method.counted(category) if m.indicator == node]
            return {m.id: full[node] * m.share for m in own}
        return {child: full[child] for child in self.method.children(node) if child in full}

    def below(self, node: str | None, category: str) -> Iterator[tuple[str, Fraction]]:
        """The measures under a node, with their full points."""
        for child, points in self.children(node, category).items():
            if child in self.method.measures:
                yield child, points
            else:
                yield from self.below(child, category)

    def above(self, node: str) -> list[str | None]:
        """From a measure, indicator or pillar up to the root."""
        chain: list[str | None] = []
        up: str | None = node
        while up is not None:
            up = self.method.measures[up].indicator if up in self.method.measures else self.method.parent(up)
            chain.append(up)
        return chain

    def leave_out(self, zone: Zone, owed: Collection[str], known: Collection[str]) -> None:
        """Say of every node what part of its points is to be had; measures have said so of themselves."""

        def enough(node: str | None) -> bool:
            below = [(id_, points) for id_, points in self.below(node, zone.category) if id_ in owed]
            got = sum((points for id_, points in below if id_ in known), Fraction(0))
            return bool(below) and got / sum(points for _, points in below) + NEAR >= self.least(node)

        def left(node: str | None) -> Fraction:
            if node not in self.method.measures:
                below = self.children(node, zone.category)
                got = sum((points for child, points in below.items() if left(child)), Fraction(0))
                counts = not self.least(node) or enough(node)
                zone.here[node] = got / sum(below.values()) if counts else Fraction(0)
            return zone.here[node]

        left(None)

    def out_of_it(self, node: str, zone: Zone) -> bool:
        """Whether a node above was left out because too little of it is known."""
        return any(not zone.here[up] and self.least(up) for up in self.above(node))

    def full(self, node: str | None, zone: Zone) -> Fraction:
        """A node's full points for a zone, with what left-out siblings passed on."""
        if node is None:
            return self.method.total
        part = self.part(node, zone)
        return self.method.full[zone.category][node] / part if part and zone.here[node] else Fraction(0)

    def part(self, node: str, zone: Zone) -> Fraction:
        """By what the full points of a node are divided because of those who are left out beside it and above it."""
        return prod((zone.here[up] for up in self.above(node)), start=ONE)

    # shares ---------------------------------------------------------------------------------------------------------

    def share(self, node: str | None, zone: Zone, *, fine: bool = False) -> Fraction | None:
        """What part of its points a node earns for a zone, unrounded."""
        key = str(zone.row["zone"]), node, fine
        if key not in self._shares:
            if node in self.method.measures:
                self._shares[key] = self.leaf(zone, str(node), fine)
            else:
                self._shares[key] = self._made(node, zone, fine)
        return self._shares[key]

    def counting(self, node: str | None, zone: Zone, *, fine: bool = False) -> dict[str, Fraction] | None:
        """The shares of the children that are there; None where one of them is not known."""
        found: dict[str, Fraction] = {}
        for child in self.children(node, zone.category):
            if zone.here[child]:
                share = self.share(child, zone, fine=fine)
                if share is None:
                    return None
                found[child] = share
        return found

    def _made(self, node: str | None, zone: Zone, fine: bool) -> Fraction | None:
        shares = self.counting(node, zone, fine=fine)
        if not shares:
            return None
        children = self._children(node, zone, shares)
        parts = []
        for way in self.ways(node):
            share = self._by(way, node, zone, shares, list(children.values()))
            if share is None:
                return None
            parts.append(way.part * share)
        return sum(parts, Fraction(0))

    def _children(self, node: str | None, zone: Zone, shares: dict[str, Fraction]) -> dict[str, Child]:
        points = self.children(node, zone.category)
        whole = sum(points[child] for child in shares)
        compares = any(way.method in COMPARING for way in self.ways(node))
        return {
            child: Child(share, points[child] / whole, self.known(child, zone.category) if compares else ())
            for child, share in shares.items()
        }

    def _by(
        self, way: Way, node: str | None, zone: Zone, shares: dict[str, Fraction], children: list[Child]
    ) -> Fraction | None:
        if way.method == "vikor":
            return vikor(way, regrets(children), self.ends(node, zone.category))
        if way.method == "copeland":
            points = self.children(node, zone.category)
            peers = [self._side_by_side(node, other) for other in self.cohort(zone.category)]
            return copeland({child: shares.get(child) for child in points}, points, [p for p in peers if _any(p)])
        return alone(way, children)

    # the cohort -----------------------------------------------------------------------------------------------------

    def _side_by_side(self, node: str | None, zone: Zone) -> Shares:
        return {
            child: self.share(child, zone) if zone.here[child] else None for child in self.children(node, zone.category)
        }

    def _known(self, child: str, category: str) -> list[Fraction]:
        """The shares of the cohort in one child."""
        shares = (self.share(child, zone) for zone in self.cohort(category) if zone.here[child])
        return [share for share in shares if share is not None]

    def _ends(self, node: str | None, category: str) -> list[tuple[Fraction, Fraction]]:
        """VIKOR's regrets of every zone of the cohort that has a share in all that counts for it."""
        found = []
        for zone in self.cohort(category):
            shares = self.counting(node, zone)
            if shares and zone.here[node]:
                found.append(regrets(list(self._children(node, zone, shares).values())))
        return found

    def refusals(self, category: str, at_least: int) -> list[tuple[str, str]]:
        """Comparing nodes that cannot compare; nothing is said of what stands above one."""
        found: dict[str | None, str] = {}

        def look(node: str | None) -> bool:
            below = [child for child in self.children(node, category) if child in self.method.pillars]
            sound = [look(child) for child in below].count(False) == 0
            code = self._refusal(node, category, max(2, at_least)) if sound else None
            if code:
                found[node] = code
            return sound and code is None

        look(None)
        return [(code, node or "total") for node, code in found.items()]

    def _refusal(self, node: str | None, category: str, least: int) -> str | None:
        methods = {way.method for way in self.ways(node)}
        if not methods & COMPARING:
            return None
        columns = [self.known(child, category) for child in self.children(node, category)]
        if any(len(column) < least for column in columns):
            return "S153"
        if methods & {"topsis", "vikor"}:
            same = [significant(max(column)) == significant(min(column)) for column in columns]
            long = any(way.normalised for way in self.ways(node))
            flat = ["vikor" in methods or (long and not length_of(column)) for column in columns]
            if all(same) or any(a and b for a, b in zip(same, flat, strict=True)):
                return "S154"
        if "vikor" in methods:
            ends = self.ends(node, category)
            for column in zip(*ends, strict=True) if ends else [()]:
                if len({significant(regret) for regret in column}) < 2:
                    return "S155"
        return None


def _any(shares: Shares) -> bool:
    return any(share is not None for share in shares.values())
