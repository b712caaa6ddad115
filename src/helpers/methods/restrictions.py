"""Acts of states against products and firms of Chinese origin abroad, and what came first."""

from __future__ import annotations

import pandas as pd

from helpers.methods._checks import need_columns

KIND_OF_STAGE = {
    "ban": "ban",
    "app_removed": "ban",
    "suspended": "ban",
    "exit_order": "ban",
    "law": "ban",
    "ban_gov": "government devices",
    "probe": "probe or fine",
    "fine": "probe or fine",
    "removal_request": "probe or fine",
    "probe_request": "probe or fine",
    "entity_list": "trade list",
    "military_list": "trade list",
}
# Bills, private letters and suits, lifted bans and acts of the home country are not counted.


def restrictive_acts(events: pd.DataFrame) -> pd.DataFrame:
    """Acts of foreign states among the events, one row per decision, place and firm.

    ``events`` has kind, stage, firm, country, region, date, decision_group, circular and
    is_home_country. Returns the rows with ``act`` (ban, government devices, probe or fine,
    trade list) and ``place`` (country, else region).
    """
    need_columns(events, "kind", "stage", "decision_group", "circular", "is_home_country")
    rows = events[
        events["kind"].astype(str).eq("ban_or_probe")
        & ~events["circular"].astype(bool)
        & ~events["is_home_country"].astype(bool)
    ]
    act = rows["stage"].astype(str).map(KIND_OF_STAGE)
    place = rows["country"].astype(object).where(rows["country"].notna(), rows["region"])
    kept = rows.assign(act=act, place=place.astype(str)).dropna(subset=["act"])
    return kept.drop_duplicates(["decision_group", "place", "firm"])


def decisions(acts: pd.DataFrame) -> pd.DataFrame:
    """One row per decision and place: a list of thirteen firms is one decision."""
    need_columns(acts, "decision_group", "place")
    return acts.drop_duplicates(["decision_group", "place"])


# Acts that fall on all that a firm offers, whatever product the text names.
WHOLE_FIRM = ("government devices", "trade list")


def first_act_and_revenue(acts: pd.DataFrame, metrics: pd.DataFrame) -> pd.DataFrame:
    """Per product with dated revenue, the first act abroad that hits it, and what came first.

    An act hits a product whose name stands in its text, or every product of the firm when it bars
    the firm as a whole. ``metrics`` is ``app_metrics``: a period with revenue above zero shows
    that money was taken by its end, so the first such end is an upper bound of the true start.
    Hence revenue before the act can be told, the act before revenue can not.

    Columns: app, firm, first_act, act, first_revenue, order (revenue first, cannot be told),
    act_first (False, or missing).
    """
    need_columns(acts, "firm", "product", "date", "act")
    need_columns(metrics, "app", "firm", "metric", "value", "period_end", "circular")
    money = metrics[
        metrics["metric"].astype(str).str.match(r"revenue(?!_guidance)")
        & metrics["value"].gt(0)
        & ~metrics["circular"].astype(bool)
    ]
    first = money.groupby(["app", "firm"], observed=True)["period_end"].min().reset_index()
    rows = []
    for app, firm, paid in first.itertuples(index=False):
        against = acts[acts["firm"].eq(firm)]
        named = against["product"].fillna("").str.contains(app, case=False, regex=False)
        hit = against[named | against["act"].isin(WHOLE_FIRM)].sort_values("date")
        if len(hit):
            rows.append((app, firm, hit["date"].iloc[0], hit["act"].iloc[0], paid))
    table = pd.DataFrame(rows, columns=["app", "firm", "first_act", "act", "first_revenue"])
    table = table.astype({"first_act": "datetime64[us]", "first_revenue": "datetime64[us]"})
    before = table["first_revenue"] < table["first_act"]
    return table.assign(
        order=before.map({True: "revenue first", False: "cannot be told"}),
        act_first=pd.Series(False, index=table.index, dtype="boolean").mask(~before),
    )


def by_place(acts: pd.DataFrame) -> pd.DataFrame:
    """Per place: decisions, how many of each act, firms hit and the first date; busiest first.

    ``acts`` is :func:`restrictive_acts`. Columns: place, decisions, one per act, firms, first.
    """
    need_columns(acts, "decision_group", "place", "act", "firm", "date")
    single = decisions(acts)
    kinds = pd.crosstab(single["place"], single["act"]).rename_axis(columns=None)
    table = kinds.assign(
        decisions=kinds.sum(axis=1),
        firms=acts.groupby("place")["firm"].nunique(),
        first=acts.groupby("place")["date"].min(),
    )
    columns = ["decisions", *kinds.columns, "firms", "first"]
    ordered = table.sort_values(["decisions", "first"], ascending=[False, True])
    return ordered.rename_axis("place").reset_index()[["place", *columns]]


def firms_hit(acts: pd.DataFrame) -> pd.DataFrame:
    """Decisions by firm, most first: columns firm, decisions, places. A list of many firms counts for each."""
    need_columns(acts, "decision_group", "place", "firm")
    single = acts.drop_duplicates(["decision_group", "place", "firm"])
    table = single.groupby("firm").agg(decisions=("place", "size"), places=("place", "nunique"))
    return table.sort_values("decisions", ascending=False).reset_index()
