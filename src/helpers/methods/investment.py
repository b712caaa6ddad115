"""Yearly investment as providers print it: one line per provider and edition, nothing pooled unseen.

Input are rows of ``ai_investment`` read with all editions, so that every figure keeps its row.
A line is what one provider printed in one edition; levels are compared along a line only.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate

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
        value=base["now"] / (1 + base["value"].astype(float) / 100),
        year=base["year"] - 1,
        unit="usd_m",
        how="implied by the printed change",
    )
    both = pd.concat([printed, implied]).drop_duplicates(keys)
    edition = both["vintage"].astype(str)
    provider = both["provider"].astype(str)
    label = edition.where(
        [e.startswith(p) for e, p in zip(edition, provider, strict=True)], provider + " " + edition
    )
    kept = both.assign(
        line=label, edition_day=both["vintage_date"], value=both["value"].astype(float)
    )
    names = [
        "provider",
        "country",
        "line",
        "edition_day",
        "year",
        "value",
        "unit",
        "how",
        "source_id",
    ]
    return kept[names].sort_values(["provider", "edition_day", "year"], kind="stable")


def chained(rows: pd.DataFrame, levels: pd.DataFrame, country: str = "CN") -> pd.DataFrame:
    """AI Index amounts of one country tied together by the changes that its editions print.

    The edition of 2023 sets the level of 2021 and 2022; later editions carry it on by the change they print,
    that of 2022 carries it back by its own years. Columns as :func:`lines`. An edition sees its newest
    year before late reports and the year before it after them, so printed changes lean downward.
    """
    own = levels[
        levels["country"].astype(str).eq(country) & levels["provider"].astype(str).eq("AI Index")
    ]
    days = own["edition_day"].drop_duplicates().sort_values()
    if len(days) < 2:
        return levels.iloc[:0]
    start = own[own["edition_day"].eq(days.iloc[1])].sort_values("year", kind="stable").head(1)
    first, level = int(start["year"].iloc[0]), float(start["value"].iloc[0])
    oldest = own[own["edition_day"].eq(own["edition_day"].min())]
    anchor = oldest.loc[oldest["year"].eq(first), "value"]
    back = oldest[oldest["year"].lt(first)] if len(anchor) else oldest.iloc[:0]
    back = back.assign(value=back["value"] * level / anchor.iloc[0]) if len(anchor) else back
    is_change = rows["metric"].astype(str).eq("private_investment_yoy") & rows["country"].astype(
        str
    ).eq(country)
    later = whole_years(rows[is_change]).sort_values(["year", "vintage_date"])
    later = later[later["year"].gt(first)].drop_duplicates("year")
    later = later[later["year"].eq(first + 1 + np.arange(len(later)))]
    later = later.assign(value=level * (1 + later["value"].astype(float) / 100).cumprod())
    day = later["vintage_date"].max() if len(later) else start["edition_day"].iloc[0]
    both = pd.concat([back, start, later])
    return both.assign(
        line=CHAINED,
        edition_day=day,
        unit="usd_m",
        provider="AI Index",
        country=country,
        how="chained",
    )[list(levels.columns)]


def of_vintages(lines: pd.DataFrame, which: str = "all") -> pd.DataFrame:
    """Every line, or of each provider the line of its newest or first edition."""
    if which == "all" or lines.empty:
        return lines
    day = lines.groupby(lines["provider"].astype(str))["edition_day"]
    return lines[lines["edition_day"].eq(day.transform("max" if which == "newest" else "min"))]


def ratios(
    lines: pd.DataFrame,
    base: int,
    *,
    year: int | None = None,
    vintages: str = "all",
) -> pd.DataFrame:
    """Each line's amount over its own ``base`` year; columns of :func:`lines`, ``value`` the ratio.

    ``year`` fixes the later year; else each line gives its newest. ``vintages``: among the lines
    that hold both years.
    """
    at_base = lines[lines["year"].eq(base)].drop_duplicates("line").set_index("line")["value"]
    later = lines[lines["year"].gt(base) & lines["line"].isin(at_base.index)]
    if year is not None:
        later = later[later["year"].eq(year)]
    newest = later.sort_values("year", kind="stable").groupby("line", sort=False).tail(1)
    newest = of_vintages(newest, vintages)
    return newest.assign(value=newest["value"] / newest["line"].map(at_base).astype(float))


def geometric_mean(ratios: pd.DataFrame, unit: str = "ratio") -> Estimate:
    """Geometric mean of ratios with a t interval over lines.

    Lines of one provider share deals, so the interval is at best right and rather too short.
    """
    logs = np.log(ratios["value"].to_numpy(dtype=float))
    n = len(logs)
    if n == 0:
        return Estimate.unavailable(
            "no provider prints both years in one edition known by then", unit
        )
    mean = float(logs.mean())
    each = {str(k): float(v) for k, v in zip(ratios["line"], ratios["value"], strict=True)}
    if n == 1:
        return Estimate(
            np.exp(mean),
            unit=unit,
            n=1,
            method="a single line: no interval over providers",
            detail=each,
        ).resting_on(ratios)
    half = stats.t.ppf(0.975, n - 1) * logs.std(ddof=1) / np.sqrt(n)
    return Estimate(
        np.exp(mean),
        np.exp(mean - half),
        np.exp(mean + half),
        unit=unit,
        n=n,
        method="geometric mean over providers and vintages, t interval of logs",
        detail=each,
    ).resting_on(ratios)


def peaks(lines: pd.DataFrame, around: int, *, before: int = 2) -> pd.DataFrame:
    """Year of the largest amount of each line that covers ``around``, years before it and one after.

    Columns: provider, line, year, first, last, value, source_id. A line that begins or ends at the year can not say that it was the peak.
    """
    rows = []
    for name, own in lines.groupby("line", sort=False):
        years = set(own["year"])
        if around in years and around + 1 in years and sum(y < around for y in years) >= before:
            rows.append(
                own.iloc[[int(own["value"].to_numpy().argmax())]].assign(
                    first=min(years), last=max(years), line=name
                )
            )
    return pd.concat(rows) if rows else lines.iloc[:0].assign(first=0, last=0)


def share_of(lines: pd.DataFrame, whole: str, part: str = "CN") -> pd.DataFrame:
    """Amount of ``part`` over that of ``whole`` along each line: provider, line, year, value."""
    keys = ["line", "year"]
    table = lines.drop_duplicates([*keys, "country"]).astype({"country": str})
    wide = table.pivot_table(
        index=["provider", *keys], columns="country", values="value", observed=True
    )
    if part not in wide or whole not in wide:
        return pd.DataFrame(columns=["provider", *keys, "value"])
    found = (wide[part] / wide[whole]).dropna()
    return found.rename("value").reset_index()
