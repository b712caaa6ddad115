"""Of a revised series, the newest edition."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def newest(frame: pd.DataFrame, series_key: Sequence[str], vintage: str) -> pd.DataFrame:
    """The rows of each series that belong to its newest vintage, in their order.

    ``series_key`` tells series apart (an empty cell is a value of its own); several rows of
    the newest vintage (sources that disagree) all stay. Rows without a vintage count as
    older than any with one.
    """
    if frame.empty:
        return frame
    series = frame.groupby(list(series_key), dropna=False, observed=True, sort=False).ngroup()
    last = frame[vintage].groupby(series).transform("max")
    return frame[(frame[vintage] == last) | last.isna()]
