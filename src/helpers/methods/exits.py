"""Companies that left a register against companies that entered it, provider by provider."""

from __future__ import annotations

import pandas as pd

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Basis, Estimate
from helpers.methods.proportions import rate_ratio

UNIT = "exits per registration"


def pairs(exits: pd.DataFrame) -> pd.DataFrame:
    """Exits and registrations of one group of companies by one provider.

    The TMTPost count follows companies founded in its window; Qichacha's follows those
    registered in 2023 (registered less still active). Counts of other windows or ages have no
    registrations beside them and are left out.

    Columns: group, exits, entries, from, to, source_id; the index names the row of the exits.
    """
    need_columns(exits, "metric", "value", "data_provider", "period_start", "period_end")
    metric, maker = exits["metric"].astype(str), exits["data_provider"].astype(str)
    found = []
    gone = exits[metric == "exited_of_new"]
    for label, row in gone.iterrows():
        new = exits[(metric == "registered_new") & (exits["period_start"] == row["period_start"]) & (exits["period_end"] == row["period_end"])]
        if len(new):
            found.append((label, "founded since ChatGPT (TMTPost)", row["value"], new["value"].iloc[0], row["period_start"], row["period_end"], str(row["source_id"]), new.index[0]))
    kept = exits[metric == "registered_2023_still_active"]
    for label, row in kept.iterrows():
        new = exits[(metric == "registered_new") & (maker == str(row["data_provider"])) & (exits["period_start"] == row["period_start"])]
        if len(new):
            entries = float(new["value"].iloc[0])
            found.append((label, "registered in 2023 (Qichacha)", entries - row["value"], entries, row["period_start"], row["period_end"], str(row["source_id"]), new.index[0]))
    columns = ["row", "group", "exits", "entries", "from", "to", "source_id", "entries_row"]
    return pd.DataFrame(found, columns=columns).set_index("row")


def with_ratios(found: pd.DataFrame) -> pd.DataFrame:
    """Add value, low, high: exits per registration, exact Poisson interval of each provider."""
    ratios = [rate_ratio(round(row["exits"]), 1.0, round(row["entries"]), 1.0) for _, row in found.iterrows()]
    return found.assign(
        value=[one.value for one in ratios], low=[one.low for one in ratios], high=[one.high for one in ratios]
    )


def table(exits: pd.DataFrame) -> pd.DataFrame:
    """Exits and registrations of one group side by side: group, exits, registrations, ratio, from, to."""
    found = with_ratios(pairs(exits))
    ratio = [Estimate(row.value, row.low, row.high, unit="share", n=round(row.exits)) for row in found.itertuples()]
    return pd.DataFrame(
        {
            "group": found["group"], "exits": found["exits"], "registrations": found["entries"], "ratio": ratio,
            "from": found["from"], "to": found["to"],
        }
    )


def over_entries(exits: pd.DataFrame) -> Estimate:
    """Exits over registrations: the larger ratio of the providers, interval over all of them.

    Providers count different groups, so they are not pooled: the interval runs from the lowest
    to the highest end of their exact Poisson intervals.
    """
    found = with_ratios(pairs(exits))
    if found.empty:
        return Estimate.unavailable("no provider gives both counts", UNIT)
    rows = [*found.index, *found["entries_row"]]
    return Estimate(
        float(found["value"].max()), float(found["low"].min()), float(found["high"].max()), unit=UNIT,
        n=int(found["exits"].sum()),
        method="largest ratio of the providers; envelope of their exact Poisson intervals",
        basis=Basis.of(exits.loc[list(dict.fromkeys(rows))]),
    )


def stated(exits: pd.DataFrame) -> pd.DataFrame:
    """Every count as stated, whatever its definition: columns what, companies, from, to, provider."""
    counts = exits[exits["unit"].astype(str) == "count"]
    found = pd.DataFrame(
        {
            "what": counts["definition"].astype("object"),
            "metric": counts["metric"].astype(str).str.replace("_", " "),
            "companies": counts["value"],
            "from": counts["period_start"],
            "to": counts["period_end"],
            "provider": counts["data_provider"].astype("object"),
        }
    )
    return found.sort_values(["to", "metric"], kind="stable")
