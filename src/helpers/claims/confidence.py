"""Dial 3: the share of runs that return the printed verdict, capped by grade, in IPCC words."""

from __future__ import annotations

from collections.abc import Mapping

CAPS: Mapping[str, float] = {"A": 1.0, "B": 0.95, "C": 0.80, "D": 0.60}
_WORDS = (
    (0.99, "virtually certain"),
    (0.90, "very likely"),
    (0.66, "likely"),
    (0.33, "about as likely as not"),
    (0.10, "unlikely"),
    (0.01, "very unlikely"),
)
_SLACK = 1e-9


def word_of(p: float | None) -> str:
    """The word for a share; a bound belongs to the higher band. Empty without a share."""
    if p is None:
        return ""
    return next((word for bound, word in _WORDS if p >= bound - _SLACK), "exceptionally unlikely")


def capped(p: float | None, grade: str | None) -> tuple[float | None, bool]:
    """The share under the cap of its grade, and whether the cap was reached."""
    if p is None:
        return None, False
    cap = CAPS.get(grade or "D", CAPS["D"])
    return min(p, cap), p > cap
