"""A cursor over the tokens of a formula: takes them one by one, notes faults, and stops where a formula grows too large."""

from __future__ import annotations

from scoring.language.nodes import Node, Span
from scoring.language.tokens import FormulaFault, Token

NODE_LIMIT = 400
DEPTH_LIMIT = 40


class Stop(Exception):
    """The structure is broken: nothing more can be read."""


class Cursor:
    """Where the reading of a formula stands."""

    def __init__(self, tokens: list[Token], faults: list[FormulaFault]) -> None:
        self.tokens = tokens
        self.faults = faults
        self.position = 0
        self.nodes = 0
        self.nested = 0

    @property
    def next(self) -> Token:
        """The token at hand."""
        return self.tokens[self.position]

    def at_end(self) -> bool:
        """Whether all has been read."""
        return self.next.kind == "end"

    def take(self) -> Token:
        """The token at hand, which is then behind."""
        token = self.next
        self.position = min(self.position + 1, len(self.tokens) - 1)
        return token

    def takes(self, text: str) -> Token | None:
        """The token at hand if it reads so, else None and nothing is taken."""
        return self.take() if self.next.text == text and self.next.kind in ("sign", "name") else None

    def fault(self, code: str, at: Span, **facts: str) -> None:
        """Note a fault."""
        # a fault in what stood in for another notation is a consequence of one already reported
        if not any(old.offset <= at.offset < old.offset + old.width for old in self.faults):
            self.faults.append(FormulaFault(code, at.offset, at.width, facts))

    def stop(self, code: str, at: Span, **facts: str) -> Stop:
        """Note a fault after which nothing more can be read; to be raised."""
        self.fault(code, at, **facts)
        return Stop()

    def made(self, node: Node) -> Node:
        """A node, counted."""
        self.nodes += 1
        if self.nodes > NODE_LIMIT:
            raise self.stop("F109", node.at, limit=str(NODE_LIMIT))
        return node

    def deeper(self, at: Span) -> None:
        """Count a bracket or a sign that opens."""
        # brackets and signs may add a level each to what the tree has
        self.nested += 1
        if self.nested > 2 * DEPTH_LIMIT:
            raise self.stop("F110", at, limit=str(DEPTH_LIMIT))
