"""Yuan into dollars at the rate of the period that an amount is about."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.methods._checks import need_columns


def daily_rates(fx: pd.DataFrame, until: pd.Timestamp) -> pd.Series:
    """Yuan per dollar by calendar day, each the rate of the newest trading day by then.

    Days for which no daily rate is known take the mean of their month; the last rate known is
    carried to ``until``. ``attrs['last']`` is the last day with a rate of its own.
    """
    need_columns(fx, "date", "date_precision", "cny_per_usd")
    kind = fx["date_precision"].astype(str)
    days, months = (
        fx[kind == name].groupby("date")["cny_per_usd"].last().sort_index().astype(float)
        for name in ("day", "month")
    )
    if days.empty and months.empty:
        return pd.Series(dtype=float)
    first = min(known.index[0] for known in (days, months) if len(known))
    ends = [days.index[-1]] if len(days) else []
    ends += [months.index[-1] + pd.offsets.MonthEnd(0)] if len(months) else []
    span = pd.date_range(first, max(pd.Timestamp(until), *ends), freq="D")
    by_day = days.reindex(span).ffill()
    by_month = months.reindex(span).ffill()
    # A trading day speaks for the days until the next one, not for months without any.
    fresh = days.reindex(span).ffill(limit=15).notna() if len(days) else by_day.notna()
    rates = by_day.where(fresh | by_month.isna(), by_month).where(span <= max(ends)).ffill()
    rates.attrs["last"] = max(ends)
    return rates


def rate_between(
    fx: pd.DataFrame, yearly: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp
) -> tuple[float, str]:
    """Yuan per dollar over a span, and which rate it is.

    Mean of the months of ``fx_usd_cny`` in the span, else the yearly rate of ``macro_controls``, else
    the nearest month known.
    """
    months = (
        fx[fx["date_precision"].astype(str).eq("month")]
        .set_index("date")["cny_per_usd"]
        .sort_index()
    )
    inside = months[(months.index >= start.replace(day=1)) & (months.index <= end)]
    macro = yearly[yearly["series"].astype(str).eq("cny_per_usd") & yearly["year"].eq(start.year)]
    if len(inside):
        return float(inside.mean()), "mean of the months"
    if len(macro):
        return float(macro["value"].iloc[-1]), "mean of the year"
    if not len(months):
        return float("nan"), "no rate known"
    middle = start + (end - start) / 2
    nearest = months.index[np.argmin(np.abs((months.index - middle).days))]
    return float(months[nearest]), f"nearest month known, {nearest:%B %Y}"


def in_dollars(frame: pd.DataFrame, fx: pd.DataFrame, yearly: pd.DataFrame) -> pd.DataFrame:
    """Add ``usd_bn``, ``rate`` (yuan per dollar; 1 for dollars) and ``rate_of`` (which rate).

    Spans are ``period_start`` to ``period_end`` where given, else the calendar ``year``.
    """
    if "period_start" in frame:
        spans = list(zip(frame["period_start"], frame["period_end"], strict=True))
    else:
        spans = [(pd.Timestamp(int(y), 1, 1), pd.Timestamp(int(y), 12, 31)) for y in frame["year"]]
    known = {span: rate_between(fx, yearly, *span) for span in set(spans)}
    yuan = frame["unit"].astype(str).eq("cny_m")
    rate = pd.Series([known[span][0] for span in spans], index=frame.index, dtype=float).to_numpy()
    words = np.array([known[span][1] for span in spans], dtype=object)
    used = np.where(yuan, rate, 1.0)
    return frame.assign(
        usd_bn=frame["value"].astype(float) / used / 1000,
        rate=used,
        rate_of=np.where(yuan, words, "in dollars"),
    )
