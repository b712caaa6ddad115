"""Clean electricity as firms report it, and sites abroad that run on it."""

from __future__ import annotations

import pandas as pd

from helpers.methods._checks import need_columns


def newest_shares(
    shares: pd.DataFrame, firms: pd.DataFrame, *, part: str, counted: str
) -> pd.DataFrame:
    """The newest reported share of each firm, alike in what it is a share of.

    Parameters
    ----------
    shares : ``electricity_shares``; ``part`` and ``counted`` choose its rows, because shares
        that count other things are not comparable.
    firms : ``firms``, for the country.

    Returns
    -------
    Rows of ``shares`` with ``country`` and ``share`` (0 to 1); the index names the rows.
    """
    need_columns(shares, "firm", "period_end", "part", "counted", "value")
    alike = shares[shares["part"].astype(str).eq(part) & shares["counted"].astype(str).eq(counted)]
    last = alike.sort_values("period_end", kind="stable").groupby("firm", observed=True).tail(1)
    countries = firms.set_index("firm")["country"].astype(object)
    return last.assign(
        share=last["value"].astype(float) / 100,
        country=last["firm"].astype(object).map(countries),
    )


def span(shares: pd.Series) -> str:
    """The smallest and the largest share in words: "5% to 15%", or one where they are alike."""
    if shares.empty:
        return "not known"
    ends = f"{shares.min():.0%}", f"{shares.max():.0%}"
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def sites_by_supply(openings: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    """Firms and the countries abroad where they have sites, with whether a green supply is told.

    Parameters
    ----------
    openings : firm, country, source_id: one row per firm and country with a site.
    projects : ``green_projects`` with country; a project at a site that ``openings`` lacks is a
        site too.

    Returns
    -------
    Columns: firm, country, told (a report of a green supply is known), source_id. ``told`` is a
    lower bound: nobody looked site by site.
    """
    need_columns(openings, "firm", "country", "source_id")
    need_columns(projects, "firm", "country", "kind", "source_id")
    columns = ["firm", "country", "source_id"]
    supply = projects[projects["kind"].astype(str).eq("data_centre_supply")]
    supply = supply.dropna(subset=["country"]).drop_duplicates(["firm", "country"])[columns]
    both = pd.concat([supply.assign(told=True), openings[columns].assign(told=False)])
    both = both.astype({"firm": object, "country": object})
    return both.drop_duplicates(["firm", "country"])
