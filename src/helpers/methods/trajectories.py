"""Where a short yearly or quarterly series stands, and where its running period may end."""

from __future__ import annotations

import numpy as np
import pandas as pd
import statsmodels.api as sm

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate, EstimateSeries


def local_level(frame: pd.DataFrame, period: str, value: str, *, ahead: int = 0) -> EstimateSeries:
    """Local-level state-space model of log ``value`` (Durbin and Koopman 2012, chapter 2).

    Parameters
    ----------
    frame : one row per period, evenly spaced; ``value`` positive, missing values allowed.
    period : the column that orders and labels the rows (a year as integer, or a date).
    ahead : periods to forecast beyond the last.

    Returns
    -------
    Columns: ``period``, observed, value (smoothed level, in the units of ``value``), low, high,
    forecast (True beyond the data). With fewer than six observations the series is empty and
    ``method`` says why.
    """
    need_columns(frame, period, value)
    ordered = frame.sort_values(period, kind="stable")
    y = np.log(ordered[value].astype(float).to_numpy())
    columns = [period, "observed", "value", "low", "high", "forecast"]
    if np.isfinite(y).sum() < 6:
        return EstimateSeries(
            pd.DataFrame(columns=columns), value, "fewer than six observations: no model"
        ).resting_on(frame)
    fitted = sm.tsa.UnobservedComponents(y, level="llevel").fit(disp=0, maxiter=500)
    level = np.asarray(fitted.smoothed_state[0])
    error = np.sqrt(np.asarray(fitted.smoothed_state_cov[0, 0]))
    labels = ordered[period].to_list()
    if ahead:
        outlook = fitted.get_forecast(ahead)
        level = np.concatenate([level, outlook.predicted_mean])
        error = np.concatenate([error, outlook.se_mean])
        step = labels[-1] - labels[-2]
        labels += [labels[-1] + step * (k + 1) for k in range(ahead)]
    tidy = pd.DataFrame(
        {
            period: labels,
            "observed": [*ordered[value].astype(float), *[np.nan] * ahead],
            "value": np.exp(level),
            "low": np.exp(level - 1.96 * error),
            "high": np.exp(level + 1.96 * error),
            "forecast": [False] * len(ordered) + [True] * ahead,
        }
    )
    method = "local-level state-space model of logs (Kalman smoother)"
    return EstimateSeries(tidy, value, method).resting_on(frame)


def turning_point(frame: pd.DataFrame, period: str, value: str) -> Estimate:
    """The period in which the smoothed level is highest, with the periods that could be it.

    ``low`` and ``high`` are the first and last period whose 95% band reaches the peak's level.
    """
    smoothed = local_level(frame, period, value)
    if smoothed.frame.empty:
        return Estimate.unavailable(smoothed.method, period)
    table = smoothed.frame.reset_index(drop=True)
    peak = table.loc[table["value"].idxmax()]
    rivals = table.loc[table["high"] >= peak["value"], period]
    return Estimate(
        float(peak[period]),
        float(rivals.min()),
        float(rivals.max()),
        unit=period,
        n=len(table),
        method=f"peak of the {smoothed.method}",
        basis=smoothed.basis,
    )
