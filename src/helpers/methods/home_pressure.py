"""An index of pressure at home by quarter, and the moves abroad that it might come before.

Parts: the fall of like-for-like list prices in the quarter, and the fall of the year's private
investment (the same in the quarters of a year: no provider has quarters). Exits of firms have no
quarterly count anywhere, so they are no part of it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from helpers.errors import MethodError
from helpers.methods import overseas_events
from helpers.methods._checks import need_columns
from helpers.methods.counts import poisson_pseudo_likelihood
from helpers.methods.estimate import Estimate
from helpers.methods.like_for_like import Paths

PARTS = {
    "prices_funding": ("price_fall", "funding_fall"),
    "prices": ("price_fall",),
    "funding": ("funding_fall",),
}


def price_falls(paths: Paths) -> pd.Series:
    """Fall of a log price index in each quarter that it covers whole (index: quarter start)."""
    if len(paths.periods) < 4:
        return pd.Series(dtype=float, name="price_fall")
    levels = pd.Series(paths.path, index=pd.DatetimeIndex(paths.periods))
    ends = levels[levels.index.month % 3 == 0]
    fall = -ends.diff().dropna()
    fall.index = fall.index.to_period("Q").to_timestamp()
    return fall.rename("price_fall")


def funding_falls(investment: pd.DataFrame, provider: str, country: str = "CN") -> pd.Series:
    """Fall of the log of a year's investment against the year before, for each of its quarters.

    Rows: one provider, newest edition known of each year, whole years, nominal US dollars.
    """
    need_columns(investment, "provider", "country", "period_type", "metric", "variant", "value")
    wanted = {
        "provider": [provider],
        "country": [country],
        "period_type": ["year"],
        "scope": ["all_ai"],
        "metric": ["private_investment", "vc_deal_value"],
        "variant": ["as_reported", "estimated"],
        "unit": ["usd_m"],
        "price_basis": ["nominal"],
    }
    rows = investment[investment["complete"].astype("boolean").fillna(False).astype(bool)]
    for column, values in wanted.items():
        rows = rows[rows[column].astype(str).isin(values)]
    years = rows.sort_values("vintage_date").groupby(rows["period"].astype(int))["value"].last()
    fall = -np.log(years.astype(float)).diff()
    fall = fall[years.index.to_series().diff() == 1]
    quarters = [
        (pd.Timestamp(year=year, month=month, day=1), value)
        for year, value in fall.items()
        for month in (1, 4, 7, 10)
    ]
    return pd.Series(dict(quarters), dtype=float, name="funding_fall")


def index(price_fall: pd.Series, funding_fall: pd.Series, parts: str) -> pd.DataFrame:
    """Mean of the standardised parts by quarter, over the quarters in which prices are known.

    Columns: quarter, price_fall, funding_fall, pressure. A part that is unknown in a quarter is
    left out of its mean; with ``parts="funding"`` the quarters are those of the funding series
    from 2021 on.
    """
    if parts not in PARTS:
        raise MethodError(f"unknown parts {parts!r}", mend="one of " + ", ".join(PARTS))
    quarters = price_fall.index if "price_fall" in PARTS[parts] else funding_fall.index[funding_fall.index >= "2021"]
    both = pd.DataFrame({"price_fall": price_fall, "funding_fall": funding_fall}).reindex(quarters)
    used = both[list(PARTS[parts])]
    standard = (used - used.mean()) / used.std(ddof=1).replace(0, np.nan)
    found = both.assign(pressure=standard.mean(axis=1))
    return found.rename_axis("quarter").reset_index()


def events_by_quarter(events: pd.DataFrame, quarters: pd.Series) -> pd.DataFrame:
    """Moves abroad per quarter: decisions of firms themselves, dated to the quarter or better.

    Columns: quarter, events. Quarters without any are zero.
    """
    dated = ~events["date_precision"].astype(str).isin(["year", "half"])
    kept = events[overseas_events.evidence_rows(events) & overseas_events.expansions(events) & dated]
    once = overseas_events.one_per_decision(kept)
    counts = once["date"].dt.to_period("Q").dt.to_timestamp().value_counts()
    found = pd.DataFrame({"quarter": quarters, "events": counts.reindex(quarters).fillna(0).to_numpy()})
    found.attrs["rows"] = list(once.index)
    return found


def residual(values: pd.Series, control: pd.Series) -> pd.Series:
    """What a straight line on ``control`` leaves of ``values`` (missing pairs stay missing)."""
    pair = pd.DataFrame({"y": values, "x": control}).astype(float).dropna()
    if len(pair) < 4 or pair["x"].std() == 0:
        return values * np.nan
    slope, intercept = np.polyfit(pair["x"], pair["y"], 1)
    return values - (intercept + slope * control)


def growth_of_hosts(indicators: pd.DataFrame) -> pd.DataFrame:
    """Yearly growth of income per head (constant dollars): columns country, year, growth (percent)."""
    rows = indicators[indicators["indicator"].astype(str) == "gdp_per_capita_constant"]
    newest = rows.sort_values("edition").groupby(["country", "year"], observed=True)["value"].last()
    levels = newest.unstack("country").sort_index().astype(float)
    growth = (levels / levels.shift() - 1) * 100
    found = growth.stack().rename("growth").reset_index()
    return found.astype({"country": "object", "year": int})


def hosts_by_quarter(
    events: pd.DataFrame, pressure: pd.DataFrame, growth: pd.DataFrame
) -> pd.DataFrame:
    """Hosts x quarters: events, pressure one quarter before and host growth, both standardised.

    Hosts are countries with at least one event in all. Growth is that of the newest year that
    ended before the quarter and is known. Quarters without pressure before are left out.
    """
    dated = ~events["date_precision"].astype(str).isin(["year", "half"])
    kept = events[overseas_events.evidence_rows(events) & overseas_events.expansions(events) & dated]
    kept = overseas_events.one_per_decision(kept.dropna(subset=["country"]), "country")
    columns = ["country", "quarter", "events", "pressure_before", "growth"]
    known = pressure.dropna(subset=["pressure"]).set_index("quarter")["pressure"]
    if len(known) < 3 or kept.empty or growth.empty:
        return pd.DataFrame(columns=columns)
    quarters = [q + pd.offsets.QuarterBegin(startingMonth=1) for q in known.index]
    hosts = sorted(kept["country"].astype(str).unique())
    grid = pd.MultiIndex.from_product([hosts, quarters], names=["country", "quarter"])
    counts = kept.groupby([kept["country"].astype(str), kept["date"].dt.to_period("Q").dt.to_timestamp()]).size()
    panel = counts.rename_axis(["country", "quarter"]).reindex(grid, fill_value=0).rename("events").reset_index()
    panel["pressure_before"] = panel["quarter"].map(dict(zip(quarters, known, strict=True)))
    panel["year"] = panel["quarter"].dt.year - 1
    newest = int(growth["year"].max())
    panel["year"] = panel["year"].clip(upper=newest)
    panel = panel.merge(growth, on=["country", "year"], how="left").dropna(subset=["growth"])
    for column in ("pressure_before", "growth"):
        spread = panel[column].std()
        panel[column] = (panel[column] - panel[column].mean()) / spread if spread else np.nan
    return panel[columns].dropna()


def push_and_pull(panel: pd.DataFrame) -> dict[str, Estimate]:
    """Rate ratios per standard deviation: home pressure (push) and host growth (pull).

    Poisson pseudo-likelihood with a linear trend; errors clustered by quarter, since the
    pressure is one number a quarter.
    """
    unit = "rate ratio"
    names = {"pressure_before": "push", "growth": "pull"}
    if panel.empty or panel["quarter"].nunique() < 6 or panel["events"].sum() < 20:
        reason = f"{panel['quarter'].nunique()} quarters with pressure before are too few"
        return {name: Estimate.unavailable(reason, unit) for name in names.values()}
    ready = panel.assign(trend=panel["quarter"].rank(method="dense"), code=panel["quarter"].astype(str))
    fitted = poisson_pseudo_likelihood(ready, "events ~ pressure_before + growth + trend", cluster="code")
    rows = fitted.frame.set_index("term")
    clusters = ready["code"].nunique()
    # Few clusters: their t quantile and the factor G/(G-1), as in Cameron and Miller (2015).
    wider = stats.t.ppf(0.975, clusters - 1) / 1.96 * np.sqrt(clusters / (clusters - 1))
    found = {}
    for term, name in names.items():
        value, low = rows.at[term, "value"], rows.at[term, "low"]
        half = (np.log(value) - np.log(low)) * wider
        found[name] = Estimate(
            value, value * np.exp(-half), value * np.exp(half), unit=unit, n=int(rows.at[term, "n"]),
            method=f"{fitted.method}, clustered by {clusters} quarters (t quantile)",
        )
    return found


def weaker(found: dict[str, Estimate]) -> Estimate:
    """The smaller of the rate ratios: "both" means that the weaker one must hold."""
    known = [one for one in found.values() if one.available]
    if len(known) < len(found):
        return next(one for one in found.values() if not one.available)
    return min(known, key=lambda one: one.value)


def log_of(counts: pd.Series) -> pd.Series:
    """log(1 + n): counts on a scale on which a doubling is a doubling."""
    return np.log1p(counts.astype(float))


def with_moves(pressure: pd.DataFrame, events: pd.DataFrame, other: pd.Series) -> pd.DataFrame:
    """The index beside what it might lead, and its control.

    Adds events (decisions abroad), log_events, other (price falls of the comparison country) and net
    (pressure without what those explain).
    """
    counts = events_by_quarter(events, pressure["quarter"])["events"]
    found = pressure.assign(events=counts.to_numpy(), other=pressure["quarter"].map(other).astype(float))
    return found.assign(log_events=log_of(found["events"]), net=residual(found["pressure"], found["other"]))


def heights(table: pd.DataFrame) -> dict[str, str]:
    """Quarters in which pressure and moves abroad were highest, in words for a title."""
    if len(table) < 2 or table["pressure"].isna().all():
        return {"pressure": "no quarter known", "moves": "no quarter known"}
    named = {"pressure": "pressure", "moves": "log_events"}
    days = {name: table.loc[table[column].idxmax(), "quarter"] for name, column in named.items()}
    return {name: f"Q{day.quarter} {day.year}" for name, day in days.items()}


def drawn_together(table: pd.DataFrame) -> pd.DataFrame:
    """Pressure and moves abroad in standard deviations, long: quarter, series, value."""
    named = {"pressure": "pressure at home", "log_events": "moves abroad"}
    wide = table.set_index("quarter")[list(named)].rename(columns=named).astype(float)
    scaled = (wide - wide.mean()) / wide.std(ddof=1).replace(0, np.nan)
    return scaled.rename_axis(columns="series").stack().rename("value").reset_index()
