"""Real data, where they lie beside the checkout: 51 countries, 49 indicators, a tree of four levels."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest

import scoring

HERE = Path(__file__).parent
DATA = HERE.parents[2] / "shared" / "real" / "asem"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the data set does not lie beside this checkout")


def exact() -> dict[str, Fraction]:
    """The index of every country in exact fractions, straight from the metadata, with means of what is there."""
    with (DATA / "iMeta.csv").open(encoding="utf-8") as file:
        meta = list(csv.DictReader(file))
    with (DATA / "iData.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    scores: dict[tuple[str, str], Fraction] = {}
    for indicator in (row for row in meta if row["Type"] == "Indicator"):
        code, below = indicator["iCode"], indicator["Denominator"]
        raw = {
            row["uCode"]: Fraction(row[code]) / (Fraction(row[below]) if below else 1)
            for row in rows
            if row[code] not in ("", "NA") and (not below or row[below] not in ("", "NA"))
        }
        low, high = min(raw.values()), max(raw.values())
        for country, value in raw.items():
            part = value - low if indicator["Direction"] == "1" else high - value
            scores[country, code] = 100 * part / (high - low)
    children: dict[str, list[str]] = {}
    for row in meta:
        children.setdefault(row["Parent"], []).append(row["iCode"])

    def node(country: str, code: str) -> Fraction | None:
        if code not in children:
            return scores.get((country, code))
        known = [score for child in children[code] if (score := node(country, child)) is not None]
        return sum(known, Fraction(0)) / len(known) if known else None

    return {row["uCode"]: score for row in rows if (score := node(row["uCode"], "Index")) is not None}


def test_the_index_is_the_exact_one_to_four_decimals() -> None:
    rubric = scoring.read_rubric(HERE / "asem.yaml")
    inputs = scoring.read_inputs(rubric, DATA / "iData.csv")
    assert not [problem for problem in inputs.problems if problem.severity == "error"]
    ranking = scoring.appraise(rubric, inputs).ranking
    expected = exact()
    assert len(ranking) == len(expected) == 51
    for zone, total in ranking.select("zone", "total").iter_rows():
        # file figures are kept to twelve decimals, so the last printed digit may stand one off at a tie
        assert abs(Fraction(total) - expected[zone]) <= Fraction(1, 20_000) + Fraction(1, 10**9), zone
    order = sorted(expected, key=lambda zone: -expected[zone])
    assert ranking["zone"].to_list() == order


def test_the_top_ten() -> None:
    rubric = scoring.read_rubric(HERE / "asem.yaml")
    ranking = scoring.appraise(rubric, scoring.read_inputs(rubric, DATA / "iData.csv")).ranking
    assert [f"{zone} {total}" for zone, total in ranking.select("zone", "total").head(10).iter_rows()] == [
        "CHE 64.2787",
        "DNK 61.3522",
        "SWE 61.2916",
        "NOR 60.9788",
        "BEL 60.0315",
        "LUX 59.9539",
        "NLD 59.3054",
        "DEU 59.2813",
        "AUT 59.1473",
        "SVN 58.0659",
    ]
