"""Names: ids that mean something else already, ids and headings used twice, and what may not stand for "absent"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal

from scoring.language.nodes import RESERVED as WORDS
from scoring.rules.reader import Desk, Field
from scoring.rules.rubric import Category, Item

_OF_RUBRICS = "value basis status"  # words of the rubric itself
_OF_RANKINGS = (  # columns of the ranking, where top pillars have columns too
    "zone year zh en category prefecture parent adjustments total full rank of overall_rank tier stars vetoes state "
    "reasons gates compared_with rank_change total_change comparison x and or not if true false cohort witness target "
    "ledger previous"
)
_OF_FORMS = "name code item unit source no note notes remark remarks from to"  # columns of what zones hand in

_FOR_NODES = frozenset(f"{_OF_RUBRICS} {_OF_RANKINGS}".split())
_FOR_FIGURES = frozenset(_OF_FORMS.split()) | _FOR_NODES | WORDS

#: The ids that each section may not use.
RESERVED: Mapping[str, frozenset[str]] = {
    "categories": frozenset(_OF_RUBRICS.split()),
    "constants": _FOR_FIGURES,
    "items": _FOR_FIGURES,
    "pillars": _FOR_NODES,
    "indicators": _FOR_NODES,
}

#: Sections whose ids must differ from each other's, because formulas or tables name both in one breath.
_APART = (("items", "constants"), ("pillars", "indicators"))

RUBRIC = re.compile(r"[a-z][a-z0-9-]*")
EDITION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_FIGURE = re.compile(r"[-+]?(\d[\d,]*(\.\d*)?|\.\d+)(e[-+]?\d+)?[%‰]?", re.IGNORECASE)
_NOT_APPLICABLE = "不适用"


def judge_ids(sections: Mapping[str, Mapping[str, Field]], desk: Desk) -> bool:
    """Refuse ids that are taken; whether the ids of pillars and indicators can tell them apart."""
    for section, reserved in RESERVED.items():
        for id_, field in sections[section].items():
            if id_ in reserved:
                desk.refuse("R111", field.key_place, id=id_)
    for first, second in _APART:
        for id_ in sections[second].keys() & sections[first].keys():
            place, other = sections[second][id_].key_place, sections[first][id_].key_place
            desk.clash("R112", place, other, id=id_, first=first, second=second)
    return not sections["pillars"].keys() & sections["indicators"].keys()


def judge_name(id_: Field, edition: Field, version: Field) -> None:
    """The rubric's own name, ``id@edition/version``, as cases, scenarios and publications cite it."""
    if not RUBRIC.fullmatch(id_.text()):
        id_.desk.refuse("R113", id_.place, id=id_.text())
    for field in (edition, version):
        if not EDITION.fullmatch(field.text()):
            field.desk.refuse("R114", field.place, text=field.text())


def heading(text: str) -> str:
    """A text as headings are compared: one width, one case, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def judge_headings(fields: Mapping[str, Field], things: Mapping[str, Category | Item], desk: Desk) -> None:
    """Refuse names that two items (or two categories) share: a column headed so could be either."""
    owners: dict[str, tuple[str, Field]] = {}
    for id_, thing in things.items():
        children = fields[id_].mapping()
        spoken = [(id_, fields[id_]), (thing.label.zh, children["zh"]), (thing.label.en, children["en"])]
        if isinstance(thing, Item) and "aliases" in children:
            spoken += [(alias.text(), alias) for alias in children["aliases"].sequence()]
        for plain, (text, field) in {heading(text): (text, field) for text, field in reversed(spoken)}.items():
            owner, before = owners.setdefault(plain, (id_, field))
            if owner != id_:
                place = field.key_place if text == id_ else field.place
                desk.clash("R117", place, before.place, label=text, id=id_, owner=owner)


def judge_placeholders(placeholders: Iterable[Field]) -> tuple[str, ...]:
    """The texts that mean "absent": none may be a figure, and one has a meaning of its own."""
    texts: list[str] = []
    for field in placeholders:
        text = field.text()
        plain = heading(text)
        if isinstance(field.node.value, Decimal) or _FIGURE.fullmatch(plain):
            field.desk.refuse("R115", field.place, text=text)
        elif plain == _NOT_APPLICABLE:
            field.desk.refuse("R116", field.place, text=text)
        texts.append(text)
    return tuple(texts)
