"""Open releases: how often, under what licence, and how open."""

from __future__ import annotations

import pandas as pd

from helpers.methods import proportions
from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate, EstimateSeries

PERMISSIVE = ("apache-2.0", "mit", "apache 2.0", "cc-by-4.0", "bsd-3-clause")
#: Classes of licence in the order of figures.
LICENCES = ("permissive", "own terms or conditions", "no licence read")


def of_countries(rows: pd.DataFrame, countries: tuple[str, ...], basis: str) -> pd.DataFrame:
    """Releases of one kind of date and of single countries; adds licence_class and permissive."""
    need_columns(rows, "country", "date_basis", "license", "release_date")
    kept = rows[rows["date_basis"].eq(basis) & rows["country"].isin(countries)]
    licence = kept["license"].astype("str").str.lower()
    named = licence.isin(PERMISSIVE).map({True: LICENCES[0], False: LICENCES[1]})
    return kept.assign(
        licence_class=named.where(kept["license"].notna(), LICENCES[2]).astype("str"),
        permissive=licence.isin(PERMISSIVE).astype("boolean").mask(kept["license"].isna()),
    )


def cadence(rows: pd.DataFrame, *, as_of: pd.Timestamp) -> EstimateSeries:
    """Releases a quarter and country, exact Poisson intervals; part quarters are left out."""
    complete = rows[rows["release_date"].dt.to_period("Q").dt.end_time.le(as_of)]
    return proportions.rates_by_period(complete, "release_date", every="QS", by="country")


def licence_shares(rows: pd.DataFrame) -> EstimateSeries:
    """Share under a permissive licence by country among releases whose licence was read."""
    return proportions.shares_by(rows, "permissive", "country").resting_on(rows)


def licence_difference(rows: pd.DataFrame, country: str) -> Estimate:
    """Share permissive of China less that of ``country``; Newcombe's interval."""
    known = rows.dropna(subset=["permissive"])
    ours, theirs = known[known["country"].eq("CN")], known[known["country"].eq(country)]
    return proportions.share_difference(
        int(ours["permissive"].sum()), len(ours), int(theirs["permissive"].sum()), len(theirs)
    ).resting_on(ours, theirs)


def by_firm(rows: pd.DataFrame, *, most: int = 12) -> pd.DataFrame:
    """Releases of the firms with most: firm, country, releases, share permissive, first, last."""
    if rows.empty:
        return pd.DataFrame(columns=["firm", "country", "releases", "permissive", "median_gap"])
    ordered = rows.sort_values("release_date")
    gaps = ordered.groupby("firm", observed=True)["release_date"].diff().dt.days
    table = (
        ordered.assign(gap=gaps, permissive=ordered["permissive"].astype("Float64"))
        .groupby(["firm", "country"], observed=True)
        .agg(releases=("model", "size"), permissive=("permissive", "mean"), median_gap=("gap", "median"))
        .reset_index()
    )
    return table.nlargest(most, "releases").reset_index(drop=True)


def licence_by_year(rows: pd.DataFrame, *, first: int = 2023) -> EstimateSeries:
    """Share under a permissive licence by year and country; Wilson intervals."""
    known = rows.dropna(subset=["permissive"])
    known = known[known["release_date"].dt.year.ge(first)]
    parts = [
        proportions.shares_by(part, "permissive", "country").frame.assign(year=str(year))
        for year, part in known.groupby(known["release_date"].dt.year)
    ]
    columns = ["year", "country", "value", "low", "high", "n"]
    tidy = pd.concat(parts)[columns] if parts else pd.DataFrame(columns=columns)
    return EstimateSeries(tidy, "share", "Wilson intervals").resting_on(known)


def access_by_country(models: pd.DataFrame, countries: tuple[str, ...]) -> pd.DataFrame:
    """Notable models since 2023 of the newest list, by access: columns country, access, n.

    Columns: list, snapshot_date, publication_date, country, accessibility.
    """
    notable = models[models["list"].astype("str").eq("notable")]
    if notable.empty:
        return pd.DataFrame({"country": [], "access": [], "n": []})
    newest = notable[notable["snapshot_date"].eq(notable["snapshot_date"].max())]
    recent = newest[newest["publication_date"].dt.year.ge(2023) & newest["country"].isin(countries)]
    words = {
        "open_weights": "open weights",
        "open_weights_restricted": "open weights, conditions",
        "open_weights_noncommercial": "open weights, conditions",
        "api": "closed, offered as a service",
        "hosted_no_api": "closed, offered as a service",
        "closed": "not offered",
    }
    access = recent["accessibility"].astype("object").map(words).fillna("unknown")
    counts = pd.crosstab(recent["country"].astype("str"), access)
    return counts.reset_index().melt("country", var_name="access", value_name="n")
