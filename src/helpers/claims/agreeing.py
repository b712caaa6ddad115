"""Whether one line agrees with the claim: computed for values, coded for testimony."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.claims.tests import Claim, ClaimTest
from helpers.claims.times import as_day, ordinal
from helpers.errors import ClaimError

if TYPE_CHECKING:
    from helpers.claims.evidence import Line

CODES = ("no", "partly", "yes")
COUNTED = ("tol", "2tol", "no", *CODES)
#: 2 agrees, 1 agrees at twice the tolerance or in part, 0 does not.
AGREED = {"tol": 2, "2tol": 1, "no": 0, "yes": 2, "partly": 1}
_SLACK = 1e-9


def agreement_of(line: Line, claim: Claim, test: ClaimTest) -> str:
    """``tol``, ``2tol`` or ``no``; ``yes``, ``partly`` or ``no`` for testimony; else a reason."""
    if test.test_kind not in ("reference", "arithmetic"):
        return line.agrees if line.agrees in CODES else "unclear: the source does not decide"
    if line.unit and line.unit != test.unit:
        return f"another unit ({line.unit})"
    value = line.value if line.value is not None else (line.text or None)
    if value is None:
        return "no value stated"
    claimed = claimed_value(claim, test)
    return _dates(value, claimed, test) if test.dated else _numbers(line, float(claimed), test)


def claimed_value(claim: Claim, test: ClaimTest) -> str:
    """What the claim says, as text; raises ClaimError when a reference test has no value."""
    claimed = test.claimed or claim.quantity
    if not claimed:
        raise ClaimError(
            "a reference test without a claimed value", where=f"claim_tests, {test.claim_id}",
            mend="fill the column claimed, or quantity of the claim",
        )
    return claimed


def shortfall(value: float, claimed: float, test: ClaimTest) -> float:
    """How far a value lies from the claim, in the terms of the tolerance."""
    away = value - claimed
    if test.direction == 1:
        away = min(away, 0.0)
    elif test.direction == -1:
        away = max(away, 0.0)
    return abs(away) / abs(claimed) if test.tolerance_kind == "relative" else abs(away)


def _numbers(line: Line, claimed: float, test: ClaimTest) -> str:
    try:
        value = float(line.value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return "no value stated"
    away = shortfall(value, claimed, test)
    if not line.bound:
        return _grade(away, test.tolerance)
    agrees = away <= test.tolerance + _SLACK
    side = {"lower": 1, "upper": -1}[line.bound]
    silent = f"a {line.bound} bound: says nothing"
    if test.direction == side:  # "over 300" confirms "at least 300", and can not refute it
        return "tol" if agrees else silent
    compatible = side * (value - claimed) <= 0
    return silent if compatible or agrees else _grade(away, test.tolerance)


def _dates(value: float | str, claimed: str, test: ClaimTest) -> str:
    try:
        stated = str(int(value)) if isinstance(value, float) else value
        away = abs(ordinal(stated, test.unit) - ordinal(as_day(claimed), test.unit))
    except ClaimError:
        return "no date stated"
    return "tol" if away == 0 else ("2tol" if away == 1 else "no")


def _grade(away: float, tolerance: float) -> str:
    if away <= tolerance + _SLACK:
        return "tol"
    return "2tol" if away <= 2 * tolerance + _SLACK else "no"
