"""The catalogue is whole: both languages say the same, and codes and code agree."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import scoring
from scoring.language.messages import catalogue, help_lines, sentence
from scoring.language.problems import Problem

ROOT = Path(scoring.__file__).parent
CODE = re.compile(r"""["']([YUFRDSKX]\d{3})["']""")
FAMILIES = {
    "yaml": "Y",
    "units": "U",
    "formula": "F",
    "rubric": "R",
    "data": "D",
    "scales": "S",
    "cases": "K",
    "usage": "X",
}
CHINESE = re.compile("[\u4e00-\u9fff]")


def used() -> set[str]:
    """The codes that occur in the program."""
    return {code for path in ROOT.rglob("*.py") for code in CODE.findall(path.read_text(encoding="utf-8"))}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def meant(text: str, language: str) -> set[str]:
    """The facts a text needs. ``found_zh`` in a Chinese text and ``found_en`` in an English one are one fact."""
    return {name.removesuffix(f"_{language}") for name in placeholders(text)}


@pytest.mark.parametrize("code", catalogue())
def test_both_languages_say_the_same(code: str) -> None:
    entry = catalogue()[code]
    assert meant(entry.sentence["zh"], "zh") == meant(entry.sentence["en"], "en")
    helps = [[meant(line, language) for line in entry.help[language]] for language in ("zh", "en")]
    assert sorted(map(sorted, helps[0])) == sorted(map(sorted, helps[1]))


@pytest.mark.parametrize("code", catalogue())
def test_each_language_is_itself(code: str) -> None:
    entry = catalogue()[code]
    assert CHINESE.search(entry.sentence["zh"])
    assert CHINESE.search(entry.page["zh"])
    assert entry.page["en"].strip()
    assert not CHINESE.search(re.sub("`[^`]*`", "", entry.sentence["en"]))


@pytest.mark.parametrize("code", catalogue())
def test_sentences_can_be_filled(code: str) -> None:
    entry = catalogue()[code]
    texts = [
        text
        for words in (entry.sentence, *({"": line} for lines in entry.help.values() for line in lines))
        for text in words.values()
    ]
    facts = {name: "<fact>" for text in texts for name in placeholders(text)}
    problem = Problem(code, facts=facts)
    for language in ("zh", "en"):
        assert "\n" not in sentence(problem, language)
        assert len(help_lines(problem, language)) == len(entry.help[language])


def test_every_code_of_the_program_has_words() -> None:
    assert used() - set(catalogue()) == set()


def test_every_code_with_words_is_used() -> None:
    assert set(catalogue()) - used() == set()


def test_codes_stand_in_the_file_of_their_family() -> None:
    for path in sorted((ROOT / "language" / "messages").glob("*.yaml")):
        codes = re.findall(r"^([A-Z]\d{3}):", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert codes == sorted(set(codes)), path.name
        assert {code[0] for code in codes} <= {FAMILIES[path.stem]}, path.name


def test_a_help_line_needs_all_its_facts() -> None:
    assert help_lines(Problem("Y143", facts={"text": "1e99"}), "zh") == ["请写出全部数字，或改用更大的单位"]
    assert help_lines(Problem("Y143", facts={"text": "1e3", "rewritten": "1000"}), "zh")[0] == "请写 `1000`"
