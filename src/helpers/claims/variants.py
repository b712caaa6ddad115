"""Runs that need no notebook: what the verdict of a document claim rests on.

Each line of evidence left out once, the tolerance halved and doubled, and codes that the
coders marked as borderline moved by one step.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from helpers.claims.agreeing import CODES
from helpers.claims.evidence import Line, tally, weigh
from helpers.claims.rules import DocumentCase
from helpers.claims.tests import Claim, ClaimTest


def document_case(counted: Iterable[Line], test: ClaimTest) -> DocumentCase:
    """The case of the lines that count."""
    family = "reference" if test.test_kind == "reference" else test.test_kind
    return DocumentCase(**tally(counted), flags=test.flags, causal=test.causal, family=family)


def document_variants(
    lines: Sequence[Line], claim: Claim, test: ClaimTest, as_of: dt.date
) -> list[dict[str, str]]:
    """The label of every variant, with what was changed. The printed run is not among them."""
    counted, _ = weigh(lines, claim, test, as_of)
    variants = [
        _variant(f"without {left.line}", [x for x in lines if x.line != left.line], claim, test, as_of)
        for left in counted
    ]
    if test.tolerance > 0 and counted:
        for factor, name in ((0.5, "tolerance halved"), (2.0, "tolerance doubled")):
            other = replace(test, tolerance=test.tolerance * factor)
            variants.append(_variant(name, lines, claim, other, as_of))
    if test.test_kind == "testimony" and any(line.borderline for line in lines):
        for step, name in ((1, "borderline codes one step up"), (-1, "borderline codes one step down")):
            moved = [_moved(line, step) for line in lines]
            variants.append(_variant(name, moved, claim, test, as_of))
    return variants


def _variant(
    name: str, lines: Sequence[Line], claim: Claim, test: ClaimTest, as_of: dt.date
) -> dict[str, str]:
    counted, _ = weigh(lines, claim, test, as_of)
    return {"variant": name, "label": document_case(counted, test).ruling().label}


def _moved(line: Line, step: int) -> Line:
    if not line.borderline:
        return line
    # An unclear line, once a borderline yes or no, becomes what its nearest code says.
    if line.agrees not in CODES:
        return replace(line, agrees="partly") if step > 0 else line
    place = min(2, max(0, CODES.index(line.agrees) + step))
    return replace(line, agrees=CODES[place])
