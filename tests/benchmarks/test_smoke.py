"""The benchmarks compare like with like: every equal-results check holds at a small size. Nothing is timed."""

from __future__ import annotations

import pytest

from benchmarks import peers
from benchmarks.growth import exponent
from benchmarks.sample import Sample, weights
from benchmarks.wide import INDICATORS, check_peer
from benchmarks.works import WORKS


@pytest.mark.parametrize("name", list(WORKS))
def test_everyone_does_the_same_work(name: str) -> None:
    WORKS[name].check(60)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", peers.NAMES)
@pytest.mark.parametrize("categories", [1, 10])
def test_peers_find_the_same_scores(name: str, categories: int) -> None:
    pytest.importorskip(peers.MODULES[name])
    check_peer(peers.installed()[name], Sample(300, INDICATORS, categories))


@pytest.mark.parametrize("indicators", [10, 20, 50, 500])
def test_weights_sum_to_a_hundred(indicators: int) -> None:
    found = weights(indicators)
    assert sum(round(weight * 10) for weight in found) == 1000
    assert min(found) > 0


def test_the_exponent_of_a_power_law() -> None:
    assert exponent([1.0, 3.0, 10.0], [2.0, 18.0, 200.0]) == pytest.approx(2)
