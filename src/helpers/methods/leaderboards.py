"""Leaderboards: the board as it stood, its families, best ranks, and days behind a rival."""

from __future__ import annotations

import pandas as pd

from helpers.methods import proportions
from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate

#: Families that are named in figures; all else is "other", and what no pattern knows "unknown".
NAMED = ("qwen", "llama", "mistral", "gemma", "phi", "yi")
ORDER = (*NAMED, "other", "unknown")


def competes(
    board: pd.DataFrame, *, merges: bool, flagged: frozenset[str] = frozenset()
) -> pd.Series:
    """True for rows with an average score; without ``merges`` none merged and none flagged."""
    need_columns(board, "average", "base_or_finetune", "evaluation_id")
    scored = board["average"].notna()
    if merges:
        return scored
    merge = board["base_or_finetune"].astype("str").eq("merge")
    return scored & ~merge & ~board["evaluation_id"].isin(flagged)


def month_ends(rows: pd.DataFrame, as_of: pd.Timestamp) -> list[tuple[str, pd.Timestamp]]:
    """Version and last day of each month in which a board was read or results were posted.

    Version 1: the last snapshot of the month; snapshots with under half the models of the
    fullest one before are truncated and not used. Version 2: month ends from the first posted
    result to the last, or the reading day for a month not over.
    """
    found: list[tuple[str, pd.Timestamp]] = []
    first = rows[rows["version"].eq("v1")]
    sizes = first.groupby("snapshot_date").size()
    whole = sizes[sizes >= 0.5 * sizes.cummax()]
    if len(whole):
        last = pd.Series(whole.index, index=whole.index).groupby(whole.index.to_period("M")).max()
        found += [("v1", day) for day in last]
    second = rows[rows["version"].eq("v2")]
    if len(second):
        months = second["public_by"].dt.to_period("M").unique()
        ends = [min(month.end_time.normalize(), as_of) for month in sorted(months)]
        found += [("v2", day) for day in ends]
    return found


def top_by_month(rows: pd.DataFrame, k: int, as_of: pd.Timestamp) -> pd.DataFrame:
    """The ``k`` best models of the board at each month's end, one line per model and month.

    Version 2 is rebuilt from what had been posted by then, best evaluation of a model once.
    Adds the columns month_end and place.
    """
    need_columns(rows, "version", "snapshot_date", "public_by", "model_id", "average")
    parts = []
    for version, day in month_ends(rows, as_of):
        here = rows[rows["version"].eq(version)]
        here = here[here["snapshot_date" if version == "v1" else "public_by"].le(day)]
        if version == "v1":
            here = here[here["snapshot_date"].eq(day)]
        best = here.sort_values(["average", "model_id"], ascending=[False, True], kind="stable")
        best = best.drop_duplicates("model_id").head(k)
        parts.append(best.assign(month_end=day, place=range(1, len(best) + 1)))
    if not parts:
        return rows.head(0).assign(month_end=pd.NaT, place=0)
    return pd.concat(parts)


def family(rows: pd.DataFrame) -> pd.Series:
    """Family for figures: one of :data:`NAMED`, "other", or "unknown" (no pattern knows it)."""
    named = rows["base_family"].astype("object")
    words = named.where(named.isin(NAMED), "other")
    unknown = rows["base_family"].isna() | named.eq("llama-arch-unresolved")
    return words.mask(unknown, "unknown").astype("str")


def months_with_family(top: pd.DataFrame, wanted: str) -> Estimate:
    """Share of months whose top holds a model of a family; exact interval."""
    if top.empty:
        return Estimate.unavailable("no month with a board", "share")
    there = top.assign(hit=top["base_family"].eq(wanted).fillna(False)).groupby("month_end")["hit"]
    hits = there.any()
    return proportions.share(int(hits.sum()), len(hits), exact=True).resting_on(top)


def share_by_family(rows: pd.DataFrame, date: str) -> pd.DataFrame:
    """Counts by month of ``date`` and :func:`family`; columns month, family, n."""
    if rows.empty:
        return pd.DataFrame({"month": [], "family": [], "n": []})
    month = rows[date].dt.to_period("M").dt.start_time
    counts = pd.crosstab(month, family(rows)).reindex(columns=list(ORDER), fill_value=0)
    counts.index.name, counts.columns.name = "month", "family"
    return counts.reset_index().melt("month", var_name="family", value_name="n")


def side_by_side(**parts: pd.DataFrame) -> pd.DataFrame:
    """Several counts by month and family in one frame, named in the column ``part`` (words)."""
    named = [frame.assign(part=name.replace("_", " ")) for name, frame in parts.items()]
    return pd.concat(named, ignore_index=True)


def best_rank(board: pd.DataFrame, ours: pd.Series, score: str) -> Estimate:
    """Best rank (1 = first, ties share the better) of the rows ``ours`` within ``board``."""
    scored = board.dropna(subset=[score])
    mine = ours.reindex(scored.index).fillna(False).astype(bool)
    if not mine.any():
        return Estimate.unavailable("none of the models is on the board", "rank")
    rank = scored[score].rank(ascending=False, method="min")
    best = rank[mine].idxmin()
    method = f"rank among {len(scored)} models"
    return Estimate(rank[best], unit="rank", n=len(scored), method=method).resting_on(
        scored.loc[[best]]
    )


def qwen_ranks(
    ranked: pd.DataFrame, scores: pd.DataFrame, day: pd.Timestamp, *, derivatives: bool
) -> pd.DataFrame:
    """Best rank of a Qwen model among open models on each board, at ``day`` or its end.

    ``derivatives`` lets models of others on a Qwen base count on the Open LLM Leaderboard.
    Columns: board, day, model, rank, among, source_id.
    """
    second = ranked[ranked["version"].eq("v2") & ranked["public_by"].le(day)]
    second = second.sort_values("average", ascending=False).drop_duplicates("model_id")
    own = second["base_family"].eq("qwen").fillna(False)
    own &= derivatives | second["firm"].eq("Alibaba").fillna(False)
    arena = scores[scores["snapshot_date"].eq(scores["snapshot_date"].max())]
    arena = arena[arena["license_open"].fillna(False).astype(bool)]
    qwen = arena["model_key"].astype("str").str.contains("qwen")
    rows = []
    boards = (
        ("Open LLM Leaderboard, version 2", second, own, "average", "public_by", "model_id"),
        ("Arena, open models", arena, qwen, "score", "snapshot_date", "model"),
    )
    for name, board, mine, score, date, model in boards:
        found = best_rank(board, mine, score)
        if found.available:
            best = board.loc[board[mine][score].idxmax()]
            rows.append(
                {
                    "board": name,
                    "day": board[date].max().date().isoformat(),
                    "model": best[model],
                    "rank": int(found.value),
                    "among": found.n,
                    "source_id": str(best["source_id"]),
                }
            )
    return pd.DataFrame(rows, columns=["board", "day", "model", "rank", "among", "source_id"])


def places_by_family(top: pd.DataFrame) -> pd.DataFrame:
    """Places at each month's end by :func:`family`: columns month, family, n; months without a
    board between the first and the last are missing."""
    if top.empty:
        return pd.DataFrame({"month": [], "family": [], "n": []})
    last = top.assign(month=top["month_end"].dt.to_period("M"))
    last = last[last["month_end"].eq(last.groupby("month")["month_end"].transform("max"))]
    counts = pd.crosstab(last["month"], family(last)).reindex(columns=list(ORDER), fill_value=0)
    grid = pd.period_range(counts.index.min(), counts.index.max(), freq="M")
    counts = counts.astype(float).reindex(grid)
    counts.index = counts.index.to_timestamp()
    return (
        counts.rename_axis("month").reset_index().melt("month", var_name="family", value_name="n")
    )
