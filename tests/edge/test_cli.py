"""The command line: streams, exit codes, languages, and that nothing heavy is loaded before it is needed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

import scoring
from scoring.edge import command_line
from scoring.edge.cli import cli
from scoring.edge.verbs import rank as rank_verb
from scoring.edge.words import locale_language
from tests.edge import frozen

HEAVY = ("polars", "jsonschema", "rich", "openpyxl", "yaml")


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "COLUMNS", "NO_COLOR", "FORCE_COLOR", "SCORING_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")


@pytest.fixture
def rubric(tmp_path: Path) -> Path:
    path = tmp_path / "rubric.yaml"
    path.write_text(frozen.RUBRIC, encoding="utf-8")
    return path


def folder(tmp_path: Path, frame: pl.DataFrame | None = None) -> Path:
    for name, text in frozen.returns_csv(frame):
        path = tmp_path / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "data"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Returns without any finding: exit code 0."""
    return folder(
        tmp_path, frozen.values().with_columns(energy=pl.col("energy").fill_null(4000).clip(upper_bound=4900))
    )


def run(*args: object) -> Result:
    return CliRunner().invoke(cli, [str(arg) for arg in args])


def spawn(*args: object, **env: str) -> subprocess.CompletedProcess[bytes]:
    inherited = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "LC_ALL", "LC_MESSAGES")}
    command = [sys.executable, "-m", "scoring", *map(str, args)]
    environment = {**inherited, "LANG": "C.UTF-8", **env}
    return subprocess.run(command, capture_output=True, check=False, timeout=120, env=environment)


# light -----------------------------------------------------------------------------------------------------------


def loaded(code: str) -> set[str]:
    """Which heavy packages a program loads."""
    program = (
        f"import sys\ntry:\n    {code}\nexcept SystemExit:\n    pass\nprint([m for m in {HEAVY!r} if m in sys.modules])"
    )
    seen = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True, encoding="utf-8")
    return set(re.findall(r"'(\w+)'", seen.stdout.splitlines()[-1]))


def test_help_and_version_load_nothing_heavy() -> None:
    for args in (["--help"], ["rank", "--help"], ["--version"]):
        assert loaded(f"from scoring.edge.cli import cli; cli.main({args!r})") == set()


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert loaded("import scoring; dir(scoring)") == set()
    assert loaded("import scoring; scoring.Problem, scoring.Rejected, scoring.__version__") == set()


def test_checking_a_rubric_needs_no_frames(rubric: Path) -> None:
    assert "polars" not in loaded(f"from scoring.edge.cli import cli; cli.main(['check', {str(rubric)!r}])")


def test_the_public_interface() -> None:
    assert scoring.__version__
    for name in scoring.__all__:
        assert getattr(scoring, name) is not None
    with pytest.raises(AttributeError, match="nothing"):
        scoring.nothing  # noqa: B018
    found = scoring.appraise(
        scoring.read_rubric.__globals__["rubric_from_bytes"](frozen.RUBRIC.encode(), "r"), frozen.values()
    )
    assert isinstance(found, scoring.Appraisal)


# check -----------------------------------------------------------------------------------------------------------


def test_check_says_what_a_rubric_holds(rubric: Path) -> None:
    result = run("check", rubric)
    assert result.exit_code == 0
    assert result.stdout.startswith("fine  frozen@2025/1.0.0")
    assert "11 illustrative" in result.stdout
    assert result.stderr == ""
    assert run("check", rubric, "--lang", "zh").stdout.startswith("通过")


def test_check_shows_every_problem_of_every_file(rubric: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(frozen.RUBRIC.replace("tax / land", "tax / lnad").replace("energy / tax", "enrgy / tax"), "utf-8")
    result = run("check", wrong, rubric)
    assert result.exit_code == 3
    assert "did you mean `land`?" in result.stderr
    assert "did you mean `energy`?" in result.stderr
    assert "2 errors; the file was refused" in result.stderr
    assert "frozen@2025/1.0.0" in result.stdout
    assert "错误[F104]：" in run("check", wrong, "--lang", "zh").stderr


def test_check_without_a_file_is_a_usage_fault(tmp_path: Path) -> None:
    assert run("check").exit_code == 2
    result = run("check", tmp_path / "none.yaml")
    assert result.exit_code == 2
    assert "error[Y100]" in result.stderr


def test_check_prints_the_plan(rubric: Path) -> None:
    result = run("check", rubric, "--plan")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["rubric"] == "frozen@2025/1.0.0"


def test_check_runs_cases(rubric: Path, tmp_path: Path) -> None:
    cases = tmp_path / "cases.yaml"
    given = "given: {category: national, items: {tax: 100, land: 10}}"
    case = f"- name: a half\n  rubric: frozen\n  {given}\n  expect: {{tax_per_mu: %s}}\n"
    cases.write_text(case % "35.00", encoding="utf-8")
    result = run("check", rubric, "--cases", cases)
    assert (result.exit_code, "cases: all 1 pass" in result.stdout) == (0, True)
    cases.write_text(case % "36.00", encoding="utf-8")
    result = run("check", rubric, "--cases", cases)
    assert result.exit_code == 3
    assert "expected 36" in result.stdout
    assert "found 35" in result.stdout
    cases.write_text((case % "35.00").replace("frozen", "other"), encoding="utf-8")
    assert "none names these rubrics" in run("check", rubric, "--cases", cases).stdout


# rank ------------------------------------------------------------------------------------------------------------


def test_rank_shows_the_ranking(rubric: Path, data: Path) -> None:
    result = run("rank", rubric, "--data", data)
    assert result.exit_code == 0, result.stderr
    assert "Songhu ETDZ" in result.stdout
    assert "checks: all passed" in result.stdout
    assert "\x1b" not in result.stdout
    assert "松湖经开区" in run("rank", rubric, "--data", data, "--lang", "zh").stdout


def test_open_findings_and_broken_checks_are_told_and_counted(rubric: Path, tmp_path: Path) -> None:
    data = folder(tmp_path, frozen.values().with_columns(energy=pl.col("energy").fill_null(4000)))
    result = run("rank", rubric, "--data", data)
    assert result.exit_code == 4
    assert "breach[V201] ×4" in result.stderr
    assert "Songhu ETDZ" in result.stdout
    rubric.write_text(frozen.RUBRIC.replace("severity: warning", "severity: error"), encoding="utf-8")
    assert run("rank", rubric, "--data", data).exit_code == 3


def test_an_unverifiable_hard_check_is_open(rubric: Path, tmp_path: Path) -> None:
    hard = frozen.RUBRIC.replace("energy <= 5000", "energy <= 90000").replace("severity: warning", "severity: error")
    rubric.write_text(hard, encoding="utf-8")
    result = run("rank", rubric, "--data", folder(tmp_path))
    assert result.exit_code == 4
    assert "unverifiable[V201]" in result.stderr


def test_a_refused_cell_is_named_and_the_ranking_still_shown(rubric: Path, data: Path) -> None:
    path = data / "2025" / "returns.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("18000.0", "about 18000"), encoding="utf-8")
    result = run("rank", rubric, "--data", data)
    assert result.exit_code == 3
    assert "2025/returns.csv:2:2" in result.stderr
    assert "Shixi High-tech Zone" in result.stdout
    assert "1 place of the returns was refused" in result.stdout


def test_rank_without_data_or_with_a_year_there_is_not(rubric: Path, data: Path, tmp_path: Path) -> None:
    assert run("rank", rubric).exit_code == 2
    assert run("rank", rubric, "--data", tmp_path / "none").exit_code == 2
    assert run("rank", rubric, "--data", data, "--year", 2031).exit_code == 3
    assert run("rank", rubric, "--data", data, "--year", 31).exit_code == 2


def test_formats_on_stdout(rubric: Path, data: Path) -> None:
    rows = run("rank", rubric, "--data", data, "--format", "csv").stdout.splitlines()
    assert rows[0].startswith("zone,year,zh,en,category")
    assert len(rows) == 10
    document = json.loads(run("rank", rubric, "--data", data, "--format", "json").stdout)
    assert document["ranking"][0]["zone"] == "0101"
    assert document["year"] == 2025
    assert run("rank", rubric, "--data", data, "--format", "markdown").stdout.startswith("# Appraisal")
    parquet = run("rank", rubric, "--data", data, "--format", "parquet", "--top", 1)
    assert pl.read_parquet(parquet.stdout_bytes).get_column("rank").to_list() == [1, 1]


def test_parquet_is_not_shown_on_a_terminal(rubric: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scoring.edge.screens.terminal.Terminal.interactive", property(lambda _: True))
    result = run("rank", rubric, "--data", data, "--format", "parquet")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "error[X103]" in result.stderr


def test_out_takes_the_format_of_its_name(rubric: Path, data: Path, tmp_path: Path) -> None:
    for name, begins in (
        ("r.csv", b"zone,"),
        ("r.json", b"{"),
        ("r.parquet", b"PAR1"),
        ("r.md", b"# "),
        ("r.txt", b"Nat"),
    ):
        result = run("rank", rubric, "--data", data, "--out", tmp_path / name)
        assert (result.exit_code, result.stdout) == (0, "")
        assert (tmp_path / name).read_bytes().startswith(begins)
        assert f"written: {tmp_path / name}" in result.stderr
    assert run("rank", rubric, "--data", data, "--out", tmp_path / "no" / "r.csv").exit_code == 2


def test_scales_written_and_used_again(rubric: Path, data: Path, tmp_path: Path) -> None:
    scales = tmp_path / "scales.csv"
    first = run("rank", rubric, "--data", data, "--scales", scales, "--format", "csv").stdout
    again = run("rank", rubric, "--data", data, "--use-scales", scales, "--format", "csv")
    assert (again.exit_code, again.stdout) == (0, first)
    assert "frozen scales" in run("rank", rubric, "--data", data, "--use-scales", scales).stdout
    rubric.write_text(frozen.RUBRIC.replace("100%: 20", "100%: 25"), encoding="utf-8")
    result = run("rank", rubric, "--data", data, "--use-scales", scales)
    assert result.exit_code == 5
    assert "error[X107]" in result.stderr


def test_filters(rubric: Path, data: Path) -> None:
    whole = run("rank", rubric, "--data", data, "--format", "csv").stdout.splitlines()
    few = run(
        "rank", rubric, "--data", data, "--format", "csv", "--category", "provincial", "--top", 2
    ).stdout.splitlines()
    assert set(few) < set(whole)
    assert len(few) == 3
    result = run("rank", rubric, "--data", data, "--category", "county")
    assert result.exit_code == 2
    assert "its categories: national, provincial" in result.stderr


# explain ---------------------------------------------------------------------------------------------------------


def test_explain_finds_a_zone_by_code_and_by_name(rubric: Path, data: Path) -> None:
    for zone in ("0102", "石溪高新区", "shixi high-tech zone"):
        result = run("explain", rubric, zone, "--data", data, "--next")
        assert result.exit_code == 0, result.stderr
        assert "Shixi High-tech Zone" in result.stdout
        assert "47.73" in result.stdout
    assert "石溪高新区" in run("explain", rubric, "0102", "--data", data, "--lang", "zh").stdout


def test_explain_shows_the_findings_of_this_zone(rubric: Path, tmp_path: Path) -> None:
    data = folder(tmp_path, frozen.values().with_columns(energy=pl.col("energy").fill_null(4000)))
    heavy, light = (run("explain", rubric, zone, "--data", data) for zone in ("0102", "0201"))
    assert (heavy.exit_code, light.exit_code) == (4, 0)
    assert "0102 Shixi" in heavy.stderr
    assert "0101" not in heavy.stderr
    assert light.stderr == ""


def test_explain_of_nobody_or_of_two(rubric: Path, tmp_path: Path) -> None:
    same = pl.col("zh").replace("青岚经开区", "松湖经开区")
    data = folder(tmp_path, frozen.values().with_columns(zh=same))
    unknown = run("explain", rubric, "石溪高新", "--data", data)
    assert unknown.exit_code == 2
    assert "did you mean 石溪高新区" in unknown.stderr
    assert run("explain", rubric, "\x1b[31mx", "--data", data).exit_code == 2
    several = run("explain", rubric, "松湖经开区", "--data", data)
    assert several.exit_code == 2
    assert "0101, 0104" in several.stderr


# help, init, completion ------------------------------------------------------------------------------------------


def test_help_explains_codes() -> None:
    result = run("help", "f104")
    assert result.exit_code == 0
    assert result.stdout.startswith("F104  unknown name `…`")
    assert run("help", "F104", "--lang", "zh").stdout.startswith("F104  未知名称")
    unknown = run("help", "F1044")
    assert unknown.exit_code == 2
    assert "did you mean F104" in unknown.stderr
    contents = run("help")
    assert "Formulas\n  F101" in contents.stdout
    assert "X110" in contents.stdout
    assert "--data" in run("help", "rank").stdout


def test_every_verb_is_bilingual_and_takes_lang() -> None:
    listing = run("--help").stdout
    for name, verb in cli.commands.items():
        assert re.search(r"[一-鿿]", verb.get_short_help_str()), name
        assert verb.get_short_help_str() in listing
        assert "--lang" in run(name, "--help").stdout


def test_init_makes_a_project_that_runs(tmp_path: Path) -> None:
    project = tmp_path / "new" / "project"
    result = run("init", project)
    assert result.exit_code == 0
    assert "scoring rank rubric.yaml --data data" in result.stdout
    assert run("check", project / "rubric.yaml", "--cases", project / "cases.yaml").exit_code == 0
    ranked = run("rank", project / "rubric.yaml", "--data", project / "data")
    assert (ranked.exit_code, ranked.stderr) == (0, "")
    again = run("init", project)
    assert again.exit_code == 2
    assert "nothing was written" in again.stderr
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert run("init", tmp_path / "file").exit_code == 2


def test_completion_scripts() -> None:
    for shell in ("bash", "zsh", "fish"):
        result = run("completion", shell)
        assert result.exit_code == 0
        assert "_SCORING_COMPLETE" in result.stdout
    answer = spawn(_SCORING_COMPLETE="zsh_complete", COMP_WORDS="scoring ra", COMP_CWORD="1")
    assert b"rank" in answer.stdout


# how it ends -----------------------------------------------------------------------------------------------------


def test_an_internal_fault_is_a_message_not_a_traceback(
    rubric: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("\x1b[31mhidden")

    monkeypatch.setattr(rank_verb, "rank", fail)
    result = run("rank", rubric, "--data", data)
    assert result.exit_code == 1
    assert result.stderr.startswith("internal fault (ZeroDivisionError): hidden\n")
    assert "Traceback" not in result.stderr
    assert "程序内部错误" in run("rank", rubric, "--data", data, "--lang", "zh").stderr
    monkeypatch.setenv("SCORING_DEBUG", "1")
    assert "Traceback" in run("rank", rubric, "--data", data).stderr


def test_ctrl_c(rubric: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("scoring.edge.verbs.check.check", interrupt)
    result = run("check", rubric)
    assert (result.exit_code, result.output.strip()) == (130, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
@pytest.mark.parametrize("args", [["--help"], ["help"], ["help", "F104"]])
def test_a_full_disk_is_told(args: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "scoring", *args]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
    assert ended.returncode == 2
    assert b"error[X104]" in ended.stderr
    assert b"Traceback" not in ended.stderr


def test_a_closed_pipe_ends_quietly(rubric: Path, data: Path) -> None:
    command = f"{sys.executable} -m scoring rank {rubric} --data {data} --format %s | true; echo ${{PIPESTATUS[0]}}"
    for form in ("table", "csv"):
        seen = subprocess.run(["bash", "-c", command % form], capture_output=True, text=True, check=False, timeout=120)
        assert seen.stderr == ""
        assert seen.stdout.strip() in ("0", "141")
    reader, writer = os.pipe()
    os.close(reader)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "scoring", "help"], stdout=writer, stderr=subprocess.PIPE, check=False, timeout=60
        )
    finally:
        os.close(writer)
    assert (ended.returncode, ended.stderr) == (141, b"")


def test_streams_and_exit_codes_of_the_process(rubric: Path, data: Path, tmp_path: Path) -> None:
    good = spawn("rank", rubric, "--data", data, COLUMNS="60")
    assert (good.returncode, good.stderr) == (0, b"")
    assert b"\x1b" not in good.stdout
    assert b"too narrow for" in good.stdout
    bad = spawn("rank", rubric, "--data", tmp_path / "none")
    assert (bad.returncode, bad.stdout) == (2, b"")
    assert b"error[D101]" in bad.stderr
    assert spawn("nonsense").returncode == 2


def test_a_gbk_console(rubric: Path, data: Path) -> None:
    seen = spawn("rank", rubric, "--data", data, "--lang", "zh", PYTHONIOENCODING="gbk", PYTHONUTF8="0")
    assert seen.returncode == 0
    assert "松湖经开区" in seen.stdout.decode("gbk")
    assert "* 安全一票否决" in seen.stdout.decode("gbk")
    exported = spawn("rank", rubric, "--data", data, "--format", "csv", PYTHONIOENCODING="gbk", PYTHONUTF8="0")
    assert "松湖经开区" in exported.stdout.decode("utf-8")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_TW.UTF-8"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": ""}, "en"),
    ],
)
def test_the_locale_decides_the_language(
    environment: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert locale_language() == language


@pytest.mark.parametrize(
    ("args", "language"),
    [
        (["--lang", "zh"], "zh"),
        (["--lang=en"], "en"),
        (["rank", "zh"], None),
        (["--lang"], None),
        (["--lang", "xx"], None),
    ],
)
def test_the_language_asked_for_also_holds_for_faults(args: Sequence[str], language: str | None) -> None:
    assert command_line._wanted_language(args) == language


def test_colour_only_where_it_is_wanted(rubric: Path, data: Path) -> None:
    coloured = spawn("rank", rubric, "--data", data, FORCE_COLOR="1", TERM="xterm-256color")
    assert b"\x1b[" in coloured.stdout
    plain = spawn("rank", rubric, "--data", data, FORCE_COLOR="1", NO_COLOR="1", TERM="xterm-256color")
    assert not re.search(rb"\x1b\[[0-9;]*3[0-7]m", plain.stdout)
