"""``scoring help``: the page of a code, or all codes by family."""

from __future__ import annotations

import re
from difflib import get_close_matches
from itertools import groupby

from rich.text import Text

from scoring.edge.screens.terminal import Screen, Terminal
from scoring.edge.verbs.outcome import Outcome, misuse
from scoring.edge.words import say
from scoring.language.messages import Entry, catalogue
from scoring.language.yaml_text import shown


def page(code: str, terminal: Terminal) -> Outcome:
    """Show the page of a code."""
    entries = catalogue()
    known = entries.get(code.strip().upper())
    if known is None:
        near = get_close_matches(code.strip().upper(), list(entries), 3, 0.5)
        raise misuse("X110", name=shown(code), **({"guess": ", ".join(near)} if near else {}))
    heading = Text.assemble((f"{known.code}  ", "bold cyan"), (_heading(known, terminal), "bold"))
    terminal.out.print(heading, soft_wrap=True)
    terminal.out.print()
    _markdown(known.page[terminal.language], terminal.out)
    return Outcome.FINE


def contents(terminal: Terminal) -> Outcome:
    """List every code under its family."""
    for family, entries in groupby(catalogue().values(), key=lambda entry: entry.code[0]):
        terminal.out.print(Text(say(f"family.{family}", terminal.language), "bold"))
        for entry in entries:
            terminal.out.print(Text.assemble((f"  {entry.code}  ", "cyan"), _heading(entry, terminal)), soft_wrap=True)
    return Outcome.FINE


def _heading(entry: Entry, terminal: Terminal) -> str:
    """The sentence with an ellipsis where the facts would stand."""
    return re.sub(r"\{[^}]*\}", "…", entry.sentence[terminal.language])


def _markdown(text: str, screen: Screen) -> None:
    """A page: laid out on a terminal, as it was written elsewhere."""
    if screen.is_terminal:
        from rich.markdown import Markdown

        screen.print(Markdown(text, code_theme="ansi_dark"))
    else:
        screen.print(Text(text.rstrip()), soft_wrap=True)
