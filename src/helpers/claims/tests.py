"""A claim of the article, and the test that was fixed for it before its result was read.

Both are rows of tables (``claims``, ``claim_tests``); here they get types and are checked once.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from helpers.claims.times import DATE_UNITS, as_day, last_day
from helpers.errors import ClaimError

ARTICLE_DAY = dt.date(2024, 10, 3)
TEST_KINDS = ("reference", "effect", "arithmetic", "testimony", "none")


@dataclass(frozen=True)
class Claim:
    """A row of ``claims``: what the article says, in our words."""

    claim_id: str
    statement: str
    theme: str = ""
    kind: str = ""
    checkable: str = "yes"
    quantity: str = ""
    unit: str = ""
    period_start: dt.date | None = None
    period_end: dt.date | None = None
    entity: str = ""
    named_source: str = ""
    implied: bool = False

    @classmethod
    def of(cls, row: Claim | Mapping[str, Any]) -> Claim:
        """From a row of the table; raises ClaimError when it names no claim."""
        if isinstance(row, Claim):
            return row
        cell = cells(row)
        if not cell("claim_id"):
            raise ClaimError("a claim without an id", mend="pass a row of the table claims")
        start, end = cell("period_start"), cell("period_end")
        return cls(
            claim_id=cell("claim_id"),
            statement=cell("statement"),
            theme=cell("theme"),
            kind=cell("kind"),
            checkable=cell("checkable") or "yes",
            quantity=cell("quantity") or cell("quantity_date") or cell("quantity_text"),
            unit=cell("unit"),
            period_start=as_day(start) if start else None,
            period_end=last_day(end, cell("period_end_precision")) if end else None,
            entity=cell("entity"),
            named_source=cell("named_source_in_article"),
            implied=cell("implied").lower() == "true" or cell("statement").startswith("Implied"),
        )


@dataclass(frozen=True)
class ClaimTest:
    """A row of ``claim_tests``. Units, windows and directions are explained in the dictionary."""

    claim_id: str
    test_kind: str
    notebook: str = ""
    statistic: str = ""
    measure: str = ""
    unit: str = ""
    claimed: str = ""
    tables: tuple[str, ...] = ()
    tolerance: float = 0.0
    tolerance_kind: str = "exact"
    about: str = ""
    window_months: int | None = None
    null_value: float = 0.0
    direction: int = 0
    scale: str = "linear"
    delta: float = 0.0
    causal: bool = False
    flags: tuple[str, ...] = ()
    flags_later: tuple[str, ...] = ()
    grade_marks: tuple[str, ...] = ()
    evidence_use: Mapping[str, str] | None = None
    instrument_end: dt.date | None = None
    would_settle: str = ""
    fixed_on: str = ""

    def __post_init__(self) -> None:
        where = f"claim_tests, {self.claim_id}"
        if self.test_kind not in TEST_KINDS:
            raise ClaimError(
                f"unknown test kind {self.test_kind!r}", where=where,
                mend="one of " + ", ".join(TEST_KINDS),
            )
        if self.test_kind == "effect":
            if self.direction not in (1, -1):
                raise ClaimError("an effect test without direction", where=where, mend="1 or -1")
            if self.scale == "log" and (self.null_value <= 0 or self.delta <= 1):
                raise ClaimError(
                    f"log scale with null {self.null_value:g} and delta {self.delta:g}",
                    where=where, mend="a null above 0 and a delta above 1 (a factor)",
                )
            if self.scale == "linear" and self.delta <= 0:
                raise ClaimError(f"delta {self.delta:g}", where=where, mend="a delta above 0")

    def on(self, day: dt.date) -> ClaimTest:
        """The test as it binds on a reading day: after the article, later flags count too."""
        if day <= ARTICLE_DAY or not self.flags_later:
            return self
        return replace(self, flags=(*self.flags, *self.flags_later), flags_later=())

    @property
    def dated(self) -> bool:
        """Whether claimed value and references are dates."""
        return self.unit in DATE_UNITS

    @classmethod
    def of(cls, row: ClaimTest | Mapping[str, Any]) -> ClaimTest:
        """From a row of the table."""
        if isinstance(row, ClaimTest):
            return row
        cell = cells(row)
        number = lambda name, default: float(cell(name)) if cell(name) else default  # noqa: E731
        uses = (part.split("=") for part in cell("evidence_use").split("|") if part)
        end = cell("instrument_end")
        return cls(
            claim_id=cell("claim_id"),
            test_kind=cell("test_kind"),
            notebook=cell("notebook"),
            statistic=cell("statistic"),
            measure=cell("measure"),
            unit=cell("unit"),
            claimed=cell("claimed"),
            tables=_parts(cell("tables")),
            tolerance=number("tolerance", 0.0),
            tolerance_kind=cell("tolerance_kind") or "exact",
            about=cell("about"),
            window_months=int(float(cell("window_months"))) if cell("window_months") else None,
            null_value=number("null_value", 0.0),
            direction=int(number("direction", 0)),
            scale=cell("scale") or "linear",
            delta=number("delta", 0.0),
            causal=cell("causal").lower() == "true",
            flags=_parts(cell("flags")),
            flags_later=_parts(cell("flags_later")),
            grade_marks=_parts(cell("grade_marks")),
            evidence_use=dict(uses),
            instrument_end=as_day(end) if end else None,
            would_settle=cell("would_settle"),
            fixed_on=cell("fixed_on")[:10],
        )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


def rows_of(table: Any) -> list[Any]:
    """The rows of a DataFrame (what its index calls them as ``row``), or those of an iterable."""
    if table is None:
        return []
    if hasattr(table, "to_dict"):
        return table.rename_axis("row").reset_index().to_dict("records")
    return list(table)


def cells(row: Mapping[str, Any]) -> Callable[[str], str]:
    """Read cells as text, whether they come typed from the dataset or raw from the CSV."""

    def cell(name: str) -> str:
        value = row.get(name)
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return ""
        text = str(value)
        if text in ("<NA>", "NaT", "nan"):
            return ""
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return text

    return cell
