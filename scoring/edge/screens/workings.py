"""The arithmetic of the card in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.edge.screens.card_text import Speaker, amount, equals, number, percent
from scoring.edge.screens.card_words import tell
from scoring.edge.words import label as in_language
from scoring.engine.explain.arithmetic import Arithmetic, Corner, PointsStep, ShareStep
from scoring.engine.explain.parts import AdjustmentLine, BandLine, Card, Handled, Knot, MeasureLine, missing_of
from scoring.language.nodes import Name


@dataclass(frozen=True, slots=True)
class Workings:
    """Says how the numbers of a card came about."""

    card: Card
    say: Speaker

    def measure(self, line: MeasureLine) -> Iterator[str]:
        """The sentences of one measure."""
        steps = line.arithmetic
        if steps is None:
            yield self._without(line)
        else:
            yield self._value(line, steps)
            yield self._share(line, steps)
            if steps.points.passed:
                yield self._passed(steps.points)
            yield self._points(steps.points)
        if line.status == "screened":
            return
        yield self._scale(line)
        if line.peers.n and line.peers.median is not None and line.peers.best is not None:
            median, best = (
                self.say.value(value, line.unit, line.told) for value in (line.peers.median, line.peers.best)
            )
            yield tell("peers", self.say.language, n=line.peers.n, median=median, best=best)

    def adjustment(self, line: AdjustmentLine) -> str:
        """The sentence of an adjustment."""
        language = self.say.language
        working = line.working
        words, numbers = self.say.words(working.words, figures=working.figures), self.say.numbers(working)
        if line.value is None or line.points is None:
            missing = self.say.joined([self.say.figure(figure) for figure in line.working.missing])
            return f"{words}{tell('semicolon', language)}{tell('absent', language, names=missing)}"
        found = line.working.recomputed()
        value = line.value if line.bound else line.points
        sign = equals(Fraction(found), value) if isinstance(found, Fraction) else "="
        if line.bound is None:
            return f"{words} = {numbers} {sign} {tell('points.unit', language, points=number(value))}"
        bound = tell(f"{line.bound}.points", language, points=number(line.points))
        return f"{words} = {numbers} {sign} {number(value)}{tell('semicolon', language)}{bound}"

    # the steps ---------------------------------------------------------------------------------------------------

    def _amount(self, line: MeasureLine, value: Decimal) -> str:
        """A value that is reckoned with: a date in its days."""
        return percent(value) if line.told == "percent" else amount(value, line.unit)

    def _value(self, line: MeasureLine, steps: Arithmetic) -> str:
        language = self.say.language
        if line.handled is not None:
            return self._handled(line, steps, line.handled)
        name = self.say.measure(line.label, line.kind, alone=line.alone)
        working = line.working
        words, numbers = (
            self.say.words(working.words, line.unit, working.figures),
            self.say.numbers(working, line.unit),
        )
        text = name if words == name else f"{name} = {words}"
        exact = line.working.recomputed()
        sign = equals(exact, steps.value) if isinstance(exact, Fraction) else "="
        value = self._amount(line, steps.value)
        if not (isinstance(line.working.numbers, Name) and numbers == value):
            text += f" = {numbers}"
        text += f" {sign} {value}"
        if steps.rounding is not None and sign == "≈":
            text += tell("comma", language) + tell("value.rounded", language, digits=steps.rounding.digits)
        return text

    def _handled(self, line: MeasureLine, steps: Arithmetic, handled: Handled) -> str:
        """A value that was filled or treated: what its figures gave, and what was made of that."""
        language = self.say.language
        name = self.say.measure(line.label, line.kind, alone=line.alone)
        words, before = self.say.words(line.working.words), number(handled.before)
        text = f"{name} = {words}"
        if handled.filling is None:
            text += f" = {self.say.numbers(line.working)} ≈ {before}"
        else:
            missing = self.say.joined([self.say.figure(figure) for figure in line.working.missing])
            if missing:
                text += tell("semicolon", language) + tell("absent", language, names=missing)
            how = tell(f"impute.{handled.filling}", language)
            text += tell("semicolon", language) + tell("imputed", language, how=how, value=before)
        if handled.method is not None:
            done = tell(f"treated.{handled.method}", language, value=number(steps.value))
            text += tell("semicolon", language) + done
        return text

    def _share(self, line: MeasureLine, steps: Arithmetic) -> str:
        language, step = self.say.language, steps.share
        text = self._raw(line, steps, step)
        if step.bound is not None:
            text += tell("semicolon", language) + tell(step.bound, language, share=percent(step.share))
        return text

    def _raw(self, line: MeasureLine, steps: Arithmetic, step: ShareStep) -> str:
        language = self.say.language
        share = percent(step.raw)
        is_ = equals(step.recomputed(steps.value), step.raw)
        if step.how == "held":
            return self._held(line, step.corners[0])
        if step.how == "band":
            return self._in_band(line, step.band or 0, share)
        if step.formula is not None:
            words = self.say.words(step.formula.words, figures=step.formula.figures)
            numbers = self.say.numbers(step.formula)
            return tell("formula", language, words=words, numbers=numbers, is_=is_, share=share)
        low, high = step.corners
        line_up = self._along(line, low, high, steps.value)
        if step.how == "between":
            ends = {"low": self._corner(line, low), "high": self._corner(line, high)}
            if low.share == high.share:
                return tell("flat", language, share=share, **ends)
            return tell("between", language, sum=line_up, is_=is_, share=share, **ends)
        above = steps.value > high.at
        end = self._corner(line, high if above else low)
        return tell(f"extended.{'above' if above else 'below'}", language, end=end, sum=line_up, is_=is_, share=share)

    def _in_band(self, line: MeasureLine, index: int, share: str) -> str:
        band = line.scale[index] if isinstance(line.scale, tuple) else None
        if not isinstance(band, BandLine) or (band.low is None and band.high is None):
            return tell("otherwise", self.say.language, share=share)
        return tell("band", self.say.language, band=self._band(line, band), share=share)

    def _along(self, line: MeasureLine, low: Corner, high: Corner, value: Decimal) -> str:
        """``60% + 40% × (24.96 − 20.1) ÷ (31 − 20.1)``."""

        def told(x: Decimal) -> str:
            text = percent(x) if line.told == "percent" else number(x)
            return f"({text})" if x < 0 else text

        rise = high.share - low.share
        sign = "+" if rise >= 0 else "−"
        x, a, b = told(value), told(low.at), told(high.at)
        start = f"{percent(low.share)} {sign} " if low.share or rise < 0 else ""
        return f"{start}{percent(abs(rise))} × ({x} − {a}) ÷ ({b} − {a})"

    def _corner(self, line: MeasureLine, corner: Corner) -> str:
        name, at = self._named(line, corner)
        return tell("knot", self.say.language, name=name, at=at, share=percent(corner.share))

    def _named(self, line: MeasureLine, corner: Corner) -> tuple[str, str]:
        knot = line.scale[corner.index] if isinstance(line.scale, tuple) else None
        name, at = self.say.knot(knot.formula if isinstance(knot, Knot) else None), self._amount(line, corner.at)
        # Chinese words and a bare number keep their distance
        return name, at if name or self.say.language == "en" else f" {at}"

    def _held(self, line: MeasureLine, corner: Corner) -> str:
        last = len(line.scale) - 1 if isinstance(line.scale, tuple) else 0
        name, at = self._named(line, corner)
        if not last:
            key = "held.all"
        elif corner.index in (0, last):
            key = "held.below" if corner.index == 0 else "held.above"
        else:
            key = "held.on"
        return tell(key, self.say.language, name=name, at=at, share=percent(corner.share))

    def _passed(self, step: PointsStep) -> str:
        language = self.say.language
        whole = number(step.nominal) + "".join(f" × {number(p.whole)} ÷ {number(p.here)}" for p in step.passed)
        exact = Fraction(step.nominal)
        for passed in step.passed:
            exact = exact * Fraction(passed.whole) / Fraction(passed.here)
        names = [
            in_language(self.card.nodes[p.node], language) if p.node else tell("root", language) for p in step.passed
        ]
        is_ = equals(exact, step.full)
        return tell("passed", language, sum=whole, is_=is_, full=number(step.full), names=self.say.joined(names))

    def _points(self, step: PointsStep) -> str:
        is_ = equals(Fraction(step.full) * Fraction(step.share), step.points)
        points = tell("points.unit", self.say.language, points=number(step.points))
        share = f"({percent(step.share)})" if step.share < 0 else percent(step.share)
        return f"{number(step.full)} × {share} {is_} {points}"

    def _without(self, line: MeasureLine) -> str:
        """Why there is no value, and what that does."""
        language = self.say.language
        if line.status in ("not_applicable", "screened"):
            return tell("left_out" if line.status == "screened" else "not_applicable", language)
        if line.status == "left_out":
            return tell("node_left_out", language)
        points = number(line.points or Decimal(0))
        if line.status in ("scored", "imputed"):
            return tell("not_retraced", language, points=points)
        if line.status == "absent":
            names = self.say.joined([self.say.figure(figure) for figure in missing_of(line)])
            why = tell("absent", language, names=names)
        else:
            why = tell("not_computable", language, numbers=self.say.numbers(line.working, line.unit))
        key = {"points": "points.policy", "not_graded": "not_graded.policy"}.get(
            str(line.treatment), str(line.treatment)
        )
        return why + tell("semicolon", language) + tell(key, language, points=points)

    # the scale ---------------------------------------------------------------------------------------------------

    def _scale(self, line: MeasureLine) -> str:
        language = self.say.language
        if not isinstance(line.scale, tuple):
            worked = line.arithmetic.share.formula if line.arithmetic is not None else None
            figures = worked.figures if worked is not None else ()
            return tell("scale", language, scale=self.say.words(line.scale.tree, figures=figures))
        parts = [self._part(line, row) for row in line.scale]
        return tell("scale", language, scale=self.say.joined(parts, "semicolon"))

    def _part(self, line: MeasureLine, row: Knot | BandLine) -> str:
        """A knot or a band; one that the value lies by is marked."""
        if isinstance(row, Knot):
            text = self.say.knot(row.formula) + self._amount(line, row.at)
        else:
            text = self._band(line, row)
        return f"{'▸' if row.around else ''}{text} → {percent(row.share)}"

    def _band(self, line: MeasureLine, band: BandLine) -> str:
        """``60% ≤ x < 70%``."""
        if band.low is None and band.high is None:
            return tell("rest", self.say.language)
        text = "x"
        if band.low is not None:
            text = f"{self._amount(line, band.low)} {'≤' if band.low_inclusive else '<'} {text}"
        if band.high is not None:
            text = f"{text} {'≤' if band.high_inclusive else '<'} {self._amount(line, band.high)}"
        return text
