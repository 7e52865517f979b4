"""Case files: found, matched with their rubrics, run; and a run without a single case is no success."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.edge.cases import names_of, run_cases
from scoring.language.messages import help_lines, sentence
from scoring.language.problems import Rejected
from tests.engine.towns import method

CASE = "- {{name: {name}, rubric: {rubric}, given: {{tax: 50}}, expect: {{total: {total}}}}}\n"


def write(path: Path, *cases: tuple[str, str, str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(CASE.format(name=n, rubric=r, total=t) for n, r, t in cases), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["towns", "towns@2025", "towns@2025/1.0.0"])
def test_a_case_may_call_its_rubric_by_three_names(tmp_path: Path, name: str) -> None:
    assert name in names_of(method())
    (result,) = run_cases(write(tmp_path / "a.yaml", ("one", name, "50")), [method()])
    assert result.passed
    assert (result.name, result.rubric, result.differences) == ("one", "towns@2025/1.0.0", ())


@pytest.mark.parametrize("name", ["villages", "towns@2024", "towns@2025/1.0.1"])
def test_cases_of_other_rubrics_are_left_alone(tmp_path: Path, name: str) -> None:
    assert run_cases(write(tmp_path / "a.yaml", ("one", name, "0")), [method()]) == []


def test_a_folder_is_searched_in_the_order_of_names(tmp_path: Path) -> None:
    write(tmp_path / "b.yaml", ("second", "towns", "50"))
    write(tmp_path / "a" / "z.yaml", ("first", "towns", "50"))
    (tmp_path / "notes.txt").write_text("no case", encoding="utf-8")
    assert [result.name for result in run_cases(tmp_path, [method()])] == ["first", "second"]


def test_a_case_that_fails_says_what_was_found(tmp_path: Path) -> None:
    path = write(tmp_path / "a.yaml", ("one", "towns", "50"), ("two", "towns", "50.01"))
    first, second = run_cases(path, [method()])
    assert first.passed
    assert not second.passed
    (difference,) = second.differences
    assert (difference.expectation.what, difference.found) == ("total", "50")
    assert second.place.line == 2


def test_a_folder_without_case_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Rejected) as caught:
        run_cases(tmp_path, [method()])
    (problem,) = caught.value.problems
    assert problem.code == "K100"
    assert sentence(problem, "en") == "no case files here"
    assert sentence(problem, "zh") == "此处没有用例文件"
    assert problem.place is not None
    assert problem.place.source == str(tmp_path)
    assert all(help_lines(problem, "zh"))


def test_problems_of_all_files_are_said_at_once(tmp_path: Path) -> None:
    write(tmp_path / "a.yaml", ("one", "towns", "50"))
    (tmp_path / "b.yaml").write_text("- name: no more\n", encoding="utf-8")
    (tmp_path / "c.yaml").write_text(
        "- {name: a, rubric: towns, given: {taxx: 1}, expect: {total: 1}}\n", encoding="utf-8"
    )
    (tmp_path / "d.yaml").write_text(
        "- {name: a, rubric: towns, given: {tax: 1}, expect: {totel: 1}}\n", encoding="utf-8"
    )
    with pytest.raises(Rejected) as caught:
        run_cases(tmp_path, [method()])
    codes = [problem.code for problem in caught.value.problems]
    assert {"K102", "K103"} <= set(codes)
    assert {Path(problem.place.source).name for problem in caught.value.problems if problem.place} == {
        "b.yaml",
        "c.yaml",
        "d.yaml",
    }


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Rejected) as caught:
        run_cases(tmp_path / "none.yaml", [method()])
    assert [problem.code for problem in caught.value.problems] == ["Y100"]
