"""Filters that say what they leave."""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.display import prose


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
