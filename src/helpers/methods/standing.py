"""Where models stand: their share of attention against quality, a model's place among peers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate

_CELLS_AT_ONCE = 2**21


def share_gap(
    models: pd.DataFrame, board: pd.DataFrame, *, weight: str, seed: int, draws: int = 4999
) -> Estimate:
    """Share of ``weight`` held by Chinese models less their share of the rows of ``board``.

    Both frames carry a boolean ``chinese``; unknown rows are left out on each side. Bootstrap
    over models, the two sides drawn independently.
    """
    need_columns(models, weight, "chinese")
    need_columns(board, "chinese")
    left, right = models.dropna(subset=[weight, "chinese"]), board.dropna(subset=["chinese"])
    unit = "difference of shares"
    if left.empty or right.empty:
        empty = "no snapshot of Hub models" if left.empty else "no board of the Arena"
        return Estimate.unavailable(f"{empty} known by this day", unit)
    weights, mine = left[weight].to_numpy(dtype=float), left["chinese"].to_numpy(dtype=float)
    theirs = right["chinese"].to_numpy(dtype=float)
    rng = np.random.default_rng(seed)
    share = _drawn_shares(weights, mine, rng, draws)
    other = theirs[rng.integers(0, len(right), size=(draws, len(right)))].mean(axis=1)
    low, high = np.percentile(share - other, [2.5, 97.5])
    first, second = float((weights * mine).sum() / weights.sum()), float(theirs.mean())
    return Estimate(
        first - second,
        low,
        high,
        unit=unit,
        n=len(left) + len(right),
        method=f"percentile bootstrap over models, {draws} draws",
        detail={"share_of_attention": first, "share_of_board": second},
    ).resting_on(left, right)


def _drawn_shares(
    weights: np.ndarray, mine: np.ndarray, rng: np.random.Generator, draws: int
) -> np.ndarray:
    """Weighted share of ``mine`` in each bootstrap draw, a few draws at a time in memory."""
    shares, own = np.empty(draws), weights * mine
    step = max(1, _CELLS_AT_ONCE // len(weights))
    for start in range(0, draws, step):
        pick = rng.integers(0, len(weights), size=(min(step, draws - start), len(weights)))
        shares[start : start + len(pick)] = own[pick].sum(axis=1) / weights[pick].sum(axis=1)
    return shares


def percentile_among_peers(
    models: pd.DataFrame,
    model: str,
    weight: str,
    *,
    peers: pd.Series,
    days: int = 90,
    least: int = 5,
    seed: int = 0,
    draws: int = 999,
) -> Estimate:
    """Share of peers created within ``days`` of ``model`` that have less of ``weight``.

    Ties count half; bootstrap over peers. With fewer than ``least`` peers there is no estimate.
    """
    need_columns(models, "model_id", "created_date", weight)
    own = models[models["model_id"].eq(model)]
    if own.empty:
        return Estimate.unavailable(f"{model} is not in a snapshot known by this day", "percentile")
    one = own.iloc[0]
    near = (models["created_date"] - one["created_date"]).dt.days.abs().le(days)
    rivals = models[peers.reindex(models.index) & near & models["model_id"].ne(model)].dropna(
        subset=[weight]
    )
    if len(rivals) < least:
        return Estimate.unavailable(
            f"only {len(rivals)} of the code models within {days} days of it "
            f"{'is' if len(rivals) == 1 else 'are'} in the snapshot: too few to compare with",
            "percentile",
        )
    values = rivals[weight].to_numpy(dtype=float)
    below = (values < one[weight]) + 0.5 * (values == one[weight])
    rng = np.random.default_rng(seed)
    drawn = _drawn_shares(np.ones(len(below)), below, rng, draws)
    low, high = np.percentile(drawn, [2.5, 97.5])
    method = f"percentile among {len(rivals)} peers, bootstrap over peers"
    return Estimate(
        below.mean(), low, high, unit="percentile", n=len(rivals), method=method
    ).resting_on(rivals, own)


def code_models(models: pd.DataFrame) -> pd.Series:
    """True where the name says that a model writes code."""
    return models["model_id"].str.contains(r"(?i)code|coder|codestral|starcoder|devstral")


def newest_snapshot(models: pd.DataFrame, weight: str) -> pd.DataFrame:
    """The newest snapshot that counts ``weight``."""
    counted = models.dropna(subset=[weight])
    return counted[counted["snapshot_date"].eq(counted["snapshot_date"].max())]


def share_by_snapshot(models: pd.DataFrame, weight: str) -> list[str]:
    """Share of ``weight`` held by Chinese models in each snapshot but the newest: "15% (February 2025)".

    ``models`` has snapshot_date and a boolean ``chinese``; unknown makers are left out.
    """
    known = models.dropna(subset=[weight, "chinese"])
    newest = known["snapshot_date"].max()
    told = []
    for day, own in known[known["snapshot_date"].ne(newest)].groupby("snapshot_date"):
        held = own[weight].astype(float)
        told.append(f"{held[own['chinese'].astype(bool)].sum() / held.sum():.0%} ({day:%B %Y})")
    return told


def newest_with(models: pd.DataFrame, name: str) -> pd.DataFrame:
    """The newest snapshot that holds a model whose name contains ``name``; empty if none does."""
    named = models[models["model_id"].str.contains(name, case=False)]
    if named.empty:
        return named
    newest = named.loc[named["snapshot_date"].idxmax()]
    same = models["snapshot_date"].eq(newest["snapshot_date"])
    return models[same & models["source_id"].eq(newest["source_id"])]


def most_liked(models: pd.DataFrame, name: str) -> str:
    """The most liked model whose name contains ``name``; the name itself if there is none."""
    named = models[models["model_id"].str.contains(name, case=False)]
    return str(named.loc[named["likes"].idxmax(), "model_id"]) if len(named) else name
