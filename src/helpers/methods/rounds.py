"""Funding rounds and listings made ready: one row per round, one currency, kinds of investors."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.methods._checks import need_columns

KINDS = ("government", "corporate", "financial")


def counted(rounds: pd.DataFrame, *, confirmed: bool = True) -> pd.Series:
    """True for rounds that count: no talks, share sales or second reports; ``confirmed``: closed only."""
    need_columns(rounds, "count_in_sums", "status")
    kept = rounds["count_in_sums"].astype(bool)
    return kept & rounds["status"].astype(str).eq("closed") if confirmed else kept


def in_usd(rounds: pd.DataFrame, fx: pd.DataFrame) -> pd.DataFrame:
    """Add ``usd_m``: the source's dollars, else yuan at the mean rate of the month (newest month known after the last).

    Yuan before the first month with a rate, and other currencies, stay unknown.
    """
    need_columns(rounds, "amount_usd_m", "amount_native_m", "currency", "announced_date")
    months = fx[fx["date_precision"].astype(str).eq("month")]
    rate = months.set_index(months["date"].dt.to_period("M"))["cny_per_usd"].sort_index()
    when = rounds["announced_date"].dt.to_period("M")
    own = when.map(rate).astype(float)
    if len(rate):
        own = own.where(when <= rate.index[-1], rate.iloc[-1])
    yuan = rounds["currency"].astype(str).eq("CNY")
    converted = (rounds["amount_native_m"].astype(float) / own).where(yuan)
    return rounds.assign(usd_m=rounds["amount_usd_m"].astype(float).fillna(converted))


def named_kinds(
    rounds: pd.DataFrame, investors: pd.DataFrame, *, by_name_only: bool = False
) -> pd.DataFrame:
    """One row per round that names an investor, with a boolean column per kind of investor.

    ``by_name_only`` leaves out investors whose kind takes knowledge of the body.
    """
    known = investors[investors["basis"].astype(str).eq("name")] if by_name_only else investors
    kind_of = known.set_index("investor")["kind"].astype(str)
    names = rounds["lead_investors"].fillna("") + ";" + rounds["other_investors"].fillna("")
    kinds = names.str.split(";").map(lambda cell: {kind_of.get(n.strip()) for n in cell} - {None})
    told = rounds[kinds.map(len).gt(0)]
    return told.assign(
        **{kind: kinds[told.index].map(lambda found, k=kind: k in found) for kind in KINDS}
    )


def valuations(rounds: pd.DataFrame, firms: list[str]) -> pd.DataFrame:
    """Valuations as stated of ``firms``, one per firm and month (rounds that count first)."""
    stated = rounds.dropna(subset=["valuation_usd_m"])
    stated = stated[stated["firm"].isin(firms)]
    ranked = stated.assign(second=~stated["count_in_sums"].astype(bool))
    ranked = ranked.sort_values(["firm", "announced_date", "second"], kind="stable")
    once = ranked[~ranked.duplicated(["firm", "announced_date"])]
    return once.assign(usd_bn=once["valuation_usd_m"].astype(float) / 1000)


def middle_day(frame: pd.DataFrame, date: str, precision: str) -> pd.Series:
    """The middle of the period where only the year is known; other dates as they are."""
    half = frame[precision].astype(str).eq("year").astype(int) * 182
    return frame[date] + pd.to_timedelta(half, unit="D")


def first_abroad(
    events: pd.DataFrame, profiles: pd.DataFrame, changes: pd.DataFrame | None = None
) -> pd.Series:
    """Day of the first known step abroad per firm: dated events, first products of the profiles."""
    dated = pd.DataFrame(
        {"firm": events["firm"], "day": middle_day(events, "date", "date_precision")}
    )
    own = profiles.dropna(subset=["first_overseas_date"])
    first = pd.DataFrame(
        {
            "firm": own["firm"],
            "day": middle_day(own, "first_overseas_date", "first_overseas_precision"),
        }
    )
    both = pd.concat([dated, first]).dropna()
    return both.groupby("firm")["day"].min()


def typical(amounts: pd.Series) -> dict[str, float]:
    """Mean and median of disclosed amounts, and their number."""
    known = amounts.dropna().astype(float)
    if known.empty:
        return {"mean": np.nan, "median": np.nan, "n": 0}
    return {"mean": float(known.mean()), "median": float(known.median()), "n": len(known)}
