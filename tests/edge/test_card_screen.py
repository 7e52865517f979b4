"""The screens of cards and advice, against kept texts. ``UPDATE_SNAPSHOTS=1`` writes the texts anew: read what changed."""

from __future__ import annotations

import io
import os
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
