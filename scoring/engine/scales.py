"""The scale table: what `fit` saw, published as rows; all that `score` needs to know about other zones.

kind        what a row says
knot        a corner of a line: at this value, this share of the points
from/above  the low end of a band (belongs to it / does not), with the band's share
to/below    the high end of a band (belongs to it / does not), with the band's share
otherwise   the last band of the stairs
statistic   the value of a cohort statistic that a formula looks at
place       for ``rank(…)``: one value of the cohort, ascending; of a measure's own values where it looks at ``x``
mean        the mean points of a measure, for the missing policy ``cohort_mean``
seen        the best and worst share of a node's child in the cohort, and the length of that column, for ``topsis`` and ``vikor``
extreme     the ends of VIKOR's sums and regrets of a node
peer        the shares of one zone of the cohort in a node's children, for ``copeland`` (``place``: ascending, for ``borda``)
screen      the part of the cohort that has a value, where that is too little for the indicator to count
impute      what fills a missing value
clip_low    values below this are set to it; no value where nothing was winsorised
clip_high   values above this are set to it; no value where nothing was winsorised
log         values are ``ln(x + at)``
box_cox     values are transformed with this λ
shift       what is added before that
weight      the part of a node's points that a child (``measure``: its id) gets, by the method under ``basis``
consistency the consistency ratio of the pairwise comparisons of a node (``total``: of the top of the tree)

``category`` is ``*`` where the cohort is all categories together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from scoring.engine.expressions import Stair
from scoring.language.problems import Problem, Rejected

ALL = "*"
#: The kinds of rows that together are the scale of a measure.
CURVE = frozenset({"knot", "from", "above", "to", "below", "otherwise"})
MEAN = "mean of points"
#: The kinds of row that the data steps leave, at most one of each for a measure in a cohort.
STEPS = ("screen", "impute", "clip_low", "clip_high", "log", "box_cox", "shift")

SCALES = pl.Schema(
    {
        "measure": pl.String,
        "category": pl.String,
        "kind": pl.String,
        "knot": pl.Int32,
        "at": pl.Float64,
        "share": pl.Float64,
        "basis": pl.String,
        "n": pl.Int64,
        "fitted_on": pl.Int32,
    }
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the scale table."""

    measure: str
    category: str
    kind: str
    knot: int
    at: float | None
    share: float | None
    basis: str
    n: int | None
    fitted_on: int


def table(rows: Iterable[Row]) -> pl.DataFrame:
    """Rows as the table, in its order."""
    known = list(rows)
    return pl.DataFrame({name: [getattr(row, name) for row in known] for name in SCALES}, schema=SCALES)


def rows_of(frame: pl.DataFrame) -> list[Row]:
    """The rows of a table."""
    return [Row(*values) for values in frame.select(SCALES.names()).iter_rows()]


class Scales:
    """The scale table, looked up by measure and category. `fit` adds to it row by row; nobody else does."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self.rows: list[Row] = []
        self._index: dict[tuple[str, str, str], list[Row]] = {}
        for row in rows:
            self.add(row)

    def add(self, row: Row) -> None:
        """Add a row; what makes up a measure's scale is looked up together, all else by kind."""
        group = "scale" if row.kind in CURVE else row.kind
        self.rows.append(row)
        self._index.setdefault((row.measure, row.category, group), []).append(row)

    @property
    def frame(self) -> pl.DataFrame:
        """The table, ``SCALES``."""
        return table(self.rows)

    def rows_for(self, measure: str, category: str, kind: str) -> list[Row]:
        """The rows of a kind."""
        return self._get(measure, category, kind)

    def _get(self, measure: str, category: str, group: str) -> list[Row]:
        return self._index.get((measure, category, group)) or self._index.get((measure, ALL, group), [])

    def find(self, measure: str, category: str, group: str, basis: str) -> list[Row]:
        """The rows of a group with a basis."""
        for cohort in (category, ALL):
            if rows := [row for row in self._index.get((measure, cohort, group), []) if row.basis == basis]:
                return rows
        return []

    def lines(self, measure: str, category: str) -> list[tuple[float, float]]:
        """The knots of a measure's lines, ascending by value."""
        rows = self._scale(measure, category)
        return sorted((row.at, row.share) for row in rows if row.at is not None and row.share is not None)

    def stairs(self, measure: str, category: str) -> list[Stair]:
        """The bands of a measure's stairs, in the rubric's order."""
        bands: dict[int, Stair] = {}
        for row in self._scale(measure, category):
            band = bands.get(row.knot, Stair(None, False, None, False, row.share or 0.0))
            if row.kind in ("from", "above"):
                band = Stair(row.at, row.kind == "from", band.high, band.high_inclusive, band.share)
            elif row.kind in ("to", "below"):
                band = Stair(band.low, band.low_inclusive, row.at, row.kind == "to", band.share)
            bands[row.knot] = band
        return [bands[knot] for knot in sorted(bands)]

    def _scale(self, measure: str, category: str) -> list[Row]:
        rows = self._get(measure, category, "scale")
        if not rows:
            raise Rejected([Problem("S110", None, {"measure": measure, "category": category})])
        return rows

    def mean_points(self, measure: str, category: str) -> float | None:
        """The mean points of a measure in a category, if they were fitted."""
        rows = self._get(measure, category, "mean")
        return rows[0].at if rows else None

    def step(self, kind: str, measure: str, category: str) -> Row | None:
        """What a data step was fitted to for a measure in a category, if it was."""
        rows = self._get(measure, category, kind)
        return rows[0] if rows else None

    def weight(self, child: str, category: str) -> float | None:
        """The weight of a child of a node in a category, if it was fitted."""
        rows = self._get(child, category, "weight")
        return rows[0].at if rows else None

    def of(self, category: str, measure: str = "") -> Frozen:
        """What formulas of a category (and measure) may look up."""
        return Frozen(self, category, measure)


@dataclass(frozen=True, slots=True)
class Frozen:
    """The statistics of one category, for :class:`scoring.engine.expressions.Terms`."""

    scales: Scales
    category: str
    measure: str

    def statistic(self, key: str) -> float | None:
        """A statistic of the measure at hand, or of an expression; None when the cohort had none."""
        found = self.scales.find(self.measure, self.category, "statistic", key)
        found = found or self.scales.find("", self.category, "statistic", key)
        return found[0].at if found else None

    def places(self, key: str) -> pl.Series:
        """The cohort's values of an expression, ascending; one that looks at ``x`` belongs to the measure at hand."""
        found = self.scales.find(self.measure, self.category, "place", key)
        found = found or self.scales.find("", self.category, "place", key)
        return pl.Series([row.at for row in found], dtype=pl.Float64)
