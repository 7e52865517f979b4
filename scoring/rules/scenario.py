"""Scenarios: a rubric with holes. A document that names a rubric and says what is different (RFC 7396 merge patch).

The patched document is read again as a whole rubric, so whatever no longer adds up is refused, and every value keeps the
place it was written at: a problem points into the scenario where the scenario is to blame, and into the base elsewhere.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from scoring.language.problems import Place, Problem, Rejected
from scoring.language.source import Node, read_bytes, read_yaml
from scoring.rules.names import EDITION, RUBRIC
from scoring.rules.reader import Desk, Field, Malformed
from scoring.rules.rubric import Label, Rubric, Stated, Status
from scoring.rules.structure import explain

_REQUIRED = "scenario base zh en changes"
_OPTIONAL = "question"
#: What a scenario may not change: it would no longer be a scenario of its base.
_IDENTITY = ("rubric", "edition", "version")
_BASE = re.compile(rf"(?P<id>{RUBRIC.pattern})@(?P<edition>{EDITION.pattern})(/(?P<version>{EDITION.pattern}))?")
#: What is known of the numbers of one document, by line and column: basis and status.
Evidence = dict[tuple[int | None, int | None], tuple[str | None, Status | None]]

_HEAD = re.compile(rb"^(rubric|scenario)[ \t]*:[ \t]*[\"']?([A-Za-z0-9-]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Base:
    """The rubric a scenario changes, as it is ``written``: ``version`` is None where any version will do."""

    written: str
    place: Place
    id: str = ""
    edition: str = ""
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario as it stands in its document.

    ``basis`` and ``status`` hold for the numbers the scenario brings; without a status they are illustrative.
    """

    id: str
    base: Base
    label: Label
    question: str | None
    basis: str | None
    status: Status
    changes: Node

    def named(self, rubric: Rubric, base: Node, own: str) -> Rubric:
        """The patched rubric under both names; each number rests on what its own document says (``own``: the scenario)."""
        mine, theirs = _evidence(self.changes, self.basis, self.status), _evidence(base, None, None)
        numbers = tuple(_sourced(number, mine if number.place.source == own else theirs) for number in rubric.numbers)
        zh, en = f"{rubric.label.zh}（{self.label.zh}）", f"{rubric.label.en} ({self.label.en})"
        return replace(rubric, id=f"{rubric.id}~{self.id}", label=Label(zh, en), numbers=numbers)


def _sourced(number: Stated, evidence: Evidence) -> Stated:
    basis, status = evidence[number.place.line, number.place.column]
    return replace(number, basis=basis, status=status)


def is_scenario(root: Node) -> bool:
    """Whether a document is meant as a scenario."""
    return isinstance(root.value, dict) and "scenario" in root.value


def read_scenario(root: Node) -> Scenario:
    """The scenario of a document. Raises ``Rejected`` where it has not the shape of one, or changes its base's name."""
    desk = Desk()
    try:
        scenario = _read(Field(root, desk))
    except Malformed as malformed:
        raise Rejected(explain(root, malformed, "scenario")) from None
    if desk.problems:
        raise Rejected(desk.problems)
    return scenario


def _read(root: Field) -> Scenario:
    sourced, children = root.sourced(), root.fields(_REQUIRED, _OPTIONAL)
    id_ = children["scenario"]
    if not RUBRIC.fullmatch(id_.text()):
        id_.desk.refuse("R226", id_.place, id=id_.text())
    for key, child in children["changes"].mapping().items():
        if key in _IDENTITY:
            child.desk.refuse("R225", child.key_place, key=key)
    question = children["question"].text() if "question" in children else None
    status = sourced.status or Status.ILLUSTRATIVE
    return Scenario(
        id_.text(), _base(children["base"]), root.label(), question, sourced.basis, status, children["changes"].node
    )


def _base(field: Field) -> Base:
    text = field.text()
    match = _BASE.fullmatch(text)
    if match is None:
        field.desk.refuse("R220", field.place, base=text)
        return Base(text, field.place)
    return Base(text, field.place, match["id"], match["edition"], match["version"])


# the base ------------------------------------------------------------------------------------------------------------


def find_base(scenario: Scenario, path: Path) -> tuple[Node, bytes]:
    """The base's document and its bytes: it lies in the scenario's folder, or in ``rubrics`` beside that folder.

    Raises ``Rejected`` when there is none, or more than one, or when it is a scenario itself.
    """
    wanted = scenario.base
    known: list[str] = []
    found: list[tuple[Node, bytes]] = []
    other: list[str] = []
    for file in _documents(path):
        content = read_bytes(file)
        heads = dict(_HEAD.findall(content))
        if heads.get(b"scenario") == wanted.id.encode():
            raise Rejected([_problem(wanted, "R222", path=file.as_posix())])
        if b"rubric" in heads and b"scenario" not in heads:
            known.append(heads[b"rubric"].decode())
        if heads.get(b"rubric") != wanted.id.encode():
            continue
        root = read_yaml(content, file.as_posix())
        name = {key: _text(root, key) for key in _IDENTITY}
        if name["edition"] == wanted.edition and wanted.version in (None, name["version"]):
            found.append((root, content))
        else:
            other.append(f"{name['rubric']}@{name['edition']}/{name['version']}")
    if len(found) > 1:
        files = ", ".join(sorted(root.place.source for root, _ in found))
        raise Rejected([_problem(wanted, "R223", files=files)])
    if found:
        return found[0]
    if other:
        raise Rejected([_problem(wanted, "R227", found=", ".join(sorted(other)))])
    desk = Desk()
    folders = ", ".join(folder.as_posix() for folder in _folders(path))
    desk.unknown("R221", wanted.place, wanted.id, sorted(set(known)), folders=folders)
    raise Rejected(desk.problems)


def _problem(base: Base, code: str, **facts: str) -> Problem:
    return Problem(code, base.place, {"base": base.written, **facts})


def _folders(path: Path) -> tuple[Path, Path]:
    return path.parent, Path(os.path.normpath(path.parent / ".." / "rubrics"))


def _documents(path: Path) -> Iterator[Path]:
    """The documents a base may be among, the scenario itself apart."""
    for folder in dict.fromkeys(_folders(path)):
        yield from (file for file in sorted(folder.glob("*.yaml")) if file.name != path.name or folder != path.parent)


def _text(root: Node, key: str) -> str:
    value = root.value
    return value[key].text if isinstance(value, dict) and key in value else "–"


# the patch -----------------------------------------------------------------------------------------------------------


def overlay(base: Node, patch: Node, desk: Desk) -> Node:
    """The base with the patch laid over it (RFC 7396): mappings are merged, null removes, all else replaces.

    Removing what is not there is a problem on the desk: it is a slip in an address.
    """
    return _overlaid(base, patch, desk, "")


def _overlaid(base: Node | None, patch: Node, desk: Desk, address: str) -> Node:
    if not isinstance(patch.value, dict):
        return patch
    # a mapping that takes the place of something else stands where the patch has it
    under = base is not None and isinstance(base.value, dict)
    here = base if base is not None and under else patch
    old = base.value if base is not None and isinstance(base.value, dict) else {}
    merged = dict(old)
    for key, child in patch.value.items():
        inner = f"{address}.{key}" if address else key
        if child.value is not None or not child.is_scalar:
            merged[key] = _overlaid(old.get(key), child, desk, inner)
        elif key in merged:
            del merged[key]
        else:
            desk.unknown("R224", child.key_place, key, old, address=inner)
    return here.holding(merged)


def patched(scenario: Scenario, base: Node) -> Node:
    """The base as the scenario has it. Raises ``Rejected`` where the scenario removes what is not there."""
    desk = Desk()
    root = overlay(base, scenario.changes, desk)
    if desk.problems:
        raise Rejected(desk.problems)
    return root


def fingerprint(contents: Iterable[bytes]) -> str:
    """One fingerprint of several documents, each told apart from the next."""
    digests = b"".join(hashlib.sha256(content).digest() for content in contents)
    return hashlib.sha256(digests).hexdigest()


def _evidence(root: Node, basis: str | None, status: Status | None) -> Evidence:
    """The basis and status in force at every scalar of one document, by its line and column."""
    found: Evidence = {}
    waiting = [(root, basis, status)]
    while waiting:
        node, basis, status = waiting.pop()
        value = node.value
        if isinstance(value, dict):
            basis = _said(value, "basis") or basis
            status = Status(said) if (said := _said(value, "status")) else status
            waiting += [(child, basis, status) for child in value.values()]
        elif isinstance(value, list):
            waiting += [(child, basis, status) for child in value]
        else:
            found[node.place.line, node.place.column] = basis, status
    return found


def _said(mapping: dict[str, Node], key: str) -> str | None:
    """What a mapping says under a key; nothing where a patch takes it away."""
    return mapping[key].text if key in mapping and mapping[key].value is not None else None
