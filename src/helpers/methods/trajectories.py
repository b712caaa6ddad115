"""Where a short yearly or quarterly series stands, and where its running period may end."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import optimize

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate, EstimateSeries


def shared_ratio(lines: list[pd.DataFrame], period: str, value: str) -> float | None:
    """Variance of the level's steps over that of the noise, one for all ``lines`` (maximum likelihood).

    A line of ten years alone often gives nought (all is noise) or no bound (all is level); several
    lines of one thing together say more. Each line keeps its own scale (concentrated likelihood of
    the differences of logs, Durbin and Koopman 2012, 2.10). None where no line has six values.
    """
    ready = [_differences(line, period, value) for line in lines]
    ready = [pair for pair in ready if len(pair[0]) >= 5]
    if not ready:
        return None

    def minus_likelihood(log_ratio: float) -> float:
        return math.fsum(_minus_likelihood(np.exp(log_ratio), *pair) for pair in ready)

    found = optimize.minimize_scalar(minus_likelihood, bounds=(np.log(1e-3), np.log(1e3)), method="bounded")
    return float(np.exp(found.x))


def _differences(line: pd.DataFrame, period: str, value: str) -> tuple[np.ndarray, np.ndarray]:
    """Differences of logs between neighbouring observed periods, and the periods between them."""
    known = line[line[value].astype(float) > 0].sort_values(period, kind="stable")
    logs, at = np.log(known[value].astype(float).to_numpy()), known[period].to_numpy(dtype=float)
    return np.diff(logs), np.diff(at)


def _minus_likelihood(ratio: float, steps: np.ndarray, gaps: np.ndarray) -> float:
    lower, scaled = _whitened(ratio, steps, gaps)
    return float(len(steps) / 2 * np.log((scaled**2).mean()) + np.log(np.diag(lower)).sum())


def _whitened(ratio: float, steps: np.ndarray, gaps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    count = len(steps)
    covariance = np.diag(ratio * gaps + 2.0) - np.eye(count, k=1) - np.eye(count, k=-1)
    lower = np.linalg.cholesky(covariance)
    return lower, np.linalg.solve(lower, steps)


def local_level(
    frame: pd.DataFrame, period: str, value: str, *, ahead: int = 0, ratio: float | None = None
) -> EstimateSeries:
    """Local-level state-space model of log ``value`` (Durbin and Koopman 2012, chapter 2).

    Parameters
    ----------
    frame : one row per period, evenly spaced; ``value`` positive, missing values allowed.
    period : the column that orders and labels the rows (a year as integer, or a date).
    ahead : periods to forecast beyond the last.
    ratio : variance of the level's steps over that of the noise (:func:`shared_ratio`); by default
        both are estimated from this line alone.

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
    model = sm.tsa.UnobservedComponents(y, level="llevel")
    if ratio is None:
        fitted = model.fit(disp=0, maxiter=500)
    else:
        _, scaled = _whitened(ratio, *_differences(ordered, period, value))
        noise = float((scaled**2).mean())
        fitted = model.smooth([noise, ratio * noise])
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


def turning_point(frame: pd.DataFrame, period: str, value: str, *, ratio: float | None = None) -> Estimate:
    """The period in which the smoothed level is highest, with the periods that could be it.

    ``low`` and ``high`` are the first and last period whose 95% band reaches the peak's level.
    """
    smoothed = local_level(frame, period, value, ratio=ratio)
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
