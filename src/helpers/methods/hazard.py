"""Discrete-time hazard: how the chance of a first event in a month goes with what came before."""

from __future__ import annotations

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.rates import confint_poisson

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate
from helpers.methods.proportions import rate_ratio


def person_months(
    entries: pd.DataFrame,
    events: pd.Series,
    *,
    unit: str,
    date: str,
    until: pd.Timestamp,
    ends: pd.Series | None = None,
) -> pd.DataFrame:
    """One row per unit and month at risk, from the month after its first entry to its event.

    Parameters
    ----------
    entries : repeated dated entries per unit (funding rounds); the first opens the risk.
    events : day of the first event per unit (index: unit); units without one are censored.
    until : last day observed.
    ends : for some units an earlier last day (a start-up that lists is none any more).

    Returns
    -------
    Columns: unit, month (Period), since (months since the newest earlier entry), event (0 or 1).
    Units whose event came before or in the month of their first entry are not at risk.
    """
    need_columns(entries, unit, date)
    last = pd.Period(until, "M")
    parts = []
    for name, own in entries.dropna(subset=[unit, date]).groupby(unit, observed=True):
        months = np.sort(own[date].dt.to_period("M").unique())
        happened = pd.Period(events[name], "M") if name in events.index else None
        end = min(last, happened) if happened is not None else last
        if ends is not None and name in ends.index:
            end = min(end, pd.Period(ends[name], "M"))
        if end <= months[0]:
            continue
        at_risk = pd.period_range(months[0] + 1, end, freq="M")
        ordinals = np.array([m.ordinal for m in months])
        newest = np.searchsorted(ordinals, at_risk.asi8, side="left") - 1
        event = (at_risk == happened).astype(int) if happened is not None else 0
        parts.append(
            pd.DataFrame(
                {
                    unit: name,
                    "month": at_risk,
                    "since": at_risk.asi8 - ordinals[newest],
                    "event": event,
                }
            )
        )
    return (
        pd.concat(parts, ignore_index=True)
        if parts
        else pd.DataFrame(columns=[unit, "month", "since", "event"])
    )


def hazard_odds_ratio(
    months: pd.DataFrame, *, unit: str, step: float = 6.0, least: int = 5
) -> Estimate:
    """Odds ratio of the event per ``step`` months since the newest entry.

    Logistic regression of unit-months (Allison 1982), errors clustered on the unit, t interval with as
    many degrees of freedom as units less one. Under ``least`` events nothing is estimated.
    """
    label = "odds ratio"
    events = int(months["event"].sum()) if len(months) else 0
    if events < least or months["since"].nunique() < 3:
        return Estimate.unavailable(f"too few first steps after a known round: {events}", label)
    design = sm.add_constant(pd.DataFrame({"since": months["since"].astype(float) / step}))
    codes = pd.factorize(months[unit])[0]
    fitted = sm.GLM(months["event"].astype(float), design, family=sm.families.Binomial()).fit(
        cov_type="cluster", cov_kwds={"groups": codes}, use_t=True
    )
    low, high = fitted.conf_int().loc["since"]
    return Estimate(
        np.exp(fitted.params["since"]),
        np.exp(low),
        np.exp(high),
        unit=label,
        n=events,
        p_value=float(fitted.pvalues["since"]),
        method=f"logistic regression of {len(months)} firm-months, {codes.max() + 1} firms, clustered by firm",
        detail={"events": events, "firms": int(codes.max() + 1), "firm_months": len(months)},
    )


def times(months: pd.DataFrame, *, unit: str) -> pd.DataFrame:
    """One row per unit: months under observation, and whether its event was seen (for survival)."""
    grouped = months.groupby(unit, observed=True)["event"]
    return pd.DataFrame(
        {"months": grouped.size(), "ended": grouped.max().astype(bool)}
    ).reset_index()


def early_and_late(months: pd.DataFrame, *, at: int = 6) -> tuple[Estimate, pd.DataFrame]:
    """Events per month later than ``at`` months after the newest entry over those sooner: exact.

    For as few events as there are: the conditional interval of a ratio of two Poisson rates needs
    no model and no large sample. Returns the ratio, and the counts (when, months, events, rate per
    hundred months with its exact interval).
    """
    late = months["since"].gt(at) if len(months) else pd.Series(dtype=bool)
    rows, counts = [], []
    for label, part in (
        (f"up to {at} months after a round", months[~late]),
        ("later", months[late]),
    ):
        events = int(part["event"].sum()) if len(part) else 0
        low, high = (
            confint_poisson(events, len(part) / 100, method="exact-c")
            if len(part)
            else (None, None)
        )
        rate = (
            Estimate(
                events / len(part) * 100,
                0.0 if events == 0 else float(low),
                float(high),
                unit="per hundred months",
                n=events,
                method="exact Poisson interval",
            )
            if len(part)
            else Estimate.unavailable("no month observed", "per hundred months")
        )
        rows.append({"when": label, "months": len(part), "events": events, "rate": rate})
        counts.append((events, len(part)))
    table = pd.DataFrame(rows)
    (soon, soon_months), (events, late_months) = counts
    if not soon_months or not late_months or soon + events == 0:
        return Estimate.unavailable("no first event after a known round", "rate ratio"), table
    return rate_ratio(events, late_months, soon, soon_months), table


def events_needed(ratio: float, *, share: float, power: float = 0.8) -> int:
    """Events that tell a hazard ratio from 1 (5%, two-sided): Schoenfeld (1981).

    ``share`` is the part of the time at risk that lies in the later state.
    """
    reach = stats.norm.ppf(0.975) + stats.norm.ppf(power)
    return int(np.ceil(reach**2 / (share * (1 - share) * np.log(ratio) ** 2)))
