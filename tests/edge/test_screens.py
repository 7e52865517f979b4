"""Screens fit their width in cells, say everything twice over (sign and colour), and let nothing hostile through."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from rich.cells import cell_len
from rich.text import Text

from scoring.edge.screens.findings import show_findings
from scoring.edge.screens.footer import footer, not_official, show_footer
from scoring.edge.screens.problems import frame, show_problems
from scoring.edge.screens.ranking import as_markdown, boards, show_ranking, signed
from scoring.edge.screens.sheet import Column, Sheet, fitted
from scoring.edge.screens.summary import show_summary
from scoring.edge.screens.terminal import Screen, Terminal, screen_on
from scoring.edge.screens.text import clean, cut, masked, stacked
from scoring.engine.appraisal import appraise
from scoring.language.messages import Language
from scoring.language.problems import Place, Problem, Rejected, Severity
from scoring.rules.reading import rubric_from_bytes
from tests.edge import frozen
from tests.engine.nodes import shares
from tests.engine.test_aggregation import tree

SNAPSHOTS = Path(__file__).parents[1] / "screens"
LANGUAGES: tuple[Language, ...] = ("zh", "en")
WIDTHS = (60, 80, 120, 200)


def painted(width: int) -> tuple[Screen, io.StringIO]:
    stream = io.StringIO()
    return screen_on(stream, width), stream


def compare(name: str, text: str) -> None:
    """A snapshot; UPDATE_SNAPSHOTS=1 rewrites it."""
    path = SNAPSHOTS / f"{name}.txt"
    seen = "\n".join(line.rstrip() for line in text.splitlines()) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(seen, encoding="utf-8")
    assert seen == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_ranking(language: Language, width: int) -> None:
    screen, stream = painted(width)
    show_ranking(boards(frozen.appraisal(), language), screen, language)
    show_footer(frozen.appraisal(), screen, language)
    text = stream.getvalue()
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert "\x1b" not in text
    compare(f"ranking-{language}-{width}", text)


class TestTheFooter:
    def test_tells_reconstructed_numbers_from_examples(self) -> None:
        numbers = rubric_from_bytes(
            frozen.RUBRIC.replace("points: 70", "points: {value: 70, status: reconstructed}").encode(), ""
        ).numbers
        stated = replace(frozen.rubric(), numbers=numbers)
        assert not_official(stated, "en") == [
            "11 of the method's 11 numbers are not official: 1 reconstructed, 10 illustrative"
        ]
        assert not_official(stated, "zh") == ["办法中 11 个数字有 11 个不代表正式办法：推定 1 个、示例 10 个"]

    @pytest.mark.parametrize(
        ("status", "expected"),
        [
            ("reconstructed", ["11 of the method's 11 numbers are reconstructed, not official"]),
            ("official", []),
        ],
    )
    def test_says_nothing_of_what_there_is_none_of(self, status: str, expected: list[str]) -> None:
        text = frozen.RUBRIC.replace("status: illustrative", f"status: {status}")
        assert not_official(rubric_from_bytes(text.encode(), ""), "en") == expected

    def test_counts_the_zones_of_the_cohort(self) -> None:
        # 0104 has no energy and 0204 has not met the entry condition: the first is of the cohort, the second is not
        assert "scales National n=5, Provincial n=3" in footer(frozen.appraisal(), "en")[0]

    def test_weights_by_the_data_are_no_scales(self) -> None:
        text = frozen.RUBRIC.replace("{0%: cohort.max, 100%: cohort.min}", "{0%: 9, 100%: 0}")
        text = text.replace(", points: 70", ", weight: 1").replace(", points: 30", ", weight: 1")
        text += "weights: {by: variation, cohort: all}\n"
        appraisal = appraise(rubric_from_bytes(text.encode(), ""), frozen.values())
        assert appraisal.scales.get_column("n").max() is not None
        assert "scales National fixed, Provincial fixed" in footer(appraisal, "en")[0]

    def test_scales_of_before_tell_how_many_zones_they_saw(self) -> None:
        scales = frozen.appraisal().scales
        some = frozen.values().filter(pl.col("zone") != "0103")
        again = appraise(frozen.rubric(), some, scales=scales)
        assert "scales National n=4, Provincial n=3 · frozen scales it.csv" in footer(again, "en", "it.csv")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_findings(language: Language) -> None:
    screen, stream = painted(120)
    show_findings(frozen.appraisal(), screen, language)
    compare(f"findings-{language}", stream.getvalue())


@pytest.mark.parametrize("language", LANGUAGES)
def test_summary(language: Language) -> None:
    screen, stream = painted(120)
    show_summary(frozen.rubric(), screen, language)
    compare(f"summary-{language}", stream.getvalue())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [60, 120])
def test_problems_of_a_rubric(language: Language, width: int) -> None:
    wrong = frozen.RUBRIC.replace("value: tax / land", "value: tax / lnad").replace("must: land > 0", "must: 土地 > 0")
    with pytest.raises(Rejected) as refused:
        rubric_from_bytes(wrong.encode(), "rubric.yaml")
    screen, stream = painted(width)
    show_problems(refused.value.problems, screen, language)
    compare(f"problems-{language}-{width}", stream.getvalue())


def test_ranking_as_markdown() -> None:
    appraisal = frozen.appraisal()
    compare("ranking-zh-markdown", as_markdown(appraisal, boards(appraisal, "zh"), "zh"))


# frames ----------------------------------------------------------------------------------------------------------


def caret_columns(text: str) -> tuple[str, int, int]:
    """The excerpt line, and the cells before and of the carets."""
    lines = text.splitlines()
    at = next(n for n, line in enumerate(lines) if "^" in line)
    before = lines[at][: lines[at].index("^")]
    return lines[at - 1], cell_len(before), lines[at].count("^")


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("value: tax / lnad", "lnad"),
        ("    {zh: 亩均税收, value: tax / 土地, unit: 万元/亩}", "土地"),
        ("{zh: 亩均税收（全口径）, value: tax / lnad}", "lnad"),
        ("zh: é́ + lnad", "lnad"),
    ],
)
def test_carets_stand_under_the_very_characters(line: str, wanted: str) -> None:
    place = Place("r.yaml", 31, line.index(wanted) + 1, len(wanted), line)
    text = frame(Problem("F104", place, {"name": wanted}), "en", 120).plain
    shown, before, width = caret_columns(text)
    prefix = shown[: shown.index(wanted)]
    assert (before, width) == (cell_len(prefix), cell_len(wanted))


def test_a_long_line_is_shown_around_the_caret() -> None:
    line = "zh: " + "松湖，" * 200 + "lnad " + "石溪，" * 200
    place = Place("r.yaml", 7, line.index("lnad") + 1, 4, line)
    text = frame(Problem("F104", place, {"name": "lnad"}), "zh", 60).plain
    shown, before, width = caret_columns(text)
    assert cell_len(shown) <= 60
    assert (before, width) == (cell_len(shown[: shown.index("lnad")]), 4)


def test_a_frame_says_where_the_other_place_is() -> None:
    first, second = Place("r.yaml", 9, 1, 3, "tax: 1"), Place("r.yaml", 112, 1, 3, "tax: 2")
    text = frame(Problem("Y116", second, {"key": "tax", "first": "9", "line": "112"}, others=(first,)), "en", 80).plain
    assert "--> r.yaml:112:1" in text
    assert "::: r.yaml:9:1" in text
    assert "  9 | tax: 1" in text


def test_a_problem_without_a_place_or_with_one_beyond_its_line() -> None:
    assert frame(Problem("X103"), "en", 80).plain.startswith("error[X103]: ")
    beyond = Place("r.yaml", 3, 400, 4, "short")
    assert "^" not in frame(Problem("F104", beyond, {"name": "x"}), "en", 80).plain


def test_many_of_one_kind_do_not_hide_the_one_of_another() -> None:
    many = [Problem("D102", Place(f"{n}.bin"), severity=Severity.WARNING) for n in range(300)]
    one = Problem("D101", Place("data"))
    note = Problem("D103", Place("~$a.xlsx"), severity=Severity.NOTE)
    screen, stream = painted(100)
    show_problems([*many, one, note, note], screen, "en")
    text = stream.getvalue()
    assert text.startswith("error[D101]")
    assert "warning[D102] ×300" in text
    assert "… and 290 more (--all-messages)" in text
    assert "2 notes: D103 (--all-messages)" in text
    screen, stream = painted(100)
    show_problems([*many, one, note, note], screen, "en", everything=True)
    assert "299.bin" in stream.getvalue()
    assert "more (" not in stream.getvalue()


def test_problems_of_one_code_at_one_place_share_a_frame() -> None:
    place = Place("r.yaml", 5, 1, 3, "tax: 1")
    same = [Problem("F104", place, {"name": f"n{n}"}) for n in range(50)]
    screen, stream = painted(100)
    show_problems(same, screen, "en")
    assert stream.getvalue().count("-->") == 1
    assert "… and 46 more" in stream.getvalue()


# text ------------------------------------------------------------------------------------------------------------

HOSTILE = [
    "\x1b[31m松湖\x1b[0m",
    "\x1b]0;owned\x07松湖",
    "\x1b]8;;http://x\x1b\\松湖\x1b]8;;\x1b\\",
    "\u202e松\u2066湖\u200b",
    "松\x9b31m湖"[:1] + "湖\x07\x08",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_a_terminal_would_obey_is_printed(name: str) -> None:
    assert clean(name) == "松湖"
    frame = frozen.values().with_columns(zh=pl.lit(name), en=pl.lit(name))
    appraisal = appraise(frozen.rubric(), frame)
    screen, stream = painted(120)
    show_ranking(boards(appraisal, "zh"), screen, "zh")
    show_findings(appraisal, screen, "zh")
    screen.print(Text(as_markdown(appraisal, boards(appraisal, "zh"), "zh")))
    text = stream.getvalue()
    assert "松湖" in text
    assert not {char for char in text if ord(char) < 32 or 127 <= ord(char) < 160 or char in "\u202e\u2066\u200b"} - {
        "\n"
    }


def test_square_brackets_are_text() -> None:
    appraisal = appraise(frozen.rubric(), frozen.values().with_columns(zh=pl.lit("[/bold]松湖[red]")))
    screen, stream = painted(120)
    show_ranking(boards(appraisal, "zh"), screen, "zh")
    assert "[/bold]松湖[red]" in stream.getvalue()


def test_markdown_is_escaped() -> None:
    name = "a|b<script>*[x](y)`"
    appraisal = appraise(frozen.rubric(), frozen.values().with_columns(zh=pl.lit(name)))
    text = as_markdown(appraisal, boards(appraisal, "zh"), "zh")
    assert r"a\|b&lt;script&gt;\*\[x\]\(y\)\`" in text
    assert name not in text


def test_masked_keeps_columns() -> None:
    for text in (*HOSTILE, "a\tb"):
        assert len(masked(text)) == len(text)
        assert "\x1b" not in masked(text)


def test_cut_counts_cells() -> None:
    assert cut("松湖经开区", 10) == "松湖经开区"
    assert cut("松湖经开区", 9) == "松湖经开…"
    assert cell_len(cut("松湖经开区", 8)) <= 8
    assert cut("abc", 0) == ""


@pytest.mark.parametrize(
    ("head", "width", "lines"),
    [
        ("Safety and data", 8, "Safety\nand data"),
        ("Green and low-carbon development", 8, "Green and\nlow-carbon\ndevelopment"),
        ("Green", 2, "Green"),
        ("亩均效益", 6, "亩均效益"),
        ("安全与数据", 6, "安全与\n数据"),
        ("绿色低碳发展", 6, "绿色低碳\n发展"),
    ],
)
def test_wide_headings_take_more_lines(head: str, width: int, lines: str) -> None:
    assert stacked(head, width) == lines


# sheets ----------------------------------------------------------------------------------------------------------


def test_columns_leave_in_their_order_and_numbers_stay_whole() -> None:
    columns = (Column("zone", gives=True), Column("total", right=True), Column("a", leaves=1), Column("b", leaves=2))
    sheet = Sheet(columns, ((Text("松湖" * 20), Text("123456.78"), Text("1" * 12), Text("2" * 12)),))
    for width, gone in ((140, []), (60, []), (50, ["b"]), (36, ["a", "b"]), (20, ["a", "b"]), (10, ["a", "b"])):
        (table,), hidden = fitted([sheet], width)
        screen, stream = painted(200)
        screen.print(table)
        assert hidden == gone
        assert "123456.78" in stream.getvalue()
        if width >= 20:
            assert max(cell_len(line.rstrip()) for line in stream.getvalue().splitlines()) <= width


def test_signs_as_well_as_colours() -> None:
    decimals = pl.Series(["1.00", "-2.50", "0.00", "-0.00"]).cast(pl.Decimal(10, 2)).to_list()
    assert [signed(points).plain for points in decimals] == ["+1.00", "-2.50", "0.00", "0.00"]


def test_a_filter_changes_what_is_shown_and_nothing_else() -> None:
    whole = {row: None for board in boards(frozen.appraisal(), "en") for row in map(str, board.ranked.rows)}
    for chosen in (boards(frozen.appraisal(), "en", "provincial"), boards(frozen.appraisal(), "en", None, 2)):
        assert all(str(row) in whole for board in chosen for row in board.ranked.rows)
    (only,) = boards(frozen.appraisal(), "en", "provincial", 1)
    assert only.title == "Provincial · 3 ranked, 1 not"
    assert len(only.ranked.rows) == 1
    assert only.more == "the first place"


def test_a_console_without_the_marks_gets_stand_ins() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="gbk")
    show_ranking(boards(frozen.appraisal(), "zh"), screen_on(stream, 120), "zh")
    stream.flush()
    text = raw.getvalue().decode("gbk")
    assert "松湖经开区" in text
    assert "* 安全一票否决" in text
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    screen_on(stream, 120).print("松湖 †")
    stream.flush()
    assert raw.getvalue().decode("ascii").strip() == "?? *"


def test_width_of_what_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert Terminal("en", io.StringIO(), io.StringIO()).width == 120
    monkeypatch.setenv("COLUMNS", "77")
    assert Terminal("en", io.StringIO(), io.StringIO()).width == 77
    monkeypatch.setenv("COLUMNS", "wide")
    assert Terminal("en", io.StringIO(), io.StringIO()).width == 120


@pytest.mark.parametrize(("language", "said"), [("zh", "不是各列之和"), ("en", "not the sum of its columns")])
def test_a_total_that_is_no_sum_says_so(language: Language, said: str) -> None:
    blend = "aggregate: {blend: [{part: 70%, by: arithmetic}, {part: 30%, by: topsis}]}"
    rows = shares((0.4, 0.9, 0.5), (0.8, 0.3, 0.9), (0.5, 0.6, 0.7))
    lines = footer(appraise(tree(top=blend), rows), language)
    assert any(said in line and "70%" in line and "TOPSIS" in line for line in lines)
    assert not any(said in line for line in footer(appraise(tree(), rows), language))
