"""The advice on a terminal: what would gain the next place, the easiest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

from rich.console import Group, RenderableType
from rich.text import Text

from scoring.edge.screens.card import section, title
from scoring.edge.screens.card_text import Speaker, number, percent
from scoring.edge.screens.card_words import tell
from scoring.edge.screens.indented import Indented
from scoring.edge.screens.text import clean
from scoring.edge.words import label as in_language
from scoring.engine.advise.parts import Advice, FigureChange, Refused, Suggestion
from scoring.language.messages import Language

_SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<"}


def advice_screen(advice: Advice, language: Language, width: int) -> RenderableType:  # noqa: ARG001 - lines wrap
    """The advice in a language. It is made of lines, which any width wraps."""
    return Group(*_Screen(advice, Speaker(language, advice.names)).parts())


@dataclass(frozen=True, slots=True)
class _Screen:
    advice: Advice
    say: Speaker

    def parts(self) -> Iterator[RenderableType]:
        """From the heading to the measures that are no help."""
        advice, language = self.advice, self.say.language
        yield from title(tell("advice", language), in_language(advice.name, language), advice.zone)
        yield Text(clean(f"{in_language(advice.category, language)} · {in_language(advice.title, language)}"))
        if advice.reason == "first":
            yield Text(self.place(), style="bold")
            yield Text(tell("first", language))
        elif advice.reason is not None:
            yield Text(tell("unranked", language, why=tell(f"why.{advice.reason}", language)))
        else:
            yield from self.race()
            yield from self.suggestions()
            if advice.refused:
                yield from section(tell("refused", language), *self.refused())

    def place(self) -> str:
        """Where the zone stands."""
        advice, language = self.advice, self.say.language
        points = "" if advice.standing is None else number(advice.standing)
        place = tell("place", language, rank=advice.rank, of=advice.of)
        total = tell("total", language, points=points)
        return f"{place}  {total}{'  ' + tell('full.score', language) if advice.by_full else ''}"

    def race(self) -> Iterator[RenderableType]:
        """Where the zone stands, who is ahead, and on what the advice rests."""
        language, ahead = self.say.language, self.advice.ahead
        yield Text(self.place(), style="bold")
        if ahead is not None:
            facts = {
                "name": clean(in_language(ahead.name, language)),
                "zone": clean(ahead.zone),
                "rank": ahead.rank,
                "points": number(ahead.standing),
                "gap": number(ahead.gap),
                "then": tell("then.shared" if ahead.shared else "then.passed", language),
            }
            yield Text(tell("ahead", language, **facts))
        yield Text(tell("premises", language), style="dim")

    def suggestions(self) -> Iterator[RenderableType]:
        """Every measure that can gain the place, with the figures that would do it."""
        if not self.advice.suggestions:
            yield Text("")
            yield Text(tell("none", self.say.language))
        for count, suggestion in enumerate(self.advice.suggestions, 1):
            yield Text("")
            yield Text(f"{count}. {self.measure(suggestion)}", style="bold")
            yield Indented(Text(clean(self.condition(suggestion))), 3)
            for figure in suggestion.figures:
                yield Indented(Text(clean(f"{tell('or', self.say.language)} {self.figure(figure)}")), 3)

    def measure(self, thing: Suggestion | Refused) -> str:
        """What a measure is called."""
        return self.say.measure(thing.label, thing.kind, alone=thing.alone)

    def condition(self, said: Suggestion) -> str:
        """``17.75 → ≥ 18.02 万元/亩（+1.5%）；得分 5.20 → 5.34``."""
        language = self.say.language
        needed = tell("any", language) if said.relation == "any" else self.end(said, _SIGNS[said.relation], said.limit)
        if said.until is not None:
            other = "≤" if said.relation in (">", ">=") else "≥"
            needed += tell("comma", language) + self.end(said, other, said.until)
        if said.value is None and not said.missing:
            start = tell("no_value", language)
        elif said.value is None:
            names = self.say.joined([self.say.figure(figure) for figure in said.missing])
            start = tell("handed_in", language, names=names)
        else:
            start = self.say.value(said.value, said.unit, said.told)
        text = f"{start} → {needed}"
        if said.relative is not None:
            text += tell("effort", language, relative=small(said.relative))
        gain = tell("gain", language, before=number(said.points), after=number(said.points_then))
        return f"{text}{tell('semicolon', language)}{gain}"

    def end(self, said: Suggestion, sign: str, at: Decimal) -> str:
        """``≥ 18.02 万元/亩``; of a date the first or last day that will do."""
        if said.told == "date":
            at = Decimal(ceil(at) if sign in "≥<" else floor(at))
        return f"{sign} {self.say.value(at, said.unit, said.told)}"

    def figure(self, figure: FigureChange) -> str:
        """``税收总额 +1,234 万元（…）``."""
        language = self.say.language
        relative = ""
        if figure.relative is not None:
            sign = -figure.relative if figure.change < 0 else figure.relative
            relative = tell("by", language, relative=small(sign, signed=True))
        change = number(figure.change, signed=True) + (f" {figure.unit}" if figure.unit else "")
        name = clean(in_language(figure.label, language))
        before, after = number(figure.before), number(figure.after)
        return tell("figure", language, name=name, change=change, before=before, after=after, relative=relative)

    def refused(self) -> Iterator[RenderableType]:
        """The measures that are no help, by reason."""
        language = self.say.language
        for why in dict.fromkeys(refused.why for refused in self.advice.refused):
            names = [self.room(refused) for refused in self.advice.refused if refused.why == why]
            head = tell(f"why.{why}", language)
            yield Text(clean(f"{head}{tell('colon', language)}{self.say.joined(names)}"))

    def room(self, refused: Refused) -> str:
        """A measure with the points it could still gain, where it could."""
        name = self.measure(refused)
        if refused.why != "not_enough" or refused.room is None:
            return name
        return tell("room", self.say.language, name=name, points=number(refused.room))


def small(size: Decimal, *, signed: bool = False) -> str:
    """The size of a change, to two digits where it is small."""
    digits = 3 if abs(size) >= Decimal("0.01") else 4 if abs(size) >= Decimal("0.001") else 6
    return percent(round(size, digits), signed=signed)
