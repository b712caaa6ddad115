"""Dial 1: the rules of the verdict scale. The first that matches wins and says why.

Two families. ``DocumentCase`` holds counts of independent lines of evidence (values against
a tolerance, coded testimony, recomputed sums). ``EffectCase`` holds an effect with its
interval, signed so that the claim predicts plus. Both are plain numbers: a reader can redo
each rule by hand, and the multiverse can apply the same rule to each run. The scale leaves
gaps; how they are closed is written in docs/verdicts.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from helpers.claims.verdict import Ruling
from helpers.claims.words import count, number, share

MOST = 2 / 3  # of the lines
AGREE, PARTLY_AGREE = 0.90, 0.66  # of the runs
_SLACK = 1e-9  # 2 of 3 must count as two thirds
_TOLERANCE = ("within the tolerance", "within twice the tolerance")
_TALLY = {
    "reference": ("independent reference", *_TOLERANCE),
    "arithmetic": ("sum", *_TOLERANCE),
    "testimony": ("independent line", "agreeing fully", "agreeing at least in part"),
}


@dataclass(frozen=True)
class DocumentCase:
    """Independent lines: all, within the tolerance, within twice the tolerance, primary."""

    lines: int
    within: int
    near: int
    primary: int
    flags: tuple[str, ...] = ()
    causal: bool = False
    family: str = "reference"

    def ruling(self) -> Ruling:
        return rule_documents(self)


@dataclass(frozen=True)
class EffectCase:
    """An effect and its 95% interval on the test's scale; the claim predicts plus.

    ``agree``: share of runs whose interval lies above 0 (None: the runs are not known);
    ``against``: share whose interval lies below 0. ``opposed``: two named subgroups whose
    intervals lie on opposite sides of 0.
    """

    effect: float | None
    low: float | None
    high: float | None
    delta: float
    agree: float | None = None
    against: float | None = None
    opposed: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    causal: bool = False
    lag_order_ok: bool | None = None
    placebo_passed: bool | None = None
    reason: str = ""
    family: str = "effect"

    def ruling(self) -> Ruling:
        return rule_effect(self)


def rule_documents(case: DocumentCase) -> Ruling:
    """Figures, dates, sums and testimony."""
    rule = f"{case.family}."
    if case.lines == 0:
        return Ruling("unresolved", rule + "none", "No independent reference is known.")
    inside, near = case.within / case.lines, case.near / case.lines
    noun, fully, nearly = _TALLY[case.family]
    tally = (
        f"Of {count(case.lines, noun)}, {case.within} {fully} (two thirds are "
        f"{math.ceil(MOST * case.lines - _SLACK)}), {case.near} {nearly}"
    )
    flags = _flags(case.flags)
    if inside >= MOST - _SLACK and not case.flags and not case.causal:
        return Ruling("supported", rule + "supported", f"{tally}; no flag.")
    if inside >= MOST - _SLACK and case.flags:
        return Ruling("supported_with_caveat", rule + "caveat_flag", f"{tally}; {flags}.")
    if inside >= MOST - _SLACK:
        because = f"{tally}; a cause can not be shown by reports alone."
        return Ruling("supported_with_caveat", rule + "caveat_causal", because)
    if near >= MOST - _SLACK:
        return Ruling("supported_with_caveat", rule + "caveat_near", f"{tally}.")
    if case.near == 0 and (case.lines >= 2 or case.primary >= 1):
        weight = "two lines or more" if case.lines >= 2 else "the one line is a primary record"
        return Ruling("contradicted", rule + "contradicted", f"{tally}; {weight}.")
    return Ruling("mixed", rule + "mixed", f"{tally}: neither two thirds nor a clear no.")


def rule_effect(case: EffectCase) -> Ruling:
    """Comparisons, trends and causes."""
    if case.effect is None:
        why = case.reason or "No estimate could be made"
        return Ruling("unresolved", "effect.no_estimate", f"{why.rstrip('.')}.")
    if case.low is None or case.high is None:
        return Ruling("unresolved", "effect.no_interval", "The estimate has no interval.")
    span = f"{number(case.low)} to {number(case.high)}"
    runs = _runs(case.agree)
    above, small = case.low > 0, case.effect < case.delta
    proven = not case.causal or (bool(case.lag_order_ok) and bool(case.placebo_passed))
    firm = case.agree is not None and case.agree >= AGREE - _SLACK
    held = case.agree is None or case.agree >= PARTLY_AGREE - _SLACK
    if above and held:
        lead = f"The interval of the effect ({span}) lies above 0"
        size = f"{number(case.effect)} {'<' if small else '>='} delta {number(case.delta)}"
        if not small and not case.flags and firm and proven:
            return Ruling("supported", "effect.supported", f"{lead}; {size}; {runs}; no flag.")
        for applies, name, why in (
            (small, "small", f"but the effect is small: {size}"),
            (bool(case.flags), "flag", _flags(case.flags)),
            (not firm, "runs", runs),
            (not proven, "causal", _proof(case)),
        ):
            if applies:
                because = f"{lead}; {why}" + ("." if name == "runs" else f"; {runs}.")
                return Ruling("supported_with_caveat", f"effect.caveat_{name}", because)
    if case.high < 0:
        because = f"The interval of the effect ({span}) lies below 0."
        return Ruling("contradicted", "effect.contradicted_opposite", because)
    if case.low > -case.delta and case.high < case.delta:
        because = (
            f"The interval of the effect ({span}) lies wholly inside −{number(case.delta)} to "
            f"{number(case.delta)}: too small to matter."
        )
        return Ruling("contradicted", "effect.contradicted_none", because)
    if case.agree and case.against:
        because = (
            f"Runs are significant in both directions: {share(case.agree)} above 0, "
            f"{share(case.against)} below 0."
        )
        return Ruling("mixed", "effect.mixed_runs", because)
    if case.opposed:
        because = f"Subgroups are opposed: {' against '.join(case.opposed)}."
        return Ruling("mixed", "effect.mixed_subgroups", because)
    if above:
        because = f"The interval of the effect ({span}) lies above 0, but {runs}: too few."
        return Ruling("unresolved", "effect.unresolved_runs", because)
    because = (
        f"The interval of the effect ({span}) includes 0 and reaches beyond delta "
        f"{number(case.delta)}."
    )
    return Ruling("unresolved", "effect.unresolved_wide", because)


def case_of(inputs: Mapping[str, Any]) -> DocumentCase | EffectCase | None:
    """The case behind the ``inputs`` of a verdict, so that the rule can be applied again."""
    kind = EffectCase if inputs.get("family") == "effect" else DocumentCase
    if "family" not in inputs:
        return None
    known = {item.name for item in fields(kind)}
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in inputs.items() if k in known}
    return kind(**values)


def inputs_of(case: DocumentCase | EffectCase) -> dict[str, Any]:
    """The numbers of a case, for the ``inputs`` of a verdict."""
    return asdict(case)


def _flags(flags: tuple[str, ...]) -> str:
    return f"flagged: {', '.join(flag.replace('_', ' ') for flag in flags)}"


def _runs(agree: float | None) -> str:
    if agree is None:
        return "how many runs agree is not known"
    return f"{share(agree)} of the runs agree"


def _proof(case: EffectCase) -> str:
    words = {True: "holds", False: "fails", None: "was not tested"}
    return (
        f"a cause: the order in time {words[case.lag_order_ok]}, "
        f"the placebo {words[case.placebo_passed]}"
    )
