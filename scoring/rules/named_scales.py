"""Scales by name: each is written out as lines or as a formula, and from there on nobody knows that it had a name.

Formulas of the field (COINr 1.1, OECD/JRC handbook 2008) with x the value, min, max, mean, sd and n of the measure's own
cohort, and the place 1 for the best. ``better: less`` turns every one of them round.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from scoring.language.nodes import Call, Name, Node, Number, Operation, is_code
from scoring.language.prose import source
from scoring.language.units import ONE, Unit
from scoring.rules.formulas import NOTHING, Formulas
from scoring.rules.reader import Field
from scoring.rules.rubric import ByFormula, Formula, Knot, Lines, Scale

Beyond = Literal["hold", "extend"]
Ends = tuple[Beyond, Beyond]

_FULL, _NONE = Fraction(1), Fraction(0)


@dataclass(frozen=True, slots=True)
class Asked:
    """A scale asked for by name, with what the document says about it; ``ends`` None where it says nothing."""

    name: str
    field: Field
    parameters: Mapping[str, Field]
    formulas: Formulas
    unit: Unit
    ends: Ends | None

    # parameters --------------------------------------------------------------------------------------------------

    def share(self, key: str, default: Fraction) -> Fraction:
        """A share, or its default."""
        return self.parameters[key].share() if key in self.parameters else default

    def base(self) -> Fraction:
        """The share at the unacceptable value: above nothing, below everything."""
        base = self.share("base", Fraction(3, 5))
        if not 0 < base < 1:
            self.field.desk.refuse("R170", self.parameters["base"].place, name=self.name)
            return Fraction(3, 5)
        return base

    def said(self) -> bool | None:
        """Whether a larger value earns more, None where the document does not say."""
        return self.parameters["better"].choice("more", "less") == "more" if "better" in self.parameters else None

    def more(self) -> bool:
        """Whether a larger value earns more; it does unless the document says otherwise."""
        return self.said() is not False

    def ties(self) -> str:
        """Which of the places they share tied zones have."""
        return self.parameters["ties"].choice("min", "max", "average") if "ties" in self.parameters else "min"

    def stated(self, key: str) -> Formula:
        """A value that the document states: the same for all who are measured by it, in the measure's unit."""
        formula = self.formulas.read(self.parameters[key], self.unit, scale=self.unit)
        self.formulas.refuse_figures(formula, self.parameters[key])
        return formula

    def apart(self, low: str, high: str, *, rising: bool | None) -> tuple[Formula, Formula, bool]:
        """Two values stated, and whether the second is the larger: as it must be (``rising``), or as numbers tell."""
        first, second = self.stated(low), self.stated(high)
        trees = (first.tree, second.tree)
        if not all(isinstance(tree, Number) and tree is not NOTHING for tree in trees):
            return first, second, rising is not False
        one, other = (tree.value for tree in trees if isinstance(tree, Number))
        if one == other or (rising is not None and rising != (other > one)):
            self.field.desk.refuse("R171", self.parameters[high].place, name=self.name, low=low, high=high)
        return first, second, other > one

    def cohort(self, text: str) -> Formula:
        """A statistic of the measure itself."""
        return self.formulas.compile(text, self.field, self.unit, scale=self.unit)

    # expansions --------------------------------------------------------------------------------------------------

    def lines(
        self, worse: Knot, better: Knot, *, rising: bool | None = None, going_on: tuple[bool, bool] = (False, False)
    ) -> Lines:
        """One line through two knots. ``going_on``: whether it goes on beyond the worse and the better of them."""
        towards = self.more() if rising is None else rising
        below, above = self.ends or _ends(*(going_on if towards else reversed(going_on)))
        return Lines((worse, better), below, above, rising)

    def by_formula(self, text: str) -> ByFormula:
        """A share by a formula of ``x``."""
        return ByFormula(self.formulas.compile(text, self.field, ONE, scale=self.unit, variable=True))


def _ends(below: bool, above: bool) -> Ends:
    return ("extend" if below else "hold"), ("extend" if above else "hold")


def min_max(asked: Asked) -> Scale:
    """(x − min) ÷ (max − min)."""
    ends = ("cohort.min", "cohort.max") if asked.more() else ("cohort.max", "cohort.min")
    worse, better = (asked.cohort(end) for end in ends)
    return asked.lines(Knot(worse, asked.share("from", _NONE)), Knot(better, asked.share("to", _FULL)))


def z_score(asked: Asked) -> Scale:
    """at_mean + per_sd · (x − mean) ÷ sd."""
    mean = asked.share("at_mean", _NONE)
    away = asked.cohort("cohort.mean + cohort.sd" if asked.more() else "cohort.mean - cohort.sd")
    better = Knot(away, mean + asked.share("per_sd", _FULL))
    return asked.lines(Knot(asked.cohort("cohort.mean"), mean), better, going_on=(True, True))


def distance_to_unit(asked: Asked) -> Scale:
    """1 − (reference − x) ÷ (reference − min), with the reference's own value."""
    field = asked.parameters["unit"]
    code = field.text().strip()
    if not is_code(code):
        field.desk.refuse("R174", field.place, unit=code[:40])
        code = "0"
    worst = asked.cohort("cohort.min" if asked.more() else "cohort.max")
    reference = asked.cohort(f"cohort.zone[{code}]")
    return asked.lines(Knot(worst, _NONE), Knot(reference, _FULL), rising=asked.more(), going_on=(False, True))


def distance_to_target(asked: Asked) -> Scale:
    """(x − min) ÷ (target − min), at most 1."""
    more = asked.more()
    worst = asked.cohort("cohort.min" if more else "cohort.max")
    return asked.lines(Knot(worst, _NONE), Knot(asked.stated("target"), _FULL), rising=more)


def fraction_of_max(asked: Asked) -> Scale:
    """x ÷ max; for what should be small 1 − x ÷ max."""
    nothing = Formula("0", Number(Fraction(0), "0"), asked.unit, asked.field.place)
    bottom, top = Knot(nothing, _NONE), Knot(asked.cohort("cohort.max"), _FULL)
    if asked.more():
        return asked.lines(bottom, top, rising=True)
    return asked.lines(Knot(top.at, _NONE), Knot(nothing, _FULL), rising=False)


def goalposts(asked: Asked) -> Scale:
    """(x − low) ÷ (high − low) between two values that are stated."""
    low, high, _ = asked.apart("low", "high", rising=True)
    if asked.more():
        return asked.lines(Knot(low, _NONE), Knot(high, _FULL), rising=True)
    return asked.lines(Knot(high, _NONE), Knot(low, _FULL), rising=False)


def linear_efficacy(asked: Asked) -> Scale:
    """base + (1 − base) · (x − unacceptable) ÷ (satisfactory − unacceptable)."""
    worse, better, more = asked.apart("unacceptable", "satisfactory", rising=asked.said())
    return asked.lines(Knot(worse, asked.base()), Knot(better, _FULL), rising=more, going_on=(True, False))


def exponential_efficacy(asked: Asked) -> Scale:
    """base · exp(−ln(base) · t), t = (x − unacceptable) ÷ (satisfactory − unacceptable)."""
    worse, better, _ = asked.apart("unacceptable", "satisfactory", rising=None)
    base = Number(asked.base(), "")
    x = Name(None, "x")
    t = Operation("/", (Operation("-", (x, worse.tree)), Operation("-", (better.tree, worse.tree))))
    power = Operation("*", (Operation("neg", (Call("log", (base,)),)), t))
    tree: Node = Operation("*", (base, Call("exp", (power,))))
    return ByFormula(Formula(source(tree), tree, ONE, asked.field.place))


def _places(asked: Asked) -> tuple[str, str]:
    """The place among the cohort, and the place counted from the other end."""
    return ("rank(x)", "rank(-x)") if asked.more() else ("rank(-x)", "rank(x)")


def rank(asked: Asked) -> Scale:
    """(n − place + 1) ÷ n."""
    place, back = _places(asked)
    forms = {
        "min": f"(cohort.n + 1 - {place}) / cohort.n",
        "max": f"min({back} / cohort.n, 1)",
        "average": f"min((cohort.n + 1 - {place} + {back}) / (2 * cohort.n), 1)",
    }
    return asked.by_formula(forms[asked.ties()])


def borda(asked: Asked) -> Scale:
    """(n − place) ÷ (n − 1)."""
    place, back = _places(asked)
    forms = {
        "min": f"max((cohort.n - {place}) / (cohort.n - 1), 0)",
        "max": f"min(({back} - 1) / (cohort.n - 1), 1)",
        "average": f"clip((cohort.n - 1 - {place} + {back}) / (2 * (cohort.n - 1)), 0, 1)",
    }
    return asked.by_formula(forms[asked.ties()])


def percentile_rank(asked: Asked) -> Scale:
    """How many of the others are worse, out of n − 1."""
    _, back = _places(asked)
    return asked.by_formula(f"min(({back} - 1) / (cohort.n - 1), 1)")


@dataclass(frozen=True, slots=True)
class Named:
    """A scale with a name: what must be said with it, what may, and what it expands to."""

    expand: Callable[[Asked], Scale]
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ("better", "beyond")


#: Every scale that has a name.
NAMED: Mapping[str, Named] = {
    "min_max": Named(min_max, takes=("from", "to", "better", "beyond")),
    "z_score": Named(z_score, takes=("at_mean", "per_sd", "better", "beyond")),
    "rank": Named(rank, takes=("ties", "better")),
    "percentile_rank": Named(percentile_rank, takes=("better",)),
    "borda": Named(borda, takes=("ties", "better")),
    "distance_to_max": Named(min_max),
    "distance_to_unit": Named(distance_to_unit, needs=("unit",)),
    "distance_to_target": Named(distance_to_target, needs=("target",)),
    "fraction_of_max": Named(fraction_of_max),
    "goalposts": Named(goalposts, needs=("low", "high")),
    "linear_efficacy": Named(
        linear_efficacy, needs=("unacceptable", "satisfactory"), takes=("base", "better", "beyond")
    ),
    "exponential_efficacy": Named(exponential_efficacy, needs=("unacceptable", "satisfactory"), takes=("base",)),
}


#: Everything that may be said with a name.
PARAMETERS = " ".join(dict.fromkeys(key for named in NAMED.values() for key in (*named.needs, *named.takes)))


def expanded(asked: Asked) -> Scale:
    """The scale that a name stands for, written out."""
    named = NAMED[asked.name]
    known = (*named.needs, *named.takes)
    strange = [key for key in asked.parameters if key not in known]
    for key in strange:
        facts = {"name": asked.name, "parameter": key, "known": ", ".join(known)}
        asked.field.desk.refuse("R172", asked.parameters[key].key_place, **facts)
    lacking = [key for key in named.needs if key not in asked.parameters]
    for key in lacking:
        asked.field.desk.refuse("R173", asked.field.key_place, name=asked.name, parameter=key)
    for key in asked.parameters if lacking else strange:
        _shape(key, asked.parameters[key])  # it has no meaning here, but its shape is judged wherever it stands
    return named.expand(asked) if not lacking else borda(replace(asked, parameters={}))


def _shape(key: str, field: Field) -> None:
    if key in ("from", "to", "at_mean", "per_sd", "base"):
        field.share()
    elif key == "better":
        field.choice("more", "less")
    elif key == "ties":
        field.choice("min", "max", "average")
    elif key == "unit":
        field.text()
    elif key != "beyond":  # which has been read
        field.unsourced().text()
