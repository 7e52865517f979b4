"""Case files: finding them, matching each case with its rubric, and running them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from scoring.engine.cases import Difference, run_case
from scoring.language.problems import Place, Problem, Rejected
from scoring.language.source import read_yaml_file
from scoring.rules.cases import Case, read_cases
from scoring.rules.rubric import Rubric


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How a case went."""

    name: str
    rubric: str
    place: Place
    differences: tuple[Difference, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.differences


def run_cases(path: Path, rubrics: Iterable[Rubric]) -> list[CaseResult]:
    """Run the cases of a file or folder that name one of the rubrics; others are left alone.

    Raises ``Rejected`` where a case cannot be read, or names what its rubric has not.
    """
    known = list(rubrics)
    results: list[CaseResult] = []
    problems: list[Problem] = []
    files = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
    if not files:
        raise Rejected([Problem("K100", Place(str(path)), {})])
    for case in _cases(files, problems):
        rubric = next((rubric for rubric in known if case.rubric in names_of(rubric)), None)
        if rubric is None:
            continue
        try:
            results.append(CaseResult(case.name, rubric.name, case.place, run_case(rubric, case)))
        except Rejected as rejected:
            problems += rejected.problems
    if problems:
        raise Rejected(problems)
    return results


def names_of(rubric: Rubric) -> tuple[str, str, str]:
    """The names a case may call a rubric by: id, id@edition, id@edition/version."""
    return rubric.id, f"{rubric.id}@{rubric.edition}", rubric.name


def _cases(files: Iterable[Path], problems: list[Problem]) -> Iterator[Case]:
    for file in files:
        try:
            yield from read_cases(read_yaml_file(file))
        except Rejected as rejected:
            problems += rejected.problems
