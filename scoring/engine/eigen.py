"""Eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's rotations: plain arithmetic in a fixed order.

The same matrix gives the same bytes on every machine: there is no library whose threads could add in another order.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot

_SWEEPS = 100


def symmetric(matrix: Sequence[Sequence[float]]) -> list[tuple[float, list[float]]]:
    """Eigenvalues, largest first, each with its eigenvector of length one, whose largest entry is positive."""
    size = len(matrix)
    a = [list(row) for row in matrix]
    v = [[float(i == j) for j in range(size)] for i in range(size)]
    for _ in range(_SWEEPS):
        if not sum([_rotated(a, v, p, q) for p in range(size) for q in range(p + 1, size)]):
            break
    pairs = [(a[k][k], _turned([v[i][k] for i in range(size)])) for k in range(size)]
    return sorted(pairs, key=lambda pair: -pair[0])


def _rotated(a: list[list[float]], v: list[list[float]], p: int, q: int) -> bool:
    """Turn the plane of p and q so that their common entry vanishes; False where it is nothing already."""
    size, apq = len(a), a[p][q]
    if abs(apq) <= 1e-17 * (abs(a[p][p]) + abs(a[q][q])):
        a[p][q] = a[q][p] = 0.0
        return False
    theta = (a[q][q] - a[p][p]) / (2 * apq)
    t = (1.0 if theta >= 0 else -1.0) / (abs(theta) + hypot(theta, 1.0))
    c = 1 / hypot(t, 1.0)
    s = t * c
    a[p][p], a[q][q] = a[p][p] - t * apq, a[q][q] + t * apq
    a[p][q] = a[q][p] = 0.0
    for k in range(size):
        if k not in (p, q):
            akp, akq = a[k][p], a[k][q]
            a[k][p] = a[p][k] = c * akp - s * akq
            a[k][q] = a[q][k] = s * akp + c * akq
        vkp, vkq = v[k][p], v[k][q]
        v[k][p], v[k][q] = c * vkp - s * vkq, s * vkp + c * vkq
    return True


def _turned(vector: list[float]) -> list[float]:
    """The vector or its opposite, whichever has its largest entry positive."""
    largest = max(vector, key=abs)
    return [-x for x in vector] if largest < 0 else vector
