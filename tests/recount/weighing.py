"""Weights by method a second time: exact fractions where they suffice, decimals of fifty digits where roots and logarithms come in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from math import prod

from tests.recount.method import Yaml, bare, entries, fraction

FITTED = ("entropy", "critic", "variation", "deviation", "pca")
Weights = dict[str, Fraction]
Columns = Mapping[str, Sequence[Fraction]]


def scheme_of(node: Yaml) -> Yaml:
    """The scheme of ``weights:``, whatever stands beside it."""
    if not isinstance(node, dict):
        return node
    inner = {key: value for key, value in entries(node).items() if key != "cohort"}
    return scheme_of(inner["by"]) if "by" in inner else inner


def names_in(scheme: Yaml) -> list[str]:
    """The methods in it that look at the cohort."""
    scheme = scheme_of(scheme)
    if isinstance(scheme, str):
        return [scheme] if scheme in FITTED else []
    if "product" in scheme:
        return [name for factor in scheme["product"] for name in names_in(factor)]
    return [name for part in scheme.get("blend", []) for name in names_in(part["by"])]


def weights_of(scheme: Yaml, said: Weights, fitted: Mapping[str, Weights]) -> Weights:
    """Weights adding up to one. ``said`` are what the children state, in their order; unknown fitted ones are equal."""
    scheme = scheme_of(scheme)
    if isinstance(scheme, str):
        found = said if scheme == "given" else fitted.get(scheme, dict.fromkeys(said, Fraction(1)))
    elif "ahp" in scheme:
        found = _compared(scheme["ahp"])
    elif "experts" in scheme:
        budgets = [entries(budget) for budget in entries(scheme["experts"]).values()]
        found = {child: sum((fraction(budget[child]) for budget in budgets), Fraction(0)) for child in said}
    elif "product" in scheme:
        factors = [weights_of(factor, said, fitted) for factor in scheme["product"]]
        found = {child: prod((factor[child] for factor in factors), start=Fraction(1)) for child in said}
    else:
        parts = [(fraction(part["part"]), weights_of(part["by"], said, fitted)) for part in scheme["blend"]]
        found = {child: sum((part * own[child] for part, own in parts), Fraction(0)) for child in said}
    whole = sum((found.get(child, Fraction(0)) for child in said), Fraction(0))
    return {child: found.get(child, Fraction(0)) / whole if whole else Fraction(0) for child in said}


def _compared(node: Yaml) -> Weights:
    """The principal eigenvector: what a high power of the matrix makes of ones."""
    matrix = [[fraction(cell) for cell in row] for row in node["matrix"]]
    with localcontext(prec=50):
        rows = [[Decimal(cell.numerator) / cell.denominator for cell in row] for row in matrix]
        rows = _power(rows)
        sums = [sum(row, Decimal(0)) for row in rows]
        whole = sum(sums, Decimal(0))
        return {child: twelve_digits(one / whole) for child, one in zip(node["compare"], sums, strict=True)}


def _power(rows: list[list[Decimal]]) -> list[list[Decimal]]:
    """A matrix squared so many times that only the direction of its largest eigenvalue is left, of trace one."""
    size = range(len(rows))
    for _ in range(70):
        trace = sum((rows[i][i] for i in size), Decimal(0))
        rows = [[cell / trace for cell in row] for row in rows]
        rows = [[sum((rows[i][k] * rows[k][j] for k in size), Decimal(0)) for j in size] for i in size]
    trace = sum((rows[i][i] for i in size), Decimal(0))
    return [[cell / trace for cell in row] for row in rows]


def by_data(name: str, columns: Columns) -> Weights:
    """Weights from complete cases, with twelve digits, adding up to one."""
    if len(columns) == 1:
        return dict.fromkeys(columns, Fraction(1))
    with localcontext(prec=50):
        found = {"entropy": _entropy, "critic": _critic, "variation": _variation, "deviation": _deviation, "pca": _pca}[
            name
        ]({child: [Decimal(x.numerator) / x.denominator for x in column] for child, column in columns.items()})
        whole = sum(found.values(), Decimal(0))
        return {child: twelve_digits(one / whole) for child, one in found.items()}


def twelve_digits(number: Decimal | Fraction) -> Fraction:
    if isinstance(number, Fraction):
        with localcontext(prec=50):
            number = Decimal(number.numerator) / number.denominator
    return Fraction(f"{number:.11e}")


_Decimals = Mapping[str, Sequence[Decimal]]


def _mean(column: Sequence[Decimal]) -> Decimal:
    return sum(column, Decimal(0)) / len(column)


def _together(a: Sequence[Decimal], b: Sequence[Decimal]) -> Decimal:
    return sum(((x - _mean(a)) * (y - _mean(b)) for x, y in zip(a, b, strict=True)), Decimal(0))


def _entropy(columns: _Decimals) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for child, column in columns.items():
        whole, n = sum(column, Decimal(0)), Decimal(len(column))
        parts = [x / whole for x in column if x] if len(set(column)) > 1 else []
        found[child] = 1 + sum((p * p.ln() for p in parts), Decimal(0)) / n.ln() if parts else Decimal(0)
    return found


def _deviation(columns: _Decimals) -> dict[str, Decimal]:
    return {child: (_together(column, column) / (len(column) - 1)).sqrt() for child, column in columns.items()}


def _variation(columns: _Decimals) -> dict[str, Decimal]:
    return {child: deviation / _mean(columns[child]) for child, deviation in _deviation(columns).items()}


def _correlations(columns: _Decimals) -> list[list[Decimal]]:
    spread = {child: _together(column, column).sqrt() for child, column in columns.items()}
    return [[_together(columns[a], columns[b]) / (spread[a] * spread[b]) for b in columns] for a in columns]


def _critic(columns: _Decimals) -> dict[str, Decimal]:
    deviations = _deviation(columns)
    conflicts = [sum((1 - r for r in row), Decimal(0)) for row in _correlations(columns)]
    return {child: deviations[child] * conflict for child, conflict in zip(columns, conflicts, strict=True)}


def _pca(columns: _Decimals) -> dict[str, Decimal]:
    rows = _power(_correlations(columns))
    return {child: rows[number][number] for number, child in enumerate(columns)}


__all__ = ["bare", "by_data", "names_in", "scheme_of", "weights_of"]
