"""Reading ``weights:``: every method, the full points that static ones give, and everything that is refused."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from scoring.language.source import read_yaml
from scoring.rules.rubric import Rubric
from scoring.rules.weighing import Blend, Fitted, combined, normalised, spelt
from tests.examples import examples
from tests.rules.documents import SMALL, caret, changed, only, read, refused, said, said_zh
from tests.rules.mutations import reader_refuses, unmade
from tests.rules.test_structure import agree

#: A small method in which every kind of ``weights:`` stands somewhere.
WEIGHED = """\
rubric: weighed
edition: 2025
version: 1.0.0
zh: 赋权
en: Weighed
weights: {ahp: {compare: [p, q, r], matrix: [[1, 3, 5], [1/3, 1, 2], [0.2, 1/2, 1]], accept: 专家组已复核}, basis: 示例}
categories:
  one: {zh: 甲, en: One}
  two: {zh: 乙, en: Two}
items:
  tax: {unit: 万元, zh: 税收, en: Tax}
  land: {unit: 亩, zh: 用地, en: Land}
pillars:
  p: {zh: 其一, en: First, weights: {blend: [{part: 60%, by: {experts: {li: {a: 40, b: {value: 60, basis: 示例}}, wang: {a: 50, b: 50}}}}, {part: 40%, by: entropy}], cohort: all}}
  q: {zh: 其二, en: Second, weights: {product: [given, {by: critic}], cohort: category}}
  r: {zh: 其三, en: Third, weights: {by: equal}}
  s: {zh: 其四, en: Fourth, parent: r, weights: given}
  t: {zh: 其五, en: Fifth, parent: r, weights: {experts: {li: {g: 1, h: 3}, status: official}, status: illustrative}}
indicators:
  a: {pillar: p, zh: 甲, en: A, value: tax, unit: 万元, level: {scale: {0%: 0, 100%: 10}}}
  b: {pillar: p, zh: 乙, en: B, value: land, unit: 亩, level: {scale: {bands: [{from: 5, share: 100%}, {otherwise: 0%}]}}}
  c: {pillar: q, zh: 丙, en: C, value: tax, unit: 万元, weight: 2, level: {scale: {0%: 0, 100%: 10}}}
  d: {pillar: q, zh: 丁, en: D, value: land, unit: 亩, weight: {one: 1, two: 3}, level: {scale: {0%: 0, 100%: 10}}}
  e: {pillar: s, zh: 戊, en: E, value: tax, unit: 万元, weight: 1, level: {scale: {0%: 0, 100%: 10}}}
  f: {pillar: s, zh: 己, en: F, value: land, unit: 亩, weight: {one: 3}, level: {scale: {0%: 0, 100%: 10}}}
  g: {pillar: t, zh: 庚, en: G, value: tax, unit: 万元, level: {scale: {0%: 0, 100%: 10}}}
  h: {pillar: t, zh: 辛, en: H, value: land, unit: 亩, level: {scale: {formula: x / 10}}}
"""


def full(rubric: Rubric, node: str, category: str = "one") -> Fraction:
    tree = {**rubric.pillars, **rubric.indicators}
    return tree[node].full.get(category, Fraction(0))


def weighed(*changes: tuple[str, str]) -> Rubric:
    return read(changed(WEIGHED, *changes))


def test_static_methods_come_to_exact_points() -> None:
    rubric = weighed()
    assert sum(full(rubric, root) for root in "pqr") == 100
    shares = [Fraction(text) for text in ("0.648329013822", "0.229650794063", "0.122020192115")]
    assert [full(rubric, root) / 100 for root in "pqr"] == [share / sum(shares) for share in shares]
    assert full(rubric, "s") == full(rubric, "t") == full(rubric, "r") / 2
    assert full(rubric, "e") == full(rubric, "s") / 4
    assert full(rubric, "e", "two") == full(rubric, "s", "two")
    assert "two" not in rubric.indicators["f"].full
    assert full(rubric, "h") == full(rubric, "t") * 3 / 4
    assert rubric.measures[0].full == rubric.indicators["a"].full


def test_fitted_methods_are_provisionally_equal() -> None:
    rubric = weighed()
    assert full(rubric, "a") == full(rubric, "p") * Fraction(47, 100)  # 60 % of (45, 55) and 40 % of halves
    assert full(rubric, "c") == full(rubric, "q") * 2 / 3
    assert full(rubric, "c", "two") == full(rubric, "q", "two") * 2 / 5


def test_what_is_known_of_a_method() -> None:
    weights = weighed().weights
    assert list(weights) == ["", "p", "q", "r", "s", "t"]
    assert [spelt(one.scheme) for one in weights.values()] == [
        "ahp", "blend(60% experts, 40% entropy)", "product(given, critic)", "equal", "given", "experts"
    ]  # fmt: skip
    assert [node for node, one in weights.items() if one.fitted] == ["p", "q"]
    assert [node for node, one in weights.items() if one.published] == ["", "p", "q", "t"]
    assert [one.across for one in weights.values()] == [False, True, False, False, False, False]
    assert weights["q"].names == ("critic",)
    (compared,) = weights[""].compared
    assert compared.accept == "专家组已复核"
    assert round(compared.ratio, 4) == Decimal("0.0032")


def test_every_number_is_known_with_its_source() -> None:
    numbers = {number.address: number for number in weighed().numbers}
    assert numbers["weights.ahp.matrix.0.2"].basis == "示例"
    assert numbers["pillars.p.weights.blend.0.by.experts.li.b"].basis == "示例"
    assert numbers["pillars.t.weights.experts.li.g"].status == "official"
    assert numbers["pillars.p.weights.blend.1.part"].value == 40


@pytest.mark.parametrize("word", ["entropy", "critic", "variation", "deviation", "pca"])
def test_words(word: str) -> None:
    scheme = weighed(("{by: equal}", word)).weights["r"].scheme
    assert isinstance(scheme, Fitted)
    assert spelt(scheme) == word


def test_weights_without_a_sum() -> None:
    assert normalised({"a": Fraction(0)}) == {"a": 0}
    given = Blend(((Fraction(1, 2), Fitted("pca")), (Fraction(1, 2), Fitted("entropy"))))
    found = combined(given, "one", ["a", "b"], {"pca": {"a": Fraction(1), "b": Fraction(0)}})
    assert found == {"a": Fraction(3, 4), "b": Fraction(1, 4)}
    assert (
        spelt(Blend(((Fraction(1, 8), Fitted("pca")), (Fraction(7, 8), Fitted("pca")))))
        == "blend(12.5% pca, 87.5% pca)"
    )


class TestLaw:
    """The reader refuses the shape of ``weights:`` exactly where the schema does."""

    def test_of_the_weighed_rubric(self) -> None:
        mutants = [(told, make) for told, make in unmade(read_yaml(WEIGHED, "w.yaml")) if ".weights" in told]
        assert len(mutants) > 1000
        for told, make in Random(1).sample(mutants, examples(250, 1000)):  # noqa: S311
            mutant = make()
            agree(told, mutant, "rubric", refused=reader_refuses(mutant))


@pytest.mark.parametrize(
    ("old", "new", "code", "words", "at"),
    [
        ("compare: [p, q, r]", "compare: [p, q, q]", "R175", "`ahp` below `total` must name its children, each once: p, q, r", "["),
        ("{li: {g: 1, h: 3}", "{li: {g: 1}", "R175", "`experts` below `t` must name its children, each once: g, h", "{"),
        ("1/3, 1, 2", "1/4, 1, 2", "R176", "`q` against `p` is 1/4, but `p` against `q` is 3", "1/4"),
        ("1/3, 1, 2", "1/3, 2, 2", "R239", "the comparison of `q` with itself is 2, not 1", "2"),
        ("[0.2, 1/2, 1]", "[0, 1/2, 1]", "R176", "`r` against `p` is 0, but `p` against `r` is 5", "0"),
        (", [0.2, 1/2, 1]]", "]", "R179", "a comparison of 3 needs a matrix of 3 × 3 (at most 15); this one is 2 × 3", "matrix"),
        ("wang: {a: 50, b: 50}", "wang: {a: 50, b: 40}", "R178", "the experts' budgets do not have one and the same sum: li 100, wang 90", "experts"),
        ("{li: {g: 1, h: 3}", "{li: {g: 0, h: 0}", "R178", "the experts' budgets do not have one and the same sum: li 0", "experts"),
        ("{li: {g: 1, h: 3}, status: official}", "{}", "R178", "the experts' budgets do not have one and the same sum: –", "experts"),
        ("part: 60%", "part: 50%", "R230", "the parts of the blend add up to 90%, not to 100%", "blend"),
        ("pillar: q, zh: 丙, en: C, value: tax, unit: 万元, weight: 2", "pillar: q, zh: 丙, en: C, value: tax, unit: 万元", "R233", "`c` states no weight, which product(given, critic) needs", "c"),
        ("value: tax, unit: 万元, weight: 2", "value: tax, unit: 万元, points: 2", "R232", "`c` states `points`, but its siblings' parts are decided by product(given, critic)", "c"),
        ("en: G,", "en: G, weight: 2,", "R232", "`g` states `weight`, but its siblings' parts are decided by experts", "g"),
        ("{from: 5, share: 100%}", "{from: 5, points: 3}", "R231", "`b` states points, but what it is worth is known only when weights by blend(60% experts, 40% entropy) have been fitted", "{"),
        ("{otherwise: 0%}", "{otherwise: {points: 1}}", "R231", "`b` states points, but what it is worth is known only when weights by blend(60% experts, 40% entropy) have been fitted", "{"),
    ],
)  # fmt: skip
def test_refusals(old: str, new: str, code: str, words: str, at: str) -> None:
    problem = only(refused(changed(WEIGHED, (old, new))), code)
    assert said(problem) == words
    assert said_zh(problem)
    assert (caret(problem) or "")[: len(at)] == at


def test_a_scale_by_its_name_below_a_fitted_node() -> None:
    old = "en: A, value: tax, unit: 万元, level: {scale: {0%: 0, 100%: 10}}"
    assert weighed((old, old.replace("{0%: 0, 100%: 10}", "min_max"))).measures


def test_points_below_a_fitted_node() -> None:
    text = changed(WEIGHED, ("{by: equal}", "entropy"), ("parent: r, weights: given", "parent: r"))
    text = changed(text, ("unit: 万元, weight: 1", "unit: 万元, points: 1"), ("weight: {one: 3}", "points: 3"))
    assert [(problem.code, problem.facts["id"]) for problem in refused(text)] == [("R231", "e"), ("R231", "f")]


def test_inconsistent_comparisons() -> None:
    turned = ("[[1, 3, 5], [1/3, 1, 2], [0.2, 1/2, 1]]", "[[1, 3, 1/5], [1/3, 1, 2], [5, 1/2, 1]]")
    assert weighed(turned).weights[""].compared[0].ratio > 1
    problem = only(refused(changed(WEIGHED, turned, (", accept: 专家组已复核", ""))), "R177")
    assert said(problem) == "the comparisons contradict each other: consistency ratio 1.232, above 0.1"
    assert caret(problem) == "matrix"


def test_too_many_to_compare() -> None:
    many = ", ".join(f"x{i}" for i in range(16))
    pillars = "".join(f"  x{i}: {{zh: 某, en: Some}}\n" for i in range(16))
    row = ", ".join(["1"] * 16)
    text = changed(
        SMALL,
        (
            "pillars:\n",
            f"weights: {{ahp: {{compare: [{many}], matrix: [{', '.join([f'[{row}]'] * 16)}]}}}}\npillars:\n",
        ),
    )
    start, end = text.index("  output:"), text.index("indicators:")
    codes = {problem.code for problem in refused(text[:start] + pillars + text[end:])}
    assert codes >= {"R120"}
    text = (
        text[:start]
        + pillars
        + text[end:].replace("pillar: output", "pillar: x0").replace("pillar: people", "pillar: x1")
    )
    assert "R179" in {problem.code for problem in refused(text)}


def test_weights_that_leave_nothing() -> None:
    text = changed(WEIGHED, ("unit: 万元, weight: 1", "unit: 万元, weight: 0"), ("weight: {one: 3}", "weight: 0"))
    assert {problem.code for problem in refused(text)} == {"R128"}


def test_a_weighed_pillar_is_worth_something() -> None:
    text = changed(SMALL, ("en: Output}", "en: Output, weights: equal}"), ("points: 60\n", "missing: zero\n"))
    assert [problem.code for problem in refused(text)] == ["R127"]


def test_shapes() -> None:
    for wrong in (
        "{by: equal, ahp: 3}",
        "{cohort: all}",
        "nonsense",
        "{product: [given]}",
        "{blend: [{part: 100%, by: equal}]}",
    ):
        problems = refused(changed(WEIGHED, ("{by: equal}", wrong)))
        assert {problem.code for problem in problems} <= {"R101", "R102", "R103"}
    assert only(refused(changed(WEIGHED, ("1/3, 1, 2", "1/0, 1, 2"))), "R103")


@pytest.mark.parametrize("scale", ["min_max", "{name: rank}", "{formula: x / 10}"])
def test_a_scale_by_its_name_goes_with_weights_by_the_data(scale: str) -> None:
    rubric = weighed(("{bands: [{from: 5, share: 100%}, {otherwise: 0%}]}", scale))
    assert rubric.weights["p"].fitted
