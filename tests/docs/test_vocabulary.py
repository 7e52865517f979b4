"""The vocabulary: every piece of YAML on the page is read, and every address it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from scoring.language.source import Node, read_yaml
from scoring.rules.reader import Desk
from scoring.rules.reading import rubric_from_node
from scoring.rules.scenario import overlay

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "vocabulary.md").read_text(encoding="utf-8")
SECTIONS = {
    int(number): text for number, text in re.findall(r"^## (\d+) (.+?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
}
PIECES = {
    number: found[1] for number, text in SECTIONS.items() if (found := re.search(r"```yaml\n(.*?)```", text, re.DOTALL))
}
ADDRESSES = re.findall(r"\[([a-z0-9-]+)\]\(\.\./configs/rubrics/[a-z0-9-]+\.yaml\) `([^`]+)`", PAGE)

#: Every item that the pieces look at, and one indicator beside theirs.
SKELETON = """
rubric: skeleton
edition: 2025
version: 1.0.0
zh: 骨架
en: Skeleton
categories: {national: {zh: 国家级, en: National}, provincial: {zh: 省级, en: Provincial}}
items:
  tax: {unit: 万元, zh: 税收, en: Tax}
  revenue: {unit: 万元, zh: 营业收入, en: Revenue}
  added: {unit: 万元, zh: 增加值, en: Value added}
  leading: {unit: 万元, zh: 主导产业收入, en: Leading industries}
  rd: {unit: 万元, zh: 研发经费, en: Research}
  land: {unit: 亩, zh: 用地, en: Land}
  unlawful: {unit: 亩, zh: 违法用地, en: Unlawful land}
  energy: {unit: tce, zh: 能耗, en: Energy}
  firms: {unit: 家, zh: 企业, en: Firms}
  leading_firms: {unit: 家, zh: 主导产业企业, en: Leading firms}
  graduates: {unit: 人, zh: 本科人员, en: Graduates}
  trained: {unit: 人, zh: 培训人员, en: Trained}
  hazards: {unit: 件, zh: 隐患, en: Hazards}
  accidents: {unit: 件, zh: 事故, en: Accidents}
  exposed: {unit: 件, zh: 案件, en: Cases}
  falsified: {unit: 件, zh: 造假, en: Falsified}
  merging: {unit: 件, zh: 撤并, en: Merging}
  awards: {unit: 件, zh: 表彰, en: Awards}
  late: {unit: 件, zh: 迟报, en: Late}
  stars_held: {unit: "1", zh: 星级, en: Stars held}
pillars: {output: {zh: 产出, en: Output, points: 100}}
indicators:
  plain: {pillar: output, zh: 税收总额, en: Tax in all, value: tax, unit: 万元, weight: 1, level: {scale: {0%: 0, 100%: 9}}}
"""
LABELLED = ("constants", "items", "pillars", "indicators", "adjustments", "gates", "vetoes")


def filled(piece: Node) -> Node:
    """The piece with the labels, the pillar and the weight that the page leaves out."""
    assert isinstance(piece.value, dict)
    whole = dict(piece.value)
    for section in LABELLED:
        entries = whole[section].value if section in whole else {}
        assert isinstance(entries, dict)
        for id_, entry in entries.items():
            assert isinstance(entry.value, dict)
            words = f"zh: {section} {id_}, en: {section} {id_}"
            if section == "indicators" and "pillar" not in entry.value:
                words += ", pillar: output, weight: 1"
            lacking = read_yaml(f"{{{words}}}", "filling")
            assert isinstance(lacking.value, dict)
            entries[id_] = entry.holding(lacking.value | entry.value)
    return piece.holding(whole)


def test_there_are_twenty_seven() -> None:
    assert list(SECTIONS) == list(range(1, 28))
    assert SECTIONS.keys() - PIECES.keys() == {27}
    assert len(re.findall(r"^\| \d+ \|", PAGE, re.MULTILINE)) == 27


@pytest.mark.parametrize("number", PIECES)
def test_a_piece_is_read(number: int) -> None:
    desk = Desk()
    root = overlay(read_yaml(SKELETON, "skeleton"), filled(read_yaml(PIECES[number], f"piece {number}")), desk)
    rubric = rubric_from_node(root, "")
    assert not desk.problems
    assert rubric.measures


@pytest.mark.parametrize(("rubric", "address"), ADDRESSES, ids=[f"{rubric} {address}" for rubric, address in ADDRESSES])
def test_an_address_is_there(rubric: str, address: str) -> None:
    text = (ROOT / "configs" / "rubrics" / f"{rubric}.yaml").read_text(encoding="utf-8")
    node = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - texts only
    for step in address.split("."):
        assert step in node
        node = node[step]


def test_the_guide_pages_exist() -> None:
    for page in set(re.findall(r"\]\((guide/[^)]+)\)", PAGE)):
        assert (ROOT / "docs" / page).is_file()
