"""First sentences of the themes' answers: what the computed values say to each question, in plain words.

Each function takes values of a notebook and gives one sentence with two numbers at most. Which words
it takes follows from the values and their intervals alone, so that it holds at every reading day;
the lines under it carry the intervals.
"""

from __future__ import annotations

import pandas as pd

from helpers.methods.estimate import Estimate

#: A share of so much and more is "most"; between its complement and it, "about half" or "both".
MOST = 0.6
#: Less of an amount than this is "all but dried up".
DRY = 0.25
#: A share of places on a board from which a country's models are widely seen, or seen at all.
WIDELY, SEEN = 1 / 3, 0.1


def fierce(services: int, change: Estimate) -> str:
    """Domestic competition: services registered, and the change of prices of the same models."""
    field = f"{services:,} AI services are registered"
    if not change.available:
        return f"The field is crowded, with {field.replace(' are', '')}; what became of prices is not known."
    if change.high < 0:
        return f"Fierce: {field}, and prices of the same Chinese models have fallen by {-change.value:.0%} since April 2024."
    if change.low > 0:
        return f"Crowded, but no price war: {field}, and prices of the same Chinese models have risen by {change.value:.0%} since April 2024."
    return f"Crowded, at any rate: {field}; whether prices of the same Chinese models have fallen since April 2024 can not be told yet."


def dried_up(fall: Estimate, pushes: list[Estimate]) -> str:
    """Funding climate: newest whole year over 2021, and what would show a push abroad (ratios above 1)."""
    pushed = any(one.available and one.low is not None and one.low > 1 for one in pushes)
    abroad = (
        "there are signs that this or new rules pushed firms abroad" if pushed
        else "that this or new rules pushed firms abroad is not shown"
    )
    if not fall.available:
        return f"How the money for Chinese AI moved is not known; {abroad}."
    amount = f"in the newest whole year it was {fall.value:.0%} of what it was in 2021"
    if fall.low is None or fall.high is None or fall.low <= 1 <= fall.high:
        return f"Money for Chinese AI may have shrunk or not: {amount}, by sources that differ widely; {abroad}."
    if fall.low > 1:
        return f"Money for Chinese AI grew: {amount}; {abroad}."
    how = "all but dried up" if fall.value < DRY else "shrank but did not dry up"
    return f"Money for Chinese AI {how}: {amount}; {abroad}."


def adapted(laws: int, countries: int, names: Estimate, places: int) -> str:
    """Localization: countries with a data protection law, share of products with another name, places whose rules were read."""
    told = []
    if countries:
        data = "Above all how they handle data:" if laws * 2 >= countries else "In some places how they handle data:"
        told.append(f"{data} {laws} of {countries} countries outside China have a data protection law")
    if names.available:
        ends = (names.low, names.high) if names.has_interval else (names.value, names.value)
        how = "Most" if ends[0] > 0.5 else "Fewer than half" if ends[1] < 0.5 else "About half"
        kept = f"{how} of their products carry another name there"
        told.append(kept[0].lower() + kept[1:] if told else kept)
    if not told:
        return f"Little can be told by this day: rules were read for {places} places, and neither a list of data protection laws nor enough product names are at hand."
    return "; ".join(told) + "."


def seen(slots: Estimate, hits: Estimate, depth: int, top: int) -> str:
    """Open-source visibility: share of slots on the trending board, else months of Qwen on the leaderboard."""
    if slots.available:
        how = "Yes, widely" if slots.value >= WIDELY else "Yes, beside many others" if slots.value >= SEEN else "Hardly"
        return f"{how}: Chinese labs hold {slots.value:.0%} of the top {depth} places on Hugging Face's trending board."
    if hits.available:
        how = "It seems so" if hits.value >= 0.5 else "Now and then"
        return f"{how}: no whole trending board is known by this day, but Qwen stood in the leaderboard's top {top} in {hits.value:.0%} of the months."
    return "It is not known: by this day neither a trending board nor a leaderboard was read."


def goers(tiers: pd.Series, areas: pd.Series) -> str:
    """Who goes where: the tier of each decision, and the area of each decision and region."""
    if tiers.empty or areas.empty:
        return "No dated step abroad is known by this day."
    giants, startups = (float(tiers.eq(tier).mean()) for tier in ("giant", "start-up"))
    who = "Mostly giants" if giants >= MOST else "Mostly start-ups" if startups >= MOST else "Giants and start-ups alike"
    share = areas.value_counts(normalize=True, sort=True)
    return f"{who}: giants took {giants:.0%} of the dated steps abroad, and the most frequent goal is {share.index[0]} ({share.iloc[0]:.0%})."


def green(shares: pd.Series, supplied: int, sites: int) -> str:
    """ESG: reported shares of green electricity of Chinese firms, and sites abroad with a green supply."""
    abroad = f"a green supply is reported for {supplied} of {sites} sites abroad" if sites else "no site abroad is known"
    if shares.empty:
        return f"At home it is not known; {abroad}."
    if shares.max() < 0.5:
        return f"Not very, by the reports found: Chinese firms tell of at most {shares.max():.0%} green electricity, and {abroad}."
    if shares.min() >= 0.5:
        return f"Largely, by the reports found: Chinese firms tell of at least {shares.min():.0%} green electricity, and {abroad}."
    return f"It differs, by the reports found: Chinese firms tell of {shares.min():.0%} to {shares.max():.0%} green electricity, and {abroad}."
