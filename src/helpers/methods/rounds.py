"""Funding rounds and listings made ready: one row per round, one currency, kinds of investors."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.methods._checks import need_columns
from helpers.methods.currency import daily_rates

KINDS = ("government", "corporate", "financial")


def counted(rounds: pd.DataFrame, *, confirmed: bool = True) -> pd.Series:
    """True for rounds that count: no talks, share sales or second reports; ``confirmed``: closed only."""
    need_columns(rounds, "count_in_sums", "status")
    kept = rounds["count_in_sums"].astype(bool)
    return kept & rounds["status"].astype(str).eq("closed") if confirmed else kept


def of_china(rounds: pd.DataFrame, firms: pd.DataFrame, origin: str = "founding") -> pd.Series:
    """True for rounds of Chinese firms.

    ``founding``: firms that the table of rounds or that of firms has founded in China, wherever
    they are run from now; ``headquarters``: firms run from China.
    """
    need_columns(rounds, "firm", "country")
    known = firms.set_index("firm")
    listed = rounds["country"].astype("object")
    run_from = rounds["firm"].map(known["country"].astype("object")).fillna(listed)
    if origin == "headquarters":
        return run_from.eq("CN")
    return rounds["firm"].map(known["founding_country"].astype("object")).fillna(listed).eq("CN")


def in_usd(rounds: pd.DataFrame, fx: pd.DataFrame) -> pd.DataFrame:
    """Add ``usd_m``: the source's dollars, else yuan at the rate of the day, or of the month.

    The day's rate where the round is dated to the day, else the mean of its month; after the last
    known rate, that one. Yuan before the first rate, and other currencies, stay unknown.
    """
    need_columns(rounds, "amount_usd_m", "amount_native_m", "currency", "announced_date")
    months = fx[fx["date_precision"].astype(str).eq("month")]
    rate = months.set_index(months["date"].dt.to_period("M"))["cny_per_usd"].sort_index()
    when = rounds["announced_date"].dt.to_period("M")
    own = when.map(rate).astype(float)
    daily = daily_rates(fx, rounds["announced_date"].max()) if len(rounds) else pd.Series(dtype=float)
    if len(daily):
        of_day = rounds["announced_date"].dt.normalize().map(daily).astype(float)
        own = own.where(~rounds["date_precision"].astype(str).eq("day") & own.notna(), of_day)
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


def while_private(
    rounds: pd.DataFrame, firms: pd.DataFrame, listings: pd.DataFrame
) -> tuple[pd.DataFrame, pd.Series]:
    """Rounds of start-ups, and the day on which a start-up listed (index: firm).

    ``firms`` says what a firm was in October 2024. One that had listed by then was a start-up
    before: its rounds count where the day of its listing is known, and until then.
    """
    need_columns(listings, "firm", "event", "event_date", "date_precision")
    listed = listings[listings["event"].astype(str).eq("listed")]
    days = middle_day(listed, "event_date", "date_precision").groupby(listed["firm"].astype("object")).min()
    tier = rounds["firm"].map(firms.set_index("firm")["tier"].astype(str))
    before = rounds["announced_date"] < rounds["firm"].map(days)
    return rounds[tier.isin(["startup", "unicorn"]) | (tier.eq("listed") & before)], days


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
