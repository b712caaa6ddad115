"""Who leads the Arena, by how much, and how long after a rival as good."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate


def first_seen(*frames: pd.DataFrame) -> pd.Series:
    """First day on which each model_key stands on a board (columns model_key, seen_on)."""
    seen = pd.concat([frame[["model_key", "seen_on"]] for frame in frames])
    return seen.groupby("model_key")["seen_on"].min()


def days_behind(
    scores: pd.DataFrame, ours: pd.Series, rivals: pd.Series, seen: pd.Series
) -> pd.DataFrame:
    """How many days after a rival of at least the same rating the best of ``ours`` came.

    Compares within one day's board only, so changes of scale do not matter. ``seen`` is
    :func:`first_seen`. Where the rival stood on the first board already, its age is unknown and
    the distance is a lower bound (``at_least``). Zero: no rival is as good, or it came later.
    Columns: date, model, score, rival, days, at_least.
    """
    need_columns(scores, "snapshot_date", "model", "model_key", "score")
    start = seen.min() if len(seen) else pd.NaT
    rows = []
    for day, board in scores.groupby("snapshot_date"):
        mine, other = board[ours.reindex(board.index)], board[rivals.reindex(board.index)]
        if mine.empty or other.empty:
            continue
        best = mine.loc[mine["score"].idxmax()]
        as_good = other[other["score"] >= best["score"]]
        dates = as_good["model_key"].map(seen)
        came = dates.min() if len(as_good) else pd.NaT
        behind = (seen[best["model_key"]] - came).days if len(as_good) else 0
        rows.append(
            {
                "date": day,
                "model": best["model"],
                "score": best["score"],
                "rival": as_good.loc[dates.idxmin(), "model"] if len(as_good) else None,
                "days": float(max(0, behind)),
                "at_least": bool(behind > 0 and came == start),
            }
        )
    return pd.DataFrame(rows, columns=["date", "model", "score", "rival", "days", "at_least"])


def best_of_groups(scores: pd.DataFrame, group: pd.Series) -> pd.DataFrame:
    """Best score of each group on each board, as points below the best of the board.

    Columns: date, group, behind (points, zero or less), low, high (from the printed intervals).
    """
    rows = scores.assign(group=group.reindex(scores.index)).dropna(subset=["group", "score"])
    if rows.empty:
        return pd.DataFrame({"date": [], "group": [], "behind": [], "low": [], "high": []})
    top = scores.groupby("snapshot_date")["score"].max()
    best = rows.loc[rows.groupby(["snapshot_date", "group"])["score"].idxmax()]
    lead = best["snapshot_date"].map(top)
    return pd.DataFrame(
        {
            "date": best["snapshot_date"],
            "group": best["group"].astype("str"),
            "behind": best["score"] - lead,
            "low": np.minimum(best["ci_low"] - lead, best["score"] - lead),
            "high": np.maximum(best["ci_high"] - lead, best["score"] - lead),
        }
    )


def arena_groups(scores: pd.DataFrame, country: str) -> pd.Series:
    """ "China, open", "United States, closed" and so on for China and ``country``; else missing."""
    names = {"CN": "China", country: country}
    place = scores["firm_country"].astype("object").map(names)
    access = scores["license_open"].astype("object").map({True: "open", False: "closed"})
    return (place + ", " + access).where(place.notna() & access.notna())


def lead_over_next(
    scores: pd.DataFrame, day: pd.Timestamp, *, k: int = 20, seed: int, draws: int = 2000
) -> Estimate:
    """Chinese share of the newest board's top ``k`` less that of the next country.

    The next country is the largest other than China and the United States, found anew in each
    resample; models of unknown makers keep their places but stand for no country. Interval
    from multinomial resamples of the places.
    """
    known = scores[scores["snapshot_date"].le(day)]
    unit = "difference of shares"
    if known.empty:
        return Estimate.unavailable("no board known by this day", unit)
    board = known[known["snapshot_date"].eq(known["snapshot_date"].max())]
    top = board.drop_duplicates("model_key").nlargest(k, "score")
    names = top["firm_country"].astype("object").fillna("unknown")
    counts = names.value_counts()
    for needed in ("CN", "US", "unknown"):
        counts[needed] = counts.get(needed, 0)
    others = [name for name in counts.index if name not in ("CN", "US", "unknown")]
    rng = np.random.default_rng(seed)
    drawn = pd.DataFrame(
        rng.multinomial(len(top), counts / counts.sum(), size=draws), columns=counts.index
    )
    next_best = drawn[others].max(axis=1) if others else 0
    low, high = np.percentile((drawn["CN"] - next_best) / len(top), [2.5, 97.5])
    rival = counts[others].idxmax() if others else "no other country"
    behind = int(counts[others].max()) if others else 0
    return Estimate(
        (counts["CN"] - behind) / len(top),
        low,
        high,
        unit=unit,
        n=len(top),
        method=f"{draws} multinomial resamples of {len(top)} places",
        detail={"chinese": int(counts["CN"]), "next": behind, "next_country": rival},
    ).resting_on(top)
