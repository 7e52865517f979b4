"""Formulas in words, and the canonical text that parses back to the same tree."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring.language.formula import (
    FUNCTIONS,
    WEIGHT_LIMIT,
    Name,
    Node,
    Number,
    Operation,
    Scaled,
    parse,
    statistic,
    walk,
    weight,
)
from scoring.language.messages import Language
from scoring.language.prose import decimal_text, prose, source
from scoring.language.tokens import TEXT_LIMIT

from . import trees

LABELS = {
    "zh": {"tax": "税收总额", "land": "已供工业用地", "awards": "国家级表彰"},
    "en": {"tax": "Tax paid", "land": "Industrial land", "awards": "National awards"},
}


def said(text: str, language: Language) -> str:
    return prose(parse(text), lambda name: LABELS[language].get(name.id, name.written), language)


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("tax / land", "税收总额 ÷ 已供工业用地", "Tax paid ÷ Industrial land"),
        ("(tax + land) * 2", "（税收总额 + 已供工业用地） × 2", "(Tax paid + Industrial land) × 2"),
        ("tax - (land - 1)", "税收总额 − （已供工业用地 − 1）", "Tax paid − (Industrial land − 1)"),
        ("tax - land - 1", "税收总额 − 已供工业用地 − 1", "Tax paid − Industrial land − 1"),
        ("tax * -2", "税收总额 × （−2）", "Tax paid × (−2)"),
        ("-tax + 15%", "−税收总额 + 15%", "−Tax paid + 15%"),
        ("tax ^ 2 + land ^ -1", "税收总额² + 已供工业用地^−1", "Tax paid² + Industrial land^−1"),
        ("tax >= 500 [万元]", "税收总额 ≥ 500 万元", "Tax paid ≥ 500 万元"),
        (
            "tax <= 1 and not land != 2",
            "税收总额 ≤ 1 且 非（已供工业用地 ≠ 2）",
            "Tax paid ≤ 1 and not (Industrial land ≠ 2)",
        ),
        ("tax == 1 or land < 2", "税收总额 = 1 或 已供工业用地 < 2", "Tax paid = 1 or Industrial land < 2"),
        ("growth(tax)", "税收总额增速", "growth of Tax paid"),
        ("growth(tax / land)", "（税收总额 ÷ 已供工业用地）增速", "growth of (Tax paid ÷ Industrial land)"),
        ("previous(tax)", "上年税收总额", "last year's Tax paid"),
        ("previous(tax) ^ 2", "（上年税收总额）²", "(last year's Tax paid)²"),
        ("share(tax)", "税收总额占同类比重", "Tax paid as a share of all peers'"),
        ("rank(tax)", "税收总额同类名次", "rank of Tax paid among peers"),
        ("1.2 * cohort.p50", "1.2 × 同类第50百分位", "1.2 × the peers' 50th percentile"),
        ("cohort.median", "同类中位数", "the peers' median"),
        ("cohort.p95", "同类第95百分位", "the peers' 95th percentile"),
        ("cohort.p97_5", "同类第97.5百分位", "the peers' 97.5th percentile"),
        (
            "cohort.p01 + cohort.p22 + cohort.p13",
            "同类第1百分位 + 同类第22百分位 + 同类第13百分位",
            "the peers' 1st percentile + the peers' 22nd percentile + the peers' 13th percentile",
        ),
        ("cohort.top3(tax)", "税收总额的同类前3名平均值", "the peers' top 3 mean of Tax paid"),
        (
            "cohort.max(tax / land)",
            "（税收总额 ÷ 已供工业用地）的同类最大值",
            "the peers' maximum of (Tax paid ÷ Industrial land)",
        ),
        ("min(tax, land, 3)", "最小值（税收总额，已供工业用地，3）", "least of (Tax paid, Industrial land, 3)"),
        ("round(tax)", "四舍五入取整（税收总额）", "(Tax paid) rounded"),
        ("round(tax, 2)", "四舍五入（税收总额，保留2位小数）", "(Tax paid) rounded to 2 decimals"),
        ("clip(tax, 0, 1)", "限幅（税收总额，下限0，上限1）", "(Tax paid) held between 0 and 1"),
        (
            "2 * if(awards > 0, 1, 0)",
            "2 × （若国家级表彰 > 0，则取1，否则取0）",
            "2 × (if National awards > 0 then 1, else 0)",
        ),
        ("sqrt(tax) * exp(1) * log(2)", "√（税收总额） × exp（1） × 自然对数（2）", "√(Tax paid) × exp(1) × ln(2)"),
        ("witness.volume", "witness.volume", "witness.volume"),
    ],
)
def test_formulas_in_words(text: str, zh: str, en: str) -> None:
    assert said(text, "zh") == zh
    assert said(text, "en") == en


def test_conversions_are_said_so_that_a_calculator_can_follow() -> None:
    fee = Name(None, "fee")
    forms = [Scaled(fee, factor) for factor in (Fraction(1, 10_000), Fraction(3, 20), Fraction(2000, 3), Fraction(100))]
    assert [prose(form, lambda name: name.id, "zh") for form in forms] == [
        "fee ÷ 10000",
        "fee × 0.15",
        "fee × 2000 ÷ 3",
        "fee × 100",
    ]
    assert source(forms[2]) == "fee * 2000 / 3"
    assert source(Scaled(Operation("+", (fee, fee)), Fraction(-1, 3))) == "(fee + fee) * -1 / 3"
    assert source(Number(Fraction(1, 3))) == "1 / 3"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_function_and_statistic_has_words(language: Language) -> None:
    for name, function in FUNCTIONS.items():
        first = {"if": "1 > 0", "date": "2025"}.get(name, "tax")
        arguments = [first, *["3"] * (function.least - 1)]
        assert name == "exp" or f"{name}(" not in said(f"{name}({', '.join(arguments)})", language)
    for stat in (
        "min",
        "max",
        "mean",
        "median",
        "sd",
        "sum",
        "n",
        "p05",
        "top3",
        "bottom3",
        "skew",
        "kurtosis",
        "mad",
        "iqr",
        "zone[Z1]",
    ):
        assert statistic(stat)
        assert f"cohort.{stat}" not in said(f"cohort.{stat}", language)
        assert f"cohort.{stat}" not in said(f"cohort.{stat}(tax)", language)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("tax/land", "tax / land"),
        ("((tax))-(land-1)", "tax - (land - 1)"),
        ("(a+b)+c", "a + b + c"),
        ("0.50*15.0%", "0.5 * 15%"),
        ("500[万元]", "500 [万元]"),
        ("-(-a)", "--a"),
        ("(-a)^2", "(-a) ^ 2"),
        ("-(a^2)", "-a ^ 2"),
        ("not(a>1 or b>2)", "not (a > 1 or b > 2)"),
        ("(a ^ 2) ^ 3", "(a ^ 2) ^ 3"),
        ("a*(b/c)", "a * (b / c)"),
    ],
)
def test_the_canonical_text(text: str, canonical: str) -> None:
    assert source(parse(text)) == canonical


@given(trees.formulas)
def test_the_canonical_text_gives_the_same_tree(tree: Node) -> None:
    assume(sum(1 for _ in walk(tree)) < 300)
    assume(weight(tree) <= WEIGHT_LIMIT)
    text = source(tree)
    assume(len(text) <= TEXT_LIMIT)
    again = parse(text)
    assert again == tree
    assert source(again) == text


@given(trees.formulas, st.sampled_from(["zh", "en"]))
def test_everything_can_be_said(tree: Node, language: Language) -> None:
    words = prose(tree, lambda _: "X", language)
    assert words
    assert words.count("（") == words.count("）")
    assert words.count("(") == words.count(")")


@given(st.integers(-(10**20), 10**20), st.integers(0, 15))
def test_decimals_are_written_out(digits: int, places: int) -> None:
    value = Fraction(digits, 10**places)
    text = decimal_text(value)
    assert text is not None
    assert Fraction(text) == value
    assert "E" not in text
    assert decimal_text(value / 3 + Fraction(1, 7)) is None or value % 3 == 0
