"""How far values lie apart, and whether two groups or periods differ in that."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate
from helpers.methods.resampling import bootstrap

ROBUST = {
    "iqr": lambda values: float(np.subtract(*np.percentile(values, [75, 25]))),
    "mad": lambda values: float(stats.median_abs_deviation(values, scale="normal")),
    "sd": lambda values: float(np.std(values, ddof=1)) if len(values) > 1 else float("nan"),
}


def spread(
    frame: pd.DataFrame, value: str, *, measure: str = "mad", seed: int = 0, draws: int = 999
) -> Estimate:
    """Spread of ``value``: ``mad`` (scaled to a normal's SD), ``iqr`` or ``sd``; bootstrap."""
    need_columns(frame, value)
    known = frame.dropna(subset=[value])
    if len(known) < 3:
        return Estimate.unavailable("fewer than three values", measure)
    statistic = ROBUST[measure]
    return bootstrap(
        known,
        lambda rows: statistic(rows[value].to_numpy(dtype=float)),
        unit=measure,
        seed=seed,
        draws=draws,
    )


def spread_ratio(
    first: pd.Series, second: pd.Series, *, seed: int = 0, draws: int = 1999
) -> Estimate:
    """Mean absolute distance from the median, first over second, with Brown-Forsythe's p.

    The interval is a percentile bootstrap within each group; below 1 means ``first`` is tighter.
    """
    a = first.dropna().to_numpy(dtype=float)
    b = second.dropna().to_numpy(dtype=float)
    unit = "ratio of spreads"
    if min(len(a), len(b)) < 3:
        return Estimate.unavailable("fewer than three values in a group", unit)
    rng = np.random.default_rng(seed)
    drawn = _distance(a[rng.integers(0, len(a), (draws, len(a)))])
    with np.errstate(divide="ignore", invalid="ignore"):  # a draw may repeat one value only
        drawn = drawn / _distance(b[rng.integers(0, len(b), (draws, len(b)))])
    low, high = np.percentile(drawn[np.isfinite(drawn)], [2.5, 97.5])
    return Estimate(
        float(_distance(a[None])[0] / _distance(b[None])[0]),
        low,
        high,
        unit=unit,
        n=len(a) + len(b),
        method="ratio of mean distances from the median, bootstrap; Brown-Forsythe test",
        p_value=stats.levene(a, b, center="median").pvalue,
    )


def _distance(samples: np.ndarray) -> np.ndarray:
    centre = np.median(samples, axis=1, keepdims=True)
    return np.abs(samples - centre).mean(axis=1)
