"""Yearly investment as providers print it: one line per provider and edition, nothing pooled unseen.

Input are rows of ``ai_investment`` read with all editions, so that every figure keeps its row.
A line is what one provider printed in one edition; levels are compared along a line only.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate, EstimateSeries

AMOUNTS = ("private_investment", "vc_deal_value")
ASIDE = ("article_claim", "doubtful", "cumulative", "cumulative_with_us_investors", "lower_bound")
DATABASES = ("AI Index", "CSET", "OECD.AI")  # read at the provider; others as the press quotes them
VINTAGES = ("all", "newest", "first")
PROVIDERS = ("all", "databases", "press")
CHAINED = "AI Index, editions chained"


def readings(
    rows: pd.DataFrame, *, amounts: str = "disclosed", scope: str = "all_ai", basis: str = "nominal"
) -> pd.DataFrame:
    """Amounts of one scope that can be compared: no article figures, doubts, bounds or running sums.

    ``amounts``: where a provider prints both, disclosed sums only, or with its ``estimated`` ones.
    """
    need_columns(rows, "metric", "variant", "scope", "price_basis", "unit")
    variant = rows["variant"].astype(str)
    other = "estimated" if amounts == "disclosed" else "disclosed"
    kept = (
        rows["metric"].astype(str).isin(AMOUNTS)
        & rows["scope"].astype(str).eq(scope)
        & rows["price_basis"].astype(str).eq(basis)
        & ~variant.isin([*ASIDE, other])
        & rows["unit"].astype(str).isin(["usd_m", "cny_m"])
    )
    return rows[kept]


def of_providers(rows: pd.DataFrame, which: str = "all") -> pd.DataFrame:
    """All providers, those read at the provider (``databases``), or those quoted by the ``press``."""
    at_provider = rows["provider"].astype(str).isin(DATABASES)
    return rows if which == "all" else rows[at_provider if which == "databases" else ~at_provider]


def whole_years(rows: pd.DataFrame) -> pd.DataFrame:
    """Complete calendar years only, with the integer column ``year``."""
    yearly = rows[rows["period_type"].astype(str).eq("year") & rows["complete"].astype(bool)]
    return yearly.assign(year=yearly["period_start"].dt.year)


def lines(readings: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Whole years by line, with the year before that a printed change implies.

    Columns: provider, country, line, edition_day, year, value, unit, how (printed or implied).
    A change of -41.3 percent beside a level of 2022 prints, in effect, the level of 2021 of that
    very edition; the index of such a row is that of the change.
    """
    printed = whole_years(readings).assign(how="printed")
    changes = whole_years(rows[rows["metric"].astype(str).eq("private_investment_yoy")])
    keys = ["provider", "country", "vintage", "year"]
    level = printed.drop_duplicates(keys).set_index(keys)["value"]
    base = changes.assign(now=level.reindex(pd.MultiIndex.from_frame(changes[keys])).to_numpy())
    base = base.dropna(subset=["now"])
    implied = base.assign(
        value=base["now"] / (1 + base["value"].astype(float) / 100), year=base["year"] - 1,
        unit="usd_m", how="implied by the printed change",
    )
    both = pd.concat([printed, implied]).drop_duplicates(keys)
    edition = both["vintage"].astype(str)
    provider = both["provider"].astype(str)
    label = edition.where([e.startswith(p) for e, p in zip(edition, provider, strict=True)], provider + " " + edition)
    kept = both.assign(line=label, edition_day=both["vintage_date"], value=both["value"].astype(float))
    names = ["provider", "country", "line", "edition_day", "year", "value", "unit", "how", "source_id"]
    return kept[names].sort_values(["provider", "edition_day", "year"], kind="stable")


def chained(rows: pd.DataFrame, levels: pd.DataFrame, country: str = "CN") -> pd.DataFrame:
    """AI Index amounts of one country tied together by the changes that its editions print.

    The edition of 2023 sets the level of 2021 and 2022; later editions carry it on by the change they print,
    that of 2022 carries it back by its own years. Columns as :func:`lines`. An edition sees its newest
    year before late reports and the year before it after them, so printed changes lean downward.
    """
    own = levels[levels["country"].astype(str).eq(country) & levels["provider"].astype(str).eq("AI Index")]
    start = own[own["how"].ne("printed")].sort_values("year", kind="stable").head(1)
    if start.empty:
        return levels.iloc[:0]
    first, level = int(start["year"].iloc[0]), float(start["value"].iloc[0])
    oldest = own[own["edition_day"].eq(own["edition_day"].min())]
    anchor = oldest.loc[oldest["year"].eq(first), "value"]
    back = oldest[oldest["year"].lt(first)] if len(anchor) else oldest.iloc[:0]
    back = back.assign(value=back["value"] * level / anchor.iloc[0]) if len(anchor) else back
    is_change = rows["metric"].astype(str).eq("private_investment_yoy") & rows["country"].astype(str).eq(country)
    later = whole_years(rows[is_change]).sort_values(["year", "vintage_date"])
    later = later[later["year"].gt(first)].drop_duplicates("year")
    later = later[later["year"].eq(first + 1 + np.arange(len(later)))]
    later = later.assign(value=level * (1 + later["value"].astype(float) / 100).cumprod())
    day = later["vintage_date"].max() if len(later) else start["edition_day"].iloc[0]
    both = pd.concat([back, start, later])
    return both.assign(
        line=CHAINED, edition_day=day, unit="usd_m", provider="AI Index", country=country, how="chained"
    )[list(levels.columns)]


def rate_between(fx: pd.DataFrame, yearly: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> tuple[float, str]:
    """Yuan per dollar over a span, and which rate it is.

    Mean of the months of ``fx_usd_cny`` in the span, else the yearly rate of ``macro_controls``, else
    the nearest month known.
    """
    months = fx[fx["date_precision"].astype(str).eq("month")].set_index("date")["cny_per_usd"].sort_index()
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
        usd_bn=frame["value"].astype(float) / used / 1000, rate=used, rate_of=np.where(yuan, words, "in dollars")
    )


def beside(rows: pd.DataFrame, year: int, fx: pd.DataFrame, yearly: pd.DataFrame, country: str = "CN") -> pd.DataFrame:
    """Amounts and deals of every provider for any part of one year, each scope as printed.

    Columns: provider, vintage, period, period_type, scope, usd_bn, rounds, usd_m_per_round, rate_of, bound.
    """
    own = rows[rows["country"].astype(str).eq(country) & rows["period_start"].dt.year.eq(year)]
    own = own[~own["variant"].astype(str).isin([*set(ASIDE) - {"lower_bound"}, "rounds_over_100m_cny"])]
    own = own[~own["period_type"].astype(str).eq("multi_year") & own["price_basis"].astype(str).eq("nominal")]
    keys = ["provider", "vintage", "period", "scope"]
    counts = own[own["metric"].astype(str).eq("deal_count")].drop_duplicates(keys)
    sums = in_dollars(own[own["metric"].astype(str).isin(AMOUNTS)], fx, yearly)
    rounds = counts.set_index(keys)["value"].reindex(pd.MultiIndex.from_frame(sums[keys])).to_numpy(dtype=float)
    names = [*keys, "period_type", "usd_bn", "rounds", "usd_m_per_round", "bound", "rate_of", "source_id"]
    return sums.assign(
        rounds=rounds, usd_m_per_round=sums["usd_bn"] * 1000 / rounds,
        bound=sums["variant"].astype(str).eq("lower_bound"),
    )[names]


def of_vintages(lines: pd.DataFrame, which: str = "all") -> pd.DataFrame:
    """Every line, or of each provider the line of its newest or first edition."""
    if which == "all" or lines.empty:
        return lines
    day = lines.groupby(lines["provider"].astype(str))["edition_day"]
    return lines[lines["edition_day"].eq(day.transform("max" if which == "newest" else "min"))]


def ratios(
    lines: pd.DataFrame, base: int, *, year: int | None = None, same: bool = False, vintages: str = "all"
) -> pd.DataFrame:
    """Each line's amount over its own ``base`` year; columns of :func:`lines`, ``value`` the ratio.

    ``year`` fixes the later year; else each line gives its newest. ``same``: only lines that
    reach the newest year that any reaches. ``vintages``: among the lines that hold both years.
    """
    at_base = lines[lines["year"].eq(base)].drop_duplicates("line").set_index("line")["value"]
    later = lines[lines["year"].gt(base) & lines["line"].isin(at_base.index)]
    if year is not None:
        later = later[later["year"].eq(year)]
    newest = later.sort_values("year", kind="stable").groupby("line", sort=False).tail(1)
    newest = of_vintages(newest, vintages)
    if same and len(newest):
        newest = newest[newest["year"].eq(newest["year"].max())]
    return newest.assign(value=newest["value"] / newest["line"].map(at_base).astype(float))


def geometric_mean(ratios: pd.DataFrame, unit: str = "ratio") -> Estimate:
    """Geometric mean of ratios with a t interval over lines.

    Lines of one provider share deals, so the interval is at best right and rather too short.
    """
    logs = np.log(ratios["value"].to_numpy(dtype=float))
    n = len(logs)
    if n == 0:
        return Estimate.unavailable("no provider prints both years in one edition known by then", unit)
    mean = float(logs.mean())
    each = {str(k): float(v) for k, v in zip(ratios["line"], ratios["value"], strict=True)}
    if n == 1:
        return Estimate(
            np.exp(mean), unit=unit, n=1, method="a single line: no interval over providers", detail=each
        ).resting_on(ratios)
    half = stats.t.ppf(0.975, n - 1) * logs.std(ddof=1) / np.sqrt(n)
    return Estimate(
        np.exp(mean), np.exp(mean - half), np.exp(mean + half), unit=unit, n=n,
        method="geometric mean over providers and vintages, t interval of logs", detail=each,
    ).resting_on(ratios)


def band(lines: pd.DataFrame) -> EstimateSeries:
    """Per year the lowest, middle (median) and highest line: columns year, value, low, high, n."""
    known = lines.dropna(subset=["usd_bn"])
    tidy = known.groupby("year")["usd_bn"].agg(value="median", low="min", high="max", n="size").reset_index()
    return EstimateSeries(tidy, "USD billion", "range over providers and editions").resting_on(known)


def on_axis(frame: pd.DataFrame) -> pd.DataFrame:
    """Add ``date``, the middle of each whole year, for time axes."""
    return frame.assign(date=pd.to_datetime(frame["year"].astype(int).astype(str) + "-07-01"))


def to_name(lines: pd.DataFrame, year: int = 2021) -> list[str]:
    """Lines worth a name in a crowded figure: three years or more, or a provider's newest print of ``year``."""
    long = lines.groupby("line")["year"].nunique()
    at_year = of_vintages(lines[lines["year"].eq(year)], "newest")["line"]
    return sorted({*long.index[long.ge(3)], *at_year} - set(lines.loc[lines["how"].str.startswith("implied"), "line"]))


def economies(lines: pd.DataFrame, countries: list[str], *, least: int = 4, most: int = 8) -> pd.DataFrame:
    """Largest economies in the newest whole year of each provider's newest line that holds several."""
    own = lines[lines["country"].astype(str).isin(countries) & lines["unit"].astype(str).eq("usd_m")]
    own = own.astype({"country": str})
    wide = own[own.groupby(["line", "year"])["country"].transform("nunique").ge(least)]
    newest = of_vintages(wide, "newest")
    newest = newest[newest["year"].eq(newest.groupby("line")["year"].transform("max"))]
    top = newest.sort_values("value", ascending=False).groupby("line", sort=False).head(most)
    return top.assign(usd_bn=top["value"] / 1000, edition=top["line"] + ", " + top["year"].astype(str))


def peaks(lines: pd.DataFrame, around: int, *, before: int = 2) -> pd.DataFrame:
    """Year of the largest amount of each line that covers ``around``, years before it and one after.

    Columns: provider, line, year, first, last, value, source_id. A line that begins or ends at the year can not say that it was the peak.
    """
    rows = []
    for name, own in lines.groupby("line", sort=False):
        years = set(own["year"])
        if around in years and around + 1 in years and sum(y < around for y in years) >= before:
            rows.append(own.iloc[[int(own["value"].to_numpy().argmax())]].assign(first=min(years), last=max(years), line=name))
    return pd.concat(rows) if rows else lines.iloc[:0].assign(first=0, last=0)


def revisions(lines: pd.DataFrame) -> pd.DataFrame:
    """Years that one provider printed in several editions: columns provider, year, first, newest, change."""
    own = lines[lines["line"].ne(CHAINED)].astype({"provider": str}).sort_values("edition_day", kind="stable")
    table = own.groupby(["provider", "unit", "year"], observed=True).agg(
        first=("value", "first"), newest=("value", "last"), editions=("value", "size")
    ).reset_index()
    table = table[table["editions"].gt(1)]
    return table.assign(change=table["newest"] / table["first"] - 1)


def part_of_year(readings: pd.DataFrame, provider: str, year: int, country: str = "CN") -> tuple[float | None, float | None]:
    """Amount of the running year so far, and the part of the year that it covers; else two Nones."""
    part = readings[
        readings["provider"].astype(str).eq(provider) & readings["country"].astype(str).eq(country)
        & ~readings["complete"].astype(bool) & readings["period_start"].eq(pd.Timestamp(year, 1, 1))
        & readings["period_end"].dt.year.eq(year)
    ]
    if part.empty:
        return None, None
    newest = part.sort_values("period_end").iloc[-1]
    return float(newest["value"]), newest["period_end"].day_of_year / 365.25


def share_of(lines: pd.DataFrame, whole: str, part: str = "CN") -> pd.DataFrame:
    """Amount of ``part`` over that of ``whole`` along each line: provider, line, year, value."""
    keys = ["line", "year"]
    table = lines.drop_duplicates([*keys, "country"]).astype({"country": str})
    wide = table.pivot_table(index=["provider", *keys], columns="country", values="value", observed=True)
    if part not in wide or whole not in wide:
        return pd.DataFrame(columns=["provider", *keys, "value"])
    found = (wide[part] / wide[whole]).dropna()
    return found.rename("value").reset_index()
