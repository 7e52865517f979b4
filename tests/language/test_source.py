"""The reader of documents: what it accepts, where things stand, and every fault fed for real."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scoring.language import yaml_reader
from scoring.language.messages import catalogue, help_lines, sentence
from scoring.language.problems import Problem, Rejected
from scoring.language.source import MAX_DEPTH, Node, at, plain, read_yaml, read_yaml_file
from scoring.language.yaml_text import UNFIT


def refused(text: bytes | str) -> tuple[Problem, ...]:
    with pytest.raises(Rejected) as caught:
        read_yaml(text, "rubric.yaml")
    for problem in caught.value.problems:
        for language in ("en", "zh"):
            assert sentence(problem, language)
            assert all(help_lines(problem, language))
        assert problem.place is not None
        assert not UNFIT.search(problem.place.excerpt or "")
    return caught.value.problems


def codes(text: bytes | str) -> list[str]:
    return [problem.code for problem in refused(text)]


def value(text: str) -> object:
    return read_yaml(f"a: {text}", "rubric.yaml").value["a"].value  # type: ignore[index, call-overload]


@pytest.fixture(params=["C", "Python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both parsers of PyYAML: the C one may be missing where the product is installed."""
    if request.param == "Python":
        monkeypatch.setattr(yaml_reader, "_LOADER", yaml.SafeLoader)
    return str(request.param)


class TestAccepted:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("10", Decimal(10)),
            ("1.10", Decimal("1.10")),
            ("-0.5", Decimal("-0.5")),
            ("19.99", Decimal("19.99")),
            ("true", True),
            ("False", False),
            ("null", None),
            ("~", None),
            ("", None),
            ("2025-03-31", dt.date(2025, 3, 31)),
            ("1.0.0", "1.0.0"),
            ("70%", "70%"),
            ("tax / land", "tax / land"),
            ("-2 * (1 - ledger.on_time)", "-2 * (1 - ledger.on_time)"),
            ('"- tax + 1"', "- tax + 1"),
            ("1 - tax", "1 - tax"),
            ("—", "—"),
            ("--", "--"),
            ("注意：每亩 12 元", "注意：每亩 12 元"),
            ("示例〔2025〕1号", "示例〔2025〕1号"),
            ("https://example.org/a", "https://example.org/a"),
            ("'0410100'", "0410100"),
            ('"no"', "no"),
            ("'it''s'", "it's"),
            ('"a\\tb\\n中"', "a\tb\n中"),
            ("|\n  　　第一段\n  x", "　　第一段\nx"),
            ("tax /\n  land", "tax / land"),
        ],
    )
    @pytest.mark.usefixtures("parser")
    def test_scalars(self, text: str, expected: object) -> None:
        found = value(text)
        assert found == expected
        assert type(found) is type(expected)

    def test_decimals_keep_their_digits(self) -> None:
        assert str(value("1.10")) == "1.10"

    @pytest.mark.usefixtures("parser")
    def test_keys_are_text(self) -> None:
        text = 'rates: {0%: 0, 60%: 1, 2025: 2, 5: 3, n: 4, "no": 5, 税收: 6, 0410100: 7}'
        root = read_yaml(text, "rubric.yaml")
        assert list(at(root, ["rates"]).value) == ["0%", "60%", "2025", "5", "n", "no", "税收", "0410100"]  # type: ignore[arg-type]

    @pytest.mark.parametrize("data", [b"\xef\xbb\xbfa: 1", "\ufeffa: 1", b"a: 1\r\n", b"a: 1\r", b"---\na: 1\n...\n"])
    @pytest.mark.usefixtures("parser")
    def test_marks_and_line_ends(self, data: bytes | str) -> None:
        assert plain(read_yaml(data, "rubric.yaml")) == {"a": 1}

    def test_plain_is_json(self) -> None:
        root = read_yaml("{a: [1, 1.5, 2025-01-02, true, x, null], b: {c: '1'}}", "rubric.yaml")
        assert plain(root) == {"a": [1, 1.5, "2025-01-02", True, "x", None], "b": {"c": "1"}}
        json.dumps(plain(root))

    def test_nodes_tell_what_they_are(self) -> None:
        root = read_yaml("a: [1.10, 'x']", "rubric.yaml")
        first, second = at(root, ["a", 0]), at(root, ["a", 1])
        assert root.is_mapping
        assert at(root, ["a"]).is_sequence
        assert first.is_scalar
        assert (first.text, first.quoted, second.text, second.quoted) == ("1.10", False, "x", True)
        assert repr(second) == "Node('x', 1:11)"


class TestPlaces:
    @pytest.mark.usefixtures("parser")
    def test_columns_count_characters(self) -> None:
        root = read_yaml("指标:\r\n  亩均税收: {zh: 😀税收, value: tax / lnad}\r\n", "rubric.yaml")
        node = at(root, ["指标", "亩均税收", "value"])
        line = "  亩均税收: {zh: 😀税收, value: tax / lnad}"
        assert (node.place.line, node.place.column, node.place.width) == (2, line.index("tax") + 1, 10)
        assert node.place.excerpt == line
        assert node.key_place is not None
        assert (node.key_place.column, node.key_place.width) == (line.index("value") + 1, 5)
        caret = node.place_within(6, 4)
        assert caret.excerpt is not None
        assert caret.column is not None
        assert caret.excerpt[caret.column - 1 : caret.column + 3] == "lnad"

    @pytest.mark.parametrize(
        ("text", "part"),
        [
            ("tax / lnad", "lnad"),
            ("'tax / lnad'", "lnad"),
            ('"tax / lnad"', "lnad"),
            ("'it''s lnad'", "lnad"),
            ('"\\u7a0e / lnad"', "lnad"),
            ('"a\\\\b lnad"', "lnad"),
        ],
    )
    def test_within_a_scalar(self, text: str, part: str) -> None:
        node = at(read_yaml(f"v: {text}", "rubric.yaml"), ["v"])
        place = node.place_within(node.text.index(part), len(part))
        assert place.column is not None
        assert f"v: {text}"[place.column - 1 : place.column - 1 + place.width] == part

    @pytest.mark.parametrize("text", ["tax /\n  lnad", ">\n  tax\n  / lnad", "'tax\n  lnad'", ""])
    def test_within_several_lines_is_the_whole(self, text: str) -> None:
        node = at(read_yaml(f"v: {text}", "rubric.yaml"), ["v"])
        assert node.place_within(4, 2) == node.place
        assert node.place.line == 1

    def test_schema_paths(self) -> None:
        root = read_yaml("a: [{b: 1}]", "rubric.yaml")
        assert at(root, ["a", 0, "b"]).value == Decimal(1)
        assert at(root, ["a", 0, "missing", "x"]).value == at(root, ["a", 0]).value
        assert at(root, ["a", 7]).is_sequence

    def test_very_long_lines_are_not_shown_whole(self) -> None:
        (problem,) = refused("a: [" + "x, " * 2000 + "yes]")
        assert problem.place is not None
        assert problem.place.excerpt is None


SCALARS = [
    *((word, "Y140") for word in ("yes", "No", "ON", "off", "y", "N", "tRue")),
    *((word, "Y141") for word in ("0410100", "00", "-01.5")),
    *((word, "Y142") for word in ("1:30", "12:30:45", "-1:30.5")),
    *((word, "Y143") for word in ("1e3", "1.5E-3", "-2e+4", "1e99999999", ".5e1")),
    *((word, "Y144") for word in (".inf", "-.INF", ".nan", "+.inf")),
    *((word, "Y145") for word in ("0x1F", "0o17", "0b101")),
    *((word, "Y146") for word in ("1_000", "1_0.5", "1.0_5")),
    *((word, "Y147") for word in ("+5", ".5", "5.", "-.5", "+1.5")),
    *((word, "Y148") for word in ("2024-13-45", "2024-1-5", "2023-02-29", "0000-01-01")),
    *((word, "Y149") for word in ("2024-01-05T10:00:00", "2024-01-05 10:00", "2024-01-05t10:00Z")),
    *((word, "Y150") for word in ("１２", "−5", "–5", "５％", "12％", "１２．５", "1，234")),
    *((word, "Y151") for word in ("1,234", "1,234,567.8")),
    *((word, "Y152") for word in ("1" * 41, "1" * 200, "1_" * 100)),
]


class TestScalarsRefused:
    @pytest.mark.parametrize(("text", "code"), SCALARS)
    @pytest.mark.usefixtures("parser")
    def test_with_place_and_hint(self, text: str, code: str) -> None:
        (problem,) = refused(f"ok: 1\na: {text}\n")
        assert problem.code == code
        assert problem.place is not None
        assert (problem.place.line, problem.place.column, problem.place.width) == (2, 4, len(text))
        assert help_lines(problem, "en")
        if code != "Y152":
            assert f"`{text}`" in sentence(problem, "zh")

    @pytest.mark.parametrize("text", [text for text, _ in SCALARS])
    def test_quotes_settle_it(self, text: str) -> None:
        assert value(f"'{text}'") == text

    def test_the_help_writes_it_right(self) -> None:
        pairs = {
            "1e3": "1000",
            "+5": "5",
            ".5": "0.5",
            "5.": "5",
            "1_000": "1000",
            "1,234": "1234",
            "１２": "12",
            "−5": "-5",
        }
        for wrong, right in pairs.items():
            (problem,) = refused(f"a: {wrong}")
            assert f"write `{right}`" in help_lines(problem, "en")[0]
        (problem,) = refused("a: 1e99999999")
        assert help_lines(problem, "en") == ["write all its digits, or choose a larger unit"]

    def test_all_at_once_in_order(self) -> None:
        text = "a: yes\nb: 0410100\na: 1\nc: &x 1\nd: *x\ne: !t 2\nf: [no, 1:30]\ng: {<<: {h: 1e3}}\n"
        found = [(problem.code, problem.place.line) for problem in refused(text) if problem.place]
        assert found == [
            ("Y140", 1), ("Y141", 2), ("Y116", 3), ("Y113", 4), ("Y113", 5), ("Y115", 6),
            ("Y140", 7), ("Y142", 7), ("Y114", 8), ("Y143", 8),
        ]  # fmt: skip


class TestBounds:
    def test_billion_laughs(self) -> None:
        levels = [
            f"{name}: &{name} [{', '.join([f'*{below}'] * 9)}]"
            for below, name in zip("abcdefgh", "bcdefghi", strict=True)
        ]
        found = refused("a: &a [lol, lol]\n" + "\n".join(levels))
        assert {problem.code for problem in found} == {"Y113"}
        assert "`&a`" in sentence(found[0], "en")

    def test_merge_bomb(self) -> None:
        lines = [
            "a: &a {x: 1}",
            *(f"{b}: &{b} {{<<: [*{a}, *{a}]}}" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
        ]
        assert set(codes("\n".join(lines))) == {"Y113", "Y114"}

    @pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
    def test_deep_nesting_does_not_crash(self, opening: str) -> None:
        assert codes(opening * 100_000)[-1] == "Y110"

    @pytest.mark.usefixtures("parser")
    def test_deep_nesting_by_indentation(self) -> None:
        assert codes("\n".join(f"{'  ' * level}a:" for level in range(300))) == ["Y110"]

    @pytest.mark.usefixtures("parser")
    def test_the_deepest_that_is_read(self) -> None:
        assert read_yaml("[" * MAX_DEPTH + "]" * MAX_DEPTH, "rubric.yaml").is_sequence
        (problem,) = refused("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))
        assert problem.place is not None
        assert problem.place.column == MAX_DEPTH + 1

    def test_size(self, tmp_path: Path) -> None:
        big = b"a: " + b"x" * 2_000_000
        (problem,) = refused(big)
        assert problem.code == "Y101"
        assert "2,000,003" in sentence(problem, "en")
        (tmp_path / "big.yaml").write_bytes(big)
        with pytest.raises(Rejected, match="Y101"):
            read_yaml_file(tmp_path / "big.yaml")

    def test_number_of_values(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(yaml_reader, "MAX_NODES", 50)
        assert codes("[" + "1, " * 60 + "]") == ["Y111"]

    def test_number_of_problems(self) -> None:
        found = codes("[" + "yes, " * 5000 + "]")
        assert found == ["Y140"] * 100 + ["Y112"]


class TestStructureRefused:
    @pytest.mark.usefixtures("parser")
    def test_duplicate_keys_name_both_lines(self) -> None:
        (problem,) = refused("a: 1\nb: {c: 1}\n'a': 2\n")
        assert problem.code == "Y116"
        assert sentence(problem, "en") == "key `a` is given twice, on lines 1 and 3"
        assert sentence(problem, "zh") == "键 `a` 重复：第 1 行和第 3 行"
        assert [place.line for place in problem.others] == [1]

    def test_duplicates_in_every_mapping(self) -> None:
        assert codes("x: {a: 1, a: 2}\ny:\n  - b: 1\n    b: 2\n5: 1\n'5': 2") == ["Y116"] * 3

    @pytest.mark.parametrize("key", ["no", "Yes", "on", "OFF", "true", "null", "~"])
    @pytest.mark.usefixtures("parser")
    def test_keys_others_read_as_values(self, key: str) -> None:
        (problem,) = refused(f"{key}: 1")
        assert problem.code == "Y118"
        assert f'`"{key}":`' in help_lines(problem, "en")[0]

    @pytest.mark.parametrize("text", ["? [a]\n: 1\n", "{[a]: 1}", "{{a: 1}: 1, b: 2}", "? {a: 1}\n: {b: 2}\n"])
    @pytest.mark.usefixtures("parser")
    def test_keys_that_are_collections(self, text: str) -> None:
        assert codes(text) == ["Y117"]

    @pytest.mark.parametrize("text", ["a: &x 1", "&x a: 1", "a: &x [1]", "a: *x", "*x : 1", "- *x"])
    @pytest.mark.usefixtures("parser")
    def test_anchors_and_aliases(self, text: str) -> None:
        assert codes(text) == ["Y113"]

    @pytest.mark.parametrize(
        "text",
        [
            "a: !!str 5",
            "a: ! 5",
            "!!map {a: 1}",
            "a: !!python/object/apply:os.system [ls]",
            "a: !h!x 1",
            "a: !%ed%a0%80 x",
        ],
    )
    @pytest.mark.usefixtures("parser")
    def test_tags(self, text: str) -> None:
        (problem,) = refused(text)
        assert problem.code == "Y115"
        assert "!" in problem.facts["mark"]

    @pytest.mark.parametrize("text", ["", "# only words\n", "---\n", "\n\n", b"", b"\xef\xbb\xbf"])
    @pytest.mark.usefixtures("parser")
    def test_empty(self, text: str | bytes) -> None:
        assert codes(text) == ["Y108"]

    @pytest.mark.usefixtures("parser")
    def test_several_documents(self) -> None:
        (problem,) = refused("a: 1\n---\nb: 2\n")
        assert problem.code == "Y109"
        assert str(problem.place) == "rubric.yaml:2:1"


class TestEncodings:
    @pytest.mark.parametrize(
        ("encoding", "named"),
        [
            ("gb18030", "GB18030"),
            ("gbk", "GB18030"),
            ("utf-16", "UTF-16"),
            ("utf-16-le", "UTF-16"),
            ("utf-16-be", "UTF-16"),
            ("utf-32", "UTF-32"),
        ],
    )
    def test_named_and_refused(self, encoding: str, named: str) -> None:
        (problem,) = refused("rubric: a\nzh: 税收总额\n".encode(encoding))
        assert problem.code == "Y102"
        assert named in sentence(problem, "en")
        assert named in sentence(problem, "zh")
        assert "UTF-8" in help_lines(problem, "zh")[0]

    def test_chinese_that_happens_to_be_utf8(self) -> None:
        assert codes("a: 税\n".encode("gbk")) == ["Y102"]
        assert plain(read_yaml("en: 1 km² à Ω".encode(), "rubric.yaml")) == {"en": "1 km² à Ω"}

    def test_bytes_that_are_nothing(self) -> None:
        (problem,) = refused(b"a: 1\nb: \xff\xff\xff\n")
        assert problem.code == "Y103"
        assert "line 2 holds the byte 0xFF" in sentence(problem, "en")

    def test_files(self, tmp_path: Path) -> None:
        path = tmp_path / "办法.yaml"
        path.write_text("a: 1\n", encoding="utf-8-sig")
        root = read_yaml_file(path)
        assert plain(root) == {"a": 1}
        assert root.place.source == str(path)
        for wrong in (tmp_path, tmp_path / "missing.yaml", Path("a\0b")):
            with pytest.raises(Rejected, match="Y100"):
                read_yaml_file(wrong)


class TestCharacters:
    @pytest.mark.parametrize(
        ("char", "code"),
        [("\x1b", "Y104"), ("\x00", "Y104"), ("\x7f", "Y104"), ("\x85", "Y104"), ("\u2028", "Y104"), ("\u202e", "Y105"),
         ("\u2066", "Y105"), ("\ud800", "Y106"), ("\u200b", "Y107"), ("\ufeff", "Y107")],
    )  # fmt: skip
    @pytest.mark.usefixtures("parser")
    def test_raw(self, char: str, code: str) -> None:
        (problem,) = refused(f"a: 1\nb: 松湖{char}[31m\n")
        assert problem.code == code
        assert str(problem.place) == "rubric.yaml:2:6"
        assert f"U+{ord(char):04X}" in sentence(problem, "en")

    @pytest.mark.parametrize(
        ("escape", "code"),
        [("\\x1b", "Y104"), ("\\e", "Y104"), ("\\0", "Y104"), ("\\N", "Y104"), ("\\u202e", "Y105"), ("\\ud800", "Y106"),
         ("\\U0000200B", "Y107"), ("\\U99999999", "Y131"), ("\\q", "Y131")],
    )  # fmt: skip
    @pytest.mark.usefixtures("parser")
    def test_escaped(self, escape: str, code: str) -> None:
        (problem,) = refused(f'a: "松湖{escape}[31m"\n')
        assert problem.code == code
        assert problem.place is not None
        assert problem.place.column == 7

    def test_several_lines_and_doubled_backslashes(self) -> None:
        (problem,) = refused('a: "x\\\\e\n  y\\e"\n')
        assert str(problem.place) == "rubric.yaml:2:4"


SLIPS = [
    ("\ta: 1", "Y120", 1),
    ("a:\n\tb: 1", "Y120", 2),
    ("a:\n  b: 1\n\tc: 2", "Y120", 3),
    ("a:\n　　b: 1", "Y121", 2),
    ("a:\n　　- 1", "Y121", 2),
    ("a:\n  b: 1\n\u00a0 c: 2", "Y121", 3),
    ("税收　: 1", "Y121", 1),
    ("a: 　1", "Y121", 1),
    ("a: x　", "Y121", 1),
    ("a: x\n  　y", "Y121", 2),
    ("税收：5", "Y122", 1),
    ("a: 1\n税收：5\nb: 2", "Y122", 2),
    ("a:\n  税收：5", "Y122", 2),
    ("a: {zh：税收, en: Tax}", "Y122", 1),
    ("- tax：5", "Y122", 1),
    ("a: {zh: 税收， en: Tax}", "Y123", 1),
    ("a: {zh: 税收，en：Tax}", "Y123", 1),
    ("a: {zh: 税收，含附加，en：Tax}", "Y123", 1),
    ("a: [缺，无]", "Y123", 1),
    ("a: [缺、无]", "Y123", 1),
    ("a: {unit:万元, zh: 税}", "Y124", 1),
    ("items:\n  tax:{unit: 万元}", "Y124", 2),
    ("items:\n  tax:5\n  b:6", "Y124", 2),
    ("a:1\nb: 2", "Y124", 1),
    ("{a, b: 1}", "Y125", 1),
    ("a: 1\nb\nc: 2", "Y125", 2),
    ("a: [1, 2\nb: 3\n", "Y126", 2),
    ("a: {b: 1", "Y126", 1),
    ("a: [", "Y126", 1),
    ("{a: 1 b: 2}", "Y126", 1),
    ("a: 'x\nb: 1", "Y127", 1),
    ('a: "x\nb: 1', "Y127", 1),
    ("a: 1\n  b: 2", "Y128", 2),
    ("a:\n  b: 1\n c: 2", "Y128", 3),
    ("  a: 1\nb: 2", "Y128", 2),
    ("a: - tax + 1", "Y129", 1),
    ("unit: %", "Y129", 1),
    ("a: @x", "Y129", 1),
    ("a: `x`", "Y129", 1),
    ("a: >= 3", "Y129", 1),
    ("a: * 2", "Y129", 1),
    ("a: & 2", "Y129", 1),
    ("%YAML 3.0\n---\na: 1", "Y129", 1),
    ("en: Tax: all", "Y130", 1),
    ('a: "x" y', "Y132", 1),
    ("a: [1]]", "Y132", 1),
]


class TestSlips:
    @pytest.mark.parametrize(("text", "code", "line"), SLIPS)
    @pytest.mark.usefixtures("parser")
    def test_named(self, text: str, code: str, line: int) -> None:
        problem = refused(text)[0]
        assert (problem.code, problem.place and problem.place.line) == (code, line)

    def test_said_once(self) -> None:
        assert codes("a:1\nb: 2") == ["Y124"]

    def test_the_bracket_that_is_open(self) -> None:
        (problem,) = refused("a: [1, 2\nb: 3\n")
        assert [str(place) for place in problem.others] == ["rubric.yaml:1:4"]
        assert "opened on line 1" in help_lines(problem, "en")[0]

    def test_found_before_the_syntax_error_is_kept(self) -> None:
        assert codes("a: yes\nb: [") == ["Y140", "Y126"]

    def test_an_unnamed_error_tells_the_parsers_words(self, monkeypatch: pytest.MonkeyPatch) -> None:
        mark = yaml.Mark("x", 0, 0, 0, None, 0)  # type: ignore[arg-type]

        def parse(*_: object, **__: object) -> object:
            raise yaml.MarkedYAMLError(None, None, "something \x1b new", mark)

        monkeypatch.setattr(yaml, "parse", parse)
        (problem,) = refused("a: 1")
        assert problem.code == "Y139"
        assert help_lines(problem, "en")[0] == "the parser says: something \ufffd new"

    def test_errors_without_a_place(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for error in (yaml.YAMLError("odd"), ValueError("odd")):

            def parse(*_: object, error: Exception = error, **__: object) -> object:
                raise error

            monkeypatch.setattr(yaml, "parse", parse)
            assert codes("a: 1") == ["Y139"]


def test_every_fault_of_this_family_was_fed() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert [code for code in catalogue() if code.startswith("Y") and f'"{code}' not in text] == []


TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Cn"], exclude_characters="\ufeff"), max_size=12
)
LEAF = st.one_of(
    TEXT, st.integers(-(10**20), 10**20), st.booleans(), st.none(), st.dates().filter(lambda date: date.year > 999)
)
DATA = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=20
)


class _Quoting(yaml.SafeDumper):
    """Writes every text in double quotes and repeats nothing by reference."""

    def ignore_aliases(self, data: object) -> bool:
        return True


_Quoting.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def bare(node: Node) -> object:
    if isinstance(node.value, dict):
        return {key: bare(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [bare(child) for child in node.value]
    return node.value


@given(DATA, st.booleans(), st.booleans())
def test_what_is_written_is_read_back(data: object, flow: bool, unicode: bool) -> None:
    text = yaml.dump({"root": data}, Dumper=_Quoting, default_flow_style=flow, allow_unicode=unicode, sort_keys=False)
    assert bare(read_yaml(text, "law.yaml")) == {"root": data}
    assert bare(read_yaml(text.encode(), "law.yaml")) == {"root": data}


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4))
def test_decimals_are_exact(number: Decimal) -> None:
    assert str(value(f"{number:f}")) == f"{number:f}"


def _only_rejected(data: bytes | str) -> None:
    try:
        node = read_yaml(data, "any.yaml")
    except Rejected as rejected:
        for problem in rejected.problems:
            assert sentence(problem, "en")
            assert sentence(problem, "zh")
            assert help_lines(problem, "zh") is not None
    else:
        json.dumps(plain(node))


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    _only_rejected(data)


@given(st.text(max_size=100) | st.text("ab1 :-?[]{},&*!|>'\"%@#\n\t：，　\\xu0<~._", max_size=60))
def test_any_text(text: str) -> None:
    _only_rejected(text)


@given(st.text("ab1 :-?[]{},&*!|>'\"%@#\n\t：，　\\xUu0<~._\ud800", max_size=60))
def test_any_text_with_the_python_parser(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_reader, "_LOADER", yaml.SafeLoader)
        _only_rejected(text)
