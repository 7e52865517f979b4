"""Problems as people read them: framed where they stand in a document, or one line each and grouped by code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from scoring.edge.screens.text import clean, cut, masked
from scoring.edge.words import say
from scoring.language.messages import Language, catalogue, help_lines, sentence
from scoring.language.problems import Place, Problem, Severity

if TYPE_CHECKING:
    from scoring.edge.screens.terminal import Screen

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "bold cyan"}
#: How many problems are shown unless all are asked for.
SHOWN = 20
#: How many problems of one code at one place are told.
_MORE = 4


def show_problems(problems: Sequence[Problem], screen: Screen, language: Language, *, everything: bool = False) -> None:
    """Show problems: those of documents in frames, those of returns grouped. Notes are told in one line, unless all."""
    notes = [] if everything else [problem for problem in problems if problem.severity is Severity.NOTE]
    told = problems if everything else [problem for problem in problems if problem.severity is not Severity.NOTE]
    limit = len(told) if everything else SHOWN
    _show_frames([problem for problem in told if not in_returns(problem)], screen, language, limit)
    for line in groups([problem for problem in told if in_returns(problem)], language, limit):
        screen.print(line, soft_wrap=True)
    explained = [problem.code for problem in told if not problem.code.startswith("X")]
    if explained:
        screen.print(Text(say("see", language, code=explained[0]), "dim"))
    if notes:
        codes = ", ".join(sorted({problem.code for problem in notes}))
        counted = say("notes.one" if len(notes) == 1 else "notes", language, n=len(notes))
        screen.print(Text(say("notes.sum", language, counted=counted, codes=codes), "dim"), soft_wrap=True)


def _show_frames(problems: Sequence[Problem], screen: Screen, language: Language, limit: int) -> None:
    """Frames, problems of one code at one place together."""
    placed: dict[tuple[str, Place | None], list[Problem]] = {}
    for problem in problems:
        placed.setdefault((problem.code, problem.place), []).append(problem)
    together = list(placed.values())
    for same in together[:limit]:
        told = same if limit >= len(problems) else same[:_MORE]
        screen.print(frame(told[0], language, screen.width, told[1:]), soft_wrap=True)
        if len(same) > len(told):
            screen.print(_more(len(same) - len(told), language))
        screen.print()
    if len(together) > limit:
        screen.print(_more(sum(len(same) for same in together[limit:]), language))


def _more(n: int, language: Language) -> Text:
    return Text(f"  {say('more', language, n=n)}", "dim")


def in_returns(problem: Problem) -> bool:
    """Whether a problem is about the returns: of those there may be many, and each is told in a line."""
    return problem.code.startswith("D")


def counted(problems: Iterable[Problem], language: Language) -> str:
    """How many errors, warnings and notes there are."""
    severities = [problem.severity for problem in problems]
    kinds = (("errors", Severity.ERROR), ("warnings", Severity.WARNING), ("notes", Severity.NOTE))
    counts = [(word, severities.count(severity)) for word, severity in kinds]
    return say("comma", language).join(say(word, language, n=n) for word, n in counts if n)


def words_for(problem: Problem, language: Language) -> str:
    """The sentence of a problem; its facts as they are, should the catalogue not know the code."""
    if problem.code in catalogue():
        return clean(sentence(problem, language))
    return clean("; ".join(f"{name}={value}" for name, value in problem.facts.items()))


def frame(problem: Problem, language: Language, width: int, same: Sequence[Problem] = ()) -> Text:
    """A problem with the line it stands on, a caret under the very characters, and what to do about it.

    ``same`` are further problems of the same code at the same place.
    """
    style = STYLES[problem.severity]
    colon = say("colon", language)
    text = Text.assemble(
        (f"{say(problem.severity.value, language)}[{problem.code}]", style),
        (f"{colon}{words_for(problem, language)}", "bold"),
    )
    places = [place for place in (problem.place, *problem.others) if place is not None]
    gutter = max((len(str(place.line)) for place in places if place.line), default=0)
    for index, place in enumerate(places):
        mark, arrow = ("^", "-->") if index == 0 else ("-", ":::")
        text.append(f"\n{' ' * gutter} {arrow} ", "blue").append(clean(str(place)))
        text.append_text(_excerpt(place, gutter, mark, style if index == 0 else "blue", width))
    for other in same:
        text.append(f"\n{' ' * gutter} = ", "blue").append(words_for(other, language))
    for line in _help(problem, language):
        text.append(f"\n{' ' * gutter} = ", "blue").append(say("help", language), "bold").append(line)
    return text


def _excerpt(place: Place, gutter: int, mark: str, style: str, width: int) -> Text:
    if not place.excerpt or place.line is None:
        return Text()
    line = masked(place.excerpt)
    start = (place.column or 1) - 1
    before, marked = line[:start], line[start : start + place.width]
    room = max(width - gutter - 4, 20)
    before, line = _window(before, line, room)
    text = Text().append(f"\n{' ' * gutter} |\n{place.line:>{gutter}} |", "blue").append(f" {line}")
    if place.column is not None and start <= len(place.excerpt):
        carets = mark * max(1, min(cell_len(marked), room - cell_len(before)))
        text.append(f"\n{' ' * gutter} |", "blue").append(f" {' ' * cell_len(before)}").append(carets, style)
    return text


def _window(before: str, line: str, room: int) -> tuple[str, str]:
    """The part of a long line around the caret, and what of it stands before the caret."""
    if cell_len(line) <= room:
        return before, line
    skipped = 0
    while cell_len(before) - skipped > room * 2 // 3:
        skipped += room // 3
    if not skipped:
        return before, cut(line, room)
    gone = 0
    while cell_len(line[:gone]) < skipped:
        gone += 1
    kept = f"…{before[gone:]}"
    return kept, cut(f"…{line[gone:]}", room)


def _help(problem: Problem, language: Language) -> list[str]:
    known = help_lines(problem, language) if problem.code in catalogue() else []
    return [clean(line) for line in known]


def groups(problems: Sequence[Problem], language: Language, limit: int) -> list[Text]:
    """Problems by code, the heaviest first: a heading, a line a place, and the help.

    Each code gets its part of the limit, so that a hundred of one kind do not hide the one of another.
    """
    order = list(Severity)
    ranked = sorted(problems, key=lambda problem: (order.index(problem.severity), problem.code))
    parts = [(key, list(group)) for key, group in groupby(ranked, key=lambda problem: (problem.severity, problem.code))]
    each = max(limit // len(parts), 2) if parts else 0
    lines: list[Text] = []
    for (severity, code), group in parts:
        count = f" ×{len(group)}" if len(group) > 1 else ""
        text = Text.assemble((f"{say(severity.value, language)}[{code}]", STYLES[severity]), (count, "bold"))
        shown = group if limit >= len(problems) else group[:each]
        lines.append(text)
        lines += [Text(f"  {_located(problem, language)}") for problem in shown]
        if len(group) > len(shown):
            lines.append(_more(len(group) - len(shown), language))
        helps = dict.fromkeys(line for problem in shown[:1] for line in _help(problem, language))
        lines += [Text("  = ", "blue").append(say("help", language), "bold").append(line) for line in helps]
    return lines


def _located(problem: Problem, language: Language) -> str:
    where = f"{clean(str(problem.place))}: " if problem.place is not None else ""
    return where + words_for(problem, language)
