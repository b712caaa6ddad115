"""From unseen to seen: the same few measures of visibility at two days, side by side."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from helpers.methods import leaderboards, proportions, ratios, trending
from helpers.methods.estimate import Estimate


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
    return proportions.share_of(
        last, last["base_country"].eq("CN").mask(last["base_country"].isna())
    )


def filtered_board(rows: pd.DataFrame, day: pd.Timestamp, k: int, *, days: int = 182) -> Estimate:
    """Share of Chinese labs in the top ``k`` of the embedding board, its last half year to ``day``.

    Weeks are the independent unit, so the interval is a bootstrap over weeks; unknown accounts
    count as not Chinese here (a lower bound), since most of that board is one converter.
    """
    known = rows[rows["date"].le(day) & rows["rank"].le(k)]
    if known.empty:
        return Estimate.unavailable("no such board by this day", "share")
    span = known[known["date"].gt(known["date"].max() - pd.Timedelta(days=days))]
    return ratios.mean(_weekly(span), unit="share", seed=1).resting_on(span)


def _weekly(rows: pd.DataFrame) -> pd.Series:
    mine = rows.assign(mine=rows["country"].eq("CN").fillna(False).astype(float))
    return mine.groupby("date")["mine"].mean()


def trending_slots(frame: pd.DataFrame, day: pd.Timestamp, k: int, *, days: int = 182) -> Estimate:
    """Share of Chinese labs among slots of known makers, the last half year of boards to ``day``.

    Bootstrap over calendar weeks, which hold boards that hang together.
    """
    board = trending.boards(frame[frame["date"].le(day)], k)
    if board.empty:
        return Estimate.unavailable(f"no day by then on which ranks 1 to {k} were read", "share")
    board = board[board["date"].gt(board["date"].max() - pd.Timedelta(days=days))]
    tidy = trending.daily(board, trending.chinese(board))
    weeks = tidy.groupby(tidy["date"].dt.to_period("W"))[["chinese", "unknown", "slots"]].sum()
    known = weeks["slots"] - weeks["unknown"]
    return ratios.ratio_of_sums(weeks["chinese"], known, unit="share", seed=1).resting_on(board)


def submissions(rows: pd.DataFrame, day: pd.Timestamp, *, days: int = 92) -> Estimate:
    """Share of the leaderboard's last three months of submissions built on a Chinese family."""
    sent = rows[rows["public_by"].le(day)].dropna(subset=["submission_date"])
    if sent.empty:
        return Estimate.unavailable("no submission by this day", "share")
    last = sent[sent["submission_date"].gt(sent["submission_date"].max() - pd.Timedelta(days=days))]
    return proportions.share_of(
        last, last["base_country"].eq("CN").mask(last["base_country"].isna())
    )


def then_and_now(measures: dict[str, tuple[Estimate, Estimate]]) -> pd.DataFrame:
    """One row per measure: label, then, now (values), then_estimate, now_estimate."""
    rows = [
        {
            "measure": label,
            "then": then.value,
            "now": now.value,
            "at_publication": then,
            "at_this_reading": now,
        }
        for label, (then, now) in measures.items()
    ]
    return pd.DataFrame(
        rows, columns=["measure", "then", "now", "at_publication", "at_this_reading"]
    )


def clear_moves(measures: dict[str, tuple[Estimate, Estimate]]) -> dict[str, int]:
    """Of the measures known at both days (known), how many clearly rose (up) or fell (down): intervals apart."""
    pairs = [pair for pair in measures.values() if all(estimate.has_interval for estimate in pair)]
    return {
        "known": len(pairs),
        "up": sum(now.low > then.high for then, now in pairs),
        "down": sum(now.high < then.low for then, now in pairs),
    }


def at_days(measures: dict[str, tuple[Estimate, Estimate]], *, same: bool) -> pd.DataFrame:
    """The measures known at both days, one row per measure and day: measure, day, value, low, high.

    ``same``: both days are one, which is then told once.
    """
    days = ("at publication",) if same else ("at publication", "at this reading")
    rows = [
        (label, day, estimate.value, estimate.low, estimate.high)
        for label, pair in measures.items()
        if all(estimate.available for estimate in pair)
        for day, estimate in zip(days, pair, strict=False)
    ]
    return pd.DataFrame(rows, columns=["measure", "day", "value", "low", "high"])


def measures(
    then: pd.Timestamp,
    now: pd.Timestamp,
    *,
    scores: pd.DataFrame,
    leaderboard: pd.DataFrame,
    boards: pd.DataFrame,
    narrow: pd.DataFrame,
    k: int,
) -> dict[str, tuple[Estimate, Estimate]]:
    """The measures of section six at two days, by name."""

    def both(made: Callable[[pd.Timestamp], Estimate]) -> tuple[Estimate, Estimate]:
        return made(min(then, now)), made(now)

    return {
        "Trending board, top 5 on the days read": both(lambda day: trending_slots(boards, day, 5)),
        "Trending board, top 10": both(lambda day: trending_slots(boards, day, 10)),
        "Embedding board (narrow), top 10": both(lambda day: filtered_board(narrow, day, 10)),
        f"Open LLM Leaderboard, top {k}": both(
            lambda day: top_of_leaderboard(leaderboard, day, k)
        ),
        "Open LLM Leaderboard, submissions": both(
            lambda day: submissions(leaderboard, day)
        ),
        "Arena, best 50 models": both(lambda day: top_of_arena(scores, day, 50, only_open=False)),
        "Arena, best 5 open models": both(lambda day: top_of_arena(scores, day, 5, only_open=True)),
    }
