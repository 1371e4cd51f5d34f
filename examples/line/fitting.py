"""What CPython's library knows and MicroPython's does not."""

from statistics import correlation, linear_regression


def line(points: list[list[float]]) -> dict[str, float]:
    """Find the line through points: where it starts, its slope, and the share of what it explains."""
    across = [x for x, _ in points]
    down = [y for _, y in points]
    slope, start = linear_regression(across, down)
    return {"start": start, "slope": slope, "share": correlation(across, down) ** 2}
