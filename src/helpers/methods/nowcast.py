"""Where a running year may end, from the years before it and from what it has brought so far."""

from __future__ import annotations

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate


def running_year(
    frame: pd.DataFrame,
    year: str,
    value: str,
    *,
    so_far: float | None = None,
    elapsed: float | None = None,
    unit: str = "",
) -> Estimate:
    """Total of the year after the last complete one.

    A local-level model of logs (Durbin and Koopman 2012, chapter 2) forecasts the year with
    variance F. The yearly rate so far, ``so_far / elapsed`` with ``elapsed`` the part of the year
    that is over, is a second reading of it with variance F (1 - elapsed) / elapsed, as a part drawn
    from a finite whole. Both are weighted by precision; what was counted already is the lower limit.
    Rates within the year are taken to vary as rates between years do; late reports are not added.

    Needs six complete years. ``detail`` holds both readings.
    """
    need_columns(frame, year, value)
    known = frame.dropna(subset=[year, value]).sort_values(year, kind="stable")
    known = known[known[value].astype(float) > 0]
    if len(known) < 6:
        return Estimate.unavailable(f"{len(known)} complete years are too few for a model", value)
    if known[year].diff().dropna().ne(1).any():
        return Estimate.unavailable("years are missing within the series", value)
    logs = np.log(known[value].astype(float).to_numpy())
    fitted = sm.tsa.UnobservedComponents(logs, level="llevel").fit(disp=0, maxiter=500)
    outlook = fitted.get_forecast(1)
    mean, variance = float(outlook.predicted_mean[0]), float(outlook.se_mean[0]) ** 2
    detail = {"forecast_alone": float(np.exp(mean)), "year": int(known[year].iloc[-1]) + 1}
    floor = -np.inf
    method = "local-level forecast of logs"
    if so_far and elapsed and 0 < elapsed < 1:
        noise = variance * (1 - elapsed) / elapsed
        weight = variance / (variance + noise)
        mean += weight * (np.log(so_far / elapsed) - mean)
        variance *= 1 - weight
        floor = np.log(so_far)
        detail |= {"so_far": float(so_far), "elapsed": float(elapsed)}
        method += " and the rate of the year so far, by precision"
    error = np.sqrt(variance)
    below = stats.norm.cdf((floor - mean) / error)
    points = stats.norm.ppf(below + (1 - below) * np.array([0.5, 0.025, 0.975]))
    middle, low, high = np.exp(mean + error * points)
    return Estimate(
        middle, low, high, unit=unit or value, n=len(known), method=method, detail=detail
    ).resting_on(known)
