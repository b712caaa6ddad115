"""Dial 2: the evidence grade, with the steps that raised or lowered it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from helpers.claims.agreeing import AGREED
from helpers.claims.evidence import LEVELS, Line
from helpers.claims.rules import EffectCase
from helpers.claims.sourcing import Source
from helpers.claims.tests import ClaimTest
from helpers.claims.words import UNBOUNDED, count, number
from helpers.methods.estimate import Estimate

GRADES: Mapping[int, str] = {4: "A", 3: "B", 2: "C", 1: "D"}
SMALL_CELL = 10
WIDE_RATIO = 4.0
LARGE_EFFECT = 5.0
_MARKS: Mapping[str, str] = {
    "proxy": "a proxy instead of the thing claimed",
    "fame": "coverage grows with fame",
}
Step = dict[str, Any]


def grade_of(steps: Sequence[Step]) -> str | None:
    """The letter after all steps, clipped to A to D; None without a start."""
    if not steps:
        return None
    return GRADES[min(4, max(1, sum(step["change"] for step in steps)))]


def document_steps(
    counted: Sequence[Line], test: ClaimTest, claimed: float | None
) -> list[Step]:
    """Steps for values, testimony and sums that rest on independent lines."""
    if not counted:
        return []
    steps = [_start({line.source_id: line.source_kind for line in counted})]
    if len(counted) == 1:
        steps.append(_step("one line", -1, "one line of evidence only"))
    apart = _apart(counted, test, claimed)
    if apart:
        steps.append(_step("apart", -1, apart))
    steps += _marks(test)
    agreeing = sum(AGREED[line.within] == 2 for line in counted)
    if agreeing >= 3:
        steps.append(_step("three agree", +1, f"{agreeing} independent lines agree"))
    return steps


def effect_steps(
    estimate: Estimate, case: EffectCase, test: ClaimTest, sources: Mapping[str, Source]
) -> list[Step]:
    """Steps for an estimate; its lines are the publishers behind its rows."""
    ids = estimate.basis.sources
    if case.effect is None or not ids:
        return []
    known = {sid: sources[sid].kind if sid in sources else "" for sid in ids}
    steps = [_start(known)]
    publishers = {sources[sid].publisher or sid if sid in sources else sid for sid in ids}
    if len(publishers) == 1:
        steps.append(_step("one line", -1, "one line of evidence only"))
    steps += _marks(test)
    imprecise = _imprecise(estimate, case)
    if imprecise:
        steps.append(_step("imprecise", -1, imprecise))
    if case.effect > LARGE_EFFECT * case.delta:
        why = f"the effect {number(case.effect)} is above 5 times delta {number(case.delta)}"
        steps.append(_step("large effect", +1, why))
    return steps


def _start(kinds: Mapping[str, str]) -> Step:
    best = min(kinds, key=lambda sid: (-LEVELS.get(kinds[sid], 1), sid))
    level = LEVELS.get(kinds[best], 1)
    kind = kinds[best] or "kind unknown"
    return _step("start", level, f"best source: {best} ({kind}) of {count(len(kinds), 'source')}")


def _marks(test: ClaimTest) -> Iterable[Step]:
    return [_step(mark, -1, _MARKS[mark]) for mark in test.grade_marks]


def _apart(counted: Sequence[Line], test: ClaimTest, claimed: float | None) -> str:
    """Whether references lie further apart than twice the tolerance."""
    if test.test_kind == "testimony":
        codes = {line.within for line in counted}
        return "lines say yes and no" if {"yes", "no"} <= codes else ""
    values = [float(x.value) for x in counted if isinstance(x.value, (int, float)) and not x.bound]
    if test.dated or claimed is None or len(values) < 2:
        return "references differ" if test.dated and len({x.within for x in counted}) > 1 else ""
    spread = max(values) - min(values)
    relative = spread / abs(claimed) if test.tolerance_kind == "relative" and claimed else spread
    if relative <= 2 * test.tolerance:
        return ""
    return (
        f"references lie further apart ({number(min(values))} to {number(max(values))}) "
        "than twice the tolerance"
    )


def _imprecise(estimate: Estimate, case: EffectCase) -> str:
    """Small cells, or an interval whose ends differ by more than a factor of four.

    An interval that spans 0 in its own unit has no ratio: it counts as wide unless it lies
    wholly inside the delta band.
    """
    smallest = estimate.detail.get("smallest_cell")
    if smallest is None and estimate.detail.get("table"):
        smallest = min(min(row) for row in estimate.detail["table"])
    if smallest is None and "successes" in estimate.detail:
        smallest = estimate.n
    if smallest is not None and smallest < SMALL_CELL:
        return f"smallest cell {number(smallest)}, under {SMALL_CELL}"
    low, high = estimate.low, estimate.high
    if low is None or high is None or abs(high) >= UNBOUNDED:
        return "the interval has no bound" if case.low is not None else ""
    if low > 0 or high < 0:
        ratio = max(abs(low), abs(high)) / min(abs(low), abs(high))
        return f"interval ratio {number(ratio)}, above 4" if ratio > WIDE_RATIO else ""
    if case.low > -case.delta and case.high < case.delta:
        return ""
    return "the interval spans 0 and reaches beyond delta"


def _step(step: str, change: int, why: str) -> Step:
    return {"step": step, "change": change, "why": why}
