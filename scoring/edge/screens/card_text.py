"""Numbers, figures and formulas of the card as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from scoring.edge.screens.card_words import known, tell
from scoring.edge.screens.percentages import without_signs
from scoring.edge.screens.text import clean
from scoring.edge.words import label as in_language
from scoring.engine.explain.arithmetic import Telling
from scoring.engine.explain.figures import FIGURE, Figure, Working
from scoring.language.dates import date_text
from scoring.language.messages import Language
from scoring.language.nodes import Call, Name, Node, Operation, Scaled, is_literal
from scoring.language.prose import prose
from scoring.rules.rubric import Formula, Label

#: The reference that stands for ``100%`` where a ratio is told in per cent.
_HUNDRED = Name(FIGURE, "100%")


def number(value: Decimal, *, signed: bool = False) -> str:
    """A number with thousands and, if wanted, with its sign; a true minus."""
    return f"{value:{'+' if signed else ''},f}".replace("-", "−")


def percent(share: Decimal, *, signed: bool = False) -> str:
    """A share in per cent, without needless zeros."""
    value = share * 100
    text = f"{value:{'+' if signed else ''},f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "−") + "%"


def amount(value: Decimal, unit: str) -> str:
    """A value with its unit."""
    return number(value) + (unit if unit in ("%", "‰") else f" {unit}" if unit else "")


def equals(exactly: Fraction, printed: Decimal) -> str:
    """``=`` where the number printed is the number found, else ``≈``."""
    return "=" if exactly == Fraction(printed) else "≈"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says figures and formulas in a language, with the labels of a rubric."""

    language: Language
    names: Mapping[str, Label]

    def name(self, node: Name) -> str:
        """What a name is called."""
        if node.space == "ledger":
            key = f"ledger.{node.id}"
            return tell(key, self.language) if known(key) else clean(tell("ledger", self.language, id=node.id))
        if node.space is None and node.id == "x":
            return tell("x", self.language)
        own = self.names.get(node.id)
        text = node.id if own is None else clean(in_language(own, self.language))
        return tell(node.space, self.language, name=text) if node.space in ("witness", "target") else text

    def words(self, tree: Node, unit: str = "", figures: tuple[Figure, ...] = ()) -> str:
        """A formula in names; without factors that only turn a ratio into per cent, or per cent into a ratio."""
        tree = without_signs(tree, figures)
        if unit == "%" and isinstance(tree, Scaled) and tree.factor == 100:
            tree = tree.of
        return prose(tree, self.name, self.language)

    def numbers(self, shown: Working, unit: str = "") -> str:
        """A formula in figures."""
        tree = without_signs(shown.numbers, shown.figures)
        if unit == "%" and isinstance(tree, Scaled) and tree.factor == 100:
            tree = Operation("*", (tree.of, _HUNDRED))

        def value(node: Name) -> str:
            if node == _HUNDRED:
                return "100%"
            figure = shown.figures[int(node.id)]
            if figure.value is None:
                return tell("nothing", self.language)
            text = self.amount(figure, figure.value)
            return f"({text})" if text.startswith("−") and tree != node else text

        return prose(tree, value, self.language)

    def figure(self, figure: Figure) -> str:
        """What a figure is called."""
        node: Node = Call("previous", (figure.node,)) if figure.back else figure.node
        return prose(node, self.name, self.language)

    def amount(self, figure: Figure, value: Decimal) -> str:
        """The value of a figure: an amount, yes or no, or a date."""
        if figure.kind == "boolean":
            return tell("yes" if value == 1 else "no", self.language)
        if figure.kind == "date" and value == int(value):
            return self.date(value, figure.unit)
        return amount(value, figure.unit)

    def date(self, value: Decimal, unit: str) -> str:
        """A date; days that are no date stay a number of days, half a day belongs to the day it is of."""
        parts = date_text(floor(value)).split("-")
        if len(parts) != 3:
            return amount(value, unit)
        year, month, day = map(int, parts)
        return tell("date", self.language, year=year, month=month, day=day)

    def value(self, value: Decimal, unit: str, told: Telling) -> str:
        """The value of a measure, as people read it."""
        if told == "percent":
            return percent(value)
        return self.date(value, unit) if told == "date" else amount(value, unit)

    def figures(self, figures: tuple[Figure, ...]) -> str:
        """Figures with their values, one after the other."""
        said = [
            f"{self.figure(figure)} = "
            + (tell("nothing", self.language) if figure.value is None else self.amount(figure, figure.value))
            for figure in figures
        ]
        return tell("semicolon", self.language).join(said)

    def knot(self, formula: Formula | None) -> str:
        """What a knot is called before its value; nothing for a bare number."""
        if formula is None or is_literal(formula.tree):
            return ""
        return self.words(formula.tree) + " "

    def joined(self, texts: list[str], key: str = "comma") -> str:
        """A list in one line."""
        return tell(key, self.language).join(texts)

    def measure(self, thing: Label, kind: str, *, alone: bool) -> str:
        """What a measure is called: its indicator, and the kind where there are several."""
        name = clean(in_language(thing, self.language))
        if alone:
            return name
        said = tell(kind, self.language) if known(kind) else kind
        return tell("kind", self.language, name=name, kind=said)
