"""Comparisons and trends that need no shape of distribution."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.nonparametric import rank_compare_2indep

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate


def superiority(first: pd.Series, second: pd.Series) -> Estimate:
    """Chance that a value of ``first`` exceeds one of ``second`` (ties count half).

    The effect behind the Mann-Whitney test, 0.5 when neither leads; interval and p-value by
    Brunner and Munzel (2000), which allows unequal spreads. Below 10 values in a group the
    p-value is the exact permutation one of the Mann-Whitney statistic.
    """
    a, b = first.dropna().astype(float), second.dropna().astype(float)
    unit = "probability"
    if len(a) < 2 or len(b) < 2:
        return Estimate.unavailable("fewer than two values in a group", unit)
    small = min(len(a), len(b)) < 10
    exact = "exact" if small and not set(a) & set(b) else "auto"
    p_value = stats.mannwhitneyu(a, b, method=exact).pvalue
    separated = a.min() > b.max() or a.max() < b.min()
    if separated:
        # Complete separation leaves no spread to estimate: the exact bound of a sign count.
        edge = 0.025 ** (1 / min(len(a), len(b)))
        value, low, high = (1.0, edge, 1.0) if a.min() > b.max() else (0.0, 0.0, 1 - edge)
        method = "probability of superiority, bound for complete separation"
    elif a.nunique() == b.nunique() == 1:
        return Estimate(0.5, 0.0, 1.0, unit=unit, n=len(a) + len(b), method="all values are equal")
    else:
        compared = rank_compare_2indep(a, b, use_t=True)
        value = compared.prob1
        low, high = np.clip(compared.conf_int(alpha=0.05), 0, 1)
        method = "probability of superiority, Brunner-Munzel interval"
        if not small:
            p_value = compared.test_prob_superior(alternative="two-sided").pvalue
    n = len(a) + len(b)
    return Estimate(value, low, high, unit=unit, n=n, method=method, p_value=p_value)


def rank_correlation(frame: pd.DataFrame, x: str, y: str, *, seed: int = 0) -> Estimate:
    """Spearman's rho with the Bonett-Wright (2000) interval; permutation p below 30 pairs."""
    need_columns(frame, x, y)
    pairs = frame.dropna(subset=[x, y])
    n = len(pairs)
    if n < 5 or pairs[x].nunique() < 2 or pairs[y].nunique() < 2:
        return Estimate.unavailable("fewer than five varying pairs", "Spearman's rho")
    a, b = pairs[x].astype(float), pairs[y].astype(float)
    rho, p_value = stats.spearmanr(a, b)
    if n < 30:
        # Under pairings rho moves only with the sum of products of the ranks.
        ranks_b = stats.rankdata(b) - (n + 1) / 2
        p_value = stats.permutation_test(
            (stats.rankdata(a),),
            lambda ranks, axis: (ranks * ranks_b).sum(axis=axis),
            vectorized=True,
            permutation_type="pairings",
            n_resamples=4999,
            rng=np.random.default_rng(seed),
        ).pvalue
    half = 1.96 * np.sqrt((1 + rho**2 / 2) / (n - 3))
    centre = np.arctanh(np.clip(rho, -0.999999, 0.999999))
    return Estimate(
        rho,
        np.tanh(centre - half),
        np.tanh(centre + half),
        unit="Spearman's rho",
        n=n,
        method="Spearman's rho, Bonett-Wright interval",
        p_value=p_value,
    ).resting_on(pairs)


def monotone_trend(frame: pd.DataFrame, time: str, value: str) -> Estimate:
    """Theil-Sen slope per year with Sen's interval; p-value of the Mann-Kendall test.

    ``time`` is a datetime column or numbers in years. Kendall's tau is in ``detail``.
    """
    need_columns(frame, time, value)
    known = frame.dropna(subset=[time, value]).sort_values(time, kind="stable")
    unit = f"{value} per year"
    if len(known) < 4:
        return Estimate.unavailable("fewer than four points in time", unit)
    x = known[time]
    years = (
        (x - x.iloc[0]).dt.total_seconds() / (365.25 * 86400)
        if pd.api.types.is_datetime64_any_dtype(x)
        else x.astype(float)
    ).to_numpy()
    y = known[value].astype(float).to_numpy()
    slope, _, low, high = stats.theilslopes(y, years, alpha=0.95)
    tau = stats.kendalltau(years, y)
    return Estimate(
        slope,
        low,
        high,
        unit=unit,
        n=len(known),
        method="Theil-Sen slope; Mann-Kendall test",
        p_value=tau.pvalue,
        detail={"kendall_tau": tau.statistic},
    ).resting_on(known)
