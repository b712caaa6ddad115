"""What is in force in each month, in one currency, and what follows from levels of price."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.methods._checks import need_columns
from helpers.methods.currency import daily_rates
from helpers.methods.estimate import Estimate, EstimateSeries
from helpers.methods.prices import floored, usable, with_blend


def months_covered(rows: pd.DataFrame, as_of: pd.Timestamp) -> pd.DatetimeIndex:
    """Whole months from the first price to the last one in the lists, none after ``as_of``.

    The month of the last price counts where the lists were read up to its middle.
    """
    if rows.empty:
        return pd.DatetimeIndex([])
    newest = rows["effective_date"].max()
    last = newest.to_period("M") - int(newest.day < 15)
    last = min(last, (as_of + pd.Timedelta(days=1)).to_period("M") - 1)
    first = rows["effective_date"].min().to_period("M")
    return pd.period_range(first, last, freq="M").to_timestamp() if last >= first else pd.DatetimeIndex([])


def in_force(
    rows: pd.DataFrame,
    rates: pd.Series,
    months: pd.DatetimeIndex,
    *,
    sightings: pd.DataFrame | None = None,
    carry_months: int = 6,
) -> pd.DataFrame:
    """Price in force at the end of each month, in US dollars at the rate of its last day.

    One row a series and month. ``rates`` are yuan per dollar by day (:func:`daily_rates`).
    A level holds until the next one of its series. The last level holds until the last day on
    which a list showed it (``sightings``), and ``carry_months`` where no list says.

    Returns columns: series, firm, country, model_key, month, price_usd, input_only, free,
    linked (log price in which steps between unlike levels are bridged by ``step``).
    """
    columns = ["series", "firm", "country", "model_key", "month", "price_usd", "input_only", "free", "linked"]
    if rows.empty or len(months) == 0:
        return pd.DataFrame(columns=columns)
    rows = rows.assign(month=rows["effective_date"].dt.to_period("M").dt.to_timestamp())
    start = np.log(rows["price"].where(rows["price"] > 0))
    # A new chain begins where a step is missing: the first level, and the first after a free one.
    chain = rows["step"].isna().groupby(rows["series"]).cumsum()
    base = start.groupby([rows["series"], chain]).transform("first")
    steps = rows["step"].fillna(0.0).groupby([rows["series"], chain]).cumsum()
    # Each chain has its own place, so that no change is read across a break.
    rows = rows.assign(linked=(base + steps).where(~rows["free"]), chain=chain)
    last = rows.groupby(["series", "month"], sort=False).last().reset_index()
    ends = _ends(rows, sightings, carry_months)
    wide = last.pivot(index="series", columns="month", values="effective_date").reindex(columns=months)
    # A month without any new level is a column of plain NaN: make all columns days again.
    since = wide.apply(pd.to_datetime).ffill(axis=1)
    held = since.notna().to_numpy() & (ends.reindex(since.index).to_numpy()[:, None] >= months.to_numpy()[None, :])
    tidy = since.where(held).rename_axis(columns="month").stack().rename("effective_date").dropna().reset_index()
    known = ["series", "effective_date", "firm", "country", "model_key", "price", "currency", "input_only", "free", "linked", "chain"]
    tidy = tidy.merge(rows[known], on=["series", "effective_date"], how="left")
    rate = (tidy["month"] + pd.offsets.MonthEnd(0)).map(rates).astype(float)
    in_yuan = tidy["currency"].astype(str) == "CNY"
    tidy["price_usd"] = (tidy["price"] / rate.where(in_yuan, 1.0)).astype(float)
    tidy["linked"] = tidy["linked"] - np.log(rate.where(in_yuan, 1.0))
    tidy["series"] = tidy["series"] + " #" + tidy["chain"].astype(str)
    return tidy[columns]


def _ends(rows: pd.DataFrame, sightings: pd.DataFrame | None, carry_months: int) -> pd.Series:
    ends = rows.groupby("series")["effective_date"].max() + pd.DateOffset(months=carry_months)
    if sightings is None or sightings.empty:
        return ends
    keys = ["provider", "model", "effective_date", "currency"]
    plain = rows[[*keys, "series"]].astype({"provider": "object", "model": "object", "currency": "object"})
    seen = sightings[[*keys, "last_seen"]].astype({"provider": "object", "model": "object", "currency": "object"})
    latest = plain.merge(seen, on=keys).groupby("series")["last_seen"].max()
    latest = latest.reindex(ends.index)
    # A list that says when it dropped an entry knows better than the rule of thumb.
    return latest.where(latest.notna(), ends)


@dataclass(frozen=True)
class Market:
    """Prices made ready: ``rows`` (levels as listed), ``levels`` and ``linked`` (month by month).

    ``levels`` hold a last seen price for some months (for price levels and their spread);
    ``linked`` are for the like-for-like index, ``otherwise`` the same by the other choice about
    models that no list shows again. ``rates`` are yuan per dollar by day.
    """

    rows: pd.DataFrame
    months: pd.DatetimeIndex
    rates: pd.Series
    levels: pd.DataFrame
    linked: pd.DataFrame
    otherwise: pd.DataFrame


def prepare(
    prices: pd.DataFrame,
    sightings: pd.DataFrame,
    fx: pd.DataFrame,
    as_of: pd.Timestamp,
    *,
    blend: str = "3:1",
    carry_months: int = 6,
    unseen: str = "left_out",
    free: str = "left_out",
    suspect: bool = False,
) -> Market:
    """Prices in one currency, month by month, by the choices of the notebook.

    ``unseen``: whether a model that no list shows again is carried on for ``carry_months`` in the
    like-for-like index too, or ends. ``free``: prices of zero left out, or set to the lowest.
    """
    rows = usable(prices, suspect=suspect)
    rows = with_blend(floored(rows) if free == "as_lowest" else rows, blend)
    months = months_covered(rows, pd.Timestamp(as_of))
    rates = daily_rates(fx, months[-1] + pd.offsets.MonthEnd(0) if len(months) else pd.Timestamp(as_of))
    levels = in_force(rows, rates, months, sightings=sightings, carry_months=carry_months)
    ends = in_force(rows, rates, months, sightings=sightings, carry_months=0)
    chosen, other = (levels, ends) if unseen == "carried" else (ends, levels)
    return Market(rows, months, rates, levels, _paid(chosen), _paid(other))


def _paid(panel: pd.DataFrame) -> pd.DataFrame:
    return panel.assign(linked=np.exp(panel["linked"].astype(float)))


def cheapest_of_quality(levels: pd.DataFrame, at_least: float) -> pd.DataFrame:
    """Lowest price in force, by month and country, of models with ``quality`` of ``at_least``.

    Free models are left out. Columns: month, country, value, model.
    """
    need_columns(levels, "month", "country", "price_usd", "quality", "model_key")
    good = levels[(levels["quality"] >= at_least) & (levels["price_usd"] > 0)]
    if good.empty:
        return pd.DataFrame(columns=["month", "country", "value", "model"])
    best = good.loc[good.groupby(["month", "country"], observed=True)["price_usd"].idxmin()]
    named = best.rename(columns={"price_usd": "value", "model_key": "model"})
    return named[["month", "country", "value", "model"]].astype({"country": "object", "model": "object"})


def output_prices(rows: pd.DataFrame, rates: pd.Series, start: str, end: str) -> pd.DataFrame:
    """Output prices in dollars of the day, one a model (the first that a list showed in the window)."""
    day = rows["effective_date"]
    inside = rows[(day >= pd.Timestamp(start)) & (day <= pd.Timestamp(end)) & rows["output_price"].notna()]
    rate = inside["effective_date"].dt.normalize().map(rates).astype(float)
    in_yuan = inside["currency"].astype(str) == "CNY"
    paid = inside["output_price"].astype(float) / rate.where(in_yuan, 1.0)
    found = inside.assign(
        output_usd=paid,
        model=inside["firm"].astype(str) + " " + inside["model_key"].astype(str),
        country=inside["country"].astype(str),
    )
    return found.drop_duplicates(["firm", "model_key"])


def spread_by_month(levels: pd.DataFrame, *, fewest: int = 6, seed: int = 0, draws: int = 299) -> EstimateSeries:
    """Standard deviation of log prices in force, by month and country; bootstrap over series.

    Free models have no logarithm and are left out. Columns: month, country, value, low, high, n.
    """
    need_columns(levels, "month", "country", "price_usd")
    paid = levels[levels["price_usd"] > 0]
    rng = np.random.default_rng(seed)
    rows = []
    for (month, country), group in paid.groupby(["month", "country"], observed=True):
        logs = np.log(group["price_usd"].to_numpy(dtype=float))
        if len(logs) < fewest:
            continue
        drawn = logs[rng.integers(0, len(logs), (draws, len(logs)))].std(axis=1, ddof=1)
        low, high = np.percentile(drawn, [2.5, 97.5])
        rows.append((month, str(country), logs.std(ddof=1), low, high, len(logs)))
    tidy = pd.DataFrame(rows, columns=["month", "country", "value", "low", "high", "n"])
    return EstimateSeries(tidy, "log points", "SD of log prices, bootstrap over models")


def last_value(frame: pd.DataFrame, country: str) -> float | None:
    """The newest ``value`` of a country in a monthly frame; None where it has none."""
    mine = frame[frame["country"].astype(str) == country].dropna(subset=["value"])
    return float(mine.sort_values("month")["value"].iloc[-1]) if len(mine) else None


def last_price(frame: pd.DataFrame, country: str) -> Estimate:
    """The newest price of a country, as an estimate without interval (a look-up)."""
    value = last_value(frame, country)
    unit = "USD per million tokens"
    if value is None:
        return Estimate.unavailable("no such model priced and scored", unit)
    return Estimate(value, unit=unit, n=1, method="lowest list price in force")
