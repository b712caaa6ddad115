"""What a like-for-like price did over time, when the goods themselves keep changing."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import statsmodels.formula.api as smf

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate, EstimateSeries


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
    method = "time-dummy hedonic index, errors clustered"
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
    formula = " + ".join(["y ~ q + C(t)", *names])
    fitted = smf.ols(formula, ready).fit(cov_type="cluster", cov_kwds={"groups": groups})
    bounds = fitted.conf_int()
    rows = [(periods[0], 1.0, 1.0, 1.0, int(sizes[periods[0]]))]
    for code, label in enumerate(periods[1:], start=1):
        name = f"C(t)[T.{code}]"
        low, high = np.exp(bounds.loc[name])
        rows.append((label, float(np.exp(fitted.params[name])), low, high, int(sizes[label])))
    tidy = pd.DataFrame(rows, columns=columns).sort_values(period, ignore_index=True)
    tidy.attrs["quality_slope"] = float(fitted.params["q"])
    tidy.attrs["base"] = periods[0]
    return EstimateSeries(tidy, "index", method).resting_on(data)


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


@dataclass(frozen=True)
class Paths:
    """A log index, its bootstrap paths (draws x periods), and the items in each link."""

    periods: pd.Index
    path: np.ndarray
    drawn: np.ndarray
    items: list[int]


def matched_model_paths(
    frame: pd.DataFrame,
    *,
    price: str,
    item: str,
    period: str,
    cluster: str | None = None,
    seed: int = 0,
    draws: int = 499,
) -> Paths:
    """The index of :func:`matched_model_index` as logs, with every bootstrap path."""
    need_columns(frame, price, item, period, *([cluster] if cluster else []))
    data = frame.dropna(subset=[price, item, period])
    data = data[data[price].astype(float) > 0]
    table = data.pivot_table(
        index=item, columns=period, values=price, aggfunc="mean", observed=True
    )
    logs = np.log(table.astype(float)).to_numpy()
    if logs.shape[1] < 2:
        return Paths(table.columns[:0], np.array([]), np.zeros((draws, 0)), [])
    change = np.diff(logs, axis=1)
    present = np.isfinite(change)
    links = present.sum(axis=0)
    usable = int(np.argmax(links < 2)) if (links < 2).any() else len(links)
    totals, counts = np.where(present, change, 0.0)[:, :usable], present[:, :usable].astype(float)
    if cluster:
        owner = data.groupby(item, observed=True)[cluster].first().reindex(table.index)
        groups = pd.factorize(owner)[0]
        member = np.eye(groups.max() + 1)[groups].T
        totals, counts = member @ totals, member @ counts
    rng = np.random.default_rng(seed)
    picks = rng.integers(0, len(totals), size=(draws, len(totals)))
    weights = np.stack([np.bincount(pick, minlength=len(totals)) for pick in picks])
    return Paths(
        table.columns[: usable + 1],
        _chain(totals.sum(axis=0), counts.sum(axis=0)),
        _chain(weights @ totals, weights @ counts),
        [int(np.isfinite(logs[:, 0]).sum()), *map(int, links[:usable])],
    )


def _chain(totals: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Mean change of each link, summed up from 0; a draw without an item in a link has no change."""
    mean = np.divide(totals, counts, out=np.zeros_like(totals), where=counts > 0)
    start = np.zeros((*mean.shape[:-1], 1))
    return np.concatenate([start, mean.cumsum(axis=-1)], axis=-1)


def rebased(found: Paths, base: object) -> pd.DataFrame:
    """The index with ``base`` set to 1 (else the first period), 95% bands relative to the base.

    Columns: month, value, low, high, n, path (the log index).
    """
    columns = ["month", "value", "low", "high", "n", "path"]
    if len(found.periods) < 2:
        return pd.DataFrame(columns=columns)
    place = list(found.periods).index(base) if base in list(found.periods) else 0
    low, high = np.percentile(found.drawn - found.drawn[:, [place]], [2.5, 97.5], axis=0)
    path = found.path - found.path[place]
    values = zip(found.periods, np.exp(path), np.exp(low), np.exp(high), found.items, path, strict=True)
    return pd.DataFrame(values, columns=columns)


def between(found: Paths, start: object, end: object) -> Estimate:
    """Relative change of the index from ``start`` to ``end`` (-0.25: a quarter less)."""
    periods = [pd.Timestamp(one) for one in found.periods]
    ends = [pd.Timestamp(start), pd.Timestamp(end)]
    if any(one not in periods for one in ends):
        return Estimate.unavailable("the index does not cover both months", "share")
    first, last = (periods.index(one) for one in ends)
    drawn = np.exp(found.drawn[:, last] - found.drawn[:, first]) - 1
    low, high = np.percentile(drawn, [2.5, 97.5])
    value = np.exp(found.path[last] - found.path[first]) - 1
    return Estimate(
        value, low, high, unit="share", n=found.items[last],
        method="change of the chained matched-model index, bootstrap over firms",
    )


def last_of(series: EstimateSeries) -> Estimate:
    """The newest value of an index; unavailable where it has none but its base."""
    if len(series.frame) < 2:
        return Estimate.unavailable("too few models with a price and a score", "index")
    row = series.frame.iloc[-1]
    return Estimate(
        row["value"], row["low"], row["high"], unit="index", n=int(row["n"]), method=series.method,
        basis=series.basis, detail={"period": row.iloc[0]},
    )


def of_countries(panel: pd.DataFrame, countries: list[str], *, seed: int = 0, draws: int = 499) -> dict[str, Paths]:
    """Like-for-like paths of each country from a monthly panel (series, month, linked, firm)."""
    return {
        country: matched_model_paths(
            panel[panel["country"].astype(str) == country], price="linked", item="series",
            period="month", cluster="firm", seed=seed, draws=draws,
        )
        for country in countries
    }


def side_by_side(paths: dict[str, Paths], base: object, **labels: object) -> pd.DataFrame:
    """:func:`rebased` indexes of several countries in one frame, with constant ``labels``."""
    parts = [rebased(found, base).assign(country=country, **labels) for country, found in paths.items()]
    return pd.concat(parts, ignore_index=True)


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


def moved(change: Estimate) -> str:
    """A relative change in words with its interval: ``fell by 25% (0% to 48%)``."""
    if not change.available:
        return f"moved by an unknown part ({change.method})"
    down = change.value < 0
    ends = sorted(-end if down else end for end in (change.low, change.high))
    verb = "fell" if down else "rose"
    # An end on the other side of zero is said as such, not as a negative fall.
    back = "rise" if down else "fall"
    words = [f"{abs(end):.0%}" if round(end, 2) >= 0 else f"a {back} of {-end:.0%}" for end in ends]
    return f"{verb} by {abs(change.value):.0%} ({words[0]} to {words[1]})"


def as_share(index: Estimate) -> Estimate:
    """An index value as the share of the base price that is left."""
    return replace(index, unit="share")
