"""Events abroad, made ready for counting: who acts, where, and what counts as one decision.

Input are rows of ``expansion_events`` with their dataset index, so that every estimate can
name its rows. The rules here are choices; each is a parameter of the notebook.
"""

from __future__ import annotations

import pandas as pd

from helpers.methods._checks import need_columns
from helpers.methods.estimate import EstimateSeries
from helpers.methods.proportions import composition

EXPANSION_KINDS = (
    "cloud_region",
    "data_centre",
    "office_or_hq",
    "partnership",
    "product_launch",
    "investment",
    "acquisition",
)
NO_EVENT = ("considered", "retracted", "lapsed")  # talks, and deals that fell through
NOT_YET_DONE = ("announced", "preparing", "pre_order", "filed", "reported", "third_party", "paused")

EMERGING = ("Southeast Asia", "Middle East", "Africa")
WESTERN = ("North America", "Europe")
AREA_OF_REGION = {
    "East Asia (Hong Kong)": "East Asia",
    "East Asia (Taiwan)": "East Asia",
    "Japan/Korea": "East Asia",
    "Global": "Worldwide",
}
AREA_OF_SUBREGION = {
    "South-eastern Asia": "Southeast Asia",
    "Western Asia": "Middle East",
    "Northern Africa": "Africa",
    "Sub-Saharan Africa": "Africa",
    "Northern America": "North America",
    "Latin America and the Caribbean": "Latin America",
    "Northern Europe": "Europe",
    "Western Europe": "Europe",
    "Southern Europe": "Europe",
    "Eastern Europe": "Europe",
    "Southern Asia": "South Asia",
    "Eastern Asia": "East Asia",
    "Central Asia": "Central Asia",
    "Australia and New Zealand": "Oceania",
    "Melanesia": "Oceania",
    "Micronesia": "Oceania",
    "Polynesia": "Oceania",
}
TIER_GROUP = {"giant": "giant", "unicorn": "start-up", "startup": "start-up"}
AUDIENCE = {"to_b": "business", "to_c": "consumers", "to_g": "government"}
TIER_SCHEMES = ("publication", "events", "today", "two")
REGION_SCHEMES = ("article", "mena", "hong_kong_home")


def evidence_rows(events: pd.DataFrame) -> pd.Series:
    """True for rows that can count at all: not circular, abroad, no repeat, a real event.

    A row with ``dup_of`` is a repeat only where the row it points to is in the reading too.
    """
    repeat = events["dup_of"].isin(events["event_id"])
    aside = events["circular"].astype(bool) | events["is_home_country"].astype(bool) | repeat
    return ~(aside | events["stage"].astype(str).isin(NO_EVENT))


def expansions(events: pd.DataFrame) -> pd.Series:
    """True for moves abroad by the firm itself: no bans, exits, listings or open releases."""
    return events["kind"].astype(str).isin(EXPANSION_KINDS)


def delivered(events: pd.DataFrame) -> pd.Series:
    """True for rows that are more than an announcement."""
    return ~events["stage"].astype(str).isin(NOT_YET_DONE)


def in_tiers(
    events: pd.DataFrame, firms: pd.DataFrame, changes: pd.DataFrame, scheme: str = "publication"
) -> pd.DataFrame:
    """Add ``tier`` (giant, start-up, other) by one of four schemes.

    ``publication``: tier of ``firms`` (2024-10-03); ``events``: the coding of the events;
    ``today``: ``firms`` with the changes of ``firm_changes``; ``two``: giant or start-up only.
    """
    need_columns(events, "firm", "firm_tier")
    if scheme == "events":
        tier = events["firm_tier"].astype(str)
    else:
        known = firms.set_index("firm")["tier"].astype(str)
        if scheme == "today":
            moved = changes[changes["field"].astype(str) == "tier"].sort_values("date")
            newest = moved.groupby("firm")["value"].last().astype(str)
            known = newest.reindex(known.index).fillna(known)
        tier = events["firm"].map(known)
    rest = "start-up" if scheme == "two" else "other"
    return events.assign(tier=tier.map(TIER_GROUP).fillna(rest))


def in_areas(
    events: pd.DataFrame, countries: pd.DataFrame, scheme: str = "article"
) -> pd.DataFrame:
    """Add ``area`` by one of three schemes; worldwide launches are ``Worldwide``.

    ``article``: regions as the article names them (for every event the same as the United
    Nations sub-regions); ``mena``: Northern Africa joins the Middle East, as the World Bank has
    it; ``hong_kong_home``: as ``article``, and rows in Hong Kong are left out as not abroad.
    """
    need_columns(events, "region", "country")
    coded = events["region"].astype(str).replace(AREA_OF_REGION)
    if scheme == "mena":
        coded = coded.mask(events["country"].isin(_northern_africa(countries)), "Middle East")
    placed = events.assign(area=coded)
    if scheme == "hong_kong_home":
        return placed[placed["country"].astype(str) != "HK"]
    return placed


def areas_of(countries: pd.DataFrame, scheme: str = "article") -> pd.DataFrame:
    """``countries`` with ``area`` by United Nations sub-region, drawn as in :func:`in_areas`."""
    area = countries["sub_region"].astype(str).map(AREA_OF_SUBREGION)
    if scheme == "mena":
        area = area.mask(countries["country"].isin(_northern_africa(countries)), "Middle East")
    return countries.assign(area=area)


def _northern_africa(countries: pd.DataFrame) -> pd.Series:
    return countries.loc[countries["sub_region"].astype(str) == "Northern Africa", "country"]


def of_origin(events: pd.DataFrame, firms: pd.DataFrame, rule: str = "founding") -> pd.Series:
    """True for firms of Chinese origin: founded in China, or (``headquarters``) run from there."""
    if rule == "founding":
        return pd.Series(True, index=events.index)
    home = firms.set_index("firm")["country"].astype(str)
    return events["firm"].map(home).eq("CN")


def one_per_decision(events: pd.DataFrame, *also: str) -> pd.DataFrame:
    """One row per decision, or per decision and value of the columns ``also``.

    Order ``also`` tells apart what one decision did in several places.
    """
    return events.drop_duplicates(["decision_group", *also])


def first_dates(
    events: pd.DataFrame, regions: pd.DataFrame, firms: pd.DataFrame, tiers: pd.Series
) -> pd.DataFrame:
    """First dated event or cloud region abroad per firm; one row per firm.

    ``regions`` are cloud regions of Chinese providers abroad with ``launch_date``; ``tiers`` maps
    firms to tiers. Columns: firm, first (middle of the period for year-only dates),
    tier, source_id, years_after_founding (where the year is known).
    """
    middle = events["date"] + pd.to_timedelta(
        events["date_precision"].astype(str).map({"year": 182, "month": 15}).fillna(0), unit="D"
    )
    dated = events.assign(first=middle)[["firm", "first", "source_id"]]
    opened = regions.dropna(subset=["launch_date"])
    opened = opened.assign(first=opened["launch_date"] + pd.Timedelta(days=182))
    both = pd.concat([dated, opened[["firm", "first", "source_id"]]])
    table = both.sort_values("first").groupby("firm").head(1)
    founded = firms.set_index("firm")["founded_year"].astype("float64")
    year = table["first"].dt.year + (table["first"].dt.day_of_year - 1) / 365.25
    return table.assign(
        tier=table["firm"].map(tiers), years_after_founding=year - table["firm"].map(founded)
    ).dropna(subset=["tier"])


def acceleration(
    events: pd.DataFrame, before: tuple[str, str], after: tuple[str, str]
) -> dict[str, float | int]:
    """Events of firms present in both windows, and the months of each window.

    Windows are closed (first day, last day). Returns count and months of both windows, and
    the number of firms; the fixed set of firms keeps newly famous ones from raising the rate.
    """
    early = events[events["date"].between(*before)]
    late = events[events["date"].between(*after)]
    both = set(early["firm"]) & set(late["firm"])
    return {
        "before": int(early["firm"].isin(both).sum()),
        "after": int(late["firm"].isin(both).sum()),
        "months_before": _months(*before),
        "months_after": _months(*after),
        "firms": len(both),
    }


def composition_by(markets: pd.DataFrame, by: str = "tier", column: str = "area") -> EstimateSeries:
    """Shares of ``column`` within each value of ``by``, with Goodman's simultaneous intervals.

    A value of ``column`` that one group has is asked of all: where a group lacks it, the share is 0.
    """
    every = sorted(markets[column].dropna().astype(str).unique())
    parts = [
        composition(own, column, every).frame.assign(**{by: key})
        for key, own in markets.groupby(by, observed=True)
    ]
    columns = [by, column, "value", "low", "high", "n"]
    tidy = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return EstimateSeries(
        tidy[columns], "share", "Goodman multinomial intervals, group by group"
    ).resting_on(markets)


def coverage_by_year(events: pd.DataFrame) -> pd.DataFrame:
    """How the record itself grows: events, decisions, firms, sources and exact dates per year."""
    dated = events["date_precision"].astype(str).ne("year")
    table = events.assign(year=events["date"].dt.year, dated=dated).groupby("year")
    return table.agg(
        rows=("event_id", "size"),
        decisions=("decision_group", "nunique"),
        firms=("firm", "nunique"),
        sources=("source_id", "nunique"),
        dated_to_the_month=("dated", "mean"),
    ).reset_index()


def _months(first: str, last: str) -> int:
    span = pd.Period(last, "M") - pd.Period(first, "M")
    return int(span.n) + 1


def most_seen(mix: EstimateSeries, tier: str) -> str:
    """The area with the largest share of a group of :func:`composition_by`: "Europe (24%)"."""
    own = mix.frame[mix.frame["tier"].eq(tier)]
    if own.empty:
        return "no area"
    first = own.loc[own["value"].idxmax()]
    return f"{first['area']} ({first['value']:.0%})"
