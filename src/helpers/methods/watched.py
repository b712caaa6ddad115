"""What became of a handful of firms: dated facts of several tables on one line of time."""

from __future__ import annotations

import pandas as pd

KINDS = {
    "price_cut": "price cut", "price_rise": "price rise", "ipo": "listing", "pivot": "change of course",
    "executive_exit": "departure", "launch": "launch", "layoff": "layoff", "relocation": "relocation",
    "market_value": "market value",
}


def timeline(
    events: pd.DataFrame, rounds: pd.DataFrame, listings: pd.DataFrame, firms: list[str]
) -> pd.DataFrame:
    """Dated facts of ``firms``: columns date, firm, kind, fact, source_id; index names the rows.

    Rounds count where they closed (``count_in_sums``); a fact that two tables tell on one day
    stands once.
    """
    told = pd.DataFrame(
        {
            "date": events["date"],
            "firm": events["firm"].astype("object"),
            "kind": events["event_type"].astype(str).replace(KINDS),
            "fact": events["event"].astype("object"),
            "source_id": events["source_id"].astype("object"),
        }
    )
    closed = rounds[rounds["count_in_sums"].astype("boolean").fillna(False).astype(bool)]
    money = pd.DataFrame(
        {
            "date": closed["announced_date"],
            "firm": closed["firm"].astype("object"),
            "kind": "funding round",
            "fact": closed["round"].astype(str) + closed["amount_usd_m"].map(_million),
            "source_id": closed["source_id"].astype("object"),
        }
    )
    listed = pd.DataFrame(
        {
            "date": listings["event_date"],
            "firm": listings["firm"].astype("object"),
            "kind": "listing",
            "fact": listings["event"].astype(str).str.replace("_", " ") + ", " + listings["exchange"].astype(str),
            "source_id": listings["source_id"].astype("object"),
        }
    )
    every = pd.concat([told, money, listed])
    mine = every[every["firm"].isin(firms)].sort_values(["firm", "date"], kind="stable")
    return mine.drop_duplicates(["firm", "date", "kind"])


def latest_of_each(facts: pd.DataFrame, firms: list[str]) -> pd.DataFrame:
    """The newest fact of each firm, in the order given; firms without one stay, empty."""
    newest = facts.sort_values("date", kind="stable").groupby("firm").tail(1).set_index("firm")
    found = newest.reindex(firms)[["date", "kind", "fact"]]
    counts = facts["firm"].value_counts()
    return found.assign(facts=counts.reindex(firms).fillna(0).astype(int)).rename_axis("firm").reset_index()


def _million(amount: float) -> str:
    return "" if pd.isna(amount) else f", {amount:,.0f} million US dollars"


def tally(facts: pd.DataFrame) -> dict[str, int]:
    """How many facts, listing steps, and departures or changes of course, for a title."""
    kind = facts["kind"]
    left = kind.isin(["departure", "change of course", "layoff", "relocation"])
    return {"n": len(facts), "listed": int((kind == "listing").sum()), "left": int(left.sum())}
