"""Synthetic control: what a weighted mix of other places makes of one place's course."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.optimize import nnls

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate
from helpers.methods.resampling import permutation_p


def synthetic_gaps(
    frame: pd.DataFrame, *, unit: str, time: str, value: str, since: float
) -> pd.DataFrame:
    """Log gap of every unit to its own synthetic control, in every period.

    Logs are taken as deviations from each unit's mean before ``since`` (a level that no mix of
    smaller places can reach is thus matched in course only; Doudchenko and Imbens 2016). Weights are
    non-negative, sum to one, and fit the periods before ``since``. Only units seen in every period.

    Returns columns: unit, time, gap, error_before (root mean square before ``since``).
    """
    need_columns(frame, unit, time, value)
    known = frame.dropna(subset=[unit, time, value])
    known = known[known[value].astype(float) > 0]
    logs = np.log(
        known.pivot_table(index=time, columns=unit, values=value, aggfunc="mean", observed=True)
    )
    logs = logs.dropna(axis=1)
    before = logs.index < since
    columns = [unit, time, "gap", "error_before"]
    if logs.shape[1] < 5 or before.sum() < 4 or before.all():
        return pd.DataFrame(columns=columns)
    course = logs - logs[before].mean()
    parts = []
    for name in course:
        others = course.drop(columns=name)
        weights = _weights(others[before].to_numpy(), course.loc[before, name].to_numpy())
        gap = course[name] - others.to_numpy() @ weights
        error = float(np.sqrt((gap[before] ** 2).mean()))
        parts.append(
            pd.DataFrame(
                {unit: name, time: gap.index, "gap": gap.to_numpy(), "error_before": error}
            )
        )
    return pd.concat(parts, ignore_index=True)[columns]


def synthetic_change(
    gaps: pd.DataFrame, *, unit: str, time: str, treated: str, since: float, until: float
) -> Estimate:
    """Mean log gap of ``treated`` from ``since`` to ``until``, against the same for every other unit.

    The p-value is the rank of the gap relative to its error before ``since`` (Abadie, Diamond and
    Hainmueller 2010). An error below the middle of the others' counts as that: with few periods some
    are matched perfectly by luck. The interval comes from the same numbers: where a unit's own
    course was badly matched before, as much of a gap is expected after. With some twenty others it
    is rough. Not a cause: any shock of that unit's own in those years counts.
    """
    label = "log change beyond the synthetic control"
    after = gaps[gaps[time].between(since, until)]
    table = after.groupby(unit, observed=True).agg(
        gap=("gap", "mean"), error=("error_before", "first")
    )
    if treated not in table.index or len(table) < 5:
        return Estimate.unavailable("too few units seen in every period", label)
    own, others = table.loc[treated], table.drop(index=treated)
    least = float(others["error"].median())
    own_error = max(own["error"], least)
    scaled = (others["gap"] / others["error"].clip(lower=least)).to_numpy()
    p_value = permutation_p(own["gap"] / own_error, scaled)
    half = own_error * float(np.percentile(np.abs(scaled), 95))
    return Estimate(
        own["gap"],
        own["gap"] - half,
        own["gap"] + half,
        unit=label,
        n=len(table),
        p_value=p_value,
        method=f"synthetic control, {len(others)} placebos in space",
    )


def with_placebo_band(gaps: pd.DataFrame, *, unit: str, time: str, treated: str) -> pd.DataFrame:
    """Gaps of ``treated``, with what the other units' gaps let expect as ``low`` and ``high``.

    The middle 95% of the others' gaps, each over its own error before the date, times the error
    of ``treated``.
    """
    own, others = gaps[gaps[unit].eq(treated)], gaps[gaps[unit].ne(treated)]
    if own.empty:
        return gaps.iloc[:0].assign(low=[], high=[])
    least = float(others.groupby(unit)["error_before"].first().median())
    scale = max(float(own["error_before"].iloc[0]), least)
    scaled = others.assign(gap=others["gap"] / others["error_before"].clip(lower=least) * scale)
    ends = scaled.groupby(time)["gap"].quantile([0.025, 0.975]).unstack()
    return own.assign(low=own[time].map(ends[0.025]), high=own[time].map(ends[0.975]))


def from_logs(found: Estimate, unit: str = "ratio") -> Estimate:
    """A change in logs as a ratio: -0.7 is about a half."""
    ends = {
        k: None if v is None else float(np.exp(v))
        for k, v in (("low", found.low), ("high", found.high))
    }
    value = None if found.value is None else float(np.exp(found.value))
    return replace(found, value=value, unit=unit, **ends)


def _weights(others: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Non-negative weights that sum to one: least squares with the sum as a heavy extra row."""
    heavy = 100 * max(1.0, float(np.abs(others).max()))
    design = np.vstack([others, np.full(others.shape[1], heavy)])
    weights, _ = nnls(design, np.append(own, heavy))
    return weights / weights.sum()
