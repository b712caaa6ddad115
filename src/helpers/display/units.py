"""Numbers as a reader reads them: by their unit, with few digits, never as ``nan``."""

from __future__ import annotations

import datetime
import math
from typing import Any

import pandas as pd

from helpers.claims.words import UNBOUNDED

UNKNOWN = "not known"
_SHARES = {"share", "fraction", "proportion", "probability"}
_POINTS = {"difference of shares", "difference in shares", "share difference"}
_WORDS = {"mau_m": "million monthly users", "users_m": "million users"}
_WORDLESS = (  # units that are named by the sentence, not behind the number
    "ratio", "correlation", "rho", "kappa", "gini", "cramér", "elasticity", "hhi", "rank",
    "percentile", "count", "number", "coefficient",
)  # fmt: skip


def is_missing(value: Any) -> bool:
    """True for None, NaN, NaT, NA and infinities."""
    if value is None:
        return True
    if isinstance(value, float) and not math.isfinite(value):
        return True
    try:
        return bool(pd.isna(value))
    except (TypeError, ValueError):
        return False


def number(value: Any, unit: str = "", *, digits: int = 3) -> str:
    """One number with its unit: ``0.31`` "share" -> ``31%``, ``4200`` "USD million" -> ``$4.2 billion``.

    Whole numbers keep all their digits, others get ``digits`` significant ones.
    """
    if is_missing(value):
        return UNKNOWN
    value = float(value)
    low = unit.lower().strip()
    if low in _SHARES:
        return _percent(value)
    if low in {"percent", "%"}:
        return _percent(value / 100)
    if low in {"usd million", "usd_m", "million usd", "usd m", "million us dollars"}:
        return money(value * 1e6)
    if low in {"usd billion", "usd_bn", "billion usd"}:
        return money(value * 1e9)
    if low in {"usd", "us dollars", "$"}:
        return money(value)
    if low.startswith("usd per "):
        return f"{_sign(value)}${plain_number(abs(value), digits)} {unit[4:]}"
    if low in _POINTS:
        return f"{plain_number(value * 100, digits)} percentage points"
    if low in {"year", "date"} and value.is_integer():
        return f"{value:.0f}"
    if is_wordless(unit):
        return plain_number(value, digits)
    text, words = plain_number(value, digits), _WORDS.get(low, unit)
    return f"{text} {_one_of(words) if text == '1' else words}"


def _one_of(words: str) -> str:
    """``1 rule``, not ``1 rules``; what is no plain plural stays as it is."""
    plural = words.endswith("s") and not words.endswith("ss") and " per " not in words
    return words[:-1] if plural else words


def is_wordless(unit: str) -> bool:
    """Whether numbers of this unit stand alone: shares of 1, ratios, correlations, counts."""
    low = unit.lower().strip()
    return low in {"", "n", "index", *_SHARES} or any(word in low for word in _WORDLESS)


def bare(value: Any, unit: str = "", *, digits: int = 3) -> str:
    """The number without the words of its unit, for tables, ticks and the ends of intervals."""
    if is_missing(value):
        return UNKNOWN
    low = unit.lower().strip()
    if low in _POINTS:
        return plain_number(float(value) * 100, digits)
    text = number(value, unit, digits=digits)
    if low.startswith("usd per "):
        return text.removesuffix(unit[4:]).strip()
    for words in (_WORDS.get(low, unit), _one_of(_WORDS.get(low, unit))):
        if unit and text.endswith(f" {words}"):
            return text.removesuffix(f" {words}")
    return text


def plain_number(value: float, digits: int = 3) -> str:
    """``1234567`` -> ``1,234,567``; ``0.03127`` -> ``0.0313``; a true minus sign."""
    if is_missing(value):
        return UNKNOWN
    value = float(value)
    if value == 0:
        return "0"
    size = abs(value)
    if size >= UNBOUNDED:
        return "no bound"
    if size >= 10 ** (digits - 1) or value.is_integer():
        text = f"{size:,.0f}"
    else:
        decimals = digits - 1 - math.floor(math.log10(size))
        text = f"{size:.{max(decimals, 0)}f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
    return _sign(value) + text


def money(usd: float) -> str:
    """US dollars: ``$4.2 billion``, ``$310 million``, ``$0.28``."""
    size = abs(usd)
    for factor, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if size >= factor * 0.9995:
            return f"{_sign(usd)}${plain_number(size / factor)} {word}"
    cents = (
        f"{size:,.2f}"
        if 0.01 <= size < 1000 and not float(size).is_integer()
        else plain_number(size)
    )
    return f"{_sign(usd)}${cents}"


def date(day: Any, precision: str = "day") -> str:
    """``3 October 2024``, ``October 2024``, ``2024``, by precision."""
    if is_missing(day):
        return UNKNOWN
    stamp = pd.Timestamp(day)
    if precision == "year":
        return f"{stamp.year}"
    if precision == "half":
        return f"{'first' if stamp.month <= 6 else 'second'} half of {stamp.year}"
    if precision == "quarter":
        return f"Q{stamp.quarter} {stamp.year}"
    if precision == "month":
        return f"{stamp:%B} {stamp.year}"
    return f"{stamp.day} {stamp:%B} {stamp.year}"


def precision(days: pd.Series) -> str:
    """How exactly a column of days should be written: first days of periods stand for them.

    Whole years may also be drawn in their middle. Single days of a quarter or a half-year could be
    months: such a column needs as many different ones as a period has.
    """
    days = days.dropna()
    if not (days.dt.day == 1).all():
        return "day"
    months, many = set(days.dt.month), days.nunique()
    if months in ({1}, {7}) and many > 1:
        return "year"
    if months == {1, 7} and many > 2:
        return "half"
    return "quarter" if months == {1, 4, 7, 10} and many > 4 else "month"


def anything(value: Any, unit: str = "") -> str:
    """A value of any kind as text: dates, booleans, numbers, words."""
    if is_missing(value):
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (datetime.date, pd.Timestamp)):
        return date(value)
    if isinstance(value, pd.Period):
        return str(value)
    if isinstance(value, (int, float)) or hasattr(value, "dtype"):
        return number(value, unit)
    return str(value)


def _percent(share: float) -> str:
    """Whole percents; a decimal where whole ones would hide the difference to 0 or 100."""
    percent = share * 100
    size = abs(percent)
    near_end = 0 < size < 9.95 or 99 < size < 100
    text = f"{size:.1f}" if near_end else f"{size:,.0f}"
    text = text.removesuffix(".0")
    if text == "0" and size > 0:
        return "under 0.1%" if percent > 0 else "above −0.1%"
    return f"{_sign(percent)}{text}%"


def _sign(value: float) -> str:
    return "−" if value < 0 else ""


def tick(value: float, unit: str = "") -> str:
    """A number for an axis: ``$1.2bn``, ``40%``, ``1,500``, ``2.5m``."""
    low = unit.lower().strip()
    factor = {
        "usd million": 1e6,
        "usd_m": 1e6,
        "million usd": 1e6,
        "usd billion": 1e9,
        "usd": 1,
    }.get(low)
    if factor:
        return f"{_sign(value)}${_short(abs(value) * factor)}"
    if low.startswith("usd per "):
        return f"{_sign(value)}${_short(abs(value))}"
    if low in _SHARES:
        return f"{_sign(value)}{plain_number(abs(value) * 100)}%"
    if low in _POINTS:
        return _sign(value) + plain_number(abs(value) * 100)
    if low in {"year", "date"} and float(value).is_integer():
        return f"{value:.0f}"
    if low in {"percent", "%"}:
        return f"{_sign(value)}{plain_number(abs(value))}%"
    return _sign(value) + _short(abs(value))


def _short(size: float) -> str:
    for factor, letter in ((1e12, "tn"), (1e9, "bn"), (1e6, "m")):
        if size >= factor:
            return plain_number(size / factor) + letter
    return plain_number(size)
