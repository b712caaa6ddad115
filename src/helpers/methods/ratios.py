"""Ratios of sums and of geometric means, resampled by the units that are independent."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate


def geometric_mean_ratio(
    frame: pd.DataFrame,
    value: str,
    group: str,
    *,
    cluster: str,
    seed: int,
    least: int = 3,
    draws: int = 999,
) -> Estimate:
    """Geometric mean of positive ``value`` where ``group`` is true over where it is false.

    Whole clusters (firms) are drawn within each group, since versions by one maker are not
    independent; with fewer than ``least`` clusters in a group a resample can not show how much
    makers differ, and there is no estimate. The plain ratio then stands in ``detail``.
    """
    need_columns(frame, value, group, cluster)
    known = frame.dropna(subset=[value, group])
    known = known[known[value].astype(float) > 0]
    yes = known[group].astype(bool)
    sides = [known[yes], known[~yes]]
    makers = [side[cluster].nunique() for side in sides]
    if min(makers) == 0:
        return Estimate.unavailable("a group without values", "ratio")
    logs = [np.log(side[value].astype(float)) for side in sides]
    ratio = float(np.exp(logs[0].mean() - logs[1].mean()))
    if min(makers) < least:
        reason = (
            f"{len(sides[0])} against {len(sides[1])} values, of {makers[0]} against {makers[1]}"
            f" makers: too few makers for an interval (ratio of geometric means {ratio:.2g})"
        )
        return Estimate(None, unit="ratio", method=reason, detail={"ratio": ratio})
    rng = np.random.default_rng(seed)
    drawn = np.zeros(draws)
    for sign, side, log in zip((1, -1), sides, logs, strict=True):
        grouped = log.groupby(side[cluster].astype("str")).agg(["sum", "size"])
        picks = rng.integers(0, len(grouped), size=(draws, len(grouped)))
        sums, sizes = grouped["sum"].to_numpy()[picks], grouped["size"].to_numpy()[picks]
        drawn += sign * sums.sum(axis=1) / sizes.sum(axis=1)
    low, high = np.exp(np.percentile(drawn, [2.5, 97.5]))
    method = f"ratio of geometric means, bootstrap over {makers[0]} and {makers[1]} makers"
    return Estimate(ratio, low, high, unit="ratio", n=len(known), method=method).resting_on(known)


def ratio_of_sums(
    parts: pd.Series, wholes: pd.Series, *, unit: str, seed: int, draws: int = 999
) -> Estimate:
    """Sum of ``parts`` over sum of ``wholes``, bootstrap over their common index (weeks, say)."""
    if parts.empty or wholes.sum() == 0:
        return Estimate.unavailable("no observations", unit)
    over = parts.to_numpy(dtype=float), wholes.reindex(parts.index).to_numpy(dtype=float)
    picks = np.random.default_rng(seed).integers(0, len(parts), size=(draws, len(parts)))
    drawn = over[0][picks].sum(axis=1) / over[1][picks].sum(axis=1)
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    method = f"ratio of sums, percentile bootstrap over {len(parts)} units"
    return Estimate(
        over[0].sum() / over[1].sum(), low, high, unit=unit, n=len(parts), method=method
    )


def mean(values: pd.Series, *, unit: str, seed: int, draws: int = 999) -> Estimate:
    """Mean with a percentile bootstrap over the values."""
    known = values.dropna()
    return ratio_of_sums(
        known, pd.Series(1.0, index=known.index), unit=unit, seed=seed, draws=draws
    )
