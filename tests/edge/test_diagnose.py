"""``scoring diagnose``: screens in two languages and several widths, documents, folders, and what it refuses."""

from __future__ import annotations

import io
import json
import os
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from scoring.edge.cli import cli
from scoring.edge.screens.diagnosis import show_diagnosis
from scoring.edge.screens.diagnosis_sheets import Writer, figure, percent, two, whole
from scoring.edge.screens.diagnosis_words import tell
from scoring.edge.screens.terminal import screen_on
from scoring.edge.verbs import diagnose as verb
from scoring.engine.appraisal import appraise
from scoring.engine.diagnose import reversals
from scoring.engine.diagnose.attention import GRAVITY
from scoring.engine.diagnose.diagnosis import Diagnosis, Part, diagnose
from scoring.language.messages import Language
from scoring.rules.indicators import KINDS
from tests.edge import frozen
from tests.engine import towns
from tests.engine.diagnose import parks

ROOT = Path(__file__).parents[2]
SNAPSHOTS = ROOT / "tests" / "screens"
TIERS = "management: {tiers: {A: {best: 25%}, B: {}}}"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "COLUMNS", "NO_COLOR", "FORCE_COLOR", "SCORING_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")


@cache
def found() -> Diagnosis:
    """A diagnosis with something of everything; the last of the big parks has a bonus nobody can beat."""
    bonus = pl.when(pl.col("zone").is_in(["z11", "z07"])).then(60.0).otherwise(0.0).alias("bonus")
    names = pl.Series("zh", [f"园{number}" for number in range(20)]), pl.Series("en", ["Park"] * 20)
    return diagnose(parks.appraisal(parks.values().with_columns(bonus, *names), tail=TIERS))


def shown(diagnosis: Diagnosis, language: Language, width: int = 120, *, given: bool = False) -> str:
    stream = io.StringIO()
    show_diagnosis(diagnosis, screen_on(stream, width), language, frozen=given)
    return stream.getvalue()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [60, 80, 120, 160])
def test_the_screen(language: Language, width: int) -> None:
    text = shown(found(), language, width)
    assert max(cell_len(line.rstrip()) for line in text.splitlines()) <= width
    assert "\x1b" not in text
    path = SNAPSHOTS / f"diagnosis-{language}-{width}.txt"
    seen = "\n".join(line.rstrip() for line in text.splitlines()) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(seen, encoding="utf-8")
    assert seen == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_flag_note_and_kind_has_words(language: Language) -> None:
    for flag in GRAVITY:
        assert tell(f"flag.{flag}", language)
        assert tell(f"why.{flag}", language)
    notes = "no_values few_zones no_spread constant one_indicator some_without_spread only_indicator not_additive"
    assert all(tell(f"note.{note}", language) for note in notes.split())
    assert all(tell(f"kind.{kind}", language) for kind in KINDS)


def test_how_figures_are_spelt() -> None:
    assert [percent(x) for x in (0.5, -0.0001, -0.02, None)] == ["50.0%", "0.0%", "−2.0%", "–"]
    assert [two(x) for x in (0.926, -0.4, -0.001, None)] == ["0.93", "−0.40", "0.00", "–"]
    assert [figure(x) for x in (12.3456, 123456.0, 1.5e12, -0.5, None)] == [
        "12.35",
        "123,456",
        "1.500e+12",
        "−0.5",
        "–",
    ]
    assert [whole(x) for x in (3, None)] == ["3", "–"]


def test_few_zones_and_nobody() -> None:
    text = shown(diagnose(frozen.appraisal()), "en")
    assert "Provincial: too few zones for rank reversal" not in text
    alone = diagnose(appraise(towns.method(), towns.frame([5])))
    assert "too few zones for rank reversal" in shown(alone, "en")
    assert "开发区过少" in shown(alone, "zh")
    nobody = diagnose(appraise(towns.method(), towns.frame([None])))
    assert "nothing to diagnose" in shown(nobody, "en")


def test_nothing_stands_out() -> None:
    text = shown(diagnose(appraise(towns.method(), towns.frame([10, 20, 40]))), "en")
    assert "Nothing that stands out." in text


def test_zones_that_cannot_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    appraisal = parks.appraisal(parks.values(4, 3), top="cohort_at_least: 3")
    assert "the others cannot be fitted or scored: 3 (S102)" in shown(diagnose(appraisal), "en")
    monkeypatch.setattr(reversals, "MOST_ZONES", 3)
    assert "too many zones for rank reversal" in shown(diagnose(appraisal, ["reversals"]), "en")


def test_a_measure_of_a_kind_without_words_is_called_by_its_id() -> None:
    writer = Writer(parks.method(), "en")
    assert writer.measure("ia.level") == "Rate A · level"
    assert writer.measure("ia.other") == "Rate A · other"
    assert writer.measure("ib.level") == "Rate B"
    assert writer.measure("first") == "First"
    assert writer.measure("unknown") == "unknown"


# the verb --------------------------------------------------------------------------------------------------------


@pytest.fixture
def rubric(tmp_path: Path) -> Path:
    path = tmp_path / "rubric.yaml"
    path.write_text(frozen.RUBRIC, encoding="utf-8")
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for name, text in frozen.returns_csv():
        path = tmp_path / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "data"


def run(*args: object) -> Result:
    return CliRunner().invoke(cli, ["diagnose", *map(str, args)])


def test_it_judges_the_method_so_findings_do_not_fail_it(rubric: Path, data: Path) -> None:
    result = run(rubric, "--data", data)
    assert result.exit_code == 0
    assert "What deserves attention, worst first" in result.stdout
    assert "not done" not in result.stdout
    assert "值得注意的问题" in run(rubric, "--data", data, "--lang", "zh").stdout


def test_json_holds_every_frame(rubric: Path, data: Path, tmp_path: Path) -> None:
    result = run(rubric, "--data", data, "--format", "json", "--category", "national")
    document = json.loads(result.stdout)
    assert document["rubric"] == "frozen@2025/1.0.0"
    assert document["parts"] == ["indicators", "correlations", "pillars", "leave-out", "dominance", "reversals"]
    assert document["thresholds"]["redundant"] == 0.92
    assert {row["category"] for row in document["indicators"]} == {"national"}
    assert all(isinstance(row["contribution"], str) for row in document["contributions"])
    out = tmp_path / "diagnosis.json"
    assert run(rubric, "--data", data, "--category", "national", "--out", out).exit_code == 0
    assert json.loads(out.read_text(encoding="utf-8")) == document


def test_csv_makes_a_folder(rubric: Path, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "made" / "here"
    result = run(rubric, "--data", data, "--format", "csv", "--out", out, "--only", "pillars, indicators")
    assert result.exit_code == 0
    assert {path.name for path in out.iterdir()} >= {"attention.csv", "pillars.csv", "indicators.csv", "measures.csv"}
    assert not (out / "leave_out.csv").exists()
    assert pl.read_csv(out / "indicators.csv")["nominal"].sum() == pytest.approx(2)
    no_folder = run(rubric, "--data", data, "--format", "csv")
    assert no_folder.exit_code == 2
    assert "X125" in no_folder.stderr
    taken = run(rubric, "--data", data, "--format", "csv", "--only", "pillars", "--out", rubric)
    assert (taken.exit_code, "X104" in taken.stderr) == (2, True)


def test_the_screen_into_a_file(rubric: Path, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "diagnosis.txt"
    result = run(rubric, "--data", data, "--only", "dominance", "--out", out)
    assert result.stdout == ""
    assert "Dominance" in out.read_text(encoding="utf-8")


def test_parts_are_chosen_and_skipped(rubric: Path, data: Path) -> None:
    only = run(rubric, "--data", data, "--only", "pillars,dominance").stdout
    assert "Pillars" in only
    assert "not done: Indicators" in only
    skipped = run(rubric, "--data", data, "--skip", "reversals").stdout
    assert "not done: Rank reversal" in skipped
    wrong = run(rubric, "--data", data, "--only", "pillar")
    assert wrong.exit_code == 2
    assert "X126" in wrong.stderr
    assert "leave-out" in wrong.stderr
    assert run(rubric, "--data", data, "--category", "nowhere").exit_code == 2


def test_on_frozen_scales_nothing_can_be_reversed(rubric: Path, data: Path, tmp_path: Path) -> None:
    scales = tmp_path / "scales.csv"
    CliRunner().invoke(cli, ["rank", str(rubric), "--data", str(data), "--scales", str(scales)])
    text = run(rubric, "--data", data, "--use-scales", scales).stdout
    assert "frozen scales: nothing can be reversed" in text


def test_every_part_can_be_named() -> None:
    view = verb.View(None, ",".join(OF), None, None, None, everything=False)
    assert list(verb._wanted(view)) == list(OF)


OF: tuple[Part, ...] = ("indicators", "correlations", "pillars", "leave-out", "dominance", "reversals")


def test_the_province_as_a_user() -> None:
    result = run(
        ROOT / "configs" / "rubrics" / "province-2025.yaml",
        "--data",
        ROOT / "data" / "province",
        "--category",
        "national",
    )
    assert result.exit_code == 0
    for words in ("Tax per mu · Value added per mu", "r with", "lighter than it says", "left out in turn: 28"):
        assert words in result.stdout
