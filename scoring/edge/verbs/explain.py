"""``scoring explain``: the health-check card (体检单) of one zone, and what would bring it the next place."""

from __future__ import annotations

from difflib import get_close_matches

import polars as pl

from scoring.edge.screens.advice import advice_screen
from scoring.edge.screens.card import card_screen
from scoring.edge.screens.findings import show_findings
from scoring.edge.screens.terminal import Terminal
from scoring.edge.verbs.appraising import Order, appraised, standing
from scoring.edge.verbs.outcome import Outcome, misuse
from scoring.engine.advise.advice import next_place
from scoring.engine.explain.card import card
from scoring.language.yaml_text import shown


def explain(order: Order, zone: str, terminal: Terminal, *, advice: bool, everything: bool) -> Outcome:
    """Show one zone's card; its own findings go to stderr and decide how the command ends."""
    appraisal = appraised(order, terminal, everything=everything)
    code = find_zone(appraisal.ranking, zone)
    terminal.out.print(card_screen(card(appraisal, code), terminal.language, terminal.width))
    if advice:
        terminal.out.print(advice_screen(next_place(appraisal, code), terminal.language, terminal.width))
    show_findings(appraisal, terminal.err, terminal.language, zone=code, everything=everything)
    return standing(appraisal.findings.filter(pl.col("zone") == code))


def find_zone(ranking: pl.DataFrame, wanted: str) -> str:
    """The code of the zone called so, by code or by name. Raises ``Misuse`` for none or several."""
    names = ranking.select("zone", "zh", "en")
    text = wanted.strip()
    english = pl.col("en").str.to_lowercase() == text.lower()
    same = pl.any_horizontal(pl.col("zh") == text, english).fill_null(value=False)
    for found in (names.filter(pl.col("zone") == text), names.filter(same)):
        if found.height == 1:
            return str(found.item(0, "zone"))
        if found.height > 1:
            raise misuse("X102", name=shown(text), codes=", ".join(found["zone"].to_list()))
    known = {str(name): str(name) for row in names.iter_rows() for name in row if name}
    near = get_close_matches(text, list(known), 3, 0.5) + [name for name in known if text and text in name][:3]
    facts = {"guess": " / ".join(dict.fromkeys(near))} if near else {}
    raise misuse("X101", name=shown(text), **facts)
