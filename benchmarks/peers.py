"""Other packages, each as its own documentation would do it: min–max, weighted sum, ranking."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec

import numpy as np

#: Scores (weights sum to one) and places, in the order of the rows.
Scored = tuple[np.ndarray, np.ndarray]
Peer = Callable[[np.ndarray, Sequence[float], Sequence[bool]], Scored]


def scikit_criteria(matrix: np.ndarray, weights: Sequence[float], benefit: Sequence[bool]) -> Scored:
    import skcriteria
    from skcriteria.agg.simple import WeightedSumModel
    from skcriteria.pipelines import mkpipe
    from skcriteria.preprocessing.invert_objectives import NegateMinimize
    from skcriteria.preprocessing.scalers import MinMaxScaler

    objectives = [max if more else min for more in benefit]
    decision = skcriteria.mkdm(matrix, objectives, weights=_shares(weights))
    result = mkpipe(NegateMinimize(), MinMaxScaler(target="matrix"), WeightedSumModel()).evaluate(decision)
    return np.asarray(result.e_.score), np.asarray(result.rank_)


def pymcdm(matrix: np.ndarray, weights: Sequence[float], benefit: Sequence[bool]) -> Scored:
    from pymcdm.methods import WSM
    from pymcdm.normalizations import minmax_normalization

    method = WSM(minmax_normalization)
    found = method(matrix, _shares(weights), _types(benefit))
    return found, method.rank(found)


def mcdm(matrix: np.ndarray, weights: Sequence[float], benefit: Sequence[bool]) -> Scored:
    from mcdm import rank

    names = range(len(matrix))
    ranking = rank(
        matrix,
        alt_names=names,
        is_benefit_x=list(benefit),
        n_method="Linear2",
        w_vector=_shares(weights),
        s_method="SAW",
    )
    rows = np.fromiter((name for name, _ in ranking), dtype=np.int64, count=len(ranking))
    found, places = np.empty(len(matrix)), np.empty(len(matrix), dtype=np.int64)
    found[rows] = np.fromiter((score for _, score in ranking), dtype=np.float64, count=len(ranking))
    places[rows] = np.arange(1, len(rows) + 1)
    return found, places


def pysensmcda(matrix: np.ndarray, weights: Sequence[float], benefit: Sequence[bool]) -> Scored:
    """It has no method of its own: it calls one (here pymcdm's) for each set of weights, and ranks what comes back."""
    from pymcdm.methods import WSM
    from pymcdm.normalizations import minmax_normalization
    from pysensmcda import calculate_preference, probabilistic

    given = {"matrix": matrix, "types": _types(benefit), "weights": _shares(weights)}
    sets = [_shares(weights)]
    method = WSM(minmax_normalization)
    found = calculate_preference(probabilistic.monte_carlo_weights, sets, method, given, method_type=1)
    return found[0][0], found[0][1]


def _shares(weights: Sequence[float]) -> np.ndarray:
    return np.asarray(weights) / sum(weights)


def _types(benefit: Sequence[bool]) -> np.ndarray:
    return np.where(benefit, 1, -1)


_KNOWN: Mapping[str, tuple[str, Peer]] = {
    "scikit-criteria": ("skcriteria", scikit_criteria),
    "pymcdm": ("pymcdm", pymcdm),
    "mcdm": ("mcdm", mcdm),
    "pysensmcda": ("pysensmcda", pysensmcda),
}
NAMES = tuple(_KNOWN)
MODULES = {name: module for name, (module, _) in _KNOWN.items()}


def installed() -> dict[str, Peer]:
    """The peers that are here. Their warnings about each other's versions are not ours to show."""
    here = {name: peer for name, (module, peer) in _KNOWN.items() if find_spec(module) is not None}
    if here:
        warnings.filterwarnings("ignore", category=DeprecationWarning)
        warnings.filterwarnings("ignore", category=FutureWarning)
    return here
