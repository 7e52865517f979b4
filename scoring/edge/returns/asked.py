"""What a rubric asks of the returns: just the parts of it that reading needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from scoring.language.units import ONE, Unit
from scoring.rules.rubric import Listing


class HasLabel(Protocol):
    """A label in both languages."""

    @property
    def zh(self) -> str: ...  # noqa: D102
    @property
    def en(self) -> str: ...  # noqa: D102


class AskedItem(Protocol):
    """An item, as :class:`scoring.rules.rubric.Item` has it."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def label(self) -> HasLabel: ...  # noqa: D102
    @property
    def unit(self) -> Unit: ...  # noqa: D102
    @property
    def witness(self) -> str | None: ...  # noqa: D102
    @property
    def aliases(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def at_least(self) -> Decimal | None: ...  # noqa: D102
    @property
    def at_most(self) -> Decimal | None: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def listing(self) -> Listing | None: ...  # noqa: D102


class AskedCategory(Protocol):
    """A category, as :class:`scoring.rules.rubric.Category` has it."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def label(self) -> HasLabel: ...  # noqa: D102


class Asked(Protocol):
    """A rubric, as far as reading its returns needs it."""

    @property
    def items(self) -> Mapping[str, AskedItem]: ...  # noqa: D102
    @property
    def categories(self) -> Mapping[str, AskedCategory]: ...  # noqa: D102
    @property
    def placeholders(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def headings(self) -> Mapping[str, tuple[str, ...]]: ...  # noqa: D102
    @property
    def units(self) -> Mapping[str, Unit]: ...  # noqa: D102
    @property
    def every_year(self) -> bool: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Field:
    """A figure that a file may hold: an item of the rubric, or a measure of the ledger.

    ``kind`` says how its cells are read: ``number``, ``boolean`` or ``date``.
    """

    id: str
    zh: str
    en: str
    unit: Unit
    aliases: tuple[str, ...] = ()
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    kind: str = "number"

    @property
    def names(self) -> dict[str, str]:
        """The facts that name the field in a message."""
        return {"item": self.id, "item_zh": self.zh, "item_en": self.en}


def item_fields(rubric: Asked, source: str | None = None) -> dict[str, Field]:
    """The rubric's items as fields; with ``source``, those that this witness source bears out."""
    return {
        item.id: Field(
            item.id,
            item.label.zh,
            item.label.en,
            item.unit,
            tuple(item.aliases),
            item.at_least,
            item.at_most,
            "number" if item.listing else item.kind,
        )
        for item in rubric.items.values()
        if source is None or item.witness == source
    }


def return_fields(rubric: Asked) -> dict[str, Field]:
    """What the columns of a return may hold: the items that are no lists, and the entries of checklists, yes or no."""
    fields = item_fields(rubric)
    for item in rubric.items.values():
        if item.listing is not None:
            del fields[item.id]
        for entry in item.listing.entries.values() if item.listing is not None and item.kind == "checklist" else ():
            id_ = f"{item.id}.{entry.id}"
            fields[id_] = Field(id_, entry.label.zh, entry.label.en, ONE, kind="boolean")
    return fields


_LEDGER = {
    "on_time": ("按时率", "On time", ("及时率", "按时报送率")),
    "complete": ("完整率", "Complete", ("报送完整率",)),
    "first_pass": ("一次通过率", "First pass", ("初审通过率",)),
    "closed": ("办结率", "Closed", ("闭环率", "整改率")),
}


def ledger_fields(measures: tuple[str, ...] = ()) -> dict[str, Field]:
    """The measures of the verification ledger, shares of one; ``measures`` are further ids a file uses."""
    known = {
        id_: Field(id_, zh, en, ONE, aliases, Decimal(0), Decimal(1)) for id_, (zh, en, aliases) in _LEDGER.items()
    }
    return known | {id_: Field(id_, id_, id_, ONE, (), Decimal(0), Decimal(1)) for id_ in measures if id_ not in known}
