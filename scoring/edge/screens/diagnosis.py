"""The diagnosis on a screen: a table a part and category, then what deserves attention."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

import polars as pl
from rich.text import Text

from scoring.edge.screens.diagnosis_sheets import Writer, figure, parts_of, percent, two, whole
from scoring.edge.screens.diagnosis_words import tell
from scoring.edge.screens.indented import Indented
from scoring.edge.screens.sheet import fitted
from scoring.edge.screens.terminal import Screen
from scoring.edge.screens.text import clean
from scoring.edge.words import label
from scoring.engine.diagnose.diagnosis import PARTS, Diagnosis
from scoring.language.messages import Language

#: How many examples a line of the summary, and of the parts without a table, names.
SHOWN = 4
_STYLES = {0: "bold red", 1: "bold yellow", 2: "yellow", 3: ""}


def show_diagnosis(diagnosis: Diagnosis, screen: Screen, language: Language, *, frozen: bool = False) -> None:
    """Print every part that was done, and the summary."""
    _Show(diagnosis, screen, language).all(frozen=frozen)


class _Show:
    def __init__(self, diagnosis: Diagnosis, screen: Screen, language: Language) -> None:
        self.diagnosis, self.screen, self.language = diagnosis, screen, language
        self.writer = Writer(diagnosis.rubric, language)

    def say(self, key: str, **facts: object) -> str:
        return tell(key, self.language, **facts)

    def all(self, *, frozen: bool) -> None:
        heading = f"{clean(label(self.diagnosis.rubric.label, self.language))} · {self.diagnosis.year}"
        self.screen.print(Text(heading, "bold"), soft_wrap=True)
        sizes = self.diagnosis.zones
        if not sizes:
            self.screen.print(Text(self.say("no_zones")))
            return
        parts = [self.say("category", name=self.writer.category(id_), n=n) for id_, n in sizes.items()]
        self.line(self.say("semicolon").join(parts))
        self.screen.print()
        for title, frame, _ in parts_of(self.diagnosis, self.writer):
            if frame.height:
                self.table(title)
        if self.diagnosis.dominance.height:
            self.dominance()
        if self.diagnosis.reversals.height:
            self.reversals()
        self.attention()
        skipped = [self.say(part) for part in PARTS if part not in self.diagnosis.parts]
        if skipped:
            self.line(self.say("skipped", parts=self.say("semicolon").join(skipped)), "dim")
        if frozen:
            self.line(self.say("reversals.given"), "dim")

    def title(self, key: str) -> None:
        self.screen.print(Text(self.say(key), "bold cyan"), soft_wrap=True)

    def line(self, text: str, style: str = "", by: int = 0) -> None:
        self.screen.print(Indented(Text(text, style), by))

    # tables ----------------------------------------------------------------------------------------------------------

    def table(self, title: str) -> None:
        """One part: a table a category, their columns under each other."""
        frame, make = next((f, m) for t, f, m in parts_of(self.diagnosis, self.writer) if t == title)
        groups = {str(part.item(0, "category")): part for part in frame.partition_by("category", maintain_order=True)}
        sheets = {id_: make(part) for id_, part in groups.items()}
        tables, hidden = fitted(list(sheets.values()), self.screen.width)
        self.title(title)
        for (id_, sheet), table in zip(sheets.items(), tables, strict=True):
            told = f"{self.say('colon')}{self._pairs(groups[id_])}" if title == "correlations" else ""
            self.line(f"{self.writer.category(id_)}{told}", "bold")
            if sheet.rows:
                self.screen.print(table)
        if hidden:
            self.line(self.say("hidden", heads=self.say("comma").join(hidden)), "dim")
        self.screen.print()

    def _pairs(self, frame: pl.DataFrame) -> str:
        limits = self.diagnosis.thresholds
        flagged = frame.get_column("flag").count()
        if flagged:
            return self.say("pairs.some", n=frame.height, m=flagged)
        return self.say("pairs.none", n=frame.height, high=two(limits.redundant), low=two(limits.negative))

    # dominance and reversals -----------------------------------------------------------------------------------------

    def dominance(self) -> None:
        self.title("dominance")
        for zones in self.diagnosis.dominance.partition_by("category", maintain_order=True):
            id_ = zones.item(0, "category")
            pairs = self.diagnosis.dominance_pairs.filter(pl.col("category") == id_)
            odd = pairs.filter("inconsistent")
            front = zones.filter(pl.col("dominated") == 0).height
            said = self.say("dominance.line", pairs=pairs.height, front=front, odd=odd.height)
            self.line(f"{self.writer.category(id_)}{self.say('colon')}{said}")
            self.listed([self._odd(row) for row in odd.iter_rows(named=True)])
        self.screen.print()

    def _odd(self, row: Mapping[str, object]) -> str:
        names = {name: self.zone(row[name]) for name in ("zone", "other")}
        return self.say("dominance.odd", **{**row, **names})

    def zone(self, code: object) -> str:
        """A zone's code and name."""
        called = self.diagnosis.names.get(str(code))
        name = clean(label(called, self.language)) if called is not None else ""
        return f"{code} {name}" if name and name != code else f"{code}"

    def reversals(self) -> None:
        self.title("reversals")
        for rows in self.diagnosis.reversals.partition_by("category", maintain_order=True):
            id_ = rows.item(0, "category")
            pairs = self.diagnosis.reversed_pairs.filter(pl.col("category") == id_)
            self.line(
                f"{self.writer.category(id_)}{self.say('colon')}{self.say('semicolon').join(self._reversal(rows))}"
            )
            self.listed(list(self._reversed(pairs)))
        self.screen.print()

    def _reversal(self, rows: pl.DataFrame) -> Iterator[str]:
        """What came of the zones' leaving, and of those that could not leave."""
        done = rows.filter(pl.col("reversed").is_not_null())
        if done.height:
            yield self.say(
                "reversals.line",
                n=done.height,
                m=done.filter(pl.col("reversed") > 0).height,
                pairs=done.get_column("reversed").sum(),
                tiers=whole(done.get_column("tiers_moved").max() or 0),
            )
        undone = rows.filter(pl.col("reversed").is_null())
        failed = undone.filter(pl.col("left_out").is_not_null())
        if failed.height:
            codes = " ".join(failed.get_column("note").unique(maintain_order=True).to_list())
            yield self.say("reversals.failed", n=failed.height, codes=codes)
        elif undone.height:
            yield self.say(f"reversals.{undone.item(0, 'note')}")

    def _reversed(self, pairs: pl.DataFrame) -> Iterator[str]:
        """The pairs that are reversed most often, with an example."""
        counted = (
            pairs.group_by("upper", "lower", maintain_order=True)
            .agg(pl.len().alias("n"), pl.all().exclude("upper", "lower").first())
            .sort(pl.col("n").cast(pl.Int64).neg(), "upper", "lower")
        )
        digits = self.diagnosis.rubric.digits.total.digits
        for row in counted.iter_rows(named=True):
            before = _held(row["upper_total"], row["lower_total"], digits)
            after = _held(row["upper_without"], row["lower_without"], digits)
            names = {"upper": self.zone(row["upper"]), "lower": self.zone(row["lower"])}
            yield self.say("reversals.most", **names, n=row["n"], zone=row["left_out"], before=before, after=after)

    def listed(self, lines: list[str]) -> None:
        """The first few lines, and how many more there are."""
        for line in lines[:SHOWN]:
            self.line(clean(line), by=2)
        if len(lines) > SHOWN:
            self.line(self.say("more", n=len(lines) - SHOWN), "dim", by=2)

    # the summary -----------------------------------------------------------------------------------------------------

    def attention(self) -> None:
        """A paragraph a flag, the worst first, with the most striking examples."""
        self.title("attention")
        found = self.diagnosis.attention
        if found.is_empty():
            self.line(self.say("fine"))
        for rows in found.partition_by("flag", maintain_order=True):
            flag, style = str(rows.item(0, "flag")), _STYLES[int(rows.item(0, "gravity"))]
            named = [self._example(row) for row in rows.head(SHOWN).iter_rows(named=True)]
            more = [self.say("more", n=rows.height - SHOWN)] if rows.height > SHOWN else []
            why = self.say(f"why.{flag}")
            self.line(f"{why[:1].upper()}{why[1:]} ×{rows.height}", style)
            self.line(self.say("semicolon").join([*named, *more]), by=2)

    def _example(self, row: Mapping[str, object]) -> str:
        """``National: Tax per mu 28.3% (12.0% nominal)``."""
        flag, figure_, against = str(row["flag"]), row["figure"], row["against"]
        category = f"{self.writer.category(str(row['category']))}{self.say('colon')}"
        if flag == "reversed":
            return category + self.say(
                "example.reversed", n=_count(figure_), of=_count(against), zone=self.zone(row["subject"])
            )
        named = self.zone if flag == "inconsistent" else self.writer.measure
        text = category + " · ".join(named(row[which]) for which in ("subject", "other") if row[which] is not None)
        if flag not in _FIGURES:
            return text
        words, spell = _FIGURES[flag]
        told = spell(figure_) if words is None else self.say(words, figure=spell(figure_), against=spell(against))
        return f"{text} {told}"


def _held(one: Decimal, other: Decimal, digits: int) -> str:
    """Two totals held against each other."""
    sign = ">" if one > other else "<" if one < other else "="
    return f"{one:.{digits}f} {sign} {other:.{digits}f}"


def _count(value: object) -> str:
    return f"{value:.0f}" if isinstance(value, float) else ""


#: How the figures that raised a flag are told and spelt; a flag without any says it all.
_FIGURES: Mapping[str, tuple[str | None, Callable[[object], str]]] = {
    "inconsistent": ("example.places", _count),
    "against": ("example.weight", percent),
    "heavy": ("example.weight", percent),
    "light": ("example.weight", percent),
    "outlying": ("example.shape", two),
    "many_missing": (None, percent),
    "many_zeros": (None, percent),
    "nearly_all_nothing": (None, percent),
    "nearly_all_full": (None, percent),
    "redundant": (None, two),
    "negative": (None, two),
    "low_alpha": (None, two),
    "constant": (None, figure),
}
