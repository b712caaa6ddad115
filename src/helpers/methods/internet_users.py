"""Internet users by country: share online times population, newest year with both."""

from __future__ import annotations

import pandas as pd

from helpers.methods._checks import need_columns


def by_country(indicators: pd.DataFrame) -> pd.DataFrame:
    """Users in millions by country, largest first: columns country, year, users_m, rank.

    The year of the share; population of that year, else of the newest year before it.
    """
    need_columns(indicators, "country", "indicator", "year", "value", "edition")
    ordered = indicators.sort_values(["edition", "year"], kind="stable")
    ordered = ordered.astype({"country": "object"}).dropna(subset=["value", "year"])
    kind = ordered["indicator"].astype(str)
    online = ordered[kind == "internet_users"].drop_duplicates(["country", "year"], keep="last")
    online = online.sort_values("year", kind="stable").drop_duplicates("country", keep="last")
    people = ordered[kind == "population"].drop_duplicates(["country", "year"], keep="last")
    joined = online[["country", "year", "value", "source_id"]].merge(
        people[["country", "year", "value"]], on="country", suffixes=("", "_people")
    )
    joined = joined[joined["year_people"] <= joined["year"]].sort_values("year_people", kind="stable")
    newest = joined.drop_duplicates("country", keep="last")
    found = newest.assign(users_m=newest["value"] / 100 * newest["value_people"] / 1e6)
    found = found.sort_values("users_m", ascending=False, kind="stable").reset_index(drop=True)
    return found.assign(rank=found["users_m"].rank(ascending=False, method="min").astype(int))[
        ["country", "year", "users_m", "rank", "source_id"]
    ]
