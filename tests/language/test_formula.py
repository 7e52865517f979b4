"""The grammar: what it reads, what it refuses, and that nothing can make it slow."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.language.formula import (
    FUNCTIONS,
    Call,
    Cohort,
    FormulaFault,
    FormulaFaults,
    Name,
    Node,
    Number,
    Operation,
    Quantity,
    cohorts,
    depth,
    is_literal,
    names,
    parse,
    statistic,
    walk,
)
from scoring.language.messages import catalogue, help_lines, sentence
from scoring.language.problems import Problem
from scoring.language.prose import source

A, B, C = Name(None, "a"), Name(None, "b"), Name(None, "c")


def n(value: str) -> Number:
    return Number(Fraction(value))


def op(sign: str, *args: Node) -> Operation:
    return Operation(sign, args)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", A),
        ("12", n("12")),
        ("0.50", n("0.5")),
        ("15%", Number(Fraction(3, 20), percent=True)),
        ("500 [万元]", Quantity(Fraction(500), "万元")),
        ("500 [ 万元/亩 ]", Quantity(Fraction(500), "万元/亩")),
        ("witness.tax", Name("witness", "tax")),
        ("a + b + c", op("+", A, B, C)),
        ("a + (b + c)", op("+", A, B, C)),
        ("a - b - c", op("-", op("-", A, B), C)),
        ("a - (b - c)", op("-", A, op("-", B, C))),
        ("a / b * c", op("*", op("/", A, B), C)),
        ("a + b * c", op("+", A, op("*", B, C))),
        ("(a + b) * c", op("*", op("+", A, B), C)),
        ("-a ^ 2", op("neg", op("^", A, n("2")))),
        ("a ^ -2", op("^", A, n("-2"))),
        ("-a * b", op("*", op("neg", A), B)),
        ("a * -b", op("*", A, op("neg", B))),
        ("not a > b and c < a", op("and", op("not", op(">", A, B)), op("<", C, A))),
        ("a > b or b > c and c > a", op("or", op(">", A, B), op("and", op(">", B, C), op(">", C, A)))),
        ("if(a > 0, b, c)", Call("if", (op(">", A, n("0")), B, C))),
        ("round(a, 2)", Call("round", (A, n("2")))),
        ("clip(a, 0, 1)", Call("clip", (A, n("0"), n("1")))),
        ("cohort.p05", Cohort("p05", None)),
        ("cohort.zone[Z-0_17]", Cohort("zone[Z-0_17]", None)),
        ("cohort.zone[ 330100 ](tax)", Cohort("zone[330100]", Name(None, "tax"))),
        ("cohort.top3(a / b)", Cohort("top3", op("/", A, B))),
        ("a\n  / b", op("/", A, B)),
    ],
)
def test_what_it_reads(text: str, tree: Node) -> None:
    assert parse(text) == tree
    assert parse(source(tree)) == tree


def test_every_part_knows_its_place() -> None:
    text = "tax / (land + 500 [亩])"
    spans = {text[node.at.offset :][: node.at.width] for node in walk(parse(text))}
    assert spans == {text, "tax", "land", "(land + 500 [亩])", "500 [亩]"}


def test_what_a_formula_looks_at() -> None:
    tree = parse("tax / witness.tax + cohort.p05 + cohort.p05 + cohort.mean(land)")
    assert names(tree) == {(None, "tax"), ("witness", "tax"), (None, "land")}
    assert cohorts(tree) == (Cohort("p05", None), Cohort("mean", Name(None, "land")))
    assert depth(tree) == 3
    assert [is_literal(parse(text)) for text in ("-5", "5 [亩]", "5%", "5 + 1", "a")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_statistics_by_name() -> None:
    read = [statistic(stat) for stat in ("p05", "p97_5", "top3", "mean")]
    assert [(entry.kind, entry.number) for entry in read if entry] == [
        ("p", 5),
        ("p", Fraction("97.5")),
        ("top", 3),
        ("mean", None),
    ]
    assert [statistic(stat) for stat in ("p0", "p100", "p00", "top0", "topp", "", "p5_", "p٣")] == [None] * 8


def faults_of(text: str) -> list[FormulaFault]:
    with pytest.raises(FormulaFaults) as caught:
        parse(text)
    return caught.value.faults


REFUSED = [
    ("", "F101", 0, 1, "the formula is empty", "e.g. `tax / land`"),
    ("   ", "F101", 0, 1, "the formula is empty", "e.g. `tax / land`"),
    ("'a' / b", "F102", 0, 1, "unexpected character `'`", "numbers, names"),
    ("a 😀", "F102", 2, 1, "unexpected character `😀`", "numbers, names"),
    ("a\u200b / b", "F102", 1, 1, "unexpected character `U+200B`", "numbers, names"),
    ("a ＋ b", "F103", 2, 1, "write `+` instead of `＋`", "half-width"),
    ("（a）", "F103", 0, 1, "write `(` instead of `（`", "half-width"),
    ("min(a， b)", "F103", 5, 1, "write `,` instead of `，`", "half-width"),
    ("a × b", "F103", 2, 1, "write `*` instead of `×`", "half-width"),
    ("a ÷ b", "F103", 2, 1, "write `/` instead of `÷`", "half-width"),
    ("a − b", "F103", 2, 1, "write `-` instead of `−`", "half-width"),
    ("a ＜ b", "F103", 2, 1, "write `<` instead of `＜`", "half-width"),
    ("a ≥ b", "F103", 2, 1, "write `>=` instead of `≥`", "half-width"),
    ("a = b", "F103", 2, 1, "write `==` instead of `=`", "half-width"),
    ("a > 0 && b > 0", "F103", 6, 2, "write `and` instead of `&&`", "half-width"),
    ("a > 0 || b > 0", "F103", 6, 2, "write `or` instead of `||`", "half-width"),
    ("!(a > 0)", "F103", 0, 1, "write `not` instead of `!`", "half-width"),
    ("a > 0 AND b > 0", "F103", 6, 3, "write `and` instead of `AND`", "half-width"),
    ("a > 0 且 b > 0", "F103", 6, 1, "write `and` instead of `且`", "half-width"),
    ("a ** 2", "F103", 2, 2, "write `^` instead of `**`", "half-width"),
    ("a²", "F103", 1, 1, "write `^2` instead of `²`", "half-width"),
    ("500 【万元】", "F103", 4, 4, "write `[万元]` instead of `【万元】`", "half-width"),
    ("税收总额 / land", "F105", 0, 4, "`税收总额` cannot be a name", "labelled 税收总额"),
    ("__import__", "F105", 0, 10, "`__import__` cannot be a name", "starts with a letter"),
    ("1e99999999", "F106", 0, 10, "`1e99999999` is not a number", "has an exponent"),
    ("1e-9", "F106", 0, 4, "`1e-9` is not a number", "has an exponent"),
    ("１２", "F106", 0, 2, "`１２` is not a number", "write `12`"),
    ("10万元", "F106", 0, 4, "`10万元` is not a number", "write `10 [万元]`"),
    ("0.5.1", "F106", 0, 5, "`0.5.1` is not a number", "at most one point"),
    ("2a", "F106", 0, 2, "`2a` is not a number", "at most one point"),
    ("9" * 31, "F107", 0, 31, "more than 30 digits", "slip"),
    ("a+" * 1001 + "a", "F108", 0, 1, "2003 characters, more than 2000", "constants"),
    ("+".join("a" * 999), "F109", 798, 1, "more than 400 parts", "split"),
    ("-" * 900 + "a", "F110", 80, 1, "more than 40 levels", "brackets"),
    ("(" * 900 + "a", "F110", 80, 1, "more than 40 levels", "brackets"),
    ("-".join("a" * 50), "F110", 0, 1, "more than 40 levels", "brackets"),
    ("a + * b", "F111", 4, 1, "missing before `*`", "between two values"),
    ("+a", "F111", 0, 1, "missing before `+`", "between two values"),
    ("min(a, )", "F111", 7, 1, "missing before `)`", "between two values"),
    ("()", "F111", 1, 1, "missing before `)`", "between two values"),
    ("a and and b", "F111", 6, 3, "missing before `and`", "between two values"),
    ("2 a", "F112", 2, 1, "`a` cannot follow `2`", "operator missing"),
    ("1,000", "F112", 1, 1, "`,` cannot follow `1`", "not 1,000"),
    ("(a b)", "F112", 3, 1, "`b` cannot follow `a`", "operator missing"),
    ("(a + b", "F113", 0, 1, "never closed", "add `)`"),
    ("min(a, b", "F113", 3, 1, "never closed", "add `)`"),
    ("a + b)", "F114", 5, 1, "never opened", "remove `)`"),
    ("a /", "F115", 3, 1, "ends after `/`", "complete it"),
    ("0 < a < 5", "F116", 6, 1, "cannot be chained: `<` … `<`", "a < b and b < c"),
    ("ln(a)", "F117", 0, 2, "unknown function `ln`", "did you mean `log`?"),
    ("average(a)", "F117", 0, 7, "unknown function `average`", "did you mean `cohort.mean`?"),
    ("MAX(a, b)", "F117", 0, 3, "unknown function `MAX`", "did you mean `max`?"),
    ("eval(a)", "F117", 0, 4, "unknown function `eval`", "functions: if, min"),
    ("min(a)", "F118", 0, 6, "`min` takes 2+ argument(s), 1 given", "min(a, b, …)"),
    ("if(a > 0, 1)", "F118", 0, 12, "`if` takes 3 argument(s), 2 given", "if(condition, a, b)"),
    ("round(a, 1, 2)", "F118", 0, 14, "`round` takes 1–2 argument(s), 3 given", "round(x, 2)"),
    ("cohort.mean()", "F118", 0, 13, "`cohort.mean` takes 1 argument(s), 0 given", "cohort.mean(x)"),
    ("9^9^9", "F119", 3, 1, "whole number from -10 to 10", "brackets for a power"),
    ("a ^ b", "F119", 4, 1, "whole number from -10 to 10", "sqrt(x)"),
    ("a ^ 0.5", "F119", 4, 3, "whole number from -10 to 10", "sqrt(x)"),
    ("a ^ 11", "F119", 4, 2, "whole number from -10 to 10", "exp and log"),
    ("a ^ (2)", "F119", 4, 1, "whole number from -10 to 10", "exp and log"),
    ("a % b", "F120", 2, 1, "only right after a number", "no remainder"),
    ("% a", "F120", 0, 1, "only right after a number", "no remainder"),
    ("cohort.avg", "F121", 7, 3, "unknown statistic `cohort.avg`", "statistics: min, max"),
    ("cohort.zone", "F121", 7, 4, "unknown statistic `cohort.zone`", "zone[CODE]"),
    ("cohort.zone[柳渡]", "F121", 7, 8, "unknown statistic `cohort.zone[柳渡]`", "zone[CODE]"),
    ("cohort.kurt", "F121", 7, 4, "unknown statistic `cohort.kurt`", "did you mean `cohort.kurtosis`?"),
    ("cohort.meen", "F121", 7, 4, "unknown statistic `cohort.meen`", "did you mean `cohort.mean`?"),
    ("cohort.p100", "F121", 7, 4, "unknown statistic `cohort.p100`", "statistics: min, max"),
    ("previous(previous(a))", "F122", 9, 11, "`previous` inside `previous` would look two", "last year only"),
    ("growth(1 + previous(a))", "F122", 11, 11, "`previous` inside `growth`", "last year only"),
    ("cohort.mean(a / cohort.sum(a))", "F123", 16, 13, "`cohort.sum` inside `cohort.mean`", "once"),
    ("rank(share(a))", "F123", 5, 8, "`share` inside `rank`", "once"),
    ("wittness.tax", "F124", 0, 8, "`wittness.` is not a source", "did you mean `witness.`?"),
    ("items.tax", "F124", 0, 5, "`items.` is not a source", "sources: witness, target, ledger"),
    ("max + 1", "F125", 0, 3, "`max` needs its arguments", "max(a, b, …)"),
    ("cohort(a)", "F126", 0, 6, "must be followed by a dot and a statistic", "statistics: min"),
    ("a / cohort", "F126", 4, 6, "must be followed by a dot and a statistic", "statistics: min"),
    ("a [万元]", "F127", 2, 4, "`[万元]` may stand only right after a number", "500 [万元]"),
    ("[万元] + a", "F127", 0, 4, "`[万元]` may stand only right after a number", "500 [万元]"),
    ("15% [万元]", "F127", 4, 4, "`[万元]` may stand only right after a number", "500 [万元]"),
    ("500 [万元", "F128", 4, 1, "bracket `[` has no counterpart", "500 [万元]"),
    ("a / witness", "F129", 4, 7, "`witness` must be followed by a dot", "witness.tax"),
    ("ledger. + 1", "F129", 0, 6, "`ledger` must be followed by a dot", "witness.tax"),
    ("round(a, b)", "F130", 9, 1, "from 0 to 12", "round(x, 2)"),
    ("round(a, 13)", "F130", 9, 2, "from 0 to 12", "round(x, 2)"),
    ("((((9^10)^10)^10)^10)^10", "F142", 0, 1, "too long to compute", "power to a power"),
]


@pytest.mark.parametrize(("text", "code", "offset", "width", "said", "help_"), REFUSED)
def test_what_is_refused(text: str, code: str, offset: int, width: int, said: str, help_: str) -> None:
    fault = faults_of(text)[0]
    assert (fault.code, fault.offset, fault.width) == (code, offset, width)
    problem = Problem(fault.code, facts=fault.facts)
    assert said in sentence(problem, "en")
    assert any(help_ in line for line in help_lines(problem, "en"))
    assert len(help_lines(problem, "en")) == len(help_lines(problem, "zh"))
    assert "{" not in sentence(problem, "zh")


def test_several_faults_at_once() -> None:
    assert [fault.code for fault in faults_of("foo(a) ＋ bar(b) + cohort.px")] == ["F117", "F103", "F117", "F121"]
    assert {fault.code for fault in faults_of("__import__('os').system('rm')")} >= {"F105", "F102"}


HOSTILE = [
    "9^9^9^9^9",
    "1e99999999",
    "+".join(["a"] * 3000),
    "+".join(["a"] * 999),
    "(" * 100_000 + "a",
    "(" * 1999 + "a",
    "-" * 1999 + "a",
    "not " * 499 + "a",
    "min(" * 400 + "a",
    "a^9" + "^9" * 600,
    "__import__('os').system('true')",
    "().__class__.__bases__[0].__subclasses__()",
    "😀" * 2000,
    "cohort." * 280,
    "9" * 2000,
    "a<" * 999 + "a",
    "[" * 1999,
    "ٱ" * 1999,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_refused_quickly(text: str) -> None:
    started = time.perf_counter()
    faults = faults_of(text)
    assert time.perf_counter() - started < 0.5
    assert 1 <= len(faults) <= 12
    for fault in faults:
        assert all(len(fact) < 300 for fact in fault.facts.values())


@given(st.text(st.sampled_from("ab12.+-*/^<>=!&|()[]{}%,，（） 万元'\"\\\n_²eE√"), max_size=40))
def test_any_text_is_a_formula_or_a_list_of_faults(text: str) -> None:
    try:
        tree = parse(text)
    except FormulaFaults as refused:
        for fault in refused.faults:
            assert fault.code in catalogue()
            assert 0 <= fault.offset <= len(text)
            assert fault.width >= 1
            problem = Problem(fault.code, facts=fault.facts)
            assert sentence(problem, "en")
            assert sentence(problem, "zh")
    else:
        assert parse(source(tree)) == tree


def test_pages_exist_for_every_code_and_name_real_functions() -> None:
    pages = [entry for code, entry in catalogue().items() if code.startswith(("F", "U"))]
    assert len(pages) >= 50
    listed = catalogue()["F117"].page["en"]
    assert all(name in listed for name in FUNCTIONS)
