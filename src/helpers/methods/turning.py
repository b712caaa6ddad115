"""Whether breaks of several series gather in one window more than breaks anywhere would."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.methods import home_pressure, overseas_events
from helpers.methods.breaks import level_shifts
from helpers.methods.estimate import Estimate
from helpers.methods.proportions import share

LABELS = {
    "in_window": "break in the window",
    "chance": "by chance",
    "window_share": "window as a share of the span",
}


def breaks_of(series: pd.Series, *, smallest: int = 2, penalty: float | None = None) -> list[pd.Timestamp]:
    """Days at which the mean of a dated series shifts (PELT); missing values are skipped."""
    known = series.dropna().sort_index()
    found = level_shifts(known.to_numpy(dtype=float), penalty=penalty, smallest=smallest)
    return [known.index[place] for place in found]


def in_window(
    dated: dict[str, tuple[pd.Timestamp, pd.Timestamp, list[pd.Timestamp]]], start: str, end: str
) -> tuple[Estimate, pd.DataFrame]:
    """Share of series with a break in the window, less the share that chance gives.

    ``dated`` holds for each series its first day, its last day and the days of its breaks. Chance:
    the same number of breaks, each anywhere in the span. The interval is the exact one of the
    share, shifted by the mean chance.

    Returns the difference, and a table: series, breaks, in_window, chance.
    """
    unit = "difference of shares"
    first, last = pd.Timestamp(start), pd.Timestamp(end)
    rows = []
    for name, (begin, stop, days) in dated.items():
        overlap = (min(stop, last) - max(begin, first)).days
        part = max(overlap, 0) / max((stop - begin).days, 1)
        inside = any(first <= day <= last for day in days)
        rows.append((name, list(days), inside, 1 - (1 - min(part, 1)) ** len(days), part))
    table = pd.DataFrame(rows, columns=["series", "breaks", "in_window", "chance", "window_share"])
    if len(table) < 2:
        return Estimate.unavailable(f"{len(table)} series of twelve months or more", unit), table
    hit = share(int(table["in_window"].sum()), len(table), exact=True)
    chance = float(np.mean(table["chance"]))
    found = Estimate(
        hit.value - chance, hit.low - chance, hit.high - chance, unit=unit, n=len(table),
        method="share of series with a break in the window less chance, exact interval shifted",
        detail={"share": hit.value, "chance": chance},
    )
    return found, table


def series_of(
    price_shifts: pd.DataFrame,
    investment: pd.DataFrame,
    filings: pd.DataFrame,
    events: pd.DataFrame,
    trending: pd.DataFrame,
    as_of: pd.Timestamp,
    *,
    provider: str,
    fewest_months: int = 12,
) -> dict[str, tuple[pd.Timestamp, pd.Timestamp, list[pd.Timestamp]]]:
    """Span and breaks of the main series that have ``fewest_months``, for :func:`in_window`.

    Price index (shifts found before), filings and moves abroad by month (square roots of counts),
    yearly investment (logs), and the Chinese share of full trending boards by month.
    """
    own = {}
    if len(price_shifts) >= fewest_months:
        shifted = price_shifts.loc[price_shifts["on_path"], "month"]
        own["list prices"] = (price_shifts["month"].min(), price_shifts["month"].max(), list(shifted))
    last = (as_of + pd.Timedelta(days=1)).to_period("M") - 1
    kept = events[overseas_events.evidence_rows(events) & overseas_events.expansions(events)]
    kept = kept[kept["date_precision"].astype(str).isin(["day", "month"]) & (kept["date"] >= "2022-01-01")]
    counted = {
        "services filed": filings["filing_date"],
        "moves abroad": overseas_events.one_per_decision(kept)["date"],
    }
    for name, dates in counted.items():
        months = dates.dropna().dt.to_period("M")
        if months.empty:
            continue
        end = min(months.max(), last)
        counts = months.value_counts().reindex(pd.period_range(months.min(), end, freq="M"), fill_value=0)
        _keep(own, name, np.sqrt(counts.set_axis(counts.index.to_timestamp()).astype(float)), fewest_months)
    fall = home_pressure.funding_falls(investment, provider)
    yearly = -fall[fall.index.month == 1].cumsum()
    if len(yearly) >= 3:
        _keep(own, "investment", yearly, 1)
    boards = trending[(trending["board_kind"].astype(str) == "contiguous") & trending["country"].notna()]
    chinese = boards["country"].astype(str).eq("CN").groupby(boards["date"].dt.to_period("M")).mean()
    _keep(own, "trending share", chinese.set_axis(chinese.index.to_timestamp()), fewest_months)
    return own


def _keep(own: dict, name: str, series: pd.Series, fewest: int) -> None:
    if len(series) >= fewest and len(series) >= 4:
        own[name] = (series.index.min(), series.index.max(), breaks_of(series))


def as_text(days: list[pd.Timestamp]) -> str:
    """Break months in words."""
    return ", ".join(f"{day:%b %Y}" for day in days) or "none"
