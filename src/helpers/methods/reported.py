"""What trackers and firms report of products abroad: seats in rankings, users, revenue."""

from __future__ import annotations

import pandas as pd


def revenue_paths(metrics: pd.DataFrame, *, months: int = 24, least: int = 3) -> pd.DataFrame:
    """Apps with at least ``least`` revenue figures within ``months`` of the first one.

    Columns: app, figures, rising (no figure below the one before it, per month of its period).
    Cumulative sums and guidance are left out, and figures without a period.
    """
    wanted = ("revenue", "revenue_quarter", "revenue_half_year")
    told = metrics[metrics["metric"].astype(str).isin(wanted) & ~metrics["circular"].astype(bool)]
    told = told.dropna(subset=["value", "period_start", "period_end"]).sort_values("period_end")
    length = (told["period_end"] - told["period_start"]).dt.days + 1
    told = told.assign(pace=told["value"] / length)
    rows = []
    for app, own in told.groupby("app"):
        near = own[own["period_end"] < own["period_start"].min() + pd.DateOffset(months=months)]
        if len(near) >= least:
            rows.append((app, len(near), bool((near["pace"].diff().dropna() >= 0).all())))
    return pd.DataFrame(rows, columns=["app", "figures", "rising"])


UNIT_WORDS = {"usd_m": "million US dollars", "rmb_m": "million yuan", "millions": "millions"}


def seats(rankings: pd.DataFrame) -> pd.DataFrame:
    """Products of Chinese origin per edition: those known, and all that could be.

    Columns: list, edition_date, value and low (known to be Chinese), high (plus those whose origin
    was not read), n (entries).
    """
    origin = rankings["chinese_origin"].astype("boolean")
    marked = rankings.assign(known=origin.fillna(False).astype(int), open=origin.isna().astype(int))
    table = marked.groupby(["list", "edition_date"], observed=True).agg(
        value=("known", "sum"), open=("open", "sum"), n=("product", "size")
    )
    table = table.assign(low=table["value"], high=table["value"] + table["open"]).reset_index()
    return table.drop(columns="open")


def reported_abroad(
    metrics: pd.DataFrame, firms: pd.DataFrame, publishers: pd.Series
) -> pd.DataFrame:
    """Users and revenue of apps of Chinese firms beyond China, as reported, newest last.

    Figures for China alone are left out, and rows that cite the article; worldwide figures include
    China. ``publishers`` maps source ids to names, for figures whose counter is not named.
    """
    wanted = ("mau", "mau_mobile", "users", "users_cumulative", "paying_users", "revenue")
    chinese = firms.loc[
        firms["country"].astype(str).eq("CN") | firms["founding_country"].astype(str).eq("CN"),
        "firm",
    ]
    kind = metrics["metric"].astype(str)
    chosen = metrics[
        (kind.isin(wanted) | kind.str.startswith("revenue"))
        & metrics["firm"].isin(set(chinese))
        & ~metrics["country"].astype(str).eq("CN")
        & ~metrics["circular"].astype(bool)
    ].sort_values(["app", "period_end"])
    return chosen.assign(
        period=chosen["period_end"].dt.strftime("%Y-%m"),
        metric=kind.str.replace("mau", "monthly users", regex=False).str.replace("_", " "),
        unit=chosen["unit"].astype(str).replace(UNIT_WORDS),
        told_by=chosen["tracker"].fillna(chosen["source_id"].map(publishers)),
    )[["app", "firm", "metric", "period", "value", "unit", "bound", "told_by"]]
