"""Random rubrics on random returns: engine and recount agree to the last digit, on points, totals, ranks, tiers and states."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.recount.agreement import differences
from tests.recount.rubrics import returns, rubrics

SLOW_CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def agree(data: st.DataObject) -> None:
    text = data.draw(rubrics())
    compares = "aggregate:" in text  # of many zones more can be told
    rows = data.draw(returns(list(yaml.safe_load(text)["categories"]), 4 if compares else 1))
    found = differences(text, rows)
    assert not found, f"{found[:5]}\n{text}\n{rows}"


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=SLOW_CHECKS)
@given(st.data())
def test_engine_and_recount_agree(data: st.DataObject) -> None:
    agree(data)


@pytest.mark.slow
@settings(max_examples=1500, deadline=None, suppress_health_check=SLOW_CHECKS)
@given(st.data())
def test_engine_and_recount_agree_at_length(data: st.DataObject) -> None:
    agree(data)
