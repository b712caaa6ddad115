"""What happens to a maker's use around its releases: open against closed, real against false dates.

Attention is counted for repositories alone, so it cannot be compared with that of closed
releases. The weekly list of routed tokens counts both. It shows the most used models only, so
a maker that is not on the list has a share of zero: gains below the list are not seen.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate

UNIT = "difference of shares"


def dated_releases(prices: pd.DataFrame, is_open: pd.Series, *, apart: int = 14) -> pd.DataFrame:
    """Releases with a day, one per maker and ``apart`` days: columns firm, day, models, open.

    ``prices`` is ``api_prices``: model_release_date, known to the day. Models that a maker releases
    within ``apart`` days of the first are one event, open when a repository carries the name of one
    of them (``is_open``, by row of ``prices``).
    """
    need_columns(prices, "firm", "model", "model_release_date", "model_release_precision")
    exact = prices["model_release_precision"].astype(str).eq("day") & prices["firm"].notna()
    rows = prices[exact].assign(open=is_open.reindex(prices.index).fillna(False).astype(bool))
    rows = rows.sort_values("model_release_date")
    events: list[dict[str, object]] = []
    last: dict[str, dict[str, object]] = {}
    for firm, day, model, opened in zip(
        rows["firm"].astype(str),
        rows["model_release_date"],
        rows["model"],
        rows["open"],
        strict=True,
    ):
        event = last.get(firm)
        if event is None or (day - event["day"]).days > apart:
            event = {"firm": firm, "day": day, "models": [], "open": False}
            last[firm] = event
            events.append(event)
        event["models"] = sorted({*event["models"], str(model)})
        event["open"] = bool(event["open"] or opened)
    return pd.DataFrame(events, columns=["firm", "day", "models", "open"])


def weekly_shares(tokens: pd.DataFrame) -> pd.DataFrame:
    """Share of the listed tokens by week (rows) and maker (columns), zero where not listed.

    Only the longest run of weeks without a hole is kept.
    """
    need_columns(tokens, "week_label", "firm", "tokens_total")
    total = tokens.groupby("week_label")["tokens_total"].sum().astype(float).sort_index()
    of_firm = tokens.pivot_table(
        index="week_label",
        columns="firm",
        values="tokens_total",
        aggfunc="sum",
        fill_value=0,
        observed=True,
    ).astype(float)
    shares = of_firm.reindex(total.index, fill_value=0.0).div(total, axis=0)
    if len(shares) < 2:
        return shares
    run = (shares.index.to_series().diff().dt.days > 10).cumsum()
    longest = run.value_counts().idxmax()
    return shares[(run == longest).to_numpy()]


def around(shares: pd.DataFrame, events: pd.DataFrame, *, weeks: int = 4) -> pd.DataFrame:
    """Share of the maker in the weeks around each release, less its mean in the weeks before.

    Week 0 holds the day of the release. Releases without ``weeks`` whole weeks on both sides are
    left out. Columns: event (position in ``events``), firm, open, week, change.
    """
    columns = ["event", "firm", "open", "week", "change"]
    labels = shares.index
    rows = []
    for event, (firm, day, opened) in enumerate(
        zip(events["firm"], events["day"], events["open"], strict=True)
    ):
        at = int(labels.searchsorted(day, side="right")) - 1
        if at < weeks or at + weeks >= len(labels):
            continue
        path = _path(shares, firm, at, weeks)
        rows += [(event, firm, opened, week - weeks, change) for week, change in enumerate(path)]
    return pd.DataFrame(rows, columns=columns).astype({"open": bool})


def gains(paths: pd.DataFrame) -> pd.DataFrame:
    """Mean change of the weeks after each release (week 0 left out): event, firm, open, gain."""
    after = paths[paths["week"].gt(0)]
    found = after.groupby(["event", "firm", "open"], as_index=False)["change"].mean()
    return found.rename(columns={"change": "gain"})


def mean_gain(found: pd.DataFrame, *, seed: int, draws: int = 1999) -> Estimate:
    """Mean gain over releases; interval by drawing whole makers."""
    if found["firm"].nunique() < 3:
        return Estimate.unavailable("releases of fewer than three makers", UNIT)
    sums = found.groupby("firm")["gain"].agg(["sum", "size"]).to_numpy(dtype=float)
    drawn = sums[np.random.default_rng(seed).integers(0, len(sums), (draws, len(sums)))].sum(axis=1)
    low, high = np.percentile(drawn[:, 0] / drawn[:, 1], [2.5, 97.5])
    return Estimate(
        found["gain"].mean(),
        low,
        high,
        unit=UNIT,
        n=len(found),
        method=f"mean change, bootstrap over {len(sums)} makers, {draws} draws",
        detail={"makers": len(sums)},
    )


def open_less_closed(
    shares: pd.DataFrame, events: pd.DataFrame, *, weeks: int = 4, seed: int, draws: int = 1999
) -> Estimate:
    """Mean gain after open releases less that after closed ones, against false dates.

    The interval draws whole makers. The p-value compares with false dates: all releases of a maker
    are moved by one random number of weeks around the span, which keeps their spacing and the
    maker's own path, and open and closed as they are.
    """
    found = gains(around(shares, events, weeks=weeks))
    sides = [found[found["open"].eq(side)] for side in (True, False)]
    if min(side["firm"].nunique() for side in sides) < 3:
        return Estimate.unavailable("open or closed releases of fewer than three makers", UNIT)
    rng = np.random.default_rng(seed)
    value = float(sides[0]["gain"].mean() - sides[1]["gain"].mean())
    firms = found["firm"].unique()
    cells = np.array(
        [
            [side.loc[side["firm"].eq(firm), "gain"].sum() for side in sides]
            + [side["firm"].eq(firm).sum() for side in sides]
            for firm in firms
        ],
        dtype=float,
    )
    drawn = cells[rng.integers(0, len(firms), (draws, len(firms)))].sum(axis=1)
    usable = drawn[(drawn[:, 2] > 0) & (drawn[:, 3] > 0)]
    low, high = np.percentile(
        usable[:, 0] / usable[:, 2] - usable[:, 1] / usable[:, 3], [2.5, 97.5]
    )
    false = false_dates(shares, events.iloc[found["event"]], weeks=weeks, rng=rng)
    return Estimate(
        value,
        low,
        high,
        unit=UNIT,
        n=len(found),
        method=f"difference of mean changes, bootstrap over {len(firms)} makers, {draws} draws",
        p_value=float((np.sum(np.abs(false) >= abs(value)) + 1) / (len(false) + 1)),
        detail={
            "open": len(sides[0]),
            "closed": len(sides[1]),
            "makers": len(firms),
            "false_dates": len(false),
        },
    )


def in_points(found: Estimate) -> str:
    """A difference of shares in percentage points, to one decimal: "1.2 points (-0.5 to 2.9)"."""
    if not found.has_interval:
        return "not known"
    value, low, high = (
        f"{100 * one:.1f}".replace("-", "\u2212") for one in (found.value, found.low, found.high)
    )
    return f"{value} points ({low} to {high})"


def false_dates(
    shares: pd.DataFrame,
    events: pd.DataFrame,
    *,
    weeks: int,
    rng: np.random.Generator,
    draws: int = 999,
) -> np.ndarray:
    """Differences open less closed when each maker's releases are moved around the span together."""
    labels = shares.index
    span = len(labels) - 2 * weeks
    at = labels.searchsorted(events["day"], side="right") - 1 - weeks
    opened = events["open"].to_numpy(dtype=bool)
    codes, firms = pd.factorize(events["firm"])
    gain_at = np.array(
        [
            [_path(shares, firm, week + weeks, weeks)[weeks + 1 :].mean() for week in range(span)]
            for firm in firms
        ]
    )
    moved = (at + rng.integers(0, span, (draws, len(firms)))[:, codes]) % span
    gain = gain_at[codes, moved]
    return gain[:, opened].mean(axis=1) - gain[:, ~opened].mean(axis=1)


def mean_path(paths: pd.DataFrame, *, seed: int, draws: int = 999) -> pd.DataFrame:
    """Mean change by week and access with intervals that draw whole makers.

    Columns: week, access (open weights, closed), value, low, high, n (releases).
    """
    rng = np.random.default_rng(seed)
    rows = []
    for opened, part in paths.groupby("open", sort=True):
        wide = part.pivot_table(index=["firm", "event"], columns="week", values="change")
        by_firm = wide.groupby("firm").agg(["sum"]).to_numpy()
        size = wide.groupby("firm").size().to_numpy(dtype=float)
        pick = rng.integers(0, len(size), (draws, len(size)))
        drawn = by_firm[pick].sum(axis=1) / size[pick].sum(axis=1)[:, None]
        low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
        access = "open weights" if opened else "closed"
        rows += [
            (week, access, value, a, b, len(wide))
            for week, value, a, b in zip(wide.columns, wide.mean(), low, high, strict=True)
        ]
    return pd.DataFrame(rows, columns=["week", "access", "value", "low", "high", "n"])


def _path(shares: pd.DataFrame, firm: str, at: int, weeks: int) -> np.ndarray:
    own = shares[firm].to_numpy() if firm in shares else np.zeros(len(shares))
    window = own[at - weeks : at + weeks + 1]
    return window - window[:weeks].mean()
