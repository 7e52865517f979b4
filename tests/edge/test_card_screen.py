"""The screens of cards and advice, against kept texts. ``UPDATE_SNAPSHOTS=1`` writes the texts anew: read what changed."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

import polars as pl
import pytest
from rich.cells import cell_len
from rich.console import RenderableType

from scoring.edge.screens.advice import advice_screen
from scoring.edge.screens.card import card_screen
from scoring.edge.screens.card_text import Speaker
from scoring.edge.screens.made import method
from scoring.edge.screens.terminal import screen_on
from scoring.engine.advise.advice import Advice, next_place
from scoring.engine.appraisal import Appraisal, appraise
from scoring.engine.explain.card import Card, card
from scoring.language.messages import Language
from scoring.rules.combination import Method
from scoring.rules.reading import rubric_from_bytes
from tests.engine.explain.health import appraised, rubric, zones
from tests.engine.explain.test_card import exact
from tests.engine.nodes import flat, shares
from tests.engine.test_aggregation import tree

KEPT = Path(__file__).parents[1] / "screens"
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@pytest.fixture(scope="module")
def appraisal(tmp_path_factory: pytest.TempPathFactory) -> Appraisal:
    return appraised(tmp_path_factory.mktemp("screens"), seed=5)


def shown(screen: RenderableType, width: int) -> str:
    stream = io.StringIO()
    screen_on(stream, width).print(screen)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


def kept(name: str, text: str) -> None:
    path = KEPT / f"card-{name}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [80, 120])
def test_a_card(appraisal: Appraisal, language: Language, width: int) -> None:
    kept(f"{language}-{width}", shown(card_screen(card(appraisal, "z03"), language, width), width))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [80, 120])
def test_advice(appraisal: Appraisal, language: Language, width: int) -> None:
    kept(f"advice-{language}-{width}", shown(advice_screen(next_place(appraisal, "z03"), language, width), width))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_zone_that_is_held_down_and_a_zone_that_is_not_ranked(tmp_path: Path, language: Language) -> None:
    others = exact().with_columns(zone="x" + pl.col("zone"))
    vetoed = exact(accidents=1.0, gone=None, minus=None, land=0.0, small=1.0)
    held = appraise(rubric(tmp_path), pl.concat([vetoed, others]))
    kept(f"vetoed-{language}", shown(card_screen(card(held, "a"), language, 80), 80))
    gated = appraise(rubric(tmp_path), pl.concat([exact(running=0.0), others]))
    texts = [card_screen(card(gated, "a"), language, 80), advice_screen(next_place(gated, "a"), language, 80)]
    kept(f"gated-{language}", "\n".join(shown(text, 80) for text in texts))


@pytest.fixture(scope="module")
def told(appraisal: Appraisal) -> list[tuple[Card, Advice]]:
    """What is told to every zone, worked out once."""
    return [(card(appraisal, zone), next_place(appraisal, zone)) for zone in appraisal.ranking.get_column("zone")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_is_wider_than_the_terminal(told: list[tuple[Card, Advice]], language: Language) -> None:
    for width in (60, 80, 100, 120):
        for own, advice in told:
            for screen in (card_screen(own, language, width), advice_screen(advice, language, width)):
                assert max(cell_len(line) for line in shown(screen, width).splitlines()) <= width


def test_a_name_is_text_and_nothing_else(tmp_path: Path) -> None:
    hostile = "[/bold]\x1b]8;;http://x\x07松湖\x1b[31m\u202e[red]区"
    frame = zones(1).with_columns(pl.when(pl.col("zone") == "z03").then(pl.lit(hostile)).otherwise("zh").alias("zh"))
    appraisal = appraise(rubric(tmp_path), frame)
    whole = shown(card_screen(card(appraisal, "z03"), "zh", 80), 80)
    assert "[/bold]松湖[red]区" in whole
    assert not {"\x1b", "\x07", "\u202e"} & set(whole)
    for zone in appraisal.ranking.get_column("zone"):
        text = shown(advice_screen(next_place(appraisal, zone), "zh", 80), 80)
        assert not {"\x1b", "\x07", "\u202e"} & set(text)


def test_the_sentences_of_the_arithmetic(tmp_path: Path) -> None:
    text = shown(card_screen(card(appraise(rubric(tmp_path), exact()), "a"), "zh", 200), 200)
    assert "亩均税收·水平 = 税收总额 ÷ 已供工业用地 = 1,200 万元 ÷ 60 亩 = 20 万元/亩" in text
    assert "在 0 万元（20%）与目标值 40 万元（100%）之间：20% + 80% × (20 − 0) ÷ (40 − 0) = 60%" in text
    assert "12 × 60% = 7.20 分" in text
    assert "落在 60% ≤ x ≤ 70% 一档：80%" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_nodes_that_do_more_than_add_up(language: Language) -> None:
    mixed = tree(
        top="aggregate: {blend: [{part: 70%, by: arithmetic}, {part: 30%, by: topsis}]}", p="aggregate: geometric"
    )
    result = appraise(mixed, shares((0.4, 0.9, 0.5), (0.8, 0.3, 0.9), (None, 0.6, 0.7)))
    texts = [shown(card_screen(card(result, zone), language, 100), 100) for zone in ("a", "c")]
    kept(f"nodes-{language}", "\n".join(texts))


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "上级节点有数据支撑的满分不足"), ("en", "Left out with its node")]
)
def test_a_measure_says_that_its_node_is_left_out(language: Language, said: str) -> None:
    result = appraise(tree(p="available_at_least: 70%", missing="zero"), shares((0.4, None, 0.5), (0.8, 0.3, 0.9)))
    assert said in shown(card_screen(card(result, "a"), language, 120), 120)
    shown(advice_screen(next_place(result, "a"), language, 120), 120)


def test_every_way_has_its_words() -> None:
    ways = [
        *(way for way in Method if way is not Method.POWER),
        "{power: -2}",
        "{geometric: {at_least: 1%}}",
        "{vikor: {v: 30%}}",
        "{penalised: {strength: 0.5}}",
    ]
    told = {
        method(flat(way, [1, 1]).pillars["p"].aggregate, Speaker(language, {}))
        for way in ways
        for language in LANGUAGES
    }
    assert len(told) == 2 * len(ways)


#: Values people read in a way of their own: a date, and pure numbers in a formula of ``x``.
TOLD = """
rubric: told
edition: 2025
version: 1.0.0
zh: 读法示例
en: Ways of reading
categories: {a: {zh: 甲, en: A}}
items:
  done: {unit: "1", zh: 完成率, en: Done}
  rate: {unit: "%", zh: 比率, en: Rate}
  opened: {kind: date, zh: 开园日期, en: Opened}
constants:
  half: {unit: "%", value: 50, zh: 一半, en: Half}
  most: {unit: "%", value: 90, zh: 上限, en: Most}
pillars: {p: {zh: 总, en: P}}
indicators:
  i: {pillar: p, zh: 完成, en: Done, value: done, unit: "1", points: 20, level: {scale: {formula: "if(x > 50%, x, 0)"}}}
  j: {pillar: p, zh: 比率, en: Rate, value: rate, unit: "%", points: 20,
      level: {scale: {formula: "if(x > half, min(x, most) / 100, 0)"}}}
  k: {pillar: p, zh: 开园, en: Opening, value: opened, unit: 天, points: 60, level: {scale: DATES}}
"""


def read_as(dates: str, opened: list[float]) -> Appraisal:
    """Zones a and b, whose other figures are 0.85 and 0.4, 85% and 50%."""
    figures = {"done": [0.85, 0.4], "rate": [85.0, 50.0], "opened": opened}
    where = {"zone": ["a", "b"], "year": [2025] * 2, "category": ["a"] * 2}
    return appraise(rubric_from_bytes(TOLD.replace("DATES", dates).encode(), ""), pl.DataFrame(where | figures))


FALLING = '{0%: "date(2026, 1, 1)", 100%: "date(2020, 1, 1)"}'


def test_a_date_is_read_as_a_date_and_reckoned_in_days() -> None:
    text = shown(card_screen(card(read_as(FALLING, [18753.0, 19118.0]), "a"), "en", 120), 120)
    assert re.search("Opening +2021-05-06", text)
    assert "median 2021-11-04, best 2021-05-06" in text
    assert "Opening = Opened = 2021-05-06 = 18,753 天" in text
    assert "(18,753 − 18,262) ÷ (20,454 −" in text


def test_a_day_that_is_no_date_stays_a_number() -> None:
    text = shown(card_screen(card(read_as(FALLING, [9e9, 19118.0]), "a"), "en", 120), 120)
    assert "9,000,000,000 天" in text


@pytest.mark.parametrize(
    ("scale", "ends"),
    [
        (FALLING, "2022-05-06 → ≤ 2021-0"),
        ('{bands: [{below: "date(2021, 6, 1)", share: 100%}, {otherwise: 0%}]}', "→ < 2021-06-01"),
        ('{0%: "date(2020, 1, 1)", 100%: "date(2023, 1, 1)"}', "→ ≥ 2022-"),
    ],
)
def test_a_date_that_would_do_is_advised_as_a_day(scale: str, ends: str) -> None:
    early, late = (19118.0, 18753.0) if "≥" in ends else (18753.0, 19118.0)
    appraisal = read_as(scale, [early, late])
    ahead = pl.DataFrame({"done": [0.55, 0.6], "rate": [85.0, 80.0]})
    appraisal = appraise(appraisal.rubric, appraisal.values.with_columns(ahead.get_columns()))
    text = shown(advice_screen(next_place(appraisal, "b"), "en", 120), 120)
    assert ends in text
    assert "天" not in text


def test_pure_numbers_of_a_formula_stand_as_the_calculator_takes_them() -> None:
    text = shown(card_screen(card(read_as(FALLING, [18753.0, 19118.0]), "a"), "en", 200), 200)
    assert "= if 0.85 > 50% then 0.85, else 0 = 85%" in text
    assert "= if 85 > 50 then least of (85, 90) ÷ 100, else 0 = 85%" in text
    assert "Rate = 85%" in text
