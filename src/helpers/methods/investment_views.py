"""Investment lines side by side: their range, revisions, what to name in a figure, parts of years."""

from __future__ import annotations

import pandas as pd

from helpers.methods.currency import in_dollars
from helpers.methods.estimate import EstimateSeries
from helpers.methods.investment import AMOUNTS, ASIDE, CHAINED, of_vintages


def band(lines: pd.DataFrame) -> EstimateSeries:
    """Per year the lowest, middle (median) and highest line: columns year, value, low, high, n."""
    known = lines.dropna(subset=["usd_bn"])
    tidy = (
        known.groupby("year")["usd_bn"]
        .agg(value="median", low="min", high="max", n="size")
        .reset_index()
    )
    return EstimateSeries(tidy, "USD billion", "range over providers and editions").resting_on(
        known
    )


def beside(
    rows: pd.DataFrame, year: int, fx: pd.DataFrame, yearly: pd.DataFrame, country: str = "CN"
) -> pd.DataFrame:
    """Amounts and deals of every provider for any part of one year, each scope as printed.

    Columns: provider, vintage, period, period_type, scope, usd_bn, rounds, usd_m_per_round, rate_of, bound.
    """
    own = rows[rows["country"].astype(str).eq(country) & rows["period_start"].dt.year.eq(year)]
    own = own[
        ~own["variant"].astype(str).isin([*set(ASIDE) - {"lower_bound"}, "rounds_over_100m_cny"])
    ]
    own = own[
        ~own["period_type"].astype(str).eq("multi_year")
        & own["price_basis"].astype(str).eq("nominal")
    ]
    keys = ["provider", "vintage", "period", "scope"]
    counts = own[own["metric"].astype(str).eq("deal_count")].drop_duplicates(keys)
    sums = in_dollars(own[own["metric"].astype(str).isin(AMOUNTS)], fx, yearly)
    rounds = (
        counts.set_index(keys)["value"]
        .reindex(pd.MultiIndex.from_frame(sums[keys]))
        .to_numpy(dtype=float)
    )
    names = [
        *keys,
        "period_type",
        "usd_bn",
        "rounds",
        "usd_m_per_round",
        "bound",
        "rate_of",
        "source_id",
    ]
    return sums.assign(
        rounds=rounds,
        usd_m_per_round=sums["usd_bn"] * 1000 / rounds,
        bound=sums["variant"].astype(str).eq("lower_bound"),
    )[names]


def same_parts(
    rows: pd.DataFrame, fx: pd.DataFrame, yearly: pd.DataFrame, country: str = "CN"
) -> pd.DataFrame:
    """The same part of two years from one provider and scope: half-years against half-years.

    Amounts of parts of years only, in dollars; a part is the span of months that it covers.
    Columns: provider, scope, part, earlier, later (years), then, now (USD billion), ratio.
    """
    part = rows[
        rows["country"].astype(str).eq(country)
        & rows["metric"].astype(str).isin(AMOUNTS)
        & ~rows["variant"].astype(str).isin(ASIDE)
        & rows["price_basis"].astype(str).eq("nominal")
    ]
    start, end = part["period_start"], part["period_end"]
    within = start.dt.year.eq(end.dt.year) & ~(start.dt.month.eq(1) & end.dt.month.eq(12))
    usd = in_dollars(part[within], fx, yearly)
    usd = usd.assign(
        part=usd["period_start"].dt.strftime("%B") + " to " + usd["period_end"].dt.strftime("%B"),
        year=usd["period_start"].dt.year,
    ).astype({"provider": str, "scope": str})
    keys = ["provider", "scope", "variant", "part"]
    newest = usd.sort_values("vintage_date").drop_duplicates([*keys, "year"], keep="last").sort_values("year")
    grouped = newest.astype({"variant": str}).groupby(keys, sort=True)
    pairs = newest.assign(earlier=grouped["year"].shift(), then=grouped["usd_bn"].shift()).dropna(subset=["then"])
    found = pairs.assign(later=pairs["year"], now=pairs["usd_bn"], ratio=pairs["usd_bn"] / pairs["then"])
    return found[["provider", "scope", "part", "earlier", "later", "then", "now", "ratio"]].astype({"earlier": int})


def revisions(lines: pd.DataFrame) -> pd.DataFrame:
    """Years that one provider printed in several editions: columns provider, year, first, newest, change."""
    own = (
        lines[lines["line"].ne(CHAINED)]
        .astype({"provider": str})
        .sort_values("edition_day", kind="stable")
    )
    table = (
        own.groupby(["provider", "unit", "year"], observed=True)
        .agg(first=("value", "first"), newest=("value", "last"), editions=("value", "size"))
        .reset_index()
    )
    table = table[table["editions"].gt(1)]
    return table.assign(change=table["newest"] / table["first"] - 1)


def on_axis(frame: pd.DataFrame) -> pd.DataFrame:
    """Add ``date``, the middle of each whole year, for time axes."""
    return frame.assign(date=pd.to_datetime(frame["year"].astype(int).astype(str) + "-07-01"))


def to_name(lines: pd.DataFrame, year: int = 2021) -> list[str]:
    """Lines worth a name in a crowded figure: three years or more, or a provider's newest print of ``year``."""
    long = lines.groupby("line")["year"].nunique()
    at_year = of_vintages(lines[lines["year"].eq(year)], "newest")["line"]
    return sorted(
        {*long.index[long.ge(3)], *at_year}
        - set(lines.loc[lines["how"].str.startswith("implied"), "line"])
    )


def span(values: pd.Series) -> str:
    """Lowest to highest share in words: ``3% to 9%``, or ``16%`` where they read the same."""
    ends = [f"{end:.0%}" for end in (values.min(), values.max())]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def economies(
    lines: pd.DataFrame, countries: list[str], *, least: int = 4, most: int = 8
) -> pd.DataFrame:
    """Largest economies in the newest whole year of each provider's newest line that holds several."""
    own = lines[
        lines["country"].astype(str).isin(countries) & lines["unit"].astype(str).eq("usd_m")
    ]
    own = own.astype({"country": str})
    wide = own[own.groupby(["line", "year"])["country"].transform("nunique").ge(least)]
    newest = of_vintages(wide, "newest")
    newest = newest[newest["year"].eq(newest.groupby("line")["year"].transform("max"))]
    top = newest.sort_values("value", ascending=False).groupby("line", sort=False).head(most)
    return top.assign(
        usd_bn=top["value"] / 1000, edition=top["line"] + ", " + top["year"].astype(str)
    )


def part_of_year(
    readings: pd.DataFrame, provider: str, year: int, country: str = "CN"
) -> tuple[float | None, float | None]:
    """Amount of the running year so far, and the part of the year that it covers; else two Nones."""
    part = readings[
        readings["provider"].astype(str).eq(provider)
        & readings["country"].astype(str).eq(country)
        & ~readings["complete"].astype(bool)
        & readings["period_start"].eq(pd.Timestamp(year, 1, 1))
        & readings["period_end"].dt.year.eq(year)
    ]
    if part.empty:
        return None, None
    newest = part.sort_values("period_end").iloc[-1]
    return float(newest["value"]), newest["period_end"].day_of_year / 365.25
