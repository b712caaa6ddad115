"""What is said of rows that went, and where none is known."""

from __future__ import annotations

import datetime
from typing import Any

import pandas as pd

from helpers.display import prose, units


def rows_that(frame: pd.DataFrame, which: Any) -> pd.DataFrame:
    """Rows that meet ``which``, a query or a true/false series; an unknown counts as false."""
    if isinstance(which, str):
        return frame.query(which)
    return frame[which.fillna(False).astype(bool) if isinstance(which, pd.Series) else which]


def told(frame: pd.DataFrame, kept: pd.DataFrame, why: str) -> str:
    """``419 of 425 rows left: why``; nothing where no row went."""
    if len(kept) == len(frame):
        return ""
    return f"{len(kept):,} of {prose.counted(len(frame), 'row')} left: {why}"


def nothing_known(what: str, day: datetime.date) -> str:
    """In place of a figure without rows; ``what`` it would show."""
    return f"Not drawn, no row known by {units.date(day)}: {what}."
