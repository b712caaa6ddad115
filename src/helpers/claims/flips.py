"""What would change our mind: the smallest change of the input that gives another label."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from helpers.claims.agreeing import shortfall
from helpers.claims.effects import case_of_estimate, to_natural
from helpers.claims.evidence import Line, weigh
from helpers.claims.fragility import events_needed
from helpers.claims.rules import DocumentCase, EffectCase, rule_effect
from helpers.claims.tests import Claim, ClaimTest
from helpers.claims.variants import document_case
from helpers.claims.words import UNBOUNDED, count, number
from helpers.methods.estimate import Estimate

#: Units whose values lie between 0 and 1.
SHARES = ("share", "probability", "percentile")
_JUST = 1e-6
Flip = dict[str, Any]


def document_flips(
    lines: Sequence[Line],
    counted: Sequence[Line],
    claim: Claim,
    test: ClaimTest,
    as_of: dt.date,
) -> list[Flip]:
    """Fewest lines to drop, fewest lines to add, smallest shift of one value."""
    printed = document_case(counted, test)
    label = printed.ruling().label
    flips = _drops(counted, test, label) + _additions(printed, label)
    if test.test_kind == "reference" and not test.dated:
        flips += _shift_of_one(counted, claim, test, label, as_of)
    return flips


def effect_flips(estimate: Estimate | None, case: EffectCase, test: ClaimTest) -> list[Flip]:
    """Smallest shift of the estimate, events needed, and single units left out."""
    label = rule_effect(case).label
    if estimate is None or case.effect is None or case.low is None or case.high is None:
        return []
    flips = _shift_of_estimate(case, test, label, shares=estimate.unit in SHARES)
    flips += events_needed(
        estimate, label, lambda other: _label(other, case, test)
    )
    left_out = estimate.detail.get("leave_one_out") or ()
    for row in left_out:
        other = Estimate(row.get("value"), row.get("low"), row.get("high"), detail=estimate.detail)
        new = _label(other, case, test)
        if new != label:
            what = f"Without {row['left_out']} it would be {_words(new)}."
            flips.append({"change": "leave one out", "size": 1, "to": new, "what": what})
    return flips


def _label(estimate: Estimate, case: EffectCase, test: ClaimTest) -> str:
    """The label with another estimate, all else equal."""
    other = case_of_estimate(estimate, test)
    changed = replace(case, effect=other.effect, low=other.low, high=other.high)
    return rule_effect(changed).label


def _drops(counted: Sequence[Line], test: ClaimTest, label: str) -> list[Flip]:
    for size in range(1, min(len(counted), 3) + 1):
        for dropped in combinations(counted, size):
            rest = [line for line in counted if line not in dropped]
            new = document_case(rest, test).ruling().label
            if new != label:
                names = ", ".join(line.line for line in dropped)
                what = f"Without {names} it would be {_words(new)}."
                return [{"change": "drop lines", "size": size, "to": new, "what": what}]
    return []


def _additions(printed: DocumentCase, label: str) -> list[Flip]:
    flips = []
    for agrees, word in ((True, "agree"), (False, "disagree")):
        for size in range(1, 21):
            more = replace(
                printed,
                lines=printed.lines + size,
                within=printed.within + size * agrees,
                near=printed.near + size * agrees,
            )
            new = more.ruling().label
            if new != label:
                verb = word if size > 1 else f"{word}s"
                what = f"{count(size, 'further line')} that {verb} would make it {_words(new)}."
                flips.append({"change": f"add lines that {word}", "size": size, "to": new, "what": what})
                break
    return flips


def _shift_of_one(
    counted: Sequence[Line], claim: Claim, test: ClaimTest, label: str, as_of: dt.date
) -> list[Flip]:
    claimed = float(test.claimed or claim.quantity)
    best: Flip | None = None
    for line in counted:
        value = float(line.value)  # type: ignore[arg-type]
        for target in _edges(claimed, test):
            moved = [replace(x, value=target) if x is line else x for x in counted]
            kept, _ = weigh(moved, claim, test, as_of)
            new = document_case(kept, test).ruling().label
            size = abs(target - value)
            if new != label and (best is None or size < best["size"]):
                what = (
                    f"If {line.line} said {number(target)} instead of {number(value)}, "
                    f"it would be {_words(new)}."
                )
                best = {"change": "shift one value", "size": size, "to": new, "what": what}
    return [best] if best else []


def _edges(claimed: float, test: ClaimTest) -> list[float]:
    """Values just inside and just outside of the tolerance and of twice the tolerance."""
    unit = abs(claimed) if test.tolerance_kind == "relative" else 1.0
    edges = []
    for times in (1, 2):
        width = times * test.tolerance * unit
        nudge = _JUST * max(abs(claimed), 1.0)
        for side in (-1, 1):
            edges += [claimed + side * (width - nudge), claimed + side * (width + nudge)]
    if test.tolerance == 0:
        edges = [claimed - 1, claimed, claimed + 1]
    return sorted(edges, key=lambda edge: shortfall(edge, claimed, test))


def _shift_of_estimate(
    case: EffectCase, test: ClaimTest, label: str, shares: bool
) -> list[Flip]:
    """The smallest parallel shift of estimate and interval each way that gives another label."""
    ends = [end for end in (case.low, case.high) if abs(end) < UNBOUNDED]
    shifts = [-end for end in ends]
    shifts += [side * case.delta - end for end in ends for side in (-1, 1)]
    if abs(case.effect) < UNBOUNDED:
        shifts.append(case.delta - case.effect)
    just = _JUST * max(1.0, case.delta)
    tried = sorted((s + n for s in shifts for n in (-just, just)), key=lambda s: (abs(s), s))
    flips = []
    for way in (1, -1):
        for shift in (s for s in tried if s * way > 0):
            low, effect, high = (end + shift for end in (case.low, case.effect, case.high))
            new = rule_effect(replace(case, effect=effect, low=low, high=high)).label
            value = to_natural(effect, test)
            if new == label or (shares and not 0 <= value <= 1):
                continue
            if abs(case.effect) < UNBOUNDED:
                before = number(to_natural(case.effect, test))
                what = (
                    f"An estimate of {number(value)} instead of {before} "
                    f"with an interval as wide would make it {_words(new)}."
                )
            else:
                # Without a finite value the end that is known tells the shift.
                old_end, new_end = (to_natural(end, test) for end in (ends[0], ends[0] + shift))
                what = (
                    f"An interval that ends at {number(new_end)} instead of {number(old_end)} "
                    f"would make it {_words(new)}."
                )
            flips.append({"change": "shift the estimate", "size": abs(shift), "to": new, "what": what})
            break
    return sorted(flips, key=lambda flip: flip["size"])


def _words(label: str) -> str:
    return label.replace("_", " ")
