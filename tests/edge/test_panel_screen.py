"""Several years side by side: on screens of any width, in files, in both languages; and what is refused."""

from __future__ import annotations

import io
import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

import scoring
from scoring.edge.cli import cli
from scoring.edge.returns.reading import EVERY_YEAR, read_inputs
from scoring.edge.screens.panel import as_markdown, boards, moved, show_panel
from scoring.engine.panel import Panel, panel
from scoring.language.messages import Language
from scoring.rules.reading import rubric_from_bytes
from scoring.rules.rubric import PanelScales
from tests.edge import frozen, frozen_years
from tests.edge.test_screens import LANGUAGES, compare, painted
from tests.engine.towns import method
from tests.engine.years import several, taxes


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return frozen_years.write(tmp_path_factory.mktemp("years"))


@pytest.fixture(scope="module")
def three(data: Path) -> Panel:
    return panel(frozen.rubric(), read_inputs(frozen.rubric(), data, years_back=EVERY_YEAR))


@pytest.fixture
def rubric(tmp_path: Path) -> Path:
    path = tmp_path / "rubric.yaml"
    path.write_text(frozen.RUBRIC, encoding="utf-8")
    return path


def run(*args: object) -> Result:
    return CliRunner().invoke(cli, ["panel", *map(str, args)])


# screens ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [60, 80, 120, 160])
def test_screen(three: Panel, language: Language, width: int) -> None:
    screen, stream = painted(width)
    show_panel(three, boards(three, language), screen, language)
    text = stream.getvalue()
    assert max(cell_len(line) for line in text.splitlines()) <= width
    compare(f"panel-{language}-{width}", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_markdown(three: Panel, language: Language) -> None:
    compare(f"panel-{language}-markdown", as_markdown(three, boards(three, language, "national", 2), language))


def text_of(found: Panel, top: int | None = None) -> str:
    screen, stream = painted(120)
    show_panel(found, boards(found, "en", top=top), screen, "en")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("places", "shown", "style"), [(2, "▲2", "green"), (-13, "▼13", "red"), (0, "=", "dim"), (None, "", "")]
)
def test_a_sign_as_well_as_a_colour(places: int | None, shown: str, style: str) -> None:
    assert (moved(places).plain, moved(places).style) == (shown, style)


def test_without_tiers_and_years_in_which_nobody_was_ranked() -> None:
    years = {2023: taxes(a=10, b=20), 2024: taxes(a=20, b=20, c=None)}
    text = text_of(panel(method(value="growth(tax)", scale="{0%: 0, 100%: 1}"), several(years)))
    assert text.splitlines()[:3] == ["Town · 2 zones", "              2024  2024", "Code  Zone   Total  Rank"]
    assert "never ranked in these years: 1" in text
    assert "not shown, nobody was ranked: 2023" in text
    assert "▲" not in text


def test_nobody_at_all() -> None:
    text = text_of(panel(method(value="growth(tax)", scale="{0%: 0, 100%: 1}"), several({2024: taxes(a=1)})))
    assert text.startswith("No zone to show.\n")


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("pooled", "scales: pooled over the years"),
        (2023, "scales: of the base year 2023"),
        ("same_year", "each year's own"),
    ],
)
def test_it_says_what_the_scales_rest_on(how: PanelScales, said: str) -> None:
    found = panel(method(), several({2023: taxes(a=1, b=2), 2025: taxes(a=1, b=2)}), scales=how)
    assert said in text_of(found)
    assert "years 2023, 2025" in text_of(found)


def test_a_zone_without_english_and_a_vetoed_one_without_a_tier() -> None:
    inputs = several({2024: taxes(a=1, b=3), 2025: taxes(a=1, b=2)})
    inputs = scoring.Inputs(2025, inputs.zones.with_columns(en=pl.lit("")), inputs.submissions)
    tail = "vetoes: {v: {zh: 否, en: V, when: tax > 2, unranked: true}}\nmanagement: {tiers: {A: {best: 1}, B: {}}}\n"
    text = text_of(panel(method(tail=tail), inputs))
    assert "† vetoed that year; its ranking says why" in text
    assert any(line.startswith("b     b") and "†" in line for line in text.splitlines())


# the verb --------------------------------------------------------------------------------------------------------


def test_a_table(rubric: Path, data: Path) -> None:
    done = run(rubric, "--data", data, "--top", 1, "--category", "national")
    assert done.exit_code == 0
    assert done.stdout.startswith("National · 5 zones\n")
    assert "the first place of 2025" in done.stdout
    assert "Wangzhen" not in done.stdout
    assert "2023–2025" in done.stdout


def test_some_years_and_scales(rubric: Path, data: Path) -> None:
    done = run(rubric, "--data", data, "--years", "2024，2025", "--scales", "2023", "--format", "json")
    document = json.loads(done.stdout)
    assert (document["years"], document["scales"], document["rubric"]) == ([2024, 2025], 2023, "frozen@2025/1.0.0")
    assert {row["year"] for row in document["ranking"]} == {2024, 2025}
    assert document["problems"] == []
    assert {row["indicator"] for row in document["movements"]} == {"tax_per_mu", "energy_per_tax", "total"}


def test_as_the_rubric_says(rubric: Path, data: Path) -> None:
    rubric.write_text(frozen.RUBRIC + "panel: {scales: {base: 2023}}\n", encoding="utf-8")
    own = run(rubric, "--data", data, "--years", "2025", "--format", "csv")
    told = run(rubric, "--data", data, "--years", "2025", "--format", "csv", "--scales", "2023")
    assert (own.exit_code, own.stdout) == (0, told.stdout)
    assert (
        own.stdout != run(rubric, "--data", data, "--years", "2025", "--format", "csv", "--scales", "same-year").stdout
    )


def test_files(rubric: Path, data: Path, tmp_path: Path, three: Panel) -> None:
    table, csv, trends, more = (tmp_path / name for name in ("t.txt", "p.csv", "t.csv", "t.parquet"))
    assert run(rubric, "--data", data, "--out", table, "--trends", trends).exit_code == 0
    assert run(rubric, "--data", data, "--out", csv, "--trends", more, "--category", "national").exit_code == 0
    assert table.read_text(encoding="utf-8").startswith("National · 5 zones\n")
    assert pl.read_csv(csv).height == three.ranking.filter(pl.col("category") == "national").height
    assert pl.read_csv(trends).height == three.trends.height
    assert pl.read_parquet(more).equals(three.trends.filter(pl.col("category") == "national"))


@pytest.mark.parametrize("form", ["markdown", "parquet"])
def test_other_formats(rubric: Path, data: Path, tmp_path: Path, form: str, three: Panel) -> None:
    out = tmp_path / "out"
    assert run(rubric, "--data", data, "--format", form, "--out", out).exit_code == 0
    if form == "markdown":
        assert out.read_text(encoding="utf-8").startswith("# Appraisal of development zones · years 2023–2025\n")
    else:
        assert pl.read_parquet(io.BytesIO(out.read_bytes())).equals(three.ranking)


@pytest.mark.parametrize(
    ("args", "code", "exit_code"),
    [
        (["--years", "20x"], "X120", 2),
        (["--years", "2025-2023"], "X120", 2),
        (["--years", "1899"], "X120", 2),
        (["--scales", "base"], "X121", 2),
        (["--scales", "1000"], "X121", 2),
        (["--category", "town"], "X109", 2),
        (["--years", "2021-2025"], "S174", 3),
        (["--scales", "2020"], "S173", 3),
        (["--years", "2031"], "D161", 3),
    ],
)
def test_what_is_refused(rubric: Path, data: Path, args: list[str], code: str, exit_code: int) -> None:
    done = run(rubric, "--data", data, *args)
    assert (done.exit_code, done.stdout) == (exit_code, "")
    assert code in done.stderr


def test_no_parquet_on_a_terminal(rubric: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scoring.edge.screens.terminal.Terminal.interactive", property(lambda _: True))
    done = run(rubric, "--data", data, "--format", "parquet")
    assert (done.exit_code, "X103" in done.stderr) == (2, True)


def test_a_year_that_fails_leaves_something_open(rubric: Path, data: Path, tmp_path: Path) -> None:
    alone = frozen_years.write(tmp_path / "data")
    returns = alone / "2023" / "returns.csv"
    returns.write_text("\n".join(returns.read_text(encoding="utf-8").splitlines()[:2]) + "\n", encoding="utf-8")
    done = run(rubric, "--data", alone)
    assert done.exit_code == 4
    assert "warning[S170]: 2023 cannot be appraised" in done.stderr
    assert "2023 Total" not in done.stdout


def test_all_years_are_read_and_no_others(data: Path) -> None:
    of = rubric_from_bytes(frozen.RUBRIC.encode(), "r.yaml")
    assert read_inputs(of, data, years_back=EVERY_YEAR).zones["year"].unique().sort().to_list() == [2023, 2024, 2025]
    assert read_inputs(of, data).zones["year"].unique().sort().to_list() == [2024, 2025]
