"""Open releases: how often, under what licence, and how open."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from helpers.methods import contingency, proportions
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


def cadence(rows: pd.DataFrame) -> EstimateSeries:
    """Releases a quarter and country, exact Poisson intervals.

    Quarters that were not over on the last day on which a release was first seen are left out.
    """
    last = rows["public_by"].max()
    complete = rows[rows["release_date"].dt.to_period("Q").dt.end_time.dt.normalize().le(last)]
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
        .agg(
            releases=("model", "size"),
            permissive=("permissive", "mean"),
            median_gap=("gap", "median"),
        )
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


#: Kinds of access in the order of figures.
ACCESS = (
    "open weights",
    "open weights, conditions",
    "closed, offered as a service",
    "not offered",
    "unknown",
)


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


def access_table(access: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """:func:`access_by_country` for reading: a line per access, "24 (33%)" under each country's name."""
    if access.empty:
        return pd.DataFrame({"access": []})
    wide = access.pivot_table(index="access", columns="country", values="n", aggfunc="sum")
    wide = wide.reindex([name for name in ACCESS if name in wide.index])
    share = wide / wide.sum()
    words = {
        str(names.get(country, country)): [
            f"{int(n)} ({part:.0%})" for n, part in zip(wide[country], share[country], strict=True)
        ]
        for country in wide
    }
    return pd.DataFrame({"access": wide.index, **words})


def shift_of_startups(rows: pd.DataFrame, firms: pd.DataFrame) -> Estimate:
    """Chinese start-ups against giants: releases since 2024 over those of 2023.

    Both rates share their months, which cancel: the ratio of rate ratios is the odds ratio of
    the 2x2 table (group by period), here the conditional one with its exact interval (Fisher).
    Releases of an announcement day (Epoch) with text among their domains; tiers of publication.
    """
    need_columns(rows, "date_basis", "country", "domain", "release_date", "firm")
    kept = rows[rows["date_basis"].eq("epoch_publication") & rows["country"].eq("CN")]
    kept = kept[kept["domain"].astype("str").str.contains("Language")]
    kept = kept[kept["release_date"].ge("2023-01-01")]
    tier = kept["firm"].astype("str").map(firms.set_index("firm")["tier"].astype("str"))
    startup, giant = tier.isin(["startup", "unicorn"]), tier.eq("giant")
    late = kept["release_date"].ge("2024-01-01")
    table = [[int((group & late).sum()), int((group & ~late).sum())] for group in (startup, giant)]
    found = contingency.odds_ratio(np.array(table))
    return replace(
        found,
        unit="ratio of rate ratios",
        method="conditional odds ratio of start-ups and giants by period, exact interval",
        detail={"startups": table[0], "giants": table[1]},
    ).resting_on(kept[startup | giant])


def open_share(access: pd.DataFrame, country: str) -> Estimate:
    """Share with open weights, conditions or not, of a country's rows of :func:`access_by_country`."""
    rows = access[access["country"].eq(country)]
    open_weights = rows.loc[rows["access"].isin(ACCESS[:2]), "n"].sum()
    return proportions.share(int(open_weights), int(rows["n"].sum()))


def counts_of(shift: Estimate) -> dict[str, int]:
    """The four counts behind :func:`shift_of_startups`, by name."""
    startups, giants = shift.detail["startups"], shift.detail["giants"]
    return {
        "before_s": startups[1],
        "after_s": startups[0],
        "before_g": giants[1],
        "after_g": giants[0],
    }


#: Tiers that are private firms; "research" is not, "other" is told by its name.
PRIVATE = ("giant", "unicorn", "startup", "listed")
NOT_PRIVATE = r"Universit|Institut|Academy|Laborator|\bLab\b|Telecom|Mobile|Unicom|State |Hospital"


def led_by_private_firms(models: pd.DataFrame, firms: pd.DataFrame, day: pd.Timestamp) -> Estimate:
    """Share of notable Chinese models of 24 months whose first maker is a private firm; Wilson.

    Chinese: the first maker is of China. Private by tier; makers without an assessed tier count
    as private unless their name is that of a university, institute or state operator.
    """
    notable = models[models["list"].astype("str").eq("notable")]
    if notable.empty:
        return Estimate.unavailable(
            "no edition of the list of notable models known by this day", "share"
        )
    newest = notable[notable["snapshot_date"].eq(notable["snapshot_date"].max())]
    recent = newest[newest["publication_date"].gt(day - pd.DateOffset(months=24))]
    known = firms.set_index("firm")
    first = recent["firm"].astype("str")
    ours = recent[first.map(known["country"].astype("object")).eq("CN").fillna(False)]
    tier = ours["firm"].astype("str").map(known["tier"].astype("str"))
    public_name = ours["firm"].astype("str").str.contains(NOT_PRIVATE)
    private = tier.isin(PRIVATE) | (tier.ne("research") & ~public_name)
    return proportions.share_of(ours, private)
