"""Reading items: what a zone hands in, by kind.

A number has a unit. A boolean is a condition in formulas, a date a number of days. A roster, a checklist and expert scores
are lists of entries; what they come to is a pure number.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Literal, cast

from scoring.language.units import DAY, ONE, Unit
from scoring.rules.formulas import Formulas
from scoring.rules.reader import Desk, Field, optional_number
from scoring.rules.rubric import Entry, Item, ItemKind, Listing

__all__ = ["KEYS", "KINDS", "LISTS", "read_item", "read_items", "truth_of"]

#: The keys of an item by its kind, besides ``zh``, ``en``, ``kind``, ``missing`` and ``aliases``.
KINDS: Mapping[ItemKind, tuple[str, ...]] = {
    "number": ("unit", "witness", "if_absent", "roll_up", "at_least", "at_most"),
    "boolean": ("witness", "if_absent"),
    "date": ("witness",),
    "roster": ("list", "classes", "once", "evidence", "if_absent", "at_least", "at_most"),
    "checklist": ("list", "entries", "evidence", "if_absent", "at_least", "at_most"),
    "expert": ("list", "bands", "evidence", "combine", "if_absent"),
}
#: Where the entries of a list stand.
LISTS: Mapping[ItemKind, str] = {"roster": "classes", "checklist": "entries", "expert": "bands"}
_EVERY = ("kind", "missing", "aliases")
#: Every key an item of any kind may have.
KEYS = " ".join(dict.fromkeys([*_EVERY, *(key for keys in KINDS.values() for key in keys)]))
_YES, _NO = "是", "否"


def read_items(sections: Mapping[str, Field], formulas: Formulas) -> dict[str, Item]:
    """Every item; formulas may use them from here on."""
    items = {id_: read_item(id_, field.sourced(), formulas) for id_, field in sections.items()}
    _judge_lists(items, sections, formulas.desk)
    return items


def read_item(id_: str, field: Field, formulas: Formulas) -> Item:
    """One item."""
    children, desk = field.fields("zh en", KEYS), formulas.desk
    kind = cast("ItemKind", children["kind"].choice(*KINDS)) if "kind" in children else "number"
    for key, child in children.items():
        if key not in ("zh", "en", *_EVERY, *KINDS[kind]):
            desk.refuse("R210", child.key_place, key=key, kind=kind, id=id_, known=", ".join(KINDS[kind]))
    children = {key: child for key, child in children.items() if key in ("zh", "en", *_EVERY, *KINDS[kind])}
    needed = "unit" if kind == "number" else LISTS.get(kind)
    if needed is not None and needed not in children:
        where = f"`{field.address}`"
        desk.refuse("R102", field.key_place, key=needed, where_en=where, where_zh=where)
    listing = _listing(id_, kind, children) if kind in LISTS else None
    unit = _unit(kind, children, formulas)
    witness = children["witness"].text() if "witness" in children else None
    formulas.declare_item(id_, unit, witnessed=witness is not None, condition=kind == "boolean")
    default = "sum" if unit.dimension and kind == "number" else "none"
    roll_up = children["roll_up"].choice("sum", "none") if "roll_up" in children else default
    least, most = optional_number(children, "at_least"), optional_number(children, "at_most")
    if most is not None and least is not None and most < least:
        desk.refuse("R132", children["at_least"].place, id=id_)
    return Item(
        id_,
        field.label(),
        unit,
        witness,
        _if_absent(children["if_absent"], kind) if "if_absent" in children else None,
        children["missing"].missing() if "missing" in children else None,
        cast("Literal['sum', 'none']", roll_up),
        tuple(alias.text() for alias in children["aliases"].sequence()) if "aliases" in children else (),
        None if listing else least,
        None if listing else most,
        kind,
        listing,
    )


def _unit(kind: ItemKind, children: Mapping[str, Field], formulas: Formulas) -> Unit:
    if kind == "date":
        return DAY
    return formulas.unit(children["unit"]) if "unit" in children else ONE


def truth_of(value: object) -> Decimal | None:
    """1 for true and 是, 0 for false and 否; None for anything else."""
    if value is True or value == _YES:
        return Decimal(1)
    return Decimal(0) if value is False or value == _NO else None


def _if_absent(field: Field, kind: ItemKind) -> Decimal:
    """The figure that stands for none: a number, or of a boolean true or false."""
    said = truth_of(field.node.value)
    number = field.number() if said is None else field.state(said)
    wrong = number not in (0, 1) if kind == "boolean" else said is not None
    if wrong:
        field.desk.refuse("R211" if kind == "boolean" else "R212", field.place, found=field.unsourced().node.text)
    return number


def _listing(id_: str, kind: ItemKind, children: Mapping[str, Field]) -> Listing:
    evidence = _evidence(children, required=False)
    section = children.get(LISTS[kind])
    entries = {
        key: _entry(key, child.sourced(), kind, evidence=evidence)
        for key, child in (section.entries() if section is not None else {}).items()
    }
    if section is not None and not entries:
        section.desk.refuse("R213", section.key_place, id=id_, key=LISTS[kind])
    return Listing(
        children["list"].text() if "list" in children else id_,
        entries,
        cast("Literal['best', 'each']", children["once"].choice("best", "each") if "once" in children else "best"),
        cast("Literal['mean', 'median', 'trimmed']", _combine(children)),
        optional_number(children, "at_least"),
        optional_number(children, "at_most"),
    )


def _combine(children: Mapping[str, Field]) -> str:
    return children["combine"].choice("mean", "median", "trimmed") if "combine" in children else "mean"


def _evidence(children: Mapping[str, Field], *, required: bool) -> bool:
    """Whether evidence is asked for; ``required`` where nothing is said here."""
    return children["evidence"].choice("required", "optional") == "required" if "evidence" in children else required


def _entry(id_: str, field: Field, kind: ItemKind, *, evidence: bool) -> Entry:
    own = "from to" if kind == "expert" else "counts"
    children = field.fields(f"zh en {own}", "evidence")
    low = high = None
    counts = Decimal(0)
    if kind == "expert":
        low, high = children["from"].number(), children["to"].number()
        if high < low:
            field.desk.refuse("R214", children["from"].place, id=id_)
    else:
        counts = children["counts"].number(-1_000_000, 1_000_000)
    return Entry(id_, field.label(), counts, low, high, _evidence(children, required=evidence))


def _judge_lists(items: Mapping[str, Item], sections: Mapping[str, Field], desk: Desk) -> None:
    """Items that read one list must be of one kind, and mean one thing by a name; no list may be an item that is none."""
    owners: dict[str, Item] = {}
    names: dict[tuple[str, str], tuple[str, str, Field]] = {}
    for item in items.values():
        if item.listing is None:
            continue
        list_ = item.listing.name
        field = sections[item.id].mapping()
        other = items.get(list_, item) if list_ != item.id else item
        first = owners.setdefault(list_, item)
        if first.kind != item.kind or other.listing is None or other.listing.name != list_:
            wrong = first if first.kind != item.kind else other
            place = field["list"].place if "list" in field else sections[item.id].key_place
            desk.refuse("R215", place, list=list_, id=item.id, other=wrong.id, kind=wrong.kind)
        for entry in item.listing.entries.values():
            here = field[LISTS[item.kind]].mapping()[entry.id]
            for text in _spellings((entry.id, entry.label.zh, entry.label.en)):
                known, owner, before = names.setdefault((list_, text), (entry.id, item.id, here))
                if known != entry.id:
                    facts = {"label": text, "id": f"{item.id}.{entry.id}", "owner": f"{owner}.{known}"}
                    desk.clash("R216", here.key_place, before.key_place, **facts)


def _spellings(texts: Iterable[str]) -> dict[str, None]:
    """The texts as cells are compared with them: one width, one case, no spaces."""
    return dict.fromkeys("".join(unicodedata.normalize("NFKC", text).casefold().split()) for text in texts)
