"""Scales by name: what each is written out as, and what may be said with it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scoring.engine.canonical import fingerprint
from scoring.engine.plan import compile_rubric
from scoring.language.formula import parse
from scoring.language.prose import source
from scoring.rules.named_scales import NAMED
from scoring.rules.rubric import ByFormula, Lines
from tests.rules.documents import SMALL, caret, changed, only, read, refused, said, said_zh


def written(scale: str) -> str:
    return changed(SMALL, ("{0%: 0, 100%: 10}", scale))


def lines(scale: str) -> tuple[list[tuple[str, Fraction]], str, str, bool | None]:
    found = read(written(scale)).measures[0].scale
    assert isinstance(found, Lines)
    return [(knot.at.text, knot.share) for knot in found.knots], found.below, found.above, found.rising


def formula(scale: str) -> str:
    found = read(written(scale)).measures[0].scale
    assert isinstance(found, ByFormula)
    assert source(found.share.tree) == found.share.text
    assert source(parse(found.share.text)) == found.share.text
    return found.share.text


LONGHAND = [
    ("min_max", "{0%: cohort.min, 100%: cohort.max}"),
    ("{name: min_max}", "{0%: cohort.min, 100%: cohort.max}"),
    ("{name: min_max, from: 20%, to: 90%, better: less}", "{20%: cohort.max, 90%: cohort.min}"),
    ("{name: min_max, better: more, beyond: extend}", "{0%: cohort.min, 100%: cohort.max, beyond: extend}"),
    ("distance_to_max", "{0%: cohort.min, 100%: cohort.max}"),
    ("z_score", "{0%: cohort.mean, 100%: cohort.mean + cohort.sd, beyond: extend}"),
    (
        "{name: z_score, at_mean: 50%, per_sd: 10%, better: less}",
        "{50%: cohort.mean, 60%: cohort.mean - cohort.sd, beyond: extend}",
    ),
    ("{name: z_score, beyond: hold}", "{0%: cohort.mean, 100%: cohort.mean + cohort.sd}"),
    (
        "{name: distance_to_unit, unit: 330100}",
        "{0%: cohort.min, 100%: 'cohort.zone[330100]', beyond: {above: extend}}",
    ),
    (
        "{name: distance_to_unit, unit: Z-0_1, better: less}",
        "{0%: cohort.max, 100%: 'cohort.zone[Z-0_1]', beyond: {below: extend}}",
    ),
    ("rank", "{formula: (cohort.n + 1 - rank(x)) / cohort.n}"),
    ("{name: rank, ties: max}", "{formula: 'min(rank(-x) / cohort.n, 1)'}"),
    (
        "{name: rank, ties: average, better: less}",
        "{formula: 'min((cohort.n + 1 - rank(-x) + rank(x)) / (2 * cohort.n), 1)'}",
    ),
    ("borda", "{formula: 'max((cohort.n - rank(x)) / (cohort.n - 1), 0)'}"),
    ("{name: borda, ties: max}", "{formula: 'min((rank(-x) - 1) / (cohort.n - 1), 1)'}"),
    ("{name: borda, ties: max}", "percentile_rank"),
    ("{name: percentile_rank, better: less}", "{formula: 'min((rank(x) - 1) / (cohort.n - 1), 1)'}"),
    (
        "{name: borda, ties: average}",
        "{formula: 'clip((cohort.n - 1 - rank(x) + rank(-x)) / (2 * (cohort.n - 1)), 0, 1)'}",
    ),
    (
        "{name: exponential_efficacy, unacceptable: 5, satisfactory: 20}",
        "{formula: '0.6 * exp(-log(0.6) * ((x - 5) / (20 - 5)))'}",
    ),
]


@pytest.mark.parametrize(("name", "longhand"), LONGHAND)
def test_a_name_and_its_longhand_are_one_method(name: str, longhand: str) -> None:
    short, long = (compile_rubric(read(written(scale))) for scale in (name, longhand))
    assert fingerprint(short) == fingerprint(long)


@pytest.mark.parametrize(
    ("scale", "knots", "ends", "rising"),
    [
        ("{name: distance_to_target, target: 12}", [("cohort.min", 0), ("12", 1)], "hold hold", True),
        (
            "{name: distance_to_target, target: 12, better: less}",
            [("cohort.max", 0), ("12", 1)],
            "hold hold",
            False,
        ),
        ("fraction_of_max", [("0", 0), ("cohort.max", 1)], "hold hold", True),
        ("{name: fraction_of_max, better: less}", [("cohort.max", 0), ("0", 1)], "hold hold", False),
        ("{name: goalposts, low: 5, high: 20}", [("5", 0), ("20", 1)], "hold hold", True),
        ("{name: goalposts, low: 5, high: 20, better: less}", [("20", 0), ("5", 1)], "hold hold", False),
        (
            "{name: linear_efficacy, unacceptable: 5, satisfactory: 20}",
            [("5", Fraction(3, 5)), ("20", 1)],
            "extend hold",
            True,
        ),
        (
            "{name: linear_efficacy, unacceptable: 20, satisfactory: 5, base: 40%}",
            [("20", Fraction(2, 5)), ("5", 1)],
            "hold extend",
            False,
        ),
        (
            "{name: linear_efficacy, unacceptable: cohort.p10, satisfactory: 5, better: less}",
            [("cohort.p10", Fraction(3, 5)), ("5", 1)],
            "hold extend",
            False,
        ),
        (
            "{name: linear_efficacy, unacceptable: cohort.p10, satisfactory: cohort.p90}",
            [("cohort.p10", Fraction(3, 5)), ("cohort.p90", 1)],
            "extend hold",
            True,
        ),
        (
            "{name: goalposts, low: 5, high: '20 [亿元/亩]', beyond: {below: extend}}",
            [("5", 0), ("20 [亿元/亩]", 1)],
            "extend hold",
            True,
        ),
    ],
)
def test_lines_with_a_direction(scale: str, knots: list[object], ends: str, rising: bool) -> None:
    assert lines(scale) == (knots, *ends.split(), rising)


def test_every_name_has_been_written_out() -> None:
    document = "".join(scale for scale, _ in LONGHAND)
    others = {"distance_to_target", "fraction_of_max", "goalposts", "linear_efficacy"}
    assert {name for name in NAMED if name in document} | others == set(NAMED)


def test_an_exponential_scale_takes_values_in_any_unit() -> None:
    text = "{name: exponential_efficacy, unacceptable: '0.001 [亿元/亩]', satisfactory: cohort.p90, base: 50%}"
    assert formula(text) == "0.5 * exp(-log(0.5) * ((x - 10) / (cohort.p90 - 10)))"
    percent = changed(written(text.replace("'0.001 [亿元/亩]'", "15%").replace("cohort.p90", "20%")))
    percent = changed(percent, ("value: tax / land", "value: tax / tax"), ("unit: 万元/亩", 'unit: "%"'))
    found = read(percent).measures[0].scale
    assert isinstance(found, ByFormula)
    assert source(found.share.tree) == "0.5 * exp(-log(0.5) * ((x - 15) / (20 - 15)))"


@pytest.mark.parametrize(
    ("scale", "code", "pointed", "told"),
    [
        (
            "{name: min_max, ties: average}",
            "R172",
            "ties",
            "the scale `min_max` has no `ties`",
        ),
        ("{name: rank, beyond: extend}", "R172", "beyond", "the scale `rank` has no `beyond`"),
        ("{name: rank, from: 20%}", "R172", "from", "the scale `rank` has no `from`"),
        ("{name: rank, low: 20}", "R172", "low", "the scale `rank` has no `low`"),
        ("{name: rank, unit: Z1}", "R172", "unit", "the scale `rank` has no `unit`"),
        ("{name: exponential_efficacy, unacceptable: 1, satisfactory: 2, better: more}", "R172", "better",
         "the scale `exponential_efficacy` has no `better`"),
        ("{name: goalposts, low: 3}", "R173", "scale", "the scale `goalposts` needs `high`"),
        ("distance_to_unit", "R173", "scale", "the scale `distance_to_unit` needs `unit`"),
        (
            "{name: goalposts, low: 10, high: 3}",
            "R171",
            "3",
            "`low` and `high` of the scale `goalposts` are equal or the wrong way round",
        ),
        (
            "{name: linear_efficacy, unacceptable: 10, satisfactory: 10}",
            "R171",
            "10",
            "`unacceptable` and `satisfactory` of the scale `linear_efficacy` are equal or the wrong way round",
        ),
        (
            "{name: linear_efficacy, unacceptable: 10, satisfactory: 20, better: less}",
            "R171",
            "20",
            "`unacceptable` and `satisfactory` of the scale `linear_efficacy` are equal or the wrong way round",
        ),
        (
            "{name: exponential_efficacy, unacceptable: 10, satisfactory: 20, base: 0%}",
            "R170",
            "0%",
            "the base share of `exponential_efficacy` must lie above 0% and below 100%",
        ),
        ("{name: distance_to_unit, unit: 柳渡}", "R174", "柳渡", "`柳渡` cannot be a zone's code in a scale"),
        ("{name: goalposts, low: 1, high: tax / land}", "R148", "tax", None),
        ("{name: goalposts, low: 1, high: nothing}", "F104", "nothing", None),
    ],
)  # fmt: skip
def test_what_is_refused(scale: str, code: str, pointed: str, told: str | None) -> None:
    problems = [problem for problem in refused(written(scale)) if problem.code == code]
    assert caret(problems[0]) == pointed
    assert told is None or said(problems[0]) == told


def test_in_chinese() -> None:
    problem = only(refused(written("{name: borda, from: 0%}")), "R172")
    assert said_zh(problem) == "评分标准 `borda` 没有 `from` 这一参数"


@pytest.mark.parametrize(
    "scale", ["min_maxx", "{name: z_scores}", "{name: rank, ties: best}", "{name: goalposts, low: [], high: 3}"]
)
def test_the_schema_explains_shapes(scale: str) -> None:
    assert {problem.code for problem in refused(written(scale))} <= {"R101", "R103"}
