"""How long until a firm that went somewhere meets an exit, a ban or a probe there."""

from __future__ import annotations

import pandas as pd

from helpers.methods.overseas_events import AUDIENCE, EMERGING, WESTERN, expansions

MONTH = 30.4375  # days
MIDDLE = {"year": 182, "month": 15}
NO_TROUBLE = ("ban_lifted", "bill")  # an end of trouble, and a draft


def time_to_trouble(events: pd.DataFrame, as_of: object) -> pd.DataFrame:
    """One row per firm and area: from its first move there to the first exit, ban or probe there.

    ``events`` holds all counted rows with ``area`` and ``tier``. Trouble before the first move seen
    is left out, and so are firms hit without having moved. Worldwide launches have no area and
    are not followed. Dates known to the year are put in its middle.

    Columns: firm, area, part (emerging areas, the West, elsewhere), audience and tier of the first
    move, months, ended, source_id.
    """
    day = events["date"] + pd.to_timedelta(
        events["date_precision"].astype(str).map(MIDDLE).fillna(0), unit="D"
    )
    placed = events.assign(day=day)[events["area"] != "Worldwide"].sort_values("day")
    first = placed[expansions(placed)].drop_duplicates(["firm", "area"])
    hit = placed["kind"].astype(str).isin(["ban_or_probe", "exit"])
    hit &= ~placed["stage"].astype(str).isin(NO_TROUBLE)
    pairs = first[["firm", "area", "day"]].merge(
        placed.loc[hit, ["firm", "area", "day"]], on=["firm", "area"], suffixes=("", "_hit")
    )
    after = pairs[pairs["day_hit"] >= pairs["day"]]
    soonest = after.groupby(["firm", "area"])["day_hit"].min()
    keys = pd.MultiIndex.from_frame(first[["firm", "area"]])
    end = pd.Series(soonest.reindex(keys).to_numpy(), index=first.index)
    months = (end.fillna(pd.Timestamp(as_of)) - first["day"]).dt.days / MONTH
    part = first["area"].map(
        dict.fromkeys(EMERGING, "emerging areas") | dict.fromkeys(WESTERN, "the West")
    )
    return first.assign(
        part=part.fillna("elsewhere"),
        audience=first["audience"].astype(str).map(AUDIENCE),
        months=months.clip(lower=0.5),
        ended=end.notna(),
    )[["firm", "area", "part", "audience", "tier", "months", "ended", "source_id"]]


def hit_by(followed: pd.DataFrame, column: str) -> list[str]:
    """Moves that met trouble by group, in words: "consumers 4 of 18"; most affected first."""
    table = followed.groupby(column)["ended"].agg(["sum", "size", "mean"])
    ordered = table.sort_values("mean", ascending=False)
    return [
        f"{name} {int(hit)} of {int(n)}"
        for name, hit, n in zip(ordered.index, ordered["sum"], ordered["size"], strict=True)
    ]
