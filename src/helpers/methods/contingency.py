"""Cross tables of two codings: exact tests with an effect and its interval."""

from __future__ import annotations

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats
from scipy.stats import contingency

from helpers.errors import MethodError
from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate


def odds_ratio(table: pd.DataFrame | np.ndarray) -> Estimate:
    """Conditional odds ratio of a 2x2 table with Fisher's exact test and exact interval.

    ``table`` holds counts: rows are the groups, columns the outcomes; the ratio is above 1
    when the first row leans to the first column. A zero cell leaves the value at 0 or
    unbounded (then ``value`` is None and the bound that exists is given).
    """
    counts = np.asarray(table, dtype=int)
    if counts.shape != (2, 2) or (counts < 0).any():
        raise MethodError(f"an odds ratio needs a 2x2 table of counts, not {counts.tolist()}")
    unit = "odds ratio"
    if (counts.sum(axis=0) == 0).any() or (counts.sum(axis=1) == 0).any():
        return Estimate.unavailable("a row or column of the table is empty", unit)
    fitted = contingency.odds_ratio(counts, kind="conditional")
    bounds = fitted.confidence_interval(0.95)
    finite = np.isfinite(fitted.statistic)
    return Estimate(
        fitted.statistic if finite else None,
        bounds.low,
        bounds.high if np.isfinite(bounds.high) else None,
        unit=unit,
        n=int(counts.sum()),
        method="conditional odds ratio, exact interval (Fisher)",
        p_value=stats.fisher_exact(counts).pvalue,
        detail={"table": counts.tolist(), "unbounded": not finite},
    )


def odds_ratio_of(frame: pd.DataFrame, group: pd.Series, outcome: pd.Series) -> Estimate:
    """:func:`odds_ratio` of two boolean series over the rows of ``frame``.

    Above 1: the outcome is likelier where ``group`` holds. Rows unknown in either are left out.
    """
    pair = pd.DataFrame({"group": group, "outcome": outcome}).reindex(frame.index).dropna()
    pair = pair.astype(bool)
    counts = [
        [int((pair["group"].eq(g) & pair["outcome"].eq(o)).sum()) for o in (True, False)]
        for g in (True, False)
    ]
    return odds_ratio(np.array(counts)).resting_on(frame.loc[pair.index])


def association(table: pd.DataFrame, *, seed: int = 0, draws: int = 4999) -> Estimate:
    """Cramér's V (bias-corrected) of an r x c table of counts, with an exact-style test.

    The p-value is by Monte Carlo over tables with the same margins (Fisher-Freeman-Halton);
    the 95% interval is a percentile bootstrap over the counted cases.
    """
    counts = np.asarray(table, dtype=int)
    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    if min(counts.shape, default=0) < 2:
        return Estimate.unavailable("fewer than two rows or columns with counts", "Cramér's V")
    rng = np.random.default_rng(seed)
    monte_carlo = stats.MonteCarloMethod(n_resamples=draws, rng=rng)
    p_value = stats.chi2_contingency(counts, correction=False, method=monte_carlo).pvalue
    total = int(counts.sum())
    drawn = rng.multinomial(total, (counts / total).ravel(), size=999).reshape(-1, *counts.shape)
    spread = [_cramers_v(sample) for sample in drawn]
    low, high = np.nanpercentile(spread, [2.5, 97.5])
    return Estimate(
        _cramers_v(counts),
        low,
        high,
        unit="Cramér's V",
        n=total,
        method="bias-corrected Cramér's V, percentile bootstrap; Monte Carlo test of the table",
        p_value=p_value,
        detail={"table": counts.tolist(), "seed": seed},
    )


def trend_in_share(frame: pd.DataFrame, outcome: str, order: str) -> Estimate:
    """Change of the log odds of a boolean ``outcome`` per step of ``order`` (Cochran-Armitage).

    The p-value is that of the Cochran-Armitage trend test (the score test of the logistic
    slope); the effect and its Wald interval come from the logistic regression itself
    (Agresti, Categorical Data Analysis, 5.3).
    """
    need_columns(frame, outcome, order)
    known = frame.dropna(subset=[outcome, order])
    y = known[outcome].astype(bool).to_numpy()
    x = known[order].astype(float).to_numpy()
    unit = f"log odds per step of {order}"
    if len(known) == 0 or y.all() or (~y).all() or np.unique(x).size < 2:
        return Estimate.unavailable("the outcome or the order does not vary", unit)
    fitted = sm.Logit(y.astype(float), sm.add_constant(x)).fit(disp=0)
    low, high = fitted.conf_int()[1]
    centred = x - x.mean()
    score = (centred * y).sum()
    variance = y.mean() * (1 - y.mean()) * (centred**2).sum()
    return Estimate(
        fitted.params[1],
        low,
        high,
        unit=unit,
        n=len(known),
        method="logistic slope; Cochran-Armitage trend test",
        p_value=2 * stats.norm.sf(abs(score) / np.sqrt(variance)),
    ).resting_on(known)


def _cramers_v(counts: np.ndarray) -> float:
    """Bergsma's (2013) bias correction."""
    kept = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    rows, columns = kept.shape
    n = kept.sum()
    if min(rows, columns) < 2 or n < 2:
        return float("nan")
    expected = np.outer(kept.sum(axis=1), kept.sum(axis=0)) / n
    phi2 = ((kept - expected) ** 2 / expected).sum() / n
    phi2 = max(0.0, phi2 - (rows - 1) * (columns - 1) / (n - 1))
    rows_c = rows - (rows - 1) ** 2 / (n - 1)
    columns_c = columns - (columns - 1) ** 2 / (n - 1)
    smaller = min(rows_c - 1, columns_c - 1)
    return float(np.sqrt(phi2 / smaller)) if smaller > 0 else float("nan")
