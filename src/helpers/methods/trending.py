"""Trending boards read day by day: who holds them, how often, and for how long.

A board is the list of one day as one source saw it. A day without a board is a gap, never a
zero; an account without a coded country is unknown, never foreign.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from helpers.methods import proportions
from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate, EstimateSeries
from helpers.methods.resampling import block_bootstrap

#: Groups of :func:`origin_group`, in the order of figures.
GROUPS = ("Chinese lab", "built on a Chinese model", "other lab", "maker not known")


def chinese(
    frame: pd.DataFrame, *, derivatives: bool = False, not_firms: Collection[str] = ()
) -> pd.Series:
    """Whether a model counts as Chinese: true, false, or unknown where the account is not coded.

    ``derivatives`` also counts models of anyone that are built on a Chinese family;
    ``not_firms`` names makers (institutes) that are not to be counted. Columns: country, firm,
    base_country.
    """
    need_columns(frame, "country", "firm", "base_country")
    country, base = frame["country"].astype("str"), frame["base_country"].astype("str")
    found = pd.Series(pd.NA, index=frame.index, dtype="boolean")
    known = frame["country"].notna()
    found[known] = country[known].eq("CN") & ~frame.loc[known, "firm"].isin(list(not_firms))
    if derivatives:
        found[frame["base_country"].notna() & base.eq("CN")] = True
    return found


def origin_group(frame: pd.DataFrame) -> pd.Series:
    """One of :data:`GROUPS` per row: the maker first, then the base model, then unknown."""
    need_columns(frame, "country", "base_country")
    own = frame["country"].eq("CN").fillna(False).astype(bool)
    built = frame["base_country"].eq("CN").fillna(False).astype(bool)
    other = frame["country"].notna().astype(bool)
    group = np.select([own, built, other], GROUPS[:3], default=GROUPS[3])
    return pd.Series(group, index=frame.index, dtype="str")


def boards(frame: pd.DataFrame, depth: int, *, preference: str = "fullest") -> pd.DataFrame:
    """Ranks 1 to ``depth`` of the main board, on the days on which all of them were seen.

    Of several sources for a day one is taken: the one that shows most ranks (``fullest``) or
    the one whose series starts first (``first``); ties go to the longer series.
    Columns: date, board, rank, listed_ranks, source_id, model_id.
    """
    need_columns(frame, "date", "board", "rank", "listed_ranks", "source_id", "model_id")
    span = frame["listed_ranks"].astype("str").str.extract(r"^(\d+)-(\d+)$").astype(float)
    full = frame["board"].eq("models_trending") & span[0].eq(1) & span[1].ge(depth)
    seen = frame[full.astype(bool)].assign(last_rank=span[1])
    if seen.empty:
        return seen
    by_source = seen.groupby("source_id", observed=True)["date"]
    order = seen.assign(
        starts=by_source.transform("min"),
        days=-by_source.transform("nunique"),
        last=-seen["last_rank"],
    )
    keys = ["last", "days"] if preference == "fullest" else ["starts", "days"]
    first = order.sort_values([*keys, "source_id"], kind="stable").drop_duplicates("date")
    chosen = seen["date"].map(first.set_index("date")["source_id"].astype("str"))
    kept = seen[seen["source_id"].astype("str").eq(chosen) & seen["rank"].le(depth)]
    return kept.sort_values(["date", "rank"], kind="stable")


def daily(board: pd.DataFrame, counts: pd.Series) -> pd.DataFrame:
    """One row per day with a board.

    ``counts`` is :func:`chinese` of the rows. Columns: date, any (a Chinese model is there),
    chinese, unknown, slots, share (of the slots whose maker is known), least (of all slots).
    """
    columns = ["date", "chinese", "unknown", "slots", "any", "share", "least"]
    if board.empty:
        return pd.DataFrame({name: [] for name in columns}).astype({"date": "datetime64[us]"})
    rows = board.assign(is_chinese=counts.reindex(board.index))
    tidy = rows.groupby("date")["is_chinese"].agg(
        chinese=lambda x: int(x.fillna(False).sum()),
        unknown=lambda x: int(x.isna().sum()),
        slots="size",
    )
    tidy["any"] = tidy["chinese"] > 0
    tidy["share"] = tidy["chinese"] / (tidy["slots"] - tidy["unknown"]).replace(0, np.nan)
    tidy["least"] = tidy["chinese"] / tidy["slots"]
    return tidy.reset_index()


def mean_over_days(days: pd.DataFrame, column: str, *, block: int, seed: int) -> Estimate:
    """Mean of a daily column with a block-bootstrap interval; days without a board stay missing.

    If every day is alike, resampling has no spread: the interval is then the exact one of as
    many independent blocks as the days would fill.
    """
    if days.empty:
        return Estimate.unavailable("no day with a board", "share")
    grid = days.set_index("date")[column].astype(float).asfreq("D")
    seen = grid.dropna()
    if seen.nunique() == 1 and seen.iloc[0] in (0.0, 1.0):
        blocks = max(1, len(seen) // block)
        exact = proportions.share(int(seen.iloc[0]) * blocks, blocks, exact=True)
        method = f"all {len(seen)} days alike; exact interval of {blocks} blocks of {block} days"
        return Estimate(
            seen.iloc[0], exact.low, exact.high, unit="share", n=len(seen), method=method
        )
    return block_bootstrap(grid, unit="share", seed=seed, block=block, draws=999)


def by_bin(days: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp, width: int) -> pd.DataFrame:
    """Bins of ``width`` days from ``start``: days with a board, and whether any was Chinese.

    Columns: bin (its first day), days, any (missing where no board was seen).
    """
    starts = pd.date_range(start, end, freq=f"{width}D")
    bins = pd.DataFrame(
        {"bin": starts, "days": 0, "any": pd.array([pd.NA] * len(starts), "boolean")}
    )
    inside = days[days["date"].between(start, end)] if len(days) else days
    if len(inside):
        number = (inside["date"] - start).dt.days // width
        grouped = inside.groupby(number)["any"].agg(["size", "any"])
        bins.loc[grouped.index, "days"] = grouped["size"].to_numpy()
        bins.loc[grouped.index, "any"] = pd.array(grouped["any"].to_numpy(), dtype="boolean")
    return bins


def share_of_bins(bins: pd.DataFrame, basis: pd.DataFrame) -> Estimate:
    """Share of the bins with a board that held a Chinese model; exact interval."""
    seen = bins.dropna(subset=["any"])
    if seen.empty:
        return Estimate.unavailable(
            f"no board seen in any of the {len(bins)} bins, only parts of boards", "share"
        )
    return proportions.share(int(seen["any"].sum()), len(seen), exact=True).resting_on(basis)


def longest_gap(days: pd.DataFrame) -> Estimate:
    """Longest run of consecutive boards without a Chinese model, in days from board to board.

    Runs end at a hole of more than seven days, since nobody saw what stood there.
    """
    if days.empty:
        return Estimate.unavailable("no day with a board", "days")
    ordered = days.sort_values("date")
    hole = ordered["date"].diff().dt.days.gt(7)
    run = (hole | ordered["any"].ne(ordered["any"].shift())).cumsum()
    empty = ordered[~ordered["any"]].groupby(run)["date"].agg(["min", "max"])
    lengths = (empty["max"] - empty["min"]).dt.days + 1
    longest = int(lengths.max()) if len(lengths) else 0
    method = f"longest run without one among {len(days)} boards; holes of over 7 days end a run"
    return Estimate(longest, unit="days", n=len(days), method=method)


def composition(board: pd.DataFrame, *, every: str = "W") -> pd.DataFrame:
    """Mean slots per board by :func:`origin_group` and week; columns date, group, slots."""
    if board.empty:
        return pd.DataFrame({"date": [], "group": [], "slots": []})
    rows = board.assign(group=origin_group(board))
    period = rows["date"].dt.to_period(every).dt.start_time
    counts = pd.crosstab(period, rows["group"]).reindex(columns=list(GROUPS), fill_value=0)
    boards_in = rows.groupby(period)["date"].nunique()
    # Weeks without a board stand as missing, so that a figure leaves them open.
    grid = pd.date_range(
        counts.index.min(), counts.index.max(), freq="7D" if every == "W" else every
    )
    mean = counts.div(boards_in, axis=0).reindex(grid)
    return mean.rename_axis("date").reset_index().melt("date", var_name="group", value_name="slots")


def claim_window(as_of: pd.Timestamp, months: int) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last day of the boards that count: January to September 2024 at publication
    (the months of the claim), else the ``months`` before the reading day."""
    if as_of <= pd.Timestamp("2024-10-03"):
        return pd.Timestamp("2024-01-01"), pd.Timestamp("2024-09-30")
    return as_of - pd.DateOffset(months=months) + pd.Timedelta(days=1), as_of


def by_depth(
    frame: pd.DataFrame,
    depths: tuple[int, ...],
    *,
    block: int,
    seed: int,
    preference: str,
    not_firms: Collection[str] = (),
) -> EstimateSeries:
    """Four measures at each depth of the board, block-bootstrap intervals.

    Days with a Chinese lab's model, and its share of the slots of known makers; the same with
    models built on Chinese ones. Columns: measure, depth, value, low, high, n.
    """
    rows, used = [], []
    for depth in depths:
        board = boards(frame, depth, preference=preference)
        used.append(board)
        for derivatives, whose in ((False, "of Chinese labs"), (True, "of Chinese labs or built on theirs")):
            days = daily(board, chinese(board, derivatives=derivatives, not_firms=not_firms))
            for column, what in (("any", "days with a model"), ("share", "slots")):
                found = mean_over_days(days, column, block=block, seed=seed)
                if found.available:
                    rows.append(
                        {
                            "measure": f"{what} {whose}",
                            "depth": f"top {depth}",
                            "value": found.value,
                            "low": found.low,
                            "high": found.high,
                            "n": found.n,
                        }
                    )
    columns = ["measure", "depth", "value", "low", "high", "n"]
    tidy = pd.DataFrame(rows, columns=columns).sort_values("measure", kind="stable")
    method = f"mean over days, circular block bootstrap of {block} days"
    return EstimateSeries(tidy, "share", method).resting_on(*used)
