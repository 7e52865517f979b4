"""The entries of lists on the card: who counts as what, and what does not count, with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from rich.text import Text

from scoring.edge.screens.card_words import tell
from scoring.edge.screens.indented import Indented
from scoring.edge.screens.text import clean
from scoring.edge.words import label as in_language
from scoring.engine.explain.parts import EntryLine, ListLine
from scoring.language.messages import Language


def list_texts(lists: Iterable[ListLine], language: Language) -> Iterator[Text | Indented]:
    """Each item with its value, and its entries below it."""
    for line in lists:
        value = tell("nothing", language) if line.value is None else _short(line.value)
        yield Text(clean(tell("list", language, name=in_language(line.item, language), value=value)))
        for entry in line.entries:
            yield Indented(Text(clean(_entry(entry, language)), style="" if entry.counts is not None else "dim"), 2)


def _entry(entry: EntryLine, language: Language) -> str:
    names = [entry.name, None if entry.kind is None else in_language(entry.kind, language), entry.by, entry.evidence]
    said = " · ".join(name for name in names if name)
    if entry.counts is not None:
        outcome = _short(entry.counts, signed=entry.by is None)
    elif entry.outcome == "refused":
        outcome = tell(f"refused.{entry.reason}", language)
    else:
        outcome = tell("nothing_listed" if entry.outcome == "nothing" else entry.outcome, language)
    return f"{said}  {outcome}" if said else outcome


def _short(value: Decimal, *, signed: bool = False) -> str:
    """A number without needless zeros, at most four decimals, with a true minus."""
    text = f"{round(value, 4):{'+' if signed else ''},f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")
