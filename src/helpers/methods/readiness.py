"""How costly a host is to adapt to, how much it promises, and how sure its rank is.

An index is an opinion about weights. So each component is shown, the weights are the reader's,
and what is printed is the range of ranks over weights near the chosen ones, not one ranking.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from helpers.errors import MethodError
from helpers.methods._checks import need_columns
from helpers.methods.estimate import EstimateSeries
from helpers.methods.languages import SAME_LANGUAGE

# What the components are made of, as named among the indicators.
INDICATORS = ("population", "gdp_per_capita_constant", "internet_users", "data_protection_law")


def percentile(values: pd.Series, *, reverse: bool = False) -> pd.Series:
    """Rank of each value among the known ones, 0 to 1 (ties share); unknown stays unknown."""
    ranks = values.rank(ascending=not reverse)
    known = values.notna().sum()
    return (ranks - 1) / (known - 1) if known > 1 else ranks * np.nan


def components(
    countries: pd.DataFrame, figures: pd.DataFrame, duties: pd.Series | None = None
) -> pd.DataFrame:
    """Components of market draw and of localisation cost per country, each from 0 to 1.

    Parameters
    ----------
    countries : country, distance_km_from_beijing, language_codes (";"-list, the main one first).
    figures : country, indicator, value (the newest year of each).
    duties : number of duties found per country (index country); countries without a row are
        unknown, and the component is left out where nothing is known.

    Returns
    -------
    Index country; columns ``draw_people``, ``draw_income``, ``draw_online`` (more is better)
    and ``cost_distance``, ``cost_language``, ``cost_law``, ``cost_duties`` (more is costlier).
    ``cost_language`` is 0 where English or Chinese is the first language of the list, a half where
    one stands further down (spoken by some, mostly not official), else 1.
    ``cost_law`` is 1 where a data protection law stands; left out where no list of laws is known.
    """
    need_columns(countries, "country", "distance_km_from_beijing", "language_codes")
    need_columns(figures, "country", "indicator", "value")
    wide = figures.pivot_table(index="country", columns="indicator", values="value", aggfunc="last")
    places = countries.set_index("country")
    places = places.drop(index=["CN", "HK", "MO"], errors="ignore")
    table = pd.DataFrame(index=places.index)
    for name, indicator in (
        ("draw_people", "population"),
        ("draw_income", "gdp_per_capita_constant"),
        ("draw_online", "internet_users"),
    ):
        column = wide[indicator] if indicator in wide else pd.Series(dtype=float)
        table[name] = percentile(column.reindex(places.index).astype(float))
    table["cost_distance"] = percentile(places["distance_km_from_beijing"].astype(float))
    table["cost_language"] = places["language_codes"].map(_no_shared_language)
    if "data_protection_law" in wide:
        table["cost_law"] = wide["data_protection_law"].reindex(places.index).astype(float)
    if duties is not None and len(duties):
        table["cost_duties"] = percentile(duties.reindex(places.index).astype(float))
    return table


def _no_shared_language(listed: object) -> float:
    """0 if English or Chinese comes first in a country's list, a half if further down, else 1."""
    if not isinstance(listed, str) or not listed:
        return math.nan
    shared = [SAME_LANGUAGE.get(code, code) in {"en", "zh"} for code in listed.split(";")]
    return 0.0 if shared[0] else 0.5 if any(shared) else 1.0


def rank_range(
    table: pd.DataFrame,
    weights: dict[str, float],
    *,
    seed: int,
    draws: int = 1000,
    closeness: float = 20.0,
) -> EstimateSeries:
    """Rank of each place by weighted mean of components, with its range over nearby weights.

    Columns beginning with ``cost_`` are turned round (1 minus the component), so rank 1 is the
    most attractive. Weights are drawn from a Dirichlet distribution around the chosen ones;
    ``closeness`` is its total: 20 lets a weight of one sixth wander between 4% and 35%.
    Only places with every component enter.

    Returns columns: country, value (rank at the chosen weights), low, high (95% of draws), score.
    Method: Saisana, Saltelli and Tarantola (2005), uncertainty analysis of composite indicators.
    """
    unknown = sorted(set(weights) - set(table.columns))
    if unknown:
        raise MethodError(
            f"there is no component {', '.join(unknown)}",
            mend=f"components: {', '.join(map(str, table.columns))}",
        )
    used = {name: weight for name, weight in weights.items() if weight > 0}
    if not used:
        raise MethodError("all weights are zero", mend="give at least one component a weight")
    known = table[list(used)].dropna()
    oriented = known.to_numpy(dtype=float, copy=True)
    for position, name in enumerate(used):
        if name.startswith("cost_"):
            oriented[:, position] = 1 - oriented[:, position]
    chosen = np.array(list(used.values())) / math.fsum(used.values())
    rng = np.random.default_rng(seed)
    drawn = rng.dirichlet(chosen * closeness, size=draws)
    ranks = _ranks(oriented @ drawn.T)
    low, high = np.percentile(ranks, [2.5, 97.5], axis=1, method="nearest")  # ranks are whole
    score = oriented @ chosen
    tidy = pd.DataFrame(
        {
            "country": known.index,
            "value": _ranks(score[:, None])[:, 0],
            "low": low,
            "high": high,
            "score": score,
        }
    ).sort_values(["value", "country"], ignore_index=True)
    return EstimateSeries(tidy, "rank", f"weighted mean of components, {draws} draws of weights")


def two_indexes(
    table: pd.DataFrame,
    weights: dict[str, float],
    *,
    seed: int,
    draws: int = 1000,
    closeness: float = 20.0,
) -> pd.DataFrame:
    """Market draw and localisation cost of each host, 0 to 1, each with its range over weights.

    The weights of each side wander apart, as in :func:`rank_range`. Columns: country, draw, draw_low,
    draw_high, cost, cost_low, cost_high; hosts with every component of a weight above zero.
    """
    used = [name for name, weight in weights.items() if weight > 0 and name in table]
    known = table[used].dropna()
    rng = np.random.default_rng(seed)
    columns: dict[str, object] = {"country": known.index}
    for side in ("draw", "cost"):
        names = [name for name in used if name.startswith(f"{side}_")]
        if not names:
            raise MethodError(
                f"all weights of {side} are zero",
                mend=f"give a {side} component a weight above zero",
            )
        values = known[names].to_numpy(dtype=float)
        chosen = np.array([weights[name] for name in names], dtype=float)
        chosen /= chosen.sum()
        drawn = values @ rng.dirichlet(chosen * closeness, size=draws).T
        low, high = np.percentile(drawn, [2.5, 97.5], axis=1)
        columns |= {side: values @ chosen, f"{side}_low": low, f"{side}_high": high}
    return pd.DataFrame(columns)


def unbeaten(indexes: pd.DataFrame) -> pd.Series:
    """True for hosts that no other host beats on both indexes at once (more draw, less cost)."""
    draw, cost = indexes["draw"].to_numpy(), indexes["cost"].to_numpy()
    better = (draw[None, :] >= draw[:, None]) & (cost[None, :] <= cost[:, None])
    strictly = (draw[None, :] > draw[:, None]) | (cost[None, :] < cost[:, None])
    return pd.Series(~(better & strictly).any(axis=1), index=indexes.index)


def named(indexes: pd.DataFrame, names: pd.Series, chosen: pd.Series) -> pd.DataFrame:
    """Add ``host``, the name, for the ``chosen`` hosts, and ``group``; only these keep their ranges.

    The chosen come last, so that they are drawn over the others.
    """
    ends = [column for column in indexes if column.endswith(("_low", "_high"))]
    group = chosen.map({True: "ranked first to tenth", False: "other hosts"})
    table = indexes.assign(host=indexes["country"].map(names).where(chosen), group=group)
    table = table.loc[chosen.sort_values(kind="stable").index]
    return table.assign(**{column: table[column].where(chosen) for column in ends})


def _ranks(scores: np.ndarray) -> np.ndarray:
    """Rank 1 for the highest score, down each column."""
    order = np.argsort(-scores, axis=0, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(1, len(scores) + 1)[:, None], axis=0)
    return ranks.astype(float)
