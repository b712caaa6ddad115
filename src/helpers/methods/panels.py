"""Many places followed over time: what is common to all, and what is one place's own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import statsmodels.formula.api as smf
from scipy import stats

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate
from helpers.methods.resampling import permutation_p


def own_change(
    frame: pd.DataFrame, *, unit: str, time: str, value: str, treated: str, since: float
) -> Estimate:
    """Change of log ``value`` in one unit after ``since`` beyond what all units shared.

    Two-way fixed effects: log value on unit and time effects and an indicator of the treated
    unit from ``since`` on. With one treated unit the usual errors are far too small, so the
    p-value and the interval come from placebos in space (Abadie et al. 2010): the same number
    is computed for every other unit. The p-value is the rank among them; the interval is a
    t prediction interval from their spread (some twenty placebos are too few for 2.5% tails).
    Association, not cause: another shock at the same time looks alike.

    Returns an Estimate in logs (``exp`` gives a ratio); ``detail['placebos']`` holds the others.
    """
    need_columns(frame, unit, time, value)
    known = frame.dropna(subset=[unit, time, value])
    known = known[known[value].astype(float) > 0]
    table = known.assign(_y=np.log(known[value].astype(float))).pivot_table(
        index=unit, columns=time, values="_y", aggfunc="mean"
    )
    before = table.loc[:, table.columns < since]
    after = table.loc[:, table.columns >= since]
    complete = table.index[before.notna().any(axis=1) & after.notna().any(axis=1)]
    label = "log change beyond the others"
    if treated not in complete or len(complete) < 5:
        return Estimate.unavailable("too few units on both sides of the date", label)
    tidy = table.loc[complete].stack().dropna().rename("y").reset_index()
    effects = {name: _effect(tidy, unit, time, name, since) for name in complete}
    value_own = effects.pop(treated)
    placebos = np.array(list(effects.values()))
    n = len(placebos)
    half = stats.t.ppf(0.975, n - 1) * placebos.std(ddof=1) * np.sqrt(1 + 1 / n)
    return Estimate(
        value_own,
        value_own - half,
        value_own + half,
        unit=label,
        n=len(tidy),
        method=f"two-way fixed effects, {n} placebos in space",
        p_value=permutation_p(value_own, placebos),
        detail={"placebos": {str(key): float(v) for key, v in effects.items()}},
    ).resting_on(known)


def fixed_effects(
    frame: pd.DataFrame, *, outcome: str, regressor: str, unit: str, time: str
) -> Estimate:
    """Slope of ``outcome`` on ``regressor`` with unit and time effects, errors clustered by unit."""
    need_columns(frame, outcome, regressor, unit, time)
    data = frame.dropna(subset=[outcome, regressor, unit, time]).astype(
        {outcome: float, regressor: float}
    )
    label = f"{outcome} per {regressor}"
    if data[unit].nunique() < 3 or data[regressor].nunique() < 2:
        return Estimate.unavailable("fewer than three units or no variation", label)
    formula = f"Q('{outcome}') ~ Q('{regressor}') + C(Q('{unit}')) + C(Q('{time}'))"
    codes = pd.factorize(data[unit])[0]
    fitted = smf.ols(formula, data).fit(cov_type="cluster", cov_kwds={"groups": codes})
    term = next(name for name in fitted.params.index if regressor in name and "C(" not in name)
    low, high = fitted.conf_int().loc[term]
    return Estimate(
        fitted.params[term],
        low,
        high,
        unit=label,
        n=len(data),
        method="two-way fixed effects, errors clustered by unit",
        p_value=fitted.pvalues[term],
    ).resting_on(data)


def _effect(tidy: pd.DataFrame, unit: str, time: str, treated: str, since: float) -> float:
    hit = ((tidy[unit] == treated) & (tidy[time] >= since)).to_numpy(dtype=float)
    units = pd.get_dummies(tidy[unit], drop_first=True).to_numpy(dtype=float)
    times = pd.get_dummies(tidy[time], drop_first=True).to_numpy(dtype=float)
    design = np.column_stack([hit, np.ones(len(tidy)), units, times])
    return float(np.linalg.lstsq(design, tidy["y"].to_numpy(), rcond=None)[0][0])
