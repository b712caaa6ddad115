"""Shares and rates of counts, with intervals that hold for small numbers."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from scipy import stats
from statsmodels.stats.proportion import (
    confint_proportions_2indep,
    multinomial_proportions_confint,
    proportion_confint,
)
from statsmodels.stats.rates import confint_poisson

from helpers.errors import MethodError
from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate, EstimateSeries


def share(successes: int, n: int, *, exact: bool = False, unit: str = "share") -> Estimate:
    """A binomial share with its 95% interval.

    Wilson's score interval (Brown, Cai and DasGupta 2001); ``exact=True`` gives the
    Clopper-Pearson interval, which never covers less than it says.
    """
    if not 0 <= successes <= n:
        raise MethodError(f"{successes} successes of {n} is not a share")
    if n == 0:
        return Estimate.unavailable("no observations", unit)
    low, high = proportion_confint(successes, n, method="beta" if exact else "wilson")
    method = "Clopper-Pearson interval" if exact else "Wilson interval"
    return Estimate(
        successes / n, low, high, unit=unit, n=n, method=method, detail={"successes": successes}
    )


def share_of(frame: pd.DataFrame, condition: pd.Series, *, exact: bool = False) -> Estimate:
    """The share of rows of ``frame`` for which ``condition`` holds; unknown rows are left out."""
    known = condition.reindex(frame.index).dropna().astype(bool)
    return share(int(known.sum()), len(known), exact=exact).resting_on(frame.loc[known.index])


def shares_by(frame: pd.DataFrame, condition: str, by: str) -> EstimateSeries:
    """Wilson share of a boolean column ``condition`` within each value of ``by``.

    Returns the columns ``by``, value, low, high, n, successes.
    """
    need_columns(frame, condition, by)
    known = frame.dropna(subset=[condition, by])
    counts = (
        known.assign(**{condition: known[condition].astype(bool)})
        .groupby(by, observed=True)[condition]
        .agg(successes="sum", n="count")
        .reset_index()
    )
    low, high = proportion_confint(counts["successes"], counts["n"], method="wilson")
    tidy = counts.assign(value=counts["successes"] / counts["n"], low=low, high=high)
    return EstimateSeries(tidy, "share", "Wilson interval").resting_on(known)


def composition(
    frame: pd.DataFrame, column: str, categories: Sequence[str] = ()
) -> EstimateSeries:
    """Shares of all categories of ``column`` with simultaneous 95% intervals.

    ``categories`` that nobody falls into count as well, with a share of 0. Goodman's (1965) multinomial intervals: all categories are covered at once. Unknown
    values are left out and counted in ``n_unknown`` of the frame's ``attrs``.
    """
    need_columns(frame, column)
    known = frame.dropna(subset=[column])
    counts = known[column].astype(str).value_counts().sort_index(kind="stable")
    counts = counts.sort_values(ascending=False, kind="stable")
    missing = [name for name in categories if name not in counts.index]
    counts = pd.concat([counts, pd.Series(0, index=missing, dtype=counts.dtype)]) if len(counts) else counts
    if counts.empty:
        empty = pd.DataFrame({column: [], "value": [], "low": [], "high": [], "n": []})
        return EstimateSeries(empty, "share", "no observations")
    bounds = multinomial_proportions_confint(counts.to_numpy(), method="goodman")
    tidy = pd.DataFrame(
        {
            column: counts.index,
            "value": counts.to_numpy() / counts.sum(),
            "low": bounds[:, 0],
            "high": bounds[:, 1],
            "n": counts.to_numpy(),
        }
    )
    tidy.attrs["n_unknown"] = len(frame) - len(known)
    return EstimateSeries(tidy, "share", "Goodman multinomial intervals").resting_on(known)


def share_difference(
    successes: int, n: int, successes_other: int, n_other: int, *, unit: str = "share"
) -> Estimate:
    """Difference of two independent shares (first minus second), Newcombe's interval."""
    if n == 0 or n_other == 0:
        return Estimate.unavailable("a group without observations", unit)
    low, high = confint_proportions_2indep(
        successes, n, successes_other, n_other, compare="diff", method="newcomb"
    )
    value = successes / n - successes_other / n_other
    return Estimate(
        value,
        low,
        high,
        unit=unit,
        n=n + n_other,
        method="difference of shares, Newcombe interval",
        detail={"first": [successes, n], "second": [successes_other, n_other]},
    )


def rate(count: int, exposure: float, *, unit: str) -> Estimate:
    """A Poisson rate per unit of exposure with Garwood's exact 95% interval."""
    if exposure <= 0:
        return Estimate.unavailable("no exposure", unit)
    low, high = confint_poisson(count, exposure, method="exact-c")
    return Estimate(
        count / exposure, low, high, unit=unit, n=count, method="exact Poisson interval"
    )


def rates_by_period(
    frame: pd.DataFrame, date: str, *, every: str = "QS", by: str | None = None
) -> EstimateSeries:
    """Events per calendar period with exact Poisson intervals.

    Parameters
    ----------
    frame : one row per event, with the datetime column ``date``.
    every : a pandas offset that starts a period (``"QS"``, ``"MS"``, ``"YS"``).
    by : an optional column that splits the counts.

    Returns
    -------
    Columns: date (start of the period), ``by``, value (count), low, high, n. Periods without
    events between the first and the last are zero: absence is an observation here.
    """
    need_columns(frame, date, *([by] if by else []))
    events = frame.dropna(subset=[date])
    if events.empty:
        columns = ["date", *([by] if by else []), "value", "low", "high", "n"]
        return EstimateSeries(pd.DataFrame(columns=columns), f"events per {every}", "no events")
    start = events[date].min().to_period(_period_of(every)).start_time
    periods = pd.date_range(start, events[date].max(), freq=every)
    groups = events.groupby(by, observed=True) if by else [(None, events)]
    parts = []
    for key, group in groups:
        counts = group.groupby(group[date].dt.to_period(_period_of(every)).dt.start_time).size()
        part = counts.reindex(periods, fill_value=0).rename_axis("date").reset_index(name="value")
        parts.append(part.assign(**({by: key} if by else {})))
    tidy = pd.concat(parts, ignore_index=True)
    bounds = [confint_poisson(k, 1, method="exact-c") for k in tidy["value"]]
    tidy = tidy.assign(
        n=tidy["value"],
        value=tidy["value"].astype(float),
        low=[float(b[0]) if k else 0.0 for b, k in zip(bounds, tidy["value"], strict=True)],
        high=[float(b[1]) for b in bounds],
    )
    return EstimateSeries(tidy, "events per period", "exact Poisson interval").resting_on(events)


def rate_ratio(count: int, exposure: float, count_other: int, exposure_other: float) -> Estimate:
    """Ratio of two Poisson rates (first over second) with an exact conditional 95% interval.

    Given the total, the first count is binomial; the Clopper-Pearson interval of its share is
    turned into one of the ratio (Przyborowski and Wilenski 1940).
    """
    unit = "ratio of rates"
    total = count + count_other
    if total == 0 or exposure <= 0 or exposure_other <= 0:
        return Estimate.unavailable("no events in either period", unit)
    low, high = proportion_confint(count, total, method="beta")
    scale = exposure_other / exposure
    value = (count / count_other) * scale if count_other else None
    p_value = stats.binomtest(count, total, exposure / (exposure + exposure_other)).pvalue
    return Estimate(
        value,
        low / (1 - low) * scale if low < 1 else None,
        high / (1 - high) * scale if high < 1 else None,
        unit=unit,
        n=total,
        method="exact conditional interval of a rate ratio",
        p_value=p_value,
        detail={"first": [count, exposure], "second": [count_other, exposure_other]},
    )


def _period_of(offset: str) -> str:
    return {"QS": "Q", "MS": "M", "YS": "Y", "W-MON": "W-SUN", "D": "D"}.get(offset, offset)
