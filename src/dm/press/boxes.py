"""Boxes and matrices of a PDF page, in points."""

from __future__ import annotations

from typing import Any

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]
UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
EVERYWHERE: Box = (-1e6, -1e6, 1e6, 1e6)


def matrix_of(numbers: Any) -> Matrix:
    """Six numbers as a matrix."""
    a, b, c, d, e, f = (float(number) for number in numbers)
    return a, b, c, d, e, f


def times(one: Matrix, other: Matrix) -> Matrix:
    """The one, then the other."""
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def scale_of(matrix: Matrix) -> float:
    """How many times larger a length becomes."""
    return float(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5)


def around(points: list[float]) -> Box | None:
    """The box around x, y, x, y …; None around nothing."""
    if not points:
        return None
    across, up = points[::2], points[1::2]
    return min(across), min(up), max(across), max(up)


def common(one: Box, other: Box) -> Box:
    """What two boxes have in common; no wider than nothing."""
    left, low = max(one[0], other[0]), max(one[1], other[1])
    return left, low, max(left, min(one[2], other[2])), max(low, min(one[3], other[3]))
