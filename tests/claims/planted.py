"""Small claims, tests and lines of evidence to plant answers with."""

from __future__ import annotations

import datetime as dt

from helpers.claims import Claim, ClaimTest, Line

TODAY = dt.date(2026, 11, 23)


def a_claim(**more):
    row = {
        "claim_id": "xx-01", "statement": "There were 100 of them.", "quantity": "100",
        "unit": "things", "period_start": "2024-01", "period_end": "2024-06", "checkable": "yes",
    }
    return Claim.of(row | more)


def a_test(test_kind="reference", **more):
    row = {"claim_id": "xx-01", "test_kind": test_kind, "unit": "things"}
    if test_kind in ("reference", "arithmetic"):
        row |= {"tolerance": "0.05", "tolerance_kind": "relative"}
    if test_kind == "effect":
        row |= {"null_value": "0", "direction": "1", "scale": "linear", "delta": "0.1"}
    return ClaimTest.of(row | more)


def a_line(value=100.0, name="ev-001", **more):
    row = {
        "claim_id": "xx-01", "evidence_id": name, "source_id": f"src-{name}", "line": f"line-{name}",
        "value_number": "" if value is None else str(value), "unit": "things", "role": "independent",
        "known_on": "2024-07-01", "date": "2024-06-01", "date_precision": "month", "kind": "news",
    }
    return Line.of(row | more)


def lines(*values, **more):
    return [a_line(value, f"ev-{place:03}", **more) for place, value in enumerate(values, 1)]


def a_source(source_id, kind="news", **more):
    return {"source_id": source_id, "kind": kind, "publisher": source_id, **more}
