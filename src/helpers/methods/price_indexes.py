"""What a like-for-like price did over time, when the goods themselves keep changing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import statsmodels.formula.api as smf

from helpers.methods._checks import need_columns
from helpers.methods.estimate import EstimateSeries


def time_dummy_index(
    frame: pd.DataFrame, *, price: str, quality: str, period: str, cluster: str
) -> EstimateSeries:
    """Time-dummy hedonic index: log price on quality and period effects.

    Parameters
    ----------
    frame : one row per model and period, ``price`` positive, ``quality`` a score whose scale
        does not drift between periods.
    period : the column of periods (datetime or ordered); the first period with data is 1.
    cluster : errors are clustered on it (a model or a provider appears in many periods).

    Returns
    -------
    Columns: period, value (price of equal quality, first period = 1), low, high, n (rows in the
    period). A period needs two rows or it is left out: a gap, not a guess.
    Source: ILO et al., Consumer Price Index Theory (2024), chapter 12; Triplett (2006).
    """
    need_columns(frame, price, quality, period, cluster)
    data = frame.dropna(subset=[price, quality, period, cluster])
    data = data[data[price].astype(float) > 0]
    sizes = data.groupby(period, observed=True).size()
    data = data[data[period].isin(sizes.index[sizes >= 2])]
    columns = [period, "value", "low", "high", "n"]
    method = "time-dummy hedonic index, errors clustered"
    periods = sorted(data[period].unique())
    if len(periods) < 2 or data[cluster].nunique() < 4:
        return EstimateSeries(pd.DataFrame(columns=columns), "index", "too few prices")
    ready = pd.DataFrame(
        {
            "y": np.log(data[price].astype(float)),
            "q": data[quality].astype(float) - data[quality].astype(float).mean(),
            "t": pd.Categorical(data[period], categories=periods).codes,
        },
        index=data.index,
    )
    groups = pd.factorize(data[cluster])[0]
    fitted = smf.ols("y ~ q + C(t)", ready).fit(cov_type="cluster", cov_kwds={"groups": groups})
    bounds = fitted.conf_int()
    rows = [(periods[0], 1.0, 1.0, 1.0, int(sizes[periods[0]]))]
    for code, label in enumerate(periods[1:], start=1):
        name = f"C(t)[T.{code}]"
        low, high = np.exp(bounds.loc[name])
        rows.append((label, float(np.exp(fitted.params[name])), low, high, int(sizes[label])))
    tidy = pd.DataFrame(rows, columns=columns)
    tidy.attrs["quality_slope"] = float(fitted.params["q"])
    return EstimateSeries(tidy, "index, first period = 1", method).resting_on(data)


def matched_model_index(
    frame: pd.DataFrame, *, price: str, item: str, period: str, seed: int = 0, draws: int = 499
) -> EstimateSeries:
    """Chained Jevons index over the items seen in both of two neighbouring periods.

    It sees cuts of models that stay on sale and misses what a new, cheaper model brings.
    The interval is a bootstrap over items; a link with fewer than two items breaks the chain,
    and the index ends there.

    Returns columns: period, value, low, high, n (items in the link).
    """
    need_columns(frame, price, item, period)
    data = frame.dropna(subset=[price, item, period])
    data = data[data[price].astype(float) > 0]
    table = data.pivot_table(
        index=item, columns=period, values=price, aggfunc="mean", observed=True
    )
    logs = np.log(table.astype(float)).to_numpy()
    columns = [period, "value", "low", "high", "n"]
    method = "chained matched-model Jevons index, bootstrap over models"
    if logs.shape[1] < 2:
        return EstimateSeries(pd.DataFrame(columns=columns), "index", "fewer than two periods")
    change = np.diff(logs, axis=1)
    links = np.isfinite(change).sum(axis=0)
    usable = int(np.argmax(links < 2)) if (links < 2).any() else len(links)
    rng = np.random.default_rng(seed)
    picks = rng.integers(0, len(change), size=(draws, len(change)))
    with np.errstate(invalid="ignore"):
        drawn = np.array([_chain(change[pick][:, :usable]) for pick in picks])
    index = _chain(change[:, :usable])
    low, high = np.nanpercentile(drawn, [2.5, 97.5], axis=0) if usable else ([], [])
    tidy = pd.DataFrame(
        {
            period: table.columns[: usable + 1],
            "value": [1.0, *np.exp(index)],
            "low": [1.0, *np.exp(low)],
            "high": [1.0, *np.exp(high)],
            "n": [int(np.isfinite(logs[:, 0]).sum()), *links[:usable]],
        }
    )
    return EstimateSeries(tidy, "index, first period = 1", method).resting_on(data)


def _chain(change: np.ndarray) -> np.ndarray:
    present = np.isfinite(change)
    totals = np.where(present, change, 0.0).sum(axis=0)
    counts = present.sum(axis=0)
    mean = np.divide(totals, counts, out=np.zeros_like(totals), where=counts > 0)
    return mean.cumsum()
