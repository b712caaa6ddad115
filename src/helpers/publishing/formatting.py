"""Numbers and values as text. Nothing is rounded that a rule has used: this is for eyes only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from helpers.publishing.words import MONTHS


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


def estimate_text(estimate: Mapping[str, Any] | None) -> str:
    """``0.31 (0.22 to 0.43) share, n = 240``."""
    if not estimate or estimate.get("value") is None:
        return "–"
    share = estimate.get("unit") == "share"
    def told(value: Any) -> str:
        return f"{100 * value:.3g}%" if share else number(value)
    text = told(estimate["value"])
    if estimate.get("low") is not None and estimate.get("high") is not None:
        text += f" ({told(estimate['low'])} – {told(estimate['high'])})"
    unit = estimate.get("unit") or ""
    return text if share or not unit else f"{text} {unit}"


def long_day(iso: str, language: str) -> str:
    """``3 October 2024`` or ``2024年10月3日``; anything that is no day stays as it is."""
    try:
        day = dt.date.fromisoformat(str(iso))
    except ValueError:
        return str(iso)
    if language != "en":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
