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


def first_act_and_revenue(acts: pd.DataFrame, metrics: pd.DataFrame) -> pd.DataFrame:
    """Per app, the first restrictive act abroad and the first period with revenue.

    ``metrics`` is ``app_metrics``; rows of a metric that begins with ``revenue`` and is above
    zero show that money was taken by the end of their period: an upper bound of the true
    start. The app's name must stand in the text of the act.

    Returns columns: app, firm, first_act, first_revenue, act_first (only apps with both dates).
    """
    need_columns(acts, "firm", "product", "date")
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
        named = against[against["product"].fillna("").str.contains(app, case=False, regex=False)]
        if len(named):
            rows.append((app, firm, named["date"].min(), paid))
    table = pd.DataFrame(rows, columns=["app", "firm", "first_act", "first_revenue"])
    return table.assign(act_first=table["first_act"] < table["first_revenue"])
