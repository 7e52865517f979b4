"""The contract of every table: its columns, their types, its key and its order.

Long at the borders, wide inside. ``Inputs`` is what the engine takes; the frames of an ``Appraisal`` are what it gives.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from scoring.language.problems import Problem

#: Submitted amounts are decimals with twelve places: exact to add, whatever the order.
AMOUNT: pl.DataType = pl.Decimal(38, 12)

#: What identifies a row of the values and ranking tables.
PARTICULARS = ("zone", "year", "zh", "en", "category", "prefecture")

#: Columns of the wide tables inside the engine, by the id of what they hold.
VALUE, HERE, POINTS, INDICATOR, PILLAR = "value:{}", "here:{}", "points:{}", "indicator:{}", "pillar:{}"
SHARE, FORMULA = "share:{}", "formula:{}"
#: What a data step needs beside the figures: the value between other years, how much of its data a zone has, and whether
#: that is too little.
BETWEEN, AVAILABLE, SCREENED = "between.{}", "available", "screened"
ADJUSTMENT, VETO, GATE = "adjustment:{}", "veto:{}", "gate:{}"

ZONES = pl.Schema(
    {
        "zone": pl.String,
        "year": pl.Int32,
        "zh": pl.String,
        "en": pl.String,
        "category": pl.String,
        "prefecture": pl.String,
        "parent": pl.String,
    }
)

#: ``status``: given · absent · not_applicable · refused. ``value`` is null unless given. ``source`` says file and cell.
SUBMISSIONS = pl.Schema(
    {
        "zone": pl.String(),
        "year": pl.Int32(),
        "item": pl.String(),
        "value": AMOUNT,
        "status": pl.String(),
        "source": pl.String(),
    }
)

#: Figures about a zone that are not its own return: witness sources, targets, ledger measures.
FIGURES = pl.Schema(
    {
        "zone": pl.String(),
        "year": pl.Int32(),
        "item": pl.String(),
        "value": AMOUNT,
        "source": pl.String(),
    }
)

#: What zones list: entries of rosters, checklists and experts' scores. ``class`` is the id of a class, entry or band (or what
#: stood there instead); ``score`` an expert's score, or 0 for an entry of a checklist that is not ticked. A row without
#: entity, class and score says that there is nothing to list. ``status``: given · refused (unreadable, and said).
LISTS = pl.Schema(
    {
        "zone": pl.String(),
        "year": pl.Int32(),
        "list": pl.String(),
        "entity": pl.String(),
        "class": pl.String(),
        "score": AMOUNT,
        "expert": pl.String(),
        "evidence": pl.String(),
        "status": pl.String(),
        "source": pl.String(),
    }
)

#: What became of each entry, item by item. ``zone`` is whose score it counts for, ``part`` who listed it (one of its parks, or
#: itself). ``outcome``: counted · outranked (a better class of the same entity counts) · repeated · not_ticked · nothing ·
#: refused, with the ``reason`` (class, entity, evidence, score, expert, cell). ``counts`` is what it added.
ENTRIES = pl.Schema(
    {
        "zone": pl.String(),
        "year": pl.Int32(),
        "item": pl.String(),
        "part": pl.String(),
        "entity": pl.String(),
        "class": pl.String(),
        "score": AMOUNT,
        "expert": pl.String(),
        "evidence": pl.String(),
        "outcome": pl.String(),
        "reason": pl.String(),
        "counts": AMOUNT,
        "source": pl.String(),
    }
)

#: ``state``: breach · unverifiable. ``figures`` shows what the check looked at.
FINDINGS = pl.Schema(
    {
        "zone": pl.String,
        "year": pl.Int32,
        "check": pl.String,
        "severity": pl.String,
        "state": pl.String,
        "figures": pl.String,
    }
)

#: ``step``: screen · per · impute · treat. ``indicator`` and ``measure`` are null where a whole zone is screened.
AUDIT = pl.Schema(
    {
        "zone": pl.String,
        "year": pl.Int32,
        "category": pl.String,
        "step": pl.String,
        "indicator": pl.String,
        "measure": pl.String,
        "method": pl.String,
        "before": pl.Float64,
        "after": pl.Float64,
        "note": pl.String,
    }
)


@dataclass(frozen=True)
class Inputs:
    """Everything an appraisal looks at, in the rubric's units.

    zones        ``ZONES``, one row a zone and year; parks have a ``parent`` and no rank of their own
    submissions  ``SUBMISSIONS``, one row a zone, year and item
    witness      ``FIGURES``, the same items from another source
    targets      ``FIGURES``, the year's targets
    ledger       ``FIGURES``, measures of the verification ledger (on_time, complete, …), as shares of one
    problems     what was refused or skipped while reading, named by file, sheet, row and column
    lists        ``LISTS``, the entries of rosters, checklists and experts' scores
    """

    year: int
    zones: pl.DataFrame
    submissions: pl.DataFrame
    witness: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FIGURES))
    targets: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FIGURES))
    ledger: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FIGURES))
    problems: tuple[Problem, ...] = ()
    lists: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LISTS))
