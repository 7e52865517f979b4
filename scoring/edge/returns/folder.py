"""Which file is what: the roles and years that the names in a data folder tell."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePath

from scoring.edge.returns.log import Log
from scoring.language.hidden import strip_hidden
from scoring.language.problems import Place

READ = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".parquet", ".jsonl", ".ndjson")
_QUIET = (".md", ".txt", ".py", ".yaml", ".yml")
_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")
_WITNESS = re.compile(r"(?:witness|佐证)[-_ ](.+?)(?:[-_ .]*20[0-9]{2}年?)?", re.IGNORECASE)


_LIST = re.compile(
    r"(?:lists?|roster|checklist|scores|名单|清单|专家评分)(?:[-_ ](.+?))??(?:[-_ .]*20[0-9]{2}年?)?", re.IGNORECASE
)
_LIST_FOLDERS = ("lists", "名单")


class Role(StrEnum):
    """What a file holds."""

    REGISTER = "register"
    RETURNS = "returns"
    WITNESS = "witness"
    TARGETS = "targets"
    LEDGER = "ledger"
    LISTS = "lists"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: where it is, how it is called in messages, its role, and the year (and list) its name tells."""

    path: Path
    name: str
    role: Role
    witness: str | None = None
    year: int | None = None
    list: str | None = None


def survey(path: Path, log: Log) -> list[Source]:
    """Every file to read under a path, in the order of their names. One file alone is a return, whatever its name."""
    root = path.resolve()
    if path.is_file():
        year = name_year(PurePath(root.parent.name, path.name))
        return [Source(path, strip_hidden(path.name), Role.RETURNS, None, year)]
    sources = []
    for file in _files(path):
        relative = file.relative_to(path)
        name = strip_hidden(relative.as_posix())
        if file.name.startswith("~$"):
            log.tell("D103", Place(name))
        elif not file.is_file():
            log.caution("D102", Place(name))
        elif file.suffix.casefold() in READ:
            year = name_year(PurePath(root.name) / relative)
            role, witness = role_of(file.stem)
            list_ = list_of(relative) if role is Role.RETURNS else None
            role = role if list_ is None else Role.LISTS
            sources.append(Source(file, name, role, witness, year, list_ or None))
        elif file.suffix.casefold() not in _QUIET and file.stem.casefold() != "readme":
            log.caution("D102", Place(name))
    return sources


def _files(folder: Path) -> Iterator[Path]:
    """The files below a folder, in order, without hidden ones and without following links to folders."""
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(root, name)


def role_of(stem: str) -> tuple[Role, str | None]:
    """The role a file name tells, and the witness source where it is one."""
    plain = stem.strip().casefold()
    witness = _WITNESS.fullmatch(stem.strip())
    if witness:
        return Role.WITNESS, witness[1].strip("-_ ")
    for role, names in (
        (Role.REGISTER, ("register", "名册", "开发区名册")),
        (Role.TARGETS, ("targets", "target", "目标", "年度目标")),
        (Role.LEDGER, ("ledger", "台账", "核验台账")),
    ):
        if any(plain == name or re.match(re.escape(name) + r"[-_. 0-9]", plain) for name in names):
            return role, None
    return Role.RETURNS, None


def list_of(path: PurePath) -> str | None:
    """The list that a file's name (or a sheet's) tells: "" where it is a list but not which, None where it is none."""
    found = _LIST.fullmatch(path.stem.strip())
    if found is not None:
        return (found[1] or "").strip("-_ ")
    if any(part.strip().casefold() in _LIST_FOLDERS for part in path.parts[:-1]):
        return _YEAR.sub("", path.stem).strip("-_ .年")
    return None


def name_year(path: PurePath) -> int | None:
    """The year in a file's name, else in the nearest folder that has one. Two years in one name tell none."""
    for part in reversed(path.parts):
        years = set(_YEAR.findall(part))
        if len(years) == 1:
            return int(years.pop())
        if years:
            return None
    return None
