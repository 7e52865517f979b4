"""The whole diagnosis: its parts, its flags in their order, and degenerate cohorts."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import pytest

import scoring
from scoring.engine.appraisal import appraise
from scoring.engine.diagnose.attention import GRAVITY
from scoring.engine.diagnose.correlations import correlations
from scoring.engine.diagnose.diagnosis import PARTS, Part, diagnose
from scoring.engine.diagnose.thresholds import Thresholds
from scoring.rules.reading import rubric_from_bytes
from tests.engine import towns
from tests.engine.diagnose import parks

OWN: Mapping[Part, set[str]] = {
    "indicators": {"indicators", "measures"},
    "correlations": {"correlations"},
    "pillars": {"pillars", "components", "loadings"},
    "leave-out": {"leave_out", "contributions"},
    "dominance": {"dominance", "dominance_pairs"},
    "reversals": {"reversals", "reversed_pairs"},
}


def test_every_part_alone_is_what_it_is_in_the_whole() -> None:
    appraisal = parks.appraisal()
    whole = diagnose(appraisal)
    assert whole.parts == PARTS
    for part in PARTS:
        alone = diagnose(appraisal, [part])
        for name, frame in alone.frames().items():
            if name in OWN[part]:
                assert frame.equals(whole.frames()[name])
            elif name != "attention":
                assert frame.is_empty()
                assert frame.schema == whole.frames()[name].schema


def test_one_category() -> None:
    found = diagnose(parks.appraisal(), category="small")
    assert found.zones == {"small": 8}
    for frame in found.frames().values():
        assert set(frame["category"]) <= {"small"}


def test_attention_is_sorted_by_gravity() -> None:
    found = diagnose(parks.appraisal()).attention
    order = list(GRAVITY)
    places = [order.index(flag) for flag in found["flag"]]
    assert places == sorted(places)
    assert found["gravity"].is_sorted()
    light = found.filter(pl.col("flag") == "light")
    assert (light["figure"] / light["against"]).is_sorted()
    assert sorted(GRAVITY.values()) == list(GRAVITY.values())


def test_thresholds_are_parameters() -> None:
    appraisal = parks.appraisal()
    strict = diagnose(appraisal, ["correlations"], thresholds=Thresholds(redundant=0.4, negative=-0.1)).correlations
    usual = diagnose(appraisal, ["correlations"]).correlations
    assert strict["flag"].count() > usual["flag"].count() > 0
    assert correlations([], Thresholds()).is_empty()


@pytest.mark.parametrize(
    "frame",
    [
        parks.values(1, 0),
        parks.values(2, 1),
        parks.values(3, 0),
        parks.values(4, 2).with_columns(pl.lit(2.0).alias(name) for name in ("c", "d", "e")),
        parks.values(4, 0).with_columns(pl.lit(None, dtype=pl.Float64).alias("d")),
        parks.values(4, 0).with_columns(pl.lit(0.0).alias(name) for name in ("c", "d", "e", "previous.a")),
    ],
)
def test_degenerate_cohorts_give_nulls_and_never_nan(frame: pl.DataFrame) -> None:
    fixed = "{0%: 0, 100%: 10}"
    text = parks.TEXT.replace("{{0%: cohort.min, 100%: cohort.max}}", "{" + fixed + "}")
    pieces = {"top": "missing: zero", "missing": "zero", "ie": parks.IE, "tail": ""} | parks.POINTS
    found = diagnose(appraise(rubric_from_bytes(text.format(**pieces).encode(), "parks.yaml"), frame))
    for name, table in found.frames().items():
        for column in table.select(pl.selectors.float()).get_columns():
            assert column.drop_nulls().is_finite().all(), (name, column.name)


def test_nobody_is_ranked() -> None:
    found = diagnose(appraise(towns.method(), towns.frame([None, None])))
    assert found.zones == {}
    assert all(frame.is_empty() for frame in found.frames().values())


def test_steps_are_told() -> None:
    told: list[tuple[str, int, int]] = []
    diagnose(parks.appraisal(), ["leave-out", "reversals"], tick=lambda *step: told.append(step))
    assert [done for _, done, _ in told] == list(range(9 + 20))
    assert {of for _, _, of in told} == {29}
    assert told[0][0] == "ia"


def test_the_package_offers_it() -> None:
    assert scoring.diagnose is diagnose
    assert scoring.Diagnosis is type(diagnose(parks.appraisal(), []))


def test_an_indicator_that_moves_no_rank() -> None:
    second = (
        '  j: {pillar: p, zh: 二, en: Second, value: "1", unit: "1", points: 10, level: {scale: {0%: 0, 100%: 1}}}\n'
    )
    appraisal = appraise(towns.method(points="90", indicators=second), towns.frame([10, 20, 40]))
    found = diagnose(appraisal, ["leave-out"])
    assert found.attention.select("flag", "subject").rows() == [("unmoved", "j")]
    assert found.leave_out.filter(pl.col("indicator") == "i").item(0, "note") == "no_spread"
