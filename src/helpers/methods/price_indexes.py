"""What a like-for-like price did over time, when the goods themselves keep changing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import statsmodels.formula.api as smf
from scipy import stats

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate, EstimateSeries
from helpers.methods.like_for_like import matched_model_paths, rebased


def time_dummy_index(
    frame: pd.DataFrame,
    *,
    price: str,
    quality: str,
    period: str,
    cluster: str,
    controls: tuple[str, ...] = (),
    base: object = None,
) -> EstimateSeries:
    """Time-dummy hedonic index: log price on quality and period effects.

    Parameters
    ----------
    frame : one row per model and period, ``price`` positive, ``quality`` a score whose scale
        does not drift between periods.
    period : the column of periods (datetime or ordered); the first period with data is 1.
    cluster : errors are clustered on it (a model or a provider appears in many periods).
    controls : numeric or boolean columns held fixed as well (a price without its output part).
    base : the period set to 1 (by default, and where it has too few prices, the first).

    Errors are a jackknife over clusters with a t quantile (CR3 of Cameron and Miller 2015): the
    usual clustered errors cover 0.88 to 0.90 of 95% where few models stand in a period, these 0.93 to 0.95.

    Returns
    -------
    Columns: period, value (price of equal quality, first period = 1), low, high, n (rows in the
    period). A period needs two rows or it is left out: a gap, not a guess.
    Source: ILO et al., Consumer Price Index Theory (2024), chapter 12; Triplett (2006).
    """
    need_columns(frame, price, quality, period, cluster, *controls)
    data = frame.dropna(subset=[price, quality, period, cluster, *controls])
    data = data[data[price].astype(float) > 0]
    sizes = data.groupby(period, observed=True).size()
    data = data[data[period].isin(sizes.index[sizes >= 2])]
    columns = [period, "value", "low", "high", "n"]
    method = "time-dummy hedonic index, errors by leaving out one cluster at a time"
    in_time = sorted(data[period].unique())
    periods = sorted(in_time, key=lambda label: (label != base, label))
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
    names = []
    for place, column in enumerate(controls):
        held = data[column].astype(float)
        if held.nunique() > 1:
            ready[f"x{place}"] = held
            names.append(f"x{place}")
    groups = pd.factorize(data[cluster])[0]
    fitted = smf.ols(" + ".join(["y ~ q + C(t)", *names]), ready).fit()
    error = pd.Series(_jackknife_errors(fitted.model.exog, ready["y"].to_numpy(), groups), index=fitted.params.index)
    wide = stats.t.ppf(0.975, groups.max()) * error
    rows = [(periods[0], 1.0, 1.0, 1.0, int(sizes[periods[0]]))]
    for code, label in enumerate(periods[1:], start=1):
        name = f"C(t)[T.{code}]"
        middle, half = fitted.params[name], wide[name]
        rows.append((label, *np.exp([middle, middle - half, middle + half]), int(sizes[label])))
    tidy = pd.DataFrame(rows, columns=columns).sort_values(period, ignore_index=True)
    tidy.attrs["quality_slope"] = float(fitted.params["q"])
    tidy.attrs["base"] = periods[0]
    return EstimateSeries(tidy, "index", method).resting_on(data)


def _jackknife_errors(exog: np.ndarray, y: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Standard errors of least squares from leaving out one cluster at a time (CR3)."""
    count = int(groups.max()) + 1
    gram, moment = exog.T @ exog, exog.T @ y
    drawn = []
    for group in range(count):
        rows = groups == group
        part = exog[rows]
        # Without its only models a period has no price: the shortest solution stands in.
        drawn.append(np.linalg.pinv(gram - part.T @ part, rcond=1e-10) @ (moment - part.T @ y[rows]))
    apart = np.array(drawn) - np.linalg.pinv(gram) @ moment
    return np.sqrt((count - 1) / count * (apart**2).sum(axis=0))


def matched_model_index(
    frame: pd.DataFrame,
    *,
    price: str,
    item: str,
    period: str,
    cluster: str | None = None,
    base: object = None,
    seed: int = 0,
    draws: int = 499,
) -> EstimateSeries:
    """Chained Jevons index over the items seen in both of two neighbouring periods.

    It sees cuts of models that stay on sale and misses what a new, cheaper model brings.
    The interval is a bootstrap over items, or over the values of ``cluster`` (a firm's models
    move together); a link with fewer than two items breaks the chain, and the index ends there.
    ``base`` is the period set to 1 (by default, and where the index lacks it, the first).

    Returns columns: period, value, low, high, n (items in the link).
    """
    found = matched_model_paths(
        frame, price=price, item=item, period=period, cluster=cluster, seed=seed, draws=draws
    )
    columns = [period, "value", "low", "high", "n"]
    over = "firms" if cluster == "firm" else f"values of {cluster}" if cluster else "models"
    method = f"chained matched-model Jevons index, bootstrap over {over}"
    if len(found.periods) < 2:
        return EstimateSeries(pd.DataFrame(columns=columns), "index", "fewer than two periods")
    tidy = rebased(found, base).drop(columns="path").rename(columns={"month": period})
    return EstimateSeries(tidy, "index", method).resting_on(frame)


def last_of(series: EstimateSeries) -> Estimate:
    """The newest value of an index; unavailable where it has none but its base."""
    if len(series.frame) < 2:
        return Estimate.unavailable("too few models with a price and a score", "index")
    row = series.frame.iloc[-1]
    if row.iloc[0] == series.frame.attrs.get("base"):
        return Estimate.unavailable("the newest quarter is the one compared with", "index")
    return Estimate(
        row["value"], row["low"], row["high"], unit="index", n=int(row["n"]), method=series.method,
        basis=series.basis, detail={"period": row.iloc[0]},
    )


def at_equal_quality(levels: pd.DataFrame, countries: list[str], base: object) -> dict[str, EstimateSeries]:
    """Time-dummy indexes by quarter: prices in force in its last month, of models with a score."""
    known = levels[levels["quality"].notna() & (levels["price_usd"] > 0)]
    ends = known[known["month"].dt.month % 3 == 0]
    ends = ends.assign(quarter=ends["month"].dt.to_period("Q").dt.to_timestamp())
    return {
        country: time_dummy_index(
            ends[ends["country"].astype(str) == country], price="price_usd", quality="quality",
            period="quarter", cluster="model_key", controls=("input_only",), base=base,
        )
        for country in countries
    }


def as_share(index: Estimate) -> Estimate:
    """An index value as the share of the base price that is left."""
    return replace(index, unit="share")
