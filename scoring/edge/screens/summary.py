"""The lines of ``scoring check`` about a rubric that is fine, and about its cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from rich.text import Text

from scoring.edge.screens.indented import Indented
from scoring.edge.screens.terminal import Screen
from scoring.edge.screens.text import clean
from scoring.edge.words import label, say
from scoring.language.messages import Language
from scoring.rules.rubric import Rubric, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.edge.cases import CaseResult


def show_summary(rubric: Rubric, screen: Screen, language: Language) -> None:
    """Name, size and standing of a rubric."""
    name = clean(label(rubric.label, language))
    screen.print(Text.assemble((say("fine", language), "green"), f"  {rubric.name}  ", (name, "bold")), soft_wrap=True)
    for line in summary(rubric, language):
        screen.print(Indented(Text(line), 2))


def summary(rubric: Rubric, language: Language) -> Iterator[str]:
    """What a rubric holds, and how well its numbers are known."""
    sizes = {
        "categories": len(rubric.categories),
        "items": len(rubric.items),
        "checks": len(rubric.checks),
        "pillars": len(rubric.pillars),
        "indicators": len(rubric.indicators),
        "measures": len(rubric.measures),
        "adjustments": len(rubric.adjustments),
        "gates": len(rubric.gates),
        "vetoes": len(rubric.vetoes),
    }
    said = [say(f"check.{what}", language, n=n) for what, n in sizes.items() if n]
    yield f"{say('check.structure', language)}{say('colon', language)}{' · '.join(said)}"
    counts = Counter(number.status for number in rubric.numbers)
    standing = [say(status.value, language, n=counts[status]) for status in Status]
    standing.append(say("unstated", language, n=counts[None]))
    yield f"{say('check.numbers', language)}{say('colon', language)}{' · '.join(standing)}"
    if rubric.basis:
        yield f"{say('basis', language)}{say('colon', language)}{clean(rubric.basis)}"


def show_cases(results: Sequence[CaseResult], screen: Screen, language: Language) -> None:
    """Every case that failed, with what differs; then how many passed."""
    failed = [result for result in results if not result.passed]
    for result in failed:
        screen.print(
            Text.assemble(("✗ ", "bold red"), (clean(result.name), "bold"), (f"  {result.place}", "blue")),
            soft_wrap=True,
        )
        for difference in result.differences:
            expectation = difference.expectation
            what = " ".join(part for part in (expectation.zone, expectation.what, expectation.part) if part)
            expected = f"{say('case.expected', language)} {_spelt(expectation.value)}"
            found = f"{say('case.found', language)} {difference.found}"
            screen.print(Text(clean(f"    {what}: {expected}, {found}")), soft_wrap=True)
    if not results:
        screen.print(Text(say("case.none", language), "yellow"))
    elif failed:
        screen.print(Text(say("case.failed", language, n=len(results), m=len(failed)), "bold red"))
    else:
        screen.print(Text(say("case.passed", language, n=len(results)), "green"))


def _spelt(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(str, value))}]"
    return f"{value:f}" if isinstance(value, Decimal) else "none" if value is None else str(value)
