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


def spread_ratio(first: pd.Series, second: pd.Series) -> Estimate:
    """Mean absolute distance from the median, first over second, with Brown-Forsythe's p.

    Below 1 means ``first`` is tighter. The interval is that of Bonett and Seier (2003) on logs, with
    the t quantile for the smaller group: a bootstrap of five values hardly varies and covers too
    little (about 0.8), this one 0.95 and more in the tests' series.
    """
    a = first.dropna().to_numpy(dtype=float)
    b = second.dropna().to_numpy(dtype=float)
    unit = "ratio of spreads"
    if min(len(a), len(b)) < 3:
        return Estimate.unavailable("fewer than three values in a group", unit)
    (top, top_variance), (bottom, bottom_variance) = _distance(a), _distance(b)
    if min(top, bottom) == 0:
        return Estimate.unavailable("a group without any spread", unit)
    # Bonett and Seier's factor n / (n - 1) corrects the distance for the estimated median.
    value = top * len(a) / (len(a) - 1) / (bottom * len(b) / (len(b) - 1))
    half = stats.t.ppf(0.975, min(len(a), len(b)) - 1) * np.sqrt(top_variance + bottom_variance)
    return Estimate(
        float(value),
        float(value * np.exp(-half)),
        float(value * np.exp(half)),
        unit=unit,
        n=len(a) + len(b),
        method="ratio of mean distances from the median, Bonett-Seier interval; Brown-Forsythe test",
        p_value=stats.levene(a, b, center="median").pvalue,
    )


def _distance(values: np.ndarray) -> tuple[float, float]:
    """Mean distance from the median, and the variance of its logarithm."""
    distance = np.abs(values - np.median(values)).mean()
    if distance == 0:
        return 0.0, float("nan")
    skew = (values.mean() - np.median(values)) / distance
    shape = values.var(ddof=1) / distance**2
    return float(distance), float((skew**2 + shape - 1) / len(values))


def sd_interval(value: float, n: int) -> tuple[float, float]:
    """95% interval of a standard deviation of ``n`` values (chi-squared, values taken as normal)."""
    low, high = (np.sqrt((n - 1) / stats.chi2.ppf(q, n - 1)) for q in (0.975, 0.025))
    return float(value * low), float(value * high)


def sd_ratio(first: np.ndarray, second: np.ndarray) -> tuple[float, float, float]:
    """Ratio of standard deviations with its 95% interval (F, values taken as normal).

    Groups are taken as independent; where the same units stand in both and keep their order, the
    interval is too wide rather than too narrow.
    """
    ratio = float(first.std(ddof=1) / second.std(ddof=1))
    degrees = len(first) - 1, len(second) - 1
    low, high = (ratio / np.sqrt(stats.f.ppf(q, *degrees)) for q in (0.975, 0.025))
    return ratio, float(low), float(high)
