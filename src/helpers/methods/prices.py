"""List prices of models: one currency, one price per model, and what is in force in each month.

The table holds the first day on which a list showed a level, per list. A *series* is one model
of one firm in one currency; its level holds until the next one that any list shows.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.errors import MethodError
from helpers.methods._checks import need_columns

#: Weights of the input and the output price in one price.
BLENDS = {"3:1": (0.75, 0.25), "1:1": (0.5, 0.5), "input_only": (1.0, 0.0)}


def usable(prices: pd.DataFrame, *, suspect: bool = False) -> pd.DataFrame:
    """Rows of the makers' own home platforms with an input price, one a series and day.

    Left out: platforms of other hosts, international platforms, rows whose ``quality`` is
    suspect (unless ``suspect``), and rows without input price. Adds ``series``.
    """
    need_columns(prices, "provider_kind", "quality", "input_price", "firm", "model_key")
    kept = prices[prices["provider_kind"].astype(str) == "developer"]
    kept = kept[kept["input_price"].notna()]
    if not suspect:
        kept = kept[kept["quality"].astype(str) != "suspect"]
    # Chinese prices in dollars are conversions or those of another platform: one list each.
    converted = (kept["country"].astype(str) == "CN") & (kept["currency"].astype(str) == "USD")
    where = kept["source_id"].astype(str).where(converted, "")
    parts = [kept["firm"], kept["model_key"], kept["currency"], where]
    named = kept.assign(
        series=parts[0].astype(str).str.cat([part.astype(str) for part in parts[1:]], sep=" | "),
        has_output=kept["output_price"].notna(),
    )
    ordered = named.sort_values(["series", "effective_date", "has_output"], kind="stable")
    once = ordered.drop_duplicates(["series", "effective_date"], keep="last")
    return _without_blips(once).drop(columns="has_output")


def floored(rows: pd.DataFrame) -> pd.DataFrame:
    """Prices of zero set to the lowest price above zero of their currency: no log of zero."""
    found = rows.copy()
    for column in ("input_price", "output_price"):
        paid = rows[column].where(rows[column] > 0)
        lowest = paid.groupby(rows["currency"].astype(str)).transform("min")
        found[column] = rows[column].mask(rows[column] == 0, lowest)
    return found


def _without_blips(rows: pd.DataFrame) -> pd.DataFrame:
    """Drop a level that gives way to the very one before it: a slip of a list, or a promotion."""
    series = rows["series"].to_numpy()
    levels = rows[["input_price", "output_price"]].astype(float).to_numpy()
    keep: list[int] = []
    for place in range(len(rows)):
        while (
            len(keep) >= 2
            and series[keep[-2]] == series[place]
            and _same(levels[keep[-2]], levels[place])
            and not _same(levels[keep[-1]], levels[place])
        ):
            keep.pop()
        keep.append(place)
    return rows.iloc[keep]


def _same(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two levels agree on all that both state (a list may give the input price alone)."""
    both = ~(np.isnan(one) | np.isnan(other))
    return bool((one[both] == other[both]).all())


def with_blend(rows: pd.DataFrame, blend: str) -> pd.DataFrame:
    """Add ``price`` (one price a model, own currency), ``input_only`` and ``step``.

    ``price`` weighs input and output by ``blend``; where no list gives the output price, it is
    the input price and ``input_only`` says so. ``step`` is the log change against the level
    before of the same series, on whatever both levels state: both prices, else input alone.
    A free level (price 0) has no logarithm: steps into and out of it are missing.
    """
    if blend not in BLENDS:
        raise MethodError(f"unknown blend {blend!r}", mend="one of " + ", ".join(BLENDS))
    weight_in, weight_out = BLENDS[blend]
    rows = rows.sort_values(["series", "effective_date"], kind="stable")
    paid_in = rows["input_price"].astype(float)
    paid_out = rows["output_price"].astype(float)
    both = paid_in * weight_in + paid_out * weight_out
    input_only = paid_out.isna() | (weight_out == 0)
    full = both.where(~input_only, paid_in) if weight_out else paid_in
    before = rows.groupby("series", sort=False)
    earlier_in = before["input_price"].shift().astype(float)
    earlier_out = before["output_price"].shift().astype(float)
    earlier = earlier_in * weight_in + earlier_out * weight_out
    comparable = both.notna() & earlier.notna() & bool(weight_out)
    now, then = both.where(comparable, paid_in), earlier.where(comparable, earlier_in)
    with np.errstate(divide="ignore", invalid="ignore"):
        step = np.log(now / then)
    return rows.assign(
        price=full,
        input_only=paid_out.isna(),
        free=full == 0,
        step=step.where(np.isfinite(step)),
    )
