"""The health-check card on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from scoring.edge.screens.card_text import Speaker, number, percent
from scoring.edge.screens.card_words import tell
from scoring.edge.screens.indented import Indented
from scoring.edge.screens.lists import list_texts
from scoring.edge.screens.made import made
from scoring.edge.screens.text import clean
from scoring.edge.screens.workings import Workings
from scoring.edge.words import label as in_language
from scoring.engine.explain.parts import Card, MeasureLine, VetoLine
from scoring.language.messages import Language

#: From this width on, the peers' median and best stand beside each value.
WIDE = 100
_BAR = 10


def card_screen(card: Card, language: Language, width: int) -> RenderableType:
    """The card in a language, for a terminal of so many cells."""
    return Group(*_Screen(card, Speaker(language, card.names), width).parts())


@dataclass(frozen=True, slots=True)
class _Screen:
    card: Card
    say: Speaker
    width: int

    def parts(self) -> Iterator[RenderableType]:
        """From the heading to the last line of arithmetic."""
        yield from self.heading()
        yield from self.reasons()
        yield from section(tell("pillars", self.say.language), self.pillars())
        notes = (
            [Text(tell("handled", self.say.language), style="dim")]
            if any(m.handled for m in self.card.measures)
            else []
        )
        yield from section(tell("measures", self.say.language), self.measures(), *notes)
        yield from section(tell("losses", self.say.language), self.losses())
        if self.card.adjustments:
            yield from section(self.adjustment_head(), *self.adjustments())
        if self.card.made:
            yield from section(tell("made", self.say.language), *self.made())
        yield from section(tell("workings", self.say.language), *self.workings())
        if self.card.lists:
            yield from section(tell("lists", self.say.language), *list_texts(self.card.lists, self.say.language))

    # who, and where it stands ------------------------------------------------------------------------------------

    def heading(self) -> Iterator[Text]:
        """Name, category and place."""
        card, language = self.card, self.say.language
        yield from title(tell("card", language), in_language(card.name, language), card.zone)
        particulars = [in_language(card.category, language), card.prefecture or ""]
        if card.year:
            particulars.append(tell("year", language, year=card.year))
        yield Text(" · ".join(clean(text) for text in particulars if text))
        yield Text(clean(f"{in_language(card.title, language)} · {card.rubric}"))
        yield Text("  ".join(self.standing()), style="bold")

    def standing(self) -> Iterator[str]:
        """Place, total, tier and stars, or why there is no place."""
        card, language, at = self.card, self.say.language, self.card.standing
        if at.rank is not None:
            yield tell("place", language, rank=at.rank, of=at.of)
        elif at.state == "not_graded":
            yield self.not_graded()
        else:
            yield tell(at.state, language)
        if at.overall is not None:
            yield tell("overall", language, rank=at.overall)
        if at.total is not None:
            text = tell("total", language, points=number(at.total))
            if at.uncapped is not None and at.uncapped != at.total:
                text += tell("uncapped", language, points=f"{at.uncapped:.{card.total_digits}f}")
            yield text
        for key, grade in (("tier", at.tier), ("stars", at.stars)):
            if grade is not None:
                yield clean(tell(key, language, name=in_language(grade, language)))

    def not_graded(self) -> str:
        """What the zone could not be graded for."""
        language = self.say.language
        names = [self.name(line) for line in self.card.measures if line.id in self.card.ungraded]
        names += [
            clean(in_language(line.label, language)) for line in self.card.adjustments if line.id in self.card.ungraded
        ]
        return tell("not_graded", language, names=self.say.joined(names)) if names else tell("nothing_left", language)

    def reasons(self) -> Iterator[RenderableType]:
        """Entry conditions not met, and vetoes that hold."""
        language = self.say.language
        gates = [
            tell(
                "must",
                language,
                name=clean(in_language(line.gate.label, language)),
                words=self.say.words(line.working.words),
                figures=self.say.figures(line.working.figures),
            )
            for line in self.card.gates
        ]
        vetoes = [
            tell(
                "because",
                language,
                name=clean(in_language(line.veto.label, language)),
                effect=self.effect(line),
                words=self.say.words(line.working.words),
                figures=self.say.figures(line.working.figures),
            )
            for line in self.card.vetoes
        ]
        if gates:
            yield from section(tell("gates", language), *(Text(clean(text)) for text in gates))
        if vetoes:
            yield from section(tell("vetoes", language), *(Text(clean(text)) for text in vetoes))

    def effect(self, line: VetoLine) -> str:
        """What a veto does."""
        veto, language = line.veto, self.say.language
        for key, tier in (("veto.tier", veto.tier), ("veto.tier_at_best", veto.tier_at_best)):
            if tier is not None:
                return tell(key, language, name=tier)
        if veto.total_at_most is not None:
            return tell("veto.total_at_most", language, points=number(veto.total_at_most))
        return tell("veto.unranked", language) if veto.unranked else tell("veto.drop", language, n=veto.drop)

    # tables ------------------------------------------------------------------------------------------------------

    def pillars(self) -> Table:
        """Points of full, and the place among the peers."""
        language = self.say.language
        table = self.table("pillar", "points", "full", "share", "rank")
        for line in self.card.pillars:
            place = tell("nothing", language) if line.rank is None else f"{line.rank} / {line.of}"
            share = None if line.points is None or not line.full else line.points / line.full
            name = Text(clean(in_language(line.label, language)))
            table.add_row(name, self.optional(line.points), self.full(line.full), bar(share), place)
        return table

    def measures(self) -> Table:
        """Every measure, in the rubric's order."""
        wide = self.width >= WIDE
        table = self.table("measure", "value", "points", "full", "share", *(("median", "best") if wide else ()))
        for line in self.card.measures:
            cells: list[RenderableType] = [
                Text(self.name(line)),
                self.value(line, None if line.arithmetic is None else line.value) + ("*" if line.handled else ""),
                self.optional(line.points),
                self.full(line.full),
                bar(line.share if line.share is not None or not line.full else self.mean_share(line)),
            ]
            if wide:
                cells += [self.value(line, line.peers.median), self.value(line, line.peers.best)]
            table.add_row(*cells)
        return table

    @staticmethod
    def mean_share(line: MeasureLine) -> Decimal | None:
        """The share that points given in place of a value amount to."""
        return None if line.points is None else line.points / line.full

    def losses(self) -> RenderableType:
        """The measures that lost points, the most first."""
        if not self.card.losses:
            return Text(tell("none_lost", self.say.language))
        table = self.table("measure", "lost", "points", "full")
        for line in self.card.losses:
            table.add_row(Text(self.name(line)), self.full(line.lost), self.optional(line.points), self.full(line.full))
        return table

    def table(self, first: str, *heads: str) -> Table:
        """A table without lines; names may wrap, numbers never do."""
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_edge=False, header_style="dim")
        table.add_column(tell(first, self.say.language), overflow="fold", min_width=12)
        for head in heads:
            side = "left" if head == "share" else "right"
            table.add_column(tell(head, self.say.language), justify=side, no_wrap=True)  # type: ignore[arg-type]
        return table

    # words -------------------------------------------------------------------------------------------------------

    def name(self, line: MeasureLine) -> str:
        """What a measure is called."""
        return self.say.measure(line.label, line.kind, alone=line.alone)

    def value(self, line: MeasureLine, value: Decimal | None) -> str:
        """A value for the table: four significant digits or two decimals do."""
        if value is None:
            return tell("nothing", self.say.language)
        digits = max(4 if line.told == "percent" else 2, -value.adjusted() + 2 if value else 0)
        return self.say.value(Decimal(round(value, digits)).normalize() + 0, line.unit, line.told)

    def optional(self, points: Decimal | None) -> str:
        """Points, or a dash."""
        return tell("nothing", self.say.language) if points is None else number(points)

    def full(self, points: Decimal) -> str:
        """Full or lost points: two decimals, or four all the way down where two do not do."""
        fine = any(line.full != round(line.full, 2) or line.lost != round(line.lost, 2) for line in self.card.measures)
        return number(round(points, 4 if fine else 2))

    # arithmetic --------------------------------------------------------------------------------------------------

    def adjustment_head(self) -> str:
        """The sum of the adjustments."""
        head = tell("adjustments", self.say.language)
        return head if self.card.adjusted is None else f"{head} {number(self.card.adjusted, signed=True)}"

    def adjustments(self) -> Iterator[RenderableType]:
        """Every adjustment that is not nothing, with its sentence."""
        workings = Workings(self.card, self.say)
        for line in self.card.adjustments:
            points = self.optional(line.points) if line.points is None else number(line.points, signed=True)
            yield Text(f"{clean(in_language(line.label, self.say.language))}  {points}")
            yield Indented(Text(clean(workings.adjustment(line)), style="dim"), 2)

    def made(self) -> Iterator[RenderableType]:
        """The sentences of every node that does not simply add up."""
        for line in self.card.made:
            first, *rest = made(line, self.say)
            yield Text(first)
            for text in rest:
                yield Indented(Text(text), 3)

    def workings(self) -> Iterator[RenderableType]:
        """The sentences of every measure."""
        language, workings = self.say.language, Workings(self.card, self.say)
        step = next((line.arithmetic.points.step for line in self.card.measures if line.arithmetic), None)
        if step is not None:
            yield Text(
                tell("rounded", language, digits=step.digits, rule=tell(step.rounding.value, language)), style="dim"
            )
        for count, line in enumerate(self.card.measures, 1):
            share = "" if line.share is None else f"  {percent(round(line.share, 3))}"
            yield Text(f"{count}. {self.name(line)}  {self.optional(line.points)} / {self.full(line.full)}{share}")
            for text in workings.measure(line):
                yield Indented(Text(clean(text)), 3)


def title(head: str, name: str, id_: str) -> Iterator[Text]:
    """The first line: what this is, and whose."""
    line = Text(f"{head}  ", style="bold")
    line.append(clean(name))
    if clean(id_) != clean(name):
        line.append(f"  {clean(id_)}", style="dim")
    yield line


def section(head: str, *parts: RenderableType) -> Iterator[RenderableType]:
    """A blank line, a heading, and what stands under it, a little to the right."""
    yield Text("")
    yield Text(head, style="bold")
    for part in parts:
        if isinstance(part, Indented | Text):
            inner = part if isinstance(part, Indented) else Indented(part, 0)
            yield Indented(inner.text, inner.by + 2)
        else:
            yield Padding(part, (0, 0, 0, 2), expand=False)


def bar(share: Decimal | None) -> str:
    """A share as a bar with its number."""
    if share is None:
        return "–"
    filled = max(0, min(_BAR, round(share * _BAR)))
    return f"{'█' * filled}{'·' * (_BAR - filled)} {percent(round(share, 3)):>6}"
