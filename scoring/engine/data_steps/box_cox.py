"""The λ of Box–Cox with the greatest likelihood, to two decimals.

With values divided by their geometric mean, the likelihood of λ falls as the standard deviation of the transformed values
rises (Box and Cox 1964, section 3), so the λ whose standard deviation is least is sought: first every tenth from −2 to 2,
then every hundredth around the best. Of equals the one nearest to 1, which changes least, is taken.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from scoring.engine.statistics import Wanted, fitted

LEAST, MOST = -200, 200
_COARSE = 10
#: ``exp`` of more than this squared is no float; only columns that span three hundred powers of ten ever meet it.
_REACH = 340.0


def likeliest(values: pl.Series, shift: float) -> float:
    """λ for values that are positive once ``shift`` is added, and not all the same."""
    logs = (values + shift).log().alias("u").to_frame().lazy()
    middle = fitted(logs, [Wanted("mean", "mean", pl.col("u"))])["mean"].value or 0.0
    centred = logs.select(u=pl.col("u") - middle)
    best = _best(centred, range(LEAST, MOST + 1, _COARSE))
    around = range(max(LEAST, best - _COARSE + 1), min(MOST, best + _COARSE - 1) + 1)
    return _best(centred, around) / 100


def _best(centred: pl.LazyFrame, hundredths: Iterable[int]) -> int:
    candidates = list(hundredths)
    found = fitted(centred, [Wanted(str(one), "sd", _transformed(one / 100)) for one in candidates])
    spreads = {one: found[str(one)].value for one in candidates}
    return min(candidates, key=lambda one: (spreads[one] or 0.0, abs(one - 100)))


def _transformed(power: float) -> pl.Expr:
    u = pl.col("u")
    return u if not power else ((u * power).clip(-_REACH, _REACH).exp() - 1) / power
