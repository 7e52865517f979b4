"""``scoring init``: a small project that runs as it is, to be changed into one's own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from errno import ENOTDIR
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from rich.text import Text

from scoring.edge.export import write
from scoring.edge.screens.terminal import Terminal
from scoring.edge.verbs.outcome import Outcome, misuse
from scoring.edge.words import say

#: What a user types next, in the new folder.
NEXT = (
    "scoring check rubric.yaml --cases cases.yaml",
    "scoring rank rubric.yaml --data data",
    "scoring explain rubric.yaml 0101 --data data",
)


def init(folder: Path, terminal: Terminal) -> Outcome:
    """Write the starter files. Nothing is written if any of them is already there."""
    contents = dict(starter_files())
    there = [name for name in contents if (folder / name).exists()]
    if there:
        raise misuse("X111", folder=str(folder), files=", ".join(there))
    if folder.exists() and not folder.is_dir():
        raise misuse("X104", path=str(folder), reason=os.strerror(ENOTDIR))
    for name, content in contents.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise misuse("X104", path=str(path.parent), reason=error.strerror or str(error)) from error
        write(path, content)
    out, language = terminal.out, terminal.language
    out.print(Text(say("init.made", language, folder=folder), "bold"), soft_wrap=True)
    for name in contents:
        out.print(Text(f"  {name}"), soft_wrap=True)
    out.print(Text(say("init.next", language), "bold"))
    for command in (f"cd {folder}", *NEXT):
        out.print(Text(f"  {command}", "cyan"), soft_wrap=True)
    return Outcome.FINE


def starter_files() -> Iterator[tuple[str, bytes]]:
    """The files of the starter project by their path in it, and the schemas that editors use."""
    yield from _below(files("scoring.edge") / "starter", "")
    schemas = files("scoring.rules") / "schemas"
    for schema in sorted(schemas.iterdir(), key=lambda file: file.name):
        if schema.name in ("rubric.json", "case.json"):
            yield f"schemas/{schema.name}", schema.read_bytes()


def _below(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _below(entry, f"{prefix}{entry.name}/")
        elif not entry.name.endswith((".py", ".pyc")):
            yield f"{prefix}{entry.name}", entry.read_bytes()
