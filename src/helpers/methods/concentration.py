"""How concentrated a market or a money flow is."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special, stats

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate, EstimateSeries


def herfindahl(
    frame: pd.DataFrame, holder: str, *, weight: str | None = None, seed: int = 0, draws: int = 499
) -> Estimate:
    """Herfindahl-Hirschman index (0 to 1) of the holders of rows, or of ``weight``.

    With counts the unbiased estimator of Simpson (1949) is used, the chance that two rows
    drawn at random have one holder; with weights the sum of squared shares. The interval is a
    bootstrap over rows, centred on the estimate because resampling repeats rows and so
    overstates concentration; it is cut to 0..1.
    """
    need_columns(frame, holder, *([weight] if weight else []))
    known = frame.dropna(subset=[holder, *([weight] if weight else [])])
    codes, _ = pd.factorize(known[holder])
    n = len(codes)
    if n < 2:
        return Estimate.unavailable("fewer than two rows with a known holder", "HHI (0 to 1)")
    weights = known[weight].to_numpy(dtype=float) if weight else None
    value = _hhi(codes, weights)
    rng = np.random.default_rng(seed)
    picks = rng.integers(0, n, size=(draws, n))
    drawn = [_plug_in_hhi(codes[p], None if weights is None else weights[p]) for p in picks]
    shift = np.array(drawn) - np.mean(drawn)
    low, high = np.percentile(value + shift, [2.5, 97.5])
    return Estimate(
        value,
        max(0.0, low),
        min(1.0, high),
        unit="HHI (0 to 1)",
        n=n,
        method="Herfindahl-Hirschman index, centred bootstrap over rows",
        detail={"holders": int(codes.max() + 1), "equal_shares": 1 / (codes.max() + 1)},
    ).resting_on(known)


def herfindahl_by(
    frame: pd.DataFrame, holder: str, by: str, *, weight: str | None = None, seed: int = 0
) -> EstimateSeries:
    """:func:`herfindahl` within each value of ``by``; columns ``by``, value, low, high, n."""
    need_columns(frame, by)
    rows = []
    for key, group in frame.dropna(subset=[by]).groupby(by, observed=True):
        found = herfindahl(group, holder, weight=weight, seed=seed)
        rows.append(
            {by: key, "value": found.value, "low": found.low, "high": found.high, "n": found.n}
        )
    tidy = pd.DataFrame(rows, columns=[by, "value", "low", "high", "n"])
    return EstimateSeries(
        tidy, "HHI (0 to 1)", "Herfindahl-Hirschman index, centred bootstrap over rows"
    ).resting_on(frame)


def lorenz(frame: pd.DataFrame, amount: str) -> pd.DataFrame:
    """Lorenz curve of ``amount``: columns ``share_of_units``, ``share_of_amount``, from (0, 0)."""
    need_columns(frame, amount)
    values = np.sort(frame[amount].dropna().to_numpy(dtype=float))
    total = values.sum()
    units = np.arange(len(values) + 1) / max(len(values), 1)
    amounts = np.concatenate([[0.0], values.cumsum() / total if total else values])
    return pd.DataFrame({"share_of_units": units, "share_of_amount": amounts})


def gini(frame: pd.DataFrame, amount: str) -> Estimate:
    """Gini coefficient of ``amount`` (small-sample corrected), jackknife interval on the logit scale.

    On log-normal amounts as unequal as funding rounds (sigma 1 to 1.5, 20 to 45 of them) it covers
    0.82 to 0.89 of 95%, where a percentile bootstrap covers 0.64 to 0.83: what the sample lacks of
    the tail, no interval from the sample can know.
    """
    need_columns(frame, amount)
    known = frame.dropna(subset=[amount])
    values = known[amount].to_numpy(dtype=float)
    n, unit, value = len(values), "Gini coefficient", _gini(values)
    if n < 4:
        return Estimate.unavailable("fewer than four amounts", unit)
    if not 0 < value < 1:
        return Estimate(value, unit=unit, n=n, method="Gini coefficient at its end: no interval").resting_on(known)
    left_out = np.array([_gini(np.delete(values, place)) for place in range(n)])
    error = np.sqrt((n - 1) / n * ((left_out - left_out.mean()) ** 2).sum())
    middle, half = special.logit(value), stats.t.ppf(0.975, n - 1) * error / (value * (1 - value))
    return Estimate(
        value, float(special.expit(middle - half)), float(special.expit(middle + half)), unit=unit, n=n,
        method="Gini coefficient, jackknife interval on the logit scale",
    ).resting_on(known)


def _hhi(codes: np.ndarray, weights: np.ndarray | None) -> float:
    if weights is not None:
        return _plug_in_hhi(codes, weights)
    counts = np.bincount(codes)
    n = counts.sum()
    return float((counts * (counts - 1)).sum() / (n * (n - 1)))


def _plug_in_hhi(codes: np.ndarray, weights: np.ndarray | None) -> float:
    totals = np.bincount(codes, weights=weights)
    shares = totals / totals.sum()
    return float((shares**2).sum())


def _gini(values: np.ndarray) -> float:
    n = len(values)
    if n < 2 or values.sum() == 0:
        return float("nan")
    ordered = np.sort(values)
    ranks = np.arange(1, n + 1)
    plain = 2 * (ranks * ordered).sum() / (n * ordered.sum()) - (n + 1) / n
    return float(plain * n / (n - 1))
