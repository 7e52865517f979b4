"""What every part of a rubric is made of: labels, stated numbers, formulas, constants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from scoring.language.nodes import Node
from scoring.language.problems import Place
from scoring.language.units import Unit


@dataclass(frozen=True, slots=True)
class Label:
    """What people call a thing, in Chinese and English."""

    zh: str
    en: str


class Status(StrEnum):
    """How well a number is known."""

    OFFICIAL = "official"
    RECONSTRUCTED = "reconstructed"
    ILLUSTRATIVE = "illustrative"


@dataclass(frozen=True, slots=True)
class Stated:
    """One number of the document, with where it stands and what it rests on. ``address`` is stable across editions."""

    address: str
    value: Decimal
    basis: str | None
    status: Status | None
    place: Place


@dataclass(frozen=True, slots=True)
class Formula:
    """A checked formula: its text, its tree, and the unit its value comes in."""

    text: str
    tree: Node
    unit: Unit
    place: Place


@dataclass(frozen=True, slots=True)
class Category:
    """A class of zones that compete with each other."""

    id: str
    label: Label


@dataclass(frozen=True, slots=True)
class Constant:
    """A number the method declares once, by category where it differs."""

    id: str
    label: Label
    unit: Unit
    value: Mapping[str, Decimal | Fraction]
