"""From an estimate in natural units to an effect signed so that the claim predicts plus."""

from __future__ import annotations

import math
from collections.abc import Mapping

from helpers.claims.rules import EffectCase
from helpers.claims.tests import ClaimTest
from helpers.claims.verdict import Agreement
from helpers.claims.words import UNBOUNDED
from helpers.methods.estimate import Estimate


def to_effect(value: float, test: ClaimTest) -> float:
    """``direction * (value - null)``; on the log scale the difference of logs."""
    if abs(value) >= UNBOUNDED or math.isinf(value):
        return math.copysign(UNBOUNDED, value) * test.direction
    if test.scale == "log":
        if value <= 0:
            return -UNBOUNDED * test.direction
        return test.direction * (math.log(value) - math.log(test.null_value))
    return test.direction * (value - test.null_value)


def to_natural(effect: float, test: ClaimTest) -> float:
    """The inverse of :func:`to_effect`."""
    if abs(effect) >= UNBOUNDED:
        return math.copysign(UNBOUNDED, effect) * test.direction
    if test.scale == "log":
        return test.null_value * math.exp(test.direction * effect)
    return test.null_value + test.direction * effect


def delta_of(test: ClaimTest) -> float:
    """The smallest effect of interest on the scale of the effect."""
    return math.log(test.delta) if test.scale == "log" else test.delta


def case_of_estimate(
    estimate: Estimate | None,
    test: ClaimTest,
    *,
    agreement: Agreement | None = None,
    subgroups: Mapping[str, Estimate] | None = None,
    lag_order_ok: bool | None = None,
    placebo_passed: bool | None = None,
) -> EffectCase:
    """The case the rule sees. An end without bound stays without bound."""
    value, low, high = _ends(estimate)
    if value is None:
        reason = estimate.method if estimate is not None else "no estimate was passed"
        reason = f"No estimate could be made: {reason}"
        return EffectCase(None, None, None, delta_of(test), flags=test.flags, reason=reason)
    ends = sorted(to_effect(end, test) for end in (low, high) if end is not None)
    return EffectCase(
        effect=to_effect(value, test),
        low=ends[0] if len(ends) == 2 else None,
        high=ends[1] if len(ends) == 2 else None,
        delta=delta_of(test),
        agree=agreement.above if agreement else None,
        against=agreement.below if agreement else None,
        opposed=_opposed(subgroups or {}, test),
        flags=test.flags,
        causal=test.causal,
        lag_order_ok=lag_order_ok,
        placebo_passed=placebo_passed,
    )


def _ends(estimate: Estimate | None) -> tuple[float | None, float | None, float | None]:
    """Value and interval; a single missing end means that there is no bound on that side."""
    if estimate is None:
        return None, None, None
    value, low, high = estimate.value, estimate.low, estimate.high
    if value is None and estimate.detail.get("unbounded") and low is not None:
        return UNBOUNDED, low, UNBOUNDED
    if value is not None and (low is None) != (high is None):
        low = -UNBOUNDED if low is None else low
        high = UNBOUNDED if high is None else high
    return value, low, high


def _opposed(subgroups: Mapping[str, Estimate], test: ClaimTest) -> tuple[str, ...]:
    """The first subgroup above and the first below, when both exist."""
    above: list[str] = []
    below: list[str] = []
    for name in sorted(subgroups):
        case = case_of_estimate(subgroups[name], test)
        if case.low is not None and case.low > 0:
            above.append(name)
        elif case.high is not None and case.high < 0:
            below.append(name)
    return (above[0], below[0]) if above and below else ()
