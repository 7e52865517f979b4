"""``scoring diagnose``: what the designer of a method needs to know before signing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from scoring.edge.export import csv_bytes, json_bytes, write
from scoring.edge.screens.diagnosis import show_diagnosis
from scoring.edge.screens.diagnosis_words import tell
from scoring.edge.screens.terminal import Terminal
from scoring.edge.verbs.appraising import Order, appraised
from scoring.edge.verbs.delivery import judge_category, put, screen_bytes, written
from scoring.edge.verbs.outcome import Outcome, misuse
from scoring.edge.verbs.progress import reading
from scoring.engine.diagnose.diagnosis import PARTS, Diagnosis, Part
from scoring.engine.diagnose.diagnosis import diagnose as work
from scoring.language.problems import Place, Problem, Rejected

Format = Literal["table", "json", "csv"]


@dataclass(frozen=True, slots=True)
class View:
    """What to diagnose, how to show it, and where to put it."""

    category: str | None
    only: str | None
    skip: str | None
    form: Format | None
    out: Path | None
    everything: bool


def diagnose(order: Order, view: View, terminal: Terminal) -> Outcome:
    """Appraise, diagnose and show. It judges the method, so whatever it finds, the command ends well."""
    form: Format = view.form or ("json" if view.out and view.out.suffix.casefold() == ".json" else "table")
    if form == "csv" and view.out is None:
        raise misuse("X125")
    frozen = order.scales is not None
    parts = [part for part in _wanted(view) if not (frozen and part == "reversals")]
    appraisal = appraised(order, terminal, everything=view.everything)
    judge_category(view.category, appraisal.rubric)
    with reading(terminal, tell("working", terminal.language, name="{name}")) as tick:
        found = work(appraisal, parts, category=view.category, tick=tick)
    if form == "csv" and view.out is not None:
        _folder(found, view.out)
        written(view.out, terminal)
    elif form == "json":
        put(_document(found), view.out, terminal)
    elif view.out is not None:
        show = partial(show_diagnosis, found, language=terminal.language, frozen=frozen)
        put(screen_bytes(show), view.out, terminal)
    else:
        show_diagnosis(found, terminal.out, terminal.language, frozen=frozen)
    return Outcome.FINE


def _wanted(view: View) -> Sequence[Part]:
    """The parts that ``--only`` names, or all, less those that ``--skip`` names."""
    only, skipped = _parts(view.only), _parts(view.skip)
    return [part for part in PARTS if (view.only is None or part in only) and part not in skipped]


def _parts(text: str | None) -> list[str]:
    names = [name.strip() for name in (text or "").split(",") if name.strip()]
    for name in names:
        if name not in PARTS:
            raise misuse("X126", name=name, known=", ".join(PARTS))
    return names


def _document(found: Diagnosis) -> bytes:
    head: dict[str, object] = {
        "rubric": found.rubric.name,
        "fingerprint": found.rubric.fingerprint,
        "year": found.year,
        "parts": list(found.parts),
        "thresholds": asdict(found.thresholds),
        "zones": dict(found.zones),
    }
    return json_bytes({**head, **found.frames()})


def _folder(found: Diagnosis, folder: Path) -> None:
    """One CSV a frame; frames of parts that were not done are not written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Rejected([Problem("X104", Place(str(folder)), {"path": str(folder), "reason": reason})]) from error
    for name, frame in found.frames().items():
        if frame.height or name == "attention":
            write(folder / f"{name}.csv", csv_bytes(frame))
