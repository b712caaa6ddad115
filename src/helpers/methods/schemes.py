"""The same odds ratios under every way of drawing tiers and regions."""

from __future__ import annotations

import pandas as pd

from helpers.methods.clustered import clustered_odds_ratio
from helpers.methods.estimate import Estimate
from helpers.methods.overseas_events import (
    REGION_SCHEMES,
    TIER_SCHEMES,
    WESTERN,
    in_areas,
    in_tiers,
    one_per_decision,
)

NAMES = {
    "publication": "at publication",
    "events": "as coded",
    "today": "today",
    "two": "two tiers",
    "article": "article",
    "mena": "N. Africa joined",
    "hong_kong_home": "no Hong Kong",
}
SOUTH = ("Southeast Asia", "Middle East")


def giants_south(markets: pd.DataFrame, cluster: str | None = "firm") -> Estimate:
    """Odds of Southeast Asia or the Middle East: giants against all other firms."""
    south = markets["area"].isin(SOUTH)
    return clustered_odds_ratio(markets, markets["tier"].eq("giant"), south, cluster=cluster)


def startups_west(markets: pd.DataFrame, cluster: str | None = "firm") -> Estimate:
    """Odds of a consumer event in North America or Europe: start-ups against giants."""
    two = markets[markets["tier"].isin(["giant", "start-up"])]
    west = two["area"].isin(WESTERN) & two["audience"].astype(str).eq("to_c")
    return clustered_odds_ratio(two, two["tier"].eq("start-up"), west, cluster=cluster)


def by_scheme(
    moves: pd.DataFrame, firms: pd.DataFrame, changes: pd.DataFrame, countries: pd.DataFrame
) -> pd.DataFrame:
    """Both odds ratios under each pair of schemes: columns label, question, value, low, high, n."""
    rows = []
    for tiers in TIER_SCHEMES:
        for regions in REGION_SCHEMES:
            drawn = in_areas(in_tiers(moves, firms, changes, tiers), countries, regions)
            markets = one_per_decision(drawn, "area")
            label = f"{NAMES[tiers]} · {NAMES[regions]}"
            for question, found in (
                ("Giants south", giants_south(markets)),
                ("Start-ups west", startups_west(markets)),
            ):
                rows.append((label, question, found.value, found.low, found.high, found.n))
    return pd.DataFrame(rows, columns=["label", "question", "value", "low", "high", "n"])
