"""Every console block of the README and the guide is run as it stands, and must print what it says.

A page's blocks run in order in one fresh folder that holds copies of ``configs`` and ``data`` and the Makefile. Files
that the guide shows (```` ```yaml title="small.yaml" ````) lie there too. A line ``…`` skips any number of lines.
What a newcomer types to install and test is not run; ``make rank`` is run as the Makefile says, without making the
venv. Python sessions (```` ```pycon ````) are run as doctests in the same folder.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
#: What is typed once to get going; running it here would install or test within the tests.
NOT_RUN = ("git ", "make test", "make check", "make bench", "make docs", "make data", "pip ", "python -m venv ")
SKIP = "…"

_FENCE = re.compile(r"^(?P<indent> *)```(?P<language>[a-z]*)(?: +title=\"(?P<title>[^\"]+)\")? *$")
_MARK = "\x1e"


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the title it has, the line of its first line, and its lines."""

    language: str
    title: str | None
    line: int
    lines: tuple[str, ...]


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page."""
    lines = page.read_text(encoding="utf-8").splitlines()
    number = 0
    while number < len(lines):
        opening = _FENCE.match(lines[number])
        number += 1
        if opening is None:
            continue
        start, indent = number, len(opening["indent"])
        while lines[number].strip() != "```":
            number += 1
        yield Block(
            opening["language"], opening["title"], start + 1, tuple(line[indent:] for line in lines[start:number])
        )
        number += 1


@dataclass(frozen=True)
class Command:
    """A command of a console block, and what must follow it."""

    line: int
    text: str
    output: tuple[str, ...]


def commands(block: Block) -> Iterator[Command]:
    """The commands of a console block; one that ends with a backslash goes on in the next line.

    What stands before the first is a picture of a screen and not run.
    """
    begun: list[tuple[int, str, list[str]]] = []
    going_on = False
    for number, line in enumerate(block.lines, block.line):
        if going_on:
            before, text, output = begun.pop()
            begun.append((before, f"{text}\n{line.removeprefix('> ')}", output))
            going_on = line.endswith("\\")
        elif line.startswith("$ "):
            begun.append((number, line[2:], []))
            going_on = line.endswith("\\")
        elif begun:
            begun[-1][2].append(line)
    for number, text, output in begun:
        yield Command(number, text, tuple(output))


def matches(expected: tuple[str, ...], found: tuple[str, ...]) -> bool:
    """Whether lines are the lines expected, where ``…`` stands for any number of lines."""
    parts: list[list[str]] = [[]]
    for line in (line.rstrip() for line in expected):
        if line.strip() == SKIP:
            parts.append([])
        else:
            parts[-1].append(line)
    lines, (first, *others) = [line.rstrip() for line in found], parts
    if not others:
        return lines == first
    position, last = len(first), others.pop()
    if lines[:position] != first:
        return False
    for part in others:
        starts = range(position, len(lines) - len(part) + 1)
        start = next((start for start in starts if lines[start : start + len(part)] == part), None)
        if start is None:
            return False
        position = start + len(part)
    return len(lines) - len(last) >= position and lines[len(lines) - len(last) :] == last


def trimmed(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Lines without the empty ones at the end."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end]


def recipe(target: str) -> str:
    """What the Makefile runs for a target, with the programs of this environment."""
    found = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None
    return "\n".join(line.strip().removeprefix("@").replace("$(BIN)/", "") for line in found[1].splitlines())


def runnable(command: str) -> str:
    """The shell text of a command."""
    return recipe("rank") if command.strip() == "make rank" else command


def environment() -> dict[str, str]:
    """A shell of 100 columns, English, without colour, where ``scoring`` is this environment's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "SCORING"))}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return kept | {
        "PATH": path,
        "COLUMNS": "100",
        "LANG": "en_US.UTF-8",
        "NO_COLOR": "1",
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
    }


def run(texts: list[str], folder: Path) -> list[tuple[str, ...]]:
    """The output of every command, run one after the other in one shell."""
    script = "".join(f"{text}\n__status=$?; printf '{_MARK}'; (exit $__status)\n" for text in texts)
    done = subprocess.run(
        ["bash", "--norc", "-c", script],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        timeout=240,
        check=False,
    )
    return [tuple(part.splitlines()) for part in done.stdout.decode("utf-8").split(_MARK)[: len(texts)]]


@pytest.fixture
def workshop(tmp_path: Path) -> Path:
    """A folder as a reader has it: the examples, and the files that the guide shows."""
    for name in ("configs", "data"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "Makefile", tmp_path)
    for page in PAGES:
        for block in blocks(page):
            if block.title is not None:
                path = tmp_path / block.title
                assert not path.exists(), f"{page.name}: {block.title} is shown twice"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text("\n".join(block.lines) + "\n", encoding="utf-8")
    return tmp_path


def named(page: Path) -> str:
    """A page's name in a report."""
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", [p for p in PAGES if any(b.language == "console" for b in blocks(p))], ids=named)
def test_console_blocks_print_what_they_say(page: Path, workshop: Path) -> None:
    faults = []
    for block in blocks(page):
        if block.language != "console":
            continue
        wanted = [command for command in commands(block) if not command.text.startswith(NOT_RUN)]
        printed = run([runnable(command.text) for command in wanted], workshop)
        for command, found in zip(wanted, printed, strict=True):
            if not matches(trimmed(command.output), trimmed(found)):
                shown = "\n".join(found)
                faults.append(f"{named(page)}:{command.line}: $ {command.text}\nprints\n{shown}")
    assert not faults, "\n\n".join(faults)


@pytest.mark.parametrize("page", [p for p in PAGES if any(b.language == "pycon" for b in blocks(p))], ids=named)
def test_python_sessions_print_what_they_say(
    page: Path, workshop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workshop)
    source = "\n".join("\n".join(block.lines) + "\n" for block in blocks(page) if block.language == "pycon")
    session = doctest.DocTestParser().get_doctest(source, {}, named(page), named(page), 0)
    failed = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE).run(session).failed
    assert not failed, capsys.readouterr().out


@pytest.mark.parametrize(
    ("expected", "found", "same"),
    [
        (("a", "b"), ("a", "b"), True),
        (("a", "b"), ("a", "c"), False),
        (("a",), ("a", "b"), False),
        (("a", "…"), ("a", "b", "c"), True),
        (("…", "c"), ("a", "b", "c"), True),
        (("a", "…", "d"), ("a", "b", "c"), False),
        (("…", "b", "…", "d"), ("a", "b", "c", "d"), True),
        (("…", "c", "…", "b", "…"), ("a", "b", "c"), False),
        (("a", "…", "a"), ("a",), False),
        (("…",), (), True),
        ((), ("a",), False),
    ],
)
def test_an_ellipsis_skips_lines_and_nothing_else_does(
    expected: tuple[str, ...], found: tuple[str, ...], same: bool
) -> None:
    assert matches(expected, found) is same


def test_commands_keep_the_exit_code_of_the_one_before_and_the_folder(tmp_path: Path) -> None:
    assert run(["mkdir here", "cd here", "(exit 3)", "echo $?", "basename $PWD"], tmp_path)[3:] == [("3",), ("here",)]


def test_the_makefile_says_what_make_rank_runs() -> None:
    assert recipe("rank").startswith("scoring rank configs/rubrics/province-2025.yaml --data data/province")
