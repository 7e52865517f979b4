"""Data steps as people see them: the ranking, the card, the advice, and the audit file."""

from __future__ import annotations

import io
import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from scoring.edge.cli import cli
from scoring.edge.returns.reading import read_inputs
from scoring.edge.screens.advice import advice_screen
from scoring.edge.screens.card import card_screen
from scoring.edge.screens.ranking import boards, show_ranking
from scoring.edge.screens.terminal import screen_on
from scoring.engine.advise.advice import next_place
from scoring.engine.appraisal import Appraisal, appraise
from scoring.engine.explain.card import card
from scoring.engine.tables import AUDIT
from scoring.language.messages import Language
from scoring.rules.reading import read_rubric
from tests.engine.towns import TEXT, frame, item, method

SPREAD = "{0%: cohort.min, 100%: cohort.max}"


def three(extra: str, **changes: str) -> Appraisal:
    indicators = (
        f"  j: {{pillar: p, zh: 税负, en: Burden, value: tax, per: land, unit: '1', points: 25, treat: log, level: {{scale: {SPREAD}}}}}\n"
        f"  k: {{pillar: p, zh: 罕见, en: Rare, value: rare, unit: '1', points: 25, level: {{scale: {SPREAD}}}}}\n"
    )
    rubric = method(
        top=f"missing: zero\n{extra}",
        scale=SPREAD,
        points="50",
        items=item("land") + item("rare"),
        indicators=indicators,
        **changes,
    )
    rare = [1, None, None, None, None, None, None, None]
    return appraise(rubric, frame([1, 2, 3, 4, 5, None, 1000, None], land=[1, 2, 3, 2, 1, 4, 2, None], rare=rare))


ALL = "screen: {zones: 30%, indicators: 40%}\nimpute: cohort_median\ntreat: {winsorise: 2}"
#: Nobody is screened, so the filled zone is ranked.
RANKED = "screen: {indicators: 40%}\nimpute: cohort_median\ntreat: {winsorise: 2}"


def shown(appraisal: Appraisal, zone: str, language: Language) -> str:
    stream = io.StringIO()
    screen_on(stream, 100).print(card_screen(card(appraisal, zone), language, 100))
    return stream.getvalue()


def test_the_card_says_what_was_filled_and_treated() -> None:
    appraisal = three(RANKED)
    filled = shown(appraisal, "f", "en")
    assert "Missing: Tax; imputed: cohort median 3.5" in filled
    assert "* filled or treated" in filled
    assert "imputed: cohort median 1.5; logarithm → 0.4055" in " ".join(filled.split())
    assert "Left out for all, as too few zones have a value" in filled
    treated = shown(appraisal, "g", "zh")
    assert "缩尾 → 5" in treated
    assert "取对数 → 6.21" in treated
    assert "插补：同类中位数" in shown(appraisal, "f", "zh")


def test_the_arithmetic_of_the_card_still_adds_up() -> None:
    appraisal = three(RANKED)
    for zone in "abcdefg":
        for line in card(appraisal, zone).measures:
            if line.id != "k.level":
                assert line.arithmetic is not None
                assert line.arithmetic.points.points == line.points


def test_a_value_of_last_year_is_said_to_be_one() -> None:
    rubric = method(top="missing: zero\nimpute: last_year", scale="{0%: 0, 100%: 10}")
    found = appraise(rubric, frame([1, None], previous__tax=[1, 4]))
    assert "imputed: last year's value 4" in shown(found, "b", "en")


def test_screened_zones_have_a_reason_everywhere() -> None:
    appraisal = three(ALL)
    assert appraisal.ranking.filter(pl.col("zone") == "h")["state"].to_list() == ["screened"]
    for language, why in (("en", "values for less than 30% of the measures"), ("zh", "有数据的计分项不足 30%")):
        stream = io.StringIO()
        show_ranking(boards(appraisal, language, None, None), screen_on(stream, 120), language)
        assert why in stream.getvalue()
    assert "not ranked: it has too few values" in shown(appraisal, "h", "en")
    stream = io.StringIO()
    screen_on(stream, 100).print(advice_screen(next_place(appraisal, "h"), "en", 100))
    assert "it has too few values" in stream.getvalue()


def test_advice_does_not_read_treated_values_backwards() -> None:
    appraisal = three("screen: {indicators: 40%}\nimpute: cohort_median\ntreat: none")
    reasons = {refused.measure: refused.why for refused in next_place(appraisal, "a").refused}
    assert reasons["k.level"] == "left_out"
    assert reasons["j.level"] == "treated"
    missing = next_place(appraisal, "f").suggestions
    assert missing[0].value is None
    assert len(missing[0].missing) == 1


# files ----------------------------------------------------------------------------------------------------------------


def written(tmp_path: Path, top: str, returns: dict[str, str], **changes: str) -> tuple[Path, Path]:
    pieces = {"categories": "town: {zh: 镇, en: Town}", "items": "", "pillars": "", "points": "100", "indicators": ""}
    pieces |= {"tail": "", "value": "tax", "scale": "{0%: 0, 100%: 100}", "top": top} | changes
    rubric = tmp_path / "towns.yaml"
    rubric.write_text(TEXT.format(**pieces), encoding="utf-8")
    folder = tmp_path / "data"
    folder.mkdir()
    for name, text in returns.items():
        (folder / name).write_text(text, encoding="utf-8")
    return rubric, folder


@pytest.mark.parametrize("ending", ["csv", "json", "parquet", "txt"])
def test_the_audit_as_a_file(tmp_path: Path, ending: str) -> None:
    rubric, data = written(tmp_path, "impute: mean", {"2025.csv": "zone,tax\na,10\nb,30\nc,缺\n"})
    out = tmp_path / f"audit.{ending}"
    result = CliRunner().invoke(cli, ["rank", str(rubric), "--data", str(data), "--audit", str(out), "--lang", "en"])
    assert result.exit_code == 0, result.output
    if ending == "parquet":
        table = pl.read_parquet(out)
        assert table.schema == AUDIT
    elif ending == "json":
        told = json.loads(out.read_text(encoding="utf-8"))
        assert told["rubric"] == "towns@2025/1.0.0"
        table = pl.DataFrame(told["audit"])
    else:
        table = pl.read_csv(out)
    assert table.select("zone", "step", "method", "after", "note").rows() == [
        ("c", "impute", "mean", 20.0, "all.mean, n = 2")
    ]


def test_every_year_is_read_where_it_is_needed(tmp_path: Path) -> None:
    returns = {
        f"{year}.csv": f"zone,tax\na,{tax}\nb,1\n" for year, tax in ((2020, 10), (2024, "缺"), (2025, 60), (2026, 5))
    }
    rubric, data = written(tmp_path, "impute: linear", returns)
    found = appraise(read_rubric(rubric), read_inputs(read_rubric(rubric), data, 2024))
    assert found.scorecard.select("value", "status").rows()[0] == (50.0, "imputed")
    rubric.write_text(rubric.read_text(encoding="utf-8").replace("linear", "zero"), encoding="utf-8")
    assert read_inputs(read_rubric(rubric), data, 2024).zones["year"].unique().to_list() == [2024]
