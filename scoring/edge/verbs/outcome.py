"""How a command ends."""

from __future__ import annotations

from enum import IntEnum

from scoring.language.problems import Problem, Rejected


class Outcome(IntEnum):
    """The exit codes. Of several, the greatest of refused, integrity and open decides."""

    FINE = 0
    INTERNAL = 1
    USAGE = 2
    REFUSED = 3
    OPEN = 4
    INTEGRITY = 5
    INTERRUPTED = 130
    CLOSED = 141


class Misuse(Rejected):
    """The command was given something it cannot work with; the command line, not a document, must be changed."""


#: Nothing to read at a path, nowhere to write, nothing of that name.
_USAGE = {"Y100", "D101", "X104", "X105"}
_INTEGRITY = {"X106", "X107", "X108"}


def outcome_of(rejected: Rejected) -> Outcome:
    """The exit code for a refusal."""
    codes = {problem.code for problem in rejected.problems}
    if isinstance(rejected, Misuse) or codes <= _USAGE:
        return Outcome.USAGE
    return Outcome.INTEGRITY if codes & _INTEGRITY else Outcome.REFUSED


def misuse(code: str, **facts: str) -> Misuse:
    """A misuse, to be raised."""
    return Misuse([Problem(code, None, facts)])
