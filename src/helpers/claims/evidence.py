"""Lines of evidence: which rows count, which are copies, and whether they agree.

Agreement on quantities and dates is computed from value and tolerance; the coded ``agrees``
is used for qualitative evidence only. A row never counts when its source is the origin of the
claim, the article or a copy of it. Copies of one report (same ``line``) count once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from helpers.claims.agreeing import AGREED, COUNTED, agreement_of
from helpers.claims.tests import ARTICLE_DAY, Claim, ClaimTest, cells, rows_of
from helpers.claims.times import as_day, last_day, shift_months
from helpers.methods.estimate import Estimate

#: Kinds of source from the strongest to the weakest; a grade starts at the level.
LEVELS: Mapping[str, int] = {"primary": 4, "dataset": 4, "news": 3, "aggregator": 2}


@dataclass(frozen=True)
class Line:
    """One row of evidence or one reference of a notebook.

    ``value`` is a number or a date as text; ``bound`` is ``lower`` or ``upper`` where the
    source only says "over" or "under". ``within`` is filled by :func:`weigh`:
    ``tol``, ``2tol``, ``no``, or the reason why the row is not counted.
    """

    evidence_id: str
    source_id: str
    value: float | str | None = None
    unit: str = ""
    text: str = ""
    agrees: str = ""
    line: str = ""
    date: str = ""
    date_precision: str = ""
    role: str = "independent"
    bound: str = ""
    circular: bool = False
    borderline: bool = False
    known_on: str = ""
    source_kind: str = ""
    publisher: str = ""
    row: str = ""
    within: str = ""

    @classmethod
    def of(cls, row: Line | Mapping[str, Any]) -> Line:
        """From a row of ``claim_evidence`` (or a mapping with the same names)."""
        if isinstance(row, Line):
            return row
        cell = cells(row)
        raw = cell("value_number") or cell("value")
        try:
            value: float | str | None = float(raw) if raw else None
        except ValueError:
            value = raw
        return cls(
            evidence_id=cell("evidence_id") or cell("source_id"),
            source_id=cell("source_id"),
            value=value,
            unit=cell("unit"),
            text=cell("value_text"),
            agrees=cell("agrees"),
            line=cell("line") or cell("source_id"),
            date=cell("date")[:10],
            date_precision=cell("date_precision"),
            role=cell("role") or "independent",
            bound=cell("bound"),
            circular=cell("circular").lower() == "true",
            borderline=cell("borderline").lower() == "true",
            known_on=cell("known_on")[:10],
            source_kind=cell("source_kind") or cell("kind"),
            publisher=cell("publisher"),
            row=cell("row"),
        )


def reference(
    value: float | str | Estimate,
    unit: str,
    source_id: str,
    *,
    line: str = "",
    date: str = "",
    date_precision: str = "",
    bound: str = "",
    note: str = "",
) -> Line:
    """A reference value from a notebook: one independent line.

    ``line`` names what it is a copy of (a data provider, say): references with one line count
    once. ``date`` is the first day of the period the value is about. Currency is converted
    before, at the mean rate of that period; say so in ``note``.
    """
    if isinstance(value, Estimate):
        value = value.value if value.value is not None else ""
    return Line(
        evidence_id=f"{source_id}:{line}" if line else source_id,
        source_id=source_id,
        value=value if value != "" else None,
        unit=unit,
        text=note,
        line=line or source_id,
        date=date,
        date_precision=date_precision,
        bound=bound,
    )


def read_lines(evidence: Any, claim_id: str) -> list[Line]:
    """The lines of one claim from a DataFrame of ``claim_evidence`` or from rows."""
    rows = rows_of(evidence)
    return [Line.of(row) for row in rows if isinstance(row, Line) or _claim(row) in ("", claim_id)]


def weigh(
    lines: Iterable[Line], claim: Claim, test: ClaimTest, as_of: dt.date
) -> tuple[list[Line], list[Line]]:
    """Split lines into those that count (one per line of evidence) and the rest, with reasons."""
    aside: list[Line] = []
    kept: list[Line] = []
    for line in lines:
        reason = _why_not(line, claim, test, as_of)
        if reason:
            aside.append(replace(line, within=reason))
            continue
        used = (test.evidence_use or {}).get(line.evidence_id, line.bound)
        weighed = replace(line, bound=used if used in ("lower", "upper") else line.bound)
        within = agreement_of(weighed, claim, test)
        (kept if within in COUNTED else aside).append(replace(weighed, within=within))
    counted: list[Line] = []
    for name in sorted({line.line for line in kept}):
        copies = sorted((x for x in kept if x.line == name), key=_preference(claim, test, as_of))
        counted.append(copies[0])
        said = f"copy of {copies[0].evidence_id}: one line of evidence"
        aside += [replace(copy, within=said) for copy in copies[1:]]
    return counted, sorted(aside, key=lambda line: line.evidence_id)


def tally(counted: Iterable[Line]) -> dict[str, int]:
    """How many lines there are, within the tolerance, within twice of it, and primary."""
    lines = list(counted)
    return {
        "lines": len(lines),
        "within": sum(AGREED[line.within] == 2 for line in lines),
        "near": sum(AGREED[line.within] >= 1 for line in lines),
        "primary": sum(LEVELS.get(line.source_kind, 1) == 4 for line in lines),
    }


def _why_not(line: Line, claim: Claim, test: ClaimTest, as_of: dt.date) -> str:
    uses = test.evidence_use or {}
    if line.known_on and as_day(line.known_on) > as_of:
        return "not yet known"
    if line.circular:
        return "circular: the article or a copy of it"
    if line.role in ("origin", "context"):
        return {"origin": "origin of the claim", "context": "context only"}[line.role]
    if line.role == "later" and as_of <= ARTICLE_DAY:
        return "later than the article"
    # `*` means every row of claim_evidence; the references of a notebook are not touched.
    everything = uses.get("*", "") if line.evidence_id.startswith("ev-") else ""
    if (uses.get(line.evidence_id) or everything) == "context":
        return "measures another thing: context only"
    return _out_of_time(line, claim, test, as_of)


def _out_of_time(line: Line, claim: Claim, test: ClaimTest, as_of: dt.date) -> str:
    if test.window_months is None or not line.date:
        return ""
    first = as_day(line.date)
    last = last_day(line.date, line.date_precision) if line.date_precision else first
    if test.about == "state":
        start, end = shift_months(as_of, -test.window_months), as_of
    else:
        start, end = claim.period_start, claim.period_end
        if test.about == "end":
            start = end
        if start is None or end is None:
            return ""
        start = shift_months(start, -test.window_months)
        end = shift_months(end, test.window_months)
    return "" if last >= start and first <= end else "about another time"


def _preference(claim: Claim, test: ClaimTest, as_of: dt.date) -> Callable[[Line], tuple]:
    """Of copies, take the one nearest in time to the claim, then the best source."""
    target = as_of if test.about == "state" else (claim.period_end or ARTICLE_DAY)

    def rank(line: Line) -> tuple:
        away = abs((as_day(line.date) - target).days) if line.date else 10**6
        return (away, -LEVELS.get(line.source_kind, 1), line.evidence_id)

    return rank


def _claim(row: Mapping[str, Any]) -> str:
    return str(row.get("claim_id") or "")
