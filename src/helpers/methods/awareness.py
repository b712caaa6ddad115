"""From unseen to seen: the same few measures of visibility at two days, side by side."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from helpers.methods import leaderboards, proportions, trending
from helpers.methods.estimate import Estimate
from helpers.methods.resampling import bootstrap


def newest(frame: pd.DataFrame, date: str, day: pd.Timestamp) -> pd.DataFrame:
    """Rows of the last ``date`` up to ``day``."""
    known = frame[frame[date].le(day)]
    return known[known[date].eq(known[date].max())] if len(known) else known


def top_of_arena(scores: pd.DataFrame, day: pd.Timestamp, k: int, *, only_open: bool) -> Estimate:
    """Share of Chinese models among the best ``k`` of the newest board; Wilson's interval.

    Models of makers without a country are left out of the share, not of the ``k``.
    """
    board = newest(scores, "snapshot_date", day)
    if only_open and len(board):
        board = board[board["license_open"].fillna(False).astype(bool)]
    top = board.nlargest(k, "score")
    if len(top) < k:
        return Estimate.unavailable(f"no board with {k} such models", "share")
    return proportions.share_of(top, top["firm_country"].eq("CN").mask(top["firm_country"].isna()))


def top_of_leaderboard(rows: pd.DataFrame, day: pd.Timestamp, k: int) -> Estimate:
    """Share of the leaderboard's best ``k`` that are built on a Chinese family, by ``day``."""
    top = leaderboards.top_by_month(rows[rows["public_by"].le(day)], k, day)
    last = top[top["month_end"].eq(top["month_end"].max())] if len(top) else top
    if last.empty:
        return Estimate.unavailable("no leaderboard by this day", "share")
    return proportions.share_of(last, last["base_country"].eq("CN").mask(last["base_country"].isna()))


def filtered_board(rows: pd.DataFrame, day: pd.Timestamp, k: int, *, days: int = 182) -> Estimate:
    """Share of Chinese labs in the top ``k`` of the embedding board, half a year to ``day``.

    Weeks are the independent unit, so the interval is a bootstrap over weeks; unknown accounts
    count as not Chinese here (a lower bound), since most of that board is one converter.
    """
    span = rows[rows["date"].between(day - pd.Timedelta(days=days), day) & rows["rank"].le(k)]
    if span.empty:
        return Estimate.unavailable("no such board by this day", "share")
    weekly = span.assign(mine=span["country"].eq("CN").fillna(False)).groupby("date")["mine"].mean()
    grid = pd.DataFrame({"date": weekly.index, "share": weekly.to_numpy()})
    found = bootstrap(grid, lambda x: x["share"].mean(), unit="share", seed=1, draws=499)
    return found.resting_on(span)


def trending_slots(frame: pd.DataFrame, day: pd.Timestamp, k: int, *, days: int, block: int) -> Estimate:
    """Share of Chinese labs among the slots of known makers, boards of ``days`` before ``day``."""
    span = frame[frame["date"].between(day - pd.Timedelta(days=days), day)]
    board = trending.boards(span, k)
    if board.empty:
        return Estimate.unavailable("no whole board seen in these months", "share")
    tidy = trending.daily(board, trending.chinese(board))
    return trending.mean_over_days(tidy, "share", block=block, seed=1).resting_on(board)


def then_and_now(measures: dict[str, tuple[Estimate, Estimate]]) -> pd.DataFrame:
    """One row per measure: label, then, now (values), then_estimate, now_estimate."""
    rows = [
        {"measure": label, "then": then.value, "now": now.value, "at_publication": then, "at_this_reading": now}
        for label, (then, now) in measures.items()
    ]
    return pd.DataFrame(rows, columns=["measure", "then", "now", "at_publication", "at_this_reading"])


def filtered_by_quarter(rows: pd.DataFrame, k: int) -> pd.DataFrame:
    """Share of Chinese labs in the top ``k`` of the embedding board by quarter, bootstrap over
    weeks; columns date, value, low, high, n (weeks)."""
    columns = ["date", "value", "low", "high", "n"]
    if rows.empty:
        return pd.DataFrame(columns=columns)
    top = rows[rows["rank"].le(k)]
    weekly = top.assign(mine=top["country"].eq("CN").fillna(False)).groupby("date")["mine"].mean()
    parts = []
    for quarter, week in weekly.groupby(weekly.index.to_period("Q")):
        frame = pd.DataFrame({"share": week.astype(float)})
        found = bootstrap(frame, lambda x: x["share"].mean(), unit="share", seed=1, draws=499)
        parts.append((quarter.start_time, found.value, found.low, found.high, found.n))
    return pd.DataFrame(parts, columns=columns)


def measures(
    then: pd.Timestamp,
    now: pd.Timestamp,
    *,
    scores: pd.DataFrame,
    leaderboard: pd.DataFrame,
    boards: pd.DataFrame,
    narrow: pd.DataFrame,
    k: int,
    block: int,
) -> dict[str, tuple[Estimate, Estimate]]:
    """The measures of section six at two days, by name."""

    def both(made: Callable[[pd.Timestamp], Estimate]) -> tuple[Estimate, Estimate]:
        return made(min(then, now)), made(now)

    return {
        "Arena, best 50 models": both(lambda day: top_of_arena(scores, day, 50, only_open=False)),
        f"Arena, best {k} open models": both(lambda day: top_of_arena(scores, day, k, only_open=True)),
        f"Open LLM Leaderboard, top {k}, by base model": both(
            lambda day: top_of_leaderboard(leaderboard, day, k)
        ),
        "Trending board, top 10, half a year": both(
            lambda day: trending_slots(boards, day, 10, days=182, block=block)
        ),
        "Embedding board, top 10, half a year": both(lambda day: filtered_board(narrow, day, 10)),
    }
