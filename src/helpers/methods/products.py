"""Products abroad: when they started, whether a market was lost, how fast they came, by whom."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from helpers.methods.estimate import Estimate
from helpers.methods.proportions import share

MONTH = 30.4375  # days
MIDDLE = {"year": 182, "month": 15}
LOST = ("ban", "app_removed", "closed", "divested", "suspended", "exit_order")


def launches(events: pd.DataFrame, brands: pd.DataFrame) -> pd.DataFrame:
    """Consumer launches abroad, one row per firm and product name.

    From ``events`` (product_launch, to_c, launched) and from Chinese ``brands`` with a launch day.
    Columns: firm, product, country (empty: worldwide), area, date, date_precision, source_id.
    """
    shown = events[
        events["kind"].astype(str).eq("product_launch")
        & events["audience"].astype(str).eq("to_c")
        & events["stage"].astype(str).eq("launched")
    ]
    named = brands[
        brands["firm_group"].astype(str).eq("china") & brands["audience"].astype(str).eq("to_c")
    ].dropna(subset=["launch_date", "product_overseas"])
    named = named[named["market"].fillna("") != "CN"].assign(
        product=lambda rows: rows["product_overseas"],
        date=lambda rows: rows["launch_date"],
        country=None,
        area="Worldwide",
    )
    columns = ["firm", "product", "country", "area", "date", "date_precision", "source_id"]
    both = pd.concat([named[columns], shown[columns]])
    # Brands come first: an event that names a known product is the same launch, and later
    # services of a firm in one country are one market.
    seen: dict[str, list[str]] = {}
    keep = []
    for row in both.itertuples():
        here = row.country if isinstance(row.country, str) else row.product.split()[0]
        known = seen.setdefault(row.firm, [])
        keep.append(not any(name in row.product for name in known) and here not in known)
        known.append(here)
    return both[keep]


def fates(
    apps: pd.DataFrame,
    sites: pd.DataFrame,
    events: pd.DataFrame,
    regions: pd.DataFrame,
    as_of: object,
) -> pd.DataFrame:
    """Months until a product or site lost a market, or until the reading day.

    An app is lost on the first exit or ban of its firm that names it; a product in one country
    also on an exit of its firm there; a site when its region closes. Lifted bans, probes and bans on
    government devices are no loss. Dates known to the year are put in its middle.

    Columns: firm, product, country, area, kind (consumer app, cloud site), months, ended.
    """
    ends = events[events["stage"].astype(str).isin(LOST)]
    ends = ends.assign(day=_middle(ends, "date", "date_precision"))
    closed = regions[regions["status"].astype(str) == "closed"]
    subjects = pd.concat(
        [
            apps.assign(kind="consumer app", start=_middle(apps, "date", "date_precision")),
            sites.assign(
                kind="cloud site", product="cloud site", start=pd.to_datetime(sites["date"])
            ),
        ]
    )
    of_firm = {firm: own for firm, own in ends.groupby("firm")}
    none = ends.head(0)
    lost = [_end_of(row, of_firm.get(row.firm, none), closed) for row in subjects.itertuples()]
    end = pd.Series(pd.to_datetime(lost), index=subjects.index)
    last = end.fillna(pd.Timestamp(as_of))
    months = ((last - subjects["start"]).dt.days / MONTH).clip(lower=0.5)
    return subjects.assign(ended=end.notna(), months=months)


def busiest_window(dates: pd.Series, months: int) -> Estimate:
    """Largest number of dates within any ``months`` consecutive calendar months."""
    known = dates.dropna()
    if known.empty:
        return Estimate.unavailable("no dated launch", "apps")
    month = known.dt.year * 12 + known.dt.month
    counts = [int(month.between(first, first + months - 1).sum()) for first in month]
    first = known[month == month.iloc[counts.index(max(counts))]].iloc[0]
    return Estimate(
        max(counts),
        unit="apps",
        n=len(known),
        method=f"most dated launches in any {months} months",
        detail={"window_begins": f"{first:%Y-%m}"},
    )


def model_and_app(
    names: tuple[str, ...], models: list[pd.DataFrame], apps: list[pd.DataFrame]
) -> pd.DataFrame:
    """For each firm: does any table show an own model, and any an own consumer app?

    Frames have ``firm``; columns returned: firm, model, app, both.
    """
    with_model = set().union(*(set(frame["firm"].dropna()) for frame in models))
    with_app = set().union(*(set(frame["firm"].dropna()) for frame in apps))
    table = pd.DataFrame({"firm": list(names)})
    table = table.assign(model=table["firm"].isin(with_model), app=table["firm"].isin(with_app))
    return table.assign(both=table["model"] & table["app"])


def strength_and_reach(linked: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Best score per Chinese firm over all boards, beside its events abroad (none counts as zero).

    ``linked`` are boards on one scale (:func:`helpers.methods.arena.on_one_scale`). Columns: firm,
    score, events, source_id; the index names the board rows.
    """
    chinese = linked[linked["firm_country"].astype(str).eq("CN")].dropna(subset=["linked"])
    best = chinese.sort_values("linked", ascending=False).drop_duplicates("firm")
    counts = events["firm"].value_counts()
    return best.assign(score=best["linked"], events=best["firm"].map(counts).fillna(0).astype(int))[
        ["firm", "score", "events", "source_id"]
    ]


def seen_abroad(firms: pd.DataFrame, events: pd.DataFrame, brands: pd.DataFrame) -> pd.DataFrame:
    """Chinese start-ups and unicorns that were not listed for going abroad, and who was seen there.

    Firms with a profile (``profile_source_id``) were collected because they went abroad and are
    left out. Columns: firm, tier, seen.
    """
    chinese = firms["country"].astype(str).eq("CN") | firms["founding_country"].astype(str).eq("CN")
    young = firms["tier"].astype(str).isin(["startup", "unicorn"])
    chosen = firms[chinese & young & firms["profile_source_id"].isna()]
    there = set(events["firm"]) | set(
        brands.loc[brands["firm_group"].astype(str).eq("china"), "firm"]
    )
    return chosen.assign(seen=chosen["firm"].isin(there))[["firm", "tier", "seen", "source_id"]]


def share_at_least(table: pd.DataFrame, column: str) -> Estimate:
    """Share of rows with ``column`` where a missing record is no proof of absence.

    Only the lower end of Wilson's interval is a bound; the upper end is open (1).
    """
    found = share(int(table[column].sum()), len(table))
    if not found.available:
        return found
    return replace(
        found, high=1.0, method="share seen; lower Wilson bound, upper end open"
    ).resting_on(table)


def filed_by(filings: pd.DataFrame, firms: pd.DataFrame) -> pd.DataFrame:
    """Filings whose filer carries the Chinese name of one of ``firms``, with that ``firm``."""
    parts = [
        filings[filings["filer_short_zh"].str.contains(row.name_zh, regex=False)].assign(
            firm=row.firm
        )
        for row in firms.dropna(subset=["name_zh"]).itertuples()
    ]
    return pd.concat(parts) if parts else filings.head(0).assign(firm=None)


def complement(kept: Estimate) -> Estimate:
    """The share lost from the share kept, interval turned round."""
    if not kept.available:
        return kept
    return replace(kept, value=1 - kept.value, low=1 - kept.high, high=1 - kept.low)


def share_after_first_score(scores: pd.DataFrame, events: pd.DataFrame) -> float | None:
    """Share of events of scored firms that came after the firm's first score; None without any."""
    first = scores.groupby("firm")["snapshot_date"].min()
    compared = events.assign(first=events["firm"].map(first)).dropna(subset=["first"])
    return float((compared["date"] > compared["first"]).mean()) if len(compared) else None


def _end_of(subject: object, ends: pd.DataFrame, closed: pd.DataFrame) -> pd.Timestamp | None:
    own = ends[ends["day"] >= subject.start]
    if subject.kind == "consumer app":
        named = own["product"].str.contains(str(subject.product), regex=False)
        # A firm of one product: what is banned under any wording is that product.
        named |= own["kind"].astype(str).eq("ban_or_probe") & (subject.product == subject.firm)
        there = own["country"].eq(subject.country) & own["kind"].astype(str).eq("exit")
        days = own.loc[named | there, "day"]
    else:
        shut = closed[(closed["firm"] == subject.firm) & (closed["country"] == subject.country)]
        days = shut["status_date"]
    return days.min() if len(days) else None


def _middle(frame: pd.DataFrame, date: str, precision: str) -> pd.Series:
    shift = frame[precision].astype(str).map(MIDDLE).fillna(0)
    return frame[date] + pd.to_timedelta(shift, unit="D")
