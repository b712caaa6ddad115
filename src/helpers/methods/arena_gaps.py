"""How far labs lie apart on the Arena boards: spread, points, days, and prices of like models."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from helpers.methods._checks import need_columns
from helpers.methods.arena import plain_name
from helpers.methods.estimate import Estimate, EstimateSeries
from helpers.methods.spread import sd_interval, sd_ratio


def spread_by_board(
    best: pd.DataFrame,
    score: str,
    *,
    measure: str = "sd",
    fewest: int = 4,
    seed: int = 0,
    draws: int = 499,
) -> EstimateSeries:
    """Spread of the labs' best scores on each board by country.

    ``measure``: sd (chi-squared interval), or mad (scaled to a normal's SD) or iqr (bootstrap over
    labs, which with a handful of labs is too narrow). Boards with fewer than ``fewest`` labs are
    left out. Columns: board, country, value, low, high, n.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for (board, country), group in best.groupby(["board", "firm_country"], observed=True):
        values = group[score].to_numpy(dtype=float)
        if len(values) < fewest:
            continue
        value = float(_spread(values[None], measure)[0])
        if measure == "sd":
            low, high = sd_interval(value, len(values))
        else:
            drawn = _spread(values[rng.integers(0, len(values), (draws, len(values)))], measure)
            low, high = np.percentile(drawn, [2.5, 97.5])
        rows.append((board, country, value, low, high, len(values)))
    tidy = pd.DataFrame(rows, columns=["board", "country", "value", "low", "high", "n"])
    how = "chi-squared interval" if measure == "sd" else "bootstrap over labs"
    method = f"{measure} of the labs' best scores, {how}"
    return EstimateSeries(tidy, "points", method).resting_on(best)


def spread_change(
    earlier: pd.Series, later: pd.Series, *, measure: str = "sd", seed: int = 0, draws: int = 999
) -> Estimate:
    """Spread of ``later`` over that of ``earlier``: F interval of ``sd``, else bootstrap over labs."""
    a, b = later.dropna().to_numpy(dtype=float), earlier.dropna().to_numpy(dtype=float)
    unit = "ratio of spreads"
    if min(len(a), len(b)) < 3:
        return Estimate.unavailable("fewer than three labs on a board", unit)
    if measure == "sd":
        value, low, high = sd_ratio(a, b)
        return Estimate(value, low, high, unit=unit, n=len(a) + len(b), method="ratio of standard deviations, F interval")
    rng = np.random.default_rng(seed)
    top = _spread(a[rng.integers(0, len(a), (draws, len(a)))], measure)
    bottom = _spread(b[rng.integers(0, len(b), (draws, len(b)))], measure)
    ratios = np.divide(top, bottom, out=np.full_like(top, np.nan), where=bottom > 0)
    low, high = np.nanpercentile(ratios, [2.5, 97.5])
    value = _spread(a[None], measure)[0] / _spread(b[None], measure)[0]
    return Estimate(value, low, high, unit=unit, n=len(a) + len(b), method=f"ratio of {measure}, bootstrap over labs")


def _spread(samples: np.ndarray, measure: str) -> np.ndarray:
    if measure == "sd":
        return samples.std(axis=1, ddof=1)
    if measure == "iqr":
        low, high = np.percentile(samples, [25, 75], axis=1)
        return high - low
    centre = np.median(samples, axis=1, keepdims=True)
    return np.median(np.abs(samples - centre), axis=1) * 1.4826


def gap_by_board(best: pd.DataFrame, country: str, other: str, score: str = "score") -> pd.DataFrame:
    """Best score of ``other`` minus best of ``country`` on each board, with its 95% interval.

    The interval adds the two printed intervals in quadrature (missing where none is printed).
    Columns: board, value, low, high, ahead (model of ``other``), behind (model of ``country``).
    """
    need_columns(best, "board", "firm_country", "model", score)
    rows = []
    for board, group in best.groupby("board"):
        mine = group[group["firm_country"] == country]
        theirs = group[group["firm_country"] == other]
        if mine.empty or theirs.empty:
            continue
        behind, ahead = mine.loc[mine[score].idxmax()], theirs.loc[theirs[score].idxmax()]
        value = float(ahead[score] - behind[score])
        half = float(np.sqrt(_half(ahead, score) ** 2 + _half(behind, score) ** 2))
        rows.append((board, value, value - half, value + half, ahead["model"], behind["model"]))
    return pd.DataFrame(rows, columns=["board", "value", "low", "high", "ahead", "behind"])


def _half(row: pd.Series, score: str) -> float:
    if pd.isna(row.get("ci_low")) or pd.isna(row.get("ci_high")):
        return float("nan")
    return float(row["ci_high"] - row["ci_low"]) / 2


def frontier_on_one_scale(frontier: pd.DataFrame) -> pd.DataFrame:
    """Daily best per lab (mode highest) on the scale of the first day: adds ``linked``.

    From day to day, labs whose best model is the same one show how far the scale moved (median);
    the moves are summed up. Needs columns date, firm, country, model_key, score, mode.
    """
    need_columns(frontier, "date", "firm", "country", "model_key", "score", "mode")
    best = frontier[frontier["mode"].astype(str) == "highest"]
    if best.empty:
        return best.assign(linked=pd.Series(dtype=float))
    scores = best.pivot_table(index="date", columns="firm", values="score", observed=True)
    models = best.assign(code=pd.factorize(best["model_key"])[0]).pivot_table(
        index="date", columns="firm", values="code", observed=True
    )
    same = models.eq(models.shift()) & models.notna()
    moves = (scores - scores.shift()).where(same).median(axis=1).fillna(0.0)
    return best.assign(linked=best["score"].astype(float) - best["date"].map(moves.cumsum()))


def days_behind(linked: pd.DataFrame, country: str, other: str) -> pd.DataFrame:
    """For each day: how long ago the best of ``other`` had reached the best of ``country``.

    Columns: date, value (days; 0 = level or ahead), points (how far ``other`` leads, same day),
    censored (``other`` stood above already when the series begins: the lag is a lower bound).
    """
    need_columns(linked, "date", "country", "linked")
    best = linked.groupby(["date", linked["country"].astype(str)])["linked"].max().unstack()
    if country not in best or other not in best:
        return pd.DataFrame(columns=["date", "value", "points", "censored"])
    theirs = best[other].cummax()
    rows = []
    for day, mine in best[country].cummax().dropna().items():
        reached = theirs.index[theirs >= mine]
        since = min(reached[0], day) if len(reached) else day
        lead = best.at[day, other] - best.at[day, country]
        rows.append((day, (day - since).days, lead, since == theirs.index[0]))
    return pd.DataFrame(rows, columns=["date", "value", "points", "censored"])


def typical_lag(lags: pd.DataFrame, days: int = 365) -> Estimate:
    """Median of the daily lags over the last ``days``, with the range of the middle 80%.

    The days hang together, so the range says how the lag varied, not how sure the median is.
    """
    if lags.empty:
        return Estimate.unavailable("no day with labs of both countries", "days")
    recent = lags[lags["date"] > lags["date"].max() - pd.Timedelta(days=days)]
    low, high = np.percentile(recent["value"], [10, 90])
    return Estimate(
        float(recent["value"].median()),
        low,
        high,
        unit="days",
        n=len(recent),
        method=f"median over the last {days} days of boards; range of the middle 80%",
        level=0.80,
        detail={"censored_days": int(recent["censored"].sum())},
    )


def peers_price_ratio(
    prices: pd.DataFrame, *, of: str, window: float, price: str = "output_usd"
) -> tuple[Estimate, pd.DataFrame]:
    """Geometric mean of the peers' price over that of one model, peers by quality.

    Parameters
    ----------
    prices : one row per model with model_key, quality, ``price`` in one currency.
    of : the plain name of the model; ``window`` : peers lie within so many points of it.

    Returns the ratio (t interval of the logs over peers, 95%), and the peers with their ratios.
    """
    unit = "price ratio"
    prices = prices.assign(plain=prices["model_key"].astype(str).map(plain_name))
    own = prices[prices["plain"] == of].dropna(subset=["quality", price])
    if own.empty:
        return Estimate.unavailable(f"no price and score of {of}", unit), prices.iloc[:0]
    middle, paid = float(own["quality"].iloc[0]), float(own[price].iloc[0])
    near = (prices["quality"] - middle).abs() <= window
    peers = prices[near & (prices["plain"] != of) & (prices[price] > 0)]
    peers = peers.assign(ratio=peers[price] / paid, apart=peers["quality"] - middle)
    if len(peers) < 3:
        return Estimate.unavailable(f"{len(peers)} peers within {window:g} points", unit), peers
    logs = np.log(peers["ratio"].to_numpy(dtype=float))
    half = stats.t.ppf(0.975, len(logs) - 1) * logs.std(ddof=1) / np.sqrt(len(logs))
    found = Estimate(
        float(np.exp(logs.mean())), float(np.exp(logs.mean() - half)), float(np.exp(logs.mean() + half)),
        unit=unit, n=len(logs), method="geometric mean of price ratios, t interval of logs over peers",
    )
    return found.resting_on(peers), peers


def change_between(
    best: pd.DataFrame, start: str, end: str, country: str, *, measure: str, slack_days: int, seed: int = 0
) -> Estimate:
    """Spread of a country's labs on the board nearest ``end`` over that nearest ``start``.

    A board counts as near within ``slack_days``; without one on both days there is no estimate.
    """
    mine = best[best["firm_country"] == country]
    days = pd.DatetimeIndex(sorted(mine["board"].unique()))
    picked = []
    for wanted in (pd.Timestamp(start), pd.Timestamp(end)):
        away = abs(days - wanted)
        if len(days) == 0 or away.min() > pd.Timedelta(days=slack_days):
            first = f"; the first board is of {days[0]:%d %B %Y}" if len(days) else ""
            return Estimate.unavailable(f"no board near {wanted:%B %Y}{first}", "ratio of spreads")
        picked.append(mine[mine["board"] == days[away.argmin()]])
    return spread_change(picked[0]["score"], picked[1]["score"], measure=measure, seed=seed).resting_on(*picked)


def newest_full_board(
    rows: pd.DataFrame, best: pd.DataFrame, pair: list[str], score: str = "score"
) -> tuple[pd.Timestamp, tuple[pd.Series, pd.Series]]:
    """Day of the newest board read whole, and the labs' best scores on it for two countries."""
    day = rows.loc[rows["coverage"].astype(str) == "full", "board"].max()
    final = best[best["board"] == day]
    first, second = (final.loc[final["firm_country"] == country, score] for country in pair)
    return day, (first, second)


def newest(gaps: pd.DataFrame) -> float | None:
    """The last gap, None where there is no board with both countries."""
    return float(gaps["value"].iloc[-1]) if len(gaps) else None
