"""Does one series move before another?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate, EstimateSeries


def cross_correlation(
    frame: pd.DataFrame,
    leader: str,
    follower: str,
    *,
    most: int,
    block: int,
    seed: int,
    draws: int = 999,
) -> EstimateSeries:
    """Correlation of ``leader`` at t with ``follower`` at t + lag, for lags -most..most.

    Both series are detrended by first differences, since shared trends correlate at every lag.
    The band (low, high) is what chance gives: the follower is rearranged in blocks of ``block``
    periods, which keeps its own short memory and breaks the link. A lag counts only outside
    the band of the *largest* absolute correlation over all lags (columns ``band``), which
    guards against looking at many lags.

    Returns columns: lag, value, low, high (pointwise band), band (simultaneous), n.
    """
    need_columns(frame, leader, follower)
    pair = frame[[leader, follower]].astype(float).diff().dropna()
    lags = np.arange(-most, most + 1)
    if len(pair) < 2 * most + 6:
        empty = pd.DataFrame(columns=["lag", "value", "low", "high", "band", "n"])
        return EstimateSeries(empty, "correlation", "too few periods for these lags")
    x, y = pair[leader].to_numpy(), pair[follower].to_numpy()
    observed = np.array([_at(x, y, lag) for lag in lags])
    rng = np.random.default_rng(seed)
    chance = np.array(
        [[_at(x, shuffled, lag) for lag in lags] for shuffled in _shuffles(y, block, draws, rng)]
    )
    low, high = np.nanpercentile(chance, [2.5, 97.5], axis=0)
    band = float(np.nanpercentile(np.nanmax(np.abs(chance), axis=1), 95))
    tidy = pd.DataFrame(
        {
            "lag": lags,
            "value": observed,
            "low": low,
            "high": high,
            "band": band,
            "n": [len(x) - abs(int(lag)) for lag in lags],
        }
    )
    method = f"cross-correlation of differences, block permutation (blocks of {block})"
    return EstimateSeries(tidy, "correlation", method).resting_on(frame)


def peak_lag(correlations: EstimateSeries) -> Estimate:
    """The lag of the largest positive correlation, available only if it clears the band."""
    table = correlations.frame
    unit = "periods by which the first leads"
    if table.empty:
        return Estimate.unavailable(correlations.method, unit)
    best = table.loc[table["value"].idxmax()]
    if best["value"] <= best["band"]:
        return Estimate.unavailable("no lag stands out from chance", unit)
    clear = table.loc[table["value"] > table["band"], "lag"]
    return Estimate(
        best["lag"],
        clear.min(),
        clear.max(),
        unit=unit,
        n=int(best["n"]),
        method=correlations.method,
        basis=correlations.basis,
    )


def _at(x: np.ndarray, y: np.ndarray, lag: int) -> float:
    a, b = (x[: len(x) - lag], y[lag:]) if lag >= 0 else (x[-lag:], y[: len(y) + lag])
    if a.std() == 0 or b.std() == 0:
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])


def _shuffles(y: np.ndarray, block: int, draws: int, rng: np.random.Generator):
    pieces = [y[start : start + block] for start in range(0, len(y), block)]
    for _ in range(draws):
        yield np.concatenate([pieces[k] for k in rng.permutation(len(pieces))])
