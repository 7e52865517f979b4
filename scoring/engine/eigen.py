"""Eigenvalues and eigenvectors of small symmetric matrices: Jacobi's rotations, in a fixed order, the same every run.

Jacobi (1846); the cyclic form with the stable rotation of Golub and Van Loan, *Matrix Computations*, section 8.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import copysign, fsum, hypot

#: Sweeps after which every matrix of the sizes that rubrics have has long converged (about ten are needed).
_SWEEPS = 60
#: What is no more than this part of the largest entry is float noise.
_NOTHING = 2.0**-58


@dataclass(frozen=True, slots=True)
class Eigen:
    """An eigenvalue with its vector of length one, whose largest component (the first of several) is positive."""

    value: float
    vector: tuple[float, ...]


def eigen(matrix: Sequence[Sequence[float]]) -> tuple[Eigen, ...]:
    """All eigenvalues of a symmetric matrix with their vectors, largest value first.

    The matrix is not changed; only what is on and above its diagonal is looked at.
    """
    size = len(matrix)
    a = [[matrix[min(i, j)][max(i, j)] for j in range(size)] for i in range(size)]
    vectors = [[float(i == j) for j in range(size)] for i in range(size)]
    nothing = max((abs(entry) for row in a for entry in row), default=0.0) * _NOTHING
    for _ in range(_SWEEPS):
        pairs = [(p, q) for p in range(size) for q in range(p + 1, size)]
        if not sum(_rotate(a, vectors, p, q, nothing) for p, q in pairs):
            break
    order = sorted(range(size), key=lambda k: (-a[k][k], k))
    return tuple(Eigen(a[k][k], _oriented([row[k] for row in vectors])) for k in order)


def _rotate(a: list[list[float]], vectors: list[list[float]], p: int, q: int, nothing: float) -> bool:
    """Turn the plane of p and q so that nothing is left between them; False where there was nothing already."""
    between = a[p][q]
    if abs(between) <= nothing:
        return False
    slope = (a[q][q] - a[p][p]) / (2 * between)
    tangent = copysign(1.0, slope) / (abs(slope) + hypot(1.0, slope))
    cosine = 1 / hypot(1.0, tangent)
    sine = tangent * cosine
    for row in (*a, *vectors):
        left, right = row[p], row[q]
        row[p], row[q] = cosine * left - sine * right, sine * left + cosine * right
    for k in range(len(a)):
        left, right = a[p][k], a[q][k]
        a[p][k], a[q][k] = cosine * left - sine * right, sine * left + cosine * right
    a[p][q] = a[q][p] = 0.0
    return True


def _oriented(vector: list[float]) -> tuple[float, ...]:
    length = fsum(part * part for part in vector) ** 0.5
    largest = max(vector, key=abs)
    turned = copysign(length, largest)
    return tuple(part / turned for part in vector)
