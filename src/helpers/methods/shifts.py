"""Did events shift from one group of areas to another after a day? Before against after, twice."""

from __future__ import annotations

import pandas as pd

from helpers.methods.counts import poisson_pseudo_likelihood
from helpers.methods.estimate import Estimate
from helpers.methods.overseas_events import EMERGING, WESTERN


def quarterly_panel(
    events: pd.DataFrame, start: str, end: object, cut: str, first: tuple[str, ...] = EMERGING
) -> pd.DataFrame:
    """Counts per quarter in two groups of areas: ``first`` and the Western areas.

    Columns: quarter (its start), emerging (1 for ``first``), after (1 from the quarter of ``cut`` on),
    events. Quarters without events are zero.
    """
    quarters = pd.period_range(start, end, freq="Q")
    chosen = events[events["area"].isin([*first, *WESTERN])]
    counts = (
        chosen.assign(
            quarter=chosen["date"].dt.to_period("Q"),
            emerging=chosen["area"].isin(first).astype(int),
        )
        .groupby(["quarter", "emerging"])
        .size()
    )
    grid = pd.MultiIndex.from_product([quarters, [0, 1]], names=["quarter", "emerging"])
    panel = counts.reindex(grid, fill_value=0).rename("events").reset_index()
    later = panel["quarter"] >= pd.Period(cut, "Q")
    return panel.assign(after=later.astype(int), quarter=panel["quarter"].dt.start_time)


def ratio_of_ratios(
    events: pd.DataFrame, start: str, end: object, cut: str, first: tuple[str, ...] = EMERGING
) -> Estimate:
    """Rate after over before ``cut`` in ``first``, over the same in the Western areas.

    Poisson pseudo-maximum likelihood with an interaction, robust errors. What lifts both groups
    alike (fame, more reporting) falls out. Unavailable if one of the four cells has no event.
    """
    unit = "ratio of rate ratios"
    panel = quarterly_panel(events, start, end, cut, first)
    cells = panel.groupby(["emerging", "after"])["events"].sum()
    if len(cells) < 4 or (cells == 0).any():
        return Estimate.unavailable("no event in one of the four cells", unit)
    fitted = poisson_pseudo_likelihood(
        panel.assign(both=panel["emerging"] * panel["after"]), "events ~ emerging + after + both"
    ).at(term="both")
    return Estimate(
        fitted.value,
        fitted.low,
        fitted.high,
        unit=unit,
        n=int(cells.sum()),
        method="Poisson pseudo-maximum likelihood with interaction, robust errors",
        detail={"cells": {f"emerging={e}, after={a}": int(n) for (e, a), n in cells.items()}},
    ).resting_on(events)


def placebo_passed(fakes: list[Estimate], real: Estimate) -> bool | None:
    """Do false dates or rivals show nothing, and would they have shown an effect as large?

    False if one of ``fakes`` has an interval on the side of ``real`` that leaves out 1; True if
    all include 1 and leave out the value of ``real``; None where they are missing or too wide to
    tell.
    """
    if not real.available or any(not fake.has_interval for fake in fakes):
        return None
    above = real.value > 1
    if any(fake.low > 1 if above else fake.high < 1 for fake in fakes):
        return False
    telling = all(fake.high < real.value if above else fake.low > real.value for fake in fakes)
    return True if telling else None
