"""The volunteers' list of Chinese language models, read from the editions of its history."""

from __future__ import annotations

import pandas as pd

from helpers.methods._checks import need_columns


def listed(registry: pd.DataFrame) -> pd.DataFrame:
    """Entries of the newest edition known (an entry that was dropped is out)."""
    need_columns(registry, "entry_id", "listed", "first_seen")
    return registry[registry["listed"].astype(bool)]


def added_between(registry: pd.DataFrame, start: str, end: str) -> pd.DataFrame:
    """Entries whose first edition falls in the window (days of edits, not of release)."""
    first = registry["first_seen"]
    return registry[(first >= pd.Timestamp(start)) & (first <= pd.Timestamp(end))]


def last_growth(snapshots: pd.DataFrame, least: int = 5) -> pd.Timestamp | None:
    """Day of the last edition that added ``least`` entries or more: after it the list stalls."""
    ordered = snapshots.sort_values("snapshot_date", kind="stable")
    grown = ordered[ordered["entries"].astype(float).diff() >= least]
    return grown["snapshot_date"].max() if len(grown) else None


def fields_of_use(registry: pd.DataFrame) -> pd.Series:
    """Entries by field of use, without general and research ones; medicine is named health."""
    need_columns(registry, "sector")
    sector = registry["sector"].dropna().astype(str).replace({"medicine": "health"})
    return sector[~sector.isin(["general", "research"])].value_counts()
