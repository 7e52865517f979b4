"""Cronbach's alpha and principal components, against NumPy."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from scoring.engine.appraisal import Appraisal, appraise
from scoring.engine.diagnose.diagnosis import diagnose
from scoring.engine.diagnose.pillars import WHOLE
from tests.engine import towns
from tests.engine.diagnose import parks

UNDER = {
    WHOLE: ["ia", "ib", "ic", "id", "ie"],
    "first": ["ia", "ib"],
    "second": ["ic", "id", "ie"],
    "inner": ["id", "ie"],
}


def shares(appraisal: Appraisal, ids: list[str]) -> np.ndarray:
    """Shares of the big parks that have all of them; ``ia`` weighs its level 60 and its growth 40."""
    card = appraisal.scorecard.filter(pl.col("category") == "big")
    parts = {"level": 0.6, "growth": 0.4}
    columns: dict[str, dict[str, float]] = {}
    for id_ in ids:
        own: dict[str, list[tuple[float, float]]] = {}
        for zone, kind, share in card.filter(pl.col("indicator") == id_).select("zone", "measure", "share").iter_rows():
            if share is not None:
                own.setdefault(zone, []).append((parts[kind] if id_ == "ia" else 1.0, share))
        columns[id_] = {z: sum(w * s for w, s in pairs) / sum(w for w, _ in pairs) for z, pairs in own.items()}
    zones = sorted(set.intersection(*(set(column) for column in columns.values())))
    return np.array([[columns[id_][zone] for id_ in ids] for zone in zones])


@pytest.mark.parametrize("pillar", list(UNDER))
def test_alpha_and_components_agree_with_numpy(pillar: str) -> None:
    appraisal = parks.appraisal()
    found = diagnose(appraisal, ["pillars"], category="big")
    x = shares(appraisal, UNDER[pillar])
    n, k = x.shape
    row = found.pillars.filter(pl.col("pillar") == pillar).row(0, named=True)
    assert (row["n"], row["indicators"], row["used"], row["note"]) == (n, k, k, None)
    raw = k / (k - 1) * (1 - x.var(axis=0, ddof=1).sum() / x.sum(axis=1).var(ddof=1))
    r = np.corrcoef(x, rowvar=False)
    mean = (r.sum() - k) / (k * (k - 1))
    assert row["alpha"] == pytest.approx(raw, abs=1e-9)
    assert row["alpha_standardised"] == pytest.approx(k * mean / (1 + (k - 1) * mean), abs=1e-9)
    assert row["flags"] == (["low_alpha"] if raw < 0.6 else [])
    values, vectors = np.linalg.eigh(r)
    parts = found.components.filter(pl.col("pillar") == pillar)
    assert parts["eigenvalue"].to_list() == pytest.approx(values[::-1], abs=1e-9)
    assert parts["cumulative"].to_list()[-1] == pytest.approx(1, abs=1e-9)
    assert row["first"] == pytest.approx(values[-1] / k, abs=1e-9)
    assert row["above_one"] == (values > 1 + 1e-9).sum()
    loadings = found.loadings.filter(pl.col("pillar") == pillar, pl.col("component") == 1)["loading"].to_numpy()
    expected = vectors[:, -1] * np.sqrt(values[-1])
    assert np.abs(loadings) == pytest.approx(np.abs(expected), abs=1e-9)
    assert loadings[np.abs(loadings).argmax()] > 0


def test_what_has_no_spread_is_left_out_and_said() -> None:
    frame = parks.values().with_columns(d=pl.lit(9.0))
    rows = diagnose(parks.appraisal(frame), ["pillars"], category="big").pillars
    notes = {pillar: (used, note) for pillar, used, note in rows.select("pillar", "used", "note").iter_rows()}
    assert notes["second"] == (2, "some_without_spread")
    assert notes["inner"] == (1, "no_spread")


def test_one_indicator_or_few_zones() -> None:
    single = diagnose(appraise(towns.method(), towns.frame([1, 2, 3])), ["pillars"]).pillars
    assert single.select("pillar", "alpha", "note").rows() == [("p", None, "one_indicator")]
    few = diagnose(parks.appraisal(parks.values(2, 5)), ["pillars"], category="big").pillars
    assert set(few["note"]) == {"few_zones"}


def test_indicators_that_cancel_each_other_out_have_no_alpha() -> None:
    second = (
        '  j: {pillar: p, zh: 二, en: Second, value: tax, unit: "1", points: 50, level: {scale: {0%: 100, 100%: 0}}}\n'
    )
    rubric = towns.method(points="50", indicators=second)
    row = diagnose(appraise(rubric, towns.frame([10, 20, 40])), ["pillars"]).pillars.row(0, named=True)
    assert (row["alpha"], row["alpha_standardised"]) == (None, None)
    assert row["first"] == pytest.approx(1)
