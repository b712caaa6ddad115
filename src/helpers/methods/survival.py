"""Time until something ends, with what has not ended yet counted as censored."""

from __future__ import annotations

import numpy as np
import pandas as pd
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate, EstimateSeries


def kaplan_meier(
    frame: pd.DataFrame, duration: str, ended: str, *, by: str | None = None
) -> EstimateSeries:
    """Kaplan-Meier curve with log-log 95% bands.

    Parameters
    ----------
    frame : one row per subject.
    duration : time under observation, zero or more (any unit; it is kept).
    ended : True where the end was seen, False where the subject was still there.
    by : an optional column; one curve for each of its values.

    Returns
    -------
    Columns: ``by``, time, value (share still there), low, high, n (at risk just before); a row
    for every time at which a subject ended or was last seen.
    """
    need_columns(frame, duration, ended, *([by] if by else []))
    known = frame.dropna(subset=[duration, ended, *([by] if by else [])])
    groups = known.groupby(by, observed=True) if by else [(None, known)]
    parts = []
    for key, group in groups:
        curve = _curve(group, duration, ended)
        parts.append(curve.assign(**({by: key} if by else {})))
    columns = [*([by] if by else []), "time", "value", "low", "high", "n"]
    tidy = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return EstimateSeries(
        tidy[columns], "share still there", "Kaplan-Meier, log-log bands"
    ).resting_on(known)


def survival_at(frame: pd.DataFrame, duration: str, ended: str, time: float) -> Estimate:
    """Share still there at ``time`` (Kaplan-Meier, log-log interval)."""
    known = frame.dropna(subset=[duration, ended])
    curve = _curve(known, duration, ended)
    at_risk = int((known[duration] >= time).sum())
    if at_risk == 0:
        return Estimate.unavailable("nothing was observed for so long", "share")
    row = curve[curve["time"] <= time].iloc[-1]
    return Estimate(
        row["value"],
        row["low"],
        row["high"],
        unit="share",
        n=len(known),
        method=f"Kaplan-Meier at {time:g}, log-log interval",
        detail={"at_risk": at_risk, "ended": int(known[ended].astype(bool).sum())},
    ).resting_on(known)


def logrank(frame: pd.DataFrame, duration: str, ended: str, by: str) -> float | None:
    """p-value of the log-rank test between the groups of ``by``; None where there is no test."""
    known = frame.dropna(subset=[duration, ended, by])
    if known[by].nunique() < 2 or not known[ended].astype(bool).any():
        return None
    _, p_value = survdiff(
        known[duration].to_numpy(dtype=float),
        known[ended].astype(int).to_numpy(),
        known[by].astype(str).to_numpy(),
    )
    return float(p_value)


def _curve(group: pd.DataFrame, duration: str, ended: str) -> pd.DataFrame:
    times = group[duration].to_numpy(dtype=float)
    status = group[ended].astype(int).to_numpy()
    start = pd.DataFrame(
        {"time": [0.0], "value": [1.0], "low": [1.0], "high": [1.0], "n": [len(group)]}
    )
    if status.sum() == 0:
        # No end was seen: the exact one-sided bound is all that can be said (rule of three),
        # and it rests at each time on those followed that long.
        seen = np.unique(np.append(0.0, times))
        followed = np.array([max((times >= time).sum(), 1) for time in seen])
        return pd.DataFrame(
            {"time": seen, "value": 1.0, "low": 0.05 ** (1 / followed), "high": 1.0, "n": followed}
        )
    fitted = SurvfuncRight(times, status)
    survival = np.asarray(fitted.surv_prob)
    error = np.asarray(fitted.surv_prob_se)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = 1.96 * error / (survival * np.log(survival))
        low, high = survival ** np.exp(-scale), survival ** np.exp(scale)
    # At 1 or 0 the transformed error is undefined: the band is the value itself or open below.
    low, high = np.where(np.isfinite(low), low, 0.0), np.where(np.isfinite(high), high, survival)
    low, high = np.minimum(low, high), np.maximum(low, high)
    steps = pd.DataFrame(
        {"time": fitted.surv_times, "value": survival, "low": low, "high": high, "n": fitted.n_risk}
    )
    # A row for every time at which somebody left, whether the end was seen or not: only so
    # can the number at risk be read off between two ends.
    known = pd.concat([start, steps]).drop_duplicates("time", keep="last").set_index("time")
    seen = np.unique(np.append(known.index.to_numpy(), times))
    curve = known.reindex(seen).ffill()
    return (
        curve.assign(n=[int((times >= time).sum()) for time in seen])
        .rename_axis("time")
        .reset_index()
    )
