"""Numbers and small words in computed sentences."""

from __future__ import annotations

import math

#: Stands for an interval without end, so that it survives JSON.
UNBOUNDED = 1e300


def number(value: float | None) -> str:
    """Three significant digits, thousands with commas, whole numbers without decimals; a true minus sign."""
    if value is None:
        return "unknown"
    if abs(value) >= UNBOUNDED:
        return "no bound"
    if value < 0:
        return f"−{number(-value)}"
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.{max(0, 2 - math.floor(math.log10(value)))}f}"


def share(value: float) -> str:
    """A share as a percentage that never rounds up to all or down to none."""
    if 0.995 <= value < 1:
        return "over 99%"
    if 0 < value < 0.005:
        return "under 1%"
    return f"{value:.0%}"


def count(n: int, noun: str) -> str:
    """``1 line``, ``2 lines``."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def interval(value: float, low: float | None, high: float | None) -> str:
    """``0.31 (0.22 to 0.43)``."""
    if low is None or high is None:
        return number(value)
    return f"{number(value)} ({number(low)} to {number(high)})"


def label_words(label: str) -> str:
    return label.replace("_", " ")
