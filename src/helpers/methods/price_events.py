"""What happened to list prices: cuts, rises, who came after whom, how long a model stayed listed."""

from __future__ import annotations

import pandas as pd

from helpers.methods._checks import need_columns

ORDER_LABELS = {
    "reported": "reported",
    "lag_reported": "days after 6 May (report)",
    "seen": "lower price first seen",
    "lag_seen": "days after 6 May (list)",
    "basis": "kind",
    "not_before": "old price last seen",
    "lowest_before": "lowest before",
    "price": "new lowest",
}


def changes(rows: pd.DataFrame, *, smallest: float = 0.02) -> pd.DataFrame:
    """Levels that differ from the one before: ``direction`` cut, rise or made free; ``step``.

    ``rows`` come from :func:`with_blend`. ``not_before`` is the last day with the old level, so
    that the true day lies between it and ``effective_date``. Changes below ``smallest`` (log)
    are rounding.
    """
    grouped = rows.groupby("series", sort=False)
    was_free = grouped["free"].shift()
    made_free = rows["free"] & was_free.eq(False)
    direction = pd.Series(pd.NA, index=rows.index, dtype="object")
    direction = direction.mask(rows["step"] < -smallest, "cut").mask(rows["step"] > smallest, "rise")
    direction = direction.mask(made_free, "made free")
    not_before = grouped["effective_date"].shift()
    found = rows.assign(direction=direction, not_before=not_before)
    return found[found["direction"].notna()]


def changes_by_quarter(rows: pd.DataFrame, country: str) -> pd.DataFrame:
    """Price changes of one country's models by quarter and direction, and the firms behind them."""
    found = changes(rows[rows["country"].astype(str) == country])
    quarter = found["effective_date"].dt.to_period("Q").dt.to_timestamp().rename("quarter")
    grouped = found.groupby([quarter, found["direction"].rename("direction")])
    return grouped.agg(n=("series", "nunique"), firms=("firm", "nunique")).reset_index()


def first_lower(rows: pd.DataFrame, firms: list[str], after: str, within: int = 62) -> pd.DataFrame:
    """For each firm, the first day after ``after`` with a price below all it had listed before.

    Compares the lowest input price of a firm's models, in its own currency. A firm without an
    earlier price has its first dated price taken (basis ``launch``): a low opening price is how
    a firm joins that had none. Looks ``within`` days ahead.

    Columns: firm, day, lag (days), basis (lower or launch), lowest_before, price, source_id,
    not_before (last day with the old lowest price in a list).
    """
    start = pd.Timestamp(after)
    found = []
    yuan = rows[rows["currency"].astype(str) == "CNY"].sort_values("effective_date", kind="stable")
    for firm in firms:
        mine = yuan[yuan["firm"].astype(str) == firm]
        before = mine[mine["effective_date"] <= start]
        ahead = (mine["effective_date"] > start) & (mine["effective_date"] <= start + pd.Timedelta(days=within))
        later = mine[ahead]
        lowest = before["input_price"].min() if len(before) else float("nan")
        if len(before):
            later = later[later["input_price"] < lowest]
        if later.empty:
            continue
        row = later.iloc[0]
        found.append(
            {
                "firm": firm,
                "day": row["effective_date"],
                "lag": (row["effective_date"] - start).days,
                "basis": "lower" if len(before) else "launch",
                "lowest_before": lowest,
                "price": row["input_price"],
                "not_before": before["effective_date"].max() if len(before) else pd.NaT,
                "source_id": str(row["source_id"]),
                "row": later.index[0],
            }
        )
    columns = ["firm", "day", "lag", "basis", "lowest_before", "price", "not_before", "source_id", "row"]
    return pd.DataFrame(found, columns=columns).sort_values(["day", "firm"], kind="stable")


def listing_times(prices: pd.DataFrame, sightings: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """How long each model stood in a price list: one row a list, platform and model.

    Only lists that say when an entry was last there. Models that stood in the first edition of a
    list are left out (their start is not known); models still there at the end are censored.
    Columns: country, months, ended, source_id, index of the first price row.
    """
    keys = ["source_id", "provider", "model"]
    plain = {key: "object" for key in keys}
    rows = prices[prices["source_id"].isin(sightings["source_id"].astype(str))].astype(plain)
    columns = ["country", "months", "ended", "source_id"]
    if rows.empty:
        return pd.DataFrame(columns=columns)
    seen = sightings.astype(plain).astype({"currency": "object"})
    joined = rows.astype({"currency": "object"}).reset_index().merge(
        seen[[*keys, "effective_date", "currency", "last_seen"]],
        on=[*keys, "effective_date", "currency"], how="left",
    )
    list_end = joined.groupby("source_id")["last_seen"].transform("max")
    list_start = joined.groupby("source_id")["effective_date"].transform("min")
    joined = joined.assign(list_end=list_end, list_start=list_start)
    ordered = joined.sort_values([*keys, "effective_date"], kind="stable")
    grouped = ordered.groupby(keys, sort=False)
    one = grouped.agg(
        row=("row", "first"), country=("country", "first"), start=("effective_date", "first"),
        last_seen=("last_seen", "max"), open=("last_seen", lambda s: s.isna().iloc[-1]),
        list_end=("list_end", "first"), list_start=("list_start", "first"),
    ).reset_index()
    one = one[one["start"] > one["list_start"]]
    open_end = one["open"].astype(bool)
    end = one["last_seen"].where(~open_end, as_of)
    ended = ~open_end & (one["last_seen"] < one["list_end"] - pd.Timedelta(days=7))
    months = (end - one["start"]).dt.days / 30.44
    found = one.assign(months=months.clip(lower=0.1), ended=ended).set_index("row")
    return found[columns].astype({"country": "object"})


def order_by_source(events: pd.DataFrame, lower: pd.DataFrame, after: str) -> pd.DataFrame:
    """Cuts after a day, by report and by price list, one row a firm, in order of the earlier.

    ``events`` are dated reports (event_type price_cut; a month-only date has no lag), ``lower``
    comes from :func:`first_lower`. Looks two months ahead.

    Columns: firm, reported, lag_reported, seen, lag_seen, basis, not_before, lowest_before, price.
    """
    need_columns(events, "date", "date_precision", "firm", "event_type")
    start = pd.Timestamp(after)
    window = events["date"].between(start.replace(day=1), start + pd.Timedelta(days=62))
    told = events[window & (events["event_type"].astype(str) == "price_cut")].sort_values("date")
    told = told.drop_duplicates("firm").astype({"firm": "object"})
    to_the_day = told["date_precision"].astype(str) == "day"
    reports = pd.DataFrame(
        {
            "firm": told["firm"],
            "reported": told["date"].dt.strftime("%Y-%m-%d").where(to_the_day, told["date"].dt.strftime("%Y-%m")),
            "lag_reported": (told["date"] - start).dt.days.where(to_the_day).astype(float),
        }
    )
    lists = lower.rename(columns={"day": "seen", "lag": "lag_seen"}).drop(columns=["source_id", "row"])
    joined = reports.merge(lists.astype({"firm": "object"}), on="firm", how="outer")
    first = joined[["lag_reported", "lag_seen"]].astype(float).min(axis=1)
    columns = ["firm", "reported", "lag_reported", "seen", "lag_seen", "basis", "not_before", "lowest_before", "price"]
    return joined.assign(first=first).sort_values(["first", "firm"], kind="stable")[columns].reset_index(drop=True)


def first_of_each(order: pd.DataFrame) -> str:
    """Who was first by each kind of source, from :func:`order_by_source`, as one sentence."""
    told = []
    for column, lag, words in (("reported", "lag_reported", "By reports with a day"), ("seen", "lag_seen", "By the price lists")):
        known = order.dropna(subset=[lag])
        known = known[known[lag].astype(float) > 0].sort_values([lag, "firm"], kind="stable")
        if len(known):
            row = known.iloc[0]
            day = pd.Timestamp(row[column])
            told.append(f"{words} the first after the launch was {row['firm']}, on {_day(day)}.")
    return " ".join(told) or "No dated cut after the launch is known."


def launch_in_words(rows: pd.DataFrame, evidence: pd.DataFrame) -> str:
    """When DeepSeek-V2 opened and at what price, when a list had that price, who came before others."""
    key = rows["model_key"].astype(str)
    opened = rows[(key == "deepseek-v2") & (rows["date_basis"].astype(str) == "announced")]
    alias = rows[(key == "deepseek-chat") & (rows["date_basis"].astype(str) == "observed")]
    told = []
    if len(opened):
        row = opened.iloc[0]
        told.append(
            f"DeepSeek-V2 opened on {_day(row['effective_date'])} at {row['input_price']:g} yuan in, "
            f"{row['output_price']:g} out per million tokens."
        )
    if len(alias) and len(opened):
        row = alias.iloc[0]
        told.append(
            f"A list shows deepseek-chat at {row['input_price']:g} yuan in on {_day(row['effective_date'])}"
            + (", before that launch." if row["effective_date"] < opened.iloc[0]["effective_date"] else ".")
        )
    zhipu = evidence[evidence["value_text"].astype(str).eq("Zhipu") & evidence["date"].between("2024-05-01", "2024-05-31")]
    if len(zhipu) and str(zhipu["date_precision"].iloc[0]) == "day":
        told.append(f"A later report dates the cut of Zhipu, which the article does not name, to {_day(zhipu['date'].iloc[0])}.")
    return " ".join(told) or "No dated price of DeepSeek-V2 is known."


def _day(stamp: pd.Timestamp) -> str:
    return f"{stamp.day} {stamp:%B %Y}"
