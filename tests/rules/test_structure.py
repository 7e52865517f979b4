"""The schema explains what the strict reader refuses: both refuse the same shapes, and the words are good."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from scoring.language.messages import help_lines, sentence
from scoring.language.problems import Rejected
from scoring.language.source import Node, plain, read_yaml, read_yaml_file
from scoring.rules.cases import read_cases
from scoring.rules.reader import Malformed
from scoring.rules.reading import rubric_from_node
from scoring.rules.structure import explain, faults, schema
from tests.examples import examples
from tests.rules.documents import RICH, SMALL, caret, changed, only, refused, said, said_zh
from tests.rules.mutations import ROOT, case_reader_refuses, mutations, reader_refuses, unmade

RUBRICS = sorted((ROOT / "configs" / "rubrics").glob("*.yaml"))
CASES = sorted((ROOT / "configs" / "cases").glob("*.yaml"))
SOME_CASES = """\
- name: one
  rubric: rich@2025
  basis: 示例
  given:
    category: national
    items: {tax: 1, land: 缺, debt: null}
    previous: {tax: 1}
    witness: {tax: 1}
    target: {tax: 2}
    ledger: {on_time: 1}
    boxes: 1
    rank: 1
    of: {value: 10, basis: 示例}
    total: 80.5
    cohort: {"cohort.sum(tax)": 5, tax_per_mu.level: {p05: 5, mean: {value: 3, status: official}}}
  expect: {tax_per_mu.level: {value: 1, share: 80%, status: scored}, tier: A, rank: null, vetoes: [one], total: 80.00}
- name: several
  rubric: rich@2025
  given: {zones: {a: {category: national, items: {tax: 1}}, b: {}}, cohort: {}}
  expect: {a: {rank: 1, tax_per_mu.level: {share: 50%}}, b: {tier: null}}
"""


def agree(told: str, mutant: Node, document: str, *, refused: bool) -> None:
    """Reader and schema agree, and what the schema says can be said in both languages."""
    found = faults(mutant, document)
    assert bool(found) == refused, f"{'reader' if refused else 'schema'} alone refuses {told}"
    for problem in found:
        assert problem.code in {"R101", "R102", "R103"}
        assert problem.place is not None
        for language in ("zh", "en"):
            assert sentence(problem, language)
            assert all(help_lines(problem, language))


def sample(root: Node, count: int) -> list[tuple[str, Node]]:
    every = list(unmade(root))
    return [(told, make()) for told, make in random.Random(count).sample(every, min(count, len(every)))]  # noqa: S311


class TestLaw:
    """The reader refuses the shape of a document exactly where the schema does."""

    def test_of_the_rich_rubric(self) -> None:
        for told, mutant in sample(read_yaml(RICH, "rich.yaml"), examples(120, 1000)):
            agree(told, mutant, "rubric", refused=reader_refuses(mutant))

    @pytest.mark.slow
    def test_of_the_rich_rubric_throughout(self) -> None:
        for told, mutant in mutations(read_yaml(RICH, "rich.yaml")):
            agree(told, mutant, "rubric", refused=reader_refuses(mutant))

    @pytest.mark.parametrize("path", RUBRICS, ids=lambda path: path.stem)
    def test_of_shipped_rubrics(self, path: Path) -> None:
        for told, mutant in sample(read_yaml_file(path), examples(12, 100)):
            agree(told, mutant, "rubric", refused=reader_refuses(mutant))

    def test_of_cases(self) -> None:
        for told, mutant in sample(read_yaml(SOME_CASES, "cases.yaml"), examples(400, 2000)):
            agree(told, mutant, "case", refused=case_reader_refuses(mutant))

    def test_what_is_accepted_satisfies_the_schema_of_editors_too(self) -> None:
        editor = Draft202012Validator(schema("rubric"))
        accepted = 0
        for told, mutant in sample(read_yaml(RICH, "rich.yaml"), examples(120, 1000)):
            try:
                rubric_from_node(mutant, "")
            except Rejected:
                continue
            accepted += 1
            assert editor.is_valid(plain(mutant)), told
        assert accepted

    @pytest.mark.parametrize(
        ("document", "path"),
        [*(("rubric", path) for path in RUBRICS), *(("case", path) for path in CASES)],
        ids=lambda value: value if isinstance(value, str) else value.stem,
    )
    def test_shipped_documents(self, document: str, path: Path) -> None:
        root = read_yaml_file(path)
        assert Draft202012Validator(schema(document)).is_valid(plain(root))
        assert faults(root, document) == []

    def test_the_shipped_rubrics_exist(self) -> None:
        assert RUBRICS
        assert CASES


def nodes(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for child in value.values():
            yield from nodes(child)
    elif isinstance(value, list):
        for child in value:
            yield from nodes(child)


@pytest.mark.parametrize("document", ["rubric", "case", "scenario"])
class TestSchemas:
    def test_is_a_schema(self, document: str) -> None:
        Draft202012Validator.check_schema(schema(document))

    def test_speaks_both_languages(self, document: str) -> None:
        for node in nodes(schema(document)):
            assert ("x-zh" in node) == ("description" in node)
            if "x-expected" in node:
                assert set(node["x-expected"]) == {"en", "zh"}

    def test_every_key_is_described(self, document: str) -> None:
        whole: dict[str, Any] = dict(schema(document))
        for node in nodes(whole):
            for key, entry in node.get("properties", {}).items():
                if isinstance(entry, dict) and node is not whole.get("if"):
                    target = whole["$defs"][entry["$ref"].rpartition("/")[2]] if "$ref" in entry else entry
                    described = "description" in entry or "description" in target
                    assert described or key in ("value", "given", "expect"), key

    def test_refers_only_to_itself(self, document: str) -> None:
        whole = schema(document)
        for node in nodes(whole):
            if "$ref" in node:
                name = node["$ref"].removeprefix("#/$defs/")
                assert name in whole["$defs"]  # type: ignore[operator]

    def test_is_written_plainly(self, document: str) -> None:
        path = ROOT / "scoring" / "rules" / "schemas" / f"{document}.json"
        text = path.read_text(encoding="utf-8")
        assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"


class TestWords:
    def test_an_unknown_key(self) -> None:
        problem = only(refused(changed(SMALL, ("    pillar: output", "    pilar: output"))), "R101")
        assert said(problem) == "unknown key `pilar` in `indicators.tax_per_mu`"
        assert said_zh(problem) == "`indicators.tax_per_mu`中有未知的键 `pilar`"
        assert help_lines(problem, "en")[0] == "did you mean `pillar`?"
        assert help_lines(problem, "zh")[0] == "是否想写 `pillar`？"
        assert caret(problem) == "pilar"
        assert str(problem.place) == "rubric.yaml:18:5"

    def test_an_unknown_key_at_the_top(self) -> None:
        problem = only(refused(SMALL + "indicater: {}\n"), "R101")
        assert said(problem) == "unknown key `indicater` in the document"
        assert said_zh(problem) == "文件顶层中有未知的键 `indicater`"
        assert "did you mean `indicators`?" in help_lines(problem, "en")

    def test_a_missing_key(self) -> None:
        problem = only(refused(changed(SMALL, ("    unit: 人\n", ""))), "R102")
        assert said(problem) == "the key `unit` is missing in `indicators.staffing`"
        assert caret(problem) == "staffing"

    def test_an_entry_that_lacks_nearly_everything_may_be_another(self) -> None:
        text = changed(SMALL, ("indicators:\n", "indicators:\n  stafing: {points: 3}\n  other: {points: 3}\n"))
        problems = refused(text)
        assert {problem.code for problem in problems} == {"R102"}
        told = {problem.facts["where_en"]: help_lines(problem, "en")[1:] for problem in problems}
        assert told == {
            "`indicators.stafing`": ["or is `staffing` meant? An entry of that name is there"],
            "`indicators.other`": [],
        }

    def test_a_document_that_lacks_nearly_everything(self) -> None:
        assert {problem.code for problem in refused("rubric: x\nedition: 1\n")} == {"R102"}

    def test_a_missing_key_at_the_top(self) -> None:
        problem = only(refused(changed(SMALL, ("version: 1.0.0\n", ""))), "R102")
        assert said(problem) == "the key `version` is missing in the document"
        assert problem.place is not None
        assert problem.place.line == 1

    @pytest.mark.parametrize(
        ("old", "new", "pointed", "en", "zh"),
        [
            ("points: 60", "points: sixty", "sixty", "a number, or one number a category", "一个数，或按类别各一个数"),
            ("points: 60", "points: [60]", "[", "a number, or one number a category", "一个数，或按类别各一个数"),
            ("zh: 税收,", "zh: ,", ",", "a text", "文字"),
            ("zh: 税收,", "zh: '  ',", "'  '", "a text", "文字"),
            ("{0%: 0, 100%: 10}", "10", "10", "a scale: {0%:", "评分标准：{0%:"),
            ("{scale: {0%: 0, 100%: 10}}", "50%", "50%", "a mapping (`key: value`)", "一组键值（`键: 值`）"),
        ],
    )  # fmt: skip
    def test_another_kind(self, old: str, new: str, pointed: str, en: str, zh: str) -> None:
        problem = only(refused(changed(SMALL, (old, new))), "R103")
        assert caret(problem).strip() == pointed.strip()
        assert said(problem).startswith(f"expected {en}")
        assert ", found " in said(problem)
        assert said_zh(problem).startswith(f"此处应为：{zh}")
        assert "，实为：" in said_zh(problem)

    def test_a_word_that_is_not_offered(self) -> None:
        problem = only(refused(changed(RICH, ("severity: warning", "severity: fatal"))), "R103")
        assert said(problem) == "expected one of error, warning, found `fatal`"
        assert said_zh(problem) == "此处应为：error、warning 之一，实为：`fatal`"
        assert help_lines(problem, "en") == []

    @pytest.mark.parametrize(
        ("old", "new", "guess"),
        [
            ("severity: warning", "severity: waring", "warning"),
            ("ties: dense", "ties: dence", "dense"),
            ("beyond: extend}}", "beyond: extent}}", "extend"),
            ("otherwise: unranked", "otherwise: unrankd", "unranked"),
            ("{0%: 0, 100%: 10}", "minmax", "min_max"),
        ],
    )
    def test_a_slip_in_a_word(self, old: str, new: str, guess: str) -> None:
        text = RICH if old in RICH else SMALL
        problem = only(refused(changed(text, (old, new))), "R103")
        assert help_lines(problem, "en") == [f"did you mean `{guess}`?"]
        assert help_lines(problem, "zh") == [f"是否想写 `{guess}`？"]

    @pytest.mark.parametrize(
        ("new", "strange", "guess"),
        [
            ("{name: min_max, form: 20%}", "form", "from"),
            ("{lines: [[0, 0%], [10, 100%]], beyonds: hold}", "beyonds", "beyond"),
        ],
    )
    def test_a_slip_beside_a_key_that_tells_the_shape(self, new: str, strange: str, guess: str) -> None:
        problem = only(refused(changed(SMALL, ("{0%: 0, 100%: 10}", new))), "R101")
        assert (caret(problem), problem.facts["guess"]) == (strange, guess)

    def test_of_shapes_equally_far_the_one_with_a_key_much_like_it(self) -> None:
        text = changed(SMALL, ("    pillar: output\n", "    pillar: output\n    treat: {winsorize: 5}\n"))
        problem = only(refused(text), "R101")
        assert problem.facts["guess"] == "winsorise"

    @pytest.mark.parametrize(
        ("new", "found"),
        [
            ("[a]", "a list"),
            ("{a: 1}", "a mapping"),
            ("null", "nothing"),
            ('"' + "a b\\n" * 30 + '"', "`a b a b a b a b a b a b a b a b a b a b…`"),
        ],
    )
    def test_what_was_found(self, new: str, found: str) -> None:
        problem = only(refused(changed(RICH, ("overall: true", f"overall: {new}"))), "R103")
        assert said(problem).endswith(f"found {found}")

    def test_everything_at_once_in_the_order_of_the_lines(self) -> None:
        text = changed(SMALL, ("unit: 万元,", "unti: 万元,"), ("version: 1.0.0\n", ""), ("points: 40", "points: [4]"))
        assert [problem.code for problem in refused(text)] == ["R102", "R101", "R103"]

    def test_together_with_what_was_understood(self) -> None:
        text = changed(SMALL, ("unit: 亩,", "unit: 亩亩,"), ("points: 40", "points: [4]"))
        assert [problem.code for problem in refused(text)] == ["U101", "R103"]

    def test_a_scale_close_to_lines(self) -> None:
        problem = only(refused(changed(RICH, ("lines: [[0, 0%]", "line: [[0, 0%]"))), "R101")
        assert problem.facts["guess"] == "lines"

    def test_a_document_that_is_wrong_throughout(self) -> None:
        items = "".join(f"  a{i}: {{unit: 亩, zh: 甲{i}, en: A{i}, oops: 1}}\n" for i in range(300))
        assert len(refused(changed(SMALL, ("items:\n", f"items:\n{items}")))) == 200

    def test_a_share_without_its_sign(self) -> None:
        problem = only(refused(changed(SMALL, ("{0%: 0, 100%: 10}", "{0%: 0, 100: 10}"))), "R101")
        assert caret(problem) == "100"
        assert "100%" in help_lines(problem, "en")[0]

    def test_inside_the_nearest_shape(self) -> None:
        problem = only(refused(changed(RICH, ("above: 0.8, below: 1,", "above: 0.8, bellow: 1,"))), "R101")
        assert said(problem) == "unknown key `bellow` in `indicators.finished.completion.scale.bands.1`"
        assert problem.facts["guess"] == "below"

    def test_a_status_nobody_knows(self) -> None:
        problem = only(refused(changed(RICH, ("status: illustrative\n", "status: guessed\n"))), "R103")
        assert said(problem) == "expected one of official, reconstructed, illustrative, found `guessed`"

    def test_a_document_that_is_a_list(self) -> None:
        assert said(only(refused("- 1\n"), "R103")) == "expected a mapping (`key: value`), found a list"

    def test_what_the_schema_cannot_explain_is_still_said(self) -> None:
        root = read_yaml(SMALL, "rubric.yaml")
        [problem] = explain(root, Malformed(root, "something else"))
        assert said(problem) == "expected something else, found a mapping"


class TestCases:
    def test_are_read(self) -> None:
        assert [case.name for case in read_cases(read_yaml(SOME_CASES, "cases.yaml"))] == ["one", "several"]

    def test_a_slip_in_a_key(self) -> None:
        with pytest.raises(Rejected) as caught:
            read_cases(read_yaml(changed(SOME_CASES, ("  expect:", "  expects:")), "cases.yaml"))
        problem = only(caught.value.problems, "R101")
        assert problem.facts["guess"] == "expect"

    def test_zones_beside_a_zone(self) -> None:
        with pytest.raises(Rejected) as caught:
            read_cases(read_yaml(changed(SOME_CASES, ("given: {zones:", "given: {category: b, zones:")), "cases.yaml"))
        assert only(caught.value.problems, "R101").facts["key"] == "category"

    def test_a_place_out_of_bounds(self) -> None:
        with pytest.raises(Rejected) as caught:
            read_cases(read_yaml(changed(SOME_CASES, ("rank: 1", "rank: 0")), "cases.yaml"))
        assert only(caught.value.problems, "R104").facts["value"] == "0"
