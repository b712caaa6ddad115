"""Counts of services, applications and models side by side: curves, windows, ranks, growth."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.methods.concentration import herfindahl_by
from helpers.methods.estimate import Estimate
from helpers.methods.filings import owners


def growth_against(totals: pd.DataFrame) -> Estimate:
    """Growth factor a quarter of filed services over that of registered applications.

    ``totals``: as_of_date, filed_cumulative, registered_cumulative, exact counts of one regulator.
    Both totals between the first and the last day on which both are known; the interval takes the
    totals as Poisson counts (delta method, the growth of a total being its new entries).
    """
    unit = "ratio of growth factors"
    both = totals.dropna(subset=["filed_cumulative", "registered_cumulative"])
    both = both[both["registered_cumulative"] > 0].sort_values("as_of_date", kind="stable")
    if len(both) < 2:
        return Estimate.unavailable("registered applications are known for fewer than two days", unit)
    first, last = both.iloc[0], both.iloc[-1]
    quarters = (last["as_of_date"] - first["as_of_date"]).days / (365.25 / 4)
    logs, variance = 0.0, 0.0
    for column, sign in (("filed_cumulative", 1), ("registered_cumulative", -1)):
        start, end = float(first[column]), float(last[column])
        logs += sign * np.log(end / start)
        # end = start + new: var(log(end/start)) with start and new independent Poisson counts.
        variance += (end - start) / end**2 + start * (1 / end - 1 / start) ** 2
    centre, half = logs / quarters, 1.96 * np.sqrt(variance) / quarters
    return Estimate(
        float(np.exp(centre)), float(np.exp(centre - half)), float(np.exp(centre + half)),
        unit=unit, n=int(last["filed_cumulative"] + last["registered_cumulative"]),
        method="ratio of quarterly growth factors of two running totals, Poisson delta method",
        detail={"from": first["as_of_date"], "to": last["as_of_date"], "quarters": quarters},
    ).resting_on(both.loc[[first.name, last.name]])


def hits(counts: pd.Series, named: tuple[str, ...], first: int = 3) -> int:
    """How many of ``named`` are among the ``first`` largest of ``counts`` (ties count in full)."""
    if counts.empty:
        return 0
    bar = counts.nlargest(first).min()
    return int(sum(counts.get(name, 0) >= bar and counts.get(name, 0) > 0 for name in named))


def running_totals(filings: pd.DataFrame, totals: pd.DataFrame, snapshots: pd.DataFrame) -> pd.DataFrame:
    """Every running total side by side: columns date, value, source.

    Nothing is pooled: services by filing day, totals as announced, registered applications, the
    crowd list by edition.
    """
    own = filings.dropna(subset=["filing_date"]).groupby("filing_date").size().cumsum()
    announced = totals.dropna(subset=["filed_cumulative"])
    announced = announced[announced["value_basis"].astype(str) == "reported"]
    registered = totals.dropna(subset=["registered_cumulative"])
    parts = {
        "Services filed (list)": own.rename("value").rename_axis("date").reset_index(),
        "Services filed (announced)": _pairs(announced, "as_of_date", "filed_cumulative"),
        "Applications registered": _pairs(registered, "as_of_date", "registered_cumulative"),
        "Models (crowd list)": _pairs(snapshots, "snapshot_date", "entries"),
    }
    tidy = pd.concat([part.assign(source=name) for name, part in parts.items() if len(part)])
    return tidy.astype({"value": float}).sort_values(["source", "date"], kind="stable")


def _pairs(frame: pd.DataFrame, date: str, value: str) -> pd.DataFrame:
    return frame[[date, value]].rename(columns={date: "date", value: "value"})


def concentration_by_year(filings: pd.DataFrame, *, seed: int = 0) -> pd.DataFrame:
    """Herfindahl index of services by province, firm and sector in each year of filing.

    Firms are groups where the filer's name tells the group. Services of unknown sector are left
    out of that index. Columns: by, year, value, low, high, n.
    """
    dated = filings.assign(year=filings["filing_date"].dt.year.astype(str), firm=owners(filings["filer_short_zh"]))
    sector = dated["sector_coding"].astype(str)
    dated = dated.assign(sector=sector.where(sector != "unknown"))
    holders = {"province": "province", "firm": "firm", "sector": "sector"}
    parts = [
        herfindahl_by(dated.dropna(subset=[column]), column, "year", seed=seed).frame.assign(by=name)
        for name, column in holders.items()
    ]
    return pd.concat(parts, ignore_index=True)


def by_year(hhi: pd.DataFrame) -> pd.DataFrame:
    """The indexes side by side, one row a year, each cell an estimate with its interval."""
    cells = {
        (row.year, row.by): Estimate(row.value, row.low, row.high, unit="HHI (0 to 1)", n=int(row.n))
        for row in hhi.dropna(subset=["value"]).itertuples()
    }
    years, names = sorted(hhi["year"].unique()), list(dict.fromkeys(hhi["by"]))
    return pd.DataFrame([{"year": year, **{name: cells.get((year, name)) for name in names}} for year in years])


def first_and_last(hhi: pd.DataFrame, by: str) -> dict[str, object]:
    """First and newest value of one index with its years, for a title."""
    mine = hhi[(hhi["by"] == by) & hhi["value"].notna()].sort_values("year", kind="stable")
    if mine.empty:
        return {"first": None, "last": None, "start": None, "end": None}
    first, last = mine.iloc[0], mine.iloc[-1]
    return {"first": first["value"], "last": last["value"], "start": first["year"], "end": last["year"]}


def notable_in_window(models: pd.DataFrame, start: str, end: str) -> pd.DataFrame:
    """Chinese systems of Epoch's widest list published in the window."""
    country, listed = models["country"].astype("object").fillna("").astype(str), models["list"].astype(str)
    inside = models["publication_date"].between(start, end)
    return models[inside & country.str.split(";").map(lambda parts: "CN" in parts) & (listed == "all_ml_systems")]


def counts_in_window(
    filed: pd.DataFrame, entries: pd.DataFrame, made: pd.DataFrame, until: pd.Timestamp | None, end: str
) -> pd.DataFrame:
    """What each source counted in a window: columns source, n, first, last, reading, source_id, bound.

    ``bound`` is ``lower`` for lists that miss a part: the volunteers' list stalled, Epoch covers
    Chinese models thinly, and the register lacks what the lists published by now do not cover.
    """
    whole = until is not None and until >= pd.Timestamp(end)
    parts = (
        ("Services filed with the regulator", filed, "filing_date", "whole window" if whole else f"lower bound: lists end on {until:%d %B %Y}" if until is not None else "no list", "" if whole else "lower"),
        ("Entries of the volunteers' list", entries, "first_seen", "lower bound: the list stalled in January 2024", "lower"),
        ("Epoch, all systems from China", made, "publication_date", "lower bound: Chinese models are thinly covered", "lower"),
    )
    rows = [
        (
            name, len(rows), rows[day].min() if len(rows) else None, rows[day].max() if len(rows) else None,
            reading, str(rows["source_id"].iloc[0]) if len(rows) else "", bound,
        )
        for name, rows, day, reading, bound in parts
    ]
    return pd.DataFrame(rows, columns=["source", "n", "first", "last", "reading", "source_id", "bound"])


def largest(composition: pd.DataFrame) -> str:
    """The first sector of a composition, ready to begin a sentence."""
    return str(composition["sector"].iloc[0]).capitalize() if len(composition) else "None"


def side_by_side(filed: pd.Series, crowd: pd.Series, shares: pd.DataFrame, most: int = 9) -> pd.DataFrame:
    """Sectors of lists in one table, largest first: columns sector, share, filings, crowd.

    ``shares`` are those of all vertical services (columns sector, value, low, high, n).
    """
    both = pd.DataFrame({"filings": filed, "crowd": crowd}).fillna(0).astype(int)
    both = both.loc[both.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    known = {
        row.sector: Estimate(row.value, row.low, row.high, unit="share", n=int(row.n))
        for row in shares.itertuples()
    }
    table = both.head(most).rename_axis("sector").reset_index()
    table.insert(1, "share", [known.get(name) for name in table["sector"]])
    return table


def stated_before(counts: pd.DataFrame, number: int) -> str:
    """Where ``number`` stands in the counts of models that others stated, as one sentence."""
    rows = counts[(counts["count"] == number) & counts["country"].astype(str).eq("CN")]
    if rows.empty:
        return f"No count of {number} was stated by others before the reading day."
    said = [f"{row.definition} ({row.period}, as of {row.as_of_date:%B %Y})" for row in rows.itertuples()]
    return f"The number {number} was stated for: " + "; ".join(said) + "."
