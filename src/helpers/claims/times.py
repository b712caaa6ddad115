"""Days and periods as the evidence states them: 2024, 2024-03, 2024-03-05."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from typing import Any

from helpers.errors import ClaimError

DATE_UNITS = ("date", "month", "quarter", "year")
_MONTHS = {"day": 0, "month": 1, "quarter": 3, "half": 6, "year": 12}


def as_day(value: Any) -> dt.date:
    """The first day of what is stated: ``"2024-03"`` -> 1 March 2024."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if hasattr(value, "date"):
        return value.date()
    found = re.match(r"^(\d{4})(?:\.0)?(?:-(\d{2}))?(?:-(\d{2}))?(?:[T ].*)?$", str(value).strip())
    if not found:
        raise ClaimError(f"{value!r} is not a day, month or year", mend="write 2024-03-05")
    year, month, day = found.groups()
    return dt.date(int(year), int(month or 1), int(day or 1))


def last_day(value: Any, precision: str = "") -> dt.date:
    """The last day of what is stated, from its precision or from how it is written."""
    first = as_day(value)
    if not precision:
        written = str(value).strip()
        precision = {4: "year", 7: "month"}.get(len(written), "day")
    months = _MONTHS.get(precision, 0)
    return shift_months(first, months) - dt.timedelta(days=1) if months else first


def shift_months(day: dt.date, months: int) -> dt.date:
    """The same day some months later (or earlier), at most the last day of that month."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def ordinal(value: Any, unit: str) -> int:
    """A date as a whole number of periods of the unit, so that neighbours differ by one."""
    day = as_day(value)
    if unit == "year":
        return day.year
    if unit == "quarter":
        return day.year * 4 + (day.month - 1) // 3
    if unit == "month":
        return day.year * 12 + day.month - 1
    return day.toordinal()
