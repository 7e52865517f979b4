"""Precedence climbing over the tokens of a formula. :func:`scoring.language.formula.parse` is the way in."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from scoring.language.cursor import Cursor, Stop
from scoring.language.dates import days_of
from scoring.language.nodes import (
    COMPARISONS,
    ELSEWHERE,
    FUNCTIONS,
    SPACES,
    STATISTICS,
    Call,
    Cohort,
    Function,
    Name,
    Node,
    Number,
    Operation,
    Quantity,
    Span,
    statistic,
)
from scoring.language.tokens import FormulaFault, Token

EXPONENT_LIMIT = 10
ROUND_LIMIT = 12

#: How tightly an operator holds its operands.
_BINDING = {
    "or": 1,
    "and": 2,
    **dict.fromkeys(("<", "<=", "==", "!=", ">=", ">"), 4),
    **dict.fromkeys("+-", 5),
    **dict.fromkeys("*/", 6),
    "^": 8,
}
_NOT, _NEGATIVE = 3, 7
_FLAT = frozenset({"+", "*", "and", "or"})


def read(tokens: list[Token], faults: list[FormulaFault]) -> Node | None:
    """The tree of the tokens, or None when the structure is broken. Faults are added to the list."""
    try:
        return _Parser(tokens, faults).whole()
    except Stop:
        return None


class _Parser(Cursor):
    """The grammar, a method a construct."""

    def whole(self) -> Node:
        if self.at_end():
            raise self.stop("F101", Span(0, 1))
        tree = self.expression(0)
        if not self.at_end():
            raise self.cannot_follow()
        return tree

    def cannot_follow(self) -> Stop:
        token, before = self.next, self.tokens[max(self.position - 1, 0)]
        if token.text == ")":
            return self.stop("F114", token.at)
        if token.text == "%":
            return self.stop("F120", token.at)
        if token.kind == "unit":
            return self.stop("F127", token.at, unit=token.text[:40])
        return self.stop("F112", token.at, found=token.text[:40], after=before.text[:40])

    def expression(self, binding: int) -> Node:
        left = self.operand()
        while (held := _BINDING.get(self.next.text, 0)) > binding and self.next.kind in ("sign", "name"):
            operator = self.take()
            if operator.text == "^":
                left = self.power(left)
                continue
            right = self.expression(held)
            left = self.joined(operator.text, left, right)
            if operator.text in COMPARISONS and self.next.text in COMPARISONS:
                self.fault("F116", self.next.at, second=self.next.text, first=operator.text)
        return left

    def joined(self, op: str, left: Node, right: Node) -> Node:
        at = left.at.to(right.at)
        if op not in _FLAT:
            return self.made(Operation(op, (left, right), at))
        parts = [left, right]
        args = tuple(arg for part in parts for arg in _operands(part, op))
        self.nodes -= sum(_operands(part, op) != (part,) for part in parts)
        return self.made(Operation(op, args, at))

    def power(self, base: Node) -> Node:
        sign = self.takes("-")
        token = self.next
        if token.kind != "number":
            raise self.stop("F119", token.at, limit=str(EXPONENT_LIMIT))
        self.take()
        at = (sign or token).at.to(token.at)
        value = Fraction(token.text) * (-1 if sign else 1)
        if value.denominator != 1 or abs(value) > EXPONENT_LIMIT or self.next.text in ("%", "^"):
            raise self.stop("F119", at if self.next.text not in ("%", "^") else self.next.at, limit=str(EXPONENT_LIMIT))
        exponent = self.made(Number(value, f"{'-' if sign else ''}{token.text}", at=at))
        return self.made(Operation("^", (base, exponent), base.at.to(at)))

    def operand(self) -> Node:
        token = self.take()
        match token.kind, token.text:
            case "number", _:
                return self.number(token)
            case "sign", "(":
                return self.group(token)
            case ("sign", "-") | ("name", "not"):
                return self.prefixed(token)
            case "name", "cohort":
                return self.cohort(token)
            case "name", text if text not in ("and", "or"):
                return self.named(token)
            case "end", _:
                raise self.stop("F115", token.at, after=self.tokens[-2].text[:40])
            case "sign", "%":
                raise self.stop("F120", token.at)
            case "unit", _:
                raise self.stop("F127", token.at, unit=token.text[:40])
            case _:
                raise self.stop("F111", token.at, found=token.text)

    def number(self, token: Token) -> Node:
        value = Fraction(token.text)
        if percent := self.takes("%"):
            return self.made(Number(value / 100, token.text + "%", percent=True, at=token.at.to(percent.at)))
        if self.next.kind == "unit":
            unit = self.take()
            inside = unit.text[1:-1]
            unit_at = Span(unit.at.offset + 1 + len(inside) - len(inside.lstrip()), max(len(inside.strip()), 1))
            return self.made(Quantity(value, inside.strip(), token.text, token.at.to(unit.at), unit_at))
        return self.made(Number(value, token.text, at=token.at))

    def group(self, opening: Token) -> Node:
        self.deeper(opening.at)
        inside = self.expression(0)
        closing = self.close(opening)
        self.nested -= 1
        return replace(inside, at=opening.at.to(closing.at))

    def close(self, opening: Token) -> Token:
        if closing := self.takes(")"):
            return closing
        if self.at_end():
            raise self.stop("F113", opening.at)
        raise self.cannot_follow()

    def prefixed(self, token: Token) -> Node:
        self.deeper(token.at)
        op, binding = ("neg", _NEGATIVE) if token.text == "-" else ("not", _NOT)
        inside = self.expression(binding)
        self.nested -= 1
        return self.made(Operation(op, (inside,), token.at.to(inside.at)))

    def named(self, token: Token) -> Node:
        if self.next.text == "(":
            return self.call(token)
        if self.takes("."):
            return self.spaced(token)
        if token.text in FUNCTIONS:
            self.fault("F125", token.at, function=token.text, usage=FUNCTIONS[token.text].usage)
        elif token.text in SPACES:
            self.fault("F129", token.at, space=token.text)
        return self.made(Name(None, token.text, token.at))

    def spaced(self, space: Token) -> Node:
        token = self.take()
        if token.kind != "name":
            raise self.stop("F129", space.at, space=space.text)
        if space.text not in SPACES:
            self.fault("F124", space.at, space=space.text[:40], known=", ".join(SPACES), **_guess(space.text, SPACES))
        return self.made(Name(space.text, token.text, space.at.to(token.at)))

    def cohort(self, token: Token) -> Node:
        known = ", ".join((*STATISTICS, "p05", "p97_5", "top3", "bottom3", "zone[CODE]"))
        if not self.takes("."):
            raise self.stop("F126", token.at, known=known)
        stat = self.take()
        if stat.kind != "name":
            raise self.stop("F126", token.at, known=known)
        named = stat.text
        if named == "zone" and self.next.kind == "unit":
            code = self.take()
            named = f"zone[{code.text[1:-1].strip()}]"
            stat = replace(stat, at=stat.at.to(code.at))
        if statistic(named) is None:
            self.fault("F121", stat.at, stat=named[:40], known=known, **_guess(named, (*STATISTICS, "p50")))
        at, of = token.at.to(stat.at), None
        if self.next.text == "(":
            args, closing = self.arguments()
            at = token.at.to(closing.at)
            if len(args) != 1:
                self.wrong_count(f"cohort.{named[:40]}", Function(1, 1, f"cohort.{named[:40]}(x)"), len(args), at)
            of = args[0] if args else None
        return self.made(Cohort(named, of, at))

    def call(self, token: Token) -> Node:
        args, closing = self.arguments()
        at, function = token.at.to(closing.at), FUNCTIONS.get(token.text)
        if function is None:
            guess = _guess(token.text, (*FUNCTIONS, "cohort"))
            self.fault("F117", token.at, function=token.text[:40], known=", ".join(FUNCTIONS), **guess)
        elif len(args) < function.least or (function.most is not None and len(args) > function.most):
            self.wrong_count(token.text, function, len(args), at)
        elif token.text == "round" and len(args) == 2 and not _digits(args[1]):
            self.fault("F130", args[1].at, limit=str(ROUND_LIMIT))
        elif token.text == "date" and days_of(args) is None:
            self.fault("R196", at)
        return self.made(Call(token.text, tuple(args), at))

    def wrong_count(self, name: str, function: Function, given: int, at: Span) -> None:
        most = "" if function.most is None else f"–{function.most}"
        takes = (
            f"{function.least}+" if not most else f"{function.least}{most if function.most != function.least else ''}"
        )
        self.fault("F118", at, function=name, takes=takes, given=str(given), usage=function.usage)

    def arguments(self) -> tuple[list[Node], Token]:
        opening = self.take()
        self.deeper(opening.at)
        args: list[Node] = []
        while not args or self.takes(","):
            if not args and self.next.text == ")":
                break
            args.append(self.expression(0))
        self.nested -= 1
        return args, self.close(opening)


def _operands(node: Node, op: str) -> tuple[Node, ...]:
    """The operands of a sum within a sum; anything else as it is."""
    return node.args if isinstance(node, Operation) and node.op == op else (node,)


def _digits(node: Node) -> bool:
    return isinstance(node, Number) and not node.percent and node.value.denominator == 1 and node.value <= ROUND_LIMIT


def _guess(name: str, known: tuple[str, ...]) -> Mapping[str, str]:
    lowered = name.lower()
    if lowered in ELSEWHERE and "cohort" in known:
        return {"guess": ELSEWHERE[lowered]}
    close = difflib.get_close_matches(lowered, known, n=1, cutoff=0.5)
    return {"guess": close[0]} if close else {}
