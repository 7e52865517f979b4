"""Where a reading collects what it refuses, skips and notices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from scoring.language.problems import Place, Problem, Severity


@dataclass(slots=True)
class Log:
    """Problems in the order they were met."""

    problems: list[Problem] = field(default_factory=list)

    def refuse(self, code: str, place: Place | None = None, *others: Place, **facts: str) -> None:
        """Something was refused."""
        self.problems.append(Problem(code, place, facts, Severity.ERROR, others))

    def caution(self, code: str, place: Place | None = None, *others: Place, **facts: str) -> None:
        """Something was read, and somebody should look at it."""
        self.problems.append(Problem(code, place, facts, Severity.WARNING, others))

    def tell(self, code: str, place: Place | None = None, *others: Place, **facts: str) -> None:
        """Something was skipped or settled, and is said."""
        self.problems.append(Problem(code, place, facts, Severity.NOTE, others))


def guess(text: str, known: Iterable[str], cutoff: float = 0.6) -> dict[str, str]:
    """The fact ``guess``: the known text nearest to this one, if any is near."""
    matches = get_close_matches(text, list(known), 1, cutoff)
    return {"guess": matches[0]} if matches else {}
