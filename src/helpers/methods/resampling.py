"""Bootstrap intervals and permutation tests for statistics without a formula."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate

Statistic = Callable[[pd.DataFrame], float]


def bootstrap(
    frame: pd.DataFrame,
    statistic: Statistic,
    *,
    unit: str,
    seed: int,
    cluster: str | None = None,
    draws: int = 999,
) -> Estimate:
    """Percentile bootstrap of ``statistic`` over rows, or over whole clusters of rows.

    ``cluster`` names the column whose values are drawn together (a firm, a day), so that
    rows that hang together do not feign independence (Davison and Hinkley 1997, 3.8).
    """
    if frame.empty:
        return Estimate.unavailable("no observations", unit)
    rng = np.random.default_rng(seed)
    if cluster is None:
        groups = [np.array([position]) for position in range(len(frame))]
    else:
        need_columns(frame, cluster)
        groups = list(frame.groupby(cluster, sort=True, observed=True).indices.values())
    drawn = []
    for picks in rng.integers(0, len(groups), size=(draws, len(groups))):
        rows = np.concatenate([groups[pick] for pick in picks])
        drawn.append(statistic(frame.iloc[rows]))
    return _percentile(statistic(frame), drawn, unit, len(groups), _name(cluster, draws), frame)


def block_bootstrap(
    series: pd.Series,
    statistic: Callable[[np.ndarray], float] = np.nanmean,
    *,
    unit: str,
    seed: int,
    block: int,
    draws: int = 1999,
) -> Estimate:
    """Circular block bootstrap of a statistic of a time series (Politis and Romano 1992).

    ``series`` is ordered in time and evenly spaced; ``block`` is the length, in steps, over
    which neighbouring values hang together. Missing values stay missing.
    """
    values = series.to_numpy(dtype=float)
    if np.isfinite(values).sum() == 0:
        return Estimate.unavailable("no observations", unit)
    rng = np.random.default_rng(seed)
    length = len(values)
    block = max(1, min(block, length))
    starts = rng.integers(0, length, size=(draws, -(-length // block)))
    index = (starts[:, :, None] + np.arange(block)) % length
    samples = values[index.reshape(draws, -1)[:, :length]]
    samples = samples[np.isfinite(samples).any(axis=1)]
    plain_mean = statistic is np.nanmean
    drawn = np.nanmean(samples, axis=1) if plain_mean else [statistic(one) for one in samples]
    method = f"circular block bootstrap, blocks of {block}, {draws} draws"
    n = int(np.isfinite(values).sum())
    return _percentile(statistic(values), drawn, unit, n, method, series.to_frame())


def permutation_p(
    observed: float, draws: np.ndarray | list[float], *, two_sided: bool = True
) -> float:
    """Monte Carlo p-value of ``observed`` among ``draws``, never zero (Phipson and Smyth 2010)."""
    values = np.asarray(draws, dtype=float)
    values = values[np.isfinite(values)]
    extreme = np.abs(values) >= abs(observed) if two_sided else values >= observed
    return float((extreme.sum() + 1) / (len(values) + 1))


def p_in_words(p_value: float | None) -> str:
    """A p-value for prose: ``p = 0.03``, ``p < 0.001``, or that there is no test."""
    if p_value is None:
        return "no test possible"
    return "p < 0.001" if p_value < 0.001 else f"p = {p_value:.2g}"


def _percentile(
    value: float, drawn: list[float] | np.ndarray, unit: str, n: int, method: str, frame: pd.DataFrame
) -> Estimate:
    finite = np.asarray(drawn, dtype=float)
    finite = finite[np.isfinite(finite)]
    if finite.size == 0:
        return Estimate.unavailable("the statistic is undefined on every resample", unit)
    low, high = np.percentile(finite, [2.5, 97.5])
    return Estimate(value, low, high, unit=unit, n=n, method=method).resting_on(frame)


def _name(cluster: str | None, draws: int) -> str:
    over = f"clusters ({cluster})" if cluster else "rows"
    return f"percentile bootstrap over {over}, {draws} draws"
