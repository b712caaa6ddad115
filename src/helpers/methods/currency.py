"""Yuan into dollars at the rate of the period that an amount is about."""

from __future__ import annotations

import numpy as np
import pandas as pd


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
