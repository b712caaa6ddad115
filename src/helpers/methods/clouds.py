"""Cloud regions: who stands where, how concentrated an area is, what became of announcements."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.methods.estimate import Estimate
from helpers.methods.overseas_events import EMERGING, WESTERN

SITE_KINDS = ("cloud_region", "data_centre")


def listed_regions(regions: pd.DataFrame, *, announced: bool = False) -> pd.DataFrame:
    """Regions of the one full list (all providers on one day), outside China.

    ``regions`` holds every state of ``cloud_regions`` (all vintages). Later openings are left out:
    they were read for some providers only. Empty before the list was known.
    """
    states = ("in_service", "announced") if announced else ("in_service",)
    listed = regions[regions["status_basis"].astype(str) == "snapshot"]
    if listed.empty:
        return listed
    day = listed["status_date"].value_counts().idxmax()
    chosen = listed["status_date"].eq(day) & listed["status"].astype(str).isin(states)
    return listed[chosen & listed["country"].ne("CN")].dropna(subset=["country"])


def by_provider(regions: pd.DataFrame) -> pd.DataFrame:
    """Regions by area and provider, Chinese providers first: columns area, provider, regions.

    ``regions`` has area, provider and provider_country.
    """
    counts = regions.groupby(["area", "provider", "provider_country"], observed=True).size()
    table = counts.rename("regions").reset_index()
    table = table.assign(abroad=table["provider_country"].astype(str).ne("CN"))
    return table.sort_values(["abroad", "provider", "area"], kind="stable", ignore_index=True)[
        ["area", "provider", "regions"]
    ]


def concentration_gap(regions: pd.DataFrame, *, seed: int = 0, draws: int = 999) -> Estimate:
    """Mean concentration by provider in the emerging areas less that in the Western ones.

    ``regions`` has ``area`` and ``provider``. Concentration is the unbiased Herfindahl index of
    an area (chance that two regions have one provider). Bootstrap over regions within areas,
    centred, because drawing with replacement repeats regions.
    """
    unit = "index points"
    groups = {
        area: pd.factorize(own["provider"].astype(str))[0]
        for area, own in regions.groupby("area")
        if area in EMERGING + WESTERN and len(own) >= 2
    }
    sides = [[groups[area] for area in names if area in groups] for names in (EMERGING, WESTERN)]
    if not all(sides):
        return Estimate.unavailable("no list of all providers was known", unit)
    rng = np.random.default_rng(seed)
    value = _mean_index(sides[0]) - _mean_index(sides[1])
    drawn = [
        _mean_index([_again(codes, rng) for codes in sides[0]], plug_in=True)
        - _mean_index([_again(codes, rng) for codes in sides[1]], plug_in=True)
        for _ in range(draws)
    ]
    low, high = np.percentile(value + np.array(drawn) - np.mean(drawn), [2.5, 97.5])
    return Estimate(
        value,
        low,
        high,
        unit=unit,
        n=sum(map(len, groups.values())),
        method=f"difference of mean Herfindahl indices, centred bootstrap, {draws} draws",
    ).resting_on(regions)


def site_openings(events: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """First dated site per firm and country, from events and from dated launches.

    Columns: firm, country, date, source_id; announcements are left out.
    """
    opened = events[
        events["kind"].astype(str).isin(SITE_KINDS)
        & events["stage"].astype(str).isin(["launched", "in_service"])
    ]
    launched = regions.dropna(subset=["launch_date"]).assign(date=lambda rows: rows["launch_date"])
    columns = ["firm", "country", "date", "source_id"]
    both = pd.concat([opened[columns], launched[columns]])
    both = both.dropna(subset=["country"])
    return both[both["country"] != "CN"].sort_values("date").drop_duplicates(["firm", "country"])


def cumulative(openings: pd.DataFrame, by: str) -> pd.DataFrame:
    """Running count of openings per value of ``by``: columns ``by``, date, value."""
    ordered = openings.sort_values("date")
    return ordered.assign(value=ordered.groupby(by).cumcount() + 1)[[by, "date", "value"]]


def announcements(events: pd.DataFrame, regions: pd.DataFrame, as_of: object) -> pd.DataFrame:
    """Announced sites, and whether one of the firm in that country is seen to open later.

    One row per firm and country of a first announcement. Columns: firm, country, date, opened,
    done (True/False), months (to the opening, or to the reading day). Only openings that some
    source reported can be seen, so ``done`` is a lower bound.
    """
    planned = events[
        events["kind"].astype(str).isin(SITE_KINDS) & events["stage"].astype(str).eq("announced")
    ].dropna(subset=["country"])
    planned = planned.sort_values("date").drop_duplicates(["firm", "country"])
    later = pd.concat(
        [
            events.loc[
                events["kind"].astype(str).isin(SITE_KINDS)
                & events["stage"].astype(str).isin(["launched", "in_service"]),
                ["firm", "country", "date"],
            ],
            _seen(regions),
        ]
    ).rename(columns={"date": "opened"})
    later = later.assign(opened=pd.to_datetime(later["opened"]))
    pairs = (
        planned.rename_axis("row").reset_index().merge(later, on=["firm", "country"], how="left")
    )
    # A year-only date may be the opening of an announcement made within that year.
    in_time = pairs["opened"].dt.year >= pairs["date"].dt.year
    pairs["opened"] = pairs["opened"].where(in_time)
    first = pairs.sort_values("opened").drop_duplicates(["firm", "country"]).set_index("row")
    end = first["opened"].fillna(pd.Timestamp(as_of))
    months = ((end - first["date"]).dt.days / 30.4375).clip(lower=0)
    table = first.assign(done=first["opened"].notna(), months=months)
    return table[["firm", "country", "area", "date", "opened", "done", "months", "source_id"]]


def _seen(regions: pd.DataFrame) -> pd.DataFrame:
    seen = regions[regions["status"].astype(str) == "in_service"].dropna(subset=["country"])
    return seen.assign(date=seen["launch_date"].fillna(seen["status_date"]))[
        ["firm", "country", "date"]
    ]


def _mean_index(groups: list[np.ndarray], *, plug_in: bool = False) -> float:
    return float(np.mean([_index(codes, plug_in) for codes in groups]))


def _index(codes: np.ndarray, plug_in: bool) -> float:
    counts = np.bincount(codes)
    n = counts.sum()
    if plug_in:
        return float(((counts / n) ** 2).sum())
    return float((counts * (counts - 1)).sum() / (n * (n - 1)))


def _again(codes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return codes[rng.integers(0, len(codes), len(codes))]
