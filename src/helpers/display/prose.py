"""Sentences whose numbers are computed: ``say("the share was {share:.0%}", share=estimate)``."""

from __future__ import annotations

import datetime
import string
from collections.abc import Mapping
from typing import Any

import pandas as pd

from helpers.display import units
from helpers.errors import ChuhaiError
from helpers.methods.estimate import Estimate


def estimate(value: Estimate, spec: str = "") -> str:
    """An estimate with its interval: ``31% (22% to 43%)``; "not known" with the reason if there is none."""
    ends = [value.low, value.high]
    low, high = (
        "no bound" if end is None else _one(end, spec, value.unit, words=False) for end in ends
    )
    if not value.available:
        if value.detail.get("unbounded") and ends != [None, None]:
            # An empty cell: the ratio has no finite value, its interval has one end.
            return f"without bound ({low} to {high})"
        return f"{units.UNKNOWN} ({value.method})" if value.method else units.UNKNOWN
    middle = _one(value.value, spec, value.unit, words=True)
    return middle if ends == [None, None] else f"{middle} ({low} to {high})"


def interval(value: Estimate, spec: str = "") -> str:
    """The interval alone: ``22% to 43%``; empty if there is none."""
    if not value.available or not value.has_interval:
        return ""
    low, high = (_one(end, spec, value.unit, words=False) for end in (value.low, value.high))
    return f"{low} to {high}"


def fill(template: str, values: Mapping[str, Any]) -> str:
    """Fill a template; an unknown number becomes "not known", a missing name a clear error."""
    try:
        return _Reader().vformat(template, (), values)
    except (KeyError, IndexError, AttributeError) as error:
        raise ChuhaiError(
            f"the sentence {template!r} asks for {error}",
            where="study.say",
            mend=f"hand it over as a keyword; there are: {', '.join(sorted(values)) or 'none'}",
        ) from None
    except ValueError as error:
        raise ChuhaiError(
            f"the sentence {template!r} can not be filled: {error}",
            where="study.say",
            mend="correct the braces or the format after the colon",
        ) from None


def listed(words: list[str], last: str = "and") -> str:
    """``a, b and c``."""
    words = [str(word) for word in words]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def counted(n: int, one: str, many: str | None = None) -> str:
    """``1 row``, ``1,204 rows``."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


class _Reader(string.Formatter):
    """str.format that knows estimates, dates, and what is not known."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, Estimate):
            return estimate(value, format_spec)
        if isinstance(value, str):
            return format(value, format_spec)
        if units.is_missing(value):
            return units.UNKNOWN
        if isinstance(value, (list, tuple, set)):
            return listed(list(value))
        if isinstance(value, (datetime.date, pd.Timestamp)):
            return format(value, format_spec) if format_spec else units.date(value)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if format_spec:
            return _one(value, format_spec, "", words=True)
        if _is_year(value):
            return f"{value:.0f}"
        return units.anything(value)


def _is_year(value: Any) -> bool:
    """Whole numbers from 1900 to 2099 read as years, and no worse as counts."""
    return not isinstance(value, float) and hasattr(value, "__index__") and 1900 <= value < 2100


def _one(value: Any, spec: str, unit: str, *, words: bool) -> str:
    if units.is_missing(value):
        return "unbounded"
    if spec:
        text = format(value, spec).replace("-", "−") if not isinstance(value, str) else value
        if words and "%" not in spec and not units.is_wordless(unit):
            return f"{text} {unit}"
        return text
    return (units.number if words else units.bare)(value, unit)
