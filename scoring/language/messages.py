"""The catalogue: what every problem code says, in Chinese and English.

The sentences are data (``messages/*.yaml``, one file a family of codes) and are read only when something must be said.
A help line appears only if all of its placeholders are known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Literal, Protocol

import yaml

Language = Literal["zh", "en"]


class Coded(Protocol):
    """What a sentence is said of: a problem, by its code and facts."""

    @property
    def code(self) -> str:
        """The code the catalogue knows it by."""

    @property
    def facts(self) -> Mapping[str, str]:
        """What fills the placeholders."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One code: its sentence, its help lines and its page, each in both languages."""

    code: str
    sentence: dict[str, str]
    help: dict[str, tuple[str, ...]]
    page: dict[str, str]


@cache
def catalogue() -> dict[str, Entry]:
    """Every code of the product, in order."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    entries: dict[str, Entry] = {}
    folder = files("scoring.language") / "messages"
    for path in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not path.name.endswith(".yaml"):
            continue
        for code, words in yaml.load(path.read_text(encoding="utf-8"), Loader=loader).items():  # noqa: S506
            entries[code] = Entry(
                code,
                {tongue: words[tongue] for tongue in ("zh", "en")},
                {tongue: tuple(words.get(f"help_{tongue}", ())) for tongue in ("zh", "en")},
                {tongue: words[f"page_{tongue}"] for tongue in ("zh", "en")},
            )
    return dict(sorted(entries.items()))


def sentence(problem: Coded, language: Language) -> str:
    """The one-line statement of a problem."""
    return catalogue()[problem.code].sentence[language].format_map(problem.facts)


def help_lines(problem: Coded, language: Language) -> list[str]:
    """What to do about a problem: the lines whose every placeholder is a known fact."""
    return [
        line.format_map(problem.facts)
        for line in catalogue()[problem.code].help[language]
        if all(name in problem.facts for _, name, _, _ in Formatter().parse(line) if name)
    ]
