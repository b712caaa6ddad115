"""Plain, canonical data: what a record is made of. Same content, same bytes."""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Mapping
from typing import Any

import pandas as pd


def plain(item: Any) -> Any:
    """JSON-ready: floats to ten significant digits, dates as ISO days, missing as None."""
    if item is None or isinstance(item, (bool, str)):
        return item
    if hasattr(item, "to_dict") and not isinstance(item, (pd.DataFrame, pd.Series)):
        return plain(item.to_dict())
    if isinstance(item, pd.DataFrame):
        return records(item)
    if isinstance(item, pd.Series):
        return [plain(value) for value in item]
    if isinstance(item, Mapping):
        return {str(key): plain(value) for key, value in item.items()}
    if isinstance(item, (set, frozenset)):
        return sorted((plain(value) for value in item), key=str)
    if isinstance(item, (list, tuple)):
        return [plain(value) for value in item]
    if item is pd.NaT or item is pd.NA:
        return None
    if isinstance(item, (pd.Timestamp, datetime.datetime)):
        return (
            item.date().isoformat() if item == pd.Timestamp(item).normalize() else item.isoformat()
        )
    if isinstance(item, datetime.date):
        return item.isoformat()
    if isinstance(item, pd.Period):
        return str(item)
    if hasattr(item, "tolist"):
        return plain(item.tolist())
    if isinstance(item, float):
        return whole(item)
    if isinstance(item, int):
        return item
    return str(item)


def whole(value: float) -> float | int | None:
    """A float at ten significant digits; None if it is no number."""
    if not math.isfinite(value):
        return None
    rounded = float(f"{value:.10g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame in their order, one mapping each."""
    columns = {str(name): [plain(value) for value in frame[name]] for name in frame}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def canonical(item: Any) -> str:
    """JSON text with sorted keys and no machine's own spacing."""
    return json.dumps(plain(item), ensure_ascii=False, sort_keys=True, allow_nan=False)
