"""A formula in words, for those who check it with a calculator; and its canonical text, for fingerprints.

``parse(source(tree)) == tree`` for every tree the parser made. A resolved tree has conversions and converted numbers
that no text of the grammar gives back as such: they are written as multiplication and division by whole numbers
(``fee / 10000``), which gives a text of the same value.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from scoring.language.messages import Language
from scoring.language.nodes import Call, Cohort, Name, Node, Number, Operation, Quantity, Scaled, statistic
from scoring.language.words import Words, words_of

_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _NEGATIVE, _POWER, _ATOM = range(1, 10)

#: How tightly an operation holds together, and how tightly its first and its other operands must.
_LEVELS = {
    "or": (_OR, _AND, _AND),
    "and": (_AND, _NOT, _NOT),
    "not": (_NOT, _NOT, _NOT),
    "+": (_SUM, _SUM, _PRODUCT),
    "-": (_SUM, _SUM, _PRODUCT),
    "*": (_PRODUCT, _PRODUCT, _NEGATIVE),
    "/": (_PRODUCT, _PRODUCT, _NEGATIVE),
    "neg": (_NEGATIVE, _NEGATIVE, _NEGATIVE),
    "^": (_POWER, _ATOM, _ATOM),
}
_COMPARISON = (_COMPARE, _SUM, _SUM)

_Written = tuple[str, int]


def source(tree: Node) -> str:
    """The canonical text of a formula in its own grammar."""
    return _Source().write(tree)[0]


def prose(tree: Node, label: Callable[[Name], str], language: Language) -> str:
    """A formula in words: ``税收总额 ÷ 已供工业用地``, ``Tax paid ÷ Industrial land``. ``label`` names the figures."""
    return _Prose(label, words_of(language)).write(tree)[0]


def decimal_text(value: Fraction) -> str | None:
    """A fraction as a plain decimal, exactly; None if it does not terminate."""
    twos, fives, rest = 0, 0, value.denominator
    while rest % 2 == 0:
        twos, rest = twos + 1, rest // 2
    while rest % 5 == 0:
        fives, rest = fives + 1, rest // 5
    if rest != 1:
        return None
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def plain(value: Fraction) -> str:
    """A fraction as people write it: a decimal where it ends, else a fraction."""
    return decimal_text(value) or str(value)


class _Source:
    """Writes a tree in the grammar, with brackets only where the tree needs them."""

    signs = {op: f" {op} " for op in ("or", "and", "+", "-", "*", "/", "^", "<", "<=", "==", "!=", ">=", ">")}  # noqa: RUF012
    minus, negation, comma, opening, closing = "-", "not ", ", ", "(", ")"

    def write(self, node: Node) -> _Written:
        match node:
            case Number(value=value, percent=percent):
                return self.number(value, percent)
            case Quantity(value=value, unit_text=unit):
                return self.quantity(self.number(value, percent=False)[0], unit), _ATOM
            case Name():
                return self.name(node), _ATOM
            case Cohort():
                return self.cohort(node)
            case Call():
                return self.call(node)
            case Operation(op, args):
                return self.operation(op, args)
            case Scaled(of=of, factor=factor):
                return self.scaled(of, factor)

    def within(self, node: Node, level: int) -> str:
        text, own = self.write(node)
        return text if own >= level else f"{self.opening}{text}{self.closing}"

    def number(self, value: Fraction, percent: bool) -> _Written:
        shown = decimal_text(value * 100 if percent else value)
        if shown is None:
            return f"{value.numerator}{self.signs['/']}{value.denominator}", _PRODUCT
        return shown.replace("-", self.minus) + ("%" if percent else ""), _NEGATIVE if value < 0 else _ATOM

    def quantity(self, number: str, unit: str) -> str:
        return f"{number} [{unit}]"

    def scaled(self, of: Node, factor: Fraction) -> _Written:
        text = self.within(of, _PRODUCT)
        above, below = factor.numerator, factor.denominator
        times = f"{self.signs['*']}{above}" if above != 1 else ""
        return text + times + (f"{self.signs['/']}{below}" if below != 1 else ""), _PRODUCT

    def operation(self, op: str, args: tuple[Node, ...]) -> _Written:
        if op == "is":
            return self.write(args[0])
        own, first, other = _LEVELS.get(op, _COMPARISON)
        if op in ("neg", "not"):
            return (self.minus if op == "neg" else self.negation) + self.within(args[0], first), own
        if op == "^":
            return self.power(*args), own
        operands = [self.within(arg, first if index == 0 else other) for index, arg in enumerate(args)]
        return self.signs[op].join(operands), own

    def power(self, base: Node, exponent: Node) -> str:
        return f"{self.within(base, _ATOM)} ^ {self.write(exponent)[0]}"

    def name(self, node: Name) -> str:
        return node.written

    def cohort(self, node: Cohort) -> _Written:
        return f"cohort.{node.stat}" + (f"({self.write(node.of)[0]})" if node.of else ""), _ATOM

    def call(self, node: Call) -> _Written:
        return f"{node.function}({', '.join(self.write(arg)[0] for arg in node.args)})", _ATOM


class _Prose(_Source):
    """Writes a tree as people say it."""

    def __init__(self, label: Callable[[Name], str], words: Words) -> None:
        self.label = label
        self.words = words
        self.signs = dict(words.signs)
        self.minus, self.negation = "−", words.negation
        self.opening, self.closing = words.brackets

    def within(self, node: Node, level: int) -> str:
        text, own = self.write(node)
        # − after another sign is hard to see: a × (−b)
        hidden = own == _NEGATIVE and level in (_PRODUCT, _NEGATIVE) and text.startswith(self.minus)
        return text if own >= level and not hidden else f"{self.opening}{text}{self.closing}"

    def operation(self, op: str, args: tuple[Node, ...]) -> _Written:
        # 非（a > b）: without brackets 非 seems to hold of a alone
        return (self.negation + self.within(args[0], _ATOM), _NOT) if op == "not" else super().operation(op, args)

    def quantity(self, number: str, unit: str) -> str:
        return f"{number} {unit}"

    def power(self, base: Node, exponent: Node) -> str:
        written = self.write(exponent)[0]
        return self.within(base, _ATOM) + {"2": "²", "3": "³"}.get(written, f"^{written}")

    def scaled(self, of: Node, factor: Fraction) -> _Written:
        shown = decimal_text(factor)
        if shown is None or factor.numerator == 1:
            return super().scaled(of, factor)
        return f"{self.within(of, _PRODUCT)}{self.signs['*']}{shown}", _PRODUCT

    def name(self, node: Name) -> str:
        return self.label(node)

    def cohort(self, node: Cohort) -> _Written:
        read = statistic(node.stat)
        if read is not None and read.zone:
            if node.of is None:
                return self.words.of_zone.format(zone=read.zone), _ATOM
            return self.words.of_zone_in.format(zone=read.zone, x=self.within(node.of, _ATOM)), _POWER
        told = self.words.statistic(node.stat)
        if node.of is None:
            return self.words.of_peers.format(statistic=told), _ATOM
        return self.words.of_peers_in.format(statistic=told, x=self.within(node.of, _ATOM)), _POWER

    def call(self, node: Call) -> _Written:
        form = self.words.calls[node.function, len(node.args) if node.function == "round" else 0]
        texts = [self.write(arg)[0] for arg in node.args]
        first = self.within(node.args[0], _ATOM)
        written = form.format(*texts, first=first, all=self.words.comma.join(texts))
        bare = node.function in ("growth", "previous", "share", "rank")  # 上年 x² would be read as 上年（x²）
        return written, _OR - 1 if node.function == "if" else _POWER if bare else _ATOM
