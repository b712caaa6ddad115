"""How long models stay on a trending board."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.methods import survival
from helpers.methods.trending import GROUPS


def spells(board: pd.DataFrame, *, bridge: int = 3) -> pd.DataFrame:
    """First stay of each model on the board, in days, for a Kaplan-Meier curve.

    Only stays whose beginning was seen count (a board without the model at most ``bridge`` days
    earlier). A stay ends with the first board after more than ``bridge`` days away; it is
    censored at the last board and at a hole of more than ``bridge`` days. Every model keeps
    its first row's other columns. Adds duration (days) and ended.
    """
    if board.empty:
        return board.assign(duration=pd.Series(dtype=float), ended=pd.Series(dtype=bool))
    dates = pd.Series(np.sort(board["date"].unique()))
    stretch = dates.diff().dt.days.gt(bridge).cumsum()
    of_day = dict(zip(dates, stretch, strict=True))
    first_of = dates.groupby(stretch).min().to_dict()
    last_of = dates.groupby(stretch).max().to_dict()
    rows = board.sort_values(["date", "rank"], kind="stable").drop_duplicates(["model_id", "date"])
    rows = rows.assign(stretch=rows["date"].map(of_day))
    away = rows.groupby("model_id", observed=True)["date"].diff().dt.days
    broken = away.gt(bridge) | rows.groupby("model_id", observed=True)["stretch"].diff().gt(0)
    stay = broken.astype(int).groupby(rows["model_id"], observed=True).cumsum()
    first = rows[stay == 0]
    ends = first.groupby("model_id", observed=True)["date"].max()
    found = first.drop_duplicates("model_id")
    found = found[found["date"] > found["stretch"].map(first_of)]
    end = found["model_id"].map(ends).astype("datetime64[us]")
    left = (found["stretch"].map(last_of) - end).dt.days
    duration = (end - found["date"]).dt.days + 1
    return found.assign(duration=duration.astype(float), ended=left.gt(bridge))


def median_stay(stays: pd.DataFrame, group: str = "group") -> dict[str, float | None]:
    """Kaplan-Meier median of the stays of each group of :data:`GROUPS`, in days."""
    found: dict[str, float | None] = dict.fromkeys(GROUPS)
    if len(stays):
        curves = survival.kaplan_meier(stays, "duration", "ended", by=group).frame
        below = curves[curves["value"].le(0.5)]
        found |= below.groupby(group)["time"].min().to_dict()
    return found
