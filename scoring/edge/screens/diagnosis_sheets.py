"""The sheets of a diagnosis: one a part and category."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl
from rich.text import Text

from scoring.edge.screens.diagnosis_words import kind_of, tell
from scoring.edge.screens.sheet import Column, Sheet
from scoring.edge.screens.text import clean
from scoring.edge.words import label
from scoring.engine.diagnose.diagnosis import Diagnosis
from scoring.engine.diagnose.pillars import WHOLE
from scoring.language.messages import Language
from scoring.rules.rubric import Rubric

NOTHING = "–"

Row = Mapping[str, object]
Spell = Callable[[object], str]


def percent(value: object) -> str:
    """A part as a percentage."""
    return _minus(f"{100 * value:.1f}%") if isinstance(value, float) else NOTHING


def two(value: object) -> str:
    """A correlation and the like."""
    return _minus(f"{value:.2f}") if isinstance(value, float) else NOTHING


def figure(value: object) -> str:
    """A value of any size, in four significant digits."""
    if not isinstance(value, float):
        return NOTHING
    return _minus(f"{value:.4g}" if abs(value) < 1e4 else f"{value:,.0f}" if abs(value) < 1e9 else f"{value:.3e}")


def whole(value: object) -> str:
    """A count."""
    return NOTHING if value is None else f"{value}"


@dataclass(frozen=True, slots=True)
class Writer:
    """Rows of a diagnosis → sheets, in one language."""

    rubric: Rubric
    language: Language

    def name(self, id_: object) -> str:
        """What an indicator or a pillar is called; its id where nobody says."""
        if id_ == WHOLE:
            return tell("whole", self.language)
        node = self.rubric.indicators.get(str(id_)) or self.rubric.pillars.get(str(id_))
        return clean(str(id_) if node is None else label(node.label, self.language))

    def category(self, id_: str) -> str:
        """What a category is called."""
        return clean(label(self.rubric.categories[id_].label, self.language))

    def measure(self, id_: object) -> str:
        """An indicator, a pillar, or a measure (``tax_per_mu.level``): which one, where its indicator has several."""
        owner, _, kind = str(id_).partition(".")
        if kind and len(self.rubric.indicators[owner].measures) > 1:
            return f"{self.name(owner)} · {kind_of(kind, self.language)}"
        return self.name(owner)

    def flags(self, row: Row) -> str:
        """The flags in words; else why a figure is lacking."""
        raised = row.get("flags") or ([row["flag"]] if row.get("flag") else [])
        ids = raised if isinstance(raised, list) else []
        if ids:
            return tell("comma", self.language).join(tell(f"flag.{id_}", self.language) for id_ in ids)
        return tell(f"note.{row['note']}", self.language) if row.get("note") else ""

    def sheet(
        self, frame: pl.DataFrame, head: str, named: Callable[[Row], str], spelt: Mapping[str, tuple[Spell, int]]
    ) -> Sheet:
        """Names, then figures (how they are spelt, and how soon they leave), then flags."""
        columns = [Column(tell(head, self.language), gives=True)]
        columns += [Column(tell(key, self.language), right=True, leaves=leaves) for key, (_, leaves) in spelt.items()]
        columns.append(Column(tell("flags", self.language), wraps=True))
        rows = [
            (
                Text(named(row)),
                *(Text(spell(row[key])) for key, (spell, _) in spelt.items()),
                Text(self.flags(row), "yellow"),
            )
            for row in frame.iter_rows(named=True)
        ]
        return Sheet(tuple(columns), tuple(rows))

    # the parts -------------------------------------------------------------------------------------------------------

    def indicators(self, frame: pl.DataFrame) -> Sheet:
        """Weights and discriminating power."""
        spelt = {
            "nominal": (percent, 0),
            "effective": (percent, 0),
            "r2": (two, 40),
            "rest_r": (two, 60),
            "at_full": (percent, 20),
            "at_nothing": (percent, 30),
            "points_sd": (two, 50),
            "distinct": (whole, 70),
            "can_improve": (whole, 55),
        }
        return self.sheet(frame, "indicator", lambda row: self.name(row["indicator"]), spelt)

    def measures(self, frame: pl.DataFrame) -> Sheet:
        """How values lie."""
        spelt = {
            "n": (whole, 30),
            "missing": (whole, 0),
            "zeros": (whole, 20),
            "mean": (figure, 40),
            "sd": (figure, 50),
            "min": (figure, 60),
            "max": (figure, 60),
            "skew": (two, 10),
            "kurtosis": (two, 15),
        }
        return self.sheet(frame, "measure", lambda row: self.measure(f"{row['indicator']}.{row['measure']}"), spelt)

    def correlations(self, frame: pl.DataFrame) -> Sheet:
        """The pairs that are flagged, the strongest first."""
        kept = frame.filter(pl.col("flag").is_not_null()).sort(pl.col("r").abs().neg(), "indicator", "other")
        spelt = {"r": (two, 0), "n": (whole, 10)}
        return self.sheet(kept, "pair", lambda row: f"{self.name(row['indicator'])} · {self.name(row['other'])}", spelt)

    def pillars(self, frame: pl.DataFrame) -> Sheet:
        """Alpha and components."""
        spelt = {
            "used": (whole, 30),
            "n": (whole, 40),
            "alpha": (two, 0),
            "alpha_standardised": (two, 20),
            "first": (percent, 0),
            "above_one": (whole, 10),
        }
        return self.sheet(frame, "pillar", lambda row: self.name(row["pillar"]), spelt)

    def leave_out(self, frame: pl.DataFrame) -> Sheet:
        """What moves, the most first."""
        kept = frame.sort("ranks_moved", "mean_shift", descending=True, nulls_last=True, maintain_order=True)
        tiers = {"tiers_moved": (whole, 0)} if self.rubric.tiers is not None else {}
        spelt = {"ranks_moved": (whole, 0), **tiers}
        spelt |= {"mean_shift": (two, 20), "max_shift": (whole, 10), "spearman": (_three, 15)}
        return self.sheet(kept, "indicator", lambda row: self.name(row["indicator"]), spelt)


def _three(value: object) -> str:
    return _minus(f"{value:.3f}") if isinstance(value, float) else NOTHING


def _minus(text: str) -> str:
    """A true minus sign, and none before a zero."""
    return text.replace("-", "−") if any(digit in text for digit in "123456789") else text.removeprefix("-")


def parts_of(diagnosis: Diagnosis, writer: Writer) -> list[tuple[str, pl.DataFrame, Callable[[pl.DataFrame], Sheet]]]:
    """The parts that are tables: title, frame, and how a category of it becomes a sheet."""
    return [
        ("indicators", diagnosis.indicators, writer.indicators),
        ("measures", diagnosis.measures, writer.measures),
        ("correlations", diagnosis.correlations, writer.correlations),
        ("pillars", diagnosis.pillars, writer.pillars),
        ("leave-out", diagnosis.leave_out, writer.leave_out),
    ]
