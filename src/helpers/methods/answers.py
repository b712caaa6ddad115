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
        where = "In most countries" if laws * 2 >= countries else "In some countries"
        told.append(f"{where} Chinese AI firms must meet a data protection law ({laws} of {countries} outside China have one)")
    if names.available:
        told.append(f"{round(names.value * names.n)} of the {names.n} Chinese products in a convenience sample carry another name abroad")
    if not told:
        return f"What firms must adapt can hardly be told by this day: rules were read for {places} places, and neither a list of data protection laws nor enough product names are at hand."
    return "; ".join(told) + "."


def seen(slots: Estimate, hits: Estimate, depth: int, top: int, first: pd.Timestamp | None) -> str:
    """Open-source visibility: share of slots on the trending board since its ``first`` day, else months of Qwen on the leaderboard."""
    if slots.available and first is not None:
        how = "widely seen" if slots.value >= WIDELY else "seen beside many others" if slots.value >= SEEN else "hardly seen"
        return (
            f"Chinese models are {how}: on the days read since {first:%B %Y} their labs hold {slots.value:.0%} "
            f"of the top {depth} places on Hugging Face's trending board whose maker is known."
        )
    if hits.available:
        how = "seem to be seen" if hits.value >= 0.5 else "are seen now and then"
        return f"Chinese models {how}: no whole trending board is known by this day, but Qwen stood in the top {top} of the Open LLM Leaderboard in {hits.value:.0%} of the months."
    return "Whether Chinese models are seen is not known: by this day neither a trending board nor a leaderboard was read."


def goers(tiers: pd.Series, areas: pd.Series, first: pd.Timestamp | None) -> str:
    """Who goes where: the tier of each decision, the area of each decision and region, and the day of the ``first`` one."""
    if tiers.empty or areas.empty or first is None:
        return "No dated step of a Chinese AI firm abroad is known by this day."
    giants, startups = (float(tiers.eq(tier).mean()) for tier in ("giant", "start-up"))
    who = "Mostly giants go abroad" if giants >= MOST else "Mostly start-ups go abroad" if startups >= MOST else "Giants and start-ups both go abroad"
    share = areas.value_counts(normalize=True, sort=True)
    return (
        f"{who}: of {len(tiers)} steps reported since {first:%Y} giants took {giants:.0%} and start-ups {startups:.0%}; "
        f"the most frequent goal is {share.index[0]} ({share.iloc[0]:.0%})."
    )


def green(shares: pd.Series, supplied: int, pairs: int, counted: str) -> str:
    """ESG: reported shares of ``counted`` electricity of Chinese firms, and pairs of firm and host country with a green supply."""
    abroad = f"abroad a green supply is reported for {supplied} of {pairs} pairs of firm and country" if pairs else "no site abroad is known"
    if shares.empty:
        return f"How green China's AI firms are at home is not known; {abroad}."
    if len(shares) == 1:
        return f"Of China's AI firms one such report was found, of {shares.max():.0%} {counted} electricity; {abroad}."
    how = "not very green" if shares.max() < 0.5 else "largely green" if shares.min() >= 0.5 else "green to differing degrees"
    return f"By the few reports found China's AI firms are {how}: {len(shares)} firms run on {shares.min():.0%} to {shares.max():.0%} {counted} electricity, and {abroad}."


def leaning(estimate: Estimate, null: float, more: str, less: str, unclear: str) -> str:
    """``more`` or ``less`` where the whole interval lies on one side of ``null``, else ``unclear``."""
    if estimate.low is not None and estimate.low > null:
        return more
    if estimate.high is not None and estimate.high < null:
        return less
    return unclear


def leaders(counts: pd.Series, most: int = 3) -> list[str]:
    """``name (count)`` of the largest, at most ``most``; a tie that would be cut is left out whole."""
    ordered = counts.sort_values(ascending=False, kind="stable")
    if len(ordered) > most:
        ordered = ordered[ordered.gt(ordered.iloc[most])].head(most)
    return [f"{name} ({int(count)})" for name, count in ordered.items()]
