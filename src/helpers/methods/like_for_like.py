"""The same models through time: a chained index with all its bootstrap paths, and what it says."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate


@dataclass(frozen=True)
class Paths:
    """A log index, its bootstrap paths (draws x periods), and the items in each link."""

    periods: pd.Index
    path: np.ndarray
    drawn: np.ndarray
    items: list[int]


def matched_model_paths(
    frame: pd.DataFrame,
    *,
    price: str,
    item: str,
    period: str,
    cluster: str | None = None,
    seed: int = 0,
    draws: int = 499,
) -> Paths:
    """The index of :func:`matched_model_index` as logs, with every bootstrap path."""
    need_columns(frame, price, item, period, *([cluster] if cluster else []))
    data = frame.dropna(subset=[price, item, period])
    data = data[data[price].astype(float) > 0]
    table = data.pivot_table(
        index=item, columns=period, values=price, aggfunc="mean", observed=True
    )
    logs = np.log(table.astype(float)).to_numpy()
    if logs.shape[1] < 2:
        return Paths(table.columns[:0], np.array([]), np.zeros((draws, 0)), [])
    change = np.diff(logs, axis=1)
    present = np.isfinite(change)
    links = present.sum(axis=0)
    usable = int(np.argmax(links < 2)) if (links < 2).any() else len(links)
    totals, counts = np.where(present, change, 0.0)[:, :usable], present[:, :usable].astype(float)
    if cluster:
        owner = data.groupby(item, observed=True)[cluster].first().reindex(table.index)
        groups = pd.factorize(owner)[0]
        member = np.eye(groups.max() + 1)[groups].T
        totals, counts = member @ totals, member @ counts
    rng = np.random.default_rng(seed)
    picks = rng.integers(0, len(totals), size=(draws, len(totals)))
    weights = np.stack([np.bincount(pick, minlength=len(totals)) for pick in picks])
    return Paths(
        table.columns[: usable + 1],
        _chain(totals.sum(axis=0), counts.sum(axis=0)),
        _chain(weights @ totals, weights @ counts),
        [int(np.isfinite(logs[:, 0]).sum()), *map(int, links[:usable])],
    )


def _chain(totals: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Mean change of each link, summed up from 0; a draw without an item in a link has no change."""
    mean = np.divide(totals, counts, out=np.zeros_like(totals), where=counts > 0)
    start = np.zeros((*mean.shape[:-1], 1))
    return np.concatenate([start, mean.cumsum(axis=-1)], axis=-1)


def rebased(found: Paths, base: object) -> pd.DataFrame:
    """The index with ``base`` set to 1 (else the first period), 95% bands relative to the base.

    Columns: month, value, low, high, n, path (the log index).
    """
    columns = ["month", "value", "low", "high", "n", "path"]
    if len(found.periods) < 2:
        return pd.DataFrame(columns=columns)
    place = list(found.periods).index(base) if base in list(found.periods) else 0
    low, high = np.percentile(found.drawn - found.drawn[:, [place]], [2.5, 97.5], axis=0)
    path = found.path - found.path[place]
    values = zip(found.periods, np.exp(path), np.exp(low), np.exp(high), found.items, path, strict=True)
    return pd.DataFrame(values, columns=columns)


def between(found: Paths, start: object, end: object) -> Estimate:
    """Relative change of the index from ``start`` to ``end`` (-0.25: a quarter less)."""
    periods = [pd.Timestamp(one) for one in found.periods]
    ends = [pd.Timestamp(start), pd.Timestamp(end)]
    if any(one not in periods for one in ends):
        return Estimate.unavailable("the index does not cover both months", "share")
    first, last = (periods.index(one) for one in ends)
    drawn = np.exp(found.drawn[:, last] - found.drawn[:, first]) - 1
    low, high = np.percentile(drawn, [2.5, 97.5])
    value = np.exp(found.path[last] - found.path[first]) - 1
    return Estimate(
        value, low, high, unit="share", n=found.items[last],
        method="change of the chained matched-model index, bootstrap over firms",
    )


def of_countries(panel: pd.DataFrame, countries: list[str], *, seed: int = 0, draws: int = 499) -> dict[str, Paths]:
    """Like-for-like paths of each country from a monthly panel (series, month, linked, firm)."""
    return {
        country: matched_model_paths(
            panel[panel["country"].astype(str) == country], price="linked", item="series",
            period="month", cluster="firm", seed=seed, draws=draws,
        )
        for country in countries
    }


def side_by_side(paths: dict[str, Paths], base: object, **labels: object) -> pd.DataFrame:
    """:func:`rebased` indexes of several countries in one frame, with constant ``labels``.

    A country whose chain does not reach ``base`` is left out: it has no value to compare with.
    """
    parts = [
        rebased(found, base).assign(country=country, **labels)
        for country, found in paths.items()
        if base in list(found.periods)
    ]
    empty = pd.DataFrame(columns=["month", "value", "low", "high", "n", "path", "country", *labels])
    return pd.concat(parts, ignore_index=True) if parts else empty


def cut_in(panel: pd.DataFrame, country: str, month: object, *, at_least: float = 0.05) -> str:
    """Who is behind a fall of the index in ``month``: ``2 of 8 models (all of Alibaba)``.

    ``panel`` is the monthly one of :func:`of_countries`. A model counts if it has a price in this
    month and the one before, as cut if that fell by ``at_least`` (rates of exchange move prices
    by a percent or so).
    """
    need_columns(panel, "series", "firm", "country", "month", "linked")
    day = pd.Timestamp(month)
    own = panel[(panel["country"].astype(str) == country) & (panel["linked"].astype(float) > 0)]
    both = own.pivot_table(index=["series", "firm"], columns="month", values="linked", observed=True)
    both = both.reindex(columns=[day - pd.DateOffset(months=1), day]).dropna()
    cut = both[both.iloc[:, 1] <= both.iloc[:, 0] * (1 - at_least)]
    firms = sorted(cut.index.get_level_values("firm").astype(str).unique())
    if not firms:
        return f"none of {len(both)} models"
    named = firms[0] if len(firms) == 1 else f"{', '.join(firms[:-1])} and {firms[-1]}"
    return f"{len(cut)} of {len(both)} models ({'all ' if len(firms) == 1 and len(cut) > 1 else ''}of {named})"


def moved(change: Estimate) -> str:
    """A relative change in words with its interval: ``fell by 25% (0% to 48%)``."""
    if not change.available:
        return f"moved by an unknown part ({change.method})"
    down = change.value < 0
    ends = sorted(-end if down else end for end in (change.low, change.high))
    verb = "fell" if down else "rose"
    # An end on the other side of zero is said as such, not as a negative fall.
    back = "rise" if down else "fall"
    words = [f"{abs(end):.0%}" if round(end, 2) >= 0 else f"a {back} of {-end:.0%}" for end in ends]
    return f"{verb} by {abs(change.value):.0%} ({words[0]} to {words[1]})"


def size_of(change: Estimate) -> Estimate:
    """How far a relative change went, as :func:`moved` writes it: positive, a step back negative."""
    if not change.available or change.value >= 0:
        return change
    return replace(change, value=-change.value, low=-change.high, high=-change.low)
