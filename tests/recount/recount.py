"""The whole appraisal a second time, in exact fractions and plain Python: the proof that the engine's arithmetic is right.

It shares nothing with the product but the YAML. Rows are mappings with ``zone``, ``category`` and figures under the names
formulas use (``tax``, ``previous.tax``, ``witness.tax``, ``target.tax``, ``ledger.on_time``), as fractions or None.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cache, cached_property

from tests.recount.formulas import tree_of
from tests.recount.grading import Grading, Standing
from tests.recount.method import STRICT, Measure, Missing, Yaml, fraction
from tests.recount.nodes import Nodes
from tests.recount.rounding import printed, rounded, significant
from tests.recount.scaling import Scaling
from tests.recount.values import Row, Scored, Zone, figures_in
from tests.recount.weighing import by_data, names_in, twelve_digits

BOUND = 1_000_000


class Refused(Exception):
    """The data cannot be scored as the rubric says: what, and of which measure or node."""

    def __init__(self, reasons: Iterable[tuple[str, str]]) -> None:
        self.reasons = frozenset(reasons)
        super().__init__(sorted(self.reasons))


class Recount(Scaling):
    """Appraises rows on a rubric; everything is worked out when it is asked for."""

    def __init__(self, text: str, rows: Sequence[Row]) -> None:
        super().__init__(text, rows)
        self.mean_points = cache(self._mean_points)
        self.nodes = Nodes(self.method, self.cohort, self._share_or_remedy)
        present = [one for one in self.method.categories if any(zone.category == one for zone in self.zones)]
        self._refuse(
            (code, measure.id)
            for category in present
            for measure in self.method.counted(category)
            for code in self.unfit(measure, category)
        )
        self._weigh()
        for zone in self.zones:
            self._measures(zone)
        self._refuse(r for category in present for r in self.nodes.refusals(category, self.method.at_least))
        for zone in self.zones:
            zone.total = self._total(zone, fine=False)
            if self.method.by == "full":
                zone.fine = self._total(zone, fine=True)
        self._refuse(self._objections())

    @staticmethod
    def _refuse(reasons: Iterable[tuple[str, str]]) -> None:
        found = list(reasons)
        if found:
            raise Refused(found)

    # weights --------------------------------------------------------------------------------------------------------

    def _weigh(self) -> None:
        """Weights of nodes that look at the cohort, deepest first."""
        method = self.method
        nodes: list[str | None] = [None]
        for node in nodes:
            nodes += [child for child in method.children(node) if child in method.pillars]
        for node in reversed(nodes):
            names = names_in(method.weights(node)) if method.weights(node) is not None else []
            if not names:
                continue
            entry = method.weights(node)
            together = isinstance(entry, dict) and entry.get("cohort") == "all"
            present = [c for c in method.categories if any(zone.category == c for zone in self.zones)]
            for categories in [present] if together else [[category] for category in present]:
                columns = self._columns(node, categories)
                fitted = {name: by_data(name, columns) for name in names}
                for category in categories:
                    found = method.weighed(node, category, fitted)
                    published = {child: twelve_digits(weight) for child, weight in found.items()}
                    whole = sum(published.values())
                    method.fitted[node, category] = {child: one / whole for child, one in published.items()}
            method.full = {category: method._full(category) for category in method.categories}

    def _columns(self, node: str | None, categories: Sequence[str]) -> dict[str, list[Fraction]]:
        """The shares of a node's children, of the zones that have one of each."""
        rows: list[dict[str, Fraction]] = []
        for zone in (zone for category in categories for zone in self.cohort(category)):
            full = self.method.full[zone.category]
            row: dict[str, Fraction | None] = {c: Fraction(0) for c in self.method.children(node) if c in full}
            for m in self.method.counted(zone.category):
                chain: list[str | None] = [m.indicator]
                while chain[-1] is not None:
                    chain.append(self.method.parent(chain[-1]))
                if node not in chain[1:]:
                    continue
                child = chain[chain.index(node) - 1]
                assert child is not None
                x = self.value(m, zone)
                share = None if x is None else self.share(m, zone, x)
                sofar, part = row[child], full[m.indicator] * m.share / full[child]
                row[child] = None if share is None or sofar is None else sofar + part * share
            if None not in row.values():
                rows.append(row)  # type: ignore[arg-type]
        return {child: [row[child] for row in rows] for child in rows[0]}

    # points ---------------------------------------------------------------------------------------------------------

    def policy(self, measure: Measure, zone: Zone) -> Missing:
        """What a missing value does: the indicator's word, else the strictest among the items that are missing."""
        method = self.method
        indicator = method.indicators[measure.indicator]
        if measure.impute == "parent":
            return Missing("redistribute")
        if "missing" in indicator:
            return Missing.read(indicator["missing"])
        found = []
        for name in sorted(figures_in(measure.value)):
            item = name.removeprefix("previous.")
            if item in method.items and zone.row.get(name) is None:
                own = method.items[item].get("missing")
                found.append(method.missing if own is None else Missing.read(own))
        return min(found, key=lambda missing: (STRICT.index(missing.policy), missing.points), default=method.missing)

    def _mean_points(self, measure: Measure, category: str) -> Fraction | None:
        full = self.method.full[category][measure.indicator] * measure.share
        found = []
        for zone in self.cohort(category):
            x = self.value(measure, zone)
            share = None if x is None else self.share(measure, zone, x)
            if share is not None:
                found.append(self._printed(full * share, "points"))
        return (
            rounded(sum(found) / len(found), self.method.digits["points"], self.method.modes["points"])
            if found
            else None
        )

    def _printed(self, points: Fraction, step: str, fine: bool = False) -> Fraction:
        return rounded(points, 9) if fine else printed(points, self.method.digits[step], self.method.modes[step])

    def _measures(self, zone: Zone) -> None:
        """What every measure comes to, and who is left out."""
        method, nodes = self.method, self.nodes
        measures = method.counted(zone.category)
        x = {m.id: self.value(m, zone) for m in measures}
        share = {m.id: None if (own := x[m.id]) is None else self.share(m, zone, own) for m in measures}
        for m in measures:
            gone = share[m.id] is None and self.policy(m, zone).policy == "redistribute"
            zone.here[m.id] = Fraction(not gone and self.applies(m, zone))
        owed = {m.id for m in measures if self.applies(m, zone)}
        nodes.leave_out(zone, owed, {id_ for id_ in owed if share[id_] is not None})
        for m in measures:
            part = nodes.part(m.id, zone)
            own_full = (
                nodes.children(m.indicator, zone.category)[m.id] / part if zone.here[m.id] and part else Fraction(0)
            )
            self._measure(zone, m, x[m.id], share[m.id], own_full)

    def _measure(self, zone: Zone, m: Measure, x: Fraction | None, share: Fraction | None, full: Fraction) -> None:
        missing = self.policy(m, zone)
        left_out = self.nodes.out_of_it(m.id, zone)
        if not zone.here[m.id] or left_out:
            points: Fraction | None = Fraction(0)
        elif share is not None:
            points = self._printed(full * share, "points")
        else:
            points = self._without(m, zone, missing, fine=False)
        figures = {name for name in figures_in(m.value) if name.removeprefix("previous.") not in self.method.constants}
        lacking = any(zone.row.get(name) is None for name in figures)
        if not self.applies(m, zone):
            status = "not_applicable"
        elif left_out:
            status = "left_out"
        else:
            status = "scored" if share is not None else "absent" if lacking else "not_computable"
            if status == "scored" and self.given(m, zone) is None:
                status = "imputed"
        treatment = missing.policy if status in ("absent", "not_computable") else None
        if status == "imputed":
            treatment = m.impute
        zone.measures[m.id] = Scored(x, share, full, points, status, treatment)

    def _without(self, m: Measure, zone: Zone, missing: Missing, *, fine: bool) -> Fraction | None:
        if missing.policy == "cohort_mean":
            return self.mean_points(m, zone.category)
        if missing.policy == "points":
            return rounded(missing.points, 9 if fine else self.method.digits["points"])
        return None if missing.policy in ("block", "not_graded") else Fraction(0)

    def _share_or_remedy(self, zone: Zone, id_: str, fine: bool) -> Fraction | None:
        """The share of a measure, or of the points that are given in its place."""
        m = self.method.measures[id_]
        x = zone.measures[id_].value
        share = None if x is None else self.share(m, zone, x)
        if share is None:
            points = self._without(m, zone, self.policy(m, zone), fine=fine)
            return None if points is None else points / self.nodes.children(m.indicator, zone.category)[id_]
        return share

    def _total(self, zone: Zone, *, fine: bool) -> Fraction | None:
        method = self.method
        points: dict[str, Fraction | None] = {}

        def add(values: Iterable[Fraction | None], step: str) -> Fraction | None:
            known = list(values)
            return None if None in known else self._printed(sum(known, Fraction(0)), step, fine)  # type: ignore[arg-type]

        def combined(node: str | None) -> Fraction | None:
            share = self.nodes.share(node, zone, fine=fine)
            return None if share is None else self._printed(share * self.nodes.full(node, zone), "pillar", fine)

        def of(node: str) -> Fraction | None:
            if node in method.indicators:
                own = [(id_, s) for id_, s in zone.measures.items() if method.measures[id_].indicator == node]
                points[node] = add((self._fine(zone, id_, s) if fine else s.points for id_, s in own), "indicator")
            else:
                below = [of(child) for child in method.children(node) if child in full]
                points[node] = add(below, "pillar") if self.nodes.sums(node) else combined(node)
            if not zone.here[node]:
                points[node] = Fraction(0)
            return points[node]

        full = method.full[zone.category]
        roots = [of(node) for node in method.children(None) if node in full]
        if not self.nodes.sums(None):
            roots = [combined(None)]
        adjusted = {id_: self._adjustment(zone, entry, fine) for id_, entry in method.section("adjustments").items()}
        total = add([*roots, *adjusted.values()], "total") if zone.here[None] else None
        for id_, veto in method.section("vetoes").items():
            if total is not None and "total_at_most" in veto and id_ in self.fired(zone):
                total = min(total, rounded(fraction(veto["total_at_most"]), 9 if fine else method.digits["total"]))
        if not fine:
            zone.points, zone.adjustments = points, adjusted
        return total

    def _fine(self, zone: Zone, id_: str, scored: Scored) -> Fraction | None:
        m = self.method.measures[id_]
        if scored.points == 0 and scored.full == 0:
            return Fraction(0)
        x = scored.value
        share = None if x is None else self.share(m, zone, x)
        return (
            self._without(m, zone, self.policy(m, zone), fine=True)
            if share is None
            else rounded(scored.full * share, 9)
        )

    def _adjustment(self, zone: Zone, entry: Yaml, fine: bool) -> Fraction | None:
        amount = self.scope(zone, zone.category).number(tree_of(entry["points"]))
        if amount.number is None:
            return None
        points = self._printed(amount.number, "pillar", fine)
        digits = 9 if fine else self.method.digits["pillar"]
        if "at_least" in entry:
            points = max(points, rounded(fraction(entry["at_least"]), digits))
        if "at_most" in entry:
            points = min(points, rounded(fraction(entry["at_most"]), digits))
        return points

    def _objections(self) -> Iterator[tuple[str, str]]:
        """Zones whose points must not be worked out, or could not be."""
        for zone in self.zones:
            for id_, scored in zone.measures.items():
                blocked = scored.status != "not_applicable" and scored.share is None
                if scored.points is not None and abs(scored.points) > BOUND:
                    yield "S121", id_
                elif blocked and self.policy(self.method.measures[id_], zone).policy == "block":
                    yield "S120", id_
                elif scored.treatment == "cohort_mean" and scored.points is None:
                    yield "S105", id_
            for id_, points in zone.adjustments.items():
                if points is not None and abs(points) > BOUND:
                    yield "S121", f"adjustments.{id_}"
            for node in [*(id_ for id_ in self.method.pillars if id_ in zone.here), None]:
                if not self.nodes.sums(node):
                    yield from self._unshared(node, zone)

    def _unshared(self, node: str | None, zone: Zone) -> Iterator[tuple[str, str]]:
        """Nodes whose children all have shares, of which no share can be made, or no points."""
        out = node is not None and self.nodes.out_of_it(node, zone)
        if out or not zone.here[node] or self.nodes.counting(node, zone) is None:
            return
        share = self.nodes.share(node, zone)
        if share is None:
            yield "S156", node or "total"
        elif abs(share * self.nodes.full(node, zone)) > BOUND:
            yield "S121", node or "total"

    # gates, vetoes, places --------------------------------------------------------------------------------------------

    def fired(self, zone: Zone) -> list[str]:
        vetoes = self.method.section("vetoes")
        return [
            id_ for id_, veto in vetoes.items() if self.scope(zone, zone.category).holds(tree_of(veto["when"])) is True
        ]

    @cached_property
    def ranking(self) -> dict[str, Standing]:
        """Every zone's place, tier, stars and state."""
        return Grading(self.method).standings([self._standing(zone) for zone in self.zones])

    def _standing(self, zone: Zone) -> Standing:
        scope = self.scope(zone, zone.category)
        keys: list[Fraction | None] = []
        for text in self.method.breakers:
            if text in self.method.pillars or text in self.method.indicators:
                keys.append(zone.points.get(text))
            else:
                number = scope.number(tree_of(text)).number
                keys.append(None if number is None else significant(number))
        granted = {
            name: {
                id_
                for id_, tier in self.method.grades(name).items()
                if "auto" in tier and scope.holds(tree_of(tier["auto"]))
            }
            for name in ("tiers", "stars")
            if self.method.grades(name)
        }
        return Standing(
            str(zone.row["zone"]), zone.category, zone.total, zone.fine, tuple(keys), self.failed(zone), self.fired(zone), granted, self.screened(zone)
        )  # fmt: skip
