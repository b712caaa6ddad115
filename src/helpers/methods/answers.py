"""The themes' answers: what the computed values say to each question, in plain words.

First the opening sentences, with two numbers at most; the lines under them carry the intervals. Then
the lines of which the words hang on an interval: they keep a slot (``{left}``) for the estimate.
Which words are taken follows from values, intervals and agreement of runs alone, so that they hold at
every reading day; where an interval leaves both readings open, the line says that it can not be told.
"""

from __future__ import annotations

import pandas as pd

from helpers.methods.estimate import Estimate

#: A share of so much and more is "most"; between its complement and it, "about half" or "both".
MOST = 0.6
#: Less of an amount than this is "all but dried up".
DRY = 0.25
#: With less of the runs behind it a finding is told as uncertain, as in the rule of the verdicts.
AGREEING = 2 / 3
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


def dried_up(fall: Estimate, pushes: list[Estimate], agree: float | None = None) -> str:
    """Funding climate: newest whole year over 2021, and what would show a push abroad (ratios above 1).

    ``agree``: share of the runs under other choices whose interval says the same, None where unknown.
    """
    pushed = any(one.available and one.low is not None and one.low > 1 for one in pushes)
    abroad = (
        "there are signs of a push abroad" if pushed
        else "a push abroad is not shown"
    )
    if not fall.available:
        return f"How the money for Chinese AI moved is not known; {abroad}."
    amount = f"the newest whole year has {fall.value:.0%} of 2021's"
    if fall.low is None or fall.high is None or fall.low <= 1 <= fall.high:
        return f"Money for Chinese AI may have shrunk or not: {amount}, by sources that differ widely; {abroad}."
    if fall.low > 1:
        return f"Money for Chinese AI grew: {amount}; {abroad}."
    if agree is not None and agree < AGREEING:
        how = "seems to have all but dried up" if fall.value < DRY else "seems to have shrunk, not dried up"
        return f"Money for Chinese AI {how}: {amount}, but many runs leave it open; {abroad}."
    how = "all but dried up" if fall.value < DRY else "shrank but did not dry up"
    return f"Money for Chinese AI {how}: {amount}; {abroad}."


def adapted(laws: int, countries: int, names: Estimate, places: int) -> str:
    """Localization: countries with a data protection law, share of products with another name, places whose rules were read."""
    told = []
    if countries:
        where = "In most countries" if laws * 2 >= countries else "In some countries"
        told.append(f"{where} Chinese AI firms meet a data protection law ({laws} of {countries} outside China)")
    if names.available:
        told.append(f"{round(names.value * names.n)} of {names.n} products in a convenience sample carry another name abroad")
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
    abroad = f"abroad {supplied} of {pairs} pairs of firm and country report a green supply" if pairs else "no site abroad is known"
    if shares.empty:
        return f"How green China's AI firms are at home is not known; {abroad}."
    if len(shares) == 1:
        return f"Of China's AI firms one such report was found, of {shares.max():.0%} {counted} electricity; {abroad}."
    how = "not very green" if shares.max() < 0.5 else "largely green" if shares.min() >= 0.5 else "green to differing degrees"
    return f"By the few reports found China's AI firms are {how}: {len(shares)} run on {shares.min():.0%} to {shares.max():.0%} {counted} electricity; {abroad}."


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


def at_equal_quality(left: Estimate) -> str:
    """Domestic competition: share of the price of early 2024 that is left at equal quality; slot ``left``."""
    return _told(
        left, 1,
        below="At equal quality {left:.0%} of the price of early 2024 is left.",
        above="At equal quality models became dearer: {left:.0%} of the price of early 2024.",
        open="Whether a model of equal quality became cheaper after early 2024 can not be told: the estimate of the price left is {left:.0%}.",
        unknown="Too few models have a score to tell what one of equal quality cost.",
    )


def newcomers(change: Estimate) -> str:
    """Domestic competition: rate of new filers against the year before; slot ``change``."""
    rate = "newcomers come at {change:.2f} times the rate of the year before."
    return _told(
        change, 1,
        below="Fewer firms enter the register: " + rate,
        above="More firms enter the register: " + rate,
        open="Whether fewer firms enter the register can not be told: " + rate,
        unknown="Whether fewer firms enter the register is not known.",
    )


def one_industry(trend: Estimate) -> str:
    """Domestic competition: odds per quarter that a service is made for one industry; slot ``trend``."""
    odds = "the odds change by a factor of {trend:.2f} a quarter"
    return _told(
        trend, 1,
        below=f"A falling share of new services is made for one industry: {odds}",
        above=f"A growing share of new services is made for one industry: {odds}",
        open=f"Whether a growing share of new services is made for one industry can not be told: {odds}",
        unknown="Too few services have a known sector to tell a trend",
    )


def other_firms(trend: Estimate) -> str:
    """Funding climate: odds per quarter that a filer is neither giant nor listed; slot ``trend``."""
    odds = "the odds change by a factor of {trend:.2f} a quarter"
    return _told(
        trend, 1,
        below=f"Firms other than giants and listed ones file a falling share of services: {odds}",
        above=f"Firms other than giants and listed ones file a growing share of services: {odds}",
        open=f"Whether firms other than giants and listed ones file a falling share of services can not be told: {odds}",
        unknown="Too few services are known to tell who files them",
    )


def closer(ratio: Estimate) -> str:
    """Domestic competition: how far apart leading labs lie, Chinese over others; slots ``ratio`` and ``name``."""
    apart = "{ratio:.2f} times as far apart"
    return _told(
        ratio, 1,
        below="Leading Chinese labs lie closer together than those of {name}: " + apart,
        above="Leading Chinese labs lie farther apart than those of {name}: " + apart,
        open="Whether leading Chinese labs lie closer together than those of {name} can not be told: " + apart,
        unknown="Too few labs are on one board to tell how far apart they lie",
    )


def behind(gap: float | None, lag: Estimate) -> str:
    """Domestic competition: points and days behind the best of another country; slots ``name``, ``gap``, ``days``."""
    if gap is None:
        return "How far the best lies from that of {name} is not known"
    if gap < 0:
        return "Ahead of the best of {name} on the newest board"
    days = ", {days:.0f} days on a typical day of the last year" if lag.available else ""
    return "Behind the best of {name}: {gap:.0f} points on the newest board" + days


def pressure_first(lead: Estimate) -> str:
    """Domestic competition: correlation of pressure at home with later moves abroad; slot ``lead``."""
    return _told(
        lead, 0,
        below="Where pressure at home was higher, fewer moves abroad came later: correlation {lead:.2f}.",
        above="Where pressure at home was higher, more moves abroad came later: correlation {lead:.2f}, which shows no cause.",
        open="That pressure at home comes before moves abroad is not shown: their correlation is {lead:.2f}.",
        unknown="Whether pressure at home comes before moves abroad can not be told yet.",
    )


def faster_rules(rate: Estimate) -> str:
    """Funding climate: rate of Chinese rules from March to September 2024 over that before; slot ``rules``."""
    times = "{rules:.1f} times the rate before."
    return _told(
        rate, 1,
        below="Chinese rules came more slowly from March to September 2024: " + times,
        above="Chinese rules came faster from March to September 2024: " + times,
        open="Whether Chinese rules came faster from March to September 2024 can not be told: " + times,
        unknown="How fast Chinese rules came is not known.",
    )


def china_and_world(
    china: float | None, world: float | None, panel: tuple[float, float] | None, place: str = "", other: float | None = None
) -> str:
    """Funding climate: money of 2023 over that of 2021 in China, the world and, if given, in ``place``.

    ``panel``: China and the middle other economy by OECD.AI. What no edition of the day tells is left out.
    """
    told = []
    if china is not None and world is not None:
        beside = f", that of {place} at {other:.0%}" if place and other is not None else ""
        told.append(f"In 2023 China's money stood at {china:.0%} of that of 2021{beside}, the world's at {world:.0%} (AI Index)")
    if panel:
        told.append(f"{'by' if told else 'In 2023, by'} OECD.AI China's {'' if told else 'money stood '}at {panel[0]:.0%}{'' if told else ' of that of 2021'}, that of the middle other economy at {panel[1]:.0%}")
    return "; ".join(told or ["How China's money of 2023 stood to that of 2021 beside the world's is not known"]) + "."


def running_year(counted: list[tuple[str, int, float, float]]) -> str:
    """Funding climate: (provider, year, so far, whole year before), amounts in billion dollars."""
    return "; ".join(
        f"{provider} counts {so_far:.0f} billion dollars of {year} so far, after {before:.0f} in all of {year - 1}"
        for provider, year, so_far, before in counted
    )


def _told(one: Estimate, null: float, *, below: str, above: str, open: str, unknown: str) -> str:
    """The sentence for an interval below, above or around ``null``; without an interval it stays open."""
    return leaning(one, null, above, below, open) if one.available else unknown
