"""Weights that are fitted: what they come to, what is published, the plan that is scored by, and every refusal."""

from __future__ import annotations

from fractions import Fraction
from math import log

import polars as pl
import pytest

from scoring.engine.appraisal import appraise
from scoring.engine.canonical import as_data
from scoring.engine.plan import compile_rubric
from scoring.language.messages import help_lines, sentence
from scoring.language.problems import Rejected
from scoring.rules.reading import rubric_from_bytes
from tests.engine.columns import AS_IT_IS, BETWEEN, objected, over, rows, weighed, weights_of
from tests.rules.test_weights import WEIGHED

A, B, C = [1.0, 2, 3, 4], [1.0, 1, 1, 5], [0.0, 1, 0, 1]


def test_entropy_by_hand() -> None:
    def divergence(column: list[float]) -> float:
        parts = [x / sum(column) for x in column]
        return 1 + sum(p * log(p) for p in parts if p) / log(len(column))

    raw = [divergence(column) for column in (A, B, C)]
    assert weighed(rows(A, B, C), "entropy") == pytest.approx([one / sum(raw) for one in raw], rel=1e-11)


def test_entropy_where_nearly_all_are_alike_and_one_has_nothing() -> None:
    many = 20_000
    found = weighed(rows([1.0] * (many - 1) + [0.0], [1.0] * (many - 1) + [2.0]), "entropy")
    raw = [log(many / (many - 1)), 0.0]
    mean = (many + 1) / many
    raw[1] = ((many - 1) * (1 / mean) * log(1 / mean) + (2 / mean) * log(2 / mean)) / many
    assert found == pytest.approx([one / sum(raw) for one in raw], rel=1e-9)


def test_dispersion_by_hand() -> None:
    deviations = [(5 / 3) ** 0.5, 2.0]
    assert weighed(rows(A, B), "deviation") == pytest.approx([one / sum(deviations) for one in deviations], rel=1e-11)
    variations = [deviations[0] / 2.5, deviations[1] / 2]
    assert weighed(rows(A, B), "variation") == pytest.approx([one / sum(variations) for one in variations], rel=1e-11)


def test_critic_looks_at_conflict() -> None:
    found = weighed(rows([1.0, 2, 3, 4], [1.0, 2, 3, 4], [4.0, 3, 2, 1]), "critic")
    assert found == pytest.approx([0.25, 0.25, 0.5], abs=1e-12)


def test_negative_shares_where_they_do_no_harm() -> None:
    shifted = weighed(rows([-1.0, 0, 1, 2], B), "deviation")
    assert shifted == weighed(rows(A, B), "deviation")


def test_who_is_all_alike_gets_nothing() -> None:
    for method in ("entropy", "deviation", "variation"):
        appraisal = appraise(over(3, method), rows(A, [3.0] * 4, B))
        assert weights_of(appraisal)[1] == 0
        assert appraisal.plan.rubric.indicators["i1"].full == {}
        assert appraisal.scorecard.get_column("indicator").unique().sort().to_list() == ["i0", "i2"]
        assert appraisal.rubric.indicators["i1"].full["one"] == Fraction(100, 3)


def test_an_only_child_gets_everything() -> None:
    for method in ("entropy", "critic", "pca"):
        assert weighed(rows([3.0] * 4), method) == [1.0]


def test_zones_that_lack_a_child_are_left_out() -> None:
    some = rows([*A, None, 9.0], [*B, 3.0, None])
    appraisal = appraise(over(2, "entropy", top="missing: zero"), some)
    assert weights_of(appraisal) == weighed(rows(A, B), "entropy")
    assert set(appraisal.scales.filter(pl.col("kind") == "weight").get_column("n")) == {4}


def test_points_are_the_published_weights() -> None:
    appraisal = appraise(over(2, "{blend: [{part: 60%, by: given}, {part: 40%, by: entropy}]}", own={0: ", weight: 3", 1: ", weight: 1"}), rows(A, B))  # fmt: skip
    published = [Fraction(repr(weight)) for weight in weights_of(appraisal)]
    full = [appraisal.plan.rubric.indicators[id_].full["one"] for id_ in ("i0", "i1")]
    assert full == [100 * weight / sum(published) for weight in published]
    entropy = weighed(rows(A, B), "entropy")
    assert float(full[0]) == pytest.approx(60 * 0.75 + 40 * entropy[0], rel=1e-11)
    assert appraisal.plan.measures["i0.level"].measure.full["one"] == full[0]
    assert appraisal.scales.filter(pl.col("kind") == "weight").get_column("basis").unique().to_list() == [
        "blend(60% given, 40% entropy)"
    ]


def test_a_product() -> None:
    own = {0: ", weight: 1", 1: ", weight: 2"}
    entropy = weighed(rows(A, B), "entropy")
    found = weighed(rows(A, B), "{product: [given, entropy]}", own=own)
    raw = [entropy[0], 2 * entropy[1]]
    assert found == pytest.approx([one / sum(raw) for one in raw], rel=1e-11)


def test_categories_apart_and_together() -> None:
    both = rows(A + B, B + A, category=["one"] * 4 + ["two"] * 4)
    apart = appraise(over(2, "entropy"), both)
    assert weights_of(apart, "one") == weights_of(apart, "two")[::-1]
    together = appraise(over(2, "{by: entropy, cohort: all}"), both)
    assert weights_of(together, "*") == pytest.approx([0.5, 0.5])
    own = {0: ", weight: {one: 1, two: 3}", 1: ", weight: 1"}
    by_category = appraise(over(2, "{product: [given, entropy], cohort: all}", own=own), both)
    assert weights_of(by_category, "one") == pytest.approx([0.5, 0.5])
    assert weights_of(by_category, "two") == pytest.approx([0.75, 0.25])
    assert set(together.scales.filter(pl.col("kind") == "weight").get_column("n")) == {8}


def test_deepest_first_and_comparisons_are_published() -> None:
    rubric = rubric_from_bytes(WEIGHED.encode(), "w.yaml")
    frame = pl.DataFrame({"zone": list("abcdef"), "category": ["one"] * 3 + ["two"] * 3, "tax": [1.0, 5, 9, 2, 4, 7], "land": [9.0, 5, 2, 3, 5, 6]})  # fmt: skip
    appraisal = appraise(rubric, frame)
    rows_ = appraisal.scales.filter(pl.col("kind").is_in(["weight", "consistency"]))
    assert rows_.filter(pl.col("category") == "one").get_column("measure").to_list() == list("ghcdpqr")
    assert rows_.filter(pl.col("category") == "*").get_column("measure").to_list() == ["a", "b", "total"]
    (told,) = rows_.filter(pl.col("kind") == "consistency").rows()
    assert told[:2] == ("total", "*")
    assert told[4] == pytest.approx(0.00318499833072)
    assert appraisal.plan.rubric.weights.keys() == {"", "r", "s", "t"}
    again = appraise(rubric, frame, scales=appraisal.scales)
    assert again.ranking.equals(appraisal.ranking)
    assert again.scorecard.equals(appraisal.scorecard)
    alone = appraise(rubric, frame.head(3))
    assert "two" not in alone.plan.rubric.indicators["a"].full
    assert "two" in alone.plan.rubric.indicators["e"].full


def nested(low: str, high: str) -> str:
    text = WEIGHED[: WEIGHED.index("weights:")] + f"weights: {high}\n" + WEIGHED[WEIGHED.index("categories:") :]
    text = (
        text[: text.index("  p: {")] + f"  p: {{zh: 其一, en: First, weights: {low}}}\n" + text[text.index("  q: {") :]
    )
    for id_, to in (("q", "p"), ("r", "p"), ("s", "p"), ("t", "p")):
        start = text.index(f"  {id_}: {{")
        text = text[:start] + text[text.index("\n", start) + 1 :]
        text = text.replace(f"pillar: {id_},", f"pillar: {to},")
    for stated in (", weight: 2", ", weight: {one: 1, two: 3}", ", weight: 1", ", weight: {one: 3}"):
        text = text.replace(stated, "")
    return text.replace("indicators:\n", "  z: {zh: 其末, en: Last, weights: deviation}\nindicators:\n").replace(
        "pillar: p, zh: 庚", "pillar: z, zh: 庚").replace("pillar: p, zh: 辛", "pillar: z, zh: 辛")  # fmt: skip


def test_a_pillar_is_weighed_by_the_shares_below_it() -> None:
    frame = pl.DataFrame({"zone": list("abcd"), "category": ["one"] * 4, "tax": [1.0, 5, 9, 2], "land": [9.0, 6, 2, 3]})
    appraisal = appraise(rubric_from_bytes(nested("deviation", "deviation").encode(), "n.yaml"), frame)
    found = {
        row["measure"]: row["at"] for row in appraisal.scales.filter(pl.col("kind") == "weight").iter_rows(named=True)
    }
    tax, land, steps = ([x / 10 for x in column] for column in ([1, 5, 9, 2], [9, 6, 2, 3], [10, 10, 0, 0]))
    last = [found["g"] * t + found["h"] * mu for t, mu in zip(tax, land, strict=True)]
    first = [
        (found["a"] + found["c"] + found["e"]) * t + found["b"] * s + (found["d"] + found["f"]) * mu
        for t, mu, s in zip(tax, land, steps, strict=True)
    ]
    spreads = [float(pl.Series(column).std() or 0) for column in (first, last)]  # type: ignore[arg-type]
    assert [found["p"], found["z"]] == pytest.approx([one / sum(spreads) for one in spreads], rel=1e-10)


def test_shares_without_a_figure() -> None:
    constant = rubric_from_bytes(_text(2).replace("value: x1", "value: 3").encode(), "c.yaml")
    assert weights_of(appraise(constant, rows(A, B))) == [1.0, 0.0]


def _text(count: int) -> str:
    lines = ["rubric: columns", "edition: 2025", "version: 1.0.0", "zh: 列", "en: Columns"]
    lines += ["categories: {one: {zh: 甲, en: One}}", "items:"]
    lines += [f'  x{i}: {{unit: "1", zh: 列{i}, en: Column {i}}}' for i in range(count)]
    lines += ["weights: equal", "pillars: {p: {zh: 某, en: Some, weights: deviation}}", "indicators:"]
    lines += [
        f'  i{i}: {{pillar: p, zh: 某, en: Some, value: x{i}, unit: "1", level: {{scale: {AS_IT_IS}}}}}'
        for i in range(count)
    ]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("frame", "method", "code", "words"),
    [
        (rows([1.0], [2.0]), "entropy", "S145", "only 1 zones of `one` have a share of everything below `p`; weights by entropy need 2"),
        (rows([None, 1.0, 2.0], [2.0, None, 1.0]), "pca", "S145", "only 1 zones of `one` have a share of everything below `p`; weights by pca need 2"),
        (rows([None, 1.0], [2.0, None]), "pca", "S145", "only 0 zones of `one` have a share of everything below `p`; weights by pca need 2"),
        (rows([-1.0, 2, 3, 4], B), "entropy", "S146", "a zone of `one` earns less than nothing of `i0`: entropy takes no negative shares"),
        (rows(A, [-1.0, 1, 0, 0]), "variation", "S147", "the mean share of `i1` in `one` is not above zero: a coefficient of variation needs one that is"),
        (rows(A, [2.0] * 4), "critic", "S148", "all zones of `one` earn the same share of `i1`: it has no correlations, which critic needs"),
        (rows(A, [2.0] * 4), "pca", "S148", "all zones of `one` earn the same share of `i1`: it has no correlations, which pca needs"),
        (rows([1.0] * 4, [2.0] * 4), "entropy", "S149", "weights by entropy are all zero below `p` in `one`"),
        (rows([1.0] * 4, [2.0] * 4), "{by: deviation, cohort: all}", "S149", "weights by deviation are all zero below `p` in `*`"),
        (rows([1.0, 1, -1, -1], [1.0, -1, 1, -1]), "pca", "S151", "the shares below `p` in `one` have no first principal component: the largest eigenvalues are equal"),
    ],
)  # fmt: skip
def test_refusals(frame: pl.DataFrame, method: str, code: str, words: str) -> None:
    problem = objected(frame, method, top="missing: zero")
    assert problem.code == code
    assert sentence(problem, "en") == words
    assert sentence(problem, "zh")
    assert all(help_lines(problem, language) for language in ("zh", "en"))
    assert problem.place is not None
    assert problem.place.excerpt is not None
    assert problem.place.excerpt[(problem.place.column or 0) - 1 :].startswith("weights:")


def test_columns_that_say_the_same_do_not_conflict() -> None:
    assert objected(rows(A, [2 * x + 1 for x in A]), "critic").code == "S149"


def test_a_product_that_leaves_nothing() -> None:
    own = {0: ", weight: 1", 1: ", weight: 0", 2: ", weight: 1"}
    frame = rows([1.0] * 4, A, [2.0] * 4)
    found = objected(
        frame, "{product: [given, {blend: [{part: 50%, by: entropy}, {part: 50%, by: entropy}]}]}", own=own
    )
    assert found.code == "S149"


def test_a_larger_cohort_is_asked_for() -> None:
    assert objected(rows(A, B), "entropy", top="cohort_at_least: 5").facts["least"] == "5"


def test_a_table_without_the_weights() -> None:
    rubric = over(2, "entropy")
    scales = appraise(rubric, rows(A, B)).scales
    for broken in (
        scales.filter(pl.col("kind") != "weight"),
        scales.filter((pl.col("kind") != "weight") | (pl.col("measure") != "i1")),
        scales.with_columns(at=pl.when(pl.col("kind") == "weight").then(0.0).otherwise("at")),
        scales.with_columns(at=pl.when(pl.col("kind") == "weight").then(-1.0).otherwise("at")),
    ):
        with pytest.raises(Rejected) as caught:
            appraise(rubric, rows(A, B), scales=broken)
        (problem,) = caught.value.problems
        assert problem.code == "S150"
        assert sentence(problem, "zh")
        assert "of i" in sentence(problem, "en")


def test_weights_that_are_given_are_kept() -> None:
    rubric = over(2, "entropy")
    scales = appraise(rubric, rows(A, B)).scales
    kept = scales.filter(pl.col("kind") == "weight").with_columns(at=pl.Series([0.25, 0.75]))
    appraisal = appraise(rubric, rows(B, A), statistics=kept)
    assert weights_of(appraisal) == [0.25, 0.75]
    assert appraisal.plan.rubric.indicators["i0"].full == {"one": 25}


def test_bytes_do_not_depend_on_the_order_of_rows() -> None:
    frame = rows(*[[((i * 7919 + j * 104729) % 9973) / 9973 for i in range(3000)] for j in range(5)])
    for method in ("entropy", "critic", "variation", "deviation", "pca"):
        assert weighed(frame, method, BETWEEN) == weighed(
            frame.sample(fraction=1, shuffle=True, seed=3), method, BETWEEN
        )


def test_cohort_mean_points_rest_on_the_weights() -> None:
    appraisal = appraise(over(2, "deviation", top="missing: cohort_mean"), rows([*A, None], [*B, 1.0]))
    first = appraisal.plan.rubric.indicators["i0"].full["one"]
    mean = appraisal.scales.filter(pl.col("kind") == "mean", pl.col("measure") == "i0.level").get_column("at").item()
    assert mean == pytest.approx(float(first) * 2.5, abs=1e-6)


class TestCanonical:
    def test_points_that_are_not_known_yet_are_not_invented(self) -> None:
        data = as_data(compile_rubric(rubric_from_bytes(WEIGHED.encode(), "w.yaml")))
        measures, pillars, weights = data["measures"], data["pillars"], data["weights"]
        assert isinstance(measures, dict)
        assert isinstance(pillars, dict)
        assert isinstance(weights, dict)
        assert measures["a.level"]["points"] == {"one": "1 of a", "two": "1 of a"}
        assert "of" not in measures["e.level"]["points"]["one"]
        assert weights["p"] == {"by": {"blend": [["0.6", {"experts": {"li": {"a": "40", "b": "60"}, "wang": {"a": "50", "b": "50"}}}], ["0.4", "entropy"]]}, "cohort": "all"}  # fmt: skip
        assert weights["q"]["by"] == {"product": [{"given": {"one": {"c": "2", "d": "1"}, "two": {"c": "2", "d": "3"}}}, "critic"]}  # fmt: skip
        assert weights["r"] == {"by": "equal"}
        assert list(weights["total"]["by"]) == ["ahp"]

    def test_below_a_pillar_that_is_weighed_by_the_data(self) -> None:
        data = as_data(compile_rubric(rubric_from_bytes(nested("equal", "entropy").encode(), "n.yaml")))
        assert data["pillars"]["p"]["points"] == {"one": "1 of p", "two": "1 of p"}  # type: ignore[index]
        assert data["measures"]["a.level"]["points"]["one"] == "1/6 of p"  # type: ignore[index]
