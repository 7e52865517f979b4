"""A rubric's YAML as plain data with exact numbers: what a calculator needs to know. Nothing here comes from the product."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import yaml

from tests.recount.quantities import Unit, Units

Yaml = Any  # what a YAML document holds: texts, lists, mappings
KINDS = ("level", "growth", "increment", "volume", "completion")
STEPS = ("points", "indicator", "pillar", "total")
STRICT = ("block", "not_graded", "points", "zero", "cohort_mean", "redistribute")


def bare(node: Yaml) -> Yaml:
    """The value of ``{value: …, basis: …, status: …}``, or the node itself."""
    sourced = isinstance(node, dict) and "value" in node and node.keys() <= {"value", "basis", "status"}
    return node["value"] if sourced else node


def entries(node: Mapping[str, Yaml] | None) -> dict[str, Yaml]:
    return {key: value for key, value in (node or {}).items() if key not in ("basis", "status")}


def fraction(text: Yaml) -> Fraction:
    text = {"是": "1", "true": "1", "否": "0", "false": "0"}.get(bare(text), bare(text))
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


@dataclass(frozen=True)
class Missing:
    policy: str
    points: Fraction = Fraction(0)

    @staticmethod
    def read(node: Yaml) -> Missing:
        return Missing("points", fraction(node["points"])) if isinstance(node, dict) else Missing(node)


@dataclass(frozen=True, eq=False)
class Measure:
    id: str
    indicator: str
    value: str
    unit: Unit
    share: Fraction
    scale: Mapping[str, Yaml]
    at_most: Fraction | None
    at_least: Fraction | None
    impute: str = "none"
    treat: Yaml = "none"


class Method:
    """Everything of the YAML that scoring looks at."""

    def __init__(self, text: str) -> None:
        self.yaml = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - texts only
        self.units = Units(self.yaml.get("units", {}))
        self.categories = list(entries(self.yaml["categories"]))
        self.items = {
            id_: {"unit": "天" if entry.get("kind") == "date" else "1"} | entry
            for id_, entry in entries(self.yaml["items"]).items()
        }
        self.constants = entries(self.yaml.get("constants"))
        if "schedule" in self.yaml:
            self.constants["progress"] = {"value": self._progress(), "unit": "1"}
        self.pillars = entries(self.yaml["pillars"])
        self.indicators = entries(self.yaml["indicators"])
        self.missing = Missing.read(self.yaml.get("missing", "not_graded"))
        self.at_least = int(bare(self.yaml.get("cohort_at_least", "2")))
        self.total = fraction(self.yaml.get("total", "100"))
        self.fitted: dict[tuple[str | None, str], dict[str, Fraction]] = {}
        self.measures = {m.id: m for id_, entry in self.indicators.items() for m in self._measures(id_, entry)}
        self.full = {category: self._full(category) for category in self.categories}
        ranking = self.yaml.get("ranking") or {}
        self.ties, self.by = ranking.get("ties", "standard"), ranking.get("by", "printed")
        self.breakers: list[str] = ranking.get("break", [])
        self.digits, self.modes = self._rounding()

    def _progress(self) -> str:
        """How far the year's target should be by the month at hand."""
        month = bare(self.yaml.get("month", "12"))
        schedule = self.yaml["schedule"]
        return f"{month}/12" if schedule == "even" else str(fraction(schedule[month]))

    def section(self, name: str) -> dict[str, Yaml]:
        return entries(self.yaml.get(name))

    def grades(self, name: str) -> dict[str, Yaml]:
        return entries((self.yaml.get("management") or {}).get(name))

    # rounding -----------------------------------------------------------------------------------------------------

    def _rounding(self) -> tuple[dict[str, int], dict[str, str]]:
        given = self.yaml.get("digits", {})
        given = entries(given) if isinstance(given, dict) else {"points": given}
        digits = {key: int(bare(value)) for key, value in given.items()}
        before = 2
        for step in STEPS:
            before = digits.setdefault(step, before)
        modes = self.yaml.get("rounding", "half_up")
        names = ("value", *STEPS)
        return digits, {name: modes if isinstance(modes, str) else modes.get(name, "half_up") for name in names}

    # the tree -----------------------------------------------------------------------------------------------------

    def children(self, node: str | None) -> list[str]:
        pillars = [id_ for id_, entry in self.pillars.items() if entry.get("parent") == node]
        return pillars + [id_ for id_, entry in self.indicators.items() if entry["pillar"] == node]

    def parent(self, node: str) -> str | None:
        entry = self.pillars.get(node) or self.indicators[node]
        return entry.get("parent") if node in self.pillars else entry["pillar"]

    def _entry(self, node: str) -> Mapping[str, Yaml]:
        return self.pillars.get(node) or self.indicators[node]

    def _said(self, node: str, kind: str, category: str) -> Fraction:
        said = bare(self._entry(node)[kind])
        return fraction(said.get(category, "0") if isinstance(said, dict) else said)

    def _claim(self, node: str, category: str) -> Fraction:
        if "points" in self._entry(node):
            return self._said(node, "points", category)
        return sum((self._claim(child, category) for child in self.children(node)), Fraction(0))

    def _full(self, category: str) -> dict[str, Fraction]:
        """The full points of every pillar and indicator that counts in a category."""
        full: dict[str, Fraction] = {}

        def share_out(node: str | None, amount: Fraction) -> None:
            below = self.children(node)
            if self.weights(node) is not None:
                parts = {child: amount * part for child, part in self.weighed(node, category).items()}
            elif any("weight" in self._entry(child) for child in below):
                weights = {child: self._said(child, "weight", category) for child in below}
                parts = {child: amount * weight / (sum(weights.values()) or 1) for child, weight in weights.items()}
            else:
                parts = {child: self._claim(child, category) for child in below}
            for child, part in parts.items():
                if part:
                    full[child] = part
                share_out(child, part)

        share_out(None, self.total)
        return full

    def weights(self, node: str | None) -> Yaml:
        """What a node says under ``weights:``, if anything."""
        return (self.yaml if node is None else self.pillars.get(node, {})).get("weights")

    def weighed(
        self, node: str | None, category: str, fitted: Mapping[str, Mapping[str, Fraction]] | None = None
    ) -> dict[str, Fraction]:
        """The parts its children get; ``fitted`` are the weights of methods that look at the cohort."""
        from tests.recount.weighing import weights_of

        if fitted is None and (node, category) in self.fitted:
            return self.fitted[node, category]
        below = self.children(node)
        said = {
            child: self._said(child, "weight", category) if "weight" in self._entry(child) else Fraction(1)
            for child in below
        }
        known = {name: dict(weights) for name, weights in (fitted or {}).items()}
        return weights_of(self.weights(node), said, known)

    # measures -----------------------------------------------------------------------------------------------------

    def _measures(self, id_: str, entry: Mapping[str, Yaml]) -> Iterator[Measure]:
        value, unit = bare(entry["value"]), self.units(entry["unit"])
        if "per" in entry:
            value = f"({value}) / ({bare(entry['per'])})"
        for kind in KINDS:
            if kind not in entry:
                continue
            own = entry[kind]
            formula, in_unit = {
                "level": (value, unit),
                "growth": (f"growth({value})", self.units("1")),
                "increment": (f"({value}) - previous({value})", unit),
                "volume": (value, unit),
                "completion": (f"{value} / target.{value}", self.units("1")),
            }[kind]
            yield Measure(
                f"{id_}.{kind}",
                id_,
                own.get("value", formula),
                self.units(own["unit"]) if "unit" in own else in_unit,
                fraction(own.get("share", "100%")),
                own["scale"],
                fraction(own["at_most"]) if "at_most" in own else None,
                fraction(own["at_least"]) if "at_least" in own else None,
                *(self._step(name, kind, own, entry) for name in ("impute", "treat")),
            )

    def _step(self, name: str, kind: str, own: Mapping[str, Yaml], entry: Mapping[str, Yaml]) -> Yaml:
        """The innermost word on a data step; what stands farther out holds for level and volume."""
        if name in own or kind not in ("level", "volume"):
            return own.get(name, "none")
        said = entry.get(name, self.yaml.get(name, "none"))
        overruled = said == "parent" and name not in entry and "missing" in entry
        return "none" if overruled else said

    def counted(self, category: str) -> list[Measure]:
        return [measure for measure in self.measures.values() if measure.indicator in self.full[category]]

    def constant(self, id_: str, category: str) -> Fraction:
        value = bare(self.constants[id_]["value"])
        return fraction(value[category] if isinstance(value, dict) else value)
