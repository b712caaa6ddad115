"""Host countries: what stands beside the number of events or cloud regions in each.

One row per country other than China. Counts of zero are observations: a country where nobody
went is as informative as one where many did.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import stats

from helpers.errors import MethodError
from helpers.methods.counts import poisson_pseudo_likelihood
from helpers.methods.estimate import Estimate, EstimateSeries
from helpers.methods.proportions import share_of

LADDER = {
    "membership alone": "bri",
    "and size and income": "bri + log_gdp + log_income",
    "and distance": "bri + log_gdp + log_income + log_distance",
    "and internet use": "bri + log_gdp + log_income + log_distance + internet",
    "and alliance and language": (
        "bri + log_gdp + log_income + log_distance + internet + ally + english"
    ),
    "and data protection law": (
        "bri + log_gdp + log_income + log_distance + internet + ally + english + law"
    ),
}
WITH_LAW = "and data protection law"
STATED = "and internet use"  # the model of the frozen test
TERMS = {
    "bri": "Belt and Road member",
    "log_gdp": "GDP, ten times as large",
    "log_income": "income per head, ten times as high",
    "log_distance": "ten times as far from Beijing",
    "internet": "ten points more people online",
    "ally": "treaty ally of the United States",
    "english": "English among the listed languages",
    "law": "data protection law",
}


def host_frame(countries: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Regressors per host country, each at its newest known year.

    GDP is income per head in constant dollars times population, because total GDP has no edition
    before the article. Logarithms are to base ten and internet use is in tens of points, so
    that ratios read as "ten times as large" and "ten points more". ``law`` is 1 where a data protection
    law stands, missing where the list does not know the place, and everywhere before it was known.
    """
    newest = _newest(indicators)
    hosts = countries[countries["country"] != "CN"].set_index("country", drop=False)
    income = newest["gdp_per_capita_constant"].reindex(hosts.index)
    people = newest["population"].reindex(hosts.index)
    with np.errstate(divide="ignore", invalid="ignore"):
        frame = pd.DataFrame(
            {
                "country": hosts["country"],
                "bri": hosts["belt_and_road_member"].astype("float64"),
                "ally": hosts["us_treaty_ally"].astype("float64"),
                "english": hosts["english_listed"].astype("float64"),
                "log_gdp": np.log10(income * people),
                "log_income": np.log10(income),
                "log_distance": np.log10(hosts["distance_km_from_beijing"].astype("float64")),
                "internet": newest["internet_users"].reindex(hosts.index) / 10,
                "law": newest["data_protection_law"].reindex(hosts.index),
            }
        )
    return frame.replace([np.inf, -np.inf], np.nan).reset_index(drop=True)


def with_counts(hosts: pd.DataFrame, rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Add the number of ``rows`` per country as column ``name``; none is zero."""
    counts = rows["country"].value_counts()
    return hosts.assign(**{name: hosts["country"].map(counts).fillna(0).astype(float)})


def ladder(hosts: pd.DataFrame, outcomes: Mapping[str, str]) -> EstimateSeries:
    """The ratio for membership as more is held constant; every model on the same countries.

    Only the last step, with the data protection law, has fewer: the list of laws leaves out places
    such as Hong Kong and Taiwan. ``outcomes`` maps what is counted, in words, to its column; one
    without any count is left out. Columns: counted, label, value, low, high, n (countries).
    """
    columns = ["bri", "log_gdp", "log_income", "log_distance", "internet", "ally", "english"]
    complete = hosts.dropna(subset=columns)
    rows = []
    for counted, outcome in outcomes.items():
        if complete[outcome].sum() == 0:
            continue
        for label, terms in LADDER.items():
            if label == WITH_LAW and not law_known(complete):
                continue
            fitted = membership_model(complete, outcome, terms).at(term="bri")
            rows.append((counted, label, fitted.value, fitted.low, fitted.high, fitted.n))
    tidy = pd.DataFrame(rows, columns=["counted", "label", "value", "low", "high", "n"])
    return EstimateSeries(tidy, "ratio", "Poisson pseudo-maximum likelihood, robust errors")


def law_known(hosts: pd.DataFrame) -> bool:
    """True if the data protection laws of most hosts are known on the reading day."""
    return bool(hosts["law"].notna().mean() > 0.5)


def fullest_model(hosts: pd.DataFrame, outcome: str) -> EstimateSeries:
    """All ratios of the model with everything the reading day knows."""
    steps = list(LADDER.values())
    return membership_model(hosts, outcome, steps[-1] if law_known(hosts) else steps[-2])


def membership_model(
    hosts: pd.DataFrame, outcome: str, terms: str = LADDER[STATED]
) -> EstimateSeries:
    """All ratios of one model, with readable names; empty when the counts do not allow it.

    A yes-or-no term of which one side holds no event at all has no finite ratio: its row stands
    without numbers, and the countries of that side are left out, whose zeros the model would fit
    exactly (Correia, Guimarães and Zylkin 2020). The other ratios are the same either way.
    """
    names = terms.split(" + ")
    known = hosts.dropna(subset=names)
    empty = {name: side for name in names if (side := _empty_side(known, outcome, name)) is not None}
    for name, side in empty.items():
        known = known[known[name].ne(side)]
    kept = " + ".join(name for name in names if name not in empty)
    try:
        fitted = poisson_pseudo_likelihood(known, f"{outcome} ~ {kept}")
    except MethodError as error:
        empty = pd.DataFrame(columns=["term", "value", "low", "high", "n", "label"])
        return EstimateSeries(empty, "ratio", str(error))
    tidy = fitted.frame.assign(label=fitted.frame["term"].map(TERMS))
    for name, side in empty.items():
        words = f"{TERMS[name]} (no event {'without' if side == 0 else 'with'} it)"
        tidy.loc[len(tidy), ["term", "label", "n"]] = [name, words, len(known)]
    return EstimateSeries(tidy, "ratio", fitted.method, fitted.basis)


def _empty_side(hosts: pd.DataFrame, outcome: str, name: str) -> float | None:
    """The value, 0 or 1, of a yes-or-no term whose countries hold no event; None if there is none."""
    if name == "bri" or not set(hosts[name].unique()) <= {0.0, 1.0}:
        return None
    sums = hosts.groupby(name)[outcome].sum()
    return next((float(side) for side, events in sums.items() if events == 0), None) if len(sums) > 1 else None


def ratio_for_membership(hosts: pd.DataFrame, outcome: str) -> Estimate:
    """The ratio for membership in the model of the frozen test."""
    fitted = membership_model(hosts, outcome)
    row = fitted.frame[fitted.frame["term"] == "bri"]
    if row.empty:
        return Estimate.unavailable(fitted.method, "rate ratio")
    one = row.iloc[0]
    return Estimate(
        one["value"],
        one["low"],
        one["high"],
        unit="rate ratio",
        n=int(one["n"]),
        method=fitted.method,
        p_value=one["p_value"],
        basis=fitted.basis,
        detail={"events": float(hosts[outcome].sum())},
    )


def signed_before(events: pd.DataFrame, countries: pd.DataFrame) -> Estimate:
    """Share of events in member countries that came after the country had signed.

    Countries whose year of signing is not known are left out; the year of signing counts as before.
    """
    year = countries.set_index("country")["bri_year"].astype("float64")
    signed = events.assign(signed=events["country"].map(year)).dropna(subset=["signed"])
    return share_of(signed, signed["date"].dt.year > signed["signed"])


def online_growth(indicators: pd.DataFrame, years: int = 5) -> pd.DataFrame:
    """Yearly growth of the share of people online over the last ``years`` known, by country.

    Columns: country, growth (percentage points a year), first_year, last_year. Countries with
    fewer than four of the years are left out. The slope is that of a straight line.
    """
    online = indicators[indicators["indicator"].astype(str) == "internet_users"]
    online = online.dropna(subset=["year", "value"])
    columns = ["country", "growth", "first_year", "last_year"]
    if online.empty:
        return pd.DataFrame(columns=columns)
    year = online["year"].astype(float)
    last = year.groupby(online["country"]).transform("max")
    recent = online.assign(year=year)[year > last - years - 1]
    by = recent.groupby("country")
    away = recent["year"] - by["year"].transform("mean")
    products = pd.DataFrame(
        {
            "country": recent["country"],
            "xy": away * recent["value"].astype(float),
            "xx": away**2,
        }
    )
    sums = products.groupby("country")[["xy", "xx"]].sum()
    table = by["year"].agg(first_year="min", last_year="max", n="size").join(sums)
    table = table[table["n"] >= 4].astype({"first_year": int, "last_year": int})
    return table.assign(growth=table["xy"] / table["xx"]).reset_index()[columns]


def mean_difference(first: pd.Series, second: pd.Series, unit: str) -> Estimate:
    """Mean of ``first`` less mean of ``second`` with Welch's interval."""
    a, b = first.dropna().astype(float), second.dropna().astype(float)
    if min(len(a), len(b)) < 3:
        return Estimate.unavailable("fewer than three countries in a group", unit)
    compared = stats.ttest_ind(a, b, equal_var=False)
    bounds = compared.confidence_interval(0.95)
    return Estimate(
        a.mean() - b.mean(),
        bounds.low,
        bounds.high,
        unit=unit,
        n=len(a) + len(b),
        method="difference of means, Welch interval",
        p_value=compared.pvalue,
        detail={"first": [a.mean(), len(a)], "second": [b.mean(), len(b)]},
    )


def _newest(indicators: pd.DataFrame) -> pd.DataFrame:
    """Newest value per country and indicator, one column per indicator."""
    names = ["gdp_per_capita_constant", "population", "internet_users", "data_protection_law"]
    known = indicators[indicators["indicator"].astype(str).isin(names)].dropna(
        subset=["year", "value"]
    )
    last = known.assign(indicator=known["indicator"].astype(str)).sort_values("year")
    wide = last.groupby(["country", "indicator"])["value"].last().unstack()
    return wide.reindex(columns=names)
