"""Other packages, each as its own documentation would do it: min–max, weighted sum, ranking."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec

import numpy as np

#: Scores (weights sum to one) and places, in the order of the rows.
Scored = tuple[np.ndarray, np.ndarray]
#: Scores as ours are, from a matrix whose figures are all better the larger, and weights.
Combined = Callable[[np.ndarray, np.ndarray], np.ndarray]
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


def _skcriteria(module: str, name: str, of: Callable[[object], np.ndarray], *scaled: str) -> Combined:
    from importlib import import_module

    def run(matrix: np.ndarray, weights: np.ndarray) -> np.ndarray:
        core = import_module("skcriteria")
        steps = [import_module("skcriteria.preprocessing.scalers").VectorScaler(target=target) for target in scaled]
        steps.append(getattr(import_module(f"skcriteria.agg.{module}"), name)())
        decision = core.mkdm(matrix, [max] * matrix.shape[1], weights=weights)
        for step in steps[:-1]:
            decision = step.transform(decision)
        return of(steps[-1].evaluate(decision).e_)

    return run


def _pymcdm(name: str, options: Mapping[str, str], made: Callable[[np.ndarray], np.ndarray]) -> Combined:
    from importlib import import_module

    def run(matrix: np.ndarray, weights: np.ndarray) -> np.ndarray:
        norms = import_module("pymcdm.normalizations")
        given = {option: getattr(norms, norm) for option, norm in options.items()}
        method_ = getattr(import_module("pymcdm.methods"), name)(**given)
        return made(np.asarray(method_(matrix, weights, np.ones(len(weights)))))

    return run


def _here(known: Mapping[str, Combined]) -> dict[str, Combined]:
    names = installed()
    return {name: peer for name, peer in known.items() if name in names}


def topsis() -> dict[str, Combined]:
    """Vector lengths, similarity to the ideal."""
    ours = {"normalization_function": "vector_normalization"}
    return _here(
        {
            "scikit-criteria": _skcriteria("topsis", "TOPSIS", lambda e: np.asarray(e.similarity), "matrix"),  # type: ignore[attr-defined]
            "pymcdm": _pymcdm("TOPSIS", ours, lambda found: found),
        }
    )


def geometric() -> dict[str, Combined]:
    """The weighted product, whose logarithm is what comes out."""
    return _here(
        {
            "scikit-criteria": _skcriteria(
                "simple",
                "WeightedProductModel",
                lambda e: np.asarray(10**e.score / 1000),  # type: ignore[attr-defined]
            )
        }
    )


def vikor() -> dict[str, Combined]:
    """One less Q."""
    return _here(
        {
            "scikit-criteria": _skcriteria("vikor", "VIKOR", lambda e: np.asarray(1 - e.q_k)),  # type: ignore[attr-defined]
            "pymcdm": _pymcdm("VIKOR", {}, lambda found: 1 - found),
        }
    )


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
