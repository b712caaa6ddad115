"""Numbers and values as text. Nothing is rounded that a rule has used: this is for eyes only."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from typing import Any

from helpers.publishing.words import MONTHS

_PERCENT = ("share", "probability", "percentile")
_POINTS = {"difference of shares": "percentage points"}
_TO = "\u2060至\u2060"     # the ends of an interval stay on one line of a narrow cell
_AFTER = ("percentage points", "percentage points a year", "index points")      # in Chinese; other units stand before


def number(value: Any) -> str:
    """Three significant digits and more for whole numbers; thousands with commas."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e15:
            return f"{int(value):,}"
        if abs(value) >= 1000:
            return f"{value:,.0f}"
        return f"{value:.3g}" if abs(value) >= 1e-4 else f"{value:.2g}"
    return str(value)


def grouped(value: int) -> str:
    """A count of many."""
    return f"{value:,}"


def plain(value: Any) -> str:
    """Any value of a record as one line."""
    if isinstance(value, Mapping):
        return "; ".join(f"{str(key).replace('_', ' ')} {plain(item)}" for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(plain(item) for item in value) if value else "–"
    return number(value)


def estimate_text(estimate: Mapping[str, Any] | None, words: Callable[[str], str] = str, language: str = "en") -> str:
    """``0.310 (0.220 to 0.430) odds ratio``, shares as ``31.4% (20% to 43%)``; ``words`` tells the unit.

    In Chinese ``比值比0.310（0.220至0.430）``, and ``10个百分点（0至25）`` for what is counted in points.
    """
    if not estimate or estimate.get("value") is None:
        return "–"
    unit = estimate.get("unit") or ""
    percent = unit in _PERCENT
    def told(value: Any) -> str:
        return f"{_three(round(100 * value, 1))}%" if percent else _three(100 * value if unit in _POINTS else value)
    text, interval = told(estimate["value"]), ""
    ends = [told(estimate[end]) for end in ("low", "high") if estimate.get(end) is not None]
    if len(ends) == 2:
        interval = f" ({ends[0]} to {ends[1]})" if language == "en" else f"（{ends[0]}{_TO}{ends[1]}）"
    if percent or not unit:
        return text + interval
    unit = _POINTS.get(unit, unit)
    if language == "en":
        return f"{text}{interval} {words(unit)}"
    return f"{text}{words(unit)}{interval}" if unit in _AFTER else f"{words(unit)}{text}{interval}"


def _three(value: float) -> str:
    """Three significant digits, kept even where they are zero, whole numbers as they are; a true minus sign."""
    if not math.isfinite(value) or float(value).is_integer() or abs(value) >= 999.5 or abs(value) < 1e-4:
        text = number(value)
    else:
        text = f"{value:#.3g}".rstrip(".")
    return text.replace("-", "−", 1) if text.startswith("-") else text


def long_day(iso: str, language: str) -> str:
    """``3 October 2024`` or ``2024年10月3日``; anything that is no day stays as it is."""
    try:
        day = dt.date.fromisoformat(str(iso))
    except ValueError:
        return str(iso)
    if language != "en":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
