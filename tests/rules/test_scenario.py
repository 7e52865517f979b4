"""Scenarios: a base found, patched and read again as a whole; every value keeps its place, every slip is said."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from scoring.language.problems import Problem, Rejected
from scoring.language.source import Node, plain, read_yaml, read_yaml_file
from scoring.rules.reader import Desk
from scoring.rules.reading import read_rubric
from scoring.rules.rubric import Rubric, Status
from scoring.rules.scenario import is_scenario, overlay, read_scenario
from scoring.rules.structure import faults, schema
from tests.rules.documents import SMALL, caret, changed, only, said, said_zh
from tests.rules.mutations import ROOT, mutations

SOURCED = changed(SMALL, ("en: A small method\n", "en: A small method\nbasis: 甲办法\nstatus: official\n"))
HALF = """\
scenario: half
base: small@2025
zh: 各半
en: Half each
question: Who moves?
changes:
  indicators:
    tax_per_mu: {points: 50}
    staffing: {points: {national: 50, provincial: {value: 50, basis: 丙稿, status: reconstructed}}}
"""
SHIPPED = sorted((ROOT / "configs" / "scenarios").glob("*.yaml"))


def written(folder: Path, scenario: str = HALF, **rubrics: str) -> Path:
    """A scenario's file, with rubrics in the folder beside its own."""
    for name, text in (rubrics or {"small": SOURCED}).items():
        (folder / "rubrics").mkdir(exist_ok=True)
        (folder / "rubrics" / f"{name}.yaml").write_text(text, encoding="utf-8")
    path = folder / "scenarios" / "half.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(scenario, encoding="utf-8")
    return path


def refusals(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(Rejected) as caught:
        read_rubric(path)
    return caught.value.problems


def evidence(rubric: Rubric) -> dict[str, tuple[str | None, Status | None]]:
    return {number.address: (number.basis, number.status) for number in rubric.numbers}


class TestWhole:
    def test_is_the_base_with_the_changes(self, tmp_path: Path) -> None:
        rubric = read_rubric(written(tmp_path))
        assert rubric.name == "small~half@2025/1.0.0"
        assert rubric.label.zh == "小办法（各半）"
        assert rubric.label.en == "A small method (Half each)"
        assert rubric.indicators["tax_per_mu"].full == dict.fromkeys(("national", "provincial"), Fraction(50))
        assert rubric.indicators["staffing"].full["provincial"] == 50
        assert list(rubric.items) == ["tax", "land", "staff"]

    def test_its_fingerprint_covers_both_files(self, tmp_path: Path) -> None:
        prints = {
            read_rubric(written(tmp_path, scenario, small=base)).fingerprint
            for scenario in (HALF, HALF + "# a note\n")
            for base in (SOURCED, SOURCED + "# a note\n")
        }
        assert len(prints) == 4

    def test_numbers_rest_on_their_own_document(self, tmp_path: Path) -> None:
        found = evidence(read_rubric(written(tmp_path)))
        assert found["indicators.tax_per_mu.points"] == (None, Status.ILLUSTRATIVE)
        assert found["indicators.staffing.points.national"] == (None, Status.ILLUSTRATIVE)
        assert found["indicators.staffing.points.provincial"] == ("丙稿", Status.RECONSTRUCTED)
        assert found["indicators.tax_per_mu.level.scale.100%"] == ("甲办法", Status.OFFICIAL)

    def test_a_basis_of_the_scenario_holds_for_what_it_brings_alone(self, tmp_path: Path) -> None:
        scenario = changed(
            HALF,
            ("changes:\n", "basis: 乙稿\nstatus: official\nchanges:\n"),
            (
                "tax_per_mu: {points",
                "tax_per_mu: {basis: 丁稿, level: {scale: {lines: [[0, 0%], [20, 100%]], 0%: null, 100%: null}}, points",
            ),
        )
        found = evidence(read_rubric(written(tmp_path, scenario)))
        assert found["indicators.tax_per_mu.points"] == ("丁稿", Status.OFFICIAL)
        assert found["indicators.tax_per_mu.level.scale.lines.1.0"] == ("丁稿", Status.OFFICIAL)
        assert found["indicators.staffing.points.national"] == ("乙稿", Status.OFFICIAL)
        two = evidence(read_rubric(written(tmp_path, changed(HALF, ("{points: 50}", "{basis: 丁稿, points: 50}")))))
        assert two["indicators.tax_per_mu.level.scale.100%"] == ("甲办法", Status.OFFICIAL)

    def test_evidence_can_be_taken_away(self, tmp_path: Path) -> None:
        rubric = read_rubric(written(tmp_path, changed(HALF, ("changes:\n", "changes:\n  basis: null\n"))))
        assert rubric.basis is None
        assert evidence(rubric)["indicators.tax_per_mu.points"] == (None, Status.ILLUSTRATIVE)

    def test_the_base_may_lie_in_the_same_folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "other-name.yaml").write_text(SMALL, encoding="utf-8")
        (tmp_path / "cases.yaml").write_text("- name: none of them\n", encoding="utf-8")
        (tmp_path / "half.yaml").write_text(HALF, encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        assert read_rubric("half.yaml").name == "small~half@2025/1.0.0"

    def test_in_a_folder_of_rubrics_it_is_looked_at_once(self, tmp_path: Path) -> None:
        written(tmp_path)
        path = tmp_path / "rubrics" / "half.yaml"
        path.write_text(HALF, encoding="utf-8")
        assert read_rubric(path).id == "small~half"

    def test_an_edition_and_a_version_are_chosen(self, tmp_path: Path) -> None:
        texts = {
            "a": changed(SMALL, ("edition: 2025", "edition: 2024")),
            "b": SMALL,
            "c": changed(SMALL, ("1.0.0", "1.1.0")),
        }
        scenario = changed(HALF, ("small@2025", "small@2025/1.1.0"))
        assert read_rubric(written(tmp_path, scenario, **texts)).version == "1.1.0"

    def test_a_document_that_is_no_mapping_is_none(self) -> None:
        assert not is_scenario(read_yaml("[1]", "list.yaml"))


class TestRefusals:
    @pytest.mark.parametrize("base", ["small", "small@", "Small@2025", "small@2025/", "@2025"])
    def test_a_base_that_is_no_name(self, tmp_path: Path, base: str) -> None:
        problem = only(refusals(written(tmp_path, changed(HALF, ("small@2025", f'"{base}"')))), "R220")
        assert said(problem) == f"`{base}` does not name a rubric"
        assert base in caret(problem)

    def test_a_base_that_is_not_there(self, tmp_path: Path) -> None:
        problem = only(refusals(written(tmp_path, changed(HALF, ("small@2025", "smal@2025")))), "R221")
        assert said(problem) == "no rubric `smal` beside the scenario"
        assert (problem.facts["guess"], problem.facts["known"]) == ("small", "small")
        assert caret(problem) == "smal@2025"

    def test_a_base_that_is_a_scenario(self, tmp_path: Path) -> None:
        path = written(tmp_path)
        second = path.with_name("second.yaml")
        second.write_text(
            changed(HALF, ("scenario: half", "scenario: more"), ("small@2025", "half@2025")), encoding="utf-8"
        )
        problem = only(refusals(second), "R222")
        assert said(problem).startswith("the base `half@2025` is a scenario itself: ")

    def test_two_bases(self, tmp_path: Path) -> None:
        path = written(tmp_path, HALF, a=SMALL, b=changed(SMALL, ("1.0.0", "1.1.0")))
        problem = only(refusals(path), "R223")
        assert "a.yaml, " in said(problem)

    @pytest.mark.parametrize("base", ["small@2024", "small@2025/1.1.0"])
    def test_another_edition_or_version(self, tmp_path: Path, base: str) -> None:
        problem = only(refusals(written(tmp_path, changed(HALF, ("small@2025", base)))), "R227")
        assert said(problem) == f"`{base}` is not here; beside the scenario lies small@2025/1.0.0"
        assert said_zh(problem) == f"没有 `{base}`；情景旁边的是 small@2025/1.0.0"

    def test_a_base_that_names_no_edition(self, tmp_path: Path) -> None:
        path = written(tmp_path, HALF, a=changed(SMALL, ("edition: 2025\n", "")))
        assert only(refusals(path), "R227").facts["found"] == "small@–/1.0.0"

    def test_removing_what_is_not_there(self, tmp_path: Path) -> None:
        scenario = changed(HALF, ("{points: 50}", "{points: 50, levl: null, unit: {deep: null}}"))
        found = refusals(written(tmp_path, scenario))
        assert [problem.facts["address"] for problem in found] == [
            "indicators.tax_per_mu.levl",
            "indicators.tax_per_mu.unit.deep",
        ]
        assert (caret(found[0]), found[0].facts["guess"]) == ("levl", "level")

    @pytest.mark.parametrize("key", ["rubric", "edition", "version"])
    def test_the_name_of_the_base_stays(self, tmp_path: Path, key: str) -> None:
        problem = only(refusals(written(tmp_path, changed(HALF, ("changes:\n", f"changes:\n  {key}: x\n")))), "R225")
        assert said(problem) == f"a scenario cannot change `{key}`"

    def test_an_id_that_is_none(self, tmp_path: Path) -> None:
        problem = only(refusals(written(tmp_path, changed(HALF, ("scenario: half", "scenario: Half more")))), "R226")
        assert caret(problem) == "Half more"

    def test_a_shape_that_is_wrong(self, tmp_path: Path) -> None:
        problem = only(refusals(written(tmp_path, changed(HALF, ("question:", "sweep:")))), "R101")
        assert said(problem) == "unknown key `sweep` in the document"

    def test_a_rubric_that_no_longer_adds_up(self, tmp_path: Path) -> None:
        found = refusals(written(tmp_path, changed(HALF, ("{points: 50}", "{points: 55}"))))
        assert {(problem.code, problem.facts["sum"]) for problem in found} == {("R129", "105")}

    def test_a_slip_in_a_changed_value_points_into_the_scenario(self, tmp_path: Path) -> None:
        scenario = changed(HALF, ("{points: 50}", "{points: 50, value: tax / lnad}"))
        problem = only(refusals(written(tmp_path, scenario)), "F104")
        assert (problem.place.source if problem.place else "").endswith("half.yaml")
        assert caret(problem) == "lnad"

    def test_a_slip_of_the_base_points_into_the_base(self, tmp_path: Path) -> None:
        path = written(tmp_path, HALF, small=changed(SMALL, ("value: tax / land", "value: tax / lnad")))
        problem = only(refusals(path), "F104")
        assert (problem.place.source if problem.place else "").endswith("small.yaml")

    def test_a_base_that_cannot_be_read(self, tmp_path: Path) -> None:
        assert {problem.code[0] for problem in refusals(written(tmp_path, HALF, small=SMALL + "]\n"))} == {"Y"}


KEYS = st.sampled_from(["a", "b", "c"])
LEAVES = st.none() | st.integers(0, 9) | st.lists(st.integers(0, 9), max_size=2)
TREES = st.dictionaries(KEYS, st.recursive(LEAVES, lambda inner: st.dictionaries(KEYS, inner, max_size=3)), max_size=3)


def merged(target: Any, patch: Any) -> Any:
    """RFC 7396, section 2, word for word."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def document(data: Any) -> Node:
    return read_yaml(yaml.safe_dump(data), "data.yaml")


class TestPatch:
    @given(TREES, TREES)
    def test_is_a_merge_patch(self, base: Any, patch: Any) -> None:
        assert plain(overlay(document(base), document(patch), Desk())) == merged(base, patch)

    @given(TREES)
    def test_nothing_changes_nothing(self, base: Any) -> None:
        assert plain(overlay(document(base), document({}), Desk())) == base

    def test_keeps_the_order_of_the_base(self) -> None:
        found = overlay(document({"b": 1, "a": 2}), read_yaml("{c: 1, a: 3}", "patch"), Desk())
        assert isinstance(found.value, dict)
        assert list(found.value) == ["a", "b", "c"]


class TestSchema:
    def test_the_reader_refuses_what_the_schema_refuses(self) -> None:
        for told, mutant in mutations(read_yaml(HALF, "half.yaml")):
            if told.startswith(".changes") and not told.startswith((".changes =", ".changes dropped", ".changesx")):
                continue  # a patch may hold anything: the patched rubric is what is judged
            try:
                read_scenario(mutant)
                codes: set[str] = set()
            except Rejected as rejected:
                codes = {problem.code for problem in rejected.problems}
            structural = bool(codes & {"R101", "R102", "R103"})
            assert structural == bool(faults(mutant, "scenario")), told

    @pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
    def test_shipped(self, path: Path) -> None:
        root = read_yaml_file(path)
        assert Draft202012Validator(schema("scenario")).is_valid(plain(root))
        assert faults(root, "scenario") == []
