"""Laws of rows: subsets, splits, shuffles, permutations and renamings."""

from __future__ import annotations

import io
import random
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.engine.appraisal import Appraisal, appraise
from tests.laws.valley import FIGURES, TABLES, printed, rubric, some

LAWS = settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.too_slow])
SEEDS = st.integers(0, 10**6)


def shuffled(table: pl.DataFrame, seed: int) -> pl.DataFrame:
    order = list(range(len(table)))
    random.Random(seed).shuffle(order)  # noqa: S311 - repeatable, not secret
    return table[order]


def points(found: Appraisal) -> dict[tuple[object, ...], tuple[object, ...]]:
    card = found.scorecard
    return {
        row[:4]: row[4:]
        for row in card.select("zone", "category", "indicator", "measure", *card.columns[5:]).iter_rows()
    }


@LAWS
@given(TABLES, SEEDS)
def test_points_do_not_depend_on_other_rows_once_scales_are_frozen(table: pl.DataFrame, seed: int) -> None:
    whole = appraise(rubric(), table)
    few = shuffled(table, seed).head(1 + seed % len(table))
    alone = appraise(rubric(), few, scales=whole.scales)
    assert points(alone).items() <= points(whole).items()
    names = ["zone", "output", "other", "adjustments", "total", "vetoes", "state"]
    kept = whole.ranking.filter(pl.col("zone").is_in(few["zone"].to_list()))
    assert alone.ranking.sort("zone").select(names).equals(kept.sort("zone").select(names))
    assert alone.scales.equals(whole.scales)


@LAWS
@given(TABLES, SEEDS, st.lists(st.integers(0, 30), max_size=4))
def test_any_split_or_shuffle_gives_the_same_bytes(table: pl.DataFrame, seed: int, cuts: list[int]) -> None:
    mixed = shuffled(table, seed)
    edges = sorted({0, len(mixed), *(cut % len(mixed) for cut in cuts)})
    pieces = [mixed[start:end] for start, end in pairwise(edges)]
    first, again = appraise(rubric(), table), appraise(rubric(), pl.concat(pieces, rechunk=False))
    assert printed(again) == printed(first)
    assert again.ranking.equals(first.ranking)


def test_the_same_parquet_bytes() -> None:
    table = some(300, 5)
    first, again = appraise(rubric(), table), appraise(rubric(), shuffled(table, 9))
    for name in ("ranking", "scorecard", "scales", "findings"):
        one, other = getattr(first, name), getattr(again, name)
        files = io.BytesIO(), io.BytesIO()
        one.write_parquet(files[0])
        other.write_parquet(files[1])
        assert files[0].getvalue() == files[1].getvalue(), name


@LAWS
@given(TABLES, SEEDS)
def test_permuting_the_zones_permutes_the_ranking(table: pl.DataFrame, seed: int) -> None:
    """Who hands in which figures is all that counts: figures that change hands take their place with them."""
    first = appraise(rubric(), table).ranking
    names = table["zone"].to_list()
    other = names.copy()
    random.Random(seed).shuffle(other)  # noqa: S311 - repeatable, not secret
    handed = dict(zip(names, other, strict=True))
    again = appraise(rubric(), table.with_columns(pl.col("zone").replace_strict(handed))).ranking
    columns = ["output", "other", "total", "rank", "of", "overall_rank", "tier", "state"]
    expected = {handed[zone]: row for zone, *row in first.select("zone", *columns).iter_rows()}
    assert {zone: row for zone, *row in again.select("zone", *columns).iter_rows()} == expected


@LAWS
@given(TABLES)
def test_renaming_zones_changes_nothing_but_names(table: pl.DataFrame) -> None:
    renamed = table.with_columns(pl.format("园区-{}", "zone").alias("zone"), zh=pl.format("某区{}", "zone"))
    first, again = appraise(rubric(), table), appraise(rubric(), renamed)
    assert again.ranking.drop("zone", "zh", "en").equals(first.ranking.drop("zone", "zh", "en"))
    assert again.scorecard.drop("zone").equals(first.scorecard.drop("zone"))
    assert again.scales.equals(first.scales)
    assert again.ranking["zone"].str.strip_prefix("园区-").equals(first.ranking["zone"])


@LAWS
@given(TABLES, SEEDS)
def test_a_category_does_not_see_the_other_unless_it_is_told_to(table: pl.DataFrame, seed: int) -> None:
    """What the others hand in changes the places, which are among all, and nothing else."""
    other = table.with_columns(
        pl.when(pl.col("category") == "small").then(pl.col("tax") * (2 + seed % 5)).otherwise("tax").alias("tax")
    )
    first, again = appraise(rubric(), table).scorecard, appraise(rubric(), other).scorecard
    big = pl.col("category") == "big"
    assert first.filter(big).equals(again.filter(big))


@pytest.mark.parametrize("figure", FIGURES)
def test_columns_nobody_asks_for_and_their_order_are_of_no_account(figure: str) -> None:
    table = some(20, 3)
    moved = table.select(figure, pl.all().exclude(figure)).with_columns(noise=pl.lit(float("nan")))
    assert printed(appraise(rubric(), moved)) == printed(appraise(rubric(), table))
